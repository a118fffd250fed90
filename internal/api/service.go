package api

import (
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// serviceDetail is all that is public of a service. What a list shows of it looks the same here.
type serviceDetail struct {
	ID             string             `json:"id"`
	Version        int64              `json:"version"`
	Name           string             `json:"name"`
	Organization   string             `json:"organization" doc:"Naam van de organisatie."`
	OrganizationID string             `json:"organization_id"`
	Discipline     string             `json:"discipline" doc:"Code uit /disciplines."`
	Kind           string             `json:"kind" doc:"Code uit /kinds."`
	Description    string             `json:"description"`
	Keywords       []string           `json:"keywords"`
	TargetGroups   []string           `json:"target_groups"`
	Access         directory.Access   `json:"access" enum:"direct,referral,indicated" doc:"Zonder verwijzing, met verwijzing of met een besluit."`
	Costs          []directory.Cost   `json:"costs" doc:"free, deductible, own-payment, basic, supplementary of municipal."`
	Languages      []string           `json:"languages" doc:"ISO 639."`
	Insurers       []string           `json:"insurers" doc:"Codes; [\"*\"] is allemaal, leeg is niet bekend."`
	Modes          []directory.Mode   `json:"modes"`
	Accessibility  []string           `json:"accessibility"`
	Location       Location           `json:"location" doc:"De eerste plek; locations noemt alle."`
	Locations      []serviceLocation  `json:"locations"`
	ServedAreas    []network.AreaCode `json:"served_areas" doc:"Waar men bij u thuis komt; leeg: rond de locaties."`
	Hours          openingHours       `json:"hours"`
	OpenNow        bool               `json:"open_now"`
	Room
	Contact    []contact     `json:"contact"`
	Partners   []string      `json:"partners"`
	Links      []serviceLink `json:"links"`
	VerifiedAt *string       `json:"verified_at" format:"date-time" doc:"Laatst nagekeken; null is nooit."`
	VerifyBy   *string       `json:"verify_by" format:"date-time" doc:"Tot wanneer dat geldt."`
	Overdue    bool          `json:"overdue" doc:"Niet kort geleden nagekeken."`
}

type serviceLocation struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Location
}

type serviceLink struct {
	Label string `json:"label,omitempty"`
	URL   string `json:"url"`
}

// openingHours are hours for people and for software.
type openingHours struct {
	Known  bool   `json:"known" doc:"false: de tijden zijn niet bekend."`
	Always bool   `json:"always" doc:"Dag en nacht."`
	Text   string `json:"text" doc:"OSM opening_hours."`
	Dutch  string `json:"dutch" doc:"In woorden."`
	Days   []day  `json:"days" doc:"De veertien dagen vanaf vandaag."`
}

type day struct {
	Date    string `json:"date" format:"date" doc:"Dag in Nederland."`
	Holiday string `json:"holiday,omitempty"`
	Note    string `json:"note,omitempty" doc:"Waarom deze dag anders is."`
	Spans   []span `json:"spans"`
}

type span struct {
	From  string `json:"from" format:"date-time"`
	Until string `json:"until" format:"date-time"`
}

type serviceInput struct {
	ID string `path:"id" doc:"Id van het aanbod." example:"018f3b5e-0000-7000-8000-000000000000"`
}

// service answers GET /services/{id}.
func (s *server) service(in *serviceInput, r request) (serviceDetail, error) {
	key, err := id.Parse[directory.ServiceID](in.ID)
	if err != nil {
		return serviceDetail{}, err
	}
	found, err := s.Directory.Service(r, key)
	if err != nil {
		return serviceDetail{}, err
	}
	return detail(&found, r.now, s.Finder.Room(key, r.now)), nil
}

func detail(s *directory.Service, now time.Time, room *finding.Sight) serviceDetail {
	open, _ := hours.Parse(s.Hours) // hours that cannot be read are hours we do not know
	d := serviceDetail{
		ID: string(s.ID), Version: s.Version, Name: s.Name, Organization: s.OrganizationName, OrganizationID: string(s.Organization),
		Discipline: string(s.Discipline), Kind: s.Kind, Description: s.Description, Keywords: some(s.Keywords),
		TargetGroups: some(s.TargetGroups), Access: s.Access, Costs: some(s.Costs), Languages: some(s.Languages),
		Insurers: some(s.Insurers), Modes: some(s.Modes), Accessibility: some(s.Accessibility), ServedAreas: some(s.ServedAreas),
		Locations: []serviceLocation{}, Hours: fullHours(open, now), OpenNow: open.OpenAt(now), Room: roomOf(room),
		Contact: []contact{}, Partners: some(s.Partners), Links: []serviceLink{},
		VerifiedAt: stampOrNil(s.VerifiedAt), VerifyBy: stampOrNil(s.VerifyBy), Overdue: s.Overdue(now),
	}
	for i := range s.Locations {
		l := &s.Locations[i]
		at := serviceLocation{ID: string(l.ID), Name: l.Name, Location: Location{Address: orNil(live.Address(l)), Area: orNil(string(l.Area))}}
		if l.Point.Lat != 0 || l.Point.Lon != 0 {
			at.Lat, at.Lon = &l.Point.Lat, &l.Point.Lon
		}
		d.Locations = append(d.Locations, at)
	}
	switch {
	case len(d.Locations) > 0:
		d.Location = d.Locations[0].Location
	case len(s.ServedAreas) > 0:
		d.Location.Area = orNil(string(s.ServedAreas[0]))
	}
	for _, c := range s.Contacts {
		if c.Audience == directory.ForProfessional {
			continue // a doctors' line is for who signed in, as on the pages; nobody can here yet
		}
		of, _ := hours.Parse(c.Hours)
		d.Contact = append(d.Contact, contact{
			Audience: string(c.Audience), Function: c.Function, Limited: c.Limited, Phone: c.Phone, Email: c.Email, URL: c.URL,
			Hours: of.String(), HoursDutch: dutch(of),
		})
	}
	for _, l := range s.Links {
		d.Links = append(d.Links, serviceLink(l))
	}
	return d
}

// shownDays is how far ahead hours are read out.
const shownDays = 14

func fullHours(h hours.Hours, now time.Time) openingHours {
	out := openingHours{Known: h.Known(), Always: h.Always(), Text: h.String(), Dutch: dutch(h), Days: []day{}}
	if !h.Known() {
		return out
	}
	for _, d := range h.Days(now, shownDays) {
		shown := day{Date: d.Date.Format(time.DateOnly), Holiday: d.Holiday, Note: d.Note, Spans: []span{}}
		for _, s := range d.Spans {
			shown.Spans = append(shown.Spans, span{stamp(s.From), stamp(s.Until)})
		}
		out.Days = append(out.Days, shown)
	}
	return out
}

func dutch(h hours.Hours) string {
	if !h.Known() {
		return ""
	}
	return h.Dutch()
}
