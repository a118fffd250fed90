// Package bottlenecktest builds a small house for tests of bottlenecks: two regions with wijkverbanden, the
// nation's board, and the people who report and decide.
package bottlenecktest

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Start is when the tests begin.
var Start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// BoardOrg is the nation's board, PartyOrg an organisation that it can name, and PracticeOrg where people
// work who report.
var (
	BoardOrg    = id.From[network.OrganizationID]("bottlenecktest", "board")
	PartyOrg    = id.From[network.OrganizationID]("bottlenecktest", "party")
	PracticeOrg = id.From[network.OrganizationID]("bottlenecktest", "practice")
)

// Regions and Wijken are how many there are; each wijk has one wijkverband.
const (
	Regions = 4
	Wijken  = 3 // of each region
)

// Region is the nth region.
func Region(n int) network.RegionID {
	return id.From[network.RegionID]("bottlenecktest", "region", fmt.Sprint(n))
}

// Wijkverband is the wth wijkverband of the nth region.
func Wijkverband(n, w int) network.WijkverbandID {
	return id.From[network.WijkverbandID]("bottlenecktest", "wijkverband", fmt.Sprint(n), fmt.Sprint(w))
}

// Area is the wijk of a wijkverband, and Loose one of the region without any.
func Area(n, w int) network.AreaCode {
	return network.AreaCode(fmt.Sprintf("WK99%02d%02d", n, w))
}

func Loose(n int) network.AreaCode { return Area(n, 99) }

// Person is somebody in a role; the name is their id too.
func Person(name string, role access.Role, o network.OrganizationID, r network.RegionID, w network.WijkverbandID) access.Actor {
	return access.Actor{Person: "p-" + name, Name: name, Role: role, Organization: string(o), Region: string(r), Wijkverband: string(w),
		Assurance: access.High, Via: access.ByPage, Session: "s-" + name, Origin: "o-" + name}
}

// Reporter is the kth professional of a region.
func Reporter(n, k int) access.Actor {
	return Person(fmt.Sprintf("reporter-%d-%d", n, k), access.Professional, PracticeOrg, Region(n), "")
}

// Coordinator is who decides for a wijkverband, Staff for a region, National for the nation, and Party for
// an organisation that was named.
func Coordinator(n, w int) access.Actor {
	return Person(fmt.Sprintf("coordinator-%d-%d", n, w), access.Coordinator, "", Region(n), Wijkverband(n, w))
}

func Staff(n int) access.Actor {
	return Person(fmt.Sprintf("staff-%d", n), access.RESVStaff, "", Region(n), "")
}

var (
	National = Person("national", access.National, BoardOrg, "", "")
	Party    = Person("party", access.National, PartyOrg, "", "")
)

// Wall is a clock that a test moves.
type Wall struct{ at atomic.Int64 }

// NewWall gives a clock that stands at [Start].
func NewWall() *Wall {
	w := &Wall{}
	w.Set(Start)
	return w
}

func (w *Wall) Now() time.Time      { return time.UnixMicro(w.at.Load()).UTC() }
func (w *Wall) Add(d time.Duration) { w.at.Add(d.Microseconds()) }
func (w *Wall) Set(t time.Time)     { w.at.Store(t.UnixMicro()) }

// House is one node of the platform, as far as bottlenecks need it.
type House struct {
	*bottleneck.Service
	DB      *store.DB
	Spine   *act.Spine
	Network *network.Service
	Links   *link.Links
	Outbox  *mail.Outbox
	Keys    *keys.Ring
	Jobs    *jobs.Runner
}

// New fills an empty database and gives the house on it.
func New(t testing.TB, db *store.DB) *House {
	t.Helper()
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), Start)
	if err != nil {
		t.Fatal(err)
	}
	h := node(t, db, keys.New(file))
	if err := db.Write(t.Context(), furnish); err != nil {
		t.Fatal(err)
	}
	if err := h.SaveBoard(t.Context(), access.Job("test"), BoardOrg); err != nil {
		t.Fatal(err)
	}
	return h
}

