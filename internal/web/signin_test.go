package web_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/identity/oidctest"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web"
)

const address = "http://site.example"

// employer is a house whose people sign in with an employer: the organisation of the first service.
func employer(t *testing.T) (h *house, provider *oidctest.Provider, party *oidc.Party) {
	t.Helper()
	provider = oidctest.New(t, clock.Fixed(now))
	provider.Register("eerstelijn", "geheim", address+oidc.CallbackPath("werk"), address+"/inloggen")
	h = fill(t, storetest.SQLite(t, clock.Fixed(now)), func(d *web.Deps) {
		ring, err := keys.CreateFile(filepath.Join(t.TempDir(), "oidc-keys"), now)
		if err != nil {
			t.Fatal(err)
		}
		name := ""
		for _, s := range invented().Services {
			if s.State == directory.Shown {
				o, err := d.Network.Organization(t.Context(), s.Organization)
				if err != nil {
					t.Fatal(err)
				}
				name = o.Name
				break
			}
		}
		i := oidc.Issuer{
			ID: "werk", Name: "Account van uw werk", Kind: oidc.Employer, URL: provider.URL, ClientID: "eerstelijn", Secret: "geheim",
			Assurance:    oidc.Levels{ACR: map[string]oidc.Level{"pas": oidc.Level(access.High)}, Default: oidc.Level(access.Low)},
			Person:       oidc.Finding{Enrol: true},
			Organization: oidc.Place{Fixed: name, As: "name"},
			Role:         oidc.Roles{Claim: "groups", Values: []oidc.RoleValue{{Is: "beheer", Role: access.ProviderAdmin}}, Default: access.Professional},
		}
		party = oidc.New([]oidc.Issuer{i}, oidc.Deps{
			Identity: d.Identity, Network: d.Network, Keys: keys.New(ring), Now: clock.Fixed(now), Rules: oidc.Rules{Insecure: true},
		})
		d.Party, d.Address = party, address
	})
	return h, provider, party
}

// through goes where an answer leads outside the site, and gives the path there back into it.
func through(t *testing.T, a *answer) string {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: 10 * time.Second}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.Header.Get("Location"), nil)
	if err != nil {
		t.Fatal(err)
	}
	there, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = there.Body.Close()
	back, err := there.Location()
	if err != nil || back.Scheme+"://"+back.Host != address {
		t.Fatalf("the provider answers %s and leads to %v", there.Status, back)
	}
	return back.RequestURI()
}

// TestEmployerSignIn is the way of a professional: the workplace leads to signing in, that to the
// employer, and that back to the workplace; and out again, here and there.
func TestEmployerSignIn(t *testing.T) {
	t.Parallel()
	h, provider, _ := employer(t)
	provider.SignInAs(oidctest.Claims{"sub": "n-1", "name": "Noor Vermeulen-Test"})
	v := h.visit(t)
	a := v.get("/werk")
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/inloggen?terug=%2Fwerk" {
		t.Fatalf("the workplace answers %d, to %q", a.StatusCode, a.Header.Get("Location"))
	}
	choice := v.get(a.Header.Get("Location"))
	sound(t, "signing in", choice)
	links := choice.all(`main a[href^="/inloggen/werk"]`)
	if len(links) != 1 || len(choice.all("main .nl-button--primary")) > 1 {
		t.Fatalf("the choice: %s", choice.text("main"))
	}
	gone := v.get(attr(links[0], "href"))
	if gone.StatusCode != http.StatusSeeOther || !strings.HasPrefix(gone.Header.Get("Location"), provider.URL) {
		t.Fatalf("leads to %q", gone.Header.Get("Location"))
	}
	back := through(t, gone)
	stranger := h.visit(t)
	if a := stranger.get(back); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text("main [role=alert]"), "Begin opnieuw") {
		t.Errorf("in another browser: %d %s", a.StatusCode, a.text("main"))
	}
	in := v.get(back)
	if in.StatusCode != http.StatusSeeOther || in.Header.Get("Location") != "/werk" {
		t.Fatalf("coming back answers %d, to %q: %s", in.StatusCode, in.Header.Get("Location"), in.text("main"))
	}
	page := v.get("/werk")
	sound(t, "the workplace", page)
	if page.StatusCode != http.StatusOK || !strings.Contains(page.text("header"), "Noor Vermeulen-Test") || len(page.all(`header form[action="/uitloggen"]`)) != 1 {
		t.Fatalf("the workplace says %s", page.text("header"))
	}
	if again := v.get(back); again.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("the way back works twice: %d", again.StatusCode)
	}

	out := v.post("/uitloggen", nil)
	said := v.get(out.Header.Get("Location"))
	there := said.all(`main a[href="/inloggen/werk/uit"]`)
	if !strings.Contains(said.text("main"), "U bent uitgelogd") || len(there) != 1 {
		t.Fatalf("after signing out: %s", said.text("main"))
	}
	if to := through(t, v.get("/inloggen/werk/uit")); to != "/inloggen" {
		t.Errorf("signing out there leads to %q", to)
	}
	if v.get("/werk").StatusCode != http.StatusSeeOther {
		t.Error("the workplace is still open")
	}
}

