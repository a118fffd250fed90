package rest

import (
	"context"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
)

// Live is a type whose resources are rendered when they are read. They are found and shown as those of the
// journal are; they have no history, and the number of a version is a digest of what it says.
type Live struct {
	Type   *param.Type // one of [param.Apart]
	Read   func(ctx context.Context, k journal.Key) (journal.Version, error)
	Search func(ctx context.Context, q *param.Query) (journal.Page, error)
}

// live gives a type that is rendered when it is read; nil for any other.
func (s *server) live(name string) *Live {
	for i := range s.Live {
		if s.Live[i].Type.Name == name {
			return &s.Live[i]
		}
	}
	return nil
}

// servedOrLive gives the type of the address, which need not have a history.
func (c *call) servedOrLive() (*param.Type, *Live, error) {
	if l := c.live(c.r.PathValue("type")); l != nil {
		return l.Type, l, nil
	}
	t, err := c.served()
	return t, nil, err
}
