package approval

import (
	"context"
	"encoding/json"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/store"
)

// ID identifies a proposal.
type ID string

// Lasts is how long a proposal waits for a second person.
const Lasts = 7 * 24 * time.Hour

// State says how far a proposal is.
type State string

const (
	Waiting  State = "waiting"
	Done     State = "done"
	Rejected State = "rejected" // by a second person, or taken back by the first
	Expired  State = "expired"
)

// Proposal is an act that waits for a second person, or waited.
type Proposal struct {
	ID      ID
	Act     string
	Subject access.Subject
	Payload json.RawMessage // what the act needs: ids, codes and dates; no secrets, no personal values
	// Says tells the second person what will happen, in Dutch; see [Sayer]. It may be empty.
	Says     string
	Proposer string // person id
	At       time.Time
	Until    time.Time
	State    State
	Decider  string // person id; the second person, when they agreed

	// Facts tell what it is about, for who may decide; they are read when it is shown and kept nowhere.
	Facts []Fact
}

// Fact is a name in Dutch with its value.
type Fact struct{ Term, Text string }

// Teller reads what the second person must see before they agree: whom or what it is about, as it
// stands now. It is asked only for who may decide, within a look that is on record.
type Teller func(ctx context.Context, tx *store.Tx, p Proposal) ([]Fact, error)

// People gives somebody as they stand now, and whether they still work here.
type People func(ctx context.Context, tx *store.Tx, person string) (who access.Actor, atWork bool, err error)

// Sayer is a payload that tells the second person in Dutch what will happen, in one sentence without
// personal values: 'Alle regels van mei 2026 gaan naar een bestand.'
type Sayer interface{ Says() string }

// Executor does what was proposed, within the transaction of the agreement. It asks no access itself;
// an error takes everything back and leaves the proposal waiting. What it adds with About and Changed
// goes into the one ledger entry.
type Executor func(ctx context.Context, tx *act.Tx, p Proposal) error
