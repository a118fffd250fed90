package api

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// entry is a service as its owner's software writes it and reads it back: all of it, also what is not
// public.
type entry struct {
	ID            string             `json:"id,omitempty" readOnly:"true"`
	Version       int64              `json:"version,omitempty" readOnly:"true" doc:"Ook de ETag."`
	State         directory.State    `json:"state,omitempty" enum:"draft,shown,hidden" doc:"Zonder: zoals het was; een nieuwe is te zien."`
	Organization  string             `json:"organization_id,omitempty" doc:"Zonder: die van de sleutel."`
	Name          string             `json:"name"`
	Discipline    string             `json:"discipline" doc:"Code uit /disciplines."`
	Kind          string             `json:"kind" doc:"Code uit /kinds."`
	Description   string             `json:"description,omitempty"`
	Keywords      []string           `json:"keywords,omitempty"`
	TargetGroups  []string           `json:"target_groups,omitempty"`
	Access        directory.Access   `json:"access,omitempty" enum:"direct,referral,indicated"`
	Costs         []directory.Cost   `json:"costs,omitempty"`
	Languages     []string           `json:"languages,omitempty"`
	Insurers      []string           `json:"insurers,omitempty"`
	Modes         []directory.Mode   `json:"modes,omitempty"`
	Accessibility []string           `json:"accessibility,omitempty"`
	Locations     []entryLocation    `json:"locations,omitempty"`
	ServedAreas   []network.AreaCode `json:"served_areas,omitempty"`
	Hours         string             `json:"hours,omitempty" doc:"OSM opening_hours, of zoals mensen het zeggen: ma-vr 8-17."`
	Contacts      []entryContact     `json:"contacts,omitempty"`
	Partners      []string           `json:"partners,omitempty"`
	Links         []serviceLink      `json:"links,omitempty"`
	Source        string             `json:"source,omitempty" readOnly:"true"`
	VerifiedAt    *string            `json:"verified_at,omitempty" readOnly:"true" format:"date-time"`
	VerifyBy      *string            `json:"verify_by,omitempty" readOnly:"true" format:"date-time"`
}

type entryLocation struct {
	ID       string   `json:"id,omitempty" doc:"Uit een eerder antwoord; een nieuwe krijgt er een."`
	Name     string   `json:"name,omitempty"`
	Street   string   `json:"street,omitempty" doc:"Met huisnummer."`
	Postcode string   `json:"postcode,omitempty"`
	City     string   `json:"city,omitempty"`
	Lat      *float64 `json:"lat,omitempty"`
	Lon      *float64 `json:"lon,omitempty"`
	Area     string   `json:"area,omitempty" doc:"CBS-code van de wijk."`
}

type entryContact struct {
	Audience directory.Audience `json:"audience" enum:"citizen,professional,mediation,municipality"`
	Function string             `json:"function,omitempty"`
	Phone    string             `json:"phone,omitempty"`
	Email    string             `json:"email,omitempty"`
	URL      string             `json:"url,omitempty"`
	Hours    string             `json:"hours,omitempty"`
	Limited  bool               `json:"limited,omitempty"`
}

func entryOf(s *directory.Service) entry {
	e := entry{
		ID: string(s.ID), Version: s.Version, State: s.State, Organization: string(s.Organization), Name: s.Name, Discipline: string(s.Discipline),
		Kind: s.Kind, Description: s.Description, Keywords: s.Keywords, TargetGroups: s.TargetGroups, Access: s.Access, Costs: s.Costs,
		Languages: s.Languages, Insurers: s.Insurers, Modes: s.Modes, Accessibility: s.Accessibility, ServedAreas: s.ServedAreas, Hours: s.Hours,
		Partners: s.Partners, Source: s.Source, VerifiedAt: stampOrNil(s.VerifiedAt), VerifyBy: stampOrNil(s.VerifyBy),
	}
	for _, l := range s.Locations {
		at := entryLocation{ID: string(l.ID), Name: l.Name, Street: l.Street, Postcode: l.Postcode, City: l.City, Area: string(l.Area)}
		if l.Point != (geo.Point{}) {
			at.Lat, at.Lon = new(l.Point.Lat), new(l.Point.Lon)
		}
		e.Locations = append(e.Locations, at)
	}
	for _, c := range s.Contacts {
		e.Contacts = append(e.Contacts, entryContact(c))
	}
	for _, l := range s.Links {
		e.Links = append(e.Links, serviceLink(l))
	}
	return e
}

