package finding

import (
	"cmp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"eerstelijn/internal/finding/words"
	"eerstelijn/internal/hours"
)

// segment is an index over some documents (entries). But for the figures of their room, and what it
// remembers, it never changes after it was built.
//
// Documents are numbered along a Hilbert curve over the map; those without a place come last. So
// every list of documents is at the same time sorted by place: the part of a list that lies in a
// rectangle of the map is found by bisection, whether the list is that of a discipline, a language
// or a word.
type segment struct {
	docs  []doc
	known uint32 // so many documents have a place
	boxes boxes

	// What a search does not look at until it has chosen.
	names  []names
	verify []int64 // microseconds; 0 is never
	text   texts
	// byRank are the documents in order of service, location and area; begins marks the ranks at which
	// another service begins.
	byRank []uint32
	begins bits

	discipline, kind, area, region     dict
	languages, insurers, modes, groups sets
	hours                              []hours.Hours
	// hoursOf repeats the documents' hours, close together.
	hoursOf []uint32

	lexicon *words.Lexicon
	// terms are the words of the documents, as term<<1 | weak; see termsOf.
	terms []uint32

	byTerm                                 postings // by term<<1 | weak
	byDiscipline, byKind, byArea, byRegion postings
	byLanguage, byInsurer, byMode, byGroup codePostings
	allInsured, direct                     postings // one set each

	// byJoined finds a discipline by its code without hyphens.
	byJoined map[string]uint32
	openNow  atomic.Pointer[openTable]
	// changes remembers by number of hours when they next open or close.
	changes []atomic.Pointer[period]

	// cells are those of the documents whose service told something of its room, and told is which these
	// are. They alone change after the segment was built.
	cells []atomic.Pointer[cell]
	told  atomic.Pointer[tellers]
}

// doc is what filters, words and order ask of a document. It is one cache line: to fetch it is most of
// what looking at a document costs.
type doc struct {
	place
	discipline, kind, area, region     uint32
	languages, insurers, modes, groups uint32
	hours                              uint32
	// rank is the place in order of service, location and area.
	rank uint32
	// Between from and until in segment.terms stand its words.
	from, until uint32
	flags       flags
}

type flags uint8

const (
	hasPlace flags = 1 << iota
	isRemote
	isDirect
	isPublic
	allInsurers
	// hasSiblings marks documents whose service has more of them.
	hasSiblings
)

// names are places in segment.text.
type names struct{ service, location, organization, organizationName, name, card uint32 }

func (s *segment) termsOf(d uint32) []uint32 { return s.terms[s.docs[d].from:s.docs[d].until] }

func (s *segment) service(d uint32) string { return s.text.at(s.names[d].service) }

// compare puts documents of two segments in order of service, location and area.
func compare(s *segment, d uint32, o *segment, e uint32) int {
	if s == o {
		return cmp.Compare(s.docs[d].rank, o.docs[e].rank)
	}
	return s.compareKey(d, o.key(e))
}

// key is what tells documents with the same class and distance apart.
type key struct{ service, location, area string }

func (s *segment) key(d uint32) key {
	return key{s.service(d), s.text.at(s.names[d].location), s.area.values[s.docs[d].area]}
}

func (s *segment) compareKey(d uint32, k key) int {
	own := s.key(d)
	return cmp.Or(strings.Compare(own.service, k.service), strings.Compare(own.location, k.location),
		strings.Compare(own.area, k.area))
}

// of gives the documents of a service.
func (s *segment) of(service string) []uint32 {
	from, _ := slices.BinarySearchFunc(s.byRank, service, func(d uint32, id string) int {
		return strings.Compare(s.service(d), id)
	})
	until := from
	for until < len(s.byRank) && s.service(s.byRank[until]) == service {
		until++
	}
	return s.byRank[from:until]
}

// siblings gives all documents of the service that d is one of.
func (s *segment) siblings(d uint32) []uint32 {
	from := s.docs[d].rank
	until := from + 1
	for !s.begins.has(from) {
		from--
	}
	for int(until) < len(s.byRank) && !s.begins.has(until) {
		until++
	}
	return s.byRank[from:until]
}

// entry gives document d as it was put in, without description and keywords.
func (s *segment) entry(d uint32) Entry {
	doc, n := &s.docs[d], &s.names[d]
	e := Entry{
		Service: s.text.at(n.service), Location: s.text.at(n.location),
		Organization: s.text.at(n.organization), OrganizationName: s.text.at(n.organizationName), Name: s.text.at(n.name), Card: s.text.at(n.card),
		Discipline: s.discipline.values[doc.discipline], Kind: s.kind.values[doc.kind],
		TargetGroups: s.groups.values[doc.groups], Languages: s.languages.values[doc.languages],
		Modes: s.modes.values[doc.modes], Insurers: s.insurers.values[doc.insurers],
		AllInsurers: doc.flags&allInsurers != 0,
		Remote:      doc.flags&isRemote != 0,
		Area:        s.area.values[doc.area], Region: s.region.values[doc.region],
		Direct: doc.flags&isDirect != 0, Hours: s.hours[doc.hours], Public: doc.flags&isPublic != 0,
	}
	if doc.flags&hasPlace != 0 {
		e.Lat, e.Lon = float64(doc.lat)/1e6, float64(doc.lon)/1e6
	}
	if s.verify[d] != 0 {
		e.VerifyBy = time.UnixMicro(s.verify[d]).UTC()
	}
	return e
}

// touch reads a little of everything that an entry and its reasons are made of.
func (s *segment) touch(d uint32) uint32 {
	n := &s.names[d]
	t := s.text.ends[n.service] ^ s.text.ends[n.organizationName] ^ uint32(s.verify[d])
	if doc := &s.docs[d]; doc.from < doc.until {
		t ^= s.terms[doc.from]
	}
	return t
}

// openTable remembers which opening hours are open in one minute.
type openTable struct {
	minute int64
	open   bits
}

// openAt gives the table for the minute of t. The one of the last minute asked is kept, so that
// the searches of that minute compute it once.
func (s *segment) openAt(t time.Time, keep bool) *openTable {
	minute := t.Unix() / 60
	if table := s.openNow.Load(); table != nil && table.minute == minute {
		return table
	}
	table := &openTable{minute: minute, open: newBits(len(s.hours))}
	moment := hours.At(t)
	for i, h := range s.hours {
		if h.OpenAtMoment(moment) {
			table.open.set(uint32(i))
		}
	}
	if keep {
		s.openNow.Store(table)
	}
	return table
}

// period is the time from one moment to the next in which hours neither open nor close.
type period struct {
	from, until time.Time
}

// changeAfter gives when document d next opens or closes, zero when that is not known. Working it
// out takes longer than all else that a result needs, so it is remembered until that moment.
func (s *segment) changeAfter(d uint32, now time.Time) time.Time {
	number := s.docs[d].hours
	if p := s.changes[number].Load(); p != nil && !now.Before(p.from) && now.Before(p.until) {
		return p.until
	}
	_, until, ok := s.hours[number].Next(now)
	if !ok {
		return time.Time{}
	}
	s.changes[number].Store(&period{now, until})
	return until
}
