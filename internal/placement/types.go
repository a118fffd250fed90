package placement

import (
	"context"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

// Ids of the things of this package.
type (
	RequestID    string
	InvitationID string
	BridgingID   string
	NoteID       string
)

// Ask is what somebody asks of a provider.
type Ask string

const (
	Care   Ask = "care"   // treatment or help
	Place  Ask = "place"  // a bed
	Advice Ask = "advice" // a colleague looks along (meekijkconsult)
)

// Urgency is a code of the urgency table, which holds the clocks.
type Urgency string

const (
	Crisis  Urgency = "crisis"  // hours: the first yes is the place
	Soon    Urgency = "soon"    // days
	Planned Urgency = "planned" // weeks
)

// Direction says from where to where somebody goes.
type Direction string

const (
	In      Direction = "in"      // from home into care
	Through Direction = "through" // from one provider to the next
	Out     Direction = "out"     // from hospital to the first line
	Back    Direction = "back"    // home again
)

// State of a request; see moves.go for what leads from one to another.
type State string

const (
	StateDraft     State = "draft"
	StateOpen      State = "open"
	StateBridging  State = "bridging" // open, while somebody bridges the time
	StateAccepted  State = "accepted" // one provider is the one
	StatePlaced    State = "placed"   // the person is there
	StateClosed    State = "closed"
	StateWithdrawn State = "withdrawn"
	StateExpired   State = "expired" // a draft that nobody opened
)

// Ended tells whether nothing happens to the request any more.
func (s State) Ended() bool { return s == StateClosed || s == StateWithdrawn || s == StateExpired }

// Searching tells whether a place is still looked for.
func (s State) Searching() bool { return s == StateOpen || s == StateBridging }

// InvitationState says how far the question to one provider is.
type InvitationState string

const (
	Waiting   InvitationState = "open"    // no answer yet
	Offered   InvitationState = "offered" // yes: a place is held until a moment
	Chosen    InvitationState = "chosen"  // this is the one
	Refused   InvitationState = "no"      // with a reason
	TimedOut  InvitationState = "expired" // no answer, or no choice, in time
	TakenBack InvitationState = "withdrawn"
	Lost      InvitationState = "lost" // offered, and another one was chosen
)

// Live tells whether the question still stands.
func (s InvitationState) Live() bool { return s == Waiting || s == Offered || s == Chosen }

// Turn is whose turn it is.
type Turn string

const (
	TurnAsker    Turn = "asker"
	TurnProvider Turn = "provider"
	TurnDesk     Turn = "desk"
	TurnNobody   Turn = ""
)

// ReasonCode is a code of the table of reasons: why not, why no more, how it ended.
type ReasonCode string

// Draft is what is asked, without anything that identifies somebody.
type Draft struct {
	// ID is what the request will be called: a draft that is sent twice is made once. '' makes one.
	ID            RequestID
	Ask           Ask
	Kind          capacity.KindCode
	Urgency       Urgency
	Direction     Direction
	Area          network.AreaCode // a wijk or a municipality, never finer
	Groups        []string         // codes of target groups
	Languages     []string         // ISO 639-1
	Insurer       string
	MaxKilometres int // 0: any distance
	// Places is how many it takes: 0 means one; where hours are counted, the hours a week.
	Places int
	// Continuity are the providers that know the person already.
	Continuity []network.OrganizationID
	Wishes     []string // codes of the wish table
	// Needs are the coded answers to what receivers of this kind need to know; see [Service.DataItems].
	Needs   map[string]string
	StartBy time.Time // zero: as soon as can be
	Note    string    // refused where it seems to say who it is about
}

// Request is a question for a place, care or advice, with all that came of it.
type Request struct {
	ID      RequestID
	State   State
	Version int64 // 1 for a new draft; each act on the request adds one
	Draft
	Asker        string // person id
	Organization network.OrganizationID
	Region       network.RegionID
	Desk         network.OrganizationID // who runs the desk of the region; '' where nobody does
	DeskPerson   string                 // person id of who took it on at the desk; '' nobody
	Vulnerable   bool                   // somebody of a vulnerable group: goes first at equal urgency
	Consent      Consent
	MadeAt       time.Time
	OpenedAt     time.Time
	CommitBy     time.Time // when there must be a place, or bridging begins
	AcceptedAt   time.Time
	PlacedAt     time.Time // when the start was told
	StartedAt    time.Time // when it was
	ClosedAt     time.Time // when it ended, however it ended
	// Outcome says how it ended: a code of the table of reasons for the act that ended it.
	Outcome     ReasonCode
	Chosen      InvitationID
	HandedOver  bool // the person's details wait for the chosen provider
	Invitations []Invitation
	Bridging    []Bridging
	Turn        Turn
	NextAt      time.Time // when something happens by itself; zero once it has ended
}

// Open tells how many providers have not answered yet.
func (r *Request) Open() (n int) {
	for _, i := range r.Invitations {
		if i.State == Waiting {
			n++
		}
	}
	return n
}

// Invitation gives one of the request's.
func (r *Request) Invitation(which InvitationID) (Invitation, bool) {
	for _, i := range r.Invitations {
		if i.ID == which {
			return i, true
		}
	}
	return Invitation{}, false
}

// Consent records the talk with the person before anything is asked of others.
type Consent struct {
	At   time.Time
	With string // "person" or "representative"; '' only in a crisis
	// WhyNot says why the person does not choose between places: in a crisis, where the first yes is
	// the place, and only there. A code of the table of reasons.
	WhyNot ReasonCode
}

// Invitation is the question to one provider for one of its offers.
type Invitation struct {
	ID           InvitationID
	Request      RequestID
	Offer        capacity.OfferID
	Service      directory.ServiceID
	Organization network.OrganizationID
	State        InvitationState
	SentAt       time.Time
	Until        time.Time // an answer is asked before
	AnsweredAt   time.Time
	HeldUntil    time.Time // of an offered one: its place is held until
	EndedAt      time.Time
	Reason       ReasonCode // of a no
	Fell         ReasonCode // why its place fell through, where that is no Reason; whom it was put to never reads it
	Chance       float64    // how sure it was that there was room when it was asked
	hold         capacity.HoldID
}

// Bridging is care that bridges the time until there is a place.
type Bridging struct {
	ID    BridgingID
	Who   network.OrganizationID
	What  string
	Paid  string
	From  time.Time
	Until time.Time
	Rule  string    // id of the region's rule; '' when somebody arranged it, or no rule fits
	Ended time.Time // zero: it still runs

	request RequestID
}

// Asked is a question as the provider sees it: the request holds what the answer needs, its one
// invitation, and neither the names nor the answers of others.
type Asked struct {
	Invitation Invitation
	Request    Request
}

// Answer is what a provider says to an invitation.
type Answer struct {
	Yes    bool
	Reason ReasonCode // of a no
	// Available is how many places are free now, this one included; nil: not told.
	Available *int
	// HeldFor is how long an offered place is held; zero: as long as the urgency says. It is ignored in
	// a crisis, where nothing is held.
	HeldFor time.Duration
}

// Person is who it is about. It is sealed, and read by the asker and the chosen provider alone.
type Person struct {
	Name  string
	Birth string // year-month-day
	Reach string // how to reach them, or whoever speaks for them
	Words string // what the provider must know to begin
}

// DeskNote is what one shift tells the next.
type DeskNote struct {
	ID     NoteID
	Region network.RegionID
	Person string // person id of who wrote it
	At     time.Time
	Text   string
}

// Progress is what the person sees by their link: nothing that tells who or what it is about.
type Progress struct {
	State     State
	Says      string    // where it stands, in Dutch
	Until     time.Time // when there is more to tell at the latest; zero: nothing more comes
	Asked     int       // how many providers were asked
	Waiting   int       // how many have not answered yet
	Offered   int       // how many have a place
	Bridged   bool      // somebody gives help until then; a desk that only looks after it gives none
	CallName  string    // whom to call
	CallPhone string
	UpdatedAt time.Time
}

// Notice tells parties, within the act, that something happened. What is sent holds nothing about the
// person: it says that there is something to look at.
type Notice interface {
	// InvitedTx asks the provider of i for an answer.
	InvitedTx(ctx context.Context, tx *act.Tx, i Invitation, r Request) error
	// ToldTx tells a party what became of it.
	ToldTx(ctx context.Context, tx *act.Tx, told Told) error
}

// News is what a party is told.
type News string

const (
	NewsOffered   News = "offered"   // to the asker: a provider has a place; choose
	NewsAccepted  News = "accepted"  // to the asker: there is a place
	NewsRefused   News = "refused"   // to the asker: a provider said no, and nobody else is asked now
	NewsChosen    News = "chosen"    // to the provider: you are the one
	NewsEnded     News = "ended"     // to a provider: no answer is needed any more, or the place is yours again
	NewsBridging  News = "bridging"  // to the asker and who bridges
	NewsFell      News = "fell"      // to all but who says so: the place fell through
	NewsHandedOut News = "handed"    // to the chosen provider: the person's details are there
	NewsStarted   News = "started"   // to the asker: the person is there
	NewsLate      News = "late"      // to the desk and the asker: nobody told that it began
	NewsWithdrawn News = "withdrawn" // to all but who says so, and who bridges: no place is needed any more
)

// Told is one party being told something.
type Told struct {
	To         network.OrganizationID
	News       News
	Request    Request
	Invitation InvitationID // which one, where To is a provider
}
