package network

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// EditRegion opens a region to change it: as it stands, with its own version and those of its tasks.
// Staff of the region may; opening another one is refused on record.
func (s *Service) EditRegion(ctx context.Context, actor access.Actor, slug string) (r Region, err error) {
	defer fault.Wrap(&err, "network.EditRegion")
	var which RegionID
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "network.EditRegion",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			var err error
			if which, err = idOf[RegionID](ctx, tx, "region", slug, "Deze regio kennen we niet."); err != nil {
				return access.Subject{}, err
			}
			return regionSubject(ctx, tx, which)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		newest, at, err := opened(ctx, tx.Tx, string(which), "region_version", "region_area")
		if err != nil {
			return err
		}
		found, err := regionsTx(ctx, tx.Tx, at, "r.id", which)
		if r, err = one(found, err, "Deze regio kennen we niet.", "region not found"); err != nil {
			return err
		}
		r.Version = newest[[2]string{"region", string(r.ID)}]
		for i := range r.RESV.Tasks {
			r.RESV.Tasks[i].Version = newest[[2]string{"task", taskRoot(string(r.ID), r.RESV.Tasks[i].Task).id}]
		}
		return nil
	})
	return r, err
}

// EditWijkverband opens a wijkverband to change it: as it stands, with every contact's person, and with
// the versions of itself, its contacts and its tasks. Its coordinator and staff of its region may;
// opening another one is refused on record.
func (s *Service) EditWijkverband(ctx context.Context, actor access.Actor, slug string) (w Wijkverband, err error) {
	defer fault.Wrap(&err, "network.EditWijkverband")
	var which WijkverbandID
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "network.EditWijkverband",
		Load: func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
			if which, err = idOf[WijkverbandID](ctx, tx, "wijkverband", slug, "Dit wijkverband kennen we niet."); err != nil {
				return access.Subject{}, err
			}
			return wijkverbandSubject(ctx, tx, which)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		newest, at, err := opened(ctx, tx.Tx, string(which), "wijkverband_version", "wijkverband_area")
		if err != nil {
			return err
		}
		found, err := wijkverbandenTx(ctx, tx.Tx, at, "w.id", which, asKept)
		if w, err = one(found, err, "Dit wijkverband kennen we niet.", "wijkverband not found"); err != nil {
			return err
		}
		w.Version = newest[[2]string{"wijkverband", string(w.ID)}]
		for i := range w.Contacts {
			w.Contacts[i].Version = newest[[2]string{"contact", string(w.Contacts[i].ID)}]
		}
		for i := range w.Tasks {
			w.Tasks[i].Version = newest[[2]string{"task", taskRoot(string(w.ID), w.Tasks[i].Task).id}]
		}
		return nil
	})
	return w, err
}

// opened gives the versions of a thing and of what belongs to it, and the moment at which to read it. The
// caller holds the lock that every save takes, so that versions and what stands belong together: somebody
// who edits an old state under a new version would undo what lies between unseen. For the same reason
// the moment is no earlier than the last change: on PostgreSQL that may be in force from a moment after
// this transaction began.
func opened(ctx context.Context, tx *store.Tx, owner string, tables ...string) (newest map[[2]string]int64, at time.Time, err error) {
	if newest, err = versionsOf(ctx, tx, owner); err != nil {
		return nil, at, err
	}
	us, err := changeMoment(ctx, tx, tables...)
	if err != nil {
		return nil, at, err
	}
	var last int64
	err = tx.QueryRow(ctx, `SELECT coalesce(max(at), 0) FROM network_edit WHERE owner = $1`, owner).Scan(&last)
	return newest, clock.FromMicros(max(us, last)), err
}

// idOf gives the id of the region or wijkverband with an address, of one that has ended too.
func idOf[T ~string](ctx context.Context, tx *store.Tx, table, slug, nl string) (T, error) {
	found, err := store.All(ctx, tx, func(row func(...any) error) (id T, err error) { return id, row(&id) }, `SELECT id FROM `+table+` WHERE slug = $1`, slug)
	return one(found, err, nl, table+" not found")
}
