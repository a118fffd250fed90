package store_test

import (
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The schema files show readers what all migrations together make; nothing reads them but people.
func TestSchemaFilesAreCurrent(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		dump := dumpSQLite
		if db.Dialect() == store.Postgres {
			dump = dumpPostgres
		}
		var got string
		if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			got, err = dump(ctx, tx)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		file := "schema." + string(db.Dialect()) + ".sql"
		got = "-- What the migrations make on " + string(db.Dialect()) + ". Made by: go test ./internal/store -run Schema -update\n\n" + got
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s is not current (-file +database); run with -update:\n%s", file, d)
		}
	})
}

func text(row func(...any) error) (s string, err error) { return s, row(&s) }

func dumpSQLite(ctx context.Context, tx *store.Tx) (string, error) {
	all, err := store.All(ctx, tx, text, `SELECT sql FROM sqlite_master
		WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'goose%' AND tbl_name NOT LIKE 'sqlite%' ORDER BY tbl_name, type DESC, name`)
	return strings.Join(all, ";\n\n") + ";\n", err
}

func dumpPostgres(ctx context.Context, tx *store.Tx) (string, error) {
	tables, err := store.All(ctx, tx, text, `SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'goose%' ORDER BY 1`)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, table := range tables {
		lines, err := store.All(ctx, tx, text, `
			SELECT '    ' || attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
				|| coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
			FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
			WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`, table)
		if err != nil {
			return "", err
		}
		rules, err := store.All(ctx, tx, text, `SELECT '    CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid)
			FROM pg_constraint WHERE conrelid = $1::regclass ORDER BY contype DESC, conname`, table)
		if err != nil {
			return "", err
		}
		indexes, err := store.All(ctx, tx, text, `SELECT indexdef || ';' FROM pg_indexes i WHERE schemaname = 'public' AND tablename = $1
			AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = i.indexname) ORDER BY indexname`, table)
		if err != nil {
			return "", err
		}
		b.WriteString("CREATE TABLE " + table + " (\n" + strings.Join(append(lines, rules...), ",\n") + "\n);\n")
		for _, i := range indexes {
			b.WriteString(i + "\n")
		}
		b.WriteString("\n")
	}
	views, err := store.All(ctx, tx, text, `SELECT 'CREATE VIEW ' || viewname || ' AS' || chr(10) || definition FROM pg_views
		WHERE schemaname = 'public' ORDER BY viewname`)
	return b.String() + strings.Join(views, "\n\n") + "\n", err
}
