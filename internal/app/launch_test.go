package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/identity/oidctest"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// ward is somebody at a record system with a browser of their own, of whom the house keeps nothing but cookies.
type ward struct {
	*house
	t       testing.TB
	record  *oidctest.Provider
	system  string
	nurse   network.Person
	cookies map[string]*http.Cookie
}

// newWard lets an administrator add the record system of the nurse's organisation, at the page.
func newWard(t *testing.T) *ward {
	t.Helper()
	h := build(t, func(c *Config) { c.InsecureIssuers = true })
	v := &ward{house: h, t: t, nurse: h.people["Saskia Veerstoep"], cookies: map[string]*http.Cookie{}}
	v.record = oidctest.New(t, time.Now)
	organization, err := h.Network.Organization(t.Context(), v.nurse.Organization)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{
		"naam": {"Dossier Oever"}, "organisatie": {organization.Name}, "adres": {v.record.Base()}, "inlogdienst": {v.record.URL},
		"client_id": {"eerstelijn"}, "zekerheid": {"substantieel"}, "patient": {"ja"},
	}
	admin := h.signIn(t, "Siem Schaardijk")
	w := h.serve(admin.known(request(http.MethodPost, "/beheer/dossiersystemen/nieuw", form.Encode())))
	path, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/beheer/dossiersystemen/") {
		t.Fatalf("adding answers %d: %s", w.Code, w.Body)
	}
	v.system = path[strings.LastIndexByte(path, '/')+1:]
	back := "https://eerstelijn.example" + launch.BackPath(launch.SystemID(v.system))
	if page := h.serve(admin.known(request(http.MethodGet, path, ""))).Body.String(); !strings.Contains(page, back) || !strings.Contains(page, "https://eerstelijn.example/launch") {
		t.Errorf("the page does not say what to register: %s", page)
	}
	if page := h.serve(admin.known(request(http.MethodPost, path+"/proef", ""))).Body.String(); !strings.Contains(page, "Dit klopt") {
		t.Errorf("a try says %s", page)
	}
	v.record.Register("eerstelijn", "", back, "")
	v.record.SignInAs(oidctest.Claims{"sub": "n1", "email": v.nurse.Email, "email_verified": true})
	return v
}

// get asks for a page as the browser does.
func (v *ward) get(path string) *httptest.ResponseRecorder {
	v.t.Helper()
	return v.ask(request(http.MethodGet, path, ""))
}

func (v *ward) ask(r *http.Request) *httptest.ResponseRecorder {
	v.t.Helper()
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	w := v.serve(r)
	for _, c := range w.Result().Cookies() {
		if v.cookies[c.Name] = c; c.MaxAge < 0 || c.Value == "" {
			delete(v.cookies, c.Name)
		}
	}
	return w
}

// open opens the site from the record system and gives the address that the browser comes back with.
func (v *ward) open() string {
	v.t.Helper()
	w := v.get("/launch?" + url.Values{"iss": {v.record.Base()}, "launch": {v.record.Launch()}}.Encode())
	if w.Code != http.StatusSeeOther {
		v.t.Fatalf("opening answers %d: %s", w.Code, w.Body)
	}
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, w.Header().Get("Location"), nil)
	if err != nil {
		v.t.Fatal(err)
	}
	answer, err := c.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	_ = answer.Body.Close()
	back, err := answer.Location()
	if err != nil {
		v.t.Fatalf("the record system answers %s", answer.Status)
	}
	return back.RequestURI()
}

