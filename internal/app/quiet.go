package app

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// quiet gives memory back to the machine when a burst of work is over: what an import or many questions left
// behind would otherwise be held until the next burst, which on a small machine somebody else could use.
type quiet struct {
	allocated func() uint64 // bytes ever
	free      func()
	last      uint64 // at the last look
	given     uint64 // when memory was given back
	looks     int    // in a row at which little was asked
}

const (
	quietEvery = 5 * time.Second
	quietLooks = 7        // so many in a row are quiet: by then the search index has let go of what it had kept for cursors
	quietBytes = 2 << 20  // fewer between two looks are no work
	quietWorth = 32 << 20 // fewer since the last time are not worth looking through everything
)

func newQuiet() *quiet {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	return &quiet{free: debug.FreeOSMemory, allocated: func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}}
}

// run looks until ctx ends.
func (q *quiet) run(ctx context.Context) {
	tick := time.NewTicker(quietEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			q.look()
		case <-ctx.Done():
			return
		}
	}
}

// look gives memory back the first time that it is quiet after work that is worth it.
func (q *quiet) look() {
	now := q.allocated()
	if q.looks++; now-q.last >= quietBytes {
		q.looks = 0
	}
	q.last = now
	if q.looks >= quietLooks && now-q.given >= quietWorth {
		q.free()
		q.given = now
	}
}
