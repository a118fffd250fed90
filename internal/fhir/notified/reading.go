package notified

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
)

const (
	// readEvery is how often what is not over is read again, whether the other system tells of changes or not.
	readEvery      = 15 * time.Minute
	firstReadPause = 20 * time.Second
	mostReadPause  = time.Hour
	// readFor is how long after the answer was due somebody may still want to know how it went on.
	readFor = 90 * 24 * time.Hour
	// readLive bounds reading for somebody who waits for a page.
	readLive = 12 * time.Second
)

// content is what was read of a question: it is shown, and not kept.
type content struct {
	task, request seen
	whole         map[string]any // the Task as it came, to put it back
	version       string         // its ETag
}

// from reads a question where it is asked.
func (s *Service) from(ctx context.Context, t *Taken) (c content, p peer.Peer, address string, err error) {
	var request string
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		p, address, request, err = s.wayTx(ctx, tx, t)
		return err
	})
	if err != nil {
		return c, p, address, err
	}
	header, err := s.headers(ctx, t)
	if err != nil {
		return c, p, address, err
	}
	a, err := s.Peers.Ask(ctx, &p, peer.Question{Method: http.MethodGet, Address: address, Header: header})
	if err != nil {
		return c, p, address, err
	}
	if err := c.readTask(a); err != nil {
		return c, p, address, err
	}
	if request == "" {
		return c, p, address, nil
	}
	a, err = s.Peers.Ask(ctx, &p, peer.Question{Method: http.MethodGet, Address: request, Header: header})
	if status := peer.StatusOf(err); status == http.StatusNotFound || status == http.StatusGone || status == http.StatusForbidden {
		return c, p, address, nil // what is over shows less; the Task alone says where it stands
	}
	if err != nil {
		return c, p, address, err
	}
	return c, p, address, c.request.read(a.Body, "ServiceRequest")
}

// headers shows the authorization-base that came with the question, as long as it holds: behind it stands the
// right to read as such, which lasts.
func (s *Service) headers(ctx context.Context, t *Taken) (http.Header, error) {
	if len(t.ticket) == 0 || !s.Now().Before(t.Until) || t.State != open {
		return http.Header{}, nil
	}
	plain, err := s.Keys.Open(ctx, forTaken, t.ticket, string(t.ID))
	return http.Header{TicketHeader: {string(plain)}}, err
}

func (c *content) readTask(a peer.Answer) error {
	if err := c.task.read(a.Body, "Task"); err != nil {
		return err
	}
	c.version = a.ETag
	exact := json.NewDecoder(bytes.NewReader(a.Body))
	exact.UseNumber() // what goes back is what came
	if err := exact.Decode(&c.whole); err != nil {
		return errNoTask
	}
	return nil
}

var errNoTask = fault.New(fault.Unavailable, "Het andere systeem stuurt iets dat wij niet kunnen lezen.", "the peer answered with something that is not the resource that was asked for")

// takenBy gives the question that a job is about; an empty one when it is gone.
func (s *Service) takenBy(ctx context.Context, job jobs.Job) (t Taken, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		t, err = takenTx(ctx, tx, TakenID(job.Key))
		return err
	})
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return Taken{}, nil
	}
	return t, err
}

// RunRead handles a [ReadJob]: it reads where a question stands, keeps that in codes, and plans the next time.
func (s *Service) RunRead(ctx context.Context, job jobs.Job) (err error) {
	defer fault.Wrap(&err, "notified.RunRead")
	t, err := s.takenBy(ctx, job)
	if err != nil || t.Over() || t.task == "" {
		return err
	}
	c, p, _, problem := s.from(ctx, &t)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := s.keep(ctx, &t, &c, problem); err != nil || problem != nil || p.Signals != peer.NotAsked {
		return err
	}
	return s.follow(ctx, p.ID)
}

// keep writes down where a question stands, and plans when to look again.
func (s *Service) keep(ctx context.Context, t *Taken, c *content, problem error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		next := now.Add(readEvery)
		if problem != nil {
			words := peer.Words(problem)
			next = now.Add(min(firstReadPause<<min(t.tries, 12), mostReadPause))
			if _, err := tx.Exec(ctx, `UPDATE notice_taken SET tries = tries + 1, problem_nl = $1, problem_en = $2 WHERE id = $3`, words.NL, words.EN, t.ID); err != nil {
				return err
			}
		} else {
			c.onto(t, now)
			if _, err := tx.Exec(ctx, `UPDATE notice_taken SET tries = 0, problem_nl = '', problem_en = '', read_at = $1, status = $2, business = $3, what = $4, priority = $5 WHERE id = $6`,
				clock.Micros(now), t.Status, t.Business, t.What, t.Priority, t.ID); err != nil {
				return err
			}
		}
		if t.Over() || now.After(t.Until.Add(readFor)) || errors.Is(problem, errNoTask) && t.tries > 20 {
			return nil
		}
		return jobs.Schedule(ctx, tx, ReadJob, string(t.ID), next, struct{}{})
	})
}

// onto takes over what is kept of what was read.
func (c *content) onto(t *Taken, now time.Time) {
	t.Status, t.Business = c.task.Status, c.task.BusinessStatus.code()
	if what := c.request.Code.words(); what != "" {
		t.What = what
	} else if t.What == "" {
		t.What = c.task.words()
	}
	if p := c.request.Priority; p != "" {
		t.Priority = p
	}
	t.Read, t.Problem = now, fault.Text{}
}
