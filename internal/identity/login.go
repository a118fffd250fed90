package identity

import (
	"context"
	"errors"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// SubjectClaim is a provider's own number for somebody.
const SubjectClaim = "sub"

// Number is what a provider knows somebody by: its own number for them, or one that others use too,
// such as an AGB code or an employee's number.
type Number struct{ Claim, Value string }

// Arrival is somebody whom a provider of identity vouches for, in our own terms.
type Arrival struct {
	Issuer  string
	Subject string
	// Numbers may have been registered beforehand for this issuer; see [Service.AddLogin].
	Numbers []Number
	// Email is '' unless the issuer has verified it and the configuration lets it find people.
	Email string
	// Person is who they become when nobody is found: name, role, organisation, region.
	Person network.Person
	// Enrol says that who is not found may be added.
	Enrol bool
}

// What an arrival can be refused for. Each tells the visitor what to do next.
var (
	errUnknownPerson     = fault.New(fault.Denied, "Wij kennen u nog niet. Vraag uw organisatie of uw regio om u aan te melden.", "nobody is registered for this login")
	errOtherOrganization = fault.New(fault.Denied, "U logt in namens een andere organisatie dan wij van u kennen. Vraag uw organisatie of uw regio om dit aan te passen.",
		"the provider names another organisation than this person's")
)

// IsUnknown tells whether an arrival was refused because nobody here is known by it yet.
func IsUnknown(err error) bool { return errors.Is(err, errUnknownPerson) }

// Arrive gives the person that a provider vouches for. Somebody who comes for the first time is found
// by a registered number or by e-mail within their own organisation, and else added, when that may be
// (recorded as identity.AddLogin or identity.Enrol). Denied says why somebody is not let in; then
// nothing was made.
func (s *Service) Arrive(ctx context.Context, a Arrival) (who network.PersonID, err error) {
	defer fault.Wrap(&err, "identity.Arrive(%s)", a.Issuer)
	who, err = s.arrive(ctx, a)
	if store.IsDuplicate(err) { // the same person came through another door at the same moment
		who, err = s.arrive(ctx, a)
	}
	return who, err
}

func (s *Service) arrive(ctx context.Context, a Arrival) (network.PersonID, error) {
	var known network.PersonID
	var by string
	var stale bool
	err := s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		known, by, stale, err = s.find(ctx, tx, a)
		return err
	})
	switch {
	case err != nil:
		return "", err
	case known == "" && !a.Enrol:
		return "", errUnknownPerson
	case known == "":
		return s.enrol(ctx, a)
	case by != SubjectClaim || stale:
		return known, s.link(ctx, a, known, by)
	}
	return known, nil
}

// find looks for who an arrival is: by says how they were found, and stale that the row was made
// before the keys were rotated. Somebody who left is refused, whatever else fits.
func (s *Service) find(ctx context.Context, tx *store.Tx, a Arrival) (who network.PersonID, by string, stale bool, err error) {
	for _, n := range append([]Number{{SubjectClaim, a.Subject}}, a.Numbers...) {
		if n.Value == "" {
			continue
		}
		if who, stale, err = s.byNumber(ctx, tx, a.Issuer, n); err != nil {
			return "", "", false, err
		}
		if who == "" {
			continue
		}
		p, there, err := s.network.AtWorkTx(ctx, tx, who)
		switch {
		case err != nil:
			return "", "", false, err
		case a.Person.Organization != "" && a.Person.Organization != p.Organization && n.Claim != SubjectClaim:
			continue // registered by another organisation, which has no say over who works here
		case !there:
			return "", "", false, errLeft
		case a.Person.Organization != "" && a.Person.Organization != p.Organization:
			return "", "", false, errOtherOrganization
		}
		return who, n.Claim, stale, nil
	}
	// An address proves nothing beyond the organisation whose provider says so, and those whose role
	// reaches far are never found by one.
	if a.Email == "" || a.Person.Organization == "" {
		return "", "", false, nil
	}
	found, err := s.network.AtWorkByEmailTx(ctx, tx, a.Person.Organization, a.Email)
	if err != nil || len(found) != 1 {
		return "", "", false, err
	}
	return found[0].ID, "email", false, nil
}

func (s *Service) byNumber(ctx context.Context, tx *store.Tx, issuer string, n Number) (who network.PersonID, stale bool, err error) {
	prints, err := s.loginPrints(issuer, n)
	if err != nil {
		return "", false, err
	}
	for i, print := range prints {
		who, err = store.One(ctx, tx, func(row func(...any) error) (p network.PersonID, err error) { return p, row(&p) },
			`SELECT person FROM login WHERE issuer = $1 AND claim = $2 AND value = $3`, issuer, n.Claim, print)
		if !errors.Is(err, store.ErrNone) {
			return who, i > 0, err
		}
	}
	return "", false, nil
}

