package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/words"
)

// question is a word, a place and two filters, as each side is asked.
type question struct {
	query   finding.Query
	target  string // path and query of our route
	meaning meaning
	// word is how our index took the word, for the peer's reason.
	word words.Match
	// east and north are the place in metres of the national grid (RD New), for the peer.
	east, north float64
}

// meaning is what a word stands for: marked words by class, best class first. A citizen's word is a
// discipline, some words of the entries and their other forms; PostgreSQL knows none of that, so
// it is told.
type meaning [4][]string

func (m meaning) all() []string {
	all := slices.Concat(m[:]...)
	slices.Sort(all)
	return slices.Compact(all)
}

// Marks tell apart what a word of the peer's text column is: one of the name, keywords and codes, one
// of the description, or a discipline.
const (
	strongMark     = "s/"
	weakMark       = "w/"
	disciplineMark = "d/"
)

// filters are what people ask besides the word and the place.
const (
	byLanguage = iota
	byInsurer
	byMode
	byGroup
	byDirect
	byOpen
	filterCount
)

// questions draws n questions: citizens' words of the program's own list, places where services are,
// and filters with the values of some service. Each has an answer, and no word in it is misspelt:
// mending slips is not asked of the peer.
func questions(n int, entries []finding.Entry, search func(finding.Query) (finding.Page, error)) ([]question, error) {
	vocabulary := newVocabulary(entries)
	keys := words.Dutch().Keys()
	r := rand.New(rand.NewPCG(20, 26))
	var list []question
	for tries := 0; len(list) < n; tries++ {
		if tries > 100*n {
			return nil, errors.New("the services are too few to draw questions from")
		}
		q := finding.Query{Words: keys.At(uint32(r.IntN(keys.Len()))), Now: moment}
		here := entries[r.IntN(len(entries))]
		if here.Lat == 0 {
			continue
		}
		round := func(v, by float64) float64 { return math.Round((v+by*r.NormFloat64())*1e5) / 1e5 }
		q.Near = &finding.Point{Lat: round(here.Lat, 0.01), Lon: round(here.Lon, 0.016)}
		like := &entries[r.IntN(len(entries))]
		one := r.IntN(filterCount)
		other := (one + 1 + r.IntN(filterCount-1)) % filterCount
		if !addFilter(r, &q, one, like) || !addFilter(r, &q, other, like) {
			continue
		}
		page, err := search(q)
		if err != nil {
			return nil, err
		}
		u := page.Understood
		if len(page.Items) == 0 || len(u) != 1 || page.Relaxed || u[0].How == words.Typo {
			continue
		}
		list = append(list, question{query: q, target: target(&q), meaning: vocabulary.meaning(words.Parse(q.Words)[0]), word: u[0]})
	}
	return list, nil
}

// addFilter adds a filter that a service passes; false when that service has nothing to filter by.
func addFilter(r *rand.Rand, q *finding.Query, kind int, like *finding.Entry) bool {
	pick := func(list []string, to *string) bool {
		if len(list) > 0 {
			*to = list[r.IntN(len(list))]
		}
		return len(list) > 0
	}
	switch kind {
	case byLanguage:
		// Dutch is spoken everywhere: nobody filters by it.
		return pick(slices.DeleteFunc(slices.Clone(like.Languages), func(l string) bool { return l == "nl" }), &q.Language)
	case byInsurer:
		return pick(like.Insurers, &q.Insurer)
	case byMode:
		return pick(like.Modes, &q.Mode)
	case byGroup:
		return pick(like.TargetGroups, &q.TargetGroup)
	case byDirect:
		q.DirectOnly = true
	case byOpen:
		q.OpenAt = moment
	}
	return true
}

