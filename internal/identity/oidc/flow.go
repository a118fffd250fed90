package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-json-experiment/json"
	"golang.org/x/oauth2"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
)

// Ask is what somebody signs in for.
type Ask struct {
	Site string           // address of this site: 'https://eerstelijn.example'
	Back string           // where to lead them after; the caller has made sure that it is a page of the site
	Need access.Assurance // how sure we must be; 0 asks for nothing special
}

// AwayTime is how long somebody may be away at the provider.
const AwayTime = 15 * time.Minute

// away is what must be remembered meanwhile. It travels in the visitor's browser, sealed.
type away struct {
	Issuer   string           `json:"i"`
	State    string           `json:"s"`
	Nonce    string           `json:"n"`
	Verifier string           `json:"v"`
	Site     string           `json:"o"`
	Back     string           `json:"b"`
	Need     access.Assurance `json:"a"`
	Until    int64            `json:"u"`
}

const awayAbout = "oidc away"

// Start gives the provider's address to send somebody to, and the sealed text that their browser keeps
// until they come back.
func (p *Party) Start(ctx context.Context, issuer string, ask Ask) (to, sealed string, err error) {
	defer fault.Wrap(&err, "oidc.Start(%s)", issuer)
	one, err := p.provider(issuer)
	if err != nil {
		return "", "", err
	}
	found, err := one.discover(ctx)
	if err != nil {
		return "", "", err
	}
	a := away{
		Issuer: issuer, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(),
		Site: ask.Site, Back: ask.Back, Need: ask.Need, Until: p.Now().Add(AwayTime).Unix(),
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if ask.Need > 0 {
		// Who comes for a stronger means has a session there already, which would be used again.
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
		if acr := one.Assurance.asking(ask.Need); len(acr) > 0 {
			slices.Sort(acr)
			options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(acr, " ")))
		}
	}
	sealed, err = a.keep(ctx, p.Deps, awayAbout)
	if err != nil {
		return "", "", err
	}
	return one.oauth(found, ask.Site).AuthCodeURL(a.State, options...), sealed, nil
}

// What can be wrong with somebody who comes back. The words are for them; the cause is for logs.
var (
	errLost      = fault.New(fault.Invalid, "Het inloggen duurde te lang, of begon in een ander venster. Begin opnieuw.", "the sign-in was not begun in this browser, or too long ago")
	errCancelled = fault.New(fault.Denied, "U bent niet ingelogd: het inloggen is afgebroken.", "the provider says that the sign-in was broken off")
	errUntrusted = fault.New(fault.Denied, "De inlogdienst gaf een antwoord dat wij niet vertrouwen. Begin opnieuw. Lukt het weer niet? Meld het bij uw organisatie.",
		"the provider's answer does not hold")
)

// Back is somebody who came back from a provider and may sign in.
type Back struct {
	SignIn identity.SignIn
	To     string // what they came for: [Ask.Back]
}

// HintKey is where a session keeps what its provider wants to see at sign-out, sealed.
const HintKey = "oidc-hint"

// Finish checks what somebody brought back and gives whom to sign in. Invalid when it does not belong to
// what this browser began; Denied when the provider, the configuration or the network lets them in no
// further. Then nothing was made.
func (p *Party) Finish(ctx context.Context, issuer, sealed string, q url.Values) (_ Back, err error) {
	defer fault.Wrap(&err, "oidc.Finish(%s)", issuer)
	one, err := p.provider(issuer)
	if err != nil {
		return Back{}, err
	}
	a, err := recall(ctx, p.Deps, awayAbout, issuer, sealed, q.Get("state"))
	if err != nil {
		return Back{}, err
	}
	if err := one.accepts(q); err != nil {
		return Back{}, err
	}
	t, err := one.redeem(ctx, a, q.Get("code"))
	if err != nil {
		return Back{}, err
	}
	return p.arrive(ctx, one, a, t.raw, t.claims)
}

// accepts tells whether an answer is one to redeem.
func (p *provider) accepts(q url.Values) error {
	// An answer that names another issuer was meant for another party (RFC 9207).
	if iss := q.Get("iss"); iss != "" && iss != p.URL {
		return errUntrusted.Because(errors.New("the answer names another issuer"))
	}
	if q.Get("error") != "" || q.Get("code") == "" {
		return errCancelled
	}
	return nil
}

