package keys

import (
	"testing"
	"time"
)

// FuzzParseFile: any text is refused or is a list of usable keys that is written back the same.
func FuzzParseFile(f *testing.F) {
	for _, s := range []string{
		string(encodeFile(content{keys: []fileKey{newFileKey(time.Unix(0, 0))}})), "", "[]", "null", "{}", `[{"id":"k1"}]`,
		`[{"id":"","made":"2026-11-03T12:00:00Z","secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]`,
		`[{"id":"k1","made":"2026-11-03T12:00:00Z","retired":true,"public":{"seals":"AAAA"}}]`,
		`[{"id":"K1","made":"2026-11-03T12:00:00Z","secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := parseFile(body)
		if err != nil {
			return
		}
		again, err := parseFile(encodeFile(c))
		if err != nil || len(again.keys) != len(c.keys) || len(again.retired) != len(c.retired) {
			t.Fatalf("%d and %d keys became %d and %d: %v", len(c.keys), len(c.retired), len(again.keys), len(again.retired), err)
		}
		for i, k := range c.keys {
			if k.ID != again.keys[i].ID || string(k.Secret) != string(again.keys[i].Secret) || len(k.Secret) != secretSize {
				t.Fatalf("key %d changed", i)
			}
		}
		for i, k := range c.retired {
			if k.ID != again.retired[i].ID || k.Secret != nil || string(k.Public[ForSeals]) != string(again.retired[i].Public[ForSeals]) {
				t.Fatalf("retired key %d changed", i)
			}
		}
	})
}
