package mail

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/mail"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// Job is the kind of job that sends a message.
const Job = "mail"

// forMail is what the messages that wait are sealed for.
const forMail keys.Purpose = "mail"

const (
	keptFor = 7 * 24 * time.Hour // a message without an end of its own
	// unserved is the pause between two looks whether a server has been named since.
	unserved   = 10 * time.Minute
	longest    = 4 * time.Hour // the longest pause between two tries
	maxText    = 4000
	maxSubject = 120
)

// ID identifies a message: each try to send it carries the same one, so that a server that already has
// it can see so.
type ID string

// Message is what is sent to one address.
type Message struct {
	To      string    `json:"to"` // an address, without a name
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	Until   time.Time `json:"until"` // from when on it is of no use; zero: a week after it was queued
}

// Sender hands a message to a server. Its errors hold no address.
type Sender interface {
	Send(ctx context.Context, id ID, m Message) error
}

// Outbox keeps messages until they are sent.
type Outbox struct {
	db     *store.DB
	ring   *keys.Ring
	sender Sender // nil: no server was named
	log    *slog.Logger
	failed atomic.Pointer[string]
}

// New makes the outbox. sender may be nil: messages then wait.
func New(db *store.DB, ring *keys.Ring, sender Sender, log *slog.Logger) *Outbox {
	return &Outbox{db: db, ring: ring, sender: sender, log: log}
}

// waiting is a message as the job table holds it.
type waiting struct {
	Sealed []byte `json:"sealed"`
	Until  int64  `json:"until"`
	Tries  int    `json:"tries"`
}

// QueueTx sends a message once the transaction has committed.
func (o *Outbox) QueueTx(ctx context.Context, tx *store.Tx, m Message) (err error) {
	defer fault.Wrap(&err, "mail.QueueTx")
	if err := m.check(); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if m.Until.IsZero() {
		m.Until = now.Add(keptFor)
	}
	plain, err := json.Marshal(m)
	if err != nil {
		return err
	}
	key := id.New[ID]()
	sealed, err := o.ring.Seal(ctx, forMail, plain, string(key))
	if err != nil {
		return err
	}
	return jobs.Schedule(ctx, tx, Job, string(key), now, waiting{Sealed: sealed, Until: clock.Micros(m.Until)})
}

// check refuses what a mail server would read as something else than it says.
func (m Message) check() error {
	var wrong []fault.Field
	add := func(name, nl, en string) {
		wrong = append(wrong, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	if a, err := mail.ParseAddress(m.To); err != nil || a.Address != m.To || len(m.To) > 200 || strings.ContainsFunc(m.To, unicode.IsControl) {
		add("to", "Vul een e-mailadres in, zoals naam@voorbeeld.nl.", "expected an e-mail address")
	}
	if m.Subject == "" || len(m.Subject) > maxSubject || strings.ContainsFunc(m.Subject, unicode.IsControl) {
		add("subject", "Het onderwerp klopt niet.", "expected a subject of one line")
	}
	if m.Text == "" || len(m.Text) > maxText || strings.ContainsRune(m.Text, 0) {
		add("text", "De tekst klopt niet.", "expected a text of at most 4000 bytes")
	}
	return fault.InvalidFields(wrong...).OrNil()
}

// Run sends one message: the handler of [Job].
func (o *Outbox) Run(ctx context.Context, job jobs.Job) error {
	var w waiting
	if err := json.Unmarshal(job.Payload, &w); err != nil {
		return err
	}
	now, err := o.now(ctx)
	if err != nil {
		return err
	}
	if clock.Micros(now) >= w.Until {
		o.log.Warn("a mail was not sent in time and is dropped", "message", job.Key, "tries", w.Tries)
		return nil
	}
	if o.sender == nil {
		return o.later(ctx, job, w, now.Add(unserved))
	}
	m, err := o.open(ctx, ID(job.Key), w)
	if err != nil {
		return err
	}
	if err := o.sender.Send(ctx, ID(job.Key), m); err != nil {
		if ctx.Err() != nil { // the program stops: that is no failed try
			return ctx.Err()
		}
		problem := fault.Safe(err).Text.EN
		o.failed.Store(&problem)
		o.log.Warn("a mail was not sent", "message", job.Key, "try", w.Tries+1, "error", err)
		pause := min(time.Minute<<min(w.Tries, 10), longest)
		w.Tries++
		return o.later(ctx, job, w, now.Add(pause))
	}
	o.failed.Store(nil)
	return nil
}

func (o *Outbox) open(ctx context.Context, key ID, w waiting) (m Message, err error) {
	plain, err := o.ring.Open(ctx, forMail, w.Sealed, string(key))
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(plain, &m)
}

// later puts the message back. Scheduling the same key again takes it from the runner, which would
// otherwise count it as done.
func (o *Outbox) later(ctx context.Context, job jobs.Job, w waiting, at time.Time) error {
	return o.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return jobs.Schedule(ctx, tx, Job, job.Key, at, w)
	})
}

func (o *Outbox) now(ctx context.Context) (now time.Time, err error) {
	err = o.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err = tx.Now(ctx)
		return err
	})
	return now, err
}
