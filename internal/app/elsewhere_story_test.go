package app

import (
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// ★ The whole circle: asked here, told and read there, a yes put back here, chosen here, seen there.
func TestAskedInAnotherSystem(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.ask(placement.Planned)
		if s := p.sent(r); !s.At.IsZero() || s.Problem.NL != "" {
			t.Errorf("told before anything was sent: %+v", s)
		}
		p.here.work()
		if s := p.sent(r); !s.At.Equal(p.clock()) || s.Problem.NL != "" {
			t.Fatalf("not told: %+v", s)
		}
		p.there.work()
		q := p.one()
		if q.Sender != p.asker || q.Owner != p.provider || !q.Until.Equal(r.Invitations[0].Until.Truncate(time.Second)) || q.Status != "requested" || q.Business != "asked" || !q.Waits(p.clock()) || q.What == "" {
			t.Fatalf("%+v", q)
		}
		d := p.detail(q.ID)
		if !d.Live || d.System != "Regio Oost" || factOf(d, "Toelichting") != "Graag een kamer op de begane grond." || d.Version == "" {
			t.Fatalf("%+v", d)
		}
		after, err := p.there.Notified.Answer(t.Context(), p.answers, q.ID, notified.Answer{Yes: true, Version: d.Version})
		if err != nil {
			t.Fatal(err)
		}
		if i := p.stands(r); i.State != placement.Offered || after.Status != "accepted" || after.Business != "offered" {
			t.Fatalf("%s here, %s %s there", i.State, after.Status, after.Business)
		}
		// The same answer once more, after the line broke, changes nothing.
		if _, err := p.there.Notified.Answer(t.Context(), p.answers, q.ID, notified.Answer{Yes: true, Version: d.Version}); err != nil {
			t.Error(err)
		}
		if _, err := p.here.Placement.Choose(t.Context(), placementtest.Asker, r.ID, r.Invitations[0].ID); err != nil {
			t.Fatal(err)
		}
		p.wait(time.Hour)
		p.there.work()
		if q = p.one(); q.Status != "accepted" || q.Business != "chosen" {
			t.Errorf("%s %s there after the choice", q.Status, q.Business)
		}
		if n := p.there.count(`SELECT count(*) FROM ledger_entry WHERE act IN ('notified.Receive', 'notified.Question', 'notified.Answer') AND outcome = 'done'`); n != 4 {
			t.Errorf("%d entries of what was done", n)
		}
	})
}

// A no has a reason, which whoever asked reads as that of any provider.
func TestNoFromAnotherSystem(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.ask(placement.Soon)
		p.here.work()
		p.there.work()
		q := p.one()
		d := p.detail(q.ID)
		if _, err := p.there.Notified.Answer(t.Context(), p.answers, q.ID, notified.Answer{Version: d.Version}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a no without a reason: %v", err)
		}
		if _, err := p.there.Notified.Answer(t.Context(), p.answers, q.ID, notified.Answer{Reason: "full", Version: `W/"old"`}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an answer to another version: %v", err)
		}
		if _, err := p.there.Notified.Answer(t.Context(), p.answers, q.ID, notified.Answer{Reason: "full", Version: d.Version}); err != nil {
			t.Fatal(err)
		}
		if i := p.stands(r); i.State != placement.Refused || i.Reason != "full" {
			t.Errorf("%s, %s", i.State, i.Reason)
		}
		if q = p.one(); q.Status != "rejected" || q.Waits(p.clock()) {
			t.Errorf("%+v", q)
		}
	})
}

// What is withdrawn is cancelled there, and an answer comes too late.
func TestWithdrawnInAnotherSystem(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.ask(placement.Soon)
		p.here.work()
		p.there.work()
		if _, err := p.here.Placement.Withdraw(t.Context(), placementtest.Asker, r.ID, "changed"); err != nil {
			t.Fatal(err)
		}
		p.here.work()
		p.there.work()
		q := p.one()
		if q.State != "cancelled" || q.Status != "cancelled" || q.Business != "withdrawn" || q.Waits(p.clock()) {
			t.Errorf("%+v", q)
		}
		if _, err := p.there.Notified.Answer(t.Context(), p.answers, q.ID, notified.Answer{Yes: true}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an answer to what was withdrawn: %v", err)
		}
	})
}

// A question whose time passes is cancelled by itself.
func TestTimePassesInAnotherSystem(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.ask(placement.Soon)
		p.here.work()
		p.there.work()
		p.wait(r.Invitations[0].Until.Sub(p.clock()) + time.Second)
		if _, err := p.here.Placement.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.here.work()
		p.there.work()
		if q := p.one(); q.State != "cancelled" || q.Business != "timed-out" {
			t.Errorf("%+v", q)
		}
	})
}

// The other system is down when it is to be told: it is told when it is back, once. Ours is down when it is read:
// it is read when it is back.
func TestSystemsThatAreDown(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		p.there.down()
		r := p.ask(placement.Soon)
		p.here.work()
		if s := p.sent(r); !s.At.IsZero() || s.Problem.NL == "" {
			t.Fatalf("%+v", s)
		}
		p.there.up()
		p.wait(time.Minute)
		p.here.work()
		if s := p.sent(r); s.At.IsZero() || s.Problem.NL != "" {
			t.Fatalf("%+v", s)
		}
		p.here.down()
		p.there.work()
		q := p.one()
		if q.Status != "" || q.Problem.NL == "" || !q.Waits(p.clock()) {
			t.Fatalf("%+v", q)
		}
		if d := p.detail(q.ID); d.Live || d.Problem.NL == "" {
			t.Errorf("%+v", d)
		}
		p.here.up()
		p.wait(time.Minute)
		p.there.work()
		if q = p.one(); q.Status != "requested" || q.Problem.NL != "" {
			t.Errorf("%+v", q)
		}
	})
}
