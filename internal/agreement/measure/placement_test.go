package measure_test

import (
	"testing"
	"time"

	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network/mandate"
)

// asked is a question to a provider as it went.
type asked struct {
	id, organization, region, area string
	ask                            string
	sent, closes                   time.Time // closes: by itself
	answered, ended                time.Time // zero: not
	state                          string
}

func (h *house) ask() (a asked) {
	a = asked{id: h.key("invitation"), organization: h.pick(body, member, other), ask: h.pick("care", "place", "advice"), sent: h.when()}
	a.region = h.pick(here, here, there)
	a.area = map[string]string{here: h.pick("WK990101", "WK990102", "GM9901"), there: "WK990201"}[a.region]
	a.closes = a.sent.Add(time.Duration(1+h.rand.IntN(24*60)) * time.Minute)
	within := a.sent.Add(time.Duration(h.rand.Int64N(int64(a.closes.Sub(a.sent))))).Truncate(time.Second)
	if within.Before(a.sent) {
		within = a.sent
	}
	switch h.rand.IntN(6) {
	case 0:
		a.state = "open"
	case 1:
		a.state, a.ended = "expired", a.closes.Add(time.Duration(h.rand.IntN(20))*time.Second)
	case 2:
		a.state, a.ended = "withdrawn", within
	case 3:
		a.state, a.answered, a.ended = "no", within, within
	case 4:
		a.state, a.answered, a.ended = "chosen", within, within.Add(time.Hour)
	case 5:
		a.state, a.answered, a.ended = "lost", within, within.Add(time.Hour)
	}
	return a
}

func (h *house) offered() {
	h.exec(`INSERT INTO service (id) VALUES ('service')`)
	h.exec(`INSERT INTO offer (id, service, kind, organization, region, area, total, assessment, most_invitations, made_at, version, number, available, accepting, source,
			said, came_true, went, watched, sure, asked_times)
		VALUES ('offer', 'service', 'elv-laag', 'nobody', '', '', 4, 0, 3, 0, 1, 0, 0, '', '', 0, 0, 0, 0, 0, 0)`)
}

func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return clock.Micros(t)
}

func (h *house) putAsked(a asked) {
	h.Helper()
	request := "r-" + a.id
	h.exec(`INSERT INTO placement_request (id, version, state, ask, kind, urgency, direction, area, region, body, vulnerable, asker, organization, desk, desk_person,
			consent_at, consent_with, consent_why_not, made_at, opened_at, commit_by, outcome, chosen, next_at, erased)
		VALUES ($1, 1, 'open', $4, 'elv-laag', 'soon', 'in', $2, $3, '{}', 0, 'asker', 'hospital', '', '', 0, 'person', '', 0, 0, 0, '', '', 0, 0)`, request, a.area, a.region, a.ask)
	reason, hold := "", ""
	switch a.state {
	case "no":
		reason = "full"
	case "chosen", "lost":
		hold = "hold"
	}
	h.exec(`INSERT INTO placement_invitation (id, request, offer, service, organization, state, sent_at, until_at, answered_at, ended_at, reason, chance, hold)
		VALUES ($1, $2, 'offer', 'service', $3, $4, $5, $6, $7, $8, $9, 0, $10)`,
		a.id, request, a.organization, a.state, clock.Micros(a.sent), clock.Micros(a.closes), moment(a.answered), moment(a.ended), reason, hold)
}

// reaches tells whether a request lies within a forum's reach.
func (a asked) reaches(f mandate.Forum) bool {
	switch f.Kind {
	case mandate.Nation:
		return true
	case mandate.Wijkverband:
		return a.area == "WK990101"
	}
	return a.region == string(f.Region)
}

