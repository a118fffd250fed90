package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// Hash is a SHA-256 sum.
type Hash [sha256.Size]byte

// The first byte of what is hashed says what it is, so that a hash of one thing never passes for that
// of another. 0 and 1 are those of RFC 6962.
const (
	prefixLeaf = 0
	prefixNode = 1
	prefixBody = 2
	prefixSeal = 3
)

// The names of the encodings below; another encoding gets another name.
const (
	leafName = "eerstelijn ledger leaf 1"
	bodyName = "eerstelijn ledger body 1"
	sealName = "eerstelijn ledger seal 1"
)

// stub is what a leaf is made of: what retention looks at, and a hash of the rest. When a look is
// removed its stub stays, so that the leaf can still be computed, and so that it can be seen that the
// look was old enough.
type stub struct {
	seq    int64
	at     int64 // microseconds since 1970
	sort   string
	region string
	body   Hash
}

// stubOf makes the stub of an entry whose subjects are in order. The body is, each text preceded by
// its length in 4 bytes and each number in 8 (big-endian): the name of the encoding; id, person, name,
// organization, role, on behalf of, session; assurance; via, origin, act, outcome, reason, policy,
// purpose, relation, consent; emergency; area, trace, source; 1 and the number found, or 0; the number
// of subjects, and of each its type and id; and the change.
func stubOf(e *Entry) stub {
	w := newEncoder(prefixBody)
	w.text(bodyName)
	for _, s := range [...]string{string(e.ID), e.Person, string(e.Name), e.Organization, e.Role, e.OnBehalfOf, e.Session} {
		w.text(s)
	}
	w.number(int64(e.Assurance))
	for _, s := range [...]string{e.Via, e.Origin, e.Act, string(e.Outcome), e.Reason, e.Policy, e.Grounds.Purpose, e.Grounds.Relation, e.Grounds.Consent} {
		w.text(s)
	}
	w.truth(e.Grounds.Emergency)
	for _, s := range [...]string{e.Area, e.Trace, e.Source} {
		w.text(s)
	}
	w.truth(e.Found != nil)
	if e.Found != nil {
		w.number(*e.Found)
	}
	w.number(int64(len(e.Subjects)))
	for _, s := range e.Subjects {
		w.text(s.Type)
		w.text(s.ID)
	}
	w.text(string(e.Change))
	return stub{seq: e.Seq, at: clock.Micros(e.At), sort: e.Sort, region: e.Region, body: w.sum()}
}

// leaf is the leaf as if the stub stood at seq: its number, moment, sort and region, and its body.
func (s stub) leaf(seq int64) Hash {
	w := newEncoder(prefixLeaf)
	w.text(leafName)
	w.number(seq)
	w.number(s.at)
	w.text(s.sort)
	w.text(s.region)
	w.bytes(s.body[:])
	return w.sum()
}

// encoder writes fields so that two different lists of fields never give the same bytes.
type encoder struct {
	h   hash.Hash
	buf [8]byte
}

func newEncoder(prefix byte) *encoder {
	w := &encoder{h: sha256.New()}
	w.h.Write([]byte{prefix})
	return w
}

func (w *encoder) text(s string) { w.bytes([]byte(s)) }

func (w *encoder) bytes(b []byte) {
	binary.BigEndian.PutUint32(w.buf[:4], uint32(len(b)))
	w.h.Write(w.buf[:4])
	w.h.Write(b)
}

func (w *encoder) number(n int64) {
	binary.BigEndian.PutUint64(w.buf[:], uint64(n))
	w.h.Write(w.buf[:])
}

func (w *encoder) truth(b bool) {
	var n int64
	if b {
		n = 1
	}
	w.number(n)
}

func (w *encoder) sum() (h Hash) {
	w.h.Sum(h[:0])
	return h
}

// held is what stands at a number: an entry, or what is left of one.
type held struct {
	stub
	id      EntryID // of an entry
	removed bool    // only a stub is left
	twice   bool    // an entry and a stub: somebody put one of them there
}

// stubsAtOnce is how many entries are in memory at a time, with all that they say, to make stubs of; tests make
// it small.
var stubsAtOnce int64 = 500

// stubs reads what stands at the numbers from first to last, in order.
func stubs(ctx context.Context, tx *store.Tx, first, last int64) (all []held, err error) {
	for from := first; from <= last; from += stubsAtOnce {
		some, err := someStubs(ctx, tx, from, min(from+stubsAtOnce-1, last))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// someStubs is stubs for so few numbers that what stands there may be in memory at once.
func someStubs(ctx context.Context, tx *store.Tx, first, last int64) (all []held, err error) {
	entries, err := After(ctx, tx, first-1, int(last-first+1))
	if err != nil {
		return nil, err
	}
	removed, err := store.All(ctx, tx, func(row func(...any) error) (s stub, err error) {
		var body []byte
		err = row(&s.seq, &s.at, &s.sort, &s.region, &body)
		copy(s.body[:], body)
		return s, err
	}, `SELECT seq, at, sort, region, body FROM ledger_removed WHERE seq BETWEEN $1 AND $2 ORDER BY seq`, first, last)
	if err != nil {
		return nil, err
	}
	for len(entries) > 0 || len(removed) > 0 {
		switch {
		case len(entries) > 0 && entries[0].Seq > last:
			entries = nil
		case len(entries) == 0 || len(removed) > 0 && removed[0].seq < entries[0].Seq:
			all = append(all, held{stub: removed[0], removed: true})
			removed = removed[1:]
		default:
			h := held{stub: stubOf(&entries[0]), id: entries[0].ID}
			if h.twice = len(removed) > 0 && removed[0].seq == h.seq; h.twice {
				removed = removed[1:]
			}
			all, entries = append(all, h), entries[1:]
		}
	}
	return all, nil
}
