// Package oidctest is a small OpenID provider for tests. It signs in whoever a test says is there,
// without asking, and does what a real one should: codes that work once, PKCE, exact addresses to come
// back to, signed tokens, keys that rotate. A test can make it misbehave in each of these.
//
// Start reading at [New].
package oidctest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/clock"
)

// Claims are what a token says.
type Claims = map[string]any

// Provider is a running provider. Its fields may be changed between requests.
type Provider struct {
	// URL is the issuer.
	URL string
	// Now is the provider's own clock, which may differ from the site's.
	Now clock.Clock
	// Mangle changes the claims of an ID token before it is signed.
	Mangle func(Claims)
	// Forge makes the ID token from its claims in place of the provider's own signature.
	Forge func(Claims) string
	// Refuse makes the provider answer a sign-in with this error.
	Refuse string
	// Requests counts what was asked, by path.
	Requests map[string]int
	// Asked is the query of the last sign-in.
	Asked url.Values
	// Signed is what the last client that signs sent to the token endpoint.
	Signed url.Values
	// Record makes the provider a record system too; see [Provider.Launch].
	Record *Record

	t       testing.TB
	mu      sync.Mutex
	user    Claims
	clients map[string]client
	codes   map[string]grant
	spent   map[string]bool   // names of assertions
	keys    []jose.JSONWebKey // the last one signs
	hidden  bool              // the newest key is not published
}

type client struct {
	secret   string
	jwks     string // address of the keys that it signs with, in place of a secret
	back     []string
	afterOut []string
}

type grant struct {
	client, back, challenge, nonce string
	user                           Claims
	launched                       bool
}

// New starts a provider that ends with the test.
func New(t testing.TB, now clock.Clock) *Provider {
	t.Helper()
	p := &Provider{t: t, Now: now, clients: map[string]client{}, codes: map[string]grant{}, spent: map[string]bool{}, Requests: map[string]int{}}
	p.Rotate(true)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.jwks)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /end", p.end)
	mux.HandleFunc("GET /fhir/.well-known/smart-configuration", p.smart)
	mux.HandleFunc("GET /fhir/Patient/{id}", p.patient)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.Requests[r.URL.Path]++
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// Register makes a client known. It may come back to back, and after signing out to afterOut.
func (p *Provider) Register(id, secret, back, afterOut string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.clients[id]
	p.clients[id] = client{secret: secret, jwks: c.jwks, back: append(c.back, back), afterOut: append(c.afterOut, afterOut)}
}

// SignInAs says who is at the provider: their claims, of which sub is needed.
func (p *Provider) SignInAs(user Claims) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.user = user
}

// Rotate makes a new key to sign with. Unpublished, it is used but stands in no key set.
func (p *Provider) Rotate(published bool) {
	p.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = append(p.keys, jose.JSONWebKey{Key: key, KeyID: rand.Text()[:8], Algorithm: string(jose.ES256), Use: "sig"})
	p.hidden = !published
}

// Forget takes all keys but the newest out of the key set.
func (p *Provider) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = p.keys[len(p.keys)-1:]
}

// Sign signs claims with the provider's newest key.
func (p *Provider) Sign(c Claims) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sign(c)
}

func (p *Provider) sign(c Claims) string {
	key := p.keys[len(p.keys)-1]
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		p.t.Error(err)
		return ""
	}
	text, err := jwt.Signed(signer).Claims(c).Serialize()
	if err != nil {
		p.t.Error(err)
	}
	return text
}

// Confused signs claims with HS256 and the public key as the secret: what a site that lets the token
// choose its algorithm would take for the provider's signature.
func (p *Provider) Confused(c Claims) string {
	key := p.keys[len(p.keys)-1]
	secret, err := key.Public().MarshalJSON()
	if err != nil {
		p.t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: secret}, (&jose.SignerOptions{}).WithHeader("kid", key.KeyID))
	if err != nil {
		p.t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(c).Serialize()
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}

// Unsigned writes claims as a token with the algorithm none.
func Unsigned(c Claims) string {
	body, _ := json.Marshal(c) // claims of a test are plain values
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + part(body) + "."
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"end_session_endpoint": p.URL + "/end", "id_token_signing_alg_values_supported": []string{"ES256"}, "response_types_supported": []string{"code"},
		"subject_types_supported": []string{"public"}, "backchannel_logout_supported": true,
	})
}

