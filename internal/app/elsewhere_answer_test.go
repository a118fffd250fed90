package app

// A yes or a no to another platform of which something goes otherwise than it should. It is kept until it stands
// there, counts once, and no place stays taken for a yes that nobody gives any more.

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	elsewherepage "eerstelijn/internal/web/elsewhere"
)

var aNo = notified.Answer{Reason: "full"}

// open has a request of which the other side read what is asked, and an answer of yes to that.
func (p *pair) open(u placement.Urgency) (r placement.Request, yes notified.Answer) {
	p.t.Helper()
	r = p.ask(u)
	p.here.work()
	p.there.work()
	return r, notified.Answer{Yes: true, Version: p.detail(p.one().ID).Version}
}

func (p *pair) answer(a notified.Answer) (notified.Taken, error) {
	p.t.Helper()
	return p.there.Notified.Answer(p.t.Context(), p.answers, p.one().ID, a)
}

// answers something that must be taken or kept.
func (p *pair) said(a notified.Answer, state string) notified.Taken {
	p.t.Helper()
	t, err := p.answer(a)
	if err != nil || t.Told.State != state {
		p.t.Fatalf("%v, %+v", err, t.Told)
	}
	return t
}

// later lets some time pass, in which the other side tries again.
func (p *pair) later() {
	p.t.Helper()
	for range 3 { // once more than is needed
		p.wait(20 * time.Minute)
		p.there.work()
	}
}

// holds counts the places that are held here, and those that ever were.
func (p *pair) holds() (now, ever int) {
	p.t.Helper()
	return p.here.count(`SELECT count(*) FROM offer_hold WHERE ended_at IS NULL AND until_at > $1`, p.now.Load()), p.here.count(`SELECT count(*) FROM offer_hold`)
}

func (p *pair) held(now, ever int) {
	p.t.Helper()
	if n, all := p.holds(); n != now || all != ever {
		p.t.Errorf("%d places held of %d ever, want %d of %d", n, all, now, ever)
	}
}

// list gives the page of what is asked elsewhere.
func (p *pair) list() string {
	p.t.Helper()
	return p.pages()(http.MethodGet, elsewherepage.Path, nil).Body.String()
}

// ★ The system that asks is down when somebody answers: the answer stands here, and arrives there once.
func TestAnswerArrivesLater(t *testing.T) {
	for name, no := range map[string]bool{"yes": false, "no": true} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				r, a := p.open(placement.Planned)
				stands, status, held := placement.Offered, "accepted", 1
				if no {
					a.Yes, a.Reason = false, "full"
					stands, status, held = placement.Refused, "rejected", 0
				}
				p.here.down()
				for range 2 {
					if after := p.said(a, notified.Waiting); !strings.Contains(after.Told.Problem.NL, "niet te bereiken") || after.Waits(p.clock()) {
						t.Errorf("%+v", after)
					}
				}
				_, err := p.report(notified.Report{Step: notified.Begun})
				says(t, err, fault.Conflict, "onderweg")
				p.wait(time.Minute)
				p.there.work()
				if q := p.one(); q.Told.State != notified.Waiting || q.Status != "requested" {
					t.Errorf("%+v", q)
				}
				p.held(0, 0)
				p.here.up()
				p.later()
				if q := p.one(); q.Told.State != notified.There || q.Told.Problem.NL != "" || q.Status != status {
					t.Errorf("%+v", q)
				}
				if i := p.stands(r); i.State != stands || i.Reason != a.Reason {
					t.Errorf("%+v", i)
				}
				p.held(held, held)
				if n := p.here.count(`SELECT count(*) FROM ledger_entry WHERE act = 'placement.Answer'`); n != 1 {
					t.Errorf("answered %d times", n)
				}
			})
		})
	}
}

// ★ It was done there, and the answer to that was lost on the way: it arrived once, also when nobody waits any more.
func TestAnswerWasDoneThere(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r, yes := p.open(placement.Planned)
		p.here.lose.Store(true)
		p.said(yes, notified.Waiting)
		if i := p.stands(r); i.State != placement.Offered {
			t.Errorf("%s", i.State)
		}
		p.later()
		p.said(yes, notified.There)
		p.said(yes, notified.There)
		if q := p.one(); q.Status != "accepted" || q.Business != "offered" {
			t.Errorf("%+v", q)
		}
		p.held(1, 1)
		if n := p.here.count(`SELECT count(*) FROM ledger_entry WHERE act = 'placement.Answer'`); n != 1 {
			t.Errorf("answered %d times", n)
		}
	})
}

