package journal

import (
	"context"
	"slices"
	"strconv"

	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// everything is a limit that no search reaches.
const everything = 1 << 31

// bounds are where one way of finding becomes cheaper than another. They change how long an answer takes
// and never what it is: tests make them small, so that little data goes every way.
var bounds = struct {
	values  int // by more values than these a term is not looked up one by one: it becomes a set
	few     int // a term with no more resources becomes a set at once; of more, a walk finds some soon enough
	changed int // the same for a range of version numbers, whose resources are cheaper to find
	sorted  int // more matches than these are not put in order here, but found by walking in that order
	wide    int // from this many values on, a range is wide
	named   int // of more things than these, all references are read rather than each looked up
	again   int // positions are read again when questions read so many times as many rows without them
}{values: 16, few: 500, changed: 2000, sorted: 2000, wide: 16_000, named: 20_000, again: 4}

// plan chooses where to begin: with the term that has the fewest resources. It returns the number of the
// valued term to walk along, -1 for all resources of the type; a term with few is made a set.
func (s *search) plan(ctx context.Context) (driver int, err error) {
	driver = -1
	var positive []int
	for i, v := range s.valued {
		if !v.not {
			positive = append(positive, i)
		}
	}
	if len(s.sets) > 0 {
		return driver, nil
	}
	if len(positive) == 1 && s.sort.By == param.ByAge && len(s.spans) == 0 {
		return positive[0], nil
	}
	few := bounds.few
	if s.sort.By != param.ByAge {
		few = bounds.sorted // any order but the index's own is worth more to leave
	}
	var fewest extent
	for _, i := range positive {
		e, err := s.extent(ctx, &s.valued[i], few)
		if err != nil {
			return driver, err
		}
		if driver < 0 || e.rarer(fewest) {
			driver, fewest = i, e
		}
		if e.rows < few/10 {
			break // good enough: counting on costs more than it saves
		}
	}
	if driver >= 0 && fewest.rows <= few {
		set, err := withValues(ctx, s.tx, s.valued[driver].key, s.valued[driver].values)
		slices.Sort(set)
		s.sets = append(s.sets, slices.Compact(set))
		s.valued = slices.Delete(s.valued, driver, driver+1)
		return -1, err
	}
	if driver < 0 && len(s.spans) > 0 {
		return driver, s.changed(ctx)
	}
	return driver, nil
}

// extent says how many resources have one of some values, as far as that is quickly known: up to a few
// rows, and over how many keys those are spread. Rows further apart are fewer.
type extent struct {
	rows   int
	spread int64
}

func (e extent) rarer(than extent) bool {
	if e.rows != than.rows {
		return e.rows < than.rows
	}
	return e.spread > than.spread
}

func (s *search) extent(ctx context.Context, v *valued, few int) (e extent, err error) {
	args := append(anys(v.values), v.key)
	err = s.tx.QueryRow(ctx, `SELECT count(*), COALESCE(max(pk) - min(pk), 0) FROM (SELECT pk FROM fhir_index WHERE param = `+last(len(args))+
		` AND value IN `+orNull(len(v.values))+` ORDER BY value, pk LIMIT `+strconv.Itoa(few+1)+`) x`, args...).Scan(&e.rows, &e.spread)
	return e, err
}

func anys(values []string) []any {
	all := make([]any, len(values), len(values)+1)
	for i, v := range values {
		all[i] = v
	}
	return all
}

// orNull is list, for which an empty one is no fault.
func orNull(n int) string {
	if n == 0 {
		return "(NULL)"
	}
	return list(n)
}

// changed makes the first range of version numbers a set when few resources have their newest version in it.
func (s *search) changed(ctx context.Context) error {
	var set []int64
	for _, one := range s.spans[0] {
		some, err := store.All(ctx, s.tx, oneOf[int64], `SELECT pk FROM fhir_version WHERE type = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq DESC LIMIT $4`,
			s.of.Name, one.from, one.until, bounds.changed+1)
		if err != nil {
			return err
		}
		set = append(set, some...)
	}
	if len(set) <= bounds.changed {
		slices.Sort(set)
		s.sets = append(s.sets, slices.Compact(set)) // older versions among them fall out: the range is asked again of each
	}
	return nil
}

// settle decides how wide terms are asked. What they say of a resource stands in the resource: that is
// looked at where few are left, or where a wide term is all there is and nearly every one fits. Otherwise
// they become sets.
func (s *search) settle(ctx context.Context, limit int) error {
	if len(s.sets) > 0 && len(common(s.sets)) <= bounds.sorted && limit != everything {
		return nil
	}
	if len(s.wide) == 1 && len(s.sets)+len(s.without)+len(s.valued)+len(s.spans) == 0 && s.sort.By == param.ByAge && limit != everything {
		return nil
	}
	for _, c := range s.wide {
		if err := s.gather(ctx, c); err != nil {
			return err
		}
	}
	s.wide = nil
	return nil
}
