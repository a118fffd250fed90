package directory_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/ledger"
)

// wants fails unless err is of a kind; Internal stands for no error.
func wants(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if kind == fault.Internal {
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if err == nil || fault.KindOf(err) != kind {
		t.Fatalf("gave %v, want %s", err, kind)
	}
}

const done = fault.Internal // an act that succeeds

func TestSaveKeepsTheWholeEntry(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		saved, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		want := directory.Clean(func() directory.Service { s := practice(); s.ID = saved.ID; return s }())
		want.Version, want.OrganizationName, want.Source = 1, "Praktijk De Brug", directory.BySelf
		want.VerifiedAt, want.VerifyBy = monday, monday.AddDate(0, 0, 182)
		if diff := cmp.Diff(want, saved); diff != "" {
			t.Errorf("saved (-want +got):\n%s", diff)
		}
		read, err := h.Service(t.Context(), saved.ID)
		wants(t, err, done)
		if diff := cmp.Diff(want, read); diff != "" {
			t.Errorf("read (-want +got):\n%s", diff)
		}
		e := h.last(t, "directory.Save", 1)
		if e.Outcome != ledger.Done || e.Person != admin.Person || e.Policy != "directory.own-services" || text(t, e.Subjects) != `[{"Type":"service","ID":"`+string(saved.ID)+`"}]` {
			t.Errorf("ledger: %+v", e)
		}
	})
}

func TestWhoMaySave(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		mine, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		moved := mine
		moved.Organization = theirs
		fresh := practice()
		foreign := practice()
		foreign.Organization = theirs
		n := 1
		for _, c := range []struct {
			name     string
			actor    access.Actor
			service  directory.Service
			expected int64
			want     fault.Kind
		}{
			{"a visitor makes one", visitor, fresh, 0, fault.Denied},
			{"a professional makes one", access.Actor{Person: "p", Role: access.Professional, Organization: string(ours), Assurance: access.Substantial}, fresh, 0, fault.Denied},
			{"another organisation's administrator changes it", rival, mine, 1, fault.Denied},
			{"an administrator makes one for another organisation", admin, foreign, 0, fault.Denied},
			{"an administrator gives it away", admin, moved, 1, fault.Denied},
			{"another administrator takes it over", rival, moved, 1, fault.Denied},
			{"an administrator without organisation", access.Actor{Person: "p", Role: access.ProviderAdmin, Assurance: access.Substantial}, mine, 1, fault.Denied},
			{"its own administrator changes it", admin, mine, 1, done},
			{"the system moves it", system, moved, 2, done},
		} {
			_, err := h.Save(t.Context(), c.actor, c.service, c.expected)
			n++
			if (c.want == done) != (err == nil) || err != nil && fault.KindOf(err) != c.want {
				t.Fatalf("%s: %v", c.name, err)
			}
			outcome := ledger.Done
			if c.want == fault.Denied {
				outcome = ledger.Refused
			}
			if e := h.last(t, "directory.Save", n); e.Outcome != outcome || e.Person != c.actor.Person {
				t.Errorf("%s: ledger %s by %s", c.name, e.Outcome, e.Person)
			}
		}
		if got := count(t, h.db, `SELECT count(*) FROM service_version`); got != 3 {
			t.Errorf("%d versions, want 3: refused acts left rows", got)
		}
	})
}

func TestSaveOfAnOldVersionIsAConflict(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		s.Hours = "Mo-Fr 08:30-17:00"
		_, err = h.Save(t.Context(), admin, s, 1)
		wants(t, err, done)
		s.Hours = "Mo-Fr 09:00-17:00"
		_, err = h.Save(t.Context(), admin, s, 1)
		wants(t, err, fault.Conflict)
		if words := fault.Safe(err).Text; !strings.Contains(words.NL, "versie 1, nu is het versie 2") || !strings.Contains(words.EN, "expect version 1, it is at version 2") {
			t.Errorf("the message does not say who expects what: %+v", words)
		}
		if e := h.last(t, "directory.Save", 3); e.Outcome != ledger.Failed {
			t.Errorf("ledger: %s", e.Outcome)
		}
		_, err = h.Save(t.Context(), admin, s, 0)
		wants(t, err, fault.Conflict)
		s.ID = id.New[directory.ServiceID]()
		_, err = h.Save(t.Context(), admin, s, 3)
		wants(t, err, fault.NotFound)
		s.ID = "not-an-id"
		_, err = h.Save(t.Context(), admin, s, 0)
		wants(t, err, fault.Invalid)
		s = practice()
		s.Organization = "nobody"
		_, err = h.Save(t.Context(), system, s, 0)
		wants(t, err, fault.Invalid)
	})
}

