package directory_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/ledger"
)

func TestSweepAsksOwnersOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		var mine []directory.Service
		for range 60 { // more than one question holds
			s, err := h.Save(t.Context(), admin, practice(), 0)
			wants(t, err, done)
			mine = append(mine, s)
		}
		other := practice()
		other.Organization = theirs
		_, err := h.Save(t.Context(), rival, other, 0)
		wants(t, err, done)
		hidden := practice()
		hidden.State = directory.Hidden
		_, err = h.Save(t.Context(), admin, hidden, 0)
		wants(t, err, done)

		sweep := func(want int) {
			t.Helper()
			if asked, err := h.Sweep(t.Context()); err != nil || asked != want {
				t.Fatalf("asked about %d, %v; want %d", asked, err, want)
			}
		}
		sweep(0)
		h.clock.advance(183 * 24 * time.Hour)
		sweep(61)
		sweep(0)
		e := h.last(t, "directory.AskToConfirm", 3)
		if e.Outcome != ledger.Done || e.Person != "system:sweep" || e.Policy != "directory.remind" {
			t.Errorf("ledger: %+v", e)
		}
		tasks, err := h.Checks(t.Context(), admin)
		wants(t, err, done)
		if len(tasks) != 60 || tasks[0].Never || !tasks[0].AskedAt.Equal(h.clock.now()) || tasks[0].Service.Organization != ours {
			t.Fatalf("%d tasks: %+v", len(tasks), tasks[:min(1, len(tasks))])
		}
		_, err = h.Confirm(t.Context(), admin, mine[0].ID)
		wants(t, err, done)
		_, err = h.Save(t.Context(), admin, mine[1], 1)
		wants(t, err, done)
		if tasks, err = h.Checks(t.Context(), admin); err != nil || len(tasks) != 58 {
			t.Errorf("%d tasks are left, %v; want 58", len(tasks), err)
		}
		for answer, service := range map[string]directory.ServiceID{"confirmed": mine[0].ID, "changed": mine[1].ID} {
			if n := count(t, h.db, `SELECT count(*) FROM service_check WHERE service = $1 AND answer = $2 AND answered_at IS NOT NULL`, service, answer); n != 1 {
				t.Errorf("the answer '%s' was not kept", answer)
			}
		}
		h.clock.advance(183 * 24 * time.Hour)
		sweep(2) // the two that were answered
	})
}

func TestSweepOfImportedEntries(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		settle(t, h.db, 450)
		services := country(450)
		h.bring(t, services)
		h.clock.advance(183 * 24 * time.Hour)
		asked, err := h.Sweep(t.Context())
		wants(t, err, done)
		if never := count(t, h.db, `SELECT count(*) FROM service_check WHERE why = 'never' AND answered_at IS NULL`); asked != 450 || never != 450 {
			t.Errorf("asked about %d, %d of them never checked; want 450", asked, never)
		}
		services[0].VerifiedAt = h.clock.now()
		if _, counts := h.bring(t, services); counts != (batch.Counts{Changed: 1, Same: 449}) {
			t.Errorf("counts %+v", counts)
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_check WHERE service = $1 AND answer = 'imported'`, services[0].ID); n != 1 {
			t.Error("the file's later check did not answer the question")
		}
	})
}

// TestTwoNodesSweep asks at once and asks once.
func TestTwoNodesSweep(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		for range 30 {
			_, err := h.Save(t.Context(), admin, practice(), 0)
			wants(t, err, done)
		}
		h.clock.advance(183 * 24 * time.Hour)
		asked := make(chan int)
		for range 2 {
			go func() {
				n, err := h.Sweep(context.Background())
				if err != nil {
					t.Error(err)
				}
				asked <- n
			}()
		}
		if n := <-asked + <-asked; n != 30 {
			t.Errorf("asked about %d, want 30", n)
		}
	})
}

func TestSweepJobComesBackTheNextMorning(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		_, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		h.clock.advance(183 * 24 * time.Hour)
		wants(t, h.ScheduleSweep(t.Context()), done)
		runner := jobs.NewRunner(h.db, nil)
		runner.Handle(directory.SweepJob, h.RunSweep)
		for _, want := range []bool{true, false} {
			if did, err := runner.Step(t.Context()); err != nil || did != want {
				t.Fatalf("a step did %v, %v; want %v", did, err, want)
			}
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_check`); n != 1 {
			t.Errorf("%d questions, want 1", n)
		}
		at := time.UnixMicro(int64(count(t, h.db, `SELECT run_at FROM job WHERE kind = $1`, directory.SweepJob))).UTC()
		if want := time.Date(2026, 9, 2, 4, 0, 0, 0, time.UTC); !at.Equal(want) { // six o'clock in summer
			t.Errorf("it comes back at %s, want %s", at, want)
		}
	})
}

// TestChecksAreForWhoMayConfirm holds the list's condition against the policies.
func TestChecksAreForWhoMayConfirm(t *testing.T) {
	t.Parallel()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		h.clock.advance(183 * 24 * time.Hour)
		_, err = h.Sweep(t.Context())
		wants(t, err, done)
		for _, role := range []access.Role{access.Citizen, access.Patient, access.Professional, access.ProviderAdmin, access.Coordinator, access.RESVStaff, access.Insurer, access.National, access.PlatformAdmin} {
			for _, organization := range []string{"", string(ours), string(theirs)} {
				actor := access.Actor{Person: "p", Role: role, Organization: organization, Assurance: access.Substantial}
				tasks, err := h.Checks(t.Context(), actor)
				if err != nil && fault.KindOf(err) != fault.Denied {
					t.Fatal(err)
				}
				may := policies.Decide(actor, "directory.Confirm", access.Subject{Type: "service", ID: string(s.ID), Organization: string(ours)}).Allowed
				if (len(tasks) == 1) != may {
					t.Errorf("%s of %q sees %d tasks; may confirm: %v", role, organization, len(tasks), may)
				}
			}
		}
	})
}

// TestOnlyTheSystemAsks: no role of people may start the question.
func TestOnlyTheSystemAsks(t *testing.T) {
	t.Parallel()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	subject := access.Subject{Type: "organization", ID: string(ours), Organization: string(ours)}
	if !policies.Decide(access.Job("sweep"), "directory.AskToConfirm", subject).Allowed {
		t.Error("the sweep may not ask")
	}
	if policies.Decide(admin, "directory.AskToConfirm", subject).Allowed {
		t.Error("an administrator may ask")
	}
}
