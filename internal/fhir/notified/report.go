package notified

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// Step is what the provider that was chosen elsewhere tells of the care.
type Step string

// The steps.
const (
	Begun       Step = "begun"
	Done        Step = "done"
	FellThrough Step = "fell"
)

// acts are the acts of package placement whose reasons go with a step, and the code system that we write them in.
var acts = map[Step]struct{ act, system string }{Begun: {}, Done: {"Close", "close-reason"}, FellThrough: {"FallThrough", "fall-through-reason"}}

// Report is what somebody of the provider tells.
type Report struct {
	Step   Step
	Day    string               // on which it began, as 2026-11-23; '' is today
	Reason placement.ReasonCode // how it ended, or why it does not come about
}

// Told is the last thing that was told, and whether it stands in the other system.
type Told struct {
	Report
	State   string     // one of [Waiting], [There] and [Refused]; '' while nothing was told
	Problem fault.Text // why it is not there; empty when nothing went wrong
	At      time.Time

	tries int
}

// States of what was told.
const (
	Waiting = "waiting" // it is put there again and again
	There   = "there"
	Refused = "refused" // the other system had moved on, or does not take it
)

var (
	errNotYet    = fault.New(fault.Conflict, "U bent nog niet gekozen. Wacht tot wie het vraagt een keuze maakt.", "the provider is not chosen yet")
	errUnsaid    = fault.New(fault.Conflict, "Zeg eerst ja of nee op de vraag.", "the question is not answered yet")
	errNotBegun  = fault.New(fault.Conflict, "De zorg is nog niet begonnen. Zeg eerst wanneer die begon.", "the care has not begun: tell when it did first")
	errHasBegun  = fault.New(fault.Conflict, "De zorg is al begonnen. Rond de vraag af als de zorg klaar is.", "the care has begun already: tell how it ended")
	errUnderWay  = fault.New(fault.Conflict, "Wat u eerder meldde, is nog onderweg. Wacht tot het is aangekomen.", "what was told before is not there yet")
	errNoStep    = fault.InvalidField("step", "Kies wat u wilt melden.", "expected begun, done or fell")
	errOther     = fault.New(fault.Conflict, "Daar staat al een andere reden. Wat u meldde, is niet overgenomen.", "it stands there already, for another reason")
	errReportOld = fault.New(fault.Conflict, "Dit kwam in 30 dagen niet aan. Bel wie het vraagt.", "this could not be put there in 30 days")
	errNotTaken  = fault.New(fault.Conflict, "Het andere systeem neemt dit niet aan. Bel wie het vraagt.", "the peer does not take this")
)

// Can tells whether a step may come next, as far as is known here; Conflict says why not. Which system asks makes no
// difference where it has words of its own for where a question stands: it has the last word. A notification that is
// cancelled says that nothing is asked any more. Care that had begun by then goes on, and is still told of.
func (t *Taken) Can(step Step) error {
	switch {
	case t.Over():
		return errOver
	case t.Told.State == Waiting:
		return errUnderWay
	case t.Status == "in-progress" && step != Done:
		return errHasBegun
	case t.Status == "in-progress":
		return nil
	case t.Status != "accepted" && t.State != open: // nobody waits for an answer
		return errOver
	case t.Status != "accepted":
		return errUnsaid
	case t.Business == "offered":
		return errNotYet
	case step == Done:
		return errNotBegun
	}
	return nil
}

// Report tells the system that asks that the care began, ended or does not come about. What was told stands here
// from then on, and is put there at once, or else again and again until it is there. Conflict: it cannot follow on
// how the question stands, here or there.
func (s *Service) Report(ctx context.Context, actor access.Actor, which TakenID, r Report) (t Taken, err error) {
	defer fault.Wrap(&err, "notified.Report(%s)", which)
	if err := s.fitting(ctx, &r); err != nil {
		return t, err
	}
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "notified.Report", Load: s.load(which, &t)}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := r.dated(now, t.Made); err != nil {
			return err
		}
		if t.Told.Report == r && t.Told.State != Refused {
			return nil // told already
		}
		if err := t.Can(r.Step); err != nil {
			return err
		}
		t.Told = Told{Report: r, State: Waiting, At: now}
		if _, err := tx.Exec(ctx, `INSERT INTO notice_report (taken, step, day, reason, state, tries, problem_nl, problem_en, told_at) VALUES ($1, $2, $3, $4, 'waiting', 0, '', '', $5)
			ON CONFLICT (taken) DO UPDATE SET step = excluded.step, day = excluded.day, reason = excluded.reason, state = excluded.state, tries = 0, problem_nl = '', problem_en = '', told_at = excluded.told_at`,
			t.ID, r.Step, r.Day, r.Reason, clock.Micros(now)); err != nil {
			return err
		}
		tx.About("organization", string(t.Owner))
		if err := tx.Changed(map[string]any{"step": r.Step, "reason": r.Reason}); err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx.Tx, ReportJob, string(t.ID), now.Add(firstPause), struct{}{})
	})
	if err != nil || t.Told.State != Waiting {
		return t, err
	}
	return t, s.carry(ctx, &t)
}

