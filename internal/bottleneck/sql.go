package bottleneck

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// columns of bottleneck b and bottleneck_state s, as scan reads them.
const columns = `b.id, b.number, b.version, b.events, b.root, b.parent, b.title, b.what, b.theme, b.how_often, b.suffers, b.region, b.wijkverband, b.area,
	b.origin, b.rule, b.evidence, b.made_at,
	s.state, s.level, s.owner_kind, s.owner, s.person, s.next_at, s.reporters, s.weight, s.example, s.reopened, s.from_at, b.clock_at`

const boardNow = `coalesce((SELECT n.organization FROM national_board n WHERE n.until_at IS NULL), '')`

func scan(row func(...any) error) (*stored, error) {
	b := &stored{}
	var suffers, evidence string
	var made, since int64
	var next, clockAt sql.NullInt64
	err := row(&b.ID, &b.Number, &b.Version, &b.events, &b.root, &b.Parent, &b.Title, &b.What, &b.Theme, &b.HowOften, &suffers,
		&b.Place.Region, &b.Place.Wijkverband, &b.Place.Area, &b.Origin, &b.Rule, &evidence, &made,
		&b.State, &b.Level, &b.Owner.Kind, &b.Owner.ID, &b.Owner.Person, &next, &b.Reporters, &b.Weight, &b.Example, &b.Reopened, &since, &clockAt)
	if err != nil {
		return nil, err
	}
	b.Suffers = strings.Fields(suffers)
	b.MadeAt, b.NextAt, b.clockAt = day(clock.FromMicros(made)), moment(next), moment(clockAt)
	b.since = clock.FromMicros(since)
	b.Since = day(b.since)
	if evidence != "" {
		err = json.Unmarshal([]byte(evidence), &b.Evidence)
	}
	return b, err
}

// day gives the beginning of a day: the moment of a report would help to tell who made it.
func day(t time.Time) time.Time {
	y, m, d := t.In(clock.Amsterdam).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, clock.Amsterdam)
}

func moment(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return clock.FromMicros(us.Int64)
}

// micros stores a moment that may be none.
func micros(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: clock.Micros(t), Valid: !t.IsZero()}
}

