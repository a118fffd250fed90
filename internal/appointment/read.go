package appointment

import (
	"context"
	"strconv"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Of gives what a service that everybody may see published, too old or not; [Publication.Ahead] says what of
// it can be shown. One that never published has a number of 0.
func (s *Service) Of(ctx context.Context, service directory.ServiceID) (p Publication, err error) {
	defer fault.Wrap(&err, "appointment.Of(%s)", service)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var visible bool
		if err := tx.QueryRow(ctx, `SELECT `+standing("$1")+` LIKE '`+shown+`%'`, service).Scan(&visible); err != nil {
			return err
		}
		if !visible {
			return fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
		}
		p, err = find(ctx, tx, service)
		return err
	})
	if err != nil {
		return Publication{}, err
	}
	return p, nil
}

// First gives the first free times of one kind of services, at most so many of each.
func (s *Service) First(ctx context.Context, now time.Time, kind capacity.KindCode, most int, services ...directory.ServiceID) (first map[directory.ServiceID][]Slot, err error) {
	defer fault.Wrap(&err, "appointment.First")
	if len(services) == 0 {
		return nil, nil
	}
	f := filter{args: []any{clock.Micros(now), most, kind}}
	add(&f, "s.service", services)
	first = make(map[directory.ServiceID][]Slot)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		clear(first)
		all, err := store.All(ctx, tx, scanSlot, `SELECT `+slotColumns+` FROM (
				SELECT s.*, row_number() OVER (PARTITION BY s.service ORDER BY s.start_at, s.id) AS place
				FROM slot s JOIN slot_publication p ON p.service = s.service
				WHERE s.start_at > $1 AND p.good_until > $1 AND s.free > 0 AND s.kind = $3`+f.where+`
			) s WHERE s.place <= $2 ORDER BY s.start_at, s.id`, f.args...)
		for _, one := range all {
			first[one.Service] = append(first[one.Service], one)
		}
		return err
	})
	return first, err
}

const (
	usualLimit = 100
	mostLimit  = 1000
)

// Find gives times ahead of services that everybody may see, taken ones too, in order of their start.
func (s *Service) Find(ctx context.Context, q Query) (found []Found, err error) {
	defer fault.Wrap(&err, "appointment.Find")
	if q.Limit == 0 {
		q.Limit = usualLimit
	}
	f := filter{args: []any{clock.Micros(q.Now)}}
	add(&f, "s.service", q.Services)
	add(&f, "s.id", q.IDs)
	if !q.From.IsZero() {
		f.where += ` AND s.start_at >= ` + f.arg(clock.Micros(q.From))
	}
	if !q.Before.IsZero() {
		f.where += ` AND s.start_at < ` + f.arg(clock.Micros(q.Before))
	}
	if q.AfterID != "" {
		f.where += ` AND (s.start_at, s.id) > (` + f.arg(clock.Micros(q.AfterStart)) + `, ` + f.arg(q.AfterID) + `)`
	}
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err = store.All(ctx, tx, func(row func(...any) error) (one Found, err error) {
			var at int64
			one.Slot, err = scanSlot(func(into ...any) error { return row(append(into, &at)...) })
			one.PublishedAt = clock.FromMicros(at)
			return one, err
		}, `SELECT `+slotColumns+`, p.published_at FROM slot s JOIN slot_publication p ON p.service = s.service
			WHERE s.start_at > $1 AND p.good_until > $1`+f.where+` AND `+standing("s.service")+` LIKE '`+shown+`%'
			ORDER BY s.start_at, s.id LIMIT `+f.arg(min(q.Limit, mostLimit)), f.args...)
		return err
	})
	return found, err
}

// Publishers gives what services that everybody may see said last, without their times: those that are
// named, or all in the order of their ids, from the one after the one given.
func (s *Service) Publishers(ctx context.Context, named []directory.ServiceID, after directory.ServiceID, limit int) (all []Publication, err error) {
	defer fault.Wrap(&err, "appointment.Publishers")
	f := filter{args: []any{after}}
	add(&f, "p.service", named)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err = store.All(ctx, tx, scanPublication, `SELECT `+publicationColumns+` FROM slot_publication p
			WHERE p.service > $1`+f.where+` AND `+standing("p.service")+` LIKE '`+shown+`%' ORDER BY p.service LIMIT `+f.arg(min(limit, mostLimit)), f.args...)
		return err
	})
	return all, err
}

// filter collects conditions and their parameters.
type filter struct {
	where string
	args  []any
}

func (f *filter) arg(v any) string {
	f.args = append(f.args, v)
	return "$" + strconv.Itoa(len(f.args))
}

// add asks for one of some values; without any it asks nothing.
func add[T ~string](f *filter, column string, values []T) {
	for i, v := range values {
		if i == 0 {
			f.where += ` AND ` + column + ` IN (`
		} else {
			f.where += `, `
		}
		f.where += f.arg(v)
	}
	if len(values) > 0 {
		f.where += `)`
	}
}
