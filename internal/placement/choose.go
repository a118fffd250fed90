package placement

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
)

// Choose takes the place that the person chose; the others end, and what they held is free again.
// Choosing the same one twice changes nothing. Conflict: another one was chosen, or the place is no
// longer held.
func (s *Service) Choose(ctx context.Context, actor access.Actor, which RequestID, invitation InvitationID) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Choose(%s)", which)
	return s.step(ctx, actor, "placement.Choose", which, func(ctx context.Context, c *change) error {
		i, there := c.Invitation(invitation)
		switch {
		case c.again && c.Chosen == invitation:
			return nil
		case c.again:
			return notNow(c.State)
		case !there:
			return fault.InvalidField("invitation", "Deze plek is niet aangeboden.", "the invitation is not of this request")
		case i.State == Waiting:
			return fault.New(fault.Conflict, "Deze aanbieder heeft nog niet geantwoord.", "this provider has not answered yet")
		case i.State != Offered || !i.HeldUntil.After(c.now):
			return heldNoMore()
		}
		return c.accept(ctx, i)
	})
}
