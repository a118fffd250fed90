package network

import (
	"time"

	"github.com/paulmach/orb"

	"eerstelijn/internal/geo"
)

// Ids of the things of this package.
type (
	RegionID       string
	WijkverbandID  string
	OrganizationID string
	PersonID       string
	BoundaryID     string
	ContactID      string
	// AreaCode is a CBS code: GM0363, WK036304 or BU03630401. A wijk's code holds its municipality's,
	// a buurt's holds its wijk's.
	AreaCode string
	// DisciplineCode is a code of the discipline table, such as 'huisartsenzorg'.
	DisciplineCode string
)

// AreaKind is the level of a CBS area.
type AreaKind string

const (
	Municipality AreaKind = "gemeente"
	Wijk         AreaKind = "wijk"
	Buurt        AreaKind = "buurt"
)

// Area is a CBS area of one year. Areas are imported, never typed in.
type Area struct {
	Code       AreaCode
	Year       int
	Kind       AreaKind
	Name       string
	Parent     AreaCode // '' for a municipality
	Population *int     // nil: the source gives none; never read as 0
	Center     geo.Point
	// Figures are the key figures of the year by code, such as 'pct_65plus'. A figure the source
	// leaves open is absent.
	Figures map[string]float64
	// Geometry is loaded by the methods that say so.
	Geometry orb.MultiPolygon
}

// Figure defines one key figure.
type Figure struct {
	Code   string
	Name   string // Dutch
	Unit   string // 'inwoners', '%', '× € 1.000', …
	Source string
}

// BoundaryKind is a hierarchy: municipalities cut into regions of one sort.
type BoundaryKind struct {
	Code string // 'provincie', 'ggd', 'zorgkantoor', 'veiligheidsregio', 'corop', 'roaz', 'regio'
	Name string
}

// Boundary is a named set of areas with dated membership.
type Boundary struct {
	ID   BoundaryID
	Kind string
	Code string // the source's own code, or the folded name where it has none
	Name string
}

// Phase is how far a RESV has come. Entering one is never refused; its evidence is shown.
type Phase string

const (
	PhaseNetwork      Phase = "network"
	PhaseAgreements   Phase = "agreements"
	PhaseOrganisation Phase = "organisation"
)

// LegalForm of a RESV: 'vereniging', 'stichting', 'coöperatie', 'netwerk' or 'anders'.
type LegalForm string

// Region is one of the country's regions, with the RESV (or its forerunner) that holds its place.
type Region struct {
	ID   RegionID
	Slug string
	Name string
	// Areas are the municipalities or wijken it covers now.
	Areas                []AreaCode
	Zorgkantoor          string // name of the zorgkantoor region
	GPOrganization       string // the RHO
	Support              string // the ROS that supports it
	PreferredInsurers    []string
	FollowingInsurers    []string
	MandatedMunicipality string
	RESV                 RESV
	Center               geo.Point
	// Version counts its changes. It is filled by what opens it to edit and by what saves it, and 0 elsewhere.
	Version int64 `json:"-"`
}

// RESV is a region's cooperation body; Forerunner is true before it is founded.
type RESV struct {
	Organization OrganizationID
	Name         string
	Forerunner   bool
	LegalForm    LegalForm
	Phase        Phase
	Tasks        []TaskState // its five tasks, in order
	Website      string
	Contact      Reach
}

// TaskState is how far one minimal task of a RESV (five) or wijkverband (two) is.
type TaskState struct {
	Task     string // 'resv-1' … 'resv-5', 'wijk-1', 'wijk-2'; names are in the task table
	State    string // 'not-yet', 'building' or 'working'
	Evidence string
	Version  int64 `json:"-"` // see Region
}

// Wijkverband is a hecht wijkverband: the professionals who belong together around some wijken.
type Wijkverband struct {
	ID     WijkverbandID
	Slug   string
	Region RegionID
	Name   string
	// Areas are the wijken where it works; wijkverbanden may overlap. Primary are those of them that
	// count for its coverage: each wijk has one primary wijkverband at most.
	Areas            []AreaCode
	Primary          []AreaCode
	Contacts         []Contact
	Nursing          []NursingCoordination
	Tasks            []TaskState // its two tasks
	MeetsEvery       string      // its rhythm in words: 'elke 6 weken'; '' when it has none
	LastMet          time.Time   // zero: never, or not told
	HasAgreement     bool        // an active agreement exists, as stated by the wijkverband
	SolvedBottleneck bool        // a bottleneck has been dealt with, as stated by the wijkverband
	Website          string
	Version          int64 `json:"-"` // see Region
}

