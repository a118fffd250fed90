package main

import (
	"slices"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/finding"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	chosen, err := choose("pages,peer")
	if err != nil || len(chosen) != 2 || chosen[0].name != "peer" {
		t.Errorf("choose gives %v, %v; want peer and pages", chosen, err)
	}
	if _, err := choose("peer,speed"); err == nil {
		t.Error("an unknown part is not refused")
	}
}

// What a word means is worked out twice, in package finding and for the peer. Where the two part, the
// peer would be asked something else.
func TestMeaningIsThatOfTheIndex(t *testing.T) {
	t.Parallel()
	all := slices.Collect(nationalEntries(1_500))
	x := finding.New(clock.Fixed(moment), slices.Values(all))
	list, err := questions(200, all, x.Search)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range list {
		query := q.query
		query.Limit = finding.MaxLimit
		page, err := x.Search(query)
		if err != nil {
			t.Fatal(err)
		}
		if page.Total < 0 || page.Total > query.Limit {
			continue // not all of it is on one page
		}
		found := map[string]bool{}
		for i := range page.Items {
			found[page.Items[i].Service] = true
		}
		fits := map[string]bool{}
		for i := range all {
			if plainly(&all[i], &query, q.meaning) {
				fits[all[i].Service] = true
			}
		}
		if len(fits) != len(found) {
			t.Fatalf("%s: the index finds %d services, the meaning fits %d", q.target, len(found), len(fits))
		}
		for id := range fits {
			if !found[id] {
				t.Fatalf("%s: %s fits and is not found", q.target, id)
			}
		}
	}
}

// plainly tells whether an entry fits a question, as the peer's rows do.
func plainly(e *finding.Entry, q *finding.Query, m meaning) bool {
	strong, weak := tokens(e)
	marked := []string{disciplineMark + e.Discipline}
	for _, t := range strong {
		marked = append(marked, strongMark+t)
	}
	for _, t := range weak {
		marked = append(marked, weakMark+t)
	}
	means := slices.ContainsFunc(m.all(), func(w string) bool { return slices.Contains(marked, w) })
	has := func(list []string, v string) bool { return v == "" || slices.Contains(list, v) }
	return means && has(e.Languages, q.Language) && (e.AllInsurers || has(e.Insurers, q.Insurer)) && has(e.Modes, q.Mode) &&
		has(e.TargetGroups, q.TargetGroup) && (!q.DirectOnly || e.Direct) && (q.OpenAt.IsZero() || e.Hours.OpenAt(q.OpenAt))
}
