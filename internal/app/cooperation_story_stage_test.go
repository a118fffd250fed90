package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// curtain is when a story begins: a Monday morning.
var curtain = time.Date(2026, 9, 7, 9, 0, 0, 0, clock.Amsterdam)

// day is a moment of a story: so many days after it began, at an hour.
func day(n, hour int) time.Time {
	return time.Date(curtain.Year(), curtain.Month(), curtain.Day()+n, hour, 0, 0, 0, clock.Amsterdam)
}

// land is one region of the small country: a RESV, and a wijkverband with somebody who reports.
type land struct {
	name   string
	region network.RegionID
	wijk   network.WijkverbandID
}

func (l land) resv() mandate.Forum { return mandate.Forum{Kind: mandate.RESV, Region: l.region} }

func (l land) team() mandate.Forum {
	return mandate.Forum{Kind: mandate.Wijkverband, Region: l.region, Wijkverband: l.wijk}
}

// Who works in each region; of each the name of the region follows.
const (
	nurse       = "Verpleegkundige "
	coordinator = "Coördinator "
	staff       = "Medewerker "
)

// story is the whole program over a small country, with a clock that the story moves. What people do they do
// by the capabilities, and what they read by the pages, as themselves.
type story struct {
	*house
	t      *testing.T
	moment *atomic.Int64
	lands  []land
	orgs   map[string]network.OrganizationID
	signed map[string]visitor // who is signed in at this moment
}

// playStory plays a story on both databases.
func playStory(t *testing.T, play func(s *story)) {
	t.Parallel()
	for name, db := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "story.db") },
		"postgres": postgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, db(t))
			play(s)
			s.work()
			for line := range strings.Lines(s.said.text()) {
				if strings.Contains(line, "level=ERROR") || strings.Contains(line, "job failed") {
					t.Error(line)
				}
			}
		})
	}
}

func newStory(t *testing.T, db string) *story {
	s := &story{t: t, moment: new(atomic.Int64), orgs: map[string]network.OrganizationID{}, signed: map[string]visitor{},
		house: &house{said: &said{}, people: map[string]network.Person{}, metrics: prometheus.NewRegistry()}}
	s.moment.Store(curtain.UnixMicro())
	ctx := context.WithoutCancel(t.Context())
	file := filepath.Join(t.TempDir(), "keys")
	_, err := keys.CreateFile(file, curtain)
	s.ok(err)
	a, err := Open(ctx, Config{DB: db, Keys: file, Demo: true, Rates: wide, Public: "https://eerstelijn.example", Clock: s.now},
		slog.New(slog.NewTextHandler(s.said, nil)))
	s.ok(err)
	t.Cleanup(func() { _ = a.Close() })
	s.App = a
	s.ok(a.loadBoard(ctx))
	s.ok(a.Finder.Load(ctx))
	s.ok(a.scheduleCooperation(ctx))
	a.ready.Store(true)
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); a.Feed.Run(working) }()
	t.Cleanup(func() { stop(); <-ended })
	s.handler, err = a.handler(s.metrics)
	s.ok(err)
	s.settle()
	return s
}

// settle founds the country: three regions, the nation's board, and those who look on.
func (s *story) settle() {
	for _, name := range []string{"Waterkant", "Heuvelrand", "Poldervoort"} {
		r, err := s.Network.SaveRegion(s.ctx(), access.Job("test"), network.Region{Name: name})
		s.ok(err)
		w, err := s.Network.SaveWijkverband(s.ctx(), access.Job("test"), network.Wijkverband{Region: r.ID, Name: "Wijkverband " + name})
		s.ok(err)
		l := land{name: name, region: r.ID, wijk: w.ID}
		s.lands = append(s.lands, l)
		s.founds("RESV "+name, network.RESVBody, "")
		s.founds("Thuiszorg "+name, network.Provider, "wijkverpleging")
		s.joins(nurse+name, access.Professional, "Thuiszorg "+name, l)
		s.joins(coordinator+name, access.Coordinator, "RESV "+name, l)
		s.joins(staff+name, access.RESVStaff, "RESV "+name, l)
	}
	s.founds("Landelijk overleg", network.NationalOrg, "")
	s.founds("Koepel thuiszorg", network.NationalOrg, "")
	s.founds("Verzekeraar", network.InsurerOrg, "")
	s.joins("Landelijk", access.National, "Landelijk overleg", land{})
	s.joins("Koepel", access.National, "Koepel thuiszorg", land{})
	s.joins("Inkoper", access.Insurer, "Verzekeraar", s.lands[0])
	s.joins("Bewoner", access.Patient, "", s.lands[0])
	s.ok(s.Bottlenecks.SaveBoard(s.ctx(), access.Job("test"), s.orgs["Landelijk overleg"]))
}

func (s *story) founds(name string, kind network.OrganizationKind, d network.DisciplineCode) {
	s.t.Helper()
	made, err := s.Network.SaveOrganization(s.ctx(), access.Job("test"), network.Organization{Kind: kind, Name: name, Discipline: d, Email: mailbox(name)})
	s.ok(err)
	s.orgs[name] = made
}

