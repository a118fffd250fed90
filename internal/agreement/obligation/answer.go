package obligation

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/personal"
	"eerstelijn/internal/store"
)

const mostWords = 2000

// Explain says why a party did not keep an obligation in a period: comply or explain. A delegate of the
// party may, and who administers it. Words that were given before stay, and the newest are shown.
//
// NotFound: nothing was weighed there. Conflict: there is nothing to explain.
func (s *Service) Explain(ctx context.Context, actor access.Actor, which Key, words string) (_ Period, err error) {
	defer fault.Wrap(&err, "obligation.Explain(%s)", which.Agreement)
	words, err = plain(words, true)
	if err != nil {
		return Period{}, err
	}
	var p stored
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "obligation.Explain", Load: s.loading(actor, which, &p)}, func(ctx context.Context, tx *act.Tx) error {
		if p.Measure == measure.Attested || p.Outcome != NotKept && p.Outcome != Explained {
			return fault.New(fault.Conflict, "Hier valt niets uit te leggen.", "the obligation was kept, is unknown, or is attested")
		}
		return p.answer(ctx, tx, actor, explained, false, words)
	})
	return p.Period, err
}

// Attest says how a party did with an obligation that nothing measures; words say why where it did not
// keep it. A delegate of the party may, and who administers it. The newest answer counts and all are kept.
//
// NotFound: the period is not over. Conflict: the platform measures this obligation.
func (s *Service) Attest(ctx context.Context, actor access.Actor, which Key, kept bool, words string) (_ Period, err error) {
	defer fault.Wrap(&err, "obligation.Attest(%s)", which.Agreement)
	words, err = plain(words, !kept)
	if err != nil {
		return Period{}, err
	}
	var p stored
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "obligation.Attest", Load: s.loading(actor, which, &p)}, func(ctx context.Context, tx *act.Tx) error {
		if p.Measure != measure.Attested {
			return fault.New(fault.Conflict, "Dit gaat het platform zelf na. U kunt het wel uitleggen als het niet lukte.", "this obligation is measured, not attested")
		}
		return p.answer(ctx, tx, actor, attested, kept, words)
	})
	return p.Period, err
}

// loading finds a period that must be there and hands it out. Its person is the actor when a mandate lets
// them speak for the party today.
func (s *Service) loading(actor access.Actor, which Key, into *stored) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		now, err := tx.Now(ctx)
		if err != nil {
			return access.Subject{}, err
		}
		// Mandates go before what rests on them, in every act.
		p, err := find(ctx, tx, which, false)
		if err != nil {
			return access.Subject{}, err
		}
		about := access.Subject{Type: "obligation", Organization: string(which.Party)}
		if actor.Person != "" && actor.Role.SignsIn() {
			chain, err := s.Mandates.ChainTx(ctx, tx, p.asksMandate(actor.Person, now))
			if err != nil {
				return access.Subject{}, err
			}
			if chain.Valid {
				about.Person = actor.Person
			}
		}
		if *into, err = find(ctx, tx, which, true); err != nil {
			return access.Subject{}, err
		}
		about.ID, about.Region, about.Wijkverband = string(into.ID), string(into.Forum.Region), string(into.Forum.Wijkverband)
		return about, nil
	}
}

// answer adds what a party says to a period whose row is locked, and asks it no more.
func (p *stored) answer(ctx context.Context, tx *act.Tx, actor access.Actor, kind string, kept bool, words string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	var number int
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM obligation_answer WHERE period = $1`, p.ID).Scan(&number); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO obligation_answer (period, number, kind, kept, words, at, by_person, by_organization) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, number, kind, bit(kept), words, clock.Micros(now), actor.Person, actor.Organization); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE obligation_question SET answered_at = $2, next_at = NULL WHERE period = $1 AND answered_at IS NULL`, p.ID, clock.Micros(now)); err != nil {
		return err
	}
	p.Outcome, p.Attested, p.Asked = said(p.Outcome, kind, kept), kind == attested, false
	p.Explanation, p.ExplainedAt = words, now
	tx.About("agreement", string(p.Agreement))
	return tx.Changed(map[string]any{"party": p.Party, "from": p.From, "number": number, "outcome": p.Outcome})
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// plain trims words and refuses what is too long or cannot be shown.
func plain(words string, needed bool) (string, error) {
	words = strings.TrimSpace(words)
	switch {
	case needed && words == "":
		return "", fault.InvalidField("words", "Leg in een paar woorden uit waarom het niet lukte.", "expected words that say why")
	case utf8.RuneCountInString(words) > mostWords:
		return "", fault.InvalidField("words", "Schrijf hooguit 2000 tekens.", "expected at most 2000 characters")
	case !utf8.ValidString(words) || strings.ContainsFunc(words, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }):
		return "", fault.InvalidField("words", "Gebruik gewone tekens.", "expected plain text")
	}
	// The other parties read it: what surely tells who somebody is does not belong there.
	for _, f := range personal.Check(words) {
		if f.Sure {
			return "", fault.InvalidField("words", f.NL, f.EN)
		}
	}
	return words, nil
}
