package finding

import (
	"strings"

	"eerstelijn/internal/finding/words"
)

// The classes of a match, best first. A word that stands only in the description counts one class
// less, and a document counts as its worst word.
const (
	classSame  = 0 // the word, a form of it, or the first thing a citizen means by it
	classNear  = 1 // begins with it, or what a citizen means second
	classGuess = 2 // a compound with it, or a slip of the finger
	classWeak  = 3 // such a guess in the description
	classes    = 4
)

// expansion is a word of a segment that stands for a word of the question.
type expansion struct {
	term  uint32
	class uint8
}

// disciplineHit is a discipline that a word of the question stands for.
type disciplineHit struct {
	number uint32
	class  uint8
}

// meaning is what a word of the question stands for in one segment.
type meaning struct {
	terms       []expansion
	disciplines []disciplineHit
}

// understand looks up every word of the question in every segment.
func (s *search) understand(question string) {
	for _, w := range words.Parse(question) {
		s.understandWord(w, true)
	}
	for i, m := range s.understood {
		if m.How == words.None {
			s.leftOut |= 1 << i
		}
	}
}

// understandWord adds the meaning of w; a phrase or compound that means nothing as a whole is taken
// apart once. Nothing is added beyond words.MaxWords.
func (s *search) understandWord(w words.Word, apart bool) {
	slot := len(s.understood)
	if slot == words.MaxWords {
		return
	}
	how := s.expand(slot, w)
	if how == words.None && apart {
		parts := w.Parts()
		if len(parts) == 1 {
			parts = s.takeApart(w)
		}
		if len(parts) > 1 {
			compound := !strings.Contains(w.Text, " ")
			for _, part := range parts {
				s.understandWord(part, false)
			}
			for i := slot; compound && i < len(s.understood); i++ {
				s.understood[i].How = words.Compound
			}
			return
		}
	}
	if how == words.None {
		how = s.expandTypo(slot, w)
	}
	s.understood = append(s.understood, words.Match{Asked: w.Text, Found: s.found(slot, w, how), How: how})
}

// expand adds everything but typos and gives the surest way in which anything was found.
func (s *search) expand(slot int, w words.Word) words.How {
	best := words.None
	note := func(how words.How, found bool) {
		if found && (best == words.None || how < best) {
			best = how
		}
	}
	thesaurus := words.Dutch()
	if key, ok := thesaurus.Find(w.Text); ok {
		note(words.Synonym, s.addTargets(slot, thesaurus.Targets(key), classSame))
	}
	if w.Last && len(w.Text) >= 3 {
		for key, until := thesaurus.Keys().Beginning(w.Text); key < until; key++ {
			note(words.Prefix, s.addTargets(slot, thesaurus.Targets(key), classNear))
		}
	}
	for i := range s.runs {
		r := &s.runs[i]
		exact, stem := r.addWord(slot, w.Text, classSame)
		note(words.Exact, exact)
		note(words.Stem, stem)
		lexicon, terms := r.segment.lexicon, &r.meanings[slot].terms
		if n := len(w.Text); w.Last && n >= 2 || n >= 4 {
			class, how := uint8(classNear), words.Prefix
			if !w.Last {
				class, how = classGuess, words.Compound
			}
			for term, until := lexicon.Beginning(w.Text); term < until; term++ {
				*terms = append(*terms, expansion{term, class})
				note(how, true)
			}
		}
		for i, end := range [...]string{w.Text, words.Root(w.Text)} {
			if len(end) < 5 || i > 0 && end == w.Text {
				continue
			}
			for _, term := range lexicon.Ending(end) {
				*terms = append(*terms, expansion{term, classGuess})
				note(words.Compound, true)
			}
		}
	}
	return best
}

// expandTypo adds the words that lie the fewest slips away, of the entries and of the synonyms.
func (s *search) expandTypo(slot int, w words.Word) words.How {
	thesaurus := words.Dutch()
	for slips := 1; slips <= words.Slips(w.Text); slips++ {
		how := words.None
		for i := range s.runs {
			r := &s.runs[i]
			for term := range r.segment.lexicon.Near(w.Text, slips) {
				r.meanings[slot].terms = append(r.meanings[slot].terms, expansion{term, classGuess})
				how = words.Typo
			}
		}
		for key := range thesaurus.Keys().Near(w.Text, slips) {
			if s.addTargets(slot, thesaurus.Targets(key), classGuess) {
				how = words.Typo
				if s.mended[slot] == "" {
					s.mended[slot] = thesaurus.Keys().At(key)
				}
			}
		}
		if how != words.None {
			return how
		}
	}
	return words.None
}

