package finding

import mathbits "math/bits"

// mask is a condition as bits: a document must be in any of them.
type mask []bits

// mask makes masks of the conditions. What stands on lists is put into bits of its own, unless that is
// so much that to look at documents costs less: masks spare looks, they do not decide.
func (r *run) mask() {
	docs := len(r.segment.docs)
	if len(r.fits)*64 < docs {
		r.fits, r.either = newBits(docs), newBits(docs)
	}
	r.masked = true
	for _, c := range r.conditions {
		if c.listed > max(512, docs/16) {
			r.masked = false
			continue
		}
		n := len(r.masks)
		if n < cap(r.masks) {
			r.masks = r.masks[:n+1]
		} else {
			r.masks = append(r.masks, nil)
		}
		m := r.masks[n][:0]
		if c.listed > 0 {
			m = append(m, r.listed(c.sets))
		}
		for i := range c.sets {
			if c.sets[i].bits != nil {
				m = append(m, c.sets[i].bits)
			}
		}
		r.masks[n] = m
	}
}

// loan is bits in which the lists of some sets stand.
type loan struct {
	bits bits
	sets []docSet
}

// listed gives the documents on the lists of some sets as bits, on loan until unmask.
func (r *run) listed(sets []docSet) bits {
	var b bits
	if n := len(r.spare); n > 0 {
		b, r.spare = r.spare[n-1], r.spare[:n-1]
	}
	if len(b)*64 < len(r.segment.docs) {
		b = newBits(len(r.segment.docs))
	}
	for i := range sets {
		for _, d := range sets[i].list {
			b.set(d)
		}
	}
	r.lent = append(r.lent, loan{b, sets})
	return b
}

// unmask gives back what the masks were made of.
func (r *run) unmask() {
	for _, m := range r.masks {
		clear(m)
	}
	r.masks, r.masked = r.masks[:0], false
	for _, l := range r.lent {
		for i := range l.sets {
			for _, d := range l.sets[i].list {
				l.bits[d>>6] = 0
			}
		}
		r.spare = append(r.spare, l.bits)
	}
	clear(r.lent)
	r.lent = r.lent[:0]
}

// fill works out in r.fits, between two of its words, which documents can fit, and tells whether any
// can. Beyond the last document the last word may say anything.
func (r *run) fill(from, until uint32) bool {
	fits := r.fits[from:until]
	if len(r.masks) == 0 {
		for i := range fits {
			fits[i] = ^uint64(0)
		}
	}
	for k, m := range r.masks {
		if k > 0 && len(m) == 1 {
			if and(fits, m[0][from:until]) == 0 {
				return false
			}
			continue
		}
		in := fits // the others take from what the first leaves
		if k > 0 {
			in = r.either[from:until]
		}
		copy(in, m[0][from:until])
		for _, b := range m[1:] {
			or(in, b[from:until])
		}
		if and(fits, in) == 0 {
			return false
		}
	}
	return !r.openOnly || r.leaveOpen(from, until)
}

// or adds to a what is in b, which is as long.
func or(a, b bits) {
	b = b[:len(a)]
	for i := range a {
		a[i] |= b[i]
	}
}

// and leaves in a what is in b as well, which is as long. It gives zero when that is nothing.
func and(a, b bits) (left uint64) {
	b = b[:len(a)]
	for i := range a {
		a[i] &= b[i]
		left |= a[i]
	}
	return left
}

// enoughOpen is how many open documents show that most are open, and that looking further for those
// that are not is not worth it.
const enoughOpen = 8

// leaveOpen takes out of r.fits what is not open, until it has found enough that is.
func (r *run) leaveOpen(from, until uint32) bool {
	found := 0
	for w := from; w < until; w++ {
		for rest := r.fits[w]; rest != 0; rest &= rest - 1 {
			bit := uint32(mathbits.TrailingZeros64(rest))
			d := w*64 + bit
			if int(d) >= len(r.segment.hoursOf) || !r.open.open.has(r.segment.hoursOf[d]) {
				r.fits[w] &^= 1 << bit
			} else if found++; found == enoughOpen {
				return true
			}
		}
	}
	return found > 0
}

// look considers the documents between two numbers that fill found to fit.
func (r *run) look(from, until uint32, level int) {
	docs := r.segment.docs
	for w := from / 64; w*64 < until; w++ {
		fit := r.fits[w]
		if w*64 < from {
			fit &= ^uint64(0) << (from % 64)
		}
		if until-w*64 < 64 {
			fit &= 1<<(until%64) - 1
		}
		// The processor fetches from memory ahead of what it does, but not past a choice that waits for
		// what it fetches. So all are touched before the first is judged.
		for rest := fit; rest != 0; rest &= rest - 1 {
			r.search.fetched ^= docs[w*64+uint32(mathbits.TrailingZeros64(rest))].rank
		}
		for ; fit != 0; fit &= fit - 1 {
			r.consider(w*64+uint32(mathbits.TrailingZeros64(fit)), level)
		}
	}
}

// words is how many words the bits of a segment have.
func (r *run) words() uint32 { return uint32(len(r.segment.docs)+63) / 64 }
