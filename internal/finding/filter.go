package finding

// filter is a query's filters in the numbers of one segment.
type filter struct {
	// A nil set lets everything through.
	disciplines, areas                 bits
	kind, region                       uint32
	anyKind, anyRegion                 bool
	languages, insurers, modes, groups bits
	must                               flags
	// conditions are the filters as sets of documents.
	conditions []condition
	// none tells that a value is asked which no document of the segment has.
	none bool
}

func (s *segment) filter(q *Query, f *filter) {
	*f = filter{anyKind: true, anyRegion: true, conditions: f.conditions[:0]}
	if len(q.Disciplines) > 0 {
		f.disciplines = f.anyOf(&s.discipline, &s.byDiscipline, q.Disciplines)
	}
	if len(q.Areas) > 0 {
		f.areas = f.anyOf(&s.area, &s.byArea, q.Areas)
	}
	if q.Kind != "" {
		f.kind, f.anyKind = f.one(&s.kind, &s.byKind, q.Kind), false
	}
	if q.Region != "" {
		f.region, f.anyRegion = f.one(&s.region, &s.byRegion, q.Region), false
	}
	if q.Language != "" {
		f.languages = f.held(&s.languages, q.Language)
		f.anyIn(s.byLanguage.of(q.Language))
	}
	if q.TargetGroup != "" {
		f.groups = f.held(&s.groups, q.TargetGroup)
		f.anyIn(s.byGroup.of(q.TargetGroup))
	}
	if q.Mode != "" {
		f.modes = f.held(&s.modes, q.Mode)
		f.anyIn(s.byMode.of(q.Mode))
	}
	if q.Insurer != "" {
		// An empty set still lets through those whom every insurer pays.
		if f.insurers = s.insurers.holding[q.Insurer]; f.insurers == nil {
			f.insurers = newBits(len(s.insurers.values))
		}
		f.anyIn(s.byInsurer.of(q.Insurer), s.allInsured.set(0))
	}
	if q.DirectOnly {
		f.must |= isDirect
		f.anyIn(s.direct.set(0))
	}
	if q.asksRoom() {
		f.anyIn(s.told.Load().docSet)
	}
	if !q.Internal {
		f.must |= isPublic
	}
}

// anyIn keeps what is in any of the sets.
func (f *filter) anyIn(sets ...docSet) {
	c := condition{sets: make([]docSet, 0, len(sets))}
	for _, s := range sets {
		c.add(s)
	}
	f.conditions = append(f.conditions, c)
}

func (f *filter) anyOf(d *dict, p *postings, codes []string) bits {
	var sets []docSet
	fits := newBits(len(d.values))
	for _, code := range codes {
		if i, ok := d.number[code]; ok && !fits.has(i) {
			fits.set(i)
			sets = append(sets, p.set(i))
		}
	}
	f.none = f.none || sets == nil
	f.anyIn(sets...)
	return fits
}

func (f *filter) one(d *dict, p *postings, code string) uint32 {
	i, ok := d.number[code]
	if !ok {
		f.none = true
		return 0
	}
	f.anyIn(p.set(i))
	return i
}

func (f *filter) held(s *sets, code string) bits {
	fits, ok := s.holding[code]
	f.none = f.none || !ok
	return fits
}

func (f *filter) fits(d *doc) bool {
	return d.flags&f.must == f.must &&
		(f.disciplines == nil || f.disciplines.has(d.discipline)) &&
		(f.languages == nil || f.languages.has(d.languages)) &&
		(f.insurers == nil || d.flags&allInsurers != 0 || f.insurers.has(d.insurers)) &&
		(f.modes == nil || f.modes.has(d.modes)) &&
		(f.groups == nil || f.groups.has(d.groups)) &&
		(f.anyKind || f.kind == d.kind) &&
		(f.areas == nil || f.areas.has(d.area)) &&
		(f.anyRegion || f.region == d.region)
}
