package agreement

import (
	"context"
	"fmt"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Sign signs the version that is proposed, for a party. Only somebody with a mandate of that party, for
// this table and subject, at this moment, can: no role and no program signs for others. The agreement
// becomes active with the signature after which nothing is missing. The same signature twice is one.
//
// Conflict: the version is not the one that is proposed now. Denied says what is missing in the chain.
func (s *Service) Sign(ctx context.Context, actor access.Actor, which ID, party network.OrganizationID, version int) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Sign(%s)", which)
	return s.step(ctx, actor, "agreement.Sign", which, way{party: party}, func(ctx context.Context, c *change) error {
		if c.open == nil || c.open.State != TextConsent || c.open.Version != version {
			if c.shown.Version == version && c.shown.signed[party] != nil {
				return nil // it was signed, and agreed since
			}
			return fault.New(fault.Conflict, "Deze versie ligt niet (meer) voor om te tekenen. Lees eerst de nieuwste versie.", "this version is not the one that is asked to be signed")
		}
		p, asked := c.open.party(party)
		if !asked {
			return notAsked()
		}
		if c.open.signed[party] != nil {
			return nil
		}
		if err := c.sign(ctx, c.open, party, p.as); err != nil {
			return err
		}
		return c.activate(ctx)
	})
}

func notAsked() error {
	return fault.InvalidField("party", "Deze organisatie is geen partij bij deze afspraak.", "this organisation is no party to the agreement")
}

// sign adds the signature of the actor, whose chain was found valid in this transaction, and says its
// digest in the ledger.
func (c *change) sign(ctx context.Context, t *text, party network.OrganizationID, as string) error {
	if !c.chain.Valid || c.chain.Party != party {
		return fmt.Errorf("a signature without a valid chain")
	}
	made := &Signature{ID: id.New[SignatureID](), Party: party, Signer: c.chain.Signer, At: c.now, Version: t.Version, As: as, Chain: c.chain}
	var err error
	if made.Statement, err = c.statement(t, made).Canonical(); err != nil {
		return err
	}
	made.Digest = Digest(made.Statement)
	if made.Seal, err = seal(c.s.Keys, made.Digest); err != nil {
		return err
	}
	if err := made.insert(ctx, c.tx, c.ID); err != nil {
		return err
	}
	t.signed[party] = made
	c.about("signature", string(made.ID))
	c.about("organization", string(party))
	for _, l := range c.chain.Links {
		c.about(l.Kind, l.ID)
	}
	c.say("signature", made.ID)
	c.say("party", party)
	c.say("digest", made.Digest)
	c.say("signed", t.Version)
	return nil
}

// Accede makes an organisation a party to an agreement that is active and open to others: its delegate
// signs the version that binds. A next version that is under consent is asked of it too.
func (s *Service) Accede(ctx context.Context, actor access.Actor, which ID, party network.OrganizationID, version int) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Accede(%s)", which)
	return s.step(ctx, actor, "agreement.Accede", which, way{party: party}, func(ctx context.Context, c *change) error {
		t := c.shown
		_, open, _, err := decodeBody(t.body)
		switch _, there := t.ever(party); {
		case err != nil:
			return err
		case t.binds(party):
			return nil // it takes part already
		case there:
			return fault.New(fault.Conflict, "Deze partij is uit deze afspraak gestapt. Zij kan pas weer meedoen met een nieuwe versie.", "this party left this version; a next one may ask it again")
		case !open:
			return fault.New(fault.Conflict, "Anderen kunnen bij deze afspraak niet meedoen.", "this agreement is not open to others")
		case t.Version != version:
			return fault.New(fault.Conflict, "Er geldt intussen een andere versie. Lees die eerst.", "another version binds now")
		case len(t.bound()) >= mostParties:
			return fault.New(fault.Conflict, fmt.Sprintf("Meer dan %d partijen kunnen niet meedoen.", mostParties), "no more parties fit")
		}
		joined := asked{organization: party, as: AsAcceded, added: c.now, since: c.now}
		if err := c.join(ctx, t, joined); err != nil {
			return err
		}
		if err := c.sign(ctx, t, party, AsAcceded); err != nil {
			return err
		}
		c.checkAt = c.now
		if c.open != nil {
			if _, there := c.open.ever(party); !there {
				joined.since = time.Time{}
				if err := c.join(ctx, c.open, joined); err != nil {
					return err
				}
			}
		}
		return c.publicAgain(ctx)
	})
}

