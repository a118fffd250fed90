package notified

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Taken is a question of elsewhere, as far as it is kept here: who asks, until when, and where it stands in codes.
type Taken struct {
	ID       TakenID
	Sender   network.OrganizationID
	Owner    network.OrganizationID
	State    string // 'open', 'cancelled' or 'replaced'
	Status   string // of the Task as it was last read there; '' before that
	Business string // its businessStatus, in the asking system's own code
	What     string // what is asked, in a few words of the asking system; '' when it does not tell
	Priority string // 'stat', 'urgent', 'routine' or ''
	Until    time.Time
	Read     time.Time  // when it was last read there; zero: never
	Problem  fault.Text // why reading it failed; empty when it did not
	Made     time.Time
	Told     Told // what people here told last: their answer, or of the care since

	ura, task, request string
	ticket             []byte
	tries              int
}

// Waits tells whether an answer is still asked, as far as is known here: none was given, or it was not taken.
func (t *Taken) Waits(now time.Time) bool {
	return t.State == open && (t.Status == "" || t.Status == "requested") && now.Before(t.Until) && !t.Answering()
}

// Answering tells whether a yes or a no was given that is not there yet.
func (t *Taken) Answering() bool { return t.Told.State == Waiting && t.Told.Step.answers() }

// Over tells whether nothing happens to it any more.
func (t *Taken) Over() bool { return slices.Contains(final, t.Status) || t.State == replaced }

// final are the statuses of a Task after which none comes.
var final = []string{"rejected", "cancelled", "completed", "failed", "entered-in-error"}

const takenRows = `SELECT t.id, t.sender, t.ura, t.owner, t.task, t.request, t.ticket, t.until_at, t.state, t.status, t.business, t.what, t.priority, t.tries, t.read_at, t.problem_nl, t.problem_en, t.made_at,
	COALESCE(r.step, ''), COALESCE(r.day, ''), COALESCE(r.reason, ''), COALESCE(r.version, ''), COALESCE(r.state, ''), COALESCE(r.tries, 0), COALESCE(r.problem_nl, ''), COALESCE(r.problem_en, ''), r.told_at
	FROM notice_taken t LEFT JOIN notice_report r ON r.taken = t.id `

func scanTaken(row func(...any) error) (t Taken, err error) {
	var until, made int64
	var read, told sql.NullInt64
	err = row(&t.ID, &t.Sender, &t.ura, &t.Owner, &t.task, &t.request, &t.ticket, &until, &t.State, &t.Status, &t.Business, &t.What, &t.Priority, &t.tries, &read,
		&t.Problem.NL, &t.Problem.EN, &made,
		&t.Told.Step, &t.Told.Day, &t.Told.Reason, &t.Told.version, &t.Told.State, &t.Told.tries, &t.Told.Problem.NL, &t.Told.Problem.EN, &told)
	t.Until, t.Made = clock.FromMicros(until), clock.FromMicros(made)
	if read.Valid {
		t.Read = clock.FromMicros(read.Int64)
	}
	if told.Valid {
		t.Told.At = clock.FromMicros(told.Int64)
	}
	return t, err
}

func takenTx(ctx context.Context, tx *store.Tx, which TakenID) (Taken, error) {
	t, err := store.One(ctx, tx, scanTaken, takenRows+`WHERE t.id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		err = fault.Missing("Deze vraag kennen wij niet.", "notification not found")
	}
	return t, err
}

var errNoWay = fault.New(fault.Conflict, "Met het systeem dat dit vraagt is nog geen koppeling. Vraag uw beheerder die te maken, of bel wie het vraagt.",
	"there is no peer for the system that asks, in the name of the organization that is asked")

// wayTx finds the system where a question is to be read, and the full addresses there. A relative reference is of
// the system that is known to speak for whoever asks.
func (s *Service) wayTx(ctx context.Context, tx *store.Tx, t *Taken) (p peer.Peer, task, request string, err error) {
	all, err := s.Peers.ForTx(ctx, tx, t.Owner)
	if err != nil {
		return p, "", "", err
	}
	full := func(p *peer.Peer, ref string) string {
		switch {
		case strings.Contains(ref, "://"):
			if !p.Holds(ref) {
				return ""
			}
			return ref
		case ref != "" && p.SpeaksFor(t.ura):
			return p.Base + "/" + ref
		}
		return ""
	}
	for _, p := range all {
		if len(p.URAs) > 0 && !p.SpeaksFor(t.ura) {
			continue
		}
		if task := full(&p, t.task); task != "" {
			return p, task, full(&p, t.request), nil
		}
	}
	return p, "", "", errNoWay
}
