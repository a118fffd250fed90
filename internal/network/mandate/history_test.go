package mandate_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// asked is a question as of a moment, with the answer that it got.
type asked struct {
	what   string
	ask    func() (string, error)
	answer string
}

// record is a house in which people do things in any order while others remember what they were told.
type record struct {
	*house
	t         *testing.T
	mandates  []mandate.ID
	standings []mandate.StandingID
	joined    []mandate.AffiliationID
	seats     []mandate.SeatID
	asked     []asked
	done      int
}

func text(v any, err error) (string, error) {
	b, bad := json.Marshal(v)
	if err == nil {
		err = bad
	}
	return string(b), err
}

func pick[T any](rt *rapid.T, label string, of []T) T {
	if len(of) == 0 {
		rt.Skip("nothing yet")
	}
	return rapid.SampledFrom(of).Draw(rt, label)
}

// moment is some days before or after now, or no moment at all.
func (r *record) moment(rt *rapid.T, label string) time.Time {
	if rapid.IntRange(0, 3).Draw(rt, label+" open") == 0 {
		return time.Time{}
	}
	return r.now().Add(time.Duration(rapid.IntRange(-20, 20).Draw(rt, label)) * day / 2)
}

// did accepts what people can be told; anything else is a mistake of ours.
func (r *record) did(rt *rapid.T, err error) {
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Invalid:
	default:
		if err != nil {
			rt.Fatal(err)
		}
	}
	r.done++
}

func (r *record) grantor(rt *rapid.T) network.OrganizationID {
	return pick(rt, "grantor", []network.OrganizationID{r.gps, r.pharmacists, r.practice})
}

func (r *record) subjects(rt *rapid.T) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"bridging", "capacity", "resv-1"}), 1, 2, rapid.ID[string]).Draw(rt, "subjects")
}

func (r *record) forum(rt *rapid.T) mandate.Forum {
	return pick(rt, "forum", []mandate.Forum{r.resv, r.resv, r.wijk})
}

func (r *record) span(rt *rapid.T) mandate.Span {
	return mandate.Span{From: r.moment(rt, "from"), Until: r.moment(rt, "until")}
}

// actions are what people do, and what they ask.
func (r *record) actions() map[string]func(*rapid.T) {
	ctx := context.Background()
	return map[string]func(*rapid.T){
		"pass": func(rt *rapid.T) { r.pass(time.Duration(rapid.IntRange(1, 40).Draw(rt, "hours")) * time.Hour) },
		"grant": func(rt *rapid.T) {
			m, err := r.Grant(ctx, operator, mandate.Mandate{Grantor: r.grantor(rt), Delegate: pick(rt, "delegate", r.people), Forum: r.forum(rt),
				Subjects: r.subjects(rt), Span: r.span(rt), Evidence: "Besluit"})
			if r.did(rt, err); err == nil {
				r.mandates = append(r.mandates, m.ID)
			}
		},
		"revoke": func(rt *rapid.T) {
			r.did(rt, r.Revoke(ctx, operator, pick(rt, "mandate", r.mandates), r.moment(rt, "at"), "Anders besloten"))
		},
		"correct": func(rt *rapid.T) {
			id := pick(rt, "mandate", r.mandates)
			all, err := r.Mandates(ctx, mandate.Query{ID: string(id), Ended: true})
			if err != nil || len(all) != 1 {
				rt.Fatalf("%d mandates: %v", len(all), err)
			}
			m := all[0]
			m.Delegate, m.Forum, m.Subjects, m.Span = pick(rt, "delegate", r.people), r.forum(rt), r.subjects(rt), r.span(rt)
			m.RevokedAt = r.moment(rt, "revoked")
			r.did(rt, r.Correct(ctx, operator, m, "Verkeerd overgenomen"))
		},
		"substitute": func(rt *rapid.T) {
			r.did(rt, r.Substitute(ctx, operator, mandate.Substitution{Mandate: pick(rt, "mandate", r.mandates), Person: pick(rt, "person", r.people), Span: r.span(rt)}))
		},
		"recognise": func(rt *rapid.T) {
			s, err := r.Recognise(ctx, operator, mandate.Standing{Body: pick(rt, "body", []network.OrganizationID{r.gps, r.pharmacists}), Region: r.region,
				Discipline: "huisartsenzorg", Span: r.span(rt), Evidence: "Besluit"})
			if r.did(rt, err); err == nil {
				r.standings = append(r.standings, s.ID)
			}
		},
		"no longer recognise": func(rt *rapid.T) {
			r.did(rt, r.EndStanding(ctx, operator, pick(rt, "standing", r.standings), r.moment(rt, "at"), "Gestopt"))
		},
		"join": func(rt *rapid.T) {
			a, err := r.Affiliate(ctx, operator, mandate.Affiliation{Provider: pick(rt, "provider", []network.OrganizationID{r.practice, r.pharmacy}),
				Body: pick(rt, "body", []network.OrganizationID{r.gps, r.pharmacists}), Span: r.span(rt)})
			if r.did(rt, err); err == nil {
				r.joined = append(r.joined, a.ID)
			}
		},
		"part": func(rt *rapid.T) {
			r.did(rt, r.EndAffiliation(ctx, operator, pick(rt, "affiliation", r.joined), r.moment(rt, "at")))
		},
		"seat": func(rt *rapid.T) {
			seat := mandate.Seat{Forum: r.resv, Name: "Zetel", Discipline: pick(rt, "discipline", []network.DisciplineCode{"", "huisartsenzorg", "farmacie"}),
				Weight: rapid.IntRange(1, 3).Draw(rt, "weight"), Holder: pick(rt, "holder", append([]network.PersonID{""}, r.people...)), Span: r.span(rt)}
			if len(r.seats) > 2 {
				seat.ID = pick(rt, "seat", r.seats)
			}
			z, err := r.SaveSeat(ctx, operator, seat)
			if r.did(rt, err); err == nil && seat.ID == "" {
				r.seats = append(r.seats, z.ID)
			}
		},
		"end seat": func(rt *rapid.T) { r.did(rt, r.EndSeat(ctx, operator, pick(rt, "seat", r.seats), r.moment(rt, "at"))) },
		"votes": func(rt *rapid.T) {
			r.did(rt, r.SetVotes(ctx, operator, mandate.Votes{Forum: r.resv, Equal: rapid.Bool().Draw(rt, "equal"), Since: r.moment(rt, "since"),
				AgreedBy: []network.DisciplineCode{"huisartsenzorg", "farmacie"}}))
		},
		"ask":   r.remember,
		"ask 2": r.remember,
		"":      r.again,
	}
}

