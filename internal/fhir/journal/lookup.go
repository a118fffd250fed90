package journal

import (
	"context"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Newest gives the newest versions of those resources that are in the journal.
func (j *Journal) Newest(ctx context.Context, keys []Key) (found map[Key]Version, err error) {
	defer fault.Wrap(&err, "journal.Newest")
	if len(keys) == 0 {
		return nil, nil
	}
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err = j.NewestTx(ctx, tx, keys)
		return err
	})
	return found, err
}

// NewestTx is [Journal.Newest] within a transaction.
func (j *Journal) NewestTx(ctx context.Context, tx *store.Tx, keys []Key) (map[Key]Version, error) {
	byType := map[string][]any{}
	for _, k := range keys {
		byType[k.Type] = append(byType[k.Type], k.ID)
	}
	found := make(map[Key]Version, len(keys))
	for t, ids := range byType {
		for part := range parts(tx.Dialect(), ids, 1) {
			versions, err := store.All(ctx, tx, scan, `SELECT `+columns+` FROM fhir_resource r JOIN fhir_version v ON v.pk = r.pk AND v.version = r.version
				WHERE r.id IN `+list(len(part))+` AND r.type = `+last(len(part)+1), append(part, t)...)
			if err != nil {
				return nil, err
			}
			for _, v := range versions {
				found[v.Key] = v
			}
		}
	}
	return found, nil
}

// Referring gives, for each of some values of a search parameter, the resources that have it now. param is
// the key of the parameter: [param.Param.Key].
func (j *Journal) Referring(ctx context.Context, param string, values []string) (found map[string][]Key, err error) {
	defer fault.Wrap(&err, "journal.Referring(%s)", param)
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	type ref struct {
		value string
		Key
	}
	found = map[string][]Key{}
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		clear(found)
		for part := range parts(tx.Dialect(), args, 1) {
			refs, err := store.All(ctx, tx, func(row func(...any) error) (r ref, err error) { return r, row(&r.value, &r.Type, &r.ID) },
				`SELECT i.value, r.type, r.id FROM fhir_index i JOIN fhir_resource r ON r.pk = i.pk
				WHERE i.value IN `+list(len(part))+` AND i.param = `+last(len(part)+1)+` ORDER BY i.value, r.id`, append(part, param)...)
			if err != nil {
				return err
			}
			for _, r := range refs {
				found[r.value] = append(found[r.value], r.Key)
			}
		}
		return nil
	})
	return found, err
}

// IDs gives the ids of our own resources of a type that are not gone, in order, from the one after the one
// given.
func (j *Journal) IDs(ctx context.Context, resourceType, after string, limit int) (ids []string, err error) {
	defer fault.Wrap(&err, "journal.IDs(%s)", resourceType)
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		ids, err = store.All(ctx, tx, func(row func(...any) error) (id string, err error) { return id, row(&id) },
			`SELECT r.id FROM fhir_resource r JOIN fhir_version v ON v.pk = r.pk AND v.version = r.version
			WHERE r.type = $1 AND r.id > $2 AND r.gone = 0 AND v.source = '' ORDER BY r.id LIMIT $3`, resourceType, after, limit)
		return err
	})
	return ids, err
}