func TestAnswersAreCountedWhenTheyAreDue(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.offered()
		var all []asked
		for range 300 {
			a := h.ask()
			h.putAsked(a)
			all = append(all, a)
		}
		given := h.compare(measure.AnswerPlacements, "hours", 30, func(q question) (n, good int) {
			for _, a := range all {
				due := a.sent.Add(time.Duration(q.params["hours"]) * time.Hour)
				if a.closes.Before(due) {
					due = a.closes
				}
				takenBack := a.answered.IsZero() && !a.ended.IsZero() && a.ended.Before(due)
				if !speaks(q.party, a.organization, q.from) || !a.reaches(q.forum) || due.Before(q.from) || !due.Before(q.until) || takenBack {
					continue
				}
				n++
				if !a.answered.IsZero() && !a.answered.After(due) {
					good++
				}
			}
			return n, good
		})
		// What is answered, or ends, after it was due changes nothing that was counted.
		h.exec(`UPDATE placement_invitation SET state = 'no', reason = 'full', answered_at = $1, ended_at = $1 WHERE state = 'open'`, clock.Micros(begin.AddDate(0, 6, 0)))
		h.exec(`UPDATE placement_invitation SET ended_at = $1 WHERE state IN ('chosen', 'lost')`, clock.Micros(begin.AddDate(0, 6, 0)))
		h.again(measure.AnswerPlacements, given, "late answers")
	})
}

// What was promised of one kind of question says nothing of another: the kinds together are all of it.
func TestAnswersOfOneKindOfQuestion(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.offered()
		asked := map[string]int{}
		for range 120 {
			a := h.ask()
			a.organization, a.region = other, here
			a.state, a.answered, a.ended = "no", a.sent, a.sent
			h.putAsked(a)
			asked[a.ask]++
		}
		count := func(params map[string]int) int {
			n, good := h.of(measure.AnswerPlacements, other, land, params, begin.AddDate(-1, 0, 0), begin.AddDate(1, 0, 0))
			if n != good {
				h.Errorf("%v: %d of %d, and all were answered at once", params, good, n)
			}
			return n
		}
		for code, ask := range []string{1: "care", 2: "place", 3: "advice"} {
			if ask == "" {
				continue
			}
			if got := count(map[string]int{"hours": 4, "ask": code}); got != asked[ask] || got == 0 {
				h.Errorf("%d questions of %s, want %d", got, ask, asked[ask])
			}
		}
		for _, all := range []map[string]int{{"hours": 4}, {"hours": 4, "ask": 0}} {
			if got := count(all); got != 120 {
				h.Errorf("%v: %d questions, want 120", all, got)
			}
		}
	})
}

func TestEveryQuestionFallsInOnePeriod(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.offered()
		for range 100 {
			h.putAsked(h.ask())
		}
		ask := func(from, until time.Time) (n, good int) {
			return h.of(measure.AnswerPlacements, other, land, map[string]int{"hours": 4}, from, until)
		}
		whole, right := ask(begin.AddDate(0, 0, -7), begin.AddDate(0, 0, 70))
		var n, good int
		for week := range 11 {
			a, b := ask(begin.AddDate(0, 0, 7*week-7), begin.AddDate(0, 0, 7*week))
			n, good = n+a, good+b
		}
		if whole == 0 || n != whole || good != right {
			h.Errorf("weeks have %d of %d together, all of it %d of %d", good, n, right, whole)
		}
	})
}

func TestNothingIsNothing(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		for _, k := range measure.Kinds() {
			params := map[string]int{}
			for _, p := range k.Params {
				params[p.Key] = p.Usual
			}
			n, good := h.of(k.Code, "nobody", resv, params, begin, begin.AddDate(0, 0, 7))
			// Who promised to be reachable and states no number is not reachable; all else needs occasions.
			if want := map[bool]int{true: 7}[k.Code == measure.ContactReachable]; n != want || good != 0 {
				h.Errorf("%s of nobody: %d of %d, want 0 of %d", k.Code, good, n, want)
			}
			if n, good := h.of(k.Code, other, resv, params, begin, begin); n != 0 || good != 0 {
				h.Errorf("%s of no time at all: %d of %d", k.Code, good, n)
			}
		}
	})
}
