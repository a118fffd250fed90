package mirror

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/store"
)

const (
	pageSize   = "500"
	chunk      = 250     // changes in one transaction, so that nobody's write waits long behind it
	chunkBytes = 4 << 20 // and what they may weigh together
	sweepStep  = 50
	mostPages  = 100_000
)

// refersTo gives the ids of what a service is provided by and where it is given or comes.
func refersTo(service []byte) (organization string, locations []string) {
	refs := importer.References(service)
	for _, l := range refs.Locations {
		if idForm.MatchString(l) {
			locations = append(locations, l)
		}
	}
	if idForm.MatchString(refs.Organization) {
		organization = refs.Organization
	}
	return organization, locations
}

// pull brings one type up to the present.
func (r *run) pull(ctx context.Context, resourceType string) error {
	w := &walk{run: r, resourceType: resourceType, passing: map[string]fault.Text{}}
	err := r.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		w.cursor, err = readCursor(ctx, tx, r.src.ID, resourceType)
		return err
	})
	if err == nil {
		err = w.named(ctx)
	}
	if err != nil {
		return err
	}
	for again := false; ; {
		switch w.cursor.phase {
		case loading:
			err = w.load(ctx)
		case sweeping:
			err = w.sweep(ctx)
		default:
			var forgotten bool
			switch forgotten, err = w.follow(ctx); {
			case !forgotten:
				return err
			case again: // it refuses also the moment that it gave just now
				return errNoHistory
			}
			again, err = true, w.anew(ctx)
		}
		if err != nil {
			return err
		}
	}
}

// walk is a way through the pages of one type.
type walk struct {
	*run
	resourceType string
	cursor       cursor
	skipped      int // on the pages of this walk
	entries      int
	pages        visited
	waiting      []change
	weight       int
	passing      map[string]fault.Text // resources that cannot be taken, not written yet
	passed       map[string]bool       // those that could not be in an earlier run
	refused      int
}

// anew starts a load.
func (w *walk) anew(ctx context.Context) error {
	next := cursor{phase: loading, load: w.cursor.load + 1}
	return w.commit(ctx, next, nil)
}

// commit writes what waits and moves the cursor, in one transaction.
func (w *walk) commit(ctx context.Context, to cursor, changes []change) error {
	err := w.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := w.put(ctx, tx, changes); err != nil {
			return err
		}
		if err := w.passTx(ctx, tx, w.passing, w.takenNow(changes)); err != nil {
			return err
		}
		return writeCursor(ctx, tx, w.src.ID, w.resourceType, to)
	})
	if err == nil {
		w.cursor = to
		clear(w.passing)
	}
	return err
}

// load reads everything that is there now, a page at a time. Where it ended stands in the cursor, so that a
// run that died goes on there.
func (w *walk) load(ctx context.Context) error {
	first := w.src.Base + "/" + w.resourceType + "?_count=" + pageSize
	address := first
	if w.cursor.page != "" {
		address = w.cursor.page
	}
	w.begin()
	for {
		p, err := w.page(ctx, address)
		if s := status(err); address != first && (s == http.StatusBadRequest || s == http.StatusNotFound || s == http.StatusGone) {
			// The source has forgotten where we were.
			if w.pages.has(first) {
				return err
			}
			if err := w.anew(ctx); err != nil {
				return err
			}
			w.begin()
			address = first
			continue
		}
		if err != nil {
			return err
		}
		to := w.cursor
		if address == first {
			to.since = p.updated
		}
		if to.page, err = w.next(address, p.next); err != nil {
			return err
		}
		if to.page == "" {
			to.phase = sweeping
		}
		to.skipped += w.skipped
		w.skipped = 0
		if err := w.flush(ctx, &to); err != nil {
			return err
		}
		if to.page == "" {
			return nil
		}
		address = to.page
	}
}

// sweep asks for what the load did not meet: it ended, or it moved between two pages.
func (w *walk) sweep(ctx context.Context) error {
	for {
		var ids []string
		err := w.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			ids, err = unseen(ctx, tx, w.src.ID, w.resourceType, w.cursor.load)
			return err
		})
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			to := w.cursor
			to.phase = following
			if to.since == "" {
				if err := w.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
					to.since, err = newest(ctx, tx, w.src.ID, w.resourceType)
					return err
				}); err != nil {
					return err
				}
			}
			return w.commit(ctx, to, nil)
		}
		var now []change
		to := w.cursor
		for _, id := range ids {
			c, err := w.one(ctx, id)
			if bad, ok := errors.AsType[*unfitError](err); ok {
				w.pass(id, bad.why)
				to.skipped++
				continue
			}
			if err != nil {
				return err
			}
			now = append(now, c)
		}
		if err := w.commit(ctx, to, now); err != nil {
			return err
		}
	}
}

// follow reads what changed since the watermark, which moves when the last page of it is written. The source
// may have forgotten what was that long ago.
func (w *walk) follow(ctx context.Context) (forgotten bool, err error) {
	address := w.src.Base + "/" + w.resourceType + "/_history?_count=" + pageSize
	if w.cursor.since != "" {
		address += "&_since=" + url.QueryEscape(w.cursor.since)
	}
	w.begin()
	to := w.cursor
	for first := true; ; first = false {
		p, err := w.page(ctx, address)
		if s := status(err); first && w.cursor.since != "" && (s == http.StatusGone || s == http.StatusBadRequest) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if first {
			to.since = p.updated
		}
		next, err := w.next(address, p.next)
		if err != nil {
			return false, err
		}
		if next == "" {
			if to.since == "" {
				if to.since, err = w.newest(ctx); err != nil {
					return false, err
				}
			}
			to.skipped += w.skipped
			return false, w.flush(ctx, &to)
		}
		if err := w.flush(ctx, nil); err != nil {
			return false, err
		}
		address = next
	}
}

// newest gives the last moment of what came, for a source that does not tell its own.
func (w *walk) newest(ctx context.Context) (at string, err error) {
	if err := w.flush(ctx, nil); err != nil {
		return "", err
	}
	err = w.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		at, err = newest(ctx, tx, w.src.ID, w.resourceType)
		return err
	})
	return at, err
}

// begin forgets the pages of an earlier walk.
func (w *walk) begin() {
	w.pages, w.entries, w.waiting, w.weight, w.skipped = visited{}, 0, nil, 0, 0
}

// page reads a page; what is full is written on the way.
func (w *walk) page(ctx context.Context, address string) (p page, err error) {
	if w.pages.has(address) || len(w.pages) >= mostPages {
		return p, errLoop
	}
	w.pages.add(address)
	entries, skipped := w.entries, w.skipped
	err = w.s.fetch.get(ctx, address, w.token, func() error { return w.renew(ctx) }, func(in io.Reader) error {
		w.entries, w.skipped = entries, skipped // a page that broke off is read again
		var n int
		var err error
		p, n, err = readPage(in, w.resourceType, func(c change) error { return w.meet(ctx, c) })
		w.skipped += n
		if w.entries += n; err == nil && w.entries > w.src.Most {
			err = errTooMany
		}
		return err
	})
	if err == nil {
		maps.Copy(w.passing, p.passed)
	}
	return p, err
}

// next gives the address after a page; ” is none.
func (w *walk) next(address, link string) (string, error) {
	if link == "" {
		return "", nil
	}
	to, err := nextAddress(w.src.Base, address, link)
	if err == nil && w.pages.has(to) {
		err = errLoop
	}
	return to, err
}
