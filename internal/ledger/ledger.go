// Package ledger is the append-only record of every act and every look: who, what, about which
// things, how it ended and why. Audit, history, the live feed and measures are read from this one
// table.
//
// An entry is written in the transaction of the act itself (see package act, the only writer). Its
// place in the order is a number without gaps: SQLite, with one writer, numbers in the act; on
// PostgreSQL, where commits overtake each other, a [Feed] numbers what has been committed, so that
// a reader who asks for everything after number n never misses an entry that committed late.
//
// An entry holds ids and codes, never personal values. The name of a person is a reference to a row
// that can be erased ([Names]).
//
// Each minute a [Sealer] puts the new entries under a seal: a Merkle tree over their leaves, chained
// to the seal before it and signed. [Check] proves with them that no entry was changed, taken away,
// put in or moved; [ProofOf] lets somebody else do so for one entry. [ExpireTx] removes what was
// kept long enough and leaves what its leaf is made of.
package ledger

import (
	"encoding/json"
	"time"
)

// EntryID identifies an entry before it has a number.
type EntryID string

// Outcome says how an act ended.
type Outcome string

const (
	Done    Outcome = "done"
	Refused Outcome = "refused" // no policy allowed it
	Failed  Outcome = "failed"  // allowed, but it could not be done; nothing changed
)

// Subject is a thing an entry is about.
type Subject struct {
	Type string // 'service', 'wijkverband', …
	ID   string
}

// Grounds say on what somebody looks at care: codes and ids of policies, never words of people.
type Grounds struct {
	Purpose   string // code of the purpose of use
	Relation  string // the rule by which there is a treatment relation
	Consent   string // the consent that allows it
	Emergency bool   // the emergency button was used
}

// Entry is one act or look, with the fields that NEN 7513 asks for.
type Entry struct {
	Seq          int64 // 0 while it has no number yet
	ID           EntryID
	At           time.Time
	Person       string // a person's id, 'anonymous', 'system:<job>' or 'client:<id>'
	Name         NameID // what this person was called; see [Names]
	Organization string
	Role         string
	OnBehalfOf   string
	Session      string // id of the session, never its token
	Assurance    uint8  // how sure it was who this is: 0 to 3
	Via          string // page, api, command, timer or link
	Origin       string // keyed hash of the network address
	Act          string
	Sort         string // C, R, U, D or E; empty for an act nobody listed
	Outcome      Outcome
	Reason       string // the sentences of the policies, or what went wrong
	Policy       string // ids of the policies that decided: the authorisation protocol
	Grounds      Grounds
	Region       string
	Area         string
	Trace        string
	Source       string          // installation and version that wrote it
	Found        *int64          // how many things a look gave; nil when that says nothing
	Subjects     []Subject       // in order of type and id when read
	Change       json.RawMessage // what changed, as the capability describes it; ids, no personal values
}
