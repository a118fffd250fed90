package words

// Distance counts the slips between a and b (a letter too many, too few, wrong, or two swapped:
// Damerau and Levenshtein's optimal string alignment), but stops counting at most+1.
func Distance(a, b string, most int) int {
	const long = 64
	if len(a)-len(b) > most || len(b)-len(a) > most || len(a) >= long || len(b) >= long {
		if a == b {
			return 0
		}
		return most + 1
	}
	var rows [3][long + 1]uint8
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		above[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = uint8(i)
		best := row[0]
		for j := 1; j <= len(b); j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			best = min(best, d)
		}
		if int(best) > most {
			return most + 1
		}
		before, above, row = above, row, before
	}
	return min(int(above[len(b)]), most+1)
}

// Slips is how many slips of the finger a word of this length may hold: none below four letters,
// one below eight, then two.
func Slips(w string) int {
	switch {
	case len(w) < 4 || !letters(w):
		return 0
	case len(w) < 8:
		return 1
	}
	return 2
}

// letterMask has a bit for each letter that occurs in w. Every slip changes at most two bits, which
// spares most words of a vocabulary the real comparison.
func letterMask(w string) uint32 {
	var m uint32
	for i := 0; i < len(w); i++ {
		if c := w[i] - 'a'; c < 26 {
			m |= 1 << c
		} else {
			m |= 1 << 26
		}
	}
	return m
}
