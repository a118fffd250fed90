package invitation

import (
	"context"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Shown is what somebody reads of an invitation before they accept it.
type Shown struct {
	Invitation
	ByName           string // '' where the program itself invites
	OrganizationName string
	WijkverbandName  string
	RegionName       string
}

// Show tells whoever holds a link what they were invited for. That they do is made sure of by
// [link.Links.Find], which gave l.
func (s *Service) Show(ctx context.Context, l link.Link) (shown Shown, err error) {
	defer fault.Wrap(&err, "identity.Show")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		shown.Invitation, err = store.One(ctx, tx, scan, `SELECT `+columns+` FROM invitation WHERE id = $1 AND state = 'open'`, l.SubjectID)
		if errors.Is(err, store.ErrNone) {
			return errGone
		}
		if err != nil {
			return err
		}
		by, there, err := s.network.AtWorkTx(ctx, tx, shown.By)
		if err == nil && there {
			shown.ByName = by.Name
		}
		return err
	})
	if err != nil {
		return Shown{}, err
	}
	if shown.Organization != "" {
		o, err := s.network.Organization(ctx, shown.Organization)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return Shown{}, err
		}
		shown.OrganizationName = o.Name
	}
	return shown, s.places(ctx, &shown)
}

// places fills in the names of the region and the wijkverband.
func (s *Service) places(ctx context.Context, shown *Shown) error {
	if shown.Region == "" {
		return nil
	}
	regions, err := s.network.Regions(ctx)
	if err != nil {
		return err
	}
	for _, r := range regions {
		if r.ID == shown.Region {
			shown.RegionName = r.Name
		}
	}
	if shown.Wijkverband == "" {
		return nil
	}
	verbanden, err := s.network.Wijkverbanden(ctx, shown.Region)
	for _, w := range verbanden {
		if w.ID == shown.Wijkverband {
			shown.WijkverbandName = w.Name
		}
	}
	return err
}

// CanAccept tells whether invitations can be accepted at the address of this site; see [passkey.Service.Works].
func (s *Service) CanAccept() bool { return s.passkeys.Works() }

// AskNew asks the browser of whoever holds a link to make a passkey for the account that it is about.
func (s *Service) AskNew(ctx context.Context, l link.Link) (passkey.Options, error) {
	shown, err := s.Show(ctx, l)
	if err != nil {
		return nil, err
	}
	return s.passkeys.AskNew(ctx, shown.Person, shown.Name)
}

// Accept spends the link and keeps the passkey that the browser made; somebody new has an account from
// then on. It gives who may be signed in now. Whatever goes wrong leaves the link whole.
func (s *Service) Accept(ctx context.Context, actor access.Actor, token, keyName string, answer []byte) (_ identity.SignIn, err error) {
	defer fault.Wrap(&err, "identity.Accept")
	l, err := s.links.Find(ctx, token)
	if err != nil {
		return identity.SignIn{}, err
	}
	who := network.PersonID(l.Person)
	made, err := s.passkeys.Check(ctx, who, answer)
	if err != nil {
		return identity.SignIn{}, err
	}
	var i Invitation
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.Accept",
		Load: func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
			i, err = lock(ctx, tx, ID(l.SubjectID))
			subject := i.subject()
			subject.Person = string(i.Person)
			return subject, err
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		if err := s.links.UseTx(ctx, tx, token); err != nil {
			return err
		}
		tx.About("person", string(who))
		if err := s.account(ctx, tx, i); err != nil {
			return err
		}
		if _, err := s.passkeys.AddTx(ctx, tx, made, keyName); err != nil {
			return err
		}
		if err := tx.Changed(map[string]any{"kind": i.Kind, "role": i.Role}); err != nil {
			return err
		}
		return end(ctx, tx.Tx, i.ID, "accepted")
	})
	if err != nil {
		return identity.SignIn{}, err
	}
	return identity.SignIn{Person: who, Assurance: access.Substantial, Method: "passkey"}, nil
}

// account makes the account of an invitation, or makes sure that it is still there.
func (s *Service) account(ctx context.Context, tx *act.Tx, i Invitation) error {
	if i.state != "open" {
		return errGone
	}
	if i.Kind == ToRecover {
		if _, there, err := s.network.AtWorkTx(ctx, tx.Tx, i.Person); err != nil || !there {
			return errors.Join(err, errGone)
		}
		return nil
	}
	email, err := s.mailbox(ctx, i)
	if err != nil {
		return err
	}
	return s.network.EnrolTx(ctx, tx, i.person(email))
}
