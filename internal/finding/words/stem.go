package words

import "strings"

// Root gives what the forms of a folded Dutch word have in common. It is careful: it takes off
// plurals, diminutives and the -e of adjectives and writes long vowels and final consonants in one
// way (oog and ogen give og, brief and brieven give brief). What it gives is for comparing only and
// need not be a word.
func Root(w string) string {
	if len(w) < 3 || !letters(w) {
		return w
	}
	if form, ok := irregular[w]; ok {
		return form
	}
	return shorten(ending(w))
}

// irregular are plurals that no rule here reaches and that citizens type often.
var irregular = map[string]string{
	"kinderen": "kind", "kinder": "kind",
	"eieren": "ei", "leden": "lid", "steden": "stad",
}

func letters(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// ending takes off one ending, the first that fits.
func ending(w string) string {
	base := strings.TrimSuffix(w, "s")
	if root, ok := strings.CutSuffix(base, "je"); ok && len(root) >= 3 {
		return diminutive(root)
	}
	if root, ok := strings.CutSuffix(w, "en"); ok && len(root) >= 2 {
		last := root[len(root)-1]
		if !vowel(last) || strings.HasSuffix(root, "ie") || strings.HasSuffix(root, "ee") {
			return root
		}
	}
	if base != w && pluralS(base) {
		w = base
	}
	if root, ok := strings.CutSuffix(w, "e"); ok && len(root) >= 5 && !vowel(root[len(root)-1]) {
		return root
	}
	return w
}

// diminutive takes the rest of -tje, -pje or -etje off what is left before -je.
func diminutive(root string) string {
	if r, ok := strings.CutSuffix(root, "et"); ok && len(r) >= 4 && r[len(r)-1] == r[len(r)-2] {
		return r // balletje
	}
	if r, ok := strings.CutSuffix(root, "mp"); ok && len(r) >= 2 {
		return r + "m" // boompje
	}
	if r, ok := strings.CutSuffix(root, "t"); ok && len(r) >= 3 && strings.IndexByte("lnrw", r[len(r)-1]) >= 0 {
		return r // vrouwtje
	}
	return root
}

// pluralS tells whether an s behind base makes a plural; huis, arts and kaas end in an s of their own.
func pluralS(base string) bool {
	if len(base) < 4 {
		return false
	}
	for _, end := range [...]string{"el", "em", "en", "er", "ie", "aar", "oor", "eur", "um", "ing", "te", "ue"} {
		if strings.HasSuffix(base, end) {
			return true
		}
	}
	last, before := base[len(base)-1], base[len(base)-2]
	return strings.IndexByte("aouy", last) >= 0 && !vowel(before)
}

// shorten writes a root in one way: aa as a, a double final consonant once, v and z at the end as
// f and s.
func shorten(w string) string {
	buf := make([]byte, 0, 32)
	changed := false
	for i := 0; i < len(w); i++ {
		c := w[i]
		last := i == len(w)-1
		if i > 0 && c == w[i-1] && (strings.IndexByte("aeou", c) >= 0 || last && !vowel(c)) {
			changed = true
			continue
		}
		buf = append(buf, c)
	}
	if n := len(buf); n > 0 {
		switch buf[n-1] {
		case 'v':
			buf[n-1], changed = 'f', true
		case 'z':
			buf[n-1], changed = 's', true
		}
	}
	if !changed {
		return w
	}
	return string(buf)
}
