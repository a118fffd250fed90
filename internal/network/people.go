package network

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Colleague is somebody in a list of who works somewhere.
type Colleague struct {
	Person
	OrganizationName string
	WijkverbandName  string
	Left             time.Time // zero: works here still
}

// mostPeople bounds a list of people: the largest organisation of a region has some hundreds.
const mostPeople = 500

// People lists who works in the actor's own organisation, wijkverband or region, by name. Patients and who
// represents them work nowhere: whoever manages accounts does not see them.
func (s *Service) People(ctx context.Context, actor access.Actor) (all []Colleague, err error) {
	defer fault.Wrap(&err, "network.People")
	bound := s.spine.Policies().Bound(actor, "network.People")
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "network.People",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "people", Organization: actor.Organization, Region: actor.Region, Wijkverband: actor.Wijkverband}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		var a args
		where := bound.Where(access.Columns{Organization: "p.organization", Region: "p.region", Wijkverband: "p.wijkverband"}, (*[]any)(&a))
		all, err = store.All(ctx, tx.Tx, scanColleague, `SELECT p.id, p.name, p.role, p.organization, p.discipline, p.region, p.wijkverband, p.email, p.ended_at,
				coalesce((SELECT a.name FROM organization a WHERE a.id = p.organization AND `+currentOrganization+`), ''),
				coalesce((SELECT v.name FROM wijkverband_version v WHERE v.wijkverband = p.wijkverband AND v.until_at IS NULL), '')
			FROM person p WHERE p.role NOT IN ('', 'patient', 'representative') AND `+where+` ORDER BY p.name, p.id LIMIT `+a.add(mostPeople), a...)
		tx.Found(len(all))
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func scanColleague(row func(...any) error) (c Colleague, err error) {
	var ended sql.NullInt64
	err = row(&c.ID, &c.Name, &c.Role, &c.Organization, &c.Discipline, &c.Region, &c.Wijkverband, &c.Email, &ended, &c.OrganizationName, &c.WijkverbandName)
	c.Left = endOf(ended)
	return c, err
}

// CheckPersonTx says what is wrong with somebody who is to be added later, and gives them as they would
// be kept: Invalid names the fields.
func (s *Service) CheckPersonTx(ctx context.Context, tx *store.Tx, p Person) (Person, error) {
	err := p.check(ctx, tx)
	return p, err
}

// PersonTx gives somebody as they stand and keeps them so until the transaction ends, or NotFound. It
// decides nothing.
func (s *Service) PersonTx(ctx context.Context, tx *store.Tx, who PersonID) (p Person, err error) {
	if err := tx.Lock(ctx, "person", string(who)); err != nil {
		return p, err
	}
	p, err = store.One(ctx, tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1`, who)
	if errors.Is(err, store.ErrNone) {
		return p, fault.Missing("Deze persoon kennen we niet.", "person not found")
	}
	return p, err
}

// WijkverbandInTx tells whether a wijkverband is one of a region's; an empty one is. It decides nothing.
func (s *Service) WijkverbandInTx(ctx context.Context, tx *store.Tx, w WijkverbandID, r RegionID) (in bool, err error) {
	err = tx.QueryRow(ctx, `SELECT $1 = '' OR EXISTS (SELECT 1 FROM wijkverband w WHERE w.id = $1 AND w.region = $2)`, w, r).Scan(&in)
	return in, err
}

// HasAdminTx tells whether somebody at work looks after the accounts of an organisation. It decides nothing.
func (s *Service) HasAdminTx(ctx context.Context, tx *store.Tx, o OrganizationID) (has bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM person WHERE organization = $1 AND role = $2 AND ended_at IS NULL)`,
		o, string(access.ProviderAdmin)).Scan(&has)
	return has, err
}
