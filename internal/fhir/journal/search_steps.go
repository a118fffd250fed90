package journal

import (
	"context"
	"slices"
	"strings"

	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// step makes the statement for the next resources of a walk. In the order of age it asks the terms as well;
// in any other it does not, and [search.checked] must: PostgreSQL takes a join of this kind to find so
// little that it sorts all of a type rather than walk along it.
func (s *search) step(driver int, after *param.Position, limit int) (string, []any) {
	way, than := " ASC", " > "
	if s.sort.Down {
		way, than = " DESC", " < "
	}
	var query, behind, order string
	var args []any
	switch s.sort.By {
	case param.ByID:
		query, args = `SELECT pk, id, seq FROM fhir_resource WHERE type = $1`, []any{s.of.Name}
		behind, order = ` AND id`+than+`$2`, `id`+way
	case param.ByUpdated: // older versions among them are no newest one, and fall out
		query, args = `SELECT pk, '', seq FROM fhir_version WHERE type = $1`, []any{s.of.Name}
		behind, order = ` AND seq`+than+`$2`, `seq`+way
	case param.ByName:
		query, args = `SELECT pk, value, 0 FROM fhir_index WHERE param = $1`, []any{s.of.SortKey()}
		behind, order = ` AND (value, pk)`+than+`($2, $3)`, `value`+way+`, pk`+way
	default:
		return s.stepByAge(driver, after, limit)
	}
	if after != nil {
		query += behind
		switch s.sort.By {
		case param.ByID:
			args = append(args, after.Value)
		case param.ByUpdated:
			args = append(args, after.Key)
		default:
			args = append(args, after.Value, after.Key)
		}
	}
	args = append(args, limit)
	return query + ` ORDER BY ` + order + ` LIMIT ` + last(len(args)), args
}

// checked gives those of some resources on a walk that are not gone and that the terms hold of, in order.
func (s *search) checked(ctx context.Context, some []hit) ([]hit, error) {
	if s.sort.By == param.ByAge {
		return some, nil // asked already
	}
	found := make(map[int64]int64, len(some))
	for part := range padded(pks(some)) {
		args := part
		query := `SELECT r.pk, r.id, r.seq FROM fhir_resource r WHERE r.gone = 0 AND r.pk IN ` + list(len(part)) + s.checks(&args, "r.pk", -1)
		now, err := store.All(ctx, s.tx, scanHit, query, args...)
		if err != nil {
			return nil, err
		}
		for _, h := range now {
			found[h.pk] = h.seq
		}
	}
	return slices.DeleteFunc(some, func(h hit) bool {
		seq, ok := found[h.pk]
		return !ok || s.sort.By == param.ByUpdated && seq != h.seq
	}), nil
}

// stepByAge walks along the resources with one of the values of a term: those with one value lie in order.
func (s *search) stepByAge(driver int, after *param.Position, limit int) (string, []any) {
	along := valued{key: s.of.Key(), values: []string{""}}
	if driver >= 0 {
		along = s.valued[driver]
	}
	var behind int64
	if after != nil {
		behind = after.Key
	}
	var args []any
	var parts []string
	for _, value := range along.values {
		args = append(args, along.key, value, behind)
		n := len(args)
		part := `SELECT d.pk AS pk FROM fhir_index d WHERE d.param = ` + last(n-2) + ` AND d.value = ` + last(n-1) + ` AND d.pk > ` + last(n) + s.checks(&args, "d.pk", driver)
		args = append(args, limit)
		parts = append(parts, part+` ORDER BY d.pk LIMIT `+last(len(args)))
	}
	switch len(parts) {
	case 0:
		return `SELECT pk, '', 0 FROM fhir_index WHERE 1 = 0`, nil
	case 1:
		return strings.Replace(parts[0], "d.pk AS pk", "d.pk, '', 0", 1), args
	}
	args = append(args, limit)
	return `SELECT pk, '', 0 FROM (SELECT pk FROM (` + strings.Join(parts, `) a UNION SELECT pk FROM (`) + `) a) b ORDER BY pk LIMIT ` + last(len(args)), args
}

// count gives the number of all matches, wherever the page begins.
func (s *search) count(ctx context.Context) (n int64, err error) {
	whole := *s
	whole.after, whole.sort = nil, param.Sort{}
	whole.terms.valued, whole.terms.sets = slices.Clone(s.valued), slices.Clone(s.sets)
	driver, err := whole.plan(ctx)
	if err != nil {
		return 0, err
	}
	if len(whole.sets) > 0 || len(whole.without) > 0 || len(whole.wide) > 0 {
		all, err := whole.hits(ctx, everything)
		return int64(len(all)), err
	}
	along := valued{key: s.of.Key(), values: []string{""}}
	if driver >= 0 {
		along = whole.valued[driver]
	}
	args := append(anys(along.values), along.key)
	what := `count(*)`
	if len(along.values) > 1 {
		what = `count(DISTINCT d.pk)`
	}
	query := `SELECT ` + what + ` FROM fhir_index d WHERE d.param = ` + last(len(args)) + ` AND d.value IN ` + orNull(len(along.values))
	query += whole.checks(&args, "d.pk", driver)
	return n, s.tx.QueryRow(ctx, query, args...).Scan(&n)
}
