package words

import (
	"slices"
	"strings"
)

// MaxWords is how many words of a question count. Whoever types a whole story has said what it is
// about by then.
const MaxWords = 8

// Word is one word, or one phrase known to the synonyms, of a question.
type Word struct {
	// Text is folded; the words of a phrase have one space between them.
	Text string
	// Last tells that somebody may still be typing this word.
	Last bool
}

// Parts gives the words of a phrase; a single word is its own only part.
func (w Word) Parts() []Word {
	parts := strings.Fields(w.Text)
	words := make([]Word, len(parts))
	for i, p := range parts {
		words[i] = Word{Text: p, Last: w.Last && i == len(parts)-1}
	}
	return words
}

// Parse takes a question apart: phrases that the synonyms know stay together, words that say
// nothing are left out, a double word counts once. Words such as hulp and klachten are left out
// only where another word says what it is about.
func Parse(question string) []Word {
	tokens := Tokens(question)
	var firm, soft []Word
	for i := 0; i < len(tokens); {
		text, n := phrase(tokens[i:])
		word := Word{Text: text, Last: i+n == len(tokens)}
		i += n
		switch {
		case n == 1 && IsStop(text):
		case n == 1 && softWords[text]:
			soft = appendNew(soft, word)
		default:
			firm = appendNew(firm, word)
		}
	}
	if len(firm) == 0 {
		firm = soft
	}
	return firm[:min(len(firm), MaxWords)]
}

func appendNew(list []Word, w Word) []Word {
	for i := range list {
		if list[i].Text == w.Text {
			list[i].Last = list[i].Last || w.Last
			return list
		}
	}
	return append(list, w)
}

// phrase gives the longest phrase that the tokens begin with, and how many tokens it takes. Words
// that are wrongly written apart count as a phrase as well: thuis zorg is thuiszorg.
func phrase(tokens []string) (string, int) {
	for n := min(3, len(tokens)); n > 1; n-- {
		if apart := strings.Join(tokens[:n], " "); Dutch().isKey(apart) {
			return apart, n
		}
		if joined := strings.Join(tokens[:n], ""); Dutch().isKey(joined) && !slices.ContainsFunc(tokens[:n], IsStop) {
			return joined, n
		}
	}
	return tokens[0], 1
}

// IsStop tells whether a folded word says nothing about what is sought. Entries are not found by it.
func IsStop(w string) bool { return stopWords[w] }

var stopWords = set(`aan af al alle als altijd andere ben bij bent dan dat de deze die dit doe doen door dus
	een eens en er even ga gaan gaat geen geef graag had hallo heb hebben heeft hem het hier hij hoe ik in
	is ja je jij jou jouw kan kom komt krijg krijgen kun kunnen kunt maar mag me meer met mij mijn moet moeten
	na naar niet niets nog nu of om onder ons onze ook op over per samen sinds te ten ter terug toch toe tot tussen uit
	uw voel voelt voelen van vanaf vandaag veel vind vinden voor vraag waar waarom wat we weer wel welke wie wij wil willen wilt word wordt
	worden ze zelf zich zij zijn zit zo zoek zoeken zonder zou the and for my`)

// softWords say little: they are sought only when nothing else is.
var softWords = set(`adres afspraak beetje behandeling beste buurt dichtbij erg goed goede heel hulp iemand iets klacht
	klachten last lang moeite nieuw nieuwe nodig omgeving ondersteuning probleem problemen snel steeds tijd
	vaak zeer`)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
