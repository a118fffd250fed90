package client

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Paths of the endpoint and of what describes it.
const (
	TokenPath    = "/oauth/token" // #nosec G101 -- the address where tokens are given, no token
	MetadataPath = "/.well-known/oauth-authorization-server"
)

const (
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	maxTokenForm  = 16 << 10
)

// Limit says whether a request may be answered now, and otherwise after how long.
type Limit func(r *http.Request) (wait time.Duration, ok bool)

// Handler answers at [TokenPath], [MetadataPath] and [SmartPath], the last below /fhir as well. public is the address by which clients know the
// platform: an assertion must be made for the token endpoint there. limit may be nil.
func (s *Service) Handler(public string, limit Limit) http.Handler {
	public = strings.TrimSuffix(public, "/")
	if limit == nil {
		limit = func(*http.Request) (time.Duration, bool) { return 0, true }
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+TokenPath, func(w http.ResponseWriter, r *http.Request) {
		if wait, ok := limit(r); !ok {
			w.Header().Set("Retry-After", strconv.Itoa(max(1, int(wait.Seconds()+0.5))))
			answer(w, http.StatusTooManyRequests, refusal{"temporarily_unavailable", "too many requests; wait for Retry-After seconds"})
			return
		}
		s.serveToken(w, r, public+TokenPath)
	})
	mux.HandleFunc("GET "+MetadataPath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		answer(w, http.StatusOK, metadataOf(public))
	})
	mux.HandleFunc("GET "+SmartPath, serveSmart(public))
	mux.HandleFunc("GET /fhir"+SmartPath, serveSmart(public))
	return mux
}

// refusal is an error as RFC 6749 has it.
type refusal struct {
	Code        string `json:"error"`
	Description string `json:"error_description"`
}

func (r refusal) Error() string { return r.Code + ": " + r.Description }

// notProven is the one answer to an assertion that proves nothing, whatever is wrong with it: who tries
// keys or names learns nothing. The log says more.
var notProven = refusal{"invalid_client", "the client assertion is not accepted; see the API documentation for what it must hold"}

func (s *Service) serveToken(w http.ResponseWriter, r *http.Request, audience string) {
	in, err := readForm(w, r)
	if err != nil {
		answer(w, http.StatusBadRequest, err)
		return
	}
	p, err := s.prove(r.Context(), in.assertion, audience)
	if err == nil && in.clientID != "" && in.clientID != string(p.client.ID) {
		err = errors.New("client_id is another one than sub")
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	if !grantable(in.scopes, p.client.Scopes) {
		answer(w, http.StatusBadRequest, refusal{"invalid_scope", "the client was not given all of these scopes"})
		return
	}
	g, err := s.issue(r.Context(), p, in.scopes)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"access_token": g.token, "token_type": "Bearer", "expires_in": int(tokenLife.Seconds()), "scope": strings.Join(g.scopes, " "),
	})
}

// refuse answers that nothing was proven, or that we failed.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if ours, is := errors.AsType[*broken](err); is {
		s.log.ErrorContext(r.Context(), "token endpoint", "error", ours.error)
		answer(w, http.StatusServiceUnavailable, refusal{"temporarily_unavailable", "try again in a moment"})
		return
	}
	s.log.InfoContext(r.Context(), "client not accepted", "why", err)
	answer(w, http.StatusUnauthorized, notProven)
}

// tokenForm is what a client sends.
type tokenForm struct {
	assertion string
	clientID  string
	scopes    []string
}

// readForm reads the form. Everything stands in the body and once: a parameter in the address could
// be logged on its way.
func readForm(w http.ResponseWriter, r *http.Request) (f tokenForm, err error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return f, refusal{"invalid_request", "expected a form: application/x-www-form-urlencoded"}
	}
	if r.URL.RawQuery != "" {
		return f, refusal{"invalid_request", "parameters belong in the body"}
	}
	if r.Header.Get("Authorization") != "" {
		return f, refusal{"invalid_request", "authenticate with client_assertion alone"}
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxTokenForm)
	if err := r.ParseForm(); err != nil {
		return f, refusal{"invalid_request", "the form cannot be read"}
	}
	for name, values := range r.PostForm {
		if len(values) != 1 && slices.Contains([]string{"grant_type", "client_assertion_type", "client_assertion", "client_id", "scope", "client_secret"}, name) {
			return f, refusal{"invalid_request", "a parameter is given more than once"}
		}
	}
	return checkForm(r.PostForm)
}

func checkForm(v url.Values) (f tokenForm, err error) {
	switch {
	case v.Get("grant_type") == "":
		return f, refusal{"invalid_request", "grant_type is missing"}
	case v.Get("grant_type") != "client_credentials":
		return f, refusal{"unsupported_grant_type", "expected grant_type client_credentials"}
	case v.Has("client_secret"):
		return f, refusal{"invalid_request", "this server knows no client secrets: use private_key_jwt"}
	case v.Get("client_assertion_type") != assertionType:
		return f, refusal{"invalid_request", "expected client_assertion_type " + assertionType}
	case v.Get("client_assertion") == "":
		return f, refusal{"invalid_request", "client_assertion is missing"}
	}
	return tokenForm{assertion: v.Get("client_assertion"), clientID: v.Get("client_id"), scopes: strings.Fields(v.Get("scope"))}, nil
}

// metadataOf describes the endpoint (RFC 8414).
func metadataOf(public string) map[string]any {
	algs := make([]string, len(algorithms))
	for i, a := range algorithms {
		algs[i] = string(a)
	}
	return map[string]any{
		"issuer": public, "token_endpoint": public + TokenPath,
		"grant_types_supported": []string{"client_credentials"}, "response_types_supported": []string{},
		"token_endpoint_auth_methods_supported":            []string{"private_key_jwt"},
		"token_endpoint_auth_signing_alg_values_supported": algs,
		"scopes_supported":                                 Scopes(),
		"service_documentation":                            public + "/api/v1/docs",
	}
}

// answer writes JSON that nobody keeps.
func answer(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic("client: an answer is plain text: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
