package journal

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// terms are the conditions of a question in three forms, each with its own way to be asked. All must hold.
type terms struct {
	// valued hold of a resource that has (or with not, has not) one of a few values: the index tells
	// whether, and the resources with one value lie in it in order.
	valued []valued
	// sets are resources found beforehand, for what is a range of values or a chain. Nil without one.
	sets    [][]int64
	without [][]int64
	// wide hold of so many resources that finding them all costs more than asking each on the way, if nothing
	// else is asked; see settle.
	wide []*param.Condition
	// spans are ranges of version numbers, of which the newest version must lie in one: moments and
	// numbers grow together.
	spans [][]span
}

type valued struct {
	key    string
	values []string
	not    bool
}

type span struct{ from, until int64 }

// resolve makes terms of conditions.
func (s *search) resolve(ctx context.Context, all []param.Condition) error {
	for i := range all {
		if err := s.add(ctx, &all[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) add(ctx context.Context, c *param.Condition) error {
	switch {
	case c.Of != nil:
		set, err := s.chained(ctx, c)
		s.sets = append(s.sets, set)
		return err
	case c.Field == param.OnID:
		ids := make([]string, len(c.Any))
		for i := range c.Any {
			ids[i] = c.Any[i].From
		}
		set, err := withIDs(ctx, s.tx, s.of.Name, ids)
		slices.Sort(set)
		s.sets = append(s.sets, slices.Compact(set))
		return err
	case c.Field == param.OnUpdated:
		return s.updated(ctx, c)
	}
	values, few, err := s.values(ctx, c)
	if err != nil {
		return err
	}
	if few {
		s.valued = append(s.valued, valued{c.Key, values, c.Not})
		return nil
	}
	if wide, err := s.isWide(ctx, c); err != nil || wide {
		s.wide = append(s.wide, c)
		return err
	}
	return s.gather(ctx, c)
}

// gather finds the resources of which a condition holds.
func (s *search) gather(ctx context.Context, c *param.Condition) error {
	set, err := s.matching(ctx, c.Key, c.Any)
	if c.Not {
		s.without = append(s.without, set)
	} else {
		s.sets = append(s.sets, set)
	}
	return err
}

// isWide tells whether a condition is a beginning that very many have.
func (s *search) isWide(ctx context.Context, c *param.Condition) (bool, error) {
	rows := 0
	for i := range c.Any {
		m := &c.Any[i]
		if c.Not || m.Exact() || !m.Whole() || m.From == "" {
			return false, nil
		}
		var n int
		if err := s.tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 FROM fhir_index WHERE param = $1 AND value >= $2 AND value < $3 LIMIT $4) x`, c.Key, m.From, m.To, bounds.wide).Scan(&n); err != nil {
			return false, err
		}
		rows += n
	}
	return rows >= bounds.wide, nil
}

// values gives the values that a condition asks for when they are few. A code alone is a range of which
// nearly always one value exists: that of the one system with this code.
func (s *search) values(ctx context.Context, c *param.Condition) (values []string, few bool, err error) {
	for i := range c.Any {
		m := &c.Any[i]
		switch {
		case m.Exact():
			values = append(values, m.From)
		case !m.Whole() || m.From == "":
			return nil, false, nil
		default:
			for from := m.From; len(values) <= bounds.values; {
				var next string
				err := s.tx.QueryRow(ctx, `SELECT value FROM fhir_index WHERE param = $1 AND value >= $2 AND value < $3 ORDER BY value LIMIT 1`, c.Key, from, m.To).Scan(&next)
				if err == store.ErrNone {
					break
				}
				if err != nil {
					return nil, false, err
				}
				values = append(values, next)
				from = next + "\x01" // nothing lies between: no value holds a control character but the separator
			}
		}
		if len(values) > bounds.values {
			return nil, false, nil
		}
	}
	slices.Sort(values)
	return slices.Compact(values), true, nil
}

// matching gives every resource with a value that matches, in order.
func (s *search) matching(ctx context.Context, key string, any []param.Match) (all []int64, err error) {
	var exact []string
	var circles []*param.Near
	for i := range any {
		m := &any[i]
		var some []int64
		switch {
		case m.Exact():
			exact = append(exact, m.From)
			continue
		case m.Near != nil:
			circles = append(circles, m.Near)
			continue
		case m.Whole():
			some, err = store.All(ctx, s.tx, oneOf[int64], `SELECT pk FROM fhir_index WHERE param = $1 AND value >= $2 AND value < $3`, key, m.From, m.To)
		default:
			some, err = suiting(ctx, s.tx, key, m)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	some, err := withValues(ctx, s.tx, key, exact)
	if err != nil {
		return nil, err
	}
	all = append(all, some...)
	some, err = s.within(ctx, key, circles)
	all = append(all, some...)
	slices.Sort(all)
	return slices.Compact(all), err
}

// suiting looks at each value of a range. What the index can tell of a part of a text, it tells.
func suiting(ctx context.Context, tx *store.Tx, key string, m *param.Match) (pks []int64, err error) {
	query, args := `SELECT value, pk FROM fhir_index WHERE param = $1 AND value >= $2 AND value < $3`, []any{key, m.From, m.To}
	if m.Has != "" { // LIKE would fold each letter once more, and takes twice as long
		if tx.Dialect() == store.Postgres {
			query += ` AND strpos(value, $4) > 0`
		} else {
			query += ` AND instr(value, $4) > 0`
		}
		args = append(args, m.Has)
	}
	_, err = store.All(ctx, tx, func(row func(...any) error) (struct{}, error) {
		var value string
		var pk int64
		err := row(&value, &pk)
		if err == nil && m.Holds(value) {
			pks = append(pks, pk)
		}
		return struct{}{}, err
	}, query, args...)
	return pks, err
}

// withValues gives the resources that have one of some values.
func withValues(ctx context.Context, tx *store.Tx, key string, values []string) (all []int64, err error) {
	for part := range padded(values) {
		some, err := store.All(ctx, tx, oneOf[int64], `SELECT pk FROM fhir_index WHERE param = `+last(len(part)+1)+` AND value IN `+list(len(part)), append(part, key)...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// chained gives the resources that refer to something of which a condition holds.
func (s *search) chained(ctx context.Context, c *param.Condition) ([]int64, error) {
	inner := &search{j: s.j, tx: s.tx, seen: s.seen, of: c.Target}
	if err := inner.add(ctx, c.Of); err != nil {
		return nil, err
	}
	named, err := inner.hits(ctx, everything)
	if err != nil {
		return nil, err
	}
	refs, err := inner.references(ctx, named)
	if err != nil {
		return nil, err
	}
	var all []int64
	if len(refs) < bounds.named {
		all, err = withValues(ctx, s.tx, c.Key, refs)
	} else {
		all, err = withMany(ctx, s.tx, c.Key, refs)
	}
	slices.Sort(all)
	return slices.Compact(all), err
}

// references gives what other resources call some hits. Those of a set came with their ids.
func (s *search) references(ctx context.Context, hits []hit) ([]string, error) {
	refs := make([]string, 0, len(hits))
	var without []int64
	for _, h := range hits {
		if h.value == "" {
			without = append(without, h.pk)
		} else {
			refs = append(refs, s.of.Name+"/"+h.value)
		}
	}
	for part := range padded(without) {
		ids, err := store.All(ctx, s.tx, oneOf[string], `SELECT id FROM fhir_resource WHERE pk IN `+list(len(part)), part...)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			refs = append(refs, s.of.Name+"/"+id)
		}
	}
	return refs, nil
}

// withMany is withValues for so many values that all there are may as well be read.
func withMany(ctx context.Context, tx *store.Tx, key string, values []string) (pks []int64, err error) {
	asked := make(map[string]struct{}, len(values))
	for _, v := range values {
		asked[v] = struct{}{}
	}
	_, err = store.All(ctx, tx, func(row func(...any) error) (struct{}, error) {
		var value string
		var pk int64
		err := row(&value, &pk)
		if _, is := asked[value]; is && err == nil {
			pks = append(pks, pk)
		}
		return struct{}{}, err
	}, `SELECT value, pk FROM fhir_index WHERE param = $1`, key)
	return pks, err
}

// updated makes ranges of version numbers of moments.
func (s *search) updated(ctx context.Context, c *param.Condition) error {
	var any []span
	for i := range c.Any {
		first, until, outside := c.Any[i].Span.Moments()
		from, err := s.firstFrom(ctx, first)
		if err != nil {
			return err
		}
		to := int64(everSeq)
		if !until.IsZero() {
			if to, err = s.firstFrom(ctx, until.Add(time.Microsecond)); err != nil {
				return err
			}
			to--
		}
		if outside {
			any = append(any, span{0, from - 1}, span{to + 1, everSeq})
			continue
		}
		any = append(any, span{from, to})
	}
	s.spans = append(s.spans, joined(any))
	return nil
}

// joined makes one range of those that touch, so that each question is asked once.
func joined(any []span) (out []span) {
	slices.SortFunc(any, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for _, one := range any {
		if n := len(out); n > 0 && one.from <= out[n-1].until+1 {
			out[n-1].until = max(out[n-1].until, one.until)
			continue
		}
		out = append(out, one)
	}
	return out
}

// spansAsked is the number of ranges that are given to a statement apart; more are written in it, since it is
// said once for each value that is walked along.
const spansAsked = 4

const everSeq = 1 << 62

// firstFrom gives the number of the first version at a moment or later.
func (s *search) firstFrom(ctx context.Context, t time.Time) (seq int64, err error) {
	if t.IsZero() {
		return 0, nil
	}
	err = s.tx.QueryRow(ctx, `SELECT seq FROM fhir_version WHERE at >= $1 ORDER BY at, seq LIMIT 1`, clock.Micros(t)).Scan(&seq)
	if err == store.ErrNone {
		return everSeq, nil
	}
	return seq, err
}

// checks gives the part of a statement that asks valued terms and spans of the resource that the
// expression pk names, but not the term with number skip.
func (t *terms) checks(args *[]any, pk string, skip int) (where string) {
	put := func(v any) string {
		*args = append(*args, v)
		return "$" + strconv.Itoa(len(*args))
	}
	for i, v := range t.valued {
		if i == skip {
			continue
		}
		where += " AND "
		if v.not {
			where += "NOT "
		}
		where += "EXISTS (SELECT 1 FROM fhir_index c WHERE c.param = " + put(v.key) + " AND c.value IN ("
		for k, value := range v.values {
			if k > 0 {
				where += ","
			}
			where += put(value)
		}
		if len(v.values) == 0 {
			where += "NULL"
		}
		where += ") AND c.pk = " + pk + ")"
	}
	for _, any := range t.spans {
		number := func(n int64) string { return strconv.FormatInt(n, 10) }
		if len(any) <= spansAsked {
			number = func(n int64) string { return put(n) }
		}
		where += " AND EXISTS (SELECT 1 FROM fhir_resource c WHERE c.pk = " + pk + " AND ("
		for k, one := range any {
			if k > 0 {
				where += " OR "
			}
			where += "c.seq BETWEEN " + number(one.from) + " AND " + number(one.until)
		}
		where += "))"
	}
	return where
}

// common gives what is in all of some sets, each in order. Without any it is nil.
func common(sets [][]int64) []int64 {
	if len(sets) == 0 {
		return nil
	}
	slices.SortFunc(sets, func(a, b []int64) int { return cmp.Compare(len(a), len(b)) })
	left := sets[0]
	for _, other := range sets[1:] {
		left = slices.DeleteFunc(slices.Clone(left), func(pk int64) bool { return !contains(other, pk) })
	}
	return left
}

func contains(set []int64, pk int64) bool { _, ok := slices.BinarySearch(set, pk); return ok }
