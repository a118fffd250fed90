package similar_test

import (
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/bottleneck/similar"
)

var texts = []string{
	"In de nacht is er geen wijkverpleging bereikbaar",
	"Nachtzorg: de wijkverpleegkundige komt 's nachts niet",
	"Geen huisarts neemt nog nieuwe patiënten aan",
	"Patiëntenstop bij alle huisartsen in de wijk",
	"De bus naar het ziekenhuis rijdt niet meer",
	"Medicijnen zijn niet op voorraad bij de apotheek",
	"Wachttijd voor fysiotherapie is drie maanden",
}

func TestNear(t *testing.T) {
	t.Parallel()
	x := similar.New(texts)
	for text, want := range map[string]int{
		"Er is 's nachts niemand voor wijkverpleging":         0,
		"Huisarts heeft een patientenstop":                    3,
		"lange wachttijden bij de fysiotherapeut":             6,
		"Apotheek heeft de medicijnen niet op voorraad":       5,
		"WE KUNNEN NIET MET DE BUS NAAR HET ZIEKENHUIS!!!":    4,
		"Nieuwe inwoners vinden geen huisarts, niemand neemt": 2,
	} {
		found := x.Near(text, 3, 0.15)
		if len(found) == 0 || found[0].Index != want {
			t.Errorf("%q is nearest to %+v, want %q", text, found, texts[want])
		}
	}
	if found := x.Near("De tandarts is te duur", 3, 0.2); len(found) != 0 {
		t.Errorf("something else is near %+v", found)
	}
	if found := x.Near("", 3, 0.01); len(found) != 0 {
		t.Errorf("nothing is near %+v", found)
	}
	if found := similar.New(nil).Near("nacht", 3, 0); len(found) != 0 {
		t.Errorf("%+v", found)
	}
}

// Whatever the texts: one is as near to itself as can be, nearness lies between 0 and 1, and the order of the
// list changes no score.
func TestScores(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom([]string{"nacht", "zorg", "wijkverpleging", "wachttijd", "huisarts", "bus", "de", "niet", "Café", "x"})
	text := rapid.Map(rapid.SliceOfN(word, 1, 8), func(all []string) string {
		out := ""
		for _, w := range all {
			out += w + " "
		}
		return out
	})
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(text, 1, 10).Draw(t, "texts")
		turned := make([]string, len(all))
		for i, s := range all {
			turned[len(all)-1-i] = s
		}
		ask := rapid.SampledFrom(all).Draw(t, "ask")
		x, y := similar.New(all), similar.New(turned)
		scores := map[int]float64{}
		for _, m := range x.Near(ask, len(all), 0) {
			if m.Score < 0 || m.Score > 1 {
				t.Fatalf("%v", m)
			}
			scores[m.Index] = m.Score
			if all[m.Index] == ask && m.Score != 0 && m.Score < 0.999 {
				t.Fatalf("%q is %f near to itself", ask, m.Score)
			}
		}
		for _, m := range y.Near(ask, len(all), 0) {
			if d := scores[len(all)-1-m.Index] - m.Score; d > 1e-9 || d < -1e-9 {
				t.Fatalf("%q: %f in one order, %f in the other", turned[m.Index], scores[len(all)-1-m.Index], m.Score)
			}
		}
	})
}

func FuzzNear(f *testing.F) {
	f.Add("nachtzorg", "zorg in de nacht")
	f.Add("\xff\x00", "ﬀ")
	x := func(a string) *similar.Index { return similar.New([]string{a, "iets anders"}) }
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, m := range x(a).Near(b, 2, 0) {
			if !(m.Score >= 0 && m.Score <= 1) {
				t.Errorf("%q and %q: %v", a, b, m.Score)
			}
		}
	})
}

func TestHolds(t *testing.T) {
	t.Parallel()
	const text = "Geen nachtzorg in de wijk. Mensen wachten op een tandarts, ook in Coördinatie."
	for query, want := range map[string]bool{
		"": true, "nacht": true, "Nachten": true, "de tandartsen": true, "tandarts wijk": true, "coordinatie": true, "het is niet": true,
		"huisarts": false, "tandarts huisarts": false, "dag": false,
	} {
		if got := similar.Holds(text, query); got != want {
			t.Errorf("%q: %v", query, got)
		}
	}
}
