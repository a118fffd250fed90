package network_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Every act: somebody who may, somebody who may not, and what the ledger says of both.
func TestActsAreDecidedAndRecorded(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, db *store.DB) {
		ctx := t.Context()
		mine, other := newRegion(t, s, "Rivierenzoom", "GM9000"), newRegion(t, s, "Heuvelrand", "GM9001")
		w := newWijkverband(t, s, network.Wijkverband{Region: mine.ID, Name: "Oost"})
		staff := access.Actor{Person: "staff", Role: access.RESVStaff, Region: string(mine.ID), Assurance: access.Substantial}
		stranger := access.Actor{Person: "stranger", Role: access.RESVStaff, Region: string(other.ID), Wijkverband: string(w.ID), Assurance: access.Substantial}
		coordinator := access.Actor{Person: "coordinator", Role: access.Coordinator, Wijkverband: string(w.ID), Region: string(mine.ID), Assurance: access.Substantial}
		citizen := access.Anonymous("")
		contact := network.Contact{ID: someID[network.ContactID](), Discipline: "farmacie", Function: "Apotheek", Reach: network.Reach{Phone: "0900 1234"}}
		region, org, person := someID[network.RegionID](), someID[network.OrganizationID](), someID[network.PersonID]()
		for name, c := range map[string]struct {
			act, kind, thing string
			may, mayNot      []access.Actor
			do               func(a access.Actor) error
		}{
			"region": {"network.SaveRegion", "region", string(region), []access.Actor{operator}, []access.Actor{staff, coordinator, citizen}, func(a access.Actor) error {
				_, err := s.SaveRegion(ctx, a, network.Region{ID: region, Name: "Nieuw"})
				return err
			}},
			"wijkverband": {"network.SaveWijkverband", "wijkverband", string(w.ID), []access.Actor{staff, coordinator, operator}, []access.Actor{stranger, citizen}, func(a access.Actor) error {
				_, err := s.SaveWijkverband(ctx, a, network.Wijkverband{ID: w.ID, Region: mine.ID, Name: "Oost"})
				return err
			}},
			"contact": {"network.SaveContact", "wijkverband", string(w.ID), []access.Actor{coordinator, staff, operator}, []access.Actor{stranger, citizen}, func(a access.Actor) error {
				_, err := s.SaveContact(ctx, a, w.ID, contact)
				return err
			}},
			"task of a wijkverband": {"network.SaveTask", "wijkverband", string(w.ID), []access.Actor{coordinator, staff}, []access.Actor{stranger, citizen}, func(a access.Actor) error {
				return s.SaveTask(ctx, a, network.TaskOwner{Wijkverband: w.ID}, network.TaskState{Task: "wijk-1", State: "working"})
			}},
			"task of a region": {"network.SaveTask", "region", string(mine.ID), []access.Actor{staff}, []access.Actor{stranger, coordinator, citizen}, func(a access.Actor) error {
				return s.SaveTask(ctx, a, network.TaskOwner{Region: mine.ID}, network.TaskState{Task: "resv-2", State: "building"})
			}},
			"organization": {"network.SaveOrganization", "organization", string(org), []access.Actor{operator}, []access.Actor{staff, citizen}, func(a access.Actor) error {
				_, err := s.SaveOrganization(ctx, a, network.Organization{ID: org, Kind: network.Provider, Name: "Praktijk"})
				return err
			}},
			"person": {"network.SavePerson", "person", string(person), []access.Actor{operator}, []access.Actor{staff, citizen}, func(a access.Actor) error {
				_, err := s.SavePerson(ctx, a, network.Person{ID: person, Name: "Iemand", Role: "professional"})
				return err
			}},
		} {
			for _, a := range c.may {
				if err := c.do(a); err != nil {
					t.Errorf("%s: %s may not: %v", name, a.Person, err)
				}
				if e := lastEntry(t, db, c.kind, c.thing); e.Act != c.act || e.Outcome != ledger.Done || e.Policy == "" {
					t.Errorf("%s by %s is recorded as %+v", name, a.Person, e)
				}
			}
			for _, a := range c.mayNot {
				if err := c.do(a); fault.KindOf(err) != fault.Denied {
					t.Errorf("%s: %s gets %v, want a refusal", name, a.Person, err)
				}
				if e := lastEntry(t, db, c.kind, c.thing); e.Act != c.act || e.Outcome != ledger.Refused {
					t.Errorf("%s refused to %s is recorded as %+v", name, a.Person, e)
				}
			}
		}
	})
}

