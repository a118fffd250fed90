package capacity

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const offerColumns = `o.id, o.service, o.kind, o.organization, o.region, o.area, o.total, o.assessment, o.live_seconds, o.stale_seconds,
	o.most_invitations, o.available, o.accepting, o.waiting_days, o.observed_at, o.told_at, o.valid_until, o.source,
	o.said, o.came_true, o.went, o.watched, o.sure, o.wait_p50, o.wait_p90, o.wait_p50_least, o.wait_p90_least, o.wait_n, o.wait_waiting, o.wait_at, o.ended_at,
	o.made_at, o.version, o.number`

// stored is an offer with what its row holds besides.
type stored struct {
	Offer
	madeAt  time.Time
	version int64
	number  int64     // observations so far
	hidden  bool      // its service is shown no more: it counts as ended, and the sweep ends it
	at      time.Time // the moment of the transaction, where its row was read with it; see find
}

// now is [store.Tx.Now] of the transaction in which o was found.
func (o *stored) now(ctx context.Context, tx *store.Tx) (time.Time, error) {
	if !o.at.IsZero() {
		return o.at, nil
	}
	return tx.Now(ctx)
}

// scanning reads offerColumns; the holds are read apart.
func (t *Tables) scanning(row func(...any) error) (o stored, err error) {
	var live, stale, waiting, observed, told, valid, p50, p90, least50, least90, n, wait, waitAt, ended sql.NullInt64
	var watched, made int64
	err = row(&o.ID, &o.Service, &o.Kind, &o.Organization, &o.Region, &o.Area, &o.Total, &o.Assessment, &live, &stale,
		&o.MostInvitations, &o.Figure.Available, &o.Figure.Accepting, &waiting, &observed, &told, &valid, &o.Figure.Source,
		&o.Record.Said, &o.Record.True, &o.Record.Changes, &watched, &o.Sure, &p50, &p90, &least50, &least90, &n, &wait, &waitAt, &ended,
		&made, &o.version, &o.number)
	if err != nil {
		return o, err
	}
	o.Rhythm = t.rhythm(o.Kind, live, stale)
	o.Figure.WaitingDays = intOf(waiting)
	o.Figure.ObservedAt, o.Figure.ToldAt, o.Figure.ValidUntil = momentOf(observed), momentOf(told), momentOf(valid)
	o.Record.Watched = time.Duration(watched) * time.Microsecond
	if waitAt.Valid {
		o.Wait = &Wait{P50Days: int(p50.Int64), P90Days: int(p90.Int64), P50AtLeast: least50.Int64 == 1, P90AtLeast: least90.Int64 == 1, N: int(n.Int64), Waiting: int(wait.Int64), MeasuredAt: momentOf(waitAt)}
	}
	o.Ended, o.madeAt = ended.Valid, clock.FromMicros(made)
	return o, nil
}

// rhythm gives a rhythm as stored: NULL is the kind's.
func (t *Tables) rhythm(kind KindCode, live, stale sql.NullInt64) Rhythm {
	if live.Valid {
		return Rhythm{time.Duration(live.Int64) * time.Second, time.Duration(stale.Int64) * time.Second}
	}
	k, _ := t.Kind(kind)
	return k.Rhythm
}

// find gives an offer as it stands, ended or not, without its holds; lock keeps its row until the
// transaction ends. Who offers it is asked of its service, so that rights move at once with it; the row's
// own copy is for lists and follows within the hour. On PostgreSQL it asks for the moment in the same
// journey. The holds are read by a later statement: one that waited for the lock has seen them as they
// were before.
func (s *Service) find(ctx context.Context, tx *store.Tx, id OfferID, lock bool) (stored, error) {
	t, err := s.tablesTx(ctx, tx)
	if err != nil {
		return stored{}, err
	}
	moment, tail := `0`, ``
	if !tx.KnowsNow() {
		moment = `(EXTRACT(EPOCH FROM now()) * 1000000)::bigint`
	}
	if lock && tx.Dialect() == store.Postgres {
		tail = ` FOR UPDATE`
	}
	o, err := store.One(ctx, tx, func(row func(...any) error) (o stored, err error) {
		var at int64
		var service string
		o, err = t.scanning(func(dest ...any) error { return row(append(dest, &at, &service)...) })
		if at != 0 {
			o.at = clock.FromMicros(at)
		}
		if owner, shown := strings.CutPrefix(service, shownBy); shown {
			o.Organization = network.OrganizationID(owner)
		} else {
			o.hidden, o.Ended = !o.Ended, true
		}
		return o, err
	}, `SELECT `+offerColumns+`, `+moment+`, `+serviceNow+` FROM offer o WHERE o.id = $1`+tail, id)
	if errors.Is(err, store.ErrNone) {
		return o, missing()
	}
	return o, err
}

