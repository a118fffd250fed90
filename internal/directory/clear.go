package directory

import (
	"context"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// clearStep is the number of versions taken away in one transaction.
const clearStep = 200

// ClearDropped takes away what an import staged that was given up; see batch.Open, which names those
// that died. Rows of a batch that is open or done are left alone.
func (r *Register) ClearDropped(ctx context.Context, b batch.ID) (err error) {
	defer fault.Wrap(&err, "directory.ClearDropped(%d)", b)
	for more := true; more && err == nil; {
		err = r.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			more, err = clearSome(ctx, tx, b)
			return err
		})
	}
	return err
}

func clearSome(ctx context.Context, tx *store.Tx, b batch.ID) (more bool, err error) {
	ids, err := store.All(ctx, tx, func(row func(...any) error) (id any, err error) {
		var s ServiceID
		err = row(&s)
		return s, err
	}, `SELECT service FROM service_version WHERE batch = $1
		AND batch IN (SELECT id FROM import_batch WHERE state = 'dropped') ORDER BY service LIMIT $2`, b, clearStep)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	list := in(len(ids))
	if tx.Dialect() == store.Postgres {
		// A new version may be on its way for a root that has none left.
		if _, err := tx.Exec(ctx, `SELECT 1 FROM service WHERE id IN `+list+` ORDER BY id FOR UPDATE`, ids...); err != nil {
			return false, err
		}
	}
	of := inFrom(2, len(ids))
	args := append([]any{b}, ids...)
	if _, err := tx.Exec(ctx, `DELETE FROM service_area WHERE (service, version) IN
		(SELECT v.service, v.version FROM service_version v WHERE v.batch = $1 AND v.service IN `+of+`)`, args...); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM service_version WHERE batch = $1 AND service IN `+of, args...); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM service WHERE id IN `+list+`
		AND NOT EXISTS (SELECT 1 FROM service_version v WHERE v.service = service.id)`, ids...)
	return true, err
}
