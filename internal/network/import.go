package network

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/check"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// importActs are the acts that end an import of each kind.
var importActs = map[string]string{
	"areas": "network.ImportAreas", "figures": "network.ImportFigures",
	"boundaries": "network.ImportBoundaries", "postcodes": "network.ImportPostcodes",
}

// File is what an import reads.
type File struct {
	Kind     string // 'areas', 'figures', 'boundaries' or 'postcodes'
	Source   string // its name without folder
	Checksum string // SHA-256 of what was read, with the options that matter
}

// Import brings in a file as a whole: it opens a batch, lets stage write its rows with the Stage
// methods, and makes them visible. When stage fails nothing becomes visible and its rows are cleared
// away, as are those of an earlier import that died. Conflict when another import of the kind runs.
func (s *Service) Import(ctx context.Context, actor access.Actor, f File, stage func(ctx context.Context, b batch.ID) (batch.Counts, error)) (counts batch.Counts, err error) {
	defer fault.Wrap(&err, "network.Import(%s)", f.Kind)
	if err := knownImport(f.Kind); err != nil {
		return counts, err
	}
	b, dead, err := batch.Open(ctx, s.spine.DB(), f.Kind, f.Source, f.Checksum)
	if err != nil {
		return counts, err
	}
	for _, d := range dead {
		if err := s.ClearDropped(ctx, d); err != nil {
			return counts, err
		}
	}
	if counts, err = stage(ctx, b); err == nil {
		err = s.FinishImport(ctx, actor, f.Kind, b, counts, f.Source)
	}
	if err != nil {
		// The caller may have gone away; its rows must go all the same.
		ctx := context.WithoutCancel(ctx)
		return batch.Counts{}, errors.Join(err, batch.Drop(ctx, s.spine.DB(), b), s.ClearDropped(ctx, b))
	}
	return counts, nil
}

// FinishImport makes the rows of a batch visible, all at once, and records what came in. kind is
// what the batch was opened with.
func (s *Service) FinishImport(ctx context.Context, actor access.Actor, kind string, b batch.ID, counts batch.Counts, source string) (err error) {
	defer fault.Wrap(&err, "network.FinishImport(%s, %d)", kind, b)
	if err := knownImport(kind); err != nil {
		return err
	}
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: importActs[kind],
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "import", ID: strconv.FormatInt(int64(b), 10)}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		var opened, checksum string
		err := tx.QueryRow(ctx, `SELECT kind, checksum FROM import_batch WHERE id = $1`, b).Scan(&opened, &checksum)
		if errors.Is(err, sql.ErrNoRows) || err == nil && opened != kind {
			return fault.Missing("Deze invoer kennen we niet.", "import not found")
		}
		if err != nil {
			return err
		}
		if err := batch.Finish(ctx, tx.Tx, b, counts); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"source": source, "checksum": checksum, "counts": counts})
	})
}

func knownImport(kind string) error {
	var c check.Fields
	check.OneOf(&c, "kind", kind, "areas", "figures", "boundaries", "postcodes")
	return c.Err()
}

// staged are the tables with rows of batches, and what tells their rows apart.
var staged = []struct{ table, key string }{
	{"area", "code, year, batch"}, {"area_shape", "batch, code, year"},
	{"area_count", "code, year, batch"}, {"area_figure", "batch, code, year, figure"},
	{"boundary", "id, batch"}, {"boundary_area", "kind, area, from_at, batch"},
	{"postcode", "pc4, batch"}, {"organization", "id, batch"},
}

// ClearDropped removes the rows of a batch that was given up, in small steps. Rows of a batch that
// is open or done are left alone.
func (s *Service) ClearDropped(ctx context.Context, b batch.ID) (err error) {
	defer fault.Wrap(&err, "network.ClearDropped(%d)", b)
	for _, t := range staged {
		for more := true; more; {
			err := s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
				res, err := tx.Exec(ctx, `DELETE FROM `+t.table+` WHERE (`+t.key+`) IN (SELECT `+t.key+` FROM `+t.table+`
					WHERE batch = $1 AND batch IN (SELECT id FROM import_batch WHERE state = 'dropped') LIMIT `+strconv.Itoa(rowsPerStep)+`)`, b)
				if err != nil {
					return err
				}
				n, err := res.RowsAffected()
				more = n > 0
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
