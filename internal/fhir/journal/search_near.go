package journal

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// positions are where the resources of a type are, as the index says it, in memory: to ask the index for the hundreds
// of rows of a circle takes as long as all the rest of a question. They are right for every transaction that
// sees the same newest version of the type, and never change.
type positions struct {
	all param.Places
	seq int64 // of the newest version of the type; 0 without any
	// upTo is the number up to which no later version is known to be of the type.
	upTo atomic.Int64
}

// knows tells whether a transaction that sees the versions up to a number is known to see these positions.
func (p *positions) knows(seq int64) bool { return p != nil && p.seq <= seq && seq <= p.upTo.Load() }

// reach notes that none of the versions behind seq, up to a number, is of the type.
func (p *positions) reach(upTo int64) {
	for was := p.upTo.Load(); was < upTo && !p.upTo.CompareAndSwap(was, upTo); was = p.upTo.Load() {
	}
}

// nearby holds the newest positions of one parameter of a journal.
type nearby struct {
	newest atomic.Pointer[positions]
	making sync.Mutex
	// passed is how many rows of the index were read for want of positions since the newest were made.
	passed atomic.Int64
}

func (j *Journal) nearby(param string) *nearby {
	held, _ := j.near.LoadOrStore(param, &nearby{})
	return held.(*nearby)
}

// within gives the resources whose place lies in one of some circles.
func (s *search) within(ctx context.Context, key string, circles []*param.Near) (pks []int64, err error) {
	if len(circles) == 0 {
		return nil, nil
	}
	held := s.j.nearby(key)
	known, err := s.positions(ctx, held, key)
	if err != nil {
		return nil, err
	}
	if known != nil {
		for _, n := range circles {
			pks = known.all.Within(n, pks)
		}
		return pks, nil
	}
	var bands []param.Match
	for _, n := range circles {
		bands = append(bands, n.Bands()...)
	}
	pks, rows, err := banded(ctx, s.tx, key, bands)
	held.passed.Add(int64(rows))
	return pks, err
}

// positions gives those that the transaction sees, or nil: then the index is to be asked. They are made by the question
// that needs them, and made anew when that has become cheap beside what was read without them. So where a
// type is written all the time, they cost little and serve nobody.
func (s *search) positions(ctx context.Context, held *nearby, key string) (*positions, error) {
	if s.seen.Indexed != param.Scheme {
		return nil, nil // the index is being made, or is that of another program
	}
	known := held.newest.Load()
	if known.knows(s.seen.Seq) {
		return known, nil
	}
	var newest int64
	if err := s.tx.QueryRow(ctx, `SELECT COALESCE(max(seq), 0) FROM fhir_version WHERE type = $1`, s.of.Name).Scan(&newest); err != nil {
		return nil, err
	}
	if known != nil {
		switch {
		case newest == known.seq:
			known.reach(s.seen.Seq)
			return known, nil
		case newest < known.seq, held.passed.Load() < int64(bounds.again*len(known.all)):
			return nil, nil
		}
	}
	if !held.making.TryLock() {
		return nil, nil
	}
	defer held.making.Unlock()
	if held.newest.Load() != known {
		return nil, nil // somebody was first
	}
	if whole, err := s.isWhole(ctx); err != nil || !whole {
		return nil, err
	}
	all, err := s.readPlaces(ctx, key)
	if err != nil {
		return nil, err
	}
	made := &positions{all: all, seq: newest}
	made.reach(s.seen.Seq)
	held.newest.Store(made)
	held.passed.Store(0)
	return made, nil
}

// isWhole tells whether the index has each resource of the type: a second node may be making it anew when the first says
// that it is made.
func (s *search) isWhole(ctx context.Context) (whole bool, err error) {
	err = s.tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM fhir_index WHERE param = $1 AND value = '') = (SELECT count(*) FROM fhir_resource WHERE type = $2 AND gone = 0)`,
		s.of.Key(), s.of.Name).Scan(&whole)
	return whole, err
}

// readPlaces reads all that the index has of a parameter.
func (s *search) readPlaces(ctx context.Context, key string) (all param.Places, err error) {
	_, err = store.All(ctx, s.tx, func(row func(...any) error) (struct{}, error) {
		var value string
		var pk int64
		err := row(&value, &pk)
		if err == nil {
			all.Add(value, pk)
		}
		return struct{}{}, err
	}, `SELECT value, pk FROM fhir_index WHERE param = $1`, key)
	all.Sort()
	return all, err
}

// banded asks the index for what lies in circles, of which each match is a band, and says how many rows it read. What
// stands in a band comes as two texts: hundreds of rows cost the driver more than it costs to read them here.
func banded(ctx context.Context, tx *store.Tx, key string, bands []param.Match) (pks []int64, rows int, err error) {
	joined := `COALESCE(group_concat(pk), ''), COALESCE(group_concat(value, char(10)), '')`
	if tx.Dialect() == store.Postgres {
		joined = `COALESCE(string_agg(pk::text, ','), ''), COALESCE(string_agg(value, chr(10)), '')`
	}
	for part := range slices.Chunk(bands, bandsAtOnce) {
		queries, args := make([]string, len(part)), []any{key}
		for i := range part {
			m := &part[i]
			args = append(args, m.From, m.To)
			queries[i] = `SELECT ` + joined + ` FROM fhir_index WHERE param = $1 AND value >= ` + last(len(args)-1) + ` AND value < ` + last(len(args))
		}
		found, err := store.All(ctx, tx, func(row func(...any) error) (b band, err error) { return b, row(&b.pks, &b.values) }, strings.Join(queries, ` UNION ALL `), args...)
		if err != nil {
			return nil, 0, err
		}
		for i, b := range found {
			for b.values != "" {
				rows++
				var pk, value string
				pk, b.pks, _ = strings.Cut(b.pks, ",")
				value, b.values, _ = strings.Cut(b.values, "\n")
				if !part[i].Holds(value) {
					continue
				}
				n, err := strconv.ParseInt(pk, 10, 64)
				if err != nil {
					return nil, 0, err
				}
				pks = append(pks, n)
			}
		}
	}
	return pks, rows, nil
}

// band is what stands in a band, in the same order.
type band struct{ pks, values string }

// bandsAtOnce is how many bands one statement asks: a circle of 20 km has no more.
const bandsAtOnce = 20
