package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// Problem is the first thing that is not as it was sealed.
type Problem struct {
	Seq  int64 // number of the entry; 0 when it is not about one
	Seal int64 // number of the seal; 0 when none covers it
	What What
	EN   string // in words, for an operator
}

// What says what happened to an entry or a seal.
type What string

const (
	Altered   What = "altered"
	Removed   What = "removed"
	Inserted  What = "inserted"
	Reordered What = "reordered"
)

// Error implements error.
func (p *Problem) Error() string {
	switch {
	case p.Seq != 0 && p.Seal != 0:
		return fmt.Sprintf("entry %d (under seal %d) was %s: %s", p.Seq, p.Seal, p.What, p.EN)
	case p.Seq != 0:
		return fmt.Sprintf("entry %d was %s: %s", p.Seq, p.What, p.EN)
	case p.Seal != 0:
		return fmt.Sprintf("seal %d was %s: %s", p.Seal, p.What, p.EN)
	}
	return fmt.Sprintf("%s: %s", p.What, p.EN)
}

// Checked says how far a check came.
type Checked struct {
	Entries  int64 // under a seal, and as they were sealed
	Removed  int64 // of these, looks that were kept long enough
	Seals    int64
	Unsealed int64 // after the last seal: only their numbers could be looked at
	OldKeys  int64 // seals signed with a key that was retired
	Late     int64 // seals made much later than an entry under them
	LateAt   int64 // number of the first of these
}

// lateAfter is when a seal is late: until then an entry could be changed unseen. A program that was
// stopped hard, or a database that could not be written, does so too.
const lateAfter = 10 * time.Minute

// CheckOptions are the choices of who checks.
type CheckOptions struct {
	From int64 // number of the entry to begin with; 0 for all
	// Published are seals that were told elsewhere: they are believed rather than those in the database.
	Published []Seal
	// Anchor is what the file beside the key file names; zero without one. It must be read before tx
	// begins, because it is written after the database is.
	Anchor Tip
}

// Check reads the ledger as it stands in tx's moment and proves that no entry under a seal was
// altered, removed, inserted or moved since. The Problem is the first one in the order of the ledger;
// nil when there is none.
func Check(ctx context.Context, tx *store.Tx, ring *keys.Ring, opt CheckOptions) (done Checked, found *Problem, err error) {
	c := &checker{tx: tx, trust: signers{ring: ring}, keys: ring.IDs(), anchor: opt.Anchor, published: map[int64]Seal{}}
	if c.now, err = tx.Now(ctx); err != nil {
		return done, nil, err
	}
	if c.rules, err = Retentions(ctx, tx); err != nil {
		return done, nil, err
	}
	for _, s := range opt.Published {
		c.published[s.Number] = s
	}
	found, err = c.run(ctx, opt.From)
	return c.done, found, err
}

type checker struct {
	tx        *store.Tx
	trust     signers
	keys      []string // that were not retired
	anchor    Tip
	published map[int64]Seal
	rules     []Retention
	now       time.Time
	done      Checked
}

func (c *checker) run(ctx context.Context, from int64) (*Problem, error) {
	if from <= 1 {
		if p, err := c.before(ctx); p != nil || err != nil {
			return p, err
		}
	}
	var former Seal
	for {
		here, err := c.next(ctx, former.Number)
		if err != nil {
			return nil, err
		}
		if here == nil {
			break
		}
		s := here.believed
		if p, err := c.chain(here, former); p != nil || err != nil {
			return p, err
		}
		if s.Last >= from {
			if p, err := c.rows(ctx, here); p != nil || err != nil {
				return p, err
			}
		}
		if p := here.stored(); p != nil {
			return p, nil
		}
		c.done.Seals++
		former = s
		if !slices.Contains(c.keys, s.Key) {
			c.done.OldKeys++
		}
	}
	if former.Number < c.anchor.Number {
		return c.anchor.lost(anchorKnows), nil
	}
	if p, err := c.stray(ctx, former.Number); p != nil || err != nil {
		return p, err
	}
	return c.tail(ctx, former.Last)
}

// place is a seal to be checked: as it stands in the database, and the one to believe.
type place struct {
	believed Seal
	row      Seal // zero when the database has none
	gap      bool // a number was skipped
	trusted  bool // believed was published
}

