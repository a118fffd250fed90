package subscription

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// ID identifies a subscription.
type ID string

// State is where a subscription stands, in FHIR's words.
type State string

const (
	Requested State = "requested" // the handshake was not taken yet
	Active    State = "active"
	Failing   State = "error" // several messages in a row were not taken; they are still tried
	Off       State = "off"
)

// Problem is why a subscription fails or stopped.
type Problem string

const (
	NoProblem  Problem = ""
	NotTaken   Problem = "not-taken"   // the address does not answer, or with no
	GivenUp    Problem = "given-up"    // it did not for too long
	Passed     Problem = "passed"      // the moment until which it was asked
	NoRight    Problem = "no-right"    // the program ended, or may no longer read this
	ByProgram  Problem = "by-program"  // the program put it off
	ByOperator Problem = "by-operator" // who looks after the platform did
)

// Wish is what a program asks for.
type Wish struct {
	Topic     Topic
	Filters   []string // as a search writes them
	Reason    string
	Endpoint  string
	Headers   []string // 'Name: value'
	Heartbeat time.Duration
	Timeout   time.Duration
	Most      int // events in one message
	End       time.Time
	Off       bool // put off, rather than asked for
}

// Subscription is a wish and how it goes.
type Subscription struct {
	ID           ID
	Organization network.OrganizationID
	Client       string // the person of its program's actor
	Wish
	State   State
	Problem Problem
	Version int64
	Made    time.Time
	Changed time.Time
	Events  int64     // numbers that were given out
	Told    int64     // the highest that was taken
	Failing time.Time // since when nothing is taken; zero: it is
	Spoke   time.Time // when a message was last taken; zero: never
}

// Event is a number and its moment.
type Event struct {
	Number int64
	At     time.Time
}

// Deps are what subscriptions stand on.
type Deps struct {
	Spine     *act.Spine
	Placement *placement.Service
	Journal   *journal.Journal
	Clients   *client.Service
	Keys      *keys.Ring
	Log       *slog.Logger
	// Base gives the address of the FHIR face; it may be known only when the program listens.
	Base func() string
	// HTTP sends messages; nil: nothing leaves. See [Sender].
	HTTP *http.Client
	// Insecure allows addresses without TLS on this very machine, for trials and tests.
	Insecure bool
	// Now is for tests; nil is the machine's clock.
	Now clock.Clock
	// Codes are the addresses to write topics with; nil means those that come with the program.
	Codes *code.Set
}

// Service keeps subscriptions and tells them. It is safe for concurrent use, on several nodes at once.
type Service struct {
	Deps
	db   *store.DB
	also []netip.Prefix
	// probe is for tests: it is asked at points where a node can die, and may end the run there.
	probe func(point string) error
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// Sender makes what messages are sent with: it reaches public addresses alone, and this very machine where
// insecure says so, and follows no redirect.
func Sender(insecure bool) *http.Client {
	var also []netip.Prefix
	if insecure {
		also = loopback
	}
	return outward.Client(mostTimeout, also...)
}

// New makes the service.
func New(d Deps) *Service {
	if d.Now == nil {
		d.Now = clock.System
	}
	if d.Codes == nil {
		d.Codes = code.Builtin()
	}
	if d.Base == nil {
		d.Base = func() string { return "" }
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{Deps: d, db: d.Spine.DB()}
	if d.Insecure {
		s.also = loopback
	}
	return s
}

// at asks the probe.
func (s *Service) at(point string) error {
	if s.probe == nil {
		return nil
	}
	return s.probe(point)
}
