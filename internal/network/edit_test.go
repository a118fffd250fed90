package network_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// team is a region with a wijkverband, and the people who edit them.
type team struct {
	region                                          network.Region
	wijk                                            network.Wijkverband
	staff, board, coordinator, neighbour, elsewhere access.Actor
}

func newTeam(t *testing.T, s *network.Service) team {
	t.Helper()
	of := func(person string, role access.Role, region network.RegionID, wijk network.WijkverbandID) access.Actor {
		return access.Actor{Person: person, Role: role, Region: string(region), Wijkverband: string(wijk), Assurance: access.Substantial}
	}
	r, other := newRegion(t, s, "Rivierenzoom", "GM9000"), newRegion(t, s, "Heuvelrand", "GM9001")
	w := newWijkverband(t, s, network.Wijkverband{Region: r.ID, Name: "Oost", Areas: []network.AreaCode{"WK900000"}, Primary: []network.AreaCode{"WK900000"}, MeetsEvery: "elke 6 weken"})
	next := newWijkverband(t, s, network.Wijkverband{Region: r.ID, Name: "West"})
	return team{r, w, of("staff", access.RESVStaff, r.ID, ""), of("board", access.RESVBoard, r.ID, ""),
		of("coordinator", access.Coordinator, r.ID, w.ID), of("neighbour", access.Coordinator, r.ID, next.ID), of("elsewhere", access.RESVStaff, other.ID, "")}
}

// Two people open a wijkverband at once. What they change beside each other is put together; what both
// change is shown to the second, side by side, and nothing is written.
func TestTwoEditors(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, db *store.DB) {
		ctx := t.Context()
		of := newTeam(t, s)
		first := must[network.Wijkverband](t)(s.EditWijkverband(ctx, of.coordinator, "oost"))
		second := must[network.Wijkverband](t)(s.EditWijkverband(ctx, of.staff, "oost"))
		if first.Version == 0 || first.Version != second.Version {
			t.Fatalf("they opened versions %d and %d", first.Version, second.Version)
		}
		first.Name, first.Website = "Oost aan de rivier", "https://oost.example"
		saved := must[network.Wijkverband](t)(s.SaveWijkverband(ctx, of.coordinator, first))
		second.MeetsEvery = "elke 4 weken"
		merged := must[network.Wijkverband](t)(s.SaveWijkverband(ctx, of.staff, second))
		if merged.Name != first.Name || merged.Website != first.Website || merged.MeetsEvery != "elke 4 weken" || merged.Version != saved.Version+1 {
			t.Errorf("put together it is %+v", merged)
		}

		first = must[network.Wijkverband](t)(s.EditWijkverband(ctx, of.coordinator, "oost"))
		first.Website = "https://rivier.example"
		if _, err := s.SaveWijkverband(ctx, of.coordinator, first); err != nil {
			t.Fatal(err)
		}
		// Still of the version that was opened at first.
		second.Website = "https://staf.example"
		_, err := s.SaveWijkverband(ctx, of.staff, second)
		stale, ok := errors.AsType[*network.Stale[network.Wijkverband]](err)
		if !ok || fault.KindOf(err) != fault.Conflict {
			t.Fatalf("want a conflict with both sides, got %v", err)
		}
		if !slices.Equal(stale.Clashes, []string{"website"}) || stale.Theirs.Website != "https://rivier.example" || stale.Mine.Website != "https://staf.example" || stale.Role != string(access.Coordinator) {
			t.Errorf("the two sides are %+v", stale)
		}
		if e := lastEntry(t, db, "wijkverband", string(of.wijk.ID)); e.Act != "network.SaveWijkverband" || e.Outcome != ledger.Failed {
			t.Errorf("recorded as %+v", e)
		}
		// Chosen from both sides, over the version that stands.
		choice := stale.Merged
		choice.Version = stale.Version
		if got := must[network.Wijkverband](t)(s.SaveWijkverband(ctx, of.staff, choice)); got.Website != "https://staf.example" || got.MeetsEvery != "elke 4 weken" {
			t.Errorf("after the choice it is %+v", got)
		}
		// Saving what stands is no change.
		open := must[network.Wijkverband](t)(s.EditWijkverband(ctx, of.staff, "oost"))
		if again := must[network.Wijkverband](t)(s.SaveWijkverband(ctx, of.staff, open)); again.Version != open.Version {
			t.Errorf("saving what stands made version %d of %d", again.Version, open.Version)
		}
	})
}

