package obligation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// remindAfter is when a party that said nothing hears of a question, counted from its weighing: at once,
// after a week, and on the last day. Then it stands on the pages as not explained.
var remindAfter = []time.Duration{0, 7 * 24 * time.Hour, answerTime - 24*time.Hour}

// addressee is a party that is asked something under one agreement.
type addressee struct {
	agreement agreement.ID
	party     network.OrganizationID
	number    int
	forum     mandate.Forum
	subject   string
}

// Remind asks parties to explain what they did not keep, and to say how it went where nothing measures it:
// one message for each agreement and party, to who may speak for it, or else to who administers it (see
// [agreement.Service.ReachTx]). Each message is sent once, whatever crashes. It gives how many parties were
// asked.
func (s *Service) Remind(ctx context.Context, actor access.Actor) (n int, err error) {
	defer fault.Wrap(&err, "obligation.Remind")
	var due []addressee
	if err := s.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		due, err = store.All(ctx, tx, func(row func(...any) error) (a addressee, err error) {
			return a, row(&a.agreement, &a.party, &a.number, &a.subject, &a.forum.Kind, &a.forum.Region, &a.forum.Wijkverband)
		}, `SELECT DISTINCT p.agreement, p.party, t.number, t.subject, t.forum, t.region, t.wijkverband
			FROM obligation_question q JOIN obligation_period p ON p.id = q.period
			JOIN obligation_term t ON t.agreement = p.agreement AND t.version = p.version AND t.obligation = p.obligation
			WHERE q.next_at <= $1 ORDER BY p.agreement, p.party`, clock.Micros(now))
		return err
	}); err != nil {
		return 0, err
	}
	// A subject may differ between versions; the party hears of all of it at once.
	due = slices.CompactFunc(due, func(a, b addressee) bool { return a.agreement == b.agreement && a.party == b.party })
	var problems error
	for i := range due {
		if err := ctx.Err(); err != nil {
			return n, errors.Join(problems, err)
		}
		did, err := s.remind(ctx, actor, &due[i])
		if problems = errors.Join(problems, err); did {
			n++
		}
	}
	return n, problems
}

// question is one that is due.
type question struct {
	period ID
	times  int
	since  int64 // when it was weighed
}

// remind tells one party of everything that is asked of it under one agreement.
func (s *Service) remind(ctx context.Context, actor access.Actor, a *addressee) (did bool, err error) {
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "agreement", ID: string(a.agreement), Organization: string(a.party), Region: string(a.forum.Region),
			Wijkverband: string(a.forum.Wijkverband)}, tx.Lock(ctx, "agreement", string(a.agreement))
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "obligation.Remind", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		due, err := dueQuestions(ctx, tx.Tx, a, now)
		if did = len(due) > 0; err != nil || !did {
			return err
		}
		for _, q := range due {
			if err := q.movedOn(ctx, tx.Tx, now); err != nil {
				return err
			}
		}
		sent, err := s.write(ctx, tx, a, len(due))
		if err != nil {
			return err
		}
		return tx.Changed(map[string]any{"party": a.party, "questions": len(due), "messages": sent})
	})
	return did && err == nil, err
}

// dueQuestions gives, locked, what a party is to hear now.
func dueQuestions(ctx context.Context, tx *store.Tx, a *addressee, now time.Time) ([]question, error) {
	lock := ``
	if tx.Dialect() == store.Postgres {
		lock = ` FOR UPDATE OF q`
	}
	return store.All(ctx, tx, func(row func(...any) error) (q question, err error) { return q, row(&q.period, &q.times, &q.since) },
		`SELECT q.period, q.times, p.weighed_at FROM obligation_question q JOIN obligation_period p ON p.id = q.period
		WHERE q.agreement = $1 AND q.party = $2 AND q.next_at <= $3 ORDER BY q.period`+lock, a.agreement, a.party, clock.Micros(now))
}

// movedOn notes that the party hears of a question now. Moments that passed unused are left out.
func (q *question) movedOn(ctx context.Context, tx *store.Tx, now time.Time) error {
	var next any
	for _, after := range remindAfter {
		if at := clock.FromMicros(q.since).Add(after); at.After(now) {
			next = clock.Micros(at)
			break
		}
	}
	_, err := tx.Exec(ctx, `UPDATE obligation_question SET times = times + 1, next_at = $2 WHERE period = $1`, q.period, next)
	return err
}

// write queues the messages to a party and gives how many.
func (s *Service) write(ctx context.Context, tx *act.Tx, a *addressee, questions int) (sent int, err error) {
	public := s.public.Load()
	if s.Outbox == nil || public == nil {
		return 0, nil
	}
	to, err := s.Agreements.ReachTx(ctx, tx.Tx, a.party, a.forum, a.subject)
	if err != nil {
		return 0, err
	}
	text := fmt.Sprintf(letter, asking(questions), a.number, *public, a.agreement)
	for _, address := range to {
		if err := s.Outbox.QueueTx(ctx, tx.Tx, mail.Message{To: address, Subject: "Wij vragen uw antwoord over een afspraak", Text: text}); err != nil {
			return sent, err
		}
		sent++
	}
	return sent, nil
}

func asking(questions int) string {
	if questions == 1 {
		return "Er staat één vraag voor u klaar"
	}
	return fmt.Sprintf("Er staan %d vragen voor u klaar", questions)
}

// letter says that something is asked, and not what.
const letter = `%s over afspraak %d.

Is iets niet gelukt? Dan vragen wij u om uit te leggen waarom. De andere partijen van de afspraak zien uw uitleg.

Log in en antwoord hier:

%s/werk/afspraken/%s

U krijgt dit bericht omdat u voor uw organisatie of beroepsgroep spreekt. Niemand vraagt u om uw wachtwoord te mailen.
`
