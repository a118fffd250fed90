package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
)

const (
	resvTable = "/werk/netwerk/tafel/resv/rivierenzoom"
	newGrant  = "/werk/netwerk/mandaat/nieuw"
	gpBody    = "Huisartsencoöperatie Rivierenzoom"
)

// option gives the value of what a select offers under words that begin so.
func (a *answer) option(t testing.TB, field, words string) string {
	t.Helper()
	for _, o := range a.all(`select[name="` + field + `"] option`) {
		if o.FirstChild != nil && strings.HasPrefix(o.FirstChild.Data, words) {
			return attr(o, "value")
		}
	}
	t.Fatalf("%s does not offer %q", field, words)
	return ""
}

// fills sends a form as it stands, but for what is given.
func (v *visitor) fills(path string, given url.Values) *answer {
	v.t.Helper()
	page := v.get(path)
	if page.StatusCode != http.StatusOK {
		v.t.Fatalf("%s answers %d: %s", path, page.StatusCode, page.text("main"))
	}
	action := ""
	for _, f := range page.all(`main form[method="post"]`) {
		if action == "" {
			action = attr(f, "action")
		}
	}
	form := page.filled(action)
	for name, values := range given {
		form[name] = values
	}
	return v.post(action, form)
}

func saved(t testing.TB, what string, a *answer) {
	t.Helper()
	if a.StatusCode != http.StatusSeeOther || !strings.Contains(a.Header.Get("Location"), "bewaard=ja") {
		t.Fatalf("%s answers %d to %q: %s", what, a.StatusCode, a.Header.Get("Location"), a.text("main"))
	}
}

// link gives the address of the first link in a page whose words or label begin so.
func (a *answer) link(t testing.TB, words string) string {
	t.Helper()
	for _, l := range a.all("main a") {
		text := attr(l, "aria-label")
		if text == "" {
			var b strings.Builder
			for d := range l.Descendants() {
				if d.Type == html.TextNode {
					b.WriteString(d.Data)
				}
			}
			text = b.String()
		}
		if strings.HasPrefix(strings.TrimSpace(text), words) {
			return attr(l, "href")
		}
	}
	t.Fatalf("no link says %q: %s", words, a.text("main"))
	return ""
}

// recognised is a region in which the GPs' own organisation speaks for them since January.
func recognised(t testing.TB, staff *visitor) {
	t.Helper()
	path := "/werk/netwerk/regio/rivierenzoom/erkenning"
	saved(t, "recognising", staff.fills(path, url.Values{"body": {staff.get(path).option(t, "body", gpBody)}, "discipline": {"huisartsenzorg"},
		"from": {"2026-01-05"}, "evidence": {"Overleg van de RESV van 5 januari 2026"}}))
}

// mandated gives a mandate to somebody of the region.
func mandated(t testing.TB, staff *visitor, from, until string) {
	t.Helper()
	page := staff.get(newGrant + "?tafel=resv/rivierenzoom")
	saved(t, "granting", staff.fills(newGrant+"?tafel=resv/rivierenzoom", url.Values{"grantor": {page.option(t, "grantor", gpBody)}, "delegate": {page.option(t, "delegate", "Egbert")},
		"subjects": {"", "resv-1", "bridging"}, "from": {from}, "until": {until}, "evidence": {"Ledenvergadering van 12 januari 2026"}}))
}

