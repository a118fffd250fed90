package notified

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// status is the status of the Task that says it: a place that does not come about by the provider's own doing is a no.
func (r *Report) status() string {
	switch {
	case r.Step == Yes:
		return "accepted"
	case r.Step == No:
		return "rejected"
	case r.Step == Begun:
		return "in-progress"
	case r.Step == Done:
		return "completed"
	case placement.AsNo(r.Reason) != "":
		return "rejected"
	}
	return "cancelled"
}

const (
	// mostOvertaken bounds how often something is read anew because it changed between reading and putting.
	mostOvertaken = 3
	// reportFor is how long it is tried to put there what was told.
	reportFor = 30 * 24 * time.Hour
)

// TriedUntil is until when it is tried to put there what was told: a yes that comes after its time binds nobody.
func (t *Taken) TriedUntil() time.Time {
	until := t.Told.At.Add(reportFor)
	if t.Told.Step == Yes && t.Until.Before(until) {
		return t.Until
	}
	return until
}

// RunReport handles a [ReportJob]: one try to put there what was told, and the next one planned.
func (s *Service) RunReport(ctx context.Context, job jobs.Job) (err error) {
	defer fault.Wrap(&err, "notified.RunReport")
	t, err := s.takenBy(ctx, job)
	if err != nil || t.Told.State != Waiting {
		return err
	}
	if err = s.carry(ctx, &t); fault.KindOf(err) == fault.Conflict {
		return nil // whoever told it reads so
	}
	return err
}

// carry does one try to put there what was told, and keeps how that went. Conflict: it is refused for good.
func (s *Service) carry(ctx context.Context, t *Taken) error {
	live, cancel := context.WithTimeout(ctx, readLive)
	defer cancel()
	c, problem := s.putReport(live, t)
	if ctx.Err() != nil { // whoever waited is gone, or the program stops: that is no failed try
		return ctx.Err()
	}
	refused := forGood(problem)
	if problem != nil && refused == nil && !s.Now().Before(t.TriedUntil()) {
		refused = errReportOld
		if t.Told.Step == Yes && !s.Now().Before(t.Until) {
			refused = errUnsure
		}
	}
	first, err := s.toldOrNot(ctx, t, problem, refused)
	if err != nil {
		return err
	}
	if c != nil && first {
		if err := s.keep(ctx, t, c, nil); err != nil {
			return err
		}
	}
	return refused
}

// never are the answers after which trying again is of no use: the system does not take this, does not know the Task
// (any more), or lets nobody change it. 401 and 403 are not among them: a client or a right that an administrator took
// away comes back the same way, and an authorization-base that was revoked is not shown once its time has passed, after
// which the lasting right behind it decides.
var never = []int{http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusUnprocessableEntity, http.StatusNotImplemented}

// forGood gives why what was told will never be taken; nil: it is there, or may yet be.
func forGood(problem error) error {
	switch status := peer.StatusOf(problem); {
	case slices.Contains(never, status):
		return errNotTaken.Because(problem)
	case status == 0 && fault.KindOf(problem) == fault.Conflict && !errors.Is(problem, errNoWay):
		return problem
	}
	return nil
}

// putReport puts on the Task what was told, over the version that it is decided on, and gives the question as it
// was last read; nil: it could not be read. What stands there already is not put again.
func (s *Service) putReport(ctx context.Context, t *Taken) (*content, error) {
	var first string // the version that it was put over first
	for attempt := 1; ; attempt++ {
		c, p, address, err := s.from(ctx, t)
		if err != nil {
			return nil, err
		}
		if err := s.stillTold(ctx, t); err != nil {
			return nil, err
		}
		if attempt == 1 {
			first = c.version
		}
		if c.task.Status == t.Told.status() {
			return &c, s.stands(&t.Told, &c.task)
		}
		now := *t
		now.Told = Told{}
		c.onto(&now, s.Now())
		if err := now.follows(t.Told.Step, s.Now()); err != nil {
			return &c, err
		}
		if t.Told.version != "" && t.Told.version != c.version {
			return &c, errChanged
		}
		more, err := s.more(ctx, &t.Told.Report)
		if err != nil {
			return &c, err
		}
		err = s.put(ctx, t, &c, &p, address, t.Told.status(), more)
		switch status := peer.StatusOf(err); {
		case status != http.StatusConflict && status != http.StatusPreconditionFailed:
			return &c, err
		case attempt == mostOvertaken && status == http.StatusConflict && t.Told.Step == Yes && first != "" && first == c.version:
			return &c, errNoRoom // nothing changed meanwhile: it is the yes that does not fit
		case attempt == mostOvertaken:
			return &c, err
		}
	}
}

