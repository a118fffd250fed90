package projection

import (
	"context"
	"slices"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Concern is what somebody must find in the journal as it is now.
type Concern struct {
	// Organization is whose own everything is meant; empty: nobody's.
	Organization network.OrganizationID
	Services     []directory.ServiceID
	// Entries are those whose changes are meant, whatever they are about.
	Entries []ledger.EntryID
}

// mostWaiting bounds the entries that are looked through for what concerns somebody.
const mostWaiting = 20_000

var errTooFar = fault.New(fault.Unavailable, "De FHIR-gegevens lopen nu te ver achter. Probeer het later opnieuw.", "the FHIR resources are too far behind just now; try again later")

// Bring renders what concerns somebody ahead of its turn: a follower that renders everything, or much, would keep
// them waiting for what has nothing to do with them. What it renders says the same when its turn comes, and
// then makes no second version.
func (f *Follower) Bring(ctx context.Context, c Concern) (err error) {
	defer fault.Wrap(&err, "projection.Bring")
	after := f.Reached()
	if after == notYet {
		return errTooFar
	}
	entries, err := f.waiting(ctx, after)
	if err != nil {
		return err
	}
	w := newWork()
	var concerned []ledger.Entry
	for i := range entries {
		if b, is := batchOf(&entries[i]); is {
			own, err := f.Directory.ImportedOf(ctx, b, c.Organization)
			if err != nil {
				return err
			}
			for _, s := range append(own, c.Services...) {
				put(&w.services, s, &entries[i])
			}
		} else if c.holds(&entries[i]) {
			concerned = append(concerned, entries[i])
		}
	}
	w.take(f.untold(concerned))
	return f.write(ctx, nil, func(ctx context.Context) (*batch, error) { return f.gather(ctx, w) }, notYet)
}

// waiting gives the entries after a number, in order, and those that have none yet.
func (f *Follower) waiting(ctx context.Context, after int64) (entries []ledger.Entry, err error) {
	err = f.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		entries = nil
		for at := after; ; at = entries[len(entries)-1].Seq {
			some, err := ledger.After(ctx, tx, at, atOnce)
			if err != nil {
				return err
			}
			if len(some) > 0 && some[0].Seq != at+1 || len(entries) > mostWaiting {
				return errTooFar
			}
			if entries = append(entries, some...); len(some) < atOnce {
				break
			}
		}
		unnumbered, err := ledger.Unnumbered(ctx, tx)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(unnumbered, atOnce) {
			args := make([]any, len(part))
			for i, e := range part {
				args[i] = e
			}
			some, err := ledger.Where(ctx, tx, "e.id IN "+store.Placeholders(1, len(part)), len(part), args...)
			if err != nil {
				return err
			}
			slices.Reverse(some)
			entries = append(entries, some...)
		}
		return nil
	})
	return entries, err
}

// holds tells whether an entry is about what concerns somebody.
func (c *Concern) holds(e *ledger.Entry) bool {
	if c.Organization != "" && e.Organization == string(c.Organization) || slices.Contains(c.Entries, e.ID) {
		return true
	}
	return slices.ContainsFunc(e.Subjects, func(s ledger.Subject) bool {
		return s.Type == "service" && slices.Contains(c.Services, directory.ServiceID(s.ID)) ||
			s.Type == "organization" && c.Organization != "" && s.ID == string(c.Organization)
	})
}
