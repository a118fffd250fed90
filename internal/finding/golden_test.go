package finding

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/finding/words"
)

// Citizens' own words must lead to the right discipline first. The list is data, so that whoever
// finds a word that leads astray can add it without reading code.
func TestCitizensWords(t *testing.T) {
	t.Parallel()
	x := New(clock.Fixed(testNow), generate(12_000, 3))
	file, err := os.Open("testdata/questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	near := &Point{}
	for e := range generate(40, 3) {
		if e.Lat != 0 {
			near = &Point{e.Lat, e.Lon}
			break
		}
	}
	lines, number := bufio.NewScanner(file), 0
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		number++
		question, want, ok := strings.Cut(line, "=")
		question, want = strings.TrimSpace(question), strings.TrimSpace(want)
		if !ok {
			t.Fatalf("%q: expected question = discipline", line)
		}
		for _, place := range []*Point{nil, near} {
			page, err := x.Search(Query{Words: question, Near: place})
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Items) == 0 {
				t.Errorf("%q finds nothing", question)
				continue
			}
			first := page.Items[0]
			if got := first.Discipline; !strings.Contains(" "+want+" ", " "+got+" ") && !strings.Contains(" "+want+" ", " "+first.Kind+" ") {
				t.Errorf("%q (place %v): first is %s of %s, want %s; %v", question, place != nil, first.Name, got, want, page.Understood)
			}
		}
	}
	if number < 60 {
		t.Errorf("only %d questions", number)
	}
}

func TestUnderstoodAndSuggestion(t *testing.T) {
	t.Parallel()
	x := New(clock.Fixed(testNow), generate(2_000, 3))
	for _, c := range []struct {
		question, suggestion, leftOut string
		how                           words.How
	}{
		{"fysio", "", "", words.Synonym},
		{"zorggroep", "", "", words.Exact},
		{"praktijken", "", "", words.Compound},
		{"ergother", "", "", words.Prefix},
		{"huisatrs", "huisarts", "", words.Typo},
		{"kindertherapie", "", "", words.Compound},
		{"fysiotherapie xqzwvk", "", "xqzwvk", words.Exact},
		{"tandarts depressief", "", "depressief", words.Exact},
	} {
		page, err := x.Search(Query{Words: c.question})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) == 0 || len(page.Understood) == 0 {
			t.Errorf("%q finds nothing", c.question)
			continue
		}
		if got := page.Understood[0].How; got != c.how {
			t.Errorf("%q is understood as %v, want %v", c.question, page.Understood, c.how)
		}
		if page.Suggestion != c.suggestion || strings.Join(page.LeftOut, " ") != c.leftOut || page.Relaxed != (c.leftOut != "") {
			t.Errorf("%q: suggestion %q, left out %q, relaxed %v", c.question, page.Suggestion, page.LeftOut, page.Relaxed)
		}
	}
	page, err := x.Search(Query{Words: "xqzwvk"})
	if err != nil || len(page.Items) > 0 || page.Relaxed {
		t.Errorf("an unknown word gives %d results, relaxed %v, %v", len(page.Items), page.Relaxed, err)
	}
}
