package main

import (
	"context"
	"io"
	"log/slog"

	"eerstelijn/internal/app"
	"eerstelijn/internal/fault"
)

// Globals are the flags every verb knows.
type Globals struct {
	DB  string `help:"Database: a file (default eerstelijn.db), or postgres://…" placeholder:"FILE|postgres://…"`
	Log string `help:"Log level: debug, info, warn or error." default:"info" enum:"debug,info,warn,error"`

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
	return slog.New(slog.NewJSONHandler(g.errs, &slog.HandlerOptions{Level: level}))
}

// open opens the database, brings its schema up to date and readies the capabilities.
func (g *Globals) open(ctx context.Context) (*app.App, error) {
	return app.Open(ctx, app.Config{DB: g.database(), Version: version}, g.logger())
}

// use runs fn with an open program and closes it.
func (g *Globals) use(ctx context.Context, fn func(a *app.App) error) (err error) {
	a, err := g.open(ctx)
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
