package search

import (
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/words"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/say"
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
	live       ui.LiveView // without a feed: nothing that changes
	again      []ui.Hidden // the same question, for a list with newer figures
}

// result is one service in the list.
type result struct {
	service      directory.ServiceID
	id           string // of its card
	href         string
	what         string // kind
	owner        string // the organisation, where it has a name of its own
	where        string
	place        bool // where is an address
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
	shown        string // the number, where a map has it too
	room         *mark.View
	first        string // the first free time
}

func (p Page) answer(m mark.Maker, a *asked, q *finding.Query, found finding.Page, details []directory.Service, since int64) *answer {
	l := m.Language
	byID := make(map[string]*directory.Service, len(details))
	for i := range details {
		byID[string(details[i].ID)] = &details[i]
	}
	out := &answer{}
	for i := range found.Items {
		if s := byID[found.Items[i].Service]; s != nil {
			out.results = append(out.results, p.result(l, &found.Items[i], s, q.Now))
			out.live.Since = since
			out.room(p.Finder.Offers(s.ID), m, s.Discipline)
		}
	}
	if out.live.Feed != "" {
		again := *a
		again.shown, again.at = 0, ""
		out.again = again.next("", 0)
	}
	spots := make([]spotmap.Spot, len(out.results))
	for i := range out.results {
		r := &out.results[i]
		r.number = strconv.Itoa(a.shown + i + 1)
		r.id = "r" + r.number
		spots[i] = spotmap.Spot{Point: r.point, Label: r.number, Title: r.number + ". " + r.name, Href: "#" + r.id}
	}
	if out.spots, out.mapped = spotmap.View(p.Finder.Atlas(), "kaart", l.T("Waar het is"), spots); out.mapped {
		out.spots.Source = l.T("De nummers zijn die van de lijst.")
		for i := range out.results {
			out.results[i].shown = out.results[i].number
		}
	}
	out.tell(l, p.Finder.Tables(), a, found)
	return out
}

// room adds how much room the last result has. A browser follows one region: that of the first result
// that has any; the marks of others step down as their time comes.
func (out *answer) room(offers []capacity.Offer, m mark.Maker, d network.DisciplineCode) {
	best := m.Best(offers)
	if !m.Usable() || best == nil {
		return
	}
	v := m.Offer(best, d)
	out.results[len(out.results)-1].room = &v
	if out.live.Feed == "" && best.Region != "" {
		out.live.Feed = mark.Feed(best.Region)
	}
}

// tell says how many there are and how the question was understood.
func (out *answer) tell(l say.Language, t *directory.Tables, a *asked, found finding.Page) {
	shown := a.shown + len(out.results)
	switch {
	case found.Total == 1:
		out.count = l.T("1 resultaat")
	case found.Total >= 0:
		out.count = l.T("%s resultaten", l.Count(found.Total))
	case found.Next != "":
		out.count = l.T("Meer dan %s resultaten", l.Count(shown))
	default:
		out.count = l.T("%s resultaten", l.Count(shown))
	}
	if found.Next != "" {
		out.next = a.next(found.Next, shown)
		out.summary = l.T("%s tot en met %s", l.Count(a.shown+1), l.Count(shown))
		if found.Total >= 0 {
			out.summary = l.T("%s tot en met %s van %s", l.Count(a.shown+1), l.Count(shown), l.Count(found.Total))
		}
	}
	if found.Relaxed && len(found.LeftOut) > 0 {
		out.notes = append(out.notes, l.T("Niets past bij alles wat u schreef. Wij zochten zonder %s.", quoted(found.LeftOut)))
	}
	if taken := understood(l, t, found); taken != "" {
		out.notes = append(out.notes, taken)
	}
	if out.suggestion = found.Suggestion; out.suggestion != "" {
		mended := *a
		mended.words, mended.shown, mended.at = found.Suggestion, 0, ""
		out.mended = mended.next("", 0)
	}
}