// target writes a question as a request to our route.
func target(q *finding.Query) string {
	v := url.Values{"q": {q.Words}, "near": {strconv.FormatFloat(q.Near.Lat, 'f', -1, 64) + "," + strconv.FormatFloat(q.Near.Lon, 'f', -1, 64)}}
	for name, value := range map[string]string{"language": q.Language, "insurer": q.Insurer, "mode": q.Mode, "target_group": q.TargetGroup} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.DirectOnly {
		v.Set("direct", "true")
	}
	if !q.OpenAt.IsZero() {
		v.Set("open_at", q.OpenAt.UTC().Format("2006-01-02T15:04:05Z"))
	}
	return "/api/v1/services?" + v.Encode()
}

// vocabulary is what words can stand for in the entries.
type vocabulary struct {
	lexicon     *words.Lexicon
	disciplines map[string]string // code by its joined form
}

func newVocabulary(all []finding.Entry) *vocabulary {
	v := &vocabulary{disciplines: map[string]string{}}
	seen := map[string]bool{}
	for i := range all {
		v.disciplines[words.Join(all[i].Discipline)] = all[i].Discipline
		strong, weak := tokens(&all[i])
		for _, t := range append(strong, weak...) {
			seen[t] = true
		}
	}
	list := make([]string, 0, len(seen))
	for t := range seen {
		list = append(list, t)
	}
	slices.Sort(list)
	v.lexicon = words.NewLexicon(list)
	return v
}

// tokens gives the words of an entry that are searched; those of the description count for less.
func tokens(e *finding.Entry) (strong, weak []string) {
	texts := append([]string{e.Name, e.OrganizationName, e.Discipline, e.Kind}, e.Keywords...)
	for _, text := range texts {
		strong = words.AppendTokens(strong, text)
	}
	strong = append(strong, words.Join(e.Discipline), words.Join(e.Kind))
	mute := func(t string) bool { return t == "" || words.IsStop(t) }
	return slices.DeleteFunc(strong, mute), slices.DeleteFunc(words.Tokens(e.Description), mute)
}

// meaning takes a word as package finding does: the comparison of answers tells whether that is so.
func (v *vocabulary) meaning(w words.Word) meaning {
	var m meaning
	put := func(class int, term string) {
		m[class] = append(m[class], strongMark+term)
		class = min(class+1, len(m)-1)
		m[class] = append(m[class], weakMark+term)
	}
	forms := func(class int, word string) {
		if _, ok := v.lexicon.Exact(word); ok {
			put(class, word)
		}
		for _, i := range v.lexicon.Stemmed(words.Root(word)) {
			put(class, v.lexicon.At(i))
		}
	}
	targets := func(class int, list []words.Target) {
		for _, t := range list {
			class := class
			if t.Second {
				class++
			}
			if !t.Discipline {
				forms(class, t.Text)
			} else if code, ok := v.disciplines[t.Text]; ok {
				m[class] = append(m[class], disciplineMark+code)
			}
		}
	}
	thesaurus := words.Dutch()
	if key, ok := thesaurus.Find(w.Text); ok {
		targets(0, thesaurus.Targets(key))
	}
	for key, until := thesaurus.Keys().Beginning(w.Text); len(w.Text) >= 3 && key < until; key++ {
		targets(1, thesaurus.Targets(key))
	}
	forms(0, w.Text)
	for i, until := v.lexicon.Beginning(w.Text); i < until; i++ {
		put(1, v.lexicon.At(i))
	}
	for _, end := range []string{w.Text, words.Root(w.Text)} {
		for _, i := range v.lexicon.Ending(end) {
			if len(end) >= 5 {
				put(2, v.lexicon.At(i))
			}
		}
	}
	return m
}

// answer is the ids of a page, in order.
func answer(page *finding.Page) string {
	ids := make([]string, len(page.Items))
	for i := range page.Items {
		ids[i] = page.Items[i].Service + "@" + page.Items[i].Location
	}
	return strings.Join(ids, " ")
}

// asked is our index as a side.
func asked(name string, list []question, search func(finding.Query) (finding.Page, error)) measure.Side {
	return measure.Side{Name: name, Ask: func(_ context.Context, _, i int) error {
		page, err := search(list[i].query)
		if err == nil && len(page.Items) == 0 {
			err = fmt.Errorf("no answer to %q", list[i].query.Words)
		}
		return err
	}}
}