// serviceNow says how the service of offer o stands and who offers it: shownBy with the organisation.
const (
	serviceNow = `coalesce((SELECT v.state || ' ' || v.organization FROM service_version v WHERE v.service = o.service AND v.batch ` + batch.Visible + `
	ORDER BY v.version DESC LIMIT 1), '')`
	shownBy = "shown "
)

// readHolds fills the holds of an offer.
func (o *stored) readHolds(ctx context.Context, tx *store.Tx) (err error) {
	o.Holds, err = store.All(ctx, tx, scanHeld, holdsOfOffer, o.ID)
	return err
}

const holdsOfOffer = `SELECT places, until_at FROM offer_hold WHERE offer = $1 AND ended_at IS NULL ORDER BY until_at, id`

func scanHeld(row func(...any) error) (h Held, err error) {
	var until int64
	err = row(&h.Places, &until)
	h.Until = clock.FromMicros(until)
	return h, err
}

type heldOf struct {
	offer OfferID
	Held
}

func scanHeldOf(row func(...any) error) (h heldOf, err error) {
	h.Held, err = scanHeld(func(dest ...any) error { return row(append([]any{&h.offer}, dest...)...) })
	return h, err
}

func missing() error {
	return fault.Missing("Dit aanbod heeft geen capaciteit (meer).", "capacity offer not found")
}

// many reads offers that a condition picks, with their holds. The condition is about offer o.
func (s *Service) many(ctx context.Context, tx *store.Tx, where string, args ...any) ([]Offer, error) {
	t, err := s.tablesTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	rows, err := store.All(ctx, tx, t.scanning, `SELECT `+offerColumns+` FROM offer o WHERE `+where, args...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	offers := make([]Offer, len(rows))
	for i := range rows {
		offers[i] = rows[i].Offer
	}
	return offers, addHolds(ctx, tx, offers, openHolds)
}

// openHolds are those that have not been ended.
const openHolds = `ended_at IS NULL`

// addHolds fills the holds of offers that a condition picks, with parameters from $1.
func addHolds(ctx context.Context, tx *store.Tx, offers []Offer, which string, params ...any) error {
	at := make(map[OfferID]*Offer, len(offers))
	for i := range offers {
		at[offers[i].ID] = &offers[i]
	}
	for start := 0; start < len(offers); start += chunk {
		part := offers[start:min(start+chunk, len(offers))]
		args, marks := slices.Clone(params), make([]string, len(part))
		for i := range part {
			args = append(args, part[i].ID)
			marks[i] = access.Placeholder(len(args))
		}
		holds, err := store.All(ctx, tx, scanHeldOf, `SELECT offer, places, until_at FROM offer_hold WHERE offer IN (`+strings.Join(marks, ",")+`) AND `+which+` ORDER BY offer, until_at, id`, args...)
		if err != nil {
			return err
		}
		for _, h := range holds {
			at[h.offer].Holds = append(at[h.offer].Holds, h.Held)
		}
	}
	return nil
}

// chunk is the number of offers asked for at once.
const chunk = 256

func momentOf(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return clock.FromMicros(us.Int64)
}

// micros is a moment as stored; zero is NULL.
func micros(t time.Time) sql.NullInt64 {
	if t.IsZero() {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: clock.Micros(t), Valid: true}
}

func intOf(n sql.NullInt64) *int {
	if !n.Valid {
		return nil
	}
	i := int(n.Int64)
	return &i
}

func nullInt(n *int) sql.NullInt64 {
	if n == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: int64(*n), Valid: true}
}
