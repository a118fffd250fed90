package dossier

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/network"
)

// document is what the record system says of itself.
func (s *System) document(w http.ResponseWriter, _ *http.Request) error {
	at := s.Address + Path
	return answer(w, http.StatusOK, map[string]any{
		"issuer": at, "authorization_endpoint": at + "/inloggen", "token_endpoint": at + "/token", "jwks_uri": at + "/sleutels",
		"grant_types_supported": []string{"authorization_code"}, "response_types_supported": []string{"code"}, "code_challenge_methods_supported": []string{"S256"},
		"scopes_supported": []string{"openid", "fhirUser", "email", "launch", "patient/Patient.r"},
		"capabilities":     []string{"launch-ehr", "client-public", "sso-openid-connect", "context-ehr-patient", "permission-v2"},
	})
}

const keyID = "1"

// keys are those with which its tokens are checked.
func (s *System) keys(w http.ResponseWriter, _ *http.Request) error {
	return answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: s.key.Public(), KeyID: keyID, Algorithm: string(jose.ES256), Use: "sig"}}})
}

// authorize sends somebody back with a code: who opened the site was signed in already.
func (s *System) authorize(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || !s.ours(back) || q.Get("client_id") != ClientID {
		return answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
	}
	say := url.Values{"state": {q.Get("state")}, "iss": {s.Address + Path}}
	t, ok := s.take(q.Get("launch"), "launch", true)
	if !ok || q.Get("aud") != s.Address+BasePath || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" {
		say.Set("error", "invalid_request")
	} else {
		t.kind, t.back, t.challenge, t.nonce = "code", back.String(), q.Get("code_challenge"), q.Get("nonce")
		say.Set("code", s.give(t))
	}
	back.RawQuery = say.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther) // #nosec G710 -- an address of this very site, as was just made sure of
	return nil
}

// ours tells whether an address is where this site receives who comes from a record system.
func (s *System) ours(u *url.URL) bool {
	return u.RawQuery == "" && u.Fragment == "" && u.User == nil && u.Scheme+"://"+u.Host == s.Address &&
		strings.HasPrefix(u.Path, launch.Path+"/") && strings.HasSuffix(u.Path, "/terug")
}

// token exchanges a code.
func (s *System) token(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	t, ok := s.take(r.PostFormValue("code"), "code", true)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || r.PostFormValue("redirect_uri") != t.back || base64.RawURLEncoding.EncodeToString(sum[:]) != t.challenge {
		return answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
	}
	who, err := s.Network.PersonForSignIn(r.Context(), network.PersonID(t.person))
	if err != nil {
		return err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: s.key, KeyID: keyID}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return err
	}
	now := s.Now()
	signed, err := jwt.Signed(signer).Claims(map[string]any{
		"iss": s.Address + Path, "aud": ClientID, "sub": t.person, "iat": now.Unix(), "exp": now.Add(ticketFor).Unix(), "nonce": t.nonce,
		"fhirUser": s.Address + BasePath + "/Practitioner/" + t.person, "email": who.Email, "email_verified": true,
	}).Serialize()
	if err != nil {
		return err
	}
	said := map[string]any{"token_type": "Bearer", "expires_in": int(ticketFor.Seconds()), "scope": "openid fhirUser launch patient/Patient.r", "id_token": signed}
	if t.patient != "" {
		said["patient"] = t.patient
	}
	said["access_token"] = s.give(ticket{kind: "token", patient: t.patient})
	return answer(w, http.StatusOK, said)
}

// read tells of the patient whose record is open; without a token that says so there is none.
func (s *System) read(w http.ResponseWriter, r *http.Request) error {
	t, open := s.take(bearer(r), "token", false)
	p, known := find(r.PathValue("id"))
	if !open || !known || p.ID != t.patient {
		return answer(w, http.StatusNotFound, map[string]string{"resourceType": "OperationOutcome"})
	}
	return answer(w, http.StatusOK, map[string]any{
		"resourceType": "Patient", "id": p.ID, "birthDate": p.born, "address": []any{map[string]string{"use": "home", "postalCode": p.postcode}},
		"communication": []any{map[string]any{"language": map[string]any{"coding": []any{map[string]string{"system": "urn:ietf:bcp:47", "code": p.language}}}}},
	})
}

func answer(w http.ResponseWriter, status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err = w.Write(text)
	return err
}
