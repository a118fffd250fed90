package hsds

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// Exporter reads the public directory.
type Exporter struct {
	Network   *network.Service
	Directory *directory.Register
	Capacity  *capacity.Service
	Now       clock.Clock
}

var errOther = fault.InvalidField("folder", "In deze map staan andere bestanden.", "the folder holds other files; name an empty or new one")

// Write writes the whole public directory into a folder, as one whole: the folder has the files of before
// or all of the new ones. It gives the number of rows by table. Invalid: the folder holds something else.
// Whoever runs the program may; it asks nothing of who acts, because everything in it is public.
func (e *Exporter) Write(ctx context.Context, folder string) (rows map[string]int, err error) {
	defer fault.Wrap(&err, "hsds.Write")
	folder = filepath.Clean(folder)
	made, err := os.MkdirTemp(filepath.Dir(folder), filepath.Base(folder)+".new-")
	if err != nil {
		return nil, fault.InvalidField("folder", "De map kan niet worden gemaakt.", "cannot write beside "+folder).Because(err)
	}
	defer func() { _ = os.RemoveAll(made) }()
	if err := os.Chmod(made, 0o755); err != nil { // #nosec G302 -- everything in it is public, and a web server reads it as somebody else
		return nil, err
	}
	w, err := create(made)
	if err != nil {
		return nil, err
	}
	p, err := e.pass(ctx, w)
	if err == nil {
		err = p.all(ctx, e)
	}
	if err != nil {
		return nil, errors.Join(err, w.drop())
	}
	if rows, err = w.close(p.now); err != nil {
		return nil, err
	}
	return rows, replace(made, folder)
}

// pass is one writing of the directory.
type pass struct {
	*files
	now       time.Time
	tables    *directory.Tables
	kinds     *capacity.Tables
	provinces map[network.AreaCode]string // by municipality
	atlas     *network.Atlas
	services  map[directory.ServiceID]bool // written
}

func (e *Exporter) pass(ctx context.Context, w *files) (p *pass, err error) {
	p = &pass{files: w, now: e.Now(), services: map[directory.ServiceID]bool{}}
	if p.tables, err = e.Directory.Tables(ctx); err != nil {
		return nil, err
	}
	if p.kinds, err = e.Capacity.Tables(ctx); err != nil {
		return nil, err
	}
	if p.atlas, err = e.Network.LoadAtlas(ctx); err != nil {
		return nil, err
	}
	p.provinces, err = provinces(ctx, e.Network, p.now)
	return p, err
}

func provinces(ctx context.Context, n *network.Service, at time.Time) (map[network.AreaCode]string, error) {
	of := map[network.AreaCode]string{}
	all, err := n.Boundaries(ctx, "provincie")
	for _, b := range all {
		codes, err := n.BoundaryAreas(ctx, b.ID, at)
		if err != nil {
			return nil, err
		}
		for _, c := range codes {
			of[c] = b.Name
		}
	}
	return of, err
}

func (p *pass) all(ctx context.Context, e *Exporter) error {
	if err := p.organizations(ctx, e.Network); err != nil {
		return err
	}
	p.taxonomies()
	var one sync.Mutex // the directory hands its chunks over from several goroutines
	if _, err := e.Directory.All(ctx, func(list []directory.Service) error {
		one.Lock()
		defer one.Unlock()
		for i := range list {
			p.service(&list[i])
		}
		return p.err
	}); err != nil {
		return err
	}
	_, err := e.Capacity.All(ctx, func(list []capacity.Offer) error {
		for i := range list {
			p.room(&list[i])
		}
		return p.err
	})
	return err
}

// organizationsAtOnce is how many are read in one question.
const organizationsAtOnce = 1000

func (p *pass) organizations(ctx context.Context, n *network.Service) error {
	for after := network.OrganizationID(""); ; {
		list, err := n.Organizations(ctx, network.OrganizationQuery{After: after, Limit: organizationsAtOnce})
		if err != nil {
			return err
		}
		for _, o := range list {
			p.put("organization", string(o.ID), o.Name, p.about(&o), o.Email, o.Website)
			for _, number := range []struct{ scheme, kind, value string }{
				{"http://fhir.nl/fhir/NamingSystem/ura", "URA", o.URA}, {"http://fhir.nl/fhir/NamingSystem/agb-z", "AGB", o.AGB}, {"http://fhir.nl/fhir/NamingSystem/kvk", "KvK", o.KvK},
			} {
				if number.value != "" {
					p.put("organization_identifier", key("number", string(o.ID), number.kind), string(o.ID), number.scheme, number.kind, number.value)
				}
			}
		}
		if len(list) < organizationsAtOnce {
			return nil
		}
		after = list[len(list)-1].ID
	}
}

// kindsOf are organisations in plain Dutch.
var kindsOf = map[network.OrganizationKind]string{
	network.Provider: "Aanbieder van zorg of hulp", network.DisciplineBody: "Vertegenwoordigt een beroepsgroep", network.RESVBody: "Regionaal samenwerkingsverband van de eerste lijn",
	network.MunicipalityOrg: "Gemeente", network.InsurerOrg: "Zorgverzekeraar", network.CitizensOrg: "Stem van inwoners", network.NationalOrg: "Landelijke partij",
}

