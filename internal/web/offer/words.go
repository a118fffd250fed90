package offer

import (
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// named is a code and how its owner reads it.
type named struct{ code, name string }

var (
	states = []named{{string(directory.Draft), "Concept"}, {string(directory.Shown), "Te zien"}, {string(directory.Hidden), "Verborgen"}}
	ways   = []named{
		{string(directory.Direct), "Mensen mogen zelf contact opnemen"},
		{string(directory.Referral), "Een verwijsbrief is nodig"},
		{string(directory.Indicated), "Een besluit of indicatie is nodig"},
	}
	costs = []named{
		{string(directory.Free), "Gratis"}, {string(directory.BasicInsured), "De basisverzekering betaalt"}, {string(directory.Deductible), "Het eigen risico geldt"},
		{string(directory.Supplementary), "De aanvullende verzekering betaalt soms mee"}, {string(directory.MunicipalShare), "Eigen bijdrage aan de gemeente"},
		{string(directory.OwnPayment), "Mensen betalen zelf, of een deel"},
	}
	audiences = []named{
		{string(directory.ForCitizen), "Inwoners"}, {string(directory.ForProfessional), "Zorgverleners"},
		{string(directory.ForMediation), "Zorgbemiddeling van verzekeraars"}, {string(directory.ForMunicipality), "De gemeente"},
	}
)

func nameOf(list []named, code string) string {
	for _, n := range list {
		if n.code == code {
			return n.name
		}
	}
	return code
}

// word says one item of a field as its owner reads it.
func (p Page) word(field, item string) string {
	t := p.Finder.Tables()
	name, _, _ := strings.Cut(field, "[")
	switch strings.TrimSuffix(name, ".order") {
	case "state":
		return nameOf(states, item)
	case "kind":
		return t.KindName(item)
	case "discipline":
		return t.DisciplineName(network.DisciplineCode(item))
	case "targetGroups":
		return t.TargetGroupName(item)
	case "languages":
		return t.LanguageName(item)
	case "accessibility":
		return t.FeatureName(item)
	case "modes":
		return site.ModeName(directory.Mode(item))
	case "access":
		return nameOf(ways, item)
	case "costs":
		return nameOf(costs, item)
	case "servedAreas":
		return p.sayArea(network.AreaCode(item))
	case "insurers":
		if item == "*" {
			return everyInsurer
		}
	}
	return item
}

// options make a choice of a list.
func options(list []named, chosen func(string) bool) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, n := range list {
		out[i] = ui.Option{Value: n.code, Text: n.name, Selected: chosen(n.code)}
	}
	return out
}

func (p Page) kinds() (all []named) {
	for _, k := range p.Finder.Tables().Kinds {
		all = append(all, named{k.Code, k.Name})
	}
	return all
}

// disciplines are those that offer some kind of service, in the order of the kinds.
func (p Page) disciplines() (all []named) {
	t, seen := p.Finder.Tables(), map[network.DisciplineCode]bool{}
	for _, k := range t.Kinds {
		for _, d := range k.Disciplines {
			if !seen[d] {
				seen[d] = true
				all = append(all, named{string(d), t.DisciplineName(d)})
			}
		}
	}
	return all
}

func (p Page) targetGroups() (all []named) {
	for _, g := range p.Finder.Tables().TargetGroups {
		all = append(all, named{g.Code, g.Name})
	}
	return all
}

func (p Page) languages() (all []named) {
	for _, l := range p.Finder.Tables().Languages {
		all = append(all, named{l.Code, l.Name})
	}
	return all
}

func (p Page) features() (all []named) {
	for _, f := range p.Finder.Tables().Accessibility {
		all = append(all, named{f.Code, f.Name})
	}
	return all
}

func modes() (all []named) {
	for _, m := range site.Modes {
		all = append(all, named{string(m), site.ModeName(m)})
	}
	return all
}

func roleWord(role string) string { return access.Role(role).NL() }

// verdicts are how an owner answers a report.
var verdicts = []named{
	{string(directory.AnsweredChanged), "Het was niet goed. Wij hebben het gewijzigd."},
	{string(directory.AnsweredRight), "Het klopt zoals het er staat."},
	{string(directory.AnsweredNotOurs), "Wij gaan hier niet over."},
}