// ★ Whoever answers goes away, or the program stops, at any step: what was said stands here, and arrives.
func TestAnswerIsKeptWhenNobodyWaits(t *testing.T) {
	for _, step := range []string{http.MethodGet, http.MethodPut} {
		t.Run(step, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				r, yes := p.open(placement.Planned)
				ctx, gone := context.WithCancel(t.Context())
				over := make(chan struct{})
				stops := func(q *http.Request) {
					if q.Method == step && strings.Contains(q.URL.Path, "/Task/") {
						gone()
						<-over
					}
				}
				p.here.before.Store(&stops)
				which := p.one().ID
				_, err := p.there.Notified.Answer(ctx, p.answers, which, yes)
				p.here.before.Store(nil)
				close(over)
				if err == nil {
					t.Error("nobody was there to hear it")
				}
				if q := p.one(); q.Told.State != notified.Waiting || q.Told.Step != notified.Yes {
					t.Fatalf("%+v", q.Told)
				}
				p.later()
				if i, q := p.stands(r), p.one(); i.State != placement.Offered || q.Told.State != notified.There {
					t.Errorf("%s, %+v", i.State, q.Told)
				}
				p.held(1, 1)
			})
		})
	}
}

// ★ Meanwhile the other system goes on without the yes: it does not bind there, no place stays held, and whoever gave
// it is told.
func TestYesIsRefusedThere(t *testing.T) {
	for name, c := range map[string]struct {
		urgency   placement.Urgency
		meanwhile func(p *pair, r placement.Request) error
		stands    placement.InvitationState
		words     string
		held      int
	}{
		"it was withdrawn": {placement.Soon, func(p *pair, r placement.Request) error {
			_, err := p.here.Placement.Withdraw(p.t.Context(), placementtest.Asker, r.ID, "changed")
			return err
		}, placement.TakenBack, "al voorbij", 0},
		"its time passed": {placement.Soon, func(p *pair, r placement.Request) error {
			p.wait(r.Invitations[0].Until.Sub(p.clock()) + time.Second)
			_, err := p.here.Placement.Expire(p.t.Context())
			return err
		}, placement.TimedOut, "al voorbij", 0},
		"its time passed, and nobody saw to that yet": {placement.Soon, func(p *pair, r placement.Request) error {
			p.wait(r.Invitations[0].Until.Sub(p.clock()))
			return nil
		}, placement.Waiting, "telt niet meer", 0},
		"another was first": {placement.Crisis, func(p *pair, r placement.Request) error {
			_, err := p.here.Placement.Answer(p.t.Context(), placementtest.Of(r.Invitations[1].Organization), r.Invitations[1].ID, placement.Answer{Yes: true})
			return err
		}, placement.TakenBack, "al voorbij", 0},
		"no place is free": {placement.Soon, func(p *pair, r placement.Request) error {
			p.here.exec(`INSERT INTO offer_hold (id, offer, places, holder, made_at, until_at, how) VALUES ('vol', $1, 3, 'x', $2, $3, '')`, p.offer.ID, p.now.Load(), p.clock().AddDate(0, 0, 9).UnixMicro())
			return nil
		}, placement.Waiting, "geen plek meer vrij", 1},
		"it was asked otherwise": {placement.Soon, func(p *pair, r placement.Request) error {
			p.here.exec(`UPDATE placement_invitation SET until_at = until_at + 60000000 WHERE request = $1`, r.ID)
			return nil
		}, placement.Waiting, "intussen veranderd", 0},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				other := p.house.Offer(t, "een ander", 1, 5)
				p.wait(time.Second)
				r := p.ask(c.urgency, other.ID)
				p.here.work()
				p.there.work()
				yes := notified.Answer{Yes: true, Version: p.detail(p.one().ID).Version}
				p.here.down()
				p.said(yes, notified.Waiting)
				if err := c.meanwhile(p, r); err != nil {
					t.Fatal(err)
				}
				p.here.up()
				p.wait(time.Minute)
				p.there.work()
				q := p.one()
				if q.Told.State != notified.Refused || !strings.Contains(q.Told.Problem.NL, c.words) {
					t.Errorf("%+v", q.Told)
				}
				if i := p.stands(r); i.State != c.stands {
					t.Errorf("%+v", i)
				}
				if n := p.here.count(`SELECT count(*) FROM offer_hold WHERE offer = $1`, p.offer.ID); n != c.held {
					t.Errorf("%d places were held", n)
				}
				page := p.pages()(http.MethodGet, elsewherepage.Path+"/"+string(q.ID), nil).Body.String()
				for _, body := range []string{p.list(), page} {
					if !strings.Contains(body, "Niet aangenomen") || !strings.Contains(body, "U antwoordde: ja, dit kan.") || !strings.Contains(body, c.words) {
						t.Errorf("%s", body)
					}
				}
				p.wait(5 * 7 * 24 * time.Hour)
				if body := p.list(); strings.Contains(body, "Niet aangenomen") {
					t.Errorf("long after: %s", body)
				}
			})
		})
	}
}

