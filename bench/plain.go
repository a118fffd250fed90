package main

import (
	"context"
	"errors"
	"os"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// plain gives places away as anybody would write it first on PostgreSQL: a row for each offer, locked
// with SELECT … FOR UPDATE, and a row for each question and each hold. It decides nothing about who may,
// records nothing of who did, and tells nobody: it is correct, and that is all.
type plain struct {
	pool *pgxpool.Pool
}

const plainSchema = `
DROP SCHEMA IF EXISTS bench_plain CASCADE;
CREATE SCHEMA bench_plain;
CREATE TABLE bench_plain.offer (id BIGINT PRIMARY KEY, available BIGINT NOT NULL CHECK (available >= 0));
CREATE TABLE bench_plain.invitation (
	id BIGINT PRIMARY KEY, offer BIGINT NOT NULL REFERENCES bench_plain.offer (id), state TEXT NOT NULL,
	sent_at TIMESTAMPTZ NOT NULL, answered_at TIMESTAMPTZ);
CREATE TABLE bench_plain.hold (
	invitation BIGINT PRIMARY KEY REFERENCES bench_plain.invitation (id), offer BIGINT NOT NULL REFERENCES bench_plain.offer (id),
	until TIMESTAMPTZ NOT NULL);`

// newPlain makes its tables in a database of the server that the tests use, with as many connections as
// our own store takes there.
func newPlain(ctx context.Context) (*plain, error) {
	address := os.Getenv("EERSTELIJN_TEST_POSTGRES")
	if address == "" {
		return nil, errNoPostgres
	}
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	c.MinConns, c.MaxConns = 20, 20
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	if _, err := pool.Exec(ctx, plainSchema); err != nil {
		pool.Close()
		return nil, err
	}
	return &plain{pool: pool}, nil
}

func (p *plain) close(ctx context.Context) error {
	_, err := p.pool.Exec(ctx, `DROP SCHEMA bench_plain CASCADE`)
	p.pool.Close()
	return err
}

// fill empties the tables and makes offers with places each.
func (p *plain) fill(ctx context.Context, offers, places int) error {
	_, err := p.pool.Exec(ctx, `TRUNCATE bench_plain.offer, bench_plain.invitation, bench_plain.hold`)
	if err != nil {
		return err
	}
	_, err = p.pool.Exec(ctx, `INSERT INTO bench_plain.offer SELECT i, `+strconv.Itoa(places)+` FROM generate_series(1, $1::bigint) i`, offers)
	return err
}

// ask puts a question to an offer.
func (p *plain) ask(ctx context.Context, asker, offer int) error {
	_, err := p.pool.Exec(ctx, `INSERT INTO bench_plain.invitation VALUES ($1, $2, 'open', now(), NULL)`, asker, offer)
	return err
}

// answer says yes and holds a place, or says no when none is left.
func (p *plain) answer(ctx context.Context, asker, offer int) (held bool, err error) {
	err = pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		held = false
		var available int
		if err := tx.QueryRow(ctx, `SELECT available FROM bench_plain.offer WHERE id = $1 FOR UPDATE`, offer).Scan(&available); err != nil {
			return err
		}
		state := "no"
		if available > 0 {
			held, state = true, "yes"
			if _, err := tx.Exec(ctx, `UPDATE bench_plain.offer SET available = available - 1 WHERE id = $1`, offer); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO bench_plain.hold VALUES ($1, $2, now() + interval '10 minutes')`, asker, offer); err != nil {
				return err
			}
		}
		tag, err := tx.Exec(ctx, `UPDATE bench_plain.invitation SET state = $2, answered_at = now() WHERE id = $1 AND state = 'open'`, asker, state)
		if err == nil && tag.RowsAffected() != 1 {
			return errors.New("an answer to a question that is not open")
		}
		return err
	})
	return held, err
}

// given counts the places that were given away of all offers.
func (p *plain) given(ctx context.Context) (n int, err error) {
	err = p.pool.QueryRow(ctx, `SELECT count(*) FROM bench_plain.hold`).Scan(&n)
	return n, err
}