// A region recognises who speaks for a discipline, writes down who has a mandate, and looks back: to a day,
// and to what was known on one.
func TestMandatesOfATable(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	staff := h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom"))
	recognised(t, staff)
	mandated(t, staff, "2026-02-01", "")
	table := staff.get(resvTable + "?bewaard=ja")
	if text := table.text("main"); !strings.Contains(text, "Mandaten (1)") || !strings.Contains(text, "Egbert") || !strings.Contains(text, "Overbruggingszorg") {
		t.Fatalf("the table says %q", text)
	}
	sound(t, resvTable, table)
	one := table.link(t, "Bekijk het mandaat van "+gpBody)
	if text := staff.get(one).text("main"); !strings.Contains(text, "Waarom geldt dit mandaat?") || !strings.Contains(text, "Erkend") || !strings.Contains(text, "Vanaf 5 januari 2026") {
		t.Errorf("the mandate says %q", text)
	}
	for query, says := range map[string]string{
		"?op=2026-02-01": "Mandaten (1)", "?op=2026-01-31": "Afgelopen of nog niet begonnen (1)",
		// It was written down today: nobody knew of it before.
		"?bekend=2026-10-01": "zoals wij het wisten op 1 oktober 2026", "?op=2026-03-01&bekend=2026-10-01": "Er was hier toen geen mandaat",
	} {
		a := staff.get(resvTable + query)
		if a.StatusCode != http.StatusOK || !strings.Contains(a.text("main"), says) {
			t.Errorf("%s answers %d without %q: %s", query, a.StatusCode, says, a.text("main"))
		}
		if len(a.all(`main form[method="post"], main a.nl-button--primary`)) > 0 {
			t.Errorf("%s offers to change what was", query)
		}
	}
	if a := staff.get(resvTable + "?op=2031-01-01"); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text("main"), "Vul een dag in die geweest is") {
		t.Errorf("a day to come answers %d", a.StatusCode)
	}

	saved(t, "a stand-in", staff.fills(one+"/vervanger", url.Values{"person": {staff.get(one+"/vervanger").option(t, "person", "Chenoa")}}))
	if text := staff.get(one).text("main"); !strings.Contains(text, "Vervangers (1)") || !strings.Contains(text, "Chenoa") {
		t.Errorf("with a stand-in it says %q", text)
	}
	saved(t, "correcting", staff.fills(one+"/verbeteren", url.Values{"subjects": {"", "*"}, "why": {"Er was een onderwerp vergeten."}}))
	if text := staff.get(one).text("main"); !strings.Contains(text, "Alle onderwerpen") {
		t.Errorf("corrected it says %q", text)
	}
	if a := staff.fills(one+"/intrekken", nil); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text(".notice--error"), "waarom") {
		t.Errorf("revoking without a reason answers %d: %s", a.StatusCode, a.text("main"))
	}
	saved(t, "revoking", staff.fills(one+"/intrekken", url.Values{"why": {"De leden kozen iemand anders."}}))
	if text := staff.get(one).text("main"); !strings.Contains(text, "Het mandaat is ingetrokken") || !strings.Contains(text, "De leden kozen iemand anders") {
		t.Errorf("revoked it says %q", text)
	}
	if text := staff.get(one + "?op=2026-06-01").text("main"); strings.Contains(text, "Dit mandaat geldt niet") {
		t.Errorf("in June it had force, and the page says %q", text)
	}
}

