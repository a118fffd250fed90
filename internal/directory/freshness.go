package directory

import (
	"context"
	"errors"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Task asks an organisation whether an entry is still right.
type Task struct {
	Service Service // as it is now
	AskedAt time.Time
	Never   bool // it was never confirmed; else its confirmation is too old
}

// SweepJob is the kind of job that asks owners to look at overdue entries, each morning; see
// [Register.RunSweep]. One job finds them all: a job for each entry would write 120,000 rows with an
// import and answer nothing sooner.
const SweepJob = "directory.sweep"

// The steps of a sweep are small, so that nobody's write waits for it.
const (
	sweepStep  = 200 // entries looked up at once
	askStep    = 50  // entries in one question, and so in one transaction
	sweepRun   = 2000
	sweepPause = time.Minute // between two runs when one was not enough: visitors go first
	sweepHour  = 6           // in the morning
)

// ScheduleSweep puts the sweep on the list when the program starts.
func (r *Register) ScheduleSweep(ctx context.Context) error {
	return r.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, SweepJob, "daily", now, nil)
	})
}

// RunSweep handles a [SweepJob]: it asks about the entries that are overdue, closes reports that were
// answered long ago, and puts itself back for the next morning, or for a minute later when there were
// more than one run may do.
func (r *Register) RunSweep(ctx context.Context, _ jobs.Job) (err error) {
	defer fault.Wrap(&err, "directory.RunSweep")
	_, more, err := r.sweep(ctx, sweepRun)
	if err != nil {
		return err
	}
	if _, err := r.CloseReports(ctx); err != nil {
		return err
	}
	return r.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		next := now.Add(sweepPause)
		if !more {
			local := now.In(clock.Amsterdam)
			next = time.Date(local.Year(), local.Month(), local.Day()+1, sweepHour, 0, 0, 0, clock.Amsterdam)
		}
		return jobs.Schedule(ctx, tx, SweepJob, "daily", next, nil)
	})
}

// Sweep asks the owners of all overdue entries whether these are still right, and gives how many it
// asked about. Who was asked and did not answer is not asked again.
func (r *Register) Sweep(ctx context.Context) (asked int, err error) {
	defer fault.Wrap(&err, "directory.Sweep")
	for more := true; more && err == nil; {
		var n int
		n, more, err = r.sweep(ctx, sweepRun)
		asked += n
	}
	return asked, err
}

// sweep asks about at most limit entries; more says that there may be others.
func (r *Register) sweep(ctx context.Context, limit int) (asked int, more bool, err error) {
	for asked < limit {
		var due []overdue
		err := r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			due, err = findOverdue(ctx, tx, ` ORDER BY v.verify_by, v.service LIMIT $2`, sweepStep)
			return err
		})
		if err != nil || len(due) == 0 {
			return asked, false, err
		}
		before := asked
		slices.SortStableFunc(due, func(a, b overdue) int { return compare(a.organization, b.organization) })
		for len(due) > 0 {
			n := 1
			for n < len(due) && n < askStep && due[n].organization == due[0].organization {
				n++
			}
			got, err := r.ask(ctx, due[0].organization, due[:n])
			if err != nil {
				return asked, false, err
			}
			asked += got
			due = due[n:]
		}
		if asked == before {
			return asked, false, nil // another node asked them all
		}
	}
	return asked, true, nil
}

