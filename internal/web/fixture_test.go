package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web"
	"eerstelijn/internal/web/site"
)

// now is a Tuesday afternoon, so that much is open.
var now = time.Date(2026, time.November, 3, 14, 42, 0, 0, clock.Amsterdam)

// invented is the demonstration's region, made once for all tests.
var invented = sync.OnceValue(func() demo.Data { return demo.Region(now) })

// house is the whole of what the pages stand on, filled with the invented region.
type house struct {
	http.Handler
	net       *network.Service
	db        *store.DB
	data      demo.Data
	finder    *live.Finder
	capacity  *capacity.Service
	times     *appointment.Service
	directory *directory.Register
	board     *board.Board
	placement *placement.Service
	spine     *act.Spine
	logs      *bytes.Buffer
	audit     *audit.Service
	sealer    *ledger.Sealer
	accounts  web.Accounts
	site.Cooperation
}

// fill puts the region in a database.
func fill(t testing.TB, db *store.DB, open func(*web.Deps)) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: db, data: invented(), logs: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(h.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	feed := ledger.NewFeed(db, log)
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), now)
	if err != nil {
		t.Fatal(err)
	}
	ring := keys.New(file)
	names := ledger.NewNames(db, ring)
	spine := act.New(db, policies, feed.Kick, act.WithNames(names), act.WithSession(identity.SignedInTx))
	n, d := network.New(spine), directory.New(spine)
	c := capacity.New(spine, n, d)
	times := appointment.New(spine, c)
	if err := demo.Load(t.Context(), demo.House{DB: db, Network: n, Endpoints: endpoint.New(spine, n), Directory: d, Capacity: c, Appointments: times}, h.data); err != nil {
		t.Fatal(err)
	}
	h.net, h.times, h.directory = n, times, d
	h.spine, h.capacity, h.board = spine, c, board.New(c, db, feed, log)
	if err := h.board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	finder := live.New(n, d, db, feed, clock.Fixed(now), log)
	finder.Follow(h.board)
	if err := finder.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.finder = finder
	week, err := hours.Parse("Mo-Fr 08:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	people := identity.New(spine, n, ring)
	sessions := identity.NewSessions(people, "", log)
	approvals := approval.New(spine, policies, people.AtWorkTx)
	h.audit = audit.New(spine, names, ring, approvals)
	h.sealer = ledger.NewSealer(db, ring, log)
	h.audit.Owns("service", func(ctx context.Context, id string) (access.Subject, error) {
		found, err := d.Service(ctx, directory.ServiceID(id))
		return access.Subject{Type: "service", ID: id, Organization: string(found.Organization)}, err
	})
	h.accounts = accountsOn(t, spine, ring, n, d, people, log)
	approvals.Register("network.EndPerson", func(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
		return n.DoEndPersonTx(ctx, tx, p.Subject)
	})
	approvals.Register("identity.Invite", h.accounts.Invitations.DoInvite)
	approvals.Tell("identity.Invite", h.accounts.Invitations.TellTx)
	h.placement = placement.New(placement.Deps{Spine: spine, Capacity: c, Board: h.board, Finder: finder, Network: n, Directory: d, Links: h.accounts.Links, Keys: ring})
	h.Cooperation = cooperating(t, h, ring, log)
	deps := web.Deps{
		Accounts: h.accounts, Placement: h.placement, Cooperation: h.Cooperation,
		Numbers: number.New(number.Deps{Spine: spine, Capacity: c, Placement: h.placement, Log: log}),
		Access:  policies, Approvals: approvals, Audit: h.audit,
		Identity: people, Sessions: sessions, Network: n, Endpoints: endpoint.New(spine, n), Directory: d, Finder: finder, Capacity: c, Appointments: times, Board: h.board, Log: log, Demo: true, Now: clock.Fixed(now),
		Helpline: site.Helpline{Number: "0990100100", Hours: week},
	}
	if open != nil {
		open(&deps)
	}
	pages, err := web.New(deps)
	if err != nil {
		t.Fatal(err)
	}
	h.Handler = sessions.Around(pages)
	return h
}

// demonstration is a house on SQLite.
func demonstration(t testing.TB) *house {
	t.Helper()
	return fill(t, storetest.SQLite(t, clock.Fixed(now)), nil)
}

// answer is a page as it came.
type answer struct {
	*http.Response
	body string
	root *html.Node
}

// visitor is a browser: it keeps cookies and follows nothing by itself.
type visitor struct {
	*house
	t       testing.TB
	cookies map[string]string
}

func (h *house) visit(t testing.TB) *visitor { return &visitor{h, t, map[string]string{}} }

func (v *visitor) get(path string) *answer { return v.send(http.MethodGet, path, nil, "") }

func (v *visitor) post(path string, form url.Values) *answer {
	return v.send(http.MethodPost, path, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
}

func (v *visitor) send(method, path string, body io.Reader, kind string) *answer {
	v.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, path, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return v.do(r)
}

func (v *visitor) do(r *http.Request) *answer {
	v.t.Helper()
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	v.ServeHTTP(w, r)
	a := &answer{Response: w.Result(), body: w.Body.String()}
	for _, c := range a.Cookies() {
		v.cookies[c.Name] = c.Value
	}
	root, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		v.t.Fatal(err)
	}
	a.root = root
	return a
}

// all gives the elements that a selector names.
func (a *answer) all(selector string) []*html.Node {
	return cascadia.QueryAll(a.root, cascadia.MustCompile(selector))
}

// text gives the words within the elements that a selector names.
func (a *answer) text(selector string) string {
	var b strings.Builder
	for _, n := range a.all(selector) {
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				b.WriteString(d.Data)
			}
		}
		b.WriteByte(' ')
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// person gives somebody of the invented people with a role, for whom ok holds.
func (h *house) person(t testing.TB, role access.Role, ok func(network.Person) bool) network.Person {
	t.Helper()
	for _, p := range h.data.People {
		if p.Role == string(role) && (ok == nil || ok(p)) {
			return p
		}
	}
	t.Fatalf("nobody is %s", role)
	return network.Person{}
}
