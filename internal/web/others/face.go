package others

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
)

const (
	tokenAddress = "https://" + platformHost + "/token" // #nosec G101 -- the address where tokens are given, no token
	tokenFor     = 5 * time.Minute
	maxTokens    = 1000
)

// handler is the platform's face: what others ask it, over HTTP.
func (p *Platform) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /fhir/.well-known/smart-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"token_endpoint": tokenAddress, "grant_types_supported": []string{"client_credentials"},
			"token_endpoint_auth_methods_supported": []string{"private_key_jwt"}, "token_endpoint_auth_signing_alg_values_supported": []string{"ES384"}})
	})
	mux.HandleFunc("POST /token", p.give)
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /fhir/Task": p.search, "GET /fhir/Task/{id}": p.read, "PUT /fhir/Task/{id}": p.put, "GET /fhir/ServiceRequest/{id}": p.read,
		"POST /fhir/Subscription": p.subscribe, "GET /fhir/Subscription/{id}": p.subscription,
	} {
		mux.HandleFunc(pattern, p.signedIn(h))
	}
	return mux
}

// give gives a token to our site, which proves who it is by its signature.
func (p *Platform) give(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostRead)
	if r.PostFormValue("grant_type") != "client_credentials" || r.PostFormValue("client_assertion_type") != assertionType || !p.proves(r.Context(), r.PostFormValue("client_assertion")) {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_client"})
		return
	}
	token, now := rand.Text(), p.Now()
	p.mu.Lock()
	for old, until := range p.tokens {
		if !now.Before(until) || len(p.tokens) >= maxTokens {
			delete(p.tokens, old)
		}
	}
	p.tokens[token] = now.Add(tokenFor)
	p.mu.Unlock()
	answer(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "bearer", "expires_in": int(tokenFor.Seconds())})
}

// proves tells whether an assertion was signed by our site, with one of the keys that it publishes.
func (p *Platform) proves(ctx context.Context, assertion string) bool {
	token, err := jwt.ParseSigned(assertion, []jose.SignatureAlgorithm{jose.ES384})
	if err != nil || len(token.Headers) != 1 {
		return false
	}
	body, err := p.ask(ctx, http.MethodGet, p.Ours()+peer.JWKSPath, "", http.Header{}, nil)
	var set jose.JSONWebKeySet
	if err != nil || json.Unmarshal(body, &set) != nil {
		return false
	}
	var c jwt.Claims
	found := set.Key(token.Headers[0].KeyID)
	return len(found) == 1 && token.Claims(found[0].Key, &c) == nil && c.Issuer == ClientID && c.Subject == ClientID &&
		c.Audience.Contains(tokenAddress) && c.Expiry != nil && c.Expiry.Time().After(p.Now())
}

func (p *Platform) signedIn(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		until := p.tokens[bearer(r)]
		p.mu.Unlock()
		if !p.Now().Before(until) {
			refuse(w, http.StatusUnauthorized, "login", "sign in first")
			return
		}
		next(w, r)
	}
}

// search gives all Tasks, which are all of the one provider that is let in.
func (p *Platform) search(w http.ResponseWriter, _ *http.Request) {
	all, asker, owner := p.all()
	var entries []any
	for i := range all {
		entries = append(entries, map[string]any{"resource": task(&all[i], asker, owner)})
	}
	answer(w, http.StatusOK, map[string]any{"resourceType": "Bundle", "type": "searchset", "total": len(all), "entry": entries})
}

// shown gives the question of an address. An authorization-base that came with another question opens nothing.
func (p *Platform) shown(w http.ResponseWriter, r *http.Request) (*asked, bool) { // p.mu is held
	q := p.open[r.PathValue("id")]
	ticket := r.Header.Values(notified.TicketHeader)
	switch {
	case q == nil:
		refuse(w, http.StatusNotFound, "not-found", "there is nothing here, or not any more")
	case len(ticket) > 0 && !slices.Equal(ticket, []string{q.ticket}):
		refuse(w, http.StatusForbidden, "forbidden", "this authorization-base is not for this question")
	default:
		return q, true
	}
	return nil, false
}

func (p *Platform) read(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle()
	q, ok := p.shown(w, r)
	switch {
	case !ok:
	case r.Pattern == "GET /fhir/ServiceRequest/{id}":
		answer(w, http.StatusOK, request(q, p.asker))
	default:
		w.Header().Set("ETag", q.etag())
		answer(w, http.StatusOK, task(q, p.asker, p.owner))
	}
}

func (q *asked) etag() string { return `W/"` + strconv.Itoa(q.version) + `"` }

// put takes an answer: of the Task that is put only the status counts, with its reason and the day of the beginning.
func (p *Platform) put(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Type   string  `json:"resourceType"`
		Status string  `json:"status"`
		Reason concept `json:"statusReason"`
		Period struct {
			Start string `json:"start"`
		} `json:"executionPeriod"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostRead)).Decode(&in); err != nil || in.Type != "Task" {
		refuse(w, http.StatusBadRequest, "structure", "expected a Task")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle()
	q, ok := p.shown(w, r)
	if !ok {
		return
	}
	if at := r.Header.Get("If-Match"); at != "" && at != q.etag() {
		refuse(w, http.StatusPreconditionFailed, "conflict", "the Task has changed since")
		return
	}
	if statuses[q.business] != in.Status {
		i := slices.IndexFunc(moves, func(m struct{ from, status, to string }) bool { return m.from == q.business && m.status == in.Status })
		if i < 0 {
			refuse(w, http.StatusUnprocessableEntity, "business-rule", "this cannot follow what stands")
			return
		}
		p.take(q, moves[i].to, in.Reason.words(), in.Period.Start)
	}
	w.Header().Set("ETag", q.etag())
	answer(w, http.StatusOK, task(q, p.asker, p.owner))
}

// take puts a question where the provider wants it; p.mu is held.
func (p *Platform) take(q *asked, to, reason, began string) {
	p.become(q, to)
	switch to {
	case offered:
		q.chooses = p.Now().Add(chooseAfter)
	case started:
		q.started = began
	case refused, withdrawn:
		q.reason = reason
	}
	p.nudge()
}

// concept is a CodeableConcept as it is read here.
type concept struct {
	Text   string `json:"text"`
	Coding []struct {
		Code    string `json:"code"`
		Display string `json:"display"`
	} `json:"coding"`
}

func (c concept) words() string {
	for _, one := range c.Coding {
		if one.Display != "" {
			return one.Display
		}
	}
	return c.Text
}
