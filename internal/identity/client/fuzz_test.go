package client_test

import (
	"net/http"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// FuzzAssertion: no text but the client's own signed one gets a token, and none breaks the endpoint.
func FuzzAssertion(f *testing.F) {
	h := newHouse(f, nil)
	p := h.added(jose.EdDSA, "directory:write")
	f.Add(p.sign(f, h.claims(p))[1:])
	f.Add("eyJhbGciOiJub25lIiwia2lkIjoia2V5LTEifQ.e30.")
	f.Add("..")
	f.Add(`{"payload":"e30","signatures":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		h.t = t
		a := h.ask(text, nil)
		if a.token != "" || a.status != http.StatusUnauthorized && !(text == "" && a.status == http.StatusBadRequest) {
			t.Fatalf("%d %s", a.status, a.body)
		}
	})
}

// FuzzBearer: no header but one with a token that was given lets anybody in.
func FuzzBearer(f *testing.F) {
	h := newHouse(f, nil)
	token := h.token(h.added(jose.EdDSA))
	for _, s := range []string{"Bearer " + token[1:], "Bearer", "bearer \t", "Basic " + token, "Bearer =", "Bearer a=b", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		h.t = t
		if a, _ := h.enter(header); a.status != http.StatusUnauthorized {
			t.Fatalf("%d %s", a.status, a.body)
		}
	})
}
