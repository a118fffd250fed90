package invitation

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Service invites people and recovers their accounts.
type Service struct {
	spine    *act.Spine
	ring     *keys.Ring
	network  *network.Service
	sessions *identity.Service
	links    *link.Links
	passkeys *passkey.Service
	outbox   *mail.Outbox
	offers   Offers
	public   string
}

// Offers knows what organisations offer, and where: how they show that they take part in a region.
// Those who invite for a region write none of it.
type Offers interface {
	OffersTx(ctx context.Context, tx *store.Tx, o network.OrganizationID, r network.RegionID) (bool, error)
}

// Needs is what the service stands on.
type Needs struct {
	Spine    *act.Spine
	Keys     *keys.Ring
	Network  *network.Service
	Sessions *identity.Service
	Links    *link.Links
	Passkeys *passkey.Service
	Outbox   *mail.Outbox
	Offers   Offers
	// Public is the address of the site, that links begin with.
	Public string
}

// New makes the service.
func New(n Needs) *Service {
	return &Service{n.Spine, n.Keys, n.Network, n.Sessions, n.Links, n.Passkeys, n.Outbox, n.Offers, n.Public}
}

// Invite mails somebody a link with which they get an account. Invalid names the fields. For a role
// that needs a second person it is Denied; see [Service.Prepare].
func (s *Service) Invite(ctx context.Context, actor access.Actor, in Invitee) (_ ID, err error) {
	defer fault.Wrap(&err, "identity.Invite")
	made := fresh(actor, in)
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.Invite", Load: described(made)},
		func(ctx context.Context, tx *act.Tx) error {
			i, email, err := s.open(ctx, tx, actor, made, in.Email)
			if err != nil {
				return err
			}
			return s.send(ctx, tx, i, email)
		})
	return made.ID, err
}

// InviteByHand is [Service.Invite] for the very first account, when no mail can be sent yet: it gives
// the address to open, for whoever runs the command line to hand over.
func (s *Service) InviteByHand(ctx context.Context, actor access.Actor, in Invitee) (address string, err error) {
	defer fault.Wrap(&err, "identity.InviteByHand")
	made := fresh(actor, in)
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.InviteByHand", Load: described(made)},
		func(ctx context.Context, tx *act.Tx) error {
			i, _, err := s.open(ctx, tx, actor, made, in.Email)
			if err != nil {
				return err
			}
			address, err = s.address(ctx, tx, i)
			return err
		})
	if err != nil {
		return "", err
	}
	return address, nil
}

// open checks and keeps an invitation.
func (s *Service) open(ctx context.Context, tx *act.Tx, actor access.Actor, made Invitation, email string) (Invitation, string, error) {
	i, email, err := s.prepare(ctx, tx.Tx, actor, made, email)
	if err != nil {
		return i, "", err
	}
	i.state = "open"
	return i, email, s.put(ctx, tx.Tx, i, email)
}

// Prepare keeps an invitation until a second person agrees: its id goes with the proposal, so that the
// proposal itself names nobody.
func (s *Service) Prepare(ctx context.Context, actor access.Actor, in Invitee) (_ Invitation, err error) {
	defer fault.Wrap(&err, "identity.Prepare")
	made := fresh(actor, in)
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.Prepare", Load: described(made)},
		func(ctx context.Context, tx *act.Tx) error {
			i, email, err := s.prepare(ctx, tx.Tx, actor, made, in.Email)
			if err != nil {
				return err
			}
			i.state, i.Proposed = "proposed", true
			return s.put(ctx, tx.Tx, i, email)
		})
	return made, err
}

// Invitations lists those that wait for an answer within the actor's own place, the newest first.
func (s *Service) Invitations(ctx context.Context, actor access.Actor) (all []Invitation, err error) {
	defer fault.Wrap(&err, "identity.Invitations")
	bound := s.spine.Policies().Bound(actor, "identity.Invitations")
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "identity.Invitations",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "invitations", Organization: actor.Organization, Region: actor.Region, Wijkverband: actor.Wijkverband}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		var args []any
		where := bound.Where(access.Columns{Organization: "organization", Region: "region", Wijkverband: "wijkverband"}, &args)
		all, err = store.All(ctx, tx.Tx, scan, `SELECT `+columns+` FROM invitation WHERE state IN ('open', 'proposed') AND `+where+` ORDER BY id DESC LIMIT 200`, args...)
		tx.Found(len(all))
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Withdraw ends an invitation: its link opens nothing any more. Conflict when it was accepted already.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, which ID) (err error) {
	defer fault.Wrap(&err, "identity.Withdraw(%s)", which)
	var i Invitation
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.Withdraw",
		Load: func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
			i, err = lock(ctx, tx, which)
			return i.subject(), err
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		if i.state != "open" && i.state != "proposed" {
			return fault.New(fault.Conflict, "Deze uitnodiging is al aangenomen of ingetrokken.", "this invitation was accepted or withdrawn already")
		}
		return s.withdraw(ctx, tx, which)
	})
}

// WithdrawOfTx ends whom somebody invited and who did not accept yet: they left, and vouch for nobody
// any more.
func (s *Service) WithdrawOfTx(ctx context.Context, tx *act.Tx, by network.PersonID) error {
	sent, err := store.All(ctx, tx.Tx, scan, `SELECT `+columns+` FROM invitation WHERE by_person = $1 AND kind = 'new' AND state IN ('open', 'proposed') ORDER BY id`, by)
	if err != nil {
		return err
	}
	for _, i := range sent {
		if err := s.withdraw(ctx, tx, i.ID); err != nil {
			return err
		}
	}
	return nil
}

