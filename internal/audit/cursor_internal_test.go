package audit

import (
	"encoding/base64"
	"fmt"
	"testing"
)

// FuzzCursor: whatever somebody sends as the place where a list goes on, it is read back as it was
// given out or refused, and never reaches the database as something else than a number and a code.
func FuzzCursor(f *testing.F) {
	q := Query{Act: "directory.Save"}
	f.Add(base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s %s", 12, "01a2021c-57a7-7958-a0a2-dda95bcee43f", q.mark())))
	f.Add("")
	f.Add("e30")
	f.Fuzz(func(t *testing.T, cursor string) {
		q := q
		q.Cursor = cursor
		if _, id, err := q.from(); err == nil && id != "" && !isCode(string(id)) {
			t.Errorf("%q goes on from %q", cursor, id)
		}
	})
}
