package api

import (
	"time"

	"eerstelijn/internal/network"
)

type region struct {
	ID                   network.RegionID   `json:"id"`
	Slug                 string             `json:"slug"`
	Name                 string             `json:"name"`
	Areas                []network.AreaCode `json:"areas" doc:"Gemeenten of wijken die er nu bij horen."`
	Center               point              `json:"center"`
	Zorgkantoor          string             `json:"zorgkantoor,omitempty"`
	GPOrganization       string             `json:"gp_organization,omitempty" doc:"Regionale huisartsenorganisatie."`
	Support              string             `json:"support,omitempty" doc:"Wie de regio ondersteunt (ROS)."`
	PreferredInsurers    []string           `json:"preferred_insurers"`
	FollowingInsurers    []string           `json:"following_insurers"`
	MandatedMunicipality string             `json:"mandated_municipality,omitempty"`
	RESV                 resv               `json:"resv" doc:"Regionaal eerstelijns samenwerkingsverband, of wat eraan voorafgaat."`
}

type resv struct {
	Name       string            `json:"name"`
	Forerunner bool              `json:"forerunner" doc:"Nog niet opgericht."`
	LegalForm  network.LegalForm `json:"legal_form,omitempty"`
	Phase      network.Phase     `json:"phase" enum:"network,agreements,organisation"`
	Tasks      []task            `json:"tasks"`
	Website    string            `json:"website,omitempty"`
	Contact    Reach             `json:"contact"`
}

type task struct {
	Task     string `json:"task"`
	State    string `json:"state" enum:"not-yet,building,working"`
	Evidence string `json:"evidence,omitempty"`
}

type Reach struct {
	Phone   string `json:"phone,omitempty"`
	Email   string `json:"email,omitempty"`
	Hours   string `json:"hours,omitempty" doc:"OSM opening_hours."`
	Remarks string `json:"remarks,omitempty"`
}

func showRegion(r *network.Region) region {
	return region{
		ID: r.ID, Slug: r.Slug, Name: r.Name, Areas: some(r.Areas), Center: point{r.Center.Lat, r.Center.Lon},
		Zorgkantoor: r.Zorgkantoor, GPOrganization: r.GPOrganization, Support: r.Support,
		PreferredInsurers: some(r.PreferredInsurers), FollowingInsurers: some(r.FollowingInsurers), MandatedMunicipality: r.MandatedMunicipality,
		RESV: resv{
			Name: r.RESV.Name, Forerunner: r.RESV.Forerunner, LegalForm: r.RESV.LegalForm, Phase: r.RESV.Phase,
			Tasks: tasks(r.RESV.Tasks), Website: r.RESV.Website, Contact: Reach(r.RESV.Contact),
		},
	}
}

func tasks(from []network.TaskState) []task {
	out := make([]task, len(from))
	for i, t := range from {
		out[i] = task{Task: t.Task, State: t.State, Evidence: t.Evidence}
	}
	return out
}

// regions answers GET /regions.
func (s *server) regions(_ *struct{}, r request) (List[region], error) {
	found, err := s.Network.Regions(r)
	if err != nil {
		return List[region]{}, err
	}
	items := make([]region, len(found))
	for i := range found {
		items[i] = showRegion(&found[i])
	}
	return all(items), nil
}

type slugInput struct {
	Slug string `path:"slug" doc:"Naam zoals die in het adres staat." example:"rivierenzoom"`
}

// region answers GET /regions/{slug}.
func (s *server) region(in *slugInput, r request) (region, error) {
	found, err := s.Network.Region(r, in.Slug)
	if err != nil {
		return region{}, err
	}
	return showRegion(&found), nil
}

