package importer

import (
	"context"
	"slices"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	fhircode "eerstelijn/internal/fhir/code"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// fhirServices reads services from FHIR. Organisations and locations are kept in a compact form from
// a first reading, because a service may stand before what it refers to.
type fhirServices struct {
	src       *source
	nd        bool
	known     *lookup
	parties   map[string]*fhirParty
	locations map[string]*fhirLocation
	others    map[string]int
}

type fhirParty struct {
	party
	codes []concept
}

type fhirLocation struct {
	directory.Location
	hours string
	area  network.AreaCode // when it stands for a CBS area
}

// reader tells what kind of file it is and opens it; choices are what of the map counts for the
// checksum.
func (l *lookup) reader(ctx context.Context, src *source, opt ServiceFile) (reader, any, error) {
	js, nd, err := isJSON(src)
	if err != nil {
		return nil, nil, err
	}
	if !js {
		r, choices, err := l.csv(ctx, src, opt.Map)
		return r, choices, err
	}
	if opt.Map != "" {
		return nil, nil, fault.InvalidField("map", "Bij FHIR hoort geen lijst van kolommen.", "FHIR needs no map file")
	}
	r := &fhirServices{src: src, nd: nd, known: l, parties: map[string]*fhirParty{}, locations: map[string]*fhirLocation{}, others: map[string]int{}}
	var bad findings
	if err := eachResource(ctx, src, nd, &bad, func(e *entry) error { r.keep(e, &bad); return nil }); err != nil {
		return nil, nil, err
	}
	return r, nil, bad.err(src.name)
}

func (r *fhirServices) skipped() map[string]int { return r.others }

// keep remembers what services refer to.
func (r *fhirServices) keep(e *entry, bad *findings) {
	res := &e.Res
	switch res.Type {
	case "Organization":
		p := &fhirParty{codes: res.Types}
		p.name, p.agb, p.ura, p.kvk = strings.TrimSpace(res.Name), res.number(fhircode.AGB), res.number(fhircode.URA), res.number(fhircode.KvK)
		p.website, p.phone, p.email = res.contact("url"), res.contact("phone"), res.contact("email")
		remember(r.parties, e, p)
	case "Location":
		l := &fhirLocation{hours: osmHours(res.Hours, nil)}
		l.Name = strings.TrimSpace(res.Name)
		if len(res.Address) > 0 {
			a := res.Address[0]
			l.Street, l.City, l.Postcode = strings.Join(a.Line, " "), a.City, a.PostalCode
		}
		if p := res.Position; p != nil && p.Latitude != nil && p.Longitude != nil {
			l.Point = geo.Point{Lat: *p.Latitude, Lon: *p.Longitude}
		}
		for _, i := range res.Identifier {
			if code := network.AreaCode(strings.ToUpper(strings.TrimSpace(i.Value))); code.Kind() != "" {
				l.area = code
			}
		}
		remember(r.locations, e, l)
	case "HealthcareService":
	case "":
		bad.add(e.line, "resourceType", "Het soort gegeven ontbreekt.", "the resource has no resourceType")
	default:
		r.others[shownType(res.Type)]++
	}
}

// shownType keeps a type from the file printable and the list of them short.
func shownType(t string) string {
	if len(t) > 40 || fold(t) != strings.ToLower(t) {
		return "other resources"
	}
	return t + " resources"
}

// remember files a thing under each way in which it may be referred to.
func remember[T any](things map[string]*T, e *entry, thing *T) {
	if e.FullURL != "" {
		things[e.FullURL] = thing
	}
	if e.Res.ID != "" {
		things[e.Res.Type+"/"+e.Res.ID] = thing
	}
}

// find follows a reference: as it stands, or by type and id alone.
func find[T any](things map[string]*T, kind string, ref reference) *T {
	if t, ok := things[ref.Reference]; ok {
		return t
	}
	text, _, _ := strings.Cut(ref.Reference, "/_history/")
	if at := strings.LastIndexByte(text, '/'); at >= 0 {
		return things[kind+"/"+text[at+1:]]
	}
	return nil
}

func (r *fhirServices) each(ctx context.Context, bad *findings, fn func(*draft) error) error {
	return eachResource(ctx, r.src, r.nd, bad, func(e *entry) error {
		if e.Res.Type != "HealthcareService" {
			return nil
		}
		d := r.draft(e, bad)
		if d.key == "" {
			bad.add(e.line, "HealthcareService.id", "Het nummer van dit aanbod ontbreekt.", "this service has no id")
			return nil
		}
		return fn(d)
	})
}

// fhirFields are our fields by the names they have in FHIR.
var fhirFields = map[string]string{
	"key": "id", "organization": "providedBy", "agb": "providedBy", "ura": "providedBy", "kvk": "providedBy", "discipline": "specialty", "kind": "type",
	"hours": "availableTime", "description": "comment", "servedAreas": "coverageArea", "languages": "communication", "contacts": "telecom",
	"locations": "location", "place": "location", "targetGroups": "program", "accessibility": "characteristic", "state": "active",
}

func (r *fhirServices) draft(e *entry, bad *findings) *draft {
	res, w := &e.Res, r.known.words
	d := &draft{line: e.line, key: res.ID, column: func(field string) string {
		base, _, _ := strings.Cut(field, "[")
		return "HealthcareService." + orText(fhirFields[base], base)
	}}
	if d.key == "" {
		d.key = strings.TrimPrefix(e.FullURL, "urn:uuid:")
	}
	s := &d.service
	s.Name, s.Description = strings.TrimSpace(res.Name), strings.TrimSpace(strings.TrimSpace(res.Comment)+"\n"+res.Details)
	if res.Active != nil && !*res.Active {
		s.State = directory.Hidden
	}
	kinds := append(append([]concept{}, res.Types...), res.Category...)
	codes := append(append([]concept{}, res.Specialty...), kinds...)
	provider := find(r.parties, "Organization", res.ProvidedBy)
	switch {
	case provider != nil:
		d.party = provider.party
		codes = append(codes, provider.codes...)
	case res.ProvidedBy.Reference != "" && res.ProvidedBy.Identifier.Value == "":
		bad.add(e.line, d.column("organization"), "De organisatie %s staat niet in het bestand.", "organisation %s is not in the file", shown(res.ProvidedBy.Reference))
	default:
		list := []identifier{res.ProvidedBy.Identifier}
		d.party = party{name: res.ProvidedBy.Display, agb: numberOf(list, fhircode.AGB), ura: numberOf(list, fhircode.URA), kvk: numberOf(list, fhircode.KvK)}
	}
	s.Discipline = network.DisciplineCode(w.discipline(codes))
	if s.Discipline == "" {
		list := ""
		if bad.once("discipline") {
			list = ": " + choices(w.disciplines)
		}
		bad.add(e.line, d.column("discipline"), "De discipline is niet te herkennen aan specialty, type of category. Verwacht is een UZI-rolcode, organisatietype, SBI of naam uit de lijst%s.",
			"cannot tell the discipline from specialty, type or category; expected a UZI role, an organisation type, SBI or a name of the list%s", list)
	}
	s.Kind = first(w.kinds, kinds)
	s.TargetGroups, s.Accessibility = all(w.groups, append(append([]concept{}, res.Program...), res.Features...)), all(w.features, res.Features)
	s.Languages = languages(w.languages, res.Languages)
	r.where(s, res, d, bad)
	s.Hours = r.hours(e, d, bad, s.Hours)
	s.Contacts = contacts(res)
	return d
}

// where fills in locations, the hours they have, and the areas served.
func (r *fhirServices) where(s *directory.Service, res *resource, d *draft, bad *findings) {
	for _, ref := range res.Location {
		l := find(r.locations, "Location", ref)
		if l == nil {
			bad.add(d.line, d.column("locations"), "De locatie %s staat niet in het bestand.", "location %s is not in the file", shown(ref.Reference))
			continue
		}
		if p := l.Point; p != (geo.Point{}) && !p.InNetherlands() && (geo.Point{Lat: p.Lon, Lon: p.Lat}).InNetherlands() {
			bad.add(d.line, "Location.position", "Breedte en lengte staan andersom: hier staat breedte %v en lengte %v.", "latitude and longitude are swapped: latitude %v, longitude %v", p.Lat, p.Lon)
			continue
		}
		s.Locations = append(s.Locations, l.Location)
		if s.Hours == "" {
			s.Hours = l.hours
		}
	}
	for _, ref := range res.Coverage {
		code := network.AreaCode(strings.ToUpper(ref.Identifier.Value))
		if l := find(r.locations, "Location", ref); l != nil {
			code = l.area
		}
		if code.Kind() == "" {
			bad.add(d.line, d.column("servedAreas"), "Het werkgebied %s heeft geen CBS-code, zoals GM0363.", "coverage area %s has no CBS code, such as GM0363", shown(ref.Reference))
			continue
		}
		s.ServedAreas = append(s.ServedAreas, code)
	}
}

// hours gives the service's own hours, or those of its location.
func (r *fhirServices) hours(e *entry, d *draft, bad *findings, ofLocation string) string {
	text := orText(osmHours(e.Res.Available, e.Res.Closed), ofLocation)
	osm, err := r.known.opening(text)
	if err != nil {
		bad.addError(e.line, d.column("hours"), err)
	}
	return osm
}

// contacts gives a contact point for each telephone number, with mail and web beside the first.
func contacts(res *resource) (out []directory.ContactPoint) {
	point := directory.ContactPoint{Audience: directory.ForCitizen, Email: res.contact("email"), URL: res.contact("url")}
	for _, t := range res.Telecom {
		if t.System == "phone" {
			point.Phone = strings.TrimSpace(t.Value)
			out = append(out, point)
			point = directory.ContactPoint{Audience: directory.ForCitizen}
		}
	}
	if point.Email != "" || point.URL != "" {
		out = append(out, point)
	}
	return out
}

// discipline gives the first discipline that any of the codes stands for.
func (w dictionary) discipline(list []concept) string {
	for _, c := range list {
		for _, x := range c.Coding {
			if code, ok := w.byCode[canonicalSystem(x.System)+" "+x.Code]; ok {
				return code
			}
		}
	}
	return first(w.disciplines, list)
}

// meanings gives what a concept says in words and codes, folded.
func (c concept) meanings() (out []string) {
	for _, x := range c.Coding {
		out = append(out, fold(x.Code), fold(x.Display))
	}
	return append(out, fold(c.Text))
}

// first gives the code of the first word that the table knows.
func first(table map[string]string, list []concept) string {
	if found := all(table, list); len(found) > 0 {
		return found[0]
	}
	return ""
}

// all gives the codes of the words that a table knows. What it does not know is no mistake: FHIR's
// lists are open.
func all(table map[string]string, list []concept) (out []string) {
	for _, c := range list {
		for _, m := range c.meanings() {
			if code, ok := table[m]; ok && m != "" && !slices.Contains(out, code) {
				out = append(out, code)
			}
		}
	}
	return out
}

// languages reads codes such as nl and nl-NL.
func languages(table map[string]string, list []concept) []string {
	var short []concept
	for _, c := range list {
		for _, x := range c.Coding {
			code, _, _ := strings.Cut(x.Code, "-")
			short = append(short, concept{Coding: []coding{{Code: code}}})
		}
	}
	return all(table, append(short, list...))
}
