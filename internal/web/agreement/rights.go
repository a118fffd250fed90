package agreement

import (
	"context"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

// rights are what somebody may do to an agreement as it stands: what has a button on its page. Each act
// is weighed again when it is done.
type rights struct {
	mine                                                   []network.OrganizationID // parties that one may bind today
	sign, object, consult, publish, hide, leave            []network.OrganizationID
	accede                                                 []network.OrganizationID // organisations that one may bind, and that are no party yet
	change, offer, withdraw, amend, review, resume, finish bool
}

func (b *book) rights(who access.Actor, a *agreement.Agreement) (c rights, err error) {
	if c.mine, err = b.binds(who, a); err != nil {
		return c, err
	}
	board, err := b.board(b.ctx, a.Forum)
	if err != nil {
		return c, err
	}
	may := func(act string, party network.OrganizationID) bool {
		about := subject(a, who, party)
		about.Desk = board
		return b.Access.Decide(who, "agreement."+act, about).Allowed
	}
	// Who looks after the agreement, or may bind one of its parties.
	some := func(act string) bool {
		return may(act, "") || slices.ContainsFunc(c.mine, func(o network.OrganizationID) bool { return may(act, o) })
	}
	consent := a.State == agreement.StateConsent || a.Proposed != nil && a.Proposed.State == agreement.TextConsent
	draft := a.State == agreement.StateDraft || a.Proposed != nil && a.Proposed.State == agreement.TextDraft
	for _, x := range a.Parties {
		ours := slices.Contains(c.mine, x.Organization)
		signed := x.Signature != nil
		if a.Proposed != nil {
			signed = x.Next != nil
		}
		if consent && ours && !signed && may("Sign", x.Organization) {
			c.sign = append(c.sign, x.Organization)
		}
		if consent && ours && may("Object", x.Organization) {
			c.object = append(c.object, x.Organization)
		}
		if consent && ours && may("Consult", x.Organization) {
			c.consult = append(c.consult, x.Organization)
		}
		if bound(a, &x) && ours && may("Leave", x.Organization) {
			c.leave = append(c.leave, x.Organization)
		}
		if a.State != agreement.StateEnded && a.State != agreement.StateDraft && ours && may("Publish", x.Organization) {
			if x.Public {
				c.hide = append(c.hide, x.Organization)
			} else {
				c.publish = append(c.publish, x.Organization)
			}
		}
	}
	c.change, c.offer = (draft || consent) && may("Change", ""), draft && may("Offer", "")
	c.withdraw = (draft || consent) && may("Withdraw", "")
	c.amend = a.State.Binds() && a.Proposed == nil && some("Amend")
	c.review = a.State == agreement.StateActive && some("Review")
	c.resume = a.State == agreement.StateReview && some("Resume")
	c.finish = a.State.Binds() && some("End")
	if a.State == agreement.StateActive && a.Open {
		c.accede, err = b.joins(who, a, may)
	}
	return c, err
}

// bound tells whether an agreement binds one of the organisations that it names, rather than that a next
// version would.
func bound(a *agreement.Agreement, x *agreement.Party) bool {
	return a.State.Binds() && x.Signature != nil
}

// binds are the parties of an agreement that somebody may bind at this moment.
func (b *book) binds(who access.Actor, a *agreement.Agreement) (mine []network.OrganizationID, err error) {
	if who.Role == access.Citizen || who.Person == "" {
		return nil, nil
	}
	for _, x := range a.Parties {
		can, err := b.speaks(who, a, x.Organization)
		if err != nil {
			return nil, err
		}
		if can {
			mine = append(mine, x.Organization)
		}
	}
	return mine, nil
}

// speaks tells whether somebody may bind an organisation to an agreement at this moment.
func (b *book) speaks(who access.Actor, a *agreement.Agreement, party network.OrganizationID) (bool, error) {
	chain, err := b.Mandates.Chain(b.ctx, mandate.Ask{Signer: network.PersonID(who.Person), Party: party, Forum: a.Forum, Subject: a.Subject})
	return chain.Valid, err
}

// joins are the organisations that somebody may let accede.
func (b *book) joins(who access.Actor, a *agreement.Agreement, may func(string, network.OrganizationID) bool) (list []network.OrganizationID, err error) {
	held, err := b.Mandates.Mandates(b.ctx, mandate.Query{Delegate: network.PersonID(who.Person), Forum: a.Forum})
	if err != nil {
		return nil, err
	}
	for _, m := range held {
		party := slices.ContainsFunc(a.Parties, func(x agreement.Party) bool { return x.Organization == m.Grantor })
		if party || slices.Contains(list, m.Grantor) {
			continue
		}
		can, err := b.speaks(who, a, m.Grantor)
		if err != nil {
			return nil, err
		}
		if can && may("Accede", m.Grantor) {
			list = append(list, m.Grantor)
		}
	}
	return list, nil
}

// named are organisations as answers to choose from.
func (b *book) named(ids []network.OrganizationID) (options []ui.Option) {
	for _, o := range ids {
		name, err := b.organization(o)
		if err != nil {
			name = gone
		}
		options = append(options, ui.Option{Value: string(o), Text: name, Selected: len(ids) == 1})
	}
	return options
}

// board is who sees to the nation's agreements; nobody does to those of other tables.
func (p Page) board(ctx context.Context, at mandate.Forum) (string, error) {
	if at.Kind != mandate.Nation {
		return "", nil
	}
	o, err := p.Mandates.NationBoard(ctx)
	return string(o), err
}

// subject is an agreement as the policies weigh it. That somebody may bind the party is known by then, and
// looked at again when they do.
func subject(a *agreement.Agreement, who access.Actor, party network.OrganizationID) access.Subject {
	s := access.Subject{Type: "agreement", ID: string(a.ID), Organization: string(a.By), Region: string(a.Forum.Region), Wijkverband: string(a.Forum.Wijkverband)}
	if a.Forum.Kind == mandate.Nation {
		s.Role = string(access.National)
	}
	if party != "" {
		s.Organization, s.Person = string(party), who.Person
	}
	return s
}
