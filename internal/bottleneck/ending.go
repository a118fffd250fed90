package bottleneck

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Propose asks the reporters whether it can end: solved, or accepted as it is.
func (s *Service) Propose(ctx context.Context, actor access.Actor, which ID, kind EndingKind, words string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Propose(%s)", which)
	if kind != EndSolved && kind != EndAccepted {
		return Bottleneck{}, fault.InvalidField("kind", "Kies of het is opgelost, of zo blijft.", "expected solved or accepted")
	}
	if words, err = spoken("words", words, true); err != nil {
		return Bottleneck{}, err
	}
	return s.step(ctx, actor, "bottleneck.Propose", which, d, func(ctx context.Context, c *change) error {
		return c.propose(ctx, kind, words, c.by(), false)
	})
}

func (c *change) propose(ctx context.Context, kind EndingKind, words string, by Owner, rule bool) error {
	if err := c.answered(ctx); err != nil {
		return err
	}
	_, err := c.tx.Exec(ctx, `INSERT INTO bottleneck_ending (bottleneck, number, kind, words, proposed_at, by_rule, agreed, reminded, outcome, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0, 0, '', NULL)`, c.ID, c.Version+1, kind, words, clock.Micros(c.at), bit(rule))
	if err != nil {
		return err
	}
	c.State, c.NextAt = Proposed, due(c.now, remindAfter)
	return c.say(ctx, EventProposed, words, by, "")
}

// proposal is the ending that waits.
type proposal struct {
	number   int64
	kind     EndingKind
	words    string
	byRule   bool
	agreed   bool
	reminded int
}

// waiting reads the ending that lies with the reporters.
func (b *stored) waiting(ctx context.Context, tx *store.Tx) (p proposal, err error) {
	err = tx.QueryRow(ctx, `SELECT number, kind, words, by_rule, agreed, reminded FROM bottleneck_ending WHERE bottleneck = $1 AND outcome = ''`, b.ID).
		Scan(&p.number, &p.kind, &p.words, &p.byRule, &p.agreed, &p.reminded)
	return p, err
}

// asked is what a reporter's act on a root needs.
type asked struct {
	root  *stored
	mine  []string // the reports of whoever acts
	owner bool     // they decide for the owner too
}

// reporting describes a reporter's act: about what they name, which may have been merged since, under the
// lock of its root.
func (s *Service) reporting(actor access.Actor, name string, which ID, into *asked) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (subject access.Subject, err error) {
		*into = asked{}
		if into.root, err = findRoot(ctx, tx, which); err != nil {
			return subject, err
		}
		if into.mine, err = mine(ctx, tx, actor, into.root.ID); err != nil {
			return subject, err
		}
		owners := true
		if name == "bottleneck.Confirm" { // of an ending that a rule proposed the owner is asked as well
			p, err := into.root.waiting(ctx, tx)
			if err != nil && !errors.Is(err, store.ErrNone) {
				return subject, err
			}
			owners = p.byRule
		}
		subject = access.Subject{Type: "bottleneck"}
		if owners && name != "bottleneck.Object" {
			subject = into.root.owned()
			into.owner = s.spine.Policies().Decide(actor, name, subject).Allowed
		}
		if subject.ID = string(which); len(into.mine) > 0 {
			subject.Person = actor.Person
		}
		return subject, nil
	}
}

// answer does a reporter's act on the root of what they reported.
func (s *Service) answer(ctx context.Context, actor access.Actor, name string, which ID, d Decision, do func(ctx context.Context, c *change, a asked) error) (Bottleneck, error) {
	if err := d.check(); err != nil {
		return Bottleneck{}, err
	}
	var a asked
	var c *change
	err := s.spine.Do(ctx, act.Attempt{Actor: actor, Act: name, Load: s.reporting(actor, name, which, &a)}, func(ctx context.Context, tx *act.Tx) (err error) {
		if c, err = s.change(ctx, tx, actor, short(name), a.root); err != nil {
			return err
		}
		c.decision = d
		if err := do(ctx, c, a); err != nil {
			return err
		}
		return c.save(ctx)
	})
	if err != nil {
		return Bottleneck{}, err
	}
	return c.Bottleneck, nil
}

