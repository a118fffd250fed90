package bottleneck

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/store"
)

// MailJob is the kind of job that writes the mails of one event; see [Service.RunMail].
const MailJob = "bottleneck.mail"

// lettersAtOnce is how many are written in one transaction.
const lettersAtOnce = 50

type letter struct {
	Bottleneck ID    `json:"bottleneck"`
	Event      int64 `json:"event"`
}

func letterKey(which ID, event int64) string { return fmt.Sprintf("%s/%d", which, event) }

// sealed gives an address as it is kept; ” where none was given, or where it had enough for today: the
// report counts all the same, and its receipt stands on the page.
func (c *change) sealed(ctx context.Context, reporter, address string) (string, error) {
	if address == "" {
		return "", nil
	}
	mailbox, err := c.s.Keys.Fingerprint(keys.ForLinks, "mailbox "+mailboxOf(address))
	if err != nil {
		return "", err
	}
	today := clock.Micros(c.now.UTC().Truncate(24 * time.Hour))
	if _, err := c.tx.Exec(ctx, `DELETE FROM bottleneck_mail WHERE on_day < $1`, today); err != nil {
		return "", err
	}
	// One statement counts: of two at once, the second waits for the first.
	var given int
	err = c.tx.QueryRow(ctx, `INSERT INTO bottleneck_mail (mailbox, on_day, given) VALUES ($1, $2, 1)
		ON CONFLICT (mailbox, on_day) DO UPDATE SET given = bottleneck_mail.given + 1 RETURNING given`, mailbox, today).Scan(&given)
	if err != nil || given > mostGiven {
		return "", err
	}
	text, err := c.s.Keys.Seal(ctx, forReporters, []byte(address), reporter)
	return string(text), err
}

// mailboxOf writes an address in one way: what stands after a plus leads to the same mailbox.
func mailboxOf(address string) string {
	name, host, _ := strings.Cut(strings.ToLower(address), "@")
	name, _, _ = strings.Cut(name, "+")
	return name + "@" + host
}

// RunMail handles a [MailJob]: each reporter with a receipt of the event who can be reached gets a mail with
// a link, once: at the address that they gave, or else at that of their account. No entry of the ledger says
// to whom.
func (s *Service) RunMail(ctx context.Context, job jobs.Job) error {
	var l letter
	if err := json.Unmarshal(job.Payload, &l); err != nil {
		return err
	}
	if s.Outbox == nil || s.address() == "" {
		return nil
	}
	for {
		n, err := s.write(ctx, l)
		if err != nil || n < lettersAtOnce {
			return err
		}
	}
}

// addressee is a reporter with the address that they gave, sealed, or else that of their account.
type addressee struct{ reporter, sealed, account string }

// write writes some of the mails of an event.
func (s *Service) write(ctx context.Context, l letter) (n int, err error) {
	nothing := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "bottleneck"}, nil
	}
	var due []addressee
	var kind EventKind
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		due, kind, err = addressees(ctx, tx, l)
		return err
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: access.Job("bottleneck"), Act: "bottleneck.RunMail", Load: nothing}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if due, kind, err = addressees(ctx, tx.Tx, l); err != nil {
			return err
		}
		for _, to := range due {
			done, err := tx.Exec(ctx, `UPDATE bottleneck_receipt SET mailed_at = $1 WHERE bottleneck = $2 AND event = $3 AND reporter = $4 AND mailed_at IS NULL`,
				clock.Micros(now), l.Bottleneck, l.Event, to.reporter)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return errors.Join(err, fault.New(fault.Conflict, "Een ander schrijft deze berichten.", "another node writes these mails"))
			}
			if err := s.mailTx(ctx, tx, to, kind); err != nil {
				return err
			}
		}
		n = len(due)
		return tx.Changed(map[string]any{"mails": n})
	})
	return n, err
}

func addressees(ctx context.Context, tx *store.Tx, l letter) (due []addressee, kind EventKind, err error) {
	if err := tx.QueryRow(ctx, `SELECT kind FROM bottleneck_event WHERE bottleneck = $1 AND number = $2`, l.Bottleneck, l.Event).Scan(&kind); err != nil {
		return nil, "", err
	}
	due, err = store.All(ctx, tx, func(row func(...any) error) (a addressee, err error) {
		return a, row(&a.reporter, &a.sealed, &a.account)
	},
		`SELECT r.id, r.email, coalesce(p.email, '') FROM bottleneck_receipt t JOIN bottleneck_reporter r ON r.id = t.reporter
		LEFT JOIN person p ON p.id = r.person AND r.person <> '' AND p.ended_at IS NULL
		WHERE t.bottleneck = $1 AND t.event = $2 AND t.mailed_at IS NULL AND r.no_mail = 0 AND (r.email <> '' OR p.email <> '') ORDER BY r.id LIMIT $3`, l.Bottleneck, l.Event, lettersAtOnce)
	return due, kind, err
}

func (s *Service) mailTx(ctx context.Context, tx *act.Tx, to addressee, kind EventKind) error {
	address := to.account
	if to.sealed != "" {
		given, err := s.Keys.Open(ctx, forReporters, []byte(to.sealed), to.reporter)
		if err != nil {
			return err
		}
		address = string(given)
	}
	token, err := s.newsTx(ctx, tx, to.reporter)
	if err != nil {
		return err
	}
	return s.Outbox.QueueTx(ctx, tx.Tx, written(address, kind, s.address()+link.Path(token)))
}

// written is the mail of an event: that there is something to read, and nothing of what it is about.
func written(to string, kind EventKind, address string) mail.Message {
	subject, first := "Nieuws over uw melding", "Er is nieuws over iets wat u meldde."
	switch kind {
	case EventReported, EventJoined:
		subject, first = "Wij hebben uw melding", "Dank u. Uw melding is binnen. U hoort het als er nieuws is."
	case EventProposed:
		subject, first = "Een vraag over uw melding", "Er is een voorstel om uw melding af te sluiten. Wij vragen u of dat goed is."
	case EventReminded:
		subject, first = "Herinnering: een vraag over uw melding", "Wij vroegen of uw melding kan worden afgesloten. Antwoordt u ook op de tweede herinnering niet, dan telt dat als ja."
	}
	return mail.Message{To: to, Subject: subject, Text: fmt.Sprintf(`%s

Open de link. U hoeft niet in te loggen.

%s

Wilt u geen mail meer over deze melding? Dat kiest u op dezelfde pagina.
Niemand vraagt u hier om een wachtwoord.
`, first, address)}
}
