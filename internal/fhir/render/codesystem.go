package render

import (
	"maps"
	"slices"

	"eerstelijn/internal/fhir/r4"
)

// word is a code with its Dutch word.
type word struct{ code, display string }

// codeSystems gives our own code systems: those of the tables of the directory, and those of the program.
func (r *Renderer) codeSystems() (all []r4.Resource) {
	add := func(name, title string, list []word) {
		s := &r4.CodeSystem{
			ID: name, URL: r.system(name), Version: ownVersion, Name: camel(name), Title: title, Status: "active", Experimental: new(false), Date: ownDate,
			Publisher: publisher, Description: title, CaseSensitive: new(true), Content: "complete", Count: new(len(list)),
		}
		for _, w := range list {
			s.Concept = append(s.Concept, r4.CodeSystemConcept{Code: w.code, Display: w.display})
		}
		all = append(all, s)
	}
	var disciplines, kinds, groups, features, capacities, statuses []word
	for _, code := range slices.Sorted(maps.Keys(r.discipline)) {
		disciplines = append(disciplines, word{string(code), r.discipline[code].Name})
	}
	for _, k := range r.directory.Kinds {
		kinds = append(kinds, word{k.Code, k.Name})
	}
	for _, g := range r.directory.TargetGroups {
		groups = append(groups, word{g.Code, g.Name})
	}
	for _, f := range r.directory.Accessibility {
		features = append(features, word{f.Code, f.Name})
	}
	for _, k := range r.capacity.Kinds {
		capacities = append(capacities, word{string(k.Code), k.Name})
	}
	if t, ok := r.codes.Table(r.system(csCapacityStatus)); ok {
		for _, c := range t.Codes {
			statuses = append(statuses, word{c.Code, c.Display})
		}
	}
	add(csDiscipline, "Disciplines", disciplines)
	add(csServiceKind, "Soorten aanbod", kinds)
	add(csTargetGroup, "Doelgroepen", groups)
	add(csAccessibility, "Toegankelijkheid", features)
	add(csCapacityKind, "Soorten capaciteit", capacities)
	add(csCapacityStatus, "Of er plek is", statuses)
	add(csOrganizationKind, "Soorten organisaties", words(organizationKinds))
	add(csCollaboration, "Soorten samenwerking", words(collaborationKinds))
	add(csPhase, "Fasen van een RESV", words(phases))
	add(csMode, "Hoe aanbod gegeven wordt", words(modes))
	add(csCost, "Wat aanbod kost", words(costs))
	add(csAccess, "Hoe iemand bij aanbod komt", words(accesses))
	add(csAudience, "Voor wie een contact is", words(audiences))
	add(csRoom, "Plek, met hoe zeker dat is", append(words(rooms), word{hasEnded, "Wordt niet meer bijgehouden"}))
	add(csSource, "Waar een cijfer vandaan komt", words(sources))
	add(csWaitBasis, "Waar een wachttijd op rust", words(waitBasis))
	add(csAffiliation, "Hoe een organisatie meedoet", words(affiliationKinds))
	add(csResource, "Wat een Basic is", words(resources))
	return all
}

func words[T ~string](of map[T]string) (list []word) {
	for _, code := range slices.Sorted(maps.Keys(of)) {
		list = append(list, word{string(code), of[code]})
	}
	return list
}
