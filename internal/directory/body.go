package directory

import (
	"time"

	"github.com/go-json-experiment/json"

	"eerstelijn/internal/network"
)

// body is a Service as it is stored. It has the same fields, so that the compiler refuses a field
// that was added there and forgotten here; what a column says alone is left out. Equal entries have
// equal text: an import that brings nothing new is told by comparing bodies.
type body struct {
	ID               ServiceID              `json:"-"`
	Version          int64                  `json:"-"`
	State            State                  `json:"state"`
	Organization     network.OrganizationID `json:"organization"`
	OrganizationName string                 `json:"-"`
	Name             string                 `json:"name"`
	Discipline       network.DisciplineCode `json:"discipline"`
	Kind             string                 `json:"kind"`
	Description      string                 `json:"description,omitempty"`
	Keywords         []string               `json:"keywords,omitempty"`
	TargetGroups     []string               `json:"targetGroups,omitempty"`
	Access           Access                 `json:"access,omitempty"`
	Costs            []Cost                 `json:"costs,omitempty"`
	Languages        []string               `json:"languages,omitempty"`
	Insurers         []string               `json:"insurers,omitempty"`
	Modes            []Mode                 `json:"modes,omitempty"`
	Accessibility    []string               `json:"accessibility,omitempty"`
	Locations        []Location             `json:"locations,omitempty"`
	ServedAreas      []network.AreaCode     `json:"servedAreas,omitempty"`
	Hours            string                 `json:"hours,omitempty"`
	Contacts         []ContactPoint         `json:"contacts,omitempty"`
	Partners         []string               `json:"partners,omitempty"`
	Links            []Link                 `json:"links,omitempty"`
	Source           string                 `json:"source,omitempty"`
	SourceKey        string                 `json:"sourceKey,omitempty"`
	VerifiedAt       time.Time              `json:"-"`
	VerifyBy         time.Time              `json:"-"`
}

func encode(s *Service) (string, error) {
	b, err := json.Marshal((*body)(s), json.Deterministic(true))
	return string(b), err
}

// decode fills s from a stored body and leaves what columns say alone.
func decode(text []byte, s *Service) error {
	return json.Unmarshal(text, (*body)(s))
}