// coverage counts every inhabitant once, by primary wijkverband.
type coverage struct {
	Region        string               `json:"region" doc:"Slug."`
	At            string               `json:"at" format:"date-time"`
	Year          int                  `json:"year" doc:"Van de gebieden en de inwoners."`
	Population    int                  `json:"population" doc:"Inwoners van de regio."`
	InWijkverband int                  `json:"in_wijkverband" doc:"Inwoners met een wijkverband."`
	Covered       covered              `json:"covered"`
	Disciplines   []disciplineCoverage `json:"disciplines"`
	Gaps          []gap                `json:"gaps"`
	Wijkverbanden []wijkverbandStatus  `json:"wijkverbanden"`
	Phase         network.Phase        `json:"phase" enum:"network,agreements,organisation" doc:"Zoals de regio die zelf noemt."`
	Evidence      []shownSign          `json:"evidence" doc:"Wat bij elke fase hoort: er, of nog niet."`
	Tasks         []taskEvidence       `json:"tasks"`
}

type covered struct {
	Manned  int `json:"manned" doc:"Inwoners wier wijkverband bemenst is."`
	Working int `json:"working" doc:"Inwoners wier wijkverband werkt."`
}

type disciplineCoverage struct {
	Code      network.DisciplineCode `json:"code"`
	Mandated  *bool                  `json:"mandated" doc:"null: nog niet vastgelegd."`
	Organised *float64               `json:"organised" doc:"Deel van de aanbieders dat georganiseerd is (0-1); null: niet bekend."`
	Providers int                    `json:"providers" doc:"Aanbieders die in de regio iets aanbieden."`
}

type gap struct {
	Area        network.AreaCode       `json:"area"`
	AreaName    string                 `json:"area_name"`
	Wijkverband *string                `json:"wijkverband" doc:"Slug; null zonder wijkverband."`
	Discipline  network.DisciplineCode `json:"discipline"`
	Missing     string                 `json:"missing" enum:"no-wijkverband,no-contact,not-reachable-today"`
	Call        string                 `json:"call" doc:"Wie u hierover belt."`
}

type wijkverbandStatus struct {
	Slug       string                   `json:"slug"`
	Name       string                   `json:"name"`
	Population int                      `json:"population"`
	Manned     bool                     `json:"manned"`
	Working    bool                     `json:"working"`
	Missing    []network.DisciplineCode `json:"missing" doc:"Beroepen zonder iemand die vandaag bereikbaar is."`
	SizeRemark string                   `json:"size_remark,omitempty"`
	Signs      []shownSign              `json:"signs" doc:"Waarom het wijkverband werkt, of nog niet."`
	Tasks      []taskEvidence           `json:"tasks"`
}

type coverageInput struct {
	Slug string `path:"slug" doc:"Naam zoals die in het adres staat." example:"rivierenzoom"`
	At   string `query:"at" doc:"Moment (RFC 3339); zonder is het nu." example:"2026-11-24T09:30:00Z"`
}

// coverage answers GET /regions/{slug}/coverage.
func (s *server) coverage(in *coverageInput, r request) (coverage, error) {
	at, err := r.moment("at", in.At)
	if err != nil {
		return coverage{}, err
	}
	c, err := s.Network.Coverage(r, in.Slug, at)
	if err != nil {
		return coverage{}, err
	}
	out := coverage{
		Region: c.Slug, At: stamp(c.At), Year: c.Year, Population: c.Population, InWijkverband: c.InWijkverband,
		Covered:     covered{Manned: c.Manned, Working: c.Working},
		Disciplines: make([]disciplineCoverage, len(c.Disciplines)), Gaps: make([]gap, len(c.Gaps)),
		Wijkverbanden: make([]wijkverbandStatus, len(c.Wijkverbanden)),
		Phase:         c.Phase, Evidence: showEvidence(c.Evidence), Tasks: showTasks(c.Tasks),
	}
	for i, d := range c.Disciplines {
		out.Disciplines[i] = disciplineCoverage{Code: d.Code, Mandated: d.Mandated, Organised: d.Organised, Providers: d.Providers}
	}
	for i, g := range c.Gaps {
		out.Gaps[i] = gap{Area: g.Area, AreaName: g.AreaName, Wijkverband: orNil(g.Slug), Discipline: g.Discipline, Missing: g.Missing, Call: g.Call}
	}
	for i, w := range c.Wijkverbanden {
		out.Wijkverbanden[i] = wijkverbandStatus{Slug: w.Slug, Name: w.Name, Population: w.Population, Manned: w.Manned, Working: w.Working,
			Missing: some(w.Missing), SizeRemark: w.SizeRemark, Signs: showEvidence(w.Signs), Tasks: showTasks(w.Tasks)}
	}
	return out, nil
}

