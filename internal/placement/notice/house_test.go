package notice_test

import (
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/notice"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var start = time.Date(2026, 11, 10, 9, 0, 0, 0, clock.Amsterdam)

// loopback is where the programs of these tests listen.
var loopback = netip.MustParsePrefix("127.0.0.0/8")

// house is a provider with a service, and what tells it.
type house struct {
	t         *testing.T
	db        *store.DB
	now       *atomic.Int64
	spine     *act.Spine
	keys      *keys.Ring
	links     *link.Links
	outbox    *mail.Outbox
	network   *network.Service
	directory *directory.Register
	notices   *notice.Service
	runner    *jobs.Runner
	provider  network.OrganizationID
	asker     network.OrganizationID
	service   directory.ServiceID
}

func run(t *testing.T, test func(t *testing.T, h *house)) {
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &house{t: t, now: new(atomic.Int64)}
			h.now.Store(start.UnixMicro())
			h.db = open(t, func() time.Time { return time.UnixMicro(h.now.Load()) })
			policies, err := access.Load()
			if err != nil {
				t.Fatal(err)
			}
			file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), start)
			if err != nil {
				t.Fatal(err)
			}
			h.spine, h.keys = act.New(h.db, policies, nil), keys.New(file)
			h.links = link.New(h.db, h.keys)
			h.outbox = mail.New(h.db, h.keys, nil, slog.New(slog.DiscardHandler))
			h.network, h.directory = network.New(h.spine), directory.New(h.spine)
			h.provider, h.asker = h.organization("Zorghuis", "post@zorghuis.example"), h.organization("Ziekenhuis", "post@ziekenhuis.example")
			service, err := h.directory.Save(t.Context(), access.Job("test"), directory.Service{State: directory.Shown, Organization: h.provider, Name: "Kort verblijf",
				Discipline: "vvt", Kind: "elv-laag", ServedAreas: []network.AreaCode{"WK990101"}}, 0)
			if err != nil {
				t.Fatal(err)
			}
			h.service = service.ID
			h.use(nil)
			test(t, h)
		})
	}
}

// use starts the program anew with another way out.
func (h *house) use(client *http.Client) {
	h.notices = notice.New(notice.Deps{Spine: h.spine, Network: h.network, Directory: h.directory, Links: h.links, Outbox: h.outbox, Keys: h.keys,
		HTTP: client, Inside: []netip.Prefix{loopback}, Log: slog.New(slog.DiscardHandler)})
	h.notices.At("https://eerstelijn.example")
	h.runner = jobs.NewRunner(h.db, slog.New(slog.DiscardHandler))
	h.runner.HandleSlow(notice.Job, h.notices.Run)
	h.runner.Handle(mail.Job, h.outbox.Run)
}

func (h *house) organization(name, email string) network.OrganizationID {
	h.t.Helper()
	o, err := h.network.SaveOrganization(h.t.Context(), access.Job("test"), network.Organization{Kind: network.Provider, Name: name, Email: email})
	if err != nil {
		h.t.Fatal(err)
	}
	return o
}

func loadNothing(context.Context, *store.Tx) (access.Subject, error) {
	return access.Subject{Type: "request", ID: "r"}, nil
}

// do runs something within an act.
func (h *house) do(fn func(ctx context.Context, tx *act.Tx) error) {
	h.t.Helper()
	if err := h.spine.Do(h.t.Context(), act.Attempt{Actor: access.Job("test"), Act: "placement.MeasureWaits",
		Load: loadNothing}, fn); err != nil {
		h.t.Fatal(err)
	}
}

// invited is a question to the provider, with a secret that no message may tell.
func (h *house) invited() (placement.Invitation, placement.Request) {
	r := placement.Request{ID: id.New[placement.RequestID](), State: placement.StateOpen, Version: 2, Organization: h.asker, Region: "region",
		Draft: placement.Draft{Kind: "wlz-crisis", Urgency: placement.Soon, Area: "WK990101", Note: "MARKERNOTE", Groups: []string{"dementie"}}}
	i := placement.Invitation{ID: id.New[placement.InvitationID](), Request: r.ID, Offer: "offer", Service: h.service, Organization: h.provider,
		State: placement.Waiting, SentAt: h.clock(), Until: h.clock().Add(4 * time.Hour)}
	r.Invitations = []placement.Invitation{i}
	return i, r
}

func (h *house) invite(i placement.Invitation, r placement.Request) {
	h.t.Helper()
	h.do(func(ctx context.Context, tx *act.Tx) error { return h.notices.InvitedTx(ctx, tx, i, r) })
}

func (h *house) clock() time.Time     { return time.UnixMicro(h.now.Load()).UTC() }
func (h *house) wait(d time.Duration) { h.now.Add(d.Microseconds()) }

func (h *house) letters() []mail.Queued {
	h.t.Helper()
	all, err := h.outbox.QueuedForDemo(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// work does all jobs that are due.
func (h *house) work() {
	h.t.Helper()
	for {
		did, err := h.runner.Step(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		if !did {
			return
		}
	}
}

func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	if err := h.db.Read(h.t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(&n) }); err != nil {
		h.t.Fatal(err)
	}
	return n
}

func (h *house) admin() access.Actor {
	return access.Actor{Person: "admin", Role: access.ProviderAdmin, Organization: string(h.provider), Assurance: access.Substantial}
}

// arrival is a message as a program got it.
type arrival struct {
	header http.Header
	body   string
}

// program is a program of somebody else that takes messages.
type program struct {
	*httptest.Server
	mu     sync.Mutex
	got    []arrival
	answer func(w http.ResponseWriter, n int) // nil: it takes all
}

func newProgram(t *testing.T) *program {
	p := &program{}
	p.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.got = append(p.got, arrival{r.Header.Clone(), string(body)})
		if p.answer != nil {
			p.answer(w, len(p.got))
		}
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *program) arrivals() []arrival {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]arrival(nil), p.got...)
}

// way is the program's own way out, with the certificate of a test.
func (p *program) way(also ...netip.Prefix) *http.Client {
	c := outward.Client(5*time.Second, also...)
	c.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: p.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, MinVersion: tls.VersionTLS12}
	return c
}

func (h *house) hook(p *program) {
	h.t.Helper()
	h.use(p.way(loopback))
	if _, err := h.notices.SaveWebhook(h.t.Context(), h.admin(), h.provider, p.URL+"/hook"); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	if err := h.db.Write(h.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
}
