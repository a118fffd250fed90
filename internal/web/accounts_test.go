package web_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web"
)

const publicSite = "https://eerstelijn.example"

// accountsOn makes what the pages of accounts stand on.
func accountsOn(t testing.TB, spine *act.Spine, ring *keys.Ring, n *network.Service, d *directory.Register, people *identity.Service, log *slog.Logger) web.Accounts {
	t.Helper()
	a := web.Accounts{Links: link.New(spine.DB(), ring), Outbox: mail.New(spine.DB(), ring, nil, log)}
	var err error
	if a.Passkeys, err = passkey.New(spine, ring, publicSite); err != nil {
		t.Fatal(err)
	}
	a.Invitations = invitation.New(invitation.Needs{Spine: spine, Keys: ring, Network: n, Sessions: people, Links: a.Links, Passkeys: a.Passkeys,
		Outbox: a.Outbox, Offers: d, Public: publicSite})
	return a
}

// telephone holds one passkey.
type telephone struct {
	virtualwebauthn.Authenticator
	virtualwebauthn.Credential
}

func newTelephone() *telephone {
	d := &telephone{Authenticator: virtualwebauthn.NewAuthenticator()}
	for d.Key == nil || len(d.Key.AttestationData()) != 77 { // the library writes shorter keys wrong
		d.Credential = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return d
}

var ourSite = virtualwebauthn.RelyingParty{ID: "eerstelijn.example", Name: "Eerstelijn", Origin: publicSite}

// make answers the question at an address with a new passkey.
func (d *telephone) make(v *visitor, ask string) string {
	v.t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(v.post(ask, nil).body)
	if err != nil {
		v.t.Fatal(err)
	}
	d.Options.UserHandle = []byte(o.UserID)
	return virtualwebauthn.CreateAttestationResponse(ourSite, d.Authenticator, d.Credential, *o)
}

// sign answers the question to sign in.
func (d *telephone) sign(v *visitor) string {
	v.t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(v.post("/inloggen/passkey/begin", nil).body)
	if err != nil {
		v.t.Fatal(err)
	}
	d.Counter++
	return virtualwebauthn.CreateAssertionResponse(ourSite, d.Authenticator, d.Credential, *o)
}

func (v *visitor) become(role access.Role) *visitor {
	v.t.Helper()
	v.post("/demo/als/"+string(v.person(v.t, role, nil).ID), nil)
	return v
}

// sentToSignIn tells whether a page asks its visitor to sign in first.
func sentToSignIn(a *answer) bool {
	return a.StatusCode == http.StatusSeeOther && strings.HasPrefix(a.Header.Get("Location"), "/inloggen")
}

const invitee = "Wies Markering"

func invitationForm() url.Values {
	return url.Values{"naam": {invitee}, "email": {"wies.markering@mensen.example"}, "rol": {"professional"}}
}

// invite has an administrator invite somebody, and gives the path of the link in the mail.
func (h *house) invite(t testing.TB) string {
	t.Helper()
	a := h.visit(t).become(access.ProviderAdmin).post("/werk/mensen/nieuw", invitationForm())
	if a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.StatusCode, a.text("main"))
	}
	return h.newestLink(t)
}

func (h *house) newestLink(t testing.TB) string {
	t.Helper()
	post := h.visit(t).get("/demo/post")
	found := regexp.MustCompile(`/inzage/[A-Z2-7]{32}`).FindString(post.body)
	if found == "" || !strings.Contains(post.text("main"), "wies.markering@mensen.example") {
		t.Fatalf("no link in %s", post.text("main"))
	}
	return found
}

func TestInvitationThroughThePages(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.invite(t)
	v := h.visit(t)
	for range 2 { // programs that check mail look as well
		a := v.get(path)
		if a.StatusCode != http.StatusOK || a.text("h1") != "U bent uitgenodigd" || !strings.Contains(a.text("main"), invitee) {
			t.Fatalf("%d %s", a.StatusCode, a.text("main"))
		}
	}
	phone := newTelephone()
	a := v.post(path, url.Values{"naam": {"Mijn telefoon"}, "antwoord": {phone.make(v, path+"/passkey")}})
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/werk/account?gedaan=welkom" {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	own := v.get("/werk/account?gedaan=welkom")
	if text := own.text("main"); !strings.Contains(text, invitee) || !strings.Contains(text, "Mijn telefoon") || !strings.Contains(text, "Hier bent u nu") {
		t.Errorf("%s", text)
	}

	again := h.visit(t)
	a = again.post("/inloggen/passkey/klaar", url.Values{"antwoord": {phone.sign(again)}, "terug": {"/werk/account"}})
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/werk/account" || !strings.Contains(again.get("/werk").text("main"), invitee) {
		t.Errorf("%d %s", a.StatusCode, a.Header.Get("Location"))
	}
	if strings.Contains(h.logs.String(), "Markering") || strings.Contains(h.logs.String(), path) {
		t.Error("the logs tell who, or the link")
	}
}