// What belongs to others is refused, to look at or to change.
func TestMandatesAreNotForEverybody(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	staff, elsewhere := h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom")), h.as(t, access.RESVStaff, inRegion(h, "duinrand"))
	recognised(t, staff)
	mandated(t, staff, "2026-02-01", "")
	one := staff.get(resvTable).link(t, "Bekijk het mandaat van "+gpBody)
	standing := staff.get("/werk/netwerk/regio/rivierenzoom/disciplines").link(t, "Erkenning stopt: "+gpBody)
	coordinator, auditor := h.as(t, access.Coordinator, inWest(h)), h.as(t, access.Auditor, nil)
	for _, c := range []struct {
		name string
		who  *visitor
		path string
	}{
		{"staff of another region", elsewhere, resvTable}, {"staff of another region", elsewhere, one}, {"staff of another region", elsewhere, one + "/intrekken"},
		{"staff of another region", elsewhere, one + "/verbeteren"}, {"staff of another region", elsewhere, standing},
		{"staff of another region", elsewhere, resvTable + "/zetel/nieuw"}, {"staff of another region", elsewhere, "/werk/netwerk/regio/rivierenzoom/erkenning"},
		{"a coordinator", coordinator, one + "/intrekken"}, {"a coordinator", coordinator, newGrant}, {"a coordinator", coordinator, resvTable + "/stemmen"},
		{"a coordinator", coordinator, resvTable + "/zetel/nieuw"}, {"a coordinator", coordinator, "/werk/netwerk/regio/rivierenzoom/bewijs/plan"},
		{"an auditor", auditor, resvTable}, {"an auditor", auditor, one}, {"an auditor", auditor, "/werk/netwerk"},
		{"nobody", h.visit(t), resvTable}, {"nobody", h.visit(t), one}, {"nobody", h.visit(t), "/werk/netwerk/regio/rivierenzoom/disciplines"},
	} {
		a := c.who.get(c.path)
		if a.StatusCode != http.StatusForbidden && (a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/inloggen")) {
			t.Errorf("%s opens %s: %d", c.name, c.path, a.StatusCode)
		}
		if strings.Contains(a.body, "Egbert") {
			t.Errorf("%s reads a name on %s", c.name, c.path)
		}
	}
	// What they may, beside it.
	if a := coordinator.get(resvTable); a.StatusCode != http.StatusOK || len(a.all("main a.nl-button--primary")) != 0 {
		t.Errorf("a coordinator looks at the table: %d", a.StatusCode)
	}
	for _, path := range []string{"/werk/netwerk/tafel/resv/nergens", "/werk/netwerk/tafel/borrel/rivierenzoom", "/werk/netwerk/mandaat/geen", "/werk/netwerk/leden/geen", "/werk/netwerk/aansluiting/geen/stoppen", "/werk/netwerk/erkenning/geen/stoppen"} {
		if a := staff.get(path); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, a.StatusCode)
		}
	}
}

// An organisation gives its own people a mandate, and joins the body of its discipline.
func TestAProviderSpeaksForItself(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	admin := h.as(t, access.ProviderAdmin, func(p network.Person) bool { return strings.HasPrefix(p.Name, "Gerda") })
	staff := h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom"))
	recognised(t, staff)
	page := admin.get(newGrant)
	if len(page.all(`select[name="grantor"]`)) != 0 {
		t.Error("it is asked for whom")
	}
	saved(t, "granting", admin.fills(newGrant, url.Values{"delegate": {page.option(t, "delegate", "Gerda")}, "subjects": {"", "*"}}))
	saved(t, "joining", admin.fills("/werk/netwerk/aansluiten", url.Values{"body": {admin.get("/werk/netwerk/aansluiten").option(t, "body", gpBody)}, "from": {"2026-03-01"}}))
	text := admin.get("/werk/netwerk").text("main")
	for _, want := range []string{"Wie spreekt namens ons? (1)", "Namens wie spreek ik? (1)", gpBody} {
		if !strings.Contains(text, want) {
			t.Errorf("the overview does not say %q: %s", want, text)
		}
	}
	body := admin.get("/werk/netwerk").link(t, gpBody)
	if text := admin.get(body).text("main"); !strings.Contains(text, "1 aanbieder is aangesloten") || !strings.Contains(text, "Vanaf 1 maart 2026") {
		t.Errorf("its body says %q", text)
	}
	saved(t, "adding another", staff.fills(body+"/nieuw", url.Values{"provider": {"Apotheek Stroomink"}}))
	if a := staff.fills(body+"/nieuw", url.Values{"provider": {"Bestaat Niet BV"}}); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text(".notice--error"), "kennen we niet") {
		t.Errorf("an unknown name answers %d", a.StatusCode)
	}
	saved(t, "leaving", admin.fills(admin.get(body).link(t, "Stopt: de aansluiting van Thuiszorg"), nil))
	if text := admin.get(body).text("main"); !strings.Contains(text, "Niet meer aangesloten (1)") || !strings.Contains(text, "Apotheek Stroomink") {
		t.Errorf("after leaving it says %q", text)
	}
}

