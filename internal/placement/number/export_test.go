package number

import "time"

// Within gives the share of people who had what they waited for within a time.
func (c Curve) Within(d time.Duration) float64 {
	share := 0.0
	for _, s := range c.steps {
		if s.at > d {
			break
		}
		share = 1 - s.still
	}
	return share
}
