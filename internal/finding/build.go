package finding

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync/atomic"

	"eerstelijn/internal/finding/words"
	"eerstelijn/internal/hours"
)

// builder collects documents and makes a segment of them.
type builder struct {
	docs   []doc
	names  []names
	verify []int64
	cells  []*cell
	text   textsBuilder

	discipline, kind, area, region     dict
	languages, insurers, modes, groups sets
	hours                              []hours.Hours
	// hourNumber goes by what the hours say, sameHours by the value itself, which is quicker.
	hourNumber map[string]uint32
	sameHours  map[hours.Hours]uint32

	// The vocabulary in order of arrival; finish puts it in alphabetical order.
	vocabulary []string
	termNumber map[string]uint32
	starts     []uint32
	terms      []uint32

	tokens []string
}

func newBuilder() *builder {
	return &builder{hourNumber: map[string]uint32{}, sameHours: map[hours.Hours]uint32{}, termNumber: map[string]uint32{}, starts: []uint32{0}}
}

func (b *builder) add(e *Entry) {
	b.addDoc(e)
	b.cells = append(b.cells, nil)
	b.tokens = b.tokens[:0]
	for _, text := range [...]string{e.Name, e.OrganizationName, e.Discipline, e.Kind} {
		b.tokens = words.AppendTokens(b.tokens, text)
	}
	for _, text := range e.Keywords {
		b.tokens = words.AppendTokens(b.tokens, text)
	}
	b.tokens = append(b.tokens, words.Join(e.Discipline), words.Join(e.Kind))
	strong := len(b.tokens)
	b.tokens = words.AppendTokens(b.tokens, e.Description)
	from := len(b.terms)
	for i, token := range b.tokens {
		if token == "" || words.IsStop(token) {
			continue
		}
		code := b.term(token) << 1
		if i >= strong {
			code |= 1
		}
		b.terms = append(b.terms, code)
	}
	// A word that stands in the name and in the description counts as one of the name: its code
	// is the lower of the two.
	own := b.terms[from:]
	slices.Sort(own)
	own = slices.CompactFunc(own, func(a, b uint32) bool { return a>>1 == b>>1 })
	b.terms = b.terms[:from+len(own)]
	b.starts = append(b.starts, uint32(len(b.terms)))
}

// addFrom takes document d over from a segment; terms translates the numbers of its words and is
// kept between calls (0 is not translated yet).
func (b *builder) addFrom(s *segment, d uint32, terms []uint32) {
	e := s.entry(d)
	b.addDoc(&e)
	b.cells = append(b.cells, s.cells[d].Load())
	for _, code := range s.termsOf(d) {
		term := code >> 1
		if terms[term] == 0 {
			terms[term] = b.term(s.lexicon.At(term)) + 1
		}
		b.terms = append(b.terms, (terms[term]-1)<<1|code&1)
	}
	b.starts = append(b.starts, uint32(len(b.terms)))
}

func (b *builder) addDoc(e *Entry) {
	d := doc{
		discipline: b.discipline.add(e.Discipline), kind: b.kind.add(e.Kind),
		area: b.area.add(e.Area), region: b.region.add(e.Region),
		languages: b.languages.add(e.Languages), insurers: b.insurers.add(e.Insurers),
		modes: b.modes.add(e.Modes), groups: b.groups.add(e.TargetGroups),
		hours: b.hoursNumber(e.Hours),
	}
	if located(e.Lat, e.Lon) {
		d.place, d.flags = placeOf(e.Lat, e.Lon), hasPlace
	}
	for _, f := range [...]struct {
		on   bool
		flag flags
	}{{e.Remote, isRemote}, {e.Direct, isDirect}, {e.Public, isPublic}, {e.AllInsurers, allInsurers}} {
		if f.on {
			d.flags |= f.flag
		}
	}
	b.docs = append(b.docs, d)
	b.names = append(b.names, names{
		service: b.text.add(e.Service), location: b.text.add(e.Location), organization: b.text.add(e.Organization),
		organizationName: b.text.add(e.OrganizationName), name: b.text.add(e.Name), card: b.text.add(e.Card),
	})
	verify := int64(0)
	if !e.VerifyBy.IsZero() {
		verify = e.VerifyBy.UnixMicro()
	}
	b.verify = append(b.verify, verify)
}

