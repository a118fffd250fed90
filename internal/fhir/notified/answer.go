package notified

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// mostAsked bounds the list of what is asked: the most urgent stand first.
const mostAsked = 200

// Asked gives what is asked of one's organisation in other systems: first that of which something was told that is
// not there (see [Taken.Astray]), then what waits for an answer, by its end. What was replaced is only among the first.
func (s *Service) Asked(ctx context.Context, actor access.Actor) (all []Taken, err error) {
	defer fault.Wrap(&err, "notified.Asked")
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "organization", ID: actor.Organization, Organization: actor.Organization}, nil
	}
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "notified.Asked", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		all, err = store.All(ctx, tx.Tx, scanTaken, takenRows+`WHERE t.owner = $1 AND (t.state <> 'replaced' OR r.state IN ('waiting', 'refused') AND r.told_at > $2)
			ORDER BY CASE WHEN r.state IN ('waiting', 'refused') AND r.told_at > $2 THEN 0 WHEN t.state = 'open' AND t.status IN ('', 'requested') THEN 1 ELSE 2 END,
				CASE WHEN t.state = 'open' AND t.status IN ('', 'requested') THEN t.until_at ELSE -t.made_at END, t.id LIMIT $3`,
			actor.Organization, clock.Micros(now.Add(-astrayFor)), mostAsked)
		all = slices.DeleteFunc(all, func(t Taken) bool { return t.State == replaced && !t.Astray(now) })
		tx.Found(len(all))
		return err
	})
	return all, err
}

// Detail is a question as it stands in the other system at this moment.
type Detail struct {
	Taken
	System  string // the name of the other system; '' when there is no way to it
	Facts   []Fact // what is asked; none when it could not be read
	Version string // what an answer is given to; see [Service.Answer]
	Live    bool   // it was read there just now
}

// load describes a question to the policies.
func (s *Service) load(which TakenID, t *Taken) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if err := tx.Lock(ctx, "notice_taken", string(which)); err != nil {
			return access.Subject{}, err
		}
		*t, err = takenTx(ctx, tx, which)
		return access.Subject{Type: "notification", ID: string(which), Organization: string(t.Owner)}, err
	}
}

// Question shows a question, read anew where it is asked. When that does not work it is shown as it was known.
func (s *Service) Question(ctx context.Context, actor access.Actor, which TakenID) (d Detail, err error) {
	defer fault.Wrap(&err, "notified.Question(%s)", which)
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "notified.Question", Load: s.load(which, &d.Taken)}, func(_ context.Context, tx *act.Tx) error {
		tx.Found(1)
		return nil
	})
	if err != nil {
		return d, err
	}
	live, cancel := context.WithTimeout(ctx, readLive)
	defer cancel()
	c, p, _, problem := s.from(live, &d.Taken)
	d.System = p.Name
	if problem != nil {
		d.Problem = peer.Words(problem)
		return d, nil
	}
	d.Facts, d.Version, d.Live = c.facts(), c.version, true
	return d, s.keep(ctx, &d.Taken, &c, nil)
}

// Answer is a yes or a no to a question of elsewhere.
type Answer struct {
	Yes     bool
	Reason  placement.ReasonCode // of a no
	Version string               // of what was read: another one is not answered; '' answers whatever stands there
}

// declines is the code system of the reasons for a no.
const declines = "decline-reason"

var (
	errOver    = fault.New(fault.Conflict, "Deze vraag is al voorbij. U hoeft niets meer te doen.", "the question is over")
	errChanged = fault.New(fault.Conflict, "De vraag is intussen veranderd. Kijk nog eens en antwoord dan.", "the Task has changed since it was read; read it again")
	errLate    = fault.New(fault.Conflict, "De tijd om te antwoorden is voorbij. Uw antwoord telt niet meer.", "the time for an answer has passed")
	errUnsure  = fault.New(fault.Conflict, "De tijd om te antwoorden is voorbij. Wij weten niet of uw ja op tijd aankwam. Bel wie het vraagt.",
		"the time for an answer has passed, and it is not known whether the yes arrived in time")
	errNoRoom = fault.New(fault.Conflict, "Het andere systeem neemt uw ja nu niet aan. Misschien is daar geen plek meer vrij. Bel wie het vraagt.",
		"the peer does not take a yes now: no place may be free there")
	errChosen = fault.New(fault.Conflict, "U bent al gekozen. Lukt het toch niet? Meld dan dat het niet doorgaat.", "the provider is chosen already: tell that it falls through")
)

// canAnswer tells whether an answer may come next, as far as is known here; Conflict says why not. A yes that is on its
// way binds nobody yet: a no may take its place, and wins there by the version that it is put over. A no on its way is
// waited for: a yes could stand there already when it arrives.
func (t *Taken) canAnswer(step Step, now time.Time) error {
	switch {
	case t.Over():
		return errOver
	case t.Told.State == Waiting && (!t.Told.Step.answers() || step == Yes && t.Told.Step == No):
		return errUnderWay
	case t.Status == "in-progress":
		return errHasBegun
	case t.Status == "accepted" && step == No && t.Business == "chosen":
		return errChosen
	case t.Status == "accepted":
		return nil
	case t.State != open:
		return errOver
	case !now.Before(t.Until):
		return errLate
	}
	return nil
}

// follows tells whether a step may come next, whichever it is.
func (t *Taken) follows(step Step, now time.Time) error {
	if step.answers() {
		return t.canAnswer(step, now)
	}
	return t.Can(step)
}

// Answer says yes or no to the system that asks. It stands here from then on, and is put there at once, or else again
// and again: a yes until its time has passed. Nothing is held here for a yes: the place is taken where it is asked, when
// it arrives, and one that is not taken there leaves nothing to give back. Conflict: the question changed there
// meanwhile, or is over.
func (s *Service) Answer(ctx context.Context, actor access.Actor, which TakenID, a Answer) (t Taken, err error) {
	defer fault.Wrap(&err, "notified.Answer(%s)", which)
	r, err := s.answerOf(ctx, a)
	if err != nil {
		return t, err
	}
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "notified.Answer", Load: s.load(which, &t)}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		told := Told{Report: r, At: now, version: a.Version}
		if r.Step == No && t.Answering() {
			told.version = "" // what changed there may be the yes that it takes back
		}
		if t.said(&told) {
			return nil
		}
		if err := t.canAnswer(r.Step, now); err != nil {
			return err
		}
		return s.tellTx(ctx, tx, &t, told, map[string]any{"yes": a.Yes, "reason": r.Reason})
	})
	if err != nil || t.Told.State != Waiting {
		return t, err
	}
	return t, s.carry(ctx, &t)
}

// answerOf gives an answer as it is kept, with its reason held against the code list.
func (s *Service) answerOf(ctx context.Context, a Answer) (Report, error) {
	if a.Yes {
		return Report{Step: Yes}, nil
	}
	tables, err := s.Placement.Tables(ctx)
	if err != nil {
		return Report{}, err
	}
	why, known := tables.Decline(a.Reason)
	if !known {
		return Report{}, fault.InvalidField("reason", "Kies waarom het niet kan.", "expected one of the reasons for a no, such as full")
	}
	return Report{Step: No, Reason: why.Code}, nil
}
