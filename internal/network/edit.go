package network

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// root is a thing that has versions, and in whose history it stands.
type root struct{ kind, id, owner string }

// edit is one version of a thing.
type edit struct {
	version int64
	at      time.Time
	role    string
	ended   bool
	body    string
}

// settled is what a save comes to.
type settled[T any] struct {
	is      T // to be written
	version int64
	changed []string // parts; nil when nothing is to be written
}

// settle decides what a save writes over what stands; nil is nothing. A save of the version that
// stands replaces it, one of an older version is merged, and what cannot be merged is [Stale]. The
// system's own files and jobs name no version and replace what stands. The caller holds the lock.
func settle[T any](ctx context.Context, tx *store.Tx, actor access.Actor, of root, fields []field[T], stands *T, mine T, version int64) (out settled[T], err error) {
	last, err := lastEdit(ctx, tx, of)
	if err != nil {
		return out, err
	}
	out = settled[T]{is: mine, version: last.version + 1}
	if last.ended {
		stands = nil // whatever the clock of this transaction says
	}
	if stands == nil {
		if last.ended && version != last.version && actor.Role != access.System {
			return out, fault.New(fault.Conflict, "Dit is intussen gestopt. Kijk in de geschiedenis.", "this has ended since")
		}
		for _, f := range fields {
			out.changed = append(out.changed, f.name)
		}
		return out, nil
	}
	if last.version == 0 {
		// What stood before anybody changed it is what a second editor may have begun with.
		if err := of.keep(ctx, tx, access.Actor{}, 0, false, stands); err != nil {
			return out, err
		}
	}
	if version != last.version && (version != 0 || actor.Role != access.System) {
		base, err := bodyOf[T](ctx, tx, of, version)
		if err != nil {
			return out, err
		}
		var clashes []string
		if out.is, clashes = merge(fields, base, *stands, mine); len(clashes) > 0 {
			return out, &Stale[T]{fault: staleFault(clashes), Clashes: clashes, Theirs: *stands, Mine: mine, Merged: out.is, Version: last.version, At: last.at, Role: last.role}
		}
	}
	if out.changed = differs(fields, stands, &out.is); len(out.changed) == 0 {
		out.version = last.version
	}
	return out, nil
}

// lastEdit gives the newest version of a thing, version 0 of one that nobody changed yet.
func lastEdit(ctx context.Context, tx *store.Tx, of root) (e edit, err error) {
	var at int64
	err = tx.QueryRow(ctx, `SELECT version, at, role, ended, body FROM network_edit WHERE kind = $1 AND thing = $2 ORDER BY version DESC LIMIT 1`, of.kind, of.id).
		Scan(&e.version, &at, &e.role, &e.ended, &e.body)
	if errors.Is(err, sql.ErrNoRows) {
		return edit{}, nil
	}
	e.at = clock.FromMicros(at)
	return e, err
}

// bodyOf gives a thing as a version of it was, nil where that is not kept.
func bodyOf[T any](ctx context.Context, tx *store.Tx, of root, version int64) (*T, error) {
	var body string
	err := tx.QueryRow(ctx, `SELECT body FROM network_edit WHERE kind = $1 AND thing = $2 AND version = $3`, of.kind, of.id, version).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) || err == nil && body == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return decode[T](body)
}

func decode[T any](body string) (*T, error) {
	var t T
	if err := json.Unmarshal([]byte(body), &t); err != nil {
		return nil, err
	}
	return &t, nil
}

// keep writes a version of a thing down, by whom. Of a person it keeps that they
// changed, and not what they were called.
func (of root) keep(ctx context.Context, tx *store.Tx, actor access.Actor, version int64, ended bool, body any) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	var text []byte
	if of.kind != "person" {
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO network_edit (kind, thing, version, owner, at, person, role, ended, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) `+again(version),
		of.kind, of.id, version, of.owner, clock.Micros(now), actor.Person, string(actor.Role), bit(ended), string(text))
	return err
}

// again lets version 0 be kept anew: a save before may have kept it and turned out to change nothing.
func again(version int64) string {
	if version == 0 {
		return `ON CONFLICT (kind, thing, version) DO UPDATE SET at = excluded.at, body = excluded.body`
	}
	return ``
}

// versionsOf gives the newest version of each thing in the history of an owner, by kind and id.
func versionsOf(ctx context.Context, tx *store.Tx, owner string) (map[[2]string]int64, error) {
	type row struct {
		key     [2]string
		version int64
	}
	rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.key[0], &r.key[1], &r.version) },
		`SELECT kind, thing, max(version) FROM network_edit WHERE owner = $1 GROUP BY kind, thing`, owner)
	newest := make(map[[2]string]int64, len(rows))
	for _, r := range rows {
		newest[r.key] = r.version
	}
	return newest, err
}

// taskRoot is the thing that has the versions of a task's state.
func taskRoot(owner, task string) root { return root{"task", owner + "/" + task, owner} }

// momentText writes a moment to the microsecond, as the store keeps it; "" for none.
func momentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(clock.Micros(t), 10)
}