func (s *story) joins(name string, role access.Role, org string, l land) {
	s.t.Helper()
	p := network.Person{Name: name, Role: string(role), Organization: s.orgs[org], Region: l.region, Email: mailbox(name)}
	if role == access.Coordinator || role == access.Professional {
		p.Wijkverband = l.wijk
	}
	s.hire(s.t, p)
}

// mailbox is where somebody of the story gets mail.
func mailbox(name string) string { return network.Slug(name) + "@mensen.example" }

func (s *story) ctx() context.Context { return s.t.Context() }

// as is somebody of the story, by name.
func (s *story) as(name string) access.Actor {
	s.t.Helper()
	p, known := s.people[name]
	if !known {
		s.t.Fatalf("%s is not in this story", name)
	}
	return actorOf(p)
}

func (s *story) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// refused checks that somebody may not.
func (s *story) refused(who string, err error) {
	s.t.Helper()
	if fault.KindOf(err) != fault.Denied || err == nil {
		s.t.Errorf("%s is not refused: %v", who, err)
	}
}

// now moves a little at each look, as clocks do.
func (s *story) now() time.Time { return time.UnixMicro(s.moment.Add(1)).UTC() }

// until lets time pass; the program's own jobs do each day what is due.
func (s *story) until(at time.Time) {
	s.t.Helper()
	clear(s.signed)
	for next := s.now(); next.Before(at); {
		if next = next.AddDate(0, 0, 1); next.After(at) {
			next = at
		}
		s.moment.Store(next.UnixMicro())
		s.work()
	}
}

// work does the jobs that are due now.
func (s *story) work() {
	s.t.Helper()
	for did := true; did; {
		var err error
		did, err = s.Jobs.Step(s.ctx())
		s.ok(err)
	}
}

// visits gives what somebody reads at an address; ” is nobody in particular.
func (s *story) visits(name, path string) (status int, page string) {
	s.t.Helper()
	r := request(http.MethodGet, path, "")
	if name != "" {
		v, in := s.signed[name]
		if !in {
			v = s.signIn(s.t, name)
			s.signed[name] = v
		}
		r = v.known(r)
	}
	w := s.serve(r)
	return w.Code, w.Body.String()
}

// read checks who may read a page: those who are named, and nobody else.
func (s *story) read(path string, readers ...string) {
	s.t.Helper()
	for _, name := range readers {
		s.as(name) // whoever is misspelt is refused too
	}
	names := []string{""}
	for name := range s.people {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		status, _ := s.visits(name, path)
		switch may := slices.Contains(readers, name); {
		case may && status != http.StatusOK:
			s.t.Errorf("%s may read %s and gets %d", name, path, status)
		case !may && status < 300:
			s.t.Errorf("%q may not read %s and gets %d", name, path, status)
		case status >= 500:
			s.t.Errorf("%q at %s: %d", name, path, status)
		}
	}
}

// shows checks that somebody reads something at an address.
func (s *story) shows(name, path string, texts ...string) {
	s.t.Helper()
	status, page := s.visits(name, path)
	if status != http.StatusOK {
		s.t.Errorf("%q gets %d at %s", name, status, path)
		return
	}
	for _, text := range texts {
		if !strings.Contains(page, text) {
			s.t.Errorf("%q does not read %q at %s", name, text, path)
		}
	}
}

// letter gives the newest message to an address that waits to be sent, once the jobs have written it.
func (s *story) letter(to string) (subject, text string) {
	s.t.Helper()
	s.work()
	all, err := s.Accounts.Outbox.QueuedForDemo(s.ctx())
	s.ok(err)
	for _, m := range all {
		if m.To == to {
			return m.Subject, m.Text
		}
	}
	s.t.Errorf("no mail waits for %s", to)
	return "", ""
}

var linked = regexp.MustCompile(`/inzage/[A-Z2-7]+`)

// opens gives the page that the newest mail to an address leads to.
func (s *story) opens(to string) string {
	s.t.Helper()
	_, text := s.letter(to)
	path := linked.FindString(text)
	if path == "" {
		s.t.Fatalf("the mail to %s has no link: %s", to, text)
	}
	return path
}

// answers sends what a reporter chooses on the page of a link.
func (s *story) answers(path, verdict string) {
	s.t.Helper()
	w := s.serve(request(http.MethodPost, path, url.Values{"oordeel": {verdict}}.Encode()))
	if w.Code != http.StatusSeeOther {
		s.t.Errorf("%s at %s: %d %s", verdict, path, w.Code, w.Body)
	}
}

// stands checks where a bottleneck is: at one level, with one owner and, while it is open, one next date.
func (s *story) stands(reader string, which bottleneck.ID, level bottleneck.Level, state bottleneck.State, owner bottleneck.OwnerKind) bottleneck.Look {
	s.t.Helper()
	l, err := s.Bottlenecks.Get(s.ctx(), s.as(reader), which)
	s.ok(err)
	if l.Level != level || l.State != state || l.Owner.Kind != owner || l.State.Open() == l.NextAt.IsZero() {
		s.t.Errorf("it is %s with the %s, owned by %s until %v; want %s with the %s, owned by %s", l.State, l.Level, l.Owner.Kind, l.NextAt, state, level, owner)
	}
	return l
}
