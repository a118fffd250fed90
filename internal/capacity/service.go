package capacity

import (
	"sync/atomic"

	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

// Service is the capacity of the whole country.
type Service struct {
	spine     *act.Spine
	network   *network.Service
	directory *directory.Register
	tables    atomic.Pointer[Tables]
	post      Post // nil: nobody is written to
}

// New makes the service; all of it is in the database of the spine.
func New(spine *act.Spine, n *network.Service, d *directory.Register) *Service {
	return &Service{spine: spine, network: n, directory: d}
}