func (p *Provider) jwks(w http.ResponseWriter, _ *http.Request) {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for i, k := range p.keys {
		if !p.hidden || i < len(p.keys)-1 {
			set.Keys = append(set.Keys, k.Public())
		}
	}
	answer(w, http.StatusOK, set)
}

// authorize signs in who is there and sends them back with a code.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p.Asked = q
	c, known := p.clients[q.Get("client_id")]
	back, err := url.Parse(q.Get("redirect_uri"))
	if !known || err != nil || !slices.Contains(c.back, q.Get("redirect_uri")) {
		http.Error(w, "unknown client or address", http.StatusBadRequest)
		return
	}
	say := url.Values{"state": {q.Get("state")}, "iss": {p.URL}}
	switch {
	case p.Refuse != "":
		say.Set("error", p.Refuse)
	case q.Get("response_type") != "code" || !slices.Contains(strings.Fields(q.Get("scope")), "openid"),
		q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "", q.Get("nonce") == "":
		say.Set("error", "invalid_request")
	case p.user == nil:
		say.Set("error", "login_required")
	case q.Has("launch") && !p.opened(q):
		say.Set("error", "invalid_request")
	default:
		code := rand.Text()
		p.codes[code] = grant{q.Get("client_id"), q.Get("redirect_uri"), q.Get("code_challenge"), q.Get("nonce"), p.user, q.Has("launch")}
		say.Set("code", code)
	}
	back.RawQuery = say.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther) // #nosec G710 -- of tests alone, to an address that was registered
}

// token exchanges a code, once.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	signs := r.PostFormValue("client_assertion") != ""
	if signs {
		id = p.signer(r)
	}
	c, known := p.clients[id]
	if !known || signs != (c.jwks != "") || subtle.ConstantTimeCompare([]byte(c.secret), []byte(secret)) != 1 {
		answer(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	code := r.PostFormValue("code")
	g, fresh := p.codes[code]
	delete(p.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !fresh || g.client != id || g.back != r.PostFormValue("redirect_uri") || g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return
	}
	access := rand.Text()
	tokens := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": p.idToken(id, g, access)}
	if g.launched {
		maps.Copy(tokens, p.Record.Context)
		p.Record.tokens[access] = true
	}
	answer(w, http.StatusOK, tokens)
}

func (p *Provider) idToken(client string, g grant, access string) string {
	now, sum := p.Now().Unix(), sha256.Sum256([]byte(access))
	c := Claims{
		"iss": p.URL, "aud": client, "exp": now + 300, "iat": now, "auth_time": now, "nonce": g.nonce,
		"at_hash": base64.RawURLEncoding.EncodeToString(sum[:16]),
	}
	maps.Copy(c, g.user)
	if p.Mangle != nil {
		p.Mangle(c)
	}
	if p.Forge != nil {
		return p.Forge(c)
	}
	return p.sign(c)
}

// end signs somebody out and sends them on.
func (p *Provider) end(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	hint, err := jwt.ParseSigned(q.Get("id_token_hint"), []jose.SignatureAlgorithm{jose.ES256})
	var said jwt.Claims
	if err == nil {
		err = hint.UnsafeClaimsWithoutVerification(&said)
	}
	to := q.Get("post_logout_redirect_uri")
	if err != nil || said.Issuer != p.URL || !slices.Contains(p.clients[q.Get("client_id")].afterOut, to) {
		http.Error(w, "unknown token or address", http.StatusBadRequest)
		return
	}
	p.user = nil
	http.Redirect(w, r, to, http.StatusSeeOther) // #nosec G710 -- of tests alone, to an address that was registered
}

// LogoutToken is the provider's message to a client that somebody signed out; more adds claims or,
// with nil, takes them away.
func (p *Provider) LogoutToken(client string, more Claims) string {
	now := p.Now().Unix()
	c := Claims{
		"iss": p.URL, "aud": client, "iat": now, "exp": now + 120, "jti": rand.Text(),
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
	}
	for name, v := range more {
		if c[name] = v; v == nil {
			delete(c, name)
		}
	}
	return p.Sign(c)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
