package ledger

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// MarshalText and UnmarshalText write a hash as people compare it.
func (h Hash) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h[:])), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (h *Hash) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(h) {
		return fault.New(fault.Invalid, "Dit is geen hash.", "expected a SHA-256 sum of 64 hexadecimal digits")
	}
	copy(h[:], b)
	return nil
}

// String gives the hash as people compare it.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Seal closes the entries from First to Last. Its JSON is what is published elsewhere.
type Seal struct {
	Number    int64     `json:"number"`
	At        time.Time `json:"at"`
	First     int64     `json:"first"`
	Last      int64     `json:"last"`
	Root      Hash      `json:"root"`
	Former    Hash      `json:"former"` // hash of the seal before; zeros for the first
	Key       string    `json:"key"`    // id of the key that signed
	Public    []byte    `json:"public"`
	Signature []byte    `json:"signature"` // Ed25519, over Message
}

// Message is what is signed: the byte 3, the name of the encoding, and number, moment, first, last,
// root and former.
func (s Seal) Message() []byte {
	h := s.content()
	return h[:]
}

func (s Seal) content() Hash {
	w := newEncoder(prefixSeal)
	w.text(sealName)
	w.number(s.Number)
	w.number(clock.Micros(s.At))
	w.number(s.First)
	w.number(s.Last)
	w.bytes(s.Root[:])
	w.bytes(s.Former[:])
	return w.sum()
}

// Hash is what the next seal holds of this one: everything, with its key and signature.
func (s Seal) Hash() Hash {
	content := s.content()
	w := newEncoder(prefixSeal)
	w.bytes(content[:])
	w.text(s.Key)
	w.bytes(s.Public)
	w.bytes(s.Signature)
	return w.sum()
}

// signed says whether the signature is right for the public key that stands beside it.
func (s Seal) signed() bool {
	return len(s.Public) == ed25519.PublicKeySize && ed25519.Verify(s.Public, s.Message(), s.Signature)
}

const sealColumns = `number, at, first, last, root, former, key_id, public_key, signature`

func scanSeal(row func(...any) error) (s Seal, err error) {
	var at int64
	var root, former []byte
	err = row(&s.Number, &at, &s.First, &s.Last, &root, &former, &s.Key, &s.Public, &s.Signature)
	s.At = clock.FromMicros(at)
	copy(s.Root[:], root)
	copy(s.Former[:], former)
	return s, err
}

// Seals gives at most limit seals with a number above after, in order.
func Seals(ctx context.Context, tx *store.Tx, after int64, limit int) ([]Seal, error) {
	return store.All(ctx, tx, scanSeal, `SELECT `+sealColumns+` FROM ledger_seal WHERE number > $1 ORDER BY number LIMIT $2`, after, limit)
}

// lastSeal gives the newest seal; one with number 0 before there is any.
func lastSeal(ctx context.Context, tx *store.Tx) (Seal, error) {
	all, err := store.All(ctx, tx, scanSeal, `SELECT `+sealColumns+` FROM ledger_seal ORDER BY number DESC LIMIT 1`)
	if err != nil || len(all) == 0 {
		return Seal{}, err
	}
	return all[0], nil
}

// mostSealed bounds the entries under one seal: a proof reads no more leaves than that.
const mostSealed = 4096

// nextSeal makes the seal that follows former, unsigned, with its leaves; ok is false when nothing is
// left to seal.
func nextSeal(ctx context.Context, tx *store.Tx, former Seal, now time.Time) (s Seal, leaves []Hash, ok bool, err error) {
	head, err := Head(ctx, tx)
	if err != nil || head <= former.Last {
		return Seal{}, nil, false, err
	}
	s = Seal{Number: former.Number + 1, At: now.UTC().Truncate(time.Microsecond), First: former.Last + 1, Last: min(head, former.Last+mostSealed)}
	if former.Number > 0 {
		s.Former = former.Hash()
	}
	rows, err := stubs(ctx, tx, s.First, s.Last)
	if err != nil {
		return Seal{}, nil, false, err
	}
	for i, r := range rows {
		if r.seq != s.First+int64(i) {
			return Seal{}, nil, false, &Problem{Seq: s.First + int64(i), What: Removed, EN: "its number is not there"}
		}
		leaves = append(leaves, r.leaf(r.seq))
	}
	if int64(len(leaves)) != s.Last-s.First+1 {
		return Seal{}, nil, false, &Problem{Seq: s.First + int64(len(leaves)), What: Removed, EN: "its number is not there"}
	}
	s.Root = rootOf(leaves)
	return s, leaves, true, nil
}

