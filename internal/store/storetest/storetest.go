// Package storetest gives tests a fresh, migrated database of each kind.
//
// [Run] runs a test on SQLite always, and on PostgreSQL where EERSTELIJN_TEST_POSTGRES holds an
// address; when EERSTELIJN_REQUIRE names postgres, a missing address is a failure instead of a skip.
// SQLite databases are copies of one migrated file; PostgreSQL databases are cloned from one
// migrated template.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// Run runs fn as a subtest on each database.
func Run(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	RunAt(t, nil, fn)
}

// RunAt is [Run] with a clock of the test's choosing.
func RunAt(t *testing.T, now clock.Clock, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); fn(t, SQLite(t, now)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); fn(t, Postgres(t, now)) })
}

// SQLite gives a migrated SQLite database in a file of its own. Benchmarks use it too.
func SQLite(t testing.TB, now clock.Clock) *store.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(file, sqliteTemplate(t), 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, file, store.Options{Clock: now, Readers: 4})
}

// Postgres gives a migrated PostgreSQL database of its own, or skips; see the package comment.
func Postgres(t testing.TB, now clock.Clock) *store.DB {
	t.Helper()
	address := os.Getenv("EERSTELIJN_TEST_POSTGRES")
	if address == "" {
		if strings.Contains(os.Getenv("EERSTELIJN_REQUIRE"), "postgres") {
			t.Fatal("EERSTELIJN_TEST_POSTGRES is empty while EERSTELIJN_REQUIRE asks for postgres")
		}
		t.Skip("SKIPPED: no PostgreSQL (EERSTELIJN_TEST_POSTGRES is empty)")
	}
	template := postgresTemplate(t, address)
	name := "t_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	admin := connect(t, address)
	create := func() error {
		cloneLock.Lock() // PostgreSQL refuses two clones of one template at once
		defer cloneLock.Unlock()
		_, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE ` + template)
		return err
	}
	if err := create(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = admin.Exec(`DROP DATABASE ` + name + ` WITH (FORCE)`)
		_ = admin.Close()
	})
	return open(t, withDatabase(address, name), store.Options{Clock: now, Readers: 12})
}

func open(t testing.TB, dsn string, opt store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), dsn, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

var cloneLock sync.Mutex

var sqliteOnce = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "storetest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "template.db")
	db, err := store.Open(context.Background(), file, store.Options{Readers: 1})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(context.Background()); err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil { // the last close folds the WAL into the file
		return nil, err
	}
	return os.ReadFile(file)
})

func sqliteTemplate(t testing.TB) []byte {
	t.Helper()
	b, err := sqliteOnce()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	templateOnce sync.Once
	templateName string
	templateErr  error
)

// postgresTemplate migrates one database per test process; packages are tested by processes of
// their own, so the name carries the process.
func postgresTemplate(t testing.TB, address string) string {
	t.Helper()
	templateOnce.Do(func() {
		templateName = fmt.Sprintf("template_%d_%s", os.Getpid(), strings.ReplaceAll(uuid.NewString()[:8], "-", ""))
		admin := connect(t, address)
		defer func() { _ = admin.Close() }()
		if _, templateErr = admin.Exec(`CREATE DATABASE ` + templateName + ` TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'`); templateErr != nil {
			return
		}
		var db *store.DB
		if db, templateErr = store.Open(context.Background(), withDatabase(address, templateName), store.Options{Readers: 2}); templateErr != nil {
			return
		}
		templateErr = db.Migrate(context.Background())
		_ = db.Close()
	})
	if templateErr != nil {
		t.Fatal(templateErr)
	}
	return templateName
}

func connect(t testing.TB, address string) *sql.DB {
	t.Helper()
	admin, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	admin.SetMaxOpenConns(1)
	return admin
}
