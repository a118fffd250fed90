package search

import (
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/spotmap"
	"eerstelijn/internal/web/ui"
)

type view struct {
	frame  ui.PageView
	title  string
	form   formView
	errors []ui.FieldError
	aids   []aid
	shy    bool
	answer *answer
}

// answer is what was found.
type answer struct {
	count      string // "312 resultaten"
	notes      []string
	suggestion string
	mended     []ui.Hidden // the question with its slips mended
	results    []result
	mapped     bool
	spots      ui.MapView
	next       []ui.Hidden
	summary    string
}

// result is one service in the list.
type result struct {
	id           string // of its card
	title, href  string
	what         string // kind and organisation
	where        string
	distance     string
	hoursKnown   bool
	open         bool
	until        string
	phone        string
	phoneFor     string
	dialable     bool
	otherwise    string // how to reach it where no number is known
	reasons      string
	verifiedAt   time.Time
	overdue      bool
	point        geo.Point
	name, number string
}

func (p Page) answer(a *asked, q *finding.Query, found finding.Page, details []directory.Service) *answer {
	byID := make(map[string]*directory.Service, len(details))
	for i := range details {
		byID[string(details[i].ID)] = &details[i]
	}
	out := &answer{}
	for i := range found.Items {
		if s := byID[found.Items[i].Service]; s != nil {
			out.results = append(out.results, p.result(&found.Items[i], s, q.Now))
		}
	}
	spots := make([]spotmap.Spot, len(out.results))
	for i := range out.results {
		r := &out.results[i]
		r.number = strconv.Itoa(a.shown + i + 1)
		r.id = "r" + r.number
		spots[i] = spotmap.Spot{Point: r.point, Label: r.number, Title: r.number + ". " + r.name, Href: "#" + r.id}
	}
	if out.spots, out.mapped = spotmap.View(p.Finder.Atlas(), "kaart", "Waar het is", spots); out.mapped {
		out.spots.Source = "De nummers zijn die van de lijst."
		for i := range out.results {
			out.results[i].title = out.results[i].number + ". " + out.results[i].name
		}
	}
	out.tell(p.Finder.Tables(), a, found)
	return out
}

// tell says how many there are and how the question was understood.
func (out *answer) tell(t *directory.Tables, a *asked, found finding.Page) {
	shown := a.shown + len(out.results)
	switch {
	case found.Total == 1:
		out.count = "1 resultaat"
	case found.Total >= 0:
		out.count = ui.Count(found.Total) + " resultaten"
	case found.Next != "":
		out.count = "Meer dan " + ui.Count(shown) + " resultaten"
	default:
		out.count = ui.Count(shown) + " resultaten"
	}
	if found.Next != "" {
		out.next = a.next(found.Next, shown)
		out.summary = ui.Count(a.shown+1) + " tot en met " + ui.Count(shown)
		if found.Total >= 0 {
			out.summary += " van " + ui.Count(found.Total)
		}
	}
	if found.Relaxed && len(found.LeftOut) > 0 {
		out.notes = append(out.notes, "Niets past bij alles wat u schreef. Wij zochten zonder "+quoted(found.LeftOut)+".")
	}
	if taken := understood(t, found); taken != "" {
		out.notes = append(out.notes, taken)
	}
	if out.suggestion = found.Suggestion; out.suggestion != "" {
		mended := *a
		mended.words, mended.shown, mended.at = found.Suggestion, 0, ""
		for _, h := range mended.next("", 0) {
			if h.Name != "shown" {
				out.mended = append(out.mended, h)
			}
		}
	}
}

// understood says which words were taken for something else than what they say.
func understood(t *directory.Tables, found finding.Page) string {
	var taken []string
	for _, m := range found.Understood {
		if name := plain(t, m.Found); m.Found != "" && name != m.Asked && m.How.String() != "stem" && m.How.String() != "exact" {
			taken = append(taken, "‘"+m.Asked+"’ als ‘"+name+"’")
		}
	}
	if len(taken) == 0 {
		return ""
	}
	return "Wij lezen " + strings.Join(taken, " en ") + "."
}

// plain gives the name of a discipline's code, which the index may give with or without hyphens;
// other words stay as they are.
func plain(t *directory.Tables, found string) string {
	for _, d := range disciplines(t) {
		if code := string(d); code == found || strings.ReplaceAll(code, "-", "") == found {
			return strings.ToLower(t.DisciplineName(d))
		}
	}
	return found
}

func quoted(words []string) string {
	return "‘" + strings.Join(words, "’ en ‘") + "’"
}

func (p Page) result(f *finding.Result, s *directory.Service, now time.Time) result {
	t := p.Finder.Tables()
	r := result{
		name: s.Name, title: s.Name, href: "/aanbod/" + string(s.ID), what: t.KindName(s.Kind),
		verifiedAt: s.VerifiedAt, overdue: s.Overdue(now), dialable: !p.Demo,
	}
	if s.OrganizationName != "" && s.OrganizationName != s.Name {
		r.what += " · " + s.OrganizationName
	}
	r.where = "Komt bij u thuis of helpt op afstand"
	for _, l := range s.Locations {
		if string(l.ID) == f.Location {
			r.where, r.point = address(l), l.Point
			if f.DistanceM >= 0 {
				r.distance = ui.Distance(f.DistanceM)
			}
		}
	}
	h, _ := hours.Parse(s.Hours)
	r.open, r.until, r.hoursKnown = site.Door(h, now)
	if c, ok := reach(s, h, now); ok {
		r.phone, r.phoneFor = c.Phone, c.Function
	} else {
		r.otherwise = "Geen telefoonnummer bekend. Bekijk hoe u contact krijgt."
	}
	r.reasons = reasons(t, f)
	return r
}

// address writes a location on one line.
func address(l directory.Location) string {
	var parts []string
	for _, part := range []string{l.Street, strings.TrimSpace(l.Postcode + " " + l.City)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return l.Name
	}
	return strings.Join(parts, ", ")
}

// reach chooses the number for a citizen: one that answers now before one that does not.
func reach(s *directory.Service, own hours.Hours, now time.Time) (best directory.ContactPoint, found bool) {
	for _, c := range s.Contacts {
		if c.Audience != directory.ForCitizen || c.Phone == "" {
			continue
		}
		h := own
		if c.Hours != "" {
			h, _ = hours.Parse(c.Hours)
		}
		if h.OpenAt(now) {
			return c, true
		}
		if !found {
			best, found = c, true
		}
	}
	return best, found
}

// reasons says why a result stands here. What the card tells already is left out.
func reasons(t *directory.Tables, f *finding.Result) string {
	names := func(code finding.ReasonCode, value string) string {
		switch code {
		case finding.ReasonWord:
			return plain(t, value)
		case finding.ReasonLanguage:
			return t.LanguageName(value)
		case finding.ReasonTargetGroup:
			return strings.ToLower(t.TargetGroupName(value))
		case finding.ReasonMode:
			return strings.ToLower(site.ModeName(directory.Mode(value)))
		}
		return value
	}
	var all []string
	for _, r := range f.Reasons {
		switch r.Code {
		case finding.ReasonOpen, finding.ReasonClosed, finding.ReasonDistance, finding.ReasonOverdue, finding.ReasonComes:
		default:
			all = append(all, r.Dutch(names))
		}
	}
	return strings.Join(all, " · ")
}
