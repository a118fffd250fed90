// Package say speaks the citizen's pages in the languages that people asked for most. Dutch is the
// source: a text stands in Dutch where it is used, and that text is its key in the file of every
// other language (texts/<code>.json). A test reads the source code and fails when a text is missing
// in a language, or stands in a file and is used no more.
//
// What people wrote themselves about their service stays in Dutch and is marked as Dutch.
package say

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
)

// Language is one in which the pages can be read. Its zero value is Dutch.
type Language struct {
	Code string // BCP 47
	Name string // its own, in its own script
	RTL  bool
	*words
}

// words are what a language needs.
type words struct {
	texts    map[string]string
	months   [12]string // as in a date
	weekdays [7]string  // from Sunday
	day      string     // weekday, day, month: "%[1]s %[2]d %[3]s"
	date     string     // day, month, year
	clock    string     // hours, minutes
	comma    string     // between whole and tenths
	point    string     // between thousands
}

//go:embed texts/*.json
var files embed.FS

// Field is the form field and the cookie that hold somebody's choice.
const Field = "taal"

// Dutch is the source.
var Dutch = Language{Code: "nl", Name: "Nederlands", words: &dutchWords}

// All are the languages, Dutch first, in the order in which people see them.
var All = load()

func load() []Language {
	all := []Language{Dutch}
	for _, l := range []Language{
		{Code: "en", Name: "English", words: &englishWords}, {Code: "tr", Name: "Türkçe", words: &turkishWords},
		{Code: "ar", Name: "العربية", RTL: true, words: &arabicWords}, {Code: "pl", Name: "Polski", words: &polishWords},
		{Code: "uk", Name: "Українська", words: &ukrainianWords},
	} {
		body, err := files.ReadFile("texts/" + l.Code + ".json")
		if err == nil {
			err = json.Unmarshal(body, &l.texts)
		}
		if err != nil {
			panic("say: " + l.Code + ": " + err.Error()) // embedded: a test has read it
		}
		all = append(all, l)
	}
	return all
}

// Find gives the language of a code.
func Find(code string) (Language, bool) {
	for _, l := range All {
		if l.Code == code {
			return l, true
		}
	}
	return Language{}, false
}

// T gives a text in this language. Values take the places of the verbs in the text; a translation
// may use them in another order ("%[2]s … %[1]s"). A text that is not there stays Dutch.
func (l Language) T(dutch string, values ...any) string {
	text := dutch
	if l.words != nil {
		if t, ok := l.texts[dutch]; ok {
			text = t
		}
	}
	if len(values) == 0 {
		return text
	}
	return fmt.Sprintf(text, values...)
}

// Key marks a Dutch text that is translated elsewhere, where it is shown.
func Key(dutch string) string { return dutch }

// IsDutch tells whether what people wrote needs no mark.
func (l Language) IsDutch() bool { return l.Code == "" || l.Code == "nl" }

type key struct{}

// With makes the pages made with ctx speak a language.
func With(ctx context.Context, l Language) context.Context { return context.WithValue(ctx, key{}, l) }

// Of gives the language of a page; Dutch when none was set.
func Of(ctx context.Context) Language {
	if l, ok := ctx.Value(key{}).(Language); ok {
		return l
	}
	return Dutch
}

// Speaks tells whether a page was made to be read in other languages.
func Speaks(ctx context.Context) bool {
	_, ok := ctx.Value(key{}).(Language)
	return ok
}

// T gives a text in the language of a page.
func T(ctx context.Context, dutch string, values ...any) string { return Of(ctx).T(dutch, values...) }

// Chosen gives the language that somebody chose; Dutch when nobody did.
func Chosen(r *http.Request) Language {
	if c, err := r.Cookie(Field); err == nil {
		if l, ok := Find(c.Value); ok {
			return l
		}
	}
	return Dutch
}

// Around makes a page speak the language that the visitor chose. A page that was not translated goes
// without and stays Dutch as a whole.
func Around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(With(r.Context(), Chosen(r))))
	})
}
