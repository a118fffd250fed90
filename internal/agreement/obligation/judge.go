package obligation

import (
	"cmp"
	"slices"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/network"
)

// Judge says what n occasions of which good went well mean for a norm in percent.
func Judge(n, good, norm int) Outcome {
	switch {
	case n == 0:
		return Unknown
	case good*100 >= norm*n:
		return Kept
	}
	return NotKept
}

// owed is what one party takes upon itself by one agreement.
type owed struct {
	agreement  agreement.ID
	obligation string
	party      network.OrganizationID
}

func owedBy(t *agreement.Term) owed { return owed{t.Agreement, t.Obligation.ID, t.Party} }

// Due gives the terms that are weighed over the period [from, until): of each obligation of each party that
// bound during all of it, whatever the version of the text, the term by which it bound when the period
// began, where that asks for periods of this length. They come in a fixed order.
func Due(terms []agreement.Term, cycle Cycle, from, until time.Time) []agreement.Term {
	byOwed := map[owed][]agreement.Term{}
	for _, t := range terms {
		byOwed[owedBy(&t)] = append(byOwed[owedBy(&t)], t)
	}
	var due []agreement.Term
	for _, versions := range byOwed {
		slices.SortFunc(versions, func(a, b agreement.Term) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Text, b.Text)) })
		var first *agreement.Term
		bound := from // up to where it is known to bind
		for i, t := range versions {
			ends := t.Until
			if ends.IsZero() || ends.After(until) {
				ends = until
			}
			if t.From.After(bound) || !ends.After(bound) {
				continue
			}
			if first == nil {
				first = &versions[i]
			}
			bound = ends
		}
		if first != nil && bound.Equal(until) && Cycle(first.Obligation.Period) == cycle {
			due = append(due, *first)
		}
	}
	slices.SortFunc(due, func(a, b agreement.Term) int {
		return cmp.Or(cmp.Compare(a.Agreement, b.Agreement), cmp.Compare(a.Obligation.ID, b.Obligation.ID), cmp.Compare(a.Party, b.Party))
	})
	return due
}
