package api

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// abroad is a house with one thing of each kind that lies outside it.
type abroad struct {
	keeping
	*house
	mine       network.OrganizationID
	source     mirror.SourceID
	peer       peer.ID
	system     launch.SystemID
	subscribed subscription.ID
}

var (
	platformAdmin = access.Actor{Person: "admin-1", Role: access.PlatformAdmin, Assurance: access.Substantial}
	secretToken   = "geheim-token-van-de-gids"
	secretHeader  = "geheim-van-de-ontvanger"
	secretQuery   = "geheim-achter-een-vraagteken"
)

func newAbroad(t *testing.T, db *store.DB) *abroad {
	t.Helper()
	a := &abroad{house: build(t, db)}
	a.keeping = keeping{Handler: a.api()}
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	var err error
	a.mine, err = a.house.network.SaveOrganization(t.Context(), access.Job("test"), network.Organization{Kind: network.Provider, Name: "Zorghuis", URA: "00000022"})
	fail(err)
	a.source, err = a.mirror.Add(t.Context(), platformAdmin, mirror.New{Name: "Gids Noord", Base: "https://gids.example/fhir", Token: secretToken})
	fail(err)
	a.peer, err = a.peers.Add(t.Context(), platformAdmin, peer.New{Name: "Regio Noord", Base: "https://noord.example/fhir", Client: "wij", Organization: a.mine})
	fail(err)
	a.system, err = a.launches.Add(t.Context(), platformAdmin, launch.System{Name: "Dossier", Base: "http://127.0.0.1:1/fhir", Issuer: "http://127.0.0.1:1", ClientID: "wij", Organization: a.mine, Assurance: access.Low})
	fail(err)
	program, err := a.clients.AddClient(t.Context(), platformAdmin, client.Client{Name: "Dossier", Organization: a.mine, Scopes: []string{subscription.Manage}, JWKSURL: "https://sleutels.example/set"})
	fail(err)
	made, err := a.hearing.Add(t.Context(), access.Actor{Person: "client:" + string(program), Role: access.Machine, Organization: string(a.mine), Assurance: access.Substantial, Scopes: subscription.Manage},
		subscription.Wish{Topic: subscription.DirectoryChanged, Reason: "Kopie bijhouden", Endpoint: "https://ontvanger.example/x?sleutel=" + secretQuery, Headers: []string{"Authorization: Bearer " + secretHeader}})
	fail(err)
	a.subscribed = made.ID
	return a
}

// at fills the placeholder of a path.
func (a *abroad) at(path string) string {
	kind, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return strings.ReplaceAll(path, "{id}", map[string]string{"sources": string(a.source), "peers": string(a.peer), "record-systems": string(a.system), "subscriptions": string(a.subscribed)}[kind])
}

func (a *abroad) sourceBody() string {
	return `{"name":"Gids Zuid","base":"https://zuid.example/fhir","token":"` + secretToken + `"}`
}

func (a *abroad) peerBody() string {
	return `{"name":"Regio Zuid","base":"https://zuid.example/fhir","client_id":"wij","organization_id":"` + string(a.mine) + `"}`
}

func (a *abroad) systemBody() string {
	return `{"name":"Ander dossier","base":"http://127.0.0.1:1/ander","issuer":"http://127.0.0.1:1","client_id":"wij","assurance":"low","organization_id":"` + string(a.mine) + `"}`
}

// body gives what is sent to a path so that it would be done.
func (a *abroad) body(path string) string {
	return map[string]string{
		"/sources": a.sourceBody(), "/sources/{id}/change": `{"every_seconds":3600}`, "/peers": a.peerBody(),
		"/record-systems": a.systemBody(), "/record-systems/{id}/change": `{"patient":true}`,
	}[path]
}

// Nobody but an administrator who signed in well enough sees or changes anything of it, and nothing that an
// administrator is told is a secret.
func TestElsewhereIsForAdministrators(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), testElsewhereIsForAdministrators)
}

