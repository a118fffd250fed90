package code

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// Guide is an implementation guide: profiles under one or more bases, which mean the same.
type Guide struct {
	Name     string            `json:"name"`
	Version  string            `json:"version"`
	Date     string            `json:"date"`
	Source   string            `json:"source"`
	Bases    []string          `json:"bases"`    // the first one is written
	Profiles map[string]string `json:"profiles"` // by resource type
}

type profiles struct {
	Own    string  `json:"own"`
	Guides []Guide `json:"guides"`
}

func readProfiles(data []byte) (profiles, error) {
	var p profiles
	if err := json.Unmarshal(data, &p); err != nil {
		return p, errors.Join(bad(profilesFile, 1, "dit is geen JSON met own en guides", "not JSON with own and guides"), err)
	}
	for _, g := range p.Guides {
		if g.Name == "" || g.Version == "" || g.Source == "" || len(g.Bases) == 0 || len(g.Profiles) == 0 {
			return p, bad(profilesFile, 1, "een gids heeft name, version, source, bases en profiles", "a guide has name, version, source, bases and profiles")
		}
	}
	if p.Own == "" || strings.HasSuffix(p.Own, "/") {
		return p, bad(profilesFile, 1, "own is een adres zonder / aan het eind", "own is an address without a / at the end")
	}
	return p, nil
}

// Guides gives the guides that are known.
func (s *Set) Guides() []Guide { return slices.Clone(s.profiles.Guides) }

// Profile gives the address of a guide's profile for a resource type, in the base that is written.
func (s *Set) Profile(guide, resourceType string) (string, bool) {
	for _, g := range s.profiles.Guides {
		if g.Name == guide {
			name, ok := g.Profiles[resourceType]
			return g.Bases[0] + name, ok
		}
	}
	return "", false
}

// ProfileOf says of which guide and resource type a profile is, in any of the guide's bases; a version after
// a '|' does not count.
func (s *Set) ProfileOf(canonical string) (guide, resourceType string, ok bool) {
	canonical, _, _ = strings.Cut(canonical, "|")
	for _, g := range s.profiles.Guides {
		for _, base := range g.Bases {
			name, found := strings.CutPrefix(canonical, base)
			if !found {
				continue
			}
			for resourceType, profile := range g.Profiles {
				if profile == name {
					return g.Name, resourceType, true
				}
			}
		}
	}
	return "", "", false
}

// Own gives the canonical address of a definition of our own: Own("StructureDefinition", "capacity").
func (s *Set) Own(kind, name string) string {
	return s.profiles.Own + "/" + kind + "/" + name
}

// CapacityStatus is the system of our own that says whether there is room: the words of capacity.Status.Gravity.
func (s *Set) CapacityStatus() string { return s.Own("CodeSystem", "capacity-status") }
