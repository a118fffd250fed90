package main

import (
	"context"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"

	"eerstelijn/internal/app"
	"eerstelijn/internal/fault"
)

// Globals are the flags every verb knows.
type Globals struct {
	DB   string `help:"Database: a file (default eerstelijn.db), or postgres://…" placeholder:"FILE|postgres://…"`
	Keys string `help:"File with the keys (default: beside a database file, made on first use; postgres needs one)." placeholder:"FILE"`
	Log  string `help:"Log level: debug, info, warn or error." default:"info" enum:"debug,info,warn,error"`

	Config kong.ConfigFlag `help:"JSON file with names of flags and their values; flags and EERSTELIJN_* go before it." placeholder:"FILE"`

	out, errs io.Writer
}

// database is the one to use: what was asked for, or a file in this folder.
func (g *Globals) database() string {
	if g.DB == "" {
		return "eerstelijn.db"
	}
	return g.DB
}

func (g *Globals) logger() *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(g.Log)) // the enum above allows only what it reads
	return slog.New(app.Scrub(slog.NewJSONHandler(g.errs, &slog.HandlerOptions{Level: level})))
}

// config is what the flags that every verb knows say to the program.
func (g *Globals) config() app.Config {
	return app.Config{DB: g.database(), Keys: g.Keys, Version: version}
}

// use runs fn with an open program and closes it.
func (g *Globals) use(ctx context.Context, fn func(a *app.App) error) error {
	return g.useWith(ctx, g.config(), fn)
}

func (g *Globals) useWith(ctx context.Context, cfg app.Config, fn func(a *app.App) error) (err error) {
	a, err := app.Open(ctx, cfg, g.logger())
	if err != nil {
		return err
	}
	defer func() {
		if cerr := a.Close(); cerr != nil && err == nil {
			err = fault.New(fault.Unavailable, "De database kan niet goed dicht.", "the database did not close cleanly").Because(cerr)
		}
	}()
	return fn(a)
}
