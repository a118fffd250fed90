package service

import (
	"context"
	"strings"

	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

// reachedAt is where programs reach the organisation of a service: for professionals, who ask their own
// supplier whether theirs can send something there.
type reachedAt struct{ name, what, address string }

// reached gives the digital addresses of an organisation that can be used now.
func (p Page) reached(ctx context.Context, o network.OrganizationID, professional bool) (list []reachedAt, err error) {
	if p.Endpoints == nil || !professional || o == "" {
		return nil, nil
	}
	all, err := p.Endpoints.List(ctx, endpoint.Query{Organizations: []network.OrganizationID{o}})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	tables, err := p.Endpoints.Tables(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		e := &all[i]
		if !e.Usable(p.Now()) {
			continue
		}
		how, _ := tables.Connection(e.Connection)
		at := reachedAt{name: e.Name, address: e.Address}
		var what []string
		for _, code := range e.Payloads {
			if c, ok := tables.Payload(code); ok {
				what = append(what, c.Name)
			}
		}
		if at.name == "" {
			at.name = how.Name
		}
		at.what = how.Name + ". " + strings.Join(what, ", ") + "."
		list = append(list, at)
	}
	return list, nil
}
