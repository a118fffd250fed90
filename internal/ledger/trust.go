package ledger

import (
	"context"
	"crypto/ed25519"
	"fmt"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// signers are the public keys of a ring, each looked up once: a check asks for one with every seal.
type signers struct {
	ring  *keys.Ring
	known map[string]ed25519.PublicKey
}

// of gives the public key of a key's id; nil for one that the ring never had.
func (k *signers) of(id string) (ed25519.PublicKey, error) {
	if public, ok := k.known[id]; ok {
		return public, nil
	}
	public, err := k.ring.Public(keys.ForSeals, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	if k.known == nil {
		k.known = map[string]ed25519.PublicKey{}
	}
	k.known[id] = public
	return public, nil
}

// follows says what is wrong with a seal by itself and after the one before it; former is zero for the
// first. A stranger's key is wrong unless trusted says that the seal was published.
func (k *signers) follows(s, former Seal, trusted bool) (*Problem, error) {
	wrong := func(en string) *Problem { return &Problem{Seal: s.Number, What: Altered, EN: en} }
	var link Hash
	if former.Number > 0 {
		link = former.Hash()
	}
	switch {
	case !s.signed():
		return wrong("its signature does not fit"), nil
	case s.First != former.Last+1 || s.Last < s.First:
		return wrong(fmt.Sprintf("it begins at entry %d, not %d", s.First, former.Last+1)), nil
	case s.Former != link:
		return wrong("it does not follow the seal before it"), nil
	}
	return k.vouches(s, trusted)
}

// next is follows for a seal that must have the next number and a key of the ring.
func (k *signers) next(s, former Seal) (*Problem, error) {
	if s.Number != former.Number+1 {
		return &Problem{Seal: former.Number + 1, What: Removed, EN: fmt.Sprintf("seal %d follows seal %d", s.Number, former.Number)}, nil
	}
	return k.follows(s, former, false)
}

// vouches says what is wrong with the key of a seal.
func (k *signers) vouches(s Seal, trusted bool) (*Problem, error) {
	public, err := k.of(s.Key)
	switch {
	case err != nil:
		return nil, err
	case public == nil && !trusted:
		return &Problem{Seal: s.Number, What: Altered, EN: "it is signed with a key that is not, and never was, in the key file: " + s.Key}, nil
	case public != nil && !public.Equal(ed25519.PublicKey(s.Public)):
		return &Problem{Seal: s.Number, What: Altered, EN: "it is signed with another key than " + s.Key}, nil
	}
	return nil, nil
}

// former gives the seal to go on from, when it can be trusted: the seals that the tips name stand as
// they were, and those after them follow and are signed with keys of the ring. Without a tip the last
// seal is looked at by itself: the whole chain is [Check]'s work.
func (s *Sealer) former(ctx context.Context, tx *store.Tx, known map[string]Tip) (Seal, *Problem, error) {
	var at Seal
	for _, who := range [...]string{anchorKnows, nodeKnows} {
		m := known[who]
		if m.Number == 0 || m.Number == at.Number && at.Hash() == m.Hash {
			continue
		}
		seal, p, err := m.stands(ctx, tx, who)
		if p != nil || err != nil {
			return Seal{}, p, err
		}
		if seal.Number > at.Number {
			at = seal
		}
	}
	trust := signers{ring: s.ring}
	if at.Number == 0 {
		last, err := lastSeal(ctx, tx)
		if err != nil || last.Number == 0 {
			return last, nil, err
		}
		if !last.signed() {
			return Seal{}, &Problem{Seal: last.Number, What: Altered, EN: "its signature does not fit"}, nil
		}
		p, err := trust.vouches(last, false)
		return last, p, err
	}
	for {
		next, err := Seals(ctx, tx, at.Number, 100)
		if err != nil || len(next) == 0 {
			return at, nil, err
		}
		for _, n := range next {
			if p, err := trust.next(n, at); p != nil || err != nil {
				return Seal{}, p, err
			}
			at = n
		}
	}
}

// Who knows a seal, for operators.
const (
	anchorKnows = "the file beside the key file"
	nodeKnows   = "this running program"
	placeKnows  = "the place where seals are published"
)
