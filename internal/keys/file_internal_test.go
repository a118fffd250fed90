package keys

import (
	"testing"
	"time"
)

// FuzzParseFile: any text is refused or is a list of usable keys that is written back the same.
func FuzzParseFile(f *testing.F) {
	for _, s := range []string{
		string(encodeFile([]fileKey{newFileKey(time.Unix(0, 0))})), "", "[]", "null", "{}", `[{"id":"k1"}]`,
		`[{"id":"","made":"2026-11-03T12:00:00Z","secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]`,
		`[{"id":"K1","made":"2026-11-03T12:00:00Z","secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		keys, err := parseFile(body)
		if err != nil {
			return
		}
		again, err := parseFile(encodeFile(keys))
		if err != nil || len(again) != len(keys) {
			t.Fatalf("%d keys became %d: %v", len(keys), len(again), err)
		}
		for i := range keys {
			if keys[i].ID != again[i].ID || string(keys[i].Secret) != string(again[i].Secret) || len(keys[i].Secret) != secretSize {
				t.Fatalf("key %d changed", i)
			}
		}
	})
}