// Confirm says yes to the ending that was proposed. With the last yes it has ended.
func (s *Service) Confirm(ctx context.Context, actor access.Actor, which ID) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Confirm(%s)", which)
	as, err := s.asReporter(ctx, actor, "bottleneck.Confirm", which)
	if err != nil {
		return Bottleneck{}, err
	}
	return s.answer(ctx, as, "bottleneck.Confirm", which, Decision{}, func(ctx context.Context, c *change, a asked) error {
		p, err := c.waiting(ctx, c.tx.Tx)
		if err != nil {
			return err
		}
		if err := c.vote(ctx, p, a.mine); err != nil {
			return err
		}
		by := Owner{}
		if a.owner && p.byRule && !p.agreed {
			p.agreed, by = true, c.by()
			if _, err := c.tx.Exec(ctx, `UPDATE bottleneck_ending SET agreed = 1 WHERE bottleneck = $1 AND number = $2`, c.ID, p.number); err != nil {
				return err
			}
		}
		if err := c.say(ctx, EventConfirmed, "", by, ""); err != nil {
			return err
		}
		return c.settle(ctx, p)
	})
}

// vote notes the yes of reports; one that was there stays.
func (c *change) vote(ctx context.Context, p proposal, reports []string) error {
	for _, id := range reports {
		if _, err := c.tx.Exec(ctx, `INSERT INTO bottleneck_vote (bottleneck, number, reporter, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			c.ID, p.number, id, clock.Micros(c.at)); err != nil {
			return err
		}
	}
	return nil
}

// settle ends it when everybody who is asked has said yes.
func (c *change) settle(ctx context.Context, p proposal) error {
	open, err := c.undecided(ctx, p)
	if err != nil || open > 0 || p.byRule && !p.agreed {
		return err
	}
	return c.end(ctx, p, Agreed)
}

// undecided counts the reporters of the tree whose yes is waited for.
func (c *change) undecided(ctx context.Context, p proposal) (n int, err error) {
	err = c.tx.QueryRow(ctx, `SELECT count(*) FROM bottleneck_reporter r JOIN bottleneck b ON b.id = r.bottleneck WHERE b.root = $1
		AND NOT EXISTS (SELECT 1 FROM bottleneck_vote v WHERE v.bottleneck = $1 AND v.number = $2 AND v.reporter = r.id)`, c.ID, p.number).Scan(&n)
	return n, err
}

// end ends it with the words that were proposed. Silence says so.
func (c *change) end(ctx context.Context, p proposal, how Outcome) error {
	if err := c.closeEnding(ctx, how); err != nil {
		return err
	}
	if err := c.leave(ctx); err != nil {
		return err
	}
	c.State, c.NextAt = State(p.kind), time.Time{}
	words := p.words
	if how == Silence {
		said, err := c.silence(ctx, p)
		if err != nil {
			return err
		}
		words += said
	}
	return c.say(ctx, EventEnded, words, Owner{}, "")
}

// What stands below the words of an ending to which not everybody answered.
const (
	silenceWords = "\n\nNiet alle melders antwoordden, ook niet na twee herinneringen. Dat telt als ja."
	missedWords  = "\n\nNiet alle melders konden wij bereiken: wie geen mailadres gaf en niet inlogde, weet dit misschien nog niet."
)

// silence says of those who did not answer whether they were asked: a silence counts as a yes of who was
// mailed, or who looked while they were signed in. Of others it says that they could not be reached.
func (c *change) silence(ctx context.Context, p proposal) (words string, err error) {
	var reached, missed int
	err = c.tx.QueryRow(ctx, `SELECT coalesce(sum(w.reached), 0), coalesce(sum(1 - w.reached), 0) FROM (
		SELECT CASE WHEN EXISTS (SELECT 1 FROM bottleneck_receipt t JOIN bottleneck_event e ON e.bottleneck = t.bottleneck AND e.number = t.event
				JOIN bottleneck_ending n ON n.bottleneck = e.bottleneck AND n.number = $2
			WHERE t.bottleneck = $1 AND t.reporter = r.id AND e.kind IN ('proposed', 'reminded') AND e.at >= n.proposed_at
				AND (t.mailed_at IS NOT NULL OR t.read_at IS NOT NULL)) THEN 1 ELSE 0 END AS reached
		FROM bottleneck_reporter r JOIN bottleneck b ON b.id = r.bottleneck WHERE b.root = $1 AND r.rule = ''
			AND NOT EXISTS (SELECT 1 FROM bottleneck_vote v WHERE v.bottleneck = $1 AND v.number = $2 AND v.reporter = r.id)) w`, c.ID, p.number).Scan(&reached, &missed)
	if reached > 0 {
		words += silenceWords
	}
	if missed > 0 {
		words += missedWords
	}
	return words, err
}

// closeEnding says what became of the ending that waited.
func (c *change) closeEnding(ctx context.Context, how Outcome) error {
	_, err := c.tx.Exec(ctx, `UPDATE bottleneck_ending SET outcome = $1, ended_at = $2 WHERE bottleneck = $3 AND outcome = ''`, how, clock.Micros(c.at), c.ID)
	return err
}

// Object says that it cannot end so. It goes back to its owner, with the reason.
func (s *Service) Object(ctx context.Context, actor access.Actor, which ID, why string) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Object(%s)", which)
	if why, err = objection("why", why); err != nil {
		return Bottleneck{}, err
	}
	as, err := s.asReporter(ctx, actor, "bottleneck.Object", which)
	if err != nil {
		return Bottleneck{}, err
	}
	return s.answer(ctx, as, "bottleneck.Object", which, Decision{}, func(ctx context.Context, c *change, a asked) error {
		if err := c.closeEnding(ctx, Objected); err != nil {
			return err
		}
		c.State, c.NextAt = Discussing, due(c.now, answerWithin[c.Level])
		return c.say(ctx, EventObjected, why, Owner{}, "")
	})
}

// Reopen says that it is there again: a reporter within a year, the owner whenever they see it. It lies with
// the level and the owner that ended it.
func (s *Service) Reopen(ctx context.Context, actor access.Actor, which ID, why string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Reopen(%s)", which)
	if why, err = objection("why", why); err != nil {
		return Bottleneck{}, err
	}
	as, err := s.reopener(ctx, actor, which)
	if err != nil {
		return Bottleneck{}, err
	}
	return s.answer(ctx, as, "bottleneck.Reopen", which, d, func(ctx context.Context, c *change, a asked) error {
		by := Owner{}
		if a.owner {
			by = c.by()
		} else if !c.now.Before(c.since.Add(reopenFor)) {
			return fault.New(fault.Conflict, "Dit is langer dan een jaar geleden afgesloten. Meld het opnieuw.", "it ended more than a year ago: report it anew")
		}
		c.State, c.NextAt, c.Example = Discussing, due(c.now, answerWithin[c.Level]), false
		c.Reopened++
		if err := c.arrive(ctx, why); err != nil {
			return err
		}
		return c.say(ctx, EventReopened, why, by, "")
	})
}

// reopener gives under whom somebody reopens: an owner as themselves, a reporter as [Service.asReporter] says.
func (s *Service) reopener(ctx context.Context, actor access.Actor, which ID) (access.Actor, error) {
	var root *stored
	err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var id ID
		err := tx.QueryRow(ctx, `SELECT root FROM bottleneck WHERE id = $1`, which).Scan(&id)
		if err == nil {
			root, err = find(ctx, tx, id, false)
		}
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return actor, noBottleneck()
	}
	if err != nil || s.spine.Policies().Decide(actor, "bottleneck.Reopen", root.owned()).Allowed {
		return actor, err
	}
	return s.asReporter(ctx, actor, "bottleneck.Reopen", which)
}