// ★ However many people edit a region, its tasks and a contact at once, nobody's work is gone: who meets
// somebody else's words sees them and adds their own.
func TestManyEditorsLoseNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		const editors, rounds = 4, 5
		ctx := t.Context()
		of := newTeam(t, s)
		contact := must[network.ContactID](t)(s.SaveContact(ctx, of.staff, of.wijk.ID, network.Contact{Discipline: "farmacie", Function: "Apotheek", Reach: network.Reach{Phone: "010 000 00 00"}}))
		var all sync.WaitGroup
		clash := make(chan struct{}, editors*rounds*8)
		for e := range editors {
			all.Go(func() {
				for n := range rounds {
					word := fmt.Sprintf(" %c%d", 'a'+e, n)
					r, err := s.EditRegion(ctx, of.staff, of.region.Slug)
					if err != nil {
						t.Error(err)
						return
					}
					parts := []func(*network.Region) *string{
						func(r *network.Region) *string { return &r.Zorgkantoor }, func(r *network.Region) *string { return &r.Support },
					}
					mine := parts[(e+n)%len(parts)]
					for *mine(&r) += word; ; {
						_, err := s.SaveRegion(ctx, of.staff, r)
						stale, ok := errors.AsType[*network.Stale[network.Region]](err)
						if !ok {
							if err != nil {
								t.Error(err)
							}
							break
						}
						clash <- struct{}{}
						r = stale.Merged
						r.Version = stale.Version
						*mine(&r) = *mine(&stale.Theirs) + word
					}
					w, err := s.EditWijkverband(ctx, of.coordinator, "oost")
					if err != nil {
						t.Error(err)
						return
					}
					c := w.Contacts[slices.IndexFunc(w.Contacts, func(c network.Contact) bool { return c.ID == contact })]
					for c.Reach.Remarks += word; ; {
						_, err := s.SaveContact(ctx, of.coordinator, of.wijk.ID, c)
						stale, ok := errors.AsType[*network.Stale[network.Contact]](err)
						if !ok {
							if err != nil {
								t.Error(err)
							}
							break
						}
						clash <- struct{}{}
						c.Version, c.Reach.Remarks = stale.Version, stale.Theirs.Reach.Remarks+word
					}
					task := w.Tasks[0]
					for task.Evidence += word; ; {
						task.State = "building"
						err := s.SaveTask(ctx, of.coordinator, network.TaskOwner{Wijkverband: of.wijk.ID}, task)
						stale, ok := errors.AsType[*network.Stale[network.TaskState]](err)
						if !ok {
							if err != nil {
								t.Error(err)
							}
							break
						}
						clash <- struct{}{}
						task.Version, task.Evidence = stale.Version, stale.Theirs.Evidence+word
					}
				}
			})
		}
		all.Wait()
		r := must[network.Region](t)(s.Region(ctx, of.region.Slug))
		w := must[network.Wijkverband](t)(s.Wijkverband(ctx, "oost"))
		for e := range editors {
			for n := range rounds {
				word := fmt.Sprintf("%c%d", 'a'+e, n)
				for what, text := range map[string]string{"region": r.Zorgkantoor + " " + r.Support, "contact": w.Contacts[0].Reach.Remarks, "task": w.Tasks[0].Evidence} {
					if strings.Count(" "+text+" ", " "+word+" ") != 1 {
						t.Errorf("%s of %s is there %d times in %q", word, what, strings.Count(text, word), text)
					}
				}
			}
		}
		t.Logf("%d clashes were met", len(clash))
	})
}

