package check_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"eerstelijn/internal/check"
	"eerstelijn/internal/fault"
)

func TestOneFieldEach(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	text := func(s string) func(*check.Fields) { return func(f *check.Fields) { f.Text("x", &s, 3) } }
	needed := func(s string) func(*check.Fields) { return func(f *check.Fields) { f.Needed("x", &s, 3) } }
	until := func(u time.Time) func(*check.Fields) { return func(f *check.Fields) { f.After("x", day, u) } }
	list := func(n int) func(*check.Fields) { return func(f *check.Fields) { f.List("x", n, 2) } }
	choice := func(s string) func(*check.Fields) { return func(f *check.Fields) { check.OneOf(f, "x", s, "a", "b") } }
	id := func(s string) func(*check.Fields) { return func(f *check.Fields) { f.ID("x", s) } }
	const uuid = "0198a2b4-7c1d-7e22-9f00-0123456789ab"
	for name, c := range map[string]struct {
		say  func(*check.Fields)
		want string // what is wrong, or nothing
	}{
		"a text that fits":        {text(" één\n"), ""},
		"no text":                 {text(" "), ""},
		"a text too long":         {text("vier"), "expected at most 3 characters"},
		"a text that is no UTF-8": {text("\xff"), "expected UTF-8 text"},
		"a text with a zero":      {text("a\x00b"), "expected UTF-8 text"},
		"a needed text":           {needed("a"), ""},
		"a needed text of spaces": {needed(" \n"), "expected some text"},
		"a needed text too long":  {needed("vier"), "expected at most 3 characters"},
		"an id":                   {id(uuid), ""},
		"no id":                   {id(""), "expected a UUID"},
		"an id in another form":   {id("urn:uuid:" + uuid), "expected a UUID"},
		"as many as fit":          {list(2), ""},
		"too many":                {list(3), "expected at most 2"},
		"no end":                  {until(time.Time{}), ""},
		"an end after":            {until(day.Add(time.Microsecond)), ""},
		"an end at the beginning": {until(day), "expected a moment after from"},
		"a choice":                {choice("b"), ""},
		"another choice":          {choice("c"), "expected one of: a, b"},
	} {
		var f check.Fields
		c.say(&f)
		if c.want == "" {
			if err := f.Err(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if len(f) != 1 || f[0].Name != "x" || f[0].EN != c.want || f[0].NL == "" || fault.KindOf(f.Err()) != fault.Invalid {
			t.Errorf("%s: %+v, want x: %s", name, f, c.want)
		}
	}
}

// A text that is accepted can be kept: it is trimmed, fits, and no database refuses it.
func TestTextThatIsAcceptedCanBeKept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "given")
		most := rapid.IntRange(0, 20).Draw(t, "most")
		var f check.Fields
		kept := given
		ok := f.Text("x", &kept, most)
		if kept != strings.TrimSpace(given) {
			t.Fatalf("%q became %q", given, kept)
		}
		fits := utf8.ValidString(kept) && !strings.Contains(kept, "\x00") && len([]rune(kept)) <= most
		if ok != fits || ok != (f.Err() == nil) {
			t.Fatalf("%q of at most %d: accepted %v, %v", kept, most, ok, f.Err())
		}
	})
}

// Who made the same mistake everywhere reads of the first, however they are noted.
func TestTheFirstAreNamed(t *testing.T) {
	t.Parallel()
	var one, all check.Fields
	for n := range 51 {
		one.Wrong(strconv.Itoa(n), "fout", "wrong")
	}
	all.Add(append(one, one...)...)
	if len(one) != 50 || one[0].Name != "0" || one[49].Name != "49" || !slices.Equal(one, all) {
		t.Errorf("%d one by one, %d at once", len(one), len(all))
	}
}
