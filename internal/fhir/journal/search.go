package journal

import (
	"context"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// Page is a part of what a search finds.
type Page struct {
	Matches  []Version
	Included []Version
	// Next is the cursor of the next page; empty on the last.
	Next string
	// Total is the number of all matches; -1 when it was not counted.
	Total int64
	// UpTo is the newest moment that the page takes into account: from it a history goes on where the page
	// was. Zero while nothing was ever saved.
	UpTo time.Time
}

// Search gives a page of the resources that are as asked, as they are now. In an order that nothing
// changes (as first known, or by id) walking all pages gives each resource that was there all the time
// once, whatever is written meanwhile. In any other order a resource that changes meanwhile changes place.
func (j *Journal) Search(ctx context.Context, q *param.Query) (page Page, err error) {
	defer fault.Wrap(&err, "journal.Search(%s)", q.Type.Name)
	err = j.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		page, err = j.page(ctx, tx, q)
		return err
	})
	return page, err
}

// page is Search in a transaction.
func (j *Journal) page(ctx context.Context, tx *store.Tx, q *param.Query) (page Page, err error) {
	page.Total = -1
	seen, err := store.One(ctx, tx, scanProgress, `SELECT `+progressColumns+` FROM fhir_progress WHERE name = 'journal'`)
	if err != nil {
		return page, err
	}
	if clock.Micros(seen.At) > 0 {
		page.UpTo = seen.At
	}
	s := &search{j: j, tx: tx, seen: seen, of: q.Type, sort: q.Sort, after: q.After}
	if err := s.resolve(ctx, q.All); err != nil {
		return page, err
	}
	if q.Total || q.Summary == param.CountOnly {
		if page.Total, err = s.count(ctx); err != nil || q.Summary == param.CountOnly {
			return page, err
		}
	}
	hits, err := s.hits(ctx, q.Count+1)
	if err != nil {
		return page, err
	}
	if len(hits) > q.Count {
		hits = hits[:q.Count]
		page.Next = q.Next(hits[q.Count-1].position(q.Sort.By))
	} else if q.After == nil {
		page.Total = int64(len(hits)) // all there is: nothing needed counting
	}
	if page.Matches, err = versions(ctx, tx, pks(hits)); err != nil {
		return page, err
	}
	page.Included, err = include(ctx, tx, page.Matches, q.Include)
	return page, err
}

// search answers one question in one transaction.
type search struct {
	j     *Journal
	tx    *store.Tx
	seen  Progress // as the transaction sees it
	of    *param.Type
	sort  param.Sort
	after *param.Position
	terms
}

// hit is a match on its way to a page, with what its order goes by.
type hit struct {
	pk    int64
	value string // the id, or the name as it is sorted
	seq   int64
}

func (h hit) position(by param.Order) param.Position {
	if by == param.ByUpdated {
		return param.Position{Key: h.seq}
	}
	return param.Position{Value: h.value, Key: h.pk}
}

func pks(hits []hit) []int64 {
	all := make([]int64, len(hits))
	for i, h := range hits {
		all[i] = h.pk
	}
	return all
}

// versions gives the newest versions of resources, in the order in which they are asked.
func versions(ctx context.Context, tx *store.Tx, pks []int64) ([]Version, error) {
	found := make(map[int64]Version, len(pks))
	for part := range padded(pks) {
		some, err := store.All(ctx, tx, scan, `SELECT `+columns+` FROM fhir_resource r JOIN fhir_version v ON v.pk = r.pk AND v.version = r.version
			WHERE r.gone = 0 AND r.pk IN `+list(len(part)), part...)
		if err != nil {
			return nil, err
		}
		for _, v := range some {
			found[v.PK] = v
		}
	}
	all := make([]Version, 0, len(pks))
	for _, pk := range pks {
		if v, ok := found[pk]; ok {
			all = append(all, v)
		}
	}
	return all, nil
}

