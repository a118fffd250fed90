package link

import (
	"crypto/rand"
	"encoding/base32"
)

// A token is 160 bits of chance in 32 letters and digits: it can be read over the telephone, and no
// mail program breaks it or adds a dot to it.
const (
	tokenBytes  = 20
	tokenLength = 32
)

var tokenText = base32.StdEncoding.WithPadding(base32.NoPadding)

func newToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails
	return tokenText.EncodeToString(b)
}

// parse gives a token in its one spelling. Small letters are as good as capitals.
func parse(s string) (token string, ok bool) {
	if len(s) != tokenLength {
		return "", false
	}
	b := []byte(s)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
			b[i] = c
		}
		if (c < 'A' || c > 'Z') && (c < '2' || c > '7') {
			return "", false
		}
	}
	return string(b), true
}
