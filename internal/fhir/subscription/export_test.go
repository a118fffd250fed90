package subscription

import (
	"context"
	"errors"
)

// Probe lets a test end a run where a node can die.
func (s *Service) Probe(f func(point string) error) { s.probe = f }

// ParseFilter is parseFilter, for its fuzz target.
func ParseFilter(t Topic, base string, criteria []string) (kept []string, err error) {
	_, kept, err = parseFilter(t.of(), base, criteria)
	return kept, err
}

// Step numbers in every topic what happened since the last one.
func (f *Follower) Step(ctx context.Context) (more bool, err error) {
	for _, one := range f.streams {
		again, problem := one.step(ctx)
		more, err = more || again, errors.Join(err, problem)
	}
	return more, err
}
