package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
)

// Party is this site as the providers of identity know it: the relying party of each.
type Party struct {
	Deps
	providers []*provider
}

// Deps is what a party stands on.
type Deps struct {
	Identity *identity.Service
	Network  *network.Service
	Keys     *keys.Ring
	Now      clock.Clock
	Rules    Rules
	// Assert says who this site is at a token address, under its signature: for record systems that ask that.
	Assert func(client, audience string) (string, error)
}

// New makes the party of some issuers. It asks them nothing yet: one that is away when the program
// starts is asked again when somebody needs it.
func New(issuers []Issuer, d Deps) *Party {
	p := &Party{Deps: d}
	outside := &http.Client{
		Timeout:   10 * time.Second,
		Transport: guard{base: http.DefaultTransport, rules: d.Rules},
		// No endpoint of a provider has a reason to send us on, and a secret must not follow.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for _, i := range issuers {
		p.providers = append(p.providers, &provider{Issuer: i, back: CallbackPath(i.ID), rules: d.Rules, outside: outside, now: d.Now, look: discovery})
	}
	return p
}

// Issuers are the issuers in the order of the configuration.
func (p *Party) Issuers() []Issuer {
	all := make([]Issuer, len(p.providers))
	for i, one := range p.providers {
		all[i] = one.Issuer
		all[i].Secret = ""
	}
	return all
}

// Reaches tells whether signing in with an issuer can make us that sure of somebody.
func (i Issuer) Reaches(least access.Assurance) bool { return i.Assurance.reaches(least) }

func (p *Party) provider(id string) (*provider, error) {
	for _, one := range p.providers {
		if one.ID == id {
			return one, nil
		}
	}
	return nil, fault.Missing("Deze manier van inloggen is er niet.", "no such issuer")
}

// look reads where a provider's endpoints are.
type look func(ctx context.Context, p *provider) (*oidc.Provider, endpoints, error)

// endpoints are those that the library does not tell of.
type endpoints struct {
	JWKS string `json:"jwks_uri"`
	End  string `json:"end_session_endpoint"`
}

// discovery asks for the document that OpenID Connect Discovery names.
func discovery(ctx context.Context, p *provider) (*oidc.Provider, endpoints, error) {
	var more endpoints
	found, err := oidc.NewProvider(ctx, p.URL)
	if err != nil {
		return nil, more, err
	}
	return found, more, found.Claims(&more)
}

// provider is one issuer with what its discovery document says.
type provider struct {
	Issuer
	back    string // where it sends people back to: a path of the site
	rules   Rules
	outside *http.Client
	now     clock.Clock
	look    look
	assert  func(client, audience string) (string, error) // nil where nobody asks for our signature

	mu         sync.Mutex
	found      *oidc.Provider
	failed     time.Time   // when discovery last did
	messages   oidc.KeySet // for what anybody can send; see [spaced]
	endSession string
}

// Of a provider that does not answer, whoever comes in the next seconds need not wait as long again; and
// what strangers send makes us ask it no more often than this.
const (
	failedFor = 5 * time.Second
	keysEvery = 10 * time.Second
)

var errAway = fault.New(fault.Unavailable, "De inlogdienst antwoordt niet. Probeer het over een paar minuten opnieuw.", "the provider of identity does not answer as it should")

// discover gives the provider's endpoints, asked for once.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	if !p.failed.IsZero() && p.now().Sub(p.failed) < failedFor {
		return nil, errAway.Because(errors.New("discovery failed a moment ago"))
	}
	found, err := p.ask(ctx)
	if err != nil {
		p.failed = p.now()
	}
	return found, err
}

