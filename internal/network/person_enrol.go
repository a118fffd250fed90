package network

import (
	"context"
	"fmt"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/store"
)

// EnrolTx adds a new person as part of another act: somebody signed in for the first time. Invalid
// names the fields.
func (s *Service) EnrolTx(ctx context.Context, tx *act.Tx, p Person) error {
	if err := p.check(ctx, tx.Tx); err != nil {
		return fmt.Errorf("network.EnrolTx: %w", err)
	}
	_, err := tx.Exec(ctx, `INSERT INTO person (`+personColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.Name, p.Role, p.Organization, p.Discipline, p.Region, p.Wijkverband, p.Email)
	return err
}

// AtWorkByEmailTx lists who of an organisation has an e-mail address and has not left, but for those
// whose role reaches far: an address proves too little for them. It decides nothing: only sign-in may
// call it.
func (s *Service) AtWorkByEmailTx(ctx context.Context, tx *store.Tx, o OrganizationID, email string) ([]Person, error) {
	a := args{o, email}
	var far []string
	for _, role := range access.FarRoles() {
		far = append(far, a.add(string(role)))
	}
	return store.All(ctx, tx, scanPerson, `SELECT `+personColumns+` FROM person
		WHERE organization = $1 AND lower(email) = lower($2) AND email <> '' AND ended_at IS NULL
			AND role NOT IN (`+strings.Join(far, ", ")+`) ORDER BY id LIMIT 2`, a...)
}