// Seats belong to roles; votes are equal unless every discipline with a seat agrees; what ends soon is told
// with the way to see to what follows.
func TestSeatsVotesAndWhatEnds(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	staff := h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom"))
	recognised(t, staff)
	mandated(t, staff, "2026-02-01", "2026-11-20")
	path := resvTable + "/zetel/nieuw"
	saved(t, "a seat", staff.fills(path, url.Values{"name": {"Huisartsenzorg"}, "discipline": {"huisartsenzorg"}, "holder": {staff.get(path).option(t, "holder", "Egbert")}, "until": {"2026-11-15"}, "weight": {"3"}}))
	saved(t, "a vacant seat", staff.fills(path, url.Values{"name": {"Inwoners"}, "citizens": {"ja"}}))
	text := staff.get(resvTable).text("main")
	for _, want := range []string{"Zetels (2)", "tot en met 15 november 2026", "Nog niemand", "Inwoners hebben hier een eigen zetel", "Alle stemmen tellen even zwaar"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table does not say %q: %s", want, text)
		}
	}
	if a := staff.fills(resvTable+"/stemmen", url.Values{"equal": {"nee"}}); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text(".notice--error"), "elke discipline") {
		t.Errorf("unequal votes without a yes answer %d: %s", a.StatusCode, a.text("main"))
	}
	saved(t, "unequal votes", staff.fills(resvTable+"/stemmen", url.Values{"equal": {"nee"}, "agreed_by": {"", "huisartsenzorg"}}))
	if text := staff.get(resvTable).text("main"); !strings.Contains(text, "De stem telt 3 keer") || !strings.Contains(text, "niet even zwaar") {
		t.Errorf("with unequal votes it says %q", text)
	}

	overview := staff.get("/werk/netwerk")
	if text := overview.text("main"); !strings.Contains(text, "Loopt af binnen 30 dagen (2)") {
		t.Fatalf("the overview says %q", text)
	}
	next := staff.get(overview.link(t, "Leg het volgende mandaat vast"))
	form := next.filled(strings.SplitN(overview.link(t, "Leg het volgende mandaat vast"), "#", 2)[0])
	if form.Get("from") != "2026-11-21" || form.Get("grantor") == "" || len(form["subjects"]) != 3 || form.Get("delegate") == "" {
		t.Errorf("what follows begins with %v", form)
	}
	saved(t, "what follows", staff.fills(overview.link(t, "Leg het volgende mandaat vast"), url.Values{"evidence": {"Ledenvergadering van 2 november 2026"}}))
	seat := staff.get(overview.link(t, "Zeg wie de zetel krijgt"))
	if seat.StatusCode != http.StatusOK {
		t.Fatalf("the seat answers %d", seat.StatusCode)
	}
	saved(t, "who follows", staff.fills(overview.link(t, "Zeg wie de zetel krijgt"), url.Values{"from": {"2026-11-16"}, "until": {""}, "holder": {seat.option(t, "holder", "Chenoa")}}))
	if text := staff.get("/werk/netwerk").text("main"); !strings.Contains(text, "Er loopt niets af.") {
		t.Errorf("afterwards the overview says %q", text)
	}
	vacant := staff.get(resvTable).link(t, "Wijzig de zetel Inwoners")
	if a := staff.post(vacant+"/opheffen", url.Values{"versie": {"1"}}); a.StatusCode != http.StatusSeeOther {
		t.Errorf("ending a seat answers %d: %s", a.StatusCode, a.text("main"))
	}
	if text := staff.get(resvTable).text("main"); !strings.Contains(text, "Zetels (1)") {
		t.Errorf("the seat is still there: %s", text)
	}
}

