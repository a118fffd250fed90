package number_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// start is in the middle of a month; the tests look at the month before.
var start = time.Date(2026, 11, 10, 9, 0, 0, 0, clock.Amsterdam)

const desk = "desk"

var (
	ours  = string(id.From[network.OrganizationID]("test", "ours"))
	rival = string(id.From[network.OrganizationID]("test", "rival"))
)

// house is a region with a desk and rows of placements, put down as they stand in the tables: what the
// views say of them is the matter here, not how they came there.
type house struct {
	t       *testing.T
	db      *store.DB
	now     *atomic.Int64
	spine   *act.Spine
	numbers *number.Service
	rooms   *capacity.Service
	region  network.RegionID
	offers  map[string]capacity.OfferID
	made    int
}

func run(t *testing.T, test func(t *testing.T, h *house)) {
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &house{t: t, now: new(atomic.Int64), offers: map[string]capacity.OfferID{}}
			h.now.Store(start.UnixMicro())
			h.db = open(t, func() time.Time { return time.UnixMicro(h.now.Load()) })
			policies, err := access.Load()
			if err != nil {
				t.Fatal(err)
			}
			spine := act.New(h.db, policies, nil)
			places, services := network.New(spine), directory.New(spine)
			h.spine = spine
			h.rooms = capacity.New(spine, places, services)
			placements := placement.New(placement.Deps{Spine: spine, Capacity: h.rooms, Network: places, Directory: services})
			h.numbers = number.New(number.Deps{Spine: spine, Capacity: h.rooms, Placement: placements, Log: slog.New(slog.DiscardHandler)})
			region, err := places.SaveRegion(t.Context(), access.Job("test"), network.Region{Name: "Rivierenzoom", RESV: network.RESV{Phase: network.PhaseNetwork}})
			if err != nil {
				t.Fatal(err)
			}
			h.region = region.ID
			h.exec(`INSERT INTO placement_desk (region, organization, since_at) VALUES ($1, $2, 0)`, h.region, desk)
			h.offer(services, "offer-a", ours)
			h.offer(services, "offer-b", rival)
			test(t, h)
		})
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

