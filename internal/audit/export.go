package audit

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// The acts that need two people.
const (
	eraseAct  = "audit.Erase"
	exportAct = "audit.ExportAll"
)

// Export is a copy of entries that may leave: the look is on record.
type Export struct {
	s     *Service
	query Query
	bound access.Bound
	sees  viewer
	Count int // entries in it
}

// Each hands over the entries, the newest first, in parts, so that a copy of any size fits in memory.
// Entries that came after the look are not in it.
func (x *Export) Each(ctx context.Context, fn func([]Entry) error) error {
	q := x.query
	q.Limit = 200
	for {
		var p Page
		err := x.s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			p, err = x.s.page(ctx, tx, q, x.bound, x.sees)
			return err
		})
		if err != nil {
			return err
		}
		if len(p.Entries) > 0 {
			if err := fn(p.Entries); err != nil {
				return err
			}
		}
		if q.Cursor = p.Next; q.Cursor == "" {
			return nil
		}
	}
}

// OnSubject makes ready everything that happened to one thing. The auditor may ask it of anything, an
// administrator of an organisation of what belongs to that.
func (s *Service) OnSubject(ctx context.Context, actor access.Actor, kind, thing string) (x *Export, err error) {
	defer fault.Wrap(&err, "audit.OnSubject")
	q := Query{SubjectType: kind, SubjectID: thing}
	if kind == "" || thing == "" {
		return nil, fault.InvalidField("subject_id", "Zeg over welk ding.", "expected the type and id of a thing")
	}
	if err := q.check(); err != nil {
		return nil, err
	}
	subject := access.Subject{Type: kind, ID: thing}
	if kind == "organization" {
		subject.Organization = thing
	}
	if of := s.owners[kind]; of != nil {
		// A thing that is gone has no owner any more; the auditor may still ask.
		if known, err := of(ctx, thing); err == nil {
			subject = known
		} else if fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
	}
	x = &Export{s: s, bound: access.Bound{All: true}, sees: sees(actor)}
	return x, s.look(ctx, x, q, act.Attempt{Actor: actor, Act: "audit.OnSubject",
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return subject, nil }})
}

// look records an export and fixes what is in it.
func (s *Service) look(ctx context.Context, x *Export, q Query, a act.Attempt) error {
	return s.spine.Look(ctx, a, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if q.Before.IsZero() || q.Before.After(now) {
			q.Before = now
		}
		x.query = q
		query := `SELECT count(*) FROM ledger_entry e WHERE e.at >= $1 AND e.at < $2`
		args := []any{clock.Micros(q.Since), clock.Micros(q.Before)}
		if q.SubjectID != "" {
			query += ` AND EXISTS (SELECT 1 FROM ledger_subject s WHERE s.subject_type = $3 AND s.subject_id = $4 AND s.entry = e.id)`
			args = append(args, q.SubjectType, q.SubjectID)
		}
		if q.Since.IsZero() {
			args[0] = int64(0)
		}
		if err := tx.QueryRow(ctx, query, args...).Scan(&x.Count); err != nil {
			return err
		}
		tx.Found(x.Count)
		return tx.Changed(q.asked())
	})
}

// period is what the second person agrees to.
type period struct {
	Since  time.Time `json:"since"`
	Before time.Time `json:"before"`
}

// Says implements [approval.Sayer].
func (p period) Says() string {
	const day = "02-01-2006"
	return "Wie dit voorstelt krijgt een kopie van het hele logboek van " + p.Since.In(clock.Amsterdam).Format(day) +
		" tot " + p.Before.In(clock.Amsterdam).Format(day) + ", met namen."
}

// ExportAll proposes a copy of everything in a period. When a second person agreed, [Service.Take]
// gives it for a day, to whoever proposed it.
func (s *Service) ExportAll(ctx context.Context, actor access.Actor, since, before time.Time) (p approval.Proposal, err error) {
	defer fault.Wrap(&err, "audit.ExportAll")
	if since.IsZero() || before.IsZero() || !since.Before(before) {
		return p, fault.InvalidField("before", "Noem een begin en een einde daarna.", "expected a beginning and a later end")
	}
	return s.approvals.Propose(ctx, actor, exportAct, access.Subject{Type: "ledger"}, period{since.UTC(), before.UTC()})
}

