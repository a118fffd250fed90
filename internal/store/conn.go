package store

import (
	"context"
	"database/sql"
	"strings"
)

// maxStatements bounds the statements kept prepared on one SQLite connection; statements for many
// rows at once come in many lengths and would otherwise fill memory.
const maxStatements = 400

// conn is one SQLite connection that keeps its statements prepared: parsing costs as much as running
// for a small one, and database/sql's pool would parse at each call.
type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

func newConn(ctx context.Context, pool *sql.DB) (*conn, error) {
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{c: c, stmts: map[string]*sql.Stmt{}}, nil
}

// end ends the transaction, if there is one. A caller that left in the midst of reading rows has SQLite
// interrupt what runs, and that may hit this ROLLBACK instead: the next reader would then begin within
// a transaction that never ended. So it is asked until SQLite says that there is none.
func (c *conn) end(ctx context.Context) {
	for range 10 {
		if _, err := c.exec(ctx, `ROLLBACK`); err == nil || strings.Contains(err.Error(), "no transaction") {
			return
		}
	}
}

// close gives the connection back to its pool, which closes it: a pool's Close leaves connections in
// use alone, and SQLite folds its write-ahead log into the file when the last one goes.
func (c *conn) close() {
	for _, s := range c.stmts {
		_ = s.Close()
	}
	_ = c.c.Close()
}

func (c *conn) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if len(c.stmts) >= maxStatements {
		for q, old := range c.stmts { // any one: the next use of it costs one parse
			_ = old.Close()
			delete(c.stmts, q)
			break
		}
	}
	c.stmts[query] = s
	return s, nil
}

func (c *conn) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (c *conn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (c *conn) queryRow(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return c.c.QueryRowContext(ctx, query, args...) // fails the same way, inside the row
	}
	return s.QueryRowContext(ctx, args...)
}

// pgTx runs on a PostgreSQL transaction; pgx keeps its statements prepared by itself.
type pgTx struct{ t *sql.Tx }

func (p pgTx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.t.ExecContext(ctx, query, args...)
}

func (p pgTx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.t.QueryContext(ctx, query, args...)
}

func (p pgTx) queryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return p.t.QueryRowContext(ctx, query, args...)
}
