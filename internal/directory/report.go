package directory

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Report tells the owner of a shown service that its entry is wrong, and starts the clock. Anybody may.
//
// NotFound: the service is not there or not shown, which is one answer. Conflict: the same waits
// already. Limited: so many wait for an answer that one more helps nobody. Invalid: it names the field;
// words that hold a BSN are refused.
func (r *Register) Report(ctx context.Context, actor access.Actor, w Wrong) (receipt Receipt, err error) {
	defer fault.Wrap(&err, "directory.Report(%s)", w.Service)
	which, err := id.Parse[ServiceID](string(w.Service))
	if err != nil {
		return Receipt{}, missing()
	}
	w.Words, w.Email = paragraphs(w.Words), line(w.Email)
	var s Service
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		about, err := loading(which, &s)(ctx, tx)
		if err == nil && s.State != Shown {
			err = missing()
		}
		return about, err
	}
	err = r.spine.Do(ctx, act.Attempt{Actor: actor, Act: "directory.Report", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		kind, err := reportKind(ctx, tx.Tx, w.Kind)
		if err != nil && !errors.Is(err, store.ErrNone) {
			return err
		}
		if err := w.check(kind); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := room(ctx, tx, which); err != nil {
			return err
		}
		region, err := regionOf(ctx, tx.Tx, s.firstArea())
		if err != nil {
			return err
		}
		// Random, both: an id that sorts by time would tell when somebody reported.
		report, token := ReportID(uuid.NewString()), uuid.NewString()
		receipt = Receipt{Token: token, DueAt: now.AddDate(0, 0, kind.AnswerDays)}
		done, err := tx.Exec(ctx, `INSERT INTO service_report (id, service, organization, region, kind, words, words_hash, receipt_hash, state, made_at, due_at, answer, reply)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, '', '') ON CONFLICT DO NOTHING`,
			report, which, s.Organization, region, w.Kind, w.Words, wordsHash(w.Kind, w.Words), hash(token), clock.Micros(now), clock.Micros(receipt.DueAt))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return fault.New(fault.Conflict, "Iemand heeft dit al gemeld. Dank u. De organisatie kijkt ernaar.", "the same was reported already and waits for an answer")
		}
		tx.About("report", string(report))
		told := Report{Service: which, ServiceName: s.Name, OrganizationName: s.OrganizationName, KindName: kind.Name, MadeAt: now, DueAt: receipt.DueAt}
		if err := r.mailReceipt(ctx, tx, w.Email, told, token); err != nil {
			return err
		}
		return tx.Changed(map[string]string{"kind": w.Kind})
	})
	if err != nil {
		return Receipt{}, err
	}
	return receipt, nil
}

func (w *Wrong) check(kind ReportKind) error {
	var c checker
	if kind.Code == "" {
		c.bad("kind", "Kies wat er niet klopt.", "expected one of the kinds of report, such as hours")
	}
	if w.Words == "" && w.Kind == "other" {
		c.bad("words", "Schrijf in een paar woorden wat er niet klopt.", "expected a few words on what is wrong")
	}
	c.words("words", w.Words)
	if w.Email != "" && (!emailForm(w.Email) || len(w.Email) > mostText) {
		c.bad("email", "Dit is geen e-mailadres. Verwacht is bijvoorbeeld naam@voorbeeld.nl. U mag het ook leeg laten.", "not an e-mail address; it may be empty")
	}
	return c.err()
}