// next gives the seal after number; nil at the end.
func (c *checker) next(ctx context.Context, number int64) (*place, error) {
	rows, err := Seals(ctx, c.tx, number, 1)
	if err != nil {
		return nil, err
	}
	var here place
	if len(rows) > 0 {
		here.row, here.believed = rows[0], rows[0]
		here.gap = rows[0].Number != number+1
	}
	if s, ok := c.published[number+1]; ok {
		here.believed, here.trusted = s, true
		if here.gap {
			here.row, here.gap = Seal{}, false
		}
	}
	if here.believed.Number == 0 {
		return nil, nil
	}
	return &here, nil
}

// chain says what is wrong with a seal itself.
func (c *checker) chain(here *place, former Seal) (*Problem, error) {
	s := here.believed
	if here.gap {
		return &Problem{Seal: former.Number + 1, What: Removed, EN: fmt.Sprintf("seal %d follows seal %d", s.Number, former.Number)}, nil
	}
	if p, err := c.trust.follows(s, former, here.trusted); p != nil || err != nil {
		return p, err
	}
	if s.Number == c.anchor.Number && s.Hash() != c.anchor.Hash {
		return c.anchor.other(anchorKnows), nil
	}
	return nil, nil
}

// stored says what is wrong with a seal in the database when its published one is right.
func (here *place) stored() *Problem {
	switch {
	case !here.trusted || here.row.Hash() == here.believed.Hash():
		return nil
	case here.row.Number == 0:
		return &Problem{Seal: here.believed.Number, What: Removed, EN: "it was published, and is not in the database"}
	}
	return &Problem{Seal: here.believed.Number, What: Altered, EN: "it is not the seal that was published"}
}

// rows proves the entries under a seal, and names the first that does not fit.
func (c *checker) rows(ctx context.Context, here *place) (*Problem, error) {
	s := here.believed
	// One more is read, so that a shift at the end can be told from an alteration.
	rows, err := stubs(ctx, c.tx, s.First, s.Last+1)
	if err != nil {
		return nil, err
	}
	leaves, err := leavesOf(ctx, c.tx, s)
	if err != nil {
		return nil, err
	}
	whole := leaves != nil && rootOf(leaves) == s.Root
	misfit, p := c.fit(rows, s, leaves, whole)
	if p != nil {
		return p, nil
	}
	if misfit > 0 {
		// Where the last entry was taken out, the first one under the next seal may stand.
		after, err := c.next(ctx, s.Number)
		if err != nil {
			return nil, err
		}
		if after != nil {
			next, err := leavesOf(ctx, c.tx, after.believed)
			if err != nil {
				return nil, err
			}
			leaves = append(leaves, next[:min(len(next), 1)]...)
		}
		return explain(rows, s, leaves, misfit), nil
	}
	if !whole {
		return &Problem{Seal: s.Number, What: Altered, EN: "its list of leaves is not the one that was sealed"}, nil
	}
	c.late(rows, s)
	return nil, nil
}

// late counts a seal that came long after an entry under it.
func (c *checker) late(rows []held, s Seal) {
	before := clock.Micros(s.At.Add(-lateAfter))
	if slices.ContainsFunc(rows, func(r held) bool { return r.seq <= s.Last && r.at < before }) {
		if c.done.Late == 0 {
			c.done.LateAt = s.Number
		}
		c.done.Late++
	}
}

// fit compares rows with the leaves of a seal; whole says that these are as they were sealed. It gives
// the first number at which something else stands, or what is wrong when that is plain.
func (c *checker) fit(rows []held, s Seal, leaves []Hash, whole bool) (misfit int64, _ *Problem) {
	at := make(map[int64]held, len(rows))
	for _, r := range rows {
		at[r.seq] = r
	}
	var now []Hash
	var removed int64
	for seq := s.First; seq <= s.Last; seq++ {
		r, there := at[seq]
		switch {
		case !there && whole:
			return seq, nil
		case !there:
			return 0, &Problem{Seq: seq, Seal: s.Number, What: Removed, EN: "its number is not there"}
		case r.twice:
			return 0, &Problem{Seq: seq, Seal: s.Number, What: Inserted, EN: "it stands there, and is said to be removed as well"}
		case whole && r.leaf(seq) != leaves[seq-s.First]:
			return seq, nil
		case r.removed && !mayBeGone(c.rules, r.stub, c.now):
			return 0, &Problem{Seq: seq, Seal: s.Number, What: Removed, EN: "it had not been kept long enough"}
		}
		if r.removed {
			removed++
		}
		if !whole {
			now = append(now, r.leaf(seq))
		}
	}
	if !whole && rootOf(now) != s.Root {
		return 0, &Problem{Seq: s.First, Seal: s.Number, What: Altered,
			EN: fmt.Sprintf("it, or another one up to %d; the list that would say which one was altered too", s.Last)}
	}
	c.done.Entries += s.Last - s.First + 1
	c.done.Removed += removed
	return 0, nil
}

