package journal

import (
	"cmp"
	"context"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// hits gives the matches behind the position, in order, up to a limit.
func (s *search) hits(ctx context.Context, limit int) ([]hit, error) {
	driver, err := s.plan(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.settle(ctx, limit); err != nil {
		return nil, err
	}
	set := common(s.sets)
	if len(s.sets) == 0 || s.sort.By != param.ByAge && len(set) > 2*bounds.sorted {
		return s.stream(ctx, driver, set, limit)
	}
	if s.sort.By == param.ByAge && s.after != nil {
		from, _ := slices.BinarySearch(set, s.after.Key+1)
		set = set[from:]
	}
	all, err := s.among(ctx, set, limit)
	if err != nil || s.sort.By == param.ByAge {
		return all, err
	}
	return s.sorted(ctx, all, limit)
}

// among gives those of a set that the other terms hold of, with the order of the set, until there are
// enough for an order that is the set's own.
func (s *search) among(ctx context.Context, set []int64, limit int) ([]hit, error) {
	set = s.left(set)
	if s.sort.By == param.ByAge && len(s.valued)+len(s.spans)+len(s.wide) == 0 {
		return unnamed(set[:min(limit, len(set))]), nil
	}
	var all []hit
	for part := range padded(set) {
		args := part
		query := `SELECT r.pk, r.id, r.seq FROM fhir_resource r WHERE r.gone = 0 AND r.pk IN ` + list(len(part)) + s.checks(&args, "r.pk", -1) + ` ORDER BY r.pk`
		some, err := store.All(ctx, s.tx, scanHit, query, args...)
		if err != nil {
			return nil, err
		}
		if some, err = s.holding(ctx, some); err != nil {
			return nil, err
		}
		all = append(all, some...)
		if s.sort.By == param.ByAge && len(all) >= limit {
			return all[:limit], nil
		}
	}
	return all, nil
}

// unnamed makes hits of resources of which no term is left to ask: what the index knows is there.
func unnamed(set []int64) []hit {
	hits := make([]hit, len(set))
	for i, pk := range set {
		hits[i].pk = pk
	}
	return hits
}

// holding gives those of some matches that all wide terms hold of.
func (s *search) holding(ctx context.Context, some []hit) ([]hit, error) {
	if len(s.wide) == 0 || len(some) == 0 {
		return some, nil
	}
	found, err := versions(ctx, s.tx, pks(some))
	if err != nil {
		return nil, err
	}
	fits := make(map[int64]bool, len(found))
	for i := range found {
		fits[found[i].PK] = true
		for _, c := range s.wide {
			holds, err := c.HoldsIn(s.of, found[i].Body)
			if err != nil {
				return nil, err
			}
			fits[found[i].PK] = fits[found[i].PK] && holds
		}
	}
	return slices.DeleteFunc(some, func(h hit) bool { return !fits[h.pk] }), nil
}

func scanHit(row func(...any) error) (h hit, err error) { return h, row(&h.pk, &h.value, &h.seq) }

// left takes away what a negative term excludes.
func (s *search) left(set []int64) []int64 {
	if len(s.without) == 0 {
		return set
	}
	return slices.DeleteFunc(slices.Clone(set), s.excluded)
}

func (s *search) excluded(pk int64) bool {
	return slices.ContainsFunc(s.without, func(set []int64) bool { return contains(set, pk) })
}

// sorted puts matches in order and gives those behind the position.
func (s *search) sorted(ctx context.Context, all []hit, limit int) ([]hit, error) {
	if s.sort.By == param.ByName {
		if err := s.name(ctx, all); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, s.compare)
	if s.after != nil {
		at := hit{pk: s.after.Key, value: s.after.Value, seq: s.after.Key}
		from, found := slices.BinarySearchFunc(all, at, s.compare)
		if found {
			from++
		}
		all = all[from:]
	}
	return all[:min(limit, len(all))], nil
}

func (s *search) compare(a, b hit) int {
	var c int
	switch s.sort.By {
	case param.ByUpdated:
		c = cmp.Compare(a.seq, b.seq)
	case param.ByID:
		c = cmp.Compare(a.value, b.value)
	default:
		c = cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.pk, b.pk))
	}
	if s.sort.Down {
		return -c
	}
	return c
}

// name gives matches the name by which they are sorted, from what they say: the index has it by name only.
func (s *search) name(ctx context.Context, all []hit) error {
	found, err := versions(ctx, s.tx, pks(all))
	if err != nil {
		return err
	}
	names := make(map[int64]string, len(found))
	for i := range found {
		var named struct {
			Name string `json:"name"`
		}
		if err := json.Unmarshal(found[i].Body, &named, jsontext.AllowDuplicateNames(true)); err != nil {
			return err
		}
		names[found[i].PK] = param.Sorted(named.Name)
	}
	for i := range all {
		all[i].value = names[all[i].pk]
	}
	return nil
}

// stream walks in order, asking every term of each resource on the way. set is nil when any will do.
func (s *search) stream(ctx context.Context, driver int, set []int64, limit int) ([]hit, error) {
	suits := func(h hit) bool { return (len(s.sets) == 0 || contains(set, h.pk)) && !s.excluded(h.pk) }
	batch := limit
	if len(s.sets) > 0 || len(s.without) > 0 || len(s.valued) > 0 && s.sort.By != param.ByAge {
		batch = min(4*limit, everything)
	}
	after := s.after
	var all []hit
	for {
		query, args := s.step(driver, after, batch)
		some, err := store.All(ctx, s.tx, scanHit, query, args...)
		if err != nil {
			return nil, err
		}
		read := len(some)
		var end param.Position
		if read > 0 {
			end = some[read-1].position(s.sort.By)
		}
		if some, err = s.checked(ctx, some); err != nil {
			return nil, err
		}
		if some, err = s.holding(ctx, some); err != nil {
			return nil, err
		}
		for _, h := range some {
			if suits(h) {
				all = append(all, h)
			}
			if len(all) == limit {
				return all, nil
			}
		}
		if read < batch {
			return all, nil
		}
		after, batch = &end, min(2*batch, 16_384)
	}
}
