package mirror

import (
	"context"
	"errors"
	"io"
	"net/http"

	"eerstelijn/internal/store"
)

// meet takes a change that a page tells.
func (w *walk) meet(ctx context.Context, c change) error {
	if w.entries++; w.entries > w.src.Most {
		return errTooMany
	}
	w.waiting = append(w.waiting, c)
	w.weight += len(c.body)
	if len(w.waiting) < chunk && w.weight < chunkBytes {
		return nil
	}
	return w.flush(ctx, nil)
}

// flush writes the changes that wait, those of them that say something new, and the cursor when it is given.
func (w *walk) flush(ctx context.Context, to *cursor) error {
	changes, seen, err := w.settle(ctx)
	if err != nil {
		return err
	}
	if to == nil && len(changes)+len(seen)+len(w.passing) == 0 {
		return nil
	}
	err = w.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := w.put(ctx, tx, changes); err != nil {
			return err
		}
		if err := met(ctx, tx, w.src.ID, w.resourceType, w.cursor.load, seen); err != nil {
			return err
		}
		if err := w.passTx(ctx, tx, w.passing, w.takenNow(w.waiting)); err != nil {
			return err
		}
		if to != nil {
			return writeCursor(ctx, tx, w.src.ID, w.resourceType, *to)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.waiting, w.weight = nil, 0
	clear(w.passing)
	if to != nil {
		w.cursor = *to
	}
	return nil
}

func (w *walk) put(ctx context.Context, tx *store.Tx, changes []change) error {
	if err := keep(ctx, tx, w.src.ID, w.resourceType, w.cursor.load, changes); err != nil {
		return err
	}
	return mark(ctx, tx, w.src.ID, w.resourceType, changes)
}

// settle says which of the waiting changes count, one per resource, and which resources a load has merely
// seen again.
func (w *walk) settle(ctx context.Context) (changes []change, seen []string, err error) {
	if len(w.waiting) == 0 {
		return nil, nil, nil
	}
	var ids []string
	for i := range w.waiting {
		ids = append(ids, w.waiting[i].id)
	}
	var known map[string]kept
	if err := w.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		known, err = readKept(ctx, tx, w.src.ID, w.resourceType, ids)
		return err
	}); err != nil {
		return nil, nil, err
	}
	at := map[string]int{} // in changes
	again := map[string]bool{}
	for _, c := range w.waiting {
		k, had := known[c.id]
		switch w.weigh(&c, k, had) {
		case older:
			continue
		case same:
			if _, changed := at[c.id]; !changed && w.cursor.phase == loading && k.load != w.cursor.load && !again[c.id] {
				again[c.id] = true
				seen = append(seen, c.id)
			}
			continue
		case unclear:
			now, err := w.one(ctx, c.id)
			if bad, ok := errors.AsType[*unfitError](err); ok {
				w.pass(c.id, bad.why)
				w.skipped++
				continue
			}
			if err != nil {
				return nil, nil, err
			}
			c = now
		}
		known[c.id] = kept{version: c.version, at: c.at, gone: c.gone, load: w.cursor.load, digest: c.digest}
		if i, twice := at[c.id]; twice {
			changes[i] = c
			continue
		}
		at[c.id] = len(changes)
		changes = append(changes, c)
	}
	return changes, seen, nil
}

// weigh says whether a change counts. The first time that a load meets a resource the page is right: it says
// what is there now, also when the source was set back to an earlier day.
func (w *walk) weigh(c *change, k kept, had bool) order {
	if !had {
		return newer
	}
	if k.gone == c.gone && (c.gone || k.digest == c.digest) {
		if c.against(k.version, k.at) == older {
			return older
		}
		if c.gone && c.against(k.version, k.at) == newer {
			return newer // it came back and went again: the number counts for what follows
		}
		return same
	}
	if w.cursor.phase == loading && k.load != w.cursor.load {
		return newer
	}
	if o := c.against(k.version, k.at); o != same {
		return o
	}
	return unclear // the same version with other words
}

// one asks the source for a resource as it is now.
func (w *walk) one(ctx context.Context, id string) (c change, err error) {
	err = w.s.fetch.get(ctx, w.src.Base+"/"+w.resourceType+"/"+id, w.token, func() error { return w.renew(ctx) }, func(in io.Reader) error {
		body, err := io.ReadAll(in)
		if err != nil {
			return err
		}
		var ok bool
		if c, ok = resourceOf(body, w.resourceType); !ok || c.id != id {
			if of, why, named := whyUnfit(body, w.resourceType); named && of == id {
				return &unfitError{why}
			}
			return &unfitError{whyOther}
		}
		return nil
	})
	if s := status(err); s == http.StatusNotFound || s == http.StatusGone {
		return change{id: id, gone: true}, nil
	}
	return c, w.unfit(err)
}
