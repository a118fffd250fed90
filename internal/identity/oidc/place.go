package oidc

import (
	"context"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

var (
	errNoOrganization = fault.New(fault.Denied, "Wij kennen de organisatie niet waarvoor u inlogt. Vraag uw regio om uw organisatie aan te melden.",
		"the organization that the provider names is not in the network")
	errNoRegion = fault.New(fault.Denied, "Wij kennen de regio niet waarvoor u inlogt. Vraag uw organisatie om dit te regelen.",
		"the region that the provider names is not in the network")
)

// value is what the token or the configuration says.
func (p Place) value(c claims) string {
	if p.Fixed != "" {
		return p.Fixed
	}
	return c.text(p.Claim)
}

// organization finds the one organisation that a token names. One that is not there, or of which
// there are two, refuses the sign-in.
func (p Place) organization(ctx context.Context, n *network.Service, c claims) (network.OrganizationID, error) {
	if p == (Place{}) {
		return "", nil
	}
	value := p.value(c)
	if value == "" {
		return "", errNoOrganization
	}
	q := network.OrganizationQuery{Number: value}
	if p.As == "name" {
		q = network.OrganizationQuery{Name: value}
	}
	all, err := n.Organizations(ctx, q)
	if err != nil {
		return "", err
	}
	var found []network.OrganizationID
	for _, o := range all {
		if strings.EqualFold(map[string]string{"ura": o.URA, "kvk": o.KvK, "agb": o.AGB, "name": o.Name}[p.As], value) {
			found = append(found, o.ID)
		}
	}
	if len(found) != 1 {
		return "", errNoOrganization
	}
	return found[0], nil
}

// region finds the region that a token names; none named is none.
func (p Place) region(ctx context.Context, n *network.Service, c claims) (network.RegionID, error) {
	value := p.value(c)
	if value == "" {
		return "", nil
	}
	all, err := n.Regions(ctx)
	if err != nil {
		return "", err
	}
	for _, g := range all {
		if strings.EqualFold(map[string]string{"slug": g.Slug, "name": g.Name}[p.As], value) {
			return g.ID, nil
		}
	}
	return "", errNoRegion
}