// ★ A no after a yes of which nobody knew whether it arrived: where it did not, no place was ever held; where it did,
// that is given back once. Where it was the place already, the no is told not to be taken.
func TestNoAfterAYes(t *testing.T) {
	for name, c := range map[string]struct {
		urgency placement.Urgency
		done    bool // the yes was, there
		ever    int
	}{"that did not arrive": {placement.Soon, false, 0}, "that did arrive": {placement.Soon, true, 1}, "that was the place": {placement.Crisis, true, 1}} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				r, yes := p.open(c.urgency)
				p.here.lose.Store(c.done)
				if !c.done {
					p.here.down()
				}
				p.said(yes, notified.Waiting)
				if c.done {
					p.here.down()
				}
				no := aNo
				no.Version = yes.Version
				for range 2 {
					p.said(no, notified.Waiting)
				}
				p.here.up()
				p.wait(time.Minute)
				p.there.work()
				q := p.one()
				if c.urgency == placement.Crisis {
					if q.Told.State != notified.Refused || !strings.Contains(q.Told.Problem.NL, "U bent al gekozen") || !strings.Contains(p.list(), "Niet aangenomen") {
						t.Errorf("%+v", q.Told)
					}
					if now := p.request(r); now.State != placement.StateAccepted {
						t.Errorf("%s", now.State)
					}
					p.reports(notified.Report{Step: notified.FellThrough, Reason: "place-gone"})
				} else if q.Told.State != notified.There || q.Told.Step != notified.No || q.Status != "rejected" {
					t.Errorf("%+v", q)
				}
				if i := p.stands(r); i.State != placement.Refused || i.Reason != "full" {
					t.Errorf("%+v", i)
				}
				p.held(0, c.ever)
				if body := p.list(); strings.Contains(body, "kwam niet door") {
					t.Errorf("%s", body)
				}
				_, err := p.answer(yes)
				says(t, err, fault.Conflict, "al voorbij")
			})
		})
	}
}

// While a try to say yes is under way somebody says no, which arrives first: the yes does not come over it.
func TestNoOvertakesAYes(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r, yes := p.open(placement.Soon)
		var puts atomic.Int32
		overtakes := func(q *http.Request) {
			if q.Method == http.MethodPut && puts.Add(1) == 1 {
				if after, err := p.there.Notified.Answer(t.Context(), p.answers, p.one().ID, aNo); err != nil || after.Told.State != notified.There {
					t.Errorf("%v, %+v", err, after.Told)
				}
			}
		}
		p.here.before.Store(&overtakes)
		// Whoever said yes reads that it is over, or the no that was said since.
		if now, err := p.answer(yes); err == nil && now.Told.Step != notified.No || err != nil && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%v, %+v", err, now.Told)
		}
		p.later()
		if q := p.one(); q.Told.Step != notified.No || q.Told.State != notified.There || q.Status != "rejected" {
			t.Errorf("%+v", q)
		}
		if i := p.stands(r); i.State != placement.Refused {
			t.Errorf("%s", i.State)
		}
		p.held(0, 0)
	})
}