// fitting holds what is told against the code lists.
func (s *Service) fitting(ctx context.Context, r *Report) error {
	of, known := acts[r.Step]
	if !known {
		return errNoStep
	}
	if of.act == "" {
		r.Reason = ""
		return nil
	}
	r.Day = ""
	tables, err := s.Placement.Tables(ctx)
	if err != nil {
		return err
	}
	if _, known := tables.Reason(of.act, r.Reason); !known {
		return fault.InvalidField("reason", "Kies een reden.", "expected one of the reasons for "+of.act)
	}
	return nil
}

// dated puts a day where none is told, and holds one that is against what can be: since it was asked, until now.
func (r *Report) dated(now, asked time.Time) error {
	today := now.In(clock.Amsterdam).Format(time.DateOnly)
	if r.Step != Begun || r.Day == today {
		return nil
	}
	if r.Day == "" {
		r.Day = today
		return nil
	}
	if _, err := time.Parse(time.DateOnly, r.Day); err != nil {
		return fault.InvalidField("day", "Vul een dag in, zoals "+today+".", "expected a day, such as "+today)
	}
	if first := asked.In(clock.Amsterdam).Format(time.DateOnly); r.Day < first || r.Day > today {
		return fault.InvalidField("day", "Kies een dag tussen de vraag en vandaag.", "expected a day from "+first+" to "+today)
	}
	return nil
}

// status is the status of the Task that says it: a place that does not come about by the provider's own doing is a no.
func (r *Report) status() string {
	switch {
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
	if problem != nil && refused == nil && s.Now().After(t.Told.At.Add(reportFor)) {
		refused = errReportOld
	}
	if err := s.toldOrNot(ctx, t, problem, refused); err != nil {
		return err
	}
	if c != nil {
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
	for attempt := 1; ; attempt++ {
		c, p, address, err := s.from(ctx, t)
		if err != nil {
			return nil, err
		}
		if c.task.Status == t.Told.status() {
			return &c, t.Told.stands(&c.task)
		}
		now := *t
		now.Told = Told{}
		c.onto(&now, s.Now())
		if err := now.Can(t.Told.Step); err != nil {
			return &c, err
		}
		more, err := s.more(ctx, &t.Told.Report)
		if err != nil {
			return &c, err
		}
		err = s.put(ctx, t, &c, &p, address, t.Told.status(), more)
		if status := peer.StatusOf(err); status != http.StatusConflict && status != http.StatusPreconditionFailed || attempt == mostOvertaken {
			return &c, err
		}
	}
}

// stands holds what was told against a Task that has its status already. The day on which care began is taken over
// from there; what fell through by the provider's own doing may stand there as the no to which it amounts. Conflict: it
// has another reason there, or shows none. That is also how it looks when whoever asks ended it
// without us, so that nothing shows that what was told arrived.
func (t *Told) stands(there *seen) error {
	if t.Step == Begun {
		if began, _, ok := dateTime(there.Execution.Start); ok {
			t.Day = began.In(clock.Amsterdam).Format(time.DateOnly)
		}
		return nil
	}
	if there.StatusReason.code() == "" {
		return errOver
	}
	for _, c := range there.StatusReason.Coding {
		if code := placement.ReasonCode(c.Code); code != "" && (code == t.Reason || code == placement.AsNo(t.Reason)) {
			return nil
		}
	}
	return errOther
}

// more gives what is put beside the status: the day of the beginning, or the reason.
func (s *Service) more(ctx context.Context, r *Report) (map[string]any, error) {
	of := acts[r.Step]
	if of.act == "" {
		return map[string]any{"executionPeriod": map[string]any{"start": r.Day}}, nil
	}
	tables, err := s.Placement.Tables(ctx)
	if err != nil {
		return nil, err
	}
	row, _ := tables.Reason(of.act, r.Reason)
	return s.because(of.system, r.Reason, row.Name), nil
}

// toldOrNot keeps how a try went, and plans the next one. A try that took long says nothing of what was told anew since.
func (s *Service) toldOrNot(ctx context.Context, t *Taken, problem, refused error) error {
	words := peer.Words(problem)
	if refused != nil {
		words = peer.Words(refused)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
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
		if same, err := kept.RowsAffected(); err != nil || same == 0 {
			return err // another try was first
		}
		t.Told.State, t.Told.Problem = state, words
		if state != Waiting {
			return nil
		}
		return jobs.Schedule(ctx, tx, ReportJob, string(t.ID), now.Add(min(firstPause<<min(t.Told.tries, 10), mostPause)), struct{}{})
	})
}