// TestSignInRefused: who is not let in is told why, on a page from which they can try again.
func TestSignInRefused(t *testing.T) {
	t.Parallel()
	h, provider, _ := employer(t)
	provider.SignInAs(oidctest.Claims{"sub": "n-1", "name": "Noor"})
	for name, c := range map[string]struct {
		change func()
		says   string
		status int
	}{
		"broken off":     {func() { provider.Refuse = "access_denied" }, "afgebroken", http.StatusForbidden},
		"a bad token":    {func() { provider.Refuse, provider.Forge = "", oidctest.Unsigned }, "niet vertrouwen", http.StatusForbidden},
		"no such issuer": {nil, "", http.StatusNotFound},
	} {
		v := h.visit(t)
		if c.change == nil {
			if a := v.get("/inloggen/nergens"); a.StatusCode != c.status {
				t.Errorf("%s: %d", name, a.StatusCode)
			}
			continue
		}
		if name == "broken off" {
			provider.Forge = nil
		}
		c.change()
		a := v.get(through(t, v.get("/inloggen/werk")))
		sound(t, name, a)
		if a.StatusCode != c.status || !strings.Contains(a.text("main [role=alert]"), c.says) || len(a.all(`main a[href="/inloggen/werk"]`)) != 1 {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.text("main"))
		}
	}
	for _, bad := range []string{"//evil.example", "https://evil.example", "/\\evil.example"} {
		provider.Refuse, provider.Forge = "", nil
		v := h.visit(t)
		a := v.get(through(t, v.get("/inloggen/werk?terug="+url.QueryEscape(bad))))
		if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/werk" {
			t.Errorf("%q leads to %q", bad, a.Header.Get("Location"))
		}
	}
}

// TestLeaving: whoever leaves the organisation is out at their next request, and cannot come back in.
func TestLeaving(t *testing.T) {
	t.Parallel()
	h, provider, _ := employer(t)
	provider.SignInAs(oidctest.Claims{"sub": "n-1", "name": "Noor Vertrekt"})
	v := h.visit(t)
	v.get(through(t, v.get("/inloggen/werk")))
	if v.get("/werk").StatusCode != http.StatusOK {
		t.Fatal("not signed in")
	}
	if err := h.net.EndPerson(t.Context(), access.Job("test"), h.called(t, "Noor Vertrekt")); err != nil {
		t.Fatal(err)
	}
	if a := v.get("/werk"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the workplace answers %d", a.StatusCode)
	}
	a := v.get(through(t, v.get("/inloggen/werk")))
	if a.StatusCode != http.StatusForbidden || !strings.Contains(a.text("main"), "niet meer inloggen") {
		t.Errorf("coming again answers %d: %s", a.StatusCode, a.text("main"))
	}
}

