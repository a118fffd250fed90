package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/access"
	"eerstelijn/internal/app"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// Of the race for places: so many ask at once for so few, each of another provider.
const (
	askers    = 1000
	placesFor = 10
)

// rival is a side of the race. ask puts the question of an asker, answer says yes to it and tells
// whether a place was held; given counts what was given away.
type rival struct {
	name   string
	begin  func(ctx context.Context) error // before each round
	ask    func(ctx context.Context, asker int) error
	answer func(ctx context.Context, asker int) (held bool, err error)
	given  func(ctx context.Context) (int, error)
}

// contentionPart has a thousand askers ask at once for ten places, of ours on SQLite, of ours on
// PostgreSQL, and of the plainest correct program on PostgreSQL. An act is a question or an answer.
func contentionPart(ctx context.Context, b *bench) (err error) {
	p, err := newPlain(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close(ctx)) }()
	ownDatabase, err := measure.FreshDatabase(ctx, os.Getenv("EERSTELIJN_TEST_POSTGRES"), "bench_ours")
	if err != nil {
		return err
	}
	rivals := []rival{p.rival()}
	for _, db := range []struct{ name, address string }{
		{"ours on SQLite", filepath.Join(b.folder, "contention.db")},
		{"ours on PostgreSQL", ownDatabase},
	} {
		o, err := newOurs(ctx, db.address, filepath.Join(b.folder, db.name+".keys"))
		if err != nil {
			return fmt.Errorf("%s: %w", db.name, err)
		}
		defer func() { err = errors.Join(err, o.app.Close()) }()
		rivals = append(rivals, o.rival(db.name))
	}
	rounds := 5
	if b.short {
		rounds = 1
	}
	perSecond := make([][]float64, len(rivals))
	took := make([]measure.Times, len(rivals))
	for range rounds {
		for k, r := range rivals {
			rate, acts, err := r.round(ctx)
			if err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			perSecond[k] = append(perSecond[k], rate)
			took[k] = append(took[k], acts...)
		}
	}
	rows := [][]string{{fmt.Sprintf("%d askers, %d places", askers, placesFor), "acts a second", "p50", "p99"}}
	for k, r := range rivals {
		rows = append(rows, []string{r.name, measure.Thousands(int(measure.Median(perSecond[k]))), millis(took[k].At(0.5)), millis(took[k].At(0.99))})
	}
	measure.Table(b.Out, rows)
	var beside []float64
	for i := range perSecond[1] {
		beside = append(beside, perSecond[1][i]/perSecond[0][i])
	}
	b.AtLeast("acts a second on SQLite under contention", measure.Median(perSecond[1]), 3000, "")
	b.AtMost("an act on SQLite under contention, p99", took[1].At(0.99).Seconds()*1000, 350, " ms")
	b.AtLeast("throughput beside the plainest correct program on PostgreSQL", measure.Median(beside), 1, "×")
	return nil
}

func millis(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }

// round is one race. A place given twice, or one that nobody got, is an error.
func (r rival) round(ctx context.Context) (perSecond float64, took measure.Times, err error) {
	if err := r.begin(ctx); err != nil {
		return 0, nil, err
	}
	took = make(measure.Times, 2*askers)
	var held atomic.Int64
	var failed sync.Map
	var all sync.WaitGroup
	start := time.Now()
	for asker := range askers {
		all.Go(func() {
			began := time.Now()
			if err := r.ask(ctx, asker); err != nil {
				failed.Store(asker, err)
				return
			}
			asked := time.Now()
			got, err := r.answer(ctx, asker)
			if err != nil {
				failed.Store(asker, err)
				return
			}
			took[2*asker], took[2*asker+1] = asked.Sub(began), time.Since(asked)
			if got {
				held.Add(1)
			}
		})
	}
	all.Wait()
	wall := time.Since(start)
	failed.Range(func(_, e any) bool { err = e.(error); return false })
	if err != nil {
		return 0, nil, err
	}
	given, err := r.given(ctx)
	if err != nil {
		return 0, nil, err
	}
	if given != placesFor || held.Load() != placesFor {
		return 0, nil, fmt.Errorf("%d places were said to be held and %d are, of %d", held.Load(), given, placesFor)
	}
	return 2 * askers / wall.Seconds(), took, nil
}

