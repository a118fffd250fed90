package capacity

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestCalibrate(t *testing.T) {
	t.Parallel()
	if c := calibrate(nil); c.N != 0 || c.Threshold != Cautious || len(c.Bins) != 10 {
		t.Errorf("%+v", c)
	}
	c := calibrate([]proof{{0.25, true}, {0.25, false}, {1, true}, {0, false}})
	if c.N != 4 || math.Abs(c.Brier-(0.5625+0.0625)/4) > 1e-12 || c.Threshold != Cautious {
		t.Errorf("%+v", c)
	}
	if b := c.Bins[2]; b.N != 2 || b.Predicted != 0.25 || b.Real != 0.5 || b.Low != 0.2 {
		t.Errorf("%+v", b)
	}
	if b := c.Bins[9]; b.N != 1 || b.Real != 1 {
		t.Errorf("a certain one belongs to the last bin: %+v", b)
	}
}

// TestThreshold learns from providers who are as good as they say only above 0.8.
func TestThreshold(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	var proofs []proof
	for range 2000 {
		p := r.Float64()
		proofs = append(proofs, proof{p, r.Float64() < 0.99 && p >= 0.8 || p < 0.8 && r.Float64() < 0.5})
	}
	if got := calibrate(proofs).Threshold; got < 0.75 || got > 0.82 {
		t.Errorf("threshold %v, want about 0.8", got)
	}
	for i := range proofs {
		proofs[i].true = i%10 > 0
	}
	if got := calibrate(proofs).Threshold; got != 1 {
		t.Errorf("threshold %v where nine of ten come true at best, want 1", got)
	}
	for i := range proofs {
		proofs[i].true = true
	}
	if got := calibrate(proofs).Threshold; got != leastSure {
		t.Errorf("threshold %v where all come true, want %v", got, leastSure)
	}
	if got := calibrate(proofs[:enoughProofs-1]).Threshold; got != Cautious {
		t.Errorf("threshold %v of too few proofs, want %v", got, Cautious)
	}
}

// TestThresholdHolds: above what was learned, 95 of 100 did prove true.
func TestThresholdHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		good := rapid.Float64Range(0.8, 1).Draw(t, "good")
		proofs := make([]proof, rapid.IntRange(0, 1000).Draw(t, "proofs"))
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		for i := range proofs {
			p := r.Float64()
			proofs[i] = proof{p, r.Float64() < good*math.Sqrt(p)}
		}
		c := calibrate(proofs)
		if c.Brier < 0 || c.Brier > 1 || c.Threshold < leastSure || c.Threshold > 1 {
			t.Fatalf("%+v", c)
		}
		n, came := 0, 0
		for _, p := range proofs {
			if p.predicted >= c.Threshold {
				n++
				came += int(oneIf(p.true))
			}
		}
		if learned := len(proofs) >= enoughProofs && c.Threshold < 1; learned && (n < enoughAbove || float64(came) < wantedTrue*float64(n)) {
			t.Fatalf("above %v, %d of %d came true", c.Threshold, came, n)
		}
		total := 0
		for _, b := range c.Bins {
			total += b.N
			if b.N > 0 && (b.Predicted < b.Low-1e-9 || b.Predicted > b.High+1e-9 || b.Real < 0 || b.Real > 1) {
				t.Fatalf("%+v", b)
			}
		}
		if total != len(proofs) {
			t.Fatalf("%d of %d proofs are in the bins", total, len(proofs))
		}
	})
}