// service makes a service of an entry; what only the program writes is left as it is in base.
func (e *entry) service(base directory.Service) (directory.Service, error) {
	var bad []fault.Field
	s := base
	s.Name, s.Discipline, s.Kind, s.Description = e.Name, network.DisciplineCode(e.Discipline), e.Kind, e.Description
	s.Keywords, s.TargetGroups, s.Access, s.Costs, s.Languages = e.Keywords, e.TargetGroups, e.Access, e.Costs, e.Languages
	s.Insurers, s.Modes, s.Accessibility, s.ServedAreas, s.Partners = e.Insurers, e.Modes, e.Accessibility, e.ServedAreas, e.Partners
	s.Hours = readHours(e.Hours, "hours", &bad)
	if e.State != "" {
		s.State = e.State
	}
	if e.Organization != "" {
		s.Organization = network.OrganizationID(e.Organization)
	}
	s.Locations, s.Contacts, s.Links = nil, nil, nil
	for i, l := range e.Locations {
		at := directory.Location{ID: directory.LocationID(l.ID), Name: l.Name, Street: l.Street, Postcode: l.Postcode, City: l.City, Area: network.AreaCode(l.Area)}
		switch {
		case l.Lat != nil && l.Lon != nil:
			at.Point = geo.Point{Lat: *l.Lat, Lon: *l.Lon}
		case l.Lat != nil || l.Lon != nil:
			bad = append(bad, fault.Field{Name: fmt.Sprintf("locations[%d].lat", i), Text: fault.Text{NL: "Geef breedte en lengte, of geen van beide.", EN: "expected both lat and lon, or neither"}})
		}
		s.Locations = append(s.Locations, at)
	}
	for i, c := range e.Contacts {
		c.Hours = readHours(c.Hours, fmt.Sprintf("contacts[%d].hours", i), &bad)
		s.Contacts = append(s.Contacts, directory.ContactPoint(c))
	}
	for _, l := range e.Links {
		s.Links = append(s.Links, directory.Link(l))
	}
	return s, fault.InvalidFields(bad...).OrNil()
}

func readHours(text, field string, bad *[]fault.Field) string {
	if text == "" {
		return ""
	}
	h, err := hours.ParseDutch(text)
	if err != nil {
		words := fault.Safe(err).Text
		if fields := fault.Safe(err).Fields; len(fields) > 0 {
			words = fields[0].Text
		}
		*bad = append(*bad, fault.Field{Name: field, Text: words})
	}
	return h.String()
}

// named gives an error of the directory with its fields as the API names them.
func named(err error) error {
	if err == nil || fault.KindOf(err) != fault.Invalid {
		return err
	}
	safe := *fault.Safe(err)
	safe.Fields = append([]fault.Field(nil), safe.Fields...)
	for i := range safe.Fields {
		safe.Fields[i].Name = snake(safe.Fields[i].Name)
	}
	return &safe
}

// snake writes targetGroups as target_groups.
func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func wrote(s *directory.Service) written[entry] {
	return written[entry]{ETag: versionTag(s.Version), Body: entryOf(s)}
}

// ownService answers GET /services/{id}/entry.
func (s *server) ownService(in *serviceInput, r request) (written[entry], error) {
	key, err := id.Parse[directory.ServiceID](in.ID)
	if err != nil {
		return written[entry]{}, err
	}
	own, err := s.Directory.Own(r, r.actor(), key)
	if err != nil {
		return written[entry]{}, err
	}
	return wrote(&own), nil
}

