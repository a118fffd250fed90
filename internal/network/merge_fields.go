package network

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/geo"
)

// part makes a field of a text.
func part[T any, S ~string](name string, at func(*T) *S) field[T] {
	return field[T]{name, func(t *T) string { return string(*at(t)) }, func(to, from *T) { *at(to) = *at(from) }}
}

// yes makes a field of something that is so or not.
func yes[T any](name string, at func(*T) *bool) field[T] {
	return field[T]{name, func(t *T) string { return strconv.FormatBool(*at(t)) }, func(to, from *T) { *at(to) = *at(from) }}
}

// set makes a field of a list of which the order says nothing.
func set[T any, S ~string](name string, at func(*T) *[]S) field[T] {
	return field[T]{name, func(t *T) string { return joined(slices.Sorted(slices.Values(*at(t)))) },
		func(to, from *T) { *at(to) = slices.Clone(*at(from)) }}
}

func joined[S ~string](list []S) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString(string(s) + "\n")
	}
	return b.String()
}

func reachFields[T any](prefix string, at func(*T) *Reach) []field[T] {
	return []field[T]{
		part(prefix+"phone", func(t *T) *string { return &at(t).Phone }),
		part(prefix+"email", func(t *T) *string { return &at(t).Email }),
		part(prefix+"hours", func(t *T) *string { return &at(t).Hours }),
		part(prefix+"remarks", func(t *T) *string { return &at(t).Remarks }),
	}
}

var regionFields = append([]field[Region]{
	part("name", func(r *Region) *string { return &r.Name }),
	set("areas", func(r *Region) *[]AreaCode { return &r.Areas }),
	{"center", func(r *Region) string { return pointText(r.Center) }, func(to, from *Region) { to.Center = from.Center }},
	part("zorgkantoor", func(r *Region) *string { return &r.Zorgkantoor }),
	part("gp_organization", func(r *Region) *string { return &r.GPOrganization }),
	part("support", func(r *Region) *string { return &r.Support }),
	set("preferred_insurers", func(r *Region) *[]string { return &r.PreferredInsurers }),
	set("following_insurers", func(r *Region) *[]string { return &r.FollowingInsurers }),
	part("mandated_municipality", func(r *Region) *string { return &r.MandatedMunicipality }),
	part("resv.organization", func(r *Region) *OrganizationID { return &r.RESV.Organization }),
	part("resv.name", func(r *Region) *string { return &r.RESV.Name }),
	yes("resv.forerunner", func(r *Region) *bool { return &r.RESV.Forerunner }),
	part("resv.legal_form", func(r *Region) *LegalForm { return &r.RESV.LegalForm }),
	part("resv.phase", func(r *Region) *Phase { return &r.RESV.Phase }),
	part("resv.website", func(r *Region) *string { return &r.RESV.Website }),
}, reachFields("resv.", func(r *Region) *Reach { return &r.RESV.Contact })...)

func pointText(p geo.Point) string { return fmt.Sprintf("%.6f %.6f", p.Lat, p.Lon) }

// wijkFields are those that the region decides; the others are the wijkverband's own.
var wijkFields = []field[Wijkverband]{
	set("areas", func(w *Wijkverband) *[]AreaCode { return &w.Areas }),
	set("primary", func(w *Wijkverband) *[]AreaCode { return &w.Primary }),
}

var wijkverbandFields = append([]field[Wijkverband]{
	part("name", func(w *Wijkverband) *string { return &w.Name }),
	part("meets_every", func(w *Wijkverband) *string { return &w.MeetsEvery }),
	{"last_met", func(w *Wijkverband) string { return momentText(w.LastMet) }, func(to, from *Wijkverband) { to.LastMet = from.LastMet }},
	yes("has_agreement", func(w *Wijkverband) *bool { return &w.HasAgreement }),
	yes("solved_bottleneck", func(w *Wijkverband) *bool { return &w.SolvedBottleneck }),
	part("website", func(w *Wijkverband) *string { return &w.Website }),
	{"nursing", nursingText, func(to, from *Wijkverband) { to.Nursing = slices.Clone(from.Nursing) }},
}, wijkFields...)

// nursingText leaves out names: they are the organisations' own.
func nursingText(w *Wijkverband) string {
	rows := make([]string, len(w.Nursing))
	for i, n := range w.Nursing {
		rows[i] = strings.Join([]string{string(n.Practice), string(n.Team), n.Model, n.Phone}, "\t")
	}
	slices.Sort(rows)
	return joined(rows)
}

var contactFields = append([]field[Contact]{
	part("discipline", func(c *Contact) *DisciplineCode { return &c.Discipline }),
	part("person", func(c *Contact) *PersonID { return &c.Person }),
	part("organization", func(c *Contact) *OrganizationID { return &c.Organization }),
	part("function", func(c *Contact) *string { return &c.Function }),
	yes("show_name", func(c *Contact) *bool { return &c.ShowName }),
	{"until", func(c *Contact) string { return momentText(c.Until) }, func(to, from *Contact) { to.Until = from.Until }},
}, reachFields("", func(c *Contact) *Reach { return &c.Reach })...)

var taskFields = []field[TaskState]{
	part("state", func(t *TaskState) *string { return &t.State }),
	part("evidence", func(t *TaskState) *string { return &t.Evidence }),
}

// identityFields say which organisation it is; the others how it is reached.
var identityFields = []field[Organization]{
	part("kind", func(o *Organization) *OrganizationKind { return &o.Kind }),
	part("name", func(o *Organization) *string { return &o.Name }),
	part("discipline", func(o *Organization) *DisciplineCode { return &o.Discipline }),
	part("ura", func(o *Organization) *string { return &o.URA }),
	part("agb", func(o *Organization) *string { return &o.AGB }),
	part("kvk", func(o *Organization) *string { return &o.KvK }),
}

var organizationFields = append([]field[Organization]{
	part("website", func(o *Organization) *string { return &o.Website }),
	part("phone", func(o *Organization) *string { return &o.Phone }),
	part("email", func(o *Organization) *string { return &o.Email }),
}, identityFields...)

var personFields = []field[Person]{
	part("name", func(p *Person) *string { return &p.Name }),
	part("role", func(p *Person) *string { return &p.Role }),
	part("organization", func(p *Person) *OrganizationID { return &p.Organization }),
	part("discipline", func(p *Person) *DisciplineCode { return &p.Discipline }),
	part("region", func(p *Person) *RegionID { return &p.Region }),
	part("wijkverband", func(p *Person) *WijkverbandID { return &p.Wijkverband }),
	part("email", func(p *Person) *string { return &p.Email }),
}