// Whose a wijkverband is: its coordinator's but for its wijken, its region's, and nobody else's.
func TestWhoMayEdit(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, db *store.DB) {
		ctx := t.Context()
		of := newTeam(t, s)
		admin := access.Actor{Person: "admin", Role: access.ProviderAdmin, Assurance: access.Substantial}
		org := must[network.OrganizationID](t)(s.SaveOrganization(ctx, operator, network.Organization{Kind: network.Provider, Name: "Praktijk", URA: "12345678"}))
		admin.Organization = string(org)
		other, platform := admin, access.Actor{Person: "platform", Role: access.PlatformAdmin, Assurance: access.High}
		other.Organization = "another"
		open := func() network.Wijkverband {
			return must[network.Wijkverband](t)(s.EditWijkverband(ctx, of.staff, "oost"))
		}
		organization := func() network.Organization {
			return must[network.Organization](t)(s.EditOrganization(ctx, platform, org))
		}
		turn := 0
		for _, c := range []struct {
			name, act   string
			may, mayNot []access.Actor
			do          func(a access.Actor) error
		}{
			{"open a wijkverband", "network.EditWijkverband", []access.Actor{of.coordinator, of.staff}, []access.Actor{of.neighbour, of.elsewhere, of.board, admin, access.Anonymous("")}, func(a access.Actor) error {
				_, err := s.EditWijkverband(ctx, a, "oost")
				return err
			}},
			{"its rhythm", "network.SaveWijkverband", []access.Actor{of.coordinator, of.staff}, []access.Actor{of.neighbour, of.elsewhere, of.board, access.Anonymous("")}, func(a access.Actor) error {
				w := open()
				turn++
				w.MeetsEvery = fmt.Sprintf("elke %d weken", turn)
				_, err := s.SaveWijkverband(ctx, a, w)
				return err
			}},
			{"its wijken", "network.SaveWijkverband", []access.Actor{of.staff}, []access.Actor{of.coordinator, of.neighbour, of.elsewhere, of.board}, func(a access.Actor) error {
				w := open()
				w.Areas = append(w.Areas, "WK900001")
				_, err := s.SaveWijkverband(ctx, a, w)
				return err
			}},
			{"make one", "network.SaveWijkverband", []access.Actor{of.staff}, []access.Actor{of.coordinator, of.elsewhere, of.board}, func(a access.Actor) error {
				_, err := s.SaveWijkverband(ctx, a, network.Wijkverband{Region: of.region.ID, Name: "Nieuw"})
				return err
			}},
			{"read its history", "network.WijkverbandHistory", []access.Actor{of.coordinator, of.staff, of.board}, []access.Actor{of.neighbour, of.elsewhere, access.Anonymous("")}, func(a access.Actor) error {
				_, _, err := s.WijkverbandHistory(ctx, a, "oost", time.Time{})
				return err
			}},
			{"open a region", "network.EditRegion", []access.Actor{of.staff}, []access.Actor{of.coordinator, of.elsewhere, of.board}, func(a access.Actor) error {
				_, err := s.EditRegion(ctx, a, of.region.Slug)
				return err
			}},
			{"its website", "network.SaveRegion", []access.Actor{of.staff}, []access.Actor{of.coordinator, of.elsewhere, of.board}, func(a access.Actor) error {
				r := must[network.Region](t)(s.EditRegion(ctx, of.staff, of.region.Slug))
				r.RESV.Website = "https://" + a.Person + ".example"
				_, err := s.SaveRegion(ctx, a, r)
				return err
			}},
			{"its history", "network.RegionHistory", []access.Actor{of.staff, of.board}, []access.Actor{of.coordinator, of.elsewhere, access.Anonymous("")}, func(a access.Actor) error {
				_, _, err := s.RegionHistory(ctx, a, of.region.ID, time.Time{})
				return err
			}},
			{"open an organisation", "network.EditOrganization", []access.Actor{admin, platform}, []access.Actor{other, of.staff, access.Anonymous("")}, func(a access.Actor) error {
				_, err := s.EditOrganization(ctx, a, org)
				return err
			}},
			{"its phone", "network.SaveOrganization", []access.Actor{admin, platform}, []access.Actor{other, of.staff}, func(a access.Actor) error {
				o := organization()
				turn++
				o.Phone = fmt.Sprintf("010 000 00 %02d", turn)
				_, err := s.SaveOrganization(ctx, a, o)
				return err
			}},
			{"its number", "network.SaveOrganization", []access.Actor{platform}, []access.Actor{admin, other, of.staff}, func(a access.Actor) error {
				o := organization()
				o.URA = "87654321"
				_, err := s.SaveOrganization(ctx, a, o)
				return err
			}},
			{"end a contact", "network.EndContact", []access.Actor{of.coordinator, of.staff}, []access.Actor{of.neighbour, of.elsewhere, of.board}, func(a access.Actor) error {
				id := must[network.ContactID](t)(s.SaveContact(ctx, of.staff, of.wijk.ID, network.Contact{Discipline: "farmacie", Function: "Apotheek", Reach: network.Reach{Phone: "010 000 00 00"}}))
				return s.EndContact(ctx, a, of.wijk.ID, id, 1)
			}},
			{"end it", "network.EndWijkverband", []access.Actor{of.staff}, []access.Actor{of.coordinator, of.neighbour, of.elsewhere, of.board}, func(a access.Actor) error {
				return s.EndWijkverband(ctx, a, of.wijk.ID, open().Version)
			}},
		} {
			// Who may not comes first: what is done once cannot be done again.
			for _, a := range c.mayNot {
				if err := c.do(a); fault.KindOf(err) != fault.Denied {
					t.Errorf("%s: %s gets %v, want a refusal", c.name, a.Person, err)
				}
				if e := newest(t, db); e.Act != c.act || e.Outcome != ledger.Refused {
					t.Errorf("%s refused to %s is recorded as %+v", c.name, a.Person, e)
				}
			}
			for _, a := range c.may {
				if err := c.do(a); err != nil {
					t.Errorf("%s: %s may not: %v", c.name, a.Person, err)
				}
			}
		}
	})
}