func testElsewhereIsForAdministrators(t *testing.T, db *store.DB) {
	a := newAbroad(t, db)
	weak := platformAdmin
	weak.Assurance = access.Low
	strangers := []access.Actor{
		weak, {Person: "client:1", Role: access.Machine, Organization: string(a.mine), Assurance: access.Substantial, Scopes: strings.Join(client.Scopes(), " ")},
		{Person: "p", Role: access.ProviderAdmin, Organization: string(a.mine), Assurance: access.High}, {Person: "anonymous", Role: access.Citizen},
	}
	before := countIn(t, db, `SELECT count(*) FROM ledger_entry WHERE outcome = 'done'`)
	refused := 0
	for _, r := range elsewhereAccess() {
		method, path, _ := strings.Cut(r.Pattern, " "+base)
		for _, who := range strangers {
			status := http.StatusForbidden
			if who.Role == access.Citizen {
				status = http.StatusUnauthorized
			}
			w := a.send(t, who, method, a.at(path), a.body(path))
			if w.Code != status || strings.Contains(w.Body.String(), "example") {
				t.Errorf("%s asks %s: %d, want %d: %s", who.Role, r.Pattern, w.Code, status, w.Body)
			}
			refused++
		}
	}
	if after := countIn(t, db, `SELECT count(*) FROM ledger_entry WHERE outcome = 'done'`); after != before || refused < 100 {
		t.Errorf("%d were refused and did %d acts", refused, after-before)
	}
	if n := countIn(t, db, `SELECT count(*) FROM ledger_entry WHERE outcome = 'refused'`); n < refused {
		t.Errorf("of %d refusals %d stand in the ledger", refused, n)
	}
	for _, r := range elsewhereAccess() {
		method, path, _ := strings.Cut(r.Pattern, " "+base)
		if strings.HasSuffix(path, "/try") { // the tests of each kind try, at a system that answers
			continue
		}
		w := a.send(t, platformAdmin, method, a.at(path), a.body(path))
		if w.Code/100 != 2 {
			t.Errorf("an administrator asks %s: %d %s", r.Pattern, w.Code, w.Body)
			continue
		}
		a.documented(t, a.operation(t, method, path), w)
		for _, secret := range []string{secretToken, secretHeader, secretQuery} {
			if strings.Contains(w.Body.String(), secret) {
				t.Errorf("%s tells a secret: %s", r.Pattern, w.Body)
			}
		}
		if !strings.Contains(path, "{id}") || w.Header().Get("Location") != "" {
			continue
		}
		for _, which := range []string{id.New[string](), "x"} {
			gone := strings.Replace(path, "{id}", which, 1)
			if w := a.send(t, platformAdmin, method, gone, a.body(path)); w.Code != http.StatusNotFound {
				t.Errorf("%s %s: %d %s", method, gone, w.Code, w.Body)
			}
		}
	}
}

// operation is the name of what answers a path.
func (a *abroad) operation(t *testing.T, method, path string) string {
	t.Helper()
	for _, op := range a.Handler.(*server).operations {
		if op.Method == method && op.Path == base+path {
			return op.OperationID
		}
	}
	t.Fatalf("nothing answers %s %s", method, path)
	return ""
}

func told[T any](t *testing.T, w *httptest.ResponseRecorder, status int) (out T) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != status {
		t.Fatalf("%d, want %d: %s", w.Code, status, w.Body)
	}
	return out
}

// What is wrong with a body is said by the names that the body has.
func TestElsewhereNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, storetest.SQLite(t, clock.Fixed(testNow)))
	for _, c := range []struct {
		path, body string
		fields     []string
	}{
		{"/sources", `{"name":"","base":"http://gids.example","token":"a b"}`, []string{"name", "token", "base"}},
		{"/sources", `{"name":"Gids Zuid","base":"https://zuid.example/fhir","every_seconds":0}`, []string{"every_seconds"}},
		{"/sources", `{"name":"Gids Zuid","base":"https://zuid.example/fhir","every_seconds":90}`, []string{"every_seconds"}},
		{"/sources/{id}/change", `{"every_seconds":604860}`, []string{"every_seconds"}},
		{"/sources/{id}/change", `{"every_seconds":90}`, []string{"every_seconds"}},
		{"/sources/{id}/change", `{"token":"a b"}`, []string{"token"}},
		{"/sources/{id}/change", `{}`, nil},
		{"/sources/{id}/change", `{"paused":true}`, []string{"paused"}},
		{"/peers", `{"name":"Zuid","base":"https://zuid.example/fhir","client_id":"","organization_id":"x","token_address":"http://zuid.example","uras":["1"]}`, []string{"token_address", "client_id", "uras", "organization_id"}},
		{"/record-systems", `{"name":"Dossier","base":"x","issuer":"y","client_id":"a b","assurance":"low","organization_id":"x"}`, []string{"base", "issuer", "client_id", "organization_id"}},
		{"/record-systems/{id}/change", `{"assurance":"none"}`, []string{"assurance"}},
		{"/record-systems/{id}/change", `{"client_id":""}`, []string{"client_id"}},
		{"/record-systems/{id}/change", `{}`, nil},
	} {
		w := a.send(t, platformAdmin, http.MethodPost, a.at(c.path), c.body)
		if got := fieldsOf(t, w); w.Code != http.StatusBadRequest || !slices.Equal(got, c.fields) {
			t.Errorf("%s %s: %d, names %v, want %v", c.path, c.body, w.Code, got, c.fields)
		}
	}
	if w := a.send(t, platformAdmin, http.MethodPost, "/sources", strings.Replace(a.sourceBody(), "Zuid", "Noord", 1)); w.Code != http.StatusConflict {
		t.Errorf("a name twice: %d", w.Code)
	}
}

