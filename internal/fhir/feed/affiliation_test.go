package feed_test

import (
	"fmt"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

const newAffiliation = "0198a000-0000-7000-8000-000000000004"

func member(id string, provider, body network.OrganizationID, more string) string {
	if id != "" {
		id = `"id":"` + id + `",`
	}
	return fmt.Sprintf(`{"resourceType":"OrganizationAffiliation",%s%s"organization":{"reference":"Organization/%s"},"participatingOrganization":{"reference":"Organization/%s"},
		"code":[{"coding":[{"system":"http://hl7.org/fhir/organization-role","code":"member"}]}]}`, id, more, body, provider)
}

// cooperation is a region with a wijkverband, and a body of GPs that speaks there.
type cooperation struct {
	body        network.OrganizationID
	region      network.RegionID
	wijkverband network.WijkverbandID
	standing    mandate.StandingID
}

func (h *house) cooperate(t testing.TB) (c cooperation) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	c.body, err = h.network.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.DisciplineBody, Name: "Huisartsen samen", Discipline: "huisartsenzorg"})
	must(err)
	r, err := h.network.SaveRegion(t.Context(), operator, network.Region{Name: "Regio Een"})
	must(err)
	w, err := h.network.SaveWijkverband(t.Context(), operator, network.Wijkverband{Region: r.ID, Name: "West"})
	must(err)
	s, err := h.deps.Mandates.Recognise(t.Context(), operator, mandate.Standing{Body: c.body, Region: r.ID, Discipline: "huisartsenzorg", Evidence: "Besluit"})
	must(err)
	c.region, c.wijkverband, c.standing = r.ID, w.ID, s.ID
	return c
}

// joins sends as the practice's own program, that may say where it belongs.
func (h *house) joins(method, path, body string, headers ...string) answer {
	return h.ask(h.machine(h.mine, "affiliation:write"), method, path, body, headers...)
}

func TestProviderJoinsAndLeaves(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		c, path := h.cooperate(t), "/fhir/OrganizationAffiliation/"+newAffiliation
		a := h.joins("PUT", path, member(newAffiliation, h.mine, c.body, `"active":true,`)).want(t, 201)
		if a.parse(t)["active"] != true || a.Header.Get("ETag") != `W/"1"` {
			t.Errorf("%v: %s", a.Header, a.text)
		}
		known := func() mandate.Affiliation {
			t.Helper()
			found, err := h.deps.Mandates.Affiliations(t.Context(), mandate.Query{ID: newAffiliation, Ended: true})
			if err != nil || len(found) != 1 {
				t.Fatal(found, err)
			}
			return found[0]
		}
		if k := known(); k.Provider != h.mine || k.Body != c.body || !k.From.Equal(noon) || !k.Until.IsZero() {
			t.Errorf("%+v", k)
		}
		body := string(h.served(t, "OrganizationAffiliation", newAffiliation).Body)
		h.joins("PUT", path, body).want(t, 428)
		h.joins("PUT", path, body, `If-Match: W/"2"`).want(t, 412)
		h.joins("PUT", path, body, `If-Match: W/"1"`).want(t, 200)
		if k := known(); k.Version != 1 {
			t.Errorf("what changes nothing made version %d", k.Version)
		}
		ending := strings.Replace(body, `"start":`, `"end":"2026-12-31","start":`, 1)
		h.joins("PUT", path, ending, `If-Match: W/"1"`).want(t, 200)
		if k := known(); k.Until.Format("2006-01-02T15:04") != "2026-12-31T23:00" || k.Version != 2 {
			t.Errorf("%+v: a day that is an end is in it", k)
		}
		h.joins("PUT", path, body, `If-Match: W/"2"`).want(t, 422) // it has an end now
		h.joins("PUT", path, strings.Replace(body, `"active":true`, `"active":false`, 1), `If-Match: W/"2"`).want(t, 200)
		if k := known(); !k.Until.Equal(noon) || k.Version != 3 {
			t.Errorf("%+v: it ended now", k)
		}
		a = h.joins("POST", "/fhir/OrganizationAffiliation", member("", h.mine, c.body, `"period":{"start":"2027-01-01"},`)).want(t, 201)
		if a.parse(t)["active"] != false {
			t.Errorf("it has not begun: %s", a.text)
		}
	})
}

