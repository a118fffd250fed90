package projection

import (
	"context"
	"encoding/json"

	file "eerstelijn/internal/batch"
	"eerstelijn/internal/ledger"
)

// mostImported is the number of services and of organisations of imports that are rendered one by one. Of more,
// rendering everything costs no more than finding out what each of them concerns.
const mostImported = 3000

// imported adds what imports brought. It says no when that is not known, or is so much that everything is
// better rendered.
func (f *Follower) imported(ctx context.Context, w *work, entries []ledger.Entry) (known bool, err error) {
	left, leftParties := f.most, f.most
	for i := range entries {
		e := &entries[i]
		b, is := batchOf(e)
		if !is {
			continue
		}
		if b == file.People {
			return false, nil
		}
		services, err := f.Directory.Imported(ctx, b, "", left+1)
		if err != nil {
			return false, err
		}
		parties, err := f.Network.Imported(ctx, b, leftParties+1)
		if err != nil {
			return false, err
		}
		if left, leftParties = left-len(services), leftParties-len(parties); left < 0 || leftParties < 0 {
			return false, nil
		}
		for _, s := range services {
			put(&w.services, s, e)
		}
		for _, o := range parties {
			put(&w.organizations, o, e)
		}
	}
	return true, nil
}

// batchOf gives the batch that an entry made visible; 0 when it does not say which. It is false for other
// entries.
func batchOf(e *ledger.Entry) (file.ID, bool) {
	if e.Act != "directory.Import" || e.Outcome != ledger.Done {
		return 0, false
	}
	var said struct {
		Batch file.ID `json:"batch"`
	}
	if json.Unmarshal(e.Change, &said) != nil {
		return 0, true
	}
	return said.Batch, true
}
