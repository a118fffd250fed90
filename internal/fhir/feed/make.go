package feed

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/network"
)

// make turns resources into the domain's own things.
func (p *plan) make(ctx context.Context) error {
	written := map[string]*write{}
	for i := range p.writes {
		w := &p.writes[i]
		if w.kind == "Location" && w.found == nil {
			written[w.id] = w
		}
	}
	for i := range p.writes {
		w := &p.writes[i]
		if w.found != nil {
			continue
		}
		var err error
		switch r := w.resource.(type) {
		case *r4.Organization:
			err = p.makeOrganization(w, r)
		case *r4.HealthcareService:
			err = p.makeService(ctx, w, r, written)
		case *r4.Endpoint:
			err = p.makeEndpoint(w, r)
		case *r4.OrganizationAffiliation:
			err = p.makeAffiliation(w, r)
		case *r4.Provenance:
			err = p.checkOrigin(w, r)
		}
		if err != nil {
			return because(err, w.element(""))
		}
	}
	if err := p.moveOthers(ctx, written); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(written)) { // those that have no id yet get one that grows
		w := written[id]
		if !slices.ContainsFunc(p.saves, func(s saving) bool { _, has := placeOf(&s.Service, id); return has }) {
			return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element(""),
				"Een locatie staat hier bij het aanbod dat er is. Stuur haar in één transactie met een HealthcareService die ernaar verwijst.",
				"a location stands with the service that is given there: send it in one transaction with a HealthcareService that refers to it")
		}
	}
	slices.SortFunc(p.saves, func(a, b saving) int { return cmp.Compare(a.ID, b.ID) }) // two transactions lock in one order
	slices.SortFunc(p.parties, func(a, b network.Organization) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.addresses, func(a, b savedEndpoint) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.joins, func(a, b savedAffiliation) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// placeOf finds the place of a service that is served under an id.
func placeOf(s *directory.Service, id string) (*directory.Location, bool) {
	for i := range s.Locations {
		if render.ID(s.Locations[i].ID) == id {
			return &s.Locations[i], true
		}
	}
	return nil, false
}

func (p *plan) makeOrganization(w *write, r *r4.Organization) error {
	stands := p.organizations[p.organizationOf(w.id)]
	p.render.AdoptOrganization(r, &stands)
	o, err := p.render.ReadOrganization(r)
	if err != nil {
		return err
	}
	// What others write leaves out numbers that they do not know; who takes one away does so on the site.
	loose := p.reader().Party(w.sent)
	o.ID, o.Version = stands.ID, stands.Version
	o.Discipline = cmp.Or(o.Discipline, stands.Discipline)
	o.URA, o.AGB, o.KvK = cmp.Or(o.URA, loose.URA, stands.URA), cmp.Or(o.AGB, loose.AGB, stands.AGB), cmp.Or(o.KvK, loose.KvK, stands.KvK)
	p.parties = append(p.parties, o)
	return nil
}

func (p *plan) makeService(ctx context.Context, w *write, r *r4.HealthcareService, written map[string]*write) error {
	stands, had := p.services[serviceID(w.id)]
	owner := p.owner(r)
	mine := network.OrganizationID(p.who.Organization)
	if owner != mine || had && stands.Organization != mine {
		// It is decided on by the directory, which refuses it and keeps that it did.
		p.saves = append(p.saves, saving{directory.Service{ID: serviceID(w.id), Organization: owner}, stands.Version, w})
		return nil
	}
	described, silent := r.ExtraDetails != "", r.Active == nil
	read, err := p.loosely(ctx, r, &stands, written)
	if err != nil {
		return err
	}
	loose := &read.Service
	loose.ID, loose.Organization = serviceID(w.id), owner
	p.render.AdoptService(r, loose)
	s, err := p.render.ReadService(r, func(id string) (directory.Location, bool) {
		l, ok := placeOf(loose, id)
		if !ok {
			return directory.Location{}, false
		}
		return *l, true
	})
	if err != nil {
		return err
	}
	s.Organization, s.Languages = owner, loose.Languages
	if len(s.TargetGroups) == 0 {
		s.TargetGroups = loose.TargetGroups
	}
	if len(s.Accessibility) == 0 {
		s.Accessibility = loose.Accessibility
	}
	if described {
		s.Description = loose.Description
	}
	if silent {
		s.State = directory.Shown
	}
	s.Source, s.SourceKey = stands.Source, stands.SourceKey
	if !slices.ContainsFunc(s.Contacts, forProfessional) {
		for _, c := range stands.Contacts {
			if forProfessional(c) {
				s.Contacts = append(s.Contacts, c)
			}
		}
	}
	p.saves = append(p.saves, saving{s, stands.Version, w})
	return nil
}

func forProfessional(c directory.ContactPoint) bool { return c.Audience == directory.ForProfessional }

// owner is the organisation that a service is said to be provided by; the actor's where that is not said.
func (p *plan) owner(r *r4.HealthcareService) network.OrganizationID {
	by := r.ProvidedBy
	switch {
	case by == nil || by.Reference == "" && by.Identifier == nil:
		return p.own.ID
	case by.Reference != "":
		of, _ := strings.CutPrefix(by.Reference, "Organization/")
		return p.organizationOf(of)
	}
	if n := by.Identifier.Value; n != "" && slices.Contains([]string{p.own.URA, p.own.AGB, p.own.KvK, string(p.own.ID)}, n) {
		return p.own.ID
	}
	return network.OrganizationID(by.Identifier.Value)
}

// loosely reads a service as one of another directory is read, with the places that it refers to: those that
// are written along, or else those that services of the organisation have.
func (p *plan) loosely(ctx context.Context, r *r4.HealthcareService, stands *directory.Service, written map[string]*write) (read importer.ForeignService, err error) {
	r.ProvidedBy = render.Reference("Organization", p.own.ID)
	parts := importer.ForeignParts{Locations: map[string][]byte{}}
	if parts.Service, err = r4.Marshal(r); err != nil {
		return read, err
	}
	if parts.Organization, err = p.ourselves(); err != nil {
		return read, err
	}
	exact := map[string]directory.Location{}
	for i := range r.Location {
		id, ok := strings.CutPrefix(r.Location[i].Reference, "Location/")
		if !ok {
			return read, unknownPlace()
		}
		known, was := p.known(id, stands)
		if w := written[id]; w != nil {
			place, err := p.adopt(w)
			if err != nil {
				return read, because(err, w.element(""))
			}
			if was {
				place.ID = known.ID
			}
			parts.Locations[id], exact[id] = w.sent, place
			continue
		}
		if !was {
			return read, unknownPlace()
		}
		if parts.Locations[id], err = r4.Marshal(p.render.Location(&known, stands, &p.own)); err != nil {
			return read, err
		}
		exact[id] = known
	}
	read, err = p.read(ctx, parts, func(id string) locationID { return exact[id].ID })
	if err != nil {
		return read, err
	}
	if len(read.Problems) > 0 {
		var fields []fault.Field
		for _, b := range read.Problems {
			fields = append(fields, fault.Field{Name: b.Column, Text: fault.Text{NL: b.NL, EN: b.EN}})
		}
		return read, fault.InvalidFields(fields...)
	}
	for i := range read.Service.Locations {
		placed := &read.Service.Locations[i]
		l := exact[render.ID(placed.ID)]
		if l.Point == (geo.Point{}) {
			l.Point = placed.Point
		}
		l.Area = cmp.Or(l.Area, placed.Area)
		*placed = l
	}
	return read, nil
}

// adopted is a place as it is read from its resource.
type adopted struct {
	directory.Location
	err error
}

// adopt reads a place that is written, once for all services that have it.
func (p *plan) adopt(w *write) (directory.Location, error) {
	if w.place == nil {
		l := w.resource.(*r4.Location)
		p.render.AdoptLocation(l)
		place, err := p.render.ReadLocation(l)
		w.place = &adopted{place, err}
	}
	return w.place.Location, w.place.err
}

// ourselves gives the actor's organisation as its resource.
func (p *plan) ourselves() (body []byte, err error) {
	if p.self == nil {
		p.self, err = r4.Marshal(p.render.Organization(&p.own))
	}
	return p.self, err
}

func unknownPlace() error {
	return fault.InvalidField("location", "Deze locatie kennen wij niet bij uw organisatie. Stuur haar mee in dezelfde transactie.",
		"this location is not one of your organisation; send it in the same transaction")
}

// known finds a place among those of a service, or of another of the organisation.
func (p *plan) known(id string, stands *directory.Service) (directory.Location, bool) {
	if l, ok := placeOf(stands, id); ok {
		return *l, true
	}
	for _, h := range p.holders[id] {
		if s := p.services[h]; string(s.Organization) == p.who.Organization {
			if l, ok := placeOf(&s, id); ok {
				return *l, true
			}
		}
	}
	return directory.Location{}, false
}

// moveOthers changes the places that are written in services that are not.
func (p *plan) moveOthers(ctx context.Context, written map[string]*write) error {
	told := map[serviceID]bool{}
	for i := range p.saves {
		told[p.saves[i].ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(written)) {
		w := written[id]
		for _, h := range p.holders[id] {
			s, there := p.services[h]
			if told[h] || !there {
				continue
			}
			told[h] = true
			if string(s.Organization) != p.who.Organization {
				p.saves = append(p.saves, saving{s, s.Version, w}) // the directory refuses it
				continue
			}
			read, err := p.loosely(ctx, p.render.Service(&s, &p.own), &s, written)
			if err != nil {
				return because(err, w.element(""))
			}
			s.Locations = read.Service.Locations
			p.saves = append(p.saves, saving{s, s.Version, w})
		}
	}
	return nil
}