func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// find reads a bottleneck as it stands; lock keeps it so until the transaction ends.
func find(ctx context.Context, tx *store.Tx, which ID, lock bool) (*stored, error) {
	if lock {
		if err := tx.Lock(ctx, "bottleneck", string(which)); err != nil {
			return nil, err
		}
	}
	b, err := store.One(ctx, tx, func(row func(...any) error) (*stored, error) {
		var board string
		b, err := scan(func(to ...any) error { return row(append(to, &board)...) })
		if err == nil {
			b.board = network.OrganizationID(board)
		}
		return b, err
	}, `SELECT `+columns+`, `+boardNow+` FROM bottleneck b JOIN bottleneck_state s ON s.bottleneck = b.id AND s.until_at IS NULL WHERE b.id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		return nil, noBottleneck()
	}
	return b, err
}

// findRoot reads and locks the one that a bottleneck is part of now. Everything about a merged tree happens
// under the lock of its root; while we waited for it, it may itself have been merged.
func findRoot(ctx context.Context, tx *store.Tx, which ID) (*stored, error) {
	for range 100 {
		var root ID
		err := tx.QueryRow(ctx, `SELECT root FROM bottleneck WHERE id = $1`, which).Scan(&root)
		if errors.Is(err, store.ErrNone) {
			return nil, noBottleneck()
		}
		if err != nil {
			return nil, err
		}
		b, err := find(ctx, tx, root, true)
		if err != nil || b.root == root {
			return b, err
		}
	}
	return nil, errors.New("bottleneck: the root moves and moves")
}

// insert makes a bottleneck with its first state and stop.
func insert(ctx context.Context, tx *store.Tx, b *stored, now time.Time) error {
	b.root, b.Version, b.since, b.Since, b.MadeAt = b.ID, 1, now, day(now), day(now)
	evidence := ""
	if len(b.Evidence) > 0 {
		text, err := json.Marshal(b.Evidence)
		if err != nil {
			return err
		}
		evidence = string(text)
	}
	for made := int64(0); made == 0; {
		// Seven digits that tell nothing; one that is taken is drawn again.
		b.Number = 1_000_000 + rand.IntN(9_000_000)
		done, err := tx.Exec(ctx, `INSERT INTO bottleneck (id, number, version, events, root, parent, title, what, theme, how_often, suffers, region, wijkverband,
				area, origin, rule, evidence, made_at, clock_at)
			VALUES ($1, $2, 1, 0, $1, '', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (number) DO NOTHING`,
			b.ID, b.Number, b.Title, b.What, b.Theme, b.HowOften, strings.Join(b.Suffers, " "), b.Place.Region, b.Place.Wijkverband, b.Place.Area,
			b.Origin, b.Rule, evidence, clock.Micros(now), micros(b.NextAt))
		if err != nil {
			return err
		}
		if made, err = done.RowsAffected(); err != nil {
			return err
		}
	}
	if err := b.insertState(ctx, tx, now); err != nil {
		return err
	}
	return b.insertStop(ctx, tx, now, "")
}

func (b *stored) insertState(ctx context.Context, tx *store.Tx, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO bottleneck_state (bottleneck, number, from_at, until_at, state, level, owner_kind, owner, person, region, wijkverband, next_at, reporters, weight, example, reopened)
		VALUES ($1, $2, $3, NULL, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		b.ID, b.Version, clock.Micros(at), b.State, b.Level, b.Owner.Kind, b.Owner.ID, b.Owner.Person, b.Place.Region, b.Place.Wijkverband,
		micros(b.NextAt), b.Reporters, b.Weight, bit(b.Example), b.Reopened)
	return err
}

func (b *stored) insertStop(ctx context.Context, tx *store.Tx, at time.Time, why string) error {
	_, err := tx.Exec(ctx, `INSERT INTO bottleneck_stop (bottleneck, number, level, owner_kind, owner, region, wijkverband, from_at, until_at, why, answer_by, answered_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9, $10, NULL)`,
		b.ID, b.Version, b.Level, b.Owner.Kind, b.Owner.ID, b.Place.Region, b.Place.Wijkverband, clock.Micros(at), why,
		clock.Micros(due(at, answerWithin[b.Level])))
	return err
}

// restate closes the row of how it stood and begins the next one at the same moment.
func (c *change) restate(ctx context.Context) error {
	if _, err := c.tx.Exec(ctx, `UPDATE bottleneck_state SET until_at = $1 WHERE bottleneck = $2 AND until_at IS NULL`, clock.Micros(c.at), c.ID); err != nil {
		return err
	}
	return c.insertState(ctx, c.tx.Tx, c.at)
}

// updateRoot writes the few things of the root row that change.
func (c *change) updateRoot(ctx context.Context) error {
	_, err := c.tx.Exec(ctx, `UPDATE bottleneck SET version = $1, events = $2, root = $3, parent = $4, clock_at = $5 WHERE id = $6`,
		c.Version, c.events, c.root, c.Parent, micros(c.clockAt), c.ID)
	return err
}

// leave ends the stop where it lies.
func (c *change) leave(ctx context.Context) error {
	_, err := c.tx.Exec(ctx, `UPDATE bottleneck_stop SET until_at = $1 WHERE bottleneck = $2 AND until_at IS NULL`, clock.Micros(c.at), c.ID)
	return err
}

// arrive begins a stop with the owner that it has now; the version is that of the act.
func (c *change) arrive(ctx context.Context, why string) error {
	next := *c.stored
	next.Version++
	return next.insertStop(ctx, c.tx.Tx, c.at, why)
}

// back gives it the state that it had before the present one, with the date that it had then where that still
// lies ahead. An ending that lay with the reporters was taken back, so what was proposed is talked about.
func (c *change) back(ctx context.Context) error {
	var next sql.NullInt64
	err := c.tx.QueryRow(ctx, `SELECT state, next_at FROM bottleneck_state WHERE bottleneck = $1 AND until_at IS NOT NULL AND state <> $2
		ORDER BY number DESC LIMIT 1`, c.ID, c.State).Scan(&c.State, &next)
	if err != nil {
		return err
	}
	c.NextAt = moment(next)
	if c.State == Proposed {
		c.State, c.NextAt = Discussing, time.Time{}
	}
	if !c.NextAt.After(c.now) {
		c.NextAt = due(c.now, answerWithin[c.Level])
	}
	return nil
}

// answered stops the clock of the present owner, the first time.
func (c *change) answered(ctx context.Context) error {
	_, err := c.tx.Exec(ctx, `UPDATE bottleneck_stop SET answered_at = $1 WHERE bottleneck = $2 AND until_at IS NULL AND answered_at IS NULL`, clock.Micros(c.at), c.ID)
	return err
}