func node(t testing.TB, db *store.DB, ring *keys.Ring) *House {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	h := &House{DB: db, Spine: act.New(db, policies, nil), Keys: ring, Links: link.New(db, ring), Outbox: mail.New(db, ring, nil, quiet), Jobs: jobs.NewRunner(db, quiet)}
	h.Network = network.New(h.Spine)
	h.Service = bottleneck.New(bottleneck.Deps{Spine: h.Spine, Network: h.Network, Links: h.Links, Outbox: h.Outbox, Keys: ring})
	h.Service.At("https://eerstelijn.example")
	h.Jobs.Handle(bottleneck.MailJob, h.RunMail)
	h.Jobs.Handle(mail.Job, h.Outbox.Run)
	return h
}

// Again is a second node on the same database, with connections of its own.
func (h *House) Again(t testing.TB, opt store.Options) *House {
	t.Helper()
	db, err := store.Open(t.Context(), h.DB.Address(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return node(t, db, h.Keys)
}

func furnish(ctx context.Context, tx *store.Tx) error {
	for _, o := range []struct {
		id   network.OrganizationID
		kind network.OrganizationKind
		name string
	}{{BoardOrg, network.NationalOrg, "Bestuurlijk overleg"}, {PartyOrg, network.NationalOrg, "Landelijke vereniging"}, {PracticeOrg, network.Provider, "Praktijk"}} {
		if _, err := tx.Exec(ctx, `INSERT INTO organization (id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest)
			VALUES ($1, $2, $3, $4, '', '', '', '', '', '', '', '', '')`, o.id, batch.People, o.kind, o.name); err != nil {
			return err
		}
	}
	for n := range Regions {
		if _, err := tx.Exec(ctx, `INSERT INTO region (id, slug, made_at) VALUES ($1, $2, 0)`, Region(n), fmt.Sprintf("regio-%d", n)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO region_version (region, from_at, name, zorgkantoor, gp_organization, support, preferred_insurers, following_insurers,
				mandated_municipality, lat, lon, resv_organization, resv_name, forerunner, legal_form, phase, website, phone, email, hours, remarks)
			VALUES ($1, 0, $2, '', '', '', '', '', '', 52.1, 5.1, '', 'Bureau', 0, '', 'network', '', '', '', '', '')`, Region(n), fmt.Sprintf("Regio %d", n)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO region_area (region, area, from_at) VALUES ($1, $2, 0)`, Region(n), Area(n, 0).Parent()); err != nil {
			return err
		}
		for w := range Wijken {
			if err := wijkverband(ctx, tx, n, w); err != nil {
				return err
			}
		}
	}
	return nil
}

func wijkverband(ctx context.Context, tx *store.Tx, n, w int) error {
	which := Wijkverband(n, w)
	if _, err := tx.Exec(ctx, `INSERT INTO wijkverband (id, slug, region, made_at) VALUES ($1, $2, $3, 0)`, which, fmt.Sprintf("wijk-%d-%d", n, w), Region(n)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO wijkverband_version (wijkverband, from_at, name, meets_every, agreement, bottleneck, website)
		VALUES ($1, 0, $2, '', 0, 0, '')`, which, fmt.Sprintf("Wijk %d %d", n, w)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO wijkverband_area (wijkverband, area, from_at, is_primary) VALUES ($1, $2, 0, 1)`, which, Area(n, w))
	return err
}

// Tell is a report of what does not work in a wijk.
func Tell(n, w int) bottleneck.Report {
	return bottleneck.Report{Title: "Geen nachtzorg", What: "In de nacht komt niemand voor wijkverpleging.", Theme: "avond-nacht-weekend", HowOften: bottleneck.Weekly, Area: Area(n, w)}
}

// Reported makes a report and gives its receipt.
func (h *House) Reported(t testing.TB, who access.Actor, r bottleneck.Report) bottleneck.Receipt {
	t.Helper()
	receipt, err := h.Report(t.Context(), who, r)
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// Work does all jobs that are due.
func (h *House) Work(t testing.TB) {
	t.Helper()
	for {
		did, err := h.Jobs.Step(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !did {
			return
		}
	}
}
