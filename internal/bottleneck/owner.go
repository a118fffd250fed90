package bottleneck

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// Discuss says that it is talked about. An ending that lay with the reporters is taken back.
func (s *Service) Discuss(ctx context.Context, actor access.Actor, which ID, words string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Discuss(%s)", which)
	if words, err = spoken("words", words, false); err != nil {
		return Bottleneck{}, err
	}
	return s.step(ctx, actor, "bottleneck.Discuss", which, d, func(ctx context.Context, c *change) error {
		if c.State == Proposed {
			if err := c.closeEnding(ctx, TakenBack); err != nil {
				return err
			}
			c.NextAt = due(c.now, answerWithin[c.Level])
		}
		c.State = Discussing
		return c.say(ctx, EventDiscussed, words, c.by(), "")
	})
}

// TakeUp says who works on it and when there is more to tell. An empty owner keeps the present one. Whoever
// may not [Service.Assign] it names a person of the present owner at most.
func (s *Service) TakeUp(ctx context.Context, actor access.Actor, which ID, by Owner, nextAt time.Time, words string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.TakeUp(%s)", which)
	if words, err = spoken("words", words, true); err != nil {
		return Bottleneck{}, err
	}
	return s.step(ctx, actor, "bottleneck.TakeUp", which, d, func(ctx context.Context, c *change) error {
		if err := c.promise(nextAt, "next_at"); err != nil {
			return err
		}
		said := c.by()
		if err := c.answered(ctx); err != nil {
			return err
		}
		if by != (Owner{}) {
			if err := c.mayGive(ctx, by); err != nil {
				return err
			}
			if err := c.give(ctx, by, words); err != nil {
				return err
			}
		}
		c.State = TakenUp
		return c.say(ctx, EventTakenUp, words, said, "")
	})
}

// Assign names who owns it within its level: the body of the level, or a party that it names.
func (s *Service) Assign(ctx context.Context, actor access.Actor, which ID, to Owner, words string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Assign(%s)", which)
	if words, err = spoken("words", words, true); err != nil {
		return Bottleneck{}, err
	}
	return s.step(ctx, actor, "bottleneck.Assign", which, d, func(ctx context.Context, c *change) error {
		said := c.by()
		if err := c.give(ctx, to, words); err != nil {
			return err
		}
		return c.say(ctx, EventAssigned, words, said, "")
	})
}

// Postpone sets another next date, with the reason.
func (s *Service) Postpone(ctx context.Context, actor access.Actor, which ID, at time.Time, reason string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Postpone(%s)", which)
	if reason, err = spoken("reason", reason, true); err != nil {
		return Bottleneck{}, err
	}
	return s.step(ctx, actor, "bottleneck.Postpone", which, d, func(ctx context.Context, c *change) error {
		if err := c.promise(at, "at"); err != nil {
			return err
		}
		return c.say(ctx, EventPostponed, reason, c.by(), "")
	})
}

// Answer says something to everybody who reported and to every level that it came through, word for word.
func (s *Service) Answer(ctx context.Context, actor access.Actor, which ID, words string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Answer(%s)", which)
	if words, err = spoken("words", words, true); err != nil {
		return Bottleneck{}, err
	}
	return s.step(ctx, actor, "bottleneck.Answer", which, d, func(ctx context.Context, c *change) error {
		if err := c.answered(ctx); err != nil {
			return err
		}
		switch {
		case c.State == Reported:
			c.State, c.NextAt = Discussing, due(c.now, answerWithin[c.Level])
		case c.State == Discussing, c.State == TakenUp && !c.NextAt.After(c.now):
			c.NextAt = due(c.now, answerWithin[c.Level])
		}
		return c.say(ctx, EventAnswered, words, c.by(), "")
	})
}

// Note writes something down for colleagues; no reporter sees it.
func (s *Service) Note(ctx context.Context, actor access.Actor, which ID, words string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Note(%s)", which)
	if words, err = spoken("words", words, true); err != nil {
		return Bottleneck{}, err
	}
	return s.step(ctx, actor, "bottleneck.Note", which, d, func(ctx context.Context, c *change) error {
		return c.say(ctx, EventNoted, words, c.by(), "")
	})
}

// Example shows one that was solved as a good example, or no longer: to everybody who may read
// [Service.Examples], in all regions.
func (s *Service) Example(ctx context.Context, actor access.Actor, which ID, yes bool) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Example(%s)", which)
	return s.step(ctx, actor, "bottleneck.Example", which, Decision{}, func(ctx context.Context, c *change) error {
		if c.Example == yes {
			return nil
		}
		if c.Example = yes; !yes {
			return nil
		}
		return c.say(ctx, EventExample, "", c.by(), "")
	})
}

