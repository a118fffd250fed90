package journal

import (
	"flag"
	"os"
	"testing"
)

// TestMain makes the bounds small for tests, and leaves them to benchmarks.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		bounds.values, bounds.few, bounds.changed, bounds.sorted, bounds.wide, bounds.named = 2, 5, 12, 8, 10, 9
	}
	os.Exit(m.Run())
}