func insertSeal(ctx context.Context, tx *store.Tx, s Seal, leaves []Hash) error {
	_, err := tx.Exec(ctx, `INSERT INTO ledger_seal (`+sealColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		s.Number, clock.Micros(s.At), s.First, s.Last, s.Root[:], s.Former[:], s.Key, s.Public, s.Signature)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO ledger_leaves (seal, hashes) VALUES ($1, $2)`, s.Number, joined(leaves))
	return err
}

func joined(leaves []Hash) []byte {
	b := make([]byte, 0, len(leaves)*len(Hash{}))
	for _, l := range leaves {
		b = append(b, l[:]...)
	}
	return b
}

// leavesOf reads the leaves under a seal; nil when they are not there or are not whole.
func leavesOf(ctx context.Context, tx *store.Tx, s Seal) ([]Hash, error) {
	all, err := store.All(ctx, tx, func(row func(...any) error) (b []byte, err error) { return b, row(&b) },
		`SELECT hashes FROM ledger_leaves WHERE seal = $1`, s.Number)
	if err != nil || len(all) == 0 || int64(len(all[0])) != (s.Last-s.First+1)*int64(len(Hash{})) {
		return nil, err
	}
	leaves := make([]Hash, 0, s.Last-s.First+1)
	for b := all[0]; len(b) > 0; b = b[len(Hash{}):] {
		leaves = append(leaves, Hash(b[:len(Hash{})]))
	}
	return leaves, nil
}

// sign signs the seal with the current key.
func (s *Seal) sign(ring *keys.Ring) error {
	sig, err := ring.Sign(keys.ForSeals, s.Message())
	if err != nil {
		return err
	}
	s.Key, s.Public, s.Signature = sig.Key, sig.Public, sig.Value
	return nil
}

// Proof shows, to whoever has the seal's root from elsewhere, that an entry stands under it.
type Proof struct {
	Seq  int64 `json:"seq"`
	Leaf Hash  `json:"leaf"` // of the entry as it stands now
	Path
	Seal Seal `json:"seal"`
}

// Verdict says what a proof is worth.
type Verdict string

const (
	Proven     Verdict = "proven"
	Unproven   Verdict = "unproven"    // the entry is not under the seal, or the seal is not its key's
	UnknownKey Verdict = "unknown-key" // all fits, and the seal is signed with a key that the ring never had
)

// Verdict says whether the entry stands under the seal and the seal is signed with a key of the ring.
// The public key beside the seal says nothing by itself: anybody can make one.
func (p Proof) Verdict(ring *keys.Ring) (Verdict, error) {
	if !Verify(p.Seal.Root, p.Leaf, p.Path) || !p.Seal.signed() {
		return Unproven, nil
	}
	public, err := (&signers{ring: ring}).of(p.Seal.Key)
	switch {
	case err != nil:
		return Unproven, err
	case public == nil:
		return UnknownKey, nil
	case !public.Equal(ed25519.PublicKey(p.Seal.Public)):
		return Unproven, nil
	}
	return Proven, nil
}

// ProofOf makes the proof of the entry with a number. It is NotFound for a number that is not there,
// and a Conflict for an entry that no seal covers yet.
func ProofOf(ctx context.Context, tx *store.Tx, seq int64) (Proof, error) {
	seal, err := store.One(ctx, tx, scanSeal, `SELECT `+sealColumns+` FROM ledger_seal WHERE first <= $1 AND last >= $1 ORDER BY number LIMIT 1`, seq)
	if err == store.ErrNone {
		if head, err := Head(ctx, tx); err != nil || seq < 1 || seq > head {
			return Proof{}, firstError(err, fault.Missing("Deze regel staat niet in het logboek.", "there is no such entry"))
		}
		return Proof{}, fault.New(fault.Conflict, "Over deze regel is nog geen zegel. Dat komt binnen een minuut.", "no seal covers this entry yet; try again in a minute")
	}
	if err != nil {
		return Proof{}, err
	}
	rows, err := stubs(ctx, tx, seq, seq)
	if err != nil {
		return Proof{}, err
	}
	if len(rows) == 0 {
		return Proof{}, fault.Missing("Deze regel staat niet in het logboek.", "there is no such entry")
	}
	leaves, err := leavesOf(ctx, tx, seal)
	if err != nil {
		return Proof{}, err
	}
	p := Proof{Seq: seq, Leaf: rows[0].leaf(seq), Seal: seal, Path: Path{Index: seq - seal.First, Size: seal.Last - seal.First + 1}}
	if leaves != nil { // without them the proof does not hold, which is what it must say
		p.Hashes = pathTo(leaves, int(p.Index))
	}
	return p, nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
