package app

import (
	"context"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// whole sees that whatever was asked, done or refused, nothing about room, requests, bottlenecks and agreements is
// half there.
func (h *house) whole(t testing.TB) {
	t.Helper()
	now := clock.Micros(clock.System())
	for _, c := range []struct {
		what, query string
		args        []any
	}{
		{"requests whose steps are not as many as their version", `SELECT count(*) FROM placement_request r
			WHERE r.version <> (SELECT count(*) FROM placement_step s WHERE s.request = r.id)`, nil},
		{"requests that are not where their last step led", `SELECT count(*) FROM placement_request r
			WHERE r.state <> (SELECT s.to_state FROM placement_step s WHERE s.request = r.id AND s.number = r.version)`, nil},
		{"requests that nothing will happen to", `SELECT count(*) FROM placement_request WHERE next_at IS NULL AND closed_at IS NULL`, nil},
		{"opened requests without consent, region or desk's clock", `SELECT count(*) FROM placement_request
			WHERE opened_at IS NOT NULL AND (consent_at IS NULL OR region = '' OR commit_by IS NULL)`, nil},
		{"questions without a request or an offer", `SELECT count(*) FROM placement_invitation i
			WHERE NOT EXISTS (SELECT 1 FROM placement_request r WHERE r.id = i.request) OR NOT EXISTS (SELECT 1 FROM offer o WHERE o.id = i.offer)`, nil},
		{"requests with two winners", `SELECT count(*) FROM (SELECT request FROM placement_invitation WHERE state = 'chosen' GROUP BY request HAVING count(*) > 1) AS twice`, nil},
		{"ended requests with a question still open", `SELECT count(*) FROM placement_invitation i JOIN placement_request r ON r.id = i.request
			WHERE i.state IN ('open', 'offered') AND r.state NOT IN ('open', 'bridging')`, nil},
		{"offered places that are not held", `SELECT count(*) FROM placement_invitation i WHERE i.state = 'offered' AND i.held_until > $1
			AND NOT EXISTS (SELECT 1 FROM offer_hold h WHERE h.id = i.hold AND h.ended_at IS NULL)`, []any{now}},
		{"places held for nobody", `SELECT count(*) FROM offer_hold h WHERE h.ended_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM placement_invitation i WHERE i.hold = h.id AND i.state IN ('offered', 'chosen'))`, nil},
		{"offers whose figure is not their newest observation", `SELECT count(*) FROM offer o WHERE o.observed_at IS NOT NULL AND NOT EXISTS (
			SELECT 1 FROM observation b WHERE b.offer = o.id AND b.observed_at = o.observed_at AND b.available = o.available)`, nil},
		{"people of requests that have no chosen provider", `SELECT count(*) FROM placement_person p
			WHERE NOT EXISTS (SELECT 1 FROM placement_request r WHERE r.id = p.request AND (r.chosen <> '' OR r.state = 'withdrawn'))`, nil},
	} {
		var n int
		err := h.Store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, c.query, c.args...).Scan(&n) })
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if n != 0 {
			t.Errorf("%s: %d", c.what, n)
		}
	}
	for _, c := range wholeTogether {
		var n int
		err := h.Store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, c.query).Scan(&n) })
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if n != 0 {
			t.Errorf("%s: %d", c.what, n)
		}
	}
	if n := h.Watch.Watchers(); n != 0 {
		t.Errorf("%d lines of the feed were left open", n)
	}
}
