package words

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"
	"sort"
	"strings"
)

// Lexicon is a fixed vocabulary that can be asked which of its words resemble another. Words are
// known by their place in alphabetical order.
//
// Slips of the finger are found by going over all words of about the same length with a mask of the
// letters in them; at 60,000 words that takes some fifty microseconds and, unlike a table of
// deletions, no memory to speak of. It happens only for words that nothing else explains.
type Lexicon struct {
	words []string
	// stems holds the stem of each word; byStem the words in order of their stems.
	stems  []string
	byStem []uint32
	// byEnd holds the words in order of their letters read backwards.
	byEnd []uint32
	masks []uint32
	// byLen holds the words in order of their length; lenAt[n] is where those of length n begin.
	byLen []uint32
	lenAt []uint32
}

// NewLexicon makes a lexicon of folded words, which must be sorted and differ from one another.
// It keeps the slice.
func NewLexicon(sorted []string) *Lexicon {
	n := len(sorted)
	l := &Lexicon{
		words: sorted, stems: make([]string, n), masks: make([]uint32, n),
		byStem: order(n), byEnd: order(n), byLen: order(n),
	}
	longest := 0
	for i, w := range sorted {
		l.stems[i] = Root(w)
		l.masks[i] = letterMask(w)
		longest = max(longest, len(w))
	}
	slices.SortFunc(l.byStem, func(a, b uint32) int {
		return cmp.Or(strings.Compare(l.stems[a], l.stems[b]), cmp.Compare(a, b))
	})
	slices.SortFunc(l.byEnd, func(a, b uint32) int { return compareBackwards(sorted[a], sorted[b]) })
	slices.SortStableFunc(l.byLen, func(a, b uint32) int { return cmp.Compare(len(sorted[a]), len(sorted[b])) })
	l.lenAt = make([]uint32, longest+2)
	for _, w := range sorted {
		l.lenAt[len(w)+1]++
	}
	for i := 1; i < len(l.lenAt); i++ {
		l.lenAt[i] += l.lenAt[i-1]
	}
	return l
}

func order(n int) []uint32 {
	o := make([]uint32, n)
	for i := range o {
		o[i] = uint32(i)
	}
	return o
}

// Len is the number of words.
func (l *Lexicon) Len() int { return len(l.words) }

// At gives word i.
func (l *Lexicon) At(i uint32) string { return l.words[i] }

// Exact gives the place of w.
func (l *Lexicon) Exact(w string) (uint32, bool) {
	i, ok := slices.BinarySearch(l.words, w)
	return uint32(i), ok
}

// Beginning gives the words that begin with p, as a range [from, until).
func (l *Lexicon) Beginning(p string) (from, until uint32) {
	i, _ := slices.BinarySearch(l.words, p)
	rest := l.words[i:]
	n := sort.Search(len(rest), func(k int) bool { return !strings.HasPrefix(rest[k], p) })
	return uint32(i), uint32(i + n)
}

// Stemmed gives the words with this stem.
func (l *Lexicon) Stemmed(stem string) []uint32 {
	i, _ := slices.BinarySearchFunc(l.byStem, stem, func(w uint32, s string) int {
		return strings.Compare(l.stems[w], s)
	})
	n := i
	for n < len(l.byStem) && l.stems[l.byStem[n]] == stem {
		n++
	}
	return l.byStem[i:n]
}

// Ending gives the words that end in p.
func (l *Lexicon) Ending(p string) []uint32 {
	i, _ := slices.BinarySearchFunc(l.byEnd, p, func(w uint32, p string) int {
		return compareBackwards(l.words[w], p)
	})
	rest := l.byEnd[i:]
	n := sort.Search(len(rest), func(k int) bool { return !strings.HasSuffix(l.words[rest[k]], p) })
	return rest[:n]
}

// Near gives the words exactly slips away from w. Two slips, or one in a word of four letters, are
// believed only of a word that begins with the same letter.
func (l *Lexicon) Near(w string, slips int) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		mask := letterMask(w)
		from, until := max(len(w)-slips, 3), min(len(w)+slips+1, len(l.lenAt)-1)
		if from >= until {
			return
		}
		for _, i := range l.byLen[l.lenAt[from]:l.lenAt[until]] {
			if bits.OnesCount32(l.masks[i]^mask) > 2*slips {
				continue
			}
			near := l.words[i]
			if (slips > 1 || len(w) < 5) && near[0] != w[0] || Distance(w, near, slips) != slips {
				continue
			}
			if !yield(i) {
				return
			}
		}
	}
}

// compareBackwards compares two words read from their ends.
func compareBackwards(a, b string) int {
	for i, j := len(a)-1, len(b)-1; i >= 0 && j >= 0; i, j = i-1, j-1 {
		if a[i] != b[j] {
			return cmp.Compare(a[i], b[j])
		}
	}
	return cmp.Compare(len(a), len(b))
}
