package oidc

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"eerstelijn/internal/outward"
)

// Launcher is a record system that opens this site for somebody who works in it (SMART App Launch). It is
// a provider of identity too: one that begins by itself, and of which the endpoints stand in a document
// of its own.
type Launcher struct {
	ID string // binds what the browser keeps, and the address to come back to, to this one
	// Base is the address of its FHIR face, which it calls iss; Issuer is how its tokens name it.
	Base, Issuer string
	ClientID     string
	Back         string // path of the site where it sends people back to
	// Patient asks for the right to read the patient whose record is open.
	Patient bool
	// Signed proves who this site is by a signature ([Deps.Assert]) when a code is exchanged.
	Signed bool
}

// Launches begins and ends what record systems open. It knows none of them by itself: which there are is
// for its caller to say, so that nobody else's address is ever asked anything.
type Launches struct {
	Deps
	outside *http.Client

	mu    sync.Mutex
	known map[Launcher]*launcher
}

// launcher is one record system with what its document says.
type launcher struct {
	provider
	of     Launcher
	read   time.Time // when it was asked
	scopes []string
}

var thisMachine = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// NewLaunches makes them. Record systems are named by people, and their documents name further addresses,
// so that only public ones are reached; with [Rules.Insecure] this very machine too. reach takes the place
// of that bound; nil keeps it.
func NewLaunches(d Deps, reach http.RoundTripper) *Launches {
	var also []netip.Prefix
	if d.Rules.Insecure {
		also = thisMachine
	}
	c := outward.Client(launchAskFor, also...)
	if reach == nil {
		reach = c.Transport
	}
	c.Transport = guard{base: reach, rules: d.Rules}
	return &Launches{Deps: d, outside: c, known: map[Launcher]*launcher{}}
}

const (
	// LaunchAwayTime is how long a launch may take. Nobody has to do anything on the way, but for who signs in there first.
	LaunchAwayTime = 5 * time.Minute
	launchAskFor   = 10 * time.Second
	// launchKnownFor is how long the document of a record system counts.
	launchKnownFor = time.Hour
	maxLaunchers   = 1000
	launchAbout    = "launch away"
)

// launcher gives what is known of a record system, asked for when that is too long ago.
func (l *Launches) launcher(of Launcher) *launcher {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.Now()
	if one := l.known[of]; one != nil && now.Sub(one.read) < launchKnownFor {
		return one
	}
	if len(l.known) >= maxLaunchers {
		clear(l.known)
	}
	one := &launcher{of: of, read: now}
	one.provider = provider{
		Issuer: Issuer{ID: of.ID, URL: of.Issuer, ClientID: of.ClientID}, back: of.Back, rules: l.Rules, outside: l.outside, now: l.Now, look: one.document,
	}
	if of.Signed {
		one.assert = l.Assert
	}
	l.known[of] = one
	return one
}

// Document is what a record system says of itself at .well-known/smart-configuration, as far as a launch needs it.
type Document struct {
	Issuer       string   `json:"issuer"`
	Authorize    string   `json:"authorization_endpoint"`
	Token        string   `json:"token_endpoint"`
	JWKS         string   `json:"jwks_uri"`
	Challenges   []string `json:"code_challenge_methods_supported"`
	Capabilities []string `json:"capabilities"`
	Scopes       []string `json:"scopes_supported"`
	Methods      []string `json:"token_endpoint_auth_methods_supported"`
	Algorithms   []string `json:"token_endpoint_auth_signing_alg_values_supported"`
}

// Lacks are the reasons why a document does not fit what is known of a record system; none when it fits.
func (d Document) Lacks(issuer string, rules Rules) (all []string) {
	for _, x := range []struct {
		wrong bool
		why   string
	}{
		{d.Issuer != issuer, "issuer"},
		{!safeEndpoint(d.Authorize, rules), "authorization_endpoint"},
		{!safeEndpoint(d.Token, rules), "token_endpoint"},
		{!safeEndpoint(d.JWKS, rules), "jwks_uri"},
		{!slices.Contains(d.Challenges, "S256"), "code_challenge_methods_supported"},
		{!slices.Contains(d.Capabilities, "launch-ehr"), "capabilities: launch-ehr"},
		{!slices.Contains(d.Capabilities, "sso-openid-connect"), "capabilities: sso-openid-connect"},
	} {
		if x.wrong {
			all = append(all, x.why)
		}
	}
	return all
}

// How a document names the ways in which a program can come: for anybody, and with a signature.
const (
	publicClient = "client-public"
	signedClient = "client-confidential-asymmetric"
)

// LacksFor are the reasons why a record system does not take this site, by what it says of the programs that it
// lets in: with its signature, or as anybody. A document that is silent about that fits.
func (d Document) LacksFor(signed bool) (all []string) {
	says := slices.ContainsFunc(d.Capabilities, func(c string) bool { return strings.HasPrefix(c, "client-") })
	switch {
	case !signed:
		// The list of methods has no word for a program without any.
		if says && !slices.Contains(d.Capabilities, publicClient) {
			all = append(all, "capabilities: "+publicClient)
		}
		return all
	case (says || len(d.Methods) > 0) && !slices.Contains(d.Capabilities, signedClient) && !slices.Contains(d.Methods, "private_key_jwt"):
		all = append(all, "capabilities: "+signedClient)
	}
	if len(d.Algorithms) > 0 && !slices.Contains(d.Algorithms, oidc.ES384) {
		all = append(all, "token_endpoint_auth_signing_alg_values_supported: "+oidc.ES384)
	}
	return all
}

