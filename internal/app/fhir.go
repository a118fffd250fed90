package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/bulk"
	"eerstelijn/internal/fhir/feed"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/fhir/work"
	"eerstelijn/internal/importer"
)

// rendered is what this installation says of itself in its resources.
var rendered = render.Config{Name: "Eerstelijn"}

// openFHIR makes the journal of FHIR resources, and what keeps it equal to everything else.
func (a *App) openFHIR(now clock.Clock) {
	a.Resources = journal.New(a.Store)
	a.Rendering = projection.New(projection.Domain{Network: a.Network, Directory: a.Directory, Capacity: a.Capacity, Mandates: a.Mandates, Endpoints: a.Endpoints},
		a.Store, a.Feed, a.Resources, rendered, now, a.Log)
}

// openHearing makes what tells programs that something changed.
func (a *App) openHearing(now clock.Clock) {
	deps := subscription.Deps{Spine: a.Spine, Placement: a.Placement, Journal: a.Resources, Clients: a.Clients, Keys: a.Keys, Log: a.Log, Now: now,
		Insecure: a.InsecureSources, Base: func() string { return strings.TrimSuffix(a.Public, "/") + rest.Path }}
	if deps.HTTP = subscription.Sender(a.InsecureSources); a.Demo { // nothing leaves the demonstration
		deps.HTTP = inside(a.ofOthers).client()
	}
	a.Hearing = subscription.New(deps)
	a.Telling = subscription.NewFollower(a.Hearing, a.Feed, a.Rendering)
	a.Jobs.HandleSlow(subscription.Job, a.Hearing.Run)
}

// fhirFace is everything under [rest.Path]: the public directory, and placements and writing for who is signed in.
func (a *App) fhirFace(limits *limiter) (http.Handler, error) {
	tables, err := a.Rendering.Tables(context.Background())
	if err != nil {
		return nil, err
	}
	now := a.Clock
	if now == nil {
		now = clock.System
	}
	own := render.New(rendered, tables)
	placements := work.New(work.Deps{Placement: a.Placement, Capacity: a.Capacity, Network: a.Network, Policies: a.Spine.Policies(), Spine: a.Spine, Public: a.Public, Log: a.Log, Now: a.Clock})
	codes, err := placements.Definitions(context.Background())
	if err != nil {
		return nil, err
	}
	structures, err := placements.Structures()
	if err != nil {
		return nil, err
	}
	definitions := func(kind string) []json.RawMessage {
		switch kind {
		case "CodeSystem":
			return slices.Concat(own.Own(kind), codes)
		case "StructureDefinition":
			return slices.Concat(own.Own(kind), structures)
		}
		return own.Own(kind)
	}
	times := a.times(now)
	face := rest.New(rest.Deps{Journal: a.Resources, Live: liveTypes(times), Own: definitions, Profiles: own.Profiles, Beside: append(work.Capabilities(), a.Hearing.Capabilities()), Writes: feed.Types, Public: a.Public, Version: a.Version, Log: a.Log, Now: a.Clock,
		Operations: []rest.Operation{{Name: "bulk-publish", Definition: bulk.Definition}}})
	published := (&bulk.Publisher{Journal: a.Resources, Moving: movingFiles(times), Base: strings.TrimSuffix(a.Public, "/") + rest.Path}).Handler(rest.Path, a.Log, face)
	written := feed.New(feed.Deps{Store: a.Store, Spine: a.Spine, Network: a.Network, Directory: a.Directory, Endpoints: a.Endpoints, Mandates: a.Mandates, Importer: importer.New(a.Store, a.Network, a.Directory),
		Journal: a.Resources, Feed: a.Feed, Rendering: a.Rendering, Config: rendered, Path: rest.Path, Public: a.Public, Log: a.Log, Now: now, Times: times.Transact}, face)
	few := max(2, runtime.GOMAXPROCS(0))
	mux := http.NewServeMux()
	mux.Handle(rest.Path, written)
	mux.Handle(rest.Path+"/", inTurn(few, answerWithin, written))
	mux.Handle(rest.Path+"/"+bulk.Operation, published)
	mux.Handle(rest.Path+"/"+bulk.Operation+"/", inTurn(few, 0, published))
	all := http.NewServeMux()
	all.Handle("/", a.whenRendered(mux))
	for _, kind := range work.Types {
		all.Handle(rest.Path+"/"+kind, a.Notified.Narrow(placements))
		all.Handle(rest.Path+"/"+kind+"/", a.Notified.Narrow(placements))
	}
	hearing := subscription.NewFace(a.Hearing)
	all.Handle(rest.Path+"/"+subscription.Type, hearing)
	all.Handle(rest.Path+"/"+subscription.Type+"/", hearing)
	return a.Clients.Around(limits.perPerson(all, a.Proxies), outcome.Token), nil
}

// whenRendered keeps programs waiting while everything is rendered for the first time, by whichever node:
// half a directory looks like a whole one.
func (a *App) whenRendered(next http.Handler) http.Handler {
	var done atomic.Bool
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !done.Load() {
			p, err := a.Resources.Progress(r.Context())
			if err != nil || p.LedgerSeq < 0 {
				rest.NotYet(w)
				return
			}
			done.Store(true)
		}
		next.ServeHTTP(w, r)
	})
}

const (
	// answerWithin bounds one question to the FHIR face: what is asked may be anything.
	answerWithin = 10 * time.Second
	// turnWithin is how long somebody waits for their turn.
	turnWithin = 5 * time.Second
)

// inTurn lets a few ask at a time, and nobody for longer than most (0: as long as it takes): who asks for much
// must not keep the database from everybody else.
func inTurn(atOnce int, most time.Duration, next http.Handler) http.Handler {
	turns := make(chan struct{}, atOnce)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		patience := time.NewTimer(turnWithin)
		defer patience.Stop()
		select {
		case turns <- struct{}{}:
			defer func() { <-turns }()
		case <-patience.C:
			w.Header().Set("Retry-After", "5")
			rest.TooMany(w)
			return
		case <-r.Context().Done():
			return
		}
		if most > 0 {
			ctx, end := context.WithTimeout(r.Context(), most)
			defer end()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// ExportFHIR writes the FHIR resources into a folder that a web server offers at an address, as
// [bulk.Publisher.Write] does, and names the files that are new. It first renders what is not rendered yet.
func (a *App) ExportFHIR(ctx context.Context, folder, address string) (lines []string, err error) {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" {
		return nil, fault.InvalidField("--at", "Noem het adres van de map op het web, zoals https://open.example/fhir.", "expected the address of the folder, such as https://open.example/fhir")
	}
	for more := true; more; {
		if more, err = a.Rendering.Step(ctx); err != nil {
			return nil, fmt.Errorf("app.ExportFHIR: %w", err)
		}
	}
	now := a.Clock
	if now == nil {
		now = clock.System
	}
	p := bulk.Publisher{Journal: a.Resources, Moving: movingFiles(a.times(now)), Base: strings.TrimSuffix(a.Public, "/") + rest.Path}
	return p.Write(ctx, folder, strings.TrimSuffix(address, "/"))
}
