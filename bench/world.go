package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/api"
	"eerstelijn/internal/app"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/network"
)

// world is the national set: in a database file, in the index, behind the API, and as plain entries
// for the peer to load.
type world struct {
	file    string
	app     *app.App
	closed  bool
	entries []finding.Entry // in order of service, location and area
	// regions and wijkverbanden are the address names of some.
	regions, wijkverbanden []string
}

// nationalSeed draws the services.
const nationalSeed = 2026

// open makes the world on first use.
func (b *bench) open(ctx context.Context) (_ *world, err error) {
	if b.world != nil {
		return b.world, nil
	}
	w := &world{file: filepath.Join(b.folder, "national.db")}
	log := slog.New(slog.DiscardHandler)
	if w.app, err = app.Open(ctx, app.Config{DB: w.file, Version: "bench"}, log); err != nil {
		return nil, err
	}
	b.world = w
	country, err := w.importAreas(ctx)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	house := demo.House{DB: w.app.Store, Network: w.app.Network, Directory: w.app.Directory}
	if err := demo.LoadNational(ctx, house, b.services, nationalSeed, nil); err != nil {
		return nil, err
	}
	loaded := time.Since(start)
	if err := demo.LoadNationalNetwork(ctx, house, time.Now()); err != nil {
		return nil, err
	}
	start = time.Now()
	if err := w.app.Finder.Load(ctx); err != nil {
		return nil, err
	}
	indexed := time.Since(start)
	if err := w.readSlugs(ctx); err != nil {
		return nil, err
	}
	if err := w.readEntries(ctx); err != nil {
		return nil, err
	}
	if len(w.entries) != w.app.Finder.Len() {
		return nil, fmt.Errorf("%d entries here and %d in the index", len(w.entries), w.app.Finder.Len())
	}
	fmt.Fprintf(b.Out, "(%s: %s services in a new file in %.1f s, indexed in %.1f s: %s entries)\n",
		country, measure.Thousands(b.services), loaded.Seconds(), indexed.Seconds(), measure.Thousands(len(w.entries)))
	return w, nil
}

// importAreas brings in the real wijken of 2022 where somebody has put the open data; otherwise the
// services lie in an invented country.
func (w *world) importAreas(ctx context.Context) (string, error) {
	folder := os.Getenv("EERSTELIJN_DATA")
	if folder == "" {
		folder = filepath.Join("..", "shared", "data")
	}
	const year = 2022
	wijken := filepath.Join(folder, "wijk_2022.topojson")
	if _, err := os.Stat(wijken); err != nil {
		return "an invented country", nil
	}
	im := importer.New(w.app.Store, w.app.Network, w.app.Directory)
	for _, f := range []struct {
		path string
		kind network.AreaKind
	}{{filepath.Join(folder, "gemeente_2022.topojson"), network.Municipality}, {wijken, network.Wijk}} {
		if _, err := im.Areas(ctx, f.path, importer.AreaFile{Kind: f.kind, Year: year}, importer.Run{}); err != nil {
			return "", err
		}
	}
	_, err := im.Figures(ctx, filepath.Join(folder, "wijk_2022.csv"), importer.FigureFile{Kind: network.Wijk, Year: year}, importer.Run{})
	return "the wijken of 2022", err
}

// readSlugs notes which pages of regions and wijkverbanden there are.
func (w *world) readSlugs(ctx context.Context) error {
	regions, err := w.app.Network.Regions(ctx)
	if err != nil {
		return err
	}
	for _, r := range regions {
		w.regions = append(w.regions, r.Slug)
		of, err := w.app.Network.Wijkverbanden(ctx, r.ID)
		if err != nil {
			return err
		}
		for _, v := range of {
			w.wijkverbanden = append(w.wijkverbanden, v.Slug)
		}
	}
	return nil
}

func (w *world) readEntries(ctx context.Context) error {
	atlas := w.app.Finder.Atlas()
	var mu sync.Mutex
	_, err := w.app.Directory.All(ctx, func(some []directory.Service) error {
		mu.Lock()
		defer mu.Unlock()
		for i := range some {
			w.entries = append(w.entries, live.Entries(&some[i], atlas, noRegion)...)
		}
		return nil
	})
	slices.SortFunc(w.entries, func(a, b finding.Entry) int {
		return cmp.Or(strings.Compare(a.Service, b.Service), strings.Compare(a.Location, b.Location), strings.Compare(a.Area, b.Area))
	})
	return err
}

// api is our face, as the program serves it behind its outer layers; to it, it is always the moment of
// the questions.
func (w *world) api() http.Handler {
	return api.New(api.Deps{Network: w.app.Network, Directory: w.app.Directory, Finder: w.app.Finder, Log: w.app.Log, Version: "bench", Now: clock.Fixed(moment)})
}

// close lets go of the database, so that the program itself can be measured on the file. What is in
// memory stays.
func (w *world) close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	return w.app.Close()
}

var errNoPostgres = errors.New("EERSTELIJN_TEST_POSTGRES is empty; run 'make bench-peer', or 'scripts/postgres go run ./bench'")
