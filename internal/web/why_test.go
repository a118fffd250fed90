package web_test

import (
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
)

// What somebody may do stands there in sentences, and nothing of what others may.
func TestWhatMayI(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	const own, report = "U coördineert dit wijkverband.", "U mag zeggen dat iets niet klopt"
	for name, c := range map[string]struct {
		by        *visitor
		says, not string
	}{
		"a citizen":     {h.visit(t), report, own},
		"a coordinator": {h.as(t, access.Coordinator, nil), own, "U houdt toezicht"},
		"an auditor":    {h.as(t, access.Auditor, nil), "samen met een tweede persoon", own},
	} {
		a := c.by.get(site.WhyPage)
		if a.StatusCode != http.StatusOK || !strings.Contains(a.text("main"), c.says) || strings.Contains(a.text("main"), c.not) {
			t.Errorf("%s reads %d: %s", name, a.StatusCode, a.text("main"))
		}
		sound(t, name, a)
	}
}

// A coordinator reads why the own wijkverband may be changed and the neighbouring one may not.
func TestWhyMayI(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	who := h.person(t, access.Coordinator, nil)
	v := h.as(t, access.Coordinator, func(p network.Person) bool { return p.ID == who.ID })
	var neighbour string
	for _, w := range h.data.Wijkverbanden {
		if w.ID != who.Wijkverband {
			neighbour = string(w.ID)
		}
	}
	for name, c := range map[string]struct{ path, title, says string }{
		"own": {site.WhyPath("network.SaveContact", "wijkverband", string(who.Wijkverband)), "Waarom mag ik dit?", "U coördineert dit wijkverband.ja"},
		"neighbour": {site.WhyPath("network.SaveContact", "wijkverband", neighbour), "Waarom mag ik dit niet?",
			"Niets geeft u dit recht."},
		"oneself":      {site.WhyPath("identity.Sessions", "person", string(who.ID)), "Waarom mag ik dit?", "Het gaat omuzelf"},
		"region":       {site.WhyPath("network.SaveRegion", "region", string(who.Region)), "Waarom mag ik dit niet?", "Niets geeft u dit recht."},
		"organisation": {site.WhyPath("network.SaveOrganization", "organization", string(who.Organization)), "Waarom mag ik dit niet?", "Niets geeft u dit recht."},
		"service":      {site.WhyPath("directory.Save", "service", string(h.data.Services[0].ID)), "Waarom mag ik dit niet?", "Niets geeft u dit recht."},
	} {
		a := v.get(c.path)
		if a.StatusCode != http.StatusOK || a.text("h1") != c.title || !strings.Contains(a.text("main"), c.says) {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.text("main"))
		}
		sound(t, name, a)
	}
}

// What does not exist, what may not be known of and what makes no sense read the same.
func TestWhyTellsNotWhatExists(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	another := string(h.person(t, access.Auditor, nil).ID)
	const nothing = "00000000-0000-4000-8000-000000000000"
	for _, v := range []*visitor{h.visit(t), h.as(t, access.Coordinator, nil), h.as(t, access.ProviderAdmin, nil)} {
		want := v.get(site.WhyPath("network.SaveContact", "wijkverband", nothing))
		if want.StatusCode != http.StatusNotFound {
			t.Fatalf("nothing answers %d", want.StatusCode)
		}
		for name, path := range map[string]string{
			"another person":  site.WhyPath("identity.Sessions", "person", another),
			"nobody":          site.WhyPath("identity.Sessions", "person", nothing),
			"no service":      site.WhyPath("directory.Save", "service", nothing),
			"no organisation": site.WhyPath("network.SaveOrganization", "organization", nothing),
			"no sort":         site.WhyPath("network.SaveContact", "castle", nothing),
			"no id":           site.WhyPath("network.SaveContact", "wijkverband", "' OR 1=1"),
			"no act":          site.WhyPath("network.Burn", "region", string(h.data.Regions[0].ID)),
			"half a question": site.WhyPage + "?act=network.SaveContact",
		} {
			if a := v.get(path); a.StatusCode != want.StatusCode || a.text("main") != want.text("main") {
				t.Errorf("%s: %d %s", name, a.StatusCode, a.text("main"))
			}
		}
	}
}

// The link that other pages place leads to the page.
func TestWhyLink(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := site.Why("directory.Save", "service", `x"&y`).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if want := `href="/waarom?act=directory.Save&amp;id=x%22%26y&amp;type=service"`; !strings.Contains(b.String(), want) {
		t.Errorf("%s, want %s", b.String(), want)
	}
}
