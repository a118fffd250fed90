package demo_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

func fixed() time.Time { return now }

// roomy is a house with room in it.
func roomy(t testing.TB, db *store.DB) demo.House {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	h := demo.House{DB: db, Network: network.New(spine), Directory: directory.New(spine)}
	h.Capacity = capacity.New(spine, h.Network, h.Directory)
	return h
}

// whole is a house in which people ask for room, with the board that they look at.
func whole(t testing.TB, db *store.DB, now clock.Clock) (demo.House, *board.Board) {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), now())
	if err != nil {
		t.Fatal(err)
	}
	ring := keys.New(file)
	log := slog.New(slog.DiscardHandler)
	feed := ledger.NewFeed(db, log)
	spine := act.New(db, policies, feed.Kick)
	h := demo.House{DB: db, Network: network.New(spine), Directory: directory.New(spine)}
	h.Capacity = capacity.New(spine, h.Network, h.Directory)
	b := board.New(h.Capacity, db, feed, log)
	finder := live.New(h.Network, h.Directory, db, feed, now, log)
	h.Placement = placement.New(placement.Deps{Spine: spine, Capacity: h.Capacity, Board: b, Finder: finder,
		Network: h.Network, Directory: h.Directory, Links: link.New(db, ring), Keys: ring})
	return h, b
}

// cooperating is a house in which people also speak for others, report what does not work and agree.
func cooperating(t testing.TB, db *store.DB, now clock.Clock) demo.House {
	t.Helper()
	h, _ := whole(t, db, now)
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), now())
	if err != nil {
		t.Fatal(err)
	}
	ring, log := keys.New(file), slog.New(slog.DiscardHandler)
	spine := act.New(db, policies, nil)
	links := link.New(db, ring)
	h.Mandates = mandate.New(spine, h.Network)
	h.Meetings = meeting.New(spine, h.Network)
	h.Bottlenecks = bottleneck.New(bottleneck.Deps{Spine: spine, Network: h.Network, Links: links, Outbox: mail.New(db, ring, nil, log), Keys: ring})
	h.Signals = signal.New(signal.Deps{Spine: spine, Network: h.Network, Capacity: h.Capacity, Bottlenecks: h.Bottlenecks, Log: log})
	h.Agreements = agreement.New(agreement.Deps{Spine: spine, Network: h.Network, Mandates: h.Mandates, Keys: ring, Links: links, Outbox: mail.New(db, ring, nil, log)})
	h.Mandates.Tell(h.Agreements)
	h.Obligations = obligation.New(obligation.Deps{Spine: spine, Agreements: h.Agreements, Mandates: h.Mandates, Network: h.Network, Log: log})
	return h
}

// zoom is the id of Regio Rivierenzoom.
func zoom(d *demo.Data) network.RegionID {
	for _, r := range d.Regions {
		if r.Slug == "rivierenzoom" {
			return r.ID
		}
	}
	return ""
}