// PassUp hands it to the level above, with the reason. The other owner has it at the same moment, and its
// clock begins.
func (s *Service) PassUp(ctx context.Context, actor access.Actor, which ID, reason string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.PassUp(%s)", which)
	if reason, err = spoken("reason", reason, true); err != nil {
		return Bottleneck{}, err
	}
	return s.step(ctx, actor, "bottleneck.PassUp", which, d, func(ctx context.Context, c *change) error {
		return c.passUp(ctx, reason, c.by())
	})
}

func (c *change) passUp(ctx context.Context, reason string, by Owner) error {
	to := c.Level.above()
	switch {
	case to == "":
		return fault.New(fault.Conflict, "Dit knelpunt ligt al bij het land. Hoger kan niet.", "the bottleneck lies with the nation already")
	case to == Nation && c.board == "":
		return fault.New(fault.Conflict, "Er is nog geen landelijk overleg aangewezen.", "no national board has been named yet")
	}
	if err := c.answered(ctx); err != nil {
		return err
	}
	c.Level, c.Owner = to, c.body(to)
	c.State, c.NextAt = Reported, due(c.now, answerWithin[to])
	if err := c.moved(ctx, reason); err != nil {
		return err
	}
	return c.say(ctx, EventPassedUp, reason, by, "")
}

// moved writes that the owner that it has now follows on the one before, at one moment.
func (c *change) moved(ctx context.Context, why string) error {
	if err := c.leave(ctx); err != nil {
		return err
	}
	return c.arrive(ctx, why)
}

// mayGive refuses that somebody who only owns it hands it on: to another body, or to a person of another.
func (c *change) mayGive(ctx context.Context, to Owner) error {
	if c.allows("Assign") {
		return nil
	}
	another := to.Kind != "" && (to.Kind != c.Owner.Kind || to.ID != c.Owner.ID)
	if !another && to.Person != "" {
		p, there, err := c.s.Network.AtWorkTx(ctx, c.tx.Tx, to.Person)
		if err != nil {
			return err
		}
		another = !there || string(p.Organization) != c.Owner.ID
	}
	if another {
		return fault.New(fault.Denied, "U mag dit knelpunt niet aan een ander geven. Vraag het wie het aan u gaf.", "only who may assign a bottleneck hands it to another owner")
	}
	return nil
}

// allows tells whether whoever acts could do another move as well.
func (c *change) allows(move string) bool {
	return c.s.spine.Policies().Decide(c.actor, "bottleneck."+move, c.owned()).Allowed
}

// give hands it to another owner within its level.
func (c *change) give(ctx context.Context, to Owner, why string) error {
	body := c.body(c.Level)
	switch to.Kind {
	case "": // the same owner, with another person
		to.Kind, to.ID = c.Owner.Kind, c.Owner.ID
	case body.Kind:
		if to.ID != "" && to.ID != body.ID {
			return notWithin()
		}
		to.ID = body.ID
	case OwnedByOrganization:
		_, err := c.s.Network.OrganizationTx(ctx, c.tx.Tx, network.OrganizationID(to.ID))
		if err != nil && fault.KindOf(err) == fault.NotFound {
			return fault.InvalidField("owner", "Deze organisatie kennen wij niet. Kies er een uit de lijst.", "no such organisation")
		}
		if err != nil {
			return err
		}
	default:
		return notWithin()
	}
	if to.Person != "" {
		_, err := c.s.Network.PersonTx(ctx, c.tx.Tx, to.Person)
		if err != nil && fault.KindOf(err) == fault.NotFound {
			return fault.InvalidField("person", "Deze persoon kennen wij niet.", "no such person")
		}
		if err != nil {
			return err
		}
	}
	to.Name, to.PersonName = "", ""
	same := to.Kind == c.Owner.Kind && to.ID == c.Owner.ID
	if c.Owner = to; same {
		return nil
	}
	return c.moved(ctx, why)
}

func notWithin() error {
	return fault.InvalidField("owner", "Kies een eigenaar op hetzelfde niveau, of een organisatie.", "expected the body of the level, or an organisation")
}

// promise sets the next date.
func (c *change) promise(at time.Time, field string) error {
	if !at.After(c.now) || at.After(c.now.Add(farthest)) {
		return fault.InvalidField(field, "Kies een dag in het komende jaar.", "expected a moment within a year from now")
	}
	c.NextAt = at.UTC().Truncate(time.Microsecond)
	return nil
}