// Contact is the person whom a wijkverband names for a discipline.
type Contact struct {
	ID           ContactID
	Discipline   DisciplineCode
	Person       PersonID
	Organization OrganizationID
	// Function and Reach are what everybody may see: 'Aanspreekpunt wijkverpleging', a number.
	Function string
	Reach    Reach
	// ShowName is the person's own choice; without it public pages show the function alone.
	ShowName bool
	Name     string // filled when the reader may see it
	From     time.Time
	Until    time.Time // zero: no end known
	Version  int64     `json:"-"` // see Region
}

// Reach is how somebody is reached.
type Reach struct {
	Phone   string
	Email   string
	Hours   string // OSM opening_hours; '' = not known
	Remarks string
}

// NursingCoordination says which district-nursing team belongs to which GP practice, so that there
// is one way in per practice.
type NursingCoordination struct {
	Practice     OrganizationID // the GP practice
	PracticeName string
	Team         OrganizationID // who coordinates district nursing for it
	TeamName     string
	Model        string // the coordinating model, as data: 'één aanspreekpunt', 'kernteam', …
	Phone        string
}

// Discipline is one of the professions and domains of the first line and beside it.
type Discipline struct {
	Code  DisciplineCode
	Name  string // Dutch: 'Huisartsenzorg'
	Group string // 'primary', 'social', 'wider', 'adjacent'
	Core  bool   // one of the four without which a wijkverband is not manned
	// Plain says in plain Dutch what it does for a citizen, in one sentence.
	Plain             string
	UZIRoles          []string
	OrganizationTypes []string // Nictiz organisation types
	SBI               []string
	Order             int
}

// OrganizationKind says what an organisation is to the network.
type OrganizationKind string

const (
	Provider        OrganizationKind = "provider"
	DisciplineBody  OrganizationKind = "discipline-body"
	RESVBody        OrganizationKind = "resv"
	MunicipalityOrg OrganizationKind = "municipality"
	InsurerOrg      OrganizationKind = "insurer"
	CitizensOrg     OrganizationKind = "citizens"
	NationalOrg     OrganizationKind = "national"
)

// Organization is a party. Identifiers are checked when they are given.
type Organization struct {
	ID         OrganizationID
	Kind       OrganizationKind
	Name       string
	Discipline DisciplineCode // '' where it has none or several
	URA        string         // 8 digits
	AGB        string         // 8 digits
	KvK        string         // 8 digits
	Website    string
	Phone      string
	Email      string
	Version    int64 `json:"-"` // see Region
}

// Person is somebody who works in the network. Personal data: only shown where a policy allows it.
type Person struct {
	ID           PersonID
	Name         string
	Role         string // an access.Role code
	Organization OrganizationID
	Discipline   DisciplineCode
	Region       RegionID
	Wijkverband  WijkverbandID
	Email        string
	Version      int64 `json:"-"` // see Region
}

// AreaQuery bounds a list of areas. Empty fields bound nothing.
type AreaQuery struct {
	Kind     AreaKind
	Parent   AreaCode
	Boundary BoundaryID // areas that lie within the boundary now
	Region   RegionID   // areas that lie within the region now
	Year     int        // 0: the newest year that has areas of this kind
	Name     string     // the beginning of the name, whatever its case and accents
	After    AreaCode   // the last code of the page before
	Limit    int        // 0: all
}

// OrganizationQuery bounds a list of organisations. Empty fields bound nothing.
type OrganizationQuery struct {
	Kind       OrganizationKind
	Discipline DisciplineCode
	Name       string // the beginning of the name, whatever its case and accents
	// Number is a URA, AGB or KvK number.
	Number string
	IDs    []OrganizationID // of these alone
	After  OrganizationID   // the last id of the page before
	Limit  int              // 0: all
}

// AreaFigures are the inhabitants and key figures of an area in a year, as a file gives them.
type AreaFigures struct {
	Code       AreaCode
	Population *int
	Figures    map[string]float64
}

// BoundaryRow says that an area belongs to a boundary from a day on.
type BoundaryRow struct {
	Code  string // of the boundary; '' where the source has none: then the name stands for it
	Name  string
	Area  AreaCode
	From  time.Time
	Until time.Time // zero: no end known
}