func TestImportsAreDecidedAndRecorded(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, db *store.DB) {
		for kind, act := range map[string]string{"areas": "network.ImportAreas", "figures": "network.ImportFigures",
			"boundaries": "network.ImportBoundaries", "postcodes": "network.ImportPostcodes"} {
			nothing := func(context.Context, batch.ID) (batch.Counts, error) { return batch.Counts{Same: 7}, nil }
			_, err := s.Import(t.Context(), access.Anonymous(""), network.File{Kind: kind}, nothing)
			if fault.KindOf(err) != fault.Denied {
				t.Errorf("%s by anybody: %v", kind, err)
			}
			b, _, err := batch.Open(t.Context(), db, kind, "a.csv", "sum-of-"+kind)
			if err != nil {
				t.Fatalf("the refused import still stands in the way: %v", err)
			}
			if err := s.FinishImport(t.Context(), operator, kind, b, batch.Counts{Same: 7}, "a.csv"); err != nil {
				t.Fatal(err)
			}
			e := lastEntry(t, db, "import", strconv.FormatInt(int64(b), 10))
			if e.Act != act || e.Outcome != ledger.Done || !strings.Contains(string(e.Change), "sum-of-"+kind) || !strings.Contains(string(e.Change), `"same":7`) {
				t.Errorf("%s is recorded as %+v %s", kind, e, e.Change)
			}
		}
		if err := s.FinishImport(t.Context(), operator, "areas", 99, batch.Counts{}, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a batch that is not there: %v", err)
		}
	})
}