// errAnew says that something else was told since a try began.
var errAnew = errors.New("notified: told anew")

// stillTold makes sure, when the Task was read, that nothing was told since: what was told later may stand on it by
// then, and is not put aside. What arrives after it was read is not put aside either, for the version is another one.
func (s *Service) stillTold(ctx context.Context, t *Taken) error {
	return s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := takenTx(ctx, tx, t.ID)
		if err == nil && (now.Told.State != Waiting || now.Told.Step != t.Told.Step || !now.Told.At.Equal(t.Told.At)) {
			return errAnew
		}
		return err
	})
}

// stands holds what was told against a Task that has its status already. The day on which care began is taken over
// from there; what fell through by the provider's own doing may stand there as the no to which it amounts. Conflict: it
// has another reason there, or shows none. That is also how it looks when whoever asks ended it
// without us, so that nothing shows that what was told arrived. A yes or a no stands by its status alone.
func (s *Service) stands(t *Told, there *seen) error {
	switch {
	case t.Step.answers():
		return nil
	case t.Step == Begun:
		if began, _, ok := dateTime(there.Execution.Start); ok {
			t.Day = began.In(clock.Amsterdam).Format(time.DateOnly)
		}
		return nil
	case there.StatusReason.code() == "":
		return errOver
	}
	if there.StatusReason.is(s.Codes.Own("CodeSystem", acts[t.Step].system), t.Reason) || there.StatusReason.is(s.Codes.Own("CodeSystem", declines), placement.AsNo(t.Reason)) {
		return nil
	}
	return errOther
}

// more gives what is put beside the status: the day of the beginning, or the reason.
func (s *Service) more(ctx context.Context, r *Report) (map[string]any, error) {
	switch r.Step {
	case Yes:
		return nil, nil
	case Begun:
		return map[string]any{"executionPeriod": map[string]any{"start": r.Day}}, nil
	}
	tables, err := s.Placement.Tables(ctx)
	if err != nil {
		return nil, err
	}
	if r.Step == No {
		why, _ := tables.Decline(r.Reason)
		return s.because(declines, r.Reason, why.Name), nil
	}
	of := acts[r.Step]
	row, _ := tables.Reason(of.act, r.Reason)
	return s.because(of.system, r.Reason, row.Name), nil
}

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

// toldOrNot keeps how a try went, and plans the next one. A try that took long says nothing of what was told anew since:
// first is false, and what was kept meanwhile counts.
func (s *Service) toldOrNot(ctx context.Context, t *Taken, problem, refused error) (first bool, err error) {
	words := peer.Words(problem)
	if refused != nil {
		words = peer.Words(refused)
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		state := There
		switch {
		case refused != nil:
			state = Refused
		case problem != nil:
			state = Waiting
		}
		kept, err := tx.Exec(ctx, `UPDATE notice_report SET state = $1, tries = tries + 1, problem_nl = $2, problem_en = $3, day = $4 WHERE taken = $5 AND step = $6 AND told_at = $7 AND state = 'waiting'`,
			state, words.NL, words.EN, t.Told.Day, t.ID, t.Told.Step, clock.Micros(t.Told.At))
		if err != nil {
			return err
		}
		same, err := kept.RowsAffected()
		if err != nil {
			return err
		}
		if first = same > 0; !first {
			*t, err = takenTx(ctx, tx, t.ID)
			return err
		}
		t.Told.State, t.Told.Problem = state, words
		if state != Waiting {
			return nil
		}
		next := now.Add(min(firstPause<<min(t.Told.tries, 10), mostPause))
		if last := t.TriedUntil(); last.Before(next) {
			next = last // whoever told it hears so in time
		}
		return jobs.Schedule(ctx, tx, ReportJob, string(t.ID), next, struct{}{})
	})
	return first, err
}
