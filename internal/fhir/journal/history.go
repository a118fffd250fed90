package journal

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// HistoryQuery asks for versions, newest first.
type HistoryQuery struct {
	// Type and ID narrow it to a type or to one resource; without Type it is everything.
	Type, ID string
	// Since leaves out what is older; a version of that very moment is given.
	Since time.Time
	// BeforeSeq is the Seq of the last version of the page before; 0 starts at the newest.
	BeforeSeq int64
	Limit     int
}

// History gives a page of versions. Everything with a moment up to upTo is in the journal now, and
// nothing that comes later will have a moment up to it: it is where the next question starts. A
// resource that never was has an empty history.
func (j *Journal) History(ctx context.Context, q HistoryQuery) (page []Version, upTo time.Time, more bool, err error) {
	defer fault.Wrap(&err, "journal.History(%s)", q.Type)
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var newest int64
		if err := tx.QueryRow(ctx, `SELECT at FROM fhir_progress WHERE name = 'journal'`).Scan(&newest); err != nil {
			return err
		}
		upTo = clock.FromMicros(newest)
		query, args, err := q.statement(ctx, tx)
		if err != nil {
			return err
		}
		page, err = store.All(ctx, tx, scan, query, args...)
		return err
	})
	if len(page) > q.Limit {
		page, more = page[:q.Limit], true
	}
	return page, upTo, more, err
}

// statement asks one version more than the page holds, to know whether there is another page.
func (q *HistoryQuery) statement(ctx context.Context, tx *store.Tx) (string, []any, error) {
	var where []string
	var args []any
	add := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, condition+" $"+strconv.Itoa(len(args)))
	}
	switch {
	case q.ID != "":
		add("r.type =", q.Type)
		add("r.id =", q.ID)
	case q.Type != "":
		add("v.type =", q.Type)
	}
	if q.BeforeSeq > 0 {
		add("v.seq <", q.BeforeSeq)
	}
	if !q.Since.IsZero() {
		// Moments grow with the numbers, so the first number at the moment bounds all; asked this way each
		// index is walked from its end and stops there.
		first, err := store.One(ctx, tx, func(row func(...any) error) (n int64, err error) { return n, row(&n) },
			`SELECT seq FROM fhir_version WHERE at >= $1 ORDER BY at, seq LIMIT 1`, clock.Micros(ceilMicro(q.Since)))
		if errors.Is(err, store.ErrNone) {
			first, err = 1<<62, nil
		}
		if err != nil {
			return "", nil, err
		}
		add("v.seq >=", first)
	}
	query := `SELECT ` + columns + ` FROM fhir_version v JOIN fhir_resource r ON r.pk = v.pk`
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	return query + " ORDER BY v.seq DESC LIMIT " + strconv.Itoa(q.Limit+1), args, nil
}

// ceilMicro rounds up: what is asked since a part of a microsecond does not hold that microsecond's start.
func ceilMicro(t time.Time) time.Time {
	if whole := t.Truncate(time.Microsecond); !whole.Equal(t) {
		return whole.Add(time.Microsecond)
	}
	return t
}
