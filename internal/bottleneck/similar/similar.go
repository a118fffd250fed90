// Package similar tells which short Dutch texts say nearly the same. It is computed here, from the texts
// alone: nothing leaves the program, and the same texts give the same answer.
//
// A text becomes a bag of features: its words without endings, and the runs of four letters in them, so
// that 'nachtzorg' meets 'zorg in de nacht' and a slip of the pen does little. A feature weighs less the
// more texts have it. Two texts are as near as the angle between their bags (cosine), 0 to 1.
//
// Start reading at [New].
package similar

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Match is a text near another one: its place in the list, and how near, 0 to 1.
type Match struct {
	Index int
	Score float64
}

// Index holds texts to compare with.
type Index struct {
	seen map[string]int // in how many texts each feature stands
	n    int
	bags []map[string]float64
}

// New makes an index of texts.
func New(texts []string) *Index {
	x := &Index{seen: map[string]int{}, n: len(texts), bags: make([]map[string]float64, len(texts))}
	for i, t := range texts {
		x.bags[i] = features(t)
		for f := range x.bags[i] {
			x.seen[f]++
		}
	}
	for _, bag := range x.bags {
		x.weigh(bag)
	}
	return x
}

// Near gives at most so many texts that score at least so much, the nearest first.
func (x *Index) Near(text string, most int, least float64) (found []Match) {
	bag := features(text)
	x.weigh(bag)
	for i, other := range x.bags {
		if score := dot(bag, other); score >= least {
			found = append(found, Match{i, score})
		}
	}
	slices.SortStableFunc(found, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	return found[:min(most, len(found))]
}

// Holds tells whether each word that somebody looks for stands in a text, as a word or as a part of one: 'nacht'
// stands in 'nachtzorg'. Endings count for nothing, nor do words that say nothing of what a text is about.
func Holds(text, query string) bool {
	text = strings.Join(words(text), " ")
	for _, w := range words(query) {
		if !empty[w] && !strings.Contains(text, stemOf(w)) {
			return false
		}
	}
	return true
}

// weigh makes of counts the weights of a bag whose length is 1.
func (x *Index) weigh(bag map[string]float64) {
	length := 0.0
	for f, n := range bag {
		w := (1 + math.Log(n)) * math.Log(1+float64(x.n+1)/float64(x.seen[f]+1))
		if !strings.HasPrefix(f, "#") {
			w *= wholeWord
		}
		bag[f] = w
		length += w * w
	}
	if length == 0 {
		return
	}
	length = math.Sqrt(length)
	for f := range bag {
		bag[f] /= length
	}
}

// wholeWord is how much more a word weighs than four letters of it.
const wholeWord = 2

func dot(a, b map[string]float64) (sum float64) {
	if len(a) > len(b) {
		a, b = b, a
	}
	// In a fixed order: the last digits of a sum depend on it.
	keys := make([]string, 0, len(a))
	for f := range a {
		if _, both := b[f]; both {
			keys = append(keys, f)
		}
	}
	slices.Sort(keys)
	for _, f := range keys {
		sum += a[f] * b[f]
	}
	return min(sum, 1)
}

// features counts the words of a text without their endings, and the runs of four letters in them.
func features(text string) map[string]float64 {
	bag := map[string]float64{}
	for _, w := range words(text) {
		if empty[w] {
			continue
		}
		stem := stemOf(w)
		bag[stem]++
		letters := []rune(stem)
		for i := 0; i+run <= len(letters); i++ {
			bag["#"+string(letters[i:i+run])]++
		}
	}
	return bag
}

const run = 4

// words cuts a text in words: small letters and digits, without accents.
func words(text string) []string {
	return strings.FieldsFunc(strings.Map(plain, text), func(r rune) bool { return r == ' ' })
}

var accents = map[rune]rune{'á': 'a', 'à': 'a', 'ä': 'a', 'â': 'a', 'é': 'e', 'è': 'e', 'ë': 'e', 'ê': 'e', 'í': 'i', 'ï': 'i', 'ó': 'o', 'ö': 'o', 'ô': 'o', 'ú': 'u', 'ü': 'u', 'ç': 'c'}

func plain(r rune) rune {
	r = unicode.ToLower(r)
	if to, ok := accents[r]; ok {
		return to
	}
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return ' '
}

// stemOf takes the commonest endings off, and writes a doubled letter once: 'wachtlijsten' and 'wachtlijst',
// 'nachten' and 'nacht', 'bellen' and 'bel'.
func stemOf(w string) string {
	for _, end := range []string{"heden", "ingen", "en", "es", "s", "e"} {
		if s, cut := strings.CutSuffix(w, end); cut && len(s) >= 3 {
			w = s
			break
		}
	}
	if n := len(w); n >= 3 && w[n-1] == w[n-2] && !strings.ContainsRune("aeiou", rune(w[n-1])) {
		w = w[:n-1]
	}
	return w
}

// empty are words that say nothing of what a text is about.
var empty = func() map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(`de het een en of maar want dus in op aan bij van voor met naar uit om te tot door over onder na als dan dat die dit deze
		er is zijn was waren wordt worden werd hebben heeft had kan kunnen moet moeten mag wil willen zal zou ik je u jij hij zij ze wij we jullie hun haar mijn onze ons
		niet geen wel ook nog al meer veel heel erg zo nu hier daar waar wie wat hoe wanneer omdat zodat alle elke iemand niemand iets niets men zich
		steeds vaak soms altijd nooit weer per bijna`) {
		all[w] = true
	}
	return all
}()
