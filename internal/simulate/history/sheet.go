package history

import (
	"context"
	"strings"

	"eerstelijn/internal/store"
)

// sheets collects rows by table, and writes many at a time.
type sheets struct {
	db    *store.DB
	order []*sheet
	by    map[string]*sheet
	rows  int
}

type sheet struct {
	into   string // table and columns
	width  int
	values []any
}

// most is how many values one statement has at most. SQLite looks each of them up by its name in a list of all,
// while parsing and again while binding, so the time goes with the square of the number; and a statement that
// comes again with as many is parsed once.
const most = 400

// put adds a row to a table; columns are separated by commas.
func (s *sheets) put(table, columns string, values ...any) {
	if s.by == nil {
		s.by = map[string]*sheet{}
	}
	t := s.by[table]
	if t == nil {
		t = &sheet{into: table + " (" + columns + ")", width: strings.Count(columns, ",") + 1}
		s.by[table] = t
		s.order = append(s.order, t)
	}
	if len(values) != t.width {
		panic("history: a row of " + table + " has other values than columns")
	}
	t.values = append(t.values, values...)
	s.rows++
}

// flush writes what was collected, the tables in the order in which they were first named.
func (s *sheets) flush(ctx context.Context) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, t := range s.order {
			step := most / t.width * t.width
			for from := 0; from < len(t.values); from += step {
				part := t.values[from:min(from+step, len(t.values))]
				if _, err := tx.Exec(ctx, `INSERT INTO `+t.into+` VALUES `+store.Placeholders(len(part)/t.width, t.width), part...); err != nil {
					return err
				}
			}
		}
		for _, t := range s.order {
			t.values = nil
		}
		return nil
	})
}