// located tells whether a point was given; the sea off Ghana, where both are zero, is no place of ours.
func located(lat, lon float64) bool {
	return (lat != 0 || lon != 0) && math.Abs(lat) <= 90 && math.Abs(lon) <= 180
}

func (b *builder) hoursNumber(h hours.Hours) uint32 {
	if i, ok := b.sameHours[h]; ok {
		return i
	}
	text := h.String()
	if !h.Known() {
		text = "unknown"
	}
	i, ok := b.hourNumber[text]
	if !ok {
		i = uint32(len(b.hours))
		b.hourNumber[text] = i
		b.hours = append(b.hours, h)
	}
	b.sameHours[h] = i
	return i
}

func (b *builder) term(token string) uint32 {
	if i, ok := b.termNumber[token]; ok {
		return i
	}
	token = strings.Clone(token) // a token is part of a whole description
	i := uint32(len(b.vocabulary))
	b.termNumber[token] = i
	b.vocabulary = append(b.vocabulary, token)
	return i
}

func (b *builder) segment() *segment {
	n := len(b.docs)
	s := &segment{
		docs: make([]doc, n), names: make([]names, n), verify: make([]int64, n), text: b.text.texts(),
		discipline: b.discipline, kind: b.kind, area: b.area, region: b.region,
		languages: b.languages, insurers: b.insurers, modes: b.modes, groups: b.groups, hours: b.hours,
		hoursOf: make([]uint32, n), cells: make([]atomic.Pointer[cell], n), terms: make([]uint32, 0, len(b.terms)),
		byJoined: map[string]uint32{},
	}
	alphabet := b.alphabet(s)
	for at, from := range b.alongCurve() {
		s.docs[at], s.names[at], s.verify[at] = b.docs[from], b.names[from], b.verify[from]
		s.hoursOf[at] = b.docs[from].hours
		if b.cells[from] != nil {
			s.cells[at].Store(b.cells[from])
		}
		if s.docs[at].flags&hasPlace != 0 {
			s.known++
		}
		d := &s.docs[at]
		d.from = uint32(len(s.terms))
		for _, code := range b.terms[b.starts[from]:b.starts[from+1]] {
			s.terms = append(s.terms, alphabet[code>>1]<<1|code&1)
		}
		slices.Sort(s.terms[d.from:])
		d.until = uint32(len(s.terms))
	}
	s.text = s.text.reordered(func(take func(uint32) uint32) {
		for i := range s.names {
			n := &s.names[i]
			for _, number := range [...]*uint32{&n.name, &n.service, &n.location, &n.organizationName, &n.organization, &n.card} {
				*number = take(*number)
			}
		}
	})
	s.changes = make([]atomic.Pointer[period], len(s.hours))
	s.told.Store(&tellers{bits: newBits(n)})
	s.boxes = boxesOf(s.docs[:s.known])
	s.order()
	for _, set := range [...]*sets{&s.languages, &s.insurers, &s.modes, &s.groups} {
		set.seal()
	}
	for i, code := range s.discipline.values {
		s.byJoined[words.Join(code)] = uint32(i)
	}
	s.post()
	return s
}

// alphabet makes the lexicon and gives for each word, by order of arrival, its place in it.
func (b *builder) alphabet(s *segment) []uint32 {
	sorted := slices.Clone(b.vocabulary)
	slices.Sort(sorted)
	s.lexicon = words.NewLexicon(sorted)
	places := make([]uint32, len(sorted))
	for i, w := range sorted {
		places[b.termNumber[w]] = uint32(i)
	}
	return places
}

