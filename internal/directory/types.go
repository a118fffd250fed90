package directory

import (
	"time"

	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// Ids of the things of this package.
type (
	ServiceID  string
	LocationID string
)

// Access says how somebody comes to a service.
type Access string

const (
	Direct    Access = "direct"    // without referral
	Referral  Access = "referral"  // with a referral
	Indicated Access = "indicated" // with an indication or a decision of the municipality
)

// Mode is how a service is given.
type Mode string

const (
	OnSite    Mode = "on-site"
	HomeVisit Mode = "home-visit"
	Phone     Mode = "phone"
	Video     Mode = "video"
	EConsult  Mode = "e-consult"
	Group     Mode = "group"
)

// Audience is who a contact point is for.
type Audience string

const (
	ForCitizen      Audience = "citizen"
	ForProfessional Audience = "professional"
	ForMediation    Audience = "mediation" // the insurer's mediation (zorgbemiddeling)
	ForMunicipality Audience = "municipality"
)

// Cost is one thing a service costs the citizen.
type Cost string

const (
	Free           Cost = "free"
	Deductible     Cost = "deductible"    // counts toward the eigen risico
	OwnPayment     Cost = "own-payment"   // paid by the citizen
	BasicInsured   Cost = "basic"         // basisverzekering
	Supplementary  Cost = "supplementary" // aanvullende verzekering
	MunicipalShare Cost = "municipal"     // eigen bijdrage of the municipality
)

// State of a service entry.
type State string

const (
	Draft  State = "draft"
	Shown  State = "shown"
	Hidden State = "hidden" // ended; kept for history
)

// Service is one thing that a provider offers, as the social map (sociale kaart) shows it.
type Service struct {
	ID               ServiceID
	Version          int64 // 1 for the first
	State            State
	Organization     network.OrganizationID
	OrganizationName string // as it is now; filled on reading
	Name             string
	Discipline       network.DisciplineCode
	Kind             string // code of the kind table: 'behandeling', 'wijkverpleging', 'crisisdienst', …
	Description      string // plain Dutch
	Keywords         []string
	TargetGroups     []string // codes
	Access           Access
	Costs            []Cost
	Languages        []string // ISO 639-1; Dutch is written too
	Insurers         []string // codes; {"*"} = all, empty = not known
	Modes            []Mode
	Accessibility    []string // codes: 'wheelchair', 'lift', 'toilet', 'parking', …
	Locations        []Location
	ServedAreas      []network.AreaCode // where it comes to people; empty: those around its locations
	Hours            string             // OSM opening_hours; '' = not known
	Contacts         []ContactPoint
	Partners         []string
	Links            []Link
	Source           string    // 'people', or the file it came from
	SourceKey        string    // its key there
	VerifiedAt       time.Time // zero: never
	VerifyBy         time.Time
}

// Location is a place where a service is given (vestiging).
type Location struct {
	ID       LocationID       `json:"id"`
	Name     string           `json:"name,omitempty"`
	Street   string           `json:"street,omitempty"`   // with house number
	Postcode string           `json:"postcode,omitempty"` // '1234 AB' or '1234'
	City     string           `json:"city,omitempty"`
	Point    geo.Point        `json:"point,omitzero"` // zero: not known
	Area     network.AreaCode `json:"area,omitempty"` // the wijk it stands in
}

// ContactPoint is how to reach a service, for whom and when. It names a function, never a person.
type ContactPoint struct {
	Audience Audience `json:"audience"`
	Function string   `json:"function,omitempty"` // 'Balie', 'Dienstdoende wijkverpleegkundige'
	Phone    string   `json:"phone,omitempty"`
	Email    string   `json:"email,omitempty"`
	URL      string   `json:"url,omitempty"`
	Hours    string   `json:"hours,omitempty"` // OSM opening_hours; '' = the service's own
	// Limited says that it is for one thing only, which Function names, such as a prescription line:
	// it is never an answer to 'who do I call now'.
	Limited bool `json:"limited,omitzero"`
}

// Link to a page about the service: quality figures, the practice's own site.
type Link struct {
	Label string `json:"label,omitempty"`
	URL   string `json:"url"`
}

// Overdue says whether the entry must be checked again.
func (s *Service) Overdue(now time.Time) bool { return now.After(s.VerifyBy) }