// understood says which words were taken for something else than what they say.
func understood(l say.Language, t *directory.Tables, found finding.Page) string {
	var taken []string
	for _, m := range found.Understood {
		if name := plain(l, t, m.Found); m.Found != "" && name != m.Asked && m.How.String() != "stem" && m.How.String() != "exact" {
			taken = append(taken, l.T("‘%s’ als ‘%s’", m.Asked, name))
		}
	}
	if len(taken) == 0 {
		return ""
	}
	return l.T("Wij lezen %s.", strings.Join(taken, ", "))
}

// plain gives the name of a discipline's code, which the index may give with or without hyphens;
// other words stay as they are.
func plain(l say.Language, t *directory.Tables, found string) string {
	for _, d := range disciplines(t) {
		if code := string(d); code == found || strings.ReplaceAll(code, "-", "") == found {
			return strings.ToLower(l.T(t.DisciplineName(d)))
		}
	}
	return found
}

func quoted(words []string) string {
	return "‘" + strings.Join(words, "’, ‘") + "’"
}

func (p Page) result(l say.Language, f *finding.Result, s *directory.Service, now time.Time) result {
	t := p.Finder.Tables()
	r := result{
		service: s.ID, name: s.Name, href: "/aanbod/" + string(s.ID), what: l.T(t.KindName(s.Kind)),
		verifiedAt: s.VerifiedAt, overdue: s.Overdue(now), dialable: !p.Demo,
	}
	if s.OrganizationName != "" && s.OrganizationName != s.Name {
		r.owner = s.OrganizationName
	}
	r.where = l.T("Komt bij u thuis of helpt op afstand")
	for _, at := range s.Locations {
		if string(at.ID) == f.Location {
			r.where, r.place, r.point = address(at), true, at.Point
			if f.DistanceM >= 0 {
				r.distance = l.Distance(f.DistanceM)
			}
		}
	}
	h, _ := hours.Parse(s.Hours)
	r.open, r.until, r.hoursKnown = site.Door(l, h, now)
	if c, ok := reach(s, h, now); ok {
		r.phone, r.phoneFor = c.Phone, c.Function
	} else {
		r.otherwise = l.T("Geen telefoonnummer bekend. Bekijk hoe u contact krijgt.")
	}
	r.reasons = reasons(l, t, f)
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
func reasons(l say.Language, t *directory.Tables, f *finding.Result) string {
	var all []string
	for i := range f.Reasons {
		if text := reason(l, t, &f.Reasons[i]); text != "" {
			all = append(all, text)
		}
	}
	return ui.Dotted(all...)
}

func reason(l say.Language, t *directory.Tables, r *finding.Reason) string {
	switch r.Code {
	case finding.ReasonWord:
		return reasonWord(l, t, r)
	case finding.ReasonDirect:
		return l.T("Geen verwijzing nodig")
	case finding.ReasonLanguage:
		return l.T("Spreekt %s", l.LanguageName(r.Found, t.LanguageName(r.Found)))
	case finding.ReasonInsurer:
		return l.T("Heeft een contract met %s", r.Found)
	case finding.ReasonAllInsurers:
		return l.T("Alle verzekeraars betalen dit")
	case finding.ReasonMode:
		return l.T("Mogelijk: %s", strings.ToLower(l.T(site.ModeName(directory.Mode(r.Found)))))
	case finding.ReasonTargetGroup:
		return l.T("Voor %s", strings.ToLower(l.T(t.TargetGroupName(r.Found))))
	case finding.ReasonOpenAt:
		return l.T("Open op %s", l.Weekday(r.At)+", "+l.Time(r.At))
	}
	return "" // the card tells it
}

func reasonWord(l say.Language, t *directory.Tables, r *finding.Reason) string {
	found := plain(l, t, r.Found)
	switch r.How {
	case words.Exact, words.Stem, words.Prefix:
		return l.T("Past bij ‘%s’", r.Asked)
	case words.Typo:
		return l.T("Past bij ‘%s’ (u typte ‘%s’)", found, r.Asked)
	case words.Compound:
		return l.T("Heeft te maken met ‘%s’: %s", r.Asked, found)
	}
	return l.T("‘%s’ hoort bij %s", r.Asked, found)
}
