package network

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// EndWijkverband lets a wijkverband cease now, with its contacts: its wijken are free again, its address is
// nobody's, and what it was remains to be read. Staff of its region may. Conflict when it has changed
// since the version named.
func (s *Service) EndWijkverband(ctx context.Context, actor access.Actor, w WijkverbandID, version int64) (err error) {
	defer fault.Wrap(&err, "network.EndWijkverband(%s)", w)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.EndWijkverband",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := lockMembership(ctx, tx); err != nil {
				return access.Subject{}, err
			}
			return wijkverbandSubject(ctx, tx, w)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		at, err := changeMoment(ctx, tx.Tx, "wijkverband_version", "wijkverband_area")
		if err != nil {
			return err
		}
		found, err := wijkverbandenTx(ctx, tx.Tx, clock.FromMicros(at), "w.id", w, asKept)
		stands, err := one(found, err, "Dit wijkverband kennen we niet.", "wijkverband not found")
		if err != nil {
			return err
		}
		tx.About("region", string(stands.Region))
		last, err := lastEdit(ctx, tx.Tx, wijkverbandThing(w))
		if err != nil {
			return err
		}
		if last.version != version {
			return changedSince()
		}
		for _, table := range []string{"wijkverband_version", "wijkverband_area", "nursing_coordination"} {
			if err := (dated{tx.Tx, table, at}).end(ctx, `wijkverband = $2`, w); err != nil {
				return err
			}
		}
		for _, c := range stands.Contacts {
			of := contactRoot(w, c.ID)
			last, err := lastEdit(ctx, tx.Tx, of)
			if err == nil {
				err = endContact(ctx, tx.Tx, c.ID, clock.FromMicros(at))
			}
			if err == nil {
				c.Name = ""
				err = of.keep(ctx, tx.Tx, actor, last.version+1, true, c)
			}
			if err != nil {
				return err
			}
		}
		if err := wijkverbandThing(w).keep(ctx, tx.Tx, actor, last.version+1, true, bareWijkverband(stands)); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"areas": stands.Areas, "contacts": len(stands.Contacts)})
	})
}
