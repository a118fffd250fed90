package network

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Staging writes a file's rows with the number of their batch beside them, unseen until the batch is
// finished. Each transaction is short, because others wait for SQLite's one writer meanwhile.
const (
	rowsPerStatement = 150
	rowsPerStep      = 300       // of small rows, in one transaction
	bytesPerStep     = 256 << 10 // of shapes, in one transaction
)

// sheet is rows of one table on their way into a batch.
type sheet struct {
	table   string
	columns string
	width   int
	rows    []any // width values a row
	bytes   int
}

func (s *sheet) add(values ...any) {
	s.rows = append(s.rows, values...)
	for _, v := range values {
		if b, ok := v.([]byte); ok {
			s.bytes += len(b)
		}
	}
}

// insert writes the rows, many with one statement.
func (s *sheet) insert(ctx context.Context, tx *store.Tx) error {
	head := `INSERT INTO ` + s.table + ` (` + s.columns + `) VALUES `
	for rest := s.rows; len(rest) > 0; {
		n := min(len(rest), rowsPerStatement*s.width)
		if _, err := tx.Exec(ctx, head+store.Placeholders(n/s.width, s.width), rest[:n]...); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// stager fills sheets and writes them step by step.
type stager struct {
	db     *store.DB
	batch  batch.ID
	sheets []*sheet
	counts batch.Counts
}

func (st *stager) sheet(table, columns string, width int) *sheet {
	s := &sheet{table: table, columns: columns, width: width}
	st.sheets = append(st.sheets, s)
	return s
}

// step writes what has gathered when it is enough for a transaction, or when it is the last.
func (st *stager) step(ctx context.Context, last bool) error {
	rows, bytes := 0, 0
	for _, s := range st.sheets {
		rows, bytes = rows+len(s.rows)/s.width, bytes+s.bytes
	}
	if rows == 0 || !last && rows < rowsPerStep && bytes < bytesPerStep {
		return nil
	}
	err := st.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := batch.Alive(ctx, tx, st.batch); err != nil {
			return err
		}
		for _, s := range st.sheets {
			if err := s.insert(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if store.IsDuplicate(err) {
		return fault.New(fault.Invalid, "Deze invoer bevat een code twee keer.", "a code stands twice in this import").Because(err)
	}
	for _, s := range st.sheets {
		s.rows, s.bytes = s.rows[:0:0], 0
	}
	return err
}

// differs counts a row as added, changed or the same as what is visible, and tells whether it is to
// be written.
func (st *stager) differs(visible map[string]string, key, digest string) bool {
	old, there := visible[key]
	switch {
	case !there:
		st.counts.Added++
	case old != digest:
		st.counts.Changed++
	default:
		st.counts.Same++
		return false
	}
	return true
}

// visibleDigests reads key and digest of the rows that count now.
func (s *Service) visibleDigests(ctx context.Context, query string, params ...any) (map[string]string, error) {
	visible := map[string]string{}
	err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return pairs(ctx, tx, func(key, digest string) { visible[key] = digest }, query, params...)
	})
	return visible, err
}

// digester sums up a row, so that an equal row of a later file is known without reading it back.
type digester struct{ buf []byte }

func (d *digester) text(s string) *digester {
	d.buf = append(binary.AppendUvarint(d.buf, uint64(len(s))), s...)
	return d
}

func (d *digester) number(f float64) *digester {
	d.buf = binary.BigEndian.AppendUint64(d.buf, math.Float64bits(f))
	return d
}

// sum gives 16 bytes of SHA-256 in hexadecimals and empties the digester.
func (d *digester) sum() string {
	h := sha256.Sum256(d.buf)
	d.buf = d.buf[:0]
	return hex.EncodeToString(h[:16])
}

// rowError is an Invalid error about one row of a file, named by its own code.
func rowError(c *checks, n int, code string) error {
	err := fault.InvalidFields(c.Fields...)
	if err == nil {
		return nil
	}
	err.Text = fault.Text{NL: fmt.Sprintf("Rij %d (%.20q) klopt niet.", n+1, code), EN: fmt.Sprintf("row %d (%.20q) is not valid", n+1, code)}
	return err
}

// twice remembers codes and objects to the second of a kind.
func (c *checks) twice(field string, seen map[string]bool, key string) {
	if seen[key] {
		c.Wrong(field, "Deze code staat twee keer in het bestand.", "this code stands twice in the file")
	}
	seen[key] = true
}
