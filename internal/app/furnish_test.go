package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
)

// furnish brings the invented region in. A clock that does not keep the pace of others leaves out room and
// requests: their deadlines would pass meanwhile.
func (a *App) furnish(ctx context.Context) error {
	if _, err := demo.Claim(ctx, a.Store); err != nil {
		return err
	}
	region := demo.House{DB: a.Store, Network: a.Network, Endpoints: a.Endpoints, Directory: a.Directory}
	if a.Clock == nil {
		region.Capacity, region.Placement, region.Appointments = a.Capacity, a.Placement, a.Appointments
	}
	return demo.Load(ctx, region, demo.Region(clock.System()))
}

// furnished gives a SQLite file with the invented region and its key file. It is filled once: the tests
// take copies.
var furnished = sync.OnceValues(func() (files [2][]byte, err error) {
	dir, err := os.MkdirTemp("", "eerstelijn-house")
	if err != nil {
		return files, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	cfg := Config{Demo: true, DB: filepath.Join(dir, "house.db"), Public: "https://eerstelijn.example"}
	a, err := Open(context.Background(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return files, err
	}
	if err := errors.Join(a.furnish(context.Background()), a.Close()); err != nil {
		return files, err
	}
	for i, name := range furnishedFiles(cfg.DB) {
		if files[i], err = os.ReadFile(name); err != nil {
			return files, err
		}
	}
	return files, nil
})

func furnishedFiles(db string) [2]string { return [2]string{db, db + ".keys"} }

func copyFurnished(t testing.TB, db string) {
	t.Helper()
	files, err := furnished()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range furnishedFiles(db) {
		if err := os.WriteFile(name, files[i], 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
