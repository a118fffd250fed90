package launch_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// both is what a record system says of itself that lets in public programs and those that sign.
func both(d map[string]any) {
	d["capabilities"] = append(slices.Clone(d["capabilities"].([]string)), "client-confidential-asymmetric")
	d["token_endpoint_auth_methods_supported"] = []string{"private_key_jwt"}
	d["token_endpoint_auth_signing_alg_values_supported"] = []string{"RS384", "ES384"}
}

// signer is the key of a site.
type signer struct {
	key *ecdsa.PrivateKey
	now clock.Clock
}

func newSigner(t testing.TB, now clock.Clock) *signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &signer{key, now}
}

// sign says who a client is at an address.
func (s *signer) sign(client, audience string) (string, error) {
	by, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES384, Key: s.key}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", "1"))
	if err != nil {
		return "", err
	}
	return jwt.Signed(by).Claims(jwt.Claims{Issuer: client, Subject: client, Audience: jwt.Audience{audience}, ID: rand.Text(), Expiry: jwt.NewNumericDate(s.now().Add(4 * time.Minute))}).Serialize()
}

// published gives the address of the public key.
func (s *signer) published(t *testing.T) string {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &s.key.PublicKey, KeyID: "1", Algorithm: "ES384", Use: "sig"}}})
	}))
	t.Cleanup(site.Close)
	return site.URL
}

func (h *house) signs(on bool) error {
	return h.launch.Set(h.t.Context(), administrator, h.system, launch.Change{Signed: &on})
}

// TestSigned: a record system that asks for it gets our signature in place of a name: by the published key, for its
// own token endpoint, for minutes, once. It lets in nobody who has another key.
func TestSigned(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, func(testing.TB, clock.Clock) *store.DB { return db })
		h.clock.at.Store(time.Now().UnixMicro())
		h.record.Record.Document = both
		h.record.RegisterSigning("eerstelijn", h.keys.published(t))
		if _, err := h.finish(h.away()); fault.KindOf(err) != fault.Denied {
			t.Errorf("without a signature: %v", err)
		}
		if err := h.signs(true); err != nil {
			t.Fatal(err)
		}
		if n := h.count(`SELECT count(*) FROM ledger_entry WHERE act = 'launch.Set' AND outcome = 'done' AND change LIKE '%"signed":true%'`); n != 1 {
			t.Errorf("%d entries in the ledger", n)
		}
		var before string
		for range 2 {
			if came, err := h.finish(h.away()); err != nil || came.SignIn.Person != h.nurse || !came.System.Signed {
				t.Fatalf("%+v, %v", came, err)
			}
			sent := h.record.Signed
			if sent.Has("client_id") || sent.Has("client_secret") || sent.Get("code_verifier") == "" || sent.Get("client_assertion") == before {
				t.Errorf("sent %v", slices.Sorted(maps.Keys(sent)))
			}
			before = sent.Get("client_assertion")
		}
		if status, said := h.record.Redeem(h.record.Signed); status != http.StatusUnauthorized || said != "invalid_client" {
			t.Errorf("the same assertion again: %d %s", status, said)
		}
		again := url.Values{"client_assertion_type": h.record.Signed["client_assertion_type"]}
		for audience, want := range map[string]string{h.record.URL + "/token": "invalid_grant", h.record.URL: "invalid_client", "https://ander.example/token": "invalid_client"} {
			text, err := h.keys.sign("eerstelijn", audience)
			if err != nil {
				t.Fatal(err)
			}
			again.Set("client_assertion", text)
			if _, said := h.record.Redeem(again); said != want {
				t.Errorf("for %s: %s, want %s", audience, said, want)
			}
		}
		late, err := h.keys.sign("eerstelijn", h.record.URL+"/token")
		if err != nil {
			t.Fatal(err)
		}
		h.clock.add(5 * time.Minute)
		again.Set("client_assertion", late)
		if _, said := h.record.Redeem(again); said != "invalid_client" {
			t.Errorf("five minutes later: %s", said)
		}

		h.record.RegisterSigning("eerstelijn", newSigner(t, h.clock.now).published(t))
		if _, err := h.finish(h.away()); fault.KindOf(err) != fault.Denied {
			t.Errorf("with a key that is not ours: %v", err)
		}
		if n := h.count(`SELECT count(*) FROM login`); n != 1 {
			t.Errorf("%d people are bound to it", n)
		}
	})
}

