package client_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// A client with each kind of key gets a token and is let in as itself, with its scopes alone.
func TestTokenOpensTheDoor(t *testing.T) {
	t.Parallel()
	now := &atomic.Int64{}
	storetest.RunAt(t, clockOf(now), func(t *testing.T, db *store.DB) {
		h := houseOn(t, db, &atomic.Int64{}, nil)
		for _, alg := range []jose.SignatureAlgorithm{jose.RS384, jose.ES384, jose.EdDSA} {
			p := h.added(alg, "directory:write")
			a := h.ask(p.sign(t, h.claims(p)), url.Values{"client_id": {string(p.id)}})
			if a.status != http.StatusOK || a.scope != "directory:write" || a.header.Get("Cache-Control") != "no-store" {
				t.Fatalf("%s: %d %s %v\n%s", alg, a.status, a.body, a.header, h.logs)
			}
			_, who := h.enter("Bearer " + a.token)
			want := access.Actor{
				Person: "client:" + string(p.id), Name: "Agenda", Role: access.Machine, Organization: string(owner),
				Scopes: "directory:write", Assurance: access.Substantial, Via: access.ByAPI,
			}
			if who != want {
				t.Errorf("%s came in as %+v", alg, who)
			}
		}
		var kept, acts int
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry WHERE act = 'identity.IssueToken' AND outcome = 'done'`).Scan(&acts); err != nil {
				return err
			}
			return tx.QueryRow(ctx, `SELECT count(*) FROM client_token WHERE length(fingerprint) = 43`).Scan(&kept)
		})
		if err != nil || kept != 3 || acts != 3 {
			t.Errorf("%d fingerprints, %d entries: %v", kept, acts, err)
		}
	})
}

// Whatever is wrong with an assertion, the answer is the same.
func TestAssertionsThatProveNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	p, other, ended := h.added(jose.ES384, "directory:write"), h.added(jose.ES384), h.added(jose.ES384)
	if err := h.clients.EndClient(t.Context(), admin, ended.id); err != nil {
		t.Fatal(err)
	}
	stranger := newProgram(t, jose.ES384, "key-1")
	stranger.id = id.New[client.ID]()
	now := clockOf(h.now)()
	with := func(change func(c *jwt.Claims)) string {
		c := h.claims(p)
		change(&c)
		return p.sign(t, c)
	}
	der, err := x509.MarshalPKIXPublicKey(p.public)
	if err != nil {
		t.Fatal(err)
	}
	good := p.sign(t, h.claims(p))
	part := strings.Split(good, ".")
	payload, err := json.Marshal(h.claims(p))
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var first string
	for name, assertion := range map[string]string{
		"another audience":      with(func(c *jwt.Claims) { c.Audience = jwt.Audience{"https://elsewhere.example/oauth/token"} }),
		"the site as audience":  with(func(c *jwt.Claims) { c.Audience = jwt.Audience{public} }),
		"no audience":           with(func(c *jwt.Claims) { c.Audience = nil }),
		"expired":               with(func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(now) }),
		"no end":                with(func(c *jwt.Claims) { c.Expiry = nil }),
		"an hour long":          with(func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(now.Add(time.Hour)) }),
		"not yet":               with(func(c *jwt.Claims) { c.NotBefore = jwt.NewNumericDate(now.Add(time.Minute)) }),
		"made tomorrow":         with(func(c *jwt.Claims) { c.IssuedAt = jwt.NewNumericDate(now.Add(24 * time.Hour)) }),
		"no jti":                with(func(c *jwt.Claims) { c.ID = "" }),
		"an endless jti":        with(func(c *jwt.Claims) { c.ID = strings.Repeat("x", 256) }),
		"another issuer":        with(func(c *jwt.Claims) { c.Issuer = string(other.id) }),
		"another subject":       with(func(c *jwt.Claims) { c.Subject = string(other.id) }),
		"as another client":     with(func(c *jwt.Claims) { c.Issuer, c.Subject = string(other.id), string(other.id) }),
		"other client's key":    other.sign(t, h.claims(p)),
		"unknown client":        stranger.sign(t, h.claims(stranger)),
		"ended client":          ended.sign(t, h.claims(ended)),
		"unknown key":           signWith(t, jose.SigningKey{Algorithm: p.alg, Key: p.secret}, "key-2", h.claims(p)),
		"no kid":                signWith(t, jose.SigningKey{Algorithm: p.alg, Key: p.secret}, "", h.claims(p)),
		"alg none":              b64([]byte(`{"alg":"none","kid":"key-1"}`)) + "." + b64(payload) + ".",
		"HS256, public key":     signWith(t, jose.SigningKey{Algorithm: jose.HS256, Key: der}, p.kid, h.claims(p)),
		"ES256":                 signWith(t, jose.SigningKey{Algorithm: jose.ES256, Key: p256}, p.kid, h.claims(p)),
		"an altered payload":    part[0] + "." + b64(payload) + "." + part[2],
		"no signature":          part[0] + "." + part[1] + ".",
		"not a token":           "hallo",
		"too long":              good + strings.Repeat("A", 9000),
		"a header of our own":   b64([]byte(`{"alg":"ES384","kid":"key-1","crit":["b64"],"b64":false}`)) + "." + part[1] + "." + part[2],
		"a key in the header":   withOwnKey(t, stranger, h.claims(p)),
		"RS384 by another kind": signWith(t, jose.SigningKey{Algorithm: jose.RS384, Key: rsaKey()}, p.kid, h.claims(p)),
	} {
		a := h.ask(assertion, nil)
		if a.status != http.StatusUnauthorized || a.code != "invalid_client" || a.token != "" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		if first == "" {
			first = a.body
		} else if a.body != first {
			t.Errorf("%s can be told apart: %s, not %s", name, a.body, first)
		}
	}
	if strings.Contains(h.logs.String(), part[1]) || strings.Contains(h.logs.String(), string(p.id)) {
		t.Error("the log repeats what was sent")
	}
	if a := h.ask(good, nil); a.status != http.StatusOK {
		t.Errorf("the good one: %d %s", a.status, a.body)
	}
	if a := h.ask(good, nil); a.status != http.StatusUnauthorized || a.body != first {
		t.Errorf("replayed: %d %s", a.status, a.body)
	}
	h.wait(2 * time.Minute)
	if a := h.ask(good, nil); a.status != http.StatusUnauthorized {
		t.Errorf("replayed later: %d %s", a.status, a.body)
	}
}

// withOwnKey signs with a key that the header brings along.
func withOwnKey(t *testing.T, p *program, c jwt.Claims) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: p.alg, Key: p.secret}, (&jose.SignerOptions{EmbedJWK: true}).WithHeader("kid", "key-1"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(c).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Two that send one assertion at once: one gets a token.
func TestAssertionCountsOnceAtOnce(t *testing.T) {
	t.Parallel()
	now := &atomic.Int64{}
	storetest.RunAt(t, clockOf(now), func(t *testing.T, db *store.DB) {
		h := houseOn(t, db, now, nil)
		p := h.added(jose.EdDSA)
		assertion := p.sign(t, h.claims(p))
		answers := make(chan reply, 8)
		for range cap(answers) {
			go func() { answers <- h.ask(assertion, nil) }()
		}
		got := 0
		for range cap(answers) {
			switch a := <-answers; {
			case a.status == http.StatusOK:
				got++
			case a.status != http.StatusUnauthorized:
				t.Errorf("%d %s", a.status, a.body)
			}
		}
		if got != 1 {
			t.Errorf("%d tokens for one assertion", got)
		}
	})
}

func TestRequestsThatAreNone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	p := h.added(jose.ES384, "directory:write")
	sign := func() string { return p.sign(t, h.claims(p)) }
	form := "application/x-www-form-urlencoded"
	for _, c := range []struct {
		name string
		got  reply
		code string
	}{
		{"another grant", h.ask(sign(), url.Values{"grant_type": {"password"}}), "unsupported_grant_type"},
		{"no grant", h.ask(sign(), url.Values{"grant_type": {""}}), "invalid_request"},
		{"another proof", h.ask(sign(), url.Values{"client_assertion_type": {"x"}}), "invalid_request"},
		{"a secret", h.ask(sign(), url.Values{"client_secret": {"x"}}), "invalid_request"},
		{"no assertion", h.ask("", nil), "invalid_request"},
		{"two assertions", h.ask(sign(), url.Values{"client_assertion": {sign(), sign()}}), "invalid_request"},
		{"another client_id", h.ask(sign(), url.Values{"client_id": {"x"}}), "invalid_client"},
		{"a scope too wide", h.ask(sign(), url.Values{"scope": {"directory:write ledger:read"}}), "invalid_scope"},
		{"a scope that is none", h.ask(sign(), url.Values{"scope": {"token"}}), "invalid_scope"},
		{"JSON", h.post(`{"grant_type":"client_credentials"}`, "application/json"), "invalid_request"},
		{"too much", h.post("grant_type="+strings.Repeat("x", 20<<10), form), "invalid_request"},
		{"broken", h.post("grant_type=%zz", form), "invalid_request"},
	} {
		if c.got.code != c.code || c.got.token != "" || c.got.status != http.StatusBadRequest && c.code != "invalid_client" {
			t.Errorf("%s: %d %s, want %s", c.name, c.got.status, c.got.body, c.code)
		}
	}
	for name, change := range map[string]func(*http.Request){
		"in the address": func(r *http.Request) { r.URL.RawQuery = "grant_type=client_credentials" },
		"by password":    func(r *http.Request) { r.SetBasicAuth("a", "b") },
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, client.TokenPath, strings.NewReader("grant_type=client_credentials"))
		r.Header.Set("Content-Type", form)
		change(r)
		if a := h.send(h.endpoint, r); a.status != http.StatusBadRequest || a.code != "invalid_request" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

// Scopes count as they are now: fewer asked is fewer given, one taken away is gone from a token too.
func TestScopesAreLookedAtAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	p := h.added(jose.ES384, "directory:write")
	token := h.token(p)
	if err := h.clients.SetClientScopes(t.Context(), admin, p.id, nil); err != nil {
		t.Fatal(err)
	}
	if _, who := h.enter("Bearer " + token); who.Role != access.Machine || who.Scopes != "" {
		t.Errorf("a scope that was taken away still counts: %+v", who)
	}
	if err := h.clients.SetClientScopes(t.Context(), admin, p.id, []string{"directory:write", "directory:write"}); err != nil {
		t.Fatal(err)
	}
	if _, who := h.enter("Bearer " + token); who.Scopes != "directory:write" {
		t.Errorf("came in with %q", who.Scopes)
	}
}

// Reading the ledger is given by two people, never by one.
func TestGuardedScopeNeedsTwo(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	p := h.added(jose.ES384, "directory:write")
	if err := h.clients.SetClientScopes(t.Context(), admin, p.id, []string{"ledger:read"}); fault.KindOf(err) != fault.Invalid {
		t.Fatalf("one person gave it: %v", err)
	}
	if _, err := h.clients.AddClient(t.Context(), admin, client.Client{Name: "x", Organization: owner, Scopes: []string{"ledger:read"}, JWKS: p.jwks(t)}); fault.KindOf(err) != fault.Invalid {
		t.Fatalf("one person gave it to a new one: %v", err)
	}
	proposal, err := h.clients.GrantClientScope(t.Context(), admin, p.id, "ledger:read")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.approvals.Approve(t.Context(), admin, proposal.ID); fault.KindOf(err) != fault.Denied {
		t.Fatalf("the first person agreed with themselves: %v", err)
	}
	if a := h.ask(p.sign(t, h.claims(p)), url.Values{"scope": {"ledger:read"}}); a.code != "invalid_scope" {
		t.Fatalf("before the second agreed: %d %s", a.status, a.body)
	}
	if err := h.approvals.Approve(t.Context(), second, proposal.ID); err != nil {
		t.Fatal(err)
	}
	if a := h.ask(p.sign(t, h.claims(p)), url.Values{"scope": {"ledger:read"}}); a.scope != "ledger:read" {
		t.Fatalf("after both agreed: %d %s", a.status, a.body)
	}
	if err := h.clients.SetClientScopes(t.Context(), admin, p.id, []string{"directory:write", "ledger:read"}); err != nil {
		t.Errorf("what two gave cannot stay: %v", err)
	}
	if _, err := h.clients.GrantClientScope(t.Context(), admin, p.id, "directory:write"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a plain scope by two: %v", err)
	}
	// Who swaps the keys must not inherit what two people gave to somebody else.
	if err := h.clients.SetClientKeys(t.Context(), admin, p.id, p.jwks(t), ""); err != nil {
		t.Fatal(err)
	}
	if a := h.ask(p.sign(t, h.claims(p)), url.Values{"scope": {"ledger:read"}}); a.code != "invalid_scope" {
		t.Errorf("with other keys: %d %s", a.status, a.body)
	}
}

// Only who administers the platform manages clients.
func TestManagingIsForAdministrators(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	p := h.added(jose.ES384, "directory:write")
	machine := access.Actor{Person: "client:" + string(p.id), Role: access.Machine, Organization: string(owner), Scopes: "directory:write token", Assurance: access.Substantial}
	weak := admin
	weak.Assurance = access.Low
	for name, who := range map[string]access.Actor{
		"a citizen": access.Anonymous(""), "an auditor": {Person: "1", Role: access.Auditor, Assurance: access.High},
		"the organisation's own": {Person: "2", Role: access.ProviderAdmin, Organization: string(owner), Assurance: access.High},
		"the client itself":      machine, "an administrator by mail": weak,
	} {
		_, addErr := h.clients.AddClient(t.Context(), who, client.Client{Name: "x", Organization: owner, JWKS: p.jwks(t)})
		_, listErr := h.clients.Clients(t.Context(), who)
		_, grantErr := h.clients.GrantClientScope(t.Context(), who, p.id, "ledger:read")
		for act, err := range map[string]error{
			"add": addErr, "list": listErr, "grant": grantErr, "end": h.clients.EndClient(t.Context(), who, p.id),
			"scopes": h.clients.SetClientScopes(t.Context(), who, p.id, nil), "keys": h.clients.SetClientKeys(t.Context(), who, p.id, p.jwks(t), ""),
		} {
			if fault.KindOf(err) != fault.Denied {
				t.Errorf("%s may %s: %v", name, act, err)
			}
		}
	}
	all, err := h.clients.Clients(t.Context(), admin)
	if err != nil || len(all) != 1 || all[0].ID != p.id || all[0].Ended || !all[0].Used.IsZero() {
		t.Fatalf("%+v: %v", all, err)
	}
	h.token(p)
	if err := h.clients.EndClient(t.Context(), admin, p.id); err != nil {
		t.Fatal(err)
	}
	if err := h.clients.EndClient(t.Context(), admin, p.id); fault.KindOf(err) != fault.Conflict {
		t.Errorf("ended twice: %v", err)
	}
	if all, err = h.clients.Clients(t.Context(), admin); err != nil || !all[0].Ended || all[0].Used.IsZero() || all[0].EndedAt.IsZero() {
		t.Errorf("%+v: %v", all, err)
	}
}
