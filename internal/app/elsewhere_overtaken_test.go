package app

// Reports to another platform of which something goes otherwise than it should: overtaken, answered too late, lost on
// the way, or given up.

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	elsewherepage "eerstelijn/internal/web/elsewhere"
)

// Whoever asked did something else meanwhile: what was told is refused in words, at once or later, and nothing
// changes there.
func TestReportIsOvertaken(t *testing.T) {
	for name, down := range map[string]bool{"at once": false, "later": true} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				r := p.chosen()
				if down {
					p.here.down()
					p.reports(notified.Report{Step: notified.Begun})
					p.here.up()
				}
				if _, err := p.here.Placement.FallThrough(t.Context(), placementtest.Asker, r.ID, "changed"); err != nil {
					t.Fatal(err)
				}
				if down {
					p.wait(time.Minute)
					p.there.work()
				} else {
					_, err := p.report(notified.Report{Step: notified.Begun})
					says(t, err, fault.Conflict, "al voorbij")
				}
				if q := p.one(); q.Told.State != notified.Refused || !strings.Contains(q.Told.Problem.NL, "al voorbij") || q.Status != "cancelled" {
					t.Errorf("%+v", q)
				}
				if q := p.request(r); q.State != placement.StateOpen {
					t.Errorf("%s", q.State)
				}
			})
		})
	}
}

// Whoever asked told it first: the day is taken over from there, and what has another reason there, or none that can
// be seen, is not said to have arrived.
func TestReportMeetsWhatStands(t *testing.T) {
	act := func(do func(s *placement.Service, ctx context.Context, r placement.RequestID) (placement.Request, error)) func(p *pair, r placement.Request) {
		return func(p *pair, r placement.Request) {
			p.t.Helper()
			if _, err := do(p.here.Placement, p.t.Context(), r.ID); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	begins := act(func(s *placement.Service, ctx context.Context, r placement.RequestID) (placement.Request, error) {
		return s.Start(ctx, placementtest.Asker, r, time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC))
	})
	closes := act(func(s *placement.Service, ctx context.Context, r placement.RequestID) (placement.Request, error) {
		return s.Close(ctx, placementtest.Asker, r, "helped")
	})
	falls := act(func(s *placement.Service, ctx context.Context, r placement.RequestID) (placement.Request, error) {
		return s.FallThrough(ctx, placementtest.Asker, r, "person-declined")
	})
	for name, c := range map[string]struct {
		begun  bool // told before
		first  func(p *pair, r placement.Request)
		told   notified.Report
		status string
		wrong  string // why it is not there; '': it is
		day    string // that is kept
	}{
		"the same day":     {false, begins, notified.Report{Step: notified.Begun, Day: "2026-11-23"}, "in-progress", "", "2026-11-23"},
		"another day":      {false, begins, notified.Report{Step: notified.Begun, Day: "2026-11-24"}, "in-progress", "", "2026-11-23"},
		"it is done":       {true, closes, notified.Report{Step: notified.Done, Reason: "home"}, "completed", "andere reden", ""},
		"it fell through":  {false, falls, notified.Report{Step: notified.FellThrough, Reason: "person-declined"}, "cancelled", "al voorbij", ""},
		"it is no no more": {false, falls, notified.Report{Step: notified.FellThrough, Reason: "no-staff"}, "cancelled", "al voorbij", ""},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				r := p.chosen()
				p.wait(30 * time.Hour)
				if c.begun {
					p.reports(notified.Report{Step: notified.Begun})
				}
				c.first(p, r)
				before := p.request(r)
				if _, err := p.report(c.told); c.wrong != "" {
					says(t, err, fault.Conflict, c.wrong)
				} else if err != nil {
					t.Error(err)
				}
				state := notified.There
				if c.wrong != "" {
					state = notified.Refused
				}
				if q := p.one(); q.Told.State != state || q.Told.Day != c.day || !strings.Contains(q.Told.Problem.NL, c.wrong) || q.Status != c.status {
					t.Errorf("%+v", q)
				}
				if after := p.request(r); after.State != before.State || after.Outcome != before.Outcome || !after.StartedAt.Equal(before.StartedAt) {
					t.Errorf("%s, %s, begun %s", after.State, after.Outcome, after.StartedAt)
				}
				if shown := p.pages()(http.MethodGet, elsewherepage.Path+"/"+string(p.one().ID), nil).Body.String(); strings.Contains(shown, "Niet aangenomen") != (c.wrong != "") || strings.Contains(shown, "U meldde dat het niet doorgaat") {
					t.Errorf("%s", shown)
				}
			})
		})
	}
}

