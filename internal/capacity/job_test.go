package capacity_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
)

// broken is a post that cannot write to one organisation.
type broken struct {
	letters
	to network.OrganizationID
}

func (b *broken) AskFiguresTx(ctx context.Context, tx *act.Tx, q capacity.Asked) error {
	if q.Organization == b.to {
		return errors.New("no post here")
	}
	return b.letters.AskFiguresTx(ctx, tx, q)
}

// One organisation that cannot be asked keeps no other from it, nor the job from coming back.
func TestOneFailureStopsNoOther(t *testing.T) {
	t.Parallel()
	for _, to := range []network.OrganizationID{ours, theirs} { // whichever comes first
		run(t, func(t *testing.T, h *house) {
			post := &broken{to: to}
			h.SetPost(post)
			h.offer(t, "elv-laag")
			if _, err := h.SaveOffer(t.Context(), rival, capacity.Offer{Service: h.service(t, theirs).ID, Kind: "elv-laag", Total: 3}); err != nil {
				t.Fatal(err)
			}
			h.clock.advance(48 * time.Hour)
			if err := h.RunSweep(t.Context(), jobs.Job{Kind: capacity.SweepJob, Key: "ask"}); err == nil {
				t.Error("the failure was not told")
			}
			if len(post.asked) != 1 || post.asked[0].Organization == to {
				t.Errorf("asked %+v", post.asked)
			}
			wantsWaiting(t, h, "ask")
		})
	}
}

// A night in which something fails is followed by another night.
func TestTheNightComesBack(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		h.exec(t, `ALTER TABLE capacity_proof RENAME TO capacity_lost`)
		if err := h.RunSweep(t.Context(), jobs.Job{Kind: capacity.SweepJob, Key: "night"}); err == nil {
			t.Error("the failure was not told")
		}
		wantsWaiting(t, h, "night")
	})
}

func wantsWaiting(t *testing.T, h *house, key string) {
	t.Helper()
	if n := h.count(t, `SELECT count(*) FROM job WHERE kind = 'capacity.sweep' AND key = $1 AND state = 'waiting' AND attempts = 0 AND run_at > $2`,
		key, h.clock.now().UnixMicro()); n != 1 {
		t.Errorf("%d jobs wait for the next time", n)
	}
}
