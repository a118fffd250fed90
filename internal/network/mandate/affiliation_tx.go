package mandate

import (
	"context"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// AffiliationTx gives an affiliation as it is known now, or NotFound, within a transaction of somebody else.
func (s *Service) AffiliationTx(ctx context.Context, tx *store.Tx, id AffiliationID) (Affiliation, error) {
	a, err := affiliationTx(ctx, tx, id)
	if err != nil {
		return Affiliation{}, err
	}
	if a == nil {
		return Affiliation{}, fault.Missing("Deze aansluiting kennen we niet.", "affiliation not found")
	}
	return *a, nil
}

// AffiliationAtVersionTx makes sure that an affiliation is at a version until the transaction ends; its error
// has [ErrStale] in it when it is not.
func (s *Service) AffiliationAtVersionTx(ctx context.Context, tx *store.Tx, id AffiliationID, version int64) error {
	if err := hold(ctx, tx); err != nil {
		return err
	}
	a, err := s.AffiliationTx(ctx, tx, id)
	if err != nil || a.Version == version {
		return err
	}
	return fault.New(fault.Conflict, "Iemand anders wijzigde dit intussen. Kijk eerst hoe het nu is.", "somebody else has changed this since: look at it first").Because(ErrStale)
}
