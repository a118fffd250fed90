package watch_test

import (
	"context"
	"testing"

	"eerstelijn/internal/capacity/board/boardtest"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// record writes an entry as an act of another capability would.
func record(t testing.TB, n *boardtest.Node, act, kind, id string) {
	t.Helper()
	err := n.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := ledger.Append(ctx, tx, ledger.Entry{Person: "p", Role: "platform-admin", Act: act, Sort: "D", Outcome: ledger.Done, Subjects: []ledger.Subject{{Type: kind, ID: id}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	n.Feed.Kick()
}
