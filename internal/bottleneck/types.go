package bottleneck

import (
	"time"

	"eerstelijn/internal/network"
)

// ID identifies a bottleneck. It is chance: one that sorts by time would help to tell who reported.
type ID string

// Level is where a bottleneck lies.
type Level string

const (
	Wijk   Level = "wijk"
	Region Level = "region"
	Nation Level = "nation"
)

// State says how far a bottleneck is; moves.go says what leads from one to another.
type State string

const (
	Reported   State = "reported"   // the owner has not begun
	Discussing State = "discussing" // it is talked about
	TakenUp    State = "taken-up"   // somebody works on it until the next date
	Proposed   State = "proposed"   // an ending lies with the reporters
	Solved     State = "solved"
	Accepted   State = "accepted" // as it is: nothing more is done
	Merged     State = "merged"   // it goes on as part of another one
)

// Open tells whether something must still happen.
func (s State) Open() bool { return s != Solved && s != Accepted && s != Merged }

// Ended tells whether the reporters have an answer that stands.
func (s State) Ended() bool { return s == Solved || s == Accepted }

// OwnerKind is what sort of body owns a bottleneck.
type OwnerKind string

const (
	OwnedByWijkverband  OwnerKind = "wijkverband"
	OwnedByRegion       OwnerKind = "region"
	OwnedByNation       OwnerKind = "nation" // the board that table national_board names
	OwnedByOrganization OwnerKind = "organization"
)

// Owner is who must see to a bottleneck: one body, and within it perhaps one person.
type Owner struct {
	Kind OwnerKind
	// ID is of a wijkverband, region or organisation; '' for the nation's board.
	ID     string
	Person network.PersonID // '' where nobody was named
	// Name and PersonName are filled when a bottleneck is read.
	Name       string
	PersonName string
}

// Place is where it is felt. The area is never finer than a wijk; a bundle of several places has none.
type Place struct {
	Region      network.RegionID
	Wijkverband network.WijkverbandID
	Area        network.AreaCode
}

// HowOften says how often it is felt.
type HowOften string

const (
	Daily   HowOften = "daily"
	Weekly  HowOften = "weekly"
	Monthly HowOften = "monthly"
	Once    HowOften = "once"
)

// Origin says who opened it.
type Origin string

const (
	ByPerson Origin = "person"
	ByRule   Origin = "rule"   // a rule over the platform's own figures
	ByBundle Origin = "bundle" // made of several that were reported: it counts for none itself
)

// Evidence is a figure that speaks for a bottleneck: no words of people.
type Evidence struct {
	Code  string    `json:"code"` // of the measure
	Text  string    `json:"text"` // Dutch, as people read it
	Value float64   `json:"value"`
	Norm  float64   `json:"norm"`
	N     int       `json:"n"` // over how many
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Ref   string    `json:"ref,omitempty"` // id of what it is about
}

// EndingKind says how an owner wants to end it.
type EndingKind string

const (
	EndSolved   EndingKind = "solved"
	EndAccepted EndingKind = "accepted"
)

// Outcome says what became of a proposed ending.
type Outcome string

const (
	Waiting   Outcome = ""          // not everybody has answered
	Agreed    Outcome = "yes"       // every reporter said yes
	Silence   Outcome = "silence"   // who did not answer two reminders counts as yes
	Objected  Outcome = "objected"  // a reporter said no
	TakenBack Outcome = "withdrawn" // the owner went on after all
)

// Ending is an ending that was proposed to the reporters.
type Ending struct {
	Kind       EndingKind
	Words      string // goes to everybody word for word
	ProposedAt time.Time
	ByRule     bool // the figures are as they should be: the owner is asked too
	Reminded   int
	Asked      int // reporters whose yes it needs
	Yes        int // of them have said it
	Outcome    Outcome
	EndedAt    time.Time // zero while it waits
}

// Answer is what a level said, word for word.
type Answer struct {
	Level   Level
	Words   string
	At      time.Time
	By      Owner
	Meeting string
}

