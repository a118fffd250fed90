package projection

import (
	"strings"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
)

// cause is the ledger entry for which something is rendered; nil: none, or a sweep.
type cause = *ledger.Entry

// work is what must be rendered again, and for which entry: the last that touched it.
type work struct {
	services      map[directory.ServiceID]cause
	organizations map[network.OrganizationID]cause
	regions       map[network.RegionID]cause
	wijkverbanden map[network.WijkverbandID]cause
	affiliations  map[mandate.AffiliationID]cause
	standings     map[mandate.StandingID]cause
	endpoints     map[endpoint.ID]cause
	offers        map[capacity.OfferID]cause
	due           []journal.Key // whose moment has come
}

func newWork() *work { return &work{} }

// empty tells whether nothing must be rendered.
func (w *work) empty() bool {
	return len(w.services)+len(w.organizations)+len(w.regions)+len(w.wijkverbanden)+len(w.affiliations)+len(w.standings)+len(w.endpoints)+len(w.offers)+len(w.due) == 0
}

func put[K comparable](m *map[K]cause, k K, c cause) {
	if *m == nil {
		*m = map[K]cause{}
	}
	(*m)[k] = c
}

// takeDue adds what the journal asks for. The types whose resources go by a moment are few.
func (w *work) takeDue(keys []journal.Key) {
	w.due = keys
	for _, due := range keys {
		switch k, _ := unmarked(due); k.Type {
		case service:
			put(&w.services, directory.ServiceID(k.ID), nil)
		case organization:
			put(&w.organizations, network.OrganizationID(k.ID), nil)
		case region:
			put(&w.regions, network.RegionID(k.ID), nil)
		case address:
			put(&w.endpoints, endpoint.ID(k.ID), nil)
		case basic:
			put(&w.offers, capacity.OfferID(k.ID), nil)
		case affiliation: // of either kind: the one that it is not of knows no such id
			put(&w.affiliations, mandate.AffiliationID(k.ID), nil)
			put(&w.standings, mandate.StandingID(k.ID), nil)
		case wijkverband:
			put(&w.wijkverbanden, network.WijkverbandID(k.ID), nil)
		}
	}
}

// take adds what entries are about. An import names no things: see [Follower.imported].
func (w *work) take(entries []ledger.Entry) {
	for i := range entries {
		e := &entries[i]
		if e.Outcome != ledger.Done || e.Sort == looks {
			continue
		}
		ofNetwork := strings.HasPrefix(e.Act, "network.") || strings.HasPrefix(e.Act, "mandate.")
		for _, s := range e.Subjects {
			switch s.Type {
			case "service":
				put(&w.services, directory.ServiceID(s.ID), e)
			case "offer":
				put(&w.offers, capacity.OfferID(s.ID), e)
			case "organization":
				// Placements and others are about organisations too, and change nothing of them.
				if ofNetwork {
					put(&w.organizations, network.OrganizationID(s.ID), e)
				}
			case "region":
				if ofNetwork {
					put(&w.regions, network.RegionID(s.ID), e)
				}
			case "wijkverband":
				if ofNetwork {
					put(&w.wijkverbanden, network.WijkverbandID(s.ID), e)
				}
			case "affiliation":
				put(&w.affiliations, mandate.AffiliationID(s.ID), e)
			case "endpoint":
				put(&w.endpoints, endpoint.ID(s.ID), e)
			case "standing":
				put(&w.standings, mandate.StandingID(s.ID), e)
			}
		}
	}
}

// looks is the sort of entries that change nothing.
const looks = "R"
