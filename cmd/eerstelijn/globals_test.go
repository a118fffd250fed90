package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// TestLogHidesWhatIsPersonal: whatever verb runs, its log passes the scrubber.
func TestLogHidesWhatIsPersonal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	g := &Globals{Log: "info", errs: &out}
	g.logger().Error("a driver complains", "error", errors.New("value 123456782 of jan@mensen.example"))
	if !strings.Contains(out.String(), "a driver complains") || strings.Contains(out.String(), "123456782") || strings.Contains(out.String(), "jan@") {
		t.Errorf("the log says %s", out.String())
	}
}