func (c *change) join(ctx context.Context, t *text, p asked) error {
	t.parties = append(t.parties, p)
	return insertParty(ctx, c.tx, c.ID, t.Version, len(t.parties), p)
}

// facts gathers what decides on a text.
func (c *change) facts(ctx context.Context, t *text) (Facts, error) {
	f := Facts{Level: c.Level, Clauses: t.Body.Clauses, Objections: c.Objections, From: t.Body.From, Now: c.now}
	for _, p := range t.parties {
		if !p.left.IsZero() {
			continue
		}
		if p.as == AsLeaving { // who speaks for it later is no concern of those who stay
			f.Parties = append(f.Parties, PartyFact{Organization: p.organization, Signed: t.signed[p.organization] != nil, Mandated: true, Leaves: true})
			continue
		}
		covered, err := c.s.Mandates.CoveredTx(ctx, c.tx, p.organization, c.Forum, c.Subject, c.now)
		if err != nil {
			return f, err
		}
		f.Parties = append(f.Parties, PartyFact{Organization: p.organization, Signed: t.signed[p.organization] != nil, Mandated: covered})
	}
	var err error
	if f.Reserved, err = reserved(ctx, c.tx, c.Kind, c.Subject); err != nil {
		return f, err
	}
	f.National, err = nationSays(ctx, c.tx, t.parent)
	return f, err
}

// reserved tells whether a kind or a subject is one that the vision leaves to the nation.
func reserved(ctx context.Context, tx *store.Tx, kind Kind, subject string) (yes bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM agreement_kind WHERE code = $1 AND national_only = 1)
		OR EXISTS (SELECT 1 FROM mandate_subject WHERE code = $2 AND national_only = 1)`, kind, subject).Scan(&yes)
	return yes, err
}

// nationSays tells whether an agreement is active and of the nation, or implements one that is by way of
// others that are active.
func nationSays(ctx context.Context, tx *store.Tx, which ID) (bool, error) {
	for range levels {
		if which == "" {
			return false, nil
		}
		var level string
		var state State
		err := tx.QueryRow(ctx, `SELECT a.level, a.state, t.parent FROM agreement a JOIN agreement_text t ON t.agreement = a.id AND t.version = a.version WHERE a.id = $1`, which).Scan(&level, &state, &which)
		if err != nil || state != StateActive || level == LevelNation {
			return err == nil && state == StateActive, err
		}
	}
	return false, nil
}

// activate makes the text that is proposed the one that binds, when nothing is missing. It is the only
// way in which a text becomes active.
func (c *change) activate(ctx context.Context) error {
	t := c.open
	if t == nil || t.State != TextConsent {
		return nil
	}
	f, err := c.facts(ctx, t)
	if err != nil || len(Ready(f)) > 0 {
		return err
	}
	_, err = c.tx.Exec(ctx, `UPDATE agreement_text SET state = 'agreed', agreed_at = $3 WHERE agreement = $1 AND version = $2`, c.ID, t.Version, clock.Micros(c.now))
	if err != nil {
		return err
	}
	_, err = c.tx.Exec(ctx, `UPDATE agreement_party SET since_at = $3 WHERE agreement = $1 AND version = $2 AND as_what <> 'leaves' AND left_at IS NULL`, c.ID, t.Version, clock.Micros(c.now))
	if err != nil {
		return err
	}
	t.State, t.AgreedAt = TextAgreed, c.now
	before := c.shown
	c.shown, c.open, c.Version = t, nil, t.Version
	c.reviewAt, c.EndsAt, c.checkAt = t.Body.ReviewAt, t.Body.Until, c.now
	for i := range t.parties {
		if p := &t.parties[i]; p.as != AsLeaving && p.left.IsZero() {
			p.since = c.now
		}
	}
	c.turn(StateActive, "")
	if err := c.forgetEnding(ctx); err != nil {
		return err
	}
	if before.parent != t.parent && !f.National && c.Level != LevelNation {
		if err := c.below(ctx); err != nil { // what implements this one rested on what it implemented
			return err
		}
	}
	return c.publicAgain(ctx)
}
