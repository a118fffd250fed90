package demo_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"eerstelijn/internal/demo"
)

// A clock that follows a file is as much later as that says, never goes back, and yields to what was set.
func TestTimeFollowsAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "later")
	var c demo.Time
	c.Follow(file)
	for _, step := range []struct {
		says string
		want time.Duration
	}{{"", 0}, {"een week", 0}, {"168h\n", 168 * time.Hour}, {"24h", 168 * time.Hour}, {"weg", 168 * time.Hour}, {"336h", 336 * time.Hour}} {
		if step.says != "" {
			if err := os.WriteFile(file, []byte(step.says), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := time.Until(c.Now()); got < step.want-time.Minute || got > step.want+time.Minute {
			t.Errorf("%q: it is %s later, want %s", step.says, got, step.want)
		}
	}
	set := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if c.Set(set); !c.Now().Equal(set) {
		t.Errorf("set to %s, it is %s", set, c.Now())
	}
	if c.Release(); time.Until(c.Now()) < 335*time.Hour {
		t.Errorf("let go, it is %s", c.Now())
	}
}
