package web_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"

	"github.com/go-jose/go-jose/v4"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/custody"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/roles"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/upkeep"
	"eerstelijn/internal/web"
	"eerstelijn/internal/web/admin"
)

// administered is a house with the pages of the administrator, and two who administer it.
func administered(t *testing.T) (h *house, first, second network.Person) {
	t.Helper()
	db := storetest.SQLite(t, clock.Fixed(now))
	var n *network.Service
	h = fill(t, db, func(d *web.Deps) {
		file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), now)
		if err != nil {
			t.Fatal(err)
		}
		n = d.Network
		spine, ring := act.New(db, d.Access, nil), keys.New(file)
		clients := client.New(client.Options{Spine: spine, Keys: ring, Log: slog.New(slog.DiscardHandler), Now: clock.Fixed(now)})
		clients.Register(d.Approvals)
		d.Admin = admin.Needs{
			Roles: roles.New(spine, n, d.Identity, d.Approvals), Clients: clients, Upkeep: upkeep.New(spine),
			Invitations: d.Accounts.Invitations,
			Custody:     custody.New(custody.Options{Spine: spine, Approvals: d.Approvals, Ring: ring, File: file, Now: clock.Fixed(now)}),
			Facts:       admin.Facts{Version: "proef", Public: "https://eerstelijn.example", Strict: true, Issuers: []string{"Ziekenhuis De Linde"}},
		}
	})
	first = h.person(t, access.PlatformAdmin, nil)
	second = network.Person{ID: id.New[network.PersonID](), Name: "Tweede Beheerder", Role: string(access.PlatformAdmin)}
	if _, err := n.SavePerson(t.Context(), access.Job("demo"), second); err != nil {
		t.Fatal(err)
	}
	return h, first, second
}

// as is a visitor who is signed in.
func (h *house) entered(t *testing.T, who network.Person) *visitor {
	t.Helper()
	v := h.visit(t)
	if a := v.post("/demo/als/"+string(who.ID), nil); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in: %d", a.StatusCode)
	}
	return v
}

var adminPages = []string{"/beheer", "/beheer/mensen", "/beheer/koppelingen", "/beheer/koppelingen/nieuw", "/beheer/sleutels"}

// closed tells whether somebody was kept out: who is not signed in is asked to.
func closed(name string, a *answer) bool {
	if name == "a citizen" {
		return a.StatusCode == http.StatusUnauthorized || strings.HasPrefix(a.Header.Get("Location"), "/inloggen")
	}
	return a.StatusCode == http.StatusForbidden
}

// Every page is for administrators: nobody else sees one, and each reads as a page should.
func TestAdministrationIsForAdministrators(t *testing.T) {
	t.Parallel()
	h, first, _ := administered(t)
	v := h.entered(t, first)
	for _, path := range adminPages {
		a := v.get(path)
		if a.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.text("main"))
		}
		sound(t, path, a)
	}
	if work := v.get("/werk"); len(work.all(`main a[href="/beheer"]`)) != 1 {
		t.Error("the workplace does not lead here")
	}
	visitors := map[string]*visitor{"a citizen": h.visit(t)}
	for _, role := range []access.Role{access.Patient, access.ProviderAdmin, access.Auditor, access.RESVStaff} {
		visitors[string(role)] = h.entered(t, h.person(t, role, nil))
	}
	nurse := h.person(t, access.Professional, nil)
	for name, v := range visitors {
		for _, path := range append(adminPages, "/beheer/mensen/"+string(nurse.ID)) {
			if a := v.get(path); !closed(name, a) || strings.Contains(a.text("main"), nurse.Name) {
				t.Errorf("%s sees %s: %d", name, path, a.StatusCode)
			}
		}
		for _, path := range []string{"/beheer/mensen", "/beheer/mensen/" + string(nurse.ID) + "/rol", "/beheer/sleutels", "/beheer/koppelingen/nieuw"} {
			if a := v.post(path, url.Values{"rol": {"coordinator"}, "naam": {"a"}}); !closed(name, a) {
				t.Errorf("%s posts to %s: %d", name, path, a.StatusCode)
			}
		}
	}
}

