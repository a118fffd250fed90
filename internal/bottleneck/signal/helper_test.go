package signal_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// monday is when the past of the tests begins.
var monday = time.Date(2026, 1, 5, 9, 0, 0, 0, clock.Amsterdam)

const week = 7 * 24 * time.Hour

// wall is a clock that a test moves.
type wall struct{ at atomic.Int64 }

func (w *wall) now() time.Time      { return time.UnixMicro(w.at.Load()).UTC() }
func (w *wall) add(d time.Duration) { w.at.Add(d.Microseconds()) }

// house is the little region of placement with two wijkverbanden, bottlenecks and signals.
type house struct {
	*placementtest.House
	signals     *signal.Service
	bottlenecks *bottleneck.Service
	clock       *wall
	west, east  network.WijkverbandID
	services    int
	told        map[directory.ServiceID]capacity.OfferID
}

var (
	operator = access.Job("test")
	staff    = placementtest.Staff
)

// The wijken of the wijkverbanden; placements are asked in the first.
const westWijk, eastWijk = network.AreaCode("WK036304"), network.AreaCode("WK036305")

func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wall{}
			w.at.Store(monday.UnixMicro())
			h := &house{House: placementtest.New(t, open(t, w.now)), clock: w, told: map[directory.ServiceID]capacity.OfferID{}}
			h.bottlenecks = bottleneck.New(bottleneck.Deps{Spine: h.Spine, Network: h.Network, Links: h.Links, Keys: h.Keys})
			h.signals = signal.New(signal.Deps{Spine: h.Spine, Network: h.Network, Capacity: h.Capacity, Bottlenecks: h.bottlenecks})
			h.west, h.east = h.wijkverband(t, "West", westWijk), h.wijkverband(t, "Oost", eastWijk)
			fn(t, h)
		})
	}
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wants(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("got %v, want %v", err, kind)
	}
}

func (h *house) wijkverband(t testing.TB, name string, area network.AreaCode) network.WijkverbandID {
	t.Helper()
	return must[network.Wijkverband](t)(h.Network.SaveWijkverband(t.Context(), operator, network.Wijkverband{ID: id.From[network.WijkverbandID]("signal", name),
		Region: placementtest.Region, Name: name, Areas: []network.AreaCode{area}, Primary: []network.AreaCode{area}})).ID
}

// nation makes an organisation the nation's board.
func (h *house) nation(t testing.TB) network.OrganizationID {
	t.Helper()
	o := id.From[network.OrganizationID]("signal", "Landelijk overleg")
	if _, err := h.Network.SaveOrganization(t.Context(), operator, network.Organization{ID: o, Kind: network.NationalOrg, Name: "Landelijk overleg"}); err != nil {
		t.Fatal(err)
	}
	if err := h.bottlenecks.SaveBoard(t.Context(), operator, o); err != nil {
		t.Fatal(err)
	}
	return o
}

// service is one entry of an organisation of its own, by district nurses who come in some wijken.
func (h *house) service(t testing.TB, hours string, serves ...network.AreaCode) directory.Service {
	t.Helper()
	h.services++
	org := id.From[network.OrganizationID]("signal", fmt.Sprint(h.services))
	if _, err := h.Network.SaveOrganization(t.Context(), operator, network.Organization{ID: org, Kind: network.Provider, Name: fmt.Sprintf("Thuiszorg %d", h.services)}); err != nil {
		t.Fatal(err)
	}
	return must[directory.Service](t)(h.Directory.Save(t.Context(), admin(org), directory.Service{
		Organization: org, Name: fmt.Sprintf("Thuiszorg %d", h.services), Discipline: "wijkverpleging", Kind: "wijkverpleging", Description: "Zorg thuis.", TargetGroups: []string{"iedereen"},
		Access: directory.Direct, Costs: []directory.Cost{directory.BasicInsured}, Languages: []string{"nl"}, Insurers: []string{"*"}, Modes: []directory.Mode{directory.HomeVisit},
		Locations:   []directory.Location{{Street: "Brugstraat 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.09, Lon: 5.12}, Area: eastWijk}},
		ServedAreas: serves, Hours: hours,
		Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Planning", Phone: "0800 123 45 67"}},
	}, 0))
}

func admin(org network.OrganizationID) access.Actor {
	return access.Actor{Person: "p-admin", Role: access.ProviderAdmin, Organization: string(org), Assurance: access.High, Via: access.ByPage}
}

// waits has a service report a waiting time.
func (h *house) waits(t testing.TB, s directory.Service, days int) {
	t.Helper()
	o := h.told[s.ID]
	if o == "" {
		o = must[capacity.Offer](t)(h.Capacity.SaveOffer(t.Context(), admin(s.Organization), capacity.Offer{Service: s.ID, Kind: "wijkverpleging-uren", Total: 50})).ID
		h.told[s.ID] = o
	}
	must[capacity.Offer](t)(h.Capacity.Observe(t.Context(), admin(s.Organization), capacity.Report{Offer: o, Accepting: capacity.Open, WaitingDays: &days}))
}

// asked asks some providers once each, for people of their own, and has them all answer.
func (h *house) asked(t testing.TB, times int, offers []capacity.Offer, answer placement.Answer) {
	t.Helper()
	for i := range times {
		o := offers[i%len(offers)]
		r := h.Opened(t, placement.Planned)
		r = must[placement.Request](t)(h.Invite(t.Context(), placementtest.Asker, r.ID, []capacity.OfferID{o.ID}))
		must[placement.Invitation](t)(h.Answer(t.Context(), placementtest.Of(o.Organization), r.Invitations[0].ID, answer))
	}
}

func (h *house) offers(t testing.TB, n int) (all []capacity.Offer) {
	for i := range n {
		all = append(all, h.Offer(t, fmt.Sprint("huis ", i), 100, 100))
	}
	return all
}

// tried runs a rule of the region over the past of the test.
func (h *house) tried(t testing.TB, r signal.Rule) []signal.Hit {
	t.Helper()
	r.Region = placementtest.Region
	return must[[]signal.Hit](t)(h.signals.DryRun(t.Context(), staff, r, monday.Add(-week), h.clock.now()))
}

func jobOf() jobs.Job { return jobs.Job{Kind: signal.Job} }

// row reads one value.
func (h *house) row(t testing.TB, into any, query string, args ...any) {
	t.Helper()
	if err := h.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(into) }); err != nil {
		t.Fatal(err)
	}
}

func text(h signal.Hit) string {
	if len(h.Evidence) != 1 {
		return ""
	}
	return h.Evidence[0].Text
}

func holds(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q does not say %q", text, p)
		}
	}
}