// TestOneOfManyWins lets everybody change one version, or make one id, at once.
func TestOneOfManyWins(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s := practice()
		s.ID = id.New[directory.ServiceID]()
		for expected := range int64(5) {
			var group sync.WaitGroup
			var lock sync.Mutex
			won := 0
			for i := range 8 {
				group.Go(func() {
					mine := s
					mine.Name = fmt.Sprintf("Praktijk %d van %d", expected, i)
					_, err := h.Save(context.Background(), admin, mine, expected)
					lock.Lock()
					defer lock.Unlock()
					if err == nil {
						won++
					} else if fault.KindOf(err) != fault.Conflict {
						t.Error(err)
					}
				})
			}
			group.Wait()
			if won != 1 {
				t.Fatalf("version %d was changed by %d people, want 1", expected, won)
			}
		}
		if now, err := h.Service(t.Context(), s.ID); err != nil || now.Version != 5 {
			t.Errorf("version %d, %v; want 5", now.Version, err)
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_version WHERE service = $1`, s.ID); n != 5 {
			t.Errorf("%d versions, want 5: one was lost", n)
		}
	})
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		crisis := practice()
		crisis.Kind, crisis.Discipline = "crisisdienst-ggz", "ggz"
		s, err := h.Save(t.Context(), admin, crisis, 0)
		wants(t, err, done)
		h.clock.advance(40 * 24 * time.Hour)
		if !s.Overdue(h.clock.now()) {
			t.Error("a crisis service is not overdue after 40 days")
		}
		_, err = h.Confirm(t.Context(), rival, s.ID)
		wants(t, err, fault.Denied)
		if e := h.last(t, "directory.Confirm", 1); e.Outcome != ledger.Refused || e.Person != rival.Person {
			t.Errorf("ledger: %+v", e)
		}
		c, err := h.Confirm(t.Context(), admin, s.ID)
		wants(t, err, done)
		want := s
		want.Version, want.VerifiedAt, want.VerifyBy = 2, h.clock.now(), h.clock.now().AddDate(0, 0, 31)
		if diff := cmp.Diff(want, c); diff != "" {
			t.Errorf("confirmed (-want +got):\n%s", diff)
		}
		read, err := h.Service(t.Context(), s.ID)
		wants(t, err, done)
		if diff := cmp.Diff(want, read); diff != "" {
			t.Errorf("read (-want +got):\n%s", diff)
		}
		if e := h.last(t, "directory.Confirm", 2); e.Outcome != ledger.Done || string(e.Change) != `{"version":2,"state":"shown"}` {
			t.Errorf("ledger: %+v", e)
		}
		_, err = h.Confirm(t.Context(), admin, id.New[directory.ServiceID]())
		wants(t, err, fault.NotFound)
	})
}

func TestDraftsAndHiddenOnesAreForTheirOwner(t *testing.T) {
	t.Parallel()
	for _, state := range []directory.State{directory.Draft, directory.Hidden} {
		run(t, func(t *testing.T, h house) {
			s := practice()
			s.State = state
			s, err := h.Save(t.Context(), admin, s, 0)
			wants(t, err, done)
			_, err = h.Service(t.Context(), s.ID)
			wants(t, err, fault.NotFound)
			_, err = h.History(t.Context(), s.ID)
			wants(t, err, fault.NotFound)
			page, err := h.Services(t.Context(), directory.Query{})
			wants(t, err, done)
			if len(page.Services) != 0 {
				t.Error("it stands in the list")
			}
			if _, err := h.All(t.Context(), func([]directory.Service) error { return errors.New("it is in the index") }); err != nil {
				t.Error(err)
			}
			own, err := h.Own(t.Context(), admin, s.ID)
			wants(t, err, done)
			if diff := cmp.Diff(s, own); diff != "" {
				t.Errorf("own (-want +got):\n%s", diff)
			}
			// Others get the answer of what is not there; that they were refused is on record.
			for _, try := range []func(directory.ServiceID) error{
				func(id directory.ServiceID) error { _, err := h.Own(t.Context(), rival, id); return err },
				func(id directory.ServiceID) error { _, err := h.OwnHistory(t.Context(), rival, id); return err },
				func(id directory.ServiceID) error { _, err := h.Show(t.Context(), rival, id); return err },
				func(id directory.ServiceID) error { _, err := h.Undo(t.Context(), rival, id, 1, 1); return err },
				func(id directory.ServiceID) error { _, err := h.Confirm(t.Context(), rival, id); return err },
				func(serviceID directory.ServiceID) error {
					mine := practice()
					mine.ID, mine.Organization = serviceID, theirs
					_, err := h.Save(t.Context(), rival, mine, 1)
					return err
				},
			} {
				there, nowhere := try(s.ID), try(id.New[directory.ServiceID]())
				wants(t, there, fault.NotFound)
				if fault.Safe(there).Text != fault.Safe(nowhere).Text {
					t.Errorf("%v, %v: they can be told apart", there, nowhere)
				}
			}
			if n := count(t, h.db, `SELECT count(*) FROM ledger_entry WHERE outcome = 'refused' AND person = $1`, rival.Person); n != 6 {
				t.Errorf("%d refusals are on record, want 6", n)
			}
			_, err = h.Confirm(t.Context(), admin, s.ID)
			if state == directory.Hidden {
				wants(t, err, fault.Conflict)
			}
		})
	}
}

func TestInvalidInputLeavesNothing(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s := practice()
		s.Hours, s.Discipline = "whenever", "haarzorg"
		_, err := h.Save(t.Context(), admin, s, 0)
		wants(t, err, fault.Invalid)
		names := map[string]bool{}
		for _, f := range fault.Safe(err).Fields {
			names[f.Name] = true
		}
		if !names["hours"] || !names["discipline"] {
			t.Errorf("names %v", names)
		}
		if n := count(t, h.db, `SELECT count(*) FROM service`); n != 0 {
			t.Errorf("%d rows", n)
		}
		if e := h.last(t, "directory.Save", 1); e.Outcome != ledger.Failed || !strings.Contains(e.Reason, "discipline") {
			t.Errorf("ledger: %+v", e)
		}
	})
}
