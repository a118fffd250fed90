package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/app"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/simulate/history"
	"eerstelijn/internal/store"
)

// cooperationPart asks boards, trees and coverage of a country at any date in five years of its history: on
// SQLite, and on PostgreSQL where the tests have a server.
func cooperationPart(ctx context.Context, b *bench) error {
	houses := [][2]string{{"SQLite", filepath.Join(b.folder, "cooperation.db")}}
	if server := os.Getenv("EERSTELIJN_TEST_POSTGRES"); server != "" {
		address, err := measure.FreshDatabase(ctx, server, "bench_cooperation")
		if err != nil {
			return err
		}
		houses = append(houses, [2]string{"PostgreSQL", address})
	}
	for _, h := range houses {
		if err := b.cooperationOn(ctx, h[0], h[1]); err != nil {
			return fmt.Errorf("%s: %w", h[0], err)
		}
	}
	return nil
}

func (b *bench) cooperationOn(ctx context.Context, name, address string) (err error) {
	size, rounds, services := history.Whole, 300, 12_000
	if b.short {
		size, rounds, services = history.Size{Regions: 6, Wijkverbanden: 10, Years: 5, Bottlenecks: 4, Seed: 1}, 20, 2_000
	}
	start := time.Now()
	land, err := lived(ctx, address, size, services)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.Out, "(%s: %d regions × %d wijkverbanden × %d years, %s rows in %.0f s)\n",
		name, len(land.Regions), size.Wijkverbanden, size.Years, measure.Thousands(land.Rows), time.Since(start).Seconds())
	keys := filepath.Join(b.folder, name+".keys")
	if _, err := app.MakeKeys(keys); err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Config{DB: address, Keys: keys, Version: "bench"}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()

	rows := [][]string{{name, "p50", "p99", "most"}}
	for _, q := range asks(a, land, rand.New(rand.NewPCG(size.Seed, 1))) {
		var took measure.Times
		n := rounds
		if q.limit == cut {
			n = max(5, rounds/15)
		}
		found := 0
		for range n {
			begun := time.Now()
			some, err := q.ask(ctx)
			if err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
			took, found = append(took, time.Since(begun)), found+some
		}
		if found == 0 {
			return fmt.Errorf("%s: every answer is empty, so nothing was measured", q.name)
		}
		rows = append(rows, []string{q.name, measure.Micros(took.At(0.5)), measure.Micros(took.At(0.99)), measure.Micros(took.At(1))})
		b.AtMost(q.name+" on "+name+", p99", float64(took.At(0.99).Microseconds())/1000, float64(q.limit.Milliseconds()), " ms")
	}
	measure.Table(b.Out, rows)
	return nil
}

// ask is a question about the past, and how long its answer may take.
type ask struct {
	name  string
	limit time.Duration
	ask   func(ctx context.Context) (found int, err error)
}

// usual is the limit of a page, cut that of an overview of the country.
const usual, cut = 50 * time.Millisecond, time.Second

// asks are the questions of the part, each of another place and date every time.
func asks(a *app.App, land history.Country, draw *rand.Rand) []ask {
	someday := func() time.Time {
		return land.From.Add(time.Duration(draw.Float64() * float64(land.Until.Sub(land.From))))
	}
	region := func() history.Region { return land.Regions[draw.IntN(len(land.Regions))] }
	staff := func(r history.Region) access.Actor {
		return access.Actor{Person: "bench", Role: access.RESVStaff, Organization: string(r.Body), Region: string(r.ID), Assurance: access.High, Via: access.ByPage}
	}
	national := access.Actor{Person: "bench", Role: access.National, Organization: string(land.Board), Assurance: access.High, Via: access.ByPage}
	return []ask{
		{"board of a region", usual, func(ctx context.Context) (int, error) {
			r := region()
			p, err := a.Bottlenecks.Board(ctx, staff(r), bottleneck.Query{Region: r.ID, At: someday()})
			return len(p.Items), err
		}},
		{"board of a wijkverband", usual, func(ctx context.Context) (int, error) {
			r := region()
			p, err := a.Bottlenecks.Board(ctx, staff(r), bottleneck.Query{Region: r.ID, Wijkverband: r.Wijkverbanden[draw.IntN(len(r.Wijkverbanden))], At: someday()})
			return len(p.Items), err
		}},
		{"board of the nation", usual, func(ctx context.Context) (int, error) {
			p, err := a.Bottlenecks.Board(ctx, national, bottleneck.Query{Level: bottleneck.Nation, At: someday()})
			return len(p.Items), err
		}},
		{"tree of a region's agreements", usual, func(ctx context.Context) (int, error) {
			r := region()
			tree, err := a.Agreements.Tree(ctx, staff(r), "", r.ID, someday())
			return len(tree), err
		}},
		{"tree of a national agreement", usual, func(ctx context.Context) (int, error) {
			tree, err := a.Agreements.Tree(ctx, national, agreement.ID(land.National[draw.IntN(len(land.National))]), "", someday())
			return len(tree), err
		}},
		{"list of a region's agreements", usual, func(ctx context.Context) (int, error) {
			r := region()
			p, err := a.Agreements.List(ctx, staff(r), agreement.Query{Region: r.ID, At: someday()})
			return len(p.Items), err
		}},
		{"mandates at a region's table", usual, func(ctx context.Context) (int, error) {
			r := region()
			all, err := a.Mandates.Mandates(ctx, mandate.Query{Forum: mandate.Forum{Kind: mandate.RESV, Region: r.ID}, At: someday(), Known: someday()})
			return len(all), err
		}},
		{"coverage of a region", usual, func(ctx context.Context) (int, error) {
			c, err := a.Network.Coverage(ctx, region().Slug, someday())
			return c.Working, err
		}},
		{"the country, a line a region", cut, func(ctx context.Context) (int, error) {
			lines, err := a.Network.Country(ctx, someday())
			return len(lines), err
		}},
		{"the country cut by other boundaries", cut, func(ctx context.Context) (int, error) {
			cuts, err := a.Network.CoverageBy(ctx, boundaries, someday())
			return len(cuts), err
		}},
	}
}

// boundaries is the hierarchy by which the country is cut beside its regions.
const boundaries = "ggd"

// lived fills a new database with the country, as it was written all those years.
func lived(ctx context.Context, address string, size history.Size, services int) (land history.Country, err error) {
	until := time.Now().Add(-time.Minute)
	db, err := store.Open(ctx, address, store.Options{Clock: clock.Fixed(until.AddDate(-size.Years, 0, 0))})
	if err != nil {
		return land, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx); err != nil {
		return land, err
	}
	policies, err := access.Load()
	if err != nil {
		return land, err
	}
	spine := act.New(db, policies, func() {})
	n := network.New(spine)
	if err := demo.LoadNational(ctx, demo.House{DB: db, Network: n, Directory: directory.New(spine)}, services, nationalSeed, nil); err != nil {
		return land, err
	}
	areas := demo.Country()
	_, err = n.Import(ctx, access.Job("bench"), network.File{Kind: "boundaries", Source: "bench"}, func(ctx context.Context, in batch.ID) (batch.Counts, error) {
		var rows []network.BoundaryRow
		for i, a := range areas {
			if a.Kind == network.Municipality {
				rows = append(rows, network.BoundaryRow{Code: fmt.Sprint("GGD", i%25), Name: fmt.Sprint("GGD ", i%25), Area: a.Code, From: until.AddDate(-size.Years-1, 0, 0)})
			}
		}
		return n.StageBoundaries(ctx, in, boundaries, rows)
	})
	if err != nil {
		return land, err
	}
	return history.Fill(ctx, db, areas, size, until)
}
