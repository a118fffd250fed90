package link

import (
	"strings"
	"testing"
)

func FuzzParse(f *testing.F) {
	f.Add(newToken())
	f.Add(strings.ToLower(newToken()))
	f.Add("")
	f.Add(strings.Repeat("A", 31) + "\x00")
	f.Add(strings.Repeat("é", 16))
	f.Add("../../../etc/passwd?x=AAAAAAAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		token, ok := parse(s)
		if !ok {
			if token != "" {
				t.Fatalf("%q was refused and gave %q", s, token)
			}
			return
		}
		if !strings.EqualFold(token, s) || strings.ToUpper(token) != token {
			t.Fatalf("%q became %q", s, token)
		}
		if b, err := tokenText.DecodeString(token); err != nil || len(b) != tokenBytes {
			t.Fatalf("%q is no token: %v", token, err)
		}
		if again, ok := parse(token); !ok || again != token {
			t.Fatalf("%q is not read back", token)
		}
	})
}

func TestTokensAreReadBackAndDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		token := newToken()
		if got, ok := parse(token); !ok || got != token || seen[token] {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
	}
}