func (s *Service) doExport(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
	var of period
	if err := json.Unmarshal(p.Payload, &of); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	tx.About("export", string(p.ID))
	_, err = tx.Exec(ctx, `INSERT INTO ledger_export (id, person, since, before, until) VALUES ($1, $2, $3, $4, $5)`,
		p.ID, p.Proposer, clock.Micros(of.Since), clock.Micros(of.Before), clock.Micros(now.Add(exportLasts)))
	return err
}

// Agreed is a copy that somebody may take.
type Agreed struct {
	ID            string
	Since, Before time.Time
	Until         time.Time
}

// agreed gives the copy with an id, or those that a person may take.
const agreed = `SELECT id, since, before, until FROM ledger_export`

func scanAgreed(row func(...any) error) (a Agreed, err error) {
	var since, before, until int64
	err = row(&a.ID, &since, &before, &until)
	a.Since, a.Before, a.Until = clock.FromMicros(since), clock.FromMicros(before), clock.FromMicros(until)
	return a, err
}

// Take makes ready a copy that two people agreed on. It is NotFound once its time is over.
func (s *Service) Take(ctx context.Context, actor access.Actor, export string) (x *Export, err error) {
	defer fault.Wrap(&err, "audit.Take")
	if _, err := id.Parse[string](export); err != nil {
		return nil, err
	}
	gone := fault.Missing("Deze kopie is er niet, of niet meer.", "there is no such export, or its time is over")
	var of Agreed
	var person string
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if of, err = store.One(ctx, tx, scanAgreed, agreed+` WHERE id = $1 AND until > $2`, export, clock.Micros(now)); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT person FROM ledger_export WHERE id = $1`, export).Scan(&person)
	})
	if errors.Is(err, store.ErrNone) {
		return nil, gone
	}
	if err != nil {
		return nil, err
	}
	x = &Export{s: s, bound: access.Bound{All: true}, sees: sees(actor)}
	return x, s.look(ctx, x, Query{Since: of.Since, Before: of.Before}, act.Attempt{Actor: actor, Act: "audit.Take",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "export", ID: export, Person: person}, nil
		}})
}

// AgreedFor gives the copies that a person may take; it holds periods alone, and nothing from them.
func (s *Service) AgreedFor(ctx context.Context, person string) (all []Agreed, err error) {
	defer fault.Wrap(&err, "audit.AgreedFor")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		all, err = store.All(ctx, tx, scanAgreed, agreed+` WHERE person = $1 AND until > $2 ORDER BY until`, person, clock.Micros(now))
		return err
	})
	return all, err
}

// erasure is what the second person agrees to; who it is about stands in the proposal's subject.
type erasure struct{}

// Says implements [approval.Sayer].
func (erasure) Says() string {
	return "De naam van één persoon verdwijnt uit het logboek. De regels zelf blijven, met het nummer van deze persoon."
}

// Erase erases the names of a person from the ledger; the entries stay, with the person's id. An
// auditor proposes it, and waits tells that a second one must agree; the program itself does it at
// once.
func (s *Service) Erase(ctx context.Context, actor access.Actor, person string) (waits *approval.Proposal, err error) {
	defer fault.Wrap(&err, "audit.Erase")
	if !isCode(person) {
		return nil, fault.InvalidField("person", "Vul het nummer van een persoon in.", "expected the id of a person")
	}
	subject := access.Subject{Type: "person", ID: person}
	if known, _ := access.ActOf(eraseAct); known.NeedsSecond(actor, subject) {
		p, err := s.approvals.Propose(ctx, actor, eraseAct, subject, erasure{})
		return &p, err
	}
	return nil, s.spine.Do(ctx, act.Attempt{Actor: actor, Act: eraseAct,
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return subject, nil },
	}, func(ctx context.Context, tx *act.Tx) error { return s.eraseTx(ctx, tx, person) })
}

func (s *Service) doErase(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
	return s.eraseTx(ctx, tx, p.Subject.ID)
}

func (s *Service) eraseTx(ctx context.Context, tx *act.Tx, person string) error {
	n, err := s.names.EraseTx(ctx, tx.Tx, person)
	if err != nil {
		return err
	}
	return tx.Changed(map[string]int64{"names": n})
}
