package journal

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"eerstelijn/internal/store"
)

// atOnce bounds the values of one list in a question.
const atOnce = 128

// rowsAtOnce is the number of rows in one statement. PostgreSQL saves a journey for each row but the first,
// SQLite no more than a call.
func rowsAtOnce(d store.Dialect) int {
	if d == store.Postgres {
		return 256
	}
	return 64
}

// parts cuts the values of rows in pieces of as many rows as one statement takes, and the rest in pieces of
// a quarter, so that few lengths of statement exist: those stay prepared.
func parts(d store.Dialect, values []any, width int) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for size := rowsAtOnce(d); len(values) > 0; {
			n := size * width
			if len(values) < n {
				size = max(1, size/4)
				continue
			}
			if !yield(values[:n:n]) {
				return
			}
			values = values[n:]
		}
	}
}

// many writes rows of width values each.
func many(ctx context.Context, tx *store.Tx, before, after string, width int, values []any) error {
	for part := range parts(tx.Dialect(), values, width) {
		if _, err := tx.Exec(ctx, before+places(tx.Dialect(), len(part)/width, width)+after, part...); err != nil {
			return err
		}
	}
	return nil
}

// list gives "($1,$2,$3)".
func list(n int) string { return store.Placeholders(1, n) }

// last names the placeholder with a number.
func last(n int) string {
	var b strings.Builder
	b.WriteByte('$')
	b.WriteString(strconv.Itoa(n))
	return b.String()
}

// places gives "(?,?),(?,?)" for SQLite, whose driver looks up each name that a parameter has among all of
// the statement's; PostgreSQL needs names.
func places(d store.Dialect, rows, width int) string {
	if d == store.Postgres {
		return store.Placeholders(rows, width)
	}
	row := "(" + strings.Repeat("?,", width-1) + "?)"
	return strings.Repeat(row+",", rows-1) + row
}