func compare[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// ask puts one organisation the question about some of its entries: one act.
func (r *Register) ask(ctx context.Context, o network.OrganizationID, due []overdue) (asked int, err error) {
	ids := make([]any, len(due))
	for i := range due {
		ids[i] = due[i].service
	}
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if tx.Dialect() == store.Postgres {
			if _, err := tx.Exec(ctx, `SELECT 1 FROM service WHERE id IN `+in(len(ids))+` ORDER BY id FOR UPDATE`, ids...); err != nil {
				return access.Subject{}, err
			}
		}
		return access.Subject{Type: "organization", ID: string(o), Organization: string(o)}, nil
	}
	err = r.spine.Do(ctx, act.Attempt{Actor: access.Job("sweep"), Act: "directory.AskToConfirm", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		asked = 0
		// They may have been confirmed, or asked about by another node, since they were found.
		still, err := findOverdue(ctx, tx.Tx, ` AND v.service IN `+inFrom(2, len(ids))+` ORDER BY v.service`, ids...)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, s := range still {
			why := "overdue"
			if s.never {
				why = "never"
			}
			if _, err := tx.Exec(ctx, `INSERT INTO service_check (service, asked_at, organization, why, answer) VALUES ($1, $2, $3, $4, '')`,
				s.service, clock.Micros(now), s.organization, why); err != nil {
				return err
			}
			tx.About("service", string(s.service))
			asked++
		}
		if err := r.writeTo(ctx, tx, o, still); err != nil {
			return err
		}
		return tx.Changed(map[string]int{"asked": asked})
	})
	return asked, err
}

// writeTo sends an organisation the question about its entries.
func (r *Register) writeTo(ctx context.Context, tx *act.Tx, o network.OrganizationID, due []overdue) error {
	if r.post == nil || len(due) == 0 {
		return nil
	}
	q := Asked{Organization: o}
	err := tx.QueryRow(ctx, `SELECT o.name, o.email FROM organization o WHERE o.id = $1 AND o.batch `+batch.Visible+organizationOrder+` LIMIT 1`, o).Scan(&q.Name, &q.Email)
	if err != nil && !errors.Is(err, store.ErrNone) {
		return err
	}
	for _, d := range due {
		region, err := regionOf(ctx, tx.Tx, d.area)
		if err != nil {
			return err
		}
		q.Services = append(q.Services, AskedService{ID: d.service, Name: d.name, Region: region})
	}
	return r.post.AskTx(ctx, tx, q)
}

type overdue struct {
	service      ServiceID
	organization network.OrganizationID
	name         string
	area         network.AreaCode // of its first location; '' for none
	never        bool
}

// findOverdue finds shown entries past their moment about which no question is open; and completes
// the statement, with parameters from $2.
func findOverdue(ctx context.Context, tx *store.Tx, and string, args ...any) ([]overdue, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return store.All(ctx, tx, func(row func(...any) error) (o overdue, err error) {
		return o, row(&o.service, &o.organization, &o.name, &o.area, &o.never)
	}, `SELECT v.service, v.organization, v.name, v.area, v.verified_at IS NULL FROM service_version v
		WHERE v.verify_by < $1 AND v.state = 'shown' AND `+current+`
		AND NOT EXISTS (SELECT 1 FROM service_check c WHERE c.service = v.service AND c.answered_at IS NULL)`+and,
		append([]any{clock.Micros(now)}, args...)...)
}

// Checks lists what the actor's organisation is asked to look at, longest asked first. Who may confirm
// may see this.
func (r *Register) Checks(ctx context.Context, actor access.Actor) (tasks []Task, err error) {
	defer fault.Wrap(&err, "directory.Checks")
	err = r.spine.Look(ctx, act.Attempt{Actor: actor, Act: "directory.Checks", Load: ofOrganization(actor)}, func(ctx context.Context, tx *act.Tx) error {
		tasks, err = store.All(ctx, tx.Tx, func(row func(...any) error) (t Task, err error) {
			var at int64
			t.Service, err = scan(func(dest ...any) error { return row(append(dest, &at, &t.Never)...) })
			t.AskedAt = clock.FromMicros(at)
			return t, err
		}, `SELECT `+columns+`, c.asked_at, c.why = 'never'`+from+` JOIN service_check c ON c.service = v.service AND c.answered_at IS NULL
			WHERE v.organization = $1 AND v.state <> 'hidden' AND `+current+` ORDER BY c.asked_at, v.service LIMIT 500`, actor.Organization)
		return err
	})
	if err != nil {
		return nil, err
	}
	return tasks, nil
}