// alongCurve gives the documents in order of the Hilbert curve, those without a place last.
func (b *builder) alongCurve() []int {
	around := emptyBox
	for i := range b.docs {
		if b.docs[i].flags&hasPlace != 0 {
			around.add(b.docs[i].box())
		}
	}
	scale := func(v, from, until int32) uint32 {
		return uint32(float64(v-from) / max(1, float64(until-from)) * 0xffff)
	}
	keys := make([]uint64, len(b.docs))
	for i := range b.docs {
		d := &b.docs[i]
		if keys[i] = 1 << 63; d.flags&hasPlace != 0 {
			keys[i] = uint64(hilbert(scale(d.lon, around.west, around.east), scale(d.lat, around.south, around.north)))
		}
	}
	places := make([]int, len(b.docs))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(i, j int) int { return cmp.Compare(keys[i], keys[j]) })
	return places
}

// order fills the ranks and byRank, and marks the services with several documents.
func (s *segment) order() {
	n := len(s.docs)
	s.byRank, s.begins = make([]uint32, n), newBits(n)
	keys := make([]key, n)
	for d := range s.byRank {
		s.byRank[d] = uint32(d)
		keys[d] = s.key(uint32(d))
	}
	slices.SortFunc(s.byRank, func(d, e uint32) int {
		a, b := &keys[d], &keys[e]
		return cmp.Or(strings.Compare(a.service, b.service), strings.Compare(a.location, b.location),
			strings.Compare(a.area, b.area), cmp.Compare(d, e))
	})
	for i, d := range s.byRank {
		s.docs[d].rank = uint32(i)
		if i > 0 && keys[s.byRank[i-1]].service == keys[d].service {
			s.docs[d].flags |= hasSiblings
			s.docs[s.byRank[i-1]].flags |= hasSiblings
		} else {
			s.begins.set(uint32(i))
		}
	}
}

// post fills the lists of documents.
func (s *segment) post() {
	s.byTerm = newPostings(2*s.lexicon.Len(), len(s.docs), func(put func(list, doc uint32)) {
		for d := range s.docs {
			for _, code := range s.termsOf(uint32(d)) {
				put(code, uint32(d))
			}
		}
	})
	by := func(values int, of func(*doc) uint32) postings {
		return newPostings(values, len(s.docs), func(put func(list, doc uint32)) {
			for d := range s.docs {
				put(of(&s.docs[d]), uint32(d))
			}
		})
	}
	s.byDiscipline = by(len(s.discipline.values), func(d *doc) uint32 { return d.discipline })
	s.byKind = by(len(s.kind.values), func(d *doc) uint32 { return d.kind })
	s.byArea = by(len(s.area.values), func(d *doc) uint32 { return d.area })
	s.byRegion = by(len(s.region.values), func(d *doc) uint32 { return d.region })
	flagged := func(f flags) postings {
		return newPostings(1, len(s.docs), func(put func(list, doc uint32)) {
			for d := range s.docs {
				if s.docs[d].flags&f != 0 {
					put(0, uint32(d))
				}
			}
		})
	}
	s.allInsured, s.direct = flagged(allInsurers), flagged(isDirect)
	s.byInsurer = s.postCodes(s.insurers, func(d *doc) uint32 { return d.insurers })
	s.byMode = s.postCodes(s.modes, func(d *doc) uint32 { return d.modes })
	s.byLanguage = s.postCodes(s.languages, func(d *doc) uint32 { return d.languages })
	s.byGroup = s.postCodes(s.groups, func(d *doc) uint32 { return d.groups })
}

func (s *segment) postCodes(set sets, of func(*doc) uint32) codePostings {
	var codes dict
	numbers := make([][]uint32, len(set.values))
	for i, values := range set.values {
		for _, code := range values {
			numbers[i] = append(numbers[i], codes.add(code))
		}
		// A code given twice still puts its document on the list once.
		slices.Sort(numbers[i])
		numbers[i] = slices.Compact(numbers[i])
	}
	return codePostings{number: codes.number, postings: newPostings(len(codes.values), len(s.docs), func(put func(list, doc uint32)) {
		for d := range s.docs {
			for _, code := range numbers[of(&s.docs[d])] {
				put(code, uint32(d))
			}
		}
	})}
}
