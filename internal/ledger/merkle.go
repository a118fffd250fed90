package ledger

import "crypto/sha256"

// rootOf is the Merkle tree hash of RFC 6962 over leaf hashes, of which there is at least one.
func rootOf(leaves []Hash) Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := split(len(leaves))
	return node(rootOf(leaves[:k]), rootOf(leaves[k:]))
}

func node(left, right Hash) Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = prefixNode
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// split is the largest power of two below n.
func split(n int) int {
	k := 1
	for 2*k < n {
		k *= 2
	}
	return k
}

// pathTo gives the hashes with which leaf i and the root belong together, nearest first.
func pathTo(leaves []Hash, i int) []Hash {
	if len(leaves) == 1 {
		return nil
	}
	k := split(len(leaves))
	if i < k {
		return append(pathTo(leaves[:k], i), rootOf(leaves[k:]))
	}
	return append(pathTo(leaves[k:], i-k), rootOf(leaves[:k]))
}

// Path is where a leaf stands in a tree.
type Path struct {
	Index  int64  `json:"index"` // from 0
	Size   int64  `json:"size"`  // leaves in the tree
	Hashes []Hash `json:"path"`  // nearest to the leaf first
}

// Verify says whether leaf stands at path in the tree with this root, as RFC 6962 (2.1.1) has it.
func Verify(root, leaf Hash, path Path) bool {
	if path.Index < 0 || path.Index >= path.Size {
		return false
	}
	at, last, sum := path.Index, path.Size-1, leaf
	for _, h := range path.Hashes {
		if last == 0 {
			return false
		}
		if at%2 == 1 || at == last {
			sum = node(h, sum)
			for at%2 == 0 && at != 0 { // a lone node goes up unpaired
				at, last = at/2, last/2
			}
		} else {
			sum = node(sum, h)
		}
		at, last = at/2, last/2
	}
	return last == 0 && sum == root
}