// What was, and who changed it, can be read; an earlier state is put back by saving it.
func TestHistoryAndBack(t *testing.T) {
	t.Parallel()
	onEachMoving(t, func(t *testing.T, s *network.Service, _ *store.DB, clock *hands) {
		ctx := t.Context()
		of := newTeam(t, s)
		before := clock.now()
		clock.add(time.Hour)
		w := must[network.Wijkverband](t)(s.EditWijkverband(ctx, of.coordinator, "oost"))
		w.Name, w.MeetsEvery = "Oosterwijk", "elke 4 weken"
		w = must[network.Wijkverband](t)(s.SaveWijkverband(ctx, of.coordinator, w))
		contact := must[network.ContactID](t)(s.SaveContact(ctx, of.coordinator, of.wijk.ID, network.Contact{Discipline: "farmacie", Function: "Apotheek", Reach: network.Reach{Phone: "010 000 00 00"}}))
		if err := s.SaveTask(ctx, of.staff, network.TaskOwner{Wijkverband: w.ID}, network.TaskState{Task: "wijk-1", State: "working", Evidence: "Verslag"}); err != nil {
			t.Fatal(err)
		}
		clock.add(time.Hour)

		then, edits, err := s.WijkverbandHistory(ctx, of.board, "oost", before)
		if err != nil || then.Name != "Oost" || len(edits) != 4 {
			t.Fatalf("an hour ago it was %q, with %d changes since: %v", then.Name, len(edits), err)
		}
		i := slices.IndexFunc(edits, func(e network.Edit) bool { return e.Kind == "wijkverband" && e.Version == 2 })
		if i < 0 || edits[i].Person != "coordinator" || edits[i].Role != string(access.Coordinator) || !slices.Equal(edits[i].Changed, []string{"name", "meets_every"}) {
			t.Errorf("the change is told as %+v", edits)
		}
		first := edits[slices.IndexFunc(edits, func(e network.Edit) bool { return e.Kind == "wijkverband" && e.Version == 1 })]
		back := *first.Wijkverband
		back.Version = w.Version
		if got := must[network.Wijkverband](t)(s.SaveWijkverband(ctx, of.coordinator, back)); got.Name != "Oost" || got.MeetsEvery != "elke 6 weken" || got.Version != 3 {
			t.Errorf("put back it is %+v", got)
		}

		// It ends: its wijken are free, its page is gone, its history is not.
		if err := s.EndWijkverband(ctx, of.staff, w.ID, 2); fault.KindOf(err) != fault.Conflict {
			t.Errorf("somebody ends what they have not seen: %v", err)
		}
		clock.add(time.Hour)
		if err := s.EndWijkverband(ctx, of.staff, w.ID, 3); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Wijkverband(ctx, "oost"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("what has ended is still shown: %v", err)
		}
		if _, err := s.PrimaryWijkverband(ctx, "WK900000"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("its wijk is still taken: %v", err)
		}
		w.MeetsEvery, w.Version = "elke 2 weken", 3
		if _, err := s.SaveWijkverband(ctx, of.staff, w); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a form that was still open raises it: %v", err)
		}
		if _, err := s.SaveContact(ctx, of.coordinator, of.wijk.ID, network.Contact{ID: contact, Version: 1, Discipline: "farmacie", Function: "Apotheek", Reach: network.Reach{Phone: "010 000 00 01"}}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a contact that has ended is raised: %v", err)
		}
		_, edits, err = s.RegionHistory(ctx, of.staff, of.region.ID, time.Time{})
		if err != nil || !slices.ContainsFunc(edits, func(e network.Edit) bool { return e.Kind == "wijkverband" && e.Ended && e.Thing == string(w.ID) }) {
			t.Errorf("the region does not tell that it ended: %v %+v", err, edits)
		}
		// Who ended can come back; the time between stays as it was.
		_, edits, err = s.WijkverbandHistory(ctx, of.staff, "oost", time.Time{})
		i = slices.IndexFunc(edits, func(e network.Edit) bool { return e.Kind == "contact" && e.Ended })
		if err != nil || i < 0 {
			t.Fatalf("the contact's end is not told: %v", err)
		}
		clock.add(time.Hour)
		again := *edits[i].Contact
		again.Version = edits[i].Version
		if _, err := s.SaveContact(ctx, of.staff, w.ID, again); err != nil {
			t.Error(err)
		}
		if then, _, err := s.WijkverbandHistory(ctx, of.staff, "oost", clock.now().Add(-time.Minute)); err != nil || then.ID != "" {
			t.Errorf("while it had ended it was %+v (%v)", then, err)
		}
		// Staff of the region can take that back too; the coordinator cannot.
		back.Version = 4
		if _, err := s.SaveWijkverband(ctx, of.coordinator, back); fault.KindOf(err) != fault.Denied {
			t.Errorf("the coordinator raises it: %v", err)
		}
		if got := must[network.Wijkverband](t)(s.SaveWijkverband(ctx, of.staff, back)); got.Name != "Oost" || len(got.Primary) != 1 || len(got.Contacts) != 1 || got.Version != 5 {
			t.Errorf("it came back as %+v", got)
		}
	})
}

