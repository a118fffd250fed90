package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// tells has those who follow us told of all that is on record here.
func (p *pair) tells() {
	p.t.Helper()
	if _, err := p.here.Feed.Wait(p.t.Context(), int64(p.here.count(`SELECT count(*) FROM ledger_entry`))-1); err != nil {
		p.t.Fatal(err)
	}
	for more := true; more; {
		var err error
		if more, err = p.here.Telling.Step(p.t.Context()); err != nil {
			p.t.Fatal(err)
		}
	}
	p.here.work()
}

// ★ A choice made here is seen there at once, because we subscribed; and by the clock where no signal comes.
func TestChangesAreSignalled(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.ask(placement.Planned)
		p.here.work()
		p.there.work() // reads, and subscribes
		p.here.work()  // shakes hands
		system := func() peer.Peer {
			all, err := p.there.Peers.Peers(t.Context(), p.there.admin)
			if err != nil {
				t.Fatal(err)
			}
			return all[0]
		}
		if s := system(); s.Signals != peer.Asked || s.Subscription == "" || !s.Heard.Equal(p.clock()) || s.Silent(p.clock()) {
			t.Fatalf("%+v", s)
		}
		d := p.detail(p.one().ID)
		if _, err := p.there.Notified.Answer(t.Context(), p.answers, d.ID, notified.Answer{Yes: true, Version: d.Version}); err != nil {
			t.Fatal(err)
		}
		p.wait(time.Minute)
		if _, err := p.here.Placement.Choose(t.Context(), placementtest.Asker, r.ID, r.Invitations[0].ID); err != nil {
			t.Fatal(err)
		}
		p.tells()
		p.there.work()
		if q := p.one(); q.Business != "chosen" || !q.Read.Equal(p.clock()) {
			t.Errorf("%s, read at %s", q.Business, q.Read)
		}
		// Somebody who does not know the secret tells us nothing, and neither does what is no signal.
		for name, c := range map[string]struct {
			secret, body string
			want         int
		}{"another secret": {"x", "{}", http.StatusNotFound}, "no signal": {p.secret(), `{"resourceType":"Patient"}`, http.StatusBadRequest}} {
			q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.there.Public+notified.Path+"/seintje/"+string(p.toHere), strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("X-Eerstelijn-Seintje", c.secret)
			answer, err := http.DefaultClient.Do(q)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != c.want {
				t.Errorf("%s: %d", name, answer.StatusCode)
			}
		}
		// Nothing comes any more: that is seen, and the clock does it.
		p.here.exec(`UPDATE subscription SET state = 'off'`)
		if _, err := p.here.Placement.Start(t.Context(), placementtest.Asker, r.ID, p.clock()); err != nil {
			t.Fatal(err)
		}
		p.tells()
		p.wait(3 * time.Hour)
		if s := system(); !s.Silent(p.clock()) {
			t.Errorf("%+v", s)
		}
		p.there.work()
		if q := p.one(); q.Business != "started" {
			t.Errorf("%s by the clock", q.Business)
		}
		if n := p.here.count(`SELECT count(*) FROM subscription WHERE state <> 'off'`); n != 1 {
			t.Errorf("%d subscriptions run after one was put off", n)
		}
	})
}

// secret is what the other side gave our subscription.
func (p *pair) secret() string {
	p.t.Helper()
	secret, err := p.there.Keys.Fingerprint("signals", string(p.toHere))
	if err != nil {
		p.t.Fatal(err)
	}
	return secret
}

// A system that gives no signals is followed by the clock alone.
func TestSystemWithoutSignals(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		p.here.exec(`UPDATE client SET scopes = 'placement:answer' WHERE id = $1`, p.atHere)
		p.ask(placement.Planned)
		p.here.work()
		p.there.work()
		all, err := p.there.Peers.Peers(t.Context(), p.there.admin)
		if err != nil || all[0].Signals != peer.Refused || p.one().Status != "requested" {
			t.Errorf("%+v, %v", all, err)
		}
	})
}
