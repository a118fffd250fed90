package peer_test

import (
	"crypto/ecdsa"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/id"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

var admin = access.Actor{Person: id.New[string](), Role: access.PlatformAdmin, Assurance: access.Substantial, Via: access.ByPage}

type house struct {
	*peer.Service
	ring *keys.Ring
	mine network.OrganizationID
}

func onEach(t *testing.T, test func(t *testing.T, h *house)) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		policies, err := access.Load()
		if err != nil {
			t.Fatal(err)
		}
		file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), now)
		if err != nil {
			t.Fatal(err)
		}
		spine, h := act.New(db, policies, nil), &house{ring: keys.New(file)}
		n := network.New(spine)
		h.Service = peer.NewService(peer.Options{Spine: spine, Network: n, Keys: h.ring, Now: clock.Fixed(now), Insecure: true, Self: func() string { return "https://wij.example" }})
		if h.mine, err = n.SaveOrganization(t.Context(), access.Job("test"), network.Organization{Kind: network.Provider, Name: "Zorghuis", URA: "00000022"}); err != nil {
			t.Fatal(err)
		}
		test(t, h)
	})
}

func (h *house) good(base string) peer.New {
	return peer.New{Name: "Regio Noord", Base: base, Notices: base + "-meldingen", Client: "wij", Organization: h.mine, URAs: []string{"00000011"}}
}

