package peer

import (
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/store"
)

// ID identifies a peer.
type ID string

// New is a system to talk with.
type New struct {
	Name         string
	Base         string // address of its FHIR face
	Notices      string // address at which it takes notifications; '' where it takes none
	Token        string // address at which it gives tokens; '' to read that from its FHIR face
	Scope        string // what is asked there; '' for all that we were given
	Client       string // the client_id that we have there
	Organization network.OrganizationID
	// URAs are the numbers of the organisations for which it speaks. Without any it may speak for whoever it
	// refers to itself for.
	URAs []string
}

// Peer is a system of somebody else, and how it goes.
type Peer struct {
	ID ID
	New
	Paused  bool
	Tried   time.Time  // when it was last asked something; zero: never
	Good    time.Time  // when it last answered; zero: never
	Problem fault.Text // why the last question failed; empty when it did not
	Made    time.Time

	Signals      Signals
	Subscription string    // the address of our subscription there; '' for none
	Heard        time.Time // when that last told us anything; zero: never
}

// Signals says whether a system tells us when something changes there.
type Signals string

// What Signals can be.
const (
	NotAsked Signals = "none"
	Asked    Signals = "asked"
	Refused  Signals = "refused"
)

// SilentAfter is how long a system that tells us of changes can be silent before that means something: twice the
// time in which it says that it is still there, and a little.
const SilentAfter = 2*time.Hour + 15*time.Minute

// Silent tells whether a system that should tell us of changes does not.
func (p *Peer) Silent(now time.Time) bool {
	return p.Signals == Asked && p.Subscription != "" && now.Sub(p.Heard) > SilentAfter
}

const (
	requestFor = 15 * time.Second
	mostAnswer = 1 << 20
)

// Options are what the service stands on.
type Options struct {
	Spine   *act.Spine
	Network *network.Service
	Keys    *keys.Ring
	Log     *slog.Logger
	// Now is for tests; nil is the machine's clock.
	Now clock.Clock
	// Insecure allows systems without TLS on this very machine, for trials and tests.
	Insecure bool
	// Self gives our own address: we do not talk with ourselves.
	Self func() string
	// HTTP asks the peers; nil is a client that reaches public addresses alone and follows no redirects.
	HTTP *http.Client
}

// Service talks with peers. It is safe for concurrent use.
type Service struct {
	Options
	db *store.DB

	mu     sync.Mutex
	tokens map[ID]token // in memory alone: another node asks its own
}

// NewService makes the service.
func NewService(o Options) *Service {
	if o.Now == nil {
		o.Now = clock.System
	}
	if o.Self == nil {
		o.Self = func() string { return "" }
	}
	if o.HTTP == nil {
		var also []netip.Prefix
		if o.Insecure {
			also = loopback
		}
		o.HTTP = outward.Client(requestFor, also...)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Options: o, db: o.Spine.DB(), tokens: map[ID]token{}}
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
