// Package batch lets a file's rows become visible all at once, however many they are.
//
// An import opens a batch, writes its rows in small transactions with the batch's number beside
// them, and ends it with one row: from then on every reader sees all of them. Until then, and for
// ever when the import fails, readers see none, because they ask for rows whose batch is [Visible].
// So a file goes in whole or not at all, and nobody's write waits for it.
//
// Rows made by people carry batch [People], which is always visible.
package batch

import (
	"context"
	"encoding/json"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// ID numbers a batch.
type ID int64

// People is the batch of everything that no file brought.
const People ID = 0

// Visible completes a condition on a batch column: "WHERE v.batch " + batch.Visible.
const Visible = `IN (SELECT id FROM import_batch WHERE state = 'done')`

// deadAfter is how long an import may be silent before another may take its place.
const deadAfter = 30 * time.Second

// Counts says what a file brought.
type Counts struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
}

// Open starts a batch of a kind of import. Another running import of that kind is a Conflict; one
// that died is dropped, and its number given so that its rows can be cleared away.
func Open(ctx context.Context, db *store.DB, kind, source, checksum string) (opened ID, dead []ID, err error) {
	defer fault.Wrap(&err, "batch.Open(%s)", kind)
	err = db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		dead = nil
		type row struct {
			id    ID
			alive int64
		}
		// The row of batch 0 stands for all: who holds it opens the next one.
		if tx.Dialect() == store.Postgres {
			if _, err := tx.Exec(ctx, `SELECT 1 FROM import_batch WHERE id = 0 FOR UPDATE`); err != nil {
				return err
			}
		}
		open, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.id, &r.alive) },
			`SELECT id, alive_at FROM import_batch WHERE kind = $1 AND state = 'open' ORDER BY id`, kind)
		if err != nil {
			return err
		}
		for _, r := range open {
			if now.Sub(clock.FromMicros(r.alive)) < deadAfter {
				return fault.New(fault.Conflict, "Er wordt al een bestand van deze soort ingelezen.", "another import of this kind is running; try again when it has ended")
			}
			dead = append(dead, r.id)
		}
		if _, err := tx.Exec(ctx, `UPDATE import_batch SET state = 'dropped', ended_at = $1 WHERE kind = $2 AND state = 'open'`, clock.Micros(now), kind); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT max(id) + 1 FROM import_batch`).Scan(&opened); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO import_batch (id, kind, source, checksum, state, opened_at, alive_at, counts)
			VALUES ($1, $2, $3, $4, 'open', $5, $5, '{}')`, opened, kind, source, checksum, clock.Micros(now))
		return err
	})
	return opened, dead, err
}

// Alive is called in each transaction of an import; it fails when the batch was dropped meanwhile.
func Alive(ctx context.Context, tx *store.Tx, b ID) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	res, err := tx.Exec(ctx, `UPDATE import_batch SET alive_at = $1 WHERE id = $2 AND state = 'open'`, clock.Micros(now), b)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fault.New(fault.Conflict, "Een andere invoer heeft deze vervangen.", "this import was replaced by another one").Because(err)
	}
	return nil
}

// Finish makes the batch's rows visible.
func Finish(ctx context.Context, tx *store.Tx, b ID, counts Counts) error {
	if err := Alive(ctx, tx, b); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	js, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE import_batch SET state = 'done', ended_at = $1, counts = $2 WHERE id = $3`, clock.Micros(now), string(js), b)
	return err
}

// Drop gives up a batch; its rows are never seen.
func Drop(ctx context.Context, db *store.DB, b ID) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE import_batch SET state = 'dropped', ended_at = $1 WHERE id = $2 AND state = 'open'`, clock.Micros(now), b)
		return err
	})
}