// Stop is one owner on the trail of a bottleneck.
type Stop struct {
	Level    Level
	Owner    Owner
	From     time.Time
	Until    time.Time // zero: it lies there still
	Why      string    // why it came here; '' where it began
	AnswerBy time.Time // the clock of this stop
	Answered time.Time // when this owner first answered, took it up, passed it on or proposed an ending; zero: not yet
}

// Bottleneck is something in the care of a place that does not work, and that somebody must see to.
type Bottleneck struct {
	ID       ID
	Number   int // short, for people; it tells nothing of the order
	Title    string
	What     string
	Theme    string
	HowOften HowOften
	Suffers  []string // codes of target groups
	Place    Place
	Level    Level
	State    State
	Owner    Owner
	// NextAt is the one date by which the owner does something; zero once it has ended or was merged.
	NextAt    time.Time
	Weight    int
	Reporters int // of the whole merged tree, the rule that opened it included
	Parent    ID  // what it was merged into
	Origin    Origin
	Rule      string
	Evidence  []Evidence
	MadeAt    time.Time // the day: a moment would help to tell who reported
	Since     time.Time // when it came in this state
	Example   bool      // it is shown as a good example
	Reopened  int
	Version   int64 // 0 on a board of the past
	// What follows is filled by [Service.Get] and [Service.Follow] alone.
	Ending  *Ending
	Answers []Answer
	Trail   []Stop
}

// Overdue tells whether the date of an open one has passed.
func (b *Bottleneck) Overdue(now time.Time) bool { return b.State.Open() && !b.NextAt.After(now) }

// Event is one thing that happened to a bottleneck, as everybody who may read it sees it. Of what a
// reporter does it holds the day and no name.
type Event struct {
	Number  int64
	At      time.Time
	Kind    EventKind
	Words   string
	Level   Level
	By      Owner // zero: a reporter, or the clocks
	Other   ID    // the one that it was merged into or separated from, or that came to it or left it
	Meeting string
}

// EventKind says what happened.
type EventKind string

const (
	EventReported  EventKind = "reported"
	EventJoined    EventKind = "joined" // somebody else suffers from it too
	EventDiscussed EventKind = "discussed"
	EventTakenUp   EventKind = "taken-up"
	EventAssigned  EventKind = "assigned"
	EventPostponed EventKind = "postponed"
	EventPassedUp  EventKind = "passed-up"
	EventAnswered  EventKind = "answered"
	EventNoted     EventKind = "noted" // for colleagues: no reporter sees it
	EventProposed  EventKind = "proposed"
	EventReminded  EventKind = "reminded"
	EventConfirmed EventKind = "confirmed"
	EventObjected  EventKind = "objected"
	EventEnded     EventKind = "ended"
	EventReopened  EventKind = "reopened"
	EventMerged    EventKind = "merged" // into another one
	EventTookIn    EventKind = "took-in"
	EventLate      EventKind = "late" // its date passed and nothing was done
	EventExample   EventKind = "example"
	EventSeparated EventKind = "separated" // what was merged stands by itself again: said of both
)

// Report is what somebody tells in half a minute.
type Report struct {
	Key         string // a UUID of the sender's choosing: a report that is sent twice is made once
	Title       string
	What        string
	Theme       string
	HowOften    HowOften
	Suffers     []string
	Area        network.AreaCode      // a wijk or a municipality
	Wijkverband network.WijkverbandID // '' finds the one that counts for the area
	Request     string                // id of a placement that was declined; kept only where the reporter is named
	Email       string
	Unnamed     bool
	// SeenPersonal says that the sender read the warning and sends all the same. What surely identifies
	// somebody is refused whatever it says.
	SeenPersonal bool
}

// Receipt is what a reporter keeps.
type Receipt struct {
	ID     ID
	Token  string // opens /inzage/{token}: where it stands
	Number int
}

