package app

import (
	"context"
	"errors"
	"net/http"

	"eerstelijn/internal/act"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/work"
	"eerstelijn/internal/placement"
)

// openPeers makes what talks with systems of others, and has placements told there as well.
func (a *App) openPeers() {
	public := func() string { return a.Public }
	a.Peers = a.newPeers(a.InsecureSources)
	a.Notified = notified.New(notified.Deps{
		Spine: a.Spine, Network: a.Network, Placement: a.Placement, Endpoints: a.Endpoints, Peers: a.Peers, Keys: a.Keys, Log: a.Log, Now: a.Clock,
		Public: public, Task: work.TaskID, Quiet: a.Demo, // nothing leaves the demonstration
	})
	a.Placement.Notify(everyNotice{a.Notice, a.Notified})
	a.Notified.Handle(a.Jobs)
}

// newPeers makes what knows systems of others; insecure allows those on this very machine, without TLS.
func (a *App) newPeers(insecure bool) *peer.Service {
	o := peer.Options{Spine: a.Spine, Network: a.Network, Keys: a.Keys, Log: a.Log, Now: a.Clock, Insecure: insecure, Self: func() string { return a.Public }}
	if a.Demo { // nothing leaves the demonstration
		o.HTTP = inside(a.ofOthers).client()
	}
	return peer.NewService(o)
}

// everyNotice tells parties by each way there is, in the one transaction of the act.
type everyNotice []placement.Notice

// InvitedTx implements placement.Notice.
func (all everyNotice) InvitedTx(ctx context.Context, tx *act.Tx, i placement.Invitation, r placement.Request) error {
	var problems []error
	for _, n := range all {
		problems = append(problems, n.InvitedTx(ctx, tx, i, r))
	}
	return errors.Join(problems...)
}

// ToldTx implements placement.Notice.
func (all everyNotice) ToldTx(ctx context.Context, tx *act.Tx, told placement.Told) error {
	var problems []error
	for _, n := range all {
		problems = append(problems, n.ToldTx(ctx, tx, told))
	}
	return errors.Join(problems...)
}

// notices is where systems of others tell us something, for programs that are signed in.
func (a *App) notices(limits *limiter) http.Handler {
	return a.Clients.Around(limits.perPerson(a.Notified, a.Proxies))
}