// remember asks something about some moment, as known now or before, and keeps the answer.
func (r *record) remember(rt *rapid.T) {
	ctx := context.Background()
	now, err := r.Chain(ctx, mandate.Ask{Party: r.gps, Signer: r.people[0], Forum: r.resv, Subject: "bridging"})
	if err != nil {
		rt.Fatal(err)
	}
	known := now.KnownAt
	if rapid.Bool().Draw(rt, "as known before") {
		known = known.Add(-time.Duration(rapid.IntRange(0, 20).Draw(rt, "known")) * day / 2)
	}
	at := r.now().Add(time.Duration(rapid.IntRange(-30, 30).Draw(rt, "at")) * day / 2)
	q := mandate.Ask{Party: r.grantor(rt), Signer: pick(rt, "signer", r.people), Forum: r.forum(rt), Subject: pick(rt, "subject", []string{"bridging", "capacity"}),
		At: at, Known: known, Through: rapid.Bool().Draw(rt, "through")}
	list := mandate.Query{Region: r.region, At: at, Known: known, Ended: rapid.Bool().Draw(rt, "ended")}
	questions := map[string]func() (string, error){
		"chain":    func() (string, error) { return text(r.Chain(ctx, q)) },
		"mandates": func() (string, error) { return text(r.Mandates(ctx, list)) },
		"affiliations": func() (string, error) {
			return text(r.Affiliations(ctx, mandate.Query{At: at, Known: known, Ended: list.Ended}))
		},
		"standings": func() (string, error) { return text(r.Standings(ctx, list)) },
		"stand-ins": func() (string, error) {
			return text(r.Substitutions(ctx, mandate.Query{At: at, Known: known, Ended: list.Ended}))
		},
		"seats": func() (string, error) { return text(r.SeatsKnown(ctx, r.resv, at, known)) },
		"votes": func() (string, error) { return text(r.VotesKnown(ctx, r.resv, at, known)) },
	}
	what := rapid.SampledFrom([]string{"chain", "chain", "mandates", "affiliations", "standings", "stand-ins", "seats", "votes"}).Draw(rt, "what")
	answer, err := questions[what]()
	if err != nil {
		rt.Fatal(err)
	}
	r.asked = append(r.asked, asked{what, questions[what], answer})
}

// again asks some of what was asked before.
func (r *record) again(rt *rapid.T) {
	for range min(3, len(r.asked)) {
		r.check(rt, rapid.SampledFrom(r.asked).Draw(rt, "before"))
	}
}

func (r *record) check(rt interface{ Fatalf(string, ...any) }, q asked) {
	if answer, err := q.ask(); err != nil || answer != q.answer {
		rt.Fatalf("the same question about %s got another answer (%v):\nthen %s\nnow  %s", q.what, err, q.answer, answer)
	}
}

// Whatever is recorded, corrected, revoked or ended later, also for moments that have passed: a question
// with the same two moments gets the same answer forever.
func TestHistoryAnswersTheSameForever(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		r := &record{house: h, t: t}
		rapid.Check(t, func(rt *rapid.T) { rt.Repeat(r.actions()) })
		valid := 0
		for _, q := range r.asked {
			r.check(t, q)
			var c mandate.Chain
			if q.what == "chain" && json.Unmarshal([]byte(q.answer), &c) == nil && c.Valid {
				valid++
			}
		}
		if r.done < 500 || len(r.asked) < 200 || valid < 10 {
			t.Fatalf("%d acts, %d questions, %d valid chains: too few to show anything", r.done, len(r.asked), valid)
		}
	})
}