const maxDocument = 256 << 10

// Look asks a record system for its document. Unavailable when it does not answer with one.
func (l *Launches) Look(ctx context.Context, base string) (d Document, err error) {
	err = l.get(ctx, base+"/.well-known/smart-configuration", "", maxDocument, &d)
	if err != nil {
		err = errAway.Because(err)
	}
	return d, err
}

// Read asks the FHIR face of a record system for something, with the token that came with a launch.
func (l *Launches) Read(ctx context.Context, of Launcher, path, token string, most int64, into any) error {
	return l.get(ctx, of.Base+"/"+path, token, most, into)
}

func (l *Launches) get(ctx context.Context, address, token string, most int64, into any) error {
	return getJSON(ctx, l.outside, address, token, most, into)
}

// getJSON asks an address. It may hold whose record is open, so that no error shows it, nor anything of the answer.
func getJSON(ctx context.Context, c *http.Client, address, token string, most int64, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return errors.New("the record system's address cannot be asked")
	}
	r.Header.Set("Accept", "application/fhir+json, application/json;q=0.9")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := outward.Do(c, r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the record system answers %d", answer.StatusCode)
	}
	if err := json.NewDecoder(http.MaxBytesReader(nil, answer.Body, most)).Decode(into); err != nil {
		return errors.New("the record system's answer is too large, or no JSON as it should be")
	}
	return nil
}

// document implements [look] by the document of SMART App Launch.
func (l *launcher) document(ctx context.Context, p *provider) (*oidc.Provider, endpoints, error) {
	var d Document
	if err := getJSON(ctx, p.outside, l.of.Base+"/.well-known/smart-configuration", "", maxDocument, &d); err != nil {
		return nil, endpoints{}, err
	}
	if lacks := d.Lacks(p.URL, p.rules); len(lacks) > 0 {
		return nil, endpoints{}, errors.New("smart-configuration does not fit: " + strings.Join(lacks, ", "))
	}
	l.scopes = l.asks(d)
	config := oidc.ProviderConfig{IssuerURL: d.Issuer, AuthURL: d.Authorize, TokenURL: d.Token, JWKSURL: d.JWKS, Algorithms: algorithms}
	return config.NewProvider(context.WithoutCancel(ctx)), endpoints{JWKS: d.JWKS}, nil
}

// asks gives the scopes: no more than is used. Version 1 wrote rights another way.
func (l *launcher) asks(d Document) []string {
	scopes := []string{"launch", "fhirUser"}
	if len(d.Scopes) == 0 || slices.Contains(d.Scopes, "email") {
		scopes = append(scopes, "email")
	}
	switch {
	case !l.of.Patient:
	case slices.Contains(d.Capabilities, "permission-v1") && !slices.Contains(d.Capabilities, "permission-v2"):
		scopes = append(scopes, "patient/Patient.read")
	default:
		scopes = append(scopes, "patient/Patient.r")
	}
	return scopes
}

// Start gives the record system's address to send somebody to, and the sealed text that their browser
// keeps until they come back. launch is what the record system gave: only it can read that.
func (l *Launches) Start(ctx context.Context, of Launcher, site, launch string) (to, sealed string, err error) {
	one := l.launcher(of)
	found, err := one.discover(ctx)
	if err != nil {
		return "", "", err
	}
	a := away{Issuer: of.ID, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Site: site, Until: l.Now().Add(LaunchAwayTime).Unix()}
	if sealed, err = a.keep(ctx, l.Deps, launchAbout); err != nil {
		return "", "", err
	}
	config := one.oauth(found, site)
	config.Scopes = append([]string{oidc.ScopeOpenID}, one.scopes...)
	return config.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier),
		oauth2.SetAuthURLParam("aud", of.Base), oauth2.SetAuthURLParam("launch", launch)), sealed, nil
}

// Launched is what a record system says: who opens this site, and for what.
type Launched struct {
	Subject string
	Email   string // verified, or ''
	SID     string // the record system's own name for the session
	Token   string // to read the patient with
	Patient string // id at the record system, '' when no record is open
	Intent  string
}

// Returned is a launch that came back to the browser that began it, before anything was asked for it.
type Returned struct {
	away away
	code string
	// State marks this launch, and Until is when it would have ended: whoever lets it count once keeps these.
	State string
	Until time.Time
}

// Return checks that what somebody brought back belongs to what this browser began.
func (l *Launches) Return(ctx context.Context, of Launcher, sealed string, q url.Values) (Returned, error) {
	a, err := recall(ctx, l.Deps, launchAbout, of.ID, sealed, q.Get("state"))
	if err != nil {
		return Returned{}, err
	}
	if err := l.launcher(of).accepts(q); err != nil {
		return Returned{}, err
	}
	return Returned{away: a, code: q.Get("code"), State: a.State, Until: time.Unix(a.Until, 0)}, nil
}

// Redeem exchanges what came back for who it is, checked as any sign-in is.
func (l *Launches) Redeem(ctx context.Context, of Launcher, r Returned) (Launched, error) {
	t, err := l.launcher(of).redeem(ctx, r.away, r.code)
	if err != nil {
		return Launched{}, err
	}
	said := func(name string) string {
		text, _ := t.token.Extra(name).(string)
		return text
	}
	return Launched{
		Subject: t.claims.subject(), Email: t.claims.email(), SID: t.claims.text("sid"),
		Token: t.token.AccessToken, Patient: said("patient"), Intent: said("intent"),
	}, nil
}
