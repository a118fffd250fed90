package mandate

import (
	"time"

	"eerstelijn/internal/network"
)

// Ids of the things of this package.
type (
	ID             string
	AffiliationID  string
	SeatID         string
	StandingID     string
	SubstitutionID string
)

// ForumKind is the sort of table at which somebody speaks for others.
type ForumKind string

const (
	RESV        ForumKind = "resv" // or the forerunner that holds its place
	Wijkverband ForumKind = "wijkverband"
	Regiotafel  ForumKind = "regiotafel"
	ROAZ        ForumKind = "roaz"
	Nation      ForumKind = "nation"
)

// Forum is one such table. A wijkverband's has both Region and Wijkverband, the nation's neither, and
// the others a Region.
type Forum struct {
	Kind        ForumKind
	Region      network.RegionID
	Wijkverband network.WijkverbandID
}

// Level is where what is agreed at the table holds: 'wijk', 'region' or 'nation'.
func (f Forum) Level() string {
	switch f.Kind {
	case Wijkverband:
		return "wijk"
	case Nation:
		return "nation"
	}
	return "region"
}

// Span is a half-open time; a zero Until has no end known.
type Span struct{ From, Until time.Time }

// Has tells whether a moment lies in the span.
func (s Span) Has(at time.Time) bool {
	return !at.Before(s.From) && (s.Until.IsZero() || at.Before(s.Until))
}

// Every is the subject that stands for all subjects.
const Every = "*"

// Subject is one thing that a mandate may be about.
type Subject struct {
	Code         string
	Name         string // Dutch
	Plain        string // what it is about, in plain Dutch
	NationalOnly bool   // what the vision leaves to national agreement
}

// Mandate says that a delegate may bind the grantor at one table on some subjects.
type Mandate struct {
	ID       ID
	Grantor  network.OrganizationID // a discipline body, or a provider for itself
	Delegate network.PersonID
	Forum    Forum
	Subjects []string // codes of [Service.Subjects], or [Every]
	Span
	Evidence   string // where it was decided: 'Ledenvergadering van 12 maart 2026'
	RevokedAt  time.Time
	RevokedWhy string
	Version    int64 // counts what was recorded of it, from 1
}

// Affiliation says that a provider belongs to a discipline body, which speaks for it.
type Affiliation struct {
	ID             AffiliationID
	Provider, Body network.OrganizationID
	Span
	Version int64
}

// Standing says that a discipline body is recognised to speak for a discipline in a region; without a
// region in the nation. Other parties speak for themselves and need none.
type Standing struct {
	ID         StandingID
	Body       network.OrganizationID
	Region     network.RegionID
	Discipline network.DisciplineCode
	Span
	Evidence string
	Version  int64
}

// Substitution says who stands in for the delegate of a mandate. It has force as long as the mandate.
type Substitution struct {
	ID      SubstitutionID
	Mandate ID
	Person  network.PersonID
	Span
	Version int64
}

// Seat is a place at a table. It belongs to a role: who holds it changes, and each holder has a span.
type Seat struct {
	ID           SeatID
	Forum        Forum
	Name         string // 'Huisartsenzorg', 'Voorzitter'
	Discipline   network.DisciplineCode
	Citizens     bool // the voice of the citizens
	Weight       int  // of its vote where votes are unequal; 1 at least
	Holder       network.PersonID
	Organization network.OrganizationID
	Span               // of this holder
	Votes        int   // how its vote counts at the moment asked about: 1 where votes are equal
	Version      int64 // counts what was recorded of it, from 1
}

// Votes says how votes count at a table from a moment on: equal, unless all disciplines that have a seat
// there agreed otherwise.
type Votes struct {
	Forum    Forum
	Equal    bool
	Since    time.Time
	AgreedBy []network.DisciplineCode
}

// Link is one step of a chain, with the time in which it held as was known.
type Link struct {
	Kind        string // "affiliation" "standing" "mandate" "substitution"
	ID          string
	Version     int64
	From, Until time.Time
	Text        string // in plain Dutch, without names, with where it was decided
	Plain       string // Text without where it was decided: what everybody may read
}

// Chain says why somebody may bind a party at a table on a subject at a moment, or what is missing.
type Chain struct {
	Party   network.OrganizationID
	Signer  network.PersonID
	Forum   Forum
	Subject string
	At      time.Time
	// KnownAt is the moment whose knowledge was asked. The same question with this moment gives the same
	// answer forever.
	KnownAt time.Time
	Valid   bool
	Links   []Link
	Why     string // one of the codes of [Force], or ""
}

// Ask is the question that a [Chain] answers.
type Ask struct {
	Signer  network.PersonID
	Party   network.OrganizationID
	Forum   Forum
	Subject string
	At      time.Time // zero: now
	Known   time.Time // zero: what is known now
	// Through also looks at the bodies to which the party is affiliated. It tells who binds a member, and
	// is never asked for a signature: a party that signs in its own name does so itself.
	Through bool
}

// Query bounds a list. Empty fields bound nothing.
type Query struct {
	ID       string // of one thing
	Forum    Forum  // its empty fields bound nothing either
	Grantor  network.OrganizationID
	Delegate network.PersonID // of a mandate, or who stands in for them
	Region   network.RegionID
	Provider network.OrganizationID // of an affiliation
	Body     network.OrganizationID // of an affiliation or standing
	At       time.Time              // zero: now
	Known    time.Time              // zero: what is known now
	Ended    bool                   // also what is not in force at At
}

// Ending is something that ends soon, so that somebody can see to what follows.
type Ending struct {
	Kind         string // "mandate" "standing" "seat" "contact"
	ID           string
	What         string // in plain Dutch, without names of people
	Discipline   network.DisciplineCode
	Organization network.OrganizationID
	Forum        Forum
	Wijkverband  network.WijkverbandID // of a contact
	At           time.Time
}
