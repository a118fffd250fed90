package app

import (
	"context"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/watch"
)

// openBoard makes what holds room in memory, and what tells who watches it.
func (a *App) openBoard(now clock.Clock) {
	a.Capacity = capacity.New(a.Spine, a.Network, a.Directory)
	a.Appointments = appointment.New(a.Spine, a.Capacity)
	a.Board = board.New(a.Capacity, a.Store, a.Feed, a.Log)
	a.Finder.Follow(a.Board)
	a.Watch = watch.New(a.Board, func(code capacity.KindCode) (capacity.Kind, bool) {
		tables, err := a.Capacity.Tables(context.Background()) // read once
		if err != nil {
			return capacity.Kind{}, false
		}
		return tables.Kind(code)
	}, a.mayWatch, now)
}

// loadBoard reads all room, before anybody asks for it.
func (a *App) loadBoard(ctx context.Context) error {
	if err := a.Board.Load(ctx); err != nil {
		return err
	}
	return a.Watch.Start(ctx, a.Store)
}

// mayWatch weighs whether somebody may hear that there is something new for a desk or an organisation:
// who may look at it, for as long as they are signed in.
func (a *App) mayWatch(ctx context.Context, actor access.Actor, t watch.Topic) error {
	if actor.Session != "" {
		in, err := a.Identity.StillIn(ctx, actor.Session)
		if err != nil {
			return err
		}
		if !in {
			return fault.New(fault.Denied, "U bent uitgelogd.", "you are signed out")
		}
	}
	var subject access.Subject
	var acts []string
	if region, ok := t.OfDesk(); ok {
		desk, err := a.Placement.DeskOf(ctx, region)
		if err != nil {
			return err
		}
		subject = access.Subject{Type: "region", ID: string(region), Region: string(region), Desk: string(desk)}
		acts = []string{"placement.Desk"}
	} else if company, ok := t.OfOrg(); ok {
		subject = access.Subject{Type: "organization", ID: string(company), Organization: string(company)}
		acts = []string{"placement.Invited", "placement.Own"}
	}
	var why []string
	for _, act := range acts {
		d := a.Spine.Policies().Right(actor, act, subject)
		if d.Allowed {
			return nil
		}
		for _, r := range d.Reasons {
			why = append(why, r.NL)
		}
	}
	return fault.New(fault.Denied, "Dit mag u niet volgen. "+strings.Join(why, " "), "you may not follow this")
}

// measureWatch counts who watches.
func (a *App) measureWatch(metrics prometheus.Registerer) {
	metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "eerstelijn_watchers", Help: "Open lines of the feed on this node.",
	}, func() float64 { return float64(a.Watch.Watchers()) }))
}
