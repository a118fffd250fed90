package meeting

import (
	"eerstelijn/internal/act"
	"eerstelijn/internal/network"
)

// Service keeps meetings. It is safe for concurrent use, on several nodes at once.
type Service struct {
	spine   *act.Spine
	network *network.Service
}

// New makes the service.
func New(spine *act.Spine, n *network.Service) *Service { return &Service{spine: spine, network: n} }
