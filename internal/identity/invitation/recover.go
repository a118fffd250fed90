package invitation

import (
	"context"
	"encoding/json"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Recover helps somebody back in who can no longer sign in: all their sessions end, their passkeys open
// nothing any more, and a link to make a new one goes to the address that is known of them. Invalid when
// none is.
func (s *Service) Recover(ctx context.Context, actor access.Actor, who network.PersonID) (err error) {
	defer fault.Wrap(&err, "identity.Recover(%s)", who)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.Recover",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			p, err := s.network.PersonTx(ctx, tx, who)
			return p.Account(), err
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		return s.recover(ctx, tx, who, network.PersonID(actor.Person))
	})
}

func (s *Service) recover(ctx context.Context, tx *act.Tx, who, by network.PersonID) error {
	p, there, err := s.network.AtWorkTx(ctx, tx.Tx, who)
	switch {
	case err != nil:
		return err
	case !there:
		return fault.New(fault.Conflict, "Deze persoon is vertrokken.", "this person has left")
	case s.public == "":
		return fault.New(fault.Unavailable, "De beheerder moet eerst zeggen op welk adres deze site staat.", "say at which address people reach the site: --public")
	case p.Email == "":
		return fault.InvalidField("email", "Van deze persoon is geen e-mailadres bekend. Daar moet de link heen.", "no e-mail address is known of this person")
	}
	if err := s.sessions.EndPersonTx(ctx, tx, who); err != nil {
		return err
	}
	if err := s.passkeys.DropTx(ctx, tx, who); err != nil {
		return err
	}
	earlier, err := store.All(ctx, tx.Tx, scan, `SELECT `+columns+` FROM invitation WHERE person = $1 AND state = 'open'`, who)
	if err != nil {
		return err
	}
	for _, old := range earlier {
		if err := s.withdraw(ctx, tx, old.ID); err != nil {
			return err
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	i := Invitation{ID: id.New[ID](), Kind: ToRecover, Person: who, Name: p.Name, Role: access.Role(p.Role), Organization: p.Organization, Region: p.Region,
		Wijkverband: p.Wijkverband, Discipline: p.Discipline, By: by, Made: now, Until: now.Add(Lasts), state: "open"}
	if err := s.put(ctx, tx.Tx, i, p.Email); err != nil {
		return err
	}
	tx.About("invitation", string(i.ID))
	return s.send(ctx, tx, i, p.Email)
}

// ToInvite is what a proposal to invite somebody keeps: which invitation waits. It names nobody.
type ToInvite struct {
	Invitation ID          `json:"invitation"`
	Role       access.Role `json:"role"`
}

// Says implements approval.Sayer.
func (p ToInvite) Says() string {
	as := map[access.Role]string{access.PlatformAdmin: "beheerder van dit platform", access.Auditor: "toezichthouder",
		access.National: "landelijke partij", access.RESVBoard: "bestuurder van de regio"}[p.Role]
	if as == "" {
		as = string(p.Role)
	}
	return "Iemand krijgt een uitnodiging als " + as + "."
}

// Proposal gives what package approval needs to ask a second person about a prepared invitation.
func (i Invitation) Proposal() (access.Subject, ToInvite) { return i.subject(), ToInvite{i.ID, i.Role} }

// TellTx gives whom a prepared invitation is for: its name, its address and its place. Two people who
// agree without seeing these agree on nothing. It decides nothing: package approval does.
func (s *Service) TellTx(ctx context.Context, tx *store.Tx, p approval.Proposal) ([]approval.Fact, error) {
	i, err := store.One(ctx, tx, scan, `SELECT `+columns+` FROM invitation WHERE id = $1 AND state = 'proposed'`, p.Subject.ID)
	if errors.Is(err, store.ErrNone) {
		return []approval.Fact{{Term: "Uitnodiging", Text: "is ingetrokken"}}, nil
	}
	if err != nil {
		return nil, err
	}
	email, err := s.mailbox(ctx, i)
	if err != nil {
		return nil, err
	}
	place, err := s.network.PlaceTx(ctx, tx, i.Organization, i.Region, i.Wijkverband)
	if err != nil {
		return nil, err
	}
	facts := []approval.Fact{{Term: "Voor", Text: i.Name}, {Term: "E-mailadres", Text: email}, {Term: "Rol", Text: i.Role.NL()}}
	for _, f := range []approval.Fact{{Term: "Organisatie", Text: place.Organization}, {Term: "Regio", Text: place.Region}, {Term: "Wijkverband", Text: place.Wijkverband}} {
		if f.Text != "" {
			facts = append(facts, f)
		}
	}
	return facts, nil
}

// DoInvite sends a prepared invitation once two people agree.
func (s *Service) DoInvite(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
	var in ToInvite
	if err := json.Unmarshal(p.Payload, &in); err != nil {
		return err
	}
	i, err := lock(ctx, tx.Tx, in.Invitation)
	if err != nil {
		return err
	}
	if i.state != "proposed" {
		return errGone
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	i.Until = now.Add(Lasts)
	if _, err := tx.Exec(ctx, `UPDATE invitation SET state = 'open', until_at = $2 WHERE id = $1`, i.ID, i.Until.UnixMicro()); err != nil {
		return err
	}
	email, err := s.mailbox(ctx, i)
	if err != nil {
		return err
	}
	return s.send(ctx, tx, i, email)
}

// ToAgreeOn is what a proposal to recover an account keeps.
type ToAgreeOn struct {
	Person network.PersonID `json:"person"`
}

// Says implements approval.Sayer.
func (ToAgreeOn) Says() string {
	return "Iemand met een rol die ver reikt krijgt een link om een nieuwe passkey te maken. De oude passkeys vervallen."
}

// DoRecover recovers an account once two people agree, unless its role or place has changed since.
func (s *Service) DoRecover(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
	var in ToAgreeOn
	if err := json.Unmarshal(p.Payload, &in); err != nil {
		return err
	}
	now, err := s.network.PersonTx(ctx, tx.Tx, in.Person)
	if err != nil {
		return err
	}
	if now.Account() != p.Subject {
		return fault.New(fault.Conflict, "De rol of de plek van deze persoon is intussen veranderd. Doe een nieuw voorstel.", "the account has changed since it was proposed")
	}
	return s.recover(ctx, tx, in.Person, network.PersonID(p.Proposer))
}
