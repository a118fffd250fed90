package mirror

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// Job is the kind of the job that fetches a source; its key is the source.
const Job = "mirror"

// forTokens is what the tokens of sources are sealed for.
const forTokens keys.Purpose = "sources"

// actor is in whose name the directory is told.
var actor = access.Job("mirror")

const (
	leastBackoff = 30 * time.Second
	mostBackoff  = 6 * time.Hour
	busyPause    = time.Minute
)

var (
	errBusy   = fault.New(fault.Conflict, "Deze gids wordt al opgehaald.", "this source is being fetched already")
	errPaused = fault.New(fault.Conflict, "Deze gids staat stil. Zet hem eerst weer aan.", "this source is paused")
	errTaken  = fault.New(fault.Conflict, "Een andere server heeft het ophalen overgenomen.", "another node took this source over")
)

// run is one run over a source. It holds the source until it ends or dies: each of its transactions says
// that it still does, so that two never write at once.
type run struct {
	s      *Service
	src    Source
	token  string
	holder string
	alive  time.Time // when the hold was last renewed
}

// Handle lets the jobs of a runner fetch.
func (s *Service) Handle(r *jobs.Runner) { r.HandleLong(Job, s.Run) }

// ScheduleAll sees to it that every source has its job, at the start of a node.
func (s *Service) ScheduleAll(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "mirror.ScheduleAll")
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		type row struct {
			id  SourceID
			due int64
		}
		rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.id, &r.due) },
			`SELECT id, due_at FROM mirror_source WHERE paused = 0 ORDER BY id`)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := jobs.Schedule(ctx, tx, Job, string(r.id), clock.FromMicros(r.due), struct{}{}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Run does the job of a source. What goes wrong with the source is kept with it, and its next run planned;
// the job itself fails only when our own database does.
func (s *Service) Run(ctx context.Context, job jobs.Job) error {
	err := s.Once(ctx, SourceID(job.Key))
	switch {
	case errors.Is(err, errBusy):
		return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			return jobs.Schedule(ctx, tx, Job, job.Key, now.Add(busyPause), struct{}{})
		})
	case errors.Is(err, errPaused), fault.KindOf(err) == fault.NotFound:
		return nil
	case ctx.Err() != nil:
		return err
	case err != nil:
		s.Log.Warn("source not fetched", "source", job.Key, "error", err)
	}
	return nil
}

// Once fetches a source now and plans the next time. Conflict: it is paused, or being fetched already.
func (s *Service) Once(ctx context.Context, source SourceID) (err error) {
	defer fault.Wrap(&err, "mirror.Once(%s)", source)
	r, err := s.take(ctx, source)
	if err != nil {
		return err
	}
	cause := r.whole(ctx)
	// Also who stops us halfway leaves the source free for the next.
	if err := r.end(context.WithoutCancel(ctx), ctx.Err() != nil, cause); err != nil {
		return errors.Join(cause, err)
	}
	if cause != nil {
		return toldOf(cause)
	}
	return nil
}

// take holds a source for a run.
func (s *Service) take(ctx context.Context, source SourceID) (*run, error) {
	r := &run{s: s, holder: id.New[string]()}
	var sealed []byte
	err := s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Lock(ctx, "mirror_source", string(source)); err != nil {
			return err
		}
		var holder string
		var held, anew int64
		var err error
		r.src, err = find(ctx, tx, source)
		if err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT holder, held_until, anew, token FROM mirror_source WHERE id = $1`, source).Scan(&holder, &held, &anew, &sealed); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		switch {
		case err != nil:
			return err
		case r.src.Paused:
			return errPaused
		case holder != "" && held > clock.Micros(now):
			return errBusy
		}
		r.alive = now
		if _, err := tx.Exec(ctx, `UPDATE mirror_source SET holder = $1, held_until = $2, tried_at = $3, anew = 0 WHERE id = $4`,
			r.holder, clock.Micros(now.Add(leaseFor)), clock.Micros(now), source); err != nil || anew == 0 {
			return err
		}
		// What was not taken over is weighed again as well: the reason may be gone.
		if _, err := tx.Exec(ctx, `INSERT INTO mirror_due (source, service) SELECT source, service FROM mirror_entry
			WHERE source = $1 AND state IN ('held', 'unfit') ON CONFLICT DO NOTHING`, source); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE mirror_cursor SET phase = 'load', load = load + 1, page = '', since = '', skipped = 0 WHERE source = $1`, source)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(sealed) > 0 {
		plain, err := s.Keys.Open(ctx, forTokens, sealed, string(source))
		if err != nil {
			return nil, errors.Join(err, r.end(ctx, false, err))
		}
		r.token = string(plain)
	}
	return r, nil
}