type entryInput struct{ Body entry }

// addService answers POST /services.
func (s *server) addService(in *entryInput, r request) (written[entry], error) {
	fresh, err := in.Body.service(directory.Service{State: directory.Shown, Organization: network.OrganizationID(r.actor().Organization)})
	if err != nil {
		return written[entry]{}, err
	}
	saved, err := s.Directory.Save(r, r.actor(), fresh, 0)
	if err != nil {
		return written[entry]{}, named(err)
	}
	out := wrote(&saved)
	out.Location = base + "/services/" + string(saved.ID) + "/entry"
	return out, nil
}

type changeInput struct {
	ID      string `path:"id" doc:"Id van het aanbod."`
	IfMatch string `header:"If-Match" doc:"De ETag van /services/{id}/entry: zo gaat niemands wijziging verloren. Zonder is het antwoord 428, met een oude 412."`
	Body    entry
}

// putService answers PUT /services/{id}: the whole entry anew. Nothing is merged: other software decides
// for itself what it does with a change that it did not see.
func (s *server) putService(in *changeInput, r request) (written[entry], error) {
	key, err := id.Parse[directory.ServiceID](in.ID)
	if err != nil {
		return written[entry]{}, err
	}
	expected, err := expectedVersion(in.IfMatch)
	if err != nil {
		return written[entry]{}, err
	}
	own, err := s.Directory.Own(r, r.actor(), key)
	if err != nil {
		return written[entry]{}, err
	}
	changed, err := in.Body.service(own)
	if err != nil {
		return written[entry]{}, err
	}
	saved, err := s.Directory.Save(r, r.actor(), changed, expected, directory.Exactly())
	switch {
	case errors.Is(err, directory.ErrStale):
		return written[entry]{}, changedSinceRead()
	case err != nil:
		return written[entry]{}, named(err)
	}
	return wrote(&saved), nil
}

// confirmService answers POST /services/{id}/confirm.
func (s *server) confirmService(in *serviceInput, r request) (written[entry], error) {
	key, err := id.Parse[directory.ServiceID](in.ID)
	if err != nil {
		return written[entry]{}, err
	}
	confirmed, err := s.Directory.Confirm(r, r.actor(), key)
	if err != nil {
		return written[entry]{}, err
	}
	return wrote(&confirmed), nil
}

type reportInput struct {
	ID   string `path:"id" doc:"Id van het aanbod."`
	Body struct {
		Kind  string `json:"kind" enum:"contact,hours,place,offer,costs,gone,other" doc:"Wat er niet klopt."`
		Words string `json:"words,omitempty" doc:"Hooguit 500 tekens. Geen namen of nummers van mensen; een burgerservicenummer wordt geweigerd."`
		Email string `json:"email,omitempty" doc:"Krijgt het bewijs. Wordt niet bewaard."`
	}
}

type receipt struct {
	Receipt string `json:"receipt" doc:"Alleen hiermee is te zien hoe het ermee staat."`
	Page    string `json:"page" format:"uri-reference"`
	DueAt   string `json:"due_at" format:"date-time" doc:"Voor dit moment antwoordt de organisatie."`
}

// reportService answers POST /services/{id}/reports. Anybody may.
func (s *server) reportService(in *reportInput, r request) (written[receipt], error) {
	got, err := s.Directory.Report(r, r.actor(), directory.Wrong{
		Service: directory.ServiceID(in.ID), Kind: in.Body.Kind, Words: in.Body.Words, Email: in.Body.Email,
	})
	if err != nil {
		return written[receipt]{}, named(err)
	}
	return written[receipt]{Body: receipt{Receipt: got.Token, Page: "/melding/" + got.Token, DueAt: stamp(got.DueAt)}}, nil
}
