package finding

import (
	"time"

	"eerstelijn/internal/hours"
)

// Entry is one service at one location, or a service without a location of its own in one area it
// serves. Whoever fills the index makes entries; the index keeps no tie to the database.
type Entry struct {
	// Service and Location are ids. Location is empty for a service that only comes to people.
	Service, Location string
	Organization      string
	OrganizationName  string
	Name              string
	// Discipline and Kind are codes; their words are searched as well.
	Discipline, Kind string
	// Description and Keywords are searched and then forgotten: results do not carry them. A word
	// of the description counts for less than one of the name, the keywords or the codes.
	Description string
	Keywords    []string
	// Card is what a list of results shows besides; the index gives it back as it got it.
	Card string
	// TargetGroups, Languages (ISO 639) and Modes are codes.
	TargetGroups, Languages, Modes []string
	// Insurers are the codes of those with a contract; empty is not known. AllInsurers says that
	// every insurer pays.
	Insurers    []string
	AllInsurers bool
	// Lat and Lon are where the location, or the middle of the served area, lies; both zero is
	// not known.
	Lat, Lon float64
	// Remote marks a point that is the middle of a served area: nobody has to go there.
	Remote bool
	// Area is the code of the wijk, Region an id.
	Area, Region string
	// Direct tells that no referral is needed.
	Direct bool
	Hours  hours.Hours
	// VerifyBy is the moment until which the owner's last confirmation holds; zero is never confirmed.
	VerifyBy time.Time
	// Public is false for what only professionals may see.
	Public bool
}

// Change says what became of one service: all its entries, or none when it is gone.
type Change struct {
	Service string
	Entries []Entry
}

// Point is a place on the map, in degrees (WGS 84).
type Point struct{ Lat, Lon float64 }