// whole is both halves of a run. The directory is told also when the last types failed, but never of a
// load that is half done: a service would stand there without its place.
func (r *run) whole(ctx context.Context) error {
	var failed error
	for _, t := range r.src.Types {
		if failed = r.pull(ctx, t); failed != nil {
			break
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	loaded, err := r.loaded(ctx)
	if err != nil || !loaded {
		return errors.Join(failed, err)
	}
	return errors.Join(failed, r.tell(ctx))
}

// loaded tells whether everything that entries are made of was fetched.
func (r *run) loaded(ctx context.Context) (yes bool, err error) {
	err = r.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		yes = true
		for _, t := range r.src.Types {
			if t == "Endpoint" || t == "OrganizationAffiliation" {
				continue
			}
			c, err := readCursor(ctx, tx, r.src.ID, t)
			if err != nil {
				return err
			}
			yes = yes && c.phase == following
		}
		return nil
	})
	return yes, err
}

// end lets the source go, notes how it went and plans the next run.
func (r *run) end(ctx context.Context, stopped bool, cause error) error {
	return r.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		next, tries, words := now.Add(spread(r.src.Every)), 0, fault.Text{}
		switch {
		case stopped:
			next, tries, words = now, r.src.Tries, r.src.Problem
		case cause != nil:
			tries = r.src.Tries + 1
			next = now.Add(backoff(tries, cause))
			words = wordsOf(cause)
		default:
			if _, err := tx.Exec(ctx, `UPDATE mirror_source SET good_at = $1 WHERE id = $2`, clock.Micros(now), r.src.ID); err != nil {
				return err
			}
		}
		freed, err := tx.Exec(ctx, `UPDATE mirror_source SET holder = '', held_until = 0, due_at = $1, tries = $2, problem_nl = $3, problem_en = $4 WHERE id = $5 AND holder = $6`,
			clock.Micros(next), tries, words.NL, words.EN, r.src.ID, r.holder)
		if err != nil {
			return err
		}
		if n, err := freed.RowsAffected(); err != nil || n == 0 {
			return err // 0: another node holds it now, and sees to what comes next
		}
		var paused, anew int
		if err := tx.QueryRow(ctx, `SELECT paused, anew FROM mirror_source WHERE id = $1`, r.src.ID).Scan(&paused, &anew); err != nil || paused == 1 {
			return err
		}
		if anew == 1 && cause == nil { // somebody asked for it while this run went on
			next = now
		}
		return jobs.Schedule(ctx, tx, Job, string(r.src.ID), next, struct{}{})
	})
}

// wordsOf tells a failure to people; what else failed in the same run stands in the log.
func wordsOf(err error) fault.Text {
	f := toldOf(err)
	t := f.Text
	for _, field := range f.Fields {
		t.NL, t.EN = t.NL+" "+field.NL, t.EN+" "+field.EN
	}
	return t
}

// backoff is how long to leave a source alone that failed so many times in a row.
func backoff(tries int, cause error) time.Duration {
	d := min(leastBackoff<<min(tries-1, 12), mostBackoff)
	if no, ok := errors.AsType[*refusal](cause); ok && no.after > d {
		return no.after
	}
	return spread(d)
}

// read and write are transactions of a run.
func (r *run) read(ctx context.Context, fn func(context.Context, *store.Tx) error) error {
	return r.s.read(ctx, fn)
}

func (r *run) write(ctx context.Context, fn func(context.Context, *store.Tx) error) error {
	return r.s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		res, err := tx.Exec(ctx, `UPDATE mirror_source SET held_until = $1 WHERE id = $2 AND holder = $3`, clock.Micros(now.Add(leaseFor)), r.src.ID, r.holder)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errTaken.Because(err)
		}
		r.alive = now
		return fn(ctx, tx)
	})
}

// renew says that the run is alive, where it did not say so for a while.
func (r *run) renew(ctx context.Context) error {
	if now := r.s.Now(); now.Sub(r.alive) < leaseFor/4 && !now.Before(r.alive) {
		return nil
	}
	return r.write(ctx, func(context.Context, *store.Tx) error { return nil })
}

func (s *Service) read(ctx context.Context, fn func(context.Context, *store.Tx) error) error {
	if err := s.at("read"); err != nil {
		return err
	}
	return s.db.Read(ctx, fn)
}

func (s *Service) write(ctx context.Context, fn func(context.Context, *store.Tx) error) error {
	if err := s.at("write"); err != nil {
		return err
	}
	if err := s.db.Write(ctx, fn); err != nil {
		return err
	}
	return s.at("written")
}

func (s *Service) at(point string) error {
	if s.probe == nil {
		return nil
	}
	return s.probe(point)
}

// typesOf reads the column of types.
func typesOf(text string) []string { return slices.Clip(strings.Fields(text)) }
