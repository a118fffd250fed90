package directory

import (
	"context"
	"database/sql"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// mostReports bounds a list of reports; who has more answers the oldest first.
const mostReports = 200

const (
	reportColumns = `r.id, r.service, coalesce(v.name, ''), coalesce(v.state, ''), r.organization, coalesce((SELECT o.name FROM organization o
		WHERE o.id = r.organization AND o.batch ` + batch.Visible + organizationOrder + ` LIMIT 1), ''), r.region, r.kind, k.name, r.words, r.state, r.made_at, r.due_at, r.answered_at, r.answer, r.reply`
	reportFrom = ` FROM service_report r JOIN report_kind k ON k.code = r.kind LEFT JOIN service_version v ON v.service = r.service AND ` + current
)

func scanReport(row func(...any) error) (r Report, err error) {
	var made, due int64
	var answered sql.NullInt64
	err = row(&r.ID, &r.Service, &r.ServiceName, &r.ServiceState, &r.Organization, &r.OrganizationName, &r.Region, &r.Kind, &r.KindName, &r.Words, &r.State,
		&made, &due, &answered, &r.Answer.Is, &r.Answer.Reply)
	r.MadeAt, r.DueAt = clock.FromMicros(made), clock.FromMicros(due)
	if answered.Valid {
		r.AnsweredAt = clock.FromMicros(answered.Int64)
	}
	return r, err
}

// Reports lists what waits for the actor's organisation, the first due first.
func (r *Register) Reports(ctx context.Context, actor access.Actor) (waiting []Report, err error) {
	defer fault.Wrap(&err, "directory.Reports")
	err = r.spine.Look(ctx, act.Attempt{Actor: actor, Act: "directory.Reports", Load: ofOrganization(actor)}, func(ctx context.Context, tx *act.Tx) error {
		waiting, err = store.All(ctx, tx.Tx, scanReport, `SELECT `+reportColumns+reportFrom+`
			WHERE r.organization = $1 AND r.state IN ('open', 'taken') ORDER BY r.due_at, r.id LIMIT $2`, actor.Organization, mostReports)
		return err
	})
	if err != nil {
		return nil, err
	}
	return waiting, nil
}

// LateReports lists what owners in the actor's region should have answered, longest waiting first: the
// region's staff calls them.
func (r *Register) LateReports(ctx context.Context, actor access.Actor) (late []Report, err error) {
	defer fault.Wrap(&err, "directory.LateReports")
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "region", ID: actor.Region, Region: actor.Region}, nil
	}
	err = r.spine.Look(ctx, act.Attempt{Actor: actor, Act: "directory.LateReports", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		late, err = store.All(ctx, tx.Tx, scanReport, `SELECT `+reportColumns+reportFrom+`
			WHERE r.region = $1 AND r.state IN ('open', 'taken') AND r.due_at < $2 ORDER BY r.due_at, r.id LIMIT $3`, actor.Region, clock.Micros(now), mostReports)
		return err
	})
	if err != nil {
		return nil, err
	}
	return late, nil
}

// ReportOf tells how a report stands to who holds its receipt. What was written in it is not told: the
// receipt may have come into other hands.
func (r *Register) ReportOf(ctx context.Context, token string) (found Report, err error) {
	defer fault.Wrap(&err, "directory.ReportOf")
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err = store.One(ctx, tx, scanReport, `SELECT `+reportColumns+reportFrom+` WHERE r.receipt_hash = $1`, hash(token))
		return err
	})
	if errors.Is(err, store.ErrNone) {
		return Report{}, fault.Missing("Deze melding kennen wij niet. Controleer het adres.", "no report has this receipt")
	}
	if err != nil {
		return Report{}, err
	}
	found.Words = ""
	if found.ServiceState != Shown {
		found.ServiceName = "" // what nobody may see any more has no name here either
	}
	return found, nil
}

// ReportKinds gives what can be wrong, in the order in which people choose.
func (r *Register) ReportKinds(ctx context.Context) (kinds []ReportKind, err error) {
	defer fault.Wrap(&err, "directory.ReportKinds")
	if kept := r.kinds.Load(); kept != nil {
		return *kept, nil
	}
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		kinds, err = store.All(ctx, tx, scanReportKind, `SELECT code, name, answer_days FROM report_kind ORDER BY position, code`)
		return err
	})
	if err == nil {
		r.kinds.Store(&kinds)
	}
	return kinds, err
}

func reportKind(ctx context.Context, tx *store.Tx, code string) (ReportKind, error) {
	return store.One(ctx, tx, scanReportKind, `SELECT code, name, answer_days FROM report_kind WHERE code = $1`, code)
}

func scanReportKind(row func(...any) error) (k ReportKind, err error) {
	return k, row(&k.Code, &k.Name, &k.AnswerDays)
}

// ofOrganization is the subject of an act on all that the actor's own organisation has.
func ofOrganization(actor access.Actor) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "organization", ID: actor.Organization, Organization: actor.Organization}, nil
	}
}
