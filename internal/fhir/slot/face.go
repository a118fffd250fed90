package slot

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
)

// The types.
const (
	schedule = "Schedule"
	slot     = "Slot"
)

// Deps is what the face answers from.
type Deps struct {
	Appointments *appointment.Service
	Directory    *directory.Register
	// Journal has what a Schedule refers to.
	Journal *journal.Journal
	// Tables are the code tables to render with.
	Tables func(ctx context.Context) (render.Tables, error)
	Config render.Config
	Now    clock.Clock
}

// Face reads, finds and takes Schedules and Slots. It is safe for concurrent use.
type Face struct {
	Deps

	mu   sync.Mutex
	made *render.Renderer
}

// New makes the face.
func New(d Deps) *Face {
	if d.Now == nil {
		d.Now = clock.System
	}
	return &Face{Deps: d}
}

// renderer is made once: only migrations change the tables.
func (f *Face) renderer(ctx context.Context) (*render.Renderer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.made == nil {
		t, err := f.Tables(ctx)
		if err != nil {
			return nil, err
		}
		f.made = render.New(f.Config, t)
	}
	return f.made, nil
}

// Read gives one resource as it is now. A time that has begun is there no more.
func (f *Face) Read(ctx context.Context, k journal.Key) (v journal.Version, err error) {
	defer fault.Wrap(&err, "slot.Read(%s)", k.Type)
	var found []journal.Version
	if k.Type == schedule {
		found, err = f.schedules(ctx, directory.ServiceID(k.ID))
	} else {
		var slots []appointment.Found
		if slots, err = f.Appointments.Find(ctx, appointment.Query{Now: f.Now(), IDs: []appointment.SlotID{appointment.SlotID(k.ID)}}); err == nil {
			found, err = f.slots(ctx, slots)
		}
	}
	if err == nil && len(found) == 0 {
		err = fault.Missing("Deze gegevens bestaan niet (meer).", "no such resource now")
	}
	if err != nil {
		return journal.Version{}, err
	}
	return found[0], nil
}

// schedules renders what services publish; a service that everybody may not see, or that never published,
// has none.
func (f *Face) schedules(ctx context.Context, named ...directory.ServiceID) ([]journal.Version, error) {
	if len(named) == 0 {
		return nil, nil
	}
	publishers, err := f.Appointments.Publishers(ctx, named, "", len(named))
	if err != nil {
		return nil, err
	}
	return f.scheduled(ctx, publishers)
}

// scheduled renders publications, in their order.
func (f *Face) scheduled(ctx context.Context, publishers []appointment.Publication) (all []journal.Version, err error) {
	r, err := f.renderer(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]directory.ServiceID, len(publishers))
	for i := range publishers {
		ids[i] = publishers[i].Service
	}
	shown, _, err := f.Directory.Changed(ctx, ids)
	if err != nil {
		return nil, err
	}
	of := make(map[directory.ServiceID]*directory.Service, len(shown))
	for i := range shown {
		of[shown[i].ID] = &shown[i]
	}
	now := f.Now()
	for i := range publishers {
		p := &publishers[i]
		if s := of[p.Service]; s != nil { // else it was hidden a moment ago
			v, err := finish(r.Schedule(p, s, now), p.At)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		}
	}
	return all, nil
}

// slots renders times, in their order.
func (f *Face) slots(ctx context.Context, found []appointment.Found) (all []journal.Version, err error) {
	r, err := f.renderer(ctx)
	if err != nil {
		return nil, err
	}
	all = make([]journal.Version, len(found))
	for i := range found {
		if all[i], err = finish(r.Slot(&found[i].Slot), found[i].PublishedAt); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// finish writes a resource with its version: a digest of what it says, as a number that any reader of JSON
// keeps whole.
func finish(of r4.Resource, at time.Time) (v journal.Version, err error) {
	bare, err := r4.Marshal(of)
	if err != nil {
		return v, err
	}
	sum := sha256.Sum256(bare)
	id, meta := of.Head()
	v = journal.Version{Key: journal.Key{Type: of.FHIRType(), ID: *id}, Version: int64(binary.BigEndian.Uint64(sum[:])>>11) + 1, At: at.Truncate(time.Millisecond)}
	*meta = &r4.Meta{VersionID: versionID(v.Version), LastUpdated: v.At.UTC().Format(journal.Instant)}
	v.Body, err = r4.Marshal(of)
	return v, err
}

// typeOf gives the search parameters of a type.
func typeOf(name string) *param.Type {
	t, ok := param.FindApart(name)
	if !ok {
		panic("slot: package param knows no " + name)
	}
	return t
}
