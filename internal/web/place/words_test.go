package place

import (
	"strings"
	"testing"
)

// TestListIsCut: a page of a list that goes on says so, and one of a whole list does not.
func TestListIsCut(t *testing.T) {
	t.Parallel()
	if said := cut("", "nieuwste", 500); said != "" {
		t.Errorf("of a whole list: %q", said)
	}
	const want = "Dit zijn de dringendste van alle 1.812 aanvragen."
	said := cut("1.0.2", "dringendste", 1812)
	if !strings.HasPrefix(said, want) {
		t.Errorf("%q", said)
	}
	for _, c := range []struct {
		cut   string
		shown bool
	}{{said, true}, {"", false}} {
		var desk, asked strings.Builder
		if err := deskPage(deskView{cut: c.cut}).Render(t.Context(), &desk); err != nil {
			t.Fatal(err)
		}
		if err := askedPage(askedView{cut: c.cut}).Render(t.Context(), &asked); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(desk.String(), want) != c.shown || strings.Contains(asked.String(), want) != c.shown {
			t.Errorf("%q on a page: %v", c.cut, !c.shown)
		}
	}
}
