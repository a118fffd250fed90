package custody_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// login keeps how somebody is found, under the current key.
func (h *house) login(t *testing.T, person string) {
	t.Helper()
	prints, err := h.ring.Marked(keys.ForLogins, person)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM login WHERE person = $1`, person); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO login (id, person, issuer, claim, value, made_at) VALUES ($1, $1, 'werk', 'sub', $2, 0)`, person, prints[0])
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// A key by which people are found stays until each of them came back: without it somebody who left
// could come in as a stranger.
func TestKeyStaysWhilePeopleAreFoundByIt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		old := h.ring.Current()
		h.login(t, "left")
		h.login(t, "here")
		if _, err := h.file.Rotate(time.Now()); err != nil {
			t.Fatal(err)
		}
		h.login(t, "new")
		for _, want := range []int{2, 1} {
			st, err := h.Status(t.Context(), first)
			if k := st.Keys[1]; err != nil || k.ID != old || k.Stays != want || k.Total != want || st.Left != 0 || st.Keys[0].Stays != 3-want {
				t.Fatalf("%+v: %v", st, err)
			}
			if err := h.Retire1(t, old); fault.KindOf(err) != fault.Conflict {
				t.Fatalf("retired by the command line: %v", err)
			}
			if _, err := h.Retire(t.Context(), first, old); fault.KindOf(err) != fault.Conflict {
				t.Fatalf("proposed: %v", err)
			}
			h.login(t, "here") // signs in, and moves
		}
		h.login(t, "left")
		if err := h.Retire1(t, old); err != nil {
			t.Fatal(err)
		}
	})
}
