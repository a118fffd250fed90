package notified

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

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
	Version string               // of what was read: another one is refused there
}

// Answer puts the answer on the Task in the system that asks. Conflict: it changed there meanwhile, or is over.
// Unavailable: the other system could not be reached, and knows nothing.
func (s *Service) Answer(ctx context.Context, actor access.Actor, which TakenID, a Answer) (t Taken, err error) {
	defer fault.Wrap(&err, "notified.Answer(%s)", which)
	tables, err := s.Placement.Tables(ctx)
	if err != nil {
		return t, err
	}
	why, known := tables.Decline(a.Reason)
	if !a.Yes && !known {
		return t, fault.InvalidField("reason", "Kies waarom het niet kan.", "expected one of the reasons for a no, such as full")
	}
	// That somebody answered is on record before the other system hears of it.
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "notified.Answer", Load: s.load(which, &t)}, func(_ context.Context, tx *act.Tx) error {
		if t.State != open || slices.Contains(final, t.Status) {
			return errOver
		}
		tx.About("organization", string(t.Owner))
		return tx.Changed(map[string]any{"yes": a.Yes, "reason": why.Code})
	})
	if err != nil {
		return t, err
	}
	live, cancel := context.WithTimeout(ctx, readLive)
	defer cancel()
	c, p, address, err := s.from(live, &t)
	if err != nil {
		return t, told(err)
	}
	if c.task.Status == status(a) {
		return t, s.keep(ctx, &t, &c, nil) // it was said already
	}
	if a.Version != "" && a.Version != c.version {
		return t, errChanged
	}
	var more map[string]any
	if !a.Yes {
		more = s.because("decline-reason", why.Code, why.Name)
	}
	if err := s.put(live, &t, &c, &p, address, status(a), more); err != nil {
		return t, told(err)
	}
	return t, s.keep(ctx, &t, &c, nil)
}

func status(a Answer) string {
	if a.Yes {
		return "accepted"
	}
	return "rejected"
}

var (
	errOver    = fault.New(fault.Conflict, "Deze vraag is al voorbij. U hoeft niets meer te doen.", "the question is over")
	errChanged = fault.New(fault.Conflict, "De vraag is intussen veranderd. Kijk nog eens en antwoord dan.", "the Task has changed since it was read; read it again")
)

// because gives the reason of a status, as a code of ours.
func (s *Service) because(system string, why placement.ReasonCode, name string) map[string]any {
	return map[string]any{"statusReason": map[string]any{"coding": []any{map[string]any{
		"system": s.Codes.Own("CodeSystem", system), "code": string(why), "display": name}}}}
}

// put puts the Task back with a status on it and what goes with that, over the version that was read.
func (s *Service) put(ctx context.Context, t *Taken, c *content, p *peer.Peer, address, status string, more map[string]any) error {
	delete(c.whole, "statusReason")
	maps.Copy(c.whole, more)
	c.whole["status"] = status
	body, err := json.Marshal(c.whole)
	if err != nil {
		return err
	}
	header, err := s.headers(ctx, t)
	if err != nil {
		return err
	}
	if c.version != "" {
		header.Set("If-Match", c.version)
	}
	answer, err := s.Peers.Ask(ctx, p, peer.Question{Method: http.MethodPut, Address: address, Body: body, Media: "application/fhir+json", Header: header})
	if err != nil {
		return err
	}
	after := content{request: c.request}
	if len(answer.Body) == 0 || after.readTask(answer) != nil { // an answer without the resource
		after.task, after.whole = c.task, c.whole
		after.task.Status = status
	}
	*c = after
	return nil
}

// told gives the words for an answer that the other system did not take.
func told(err error) error {
	switch peer.StatusOf(err) {
	case http.StatusConflict, http.StatusPreconditionFailed:
		return errChanged.Because(err)
	case http.StatusUnprocessableEntity:
		return fault.New(fault.Conflict, "Het andere systeem neemt dit antwoord nu niet aan. Bel wie het vraagt.", "the peer does not take this answer (422)").Because(err)
	case 0:
		if fault.KindOf(err) == fault.Conflict {
			return err
		}
	}
	words := peer.Words(err)
	return fault.New(fault.Unavailable, words.NL+" Uw antwoord is niet aangekomen.", words.EN).Because(err)
}
