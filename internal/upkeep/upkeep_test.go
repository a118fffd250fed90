package upkeep_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/upkeep"
)

var now = time.Date(2026, time.November, 3, 14, 42, 0, 0, time.UTC)

func TestStateAndRetry(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		policies, err := access.Load()
		if err != nil {
			t.Fatal(err)
		}
		s := upkeep.New(act.New(db, policies, nil))
		admin := access.Actor{Person: "1", Role: access.PlatformAdmin, Assurance: access.Substantial}
		empty, err := s.State(t.Context(), admin)
		if err != nil || empty.Seal.Number != 0 || len(empty.Batches)+len(empty.Waiting)+len(empty.Failed) != 0 {
			t.Fatalf("a fresh one: %+v, %v", empty, err)
		}
		err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for _, q := range []string{
				`INSERT INTO job (id, kind, key, run_at, lease_until, attempts, payload, state, problem) VALUES ('a', 'mail', '1', 5, 0, 0, '{}', 'waiting', '')`,
				`INSERT INTO job (id, kind, key, run_at, lease_until, attempts, payload, state, problem) VALUES ('b', 'mail', '2', 3, 0, 0, '{}', 'waiting', '')`,
				`INSERT INTO job (id, kind, key, run_at, lease_until, attempts, payload, state, problem) VALUES ('c', 'sweep', '', 9, 0, 10, '{}', 'failed', 'unavailable')`,
				`INSERT INTO import_batch (id, kind, source, checksum, state, opened_at, alive_at, ended_at, counts) VALUES (7, 'services', 'aanbod.csv', '', 'done', 1, 1, 2, '{}')`,
				`INSERT INTO ledger_seal (number, at, first, last, root, former, key_id, public_key, signature) VALUES (4, 8, 1, 1, '', '', '', '', '')`,
			} {
				if _, err := tx.Exec(ctx, q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		st, err := s.State(t.Context(), admin)
		if err != nil || len(st.Batches) != 1 || st.Batches[0].Source != "aanbod.csv" || len(st.Waiting) != 1 || st.Waiting[0].N != 2 ||
			st.Waiting[0].Next.UnixMicro() != 3 || len(st.Failed) != 1 || st.Failed[0].Problem != "unavailable" || st.Seal.Number != 4 || !st.At.Equal(now) {
			t.Fatalf("%+v: %v", st, err)
		}
		if err := s.Retry(t.Context(), admin, "c"); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"a", "c", "x"} { // not put aside, not any more, not there
			if err := s.Retry(t.Context(), admin, upkeep.JobID(id)); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", id, err)
			}
		}
		if st, err = s.State(t.Context(), admin); err != nil || len(st.Failed) != 0 || len(st.Waiting) != 2 {
			t.Errorf("%+v: %v", st, err)
		}
		for _, role := range []access.Role{access.Citizen, access.ProviderAdmin, access.Auditor, access.Machine} {
			who := access.Actor{Person: "2", Role: role, Assurance: access.High}
			_, stateErr := s.State(t.Context(), who)
			if retryErr := s.Retry(t.Context(), who, "a"); fault.KindOf(stateErr) != fault.Denied || fault.KindOf(retryErr) != fault.Denied {
				t.Errorf("%s: %v, %v", role, stateErr, retryErr)
			}
		}
	})
}
