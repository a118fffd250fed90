package agreement

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func clause(number, text string) Clause {
	return Clause{Number: number, Heading: "Kop " + number, Text: text}
}

func TestRedlineShowsWords(t *testing.T) {
	t.Parallel()
	before := []Clause{clause("1", "Wij antwoorden binnen vier uur."), clause("2", "Dit vervalt."), clause("3", "Dit blijft.")}
	after := []Clause{clause("1", "Wij antwoorden binnen twee uur."), clause("3", "Dit blijft."), clause("4", "Dit is nieuw.")}
	var got strings.Builder
	for _, c := range Redline(before, after) {
		fmt.Fprintf(&got, "%s %s:", c.Number, c.Op)
		for _, p := range c.Text {
			fmt.Fprintf(&got, " %s(%s)", p.Op, p.Text)
		}
		got.WriteString("\n")
	}
	want := `1 changed: same(Wij antwoorden binnen ) removed(vier ) added(twee ) same(uur.)
2 removed: removed(Dit vervalt.)
3 same: same(Dit blijft.)
4 added: added(Dit is nieuw.)
`
	if d := cmp.Diff(want, got.String()); d != "" {
		t.Error(d)
	}
}

// Whatever the two texts are, both can be read back from their redline.
func TestRedlineHoldsBothTexts(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`([abc]{1,2}[ \n]{0,2}){0,12}`)
	version := rapid.Custom(func(t *rapid.T) []Clause {
		var all []Clause
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(1, 6), 0, 5, rapid.ID).Draw(t, "numbers") {
			all = append(all, Clause{Number: fmt.Sprint(n), Heading: text.Draw(t, "heading"), Text: text.Draw(t, "text")})
		}
		return all
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := version.Draw(t, "before"), version.Draw(t, "after")
		was, is := map[string]Clause{}, []Clause(nil)
		for _, c := range Redline(before, after) {
			if c.Op != Added {
				was[c.Number] = Clause{Number: c.Number, Heading: join(c.Heading, Added), Text: join(c.Text, Added)}
			}
			if c.Op != Removed {
				is = append(is, Clause{Number: c.Number, Heading: join(c.Heading, Removed), Text: join(c.Text, Removed)})
			}
			same := join(c.Text, Added) == join(c.Text, Removed) && join(c.Heading, Added) == join(c.Heading, Removed)
			if (c.Op == Same) != same && c.Op != Added && c.Op != Removed {
				t.Fatalf("clause %s is said to be %s", c.Number, c.Op)
			}
		}
		if len(was) != len(before) {
			t.Fatalf("%d clauses of before, want %d", len(was), len(before))
		}
		for _, c := range before {
			if was[c.Number] != c {
				t.Fatalf("before: got %+v, want %+v", was[c.Number], c)
			}
		}
		if d := cmp.Diff(after, is); d != "" && len(after)+len(is) > 0 {
			t.Fatal(d)
		}
	})
}

func join(all []Piece, without string) (s string) {
	for _, p := range all {
		if p.Op != without {
			s += p.Text
		}
	}
	return s
}

// A text that is too long to compare word by word is still shown whole.
func TestRedlineOfLongTexts(t *testing.T) {
	t.Parallel()
	before, after := strings.Repeat("een ", 3000)+"slot", strings.Repeat("twee ", 3000)+"slot"
	got := Redline([]Clause{clause("1", before)}, []Clause{clause("1", after)})
	if len(got[0].Text) != 3 || join(got[0].Text, Added) != before || join(got[0].Text, Removed) != after {
		t.Errorf("got %d pieces", len(got[0].Text))
	}
}