func TestLinksThatDoNotOpenLookAlike(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.invite(t)
	v := h.visit(t)
	if a := v.post(path, url.Values{"naam": {"x"}, "antwoord": {newTelephone().make(v, path+"/passkey")}}); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode)
	}
	first := ""
	for _, p := range []string{path, "/inzage/" + strings.Repeat("A", 32), "/inzage/x", "/inzage/..%2F..%2Fetc"} {
		for _, a := range []*answer{h.visit(t).get(p), h.visit(t).post(p, nil)} {
			if first == "" {
				first = a.body
			}
			if a.StatusCode != http.StatusNotFound || a.body != first || a.text("h1") != "Deze link werkt niet meer" {
				t.Errorf("%s: %d %s", p, a.StatusCode, a.text("h1"))
			}
		}
		if a := h.visit(t).post(p+"/passkey", nil); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: a question: %d", p, a.StatusCode)
		}
	}
}

func TestInvitationSaysWhatIsWrongAndStays(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.invite(t)
	v := h.visit(t)
	for name, form := range map[string]url.Values{
		"without a script":   {"naam": {"Telefoon"}},
		"without a name":     {"naam": {" "}, "antwoord": {newTelephone().make(v, path+"/passkey")}},
		"with a wrong thing": {"naam": {"Telefoon"}, "antwoord": {"{}"}},
	} {
		if a := v.post(path, form); a.StatusCode != http.StatusUnprocessableEntity || a.text("[role=alert]") == "" || a.text("h1") != "U bent uitgenodigd" {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.text("main"))
		}
	}
	if a := v.post(path, url.Values{"naam": {"Telefoon"}, "antwoord": {newTelephone().make(v, path+"/passkey")}}); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the link was harmed: %d", a.StatusCode)
	}
}

func TestFormOfAnInvitation(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	admin := h.visit(t).become(access.ProviderAdmin)
	bad := invitationForm()
	bad.Set("email", "geen adres")
	if a := admin.post("/werk/mensen/nieuw", bad); a.StatusCode != http.StatusUnprocessableEntity || attr(a.all("#naam")[0], "value") != invitee ||
		!strings.Contains(a.text("#email-fout"), "e-mailadres") {
		t.Errorf("%d %s", a.StatusCode, a.text("main"))
	}
	roles := func(v *visitor) (all []string) {
		for _, o := range v.get("/werk/mensen/nieuw").all("[name=rol]") {
			all = append(all, attr(o, "value"))
		}
		return all
	}
	if got := strings.Join(roles(admin), " "); got != "professional transfer-desk provider-admin" {
		t.Errorf("an administrator may hand out %s", got)
	}
	if got := strings.Join(roles(h.visit(t).become(access.Coordinator)), " "); got != "professional" {
		t.Errorf("a coordinator may hand out %s", got)
	}
	elsewhere := invitationForm()
	elsewhere.Set("rol", "resv-staff")
	if a := admin.post("/werk/mensen/nieuw", elsewhere); a.StatusCode != http.StatusForbidden {
		t.Errorf("a role that is not theirs to give: %d", a.StatusCode)
	}
	for _, role := range []access.Role{access.Professional, access.Patient, access.Auditor, access.Insurer} {
		for _, p := range []string{"/werk/mensen", "/werk/mensen/nieuw"} {
			if a := h.visit(t).become(role).get(p); a.StatusCode != http.StatusForbidden {
				t.Errorf("%s at %s: %d", role, p, a.StatusCode)
			}
		}
	}
}

func TestPeopleAreThoseOfOnesOwnPlace(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	admin := h.person(t, access.ProviderAdmin, nil)
	stranger := h.person(t, access.ProviderAdmin, func(p network.Person) bool { return p.Organization != admin.Organization })
	v := h.visit(t)
	v.post("/demo/als/"+string(admin.ID), nil)
	list := v.get("/werk/mensen").text("main")
	if !strings.Contains(list, admin.Name) || strings.Contains(list, stranger.Name) {
		t.Errorf("%s", list)
	}
	if a := v.get("/werk/mensen/" + string(stranger.ID)); a.StatusCode != http.StatusNotFound || strings.Contains(a.body, stranger.Name) {
		t.Errorf("somebody elsewhere: %d", a.StatusCode)
	}
	for _, act := range []string{"herstel", "vertrokken"} {
		if a := v.post("/werk/mensen/"+string(stranger.ID)+"/"+act, nil); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s of somebody elsewhere: %d", act, a.StatusCode)
		}
	}
}

