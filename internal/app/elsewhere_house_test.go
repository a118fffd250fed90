package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
)

// Two whole installations that reach each other over HTTP: at one a place is asked for, at the other the provider
// works. Their clocks are one, which the test moves; their jobs run when the test says so.

const (
	askerURA    = "00000011"
	providerURA = "00000022"
)

// installation is one of the two.
type installation struct {
	*App
	t      *testing.T
	server *httptest.Server
	admin  access.Actor
	before atomic.Pointer[func(*http.Request)] // called as somebody asks something, before it is answered
	lose   atomic.Bool                         // the answer to the next PUT, which is done, gets lost on the way
	stop   func()
}

// pair is both, and what was agreed between them.
type pair struct {
	t        *testing.T
	now      *atomic.Int64
	here     *installation        // where it is asked
	there    *installation        // where the provider works
	house    *placementtest.House // of here
	offer    capacity.Offer
	provider network.OrganizationID // as it is known there
	asker    network.OrganizationID // likewise
	answers  access.Actor           // somebody of the provider, there
	atHere   client.ID              // the client of the provider's system here
	toHere   peer.ID
	toThere  peer.ID
}

// onBoth runs a story on each database.
func onBoth(t *testing.T, story func(t *testing.T, p *pair)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		story(t, newPair(t, func(string) string { return "" }))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		story(t, newPair(t, func(string) string { return postgres(t) }))
	})
}

func newPair(t *testing.T, db func(name string) string) *pair {
	t.Helper()
	p := &pair{t: t, now: &atomic.Int64{}}
	p.now.Store(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC).UnixMicro())
	p.here, p.there = p.install("hier", db("hier")), p.install("daar", db("daar"))
	p.furnishHere()
	p.furnishThere()
	p.here.open()
	p.there.open()
	p.agree()
	return p
}

func (p *pair) clock() time.Time     { return time.UnixMicro(p.now.Load()).UTC() }
func (p *pair) wait(d time.Duration) { p.now.Add(d.Microseconds()) }

// install opens an installation; nothing listens yet.
func (p *pair) install(name, db string) *installation {
	p.t.Helper()
	dir := p.t.TempDir()
	cfg := Config{DB: db, Keys: filepath.Join(dir, "keys"), Rates: wide, InsecureSources: true, Clock: p.clock}
	if db == "" {
		cfg.DB = filepath.Join(dir, name+".db")
	}
	if _, err := keys.CreateFile(cfg.Keys, p.clock()); err != nil {
		p.t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.t.Fatal(err)
	}
	cfg.Public = "http://" + listener.Addr().String()
	a, err := Open(p.t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		p.t.Fatal(err)
	}
	i := &installation{App: a, t: p.t, admin: access.Actor{Person: id.New[string](), Role: access.PlatformAdmin, Assurance: access.High, Via: access.ByPage}}
	i.server = &httptest.Server{Listener: listener}
	p.t.Cleanup(func() {
		i.down()
		_ = a.Close()
	})
	return i
}

// open lets an installation answer.
func (i *installation) open() {
	i.t.Helper()
	if err := errors.Join(i.loadBoard(i.t.Context()), i.Finder.Load(i.t.Context())); err != nil {
		i.t.Fatal(err)
	}
	i.ready.Store(true)
	handler, err := i.handler(prometheus.NewRegistry())
	if err != nil {
		i.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(i.t.Context()))
	var running sync.WaitGroup
	running.Go(func() { i.Feed.Run(ctx) })
	running.Go(func() { i.Board.Run(ctx) })
	i.stop = func() { cancel(); running.Wait() }
	i.server.Config = &http.Server{Handler: i.interrupted(handler), ReadHeaderTimeout: time.Second}
	i.server.Start()
}

func (i *installation) interrupted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if first := i.before.Load(); first != nil {
			(*first)(r)
		}
		if r.Method == http.MethodPut && i.lose.CompareAndSwap(true, false) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	})
}

// down lets it answer no more; up starts it again at the same address.
func (i *installation) down() {
	if i.stop != nil {
		i.server.Close()
		i.stop()
		i.stop = nil
	}
}

func (i *installation) up() {
	i.t.Helper()
	listener, err := net.Listen("tcp", i.server.Listener.Addr().String())
	if err != nil {
		i.t.Fatal(err)
	}
	i.server = &httptest.Server{Listener: listener}
	i.open()
}

// work does the jobs that are due.
func (i *installation) work() {
	i.t.Helper()
	for {
		did, err := i.Jobs.Step(i.t.Context())
		if err != nil {
			i.t.Fatal(err)
		}
		if !did {
			return
		}
	}
}

func (i *installation) exec(query string, args ...any) {
	i.t.Helper()
	if err := i.Store.Write(i.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		i.t.Fatal(err)
	}
}

// count gives a number of rows.
func (i *installation) count(query string, args ...any) (n int) {
	i.t.Helper()
	if err := i.Store.Read(i.t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(&n) }); err != nil {
		i.t.Fatal(err)
	}
	return n
}

// furnishHere gives one side a region, somebody who asks, and a provider with places.
func (p *pair) furnishHere() {
	p.house = placementtest.New(p.t, p.here.Store)
	p.offer = p.house.Offer(p.t, "elders", 3, 5)
	p.here.exec(`UPDATE organization SET ura = $1, name = 'Praktijk Oost' WHERE id = $2`, askerURA, placementtest.AskerOrg)
	p.here.exec(`UPDATE organization SET ura = $1, name = 'Zorghuis Elders' WHERE id = $2`, providerURA, p.offer.Organization)
}

