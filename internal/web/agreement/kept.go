package agreement

import (
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/promised"
	"eerstelijn/internal/web/ui"
)

// tally is how often promises were kept, in the order in which people read it.
type tally struct{ obligation.Tally }

// none tells whether nothing was weighed yet.
func (t tally) none() bool { return t.Total() == 0 }

// parts are the outcomes that occur, each with its number.
func (t tally) parts() (list []sign) {
	for _, p := range []struct {
		n         int
		of        obligation.Outcome
		one, many string
	}{{t.Kept, obligation.Kept, "gehouden", "gehouden"}, {t.Explained, obligation.Explained, "uitgelegd", "uitgelegd"},
		{t.NotKept, obligation.NotKept, "niet gehouden", "niet gehouden"}, {t.Unknown, obligation.Unknown, "onbekend", "onbekend"}} {
		if p.n > 0 {
			list = append(list, sign{outcomes[p.of].look, ui.Amount(p.n, p.one, p.many)})
		}
	}
	return list
}

// add counts one more.
func (t *tally) add(o obligation.Outcome) {
	switch o {
	case obligation.Kept:
		t.Kept++
	case obligation.NotKept:
		t.NotKept++
	case obligation.Explained:
		t.Explained++
	default:
		t.Unknown++
	}
}

// keptView is how one promise went: what it is, each period of each party, and what it changed.
type keptView struct {
	id, what, measured string
	tally              tally
	newest, older      []periodView
	effect             []string // sentences; none where nothing can be compared
}

// periodView is one period of one party.
type periodView struct {
	when, party string
	mark        sign
	counted     string // '27 van de 30 vragen'
	few         bool
	words       string // the explanation
	asked       string // until when an answer is asked; '' where none is
	late        bool
	href        string // where who may answer does so
}

// newestShown is how many periods back stand open on the page.
const newestShown = 1

// kept puts the periods that were weighed below their promises.
func (b *book) kept(a *agreement.Agreement, all []obligation.Period, mine []network.OrganizationID) (list []keptView, err error) {
	for _, o := range a.Obligations {
		v := keptView{id: o.ID, what: o.What, measured: measured(o)}
		seen := map[time.Time]bool{}
		of := slices.DeleteFunc(slices.Clone(all), func(p obligation.Period) bool { return p.Obligation != o.ID })
		slices.SortStableFunc(of, func(x, y obligation.Period) int { return y.From.Compare(x.From) })
		for i := range of {
			one, err := b.period(&of[i], mine)
			if err != nil {
				return nil, err
			}
			v.tally.add(of[i].Outcome)
			if seen[of[i].From] = true; len(seen) > newestShown {
				v.older = append(v.older, one)
			} else {
				v.newest = append(v.newest, one)
			}
		}
		list = append(list, v)
	}
	return list, nil
}

func (b *book) period(p *obligation.Period, mine []network.OrganizationID) (v periodView, err error) {
	now := b.Now()
	v = periodView{when: promised.Span(p.Cycle, p.From, p.Until), mark: outcomes[p.Outcome], counted: counted(p), few: p.Few() && p.Outcome != obligation.Kept, words: p.Explanation, late: p.Late(now)}
	if v.party, err = b.organization(p.Party); err != nil {
		return v, err
	}
	if p.Asked && !p.Due.IsZero() {
		v.asked = "Antwoord vóór " + ui.OnDay(p.Due, now)
	}
	if answerable(p) && slices.Contains(mine, p.Party) {
		v.href = promised.AnswerPath(p.Key)
	}
	return v, nil
}

// answerable tells whether a party can still say something of a period.
func answerable(p *obligation.Period) bool {
	return p.Outcome == obligation.NotKept || p.Outcome == obligation.Explained || p.Measure == measure.Attested
}

// counted says of how many occasions how many went well.
func counted(p *obligation.Period) string {
	switch {
	case p.Attested:
		return "volgens de partij zelf"
	case p.Measure == measure.Attested:
		return "nog niets gezegd"
	case p.N == 0:
		return "er viel niets te meten"
	}
	k, known := measure.Find(p.Measure)
	if !known {
		k.One, k.Many = "keer", "keer"
	}
	return strconv.Itoa(p.Good) + " van de " + ui.Amount(p.N, k.One, k.Many)
}

// effectWords say what an agreement changed: before and after, with how many were counted.
func effectWords(e *obligation.Effect) []string {
	if !e.Measured || e.After.N == 0 {
		return nil
	}
	k, known := measure.Find(e.Measure)
	if !known {
		k.One, k.Many = "keer", "keer"
	}
	part := func(s obligation.Share) string {
		if s.N == 0 {
			return "er viel niets te meten"
		}
		return strconv.Itoa(s.Good) + " van de " + ui.Amount(s.N, k.One, k.Many)
	}
	said := []string{
		"Vóór de afspraak (" + ui.Date(e.Before.From) + " tot " + ui.Date(e.Before.Until) + "): " + part(e.Before) + ".",
		"Sinds de afspraak (" + ui.Date(e.After.From) + " tot " + ui.Date(e.After.Until) + "): " + part(e.After) + ".",
	}
	if e.Before.Few() || e.After.Few() {
		said = append(said, "Dit zijn kleine aantallen. Ze zeggen nog weinig.")
	}
	return said
}

// periodRows are the rows of the table of periods; when is false where all are of one time.
func periodRows(all []periodView, when bool) (rows [][]ui.Cell) {
	for _, p := range all {
		row := []ui.Cell{{Text: p.party}}
		if when {
			row = append(row, ui.Cell{Text: p.when})
		}
		rows = append(rows, append(row, ui.Cell{Body: outcomeCell(p)}))
	}
	return rows
}
