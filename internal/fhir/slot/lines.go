package slot

import (
	"context"
	"io"
	"time"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
)

// Types are those of which [Face.Lines] writes all there is.
var Types = []string{schedule, slot}

// servicesAtOnce is how many services are read together; each of them may have thousands of times.
const servicesAtOnce = 50

// Lines writes all Schedules or all Slots there are now, one a line, in the order of services, and gives the
// newest moment of them. The times of one service are those of one publication.
func (f *Face) Lines(ctx context.Context, resourceType string, w io.Writer) (newest time.Time, err error) {
	defer fault.Wrap(&err, "slot.Lines(%s)", resourceType)
	now := f.Now()
	for after := directory.ServiceID(""); ; {
		publishers, err := f.Appointments.Publishers(ctx, nil, after, servicesAtOnce)
		if err != nil || len(publishers) == 0 {
			return newest, err
		}
		after = publishers[len(publishers)-1].Service
		var all []journal.Version
		if resourceType == schedule {
			all, err = f.scheduled(ctx, publishers)
		} else {
			all, err = f.ahead(ctx, publishers, now)
		}
		if err != nil {
			return newest, err
		}
		for i := range all {
			if all[i].At.After(newest) {
				newest = all[i].At
			}
			if _, err := w.Write(append(all[i].Body, '\n')); err != nil {
				return newest, err
			}
		}
	}
}

// ahead renders the times of services that have not begun.
func (f *Face) ahead(ctx context.Context, publishers []appointment.Publication, now time.Time) (all []journal.Version, err error) {
	for i := range publishers {
		p, err := f.Appointments.Of(ctx, publishers[i].Service)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // it was hidden a moment ago
		}
		if err != nil {
			return nil, err
		}
		var found []appointment.Found
		for _, s := range p.Ahead(now) {
			found = append(found, appointment.Found{Slot: s, PublishedAt: p.At})
		}
		some, err := f.slots(ctx, found)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
