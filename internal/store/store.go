package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	_ "modernc.org/sqlite"             // registers "sqlite"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// Dialect says which database stands behind a [DB], for the few statements that must differ.
type Dialect string

const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Options are the choices an operator has.
type Options struct {
	// Clock gives the moment of each transaction. Nil means: the machine's clock on SQLite, and on
	// PostgreSQL the database's, because there may be several nodes with clocks of their own.
	Clock clock.Clock
	// Readers is the number of connections that read on SQLite, and of all connections on
	// PostgreSQL. 0 means twice the number of processors, at least 4; on PostgreSQL 20.
	Readers int
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	dialect Dialect
	dsn     string
	clock   clock.Clock
	pool    *sql.DB
	readers chan *conn // SQLite only
	writer  *committer // SQLite only
	closed  chan struct{}
	closing sync.Once
}

// Open opens dsn: a file name (made when it is not there) or a postgres:// address. It does not
// migrate; see [DB.Migrate].
func Open(ctx context.Context, dsn string, opt Options) (_ *DB, err error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return openPostgres(ctx, dsn, opt)
	}
	return openSQLite(ctx, dsn, opt)
}

func openSQLite(ctx context.Context, file string, opt Options) (_ *DB, err error) {
	// WAL lets readers go on while one writes; synchronous=FULL makes an answered act survive a
	// power cut. The pages of an immediate transaction are locked at its start, never half-way.
	// What a burst of writing (an import, a first rendering) left beside the file shrinks to 64 MiB again.
	pragmas := []string{"busy_timeout(10000)", "journal_mode(WAL)", "journal_size_limit(67108864)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)"}
	name := func(extra ...string) string {
		v := url.Values{"_pragma": append(append([]string{}, pragmas...), extra...)}
		return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + v.Encode()
	}
	db := &DB{dialect: SQLite, dsn: file, clock: opt.Clock, closed: make(chan struct{})}
	if db.clock == nil {
		db.clock = clock.System
	}
	// A page that is kept costs twice its size (the allocator rounds up), and the machine keeps what is read anyway:
	// four times as many made nothing faster.
	writePool, err := sql.Open("sqlite", name("cache_size(-8000)"))
	if err != nil {
		return nil, fmt.Errorf("store.Open: %w", err)
	}
	w, err := newConn(ctx, writePool)
	if err != nil {
		_ = writePool.Close()
		return nil, fault.New(fault.Unavailable, "De database kan niet open.", "cannot open the database file").Because(err)
	}
	db.writer = startCommitter(w, writePool, db.clock)
	n := opt.Readers
	if n == 0 {
		n = max(4, 2*runtime.NumCPU())
	}
	if db.pool, err = sql.Open("sqlite", name("query_only(ON)", "cache_size(-2000)")); err != nil {
		db.writer.stop()
		return nil, fmt.Errorf("store.Open: %w", err)
	}
	db.pool.SetMaxOpenConns(n)
	db.readers = make(chan *conn, n)
	for range n {
		c, err := newConn(ctx, db.pool)
		if err != nil {
			db.writer.stop()
			return nil, fmt.Errorf("store.Open: reader: %w", err)
		}
		db.readers <- c
	}
	return db, nil
}

func openPostgres(ctx context.Context, dsn string, opt Options) (*DB, error) {
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, fmt.Errorf("store.Open: %w", err)
	}
	n := opt.Readers
	if n == 0 {
		n = 20
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	var collate string
	err = pool.QueryRowContext(ctx, `SELECT datcollate FROM pg_database WHERE datname = current_database()`).Scan(&collate)
	if err != nil {
		_ = pool.Close()
		return nil, fault.New(fault.Unavailable, "De database is niet bereikbaar.", "cannot reach the database").Because(err)
	}
	// Both databases must put text in the same order, or a page's cursor would skip rows.
	switch strings.ToLower(collate) {
	case "c", "posix", "c.utf-8", "c.utf8":
	default:
		_ = pool.Close()
		return nil, fault.New(fault.Invalid, "De database sorteert tekst anders dan nodig.",
			"the database must be created with LC_COLLATE 'C' (createdb --locale=C --template=template0), not "+collate)
	}
	return &DB{dialect: Postgres, dsn: dsn, clock: opt.Clock, pool: pool, closed: make(chan struct{})}, nil
}

