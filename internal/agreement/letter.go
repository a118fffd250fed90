package agreement

import (
	"context"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// letter says that something waits, and nothing of what it is about.
type letter struct{ subject, first string }

var (
	offeredLetter = letter{"Er staat een afspraak klaar", "Er staat een afspraak klaar. U kunt haar lezen, tekenen of bezwaar maken."}
	reviewLetter  = letter{"Een afspraak wordt opnieuw bekeken", "Een afspraak wordt opnieuw bekeken. Zij bindt nog, maar er moet iets gebeuren."}
)

// tell writes to those who can do something for parties: see [Service.ReachTx]. Who did the act knows of it
// and gets no letter. The letters leave with the act, or not at all.
func (c *change) tell(ctx context.Context, l letter, parties []asked) error {
	public := c.s.address.Load()
	if c.s.Outbox == nil || public == nil {
		return nil
	}
	var to []string
	for _, p := range parties {
		if !p.left.IsZero() {
			continue
		}
		reached, err := c.s.reach(ctx, c.tx, mandate.Ask{Party: p.organization, Forum: c.Forum, Subject: c.Subject, At: c.now, Known: c.now}, c.actor.Person)
		if err != nil {
			return err
		}
		to = append(to, reached...)
	}
	slices.Sort(to)
	to = slices.Compact(to)
	text := strings.Join([]string{
		l.first,
		"Log in en lees wat er van u wordt gevraagd:",
		*public + "/werk/afspraken/" + string(c.ID),
		"U krijgt dit bericht omdat u voor uw organisatie of beroepsgroep spreekt, of uw organisatie beheert. Niemand vraagt u om uw wachtwoord te mailen.",
	}, "\n\n")
	sent, err := c.s.send(ctx, c.tx, to, mail.Message{Subject: l.subject, Text: text})
	c.say("letters", sent)
	return err
}

// send queues the same message to several addresses and gives to how many. An address that is none keeps no
// act from being done: what waits stands on the pages as well.
func (s *Service) send(ctx context.Context, tx *store.Tx, to []string, m mail.Message) (sent int, err error) {
	for _, m.To = range to {
		err := s.Outbox.QueueTx(ctx, tx, m)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			return sent, err
		}
		if err == nil {
			sent++
		}
	}
	return sent, nil
}

// ReachTx gives the addresses of those who can do something for a party: who may speak for it now, at a table
// and on a subject; where nobody may, who administers the organisation, and where nobody does that, the
// organisation's own. It decides nothing.
func (s *Service) ReachTx(ctx context.Context, tx *store.Tx, party network.OrganizationID, f mandate.Forum, subject string) ([]string, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return s.reach(ctx, tx, mandate.Ask{Party: party, Forum: f, Subject: subject, At: now, Known: now}, "")
}

func (s *Service) reach(ctx context.Context, tx *store.Tx, q mandate.Ask, but string) (to []string, err error) {
	speakers, err := s.speakers(ctx, tx, q)
	if err != nil {
		return nil, err
	}
	spoken := false
	for _, who := range speakers {
		p, atWork, err := s.Network.AtWorkTx(ctx, tx, who)
		if err != nil {
			return nil, err
		}
		if !atWork {
			continue
		}
		spoken = spoken || p.Email != "" || string(who) == but
		if p.Email != "" && string(who) != but {
			to = append(to, p.Email)
		}
	}
	if spoken {
		return to, nil
	}
	to, err = store.All(ctx, tx, func(row func(...any) error) (email string, err error) { return email, row(&email) },
		`SELECT email FROM person WHERE organization = $1 AND role = $2 AND ended_at IS NULL AND email <> '' AND id <> $3 ORDER BY email`,
		q.Party, string(access.ProviderAdmin), but)
	if err != nil || len(to) > 0 {
		return to, err
	}
	o, err := s.Network.OrganizationTx(ctx, tx, q.Party)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	if o.Email == "" {
		return nil, nil
	}
	return []string{o.Email}, nil
}

// speakers gives who may bind a party: of everybody who holds or held a mandate of it at the table, or stands
// in, those whose chain is valid.
func (s *Service) speakers(ctx context.Context, tx *store.Tx, q mandate.Ask) (who []network.PersonID, err error) {
	const of = ` m.grantor = $1 AND m.forum = $2 AND m.region = $3 AND m.wijkverband = $4 AND m.known_until IS NULL`
	all, err := store.All(ctx, tx, func(row func(...any) error) (p network.PersonID, err error) { return p, row(&p) },
		`SELECT m.delegate FROM mandate m WHERE`+of+` UNION SELECT b.person FROM substitution b JOIN mandate m ON m.id = b.mandate WHERE b.known_until IS NULL AND`+of+` ORDER BY 1`,
		q.Party, q.Forum.Kind, q.Forum.Region, q.Forum.Wijkverband)
	if err != nil {
		return nil, err
	}
	for _, q.Signer = range all {
		chain, err := s.Mandates.ChainTx(ctx, tx, q)
		if err != nil {
			return nil, err
		}
		if chain.Valid {
			who = append(who, q.Signer)
		}
	}
	return who, nil
}