// TestTypedTextIsKept: a form that comes after the session ended is shown again, to be sent once
// somebody has signed in; it was not done, and that it was tried is on record.
func TestTypedTextIsKept(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := "/werk/aanbod/" + string(h.data.Services[0].ID) + "/klopt"
	v := h.visit(t)
	a := v.post(path, url.Values{"opmerking": {"Zij is <b>verhuisd</b>", "tweede"}, "soort": {"x"}})
	sound(t, "the form again", a)
	if a.StatusCode != http.StatusUnauthorized || a.Header.Get("WWW-Authenticate") == "" || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("answers %d with %v", a.StatusCode, a.Header)
	}
	kept := a.all(`main form[method=post][action="` + path + `"] input[type=hidden]`)
	if len(kept) != 3 || attr(kept[0], "value") != "Zij is <b>verhuisd</b>" || attr(kept[1], "value") != "tweede" || attr(kept[2], "name") != "soort" {
		t.Errorf("kept %d values: %s", len(kept), a.text("main"))
	}
	if len(a.all(`main a[href="/inloggen"][target=_blank]`)) != 1 {
		t.Error("no way to sign in")
	}
	if e := h.last(t, h.data.Services[0].ID); e.Outcome != "refused" || e.Person != "anonymous" {
		t.Errorf("the ledger says %+v", e)
	}
	large := v.post(path, url.Values{"opmerking": {strings.Repeat("x", 70<<10)}})
	if large.StatusCode != http.StatusUnauthorized || len(large.all("main form")) != 0 || len(large.body) > 60<<10 {
		t.Errorf("a large form: %d with %d bytes", large.StatusCode, len(large.body))
	}
}

// TestStepUpPage: the ways that are not strong enough are not offered to who needs a stronger one.
func TestStepUpPage(t *testing.T) {
	t.Parallel()
	h, _, _ := employer(t)
	v := h.visit(t)
	for need, want := range map[string]int{"midden": 1, "hoog": 1, "anders": 1} {
		a := v.get("/inloggen?nodig=" + need + "&terug=/werk")
		sound(t, need, a)
		if got := len(a.all(`main a[href^="/inloggen/werk"]`)); got != want {
			t.Errorf("%s: %d ways", need, got)
		}
	}
	plain := demonstration(t).visit(t).get("/inloggen?nodig=hoog&terug=/werk")
	sound(t, "in the demonstration", plain)
	if len(plain.all(`main a[href="/demo?terug=%2Fwerk&nodig=hoog"], main a[href="/demo?terug=%2Fwerk"]`)) != 1 {
		t.Errorf("the demonstration says %s", plain.text("main"))
	}
	outside := fill(t, storetest.SQLite(t, clock.Fixed(now)), func(d *web.Deps) { d.Demo = false }).visit(t).get("/inloggen?nodig=hoog")
	if !strings.Contains(outside.text("main"), "Sterker inloggen kan hier nog niet") {
		t.Errorf("without any way: %s", outside.text("main"))
	}
}

// TestBackChannel: the provider's message is taken without a session, answered as a program expects, once.
func TestBackChannel(t *testing.T) {
	t.Parallel()
	h, provider, _ := employer(t)
	provider.SignInAs(oidctest.Claims{"sub": "n-1", "name": "Noor", "sid": "s-1"})
	v := h.visit(t)
	v.get(through(t, v.get("/inloggen/werk")))
	message := url.Values{"logout_token": {provider.LogoutToken("eerstelijn", oidctest.Claims{"sid": "s-1"})}}
	outside := h.visit(t)
	if a := outside.post("/inloggen/werk/bericht", message); a.StatusCode != http.StatusOK || a.Header.Get("Cache-Control") != "no-store" || a.body != "" {
		t.Errorf("the message is answered with %d %q", a.StatusCode, a.body)
	}
	if v.get("/werk").StatusCode != http.StatusSeeOther {
		t.Error("the session still stands")
	}
	if a := outside.post("/inloggen/werk/bericht", message); a.StatusCode != http.StatusBadRequest {
		t.Errorf("the second time: %d", a.StatusCode)
	}
	if a := outside.send(http.MethodGet, "/inloggen/werk/bericht", nil, ""); a.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("by GET: %d", a.StatusCode)
	}
}

// called gives whoever has a name.
func (h *house) called(t *testing.T, name string) network.PersonID {
	t.Helper()
	all, err := h.net.PeopleForSignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if p.Name == name {
			return p.ID
		}
	}
	t.Fatalf("nobody is called %s", name)
	return ""
}
