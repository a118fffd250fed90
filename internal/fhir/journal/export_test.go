package journal

import (
	"flag"
	"os"
	"testing"

	"eerstelijn/internal/store"
)

// TestMain makes the bounds small for tests, and leaves them to benchmarks.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		bounds.values, bounds.few, bounds.changed, bounds.sorted, bounds.wide, bounds.named, bounds.again = 2, 5, 12, 8, 10, 9, 1
	}
	os.Exit(m.Run())
}

// PageTx is [Journal.Search] in a transaction that a test holds open.
var PageTx = (*Journal).page

// NewWithoutPositions gives a journal that asks the index what is near, each time.
func NewWithoutPositions(db *store.DB, param string) *Journal {
	j := New(db)
	j.nearby(param).making.Lock()
	return j
}

// Positions gives of which version those are that a journal holds of a parameter, and up to which number they are
// known to be right; -1 without any.
func (j *Journal) Positions(param string) (seq, upTo int64) {
	p := j.nearby(param).newest.Load()
	if p == nil {
		return -1, -1
	}
	return p.seq, p.upTo.Load()
}