// Bad input names its field, writes nothing and stands in the ledger as failed.
func TestBadInputNamesTheField(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, db *store.DB) {
		ctx := t.Context()
		r := newRegion(t, s, "Rivierenzoom", "GM9000")
		w := newWijkverband(t, s, network.Wijkverband{Region: r.ID, Name: "Oost"})
		region := func(x network.Region) error { _, err := s.SaveRegion(ctx, operator, x); return err }
		wijk := func(x network.Wijkverband) error { _, err := s.SaveWijkverband(ctx, operator, x); return err }
		contact := func(x network.Contact) error { _, err := s.SaveContact(ctx, operator, w.ID, x); return err }
		org := func(x network.Organization) error { _, err := s.SaveOrganization(ctx, operator, x); return err }
		person := func(x network.Person) error { _, err := s.SavePerson(ctx, operator, x); return err }
		good := network.Contact{Discipline: "farmacie", Function: "Apotheek", Reach: network.Reach{Phone: "010 000 00 00"}}
		with := func(change func(*network.Contact)) error { c := good; change(&c); return contact(c) }
		for field, err := range map[string]error{
			"name":                  region(network.Region{Name: " "}),
			"areas":                 region(network.Region{Name: "X", Areas: []network.AreaCode{"BU90000101"}}),
			"areas overlap":         region(network.Region{Name: "X", Areas: []network.AreaCode{"GM9005", "WK900501"}}),
			"resv.legal_form":       region(network.Region{Name: "X", RESV: network.RESV{LegalForm: "bv"}}),
			"resv.phase":            region(network.Region{Name: "X", RESV: network.RESV{Phase: "done"}}),
			"resv.website":          region(network.Region{Name: "X", RESV: network.RESV{Website: "javascript:alert(1)"}}),
			"resv.email":            region(network.Region{Name: "X", RESV: network.RESV{Contact: network.Reach{Email: "no"}}}),
			"resv.hours":            region(network.Region{Name: "X", RESV: network.RESV{Contact: network.Reach{Hours: "soms"}}}),
			"id":                    region(network.Region{ID: "1", Name: "X"}),
			"slug":                  region(network.Region{Name: "X", Slug: "Not A Slug"}),
			"resv.organization":     region(network.Region{Name: "X", RESV: network.RESV{Organization: someID[network.OrganizationID]()}}),
			"name nothing left":     wijk(network.Wijkverband{Region: r.ID, Name: "東京"}),
			"region":                wijk(network.Wijkverband{Name: "X"}),
			"region unknown":        wijk(network.Wijkverband{Name: "X", Region: someID[network.RegionID]()}),
			"primary":               wijk(network.Wijkverband{Region: r.ID, Name: "X", Primary: []network.AreaCode{"WK900001"}}),
			"meets_every":           wijk(network.Wijkverband{Region: r.ID, Name: "X", MeetsEvery: "soms"}),
			"last_met":              wijk(network.Wijkverband{Region: r.ID, Name: "X", LastMet: noon.Add(time.Hour)}),
			"nursing.1.practice":    wijk(network.Wijkverband{Region: r.ID, Name: "X", Nursing: []network.NursingCoordination{{}}}),
			"website":               wijk(network.Wijkverband{Region: r.ID, Name: "X", Website: "www"}),
			"function":              with(func(c *network.Contact) { c.Function = "" }),
			"phone":                 with(func(c *network.Contact) { c.Reach.Phone = "" }),
			"phone letters":         with(func(c *network.Contact) { c.Reach.Phone = "bel mij" }),
			"discipline":            with(func(c *network.Contact) { c.Discipline = "toverij" }),
			"hours":                 with(func(c *network.Contact) { c.Reach.Hours = "off" }),
			"show_name":             with(func(c *network.Contact) { c.ShowName = true }),
			"person":                with(func(c *network.Contact) { c.Person = someID[network.PersonID]() }),
			"until":                 with(func(c *network.Contact) { c.From, c.Until = noon, noon }),
			"task":                  s.SaveTask(ctx, operator, network.TaskOwner{Region: r.ID}, network.TaskState{Task: "wijk-1", State: "working"}),
			"state":                 s.SaveTask(ctx, operator, network.TaskOwner{Region: r.ID}, network.TaskState{Task: "resv-1", State: "done"}),
			"kind":                  org(network.Organization{Name: "X", Kind: "shop"}),
			"ura":                   org(network.Organization{Name: "X", Kind: network.Provider, URA: "1234567"}),
			"agb":                   org(network.Organization{Name: "X", Kind: network.Provider, AGB: "1234567x"}),
			"kvk":                   org(network.Organization{Name: "X", Kind: network.Provider, KvK: "123456789"}),
			"role":                  person(network.Person{Name: "X", Role: "king"}),
			"email":                 person(network.Person{Name: "X", Role: "professional", Email: "a b@c"}),
			"organization":          person(network.Person{Name: "X", Role: "professional", Organization: "gone"}),
			"name too long":         org(network.Organization{Kind: network.Provider, Name: strings.Repeat("x", 201)}),
			"name is not text":      org(network.Organization{Kind: network.Provider, Name: "a\x00b"}),
			"wijkverband of person": person(network.Person{Name: "X", Role: "professional", Wijkverband: "gone"}),
		} {
			field, _, _ = strings.Cut(field, " ")
			f, ok := errors.AsType[*fault.Error](err)
			if !ok || f.Kind != fault.Invalid || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field && x.NL != "" && x.EN != "" }) {
				t.Errorf("want an Invalid about %q, got %v", field, err)
			}
		}
		if regions := must[[]network.Region](t)(s.Regions(ctx)); len(regions) != 1 {
			t.Errorf("something was written: %d regions", len(regions))
		}
		bad := network.Organization{ID: someID[network.OrganizationID](), Kind: network.Provider, Name: "X", URA: "1"}
		_ = org(bad)
		if e := lastEntry(t, db, "organization", string(bad.ID)); e.Outcome != ledger.Failed {
			t.Errorf("recorded as %+v", e)
		}
	})
}
