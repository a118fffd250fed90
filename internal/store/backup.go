package store

import (
	"context"
	"database/sql"
	"os"

	"eerstelijn/internal/fault"
)

// Backup writes a copy of a SQLite database to a new file while others read and write, and checks
// the copy. The copy is whole as of one moment. PostgreSQL has pg_dump and its own tools for this.
func Backup(ctx context.Context, db *DB, to string) (err error) {
	if db.dialect != SQLite {
		return fault.New(fault.Invalid, "Gebruik pg_dump voor PostgreSQL.", "use pg_dump for PostgreSQL")
	}
	if _, err := os.Stat(to); err == nil {
		return fault.New(fault.Conflict, "Dit bestand bestaat al.", "the file "+to+" exists already; choose another name")
	}
	if err := copyInto(ctx, db.dsn, to); err != nil {
		_ = os.Remove(to)
		return fault.New(fault.Unavailable, "Kopiëren is niet gelukt.", "the copy could not be made").Because(err)
	}
	return nil
}

func copyInto(ctx context.Context, from, to string) error {
	// A connection of its own: VACUUM INTO reads for as long as it takes and must not keep the
	// committer from its work.
	source, err := sql.Open("sqlite", "file:"+from+"?_pragma=busy_timeout(10000)&_pragma=query_only(OFF)")
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	if _, err := source.ExecContext(ctx, `VACUUM INTO $1`, to); err != nil {
		return err
	}
	made, err := sql.Open("sqlite", "file:"+to)
	if err != nil {
		return err
	}
	defer func() { _ = made.Close() }()
	var verdict string
	if err := made.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fault.New(fault.Internal, "", "integrity check: "+verdict)
	}
	return nil
}
