package notified

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/placement"
)

// Step is what the provider that is asked elsewhere tells: its answer, and, once it was chosen, of the care.
type Step string

// The steps.
const (
	Yes         Step = "yes"
	No          Step = "no"
	Begun       Step = "begun"
	Done        Step = "done"
	FellThrough Step = "fell"
)

// answers tells whether a step is an answer to the question.
func (s Step) answers() bool { return s == Yes || s == No }

// acts are the acts of package placement whose reasons go with a step of the care, and the code system that we write them in.
var acts = map[Step]struct{ act, system string }{Begun: {}, Done: {"Close", "close-reason"}, FellThrough: {"FallThrough", "fall-through-reason"}}

// Report is what somebody of the provider tells.
type Report struct {
	Step   Step
	Day    string               // on which it began, as 2026-11-23; '' is today
	Reason placement.ReasonCode // of a no, how it ended, or why it does not come about
}

// Told is the last thing that was told, and whether it stands in the other system.
type Told struct {
	Report
	State   string     // one of [Waiting], [There] and [Refused]; '' while nothing was told
	Problem fault.Text // why it is not there; empty when nothing went wrong
	At      time.Time

	version string // of the question that was answered; '' for whatever stands there
	tries   int
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
		told := Told{Report: r, At: now}
		if t.said(&told) {
			return nil
		}
		if err := t.Can(r.Step); err != nil {
			return err
		}
		return s.tellTx(ctx, tx, &t, told, map[string]any{"step": r.Step, "reason": r.Reason})
	})
	if err != nil || t.Told.State != Waiting {
		return t, err
	}
	return t, s.carry(ctx, &t)
}

// said tells whether the same was told last, and is on its way or stands there.
func (t *Taken) said(told *Told) bool {
	switch {
	case t.Told.Report != told.Report:
		return false
	case t.Told.State == Waiting:
		return t.Told.version == told.version
	}
	return t.Told.State == There && t.Stands()
}

// tellTx keeps what somebody tells, in the place of what was told before, with the job that sees to it that it
// arrives. Each is later than the one before, so that a try knows which it was of.
func (s *Service) tellTx(ctx context.Context, tx *act.Tx, t *Taken, told Told, change map[string]any) error {
	now := told.At
	if !told.At.After(t.Told.At) {
		told.At = t.Told.At.Add(time.Microsecond)
	}
	told.State = Waiting
	t.Told = told
	if _, err := tx.Exec(ctx, `INSERT INTO notice_report (taken, step, day, reason, version, state, tries, problem_nl, problem_en, told_at) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, '', '', $6)
		ON CONFLICT (taken) DO UPDATE SET step = excluded.step, day = excluded.day, reason = excluded.reason, version = excluded.version, state = excluded.state, tries = 0, problem_nl = '', problem_en = '', told_at = excluded.told_at`,
		t.ID, told.Step, told.Day, told.Reason, told.version, clock.Micros(told.At)); err != nil {
		return err
	}
	tx.About("organization", string(t.Owner))
	if err := tx.Changed(change); err != nil {
		return err
	}
	return jobs.Schedule(ctx, tx.Tx, ReportJob, string(t.ID), now.Add(firstPause), struct{}{})
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
