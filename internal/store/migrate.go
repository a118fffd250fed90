package store

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrate brings the schema up to this program's version. Several nodes may start at once: the
// first migrates under a lock, the others wait.
func (db *DB) Migrate(ctx context.Context) error {
	pool, dialect := db.pool, goose.DialectPostgres
	var opts []goose.ProviderOption
	if db.dialect == SQLite {
		// The readers' connections refuse to write, so a pool of its own does it.
		p, err := sql.Open("sqlite", "file:"+db.dsn+"?_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_txlock=immediate")
		if err != nil {
			return fmt.Errorf("store.Migrate: %w", err)
		}
		defer func() { _ = p.Close() }()
		pool, dialect = p, goose.DialectSQLite3
	} else {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("store.Migrate: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	sub, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return fmt.Errorf("store.Migrate: %w", err)
	}
	p, err := goose.NewProvider(dialect, pool, dialectFS{sub, db.dialect}, opts...)
	if err != nil {
		return fmt.Errorf("store.Migrate: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("store.Migrate: %w", err)
	}
	return nil
}

// dialectFS shows the migrations of one dialect: NNNN_name.sql for both, NNNN_name.sqlite.sql and
// NNNN_name.postgres.sql where they must differ. Two words that shared files would otherwise be split
// for are read as PostgreSQL has them: the type BLOB is BYTEA there, and no table has a rowid.
type dialectFS struct {
	fs.FS
	dialect Dialect
}

func (d dialectFS) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(d.FS, name)
	var mine []fs.DirEntry
	for _, e := range all {
		only := strings.TrimSuffix(e.Name(), ".sql")
		if i := strings.LastIndexByte(only, '.'); i < 0 || only[i+1:] == string(d.dialect) {
			mine = append(mine, e)
		}
	}
	return mine, err
}

func (d dialectFS) Open(name string) (fs.File, error) {
	f, err := d.FS.Open(name)
	if err != nil || d.dialect != Postgres || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	body, err := fs.ReadFile(d.FS, name)
	if err != nil {
		return nil, err
	}
	body = bytes.ReplaceAll(body, []byte(" BLOB"), []byte(" BYTEA"))
	body = bytes.ReplaceAll(body, []byte(") WITHOUT ROWID;"), []byte(");"))
	return &replaced{File: f, body: bytes.NewReader(body)}, nil
}

type replaced struct {
	fs.File
	body *bytes.Reader
}

func (r *replaced) Read(p []byte) (int, error) { return r.body.Read(p) }
