package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/notice"
	"eerstelijn/internal/placement/number"
)

// webhookTimeout is how long a program that is told something may take to answer.
const webhookTimeout = 10 * time.Second

// openPlacement makes what gives people a place, and what comes of it.
func (a *App) openPlacement() {
	a.Placement = placement.New(placement.Deps{
		Spine: a.Spine, Capacity: a.Capacity, Board: a.Board, Finder: a.Finder, Network: a.Network, Directory: a.Directory,
		Links: a.Accounts.Links, Keys: a.Keys,
	})
	deps := notice.Deps{
		Spine: a.Spine, Network: a.Network, Directory: a.Directory, Links: a.Accounts.Links, Outbox: a.Accounts.Outbox, Keys: a.Keys, Log: a.Log,
	}
	if !a.Demo { // nothing leaves the demonstration
		deps.HTTP = outward.Client(webhookTimeout)
	}
	a.Notice = notice.New(deps)
	if a.Public != "" { // otherwise it is told when the program listens
		a.Notice.At(byName(a.Public))
	}
	a.Placement.Notify(a.Notice)
	a.Numbers = number.New(number.Deps{Spine: a.Spine, Capacity: a.Capacity, Placement: a.Placement, Log: a.Log})
	a.Jobs.Handle(capacity.SweepJob, a.Capacity.RunSweep)
	a.Jobs.Handle(placement.ClocksJob, a.Placement.RunClocks)
	a.Jobs.HandleSlow(notice.Job, a.Notice.Run)
	a.Jobs.HandleSlow(number.Job, a.Numbers.RunMeasure)
}

// scheduleRoom puts the timers of room and places on the list.
func (a *App) scheduleRoom(ctx context.Context) error {
	return errors.Join(a.Capacity.ScheduleSweep(ctx), a.Placement.ScheduleClocks(ctx), a.Numbers.ScheduleMeasure(ctx))
}

// AskFiguresTx implements capacity.Post: one mail with a link for each figure that grew old.
func (p post) AskFiguresTx(ctx context.Context, tx *act.Tx, q capacity.Asked) error {
	if q.Email == "" || p.public == "" {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	until := now.Add(askFor)
	var text strings.Builder
	fmt.Fprintf(&text, "Beste collega van %s,\n\nDeze cijfers over uw plekken zijn te oud om te laten zien. Kloppen ze nog?\n"+
		"Open de link, kijk en kies 'Klopt nog', of zet het goede getal neer. U hoeft niet in te loggen.\n", q.Name)
	for _, o := range q.Offers {
		token, err := p.links.MakeTx(ctx, tx, link.Link{Act: "capacity.Observe", SubjectType: "offer", SubjectID: string(o.ID),
			Organization: string(q.Organization), Region: string(o.Region), Until: until})
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "\n%s: %s\n\n%s\n", o.ServiceName, o.KindName, p.public+link.Path(token))
	}
	_, err = p.linksTx(ctx, tx, q.Email, "Kloppen uw cijfers nog?", &text, until)
	return err
}
