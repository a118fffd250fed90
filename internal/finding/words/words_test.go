package words_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/finding/words"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                         "",
		"Fysiotherapie":            "fysiotherapie",
		"  Diëtetiek,  Oost ":      "dietetiek oost",
		"ĲSSELSTEIN":               "ijsselstein",
		"Van Rÿn":                  "van rijn",
		"baby's":                   "babys",
		"'s-Hertogenbosch":         "s hertogenbosch",
		"G.G.Z.":                   "ggz",
		"h.a.p. Oost. Open":        "hap oost open",
		"24/7":                     "24 7",
		"café-restaurant “De Knie": "cafe restaurant de knie",
		"Straße Ærø":               "strasse aero",
		"a\xffb":                   "a b",
		"زبان":                     "زبان",
	} {
		if got := words.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRootMeetsForms(t *testing.T) {
	t.Parallel()
	for _, forms := range []string{
		"knie knieen knieën", "oog ogen oogje", "oor oren", "tand tanden", "brief brieven briefje", "huis huizen huisje",
		"huisarts huisartsen", "therapeut therapeuten", "moeder moeders", "baby babys baby's", "medicijn medicijnen",
		"bed bedden bedje", "kind kinderen kindje kindjes", "behandeling behandelingen", "chronisch chronische",
		"ziekte ziektes ziekten", "vrouw vrouwen vrouwtje", "boom bomen boompje", "foto fotos foto's", "schuld schulden",
	} {
		var first string
		for form := range strings.FieldsSeq(forms) {
			root := words.Root(words.Fold(form))
			if first == "" {
				first = root
			}
			if root != first {
				t.Errorf("Root(%s) = %q, but %q for the first of %q", form, root, first, forms)
			}
		}
	}
	for _, pair := range [][2]string{{"huis", "hui"}, {"arts", "art"}, {"kaas", "kaa"}, {"thuis", "thui"}, {"huisarts", "huisart"}} {
		if words.Root(pair[0]) == words.Root(pair[1]) {
			t.Errorf("%s and %s must not meet", pair[0], pair[1])
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                 "",
		"Ik zoek een fysio voor mijn knie": "fysio|knie",
		"hulp":                             "hulp",
		"hulp bij schulden":                "schulden",
		"maatschappelijk werk in de buurt": "maatschappelijk werk",
		"thuis zorg":                       "thuiszorg",
		"huis arts huisarts":               "huisarts",
		"Wat is de":                        "",
		"knie KNIE knie":                   "knie",
		"een twee drie vier vijf zes zeven acht negen tien": "twee|drie|vier|vijf|zes|zeven|acht|negen",
	} {
		var got []string
		for _, w := range words.Parse(in) {
			got = append(got, w.Text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("Parse(%q) = %q, want %q", in, strings.Join(got, "|"), want)
		}
	}
	parsed := words.Parse("fysio utrecht ")
	if parsed[0].Last || !parsed[1].Last {
		t.Errorf("only the last word may be unfinished: %+v", parsed)
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b       string
		most, want int
	}{
		{"fysio", "fysio", 2, 0}, {"fysio", "fyiso", 2, 1}, {"fysio", "fysi", 2, 1}, {"fysio", "fissio", 2, 2},
		{"huisarts", "huisats", 2, 1}, {"apotheek", "apoteek", 1, 1}, {"abc", "xyz", 2, 3}, {"", "ab", 1, 2},
	} {
		if got := words.Distance(c.a, c.b, c.most); got != c.want {
			t.Errorf("Distance(%s, %s, %d) = %d, want %d", c.a, c.b, c.most, got, c.want)
		}
	}
}

// A lexicon must give what going over all words gives.
func TestLexiconEqualsScan(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[a-d]{1,9}`)
	rapid.Check(t, func(t *rapid.T) {
		vocabulary := rapid.SliceOfDistinct(word, rapid.ID[string]).Draw(t, "vocabulary")
		slices.Sort(vocabulary)
		l := words.NewLexicon(vocabulary)
		w := word.Draw(t, "word")
		check := func(what string, got []string, match func(string) bool) {
			t.Helper()
			var want []string
			for _, v := range vocabulary {
				if match(v) {
					want = append(want, v)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("%s of %q: %q, want %q", what, w, got, want)
			}
		}
		texts := func(is []uint32) (out []string) {
			for _, i := range is {
				out = append(out, l.At(i))
			}
			return out
		}
		i, found := l.Exact(w)
		if found != slices.Contains(vocabulary, w) || found && l.At(i) != w {
			t.Fatalf("Exact(%q) = %d, %v", w, i, found)
		}
		from, until := l.Beginning(w)
		check("beginning", slices.Clone(vocabulary[from:until]), func(v string) bool { return strings.HasPrefix(v, w) })
		check("ending", texts(l.Ending(w)), func(v string) bool { return strings.HasSuffix(v, w) })
		check("stem", texts(l.Stemmed(words.Root(w))), func(v string) bool { return words.Root(v) == words.Root(w) })
		for slips := 1; slips <= 2; slips++ {
			check("near", texts(slices.Collect(l.Near(w, slips))), func(v string) bool {
				return len(v) >= 3 && words.Distance(w, v, slips) == slips && (slips == 1 && len(w) >= 5 || v[0] == w[0])
			})
		}
	})
}

func TestThesaurus(t *testing.T) {
	t.Parallel()
	d := words.Dutch()
	if n := d.Keys().Len(); n < 400 {
		t.Fatalf("only %d citizens' words", n)
	}
	for asked, first := range map[string]string{
		"fysio": "fysiotherapie", "huisdokter": "huisartsenzorg", "knieen": "fysiotherapie", "lage rug": "fysiotherapie",
	} {
		i, ok := d.Find(asked)
		if !ok || d.Targets(i)[0].Text != first {
			t.Errorf("Find(%q) gives no %s first", asked, first)
		}
	}
	for i := range uint32(d.Keys().Len()) {
		key := d.Keys().At(i)
		if words.IsStop(key) {
			t.Errorf("%q is left out of questions, so it can never be a key", key)
		}
	}
	for text, line := range map[string]string{
		"a b": "line 1", "# x\n\na =": "line 3", "a,,b = c": "line 1",
	} {
		if _, err := words.ParseThesaurus(text); err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("ParseThesaurus(%q) = %v, want an error that names %s", text, err, line)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "ik zoek een fysio", "'s-G.R.A.V.", "ĲÿÆ\u0301", "\xff\xfe", strings.Repeat("knie ", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := words.Fold(s)
		if again := words.Fold(folded); again != folded {
			t.Fatalf("folding twice: %q, then %q", folded, again)
		}
		if len(words.Parse(s)) > words.MaxWords {
			t.Fatal("too many words")
		}
		for _, w := range words.Tokens(s) {
			words.Root(w)
		}
	})
}
