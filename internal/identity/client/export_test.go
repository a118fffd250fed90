package client

import "net/http"

// HTTP is what fetches the key sets of a service.
func HTTP(s *Service) *http.Client { return s.sets.http }
