package main

import (
	"context"
	"errors"
	"os"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// plain gives places away as anybody would write it first on PostgreSQL: a row for each request and each
// offer, locked with SELECT … FOR UPDATE. It keeps the rules that a place needs and no more: a request that
// is still open, a cap on what is asked of a provider, holds that end by themselves, no place twice. It
// decides nothing about who may, records nothing of who did, and tells nobody.
type plain struct {
	pool *pgxpool.Pool
}

const plainSchema = `
DROP SCHEMA IF EXISTS bench_plain CASCADE;
CREATE SCHEMA bench_plain;
CREATE TABLE bench_plain.request (id BIGINT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE bench_plain.offer (id BIGINT PRIMARY KEY, available BIGINT NOT NULL, most_invitations BIGINT NOT NULL);
CREATE TABLE bench_plain.invitation (
	id BIGINT PRIMARY KEY, request BIGINT NOT NULL REFERENCES bench_plain.request (id), offer BIGINT NOT NULL REFERENCES bench_plain.offer (id),
	state TEXT NOT NULL, sent_at TIMESTAMPTZ NOT NULL, answered_at TIMESTAMPTZ);
CREATE INDEX ON bench_plain.invitation (offer) WHERE state = 'open';
CREATE TABLE bench_plain.hold (
	invitation BIGINT PRIMARY KEY REFERENCES bench_plain.invitation (id), offer BIGINT NOT NULL REFERENCES bench_plain.offer (id),
	until TIMESTAMPTZ NOT NULL, ended_at TIMESTAMPTZ);
CREATE INDEX ON bench_plain.hold (offer) WHERE ended_at IS NULL;`

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

// fill empties the tables and makes open requests, and offers with places each.
func (p *plain) fill(ctx context.Context, requests, offers, places int) error {
	for _, statement := range []string{
		`TRUNCATE bench_plain.request, bench_plain.offer, bench_plain.invitation, bench_plain.hold`,
		`INSERT INTO bench_plain.request SELECT i, 'open' FROM generate_series(0, ` + strconv.Itoa(requests-1) + `) i`,
		`INSERT INTO bench_plain.offer SELECT i, ` + strconv.Itoa(places) + `, ` + strconv.Itoa(requests) + ` FROM generate_series(0, ` + strconv.Itoa(offers-1) + `) i`,
	} {
		if _, err := p.pool.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

var errNotOpen = errors.New("the request is not open")

// lock locks a request, which must be open, and then an offer: always in that order.
func (p *plain) lock(ctx context.Context, tx pgx.Tx, request, offer int) (available, most int, err error) {
	var state string
	if err := tx.QueryRow(ctx, `SELECT state FROM bench_plain.request WHERE id = $1 FOR UPDATE`, request).Scan(&state); err != nil {
		return 0, 0, err
	}
	if state != "open" {
		return 0, 0, errNotOpen
	}
	err = tx.QueryRow(ctx, `SELECT available, most_invitations FROM bench_plain.offer WHERE id = $1 FOR UPDATE`, offer).Scan(&available, &most)
	return available, most, err
}

// ask puts a question to an offer.
func (p *plain) ask(ctx context.Context, asker, offer int) error {
	return pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		_, most, err := p.lock(ctx, tx, asker, offer)
		if err != nil {
			return err
		}
		var open int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM bench_plain.invitation WHERE offer = $1 AND state = 'open'`, offer).Scan(&open); err != nil {
			return err
		}
		if open >= most {
			return errors.New("too much is asked of this provider")
		}
		_, err = tx.Exec(ctx, `INSERT INTO bench_plain.invitation VALUES ($1, $1, $2, 'open', now(), NULL)`, asker, offer)
		return err
	})
}

// answer says yes and holds a place, or says no when none is left.
func (p *plain) answer(ctx context.Context, asker, offer int) (held bool, err error) {
	err = pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		held = false
		available, _, err := p.lock(ctx, tx, asker, offer)
		if err != nil {
			return err
		}
		var holds int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM bench_plain.hold WHERE offer = $1 AND ended_at IS NULL AND until > now()`, offer).Scan(&holds); err != nil {
			return err
		}
		state := "no"
		if available > holds {
			held, state = true, "offered"
			if _, err := tx.Exec(ctx, `INSERT INTO bench_plain.hold VALUES ($1, $2, now() + interval '10 minutes', NULL)`, asker, offer); err != nil {
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
