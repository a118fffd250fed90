package words

// How says by which likeness a word of the question met a word of an entry.
type How uint8

// The ways of matching, from the surest to the boldest.
const (
	// None is a word that nothing in the vocabulary resembles.
	None How = iota
	// Exact is the same word, apart from case and accents.
	Exact
	// Stem is another form of the same word: knieën for knie.
	Stem
	// Synonym is another word for the same thing, from the list.
	Synonym
	// Prefix is a word that begins with what was typed so far.
	Prefix
	// Compound is a longer or shorter compound with the word in it: kindertherapie for therapie.
	Compound
	// Typo is a word one or two slips of the finger away.
	Typo
)

var howNames = [...]string{"none", "exact", "stem", "synonym", "prefix", "compound", "typo"}

func (h How) String() string { return howNames[h] }

// Match is how one word of a question was understood.
type Match struct {
	// Asked is the word as it stood in the question, folded.
	Asked string
	// Found is the word it was taken for; empty with None.
	Found string
	How   How
}
