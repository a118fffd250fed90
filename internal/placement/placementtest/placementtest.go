// Package placementtest builds a small house for tests and races of placement: a region with a desk,
// somebody who asks, and providers with places.
package placementtest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// The one region of the house, its wijk, and the organisations that always are there.
var (
	Region     = id.From[network.RegionID]("placementtest", "region")
	Area       = network.AreaCode("WK036304")
	AskerOrg   = id.From[network.OrganizationID]("placementtest", "practice")
	DeskOrg    = id.From[network.OrganizationID]("placementtest", "desk")
	BridgerOrg = id.From[network.OrganizationID]("placementtest", "bridger")
)

// Kind is what every offer of the house counts.
const Kind = capacity.KindCode("elv-hoog")

// The people of the house.
var (
	Asker    = person("asker", access.Professional, AskerOrg)
	Desk     = person("desk", access.TransferDesk, DeskOrg)
	Staff    = access.Actor{Person: "p-staff", Role: access.RESVStaff, Organization: "resv", Region: string(Region), Assurance: access.High, Via: access.ByPage}
	Stranger = person("stranger", access.Professional, id.From[network.OrganizationID]("placementtest", "stranger"))
	operator = access.Job("test")
)

func person(name string, role access.Role, org network.OrganizationID) access.Actor {
	return access.Actor{Person: "p-" + name, Role: role, Organization: string(org), Assurance: access.High, Via: access.ByPage}
}

// Of is somebody who answers for an organisation.
func Of(org network.OrganizationID) access.Actor {
	return person("of-"+string(org[:8]), access.Professional, org)
}

// House is one node of the platform, as far as placement needs it.
type House struct {
	*placement.Service
	DB        *store.DB
	Spine     *act.Spine
	Directory *directory.Register
	Capacity  *capacity.Service
	Network   *network.Service
	Links     *link.Links
	Keys      *keys.Ring
}

// New fills an empty database and gives the house on it.
func New(t testing.TB, db *store.DB) *House {
	t.Helper()
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	h := node(t, db, keys.New(file))
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, org := range []network.OrganizationID{AskerOrg, DeskOrg, BridgerOrg} {
			if err := organization(ctx, tx, org); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `INSERT INTO region (id, slug, made_at) VALUES ($1, 'regio', 0)`, Region); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO region_version (region, from_at, name, zorgkantoor, gp_organization, support, preferred_insurers, following_insurers,
				mandated_municipality, lat, lon, resv_organization, resv_name, forerunner, legal_form, phase, website, phone, email, hours, remarks)
			VALUES ($1, 0, 'Regio', '', '', '', '', '', '', 52.1, 5.1, '', 'Bureau', 0, '', 'network', '', '010 000 00 00', '', '', '')`, Region); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO region_area (region, area, from_at) VALUES ($1, $2, 0)`, Region, Area.Parent())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SaveDesk(t.Context(), operator, Region, DeskOrg); err != nil {
		t.Fatal(err)
	}
	return h
}

// Again is a second node on the same database, with connections of its own.
func (h *House) Again(t testing.TB, opt store.Options) *House {
	t.Helper()
	db, err := store.Open(t.Context(), h.DB.Address(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return node(t, db, h.Keys)
}

func node(t testing.TB, db *store.DB, ring *keys.Ring) *House {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	h := &House{DB: db, Spine: act.New(db, policies, nil), Keys: ring, Links: link.New(db, ring)}
	h.Network, h.Directory = network.New(h.Spine), directory.New(h.Spine)
	h.Capacity = capacity.New(h.Spine, h.Network, h.Directory)
	h.Service = placement.New(placement.Deps{Spine: h.Spine, Capacity: h.Capacity, Network: h.Network, Directory: h.Directory, Links: h.Links, Keys: ring})
	return h
}

func organization(ctx context.Context, tx *store.Tx, org network.OrganizationID) error {
	_, err := tx.Exec(ctx, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
		VALUES ($1, $2, 'provider', 'Organisatie', '', '', '', '', '', '', '010 111 11 11', '', '') ON CONFLICT DO NOTHING`, org, batch.People)
	return err
}

// Offer makes an organisation with a service that has this many places and takes this many questions
// at once.
func (h *House) Offer(t testing.TB, name string, places, questions int) capacity.Offer {
	t.Helper()
	org := id.From[network.OrganizationID]("placementtest", "provider", name)
	if err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return organization(ctx, tx, org) }); err != nil {
		t.Fatal(err)
	}
	admin := person("admin", access.ProviderAdmin, org)
	s, err := h.Directory.Save(t.Context(), admin, directory.Service{
		Organization: org, Name: "Huis " + name, Discipline: "vvt", Kind: "elv-hoog", Description: "Kort verblijf.", TargetGroups: []string{"iedereen"},
		Access: directory.Referral, Costs: []directory.Cost{directory.BasicInsured}, Languages: []string{"nl"}, Insurers: []string{"*"}, Modes: []directory.Mode{directory.OnSite},
		Locations: []directory.Location{{Street: "Brugstraat 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}, Area: Area}}, Hours: "24/7",
		Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "0800 123 45 67"}},
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	o, err := h.Capacity.SaveOffer(t.Context(), admin, capacity.Offer{Service: s.ID, Kind: Kind, Total: places + 5, MostInvitations: questions})
	if err != nil {
		t.Fatal(err)
	}
	return h.Says(t, o, places)
}

// Says has the provider tell a figure.
func (h *House) Says(t testing.TB, o capacity.Offer, places int) capacity.Offer {
	t.Helper()
	o, err := h.Capacity.Observe(t.Context(), person("admin", access.ProviderAdmin, o.Organization), capacity.Report{Offer: o.ID, Available: places})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Draft is what the asker asks.
func Draft(u placement.Urgency) placement.Draft {
	return placement.Draft{Ask: placement.Place, Kind: Kind, Urgency: u, Direction: placement.In, Area: Area}
}

// Consent is a talk that took place at a moment.
func Consent(u placement.Urgency, at time.Time) placement.Consent {
	if u == placement.Crisis {
		return placement.Consent{At: at, WhyNot: "no-time"}
	}
	return placement.Consent{At: at, With: "person"}
}

// Opened makes a request and opens it.
func (h *House) Opened(t testing.TB, u placement.Urgency) placement.Request {
	t.Helper()
	r, err := h.Service.Draft(t.Context(), Asker, Draft(u))
	if err != nil {
		t.Fatal(err)
	}
	if r, err = h.Open(t.Context(), Asker, r.ID, Consent(u, r.MadeAt)); err != nil {
		t.Fatal(err)
	}
	return r
}