// explain says what happened at the first number that does not fit, from where its entry went and
// where the one that stands there came from. leaves may go on with those of the next seal.
func explain(rows []held, s Seal, leaves []Hash, seq int64) *Problem {
	p := &Problem{Seq: seq, Seal: s.Number}
	var here *held
	moved := int64(0) // where the entry that belongs here stands now
	for i := range rows {
		if rows[i].seq == seq {
			here = &rows[i]
		} else if rows[i].leaf(seq) == leaves[seq-s.First] {
			moved = rows[i].seq
		}
	}
	came := int64(0) // where the entry that stands here belongs
	if here != nil {
		for i, l := range leaves {
			if at := s.First + int64(i); at != seq && here.leaf(at) == l {
				came = at
			}
		}
	}
	switch {
	case here == nil && moved == 0:
		p.What, p.EN = Removed, "its number is not there"
	case here == nil:
		p.What, p.EN = Reordered, fmt.Sprintf("it stands at %d", moved)
	case here.removed:
		p.What, p.EN = Removed, "what is left of it does not fit"
	case moved != 0 && came != 0:
		p.What, p.EN = Reordered, fmt.Sprintf("it stands at %d, and %d stands here", moved, came)
	case moved != 0:
		p.What, p.EN = Inserted, fmt.Sprintf("entry %s stands here, and what belongs here stands at %d", here.id, moved)
	case came != 0:
		p.What, p.EN = Removed, fmt.Sprintf("what belongs at %d stands here", came)
	default:
		p.What, p.EN = Altered, "it is not what was sealed"
	}
	return p
}

// before looks for what stands outside the numbers.
func (c *checker) before(ctx context.Context) (*Problem, error) {
	var low int64
	if err := c.tx.QueryRow(ctx, `SELECT coalesce(min(seq), 1) FROM (SELECT seq FROM ledger_seq UNION ALL SELECT seq FROM ledger_removed) s`).Scan(&low); err != nil {
		return nil, err
	}
	if low < 1 {
		return &Problem{Seq: low, What: Inserted, EN: "numbers begin at 1"}, nil
	}
	return nil, nil
}

// stray looks for rows that belong to no number or seal.
func (c *checker) stray(ctx context.Context, last int64) (*Problem, error) {
	var number int64
	if err := c.tx.QueryRow(ctx, `SELECT coalesce(max(seal), 0) FROM ledger_leaves`).Scan(&number); err != nil {
		return nil, err
	}
	if number > last {
		return &Problem{Seal: number, What: Removed, EN: "its list of leaves is there, and the seal is not"}, nil
	}
	lost, err := store.All(ctx, c.tx, func(row func(...any) error) (id EntryID, err error) { return id, row(&id) },
		`SELECT e.id FROM ledger_entry e WHERE NOT EXISTS (SELECT 1 FROM ledger_seq q WHERE q.entry = e.id)
		AND NOT EXISTS (SELECT 1 FROM ledger_pending p WHERE p.entry = e.id) ORDER BY e.id LIMIT 1`)
	if err != nil || len(lost) == 0 {
		return nil, err
	}
	return &Problem{What: Inserted, EN: "entry " + string(lost[0]) + " has no number"}, nil
}

// tail looks at the numbers after the last seal.
func (c *checker) tail(ctx context.Context, last int64) (*Problem, error) {
	for want := last + 1; ; {
		rows, err := stubs(ctx, c.tx, want, want+mostSealed-1)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.seq != want {
				return &Problem{Seq: want, What: Removed, EN: fmt.Sprintf("number %d is not there, and %d is", want, r.seq)}, nil
			}
			if r.removed || r.twice {
				return &Problem{Seq: want, What: Removed, EN: "it was taken away before it had a seal"}, nil
			}
			want++
			c.done.Unsealed++
		}
		if len(rows) == 0 {
			var beyond int64
			err := c.tx.QueryRow(ctx, `SELECT coalesce(min(seq), 0) FROM (SELECT seq FROM ledger_seq UNION ALL SELECT seq FROM ledger_removed) s WHERE seq >= $1`, want).Scan(&beyond)
			if err == nil && beyond > 0 {
				return &Problem{Seq: want, What: Removed, EN: fmt.Sprintf("number %d is not there, and %d is", want, beyond)}, nil
			}
			return nil, err
		}
	}
}
