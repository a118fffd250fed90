package main

import (
	"context"
	"fmt"

	"eerstelijn/internal/app"
)

// KeysCmd looks after the keys with which values are sealed.
type KeysCmd struct {
	Make   KeysMakeCmd   `cmd:"" help:"Make a key file. Example: eerstelijn keys make /etc/eerstelijn/keys"`
	List   KeysListCmd   `cmd:"" help:"Say which keys there are and how many values stand under each. Example: eerstelijn keys list --db region.db"`
	Rotate KeysRotateCmd `cmd:"" help:"Make a new key; the older ones still open what they sealed. Example: eerstelijn keys rotate --db region.db"`
	Retire KeysRetireCmd `cmd:"" help:"Take an old key away for good, once nothing stands under it. Example: eerstelijn keys retire k4hv2c7qpda --db region.db"`
}

// KeysMakeCmd makes a key file.
type KeysMakeCmd struct {
	File string `arg:"" help:"File to make; it must not exist yet."`
}

// Run implements the verb.
func (c *KeysMakeCmd) Run(g *Globals) error {
	id, err := app.MakeKeys(c.File)
	if err == nil {
		_, err = fmt.Fprintf(g.out, "made %s with key %s; keep a copy apart from the database: without it sealed values are lost\n", c.File, id)
	}
	return err
}

// KeysListCmd lists the keys.
type KeysListCmd struct{}

// Run implements the verb.
func (KeysListCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		lines, err := a.KeyLines(ctx)
		for _, l := range lines {
			_, _ = fmt.Fprintln(g.out, l)
		}
		return err
	})
}

// KeysRotateCmd makes a new key.
type KeysRotateCmd struct{}

// Run implements the verb.
func (KeysRotateCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		said, err := a.RotateKeys(ctx)
		if err == nil {
			_, err = fmt.Fprintln(g.out, said)
		}
		return err
	})
}

// KeysRetireCmd takes an old key away.
type KeysRetireCmd struct {
	ID string `arg:"" help:"Id of the key, as list shows it."`
}

// Run implements the verb.
func (c *KeysRetireCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		err := a.RetireKey(ctx, c.ID)
		if err == nil {
			_, err = fmt.Fprintf(g.out, "key %s is gone\n", c.ID)
		}
		return err
	})
}
