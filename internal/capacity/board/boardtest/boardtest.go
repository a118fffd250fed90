// Package boardtest builds a small house with offers for tests of what follows them.
package boardtest

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// The two regions of the house, with a wijk in each.
var (
	North = id.From[network.RegionID]("boardtest", "north")
	South = id.From[network.RegionID]("boardtest", "south")

	areas = map[network.RegionID]network.AreaCode{North: "WK036304", South: "WK059901"}
)

// Owner is the organisation of every service, and Admin who keeps its figures.
var (
	Owner = id.From[network.OrganizationID]("boardtest", "zonnehof")
	Admin = access.Actor{Person: "p-1", Role: access.ProviderAdmin, Organization: string(Owner), Assurance: access.Substantial, Via: access.ByPage}
)

// Node is one process of the platform: a pool of connections with a feed and a board.
type Node struct {
	DB        *store.DB
	Spine     *act.Spine
	Feed      *ledger.Feed
	Network   *network.Service
	Directory *directory.Register
	Capacity  *capacity.Service
	Board     *board.Board
}

// Fill makes the regions and the organisation of the house.
func Fill(t testing.TB, db *store.DB) {
	t.Helper()
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
			VALUES ($1, $2, 'provider', 'Zonnehof', '', '', '', '', '', '', '', 'post@example.test', '')`, Owner, batch.People); err != nil {
			return err
		}
		for region, area := range areas {
			if _, err := tx.Exec(ctx, `INSERT INTO region (id, slug, made_at) VALUES ($1, $2, 0)`, region, "r-"+region[:13]); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO region_area (region, area, from_at) VALUES ($1, $2, 0)`, region, area.Parent()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// NewNode makes a node on a database that [Fill] has filled. Nothing of it runs yet.
func NewNode(t testing.TB, db *store.DB) *Node {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	n := &Node{DB: db, Feed: ledger.NewFeed(db, log)}
	n.Spine = act.New(db, policies, n.Feed.Kick)
	n.Network, n.Directory = network.New(n.Spine), directory.New(n.Spine)
	n.Capacity = capacity.New(n.Spine, n.Network, n.Directory)
	n.Board = board.New(n.Capacity, db, n.Feed, log)
	return n
}

// Run loads the board and runs it and the feed until the test ends.
func (n *Node) Run(t testing.TB) {
	t.Helper()
	if err := n.Board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{}, 2)
	go func() { n.Feed.Run(ctx); done <- struct{}{} }()
	go func() { n.Board.Run(ctx); done <- struct{}{} }()
	t.Cleanup(func() {
		stop()
		<-done
		<-done
	})
}

// kinds are those of which the offers are, in turn.
var kinds = []capacity.KindCode{"elv-laag", "elv-hoog", "grz", "wlz-crisis", "ggz-crisis", "respijt"}

// Offers makes n offers in a region, of ten places each, about which nothing has been said.
func (n *Node) Offers(t testing.TB, region network.RegionID, count int) []capacity.Offer {
	t.Helper()
	var all []capacity.Offer
	var s directory.Service
	for i := range count {
		if i%len(kinds) == 0 {
			s = n.service(t, region, fmt.Sprintf("Huis %d", i))
		}
		o, err := n.Capacity.SaveOffer(t.Context(), Admin, capacity.Offer{Service: s.ID, Kind: kinds[i%len(kinds)], Total: 10})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	return all
}

func (n *Node) service(t testing.TB, region network.RegionID, name string) directory.Service {
	t.Helper()
	s, err := n.Directory.Save(t.Context(), Admin, directory.Service{
		Organization: Owner, Name: name, Discipline: "vvt", Kind: "elv-laag", Description: "Kort verblijf.", TargetGroups: []string{"iedereen"},
		Access: directory.Referral, Costs: []directory.Cost{directory.BasicInsured}, Languages: []string{"nl"}, Insurers: []string{"*"}, Modes: []directory.Mode{directory.OnSite},
		Locations: []directory.Location{{Street: "Brugstraat 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}, Area: areas[region]}}, Hours: "24/7",
		Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "0800 123 45 67"}},
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Says reports a figure.
func (n *Node) Says(t testing.TB, o capacity.OfferID, available int) {
	t.Helper()
	if _, err := n.Capacity.Observe(t.Context(), Admin, capacity.Report{Offer: o, Available: available}); err != nil {
		t.Fatal(err)
	}
}
