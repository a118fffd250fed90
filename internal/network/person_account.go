package network

import (
	"context"
	"errors"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Account is somebody who works here, as who manages accounts may see them: no number, address or
// profession.
type Account struct {
	ID           PersonID
	Name         string
	Role         access.Role
	Organization OrganizationID
	Region       RegionID
	Wijkverband  WijkverbandID
	Left         bool
}

// AccountQuery bounds a list of accounts. Empty fields bound nothing.
type AccountQuery struct {
	Name  string // somewhere in it, whatever its case
	Role  access.Role
	After PersonID // the last of the page before
	Limit int
}

const accountColumns = `id, name, role, organization, region, wijkverband, ended_at IS NOT NULL`

func scanAccount(row func(...any) error) (a Account, err error) {
	return a, row(&a.ID, &a.Name, &a.Role, &a.Organization, &a.Region, &a.Wijkverband, &a.Left)
}

// AccountsTx lists who works here, by name. Patients and who represents them are never among them. It
// decides nothing: it is for acts on accounts.
func (s *Service) AccountsTx(ctx context.Context, tx *store.Tx, q AccountQuery) ([]Account, error) {
	name := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(q.Name))
	return store.All(ctx, tx, scanAccount, `SELECT `+accountColumns+` FROM person
		WHERE role NOT IN ('', 'patient', 'representative') AND ($1 = '' OR role = $1) AND lower(name) LIKE $2 ESCAPE '\'
			AND ($3 = '' OR (name, id) > (SELECT name, id FROM person WHERE id = $3))
		ORDER BY name, id LIMIT $4`, string(q.Role), "%"+name+"%", string(q.After), q.Limit)
}

// AccountTx locks and reads one account; NotFound for a patient or who represents one as well.
func (s *Service) AccountTx(ctx context.Context, tx *store.Tx, who PersonID) (Account, error) {
	if err := tx.Lock(ctx, "person", string(who)); err != nil {
		return Account{}, err
	}
	a, err := store.One(ctx, tx, scanAccount, `SELECT `+accountColumns+` FROM person
		WHERE id = $1 AND role NOT IN ('', 'patient', 'representative')`, who)
	if errors.Is(err, store.ErrNone) {
		return a, fault.Missing("Deze persoon kennen we niet.", "person not found")
	}
	return a, err
}

// SetRoleTx gives somebody another role as part of another act.
func (s *Service) SetRoleTx(ctx context.Context, tx *act.Tx, who PersonID, role access.Role) error {
	tx.About("person", string(who))
	_, err := tx.Exec(ctx, `UPDATE person SET role = $1 WHERE id = $2`, role, who)
	return err
}