func TestRecoveryAndLeavingThroughThePages(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.invite(t)
	member, phone := h.visit(t), newTelephone()
	member.post(path, url.Values{"naam": {"Telefoon"}, "antwoord": {phone.make(member, path+"/passkey")}})
	admin := h.visit(t).become(access.ProviderAdmin)
	id := regexp.MustCompile(`/werk/mensen/([0-9a-f-]{36})">` + invitee).FindStringSubmatch(admin.get("/werk/mensen").body)
	if id == nil {
		t.Fatal("not in the list")
	}
	if a := admin.post("/werk/mensen/"+id[1]+"/herstel", nil); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	if a := member.get("/werk/account"); !sentToSignIn(a) {
		t.Errorf("still signed in: %d", a.StatusCode)
	}
	if a := member.post("/inloggen/passkey/klaar", url.Values{"antwoord": {phone.sign(member)}}); a.StatusCode != http.StatusForbidden {
		t.Errorf("the old passkey opens: %d", a.StatusCode)
	}
	again, fresh := h.newestLink(t), newTelephone()
	if a := member.get(again); a.text("h1") != "Maak een nieuwe passkey" {
		t.Errorf("%s", a.text("main"))
	}
	if a := member.post(again, url.Values{"naam": {"Nieuwe"}, "antwoord": {fresh.make(member, again+"/passkey")}}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	if a := admin.post("/werk/mensen/"+id[1]+"/vertrokken", nil); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode)
	}
	if a := member.get("/werk/account"); !sentToSignIn(a) {
		t.Errorf("somebody who left is signed in: %d", a.StatusCode)
	}
	if a := member.post("/inloggen/passkey/klaar", url.Values{"antwoord": {fresh.sign(member)}}); a.StatusCode != http.StatusForbidden {
		t.Errorf("somebody who left signs in: %d", a.StatusCode)
	}
}

func TestOwnPasskeysAndSessions(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.invite(t)
	v, phone := h.visit(t), newTelephone()
	v.post(path, url.Values{"naam": {"Telefoon"}, "antwoord": {phone.make(v, path+"/passkey")}})
	laptop := newTelephone()
	if a := v.post("/werk/account/passkey/klaar", url.Values{"naam": {""}, "antwoord": {laptop.make(v, "/werk/account/passkey/begin")}}); a.StatusCode != http.StatusUnprocessableEntity || a.text("#naam-fout") == "" {
		t.Errorf("without a name: %d %s", a.StatusCode, a.text("main"))
	}
	if a := v.post("/werk/account/passkey/klaar", url.Values{"naam": {"Laptop"}, "antwoord": {laptop.make(v, "/werk/account/passkey/begin")}}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	elsewhere := h.visit(t)
	elsewhere.post("/inloggen/passkey/klaar", url.Values{"antwoord": {laptop.sign(elsewhere)}})
	if a := v.post("/werk/account/sessies/uit", nil); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode)
	}
	if a := elsewhere.get("/werk/account"); !sentToSignIn(a) {
		t.Errorf("signed in elsewhere still: %d", a.StatusCode)
	}
	own := v.get("/werk/account")
	gone := regexp.MustCompile(`/werk/account/passkey/[0-9a-f-]{36}/weg`).FindAllString(own.body, -1)
	if len(gone) != 2 {
		t.Fatalf("%d passkeys: %s", len(gone), own.text("main"))
	}
	if a := h.visit(t).become(access.Professional).post(gone[0], nil); a.StatusCode != http.StatusForbidden {
		t.Errorf("another one's passkey: %d", a.StatusCode)
	}
	if a := v.post(gone[0], nil); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode)
	}
	if a := v.post(gone[1], nil); a.StatusCode != http.StatusConflict || a.text("[role=alert]") == "" {
		t.Errorf("the last way in: %d", a.StatusCode)
	}
	if a := h.visit(t).get("/werk/account"); !sentToSignIn(a) {
		t.Errorf("a visitor: %d", a.StatusCode)
	}
	if a := h.visit(t).post("/werk/account/passkey/begin", nil); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("a visitor's question: %d", a.StatusCode)
	}
}

func TestSignInByPasskeyGoesNowhereElse(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.invite(t)
	v, phone := h.visit(t), newTelephone()
	v.post(path, url.Values{"naam": {"Telefoon"}, "antwoord": {phone.make(v, path+"/passkey")}})
	for _, to := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)"} {
		out := h.visit(t)
		a := out.post("/inloggen/passkey/klaar", url.Values{"antwoord": {phone.sign(out)}, "terug": {to}})
		if where := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || strings.Contains(where, "evil") || !strings.HasPrefix(where, "/") {
			t.Errorf("%s leads to %q (%d)", to, where, a.StatusCode)
		}
	}
	before := h.visit(t).become(access.Professional)
	planted := before.cookies["eerstelijn"]
	before.post("/inloggen/passkey/klaar", url.Values{"antwoord": {phone.sign(before)}})
	if before.cookies["eerstelijn"] == planted {
		t.Error("the session keeps its number at sign-in")
	}
}

func TestMailboxIsTheDemonstrationsAlone(t *testing.T) {
	t.Parallel()
	h := fill(t, demonstration(t).db, func(d *web.Deps) { d.Demo = false })
	if a := h.visit(t).get("/demo/post"); a.StatusCode != http.StatusNotFound {
		t.Errorf("%d", a.StatusCode)
	}
}