// home gives a postcode and the wijk it lies in, in the nurse's region.
func (v *ward) home() (pc4, wijk string) {
	v.t.Helper()
	region, err := v.Network.RegionByID(v.t.Context(), v.nurse.Region)
	if err != nil {
		v.t.Fatal(err)
	}
	err = v.Store.Read(v.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT pc4, area FROM postcode WHERE municipality = $1 ORDER BY pc4 LIMIT 1`, string(region.Areas[0])).Scan(&pc4, &wijk)
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return pc4, wijk
}

// TestOpenedFromARecord: from the record system into a request for a place: no second sign-in, nothing asked
// twice, and of the person whose record is open nothing anywhere.
func TestOpenedFromARecord(t *testing.T) {
	t.Parallel()
	v := newWard(t)
	pc4, wijk := v.home()
	v.record.Launch()
	v.record.Record.Context = map[string]any{"patient": "patient-4711"}
	v.record.Record.Patient = map[string]any{
		"resourceType": "Patient", "id": "patient-4711", "birthDate": "1931-04-02", "name": []any{map[string]any{"family": "Waterlander"}},
		"identifier":    []any{map[string]any{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": "999911120"}},
		"address":       []any{map[string]any{"use": "home", "postalCode": pc4 + " AB", "line": []any{"Geheimstraat 1"}}},
		"communication": []any{map[string]any{"language": map[string]any{"coding": []any{map[string]any{"code": "tr"}}}}},
	}
	back := v.open()
	w := v.get(back)
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !regexp.MustCompile(`^/werk/plaatsing/nieuw\?van=[A-Z0-9]{10}$`).MatchString(to) {
		t.Fatalf("coming back answers %d and leads to %q: %s", w.Code, to, w.Body)
	}
	page := v.get(to).Body.String()
	link := regexp.MustCompile(`href="(/werk/plaatsing/nieuw\?soort=[^"]+)"`).FindStringSubmatch(page)
	if !strings.Contains(page, "U komt uit Dossier Oever") || !strings.Contains(page, "Saskia Veerstoep") || link == nil {
		t.Fatalf("the first page is %s", page)
	}
	address := strings.ReplaceAll(link[1], "&amp;", "&")
	form := v.get(address).Body.String()
	for _, want := range []string{"Uit Dossier Oever ingevuld: wijk, groep en taal", `value="` + wijk + `" selected`, `value="ouderen" checked`, `value="tr" checked`} {
		if !strings.Contains(form, want) {
			t.Errorf("the form has no %q", want)
		}
	}
	empty, _, _ := strings.Cut(address, "&")
	if page := v.get(empty).Body.String(); strings.Contains(page, "Dossier Oever") || strings.Contains(page, `value="tr" checked`) {
		t.Error("a form that was not asked for by this launch is filled in")
	}
	if again := v.get(back); again.Code != http.StatusUnprocessableEntity {
		t.Errorf("coming back twice answers %d", again.Code)
	}
	for _, secret := range []string{"patient-4711", "Waterlander", "999911120", "Geheimstraat", "1931-04-02", pc4 + " AB", v.nurse.Email, "code="} {
		if strings.Contains(v.said.text(), secret) || strings.Contains(to+address, secret) || secret != v.nurse.Email && strings.Contains(form, secret) {
			t.Errorf("%q stands in a log, an address or a form", secret)
		}
	}
	n := 0
	err := v.Store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry WHERE act = 'launch.Open' AND outcome = 'done' AND person = $1`, v.nurse.ID).Scan(&n)
	})
	if err != nil || n != 1 {
		t.Errorf("%d entries in the ledger, %v", n, err)
	}
}

// TestOpensWhatWasAsked: a record system may name a request that is there; without a patient the form is empty.
func TestOpensWhatWasAsked(t *testing.T) {
	t.Parallel()
	v := newWard(t)
	v.record.Launch()
	for intent, want := range map[string]string{
		"": "/werk/plaatsing/nieuw", "reconcile-medications": "/werk/plaatsing/nieuw", "aanvraag/../../beheer": "/werk/plaatsing/nieuw",
		"aanvraag/01890a5d-ac96-774b-bcce-b302099a8057": "/werk/plaatsing/01890a5d-ac96-774b-bcce-b302099a8057",
	} {
		v.record.Record.Context = map[string]any{"intent": intent}
		if w := v.get(v.open()); w.Header().Get("Location") != want {
			t.Errorf("%q leads to %q (%d)", intent, w.Header().Get("Location"), w.Code)
		}
	}
	if w := v.get("/werk/plaatsing/01890a5d-ac96-774b-bcce-b302099a8057"); w.Code != http.StatusNotFound {
		t.Errorf("a request that is not there answers %d", w.Code)
	}
}

// TestAsSureAsTheRecordSystem: a session from a record system is worth what an administrator said, and what
// asks for more still asks.
func TestAsSureAsTheRecordSystem(t *testing.T) {
	t.Parallel()
	v := newWard(t)
	low := access.Low
	who := access.Actor{Person: "beheer", Role: access.PlatformAdmin, Assurance: access.High}
	if err := v.Launches.Set(t.Context(), who, launch.SystemID(v.system), launch.Change{Assurance: &low}); err != nil {
		t.Fatal(err)
	}
	if w := v.get(v.open()); w.Code != http.StatusSeeOther {
		t.Fatalf("coming back answers %d", w.Code)
	}
	if w := v.get("/werk"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Saskia Veerstoep") {
		t.Errorf("the workplace answers %d", w.Code)
	}
	w := v.ask(request(http.MethodPost, "/werk/plaatsing/nieuw", "kind=wijkverpleging"))
	if w.Code == http.StatusSeeOther || w.Code == http.StatusOK {
		t.Errorf("asking for a place with a weak sign-in answers %d", w.Code)
	}
}

// TestRefusedAtTheDoor: each way in which opening does not work ends in a page that says what to do.
func TestRefusedAtTheDoor(t *testing.T) {
	t.Parallel()
	v := newWard(t)
	for _, x := range []struct {
		path, says string
		status     int
	}{
		{"/launch", "knop in uw dossiersysteem", 422},
		{"/launch?iss=https://vreemd.example/fhir&launch=x", "vraagt de beheerder van dit platform", 404},
		{"/launch/" + v.system + "/terug?state=x&code=y", "open Eerstelijn nog eens", 422},
		{"/launch/onbekend/terug?state=x&code=y", "vraagt de beheerder van dit platform", 404},
	} {
		if w := v.get(x.path); w.Code != x.status || !strings.Contains(w.Body.String(), x.says) || strings.Contains(w.Body.String(), "vreemd.example") {
			t.Errorf("%s answers %d: %s", x.path, w.Code, w.Body)
		}
	}
	v.record.SignInAs(oidctest.Claims{"sub": "n9", "email": "niemand@elders.example", "email_verified": true})
	if w := v.get(v.open()); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "om u toe te voegen") || strings.Contains(w.Body.String(), "niemand@") {
		t.Errorf("somebody unknown gets %d: %s", w.Code, w.Body)
	}
}

// TestRecordSystemThatDoesNotFit: nobody is sent to a record system that says it is another one.
func TestRecordSystemThatDoesNotFit(t *testing.T) {
	t.Parallel()
	v := newWard(t)
	v.record.Launch()
	v.record.Record.Document = func(d map[string]any) { d["issuer"] = "https://ander.example" }
	if w := v.get("/launch?" + url.Values{"iss": {v.record.Base()}, "launch": {"x"}}.Encode()); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "Zo komt u niet binnen") {
		t.Errorf("a record system that does not fit answers %d", w.Code)
	}
}

// TestOutsideAFrame: within another program the site shows one page, that opens it in a window of its own.
func TestOutsideAFrame(t *testing.T) {
	t.Parallel()
	v := newWard(t)
	r := request(http.MethodGet, "/launch?iss=https://x.example&launch=a%22b", "")
	r.Header.Set("Sec-Fetch-Dest", "iframe")
	w := v.ask(r)
	h := w.Header()
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `target="_blank"`) || !strings.Contains(w.Body.String(), "/launch?iss=https%3A%2F%2Fx.example&amp;launch=a%22b") || strings.Contains(w.Body.String(), "<form") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	if h.Get("X-Frame-Options") != "" || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors https:") || !strings.Contains(h.Get("Content-Security-Policy"), "form-action 'none'") {
		t.Errorf("headers %v", h)
	}
	if w := v.get("/launch?iss=https://x.example&launch=a"); w.Header().Get("X-Frame-Options") != "DENY" {
		t.Error("any v answer may be framed")
	}
}

// TestRecordSystemsAtThePage: an administrator is told what is wrong, and puts a record system off and on; nobody else does.
func TestRecordSystemsAtThePage(t *testing.T) {
	t.Parallel()
	v := newWard(t)
	admin, other := v.signIn(t, "Siem Schaardijk"), v.signIn(t, "Gerda Kleibakker")
	one := "/beheer/dossiersystemen/" + v.system
	for _, x := range []struct {
		who        visitor
		path, form string
		status     int
		says       string
	}{
		{admin, "/beheer/dossiersystemen/nieuw", "naam=&adres=http%3A%2F%2F10.0.0.1&patient=ja", 422, "Het begint met https://"},
		{admin, "/beheer/dossiersystemen/nieuw", "naam=Nog+een&organisatie=Ziekenhuis+De+Merelhof&zekerheid=laag&client_id=x&inlogdienst=" + url.QueryEscape(v.record.URL) + "&adres=" + url.QueryEscape(v.record.Base()), 422, "staat er al"},
		{admin, one, "doe=bewaar&client_id=&zekerheid=laag", 422, "client_id"},
		{admin, one, "doe=iets", 422, "Kies wat u wilt wijzigen"},
		{admin, one, "doe=bewaar&client_id=eerstelijn&zekerheid=laag", 303, ""},
		{other, one, "doe=uit", 403, ""},
		{other, one + "/proef", "", 403, ""},
		{other, "/beheer/dossiersystemen/nieuw", "naam=x", 403, ""},
		{admin, one, "doe=uit", 303, ""},
	} {
		if w := v.serve(x.who.known(request(http.MethodPost, x.path, x.form))); w.Code != x.status || !strings.Contains(w.Body.String(), x.says) {
			t.Errorf("%s %s by %s answers %d: %s", x.path, x.form, x.who.name, w.Code, w.Body)
		}
	}
	off := v.get("/launch?" + url.Values{"iss": {v.record.Base()}, "launch": {v.record.Launch()}}.Encode())
	if off.Code != http.StatusForbidden || !strings.Contains(off.Body.String(), "staat nu uit") {
		t.Errorf("opening while it is off answers %d", off.Code)
	}
	if w := v.serve(admin.known(request(http.MethodPost, one, "doe=aan"))); w.Code != http.StatusSeeOther {
		t.Errorf("on again: %d", w.Code)
	}
	v.open()
}