// Dialect says which database this is.
func (db *DB) Dialect() Dialect { return db.dialect }

// Address gives what [Open] was called with, for a component that needs a connection of its own
// (PostgreSQL's LISTEN). It may hold a password: never log it.
func (db *DB) Address() string { return db.dsn }

// Close waits for running writes and closes all connections. A second call does nothing.
func (db *DB) Close() (err error) {
	db.closing.Do(func() { err = db.close() })
	return err
}

func (db *DB) close() error {
	close(db.closed)
	if db.writer != nil {
		db.writer.stop()
		for range cap(db.readers) {
			select {
			case c := <-db.readers:
				c.close()
			case <-time.After(time.Second): // a read that never ends: leave its connection
			}
		}
	}
	return db.pool.Close()
}

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	return db.Read(ctx, func(ctx context.Context, tx *Tx) error {
		var one int
		return tx.QueryRow(ctx, `SELECT 1`).Scan(&one)
	})
}

// Read runs fn in a transaction that sees one moment of the database and writes nothing.
func (db *DB) Read(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if db.dialect == Postgres {
		return db.onPool(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
	}
	var c *conn
	select {
	case c = <-db.readers:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.closed:
		return errClosed
	}
	defer func() { db.readers <- c }()
	// The end must reach the connection even when the caller has gone away, also in the midst of BEGIN.
	defer c.end(context.WithoutCancel(ctx))
	if _, err := c.exec(ctx, `BEGIN`); err != nil {
		return err
	}
	return fn(ctx, &Tx{on: c, dialect: SQLite, clock: db.clock})
}

// Write runs fn in a transaction and commits it when fn returns nil. When Write returns nil, the
// rows are on disk. On PostgreSQL a deadlock or serialisation failure is tried again; on both, fn
// may thus run more than once.
func (db *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if db.dialect == SQLite {
		return db.writer.write(ctx, fn)
	}
	for attempt := 0; ; attempt++ {
		err := db.onPool(ctx, nil, fn)
		if attempt >= 5 || !isRetryable(err) || ctx.Err() != nil {
			return err
		}
	}
}

func (db *DB) onPool(ctx context.Context, opt *sql.TxOptions, fn func(ctx context.Context, tx *Tx) error) (err error) {
	t, err := db.pool.BeginTx(ctx, opt)
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }()
	if err := runProtected(ctx, fn, &Tx{on: pgTx{t}, dialect: Postgres, clock: db.clock}); err != nil {
		return asInput(err)
	}
	return t.Commit()
}

// asInput knows PostgreSQL's refusal of bytes that are no text (a NUL, broken UTF-8): what somebody
// sent, not our mistake. SQLite takes them and finds nothing.
func asInput(err error) error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "22021" {
		return fault.New(fault.Invalid, "Dit bevat tekens die geen tekst zijn.", "the input holds bytes that are not text").Because(err)
	}
	return err
}

// runProtected turns a panic of one act into that act's error: other acts may share its commit.
func runProtected(ctx context.Context, fn func(context.Context, *Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: panic in a transaction: %v", p)
		}
	}()
	return fn(ctx, tx)
}

// isRetryable tells whether a transaction can be done again: two stood in each other's way, or the connection
// was closed before anything was sent, as that of a caller who went away is.
func isRetryable(err error) bool {
	if errors.Is(err, driver.ErrBadConn) {
		return true
	}
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40001" || pg.Code == "40P01")
}

// IsDuplicate says whether err is a broken UNIQUE or PRIMARY KEY rule.
func IsDuplicate(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505"
	}
	return err != nil && strings.Contains(err.Error(), "UNIQUE constraint failed")
}

// commitDeadline bounds how long acts that share a commit may keep the writer: a caller that came
// later should not wait for a long row of others.
const commitDeadline = 20 * time.Millisecond