// addTargets adds what a citizen's word stands for, as far as the segments know it.
func (s *search) addTargets(slot int, targets []words.Target, class uint8) bool {
	found := false
	for _, t := range targets {
		class := class
		if t.Second {
			class = min(class+1, classWeak)
		}
		for i := range s.runs {
			r := &s.runs[i]
			if !t.Discipline {
				exact, stem := r.addWord(slot, t.Text, class)
				found = found || exact || stem
			} else if number, ok := r.segment.byJoined[t.Text]; ok {
				r.meanings[slot].disciplines = append(r.meanings[slot].disciplines, disciplineHit{number, class})
				found = true
			}
		}
	}
	return found
}

// addWord adds a word and its other forms.
func (r *run) addWord(slot int, w string, class uint8) (exact, stem bool) {
	terms := &r.meanings[slot].terms
	term, exact := r.segment.lexicon.Exact(w)
	if exact {
		*terms = append(*terms, expansion{term, class})
	}
	for _, other := range r.segment.lexicon.Stemmed(words.Root(w)) {
		if !exact || other != term {
			*terms = append(*terms, expansion{other, class})
			stem = true
		}
	}
	return exact, stem
}

// takeApart cuts an unknown compound into two words that are known: kindertherapie into kinder and
// therapie. The longest second part wins: it names the thing itself.
func (s *search) takeApart(w words.Word) []words.Word {
	text := w.Text
	for cut := 4; cut <= len(text)-4; cut++ {
		head, tail := text[:cut], text[cut:]
		if !s.isKnown(tail) {
			continue
		}
		for _, head := range [...]string{head, strings.TrimSuffix(head, "s")} {
			if len(head) >= 3 && s.isKnown(head) {
				return []words.Word{{Text: head}, {Text: tail}}
			}
		}
	}
	return nil
}

func (s *search) isKnown(w string) bool {
	if _, ok := words.Dutch().Find(w); ok {
		return true
	}
	for i := range s.runs {
		lexicon := s.runs[i].segment.lexicon
		if _, ok := lexicon.Exact(w); ok || len(lexicon.Stemmed(words.Root(w))) > 0 || len(lexicon.Ending(w)) > 0 {
			return true
		}
	}
	return false
}

// found names what a word was taken for: the commonest word that it met in the surest way.
func (s *search) found(slot int, w words.Word, how words.How) string {
	switch how {
	case words.None:
		return ""
	case words.Exact:
		return w.Text
	case words.Synonym:
		key, _ := words.Dutch().Find(w.Text)
		return words.Dutch().Targets(key)[0].Text
	case words.Typo:
		if s.mended[slot] != "" {
			return s.mended[slot]
		}
	}
	best, most := "", -1
	for i := range s.runs {
		r := &s.runs[i]
		for _, e := range r.meanings[slot].terms {
			text := r.segment.lexicon.At(e.term)
			// A word in the middle of a question that begins a longer one makes a compound.
			if like := likeness(w.Text, text); like != how && !(like == words.Prefix && how == words.Compound) {
				continue
			}
			n := r.segment.byTerm.set(e.term<<1).size + r.segment.byTerm.set(e.term<<1|1).size
			if n > most || n == most && text < best {
				best, most = text, n
			}
		}
	}
	if best == "" && how == words.Prefix {
		from, until := words.Dutch().Keys().Beginning(w.Text)
		if from < until {
			return words.Dutch().Keys().At(from)
		}
	}
	return best
}

// likeness tells how a word of the question resembles a word that it stands for. What resembles it
// in no way of the letters came from the synonyms or, where those do not know the word, is a typo.
func likeness(asked, found string) words.How {
	switch {
	case asked == found:
		return words.Exact
	case words.Root(asked) == words.Root(found):
		return words.Stem
	case strings.HasPrefix(found, asked):
		return words.Prefix
	case strings.Contains(found, asked):
		return words.Compound
	}
	if _, ok := words.Dutch().Find(asked); ok {
		return words.Synonym
	}
	return words.Typo
}
