package oidc

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
)

// Kind is for whom a provider is; it orders the buttons.
type Kind string

const (
	Employer   Kind = "employer"
	Healthcare Kind = "healthcare"
	Citizens   Kind = "citizen"
)

// Issuer is one provider of identity as an operator writes it down. docs/inloggen.md explains each
// field with examples.
type Issuer struct {
	// ID stands in addresses and in the ledger; it must never change. Name is on the button.
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
	// URL is the issuer exactly as its tokens name it.
	URL      string `json:"issuer"`
	ClientID string `json:"client_id"`
	// The secret comes from a file or from an environment variable. In the configuration itself it is
	// only for one's own machine. None at all: a public client, which PKCE alone protects.
	SecretFile string `json:"secret_file"`
	SecretEnv  string `json:"secret_env"`
	Secret     string `json:"secret"`
	// SecretPost sends the secret in the form instead of in the header.
	SecretPost bool `json:"secret_in_form"`
	// Scopes are asked for beside openid; empty: profile and email.
	Scopes []string `json:"scopes"`
	// Assurance says how sure we are of who comes from here.
	Assurance Levels `json:"assurance"`
	// Person says how somebody is found who comes for the first time.
	Person Finding `json:"person"`
	// Organization, Region and Role say who they are here.
	Organization Place `json:"organization"`
	Region       Place `json:"region"`
	Role         Roles `json:"role"`
}

// Levels translate the provider's acr values.
type Levels struct {
	// ACR is a level by acr value: low, substantial or high.
	ACR map[string]Level `json:"acr"`
	// Default counts where the token has no acr or one that is not listed. Empty refuses these.
	Default Level `json:"default"`
}

// Finding says how somebody is found who comes for the first time.
type Finding struct {
	// Numbers are claims with a number that was registered beforehand: agb, uzi, employee_number.
	Numbers []string `json:"numbers"`
	// Email finds by an address that the provider has verified, within their own organisation.
	Email bool `json:"email"`
	// Enrol adds who is not found.
	Enrol bool `json:"enrol"`
}

// Place is an organisation or region: one and the same for all, or as a claim says.
type Place struct {
	Fixed string `json:"fixed"`
	Claim string `json:"claim"`
	// As says what the value is: ura, kvk, agb or name of an organisation; slug or name of a region.
	As string `json:"as"`
}

// Roles translate the values of a claim; the first in this list that somebody has counts.
type Roles struct {
	Claim  string      `json:"claim"`
	Values []RoleValue `json:"values"`
	// Default is for who has none of them; empty refuses them.
	Default access.Role `json:"default"`
}

// RoleValue is the role of who has a value.
type RoleValue struct {
	Is   string      `json:"is"`
	Role access.Role `json:"role"`
}

// Level is an assurance in words.
type Level access.Assurance

var levels = map[string]access.Assurance{"low": access.Low, "substantial": access.Substantial, "high": access.High}

// UnmarshalText reads low, substantial or high.
func (l *Level) UnmarshalText(text []byte) error {
	a, ok := levels[string(text)]
	if !ok {
		return errors.New("expected low, substantial or high")
	}
	*l = Level(a)
	return nil
}

// Rules say what a configuration may hold.
type Rules struct {
	// Insecure allows issuers without TLS on this machine, and secrets in the configuration itself.
	// Only tests and trials use it.
	Insecure bool
}

const (
	maxConfig  = 1 << 20
	maxIssuers = 50
)