// A yes is tried until its time has passed, and is then said to be unsure: where it arrived after all that is seen as
// soon as the question can be read. What can wait longer is given up after 30 days.
func TestAnswerIsGivenUp(t *testing.T) {
	for name, c := range map[string]struct {
		a     notified.Answer
		long  bool // there are months to answer
		done  bool // it was done there
		after time.Duration
		words string
	}{
		"a yes in time":       {notified.Answer{Yes: true}, false, false, 0, "Wij weten niet of uw ja op tijd aankwam"},
		"a yes that was done": {notified.Answer{Yes: true}, false, true, 0, "Wij weten niet of uw ja op tijd aankwam"},
		"a yes in months":     {notified.Answer{Yes: true}, true, false, 30 * 24 * time.Hour, "30 dagen"},
		"a no":                {aNo, false, false, 30 * 24 * time.Hour, "30 dagen"},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				r, _ := p.open(placement.Soon)
				if c.long {
					p.there.exec(`UPDATE notice_taken SET until_at = $1`, p.clock().AddDate(0, 3, 0).UnixMicro())
				}
				p.here.lose.Store(c.done)
				if !c.done {
					p.here.down()
				}
				said := p.said(c.a, notified.Waiting)
				until := r.Invitations[0].Until
				if c.after > 0 {
					until = p.clock().Add(c.after)
				}
				if !said.TriedUntil().Equal(until) {
					t.Errorf("it is tried until %s, want %s", said.TriedUntil(), until)
				}
				if c.done {
					p.here.down()
				}
				p.wait(until.Sub(p.clock()) - time.Second)
				p.there.work()
				if q := p.one(); q.Told.State != notified.Waiting {
					t.Fatalf("%+v", q.Told)
				}
				p.wait(time.Second) // whoever said it hears so at that very moment
				p.there.work()
				if q := p.one(); q.Told.State != notified.Refused || !strings.Contains(q.Told.Problem.NL, c.words) || !strings.Contains(p.list(), "Niet aangenomen") {
					t.Errorf("%+v", q.Told)
				}
				p.here.up()
				p.wait(2 * time.Hour)
				p.there.work()
				q, page := p.one(), p.pages()(http.MethodGet, elsewherepage.Path+"/"+string(p.one().ID), nil).Body.String()
				if shown := strings.Contains(p.list(), "Niet aangenomen") && strings.Contains(page, "Niet aangenomen"); shown == c.done || (q.Status == "accepted") != c.done {
					t.Errorf("%s there; it is shown as not taken: %t", q.Status, shown)
				}
			})
		})
	}
}

// An answer after its time is not taken at all.
func TestAnswerAfterItsTime(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r, yes := p.open(placement.Soon)
		p.wait(r.Invitations[0].Until.Sub(p.clock()))
		for _, a := range []notified.Answer{yes, aNo} {
			_, err := p.answer(a)
			says(t, err, fault.Conflict, "telt niet meer")
		}
		if q := p.one(); q.Told.State != "" {
			t.Errorf("%+v", q.Told)
		}
	})
}

// ★ Several people answer at once while the line breaks now and then and each node tries again: both sides come to
// agree on one answer, and a place is held for a yes that stands and for nothing else.
func TestAnswersAtOnce(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				r, yes := p.open(placement.Soon)
				yes.Version = ""
				which := p.one().ID
				var asks atomic.Uint64
				breaks := func(q *http.Request) {
					switch n := asks.Add(1); {
					case !strings.Contains(q.URL.Path, "/Task/"):
					case (n+seed)%7 == 0:
						panic(http.ErrAbortHandler)
					case (n+seed)%5 == 0:
						p.here.lose.Store(true)
					}
				}
				p.here.before.Store(&breaks)
				var all sync.WaitGroup
				for k := range uint64(6) {
					all.Go(func() {
						chance := rand.New(rand.NewPCG(seed, k))
						for range 4 {
							switch chance.IntN(4) {
							case 0:
								_ = p.there.Notified.RunReport(t.Context(), jobs.Job{Key: string(which)})
							case 1:
								_, _ = p.there.Notified.Answer(t.Context(), p.answers, which, aNo)
							default:
								_, _ = p.there.Notified.Answer(t.Context(), p.answers, which, yes)
							}
						}
					})
				}
				all.Wait()
				p.here.before.Store(nil)
				p.here.lose.Store(false)
				p.later()
				q, i := p.one(), p.stands(r)
				want := map[string]placement.InvitationState{"accepted": placement.Offered, "rejected": placement.Refused}[q.Status]
				if i.State != want || i.State == "" {
					t.Errorf("%s there, %s here", q.Status, i.State)
				}
				switch {
				case q.Told.State == notified.Waiting:
					t.Errorf("it still waits: %+v", q.Told)
				case q.Told.State == notified.There && (q.Told.Step == notified.Yes) != (q.Status == "accepted"), q.Told.State == notified.Refused && q.Status != "rejected":
					t.Errorf("told %+v, and it is %s there", q.Told, q.Status)
				}
				open := 0
				if i.State == placement.Offered {
					open = 1
				}
				if now, ever := p.holds(); now != open || ever > 1 {
					t.Errorf("%d places held of %d ever, and it is %s", now, ever, i.State)
				}
			})
		})
	}
}
