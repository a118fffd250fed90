package appointment

import (
	"context"
	"errors"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// shown is what the service of a publication p gives when everybody may see it.
const shown = "shown "

// standing says how a service stands and who offers it: shown with the organisation.
func standing(service string) string {
	return `coalesce((SELECT v.state || ' ' || v.organization FROM service_version v WHERE v.service = ` + service + ` AND v.batch ` + batch.Visible + `
	ORDER BY v.version DESC LIMIT 1), '')`
}

// Publish makes what is sent all that a service says of when people can come. The same once more changes no
// time, and says that they still hold. Whoever publishes last is believed.
func (s *Service) Publish(ctx context.Context, actor access.Actor, service directory.ServiceID, sent Sent) (p Publication, err error) {
	defer fault.Wrap(&err, "appointment.Publish(%s)", service)
	tables, err := s.capacity.Tables(ctx)
	if err != nil {
		return Publication{}, err
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "appointment.Publish", Load: loading(service)}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		slots, good, err := sent.read(service, tables, now)
		if err != nil {
			return err
		}
		was, err := find(ctx, tx.Tx, service)
		if err != nil {
			return err
		}
		p = Publication{Service: service, Number: was.Number + 1, At: now, GoodUntil: now.Add(good), Source: capacity.ByPerson, Slots: slots}
		if actor.Role == access.Machine || actor.Role == access.System {
			p.Source = capacity.BySystem
		}
		changed, err := p.write(ctx, tx.Tx, was.Slots)
		if err != nil {
			return err
		}
		return tx.Changed(map[string]int{"number": int(p.Number), "times": len(slots), "changed": changed})
	})
	if err != nil {
		return Publication{}, err
	}
	return p, nil
}

// loading locks a service that everybody may see. What is published of it is a thing of its own in the
// ledger: who follows services has nothing to do when a time goes.
func loading(service directory.ServiceID) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if err := tx.Lock(ctx, "service", string(service)); err != nil {
			return access.Subject{}, err
		}
		var is string
		if err := tx.QueryRow(ctx, `SELECT `+standing("$1"), service).Scan(&is); err != nil {
			return access.Subject{}, err
		}
		organization, visible := strings.CutPrefix(is, shown)
		if !visible {
			return access.Subject{}, fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
		}
		return access.Subject{Type: "schedule", ID: string(service), Organization: organization}, nil
	}
}

// write makes the rows equal to a publication, and gives how many times are not as they were. Only these are
// written: most programs send what they sent before.
func (p *Publication) write(ctx context.Context, tx *store.Tx, was []Slot) (changed int, err error) {
	if _, err := tx.Exec(ctx, `INSERT INTO slot_publication (service, number, published_at, good_until, source) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (service) DO UPDATE SET number = excluded.number, published_at = excluded.published_at, good_until = excluded.good_until, source = excluded.source`,
		p.Service, p.Number, clock.Micros(p.At), clock.Micros(p.GoodUntil), p.Source); err != nil {
		return 0, err
	}
	before := make(map[SlotID]int, len(was))
	for i := range was {
		before[was[i].ID] = was[i].Free
	}
	var rows []any
	for i := range p.Slots {
		s := &p.Slots[i]
		free, there := before[s.ID]
		delete(before, s.ID)
		if there && free == s.Free {
			continue
		}
		changed++
		rows = append(rows, s.ID, s.Service, s.Kind, clock.Micros(s.Start), clock.Micros(s.End), s.Free, s.Link, s.Phone)
	}
	gone := make([]any, 0, len(before))
	for id := range before {
		gone = append(gone, id)
	}
	err = errors.Join(
		inParts(gone, 1, func(n int, part []any) error {
			_, err := tx.Exec(ctx, `DELETE FROM slot WHERE id IN `+store.Placeholders(1, n), part...)
			return err
		}),
		inParts(rows, 8, func(n int, part []any) error {
			_, err := tx.Exec(ctx, `INSERT INTO slot (id, service, kind, start_at, end_at, free, link, phone) VALUES `+store.Placeholders(n, 8)+`
				ON CONFLICT (id) DO UPDATE SET free = excluded.free`, part...)
			return err
		}))
	return changed + len(gone), err
}

// perStatement is how many rows one statement takes.
const perStatement = 200

// inParts hands over rows of a width, some at a time.
func inParts(rows []any, width int, do func(n int, part []any) error) error {
	for len(rows) > 0 {
		part := rows[:min(len(rows), perStatement*width)]
		rows = rows[len(part):]
		if err := do(len(part)/width, part); err != nil {
			return err
		}
	}
	return nil
}

// find gives what a service published, or nothing.
func find(ctx context.Context, tx *store.Tx, service directory.ServiceID) (p Publication, err error) {
	p, err = store.One(ctx, tx, scanPublication, `SELECT `+publicationColumns+` FROM slot_publication p WHERE p.service = $1`, service)
	if errors.Is(err, store.ErrNone) {
		return Publication{Service: service}, nil
	}
	if err != nil {
		return p, err
	}
	p.Slots, err = store.All(ctx, tx, scanSlot, `SELECT `+slotColumns+` FROM slot s WHERE s.service = $1 ORDER BY s.start_at, s.id`, service)
	return p, err
}

const (
	publicationColumns = `p.service, p.number, p.published_at, p.good_until, p.source`
	slotColumns        = `s.id, s.service, s.kind, s.start_at, s.end_at, s.free, s.link, s.phone`
)

func scanPublication(row func(...any) error) (p Publication, err error) {
	var at, until int64
	err = row(&p.Service, &p.Number, &at, &until, &p.Source)
	p.At, p.GoodUntil = clock.FromMicros(at), clock.FromMicros(until)
	return p, err
}

func scanSlot(row func(...any) error) (s Slot, err error) {
	var start, end int64
	err = row(&s.ID, &s.Service, &s.Kind, &start, &end, &s.Free, &s.Link, &s.Phone)
	s.Start, s.End = clock.FromMicros(start), clock.FromMicros(end)
	return s, err
}