func (p *pass) about(o *network.Organization) string {
	about := kindsOf[o.Kind]
	if o.Discipline != "" {
		about += ": " + p.tables.DisciplineName(o.Discipline)
	}
	return about
}

// The classifications by which a service is described.
const (
	ofKind       = "soort"
	ofDiscipline = "discipline"
	ofGroup      = "doelgroep"
)

func (p *pass) taxonomies() {
	for _, t := range [][2]string{{ofKind, "Soorten aanbod"}, {ofDiscipline, "Beroepen en domeinen"}, {ofGroup, "Voor wie"}} {
		p.put("taxonomy", key("taxonomy", t[0]), t[0], t[1])
	}
	for _, k := range p.kinds.Kinds {
		p.put("unit", key("unit", string(k.Code)), k.Unit)
	}
}

// attribute says by which term of a classification a service is described.
func (p *pass) attribute(s *directory.Service, taxonomy, code, name, link string) {
	if code == "" {
		return
	}
	term := key("term", taxonomy, code)
	p.once("taxonomy_term", term, code, name, name, key("taxonomy", taxonomy), "nl")
	p.put("attribute", key("attribute", string(s.ID), taxonomy, code), string(s.ID), term, link, "service")
}

func (p *pass) service(s *directory.Service) {
	p.services[s.ID] = true
	of := string(s.ID)
	var assured string
	if !s.VerifiedAt.IsZero() {
		assured = s.VerifiedAt.In(clock.Amsterdam).Format(time.DateOnly)
	}
	p.put("service", of, string(s.Organization), s.Name, s.Description, "active", accessWords[s.Access], fees(s.Costs), assured)
	p.attribute(s, ofKind, s.Kind, p.tables.KindName(s.Kind), "")
	p.attribute(s, ofDiscipline, string(s.Discipline), p.tables.DisciplineName(s.Discipline), "")
	for _, g := range s.TargetGroups {
		p.attribute(s, ofGroup, g, p.tables.TargetGroupName(g), "eligibility")
	}
	for _, l := range s.Languages {
		p.put("language", key("language", of, l), of, p.tables.LanguageName(l), l)
	}
	for _, a := range s.ServedAreas {
		name := string(a)
		if area, there := p.atlas.Area(a); there {
			name = area.Name
		}
		p.put("service_area", key("area", of, string(a)), of, name, "https://identifier.overheid.nl/tooi/id/"+strings.ToLower(string(a)))
	}
	if s.Hours != "" {
		p.put("schedule", key("hours", of), of, spoken(s.Hours), s.Hours)
	}
	for i, l := range s.Links {
		p.put("url", key("link", of, strconv.Itoa(i)), of, l.Label, l.URL)
	}
	for i, c := range s.Contacts {
		if c.Audience == directory.ForProfessional || c.Phone == "" {
			continue
		}
		p.put("phone", key("phone", of, strconv.Itoa(i)), of, c.Phone, "voice", c.Function)
	}
	for i := range s.Locations {
		p.location(s, &s.Locations[i])
	}
}

func (p *pass) location(s *directory.Service, l *directory.Location) {
	of := string(l.ID)
	var lat, lon string
	if l.Point != (geo.Point{}) {
		lat, lon = strconv.FormatFloat(l.Point.Lat, 'f', 6, 64), strconv.FormatFloat(l.Point.Lon, 'f', 6, 64)
	}
	p.put("service_at_location", key("at", string(s.ID), of), string(s.ID), of)
	if !p.once("location", of, "physical", string(s.Organization), l.Name, lat, lon) {
		return
	}
	for _, f := range s.Accessibility {
		p.put("accessibility", key("feature", of, f), of, p.tables.FeatureName(f))
	}
	if l.Street != "" && l.City != "" && l.Postcode != "" {
		p.put("address", key("address", of), of, l.Street, l.City, p.province(l.Area), l.Postcode, "NL", "physical")
	}
}

// province of a place, or its municipality where no provinces were brought in.
func (p *pass) province(a network.AreaCode) string {
	m := a
	for m.Parent() != "" {
		m = m.Parent()
	}
	if name, known := p.provinces[m]; known {
		return name
	}
	if area, there := p.atlas.Area(m); there {
		return area.Name
	}
	return "onbekend"
}

// room says how many places are free, where that is known and not stale.
func (p *pass) room(o *capacity.Offer) {
	if f := o.Freshness(p.now); !p.services[o.Service] || f != capacity.Live && f != capacity.Ageing {
		return
	}
	maximum := ""
	if o.Total > 0 {
		maximum = strconv.Itoa(o.Total)
	}
	p.put("service_capacity", string(o.ID), string(o.Service), key("unit", string(o.Kind)), strconv.Itoa(o.Free(p.now)), maximum,
		p.kinds.KindName(o.Kind), o.Figure.ToldAt.UTC().Format(time.RFC3339))
}

// key is the id of a row that has none of its own: the same each time.
func key(parts ...string) string { return id.From[string](append([]string{"hsds"}, parts...)...) }

// spoken are opening hours in words.
func spoken(osm string) string {
	h, err := hours.Parse(osm)
	if err != nil {
		return ""
	}
	return h.Dutch()
}
