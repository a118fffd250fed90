package app

import (
	"context"
	"errors"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/agreement/proof"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network/mandate"
)

// Cooperation is who speaks for whom, what does not work, and what was agreed about it.
type Cooperation struct {
	Mandates    *mandate.Service
	Meetings    *meeting.Service
	Bottlenecks *bottleneck.Service
	Signals     *signal.Service
	Agreements  *agreement.Service
	Proofs      *proof.Service
	Obligations *obligation.Service
}

// openCooperation makes it, and its clocks.
func (a *App) openCooperation() {
	links, outbox := a.Accounts.Links, a.Accounts.Outbox
	c := &a.Cooperation
	c.Mandates = mandate.New(a.Spine, a.Network)
	c.Meetings = meeting.New(a.Spine, a.Network)
	c.Bottlenecks = bottleneck.New(bottleneck.Deps{Spine: a.Spine, Network: a.Network, Links: links, Outbox: outbox, Keys: a.Keys})
	c.Signals = signal.New(signal.Deps{Spine: a.Spine, Network: a.Network, Capacity: a.Capacity, Bottlenecks: c.Bottlenecks, Log: a.Log})
	c.Agreements = agreement.New(agreement.Deps{Spine: a.Spine, Network: a.Network, Mandates: c.Mandates, Keys: a.Keys, Links: links, Outbox: outbox})
	c.Mandates.Tell(c.Agreements)
	c.Proofs = proof.New(a.Spine, c.Agreements, c.Mandates, a.Keys)
	c.Obligations = obligation.New(obligation.Deps{
		Spine: a.Spine, Agreements: c.Agreements, Mandates: c.Mandates, Network: a.Network, Outbox: outbox, Log: a.Log,
	})
	if a.Public != "" { // otherwise it is told when the program listens
		c.at(byName(a.Public))
	}
	a.Jobs.Handle(bottleneck.ClocksJob, c.Bottlenecks.RunClocks)
	a.Jobs.HandleSlow(bottleneck.MailJob, c.Bottlenecks.RunMail)
	a.Jobs.Handle(agreement.ClocksJob, c.Agreements.RunClocks)
	a.Jobs.HandleSlow(signal.Job, c.Signals.Run)
	a.Jobs.HandleSlow(obligation.WeighJob, c.Obligations.RunWeigh)
}

// at tells the address of the site to what writes links in mails.
func (c *Cooperation) at(public string) {
	if c.Bottlenecks == nil { // not open yet
		return
	}
	c.Bottlenecks.At(public)
	c.Agreements.Address(public)
	c.Obligations.At(public)
}

// scheduleCooperation puts its timers on the list.
func (a *App) scheduleCooperation(ctx context.Context) error {
	c := &a.Cooperation
	return errors.Join(c.Bottlenecks.ScheduleClocks(ctx), c.Agreements.ScheduleClocks(ctx), c.Signals.Schedule(ctx), c.Obligations.ScheduleWeigh(ctx))
}