func (h *house) one(t *testing.T) peer.Peer {
	t.Helper()
	all, err := h.Peers(t.Context(), admin)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

// elsewhere is a system of somebody else, that checks our signature with our own published keys.
type elsewhere struct {
	*httptest.Server
	h      *house
	t      *testing.T
	mu     sync.Mutex
	tokens int
	seen   []string
	spent  bool // the token that was given out works no more
}

func newElsewhere(t *testing.T, h *house) *elsewhere {
	e := &elsewhere{t: t, h: h}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /fhir/.well-known/smart-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"token_endpoint":"`+e.URL+`/token"}`)
	})
	mux.HandleFunc("POST /token", e.token)
	mux.HandleFunc("/fhir/", func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.seen = append(e.seen, r.Method+" "+r.URL.Path)
		if r.Header.Get("Authorization") != "Bearer geheim" || e.spent {
			e.spent = false
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if strings.HasSuffix(r.URL.Path, "/weg") {
			http.Redirect(w, r, "/elders", http.StatusFound)
			return
		}
		w.Header().Set("ETag", `W/"1"`)
		_, _ = io.WriteString(w, `{"resourceType":"Bundle"}`)
	})
	e.Server = httptest.NewServer(mux)
	t.Cleanup(e.Close)
	return e
}

func (e *elsewhere) token(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	e.tokens++
	e.mu.Unlock()
	parts := strings.Split(r.PostFormValue("client_assertion"), ".")
	if len(parts) != 3 || r.PostFormValue("grant_type") != "client_credentials" || !e.signed(parts) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	_, _ = io.WriteString(w, `{"access_token":"geheim","token_type":"Bearer","expires_in":300}`)
}

// signed checks an assertion as a stranger does: with the key set that we publish.
func (e *elsewhere) signed(parts []string) bool {
	var raw [3][]byte
	for i, p := range parts {
		var err error
		if raw[i], err = base64.RawURLEncoding.DecodeString(p); err != nil {
			return false
		}
	}
	var head struct{ Alg, Kid string }
	var claims struct {
		Iss, Sub, Aud, Jti string
		Exp                int64
	}
	set, err := e.h.JWKS()
	if err != nil || json.Unmarshal(raw[0], &head) != nil || json.Unmarshal(raw[1], &claims) != nil {
		return false
	}
	var published struct {
		Keys []struct{ Kid, X, Y, D string }
	}
	if json.Unmarshal(set, &published) != nil || len(published.Keys) != 1 || published.Keys[0].Kid != head.Kid || published.Keys[0].D != "" {
		return false
	}
	public, err := e.h.ring.PublicES384("peers", head.Kid)
	if err != nil || len(raw[2]) != 96 {
		return false
	}
	sum := sha512.Sum384([]byte(parts[0] + "." + parts[1]))
	return head.Alg == "ES384" && claims.Iss == "wij" && claims.Sub == "wij" && claims.Aud == e.URL+"/token" && claims.Jti != "" &&
		claims.Exp > now.Unix() && claims.Exp <= now.Add(5*time.Minute).Unix() &&
		ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(raw[2][:48]), new(big.Int).SetBytes(raw[2][48:]))
}

func TestSignInAndAsk(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		e := newElsewhere(t, h)
		made, err := h.Add(t.Context(), admin, h.good(e.URL+"/fhir"))
		if err != nil {
			t.Fatal(err)
		}
		rep, err := h.Try(t.Context(), admin, made)
		if err != nil || rep.SignIn.NL != "" || rep.Reading.NL != "" {
			t.Fatalf("%+v, %v", rep, err)
		}
		p := h.one(t)
		if !p.Good.Equal(now) || p.Problem.NL != "" {
			t.Errorf("%+v", p)
		}
		a, err := h.Ask(t.Context(), &p, peer.Question{Method: http.MethodGet, Address: e.URL + "/fhir/Task/1"})
		if err != nil || a.ETag != `W/"1"` || e.tokens != 1 {
			t.Errorf("%+v, %v, %d tokens", a, err, e.tokens)
		}
		e.spent = true // a token that ends before its time is asked anew, once
		if _, err := h.Ask(t.Context(), &p, peer.Question{Method: http.MethodGet, Address: e.URL + "/fhir/Task/1"}); err != nil || e.tokens != 2 {
			t.Errorf("%v, %d tokens", err, e.tokens)
		}
		// A redirect is an answer, not a way; and nothing is asked that does not lie below its addresses.
		if _, err := h.Ask(t.Context(), &p, peer.Question{Method: http.MethodGet, Address: e.URL + "/fhir/weg"}); peer.StatusOf(err) != http.StatusFound {
			t.Error(err)
		}
		seen := len(e.seen)
		for _, away := range []string{"https://elders.example/fhir/Task/1", e.URL + "/Task/1", e.URL + "/fhirx/Task/1", e.URL + "/fhir/../token", e.URL + "/fhir/%2e%2e/token", strings.Replace(e.URL, "http://", "http://x@", 1) + "/fhir/Task/1", ":"} {
			if _, err := h.Ask(t.Context(), &p, peer.Question{Method: http.MethodGet, Address: away}); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("%s: %v", away, err)
			}
		}
		if len(e.seen) != seen || slices.Contains(e.seen, "GET /elders") {
			t.Errorf("%v", e.seen)
		}
	})
}

func TestSystemThatDoesNotKnowUs(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		e := newElsewhere(t, h)
		n := h.good(e.URL + "/fhir")
		n.Client = "een ander"
		made, err := h.Add(t.Context(), admin, n)
		if err != nil {
			t.Fatal(err)
		}
		rep, err := h.Try(t.Context(), admin, made)
		if err != nil || !strings.Contains(rep.SignIn.NL, "herkent ons niet") {
			t.Errorf("%+v, %v", rep, err)
		}
		if p := h.one(t); p.Problem.NL == "" || !p.Good.IsZero() || !p.Tried.Equal(now) {
			t.Errorf("%+v", p)
		}
	})
}

func TestWhoLooksAfterPeers(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		made, err := h.Add(t.Context(), admin, h.good("https://noord.example/fhir"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Add(t.Context(), admin, h.good("https://noord.example/fhir/")); fault.KindOf(err) != fault.Conflict {
			t.Errorf("twice: %v", err)
		}
		other, unsure := admin, admin
		other.Role, unsure.Assurance = access.ProviderAdmin, access.Low
		for name, who := range map[string]access.Actor{"a provider's administrator": other, "who is not known surely": unsure, "nobody": access.Anonymous("")} {
			_, listed := h.Peers(t.Context(), who)
			_, added := h.Add(t.Context(), who, h.good("https://zuid.example/fhir"))
			_, tried := h.Try(t.Context(), who, made)
			for act, err := range map[string]error{"Peers": listed, "Add": added, "Set": h.Set(t.Context(), who, made, true), "Try": tried} {
				if fault.KindOf(err) != fault.Denied {
					t.Errorf("%s by %s: %v", act, name, err)
				}
			}
		}
		if err := h.Set(t.Context(), admin, made, true); err != nil || !h.one(t).Paused {
			t.Error(err)
		}
		if err := h.Set(t.Context(), admin, id.New[peer.ID](), true); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

func TestWrongPeers(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for name, c := range map[string]struct {
			change func(n *peer.New)
			field  string
		}{
			"no name":                 {func(n *peer.New) { n.Name = " " }, "name"},
			"a name of two lines":     {func(n *peer.New) { n.Name = "a\nb" }, "name"},
			"no address":              {func(n *peer.New) { n.Base = "" }, "base"},
			"no TLS":                  {func(n *peer.New) { n.Base = "http://noord.example/fhir" }, "base"},
			"ourselves":               {func(n *peer.New) { n.Base = "https://WIJ.example/fhir" }, "base"},
			"a private network":       {func(n *peer.New) { n.Notices = "https://10.0.0.1/" }, "notices"},
			"a password in the token": {func(n *peer.New) { n.Token = "https://a:b@noord.example/token" }, "token"},
			"no client":               {func(n *peer.New) { n.Client = "" }, "client"},
			"a scope of two lines":    {func(n *peer.New) { n.Scope = "a\r\nb" }, "scope"},
			"no organisation":         {func(n *peer.New) { n.Organization = "x" }, "organization"},
			"no number":               {func(n *peer.New) { n.URAs = []string{"123"} }, "uras"},
		} {
			n := h.good("https://noord.example/fhir")
			c.change(&n)
			_, err := h.Add(t.Context(), admin, n)
			if safe := fault.Safe(err); safe.Kind != fault.Invalid || len(safe.Fields) != 1 || safe.Fields[0].Name != c.field || safe.Fields[0].NL == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if u, err := url.Parse(peer.JWKSPath); err != nil || !strings.HasPrefix(u.Path, "/.well-known/") {
			t.Error(u, err)
		}
	})
}