// A wijkverband is begun: its name and wijken, four people by mail, and a number for who said yes.
func TestBeginningAWijkverband(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	staff := h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom"))
	made := staff.post("/werk/netwerk/regio/rivierenzoom/nieuw", url.Values{"versie": {"0"}, "name": {"Wijkverband Hoenderlaak"}, "meets_every": {""}, "areas": {"", "WK990204"}, "primary": {"", "WK990204"}})
	saved(t, "making it", made)
	start := "/werk/netwerk/wijkverband/wijkverband-hoenderlaak/beginnen"
	if to, _, _ := strings.Cut(made.Header.Get("Location"), "?"); to != start {
		t.Fatalf("it leads on to %q", to)
	}
	a := staff.get(start)
	sound(t, start, a)
	if text := a.text("main"); !strings.Contains(text, "Nog 5 stappen te gaan") || len(a.all("main a.nl-button--primary")) != 1 {
		t.Fatalf("it begins with %q", text)
	}
	if b := staff.fills(start+"/farmacie", url.Values{"name": {"Nieuw Persoon"}, "email": {"geen adres"}}); b.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a wrong address answers %d", b.StatusCode)
	}
	saved(t, "inviting", staff.fills(start+"/farmacie", url.Values{"name": {"Nieuw Persoon"}, "email": {"nieuw@apotheek.example"}}))
	if text := staff.get(start).text("main"); !strings.Contains(text, "Nieuw Persoon is uitgenodigd op") {
		t.Errorf("after inviting it says %q", text)
	}
	if b := staff.get(start + "/dietetiek"); b.StatusCode != http.StatusNotFound {
		t.Errorf("a discipline that is not of the core answers %d", b.StatusCode)
	}
	// Somebody said yes: they take part, and are nobody's contact yet.
	region, err := h.net.Region(t.Context(), "rivierenzoom")
	if err != nil {
		t.Fatal(err)
	}
	team, err := h.net.Wijkverband(t.Context(), "wijkverband-hoenderlaak")
	if err != nil {
		t.Fatal(err)
	}
	joined := network.Person{Name: "Iemand van de wijkverpleging", Role: string(access.Professional), Discipline: "wijkverpleging", Region: region.ID, Wijkverband: team.ID}
	if _, err := h.net.SavePerson(t.Context(), access.Job("test"), joined); err != nil {
		t.Fatal(err)
	}
	put := staff.get(start).link(t, "Zet het nummer op de pagina")
	saved(t, "the number", staff.fills(put, url.Values{"phone": {"0990 20 30 40"}}))
	if text := staff.get(start).text("main"); !strings.Contains(text, "Aanspreekpunt wijkverpleging") || !strings.Contains(text, "0990 20 30 40") || !strings.Contains(text, "Nog 4 stappen te gaan") {
		t.Errorf("with a number it says %q", text)
	}
	// The coordinator of another wijkverband may not.
	west := h.as(t, access.Coordinator, inWest(h))
	if b := west.get(start); b.StatusCode != http.StatusForbidden {
		t.Errorf("a neighbour opens it: %d", b.StatusCode)
	}
}

// What a region says it has stands as stated, on its own page and on the one for everybody.
func TestStatedEvidence(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	staff := h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom"))
	path := "/werk/netwerk/regio/rivierenzoom/bewijs/plan"
	saved(t, "stating", staff.fills(path, url.Values{"there": {"ja"}, "words": {"Vastgesteld op 12 maart 2026."}}))
	if got := staff.get(path).filled(path); got.Get("there") != "ja" || got.Get("words") != "Vastgesteld op 12 maart 2026." {
		t.Errorf("the form stands as %v", got)
	}
	for _, page := range []string{"/werk/netwerk/regio/rivierenzoom", "/regio/rivierenzoom"} {
		text := staff.get(page).text("main")
		if !strings.Contains(text, "Vastgesteld op 12 maart 2026.") || !strings.Contains(strings.ToLower(text), "volgens") {
			t.Errorf("%s does not tell it", page)
		}
	}
	if a := staff.get("/werk/netwerk/regio/rivierenzoom/bewijs/mandate:farmacie"); a.StatusCode != http.StatusNotFound {
		t.Errorf("what the platform sees itself can be stated: %d", a.StatusCode)
	}
}
