package importer

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/v1" // reads as encoding/json does, in half the time

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// Foreign reads services out of FHIR resources that stand apart, as a directory of somebody else gives
// them: as loosely as a file is read, and with references that may lead nowhere yet.
type Foreign struct{ known *lookup }

// Foreign makes a reader for what is known now: code lists, areas and postcodes.
func (im *Importer) Foreign(ctx context.Context) (_ *Foreign, err error) {
	defer fault.Wrap(&err, "importer.Foreign")
	known, err := im.lookup(ctx)
	if err != nil {
		return nil, err
	}
	return &Foreign{known}, nil
}

// Organizations are those that stood here when the reader was made.
func (f *Foreign) Organizations() []network.Organization { return f.known.organizations }

// ForeignReferences are the ids of what a HealthcareService refers to within its own directory. What it
// names by an address elsewhere counts by the id at its end; what it holds within itself does not count.
type ForeignReferences struct {
	Organization string
	Locations    []string // with those that stand for the areas it serves
}

// References reads them; a text that is no resource has none.
func References(service []byte) (refs ForeignReferences) {
	var r resource
	if json.Unmarshal(service, &r) != nil {
		return refs
	}
	refs.Organization = referredID(r.ProvidedBy)
	for _, ref := range slices.Concat(r.Location, r.Coverage) {
		if id := referredID(ref); id != "" && !slices.Contains(refs.Locations, id) {
			refs.Locations = append(refs.Locations, id)
		}
	}
	return refs
}

func referredID(ref reference) string {
	text, _, _ := strings.Cut(ref.Reference, "/_history/")
	if strings.HasPrefix(text, "#") || strings.HasPrefix(text, "urn:") {
		return ""
	}
	return text[strings.LastIndexByte(text, '/')+1:]
}

// ForeignParts are resources as the bytes that came; one that is not there is left out.
type ForeignParts struct {
	Service      []byte
	Organization []byte            // what it is provided by
	Locations    map[string][]byte // by id
}

// ForeignService is what the parts say.
type ForeignService struct {
	// Service has no id, organisation or source yet.
	Service directory.Service
	// Party is the organisation without an id. Its name is empty when nothing is said of it yet.
	Party network.Organization
	// Problems are why it cannot be a service here.
	Problems []Problem
}

// Read reads a service. A location that is not there is left out; locationID gives the id of one that is.
func (f *Foreign) Read(ctx context.Context, parts ForeignParts, locationID func(id string) directory.LocationID) (read ForeignService, err error) {
	defer fault.Wrap(&err, "importer.Foreign.Read")
	r := &fhirServices{known: f.known, parties: map[string]*fhirParty{}, locations: map[string]*fhirLocation{}, others: map[string]int{}}
	var bad findings
	keep := func(body []byte) (e entry) {
		if err := json.Unmarshal(body, &e.Res); err != nil {
			addJSON(&bad, 0, "", err)
		} else {
			r.keep(&e, &bad)
		}
		return e
	}
	if parts.Organization != nil {
		keep(parts.Organization)
	}
	for id, body := range parts.Locations {
		keep(body)
		if l := r.locations["Location/"+id]; l != nil {
			l.ID = locationID(id)
		}
	}
	e := keep(parts.Service)
	e.Res.Location = r.there(e.Res.Location)
	e.Res.Coverage = slices.DeleteFunc(e.Res.Coverage, func(ref reference) bool {
		return ref.Identifier.Value == "" && find(r.locations, "Location", ref) == nil
	})
	if bad.total == 0 {
		d := r.draft(&e, &bad)
		read.Party, read.Service = f.organization(&d.party, string(d.service.Discipline)), d.service
		if read.Service.Kind == "" {
			if k, ok := f.known.tables.OrdinaryKind(d.service.Discipline); ok {
				read.Service.Kind = k.Code
			}
		}
		for i := range read.Service.Locations {
			if err := f.known.place(ctx, &read.Service.Locations[i], d, &bad); err != nil {
				return read, err
			}
		}
		for _, a := range read.Service.ServedAreas {
			if !f.known.areaExists(a) {
				bad.add(0, "coverageArea", "Het gebied %s is niet bekend.", "area %s is not known", shown(string(a)))
			}
		}
	}
	read.Problems = bad.problems
	return read, nil
}

// there gives the locations that are known, each once.
func (r *fhirServices) there(refs []reference) (kept []reference) {
	seen := map[*fhirLocation]bool{}
	for _, ref := range refs {
		if l := find(r.locations, "Location", ref); l != nil && !seen[l] {
			seen[l] = true
			kept = append(kept, ref)
		}
	}
	return kept
}

// Party reads an organisation of another directory, without an id. Its name is empty when it cannot be read.
func (f *Foreign) Party(organization []byte) network.Organization {
	var e entry
	if json.Unmarshal(organization, &e.Res) != nil || e.Res.Type != "Organization" {
		return network.Organization{}
	}
	r := &fhirServices{parties: map[string]*fhirParty{}, others: map[string]int{}}
	var bad findings
	e.FullURL = "this"
	r.keep(&e, &bad)
	p := r.parties[e.FullURL]
	return f.organization(&p.party, f.known.words.discipline(p.codes))
}

// organization is a party with only what can be kept: a number that is none and a way to reach it that is
// none are left out, because its services are right without them.
func (f *Foreign) organization(p *party, discipline string) network.Organization {
	o := network.Organization{Kind: network.Provider, Discipline: network.DisciplineCode(discipline), Name: strings.Join(strings.Fields(p.name), " ")}
	for _, n := range []struct {
		to   *string
		from string
	}{{&o.AGB, p.agb}, {&o.URA, p.ura}, {&o.KvK, p.kvk}} {
		if len(n.from) == 8 && digitsOnly(n.from) {
			*n.to = n.from
		}
	}
	for _, reach := range []struct {
		to    *string
		point directory.ContactPoint
		from  string
	}{
		{&o.Phone, directory.ContactPoint{Phone: p.phone}, p.phone}, {&o.Email, directory.ContactPoint{Email: p.email}, p.email},
		{&o.Website, directory.ContactPoint{URL: p.website}, p.website},
	} {
		reach.point.Audience = directory.ForCitizen
		wrong := directory.Check(directory.Service{Contacts: []directory.ContactPoint{reach.point}}, f.known.tables)
		if reach.from != "" && !slices.ContainsFunc(wrong, func(p fault.Field) bool { return strings.HasPrefix(p.Name, "contacts[0]") }) {
			*reach.to = reach.from
		}
	}
	return o
}
