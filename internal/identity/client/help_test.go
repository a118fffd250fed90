package client_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/approval/approvaltest"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const (
	public   = "https://eerstelijn.example"
	audience = public + client.TokenPath
)

var start = time.Date(2026, time.November, 3, 14, 42, 0, 0, time.UTC)

var (
	admin  = access.Actor{Person: id.From[string]("admin"), Name: "Beheer", Role: access.PlatformAdmin, Assurance: access.Substantial}
	second = access.Actor{Person: id.From[string]("second"), Name: "Tweede", Role: access.PlatformAdmin, Assurance: access.Substantial}
	owner  = id.From[network.OrganizationID]("owner")
)

// house is what clients are tested in: the door, and behind it a page that says who came in.
type house struct {
	t         testing.TB
	db        *store.DB
	clients   *client.Service
	approvals *approval.Approvals
	file      *keys.File
	endpoint  http.Handler
	door      http.Handler
	logs      *bytes.Buffer
	now       *atomic.Int64 // seconds since start
	http      *http.Client  // fetches key sets
}

func newHouse(t testing.TB, limit client.Limit) *house {
	t.Helper()
	now := &atomic.Int64{}
	return houseOn(t, storetest.SQLite(t, clockOf(now)), now, limit)
}

func clockOf(now *atomic.Int64) func() time.Time {
	return func() time.Time { return start.Add(time.Duration(now.Load()) * time.Second) }
}

func houseOn(t testing.TB, db *store.DB, now *atomic.Int64, limit client.Limit) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: db, logs: &bytes.Buffer{}, now: now, http: &http.Client{}}
	if h.file, err = keys.CreateFile(filepath.Join(t.TempDir(), "keys"), start); err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	h.approvals = approval.New(spine, policies, approvaltest.Everybody(admin))
	h.clients = client.New(client.Options{Spine: spine, Keys: keys.New(h.file), Log: slog.New(slog.NewTextHandler(h.logs, nil)), Now: clockOf(now), HTTP: h.http})
	h.clients.Register(h.approvals)
	h.endpoint = h.clients.Handler(public, limit)
	h.door = h.clients.Around(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(identity.ActorOf(r.Context()))
	}))
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
			VALUES ($1, 0, 'provider', 'Zorg', 'zorg', '', '', '', '', '', '', '', '')`, owner)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) wait(d time.Duration) { h.now.Add(int64(d.Seconds())) }

// program is a client as it is outside: its keys, and what it is called here.
type program struct {
	id     client.ID
	alg    jose.SignatureAlgorithm
	secret any
	public any
	kid    string
}

// rsaKey is made once: it takes long.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func newProgram(t testing.TB, alg jose.SignatureAlgorithm, kid string) *program {
	t.Helper()
	p := &program{alg: alg, kid: kid}
	switch alg {
	case jose.RS384:
		p.secret, p.public = rsaKey(), &rsaKey().PublicKey
	case jose.ES384:
		k, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		p.secret, p.public = k, &k.PublicKey
	default:
		pub, k, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		p.secret, p.public = k, pub
	}
	return p
}

// jwks is the program's public key as a set.
func (p *program) jwks(t testing.TB) string { return setOf(t, p) }

func setOf(t testing.TB, programs ...*program) string {
	t.Helper()
	var set jose.JSONWebKeySet
	for _, p := range programs {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: p.public, KeyID: p.kid, Use: "sig", Algorithm: string(p.alg)})
	}
	text, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// added puts a program in the house with scopes.
func (h *house) added(alg jose.SignatureAlgorithm, scopes ...string) *program {
	h.t.Helper()
	p := newProgram(h.t, alg, "key-1")
	var err error
	p.id, err = h.clients.AddClient(h.t.Context(), admin, client.Client{Name: "Agenda", Organization: owner, Scopes: scopes, JWKS: p.jwks(h.t)})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// claims are what an honest client says now.
func (h *house) claims(p *program) jwt.Claims {
	now := clockOf(h.now)()
	return jwt.Claims{
		Issuer: string(p.id), Subject: string(p.id), Audience: jwt.Audience{audience}, ID: rand.Text(),
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Minute)),
	}
}

func (p *program) sign(t testing.TB, c any) string {
	t.Helper()
	return signWith(t, jose.SigningKey{Algorithm: p.alg, Key: p.secret}, p.kid, c)
}

func signWith(t testing.TB, key jose.SigningKey, kid string, c any) string {
	t.Helper()
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid))
	if err != nil {
		t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(c).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// reply is an answer as it came.
type reply struct {
	status int
	header http.Header
	body   string
	token  string
	code   string // of an OAuth error
	scope  string
}

func (h *house) ask(assertion string, more url.Values) reply {
	h.t.Helper()
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	}
	for k, v := range more {
		form[k] = v
	}
	return h.post(form.Encode(), "application/x-www-form-urlencoded")
}

func (h *house) post(body, kind string) reply {
	h.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, client.TokenPath, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	return h.send(h.endpoint, r)
}

func (h *house) send(to http.Handler, r *http.Request) reply {
	h.t.Helper()
	w := httptest.NewRecorder()
	to.ServeHTTP(w, r)
	a := reply{status: w.Code, header: w.Header(), body: w.Body.String()}
	var in struct {
		Token string `json:"access_token"`
		Error string `json:"error"`
		Scope string `json:"scope"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &in); err != nil {
		h.t.Fatalf("%s: %v", a.body, err)
	}
	a.token, a.code, a.scope = in.Token, in.Error, in.Scope
	return a
}

// token gets one as an honest client does.
func (h *house) token(p *program) string {
	h.t.Helper()
	a := h.ask(p.sign(h.t, h.claims(p)), nil)
	if a.status != http.StatusOK || len(a.token) < 26 {
		h.t.Fatalf("no token: %d %s\n%s", a.status, a.body, h.logs)
	}
	return a.token
}

// enter goes through the door with the Authorization headers; who is read where it opens.
func (h *house) enter(headers ...string) (a reply, who access.Actor) {
	h.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/api/v1/services", nil)
	for _, v := range headers {
		r.Header.Add("Authorization", v)
	}
	a = h.send(h.door, r)
	if a.status == http.StatusOK {
		if err := json.NewDecoder(io.MultiReader(strings.NewReader(a.body))).Decode(&who); err != nil {
			h.t.Fatal(err)
		}
	}
	return a, who
}
