package bottleneck

import (
	"context"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/jobs"
)

// to says who is told of an event.
type to uint8

const (
	reporters to = 1 << iota // a receipt for each reporter of the merged tree
	trail                    // and for each owner that it came through
	byMail                   // reporters who gave an address get a mail that there is something to read
	undecided                // of the reporters, those alone whose yes is waited for
)

// telling says of each kind of event who is told. What is not here is told to nobody.
var telling = map[EventKind]to{
	EventDiscussed: reporters,
	EventTakenUp:   reporters | byMail,
	EventAssigned:  reporters,
	EventPostponed: reporters | byMail,
	EventPassedUp:  reporters | trail | byMail,
	EventAnswered:  reporters | trail | byMail,
	EventProposed:  reporters | trail | byMail,
	EventReminded:  reporters | byMail | undecided,
	EventObjected:  reporters | trail,
	EventEnded:     reporters | trail | byMail,
	EventReopened:  reporters | trail | byMail,
	EventTookIn:    reporters | trail | byMail,
	EventSeparated: reporters | trail | byMail,
	EventLate:      reporters,
}

// say adds an event with its receipts. It is called when the tree and the trail are as they become, so that
// everybody who belongs to them is told.
func (c *change) say(ctx context.Context, kind EventKind, words string, by Owner, other ID) error {
	c.events++
	_, err := c.tx.Exec(ctx, `INSERT INTO bottleneck_event (bottleneck, number, at, kind, words, level, by_kind, by_owner, other, meeting)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		c.ID, c.events, clock.Micros(c.at), kind, words, c.Level, by.Kind, by.ID, other, c.decision.Meeting)
	if err != nil {
		return err
	}
	who := telling[kind]
	if who&reporters != 0 {
		of := `b.root = $4`
		args := []any{c.ID, c.events, clock.Micros(c.at), c.ID}
		if who&undecided != 0 {
			of += ` AND NOT EXISTS (SELECT 1 FROM bottleneck_vote v JOIN bottleneck_ending e ON e.bottleneck = v.bottleneck AND e.number = v.number
				WHERE e.bottleneck = $4 AND e.outcome = '' AND v.reporter = r.id)`
		}
		if _, err := c.tx.Exec(ctx, `INSERT INTO bottleneck_receipt (bottleneck, event, reporter, owner_kind, owner, made_at)
			SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), r.id, '', '', CAST($3 AS BIGINT)
			FROM bottleneck_reporter r JOIN bottleneck b ON b.id = r.bottleneck WHERE `+of, args...); err != nil {
			return err
		}
	}
	if who&trail != 0 {
		if _, err := c.tx.Exec(ctx, `INSERT INTO bottleneck_receipt (bottleneck, event, reporter, owner_kind, owner, made_at)
			SELECT DISTINCT CAST($1 AS TEXT), CAST($2 AS BIGINT), '', t.owner_kind, t.owner, CAST($3 AS BIGINT)
			FROM bottleneck_stop t JOIN bottleneck b ON b.id = t.bottleneck WHERE b.root = $4`,
			c.ID, c.events, clock.Micros(c.at), c.ID); err != nil {
			return err
		}
	}
	if who&byMail != 0 {
		return c.post(ctx)
	}
	return nil
}

// hand gives one reporter a receipt of the event that was said last.
func (c *change) hand(ctx context.Context, reporter string) error {
	_, err := c.tx.Exec(ctx, `INSERT INTO bottleneck_receipt (bottleneck, event, reporter, owner_kind, owner, made_at) VALUES ($1, $2, $3, '', '', $4)`,
		c.ID, c.events, reporter, clock.Micros(c.at))
	if err != nil {
		return err
	}
	return c.post(ctx)
}

// post has the mails of the event that was said last written beside the acts of others: they may be many.
func (c *change) post(ctx context.Context) error {
	if c.s.Outbox == nil {
		return nil
	}
	return jobs.Schedule(ctx, c.tx.Tx, MailJob, letterKey(c.ID, c.events), c.now, letter{Bottleneck: c.ID, Event: c.events})
}
