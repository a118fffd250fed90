package promised

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Wait is something among agreements that somebody has to do: a text to sign, or a promise of which they have
// to say how it went.
type Wait struct {
	ID, Title, Text, Href, Act string
	Due                        string    // until when, in words
	At                         time.Time // the same; zero: no hurry
	Late                       bool
}

// Parameters of the address where a party says how a promise went in a period.
const (
	DutyParam  = "belofte"
	PartyParam = "partij"
	FromParam  = "van"
)

const root = "/werk/afspraken/"

// AnswerPath is where who may speak for a party says how a promise went.
func AnswerPath(k obligation.Key) string {
	q := url.Values{DutyParam: {k.Obligation}, PartyParam: {string(k.Party)}, FromParam: {k.From.In(clock.Amsterdam).Format(time.DateOnly)}}
	return root + string(k.Agreement) + "/antwoord?" + q.Encode()
}

// Waits gives what waits for somebody, of the agreements that they may read and of their week: what has to be
// done first stands first, after what has no day.
func Waits(ctx context.Context, s *site.Site, who access.Actor, all []agreement.Summary, week obligation.Week) ([]Wait, error) {
	list, err := toSign(ctx, s, who, all)
	if err != nil {
		return nil, err
	}
	var parties []network.OrganizationID
	for _, asked := range [][]obligation.Period{week.ToExplain, week.ToAttest} {
		for i := range asked {
			parties = append(parties, asked[i].Party)
		}
	}
	names, err := names(ctx, s, parties)
	if err != nil {
		return nil, err
	}
	for _, asked := range []struct {
		of  []obligation.Period
		act string
	}{{week.ToExplain, "Leg uit waarom het niet lukte"}, {week.ToAttest, "Zeg hoe het ging"}} {
		for i := range asked.of {
			x := &asked.of[i]
			one := Wait{ID: string(x.ID), Title: x.What, Text: names[x.Party] + ", " + Span(x.Cycle, x.From, x.Until), Href: AnswerPath(x.Key), Act: asked.act, At: x.Due, Late: x.Late(s.Now())}
			if !x.Due.IsZero() {
				one.Due = "Antwoord vóór " + ui.OnDay(x.Due, s.Now())
			}
			list = append(list, one)
		}
	}
	slices.SortStableFunc(list, func(a, b Wait) int { return a.At.Compare(b.At) })
	return list, nil
}

// toSign are the texts that lie for consent, also as a next version of what binds, and that somebody may sign
// for a party that has not. Who holds no mandate at a table is asked nothing there, so that few agreements are
// looked at.
func toSign(ctx context.Context, s *site.Site, who access.Actor, all []agreement.Summary) (list []Wait, err error) {
	held, err := s.Mandates.Mandates(ctx, mandate.Query{Delegate: network.PersonID(who.Person)})
	if err != nil || len(held) == 0 {
		return nil, err
	}
	for i := range all {
		x := &all[i]
		if !slices.ContainsFunc(held, func(m mandate.Mandate) bool { return m.Forum == x.Forum && slices.Contains(x.Asks, m.Grantor) }) {
			continue
		}
		a, err := s.Agreements.Get(ctx, who, x.ID)
		if err != nil {
			return nil, err
		}
		var asked []network.OrganizationID
		for _, party := range x.Asks {
			chain, err := s.Mandates.Chain(ctx, mandate.Ask{Signer: network.PersonID(who.Person), Party: party, Forum: a.Forum, Subject: a.Subject})
			if err != nil {
				return nil, err
			}
			if chain.Valid {
				asked = append(asked, party)
			}
		}
		if len(asked) == 0 {
			continue
		}
		names, err := names(ctx, s, asked)
		if err != nil {
			return nil, err
		}
		words := make([]string, len(asked))
		for i, party := range asked {
			words[i] = names[party]
		}
		one := Wait{ID: string(a.ID), Title: a.Title, Text: "Teken namens " + ui.Joined(words) + ", of maak bezwaar.", Href: root + string(a.ID), Act: "Lees en teken"}
		if a.Proposed != nil {
			one.Text = "Een nieuwe versie. " + one.Text
		}
		list = append(list, one)
	}
	return list, nil
}

// names gives what organisations are called.
func names(ctx context.Context, s *site.Site, ids []network.OrganizationID) (map[network.OrganizationID]string, error) {
	known := make(map[network.OrganizationID]string, len(ids))
	if len(ids) == 0 {
		return known, nil
	}
	found, err := s.Network.Organizations(ctx, network.OrganizationQuery{IDs: slices.Compact(slices.Sorted(slices.Values(ids)))})
	for _, o := range found {
		known[o.ID] = o.Name
	}
	return known, err
}

// Span names a period as people do: 'week van 3 november 2026', 'november 2026'.
func Span(c obligation.Cycle, from, until time.Time) string {
	month := func(t time.Time) string {
		_, words, _ := strings.Cut(ui.Date(t), " ")
		return words
	}
	last := until.Add(-time.Second)
	switch c {
	case obligation.Weekly:
		return "week van " + ui.Date(from)
	case obligation.Monthly:
		return month(from)
	case obligation.Quarterly:
		return month(from) + " tot en met " + month(last)
	case obligation.Yearly:
		return from.In(clock.Amsterdam).Format("2006")
	}
	return ui.Date(from) + " tot en met " + ui.Date(last)
}