// Only the provider itself, only a membership of a discipline's body, and only its beginning and end.
func TestAffiliationRefused(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		c := h.cooperate(t)
		other, err := h.network.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.DisciplineBody, Name: "Ook huisartsen"})
		if err != nil {
			t.Fatal(err)
		}
		made := func(provider network.OrganizationID) string {
			a, err := h.deps.Mandates.Affiliate(t.Context(), operator, mandate.Affiliation{Provider: provider, Body: c.body})
			if err != nil {
				t.Fatal(err)
			}
			return string(a.ID)
		}
		ours, theirs, standing := made(h.mine), made(h.theirs), string(c.standing)
		before, _, done := h.state(t)
		for name, w := range map[string]struct {
			id, body string
			status   int
			holds    string
		}{
			"for another provider":     {newAffiliation, member(newAffiliation, h.theirs, c.body, ""), 403, ""},
			"that of another provider": {theirs, member(theirs, h.theirs, c.body, `"active":false,`), 403, ""},
			"that of another as ours":  {theirs, member(theirs, h.mine, c.body, `"active":false,`), 403, ""},
			"who speaks in a region":   {standing, member(standing, h.mine, c.body, ""), 403, ""},
			"a region":                 {newAffiliation, member(newAffiliation, h.mine, network.OrganizationID(c.region), ""), 422, `"OrganizationAffiliation.organization"`},
			"a wijkverband":            {newAffiliation, member(newAffiliation, h.mine, network.OrganizationID(c.wijkverband), ""), 422, `"OrganizationAffiliation.organization"`},
			"another provider":         {newAffiliation, member(newAffiliation, h.mine, h.theirs, ""), 422, `"OrganizationAffiliation.organization"`},
			"nobody":                   {newAffiliation, member(newAffiliation, h.mine, "", ""), 422, `"OrganizationAffiliation.organization"`},
			"another role":             {newAffiliation, strings.Replace(member(newAffiliation, h.mine, other, ""), `"member"`, `"provider"`, 1), 422, `"OrganizationAffiliation.code"`},
			"not active":               {newAffiliation, member(newAffiliation, h.mine, other, `"active":false,`), 422, `"OrganizationAffiliation.active"`},
			"an end before the start":  {newAffiliation, member(newAffiliation, h.mine, other, `"period":{"start":"2026-06-02","end":"2026-05-01"},`), 422, `"OrganizationAffiliation.period.end"`},
			"to another body":          {ours, member(ours, h.mine, other, ""), 422, `"OrganizationAffiliation.organization"`},
			"to another provider":      {ours, member(ours, h.theirs, c.body, ""), 422, `"OrganizationAffiliation.participatingOrganization"`},
			"another start":            {ours, member(ours, h.mine, c.body, `"period":{"start":"2020-01-01"},`), 422, `"OrganizationAffiliation.period.start"`},
			"ended before it began":    {ours, member(ours, h.mine, c.body, `"period":{"end":"2020-01-01"},`), 422, `"OrganizationAffiliation.period.end"`},
			"once more":                {newAffiliation, member(newAffiliation, h.mine, c.body, ""), 409, ""},
		} {
			var match []string
			if w.id != newAffiliation {
				match = []string{`If-Match: W/"1"`}
			}
			a := h.joins("PUT", "/fhir/OrganizationAffiliation/"+w.id, w.body, match...)
			if a.StatusCode != w.status || !strings.Contains(a.text, w.holds) {
				t.Errorf("%s: %d %s", name, a.StatusCode, a.text)
			}
		}
		h.write("PUT", "/fhir/OrganizationAffiliation/"+newAffiliation, member(newAffiliation, h.mine, other, "")).want(t, 403) // it may not say where we belong
		h.ask(access.Actor{Person: "gerda", Role: access.ProviderAdmin, Organization: string(h.mine), Assurance: access.High}, "PUT", "/fhir/OrganizationAffiliation/"+newAffiliation, "{}").want(t, 403)
		if after, _, now := h.state(t); after != before || now != done {
			t.Errorf("%d entries stand", now-done)
		}
	})
}