type wijkverband struct {
	ID               network.WijkverbandID `json:"id"`
	Slug             string                `json:"slug"`
	Region           string                `json:"region" doc:"Slug van de regio."`
	Name             string                `json:"name"`
	Areas            []network.AreaCode    `json:"areas" doc:"Wijken waar het werkt."`
	Primary          []network.AreaCode    `json:"primary" doc:"Wijken waarvan het het eigen wijkverband is."`
	Contacts         []teamContact         `json:"contacts"`
	Nursing          []nursing             `json:"nursing" doc:"Welk team voor wijkverpleging bij welke huisartsenpraktijk hoort."`
	Tasks            []task                `json:"tasks"`
	MeetsEvery       string                `json:"meets_every,omitempty"`
	LastMet          *string               `json:"last_met" format:"date-time"`
	HasAgreement     bool                  `json:"has_agreement"`
	SolvedBottleneck bool                  `json:"solved_bottleneck"`
	Website          string                `json:"website,omitempty"`
}

type teamContact struct {
	ID         network.ContactID      `json:"id,omitempty"`
	Discipline network.DisciplineCode `json:"discipline"`
	Function   string                 `json:"function"`
	Name       string                 `json:"name,omitempty" doc:"Alleen als de persoon dat zelf wil."`
	Reach
	From  *string `json:"from" format:"date-time" required:"false"`
	Until *string `json:"until" format:"date-time" required:"false" doc:"null: geen einde bekend."`
}

type nursing struct {
	Practice     network.OrganizationID `json:"practice"`
	PracticeName string                 `json:"practice_name"`
	Team         network.OrganizationID `json:"team"`
	TeamName     string                 `json:"team_name"`
	Model        string                 `json:"model"`
	Phone        string                 `json:"phone"`
}

// wijkverband answers GET /wijkverbanden/{slug}.
func (s *server) wijkverband(in *slugInput, r request) (wijkverband, error) {
	w, err := s.Network.Wijkverband(r, in.Slug)
	if err != nil {
		return wijkverband{}, err
	}
	of, err := s.Network.RegionByID(r, w.Region)
	if err != nil {
		return wijkverband{}, err
	}
	return showWijkverband(&w, of.Slug, r.now), nil
}

func showWijkverband(w *network.Wijkverband, region string, now time.Time) wijkverband {
	out := wijkverband{
		ID: w.ID, Slug: w.Slug, Region: region, Name: w.Name, Areas: some(w.Areas), Primary: some(w.Primary),
		Contacts: []teamContact{}, Nursing: make([]nursing, len(w.Nursing)), Tasks: tasks(w.Tasks), MeetsEvery: w.MeetsEvery,
		LastMet: stampOrNil(w.LastMet), HasAgreement: w.HasAgreement, SolvedBottleneck: w.SolvedBottleneck, Website: w.Website,
	}
	for _, c := range w.Contacts {
		if over(c.Until, now) {
			continue
		}
		shown := teamContact{ID: c.ID, Discipline: c.Discipline, Function: c.Function, Reach: Reach(c.Reach), From: stampOrNil(c.From), Until: stampOrNil(c.Until)}
		if c.ShowName {
			shown.Name = c.Name
		}
		out.Contacts = append(out.Contacts, shown)
	}
	for i, n := range w.Nursing {
		out.Nursing[i] = nursing(n)
	}
	return out
}

func over(until, now time.Time) bool { return !until.IsZero() && !until.After(now) }
