package mirror

import (
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/store"
)

// SourceID identifies a source.
type SourceID string

// Types are the resource types that can be followed, in the order in which they are fetched: what others
// refer to goes first.
var Types = []string{"Organization", "Location", "HealthcareService", "Endpoint", "OrganizationAffiliation"}

// New is a source to follow. Zero values take what is usual.
type New struct {
	Name  string
	Base  string        // address of its FHIR face
	Types []string      // of [Types]; usual: all
	Every time.Duration // between two runs; usual: 15 minutes
	Most  int           // resources of one type, beyond which a run stops; usual: 500,000
	Token string        // bearer token; usual: none
}

// Change is what is set of a source; nil leaves it as it is.
type Change struct {
	Paused *bool
	Every  *time.Duration
	Token  *string // empty: none any more
}

// Source is a source and how it goes.
type Source struct {
	ID     SourceID
	Name   string
	Base   string
	Types  []string
	Every  time.Duration
	Most   int
	Token  bool // it has one
	Paused bool

	Due     time.Time
	Running bool
	Tries   int        // failures since the last good run
	Tried   time.Time  // when the last run began; zero: never
	Good    time.Time  // when the last good run ended; zero: never
	Problem fault.Text // why the last run failed; empty when it did not
	Made    time.Time

	Followed []Followed // per type
	Entries  Entries
	// Troubles are the first entries that were not taken over, with why.
	Troubles []Trouble
	// Passed are the first resources that cannot be taken at all, with why.
	Passed []Passed
}

// Followed is how far a type is followed.
type Followed struct {
	Type    string
	Loaded  bool   // false while everything is fetched for the first time, or anew
	Since   string // the source's own moment up to which everything is here
	Live    int
	Ended   int
	Skipped int // entries that could not be read
	Passed  int // resources that cannot be taken now
}

// Entries counts what became of the services of a source.
type Entries struct {
	Taken int // in the directory
	Ended int
	Held  int // people keep it here themselves
	Unfit int // it cannot be an entry here (yet)
	Due   int // the next run tells of it
}

// Passed is a resource of a source that cannot be taken.
type Passed struct {
	Type, ID string
	Why      fault.Text
}

// Trouble is an entry that was not taken over.
type Trouble struct {
	Service string // its id in the source
	Held    bool
	Why     fault.Text
}

const (
	usualEvery = 15 * time.Minute
	leastEvery = time.Minute
	mostEvery  = 7 * 24 * time.Hour
	usualMost  = 500_000
	mostMost   = 5_000_000
	requestFor = time.Minute     // one page, from asking to its last byte
	leaseFor   = 3 * time.Minute // longer than a request and the longest wait between two
)

// Options are what the service stands on.
type Options struct {
	Spine     *act.Spine
	Network   *network.Service
	Directory *directory.Register
	Keys      *keys.Ring
	Log       *slog.Logger
	// Now is for tests; nil is the machine's clock.
	Now clock.Clock
	// Insecure allows sources without TLS on this very machine, for trials and tests.
	Insecure bool
	// Self gives our own address: what came from us does not come back in, and we do not follow ourselves.
	Self func() string
	// HTTP asks the sources; nil is a client that reaches public addresses alone and follows no redirects.
	HTTP *http.Client
	// Wait waits between two attempts; nil is a timer.
	Wait func(d time.Duration) <-chan time.Time
}

// Service follows sources.
type Service struct {
	Options
	db    *store.DB
	loose *importer.Importer // reads what others write
	fetch fetcher
	// probe is for tests: it is asked before and after each transaction and may end the run there.
	probe func(point string) error
}

// NewService makes the service.
func NewService(o Options) *Service {
	if o.Now == nil {
		o.Now = clock.System
	}
	if o.Self == nil {
		o.Self = func() string { return "" }
	}
	if o.Wait == nil {
		o.Wait = time.After
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
	return &Service{Options: o, db: o.Spine.DB(), loose: importer.New(o.Spine.DB(), o.Network, o.Directory), fetch: fetcher{http: o.HTTP, wait: o.Wait, now: o.Now}}
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// known gives the types in the order of [Types], each once; false when one is no type that can be followed.
func known(types []string) ([]string, bool) {
	var out []string
	for _, t := range Types {
		if slices.Contains(types, t) {
			out = append(out, t)
		}
	}
	return out, !slices.ContainsFunc(types, func(t string) bool { return !slices.Contains(Types, t) })
}

// spread gives a moment somewhere in the tenth around d, so that sources that began together drift apart
// and no directory is asked by everybody at the whole hour.
func spread(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.95 + 0.1*rand.Float64()))
}
