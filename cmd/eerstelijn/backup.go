package main

import (
	"context"
	"fmt"
	"os"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// BackupCmd copies a SQLite database while it is in use.
type BackupCmd struct {
	To string `arg:"" help:"File to make; it must not exist yet."`
}

// Run implements the verb.
func (c *BackupCmd) Run(ctx context.Context, g *Globals) error {
	if _, err := os.Stat(g.database()); err != nil {
		return fault.InvalidField("--db", "Dit bestand is er niet.", "there is no database file "+g.database()+"; on PostgreSQL use pg_dump")
	}
	db, err := store.Open(ctx, g.database(), store.Options{Readers: 1})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := store.Backup(ctx, db, c.To); err != nil {
		return err
	}
	_, err = fmt.Fprintf(g.out, "copied to %s and checked\n", c.To)
	return err
}

// RestoreCmd puts a copy back.
type RestoreCmd struct {
	From string `arg:"" help:"File made by backup."`
}

// Run implements the verb. The database it replaces must not exist: a restore never overwrites.
func (c *RestoreCmd) Run(ctx context.Context, g *Globals) error {
	if _, err := os.Stat(c.From); err != nil {
		return fault.InvalidField("FROM", "Dit bestand is er niet.", "there is no file "+c.From)
	}
	db, err := store.Open(ctx, c.From, store.Options{Readers: 1})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := store.Backup(ctx, db, g.database()); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(g.out, "restored into %s and checked\n", g.database())
	said, err := g.config().Restored(ctx, db)
	if said != "" {
		_, _ = fmt.Fprintln(g.out, said)
	}
	return err
}
