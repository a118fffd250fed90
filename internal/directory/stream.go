package directory

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// chunk is the number of services handed over at once: large enough to make the handing over cheap.
const chunk = 256

// All hands every service that everybody may see to fn, in chunks and in no order. fn is called from
// several goroutines at once and keeps the chunk. The number is the ledger's head at that moment:
// who follows the feed from there misses nothing.
func (r *Register) All(ctx context.Context, fn func([]Service) error) (head int64, err error) {
	defer fault.Wrap(&err, "directory.All")
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if head, err = ledger.Head(ctx, tx); err != nil {
			return err
		}
		return all(ctx, tx, fn)
	})
	return head, err
}

// all reads on one connection, and decodes on all processors: decoding is the larger part.
func all(ctx context.Context, tx *store.Tx, fn func([]Service) error) error {
	type part struct {
		services []Service
		bodies   [][]byte
	}
	group, ctx := errgroup.WithContext(ctx)
	parts := make(chan part, 2*runtime.GOMAXPROCS(0))
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for p := range parts {
				for i := range p.services {
					if err := decode(p.bodies[i], &p.services[i]); err != nil {
						return err
					}
				}
				if err := fn(p.services); err != nil {
					return err
				}
			}
			return nil
		})
	}
	group.Go(func() error {
		defer close(parts)
		names, err := organizationNames(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT v.service, v.version, v.verified_at, v.verify_by, v.organization, v.body`+from+` WHERE v.state = 'shown' AND `+current)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		var p part
		hand := func() error {
			select {
			case parts <- p:
				p = part{make([]Service, 0, chunk), make([][]byte, 0, chunk)}
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		for rows.Next() {
			var s Service
			var row raw
			if err := rows.Scan(&s.ID, &s.Version, &row.verifiedAt, &row.verifyBy, &s.Organization, &row.body); err != nil {
				return err
			}
			row.moments(&s)
			s.OrganizationName = names[s.Organization]
			p.services, p.bodies = append(p.services, s), append(p.bodies, row.body)
			if len(p.services) == chunk {
				if err := hand(); err != nil {
					return err
				}
			}
		}
		if err := rows.Err(); err != nil || len(p.services) == 0 {
			return err
		}
		return hand()
	})
	return group.Wait()
}

// organizationNames reads all names at once: a look for each service would cost more than the services.
func organizationNames(ctx context.Context, tx *store.Tx) (map[network.OrganizationID]string, error) {
	type row struct {
		id   network.OrganizationID
		name string
	}
	rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.id, &r.name) },
		`SELECT o.id, o.name FROM organization o WHERE o.batch `+batch.Visible+organizationOrder)
	if err != nil {
		return nil, err
	}
	names := make(map[network.OrganizationID]string, len(rows))
	for _, r := range rows {
		if _, found := names[r.id]; !found {
			names[r.id] = r.name
		}
	}
	return names, nil
}

// Changed gives what became of services: those that everybody may see as they are now, and those
// that nobody may see any more or never could.
func (r *Register) Changed(ctx context.Context, ids []ServiceID) (shown []Service, gone []ServiceID, err error) {
	defer fault.Wrap(&err, "directory.Changed")
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for start := 0; start < len(ids); start += chunk {
			part := ids[start:min(start+chunk, len(ids))]
			args := make([]any, len(part))
			for i, id := range part {
				args[i] = id
			}
			found, err := store.All(ctx, tx, scan, `SELECT `+columns+from+` WHERE v.service IN `+in(len(part))+` AND v.state = 'shown' AND `+current, args...)
			if err != nil {
				return err
			}
			seen := make(map[ServiceID]bool, len(part))
			for i := range found {
				seen[found[i].ID] = true
			}
			shown = append(shown, found...)
			for _, id := range part {
				if !seen[id] {
					seen[id] = true
					gone = append(gone, id)
				}
			}
		}
		return nil
	})
	return shown, gone, err
}

// Imported gives at most limit services that a batch wrote, in order of id, from the one after
// after. The ledger's entry of the act directory.Import names the batch.
func (r *Register) Imported(ctx context.Context, b batch.ID, after ServiceID, limit int) (ids []ServiceID, err error) {
	defer fault.Wrap(&err, "directory.Imported(%d)", b)
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		ids, err = store.All(ctx, tx, func(row func(...any) error) (id ServiceID, err error) { return id, row(&id) },
			`SELECT service FROM service_version WHERE batch = $1 AND service > $2 AND batch `+batch.Visible+` ORDER BY service LIMIT $3`, b, after, limit)
		return err
	})
	return ids, err
}

// ImportedOf gives the services of an organisation that a batch wrote, in order of id.
func (r *Register) ImportedOf(ctx context.Context, b batch.ID, organization network.OrganizationID) (ids []ServiceID, err error) {
	defer fault.Wrap(&err, "directory.ImportedOf(%d)", b)
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		ids, err = store.All(ctx, tx, func(row func(...any) error) (id ServiceID, err error) { return id, row(&id) },
			`SELECT service FROM service_version WHERE batch = $1 AND organization = $2 AND batch `+batch.Visible+` ORDER BY service`, b, organization)
		return err
	})
	return ids, err
}
