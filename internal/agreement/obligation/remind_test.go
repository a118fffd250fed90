package obligation_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
)

const nurses, doctors = network.OrganizationID("nurses"), network.OrganizationID("doctors")

func (h *house) remind() int {
	h.Helper()
	n, err := h.Remind(h.Context(), access.Job("test"))
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func (h *house) sentTo() (to []string) {
	for _, l := range h.letters() {
		to = append(to, strings.TrimSuffix(l.To, "@post.example"))
	}
	slices.Sort(to)
	return to
}

func TestAPartyHearsOnceThatAnAnswerIsAsked(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind("a", answers(90, "week"), start, time.Time{}, nurses, doctors)
		h.bind("a", promise("week"), start, time.Time{}, nurses)
		h.scale.says(10, 5)
		h.at(monday(1).Add(time.Hour))
		h.weigh()
		var all sync.WaitGroup
		for range 4 { // nodes at once
			node := h.node()
			all.Go(func() {
				if _, err := node.Remind(t.Context(), access.Job("test")); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := fmt.Sprint(h.sentTo()); got != "[doctors nurses]" {
			t.Fatalf("letters went to %s, want one to each party", got)
		}
		for _, l := range h.letters() {
			want := "Er staan 2 vragen voor u klaar over afspraak 7."
			if strings.HasPrefix(l.To, "doctors") {
				want = "Er staat één vraag voor u klaar over afspraak 7."
			}
			if !strings.HasPrefix(l.Text, want) || !strings.Contains(l.Text, "https://eerstelijn.example/werk/afspraken/a\n") || strings.Contains(l.Text, "Nacht") {
				t.Errorf("the letter to %s is %q", l.To, l.Text)
			}
		}
		if n := h.remind(); n != 0 {
			t.Errorf("%d parties heard it again", n)
		}
	})
}

func TestRemindersComeAndEnd(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind("a", answers(90, "week"), start, monday(1), nurses, doctors)
		h.scale.says(10, 5)
		h.at(monday(1).Add(time.Hour))
		h.weigh()
		var heard []string
		for d := range 40 {
			h.at(monday(1).Add(time.Hour + time.Duration(d)*day))
			if n := h.remind(); n > 0 {
				heard = append(heard, fmt.Sprintf("%d:%d", d, n))
			}
			if d == 8 {
				k := h.key(nurses)
				if _, err := h.Explain(t.Context(), actor(access.ProviderAdmin, "admin", string(nurses)), k, "Er was griep."); err != nil {
					t.Fatal(err)
				}
			}
		}
		if want := []string{"0:2", "7:2", "13:1"}; !slices.Equal(heard, want) {
			t.Errorf("heard at %v, want %v: at once, after a week, and who said nothing a day before its end", heard, want)
		}
		if got := fmt.Sprint(h.sentTo()); got != "[doctors doctors doctors nurses nurses]" {
			t.Errorf("letters went to %s", got)
		}
	})
}

// A program that stood still sends one letter, not all it missed.
func TestWhatWasMissedIsToldOnce(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.bind("a", answers(90, "week"), start, monday(1), nurses)
		h.scale.says(10, 5)
		h.at(monday(1).Add(time.Hour))
		h.weigh()
		h.wait(60 * day)
		if h.remind() != 1 || h.remind() != 0 || len(h.letters()) != 1 {
			t.Errorf("%d letters", len(h.letters()))
		}
	})
}
