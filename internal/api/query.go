package api

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// request is what a handler knows of a request besides its input.
type request struct {
	context.Context
	// now is the moment of the request: all of an answer speaks of one moment.
	now time.Time
}

type output[B any] struct{ Body B }

// handler lets huma call a function that gives errors of package fault.
func handler[I, B any](s *server, answer func(in *I, r request) (B, error)) func(context.Context, *I) (*output[B], error) {
	return func(ctx context.Context, in *I) (*output[B], error) {
		body, err := answer(in, request{ctx, s.Now()})
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &output[B]{body}, nil
	}
}

// List is how every list looks.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor van de volgende bladzijde; staat er niet op de laatste."`
	Total *int   `json:"total,omitempty" doc:"Aantal in het geheel; staat er alleen waar tellen goedkoop is."`
}

// all is a list that is never cut in pages.
func all[T any](items []T) List[T] {
	n := len(items)
	return List[T]{Items: items, Total: &n}
}

// parameters gives the names of the query parameters of an operation.
func parameters(op *huma.Operation) (names []string) {
	for _, p := range op.Parameters {
		if p.In == "query" {
			names = append(names, p.Name)
		}
	}
	return names
}

// checkQuery refuses what would otherwise be passed over without a word: a parameter that does not
// exist, one that is given twice, and an escape that cannot be read.
func checkQuery(raw string, known []string) error {
	var seen []string
	for p, err := range pairs(raw) {
		name := p.name
		switch {
		case err != nil:
			return err
		case !slices.Contains(known, name):
			return unknown(name)
		case slices.Contains(seen, name):
			return twice(name)
		}
		seen = append(seen, name)
	}
	return nil
}

func unknown(name string) error {
	return fault.InvalidField(shownName(name), "Deze parameter kennen wij niet.", "unknown query parameter; see "+base+"/openapi.json")
}

func twice(name string) error {
	return fault.InvalidField(name, "Geef deze parameter één keer.", "expected this parameter once")
}

type pair struct{ name, value string }

// pairs gives the names and values of a query in order; it ends at the first error.
func pairs(raw string) iter.Seq2[pair, error] {
	return func(yield func(pair, error) bool) {
		for part := range strings.SplitSeq(raw, "&") {
			if part == "" {
				continue
			}
			name, value, _ := strings.Cut(part, "=")
			name, err1 := unescape(name)
			value, err2 := unescape(value)
			if err1 != nil || err2 != nil || strings.Contains(part, ";") {
				yield(pair{}, fault.InvalidField("query", "Deze vraag is niet leesbaar.", "expected name=value pairs joined by &, percent-encoded"))
				return
			}
			if !yield(pair{name, value}, nil) {
				return
			}
		}
	}
}

func unescape(s string) (string, error) {
	if !strings.ContainsAny(s, "%+") {
		return s, nil
	}
	return url.QueryUnescape(s)
}

var plainName = regexp.MustCompile(`^[a-z][a-z_]*(\[[0-9]{1,3}\]|\.[a-z_]+){0,6}$`)

// shownName gives a name that somebody sent as an answer may repeat it: a name, not a text.
func shownName(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return "query"
}

// moment reads a point in time, now when there is none. A + that was not escaped arrives as a space.
func (r request) moment(field, text string) (time.Time, error) {
	if text == "" {
		return r.now, nil
	}
	t, err := time.Parse(time.RFC3339, strings.Replace(text, " ", "+", 1))
	if err != nil {
		return time.Time{}, fault.InvalidField(field, "Geef een moment als 2026-11-24T09:30:00Z.", "expected a moment as in RFC 3339, such as 2026-11-24T09:30:00Z")
	}
	// Opening hours are not known for ages: holidays are computed for years near ours.
	if year := t.In(clock.Amsterdam).Year(); year < r.now.Year()-10 || year > r.now.Year()+10 {
		return time.Time{}, fault.InvalidField(field, "Geef een moment binnen tien jaar.", "expected a moment within ten years from now")
	}
	return t, nil
}

// stamp writes a moment as the API does.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// stampOrNil is stamp for a moment that may not be known.
func stampOrNil(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := stamp(t)
	return &text
}

// orNil makes null of a text that is not known.
func orNil[T ~string](v T) *T {
	if v == "" {
		return nil
	}
	return &v
}

// some makes [] of a list that is not there.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// starting refuses what cannot be answered before the index is loaded.
func starting() error {
	return fault.New(fault.Unavailable, "Het systeem start. Probeer het zo opnieuw.", "the service is starting; try again in a moment")
}

func numberBetween(field string, n, low, high int) error {
	if n < low || n > high {
		return fault.InvalidField(field, fmt.Sprintf("Geef een getal van %d tot en met %d.", low, high), fmt.Sprintf("expected a number from %d to %d", low, high))
	}
	return nil
}
