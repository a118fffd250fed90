package api

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Whatever a text holds, it comes back out of JSON as it was; what is no text becomes text.
func TestTextIsJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(
			rapid.StringOf(rapid.SampledFrom([]rune("ab \"\\\t\n\x00\x1f\x7fé’😀\u2028"))),
			rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 40), func(b []byte) string { return string(b) }),
		).Draw(t, "text")
		written := appendText([]byte("x"), s)[1:]
		var got string
		if err := json.Unmarshal(written, &got); err != nil {
			t.Fatalf("%q: %v", written, err)
		}
		if want := strings.ToValidUTF8(s, "\uFFFD"); got != want || !utf8.Valid(written) {
			t.Fatalf("%q came back as %q", s, got)
		}
	})
}

func TestPlainTextIsNotEscaped(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"Dorpsstraat 1, 1234 AB Ons Dorp", "Past bij ‘knie’", strings.Repeat("~", 23)} {
		if plain, _ := look(s); !plain {
			t.Errorf("%q is taken for a text with escapes", s)
		}
	}
}