// An administrator finds somebody and gives them a role; one that reaches far waits for the second.
func TestAdministrationOfRoles(t *testing.T) {
	t.Parallel()
	h, first, second := administered(t)
	v := h.entered(t, first)
	nurse := h.person(t, access.Professional, nil)
	patient := h.person(t, access.Patient, nil)
	found := v.post("/beheer/mensen", url.Values{"naam": {nurse.Name[:5]}})
	path := "/beheer/mensen/" + string(nurse.ID)
	if found.StatusCode != http.StatusOK || len(found.all(`#mensen a[href="`+path+`"]`)) != 1 {
		t.Fatalf("%d %s", found.StatusCode, found.text("main"))
	}
	for _, private := range []string{nurse.Email, "@"} {
		if private != "" && strings.Contains(found.text("main"), private) {
			t.Errorf("the list shows %s", private)
		}
	}
	if a := v.post("/beheer/mensen", url.Values{"naam": {patient.Name}}); strings.Contains(a.text("#mensen"), patient.Name) {
		t.Error("a patient is listed")
	}
	if a := v.get("/beheer/mensen/" + string(patient.ID)); a.StatusCode != http.StatusNotFound {
		t.Errorf("a patient's page: %d", a.StatusCode)
	}
	sound(t, path, v.get(path))
	if a := v.post(path+"/herstel", nil); a.Header.Get("Location") != "/beheer/mensen?gedaan=herstel" {
		t.Errorf("recovering answers %d %s", a.StatusCode, a.text("main"))
	}
	if a := v.post(path+"/rol", url.Values{"rol": {"keizer"}}); a.StatusCode != http.StatusUnprocessableEntity || len(a.all("#rol-fout, [id$=-fout]")) == 0 {
		t.Errorf("an invented role: %d", a.StatusCode)
	}
	if a := v.post(path+"/rol", url.Values{"rol": {"coordinator"}}); a.Header.Get("Location") != "/beheer/mensen?gedaan=rol" {
		t.Errorf("%d %s", a.StatusCode, a.Header.Get("Location"))
	}
	if a := v.post(path+"/rol", url.Values{"rol": {"auditor"}}); a.Header.Get("Location") != "/beheer/mensen?gedaan=voorstel" {
		t.Fatalf("%d %s", a.StatusCode, a.Header.Get("Location"))
	}
	own := v.get("/werk/akkoord")
	sound(t, "proposals", own)
	if len(own.all(`button[value="akkoord"]`)) != 0 || len(own.all(`button[value="nee"]`)) != 1 {
		t.Errorf("one's own proposal: %s", own.text("main"))
	}
	other := h.entered(t, second)
	waiting := other.get("/werk/akkoord")
	forms := waiting.all("main form")
	if len(forms) != 1 || len(waiting.all(`button[value="akkoord"]`)) != 1 || !strings.Contains(waiting.text("main"), nurse.Name) {
		t.Fatalf("the second sees %s", waiting.text("main"))
	}
	if a := other.post(attr(forms[0], "action"), url.Values{"besluit": {"akkoord"}}); a.Header.Get("Location") != "/werk/akkoord?gedaan=akkoord" {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	if a := v.get(path); len(a.all(`input[value="auditor"][checked]`)) != 1 {
		t.Errorf("the role is not there: %s", a.text("main"))
	}
	if a := v.post(path+"/vertrokken", nil); a.Header.Get("Location") != "/beheer/mensen?gedaan=voorstel" {
		t.Fatalf("ending an auditor alone: %d %s", a.StatusCode, a.text("main"))
	}
	forms = other.get("/werk/akkoord").all("main form")
	if len(forms) != 1 {
		t.Fatalf("%d proposals", len(forms))
	}
	if a := other.post(attr(forms[0], "action"), url.Values{"besluit": {"akkoord"}}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	member := h.person(t, access.Professional, func(p network.Person) bool { return p.ID != nurse.ID })
	if a := v.post("/beheer/mensen/"+string(member.ID)+"/vertrokken", nil); a.Header.Get("Location") != "/beheer/mensen?gedaan=vertrokken" {
		t.Errorf("ending an ordinary account: %d %s", a.StatusCode, a.text("main"))
	}
	gone := h.visit(t)
	gone.post("/demo/als/"+string(nurse.ID), nil)
	if strings.Contains(gone.get("/").text("header"), nurse.Name) {
		t.Error("who left signs in")
	}
}

func TestAdministrationOfClients(t *testing.T) {
	t.Parallel()
	h, first, second := administered(t)
	v := h.entered(t, first)
	organization := h.data.Organizations[0]
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "1"}}})
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"naam": {"Agenda van <b>ons</b>"}, "organisatie": {organization.Name}, "rechten": {"directory:write"}, "jwks": {string(set)}}
	wrong := url.Values{"naam": {"Agenda"}, "organisatie": {"bestaat niet"}, "rechten": {"directory:write"}, "jwks": {"geen json"}}
	a := v.post("/beheer/koppelingen/nieuw", wrong)
	if a.StatusCode != http.StatusUnprocessableEntity || len(a.all(".notice--error li")) != 2 || attr(a.all("#naam")[0], "value") != "Agenda" ||
		a.text("#jwks") != "geen json" || len(a.all(`input[value="directory:write"][checked]`)) != 1 {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	sound(t, "wrong client", a)
	a = v.post("/beheer/koppelingen/nieuw", form)
	path, _, _ := strings.Cut(a.Header.Get("Location"), "?")
	if a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(path, "/beheer/koppelingen/") {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	shown := v.get(a.Header.Get("Location"))
	sound(t, path, shown)
	if !strings.Contains(shown.text("main"), "https://eerstelijn.example/oauth/token") || !strings.Contains(shown.text("h1"), "<b>ons</b>") {
		t.Errorf("%s", shown.text("main"))
	}
	if a := v.post(path, url.Values{"doe": {"rechten"}, "rechten": {"ledger:read"}}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("one person gave the ledger: %d", a.StatusCode)
	}
	if a := v.post(path, url.Values{"doe": {"voorstel"}, "recht": {"ledger:read"}}); !strings.HasSuffix(a.Header.Get("Location"), "?gedaan=voorstel") {
		t.Errorf("%d %s", a.StatusCode, a.text("main"))
	}
	other := h.entered(t, second)
	proposal := other.get("/werk/akkoord").all("main form")[0]
	other.post(attr(proposal, "action"), url.Values{"besluit": {"akkoord"}})
	if got := v.get(path).all(`input[value="ledger:read"][checked]`); len(got) != 1 {
		t.Errorf("after both agreed: %s", v.get(path).text("main"))
	}
	v.post(path, url.Values{"doe": {"einde"}})
	if ended := v.get(path); len(ended.all("main form")) != 0 || !strings.Contains(ended.text("main"), "geen toegang meer") {
		t.Errorf("%s", ended.text("main"))
	}
}

func TestAdministrationOfKeys(t *testing.T) {
	t.Parallel()
	h, first, second := administered(t)
	v, other := h.entered(t, first), h.entered(t, second)
	if a := v.post("/beheer/sleutels", nil); a.Header.Get("Location") != "/beheer/sleutels?gedaan=voorstel" {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	if a := v.post("/beheer/sleutels", nil); a.StatusCode != http.StatusConflict {
		t.Errorf("twice: %d", a.StatusCode)
	}
	proposal := other.get("/werk/akkoord").all("main form")[0]
	if a := other.post(attr(proposal, "action"), url.Values{"besluit": {"nee"}}); a.Header.Get("Location") != "/werk/akkoord?gedaan=nee" {
		t.Errorf("%d %s", a.StatusCode, a.text("main"))
	}
	overview := v.get("/beheer")
	for _, want := range []string{"Strenge standAan", "Ziekenhuis De Linde", "https://eerstelijn.example", "Akkoord met zijn tweeën (0)"} {
		if !strings.Contains(overview.text("main"), want) {
			t.Errorf("the overview lacks %q: %s", want, overview.text("main"))
		}
	}
	if slices.ContainsFunc(h.data.Services, func(s directory.Service) bool { return strings.Contains(overview.text("main"), s.Name) }) {
		t.Error("the overview shows a service")
	}
}
