package subscription

// Probe lets a test end a run where a node can die.
func (s *Service) Probe(f func(point string) error) { s.probe = f }

// ParseFilter is parseFilter, for its fuzz target.
func ParseFilter(t Topic, base string, criteria []string) (kept []string, err error) {
	_, kept, err = parseFilter(t.of(), base, criteria)
	return kept, err
}