// A system elsewhere is added once, tried, laid to rest and woken.
func TestPeersOverTheAPI(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, storetest.SQLite(t, clock.Fixed(testNow)))
	var there *httptest.Server
	lets := http.StatusForbidden
	there = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "smart"):
			_, _ = io.WriteString(w, `{"token_endpoint":"`+there.URL+`/token"}`)
		case r.URL.Path == "/token":
			_, _ = io.WriteString(w, `{"access_token":"x","token_type":"bearer"}`)
		default:
			w.WriteHeader(lets)
			_, _ = io.WriteString(w, `{"resourceType":"Bundle"}`)
		}
	}))
	defer there.Close()
	body := `{"name":"Buren","base":"` + there.URL + `/fhir","client_id":"wij","organization_id":"` + string(a.mine) + `","uras":["00000011"]}`
	w := a.send(t, platformAdmin, http.MethodPost, "/peers", body, "Idempotency-Key", "een")
	made := told[peerShown](t, w, http.StatusCreated)
	if made.State != "new" || made.Signals != peer.NotAsked || made.Good != nil || !slices.Equal(made.URAs, []string{"00000011"}) || w.Header().Get("Location") != base+"/peers/"+string(made.ID) {
		t.Errorf("%+v at %s", made, w.Header().Get("Location"))
	}
	if again := told[peerShown](t, a.send(t, platformAdmin, http.MethodPost, "/peers", body, "Idempotency-Key", "een"), http.StatusCreated); again.ID != made.ID {
		t.Error("asked again, it is made again")
	}
	one := "/peers/" + string(made.ID)
	for _, c := range []struct {
		status int
		want   peerTrial
		state  string
	}{{http.StatusForbidden, peerTrial{SignedIn: true}, "failing"}, {http.StatusOK, peerTrial{SignedIn: true, Read: true}, "good"}} {
		lets = c.status
		w := a.send(t, platformAdmin, http.MethodPost, one+"/try", "")
		a.documented(t, "tryPeer", w)
		rep := told[peerTrial](t, w, http.StatusOK)
		if rep.SignedIn != c.want.SignedIn || rep.Read != c.want.Read || (rep.Error == nil) != c.want.Read {
			t.Errorf("where %d is answered: %s", c.status, w.Body)
		}
		if p := told[peerShown](t, a.send(t, platformAdmin, http.MethodGet, one, ""), http.StatusOK); p.State != c.state || p.Tried == nil {
			t.Errorf("where %d is answered it is %s", c.status, p.State)
		}
	}
	for path, state := range map[string]string{"/pause": "paused", "/resume": "good"} {
		for range 2 { // the same again is the same
			if p := told[peerShown](t, a.send(t, platformAdmin, http.MethodPost, one+path, ""), http.StatusOK); p.State != state {
				t.Errorf("after %s it is %s", path, p.State)
			}
		}
	}
	quiet := peer.Peer{Signals: peer.Asked, Subscription: "x", Tried: testNow, Heard: testNow.Add(-peer.SilentAfter - 1)}
	if p := showPeer(&quiet, testNow); p.State != "silent" {
		t.Errorf("one that is silent is %s", p.State)
	}
}

// A program that is told of changes is put off, and it says by whom.
func TestSubscriptionsOverTheAPI(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, storetest.SQLite(t, clock.Fixed(testNow)))
	one := a.at("/subscriptions/{id}")
	x := told[subscriptionShown](t, a.send(t, platformAdmin, http.MethodGet, one, ""), http.StatusOK)
	if x.State != subscription.Requested || x.Endpoint != "https://ontvanger.example/x" || x.Organization != a.mine || x.Reason != "Kopie bijhouden" || x.Error != nil || x.Told != nil {
		t.Errorf("%+v", x)
	}
	for range 2 {
		x = told[subscriptionShown](t, a.send(t, platformAdmin, http.MethodPost, one+"/stop", ""), http.StatusOK)
		if x.State != subscription.Off || x.Error == nil || x.Error.EN != subscription.ByOperator.EN() {
			t.Errorf("%+v", x)
		}
	}
}