// loginPrints gives the fingerprints of a number under each key, the current one first. They are marked,
// because a key cannot go while somebody, perhaps one who left, is known by it alone.
func (s *Service) loginPrints(issuer string, n Number) ([]string, error) {
	return s.keys.Marked(keys.ForLogins, strings.Join([]string{issuer, n.Claim, n.Value}, "\x00"))
}

// enrol adds somebody who is new, with the number that their provider knows them by.
func (s *Service) enrol(ctx context.Context, a Arrival) (network.PersonID, error) {
	p := a.Person
	p.ID = id.New[network.PersonID]()
	err := s.spine.Do(ctx, act.Attempt{Actor: provider(ctx, a.Issuer), Act: "identity.Enrol", Load: subjectOf(p)},
		func(ctx context.Context, tx *act.Tx) error {
			// The mapping is on record, so that it can be seen later why somebody got this role.
			if err := tx.Changed(map[string]any{"issuer": a.Issuer, "role": p.Role, "organization": p.Organization, "region": p.Region}); err != nil {
				return err
			}
			if err := s.network.EnrolTx(ctx, tx, p); err != nil {
				return err
			}
			return s.putLogin(ctx, tx, a.Issuer, Number{SubjectClaim, a.Subject}, p.ID)
		})
	return p.ID, err
}

// link gives somebody who was found the provider's own number for them, under the current key.
func (s *Service) link(ctx context.Context, a Arrival, who network.PersonID, by string) error {
	return s.spine.Do(ctx, act.Attempt{Actor: provider(ctx, a.Issuer), Act: "identity.AddLogin", Load: s.subject(who)},
		func(ctx context.Context, tx *act.Tx) error {
			if err := tx.Changed(map[string]any{"issuer": a.Issuer, "by": by}); err != nil {
				return err
			}
			for _, n := range a.Numbers { // those that were registered move to the current key as well
				if n.Value == "" {
					continue
				}
				known, stale, err := s.byNumber(ctx, tx.Tx, a.Issuer, n)
				if err == nil && known == who && stale {
					err = s.putLogin(ctx, tx, a.Issuer, n, who)
				}
				if err != nil {
					return err
				}
			}
			return s.putLogin(ctx, tx, a.Issuer, Number{SubjectClaim, a.Subject}, who)
		})
}

// AddLogin registers a number by which an issuer will name somebody at their first sign-in. The
// provider's own number for them is never registered by hand: it comes with their sign-in.
// Conflict when it is somebody else's already; Invalid names the field.
func (s *Service) AddLogin(ctx context.Context, actor access.Actor, who network.PersonID, issuer string, n Number) (err error) {
	defer fault.Wrap(&err, "identity.AddLogin(%s)", who)
	n.Value = strings.TrimSpace(n.Value)
	if issuer == "" || n.Claim == "" || n.Claim == SubjectClaim || n.Value == "" || len(n.Value) > maxNumber {
		return fault.InvalidField("number", "Vul een nummer in.", "expected an issuer, a claim other than sub, and a number")
	}
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.AddLogin", Load: s.subject(who)},
		func(ctx context.Context, tx *act.Tx) error {
			if err := tx.Changed(map[string]any{"issuer": issuer, "claim": n.Claim}); err != nil {
				return err
			}
			other, _, err := s.byNumber(ctx, tx.Tx, issuer, n)
			if err == nil && other != "" && other != who {
				err = fault.New(fault.Conflict, "Dit nummer is al van iemand anders.", "this number is somebody else's")
			}
			if err != nil {
				return err
			}
			return s.putLogin(ctx, tx, issuer, n, who)
		})
}

// maxNumber bounds a number: OpenID Connect allows a subject 255 characters.
const maxNumber = 255

// putLogin keeps a number under the current key, in place of what stood under an older one.
func (s *Service) putLogin(ctx context.Context, tx *act.Tx, issuer string, n Number, who network.PersonID) error {
	tx.About("person", string(who))
	prints, err := s.loginPrints(issuer, n)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for _, print := range prints {
		if _, err := tx.Exec(ctx, `DELETE FROM login WHERE issuer = $1 AND claim = $2 AND value = $3 AND person = $4`, issuer, n.Claim, print, who); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO login (id, person, issuer, claim, value, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		id.New[string](), who, issuer, n.Claim, prints[0], clock.Micros(now))
	return err
}

// provider is who acts when a provider of identity says something.
func provider(ctx context.Context, issuer string) access.Actor {
	return access.Job("oidc:" + issuer).Through(ctx)
}

func subjectOf(p network.Person) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "person", ID: string(p.ID), Organization: string(p.Organization), Region: string(p.Region),
			Wijkverband: string(p.Wijkverband), Person: string(p.ID), Role: p.Role}, nil
	}
}

// subject describes somebody who is there; NotFound for who is not.
func (s *Service) subject(who network.PersonID) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		p, there, err := s.network.AtWorkTx(ctx, tx, who)
		if err == nil && !there {
			err = fault.Missing("Deze persoon kennen we niet.", "person not found")
		}
		if err != nil {
			return access.Subject{}, err
		}
		return subjectOf(p)(ctx, tx)
	}
}
