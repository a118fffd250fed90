package simulate

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"
)

// fate answers questions by chance: the same question gets the same answer from the same seed, whoever asks it
// first.
type fate uint64

// of gives the source for one question.
func (f fate) of(parts ...string) *rand.Rand {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0})
	}
	var mixed [8]byte
	binary.LittleEndian.PutUint64(mixed[:], h.Sum64())
	again := fnv.New64a()
	_, _ = again.Write(mixed[:])
	return rand.New(rand.NewPCG(uint64(f)^h.Sum64(), again.Sum64()))
}

// about gives a duration around a middle: half are shorter, one in six is more than wide times as long.
func about(r *rand.Rand, middle time.Duration, wide float64) time.Duration {
	return time.Duration(float64(middle) * math.Exp(r.NormFloat64()*math.Log(wide)))
}

// memoryless gives a duration with a mean, as between things that happen independently.
func memoryless(r *rand.Rand, mean time.Duration) time.Duration {
	return time.Duration(float64(mean) * r.ExpFloat64())
}

// weighted gives an index, each as often as its weight says.
func weighted(r *rand.Rand, weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	at := r.Float64() * sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}
