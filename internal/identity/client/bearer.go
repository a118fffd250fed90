package client

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
)

// maxToken is longer than any token we give out.
const maxToken = 256

// Around lets a client in that shows its access token: the handlers within see it as who acts. A
// request without the Authorization header goes on as it came. One with a token that does not hold,
// or with another way to sign in, is refused: it never goes on as somebody else or as nobody.
func (s *Service) Around(next http.Handler, as ...Refuser) http.Handler {
	refuse := Refuser(problem)
	if len(as) > 0 {
		refuse = as[0]
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers := r.Header.Values("Authorization")
		if len(headers) == 0 {
			next.ServeHTTP(w, r)
			return
		}
		token, ok := bearer(headers)
		if !ok {
			unauthenticated(w, refuse, `Bearer realm="eerstelijn", error="invalid_request"`, "Expected one header: Authorization: Bearer, and the access token.")
			return
		}
		who, holds, err := s.find(r.Context(), token)
		switch {
		case err == nil:
			w.Header().Add("Vary", "Authorization")
			ctx := identity.WithActor(r.Context(), who.Through(r.Context()))
			next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, heldKey{}, holds)))
		case fault.KindOf(err) == fault.NotFound:
			unauthenticated(w, refuse, `Bearer realm="eerstelijn", error="invalid_token"`, "The access token is unknown or has ended. Ask for a new one.")
		default:
			s.log.ErrorContext(r.Context(), "access token", "error", err)
			refuse(w, http.StatusServiceUnavailable, "Try again in a moment.")
		}
	})
}

// bearer reads the token from the header (RFC 6750); ok is false for anything else.
func bearer(headers []string) (token string, ok bool) {
	if len(headers) != 1 {
		return "", false
	}
	scheme, token, found := strings.Cut(headers[0], " ")
	token = strings.TrimLeft(token, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > maxToken {
		return "", false
	}
	body := strings.TrimRight(token, "=")
	for _, c := range []byte(body) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("-._~+/", rune(c)) {
			return "", false
		}
	}
	return token, body != ""
}

// Refuser answers in the words of a face: with 401, whose header says the rest already, or 503.
type Refuser func(w http.ResponseWriter, status int, detail string)

func unauthenticated(w http.ResponseWriter, refuse Refuser, challenge, detail string) {
	w.Header().Set("WWW-Authenticate", challenge)
	refuse(w, http.StatusUnauthorized, detail)
}

// problem answers as the API does (RFC 9457); the type's page explains the kind.
func problem(w http.ResponseWriter, status int, detail string) {
	kind, title := "unavailable", "Not available now"
	if status == http.StatusUnauthorized {
		kind, title = "not-signed-in", "Not signed in"
	}
	body := `{"type":"/api/v1/problems/` + kind + `","title":"` + title + `","status":` + strconv.Itoa(status) + `,"detail":"` + detail + `"}`
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}