func (p *plain) rival() rival {
	return rival{
		name: "SELECT … FOR UPDATE on PostgreSQL", begin: func(ctx context.Context) error { return p.fill(ctx, askers, placesFor, 1) },
		ask:    func(ctx context.Context, asker int) error { return p.ask(ctx, asker, asker%placesFor) },
		answer: func(ctx context.Context, asker int) (bool, error) { return p.answer(ctx, asker, asker%placesFor) },
		given:  p.given,
	}
}

// ours is the program itself: each act is decided, recorded in the ledger and told to who watches.
type ours struct {
	app             *app.App
	asker, provider access.Actor
	service         directory.ServiceID
	area            network.AreaCode
	kinds           []capacity.KindCode
	offers          []capacity.OfferID // one of each kind, with one place
	requests        []placement.RequestID
	invitations     []placement.InvitationID
}

func newOurs(ctx context.Context, address, keys string) (*ours, error) {
	if _, err := app.MakeKeys(keys); err != nil {
		return nil, err
	}
	a, err := app.Open(ctx, app.Config{DB: address, Keys: keys, Demo: true}, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return nil, err
	}
	if err := demo.Load(ctx, demo.House{DB: a.Store, Network: a.Network, Directory: a.Directory}, demo.Region(clock.System())); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	o := &ours{app: a, requests: make([]placement.RequestID, askers), invitations: make([]placement.InvitationID, askers)}
	people, err := a.Network.PeopleForSignIn(ctx)
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	for _, p := range people {
		who := access.Actor{Person: string(p.ID), Name: p.Name, Role: access.Role(p.Role), Organization: string(p.Organization), Region: string(p.Region), Assurance: access.High}
		switch who.Role {
		case access.TransferDesk:
			o.asker = who
		case access.ProviderAdmin:
			o.provider = who
		}
	}
	own, err := a.Directory.Services(ctx, directory.Query{Organization: network.OrganizationID(o.provider.Organization), Limit: 1})
	if err == nil && len(own.Services) == 0 {
		err = errors.New("the provider of the invented region has no services")
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	o.service = own.Services[0].ID
	tables, err := a.Capacity.Tables(ctx)
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	for _, k := range tables.Kinds[:placesFor] {
		o.kinds = append(o.kinds, k.Code)
	}
	return o, nil
}

func (o *ours) rival(name string) rival {
	return rival{name: name, begin: o.begin, ask: o.ask, answer: o.answer, given: o.given}
}

// begin makes new offers of one place each, and a request for each asker.
func (o *ours) begin(ctx context.Context) error {
	for _, old := range o.offers {
		if err := o.app.Capacity.EndOffer(ctx, o.provider, old); err != nil {
			return err
		}
	}
	o.offers = o.offers[:0]
	for _, kind := range o.kinds {
		offer, err := o.app.Capacity.SaveOffer(ctx, o.provider, capacity.Offer{Service: o.service, Kind: kind, Total: 1, MostInvitations: askers / placesFor})
		if err != nil {
			return err
		}
		o.offers, o.area = append(o.offers, offer.ID), offer.Area
		if _, err := o.app.Capacity.Observe(ctx, o.provider, capacity.Report{Offer: offer.ID, Available: 1}); err != nil {
			return err
		}
	}
	for i := range o.requests {
		r, err := o.app.Placement.Draft(ctx, o.asker, placement.Draft{Ask: placement.Care, Kind: o.kinds[i%placesFor], Urgency: placement.Soon, Direction: placement.Out, Area: o.area})
		if err != nil {
			return err
		}
		if r, err = o.app.Placement.Open(ctx, o.asker, r.ID, placement.Consent{At: time.Now(), With: "person"}); err != nil {
			return err
		}
		o.requests[i] = r.ID
	}
	return nil
}

func (o *ours) ask(ctx context.Context, asker int) error {
	r, err := o.app.Placement.Invite(ctx, o.asker, o.requests[asker], []capacity.OfferID{o.offers[asker%placesFor]})
	if err == nil {
		o.invitations[asker] = r.Invitations[0].ID
	}
	return err
}

func (o *ours) answer(ctx context.Context, asker int) (bool, error) {
	_, err := o.app.Placement.Answer(ctx, o.provider, o.invitations[asker], placement.Answer{Yes: true})
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return false, nil // the last place has gone
	}
	return err == nil, err
}

func (o *ours) given(ctx context.Context) (n int, err error) {
	for _, id := range o.offers {
		offer, err := o.app.Capacity.Offer(ctx, id)
		if err != nil {
			return 0, err
		}
		for _, h := range offer.Holds {
			n += h.Places
		}
	}
	return n, nil
}
