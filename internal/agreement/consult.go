package agreement

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const mostConsulting = 90 * 24 * time.Hour

// MostMailed is how many members get a letter of their own: the first by their ids.
const MostMailed = 500

// Consult asks the members of a party what they think of the text that is proposed, before the party
// signs. Members with an address get a link; all see it on their pages. It decides nothing: the delegate
// does.
func (s *Service) Consult(ctx context.Context, actor access.Actor, which ID, party network.OrganizationID, until time.Time, question string) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Consult(%s)", which)
	if question, err = reason("question", question); err != nil {
		return Agreement{}, err
	}
	return s.step(ctx, actor, "agreement.Consult", which, way{party: party}, func(ctx context.Context, c *change) error {
		if c.open == nil || c.open.State != TextConsent {
			return fault.New(fault.Conflict, "Er ligt nu geen tekst voor waarover partijen beslissen.", "no text is asked to be signed")
		}
		if _, asked := c.open.party(party); !asked {
			return notAsked()
		}
		if !until.After(c.now) || until.After(c.now.Add(mostConsulting)) {
			return fault.InvalidField("until", "Kies een moment in de komende 90 dagen.", "expected a moment within 90 days")
		}
		members, err := membersOf(ctx, c.tx, party, c.now)
		if err != nil {
			return err
		}
		made := Consultation{ID: id.New[ConsultationID](), Version: c.open.Version, Party: party, Question: question, From: c.now, Until: until.UTC().Truncate(time.Microsecond), Asked: len(members)}
		_, err = c.tx.Exec(ctx, `INSERT INTO agreement_consultation (id, agreement, version, party, question, from_at, until_at, asked) VALUES `+store.Placeholders(1, 8),
			made.ID, c.ID, made.Version, party, question, clock.Micros(made.From), clock.Micros(made.Until), made.Asked)
		if err != nil {
			return err
		}
		c.about("consultation", string(made.ID))
		c.say("party", party)
		c.say("asked", made.Asked)
		return s.writeMembers(ctx, c, made, members)
	})
}

// membersOf gives the providers that are affiliated to a body.
func membersOf(ctx context.Context, tx *store.Tx, body network.OrganizationID, at time.Time) ([]network.OrganizationID, error) {
	return store.All(ctx, tx, func(row func(...any) error) (p network.OrganizationID, err error) { return p, row(&p) },
		`SELECT DISTINCT provider FROM affiliation WHERE body = $1 AND known_until IS NULL AND from_at <= $2 AND (until_at IS NULL OR until_at > $2) ORDER BY provider`,
		body, clock.Micros(at))
}

// writeMembers sends each member with an address a link that lets it answer.
func (s *Service) writeMembers(ctx context.Context, c *change, asked Consultation, members []network.OrganizationID) error {
	address := s.address.Load()
	if s.Links == nil || s.Outbox == nil || address == nil {
		return nil
	}
	letters := 0
	for _, m := range members[:min(len(members), MostMailed)] {
		o, err := s.Network.OrganizationTx(ctx, c.tx, m)
		if err != nil {
			return err
		}
		if o.Email == "" {
			continue
		}
		token, err := s.Links.MakeTx(ctx, c.act, link.Link{
			Act: "agreement.Advise", SubjectType: "consultation", SubjectID: string(asked.ID), Organization: string(m), Region: string(c.Forum.Region), Until: asked.Until,
		})
		if err != nil {
			return err
		}
		sent, err := s.send(ctx, c.tx, []string{o.Email}, mail.Message{Subject: fmt.Sprintf("Wat vindt u van afspraak %d?", c.Number), Until: asked.Until, Text: strings.Join([]string{
			"Een organisatie waar u lid van is, is gevraagd een afspraak te tekenen. Zij wil eerst weten wat u ervan vindt.",
			"Lees de afspraak en geef uw mening:",
			*address + link.Path(token),
			"Dat kan tot en met " + asked.Until.Add(-time.Microsecond).In(clock.Amsterdam).Format("02-01-2006") + ". De link werkt één keer.",
		}, "\n\n")})
		if err != nil {
			return err
		}
		letters += sent
	}
	c.say("letters", letters)
	return nil
}

// Consulted says what a consultation asks, for whoever holds its link or is a member: which agreement, and
// the question.
func (s *Service) Consulted(ctx context.Context, which ConsultationID) (of ID, asked Consultation, err error) {
	defer fault.Wrap(&err, "agreement.Consulted(%s)", which)
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		of, asked, err = consultation(ctx, tx, which)
		return err
	})
	return of, asked, err
}

