package directory

import "slices"

// Value is what a part of an entry says, item by item: codes of a list as they are, other things in
// words. Nothing is an empty Value.
type Value []string

// Conflict is a part of an entry that two people changed differently.
type Conflict struct {
	Field              string // 'hours', 'contacts[citizen Balie]'
	NL                 string // 'Openingstijden'
	Base, Mine, Theirs Value
}

// Difference is a part of an entry that is not what it was. Of a list only the items that differ are
// told, or the whole when their order alone does.
type Difference struct {
	Field         string
	NL            string
	Before, After Value
}

// Side is one of two people who changed the same.
type Side int

const (
	Theirs Side = iota // what stands in the directory by now
	Mine
)

// Merge joins two changes of one entry, field by field and of lists item by item. What one side
// changed is taken; what both changed differently is a conflict, where merged holds theirs. No change
// is lost without being told. It is a pure function; what is not for people to change, such as the
// version and the moment of checking, is theirs.
func Merge(base, mine, theirs Service) (merged Service, conflicts []Conflict) {
	return merge(base, mine, theirs, func(string) Side { return Theirs })
}

// Resolve is [Merge] with a choice for each conflict, by its Field.
func Resolve(base, mine, theirs Service, choose func(field string) Side) Service {
	merged, _ := merge(base, mine, theirs, choose)
	return merged
}

func merge(base, mine, theirs Service, choose func(field string) Side) (merged Service, conflicts []Conflict) {
	merged = theirs
	for _, p := range parts {
		conflicts = append(conflicts, p.merge(&base, &mine, &theirs, &merged, choose)...)
	}
	return merged, conflicts
}

// Differences tells what after says otherwise than before.
func Differences(before, after Service) (all []Difference) {
	for _, p := range parts {
		if d, differs := p.compare(&before, &after); differs {
			all = append(all, d)
		}
	}
	return all
}

// part is a field of an entry, or a list of it, that people change.
type part interface {
	merge(base, mine, theirs, into *Service, choose func(string) Side) []Conflict
	compare(before, after *Service) (Difference, bool)
}

// single is a field with one value.
type single[T comparable] struct {
	key, nl string
	at      func(*Service) *T
	say     func(T) string
}

func (f single[T]) merge(base, mine, theirs, into *Service, choose func(string) Side) []Conflict {
	b, m, t := *f.at(base), *f.at(mine), *f.at(theirs)
	switch {
	case m == b || m == t:
		return nil
	case t == b:
		*f.at(into) = m
		return nil
	}
	if choose(f.key) == Mine {
		*f.at(into) = m
	}
	return []Conflict{{Field: f.key, NL: f.nl, Base: f.value(b), Mine: f.value(m), Theirs: f.value(t)}}
}

func (f single[T]) compare(before, after *Service) (Difference, bool) {
	b, a := *f.at(before), *f.at(after)
	return Difference{Field: f.key, NL: f.nl, Before: f.value(b), After: f.value(a)}, a != b
}

func (f single[T]) value(v T) Value {
	if text := f.say(v); text != "" {
		return Value{text}
	}
	return nil
}

// many is a list. Items are told apart by what name says of them, and by their number where two are
// named alike.
type many[T comparable] struct {
	key, nl string
	at      func(*Service) *[]T
	name    func(T) string
	say     func(T) string
}

// item is an item of a list under its name.
type item[T comparable] struct {
	name string
	no   int
}

// named gives the names of a list in order, and what stands under each.
func (f many[T]) named(list []T) (order []item[T], of map[item[T]]T) {
	of = make(map[item[T]]T, len(list))
	times := map[string]int{}
	for _, v := range list {
		i := item[T]{f.name(v), times[f.name(v)]}
		times[i.name]++
		order, of[i] = append(order, i), v
	}
	return order, of
}

func (f many[T]) merge(base, mine, theirs, into *Service, choose func(string) Side) (conflicts []Conflict) {
	b, m, t := *f.at(base), *f.at(mine), *f.at(theirs)
	switch {
	case slices.Equal(m, b) || slices.Equal(m, t):
		return nil
	case slices.Equal(t, b):
		*f.at(into) = slices.Clone(m)
		return nil
	}
	border, bs := f.named(b)
	morder, ms := f.named(m)
	torder, ts := f.named(t)
	order, conflict := f.order(border, morder, torder, choose)
	if conflict {
		conflicts = append(conflicts, Conflict{Field: f.key + ".order", NL: f.nl + ": de volgorde", Base: f.values(b), Mine: f.values(m), Theirs: f.values(t)})
	}
	var out []T
	for _, i := range order {
		bv, inBase := bs[i]
		mv, inMine := ms[i]
		tv, inTheirs := ts[i]
		v, in := tv, inTheirs
		switch {
		case inMine == inBase && mv == bv, inMine == inTheirs && mv == tv:
		case inTheirs == inBase && tv == bv:
			v, in = mv, inMine
		default:
			field := f.key + "[" + i.name + "]"
			if choose(field) == Mine {
				v, in = mv, inMine
			}
			conflicts = append(conflicts, Conflict{Field: field, NL: f.nl, Base: f.value(bv, inBase), Mine: f.value(mv, inMine), Theirs: f.value(tv, inTheirs)})
		}
		if in {
			out = append(out, v)
		}
	}
	*f.at(into) = out
	return conflicts
}

// order puts the names of all sides in order: as in theirs, then what mine adds; the other way round
// when only mine changed the order of what was there. When both did, differently, that is a conflict.
func (f many[T]) order(base, mine, theirs []item[T], choose func(string) Side) (all []item[T], conflict bool) {
	common := func(list []item[T]) (out []item[T]) {
		for _, i := range list {
			if slices.Contains(base, i) && slices.Contains(mine, i) && slices.Contains(theirs, i) {
				out = append(out, i)
			}
		}
		return out
	}
	b, m, t := common(base), common(mine), common(theirs)
	first, second := theirs, mine
	switch {
	case slices.Equal(m, b) || slices.Equal(m, t):
	case slices.Equal(t, b):
		first, second = mine, theirs
	default:
		conflict = true
		if choose(f.key+".order") == Mine {
			first, second = mine, theirs
		}
	}
	all = slices.Clone(first)
	for _, list := range [][]item[T]{second, base} {
		for _, i := range list {
			if !slices.Contains(all, i) {
				all = append(all, i)
			}
		}
	}
	return all, conflict
}

func (f many[T]) compare(before, after *Service) (Difference, bool) {
	b, a := *f.at(before), *f.at(after)
	d := Difference{Field: f.key, NL: f.nl, Before: f.values(without(b, a)), After: f.values(without(a, b))}
	if len(d.Before) == 0 && len(d.After) == 0 {
		d.Before, d.After = f.values(b), f.values(a)
	}
	return d, !slices.Equal(a, b)
}

// without gives the items of list that others does not have as often.
func without[T comparable](list, others []T) (out []T) {
	left := slices.Clone(others)
	for _, v := range list {
		if i := slices.Index(left, v); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		out = append(out, v)
	}
	return out
}

func (f many[T]) value(v T, in bool) Value {
	if !in {
		return nil
	}
	return Value{f.say(v)}
}

func (f many[T]) values(list []T) (all Value) {
	for _, v := range list {
		all = append(all, f.say(v))
	}
	return all
}
