package demo

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// House is the program that is to be filled.
type House struct {
	DB        *store.DB
	Network   *network.Service
	Directory *directory.Register
	// Endpoints may be absent: then nobody has a digital address.
	Endpoints *endpoint.Service
	// Capacity and Placement may be absent: then there is no room, and nothing is asked for.
	Capacity  *capacity.Service
	Placement *placement.Service
	// Appointments may be absent: then nobody says when people can come.
	Appointments *appointment.Service
	// These may be absent, all together: then nobody speaks for others, reports what does not work or agrees on
	// anything. They need Time.
	Mandates    *mandate.Service
	Meetings    *meeting.Service
	Bottlenecks *bottleneck.Service
	Signals     *signal.Service
	Agreements  *agreement.Service
	Obligations *obligation.Service
	// Time is the clock of the database, where it can be set; see [Live].
	Time *Time
}

var actor = access.Job("demo")

// Load brings in a region by the same acts as imports and people's work. Loading the same data again
// changes no area, postcode or service, and asks for nothing twice.
func Load(ctx context.Context, h House, d Data) (err error) {
	defer fault.Wrap(&err, "demo.Load")
	if err := h.base(ctx, d); err != nil {
		return err
	}
	if err := h.edit(ctx, d); err != nil || h.Capacity == nil {
		return err
	}
	begun, err := h.rooms(ctx, d)
	if err != nil || len(begun) == 0 {
		return err
	}
	if err := h.figures(ctx, d, begun); err != nil {
		return err
	}
	if err := h.times(ctx, &d); err != nil || h.Placement == nil {
		return err
	}
	if err := h.agreed(ctx, d); err != nil {
		return err
	}
	deeds, err := h.morning(ctx, &d)
	if err != nil {
		return err
	}
	return do(ctx, deeds)
}

// base brings in what is there before anybody works with it.
func (h House) base(ctx context.Context, d Data) error {
	if err := h.areas(ctx, d.Areas); err != nil {
		return err
	}
	_, err := h.Network.Import(ctx, actor, network.File{Kind: "postcodes", Source: source}, func(ctx context.Context, b batch.ID) (batch.Counts, error) {
		return h.Network.StagePostcodes(ctx, b, d.Postcodes)
	})
	if err != nil {
		return err
	}
	err = h.services(ctx, func(b batch.ID) (batch.Counts, error) {
		if _, err := h.Network.StageOrganizations(ctx, b, d.Organizations); err != nil {
			return batch.Counts{}, err
		}
		return h.Directory.StageServices(ctx, b, d.Services)
	})
	if err != nil {
		return err
	}
	if err := h.people(ctx, d); err != nil {
		return err
	}
	return h.endpoints(ctx, &d)
}

// areas brings in areas with their figures; a year has one file of each level.
func (h House) areas(ctx context.Context, areas []network.Area) error {
	_, err := h.Network.Import(ctx, actor, network.File{Kind: "areas", Source: source}, func(ctx context.Context, b batch.ID) (batch.Counts, error) {
		return h.Network.StageAreas(ctx, b, areas)
	})
	if err != nil {
		return err
	}
	figures := make([]network.AreaFigures, len(areas))
	for i, a := range areas {
		figures[i] = network.AreaFigures{Code: a.Code, Population: a.Population, Figures: a.Figures}
	}
	_, err = h.Network.Import(ctx, actor, network.File{Kind: "figures", Source: source}, func(ctx context.Context, b batch.ID) (batch.Counts, error) {
		return h.Network.StageFigures(ctx, b, Year, figures)
	})
	return err
}

// services opens a batch for organisations and what they offer, and shows all of it at once; when stage fails
// nothing is left of it.
func (h House) services(ctx context.Context, stage func(batch.ID) (batch.Counts, error)) error {
	b, dead, err := batch.Open(ctx, h.DB, "services", source, "")
	if err != nil {
		return err
	}
	for _, d := range dead {
		if err := h.clear(ctx, d); err != nil {
			return err
		}
	}
	counts, err := stage(b)
	if err == nil {
		err = h.Directory.FinishImport(ctx, actor, b, counts, source)
	}
	if err != nil {
		ctx := context.WithoutCancel(ctx)
		return errors.Join(err, batch.Drop(ctx, h.DB, b), h.clear(ctx, b))
	}
	return nil
}

