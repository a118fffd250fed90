package custody

import (
	"context"
	"encoding/json"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// Table is a column of sealed values as a [keys.Rewrapper]. An empty value is none.
type Table struct {
	DB     *store.DB
	What   string // for operators: 'namen in het logboek'
	Table  string
	ID     string // the column that names a row
	Column string
	// Text says that the column holds text; otherwise it holds bytes.
	Text bool
}

// Name implements [keys.Rewrapper].
func (t Table) Name() string { return t.What }

// value gives a sealed value, or its beginning, as the column holds it.
func (t Table) value(b []byte) any {
	if t.Text {
		return string(b)
	}
	return b
}

// Under implements [keys.Rewrapper].
func (t Table) Under(ctx context.Context, ids []string) (map[string]int, error) {
	under := make(map[string]int, len(ids))
	err := t.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, id := range ids {
			prefix := keys.Prefix(id)
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+t.Table+` WHERE substr(`+t.Column+`, 1, $1) = $2`,
				len(prefix), t.value([]byte(prefix))).Scan(&n); err != nil {
				return err
			}
			under[id] = n
		}
		return nil
	})
	return under, err
}

// Rewrap implements [keys.Rewrapper]. It takes the rows by their order, so that one whose key is lost
// keeps none of the others from being done.
func (t Table) Rewrap(ctx context.Context, ring *keys.Ring, limit int) (done int, err error) {
	for _, id := range ring.IDs() {
		if id == ring.Current() {
			continue
		}
		n, err := t.rewrapFrom(ctx, ring, id, limit-done)
		if done += n; err != nil || done >= limit {
			return done, err
		}
	}
	return done, nil
}

type sealedRow struct {
	id     string
	sealed []byte
}

func (t Table) rewrapFrom(ctx context.Context, ring *keys.Ring, id string, limit int) (done int, err error) {
	prefix := keys.Prefix(id)
	err = t.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		done = 0
		rows, err := store.All(ctx, tx, func(row func(...any) error) (r sealedRow, err error) { return r, row(&r.id, &r.sealed) },
			`SELECT `+t.ID+`, `+t.Column+` FROM `+t.Table+` WHERE substr(`+t.Column+`, 1, $1) = $2 ORDER BY `+t.ID+` LIMIT $3`,
			len(prefix), t.value([]byte(prefix)), limit)
		if err != nil {
			return err
		}
		for _, r := range rows {
			again, changed, err := ring.Rewrap(ctx, r.sealed)
			if err != nil {
				return err
			}
			if !changed {
				continue
			}
			// Only when nobody wrote it meanwhile: a newer value is under the current key by itself.
			if _, err := tx.Exec(ctx, `UPDATE `+t.Table+` SET `+t.Column+` = $1 WHERE `+t.ID+` = $2 AND `+t.Column+` = $3`,
				t.value(again), r.id, t.value(r.sealed)); err != nil {
				return err
			}
			done++
		}
		return nil
	})
	return done, err
}

// Payloads are jobs of a kind that carry a sealed value in a field, as a [keys.Rewrapper]. There are
// never many: they wait to be done.
type Payloads struct {
	DB    *store.DB
	What  string
	Kind  string
	Field string
}

// Name implements [keys.Rewrapper].
func (p Payloads) Name() string { return p.What }

type payload struct {
	id     string
	text   string
	fields map[string]json.RawMessage
	sealed []byte
	key    string
}

func (p Payloads) all(ctx context.Context, tx *store.Tx) ([]payload, error) {
	return store.All(ctx, tx, func(row func(...any) error) (j payload, err error) {
		if err := row(&j.id, &j.text); err != nil {
			return j, err
		}
		if err := json.Unmarshal([]byte(j.text), &j.fields); err != nil {
			return j, err
		}
		if err := json.Unmarshal(j.fields[p.Field], &j.sealed); err != nil {
			return j, err
		}
		j.key, err = keys.KeyOf(j.sealed)
		return j, err
	}, `SELECT id, payload FROM job WHERE kind = $1 ORDER BY id`, p.Kind)
}

// Under implements [keys.Rewrapper].
func (p Payloads) Under(ctx context.Context, ids []string) (map[string]int, error) {
	under := make(map[string]int, len(ids))
	err := p.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		jobs, err := p.all(ctx, tx)
		for _, j := range jobs {
			under[j.key]++
		}
		return err
	})
	return under, err
}

// Rewrap implements [keys.Rewrapper]. A job that somebody does now is left as it is: it is gone soon.
func (p Payloads) Rewrap(ctx context.Context, ring *keys.Ring, limit int) (done int, err error) {
	err = p.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		done = 0
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		jobs, err := p.all(ctx, tx)
		if err != nil {
			return err
		}
		for _, j := range jobs {
			again, changed, err := ring.Rewrap(ctx, j.sealed)
			if err != nil {
				return err
			}
			if !changed || done == limit {
				continue
			}
			if j.fields[p.Field], err = json.Marshal(again); err != nil {
				return err
			}
			text, err := json.Marshal(j.fields)
			if err != nil {
				return err
			}
			res, err := tx.Exec(ctx, `UPDATE job SET payload = $1 WHERE id = $2 AND payload = $3 AND lease_until <= $4`, string(text), j.id, j.text, clock.Micros(now))
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			done += int(n)
		}
		return nil
	})
	return done, err
}
