package oidc_test

import (
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/identity/oidctest"
)

// signedIn gives a way to ask whether the session of somebody who signs in now still stands.
func (h *house) signedIn(sub string) (stands func() bool) {
	h.t.Helper()
	h.provider.SignInAs(nurse(sub))
	back, err := h.finish("werk", h.away("werk", oidc.Ask{}))
	if err != nil {
		h.t.Fatal(err)
	}
	sessions := identity.NewSessions(h.identity, "", slog.New(slog.DiscardHandler))
	var in bool
	site := sessions.Around(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if err := sessions.Begin(r.Context(), back.SignIn); err != nil {
				h.t.Error(err)
			}
		}
		in = identity.SignedIn(identity.ActorOf(r.Context()))
	}))
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, "/", nil))
	return func() bool {
		r := httptest.NewRequestWithContext(h.t.Context(), http.MethodGet, "/", nil)
		for _, c := range w.Result().Cookies() {
			r.AddCookie(c)
		}
		site.ServeHTTP(httptest.NewRecorder(), r)
		return in
	}
}

// TestBackChannelLogout: a provider's message ends the session that it names, or all of a person's
// that began there, once; and nobody else's.
func TestBackChannelLogout(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	one, two := h.signedIn("n-1"), h.signedIn("n-2")
	if !one() || !two() {
		t.Fatal("nobody is signed in")
	}
	message := h.provider.LogoutToken("eerstelijn", oidctest.Claims{"sid": "s-n-1"})
	if err := h.party.Logout(t.Context(), "werk", message); err != nil || one() || !two() {
		t.Errorf("by session: %v, one %v, two %v", err, one(), two())
	}
	if err := h.party.Logout(t.Context(), "werk", message); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the same message again: %v", err)
	}
	if err := h.party.Logout(t.Context(), "werk", h.provider.LogoutToken("eerstelijn", oidctest.Claims{"sub": "n-2"})); err != nil || two() {
		t.Errorf("by subject: %v, two %v", err, two())
	}
	if err := h.party.Logout(t.Context(), "werk", h.provider.LogoutToken("eerstelijn", oidctest.Claims{"sub": "nobody"})); err != nil {
		t.Errorf("somebody we never saw: %v", err)
	}
	if n := h.count(`SELECT count(*) FROM ledger_entry WHERE act = 'identity.ProviderLogout' AND outcome = 'done'`); n != 3 {
		t.Errorf("%d logouts on record", n)
	}
}

// TestWhatIsNoLogout: what is not such a message, or not for us, ends nothing.
func TestWhatIsNoLogout(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	stands := h.signedIn("n-1")
	stranger := oidctest.New(t, h.clock.now)
	now := noon.Unix()
	token := func(more oidctest.Claims) string {
		c := oidctest.Claims{"sid": "s-n-1"}
		for k, v := range more {
			c[k] = v
		}
		return h.provider.LogoutToken("eerstelijn", c)
	}
	for name, message := range map[string]string{
		"nothing":           "",
		"no token":          "x.y.z",
		"another client's":  h.provider.LogoutToken("another", oidctest.Claims{"sid": "s-n-1"}),
		"another issuer":    token(oidctest.Claims{"iss": "https://evil.example"}),
		"another key":       stranger.LogoutToken("eerstelijn", oidctest.Claims{"iss": h.provider.URL, "sid": "s-n-1"}),
		"a nonce":           token(oidctest.Claims{"nonce": "x"}),
		"no event":          token(oidctest.Claims{"events": nil}),
		"no id":             token(oidctest.Claims{"jti": nil}),
		"nobody":            token(oidctest.Claims{"sid": nil}),
		"expired":           token(oidctest.Claims{"exp": now - 180}),
		"from the future":   token(oidctest.Claims{"iat": now + 180}),
		"old, though valid": token(oidctest.Claims{"iat": now - 3600, "exp": now + 3600}),
		"unsigned":          oidctest.Unsigned(oidctest.Claims{"iss": h.provider.URL, "aud": "eerstelijn", "sid": "s-n-1", "jti": "1", "exp": now + 60, "iat": now}),
	} {
		if err := h.party.Logout(t.Context(), "werk", message); fault.KindOf(err) != fault.Invalid || !stands() {
			t.Errorf("%s: %v, session stands: %v", name, err, stands())
		}
	}
}