func (p *provider) ask(ctx context.Context) (*oidc.Provider, error) {
	found, more, err := p.look(p.context(ctx), p)
	if err != nil {
		return nil, errAway.Because(err)
	}
	for _, address := range []string{found.Endpoint().AuthURL, found.Endpoint().TokenURL, more.JWKS} {
		if !safeEndpoint(address, p.rules) {
			return nil, errAway.Because(errors.New("an endpoint in the discovery document is missing or has no TLS"))
		}
	}
	if safeEndpoint(more.End, p.rules) {
		p.endSession = more.End
	}
	careful := *p.outside
	careful.Transport = &spaced{base: p.outside.Transport, now: p.now}
	p.messages = oidc.NewRemoteKeySet(oidc.ClientContext(context.WithoutCancel(ctx), &careful), more.JWKS)
	p.found = found
	return found, nil
}

// spaced asks at most once in [keysEvery]. A message that names a key we do not know makes the library
// fetch the provider's keys, and anybody can send such messages.
type spaced struct {
	base http.RoundTripper
	now  clock.Clock
	mu   sync.Mutex
	last time.Time
}

func (s *spaced) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	now := s.now()
	soon := !s.last.IsZero() && now.Sub(s.last) < keysEvery
	if !soon {
		s.last = now
	}
	s.mu.Unlock()
	if soon {
		return nil, errors.New("oidc: the keys were asked for a moment ago")
	}
	return s.base.RoundTrip(r)
}

// context makes the libraries ask outside through our own client.
func (p *provider) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, p.outside)
}

func (p *provider) oauth(found *oidc.Provider, site string) *oauth2.Config {
	c := &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: site + p.back,
		Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
	}
	if len(p.Scopes) == 0 {
		c.Scopes = append(c.Scopes, "profile", "email")
	}
	// Trying both ways, as the library does by itself, would spend the code on the wrong one.
	c.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if p.SecretPost || p.Secret == "" {
		c.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return c
}

// CallbackPath is where a provider sends people back to. Operators register it there.
func CallbackPath(issuer string) string { return "/inloggen/" + issuer + "/terug" }

// guard asks nobody over a connection that is not encrypted, and reads no more than a provider's
// answer can be.
type guard struct {
	base  http.RoundTripper
	rules Rules
}

const maxAnswer = 1 << 20

func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if !safeEndpoint(r.URL.String(), g.rules) {
		return nil, errors.New("oidc: an address without TLS")
	}
	answer, err := g.base.RoundTrip(r)
	if err == nil {
		answer.Body = http.MaxBytesReader(nil, answer.Body, maxAnswer)
		if _, err := answer.Location(); err != nil {
			answer.Header.Del("Location") // an error would repeat it, with what was asked in it
		}
	}
	return answer, err
}

// safeEndpoint is safeURL for addresses that may have a query of their own.
func safeEndpoint(text string, rules Rules) bool {
	u, err := url.Parse(text)
	if err != nil {
		return false
	}
	u.RawQuery = ""
	return safeURL(u.String(), rules)
}

// SignOutURL leads to where somebody also signs out at the provider they signed in with, and from
// there to back, a path of the site; ” when the provider offers none. hint is what [Party.Finish] kept.
func (p *Party) SignOutURL(ctx context.Context, issuer, site, back string, hint []byte) (_ string, err error) {
	defer fault.Wrap(&err, "oidc.SignOutURL(%s)", issuer)
	one, err := p.provider(issuer)
	if err != nil {
		return "", err
	}
	if _, err := one.discover(ctx); err != nil {
		return "", err
	}
	if one.endSession == "" {
		return "", nil
	}
	u, err := url.Parse(one.endSession)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("client_id", one.ClientID)
	q.Set("post_logout_redirect_uri", site+back)
	if len(hint) > 0 {
		key, err := keys.KeyOf(hint)
		if err != nil {
			return "", err
		}
		// Without the token the provider asks who signs out: a key may be retired during a session.
		if slices.Contains(p.Keys.IDs(), key) {
			token, err := p.Keys.Open(ctx, keys.ForSessions, hint, hintFor(issuer))
			if err != nil {
				return "", err
			}
			q.Set("id_token_hint", string(token))
		}
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// hintFor binds a kept token to its issuer.
func hintFor(issuer string) string { return fmt.Sprintf("oidc hint %s", issuer) }
