package today

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/web/promised"
)

const (
	agreedPath = "/werk/afspraken"
	// mostAgreed bounds what stands on this page; the page of agreements has all of it.
	mostAgreed = 6
)

// agreed is what waits for somebody among agreements: a text to sign, and a promise to say something of.
type agreed struct {
	waiting []promised.Wait
	more    int
}

// agreements reads what waits for somebody among agreements; nil for who has nothing to do with them.
func (p Page) agreements(ctx context.Context, who access.Actor) (*agreed, error) {
	own := access.Subject{Type: "person", ID: who.Person, Person: who.Person}
	if p.Agreements == nil || !p.Access.Decide(who, "obligation.Week", own).Allowed {
		return nil, nil
	}
	page, err := p.Agreements.List(ctx, who, agreement.Query{})
	if err != nil {
		return nil, err
	}
	week, err := p.Obligations.Week(ctx, who)
	if err != nil {
		return nil, err
	}
	x := &agreed{}
	if x.waiting, err = promised.Waits(ctx, p.Site, who, page.Items, week); err != nil {
		return nil, err
	}
	if x.more = max(0, len(x.waiting)-mostAgreed); x.more > 0 {
		x.waiting = x.waiting[:mostAgreed]
	}
	return x, nil
}
