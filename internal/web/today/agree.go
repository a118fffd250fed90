package today

import (
	"context"
	"net/url"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

const (
	agreedPath = "/werk/afspraken"
	// mostAgreed bounds what stands on this page; the page of agreements has all of it.
	mostAgreed = 6
)

// agreed is what waits for somebody among agreements: a text to sign, and a promise to say something of.
type agreed struct {
	waiting []agreedItem
	more    int
}

// agreedItem is one thing to do.
type agreedItem struct {
	id, title, text, href, act, due string
	at                              time.Time // zero: no hurry
	late                            bool
}

// agreements reads what waits for somebody among agreements; nil for who has nothing to do with them.
func (p Page) agreements(ctx context.Context, who access.Actor) (*agreed, error) {
	own := access.Subject{Type: "person", ID: who.Person, Person: who.Person}
	if p.Agreements == nil || !p.Access.Decide(who, "obligation.Week", own).Allowed {
		return nil, nil
	}
	x := &agreed{}
	if err := p.toSign(ctx, who, x); err != nil {
		return nil, err
	}
	week, err := p.Obligations.Week(ctx, who)
	if err != nil {
		return nil, err
	}
	for _, list := range []struct {
		all []obligation.Period
		act string
	}{{week.ToExplain, "Leg uit waarom het niet lukte"}, {week.ToAttest, "Zeg hoe het ging"}} {
		for i := range list.all {
			x.waiting = append(x.waiting, p.promise(&list.all[i], list.act))
		}
	}
	slices.SortStableFunc(x.waiting, func(a, b agreedItem) int { return a.at.Compare(b.at) })
	if x.more = max(0, len(x.waiting)-mostAgreed); x.more > 0 {
		x.waiting = x.waiting[:mostAgreed]
	}
	return x, nil
}

// promise is a period of which a party has to say something.
func (p Page) promise(one *obligation.Period, act string) agreedItem {
	q := url.Values{"belofte": {one.Obligation}, "partij": {string(one.Party)}, "van": {one.From.In(clock.Amsterdam).Format(time.DateOnly)}}
	x := agreedItem{id: string(one.ID), title: one.What, text: one.Title, act: act, at: one.Due, late: one.Late(p.Now()),
		href: agreedPath + "/" + string(one.Agreement) + "/antwoord?" + q.Encode()}
	if !one.Due.IsZero() {
		x.due = "Antwoord vóór " + ui.Weekday(one.Due) + "."
	}
	return x
}

// toSign are the texts that lie for consent, also as a next version of what binds, and for which somebody
// holds a mandate of a party that is asked and has not signed.
func (p Page) toSign(ctx context.Context, who access.Actor, x *agreed) error {
	held, err := p.Mandates.Mandates(ctx, mandate.Query{Delegate: network.PersonID(who.Person)})
	if err != nil || len(held) == 0 {
		return err
	}
	page, err := p.Agreements.List(ctx, who, agreement.Query{})
	if err != nil {
		return err
	}
	for i := range page.Items {
		s := &page.Items[i]
		if !slices.ContainsFunc(held, func(m mandate.Mandate) bool { return m.Forum == s.Forum && slices.Contains(s.Asks, m.Grantor) }) {
			continue
		}
		a, err := p.Agreements.Get(ctx, who, s.ID)
		if err != nil {
			return err
		}
		for _, party := range s.Asks {
			chain, err := p.Mandates.Chain(ctx, mandate.Ask{Signer: network.PersonID(who.Person), Party: party, Forum: a.Forum, Subject: a.Subject})
			if err != nil {
				return err
			}
			if chain.Valid {
				x.waiting = append(x.waiting, unsigned(&a))
				break
			}
		}
	}
	return nil
}

// unsigned is a text that waits for a signature.
func unsigned(a *agreement.Agreement) agreedItem {
	x := agreedItem{id: string(a.ID), title: a.Title, text: "Deze afspraak ligt voor akkoord.", href: agreedPath + "/" + string(a.ID), act: "Lees en teken"}
	if a.Proposed != nil {
		x.text = "Een nieuwe versie van deze afspraak ligt voor akkoord. De oude geldt tot alle partijen de nieuwe hebben getekend."
	}
	return x
}