// A name is shown when its owner chose so, and the coordinator's editing neither shows nor loses it.
func TestNamesStayTheirOwners(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		ctx := t.Context()
		of := newTeam(t, s)
		p := must[network.PersonID](t)(s.SavePerson(ctx, operator, network.Person{Name: "Noor Voorbeeld", Role: "professional"}))
		id := must[network.ContactID](t)(s.SaveContact(ctx, operator, of.wijk.ID, network.Contact{Discipline: "farmacie", Function: "Apotheek", Person: p, Reach: network.Reach{Phone: "010 000 00 00"}}))
		open := func() network.Contact {
			return must[network.Wijkverband](t)(s.EditWijkverband(ctx, of.coordinator, "oost")).Contacts[0]
		}
		c := open()
		if c.Name != "Noor Voorbeeld" || c.Person != p {
			t.Fatalf("who keeps the contact sees %+v", c)
		}
		c.Reach.Phone = "010 111 11 11"
		if _, err := s.SaveContact(ctx, of.coordinator, of.wijk.ID, c); err != nil {
			t.Fatal(err)
		}
		if c = open(); c.Person != p || c.ID != id || c.Version != 2 {
			t.Errorf("after a new number it is %+v", c)
		}
		c.ShowName = true
		_, err := s.SaveContact(ctx, of.coordinator, of.wijk.ID, c)
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Kind != fault.Invalid || f.Fields[0].Name != "show_name" {
			t.Errorf("the coordinator shows a name: %v", err)
		}
		if public := must[network.Wijkverband](t)(s.Wijkverband(ctx, "oost")); public.Contacts[0].Name != "" || public.Contacts[0].Person != "" {
			t.Errorf("everybody sees %+v", public.Contacts[0])
		}
	})
}
