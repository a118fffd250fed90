package agreement

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a piece of a redline is.
const (
	Same    = "same"
	Added   = "added"
	Removed = "removed"
	Moved   = "changed" // of a clause: some of it is different
)

// Piece is some words of a text.
type Piece struct {
	Op   string // [Same], [Added] or [Removed]
	Text string
}

// Change is a clause in two versions. The pieces that are not added make the old one, and those that are
// not removed the new one.
type Change struct {
	Number  string
	Op      string // [Same], [Added], [Removed] or [Moved]
	Heading []Piece
	Text    []Piece
}

// mostCompared bounds the work on one clause: two longer texts are shown as one that goes and one that
// comes.
const mostCompared = 4_000_000

// Redline compares two versions clause by clause, by their numbers, in the order of the new one; clauses
// that went stand where they stood.
func Redline(before, after []Clause) []Change {
	was := make(map[string]*Clause, len(before))
	for i := range before {
		was[before[i].Number] = &before[i]
	}
	stays := make(map[string]bool, len(after))
	for i := range after {
		stays[after[i].Number] = true
	}
	var out []Change
	next := 0 // in before: the first whose going was not told
	gone := func(until int) {
		for ; next < until; next++ {
			if b := before[next]; !stays[b.Number] {
				out = append(out, Change{Number: b.Number, Op: Removed, Heading: all(Removed, b.Heading), Text: all(Removed, b.Text)})
			}
		}
	}
	at := make(map[string]int, len(before))
	for i := range before {
		at[before[i].Number] = i
	}
	for _, c := range after {
		b := was[c.Number]
		if b == nil {
			out = append(out, Change{Number: c.Number, Op: Added, Heading: all(Added, c.Heading), Text: all(Added, c.Text)})
			continue
		}
		gone(at[c.Number])
		made := Change{Number: c.Number, Op: Same, Heading: pieces(b.Heading, c.Heading), Text: pieces(b.Text, c.Text)}
		if b.Heading != c.Heading || b.Text != c.Text {
			made.Op = Moved
		}
		out = append(out, made)
	}
	gone(len(before))
	return out
}

func all(op, text string) []Piece {
	if text == "" {
		return nil
	}
	return []Piece{{op, text}}
}

// pieces compares two texts word by word: of the ways to make one from the other, one that keeps the
// most words.
func pieces(before, after string) (out []Piece) {
	if before == after {
		return all(Same, before)
	}
	a, b := words(before), words(after)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	add := func(op, text string) {
		if n := len(out); n > 0 && out[n-1].Op == op {
			out[n-1].Text += text
			return
		}
		out = append(out, Piece{op, text})
	}
	for _, w := range a[:head] {
		add(Same, w)
	}
	between(a[head:len(a)-tail], b[head:len(b)-tail], add)
	for _, w := range a[len(a)-tail:] {
		add(Same, w)
	}
	return out
}

// between adds what differs in the middle, by the longest common subsequence.
func between(a, b []string, add func(op, text string)) {
	if (len(a)+1)*(len(b)+1) > mostCompared {
		for _, w := range a {
			add(Removed, w)
		}
		for _, w := range b {
			add(Added, w)
		}
		return
	}
	width := len(b) + 1
	common := make([]int32, (len(a)+1)*width) // of a[i:] and b[j:]
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i*width+j] = common[(i+1)*width+j+1] + 1
			} else {
				common[i*width+j] = max(common[(i+1)*width+j], common[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			add(Same, a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[(i+1)*width+j] >= common[i*width+j+1]:
			add(Removed, a[i])
			i++
		default:
			add(Added, b[j])
			j++
		}
	}
}

// words cuts a text where its words begin; each keeps the space behind it, so that together they are the text.
func words(text string) (out []string) {
	for text != "" {
		end := strings.IndexFunc(text, unicode.IsSpace)
		if end < 0 {
			return append(out, text)
		}
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if !unicode.IsSpace(r) {
				break
			}
			end += size
		}
		out, text = append(out, text[:end]), text[end:]
	}
	return out
}
