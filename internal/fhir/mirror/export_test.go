package mirror

// Probe lets a test end a run before or after any of its transactions.
func (s *Service) Probe(ask func(point string) error) { s.probe = ask }

// Backoff is how long a source is left alone.
var Backoff = backoff
