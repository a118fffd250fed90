package peer

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
)

// JWKSPath is where our public keys stand, for the systems at which we sign in.
const JWKSPath = "/.well-known/jwks.json"

// key is a public key as RFC 7517 writes it.
type key struct {
	Type  string `json:"kty"`
	Curve string `json:"crv"`
	X     string `json:"x"`
	Y     string `json:"y"`
	ID    string `json:"kid"`
	Use   string `json:"use"`
	Alg   string `json:"alg"`
}

// JWKS gives our public keys: the one that signs now first.
func (s *Service) JWKS() ([]byte, error) {
	set := struct {
		Keys []key `json:"keys"`
	}{}
	for _, id := range s.Keys.IDs() {
		public, err := s.Keys.PublicES384(forPeers, id)
		if err != nil {
			return nil, err
		}
		point, err := public.Bytes() // 4, x, y
		if err != nil {
			return nil, err
		}
		set.Keys = append(set.Keys, key{"EC", "P-384", base64.RawURLEncoding.EncodeToString(point[1:49]), base64.RawURLEncoding.EncodeToString(point[49:]), id, "sig", "ES384"})
	}
	return json.Marshal(set)
}

// ServeHTTP answers at [JWKSPath].
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := s.JWKS()
	if err != nil {
		s.Log.ErrorContext(r.Context(), "public keys", "error", err)
		http.Error(w, "not available now", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/jwk-set+json")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write(body)
}
