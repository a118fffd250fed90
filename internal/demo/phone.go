package demo

import (
	"fmt"
	"hash/fnv"
)

// phones gives telephone numbers that nobody has: 099, which the Dutch numbering plan leaves empty,
// and seven digits. Each number is given out once.
type phones map[uint32]bool

// of gives the number of a name: the same in each run, unless an earlier name took it.
func (p phones) of(key string) string {
	h := fnv.New32a()
	h.Write([]byte(key))
	n := h.Sum32() % 10_000_000
	for p[n] {
		n = (n + 1) % 10_000_000
	}
	p[n] = true
	return phone(n)
}

func phone(n uint32) string {
	return fmt.Sprintf("099 %03d %02d %02d", n/10_000, n/100%100, n%100)
}
