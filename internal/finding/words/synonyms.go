package words

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed synonyms.txt
var synonymsText string

// Target is what a citizen's word stands for.
type Target struct {
	// Text is a folded word of the entries, or the joined code of a discipline.
	Text string
	// Discipline tells that Text is a discipline's code.
	Discipline bool
	// Second marks what comes second to mind: physiotherapy first for a knee, then the GP.
	Second bool
}

// Thesaurus is a list of citizens' words and what they stand for.
type Thesaurus struct {
	keys    *Lexicon // the words and phrases, folded
	targets [][]Target
	byStem  map[string]uint32
}

// Dutch is the list that comes with the program. A mistake in it stops the program at its first
// use, and so a test.
var Dutch = sync.OnceValue(func() *Thesaurus {
	t, err := ParseThesaurus(synonymsText)
	if err != nil {
		panic("words: synonyms.txt: " + err.Error())
	}
	return t
})

// ParseThesaurus reads lines such as
//
//	huisdokter, dokter = @huisartsenzorg > huisartsenpost
//
// Before the = stand citizens' words and phrases, behind it words of entries and @codes of
// disciplines; those behind > come second. A word may stand in several lines. Empty lines and those
// beginning with # are skipped.
func ParseThesaurus(text string) (*Thesaurus, error) {
	found := map[string][]Target{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		left, right, ok := strings.Cut(line, "=")
		targets := parseTargets(right)
		if !ok || len(targets) == 0 {
			return nil, fmt.Errorf("line %d: expected words = targets", n)
		}
		for key := range strings.SplitSeq(left, ",") {
			if key = Fold(key); key == "" {
				return nil, fmt.Errorf("line %d: expected a word between commas", n)
			}
			for _, target := range targets {
				if !slices.Contains(found[key], target) {
					found[key] = append(found[key], target)
				}
			}
		}
	}
	keys := make([]string, 0, len(found))
	for key := range found {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	t := &Thesaurus{keys: NewLexicon(keys), targets: make([][]Target, len(keys)), byStem: map[string]uint32{}}
	for i, key := range keys {
		t.targets[i] = found[key]
		if _, taken := t.byStem[Root(key)]; !taken {
			t.byStem[Root(key)] = uint32(i)
		}
	}
	return t, nil
}

func parseTargets(text string) []Target {
	var targets []Target
	first, second, _ := strings.Cut(text, ">")
	for i, part := range [...]string{first, second} {
		for word := range strings.FieldsSeq(part) {
			_, discipline := strings.CutPrefix(word, "@")
			targets = append(targets, Target{Text: Join(word), Discipline: discipline, Second: i == 1})
		}
	}
	return targets
}

// Keys gives the citizens' words as a lexicon; Targets is asked by a word's place in it.
func (t *Thesaurus) Keys() *Lexicon { return t.keys }

// Targets gives what key i stands for.
func (t *Thesaurus) Targets(i uint32) []Target { return t.targets[i] }

// Find gives the key for a folded word or phrase, or for another form of it.
func (t *Thesaurus) Find(w string) (uint32, bool) {
	if i, ok := t.keys.Exact(w); ok {
		return i, true
	}
	i, ok := t.byStem[Root(w)]
	return i, ok
}

func (t *Thesaurus) isKey(w string) bool {
	_, ok := t.keys.Exact(w)
	return ok
}
