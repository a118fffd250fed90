package oidctest

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Record is what a record system is beside a provider of identity: it opens a site by itself, and knows
// whose record is open (SMART App Launch).
type Record struct {
	// Context goes with the access token: patient, intent.
	Context map[string]any
	// Patient is what it tells of whoever is asked for, and Read the query of the last time.
	Patient any
	Read    url.Values
	// Document changes what it says of itself.
	Document func(map[string]any)
	// Answer answers in place of its document and its resources.
	Answer http.HandlerFunc

	launches map[string]bool
	tokens   map[string]bool
}

// Base is the address of its FHIR face, which it calls iss.
func (p *Provider) Base() string { return p.URL + "/fhir" }

// Launch is what somebody gets who opens a site from the record system. It works once.
func (p *Provider) Launch() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.Record == nil {
		p.Record = &Record{}
	}
	if p.Record.launches == nil {
		p.Record.launches, p.Record.tokens = map[string]bool{}, map[string]bool{}
	}
	launch := rand.Text()
	p.Record.launches[launch] = true
	return launch
}

// opened tells whether a question belongs to a launch, for which it must be meant for this record system.
func (p *Provider) opened(q url.Values) bool {
	if p.Record == nil || !p.Record.launches[q.Get("launch")] || q.Get("aud") != p.Base() || !slices.Contains(strings.Fields(q.Get("scope")), "launch") {
		return false
	}
	delete(p.Record.launches, q.Get("launch"))
	return true
}

func (p *Provider) smart(w http.ResponseWriter, r *http.Request) {
	if p.Record != nil && p.Record.Answer != nil {
		p.Record.Answer(w, r)
		return
	}
	d := map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"code_challenge_methods_supported": []string{"S256"}, "capabilities": []string{"launch-ehr", "sso-openid-connect", "client-public", "context-ehr-patient", "permission-v2"},
	}
	if p.Record != nil && p.Record.Document != nil {
		p.Record.Document(d)
	}
	answer(w, http.StatusOK, d)
}

func (p *Provider) patient(w http.ResponseWriter, r *http.Request) {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case p.Record == nil || !p.Record.tokens[token]:
		answer(w, http.StatusUnauthorized, map[string]any{"resourceType": "OperationOutcome"})
	case p.Record.Answer != nil:
		p.Record.Answer(w, r)
	default:
		p.Record.Read = r.URL.Query()
		answer(w, http.StatusOK, p.Record.Patient)
	}
}
