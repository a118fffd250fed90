package capacity

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const (
	usualHistory = 100
	mostHistory  = 1000
)

// History gives what was said of an offer from a moment until another, newest first; a zero moment is
// no bound. Who said it stands in the ledger, for those who may read that.
func (s *Service) History(ctx context.Context, offer OfferID, from, until time.Time, limit int) (list []Observation, err error) {
	defer fault.Wrap(&err, "capacity.History(%s)", offer)
	if limit < 0 || limit > mostHistory {
		return nil, fault.InvalidField("limit", fmt.Sprintf("Vul een getal in van 1 tot en met %d.", mostHistory), fmt.Sprintf("expected a number from 1 to %d", mostHistory))
	}
	if limit == 0 {
		limit = usualHistory
	}
	where, args := `b.offer = $1`, []any{offer}
	if !from.IsZero() {
		args = append(args, clock.Micros(from))
		where += fmt.Sprintf(` AND b.observed_at >= $%d`, len(args))
	}
	if !until.IsZero() {
		args = append(args, clock.Micros(until))
		where += fmt.Sprintf(` AND b.observed_at < $%d`, len(args))
	}
	args = append(args, limit)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := s.find(ctx, tx, offer, false); err != nil {
			return err
		}
		list, err = store.All(ctx, tx, scanObservation, `SELECT b.offer, b.number, b.recorded_at, b.via, `+figureColumns+` FROM observation b
			WHERE `+where+fmt.Sprintf(` ORDER BY b.observed_at DESC, b.number DESC LIMIT $%d`, len(args)), args...)
		return err
	})
	return list, err
}

const figureColumns = `b.available, b.accepting, b.waiting_days, b.observed_at, b.told_at, b.valid_until, b.source`

// figureRow reads figureColumns, of which all are NULL where nothing was told.
type figureRow struct {
	available, waiting, observed, told, valid sql.NullInt64
	accepting, source                         sql.NullString
}

func (r *figureRow) dest() []any {
	return []any{&r.available, &r.accepting, &r.waiting, &r.observed, &r.told, &r.valid, &r.source}
}

func (r *figureRow) figure() Figure {
	return Figure{Available: int(r.available.Int64), Accepting: Accepting(r.accepting.String), WaitingDays: intOf(r.waiting),
		ObservedAt: momentOf(r.observed), ToldAt: momentOf(r.told), ValidUntil: momentOf(r.valid), Source: Source(r.source.String)}
}

func scanObservation(row func(...any) error) (b Observation, err error) {
	var f figureRow
	var recorded int64
	err = row(append([]any{&b.Offer, &b.Number, &recorded, &b.Via}, f.dest()...)...)
	b.Figure, b.RecordedAt = f.figure(), clock.FromMicros(recorded)
	return b, err
}

// AsOf gives the offers of a region as they stood at a moment, by the figures observed until then,
// with what was held. What a provider's record or a measured wait said then is not kept: these are
// empty, so that a confidence asked of them is the one of a provider without history.
func (s *Service) AsOf(ctx context.Context, region network.RegionID, at time.Time) (offers []Offer, err error) {
	defer fault.Wrap(&err, "capacity.AsOf(%s)", region)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err := s.tablesTx(ctx, tx)
		if err != nil {
			return err
		}
		offers, err = store.All(ctx, tx, t.scanThen, `SELECT o.id, o.service, o.kind, o.organization, v.region, o.area, v.total, v.assessment,
				v.live_seconds, v.stale_seconds, v.most_invitations, `+figureColumns+`
			FROM offer o
			JOIN offer_version v ON v.offer = o.id AND v.version = (SELECT max(x.version) FROM offer_version x WHERE x.offer = o.id AND x.written_at <= $2)
			`+newestUntil(tx.Dialect(), `$2`)+`
			WHERE o.id IN (SELECT z.offer FROM offer_version z WHERE z.region = $1) AND v.region = $1
				AND o.made_at <= $2 AND (o.ended_at IS NULL OR o.ended_at > $2)
			ORDER BY o.id`, region, clock.Micros(at))
		if err != nil {
			return err
		}
		return addHolds(ctx, tx, offers, `made_at <= $1 AND until_at > $1 AND (ended_at IS NULL OR ended_at > $1)`, clock.Micros(at))
	})
	return offers, err
}

// newestUntil joins to offer o its newest observation b at a moment. PostgreSQL would ask the second form
// anew for each observation of the offer, and SQLite does not know the first.
func newestUntil(d store.Dialect, at string) string {
	newest := `FROM observation y WHERE y.offer = o.id AND y.observed_at <= ` + at + ` ORDER BY y.observed_at DESC, y.number DESC LIMIT 1)`
	if d == store.Postgres {
		return `LEFT JOIN LATERAL (SELECT y.* ` + newest + ` b ON true`
	}
	return `LEFT JOIN observation b ON b.offer = o.id AND (b.observed_at, b.number) = (SELECT y.observed_at, y.number ` + newest
}

func (t *Tables) scanThen(row func(...any) error) (o Offer, err error) {
	var f figureRow
	var live, stale sql.NullInt64
	err = row(append([]any{&o.ID, &o.Service, &o.Kind, &o.Organization, &o.Region, &o.Area, &o.Total, &o.Assessment, &live, &stale, &o.MostInvitations}, f.dest()...)...)
	o.Rhythm, o.Figure = t.rhythm(o.Kind, live, stale), f.figure()
	return o, err
}