// Joining says how somebody joins a bottleneck of others.
type Joining struct {
	Unnamed bool
	Email   string
}

// Reporter is somebody who reported and may be named to the owner.
type Reporter struct {
	Person       network.PersonID
	Name         string
	Organization network.OrganizationID
	Request      string // the placement that was declined
}

// Look is a bottleneck with all that may be told of it.
type Look struct {
	Bottleneck
	Events []Event
	// Reporters are those who chose to be named, and shown to the owner alone.
	Reporters []Reporter
	Unnamed   int
	Parts     []Bottleneck // what was merged into it, directly or by way of another: of the reader's region, or all for who decides
	Examples  []Example    // of what was solved and is nearly the same, while it is open
	// Mine says that the reader reported it, and Asked that their yes or no is waited for. Quiet says that
	// they stay unnamed, so that nothing may be recorded of them beside this.
	Mine, Asked, Quiet bool
}

// Followed is a bottleneck as a reporter sees it by link.
type Followed struct {
	Bottleneck
	Reported Bottleneck // what this reporter reported, where it was merged into another one since
	Events   []Event
	Asked    bool // their yes or no is waited for
	CanOpen  bool // they can still say that it is not solved
	Examples []Example
}

// Decision is what every act of an owner may carry.
type Decision struct {
	Meeting string // id of the meeting it was taken in
}

// Query bounds a board. Without a region it is the nation's, or what the reader's own organisation owns
// anywhere, where Owner is that organisation.
type Query struct {
	Level       Level
	Region      network.RegionID
	Wijkverband network.WijkverbandID
	Theme       string
	State       State // '' is every open one; "ended" those that are solved or accepted
	Owner       string
	Person      network.PersonID // who was named to see to it
	Overdue     bool
	At          time.Time // as it was; zero: now
	Limit       int       // 0: 100; at most 500
	Cursor      string

	party string // whose board it is, where it is an organisation's
}

// Page is a part of a board: the earliest next date first, or the last ended first.
type Page struct {
	Items []Bottleneck
	Next  string
	Total int
	At    time.Time
	// Replies are what higher levels said lately to the levels of the board, the newest first: on the first
	// page of a board as it is now, of everything that is open there.
	Replies []Reply
}

// Match is another bottleneck that says nearly the same.
type Match struct {
	ID    ID
	Score float64 // 0 to 1
	Title string
	Level Level
	State State
}

// Rise is a theme that several places report: it belongs one level up.
type Rise struct {
	Theme  string
	Places []string // ids of wijkverbanden or areas, or of regions
	IDs    []ID
}

// Theme is a code of the table of themes.
type Theme struct {
	Code  string
	Name  string
	Plain string
}

// Count is a number of bottlenecks. Few says that it is not shown, because it or another one that would
// follow from it is small; N is then 0.
type Count struct {
	N   int
	Few bool
}

// CountQuery asks for the counts of a place over a period: by when they were reported.
type CountQuery struct {
	Region      network.RegionID      // '' is the country
	Wijkverband network.WijkverbandID // within the region
	Year        int                   // for everybody: a calendar year; 0 is the one that runs
	From, Until time.Time             // for who sees small numbers: any period; they go before Year
}

// Counts say what was told, what was done, and whether it helped.
type Counts struct {
	Place
	From, Until time.Time
	Exact       bool
	Reported    Count
	Open        Count // these three are parts of Reported
	Solved      Count
	Accepted    Count
	PassedUp    Count // of Reported, those that went one level up or more
	Helped      Count // of Solved, those of which every reporter said so
	ByTheme     []ThemeCount
}

// ThemeCount is how many were reported of a theme.
type ThemeCount struct {
	Theme string
	N     Count
}

// Own is what somebody reported, with where it stands now.
type Own struct {
	Reported Bottleneck
	Now      Bottleneck // the one that it is part of
	Asked    bool       // their yes or no is waited for
	News     int        // receipts that they have not looked at
	Last     Event
}