// keep seals what must be remembered while somebody is away.
func (a away) keep(ctx context.Context, d Deps, about string) (sealed string, err error) {
	text, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	box, err := d.Keys.Seal(ctx, keys.ForLogins, text, about)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(box), nil
}

// recall opens what the browser kept, when it fits the answer.
func recall(ctx context.Context, d Deps, about, issuer, sealed, state string) (a away, err error) {
	box, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || sealed == "" {
		return a, errLost
	}
	text, err := d.Keys.Open(ctx, keys.ForLogins, box, about)
	if err != nil || json.Unmarshal(text, &a) != nil {
		return a, errLost
	}
	if a.Issuer != issuer || subtle.ConstantTimeCompare([]byte(a.State), []byte(state)) != 1 || d.Now().Unix() > a.Until {
		return a, errLost
	}
	return a, nil
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// told is what a provider gave for a code, checked.
type told struct {
	raw    string // the ID token as it came
	claims claims
	token  *oauth2.Token
}

// redeem exchanges the code for a token and checks that.
func (p *provider) redeem(ctx context.Context, a away, code string) (told, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return told{}, err
	}
	config, options := p.oauth(found, a.Site), []oauth2.AuthCodeOption{oauth2.VerifierOption(a.Verifier)}
	if p.assert != nil {
		assertion, err := p.assert(config.ClientID, config.Endpoint.TokenURL)
		if err != nil {
			return told{}, err
		}
		config.ClientID = "" // the assertion names us, and SMART App Launch has it there alone
		options = append(options, oauth2.SetAuthURLParam("client_assertion_type", assertionType), oauth2.SetAuthURLParam("client_assertion", assertion))
	}
	token, err := config.Exchange(p.context(ctx), code, options...)
	if err != nil {
		if said, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
			// The body may repeat what was sent: only the code of the error is kept.
			return told{}, errUntrusted.Because(errors.New("the provider refused the code: " + said.ErrorCode))
		}
		return told{}, errAway.Because(err)
	}
	raw, _ := token.Extra("id_token").(string)
	c, err := p.verify(ctx, found, raw, token.AccessToken, a.Nonce)
	if err != nil {
		return told{}, errUntrusted.Because(err)
	}
	return told{raw, c, token}, nil
}

// arrive translates a token's claims and finds whom they are about.
func (p *Party) arrive(ctx context.Context, one *provider, a away, raw string, c claims) (Back, error) {
	level := one.Assurance.of(c)
	if level == access.NoAssurance || level < a.Need {
		return Back{}, errWeak
	}
	role, err := one.Role.of(c)
	if err != nil {
		return Back{}, err
	}
	who := network.Person{Name: c.name(), Role: string(role)}
	if who.Organization, err = one.Organization.organization(ctx, p.Network, c); err != nil {
		return Back{}, err
	}
	if who.Region, err = one.Region.region(ctx, p.Network, c); err != nil {
		return Back{}, err
	}
	arrival := identity.Arrival{Issuer: one.ID, Subject: c.subject(), Person: who, Enrol: one.Person.Enrol}
	for _, claim := range one.Person.Numbers {
		arrival.Numbers = append(arrival.Numbers, identity.Number{Claim: claim, Value: c.text(claim)})
	}
	if one.Kind != Citizens {
		// Somebody's address at work; a citizen's we do not need.
		arrival.Person.Email = c.email()
		if one.Person.Email {
			arrival.Email = c.email()
		}
	}
	person, err := p.Identity.Arrive(ctx, arrival)
	if err != nil {
		return Back{}, err
	}
	in := identity.SignIn{Person: person, Assurance: level, Method: identity.MethodOf(one.ID), Provider: c.text("sid")}
	hint, err := p.Keys.Seal(ctx, keys.ForSessions, []byte(raw), hintFor(one.ID))
	if err != nil {
		return Back{}, err
	}
	in.Keep = map[string]string{HintKey: base64.RawURLEncoding.EncodeToString(hint)}
	return Back{SignIn: in, To: a.Back}, nil
}
