package mail

import (
	"context"
	"encoding/json"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Status is what operators should know of the outbox. It holds nobody's address.
type Status struct {
	Served  bool      // a server was named
	Waiting int       // messages that have not left
	Oldest  time.Time // when the first of them was queued or is tried next; zero without any
	Problem string    // why the last try failed, '' when it did not
}

// Status tells how many messages wait, and why.
func (o *Outbox) Status(ctx context.Context) (s Status, err error) {
	defer fault.Wrap(&err, "mail.Status")
	s.Served = o.sender != nil
	if p := o.failed.Load(); p != nil {
		s.Problem = *p
	}
	err = o.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var oldest int64
		if err := tx.QueryRow(ctx, `SELECT count(*), coalesce(min(run_at), 0) FROM job WHERE kind = $1`, Job).Scan(&s.Waiting, &oldest); err != nil {
			return err
		}
		if s.Waiting > 0 {
			s.Oldest = clock.FromMicros(oldest)
		}
		return nil
	})
	return s, err
}

// Queued is a message that waits.
type Queued struct {
	ID ID
	Message
}

// QueuedForDemo opens the messages that wait, newest first, for the page that shows an invented
// region's mail. Nothing else may call it: in a real one they are somebody's.
func (o *Outbox) QueuedForDemo(ctx context.Context) (all []Queued, err error) {
	defer fault.Wrap(&err, "mail.QueuedForDemo")
	type row struct {
		key     ID
		payload string
	}
	var rows []row
	err = o.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		rows, err = store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.key, &r.payload) },
			`SELECT key, payload FROM job WHERE kind = $1 ORDER BY key DESC LIMIT 200`, Job)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		var w waiting
		if err := json.Unmarshal([]byte(r.payload), &w); err != nil {
			return nil, err
		}
		m, err := o.open(ctx, r.key, w)
		if err != nil {
			return nil, err
		}
		all = append(all, Queued{r.key, m})
	}
	return all, nil
}