var issuerID = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$`)

// Load reads a configuration from a file, with its secrets.
func Load(file string, rules Rules) ([]Issuer, error) {
	info, err := os.Stat(file)
	if err == nil && info.Size() > maxConfig {
		err = errors.New("larger than 1 MB")
	}
	var text []byte
	if err == nil {
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, fault.InvalidField("--issuers", "Dit bestand kan niet worden gelezen.", "cannot read the file with issuers").Because(err)
	}
	issuers, err := Parse(text, rules)
	if err != nil {
		return nil, err
	}
	for i := range issuers {
		if err := issuers[i].readSecret(); err != nil {
			return nil, err
		}
	}
	return issuers, nil
}

// Parse reads a configuration: {"issuers": […]}. Invalid names each field that is wrong.
func Parse(text []byte, rules Rules) ([]Issuer, error) {
	var file struct {
		Issuers []Issuer `json:"issuers"`
	}
	if len(text) > maxConfig {
		return nil, notReadable(errors.New("larger than 1 MB"))
	}
	if err := json.UnmarshalRead(bytes.NewReader(text), &file, json.RejectUnknownMembers(true)); err != nil {
		return nil, notReadable(err)
	}
	var c checks
	seen := map[string]bool{}
	if len(file.Issuers) == 0 || len(file.Issuers) > maxIssuers {
		c.wrong("issuers", fmt.Sprintf("expected 1 to %d issuers", maxIssuers))
	}
	for i := range file.Issuers {
		one := &file.Issuers[i]
		c.at = fmt.Sprintf("issuers[%d].", i)
		if seen[one.ID] {
			c.wrong("id", "expected an id that no other issuer has")
		}
		seen[one.ID] = true
		one.check(&c, rules)
	}
	return file.Issuers, fault.InvalidFields(c.fields...).OrNil()
}

func notReadable(err error) error {
	// Where it stops being JSON is told, never what stands there: it may be a secret.
	text := "expected JSON with a list \"issuers\" and no other fields than docs/inloggen.md names"
	if e, ok := errors.AsType[*json.SemanticError](err); ok && e.JSONPointer != "" {
		text += "; look at " + string(e.JSONPointer)
	}
	return fault.InvalidField("--issuers", "Dit bestand is niet zoals het moet zijn.", text)
}

type checks struct {
	at     string
	fields []fault.Field
}

func (c *checks) wrong(field, en string) {
	c.fields = append(c.fields, fault.Field{Name: c.at + field, Text: fault.Text{NL: "Dit veld klopt niet: " + en + ".", EN: en}})
}

// workRoles are those that a provider may give. Who keeps the platform or its record is only ever
// named value by value, never as a default.
var workRoles = []access.Role{
	access.Professional, access.TransferDesk, access.ProviderAdmin, access.Coordinator, access.RESVStaff, access.RESVBoard,
	access.Insurer, access.Municipality, access.National, access.PlatformAdmin, access.Auditor,
}

var citizenRoles = []access.Role{access.Patient, access.Representative}

func (i *Issuer) check(c *checks, rules Rules) {
	if !issuerID.MatchString(i.ID) {
		c.wrong("id", "expected lower-case letters, digits and hyphens, at most 32")
	}
	if strings.TrimSpace(i.Name) == "" || len(i.Name) > 60 {
		c.wrong("name", "expected a name for the button of at most 60 characters")
	}
	if i.Kind != Employer && i.Kind != Healthcare && i.Kind != Citizens {
		c.wrong("kind", "expected employer, healthcare or citizen")
	}
	if !safeURL(i.URL, rules) {
		c.wrong("issuer", "expected an address that begins with https://, without query")
	}
	if i.ClientID == "" {
		c.wrong("client_id", "expected the id under which the provider knows this site")
	}
	i.checkSecret(c, rules)
	if len(i.Assurance.ACR) == 0 && i.Assurance.Default == 0 {
		c.wrong("assurance", "expected acr values or a default")
	}
	if i.Person.Email && i.Kind == Citizens {
		c.wrong("person.email", "expected false for citizens: an address proves nothing without an organisation")
	}
	for _, n := range i.Person.Numbers {
		if n == "" || n == "sub" || n == "email" {
			c.wrong("person.numbers", "expected names of claims with a registered number")
		}
	}
	if slices.Contains([]Kind{Employer, Healthcare, Citizens}, i.Kind) { // what it may do depends on it
		i.checkPlaces(c)
		i.checkRoles(c)
	}
}

func (i *Issuer) checkSecret(c *checks, rules Rules) {
	ways := 0
	for _, s := range []string{i.SecretFile, i.SecretEnv, i.Secret} {
		if s != "" {
			ways++
		}
	}
	if ways > 1 {
		c.wrong("secret_file", "expected one of secret_file and secret_env")
	}
	if i.Secret != "" && !rules.Insecure {
		c.wrong("secret", "expected secret_file or secret_env: a secret does not belong in the configuration")
	}
}

func (i *Issuer) checkPlaces(c *checks) {
	for _, p := range []struct {
		field string
		place Place
		as    []string
		must  bool
	}{
		{"organization", i.Organization, []string{"ura", "kvk", "agb", "name"}, i.Kind != Citizens},
		{"region", i.Region, []string{"slug", "name"}, false},
	} {
		set := p.place.Fixed != "" || p.place.Claim != ""
		switch {
		case p.place.Fixed != "" && p.place.Claim != "":
			c.wrong(p.field, "expected either fixed or claim")
		case !set && p.must:
			c.wrong(p.field, "expected fixed or claim: who signs in here works somewhere")
		case set && i.Kind == Citizens && p.field == "organization":
			c.wrong(p.field, "expected none for citizens")
		case set && !slices.Contains(p.as, p.place.As):
			c.wrong(p.field+".as", "expected one of: "+strings.Join(p.as, ", "))
		}
	}
}

func (i *Issuer) checkRoles(c *checks) {
	may := workRoles
	if i.Kind == Citizens {
		may = citizenRoles
	}
	for n, v := range i.Role.Values {
		if v.Is == "" || !slices.Contains(may, v.Role) {
			c.wrong(fmt.Sprintf("role.values[%d]", n), "expected a value and a role that this kind of issuer may give")
		}
	}
	switch {
	case len(i.Role.Values) > 0 && i.Role.Claim == "":
		c.wrong("role.claim", "expected the claim that holds the values")
	case len(i.Role.Values) == 0 && i.Role.Default == "":
		c.wrong("role", "expected values or a default")
	}
	if d := i.Role.Default; d != "" && (!slices.Contains(may, d) || d == access.PlatformAdmin || d == access.Auditor) {
		c.wrong("role.default", "expected a role that everybody who signs in here may have")
	}
}

// SafeAddress tells whether an address is one that a token may be trusted from, under some rules.
func SafeAddress(text string, rules Rules) bool { return safeURL(text, rules) }

// safeURL tells whether an address is one to trust a token from: with TLS, or on this very machine
// where the rules allow that.
func safeURL(text string, rules Rules) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && rules.Insecure && loopback(u.Hostname())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (i *Issuer) readSecret() error {
	switch {
	case i.SecretEnv != "":
		i.Secret = os.Getenv(i.SecretEnv)
	case i.SecretFile != "":
		text, err := os.ReadFile(i.SecretFile)
		if err != nil {
			return fault.InvalidField(i.ID+".secret_file", "Dit bestand kan niet worden gelezen.", "cannot read the file with the secret").Because(err)
		}
		i.Secret = strings.TrimSpace(string(text))
	default:
		return nil
	}
	if i.Secret == "" {
		return fault.InvalidField(i.ID+".secret", "Het geheim is leeg.", "expected a secret, found nothing")
	}
	return nil
}
