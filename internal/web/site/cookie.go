package site

import (
	"net/http"
	"time"

	"eerstelijn/internal/identity"
)

// Cookie makes one that holds a sealed text for a while. Its name has the prefix of the session's, so that
// nobody else can plant it; it is sent when another site leads back here, and never from within a frame.
func (s *Site) Cookie(name, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{ // #nosec G124 -- Secure wherever the site is reached by https
		Name: identity.CookieName(s.Address) + "-" + name, Value: value, Path: "/", MaxAge: int(age.Seconds()),
		Secure: identity.OverTLS(s.Address), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// Kept reads what such a cookie holds; ” where there is none.
func (s *Site) Kept(r *http.Request, name string) string {
	c, err := r.Cookie(s.Cookie(name, "", 0).Name)
	if err != nil {
		return ""
	}
	return c.Value
}

// Take reads one and removes it: what it held is for one use.
func (s *Site) Take(w http.ResponseWriter, r *http.Request, name string) string {
	had := s.Kept(r, name)
	if had != "" {
		http.SetCookie(w, s.Cookie(name, "", -time.Second))
	}
	return had
}
