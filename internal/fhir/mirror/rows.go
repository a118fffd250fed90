package mirror

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// kept is what is known of a resource.
type kept struct {
	version string
	at      int64
	gone    bool
	load    int64
	digest  [32]byte
}

// cursor is how far a type is followed.
type cursor struct {
	phase   string // 'load', 'sweep' or 'follow'
	load    int64
	page    string
	since   string
	skipped int
}

const (
	loading   = "load"
	sweeping  = "sweep"
	following = "follow"
)

// atOnce is the number of rows in one statement.
func atOnce(tx *store.Tx) int {
	if tx.Dialect() == store.Postgres {
		return 100
	}
	return 10
}

// parts runs fn for n things in parts that fit one statement.
func parts(tx *store.Tx, n int, fn func(from, to int) error) error {
	for from := 0; from < n; from += atOnce(tx) {
		if err := fn(from, min(from+atOnce(tx), n)); err != nil {
			return err
		}
	}
	return nil
}

// in gives '($3,$4)' for n parameters from $first.
func in(first, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(",$" + strconv.Itoa(first+i))
	}
	return "(" + strings.TrimPrefix(b.String(), ",") + ")"
}

func readCursor(ctx context.Context, tx *store.Tx, source SourceID, resourceType string) (cursor, error) {
	c, err := store.One(ctx, tx, func(row func(...any) error) (c cursor, err error) {
		return c, row(&c.phase, &c.load, &c.page, &c.since, &c.skipped)
	}, `SELECT phase, load, page, since, skipped FROM mirror_cursor WHERE source = $1 AND type = $2`, source, resourceType)
	if errors.Is(err, store.ErrNone) {
		return cursor{phase: loading, load: 1}, nil
	}
	return c, err
}

func writeCursor(ctx context.Context, tx *store.Tx, source SourceID, resourceType string, c cursor) error {
	_, err := tx.Exec(ctx, `INSERT INTO mirror_cursor (source, type, phase, load, page, since, skipped) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (source, type) DO UPDATE SET phase = excluded.phase, load = excluded.load, page = excluded.page, since = excluded.since, skipped = excluded.skipped`,
		source, resourceType, c.phase, c.load, c.page, c.since, c.skipped)
	return err
}

// readKept gives what is known of some resources.
func readKept(ctx context.Context, tx *store.Tx, source SourceID, resourceType string, ids []string) (map[string]kept, error) {
	found := make(map[string]kept, len(ids))
	err := parts(tx, len(ids), func(from, to int) error {
		args := []any{source, resourceType}
		for _, id := range ids[from:to] {
			args = append(args, id)
		}
		rows, err := tx.Query(ctx, `SELECT id, version, at, gone, load, digest FROM mirror_resource WHERE source = $1 AND type = $2 AND id IN `+in(3, to-from), args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id string
			var k kept
			var digest []byte
			if err := rows.Scan(&id, &k.version, &k.at, &k.gone, &k.load, &digest); err != nil {
				return err
			}
			copy(k.digest[:], digest)
			found[id] = k
		}
		return rows.Err()
	})
	return found, err
}

// keep writes changes over what is there; of what is gone the last body stays.
func keep(ctx context.Context, tx *store.Tx, source SourceID, resourceType string, load int64, changes []change) error {
	return parts(tx, len(changes), func(from, to int) error {
		args := make([]any, 0, 9*(to-from))
		for i := from; i < to; i++ {
			c := &changes[i]
			body, gone := c.body, 0
			if c.gone {
				body, gone = []byte{}, 1
			}
			args = append(args, source, resourceType, c.id, c.version, c.at, gone, load, c.digest[:], body)
		}
		_, err := tx.Exec(ctx, `INSERT INTO mirror_resource (source, type, id, version, at, gone, load, digest, body) VALUES `+store.Placeholders(to-from, 9)+`
			ON CONFLICT (source, type, id) DO UPDATE SET version = excluded.version, at = excluded.at, gone = excluded.gone, load = excluded.load,
			digest = CASE excluded.gone WHEN 1 THEN mirror_resource.digest ELSE excluded.digest END,
			body = CASE excluded.gone WHEN 1 THEN mirror_resource.body ELSE excluded.body END`, args...)
		return err
	})
}