// withdraw ends an invitation and its link.
func (s *Service) withdraw(ctx context.Context, tx *act.Tx, which ID) error {
	tx.About("invitation", string(which))
	if err := s.links.WithdrawTx(ctx, tx, "identity.Accept", string(which)); err != nil {
		return err
	}
	return end(ctx, tx.Tx, which, "withdrawn")
}

// fresh is an invitation with a new number.
func fresh(actor access.Actor, in Invitee) Invitation {
	return Invitation{ID: id.New[ID](), Kind: ToJoin, Person: id.New[network.PersonID](), Name: in.Name, Role: in.Role, Organization: in.Organization,
		Region: in.Region, Wijkverband: in.Wijkverband, Discipline: in.Discipline, By: network.PersonID(actor.Person)}
}

func described(i Invitation) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) { return i.subject(), nil }
}

// prepare checks an invitation and gives it as it will be kept.
func (s *Service) prepare(ctx context.Context, tx *store.Tx, actor access.Actor, i Invitation, email string) (Invitation, string, error) {
	if s.public == "" {
		return i, "", fault.New(fault.Unavailable, "De beheerder moet eerst zeggen op welk adres deze site staat.", "say at which address people reach the site: --public")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return i, "", err
	}
	i.Made, i.Until = now, now.Add(Lasts)
	p, err := s.network.CheckPersonTx(ctx, tx, i.person(email))
	if err != nil {
		return i, "", err
	}
	var wrong []fault.Field
	add := func(name, nl, en string) {
		wrong = append(wrong, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	if p.Email == "" {
		add("email", "Vul het e-mailadres in waar de uitnodiging heen gaat.", "expected the e-mail address that the invitation goes to")
	}
	need(i, add)
	if err := s.within(ctx, tx, actor, i, add); err != nil {
		return i, "", err
	}
	i.Name = p.Name
	return i, p.Email, fault.InvalidFields(wrong...).OrNil()
}

// need says which place a role cannot do without.
func need(i Invitation, add func(name, nl, en string)) {
	switch i.Role {
	case access.ProviderAdmin, access.TransferDesk, access.Insurer, access.Municipality:
		if i.Organization == "" {
			add("organization", "Kies de organisatie.", "this role needs an organisation")
		}
	case access.Coordinator:
		if i.Wijkverband == "" {
			add("wijkverband", "Kies het wijkverband.", "this role needs a wijkverband")
		}
	case access.RESVStaff, access.RESVBoard:
		if i.Region == "" {
			add("region", "Kies de regio.", "this role needs a region")
		}
	}
}

// within refuses a place beyond that of whoever invites. The policies see one property of the place
// each; that the others belong with it is known here alone.
func (s *Service) within(ctx context.Context, tx *store.Tx, actor access.Actor, i Invitation, add func(name, nl, en string)) error {
	wijkverband, err := s.network.WijkverbandInTx(ctx, tx, i.Wijkverband, i.Region)
	if err != nil {
		return err
	}
	if !wijkverband {
		add("wijkverband", "Dit wijkverband ligt in een andere regio.", "this wijkverband is in another region")
	}
	if slices.Contains([]access.Role{access.PlatformAdmin, access.System}, actor.Role) {
		return nil
	}
	if i.Region != "" && string(i.Region) != actor.Region {
		add("region", "U kunt alleen mensen voor uw eigen regio uitnodigen.", "expected the inviter's own region")
	}
	if actor.Role == access.ProviderAdmin && i.Wijkverband != "" {
		add("wijkverband", "Wie bij een wijkverband hoort, zegt de coördinator.", "the coordinator says who belongs to a wijkverband")
	}
	return s.employer(ctx, tx, actor, i, add)
}

// employer refuses an organisation that somebody has no say over. Contacts, agreements and colleagues
// prove nothing: whoever invites may have written those.
func (s *Service) employer(ctx context.Context, tx *store.Tx, actor access.Actor, i Invitation, add func(name, nl, en string)) error {
	if i.Organization == "" {
		return nil
	}
	if string(i.Organization) != actor.Organization {
		offers, err := s.offers.OffersTx(ctx, tx, i.Organization, i.Region)
		if err != nil {
			return err
		}
		if !offers {
			add("organization", "Deze organisatie heeft geen aanbod in uw regio op de sociale kaart.", "this organisation shows no services in the region")
			return nil
		}
	}
	if actor.Role == access.ProviderAdmin || !slices.Contains([]access.Role{access.ProviderAdmin, access.TransferDesk}, i.Role) {
		return nil
	}
	has, err := s.network.HasAdminTx(ctx, tx, i.Organization)
	if has {
		add("organization", "Deze organisatie heeft al een beheerder. Die nodigt de eigen mensen uit.", "the organisation's own administrator invites its people")
	}
	return err
}

// send mails the link of an invitation.
func (s *Service) send(ctx context.Context, tx *act.Tx, i Invitation, email string) error {
	address, err := s.address(ctx, tx, i)
	if err != nil {
		return err
	}
	return s.outbox.QueueTx(ctx, tx.Tx, letter(i, email, address))
}

// address makes the link of an invitation, and says in the ledger for what.
func (s *Service) address(ctx context.Context, tx *act.Tx, i Invitation) (string, error) {
	tx.About("person", string(i.Person))
	if err := tx.Changed(map[string]any{"kind": i.Kind, "role": i.Role, "until": i.Until.UTC().Format(time.RFC3339)}); err != nil {
		return "", err
	}
	token, err := s.links.MakeTx(ctx, tx, link.Link{Act: "identity.Accept", SubjectType: "invitation", SubjectID: string(i.ID),
		Organization: string(i.Organization), Region: string(i.Region), Person: string(i.Person), Until: i.Until})
	return s.public + link.Path(token), err
}
