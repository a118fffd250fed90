package web_test

import (
	"log/slog"
	"testing"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/agreement/proof"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/site"
)

// cooperating is who speaks for whom, what gets stuck, and what was agreed about it, in a house.
func cooperating(t testing.TB, h *house, ring *keys.Ring, log *slog.Logger) (all site.Cooperation) {
	t.Helper()
	links, outbox := h.accounts.Links, h.accounts.Outbox
	all.Mandates = mandate.New(h.spine, h.net)
	all.Meetings = meeting.New(h.spine, h.net)
	all.Bottlenecks = bottleneck.New(bottleneck.Deps{Spine: h.spine, Network: h.net, Links: links, Outbox: outbox, Keys: ring})
	all.Signals = signal.New(signal.Deps{Spine: h.spine, Network: h.net, Capacity: h.capacity, Bottlenecks: all.Bottlenecks, Log: log})
	all.Agreements = agreement.New(agreement.Deps{Spine: h.spine, Network: h.net, Mandates: all.Mandates, Keys: ring, Links: links, Outbox: outbox})
	all.Agreements.Address(publicSite)
	all.Mandates.Tell(all.Agreements)
	all.Proofs = proof.New(h.spine, all.Agreements, all.Mandates, ring)
	all.Obligations = obligation.New(obligation.Deps{Spine: h.spine, Agreements: all.Agreements, Mandates: all.Mandates, Network: h.net, Outbox: outbox, Log: log})
	return all
}