// What was put while its answer was lost on the way stands there by the reason that was told, as other systems write
// it, when it is tried again.
func TestAnswerToReportIsLost(t *testing.T) {
	for _, told := range []notified.Report{{Step: notified.Begun, Day: "2026-11-23"},
		{Step: notified.FellThrough, Reason: "place-gone"}, {Step: notified.FellThrough, Reason: "no-staff"}, {Step: notified.FellThrough, Reason: "not-fitting"}} {
		t.Run(string(told.Step+" "+notified.Step(told.Reason)), func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				p.chosen()
				p.reports(told)
				p.there.exec(`UPDATE notice_report SET state = 'waiting'`)
				if after := p.reports(told); after.Told.State != notified.There || after.Told.Report != told {
					t.Errorf("%+v", after.Told)
				}
				p.there.exec(`UPDATE notice_report SET state = 'waiting', reason = CASE reason WHEN '' THEN '' WHEN 'no-staff' THEN 'place-gone' ELSE 'no-staff' END`)
				other := p.one().Told.Report
				if _, err := p.report(other); told.Reason == "" {
					if err != nil {
						t.Error(err)
					}
				} else {
					says(t, err, fault.Conflict, "andere reden")
				}
			})
		})
	}
}

// While a try is under way somebody tells it anew: how that try went says nothing of what was told since.
func TestReportIsToldAnewMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		p.chosen()
		var puts atomic.Int32
		anew := func(q *http.Request) {
			if q.Method == http.MethodPut && puts.Add(1) == 1 {
				p.there.exec(`UPDATE notice_report SET day = '2026-11-22', told_at = told_at + 1`)
			}
		}
		p.here.before.Store(&anew)
		p.reports(notified.Report{Step: notified.Begun})
		if q := p.one(); q.Told.State != notified.Waiting || q.Told.Day != "2026-11-22" || puts.Load() != 1 {
			t.Errorf("%+v after %d tries", q.Told, puts.Load())
		}
		p.wait(time.Minute)
		p.there.work()
		if q := p.one(); q.Told.State != notified.There || q.Told.Day != "2026-11-23" || puts.Load() != 1 {
			t.Errorf("%+v after %d tries", q.Told, puts.Load())
		}
	})
}

// Care that had begun when the notification was cancelled is still told to be done.
func TestReportAfterTheNotificationIsCancelled(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.chosen()
		p.reports(notified.Report{Step: notified.Begun})
		p.there.exec(`UPDATE notice_taken SET state = 'cancelled'`)
		if after := p.reports(notified.Report{Step: notified.Done, Reason: "home"}); after.Told.State != notified.There || after.Status != "completed" {
			t.Errorf("%+v", after)
		}
		if q := p.request(r); q.State != placement.StateClosed || q.Outcome != "home" {
			t.Errorf("%s, %s", q.State, q.Outcome)
		}
	})
}

// Something changes between reading and putting: it is read anew and decided on that.
func TestReportMeetsAChange(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(p *pair, r placement.Request) error
		puts      int32
		state     string
	}{
		"that changes nothing of it": {func(p *pair, r placement.Request) error {
			p.here.exec(`UPDATE placement_request SET accepted_at = accepted_at + 1000000 WHERE id = $1`, r.ID)
			return nil
		}, 2, notified.There},
		"after which it cannot be": {func(p *pair, r placement.Request) error {
			_, err := p.here.Placement.FallThrough(p.t.Context(), placementtest.Asker, r.ID, "changed")
			return err
		}, 1, notified.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				r := p.chosen()
				var puts atomic.Int32
				meanwhile := func(q *http.Request) {
					if q.Method == http.MethodPut && puts.Add(1) == 1 {
						if err := c.meanwhile(p, r); err != nil {
							t.Error(err)
						}
					}
				}
				p.here.before.Store(&meanwhile)
				if _, err := p.report(notified.Report{Step: notified.Begun}); (err == nil) != (c.state == notified.There) {
					t.Error(err)
				}
				if q := p.one(); q.Told.State != c.state || puts.Load() != c.puts {
					t.Errorf("%+v after %d tries", q.Told, puts.Load())
				}
			})
		})
	}
}

// What cannot be put there for a month is not tried any more, and is said so.
func TestReportIsGivenUp(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		p.chosen()
		p.here.down()
		p.reports(notified.Report{Step: notified.Begun})
		p.wait(31 * 24 * time.Hour)
		p.there.work()
		if q := p.one(); q.Told.State != notified.Refused || !strings.Contains(q.Told.Problem.NL, "30 dagen") {
			t.Errorf("%+v", q.Told)
		}
	})
}

// The answer to what is done is lost as well: it stands there with its reason.
func TestAnswerToDoneIsLost(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		p.chosen()
		p.reports(notified.Report{Step: notified.Begun})
		done := notified.Report{Step: notified.Done, Reason: "home"}
		p.reports(done)
		p.there.exec(`UPDATE notice_report SET state = 'waiting'`)
		if after := p.reports(done); after.Told.State != notified.There {
			t.Errorf("%+v", after.Told)
		}
	})
}
