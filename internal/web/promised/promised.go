// Package promised shows on the page of a wijk or a region how many agreements hold there, and how often
// what was promised was kept: counts for everybody, and no more. Small numbers are not shown; package
// obligation sees to that. Who looks after the place sees how it goes today.
package promised

import (
	"context"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// View is the part of a page; the zero one shows nothing.
type View struct {
	title string
	says  string // how many hold
	kept  string // '' where nothing was weighed yet
	of    string // over which time
	href  string // where who looks after them goes on; '' for others
}

// Shown tells whether there is anything to show.
func (v View) Shown() bool { return v.title != "" }

// Place is what the page is about: a wijkverband, or a region.
type Place struct {
	Region      network.RegionID
	Wijkverband network.WijkverbandID
}

// Of reads the counts of a place for who looks at its page.
func Of(ctx context.Context, s *site.Site, who access.Actor, at Place) (View, error) {
	if s.Agreements == nil || s.Obligations == nil || at.Region == "" {
		return View{}, nil
	}
	n, err := s.Agreements.Counts(ctx, agreement.CountQuery{Region: at.Region, Wijkverband: at.Wijkverband})
	if err != nil {
		return View{}, err
	}
	v := View{title: "Afspraken", says: holds(n)}
	q := obligation.Query{Region: at.Region, Wijkverband: at.Wijkverband, From: s.Now().AddDate(0, -3, 0)}
	if looksAfter(who, at) {
		v.href = "/werk/afspraken"
		by, err := s.Obligations.Tallies(ctx, who, q)
		if err != nil {
			return View{}, err
		}
		v.kept, v.of = today(by)
		return v, nil
	}
	if at.Wijkverband != "" {
		return v, nil // so few that a number would tell who
	}
	quarters, err := s.Obligations.Counts(ctx, at.Region)
	if err != nil || len(quarters) == 0 {
		return v, err
	}
	newest := quarters[0]
	for _, q := range quarters {
		if q.From.After(newest.From) {
			newest = q
		}
	}
	v.kept = words(newest.Kept, newest.Explained, newest.NotKept, newest.Unknown)
	v.of = "Van " + ui.Date(newest.From) + " tot en met " + ui.Date(newest.Until.Add(-1)) + "."
	if newest.Total.Few {
		v.kept = "Te weinig om te tonen."
	}
	return v, nil
}

// looksAfter tells whether somebody works for the place, and so sees how it goes there today.
func looksAfter(who access.Actor, at Place) bool {
	switch who.Role {
	case access.Coordinator:
		return at.Wijkverband != "" && who.Wijkverband == string(at.Wijkverband)
	case access.RESVStaff, access.RESVBoard:
		return who.Region == string(at.Region)
	}
	return false
}

// holds says how many agreements there are.
func holds(n agreement.Counts) string {
	binding := n.Active + n.Review
	if binding == 0 {
		return "Er gelden nog geen afspraken."
	}
	text := "Er gelden " + ui.Count(binding) + " afspraken."
	if binding == 1 {
		text = "Er geldt 1 afspraak."
	}
	if n.Review > 0 {
		text += " " + ui.Capital(ui.Amount(n.Review, "wordt", "worden")) + " bekeken."
	}
	return text
}

// today adds up what was weighed of late.
func today(by map[agreement.ID]obligation.Tally) (kept, of string) {
	var t obligation.Tally
	for _, one := range by {
		t = t.Plus(one)
	}
	if t.Total() == 0 {
		return "", ""
	}
	n := func(n int) obligation.Count { return obligation.Count{N: n} }
	return words(n(t.Kept), n(t.Explained), n(t.NotKept), n(t.Unknown)), "In de afgelopen drie maanden."
}

// words say what was promised and how it went: 'Beloofd: 11 gehouden, 1 uitgelegd, 2 onbekend.' A number
// that is too small to show stands nowhere.
func words(kept, explained, not, unknown obligation.Count) string {
	var parts []string
	for _, x := range []struct {
		n    obligation.Count
		what string
	}{{kept, "gehouden"}, {explained, "uitgelegd"}, {not, "niet gehouden"}, {unknown, "onbekend"}} {
		if !x.n.Few && x.n.N > 0 {
			parts = append(parts, ui.Count(x.n.N)+" "+x.what)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Beloofd: " + strings.Join(parts, ", ") + "."
}
