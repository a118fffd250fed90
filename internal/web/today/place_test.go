package today

import (
	"strings"
	"testing"
)

// TestMoreThanWasRead: a page that was made from a part of a list says that there is more, and only then.
func TestMoreThanWasRead(t *testing.T) {
	t.Parallel()
	for _, cut := range []bool{true, false} {
		var page strings.Builder
		if err := waitingPlaces(&places{cut: cut}).Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(page.String(), "meer aanvragen dan hier passen") != cut {
			t.Errorf("cut %v: %s", cut, &page)
		}
	}
}
