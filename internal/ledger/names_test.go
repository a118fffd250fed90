package ledger_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

func (h *house) nameOf(t *testing.T, n *ledger.Names, refs ...ledger.NameID) map[ledger.NameID]string {
	t.Helper()
	var entries []ledger.Entry
	for _, r := range refs {
		entries = append(entries, ledger.Entry{Name: r})
	}
	var names map[ledger.NameID]string
	if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		names, err = n.Of(ctx, tx, entries)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return names
}

func TestNameIsWrittenOnceSealedAndErasable(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		n := ledger.NewNames(h.db, h.ring)
		ref := func(n *ledger.Names, person, name string) ledger.NameID {
			r, err := n.Ref(t.Context(), person, name)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		first := ref(n, "p", "Marker Naam")
		if _, err := h.file.Rotate(began.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if again := ref(ledger.NewNames(h.db, h.ring), "p", "Marker Naam"); again != first { // another node, after a rotation
			t.Error("a name was written twice")
		}
		other, namesake := ref(n, "p", "Marker Anders"), ref(n, "q", "Marker Naam")
		if other == first || namesake == first || ref(n, "p", "") != "" {
			t.Error("different names share a reference")
		}
		if got := h.nameOf(t, n, first, other, namesake, first, ""); got[first] != "Marker Naam" || got[other] != "Marker Anders" || got[namesake] != "Marker Naam" {
			t.Fatalf("names %v", got)
		}

		var rows []string
		var erased int64
		if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			if rows, err = store.All(ctx, tx, func(row func(...any) error) (string, error) {
				var id, print string
				var sealed []byte
				err := row(&id, &print, &sealed)
				if bytes.Contains(sealed, []byte("Marker")) {
					t.Error("a name stands there as it is")
				}
				return id + print, err
			}, `SELECT id, fingerprint, sealed FROM ledger_name`); err != nil {
				return err
			}
			erased, err = n.EraseTx(ctx, tx, "p")
			return err
		}); err != nil || erased != 2 || len(rows) != 3 {
			t.Fatalf("%d of %d rows erased, %v", erased, len(rows), err)
		}
		if got := h.nameOf(t, n, first, other, namesake); len(got) != 1 || got[namesake] == "" {
			t.Errorf("after erasing: %v", got)
		}
	})
}

// Erasing a name breaks no seal: the entry refers to it by a number that says nothing.
func TestErasingANameBreaksNoSeal(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		n := ledger.NewNames(h.db, h.ring)
		ref, err := n.Ref(t.Context(), "p", "Marker Naam")
		if err != nil {
			t.Fatal(err)
		}
		h.write(t, 1, "R")
		h.exec(t, `UPDATE ledger_entry SET name = $1`, ref)
		h.seal(t)
		if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := n.EraseTx(ctx, tx, "p")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if done, p := h.check(t, ledger.CheckOptions{}); p != nil || done.Entries != 1 {
			t.Fatalf("%+v, %v", done, p)
		}
	})
}
