package journal

import (
	"cmp"
	"context"
	"slices"

	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// reindex makes the index say of changed resources what they are now. What it said before follows from
// the version before, so nothing needs to be looked up by resource: an index the other way round would be as
// large as this one.
func (j *Journal) reindex(ctx context.Context, tx *store.Tx, changes []change) error {
	type entry struct {
		Row
		pk int64
	}
	added := make([]entry, 0, 16*len(changes))
	for i := range changes {
		c := &changes[i]
		is, err := c.found()
		if err != nil {
			return &UnfitError{c.Key, err}
		}
		var was []Row
		if c.was > 0 {
			var body []byte
			if err := tx.QueryRow(ctx, `SELECT body FROM fhir_version WHERE pk = $1 AND version = $2`, c.pk, c.was).Scan(&body); err != nil {
				return err
			}
			if was, err = extract(c.Key, body); err != nil {
				return &UnfitError{c.Key, err}
			}
		}
		for _, r := range was {
			if _, stays := slices.BinarySearchFunc(is, r, byRow); stays {
				continue
			}
			if _, err := tx.Exec(ctx, `DELETE FROM fhir_index WHERE param = $1 AND value = $2 AND pk = $3`, r.Param, r.Value, c.pk); err != nil {
				return err
			}
		}
		for _, r := range is {
			if _, there := slices.BinarySearchFunc(was, r, byRow); !there {
				added = append(added, entry{r, c.pk})
			}
		}
	}
	// A row may be there already while the index is made anew. In the order of the index, so that a large save touches each of its pages once.
	slices.SortFunc(added, func(a, b entry) int { return cmp.Or(byRow(a.Row, b.Row), cmp.Compare(a.pk, b.pk)) })
	values := make([]any, 0, 3*len(added))
	for _, e := range added {
		values = append(values, e.Param, e.Value, e.pk)
	}
	return many(ctx, tx, `INSERT INTO fhir_index (param, value, pk) VALUES `, ` ON CONFLICT DO NOTHING`, 3, values)
}

// found is what the resource is found by: as it was prepared, or worked out now.
func (r *Resource) found() ([]Row, error) {
	if r.prepared {
		return r.rows, nil
	}
	return extract(r.Key, r.Body)
}

func byRow(a, b Row) int { return cmp.Or(cmp.Compare(a.Param, b.Param), cmp.Compare(a.Value, b.Value)) }

// extract gives the rows of a body in order, each once. What is gone has none.
func extract(k Key, body []byte) ([]Row, error) {
	if len(body) == 0 {
		return nil, nil
	}
	return param.Extract(k.Type, body)
}
