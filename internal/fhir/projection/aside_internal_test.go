package projection

import (
	"errors"
	"strings"
	"testing"

	"eerstelijn/internal/fhir/journal"
)

// A panic while one thing is rendered sets its resource aside and nothing else; what the database says is
// handed on.
func TestGuarded(t *testing.T) {
	t.Parallel()
	g := &gathering{batch: newBatch()}
	k, of := journal.Key{Type: service, ID: "1"}, thing{Type: service, ID: "one"}
	if err := g.guarded(k, of, func() error { var none []int; _ = none[len(k.ID)]; return nil }); err != nil {
		t.Error(err)
	}
	if a, out := g.aside[k]; !out || a.of != of || !strings.Contains(a.err.Error(), "index out of range") || !g.has(k) || g.about != (thing{}) {
		t.Errorf("%+v, now about %v", g.aside, g.about)
	}
	down := errors.New("no database")
	other := journal.Key{Type: service, ID: "2"}
	if err := g.guarded(other, of, func() error { return down }); !errors.Is(err, down) || g.has(other) {
		t.Error(err, g.aside)
	}
}