// TakeReport says that the owner looks into a report. Conflict: it was taken or answered already.
func (r *Register) TakeReport(ctx context.Context, actor access.Actor, report ReportID) (err error) {
	defer fault.Wrap(&err, "directory.TakeReport(%s)", report)
	var had Report
	return r.spine.Do(ctx, act.Attempt{Actor: actor, Act: "directory.TakeReport", Load: loadingReport(report, &had)}, func(ctx context.Context, tx *act.Tx) error {
		if !canReport(had.State, ReportTaken) {
			return answeredAlready()
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE service_report SET state = 'taken', taken_at = $1 WHERE id = $2`, clock.Micros(now), report)
		return err
	})
}

// AnswerReport says how it is; whoever reported reads it with the receipt. Conflict: it was answered
// already. A change of the entry answers by [Answering].
func (r *Register) AnswerReport(ctx context.Context, actor access.Actor, report ReportID, a Answer) (err error) {
	defer fault.Wrap(&err, "directory.AnswerReport(%s)", report)
	a.Reply = paragraphs(a.Reply)
	var had Report
	return r.spine.Do(ctx, act.Attempt{Actor: actor, Act: "directory.AnswerReport", Load: loadingReport(report, &had)}, func(ctx context.Context, tx *act.Tx) error {
		return answerTx(ctx, tx, report, a, had.Service)
	})
}

// answerTx answers a report about service within another act.
func answerTx(ctx context.Context, tx *act.Tx, report ReportID, a Answer, service ServiceID) error {
	var c checker
	oneOf(&c, "answer", a.Is, AnsweredChanged, AnsweredRight, AnsweredNotOurs)
	c.words("reply", a.Reply)
	if err := c.err(); err != nil {
		return err
	}
	var had Report
	if _, err := loadingReport(report, &had)(ctx, tx.Tx); err != nil {
		return err
	}
	if had.Service != service {
		return noReport()
	}
	if !canReport(had.State, ReportAnswered) {
		return answeredAlready()
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	tx.About("report", string(report))
	if _, err := tx.Exec(ctx, `UPDATE service_report SET state = 'answered', answered_at = $1, answer = $2, reply = $3 WHERE id = $4`,
		clock.Micros(now), a.Is, a.Reply, report); err != nil {
		return err
	}
	return tx.Changed(map[string]string{"answer": string(a.Is)})
}

// loadingReport locks a report that must be there and hands it out.
func loadingReport(report ReportID, into *Report) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if err := tx.Lock(ctx, "service_report", string(report)); err != nil {
			return access.Subject{}, err
		}
		found, err := store.One(ctx, tx, scanReport, `SELECT `+reportColumns+reportFrom+` WHERE r.id = $1`, report)
		if errors.Is(err, store.ErrNone) {
			return access.Subject{}, noReport()
		}
		*into = found
		return access.Subject{Type: "report", ID: string(report), Organization: string(found.Organization), Region: found.Region}, err
	}
}

func noReport() error { return fault.Missing("Deze melding bestaat niet.", "report not found") }

func answeredAlready() error {
	return fault.New(fault.Conflict, "Deze melding is al in behandeling of beantwoord.", "this report was taken or answered already")
}

// keepAnswered is how long an answer can be read before the report is closed and its words go.
const keepAnswered = 30 * 24 * time.Hour

// CloseReports closes what was answered thirty days ago, and takes its words away.
func (r *Register) CloseReports(ctx context.Context) (closed int, err error) {
	defer fault.Wrap(&err, "directory.CloseReports")
	const step = 200
	for n := step; n == step && err == nil; closed += n {
		due := 0
		err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			return tx.QueryRow(ctx, `SELECT count(*) FROM service_report WHERE state = 'answered' AND answered_at < $1`, clock.Micros(now.Add(-keepAnswered))).Scan(&due)
		})
		if err != nil || due == 0 {
			return closed, err
		}
		nothing := func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{Type: "report"}, nil }
		err = r.spine.Do(ctx, act.Attempt{Actor: access.Job("reports"), Act: "directory.CloseReports", Load: nothing}, func(ctx context.Context, tx *act.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			ids, err := store.All(ctx, tx.Tx, func(row func(...any) error) (r ReportID, err error) { return r, row(&r) },
				`UPDATE service_report SET state = 'closed', closed_at = $1, words = '', reply = '' WHERE id IN
				(SELECT id FROM service_report WHERE state = 'answered' AND answered_at < $2 ORDER BY answered_at, id LIMIT $3) RETURNING id`,
				clock.Micros(now), clock.Micros(now.Add(-keepAnswered)), step)
			n = len(ids)
			for _, report := range ids {
				tx.About("report", string(report))
			}
			return err
		})
	}
	return closed, err
}

// regionOf gives the region in which an area lies now, ” for none. A CBS code holds its parents'.
func regionOf(ctx context.Context, tx *store.Tx, area network.AreaCode) (region string, err error) {
	if area == "" {
		return "", nil
	}
	digits := string(area)[2:]
	wijk := "WK" + digits[:min(6, len(digits))]
	err = tx.QueryRow(ctx, `SELECT region FROM region_area WHERE until_at IS NULL AND area IN ($1, $2, $3) ORDER BY area DESC LIMIT 1`,
		area, wijk, "GM"+digits[:4]).Scan(&region)
	if errors.Is(err, store.ErrNone) {
		return "", nil
	}
	return region, err
}
