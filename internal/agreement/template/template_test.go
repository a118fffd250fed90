package template_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/agreement/template"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// What a template names must exist: a region that begins with it gets no errors about words it did not
// write.
func TestTemplatesNameOnlyWhatExists(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	codes := func(query string) (all []string) {
		t.Helper()
		if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			all, err = store.All(ctx, tx, func(row func(...any) error) (s string, err error) { return s, row(&s) }, query)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	kinds, subjects := codes(`SELECT code FROM agreement_kind`), codes(`SELECT code FROM mandate_subject`)
	national := codes(`SELECT code FROM agreement_kind WHERE national_only = 1`)
	disciplines, groups := codes(`SELECT code FROM discipline`), codes(`SELECT code FROM target_group`)
	all := template.All()
	if len(all) != 10 {
		t.Errorf("%d templates, want 10", len(all))
	}
	for _, a := range all {
		if !slices.Contains(kinds, string(a.Kind)) || !slices.Contains(subjects, a.Subject) {
			t.Errorf("%s: kind %q or subject %q is not known", a.Code, a.Kind, a.Subject)
		}
		if slices.Contains(national, string(a.Kind)) != a.NationalFirst {
			t.Errorf("%s: national first is %v, and its kind %q says otherwise", a.Code, a.NationalFirst, a.Kind)
		}
		for _, d := range a.Parties {
			if !slices.Contains(disciplines, string(d)) {
				t.Errorf("%s: discipline %q is not known", a.Code, d)
			}
		}
		if !slices.Contains([]string{"nation", "region", "wijk"}, a.Level) || a.Name == "" || a.Plain == "" || len(a.Parties) == 0 {
			t.Errorf("%s is not whole", a.Code)
		}
		if !strings.Contains(a.Source, "hoofdstuk") {
			t.Errorf("%s: the source %q names no chapter", a.Code, a.Source)
		}
		if p := a.Programme; p != nil {
			if !slices.Contains(groups, p.Group) || p.Need == "" || p.WayIn == "" || p.Lead == "" || p.Referral == "" || p.Guideline == "" {
				t.Errorf("%s: its programme is not whole, or its group %q is not known", a.Code, p.Group)
			}
			for _, m := range p.Measures {
				if _, known := measure.Find(m); !known {
					t.Errorf("%s: measure %q of the programme is not known", a.Code, m)
				}
			}
		}
	}
}

func TestObligationsOfTemplatesCanBeWeighed(t *testing.T) {
	t.Parallel()
	for _, a := range template.All() {
		var numbers []string
		measured := 0
		for _, c := range a.Clauses {
			if c.Number == "" || c.Heading == "" || c.Text == "" || slices.Contains(numbers, c.Number) {
				t.Errorf("%s: clause %q is not whole, or there twice", a.Code, c.Number)
			}
			numbers = append(numbers, c.Number)
		}
		for _, o := range a.Obligations {
			if err := measure.Check(o.Measure, o.Params); err != nil {
				t.Errorf("%s: %q: %v %+v", a.Code, o.What, err, fault.Safe(err).Fields)
			}
			if !slices.Contains(numbers, o.Clause) || o.What == "" || o.Who != "each" || o.Norm < 1 || o.Norm > 100 ||
				!slices.Contains([]string{"week", "month", "quarter", "year"}, o.Period) {
				t.Errorf("%s: obligation %+v is not whole", a.Code, o)
			}
			if o.Measure != measure.Attested {
				measured++
			}
		}
		if measured == 0 {
			t.Errorf("%s has nothing that the platform can measure", a.Code)
		}
	}
}

// Plain Dutch has short sentences, and says 'u' or 'wij' rather than who shall what.
func TestTemplatesAreInShortSentences(t *testing.T) {
	t.Parallel()
	const longest = 30
	for _, a := range template.All() {
		for _, c := range a.Clauses {
			for sentence := range strings.FieldsFuncSeq(c.Text, func(r rune) bool { return r == '.' || r == '?' || r == ':' }) {
				if n := len(strings.Fields(sentence)); n > longest {
					t.Errorf("%s, %s: a sentence of %d words: %q", a.Code, c.Number, n, sentence)
				}
			}
			for _, stiff := range []string{"zulks", "dient te", "middels", "teneinde", "conform", "partij zal", "jij ", "je "} {
				if strings.Contains(" "+strings.ToLower(c.Text), " "+stiff) {
					t.Errorf("%s, %s: %q is not plain Dutch", a.Code, c.Number, stiff)
				}
			}
		}
	}
}

func TestWhatIsGivenMayBeChanged(t *testing.T) {
	t.Parallel()
	a, found := template.Find("bridging")
	if !found {
		t.Fatal("there is no template bridging")
	}
	a.Clauses[0].Text, a.Parties[0], a.Obligations[0].Params["hours"] = "anders", "anders", 99
	b, _ := template.Find("bridging")
	if b.Clauses[0].Text == "anders" || b.Parties[0] == "anders" || b.Obligations[0].Params["hours"] == 99 {
		t.Error("a change by one caller is seen by the next")
	}
	if _, found := template.Find("nothing"); found {
		t.Error("a template that is not there was found")
	}
}

// Each can be proposed as it is, and those that need no national parent signed.
func TestEveryTemplateCanBeProposed(t *testing.T) {
	t.Parallel()
	h := agreementtest.New(t, storetest.SQLite)
	parties := h.Parties[:2]
	for _, a := range template.All() {
		forum := map[string]mandate.Forum{"wijk": h.Wijk, "region": h.RESV, "nation": h.Nation}[a.Level]
		d := agreement.Draft{Kind: a.Kind, Forum: forum, Subject: a.Subject, Title: a.Name, Template: a.Code,
			Body: agreement.Body{Clauses: a.Clauses, Obligations: a.Obligations, Programme: a.Programme}}
		for _, p := range parties {
			d.Parties = append(d.Parties, p.Organization)
		}
		made := h.Active(t, d, parties...)
		if active := made.State == agreement.StateActive; active == a.NationalFirst {
			t.Errorf("%s is %s after all signed; national first: %v; missing %+v", a.Code, made.State, a.NationalFirst, made.Missing)
		}
	}
}
