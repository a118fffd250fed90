package network

import (
	"context"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// dated writes rows that are in force from a moment until another: a change ends a row and begins
// the next, and what was true before stays as it was.
type dated struct {
	tx    *store.Tx
	table string
	at    int64
}

// end ends the rows in force that where selects; its parameters begin at $2. A row that began at
// this very moment was never in force and goes.
func (d dated) end(ctx context.Context, where string, params ...any) error {
	params = append([]any{d.at}, params...)
	if _, err := d.tx.Exec(ctx, `DELETE FROM `+d.table+` WHERE from_at = $1 AND until_at IS NULL AND `+where, params...); err != nil {
		return err
	}
	_, err := d.tx.Exec(ctx, `UPDATE `+d.table+` SET until_at = $1 WHERE until_at IS NULL AND `+where, params...)
	return err
}

// begin adds a row in force from now on; columns come after from_at.
func (d dated) begin(ctx context.Context, columns string, values ...any) error {
	_, err := d.tx.Exec(ctx, `INSERT INTO `+d.table+` (from_at, `+columns+`) VALUES `+store.Placeholders(1, len(values)+1), append([]any{d.at}, values...)...)
	return err
}

// changeMoment is the moment at which a change takes effect: now, but never before the last change
// in the tables. On PostgreSQL a transaction that waited for a lock began, by its own clock, before
// the one that held it ended.
func changeMoment(ctx context.Context, tx *store.Tx, tables ...string) (int64, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return 0, err
	}
	at := clock.Micros(now)
	for _, table := range tables {
		var last int64
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(coalesce(until_at, from_at)), 0) FROM `+table).Scan(&last); err != nil {
			return 0, err
		}
		at = max(at, last)
	}
	return at, nil
}

// membershipRow is the one row whose lock decides who may hand out areas; see [clash].
const membershipRow = "areas"

func lockMembership(ctx context.Context, tx *store.Tx) error {
	return tx.Lock(ctx, "membership_lock", membershipRow)
}

// known checks that a reference, if given, leads somewhere.
func (c *checks) known(ctx context.Context, tx *store.Tx, field, table, column, value, nl, en string) error {
	if value == "" {
		return nil
	}
	there := `SELECT EXISTS (SELECT 1 FROM ` + table + ` a WHERE a.` + column + ` = $1`
	if table == "organization" {
		there += ` AND ` + currentOrganization
	}
	var yes bool
	if err := tx.QueryRow(ctx, there+`)`, value).Scan(&yes); err != nil {
		return err
	}
	if !yes {
		c.Wrong(field, nl, en)
	}
	return nil
}
