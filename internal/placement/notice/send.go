package notice

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/store"
)

// Job is the kind of job that sends a message to a program. It waits for somebody else's computer:
// register [Service.Run] with HandleSlow.
const Job = "placement.webhook"

const (
	firstPause = 5 * time.Second
	mostPause  = 15 * time.Minute
)

// message is what a program is sent: that there is something to fetch, and no more.
type message struct {
	ID           string    `json:"id"`
	Type         string    `json:"type"`
	At           time.Time `json:"timestamp"`
	Organization string    `json:"organization"`
	Invitation   string    `json:"invitation,omitempty"`
	Request      string    `json:"request"`
}

// Run sends one message: the handler of [Job]. One that is not taken is tried again until nobody is
// helped by it any more. While an organisation's program does not answer, one of its messages is tried
// now and then, and the others wait for that.
func (s *Service) Run(ctx context.Context, job jobs.Job) (err error) {
	defer fault.Wrap(&err, "notice.Run")
	var n note
	if err := json.Unmarshal(job.Payload, &n); err != nil {
		return err
	}
	var to hook
	var now time.Time
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		to, err = hookTx(ctx, tx, n.To)
		return err
	})
	switch {
	case err != nil:
		return err
	case to.URL == "" || s.HTTP == nil:
		return nil
	case !now.Before(n.Until):
		s.Log.Warn("a message to a program was not taken in time and is dropped", "message", n.ID, "organization", n.To, "tries", n.Tries)
		return nil
	case clock.Micros(now) < to.next:
		return s.later(ctx, n, clock.FromMicros(to.next))
	}
	if problem := s.send(ctx, to.URL, n, now); problem != nil {
		if ctx.Err() != nil { // the program stops: that is no failed try
			return ctx.Err()
		}
		n.Tries++
		s.Log.Warn("a message to a program was not taken", "message", n.ID, "organization", n.To, "try", n.Tries, "error", problem)
		return s.failed(ctx, n, to)
	}
	if to.failures == 0 {
		return nil
	}
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE organization_webhook SET failures = 0, failing_at = NULL, next_at = 0 WHERE organization = $1`, n.To)
		return err
	})
}

// later puts a message back.
func (s *Service) later(ctx context.Context, n note, at time.Time) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return jobs.Schedule(ctx, tx, Job, string(n.ID), at, n)
	})
}

// failed puts a message back, with a pause for all of its organisation that grows with each failure.
func (s *Service) failed(ctx context.Context, n note, to hook) error {
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		next := now.Add(min(firstPause<<min(to.failures, 10), mostPause))
		if _, err := tx.Exec(ctx, `UPDATE organization_webhook SET failures = $1, failing_at = coalesce(failing_at, $2), next_at = $3 WHERE organization = $4`,
			to.failures+1, clock.Micros(now), clock.Micros(next), n.To); err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, Job, string(n.ID), next, n)
	})
}

// send does one try.
func (s *Service) send(ctx context.Context, address string, n note, now time.Time) error {
	body, err := json.Marshal(message{ID: string(n.ID), Type: "placement." + string(n.News), At: n.At.UTC(), Organization: string(n.To),
		Invitation: string(n.Invitation), Request: string(n.Request)})
	if err != nil {
		return err
	}
	sent := strconv.FormatInt(now.Unix(), 10)
	signed, err := s.Keys.Sign(forWebhooks, []byte(string(n.ID)+"."+sent+"."+string(body)))
	if err != nil {
		return err
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set("Webhook-Id", string(n.ID))
	header.Set("Webhook-Timestamp", sent)
	header.Set("Webhook-Signature", "v1a,"+base64.StdEncoding.EncodeToString(signed.Value))
	return outward.Post(ctx, s.HTTP, address, header, body)
}
