package obligation

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// insertPeriod adds what was weighed, and the question to the party where it must say something. A row that
// is there already stays as it is: added then is false.
func insertPeriod(ctx context.Context, tx *act.Tx, w *weighed, from, until time.Time) (outcome Outcome, added bool, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", false, err
	}
	if err := insertTerm(ctx, tx.Tx, w); err != nil {
		return "", false, err
	}
	o := &w.Obligation
	outcome = Judge(w.n, w.good, o.Norm)
	asks := outcome == NotKept || o.Measure == measure.Attested
	var due any
	if asks {
		due = clock.Micros(now.Add(answerTime))
	}
	key := id.New[ID]()
	done, err := tx.Exec(ctx, `INSERT INTO obligation_period (id, agreement, version, obligation, party, from_at, until_at, n, good, outcome, weighed_at, due_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (agreement, obligation, party, from_at) DO NOTHING`,
		key, w.Agreement, w.Text, o.ID, w.Party, clock.Micros(from), clock.Micros(until), w.n, w.good, outcome, clock.Micros(now), due)
	if err != nil {
		return "", false, err
	}
	rows, err := done.RowsAffected()
	if err != nil || rows == 0 {
		return outcome, false, err
	}
	tx.About("obligation", string(key))
	if asks {
		_, err = tx.Exec(ctx, `INSERT INTO obligation_question (period, agreement, party, times, next_at, answered_at) VALUES ($1, $2, $3, 0, $4, NULL)`,
			key, w.Agreement, w.Party, clock.Micros(now))
	}
	return outcome, true, err
}

// insertTerm keeps what the text said.
func insertTerm(ctx context.Context, tx *store.Tx, w *weighed) error {
	o := &w.Obligation
	params, err := json.Marshal(o.Params)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO obligation_term (agreement, version, obligation, number, title, subject, forum, region, wijkverband, clause, what, measure, params, norm, cycle)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (agreement, version, obligation) DO NOTHING`,
		w.Agreement, w.Text, o.ID, w.Number, w.Title, w.Subject, w.Forum.Kind, w.Forum.Region, w.Forum.Wijkverband, o.Clause, o.What, o.Measure,
		string(params), o.Norm, o.Period)
	return err
}

// stored is a period as its rows hold it, with the subject of the mandates for it.
type stored struct {
	Period
	subject string
}

// selectPeriods begins a query on periods p with their terms t, their newest answers a and their questions q.
const selectPeriods = `SELECT p.id, p.agreement, p.obligation, p.party, p.from_at, p.until_at, p.version, t.number, t.title, t.subject, t.forum, t.region, t.wijkverband,
		t.clause, t.what, t.measure, t.params, t.norm, t.cycle, p.n, p.good, p.outcome, p.weighed_at, p.due_at,
		a.kind, a.kept, a.words, a.at, CASE WHEN q.period IS NOT NULL AND q.answered_at IS NULL THEN 1 ELSE 0 END
	FROM obligation_period p
	JOIN obligation_term t ON t.agreement = p.agreement AND t.version = p.version AND t.obligation = p.obligation
	LEFT JOIN obligation_answer a ON a.period = p.id AND a.number = (SELECT max(b.number) FROM obligation_answer b WHERE b.period = p.id)
	LEFT JOIN obligation_question q ON q.period = p.id `

func scanPeriod(row func(...any) error) (s stored, err error) {
	var from, until, weighedAt int64
	var params string
	var due, kept, at sql.NullInt64
	var kind, words sql.NullString
	p := &s.Period
	err = row(&p.ID, &p.Agreement, &p.Obligation, &p.Party, &from, &until, &p.Text, &p.Number, &p.Title, &s.subject, &p.Forum.Kind, &p.Forum.Region, &p.Forum.Wijkverband,
		&p.Clause, &p.What, &p.Measure, &params, &p.Norm, &p.Cycle, &p.N, &p.Good, &p.Outcome, &weighedAt, &due,
		&kind, &kept, &words, &at, &p.Asked)
	if err != nil {
		return s, err
	}
	p.From, p.Until, p.WeighedAt = clock.FromMicros(from), clock.FromMicros(until), clock.FromMicros(weighedAt)
	if due.Valid {
		p.Due = clock.FromMicros(due.Int64)
	}
	if kind.Valid {
		p.Outcome = said(p.Outcome, kind.String, kept.Int64 == 1)
		p.Attested = kind.String == attested
		p.Explanation, p.ExplainedAt = words.String, clock.FromMicros(at.Int64)
	}
	return s, json.Unmarshal([]byte(params), &p.Params)
}

// Kinds of answers.
const (
	explained = "explained"
	attested  = "attested"
)

// said gives the outcome of a period after the party's newest answer; ” is none.
func said(outcome Outcome, kind string, kept bool) Outcome {
	switch {
	case kind == attested && kept:
		return Kept
	case kind == attested, kind == explained && outcome == NotKept:
		return Explained
	}
	return outcome
}

// find gives the period that a key names, where lock says so locked until the transaction ends; NotFound
// when nothing was weighed there.
func find(ctx context.Context, tx *store.Tx, which Key, lock bool) (s stored, err error) {
	var key ID
	err = tx.QueryRow(ctx, `SELECT id FROM obligation_period WHERE agreement = $1 AND obligation = $2 AND party = $3 AND from_at = $4`,
		which.Agreement, which.Obligation, which.Party, clock.Micros(which.From)).Scan(&key)
	if errors.Is(err, store.ErrNone) {
		return s, fault.Missing("Over deze tijd is nog niets nagegaan.", "nothing was weighed for this obligation, party and period")
	}
	if err != nil {
		return s, err
	}
	if lock {
		if err := tx.Lock(ctx, "obligation_period", string(key)); err != nil {
			return s, err
		}
	}
	return store.One(ctx, tx, scanPeriod, selectPeriods+`WHERE p.id = $1`, key)
}

// asksMandate is the question whether somebody may speak for the party of a period.
func (p *stored) asksMandate(who string, now time.Time) mandate.Ask {
	return mandate.Ask{Signer: network.PersonID(who), Party: p.Party, Forum: p.Forum, Subject: p.subject, At: now}
}
