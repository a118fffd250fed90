package network

import (
	"context"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// EditOrganizationTx gives an organisation with its version, as [Service.EditOrganization] does, within a
// transaction of somebody else. It decides nothing: whoever saves it is decided on then.
func (s *Service) EditOrganizationTx(ctx context.Context, tx *store.Tx, o OrganizationID) (Organization, error) {
	rows, err := organizationsTx(ctx, tx, o)
	found, err := one(rows, err, "Deze organisatie kennen we niet.", "organization not found")
	if err != nil {
		return Organization{}, err
	}
	last, err := lastEdit(ctx, tx, organizationRoot(o))
	found.Version = last.version
	return found, err
}

// ErrStale is in the error of a change that was made from a version that is not the newest any more.
var ErrStale = fault.New(fault.Conflict, "Dit is intussen gewijzigd. Lees het opnieuw.", "this was changed since; read it again")

// AtVersionTx makes sure that an organisation is at a version until the transaction ends; [ErrStale] when it
// is not. What is saved in that transaction from that version is merged with nobody's change.
func (s *Service) AtVersionTx(ctx context.Context, tx *store.Tx, o OrganizationID, version int64) error {
	if err := tx.Lock(ctx, "organization", string(o)); err != nil {
		return err
	}
	last, err := lastEdit(ctx, tx, organizationRoot(o))
	if err == nil && last.version != version {
		return ErrStale
	}
	return err
}
