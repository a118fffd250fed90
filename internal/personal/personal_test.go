package personal_test

import (
	"slices"
	"testing"

	"eerstelijn/internal/personal"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]personal.Code{
		"In de nacht is er niemand bereikbaar voor wijkverpleging.": nil,
		"Vorige week dinsdag, drie keer achter elkaar, tachtiger":   nil,
		"De Boerhoek heeft geen apotheek":                           nil,
		"bsn 111222333":                                             {personal.BSN},
		"bel 06 12345678":                                           {personal.Reach},
		"mail naar anna@voorbeeld.test":                             {personal.Reach},
		"geboren op 3-4-1941":                                       {personal.Date},
		"op 12 maart 2026":                                          {personal.Date},
		"mevrouw De Boer wacht al weken":                            {personal.Name},
		"J. de Vries wacht al weken":                                {personal.Name},
		"zij woont op 1234 AB":                                      {personal.Postcode},
		"dhr. Jansen, 31/12/41, 06-12345678":                        {personal.Reach, personal.Date, personal.Name},
	} {
		var got []personal.Code
		for _, f := range personal.Check(text) {
			got = append(got, f.Code)
			if certain := f.Code == personal.BSN || f.Code == personal.Reach || f.Code == personal.Date; f.Sure != certain {
				t.Errorf("%q: %s is sure: %v", text, f.Code, f.Sure)
			}
			if f.NL == "" || f.EN == "" {
				t.Errorf("%s has no words", f.Code)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q holds %v, want %v", text, got, want)
		}
	}
}

// FuzzCheck: whatever somebody types gives an answer, and a text with a number in it stays found when
// words come before it.
func FuzzCheck(f *testing.F) {
	f.Add("bel 06 12345678")
	f.Add("mevrouw \x00 ٣٣٣")
	f.Fuzz(func(t *testing.T, text string) {
		personal.Check(text)
		if personal.HoldsBSN(text) != slices.ContainsFunc(personal.Check(text), func(f personal.Finding) bool { return f.Code == personal.BSN }) {
			t.Errorf("%q: two answers", text)
		}
	})
}