// ConsultedText gives, to whoever holds the link of a consultation, the text that it is about.
func (s *Service) ConsultedText(ctx context.Context, which ConsultationID) (title string, out Text, err error) {
	defer fault.Wrap(&err, "agreement.ConsultedText(%s)", which)
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		of, asked, err := consultation(ctx, tx, which)
		if err != nil {
			return err
		}
		t, err := store.One(ctx, tx, scanText, `SELECT `+textColumns+` FROM agreement_text WHERE agreement = $1 AND version = $2`, of, asked.Version)
		if err == nil {
			title, out = t.Title, t.Text
		}
		return err
	})
	return title, out, err
}

const consultationColumns = `agreement, id, version, party, question, from_at, until_at, asked`

type consulted struct {
	of ID
	Consultation
}

func scanConsultation(row func(...any) error) (c consulted, err error) {
	var from, until int64
	err = row(&c.of, &c.ID, &c.Version, &c.Party, &c.Question, &from, &until, &c.Asked)
	c.From, c.Until = clock.FromMicros(from), clock.FromMicros(until)
	return c, err
}

func consultation(ctx context.Context, tx *store.Tx, which ConsultationID) (ID, Consultation, error) {
	c, err := store.One(ctx, tx, scanConsultation, `SELECT `+consultationColumns+` FROM agreement_consultation WHERE id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		err = fault.Missing("Deze vraag bestaat niet.", "consultation not found")
	}
	return c.of, c.Consultation, err
}

// Advise says for a member what it thinks, signed in or by the link that it was sent; the newest words of a
// member count. also runs in the same transaction, for the link.
func (s *Service) Advise(ctx context.Context, actor access.Actor, which ConsultationID, a Advice, also ...func(context.Context, *act.Tx) error) (err error) {
	defer fault.Wrap(&err, "agreement.Advise(%s)", which)
	var c check.Fields
	if a.Yes {
		c.Text("words", &a.Words, mostWords)
	} else {
		c.Needed("words", &a.Words, mostWords)
	}
	if err := c.Err(); err != nil {
		return err
	}
	var of ID
	var asked Consultation
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if err := tx.Lock(ctx, "agreement_consultation", string(which)); err != nil {
			return access.Subject{}, err
		}
		if of, asked, err = consultation(ctx, tx, which); err != nil {
			return access.Subject{}, err
		}
		subject := access.Subject{Type: "consultation", ID: string(which)}
		now, err := tx.Now(ctx)
		if err != nil || actor.Organization == "" {
			return subject, err
		}
		member, err := isMember(ctx, tx, network.OrganizationID(actor.Organization), []network.OrganizationID{asked.Party}, now)
		if member {
			subject.Organization = actor.Organization
		}
		return subject, err
	}
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "agreement.Advise", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if !asked.Until.After(now) {
			return fault.New(fault.Conflict, "De tijd om te antwoorden is voorbij.", "the consultation has ended")
		}
		for _, f := range also {
			if err := f(ctx, tx); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `INSERT INTO agreement_advice (consultation, number, member, yes, words, at)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM agreement_advice WHERE consultation = $1), $2, $3, $4, $5)`,
			which, actor.Organization, bit(a.Yes), a.Words, clock.Micros(now))
		if err != nil {
			return err
		}
		tx.About("agreement", string(of))
		return tx.Changed(map[string]any{"party": asked.Party, "yes": a.Yes})
	})
}

// consultations gives those about an agreement up to a moment, with what members had said by then.
func consultations(ctx context.Context, tx *store.Tx, which ID, us int64) (out []Consultation, err error) {
	found, err := store.All(ctx, tx, scanConsultation, `SELECT `+consultationColumns+` FROM agreement_consultation WHERE agreement = $1 AND from_at <= $2 ORDER BY from_at, id`, which, us)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	at := make(map[ConsultationID]int, len(found))
	for i, c := range found {
		out, at[c.ID] = append(out, c.Consultation), i
	}
	type said struct {
		of ConsultationID
		Advice
	}
	all, err := store.All(ctx, tx, func(row func(...any) error) (a said, err error) {
		var us int64
		err = row(&a.of, &a.Yes, &a.Words, &us)
		a.At = clock.FromMicros(us)
		return a, err
	}, `SELECT v.consultation, v.yes, v.words, v.at FROM agreement_advice v JOIN agreement_consultation c ON c.id = v.consultation
		WHERE c.agreement = $1 AND v.at <= $2 AND NOT EXISTS (SELECT 1 FROM agreement_advice n
			WHERE n.consultation = v.consultation AND n.member = v.member AND n.number > v.number AND n.at <= $2)
		ORDER BY v.consultation, v.number`, which, us)
	for _, a := range all {
		c := &out[at[a.of]]
		if c.Advices = append(c.Advices, a.Advice); a.Yes {
			c.Yes++
		} else {
			c.No++
		}
	}
	return out, err
}
