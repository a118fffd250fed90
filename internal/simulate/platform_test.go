package simulate

import (
	"bytes"
	"reflect"
	"testing"
	"time"
)

// TestTwoWeeks: two weeks of requests through the real services. Nobody is forgotten, green is true, and a crisis is answered
// in time; what the telephone gives stands beside it.
func TestTwoWeeks(t *testing.T) {
	t.Parallel()
	s := Draw(14, 60, 2030)
	peer, err := Peer(s)
	if err != nil {
		t.Fatal(err)
	}
	platform, err := Platform(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	if err := Print(&table, s, platform, peer); err != nil {
		t.Fatal(err)
	}
	t.Log(table.String())
	if !platform.Complete() {
		t.Errorf("of %d requests %d came to a place, %d ended otherwise, %d are bridged, %d the desk's alone, %d nobody's",
			platform.Requests, platform.Found, platform.Elsewhere, platform.Bridging, platform.Desk, platform.Nobodys)
	}
	// The region agreed on bridging for most kinds: where it did not, the desk keeps looking, and that is no outcome.
	with, of := platform.Due.With()
	without, _ := peer.Due.With()
	if of != platform.Requests || platform.Due.Bridging == 0 || platform.Bridged == 0 || with <= without {
		t.Errorf("when there should have been a place: %+v, without the platform %+v", platform.Due, peer.Due)
	}
	if platform.Requests < 30 || platform.Found < platform.Requests*3/4 {
		t.Errorf("%d of %d requests came to a place", platform.Found, platform.Requests)
	}
	// Two weeks hold few questions to green offers: the goal is judged on those at random moments too.
	if got := Share(platform.ShownTrue, platform.Shown); platform.Shown < 100 || got < GoalTrue {
		t.Errorf("%d of %d shown as room had it at random moments", platform.ShownTrue, platform.Shown)
	}
	if got := Quantile(platform.Waits["crisis"], 0.5); got == 0 || got > GoalCommit {
		t.Errorf("a crisis takes %v until somebody commits itself", got)
	}
	if platform.Calls >= peer.Calls {
		t.Errorf("%d calls with the platform, %d without", platform.Calls, peer.Calls)
	}
	if platform.MinutesAMonth() >= peer.MinutesAMonth() {
		t.Errorf("figures take %.1f minutes a month, without the platform %.1f", platform.MinutesAMonth(), peer.MinutesAMonth())
	}
}

// TestTheSameSeedGivesTheSameWeeks: everything but the acts that share a database's ids is drawn from the seed.
func TestTheSameSeedGivesTheSameWeeks(t *testing.T) {
	t.Parallel()
	once := func(seed uint64) *Tally {
		p, err := Platform(t.Context(), Draw(4, 20, seed))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first, again := once(7), once(7)
	if !reflect.DeepEqual(first, again) {
		t.Errorf("two runs differ:\n%+v\n%+v", first, again)
	}
	if reflect.DeepEqual(first, once(8)) {
		t.Error("another seed gives the same")
	}
}

// TestAnOpenEndIsSeen: a request that nobody answers for, or only the desk, makes the tally incomplete.
func TestAnOpenEndIsSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		t    Tally
		want bool
	}{
		{Tally{Requests: 3, Found: 1, Elsewhere: 1, Bridging: 1}, true},
		{Tally{Requests: 3, Found: 1, Elsewhere: 1, Desk: 1}, false},
		{Tally{Requests: 3, Found: 1, Elsewhere: 1, Nobodys: 1}, false},
		{Tally{Requests: 3, Found: 1, Elsewhere: 1}, false},
	} {
		if got := c.t.Complete(); got != c.want {
			t.Errorf("%+v is complete: %v", c.t, got)
		}
	}
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	waits := []time.Duration{5, 1, 4, 2, 3}
	if got := Quantile(waits, 0.5); got != 3 {
		t.Errorf("half of %v lie within %d", waits, got)
	}
	if got := Quantile(waits, 1); got != 5 {
		t.Errorf("all of %v lie within %d", waits, got)
	}
	if got := Quantile(nil, 0.5); got != 0 {
		t.Errorf("none: %v", got)
	}
}
