package passkey

import (
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
)

// ID identifies a passkey to its owner; it opens nothing.
type ID string

const (
	answerWithin = 5 * time.Minute
	most         = 10 // of one person
	maxName      = 60
)

// Passkey is one of somebody's keys.
type Passkey struct {
	ID   ID
	Name string
	Made time.Time
	Used time.Time // zero: never
	// Synced says that it is kept in an account of its owner and so outlives the device.
	Synced bool
	// Suspect says that it may have been copied; it opens nothing.
	Suspect bool
}

// Service registers passkeys and checks them.
type Service struct {
	spine *act.Spine
	ring  *keys.Ring
	rp    *webauthn.WebAuthn // nil: people cannot use passkeys at this address
}

// New makes the service of a site that people reach at public, https://eerstelijn.example. Browsers
// keep passkeys for named hosts under TLS, and for localhost; at any other address [Service.Works] is false.
func New(spine *act.Spine, ring *keys.Ring, public string) (*Service, error) {
	s := &Service{spine: spine, ring: ring}
	host, origin := originOf(public)
	if host == "" {
		return s, nil
	}
	limit := webauthn.TimeoutConfig{Timeout: answerWithin, TimeoutUVD: answerWithin} // for the browser; here until_at holds
	var err error
	s.rp, err = webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Eerstelijn", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: limit, Registration: limit},
	})
	if err != nil {
		return nil, fault.InvalidField("--public", "Dit is geen adres van een site.", "expected the address of a site, such as https://eerstelijn.example").Because(err)
	}
	return s, nil
}

// originOf gives the host and the origin of an address where passkeys work, nothing elsewhere.
func originOf(public string) (host, origin string) {
	u, err := url.Parse(public)
	if err != nil || u.Host == "" {
		return "", ""
	}
	host = strings.ToLower(u.Hostname())
	switch {
	case net.ParseIP(host) != nil:
		return "", ""
	case u.Scheme == "https", u.Scheme == "http" && host == "localhost":
		return host, u.Scheme + "://" + strings.ToLower(u.Host)
	}
	return "", ""
}

// Works tells whether people can use passkeys at the address of this site.
func (s *Service) Works() bool { return s.rp != nil }

var errNotHere = fault.New(fault.Unavailable, "Op dit adres kunt u geen passkey gebruiken. Open de site bij haar eigen naam.",
	"passkeys need a named host under TLS (see --public), or localhost")

var errMost = fault.New(fault.Conflict, "U hebt al tien passkeys. Haal er eerst een weg.", "a person has at most ten passkeys")

// user is a person as the library wants them. The handle that a passkey keeps is the person's id,
// which tells nobody anything.
type user struct {
	id   network.PersonID
	name string
	keys []webauthn.Credential
}

func (u *user) WebAuthnID() []byte                         { return []byte(u.id) }
func (u *user) WebAuthnName() string                       { return u.name }
func (u *user) WebAuthnDisplayName() string                { return u.name }
func (u *user) WebAuthnCredentials() []webauthn.Credential { return u.keys }
