package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// house is the whole program over the invented region, with every wrapper, and all that it logs.
type house struct {
	*App
	handler http.Handler
	metrics *prometheus.Registry
	said    *said
	people  map[string]network.Person // by name
}

// said keeps what is logged. What it holds has not been scrubbed.
type said struct {
	sync.Mutex
	bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.Lock()
	defer s.Unlock()
	return s.Buffer.Write(p)
}

func (s *said) text() string {
	s.Lock()
	defer s.Unlock()
	return s.Buffer.String()
}

// wide lets everything through: tests ask more than people do.
var wide = Rates{Read: Rate{1e9, 1e9}, Write: Rate{1e9, 1e9}, Report: Rate{1e9, 1e9}, Guess: Rate{1e9, 1e9}, Person: Rate{1e9, 1e9}}

// elsewhere is a proxy that a test may name addresses through.
var elsewhere = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}

// build opens the program with the invented region; change may alter the configuration.
func build(t testing.TB, change func(*Config)) *house {
	t.Helper()
	h := &house{said: &said{}, people: map[string]network.Person{}, metrics: prometheus.NewRegistry()}
	cfg := Config{Demo: true, Rates: wide, Public: "https://eerstelijn.example", Proxies: elsewhere}
	if change != nil {
		change(&cfg)
	}
	ctx := context.WithoutCancel(t.Context())
	furnish := cfg.DB != "" || cfg.Clock != nil
	if cfg.DB == "" {
		cfg.DB = filepath.Join(t.TempDir(), "house.db")
		if !furnish {
			copyFurnished(t, cfg.DB)
		}
	}
	a, err := Open(ctx, cfg, slog.New(slog.NewTextHandler(h.said, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	h.App = a
	if furnish {
		if err := a.furnish(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(a.loadBoard(ctx), a.Finder.Load(ctx)); err != nil {
		t.Fatal(err)
	}
	a.ready.Store(true)
	// PostgreSQL numbers the entries of the ledger in the background; room and those who watch follow them.
	working, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	for _, work := range []func(context.Context){a.Feed.Run, a.Board.Run, a.Watch.Run, a.Rendering.Run} {
		running.Go(func() { work(working) })
	}
	t.Cleanup(func() { stop(); running.Wait() })
	if _, err := a.Feed.Wait(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if err := a.Rendering.Wait(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if h.handler, err = a.handler(h.metrics); err != nil {
		t.Fatal(err)
	}
	people, err := a.Network.PeopleForSignIn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		h.people[p.Name] = p
	}
	return h
}

// postgres gives the address of a fresh PostgreSQL database, or skips.
func postgres(t testing.TB) string {
	t.Helper()
	db := storetest.Postgres(t, nil)
	var name string
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT current_database()`).Scan(&name)
	})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(os.Getenv("EERSTELIJN_TEST_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// request makes one as it comes from a browser on the site itself.
func request(method, target, body string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "eerstelijn.example"
	if method != http.MethodGet {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if strings.HasPrefix(target, "/api/") {
			r.Header.Set("Content-Type", "application/json")
		} else {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	return r
}

func (h *house) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

// visitor is somebody with what they show to be known.
type visitor struct {
	name   string
	actor  access.Actor
	cookie *http.Cookie
	bearer string
}

func (v visitor) known(r *http.Request) *http.Request {
	if v.cookie != nil {
		r.AddCookie(v.cookie)
	}
	if v.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+v.bearer)
	}
	return r
}

// actorOf is who somebody is after the picker.
func actorOf(p network.Person) access.Actor {
	return access.Actor{
		Person: string(p.ID), Name: p.Name, Role: access.Role(p.Role), Organization: string(p.Organization), Region: string(p.Region),
		Wijkverband: string(p.Wijkverband), Assurance: access.High,
	}
}

// signIn makes a new session for one of the people of the demonstration.
func (h *house) signIn(t testing.TB, name string) visitor {
	t.Helper()
	p, known := h.people[name]
	if !known {
		t.Fatalf("%s does not live here", name)
	}
	w := h.serve(request(http.MethodPost, "/demo/als/"+string(p.ID), ""))
	for _, c := range w.Result().Cookies() {
		if w.Code == http.StatusSeeOther && strings.HasSuffix(c.Name, "eerstelijn") {
			return visitor{name: name, actor: actorOf(p), cookie: c}
		}
	}
	t.Fatalf("%s cannot sign in: %d %s", name, w.Code, w.Body)
	return visitor{}
}

// machine is a program with scopes, for the organisation and region of somebody.
func (h *house) machine(t testing.TB, of network.Person, scopes ...string) visitor {
	t.Helper()
	return h.machineAsking(t, "", of, scopes...)
}

// machineAsking is a program whose token is for what it asks alone: all that it has when it asks nothing.
func (h *house) machineAsking(t testing.TB, asks string, of network.Person, scopes ...string) visitor {
	t.Helper()
	ctx := t.Context()
	admin := actorOf(h.people["Siem Schaardijk"])
	public, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: public, KeyID: "1"}}})
	if err != nil {
		t.Fatal(err)
	}
	wanted := client.Client{Name: "Programma", Organization: of.Organization, Region: of.Region, JWKS: string(set)}
	for _, s := range scopes {
		if s != "ledger:read" { // which two people give
			wanted.Scopes = append(wanted.Scopes, s)
		}
	}
	program, err := h.Clients.AddClient(ctx, admin, wanted)
	if err != nil {
		t.Fatal(err)
	}
	if len(wanted.Scopes) < len(scopes) {
		p, err := h.Clients.GrantClientScope(ctx, admin, program, "ledger:read")
		if err != nil {
			t.Fatal(err)
		}
		second := admin
		second.Person = string(h.people["Tweede Beheerder"].ID)
		if err := h.Approvals.Approve(ctx, second, p.ID); err != nil {
			t.Fatal(err)
		}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: secret}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		t.Fatal(err)
	}
	assertion, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: string(program), Subject: string(program), Audience: jwt.Audience{h.Public + client.TokenPath}, ID: rand.Text(),
		Expiry: jwt.NewNumericDate(time.Now().Add(time.Minute)),
	}).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	w := h.serve(request(http.MethodPost, client.TokenPath, url.Values{
		"grant_type": {"client_credentials"}, "client_assertion": {assertion}, "scope": {asks},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	}.Encode()))
	var given struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &given); err != nil || w.Code != http.StatusOK {
		t.Fatalf("no token: %d %s %v", w.Code, w.Body, err)
	}
	return visitor{
		name: "program with " + strings.Join(scopes, " "), bearer: given.Token,
		actor: access.Actor{
			Person: "client:" + string(program), Name: wanted.Name, Role: access.Machine, Organization: string(of.Organization),
			Region: string(of.Region), Assurance: access.Substantial, Scopes: strings.Join(scopes, " "), Via: access.ByAPI,
		},
	}
}

// hire adds somebody to the network.
func (h *house) hire(t testing.TB, p network.Person) network.Person {
	t.Helper()
	made, err := h.Network.SavePerson(t.Context(), access.Job("test"), p)
	if err != nil {
		t.Fatal(err)
	}
	p.ID = made
	h.people[p.Name] = p
	return p
}

// link makes a one-time link.
func (h *house) link(t testing.TB, l link.Link) (token string) {
	t.Helper()
	l.Until = time.Now().Add(time.Hour)
	nothing := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "organization"}, nil
	}
	err := h.Spine.Do(t.Context(), act.Attempt{Actor: access.Job("test"), Act: "directory.AskToConfirm", Load: nothing},
		func(ctx context.Context, tx *act.Tx) (err error) {
			token, err = h.Accounts.Links.MakeTx(ctx, tx, l)
			return err
		})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// rows gives every row of every table as text, the ledger and what grows by looking left out.
func (h *house) rows(t testing.TB, except ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := h.Store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		names := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
		if strings.Contains(h.DB, "://") {
			names = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`
		}
		tables, err := store.All(ctx, tx, func(scan func(...any) error) (s string, err error) { return s, scan(&s) }, names)
		if err != nil {
			return err
		}
		for _, name := range tables {
			if slices.Contains(except, name) {
				continue
			}
			text, err := dump(ctx, tx, name)
			if err != nil {
				return err
			}
			all[name] = text
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// dump gives the rows of a table in an order that does not depend on where they stand.
func dump(ctx context.Context, tx *store.Tx, table string) (string, error) {
	rows, err := tx.Query(ctx, `SELECT * FROM `+table)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var lines []string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return "", err
		}
		var line strings.Builder
		for i, v := range values {
			line.WriteString(columns[i] + "=" + plainly(*v.(*any)) + "|")
		}
		lines = append(lines, line.String())
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n"), rows.Err()
}

func plainly(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}
