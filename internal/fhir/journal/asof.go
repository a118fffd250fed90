package journal

import (
	"context"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// AsOf gives resources of a type as they were when seq was the newest version, without those that were
// gone then: in the order of their ids, from the one after the id given. The same question has the same
// answer for ever.
func (j *Journal) AsOf(ctx context.Context, resourceType string, seq int64, after string, limit int) (page []Version, err error) {
	defer fault.Wrap(&err, "journal.AsOf(%s)", resourceType)
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		page, err = store.All(ctx, tx, scan, `SELECT `+columns+` FROM fhir_resource r JOIN fhir_version v ON v.pk = r.pk
			WHERE r.type = $1 AND r.id > $2 AND v.seq <= $3 AND v.gone = 0
			AND NOT EXISTS (SELECT 1 FROM fhir_version n WHERE n.pk = v.pk AND n.version = v.version + 1 AND n.seq <= $3)
			ORDER BY r.id LIMIT $4`, resourceType, after, seq, limit)
		return err
	})
	return page, err
}