// TestSignOutThere: signing out leads past the provider, which knows the session by the kept token.
func TestSignOutThere(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	h.provider.SignInAs(nurse("n-1"))
	back, err := h.finish("werk", h.away("werk", oidc.Ask{}))
	if err != nil {
		t.Fatal(err)
	}
	hint, err := base64.RawURLEncoding.DecodeString(back.SignIn.Keep[oidc.HintKey])
	if err != nil || strings.Contains(string(hint), "eyJ") {
		t.Fatalf("the token is kept as it is: %v", err)
	}
	to, err := h.party.SignOutURL(t.Context(), "werk", siteURL, "/inloggen", hint)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(to)
	if err != nil || u.Query().Get("post_logout_redirect_uri") != siteURL+"/inloggen" {
		t.Errorf("leads to %s", to)
	}
	visit(t, to) // fails when the provider does not accept it
	if q := visit(t, h.start()); q.Get("error") != "login_required" {
		t.Errorf("still signed in at the provider: %v", q)
	}
	if _, err := h.party.SignOutURL(t.Context(), "werk", siteURL, "/inloggen", []byte("x")); err == nil {
		t.Error("a hint that is no seal is used")
	}
	// A key that went during the session costs the hint, and not the way out.
	old := h.keyFile.Current()
	if _, err := h.keyFile.Rotate(noon); err != nil {
		t.Fatal(err)
	}
	if err := h.keyFile.Retire(old); err != nil {
		t.Fatal(err)
	}
	to, err = h.party.SignOutURL(t.Context(), "werk", siteURL, "/inloggen", hint)
	if err != nil || to == "" || strings.Contains(to, "id_token_hint") {
		t.Errorf("under a key that was retired: %s, %v", to, err)
	}
}

func (h *house) start() string {
	h.t.Helper()
	to, _, err := h.party.Start(h.t.Context(), "werk", oidc.Ask{Site: siteURL})
	if err != nil {
		h.t.Fatal(err)
	}
	return to
}

// TestProviderAway: a provider that does not answer is tried again when somebody comes, and one that
// has no TLS is never asked.
func TestProviderAway(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	away := httptest.NewServer(http.NotFoundHandler())
	defer away.Close()
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("asked without TLS") }))
	defer secret.Close()
	for address, rules := range map[string]oidc.Rules{away.URL: {Insecure: true}, secret.URL: {}} {
		party := oidc.New([]oidc.Issuer{employer(address)}, oidc.Deps{Identity: h.identity, Network: h.network, Keys: h.keys, Now: time.Now, Rules: rules})
		for range 2 {
			if _, _, err := party.Start(t.Context(), "werk", oidc.Ask{Site: siteURL}); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("%v", err)
			}
		}
	}
}

// TestMessagesAskSeldom: whatever strangers send, the provider is asked for its keys now and then; and who
// signs in is not kept waiting by them.
func TestMessagesAskSeldom(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	stands := h.signedIn("n-1")
	stranger := oidctest.New(t, h.clock.now)
	before := h.provider.Requests["/keys"]
	for range 20 {
		if err := h.party.Logout(t.Context(), "werk", stranger.LogoutToken("eerstelijn", oidctest.Claims{"iss": h.provider.URL, "sid": "s-n-1"})); fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
	}
	if n := h.provider.Requests["/keys"] - before; n != 1 || !stands() {
		t.Errorf("asked %d times for the keys, stands: %v", n, stands())
	}
	if err := h.party.Logout(t.Context(), "werk", h.provider.LogoutToken("eerstelijn", oidctest.Claims{"sid": "s-n-1"})); err != nil || stands() {
		t.Errorf("the provider's own: %v", err)
	}
}

// TestProviderThatIsAway is asked again after a few seconds, not by everybody who comes.
func TestProviderThatIsAway(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	var asked atomic.Int32
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(broken.Close)
	party := h.partyOf(employer(broken.URL))
	for range 5 {
		if _, _, err := party.Start(t.Context(), "werk", oidc.Ask{Site: siteURL}); fault.KindOf(err) != fault.Unavailable {
			t.Fatal(err)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	h.clock.add(6 * time.Second)
	if _, _, err := party.Start(t.Context(), "werk", oidc.Ask{Site: siteURL}); fault.KindOf(err) != fault.Unavailable || asked.Load() != 2 {
		t.Errorf("later: %v, asked %d times", err, asked.Load())
	}
}
