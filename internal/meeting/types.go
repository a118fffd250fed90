package meeting

import (
	"time"

	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// Ids of the things of this package.
type (
	ID     string
	ItemID string
	TaskID string
)

// State is how far a meeting is.
type State string

const (
	Planned   State = "planned"
	Open      State = "open" // it is being held
	Closed    State = "closed"
	Cancelled State = "cancelled"
)

// ItemKind says what an item is about.
type ItemKind string

const (
	AboutBottleneck ItemKind = "bottleneck"
	AboutAgreement  ItemKind = "agreement"
	AboutTopic      ItemKind = "topic"
)

// Meeting is one meeting at one table.
type Meeting struct {
	ID      ID
	Forum   mandate.Forum
	At      time.Time
	Minutes int    // how long it takes
	Where   string // a place, or how to join
	State   State
	Items   []Item    // the heaviest first
	Present []Present // who is, or was, there
	// Expected are the parties that hold a seat or a mandate at the table, or are named as a contact of the
	// wijkverband: as it stands while the meeting is planned, and as it stood when it began.
	Expected  []Present
	Tasks     []Task // made here, by the day on which they must be done
	Counts    Counts // in a list, which leaves the rest out
	StartedAt time.Time
	EndedAt   time.Time // closed or cancelled
	Why       string    // it was cancelled
	Version   int64     // of when, where and how long; see [Service.Plan]
}

// Counts say how much there is of a meeting.
type Counts struct {
	Items     int // on the agenda
	Decisions int
	Tasks     int
}

// Item is one thing on the agenda.
type Item struct {
	ID       ItemID
	Kind     ItemKind
	Ref      string // the bottleneck or agreement; '' of a topic
	Title    string
	Weight   int    // what goes first; see [AgendaWeight]
	Minutes  string // what was said
	Decision string
	Done     bool // it need not come back
	Position int  // on the agenda, from 1
	Carried  ID   // the meeting that did not get to it; '' of a new one
	// SeenPersonal says that whoever writes has seen the warning that a name may stand in the text. What is
	// surely personal, such as a number or a date of birth, is refused all the same. It is never kept.
	SeenPersonal bool
	Version      int64 // counts what was written; a change names the one that it began with
}

// Present is a party at a meeting, and who came or is to come for it.
type Present struct {
	Organization     network.OrganizationID // '' where somebody comes for themselves, as for the citizens
	OrganizationName string                 // filled on reading
	Discipline       network.DisciplineCode
	Person           network.PersonID // '' where nobody is named
	Name             string           // filled on reading
	Seat             mandate.SeatID   // '' without one
}

// Task is what somebody does before a day.
type Task struct {
	ID               TaskID
	Meeting          ID
	Forum            mandate.Forum // of the meeting; filled on reading
	What             string
	Owner            network.PersonID // one of the two at least
	Name             string           // of the owner; filled on reading
	Organization     network.OrganizationID
	OrganizationName string // filled on reading
	By               time.Time
	Done             time.Time // zero: not yet
	Item             ItemID    // '' where it came from no item
	Ref              string    // of the item; filled on reading
	SeenPersonal     bool      // as of an [Item]
}

// Late tells whether a task should have been done.
func (t *Task) Late(at time.Time) bool { return t.Done.IsZero() && t.By.Before(at) }

// Query asks for meetings. Empty fields ask nothing; of the forum a kind alone, or a region alone, bounds too.
type Query struct {
	Forum       mandate.Forum
	From, Until time.Time // of when they are held
	Limit       int       // 0 means 50; at most 200
}

// TaskQuery asks for tasks: somebody's own, or those of a table.
type TaskQuery struct {
	Person network.PersonID // '' asks for those of the forum
	Forum  mandate.Forum    // without Kind: of any
	Open   bool             // those that are not done
	At     time.Time        // zero: as it is now; else as it was then
}
