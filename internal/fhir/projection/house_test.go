package projection_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var (
	operator = access.Job("test")
	noon     = time.Date(2026, 6, 2, 12, 0, 0, 0, clock.Amsterdam)
)

// house is a small region with a clock that the test moves, and a follower that does a step when told to.
type house struct {
	*projection.Follower
	domain  projection.Domain
	db      *store.DB
	feed    *ledger.Feed
	journal *journal.Journal
	at      *atomic.Int64

	region              network.RegionID
	wijkverband         network.WijkverbandID
	gps, practice, team network.OrganizationID
	person              network.PersonID
	services            []directory.Service
	offers              []capacity.Offer
	contact             network.ContactID
	affiliation         mandate.AffiliationID
	standing            mandate.StandingID
}

func (h *house) now() time.Time       { return time.UnixMicro(h.at.Load()).UTC() }
func (h *house) pass(d time.Duration) { h.at.Add(d.Microseconds()) }

// onEach runs fn with a house on a fresh database of each kind.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, build(t, open))
		})
	}
}

var config = render.Config{Name: "Proefkaart", Custodian: render.Number{System: code.URA, Value: "00001111"}, Guides: []string{"nl-gf"}}

// marker is in the name of every person of the house.
const marker = "Merkelbach"

func build(t testing.TB, open func(testing.TB, clock.Clock) *store.DB) *house {
	t.Helper()
	h := &house{at: &atomic.Int64{}}
	h.at.Store(noon.UnixMicro())
	h.db = open(t, h.now)
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	h.feed = ledger.NewFeed(h.db, slog.New(slog.DiscardHandler))
	spine := act.New(h.db, policies, h.feed.Kick)
	n, d := network.New(spine), directory.New(spine)
	h.domain = projection.Domain{Network: n, Directory: d, Capacity: capacity.New(spine, n, d), Mandates: mandate.New(spine, n), Endpoints: endpoint.New(spine, n)}
	h.journal = journal.New(h.db)
	h.Follower = h.follower()
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { h.feed.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	h.furnish(t)
	return h
}

func (h *house) follower() *projection.Follower {
	return projection.New(h.domain, h.db, h.feed, h.journal, config, h.now, slog.New(slog.DiscardHandler))
}

func (h *house) furnish(t testing.TB) {
	t.Helper()
	ctx, n, m := t.Context(), h.domain.Network, h.domain.Mandates
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := n.SaveRegion(ctx, operator, network.Region{Name: "Regio Een"})
	must(err)
	h.region = r.ID
	w, err := n.SaveWijkverband(ctx, operator, network.Wijkverband{Region: h.region, Name: "West"})
	must(err)
	h.wijkverband = w.ID
	h.gps, err = n.SaveOrganization(ctx, operator, network.Organization{Kind: network.DisciplineBody, Name: "Huisartsen samen", Discipline: "huisartsenzorg"})
	must(err)
	h.practice, err = n.SaveOrganization(ctx, operator, network.Organization{Kind: network.Provider, Name: "Praktijk Kade", Discipline: "huisartsenzorg", URA: "12345678"})
	must(err)
	h.team, err = n.SaveOrganization(ctx, operator, network.Organization{Kind: network.Provider, Name: "Team Oost", Discipline: "wijkverpleging"})
	must(err)
	h.person, err = n.SavePerson(ctx, operator, network.Person{Name: "Anna " + marker, Role: string(access.Professional)})
	must(err)
	h.contact, err = n.SaveContact(ctx, operator, h.wijkverband, network.Contact{Discipline: "wijkverpleging", Person: h.person, Organization: h.team,
		Function: "Aanspreekpunt wijkverpleging", Reach: network.Reach{Phone: "010 123 4567"}, ShowName: true})
	must(err)
	a, err := m.Affiliate(ctx, operator, mandate.Affiliation{Provider: h.practice, Body: h.gps})
	must(err)
	h.affiliation = a.ID
	s, err := m.Recognise(ctx, operator, mandate.Standing{Body: h.gps, Region: h.region, Discipline: "huisartsenzorg", Evidence: "Besluit"})
	must(err)
	h.standing = s.ID
	for _, name := range []string{"Spreekuur", "Praktijkondersteuner"} {
		h.services = append(h.services, h.service(t, name, directory.Shown))
	}
	o, err := h.domain.Capacity.SaveOffer(ctx, h.owner(), capacity.Offer{Service: h.services[0].ID, Kind: "elv-laag", Total: 10})
	must(err)
	h.offers = append(h.offers, o)
}

func (h *house) owner() access.Actor {
	return access.Actor{Person: string(h.person), Role: access.ProviderAdmin, Organization: string(h.practice), Assurance: access.Substantial, Via: access.ByPage}
}

// staff may change the region and its wijkverbanden.
func (h *house) staff() access.Actor {
	return access.Actor{Person: "staff", Role: access.RESVStaff, Region: string(h.region), Assurance: access.Substantial, Via: access.ByPage}
}

func (h *house) service(t testing.TB, name string, state directory.State) directory.Service {
	t.Helper()
	s, err := h.domain.Directory.Save(t.Context(), h.owner(), directory.Service{
		Organization: h.practice, Name: name, Discipline: "huisartsenzorg", Kind: "elv-laag", State: state, Description: "Voor iedereen.", Access: directory.Direct,
		Languages: []string{"nl"}, Hours: "Mo-Fr 08:00-17:00", Modes: []directory.Mode{directory.OnSite},
		Locations: []directory.Location{{Street: "Kade 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}, Area: "WK036304"}},
		Contacts:  []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "010 765 4321"}, {Audience: directory.ForProfessional, Phone: "010 999 9999"}},
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h *house) says(t testing.TB, available int) {
	t.Helper()
	if _, err := h.domain.Capacity.Observe(t.Context(), h.owner(), capacity.Report{Offer: h.offers[0].ID, Available: available}); err != nil {
		t.Fatal(err)
	}
}

// head is the number of the newest ledger entry; on PostgreSQL the feed gives it some moments later.
func (h *house) head(t testing.TB) (head int64) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; {
		var entries int64
		if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry`).Scan(&entries); err != nil {
				return err
			}
			head, err = ledger.Head(ctx, tx)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if head >= entries {
			return head
		}
		if time.Now().After(end) {
			t.Fatalf("%d of %d entries have a number", head, entries)
		}
		if _, err := h.feed.Wait(t.Context(), head); err != nil {
			t.Fatal(err)
		}
	}
}

// settle lets a follower do all that there is to do now.
func (h *house) settle(t testing.TB, f *projection.Follower) {
	t.Helper()
	for head, more := h.head(t), true; more || f.Reached() < head; {
		var err error
		if more, err = f.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// all gives the newest versions of every resource.
func (h *house) all(t testing.TB) map[journal.Key]journal.Version {
	t.Helper()
	found := map[journal.Key]journal.Version{}
	page, _, more, err := h.journal.History(t.Context(), journal.HistoryQuery{Limit: 100_000})
	if err != nil || more {
		t.Fatal(err, more)
	}
	for _, v := range page { // newest first
		if _, newer := found[v.Key]; !newer {
			found[v.Key] = v
		}
	}
	return found
}

// says tells what a version says, without which version it is.
func said(v journal.Version) string {
	body := string(v.Body)
	from, until := strings.Index(body, `"versionId"`), strings.Index(body, `"lastUpdated"`)
	if from < 0 || until < from {
		return body
	}
	end := until + len(`"lastUpdated":"`) + strings.IndexByte(body[until+len(`"lastUpdated":"`):], '"') + 1
	return strings.Replace(body[:from]+strings.TrimPrefix(body[end:], ","), `"meta":{},`, "", 1)
}

func (h *house) read(t testing.TB, resourceType, id string) journal.Version {
	t.Helper()
	v, err := h.journal.Read(t.Context(), journal.Key{Type: resourceType, ID: id})
	if err != nil {
		t.Fatal(resourceType, err)
	}
	return v
}