// met says that a load saw resources that did not change.
func met(ctx context.Context, tx *store.Tx, source SourceID, resourceType string, load int64, ids []string) error {
	return parts(tx, len(ids), func(from, to int) error {
		args := []any{source, resourceType, load}
		for _, id := range ids[from:to] {
			args = append(args, id)
		}
		_, err := tx.Exec(ctx, `UPDATE mirror_resource SET load = $3 WHERE source = $1 AND type = $2 AND id IN `+in(4, to-from), args...)
		return err
	})
}

// mark makes the services due that changes concern, and keeps what each service refers to.
func mark(ctx context.Context, tx *store.Tx, source SourceID, resourceType string, changes []change) error {
	switch resourceType {
	case "HealthcareService":
		return markServices(ctx, tx, source, changes)
	case "Organization", "Location":
		return parts(tx, len(changes), func(from, to int) error {
			args := []any{source, resourceType}
			for i := from; i < to; i++ {
				args = append(args, changes[i].id)
			}
			_, err := tx.Exec(ctx, `INSERT INTO mirror_due (source, service) SELECT DISTINCT source, service FROM mirror_link
				WHERE source = $1 AND type = $2 AND id IN `+in(3, to-from)+` ON CONFLICT DO NOTHING`, args...)
			return err
		})
	}
	return nil
}

func markServices(ctx context.Context, tx *store.Tx, source SourceID, changes []change) error {
	type link struct{ kind, id, service string }
	var links []link
	for i := range changes {
		c := &changes[i]
		if c.gone {
			continue
		}
		organization, locations := refersTo(c.body)
		if organization != "" {
			links = append(links, link{"Organization", organization, c.id})
		}
		for _, l := range locations {
			links = append(links, link{"Location", l, c.id})
		}
	}
	if err := parts(tx, len(changes), func(from, to int) error {
		args := []any{source}
		var due []any
		for i := from; i < to; i++ {
			due = append(due, source, changes[i].id)
			if !changes[i].gone {
				args = append(args, changes[i].id)
			}
		}
		if len(args) > 1 {
			if _, err := tx.Exec(ctx, `DELETE FROM mirror_link WHERE source = $1 AND service IN `+in(2, len(args)-1), args...); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO mirror_due (source, service) VALUES `+store.Placeholders(to-from, 2)+` ON CONFLICT DO NOTHING`, due...)
		return err
	}); err != nil {
		return err
	}
	slices.SortFunc(links, func(a, b link) int { return strings.Compare(a.kind+a.id, b.kind+b.id) })
	return parts(tx, len(links), func(from, to int) error {
		var args []any
		for _, l := range links[from:to] {
			args = append(args, source, l.kind, l.id, l.service)
		}
		_, err := tx.Exec(ctx, `INSERT INTO mirror_link (source, type, id, service) VALUES `+store.Placeholders(to-from, 4)+` ON CONFLICT DO NOTHING`, args...)
		return err
	})
}

// unseen gives some resources that a load did not meet.
func unseen(ctx context.Context, tx *store.Tx, source SourceID, resourceType string, load int64) ([]string, error) {
	return store.All(ctx, tx, func(row func(...any) error) (id string, err error) { return id, row(&id) },
		`SELECT id FROM mirror_resource WHERE source = $1 AND type = $2 AND gone = 0 AND load < $3 ORDER BY id LIMIT $4`, source, resourceType, load, sweepStep)
}

// newest gives the last moment of a type in the source's own words, as far as they are known.
func newest(ctx context.Context, tx *store.Tx, source SourceID, resourceType string) (string, error) {
	var at int64
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(at), 0) FROM mirror_resource WHERE source = $1 AND type = $2`, source, resourceType).Scan(&at); err != nil || at == 0 {
		return "", err
	}
	return clock.FromMicros(at).Format("2006-01-02T15:04:05.999999Z07:00"), nil
}