// TestSignedAsTheySay: what a record system says that it does not take is refused when it is chosen, whichever
// way round; what it is silent about is left to a try.
func TestSignedAsTheySay(t *testing.T) {
	t.Parallel()
	just := func(capabilities ...string) func(map[string]any) {
		return func(d map[string]any) {
			d["capabilities"] = append([]string{"launch-ehr", "sso-openid-connect"}, capabilities...)
		}
	}
	with := func(name string, v ...string) func(map[string]any) {
		return func(d map[string]any) { both(d); d[name] = v }
	}
	for name, x := range map[string]struct {
		says           func(map[string]any)
		signed, public bool
	}{
		"both":              {both, true, true},
		"nothing":           {just(), true, true},
		"public alone":      {just("client-public"), false, true},
		"a secret alone":    {just("client-confidential-symmetric"), false, false},
		"a signature alone": {just("client-confidential-asymmetric"), true, false},
		"a method alone": {func(d map[string]any) {
			just()(d)
			d["token_endpoint_auth_methods_supported"] = []string{"private_key_jwt"}
		}, true, true},
		"another method": {func(d map[string]any) {
			just()(d)
			d["token_endpoint_auth_methods_supported"] = []string{"client_secret_basic"}
		}, false, true},
		"another kind of signature": {with("token_endpoint_auth_signing_alg_values_supported", "RS384"), false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := onSQLite(t)
			h.record.Record.Document = x.says
			for signed, fits := range map[bool]bool{true: x.signed, false: x.public} {
				n := h.of(h.record)
				n.Signed, n.Base = signed, n.Base+"/" // as it is typed; it is known already
				_, err := h.launch.Add(t.Context(), administrator, n)
				if want := map[bool]fault.Kind{true: fault.Conflict, false: fault.Invalid}[fits]; fault.KindOf(err) != want || want == fault.Invalid && fault.Safe(err).Fields[0].Name != "signed" {
					t.Errorf("signed %v: %v", signed, err)
				}
			}
			if err := h.signs(true); (err == nil) != x.signed || err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("to sign: %v", err)
			}
			if !x.signed {
				if n := h.count(`SELECT count(*) FROM ledger_entry WHERE act = 'launch.Set' AND outcome = 'failed'`); n != 1 {
					t.Errorf("%d entries tell of it", n)
				}
				return
			}
			if err := h.signs(false); (err == nil) != x.public {
				t.Errorf("to sign no more: %v", err)
			}
		})
	}
}

// TestSignedUnjudged: a record system that does not answer is not judged, one whose choice stays is not asked, and
// nobody is asked for who may not choose. A try tells what does not fit.
func TestSignedUnjudged(t *testing.T) {
	t.Parallel()
	h := onSQLite(t)
	looked := func() int { return h.record.Requests["/fhir/.well-known/smart-configuration"] }
	was := looked()
	if err := h.signs(false); err != nil || looked() != was {
		t.Errorf("as it was: %v, asked %d times", err, looked()-was)
	}
	on := true
	for _, who := range []access.Actor{access.Anonymous(""), {Person: "b", Role: access.PlatformAdmin, Assurance: access.Low}} {
		n := h.of(h.record)
		n.Signed = true
		_, added := h.launch.Add(t.Context(), who, n)
		if err := h.launch.Set(t.Context(), who, h.system, launch.Change{Signed: &on}); fault.KindOf(err) != fault.Denied || fault.KindOf(added) != fault.Denied || looked() != was {
			t.Errorf("by %s: %v and %v, asked %d times", who.Role, added, err, looked()-was)
		}
	}
	if err := h.launch.Set(t.Context(), administrator, "x", launch.Change{Signed: &on}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("one that is not there: %v", err)
	}
	h.record.Record.Answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }
	if err := h.signs(true); err != nil || looked() == was {
		t.Fatalf("away: %v", err)
	}
	h.record.Record.Answer = nil
	rep, err := h.launch.Try(t.Context(), administrator, h.system)
	if err != nil || !strings.Contains(strings.Join(rep.Lacks, "; "), "client-confidential-asymmetric") {
		t.Errorf("a try says %v, %v", rep.Lacks, err)
	}
}