// mostIncluded bounds what comes along with a page. A part of it would mislead, so more is refused.
const mostIncluded = 2000

// include gives what a page's matches refer to, or what refers to them, each once and no match again.
func include(ctx context.Context, tx *store.Tx, matches []Version, asked []param.Include) ([]Version, error) {
	there := make(map[int64]bool, len(matches))
	for i := range matches {
		there[matches[i].PK] = true
	}
	var found []int64
	for _, inc := range asked {
		var some []int64
		var err error
		if inc.Reverse {
			some, err = referring(ctx, tx, inc, matches)
		} else {
			some, err = referred(ctx, tx, inc, matches)
		}
		if err != nil {
			return nil, err
		}
		for _, pk := range some {
			if !there[pk] {
				there[pk] = true
				found = append(found, pk)
			}
		}
		if len(found) > mostIncluded {
			name := "_include"
			if inc.Reverse {
				name = "_revinclude"
			}
			return nil, fault.InvalidField(name, "Dit is te veel om mee te sturen. Vraag kleinere bladzijden met _count, of zoek dit apart.",
				"too many resources to include; ask smaller pages with _count, or search for them apart")
		}
	}
	return versions(ctx, tx, found)
}

// referred gives what matches refer to by a parameter.
func referred(ctx context.Context, tx *store.Tx, inc param.Include, matches []Version) (pks []int64, err error) {
	byType := map[string][]string{}
	for i := range matches {
		if matches[i].Type != inc.From.Name {
			continue
		}
		refs, err := param.References(inc.Param, matches[i].Body)
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			kind, id, _ := strings.Cut(ref, "/")
			if inc.Target == nil || inc.Target.Name == kind {
				byType[kind] = append(byType[kind], id)
			}
		}
	}
	for _, kind := range inc.Param.Targets {
		some, err := withIDs(ctx, tx, kind, byType[kind])
		if err != nil {
			return nil, err
		}
		pks = append(pks, some...)
	}
	return pks, nil
}

// referring gives what refers to matches by a parameter, one more than may be included at most.
func referring(ctx context.Context, tx *store.Tx, inc param.Include, matches []Version) (all []int64, err error) {
	refs := make([]string, len(matches))
	for i := range matches {
		refs[i] = matches[i].String()
	}
	for part := range padded(refs) {
		some, err := store.All(ctx, tx, oneOf[int64], `SELECT pk FROM fhir_index WHERE param = `+last(len(part)+1)+` AND value IN `+list(len(part))+
			` ORDER BY pk LIMIT `+last(len(part)+2), append(part, inc.Param.Key(), mostIncluded+len(matches)+1)...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// withIDs gives the resources of a type that have some ids and are not gone.
func withIDs(ctx context.Context, tx *store.Tx, kind string, ids []string) (pks []int64, err error) {
	for part := range padded(ids) {
		some, err := store.All(ctx, tx, oneOf[int64], `SELECT pk FROM fhir_resource WHERE gone = 0 AND type = `+last(len(part)+1)+` AND id IN `+list(len(part)), append(part, kind)...)
		if err != nil {
			return nil, err
		}
		pks = append(pks, some...)
	}
	return pks, nil
}

func oneOf[T any](row func(...any) error) (v T, err error) { return v, row(&v) }

// padded cuts a list in pieces whose lengths are few, so that statements stay prepared: the last one is
// filled up with its own first value, which finds nothing more.
func padded[T any](values []T) func(yield func([]any) bool) {
	return func(yield func([]any) bool) {
		for len(values) > 0 {
			size := 1
			for size < len(values) && size < atOnce {
				size *= 2
			}
			n := min(size, len(values))
			part := make([]any, size, size+2)
			for i := range part {
				part[i] = values[0]
				if i < n {
					part[i] = values[i]
				}
			}
			if !yield(part) {
				return
			}
			values = values[n:]
		}
	}
}
