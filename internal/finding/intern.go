package finding

import "strings"

// texts keeps many strings in one piece of memory, which costs neither a header nor a pointer
// for the garbage collector per string.
type texts struct {
	blob string
	ends []uint32
}

func (t *texts) at(i uint32) string {
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.blob[from:t.ends[i]]
}

// reordered gives the strings in the order in which take asks for them by their former numbers. What
// is read together then lies together, which is most of what reading it costs.
func (t *texts) reordered(order func(take func(old uint32) (number uint32))) texts {
	numbers := make([]uint32, len(t.ends)) // plus one; 0 is not asked yet
	next := texts{ends: make([]uint32, 0, len(t.ends))}
	var blob strings.Builder
	blob.Grow(len(t.blob))
	order(func(old uint32) uint32 {
		if numbers[old] == 0 {
			blob.WriteString(t.at(old))
			next.ends = append(next.ends, uint32(blob.Len()))
			numbers[old] = uint32(len(next.ends))
		}
		return numbers[old] - 1
	})
	next.blob = blob.String()
	return next
}

// textsBuilder numbers strings, the same string the same number.
type textsBuilder struct {
	blob strings.Builder
	ends []uint32
	seen map[string]uint32
}

func (b *textsBuilder) add(s string) uint32 {
	if i, ok := b.seen[s]; ok {
		return i
	}
	if b.seen == nil {
		b.seen = map[string]uint32{}
	}
	i := uint32(len(b.ends))
	b.seen[s] = i
	b.blob.WriteString(s)
	b.ends = append(b.ends, uint32(b.blob.Len()))
	return i
}

func (b *textsBuilder) texts() texts { return texts{b.blob.String(), b.ends} }

// dict numbers the values of a code.
type dict struct {
	values []string
	number map[string]uint32
}

func (d *dict) add(s string) uint32 {
	if i, ok := d.number[s]; ok {
		return i
	}
	if d.number == nil {
		d.number = map[string]uint32{}
	}
	s = strings.Clone(s)
	i := uint32(len(d.values))
	d.number[s] = i
	d.values = append(d.values, s)
	return i
}

// bits is a set of small numbers.
type bits []uint64

func newBits(n int) bits { return make(bits, (n+63)/64) }

func (b bits) has(i uint32) bool { return b[i>>6]&(1<<(i&63)) != 0 }
func (b bits) set(i uint32)      { b[i>>6] |= 1 << (i & 63) }
func (b bits) clear(i uint32)    { b[i>>6] &^= 1 << (i & 63) }

// sets numbers sets of codes: of a hundred thousand services only some hundreds differ in the
// languages they speak. holding tells for a code which sets hold it, so that a filter is one look
// into a bitmap.
type sets struct {
	values  [][]string
	number  map[string]uint32
	holding map[string]bits
}

func (s *sets) add(codes []string) uint32 {
	key := strings.Join(codes, "\x1f")
	if i, ok := s.number[key]; ok {
		return i
	}
	if s.number == nil {
		s.number = map[string]uint32{}
	}
	i := uint32(len(s.values))
	s.number[key] = i
	own := make([]string, len(codes))
	for k, code := range codes {
		own[k] = strings.Clone(code)
	}
	s.values = append(s.values, own)
	return i
}

// seal is called once, when all sets are in.
func (s *sets) seal() {
	s.number = nil
	s.holding = map[string]bits{}
	for i, codes := range s.values {
		for _, code := range codes {
			held, ok := s.holding[code]
			if !ok {
				held = newBits(len(s.values))
				s.holding[code] = held
			}
			held.set(uint32(i))
		}
	}
}