// Postcode is the area of a four-digit postcode.
type Postcode struct {
	PC4          string
	Place        string // the woonplaats most of it belongs to
	Point        geo.Point
	Area         AreaCode // the wijk most of it lies in
	Municipality AreaCode
}

// Place is a spot on the map with a name: a woonplaats, wijk, municipality or postcode.
type Place struct {
	Name             string
	Kind             string // 'postcode', 'woonplaats', 'gemeente' or 'wijk'
	Point            geo.Point
	Area             AreaCode // the wijk, or the municipality for a 'gemeente'
	Municipality     AreaCode
	MunicipalityName string
}

// Task is one of the minimal tasks of a RESV or a wijkverband.
type Task struct {
	Code  string // 'resv-1'
	Owner string // 'resv' or 'wijkverband'
	Name  string // Dutch
	Plain string // what it asks, in plain Dutch
}

// TaskOwner is whose task it is: one of the two is filled.
type TaskOwner struct {
	Region      RegionID
	Wijkverband WijkverbandID
}

// CountryRow is a region in the country's overview.
type CountryRow struct {
	ID            RegionID
	Slug          string
	Name          string
	Phase         Phase
	Forerunner    bool
	Center        geo.Point
	Wijkverbanden int
	Population    int
	InWijkverband int
	Manned        int
	Working       int
}

// Gap is something a wijk lacks and whom to call about it.
type Gap struct {
	Wijkverband WijkverbandID // '' for a wijk without one
	Slug        string
	Area        AreaCode
	AreaName    string
	Discipline  DisciplineCode
	Missing     string // 'no-wijkverband', 'no-contact', 'not-reachable-today'
	Call        string // whom to call about it: a function and number of the region
}

// WijkverbandStatus is a wijkverband with what its coverage computation says.
type WijkverbandStatus struct {
	ID         WijkverbandID
	Slug       string
	Name       string
	Population int // inhabitants of its primary wijken
	Manned     bool
	Working    bool
	Missing    []DisciplineCode // core disciplines without a reachable contact today
	SizeRemark string           // '' or why its size is remarkable; never an error
	// Signs say why it is working or not: manned, meets, agreement, solved.
	Signs []Evidence
	Tasks []TaskEvidence
}

// DisciplineCoverage says how far a discipline is organised in a region.
type DisciplineCoverage struct {
	Code      DisciplineCode
	Organised *float64 // share of its providers affiliated to its body; nil: not known
	Mandated  *bool    // nil: no mandate at all is recorded for the region's RESV yet
	// Providers are those of the discipline that offer something in the region, and Affiliated those of
	// them who belong to a body that speaks for it there.
	Providers, Affiliated int
}

// Coverage of a region, at a moment. Every inhabitant counts once, by primary wijkverband.
type Coverage struct {
	Region        RegionID
	Slug          string
	Name          string
	At            time.Time
	Year          int // of the areas and their inhabitants
	Population    int
	InWijkverband int
	Manned        int // inhabitants whose primary wijkverband is manned
	Working       int
	Wijkverbanden []WijkverbandStatus
	Disciplines   []DisciplineCoverage
	Gaps          []Gap
	Phase         Phase
	// Evidence is what goes with each phase, there or missing. It locks nothing: a region enters a phase
	// when it says so.
	Evidence []Evidence
	Tasks    []TaskEvidence // of the RESV's five tasks
}

// Evidence is one thing that shows how far a region or wijkverband is.
type Evidence struct {
	Phase Phase  // of a region: the phase that it goes with
	Code  string // 'plan', 'cooperation', 'mandate:farmacie', 'insurer:…'; 'manned', 'meets', 'agreement', 'solved'
	Text  string // in plain Dutch
	There bool
	// Measured tells that the platform found it in what was done on it; otherwise somebody stated it.
	Measured bool
	Ref      string // the id of what shows it, where that is one thing
}

// TaskEvidence is how far a minimal task is, as told, with what the platform knows that goes with it.
type TaskEvidence struct {
	TaskState
	Evidence []Evidence
}

// Cut is one line of the country's coverage cut by a set of boundaries.
type Cut struct {
	ID            BoundaryID
	Code          string
	Name          string
	Wijkverbanden int // that have an inhabitant in it
	Population    int
	InWijkverband int
	Manned        int
	Working       int
}