// furnishThere gives the other side both organisations, under ids of its own.
func (p *pair) furnishThere() {
	for _, o := range []struct {
		to        *network.OrganizationID
		name, ura string
	}{{&p.provider, "Zorghuis Elders", providerURA}, {&p.asker, "Praktijk Oost", askerURA}} {
		made, err := p.there.Network.SaveOrganization(p.t.Context(), command, network.Organization{Kind: network.Provider, Name: o.name, URA: o.ura})
		if err != nil {
			p.t.Fatal(err)
		}
		*o.to = made
	}
	p.answers = access.Actor{Person: id.New[string](), Name: "Iemand", Role: access.Professional, Organization: string(p.provider), Assurance: access.High, Via: access.ByPage}
}

// program lets a program of an organisation in, with the keys that another installation publishes.
func (i *installation) program(of network.OrganizationID, from *installation, scopes ...string) client.ID {
	i.t.Helper()
	set, err := from.Peers.JWKS()
	if err != nil {
		i.t.Fatal(err)
	}
	made, err := i.Clients.AddClient(i.t.Context(), i.admin, client.Client{Name: "Het andere systeem", Organization: of, Scopes: scopes, JWKS: string(set)})
	if err != nil {
		i.t.Fatal(err)
	}
	return made
}

func (i *installation) peer(n peer.New) peer.ID {
	i.t.Helper()
	made, err := i.Peers.Add(i.t.Context(), i.admin, n)
	if err != nil {
		i.t.Fatal(err)
	}
	return made
}

// agree makes what administrators on both sides make, and the provider's digital address.
func (p *pair) agree() {
	p.atHere = p.here.program(p.offer.Organization, p.there, "placement:answer", "subscription:manage")
	sends := p.there.program(p.asker, p.here, "placement:notify")
	p.toHere = p.there.peer(peer.New{Name: "Regio Oost", Base: p.here.Public + "/fhir", Client: string(p.atHere), Organization: p.provider})
	p.toThere = p.here.peer(peer.New{Name: "Zorghuis Elders", Base: p.there.Public + "/fhir", Notices: p.there.Public + notified.Path, Client: string(sends), Organization: placementtest.AskerOrg})
	looks := access.Actor{Person: id.New[string](), Role: access.ProviderAdmin, Organization: string(p.offer.Organization), Assurance: access.High, Via: access.ByPage}
	if _, err := p.here.Endpoints.Save(p.t.Context(), looks, endpoint.Endpoint{Organization: p.offer.Organization, Status: endpoint.Active, Name: "Meldingen",
		Connection: "hl7-fhir-rest", Payloads: []string{endpoint.NotifiedPull}, Address: p.there.Public + notified.Path}); err != nil {
		p.t.Fatal(err)
	}
}

// ask opens a request and asks the provider, and others.
func (p *pair) ask(u placement.Urgency, others ...capacity.OfferID) placement.Request {
	p.t.Helper()
	ctx := p.t.Context()
	d := placementtest.Draft(u)
	d.Note = "Graag een kamer op de begane grond."
	r, err := p.here.Placement.Draft(ctx, placementtest.Asker, d)
	if err == nil {
		r, err = p.here.Placement.Open(ctx, placementtest.Asker, r.ID, placementtest.Consent(u, r.MadeAt))
	}
	if err == nil {
		r, err = p.here.Placement.Invite(ctx, placementtest.Asker, r.ID, append([]capacity.OfferID{p.offer.ID}, others...))
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// asked gives the list at the other side.
func (p *pair) asked() []notified.Taken {
	p.t.Helper()
	all, err := p.there.Notified.Asked(p.t.Context(), p.answers)
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// one gives the only question there is at the other side.
func (p *pair) one() notified.Taken {
	p.t.Helper()
	all := p.asked()
	if len(all) != 1 {
		p.t.Fatalf("%d questions there: %+v", len(all), all)
	}
	return all[0]
}

// stands gives the first invitation of a request as whoever asks sees it.
func (p *pair) stands(r placement.Request) placement.Invitation {
	p.t.Helper()
	now, err := p.here.Placement.Request(p.t.Context(), placementtest.Asker, r.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	return now.Invitations[0]
}

// sent is what whoever asks sees of telling the other system.
func (p *pair) sent(r placement.Request) notified.Sent {
	p.t.Helper()
	all, err := p.here.Notified.Sent(p.t.Context(), r.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	one, told := all[r.Invitations[0].ID]
	if !told {
		p.t.Fatal("no system is told")
	}
	return one
}

// detail opens the question there.
func (p *pair) detail(which notified.TakenID) notified.Detail {
	p.t.Helper()
	d, err := p.there.Notified.Question(p.t.Context(), p.answers, which)
	if err != nil {
		p.t.Fatal(err)
	}
	return d
}

func factOf(d notified.Detail, term string) string {
	if i := slices.IndexFunc(d.Facts, func(f notified.Fact) bool { return f.Term == term }); i >= 0 {
		return d.Facts[i].Text
	}
	return ""
}

// row reads one value.
func (i *installation) row(to any, query string, args ...any) error {
	return i.Store.Read(i.t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(to) })
}

// shown gives the authorization-base that came with a notification, as the other side keeps it.
func (p *pair) shown(notification string) string {
	p.t.Helper()
	var which string
	var sealed []byte
	if err := errors.Join(p.there.row(&which, `SELECT id FROM notice_taken WHERE identifier = $1`, "urn:ietf:rfc:3986|urn:uuid:"+notification),
		p.there.row(&sealed, `SELECT ticket FROM notice_taken WHERE identifier = $1`, "urn:ietf:rfc:3986|urn:uuid:"+notification)); err != nil {
		p.t.Fatal(err)
	}
	plain, err := p.there.Keys.Open(p.t.Context(), "notifications-taken", sealed, which)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(plain)
}
