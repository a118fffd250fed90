package agreement

import (
	"time"

	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// Ids of the things of this package.
type (
	ID             string
	SignatureID    string
	ObjectionID    string
	ConsultationID string
)

// Kind is a code of the table of kinds.
type Kind string

// State of an agreement; see moves.go for what leads from one to another.
type State string

const (
	StateDraft   State = "draft"
	StateConsent State = "consent" // the parties are asked to sign
	StateActive  State = "active"
	StateReview  State = "review" // it binds still, and something must be put right
	StateEnded   State = "ended"
)

// Binds tells whether the parties are bound: an agreement under review has not vanished.
func (s State) Binds() bool { return s == StateActive || s == StateReview }

// TextState says how far a version of the text is.
type TextState string

const (
	TextDraft   TextState = "draft"
	TextConsent TextState = "consent"
	TextAgreed  TextState = "agreed"  // it was signed by all
	TextDropped TextState = "dropped" // another version took its place, or it was withdrawn
)

// The ways to be asked to sign.
const (
	AsParty   = "party"
	AsAcceded = "acceded" // joined when the agreement was active already
	AsLeaving = "leaves"  // a new version drops it: it signs that it is out
)

// States of a clause, as a reader sees it.
const (
	ClauseAgreed   = "agreed"
	ClauseObjected = "objected" // an objection names it and is open
	ClauseChanged  = "changed"  // it is new or different since the version before
)

// KindRow is a kind with its words.
type KindRow struct {
	Code         Kind
	Name         string // Dutch
	Plain        string // what it is for, in plain Dutch
	NationalOnly bool   // the vision leaves it to the nation
	Subject      string // the subject that mandates for it are about
}

// Draft is what somebody proposes to agree.
type Draft struct {
	Kind     Kind
	Forum    mandate.Forum
	Subject  string // of the mandates; '' is that of the kind
	Title    string
	Parent   ID // the agreement of a higher level that this one implements
	Template string
	Parties  []network.OrganizationID
	Body
	Open   bool                     // others may accede
	Grants []network.OrganizationID // insurers that see the counts of what is kept
	By     network.OrganizationID   // for whom it is drafted; '' is the actor's own organisation
}

// Body is the part of a text that a version can change.
type Body struct {
	Clauses     []Clause
	Obligations []Obligation
	Programme   *Programme
	From        time.Time // zero: when everybody has signed
	Until       time.Time // zero: no end known
	ReviewAt    time.Time // zero: no day on which to look again
}

// Agreement is what parties agreed, or are about to.
type Agreement struct {
	ID       ID
	Number   int // short, for people
	Kind     Kind
	Level    string // "wijk" "region" "nation"
	Forum    mandate.Forum
	Subject  string
	Title    string
	State    State
	Version  int // of the text that is shown: the one that binds, or before that the newest
	Parent   ID
	Template string
	Parties  []Party
	Body
	Open   bool
	Public bool
	Grants []network.OrganizationID
	By     network.OrganizationID // for whom it was drafted
	// Proposed is a next version of an agreement that binds, until everybody has signed it.
	Proposed      *Text
	Objections    []Objection // against the newest version, also those that were settled
	Consultations []Consultation
	Missing       []Lack // what stands between this and being active; empty for one that ended
	Why           string // of the last step that gave a reason
	MadeAt        time.Time
	EndsAt        time.Time // an end that was decided on; zero: none
	At            time.Time // the moment that this shows
	Edit          int64     // counts every act on it
}

// Party is an organisation that signs or signed.
type Party struct {
	Organization network.OrganizationID
	As           string     // [AsParty] or [AsAcceded]; what the proposed version makes of it, its Text tells
	Signature    *Signature // under the version that is shown; nil: not yet
	Next         *Signature // under the proposed version
	Since        time.Time  // from when on it is bound; zero: not yet
	Public       bool       // it agreed to publication
	Consulting   bool       // its members are being asked
	Ending       time.Time  // it says that the agreement may end from then on; zero: it does not
	EndingWhy    string
}

// Clause is one numbered part of the text.
type Clause struct {
	Number       string
	Heading      string
	Text         string
	Status       string // one of the states of a clause; what a draft says of it is ignored
	NationalOnly bool   // the vision leaves what it says to the nation
}

// Obligation is something that parties take upon themselves.
type Obligation struct {
	ID      string // the same in each version; '' in a draft makes one
	Clause  string // number of the clause that it belongs to
	Who     string // "each" or the id of a party
	What    string
	Measure string // a code of the measures, or "attested"
	Params  map[string]int
	Norm    int    // % that must be good; 100 is always
	Period  string // "week" "month" "quarter" "year"
}

// Programme is what a care programme says besides: for whom, by what guideline, and who does what.
type Programme struct {
	Need           string // the need that professionals stated
	Group          string
	Guideline      string
	WayIn          string
	Lead           string
	Referral       string
	Disciplines    []network.DisciplineCode
	Measures       []string
	MainContractor bool // the RESV is main contractor
}

// Text is one version of what is agreed.
type Text struct {
	Version   int
	State     TextState
	Title     string
	Body      Body
	MadeAt    time.Time
	OfferedAt time.Time // when the parties were asked to sign it
	AgreedAt  time.Time
	DroppedAt time.Time
	Why       string // why there is a new version
	// Parties are those that the version binds, once all have signed, and Leaving those of the version before
	// that it drops: they sign that they are out.
	Parties, Leaving []network.OrganizationID
}

// Signature is one party's, under one version, with all that proves it.
type Signature struct {
	ID        SignatureID
	Party     network.OrganizationID
	Signer    network.PersonID
	At        time.Time
	Version   int
	As        string
	Chain     mandate.Chain
	Statement []byte // canonical JSON of what was signed; see statement.go
	Digest    string // SHA-256 of the statement, in hexadecimal digits
	Seal      Seal
	Ledger    string // id of the ledger's entry
}

// Seal is the platform's own signature over a statement.
type Seal struct {
	Key    string // id of the key
	Public []byte
	Value  []byte
}

// Objection says what stands in the way for a party. It names the clause.
type Objection struct {
	ID        ObjectionID
	Version   int
	Party     network.OrganizationID
	Clause    string
	Words     string
	At        time.Time
	SettledAt time.Time // zero: it is open
	How       string    // "withdrawn", "changed" (the clause was) or "dropped" (the version was)
	Answer    string
}

// Consultation is a party that asks its members before it signs.
type Consultation struct {
	ID       ConsultationID
	Version  int
	Party    network.OrganizationID
	Question string
	From     time.Time
	Until    time.Time
	Asked    int // members
	Yes, No  int
	Advices  []Advice // words, without who said them, for the party that asked
}

// Advice is what a member says.
type Advice struct {
	Yes   bool
	Words string
	At    time.Time
}

// Lack is something that is missing before an agreement can be active.
type Lack struct {
	What  string                 // "clauses" "parties" "subject" "signature" "mandate" "objection" "national" "parent" "from"
	Party network.OrganizationID // whose, for a signature, a mandate or an objection
	NL    string
}

// Query bounds a list. Empty fields bound nothing.
type Query struct {
	Level       string
	Region      network.RegionID
	Wijkverband network.WijkverbandID
	State       State
	Binding     bool // active or under review
	Party       network.OrganizationID
	Kind        Kind
	Parent      ID
	// Granted lists instead what binds now and lets the reader's organisation see how often it was kept.
	// Of these it gives no parties: an insurer sees counts.
	Granted bool
	At      time.Time // zero: now
	After   string    // the Next of the page before
	Limit   int       // 0: 200
}

// Summary is an agreement in a list: as it stood at the moment that was asked for.
type Summary struct {
	ID       ID
	Number   int
	Kind     Kind
	Level    string
	Forum    mandate.Forum
	Title    string
	State    State
	Version  int
	Parent   ID
	Public   bool
	Since    time.Time // from when on it has been in this state
	Parties  []network.OrganizationID
	Asks     []network.OrganizationID // who is asked now to sign a version and has not; not told of the past
	ReviewAt time.Time
	Until    time.Time
}

// Page is a part of a list.
type Page struct {
	Items []Summary
	Next  string // '' on the last one
	Total int
}

// Term is an obligation of one party for as long as one version of the text bound it.
type Term struct {
	Agreement   ID
	Number      int
	Title       string
	Kind        Kind
	Forum       mandate.Forum
	Subject     string
	Text        int // version of the text
	Party       network.OrganizationID
	Obligation  Obligation
	From, Until time.Time // zero Until: it still does
}

// Node is an agreement in the tree, with what implements it and who has not. Of an agreement that the
// reader may not see it holds where it belongs and how it stands, and neither id nor title.
type Node struct {
	Summary
	Hidden   bool
	Children []Node
	Without  []Place // regions of the nation, or wijkverbanden of the region, that implement it not
}

// Place is a region or a wijkverband that has not implemented an agreement.
type Place struct {
	Region      network.RegionID
	Wijkverband network.WijkverbandID
	Name        string
}

// Bond says that an organisation is bound, and through whom.
type Bond struct {
	Organization network.OrganizationID
	As           string // "party", "acceded" or "member"
	// Through is the party that signed: the organisation itself, or the body that it is affiliated to.
	Through     network.OrganizationID
	Signature   SignatureID
	Affiliation mandate.AffiliationID
	Since       time.Time
}

// CountQuery bounds counts.
type CountQuery struct {
	Region      network.RegionID
	Wijkverband network.WijkverbandID
	At          time.Time
}

// Counts are how many agreements there are, for everybody.
type Counts struct {
	Active, Review, Consent, Draft, Ended int
	ByKind                                map[Kind]int // those that bind
}