func (h House) clear(ctx context.Context, b batch.ID) error {
	return errors.Join(h.Directory.ClearDropped(ctx, b), h.Network.ClearDropped(ctx, b))
}

// people brings in who works together: regions, wijkverbanden, the people and what they are reached
// for, each in the order in which they name each other.
func (h House) people(ctx context.Context, d Data) error {
	for _, r := range d.Regions {
		if _, err := h.Network.SaveRegion(ctx, actor, r); err != nil {
			return err
		}
		if err := h.tasks(ctx, network.TaskOwner{Region: r.ID}, r.RESV.Tasks); err != nil {
			return err
		}
	}
	for _, w := range d.Wijkverbanden {
		if _, err := h.Network.SaveWijkverband(ctx, actor, w); err != nil {
			return err
		}
		if err := h.tasks(ctx, network.TaskOwner{Wijkverband: w.ID}, w.Tasks); err != nil {
			return err
		}
	}
	for _, p := range d.People {
		if _, err := h.Network.SavePerson(ctx, actor, p); err != nil {
			return err
		}
	}
	for _, w := range d.Wijkverbanden {
		for _, c := range w.Contacts {
			if _, err := h.Network.SaveContact(ctx, actor, w.ID, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h House) tasks(ctx context.Context, of network.TaskOwner, tasks []network.TaskState) error {
	for _, t := range tasks {
		if err := h.Network.SaveTask(ctx, actor, of, t); err != nil {
			return err
		}
	}
	return nil
}

// LoadNationalNetwork brings in the regions and wijkverbanden of [NationalNetwork] over the areas that
// stand in the database.
func LoadNationalNetwork(ctx context.Context, h House, now time.Time) (err error) {
	defer fault.Wrap(&err, "demo.LoadNationalNetwork")
	wijken, err := h.Network.Areas(ctx, network.AreaQuery{Kind: network.Wijk})
	if err != nil {
		return err
	}
	towns, err := h.Network.Areas(ctx, network.AreaQuery{Kind: network.Municipality})
	if err != nil {
		return err
	}
	return h.people(ctx, NationalNetwork(append(towns, wijken...), now))
}

// step is how many national services are made and staged at a time.
const step = 4_000

// LoadNational brings in so many services of [National] over the areas that were imported, or over
// those of [Country], which it then brings in first. Staged is told how many are in; nobody sees any
// before the last.
func LoadNational(ctx context.Context, h House, services int, seed uint64, staged func(done int)) (err error) {
	defer fault.Wrap(&err, "demo.LoadNational")
	wijken, err := h.Network.Areas(ctx, network.AreaQuery{Kind: network.Wijk})
	if err != nil {
		return err
	}
	towns, err := h.Network.Areas(ctx, network.AreaQuery{Kind: network.Municipality})
	if err != nil {
		return err
	}
	areas := append(towns, wijken...)
	if len(wijken) == 0 {
		areas = Country()
		if err := h.areas(ctx, areas); err != nil {
			return err
		}
	}
	return h.services(ctx, func(b batch.ID) (total batch.Counts, err error) {
		var some []directory.Service
		var fresh []network.Organization
		seen := map[network.OrganizationID]bool{}
		done := 0
		stage := func() error {
			if _, err := h.Network.StageOrganizations(ctx, b, fresh); err != nil {
				return err
			}
			counts, err := h.Directory.StageServices(ctx, b, some)
			total.Added, total.Changed, total.Same = total.Added+counts.Added, total.Changed+counts.Changed, total.Same+counts.Same
			done += len(some)
			some, fresh = some[:0], fresh[:0]
			if err == nil && staged != nil {
				staged(done)
			}
			return err
		}
		for s, kind := range national(areas, services, seed) {
			if !seen[s.Organization] {
				seen[s.Organization] = true
				fresh = append(fresh, party(&s, kind))
			}
			if some = append(some, s); len(some) == step {
				if err := stage(); err != nil {
					return total, err
				}
			}
		}
		if len(some) > 0 {
			err = stage()
		}
		return total, err
	})
}