// rows gives the rows of a view as text.
func (h *house) rows(query string, columns int, args ...any) (all [][]string) {
	h.t.Helper()
	if err := h.db.Read(h.t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		all, err = store.All(ctx, tx, func(row func(...any) error) ([]string, error) {
			cells, into := make([]any, columns), make([]any, columns)
			for i := range cells {
				into[i] = &cells[i]
			}
			err := row(into...)
			text := make([]string, columns)
			for i, c := range cells {
				text[i] = fmt.Sprint(c)
			}
			return text, err
		}, query, args...)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return all
}

func (h *house) offer(services *directory.Register, name, organization string) {
	h.t.Helper()
	h.exec(`INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
		VALUES ($1, 0, 'provider', $2, '', '', '', '', '', '', '', '', '')`, organization, name)
	service, err := services.Save(h.t.Context(), access.Job("test"), directory.Service{State: directory.Shown, Organization: network.OrganizationID(organization),
		Name: name, Discipline: "vvt", Kind: "elv-laag", ServedAreas: []network.AreaCode{"WK990101"}}, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	offer, err := h.rooms.SaveOffer(h.t.Context(), actor(access.ProviderAdmin, organization, ""), capacity.Offer{Service: service.ID, Kind: "elv-laag", Total: 4})
	if err != nil {
		h.t.Fatal(err)
	}
	h.offers[name] = offer.ID
}

// placed is a request as the tables hold it; a zero moment is none.
type placed struct {
	urgency                                  string
	area, kind                               string
	opened                                   time.Time
	accepted, started, closed                time.Time
	offer                                    string // of the invitation that was chosen, or else stands
	state, reason                            string // of that invitation; '' chosen or open
	bridgedFrom, bridgedUntil, bridgingEnded time.Time
	rule                                     string // of the region, for the bridging
	byHand                                   bool   // the bridging was arranged
	withdrawn                                bool
	commit                                   time.Duration // 0: as soon
}

func at(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return clock.Micros(t)
}

func (h *house) put(p placed) (request string) {
	h.t.Helper()
	h.made++
	request = fmt.Sprintf("request-%03d", h.made)
	if p.urgency == "" {
		p.urgency = "soon"
	}
	if p.area == "" {
		p.area = "WK990101"
	}
	if p.kind == "" {
		p.kind = "elv-laag"
	}
	if p.commit == 0 {
		p.commit = 48 * time.Hour
	}
	state, chosen, outcome, invitation := "open", "", "", fmt.Sprintf("invitation-%03d", h.made)
	switch {
	case p.withdrawn:
		state, outcome = "withdrawn", "changed"
	case !p.closed.IsZero():
		state, outcome, chosen = "closed", "helped", invitation
	case !p.started.IsZero():
		state, chosen = "placed", invitation
	case !p.accepted.IsZero():
		state, chosen = "accepted", invitation
	case !p.bridgedFrom.IsZero():
		state = "bridging"
	}
	why := ""
	if p.urgency == "crisis" {
		why = "no-time"
	}
	h.exec(`INSERT INTO placement_request (id, version, state, ask, kind, urgency, direction, area, region, body, vulnerable, asker, organization, desk, desk_person,
			consent_at, consent_with, consent_why_not, made_at, opened_at, commit_by, accepted_at, placed_at, started_at, closed_at, outcome, chosen, next_at, erased)
		VALUES ($1, 1, $2, 'place', $3, $4, 'in', $5, $6, '{}', 0, 'asker', 'hospital', $7, '', $8, 'person', $9, $8, $8, $10, $11, $12, $12, $13, $14, $15, 0, $16)`,
		request, state, p.kind, p.urgency, p.area, h.region, desk, at(p.opened), why, at(p.opened.Add(p.commit)),
		at(p.accepted), at(p.started), at(p.closed), outcome, chosen, map[bool]any{true: int64(1), false: int64(0)}[!p.closed.IsZero()])
	if p.offer != "" {
		if p.state == "" {
			if p.state = "open"; chosen != "" {
				p.state = "chosen"
			}
		}
		var ended, answered any
		hold := ""
		if p.state != "open" {
			answered = clock.Micros(p.opened.Add(time.Hour))
		}
		if p.state != "open" && p.state != "offered" {
			ended = answered
		}
		if p.state == "chosen" || p.state == "offered" {
			hold = "hold"
		}
		h.exec(`INSERT INTO placement_invitation (id, request, offer, service, organization, state, sent_at, until_at, answered_at, held_until, ended_at, reason, chance, hold)
			SELECT $1, $2, id, service, organization, $3, $4, $5, $6, $6, $7, $8, 0.5, $9 FROM offer WHERE id = $10`,
			invitation, request, p.state, at(p.opened), at(p.opened.Add(4*time.Hour)), answered, ended, p.reason, hold, h.offers[p.offer])
	}
	if !p.bridgedFrom.IsZero() {
		h.exec(`INSERT INTO placement_bridging (id, request, organization, what, paid, from_at, until_at, rule, ended_at) VALUES ($1, $2, 'bridge', '', '', $3, $4, $6, $5)`,
			"bridging-"+request, request, at(p.bridgedFrom), at(p.bridgedUntil), at(p.bridgingEnded), p.rule)
		h.exec(`INSERT INTO placement_step (request, number, at, act, from_state, to_state, by_person, by_organization) VALUES ($1, 1, $2, $3, 'open', 'bridging', 'p', '')`,
			request, at(p.bridgedFrom), map[bool]string{true: "Bridge", false: "Expire"}[p.byHand])
	}
	return request
}

func actor(role access.Role, organization, region string) access.Actor {
	return access.Actor{Person: "someone", Role: role, Organization: organization, Region: region, Assurance: access.Substantial}
}
