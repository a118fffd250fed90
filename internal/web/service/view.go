package service

import (
	"net/url"
	"strings"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/spotmap"
	"eerstelijn/internal/web/ui"
)

// days is how far ahead the hours are told.
const days = 14

type view struct {
	frame        ui.PageView
	id           string
	preview      bool // it may not be shown yet
	name, what   string
	organization string // where it has a name of its own
	description  string
	known, open  bool
	until        string
	hours        string // the ordinary week in words
	calendar     []day
	contacts     []contactGroup
	places       []place
	spots        ui.MapView
	mapped       bool
	facts        []ui.Definition
	room, given  []mark.View       // what a citizen can ask for himself, and what professionals give out
	times        []*mark.TimesView // when people can come, by kind of appointment
	live         ui.LiveView
	partners     []string
	links        []link
	teams        []team
	reached      []reachedAt
	verifiedAt   time.Time
	verifyBy     time.Time
	overdue      bool
	source       string
	owner        ownerView
}

type day struct {
	date    time.Time
	today   bool
	holiday string
	text    string
	note    string
}

type contactGroup struct {
	title    string
	contacts []contact
}

type contact struct {
	function    string
	phone       string
	email       string
	url         string
	dialable    bool
	known, open bool
	until       string
	hours       string // its own times in words; '' when those of the service hold
}

type place struct{ name, line, area, href string }

type link struct{ text, href, host string }

type ownerView struct {
	name, phone, email string
	dialable           bool
}

func (v ownerView) reachable() bool { return v.phone != "" || v.email != "" }

// view makes the view of a service. professional says that contact points for professionals show.
func (p Page) view(l say.Language, s *directory.Service, owner network.Organization, professional bool) view {
	t, now := p.Finder.Tables(), p.Today()
	h, _ := hours.Parse(s.Hours) // what was stored has been checked
	v := view{
		id: string(s.ID), name: s.Name, what: l.T(t.KindName(s.Kind)), description: s.Description,
		verifiedAt: s.VerifiedAt, verifyBy: s.VerifyBy, overdue: s.Overdue(now), partners: s.Partners,
		contacts: p.contacts(l, s, h, now, professional), links: links(s.Links),
		owner: ownerView{name: s.OrganizationName, phone: owner.Phone, email: owner.Email, dialable: !p.Demo},
	}
	if s.OrganizationName != "" && s.OrganizationName != s.Name {
		v.organization = s.OrganizationName
	}
	v.open, v.until, v.known = site.Door(l, h, now)
	if v.known {
		v.hours = ui.Capital(h.Dutch())
		v.calendar = calendar(l, h, now)
	} else {
		v.calendar = calendar(l, hours.Hours{}, now)
	}
	switch {
	case p.Demo:
		v.source = l.T("Verzonnen gegevens")
	case s.Source == "" || s.Source == directory.BySelf:
		v.source = l.T("Ingevuld door de organisatie zelf")
	default:
		v.source = l.T("Overgenomen uit %s", s.Source)
	}
	v.places = p.places(s)
	if spots := spotsOf(s); len(spots) > 0 {
		v.spots, v.mapped = spotmap.View(p.Finder.Atlas(), "kaart", l.T("Waar het is"), spots)
	}
	v.facts = facts(l, s, t)
	return v
}

func facts(l say.Language, s *directory.Service, t *directory.Tables) []ui.Definition {
	names := func(codes []string, name func(string) string) string {
		out := make([]string, len(codes))
		for i, c := range codes {
			out[i] = l.T(name(c))
		}
		return strings.Join(out, ", ")
	}
	modes := make([]string, len(s.Modes))
	for i, m := range s.Modes {
		modes[i] = string(m)
	}
	access := l.T(accessWords[s.Access])
	if access == "" {
		access = l.T("Niet bekend. Bel even.")
	}
	all := []ui.Definition{{Term: l.T("Verwijzing"), Text: access}, {Term: l.T("Kosten"), Text: costs(l, s.Costs)}}
	if len(s.Costs) != 1 || s.Costs[0] != directory.Free {
		all = append(all, ui.Definition{Term: l.T("Contract met"), Text: insurers(l, s.Insurers, ui.Capital)})
	}
	for _, d := range []ui.Definition{
		{Term: l.T("Voor wie"), Text: names(s.TargetGroups, t.TargetGroupName)},
		{Term: l.T("Hoe u hulp krijgt"), Text: names(modes, func(m string) string { return site.ModeName(directory.Mode(m)) })},
		{Term: l.T("Talen"), Text: names(s.Languages, func(code string) string { return l.LanguageName(code, t.LanguageName(code)) })},
		{Term: l.T("Toegankelijk"), Text: names(s.Accessibility, t.FeatureName)},
		{Term: l.T("Beroep"), Text: l.T(t.DisciplineName(s.Discipline))},
	} {
		if d.Text != "" {
			all = append(all, d)
		}
	}
	return all
}

// calendar reads the hours back day by day; unknown hours give days that say so.
func calendar(l say.Language, h hours.Hours, now time.Time) []day {
	all := make([]day, 0, days)
	for i, d := range h.Days(now, days) {
		one := day{date: d.Date, today: i == 0, holiday: d.Holiday, note: ui.Capital(d.Note), text: l.T("Gesloten")}
		if !h.Known() {
			one.text = l.T("Niet bekend")
		}
		spans := make([]string, len(d.Spans))
		for j, s := range d.Spans {
			spans[j] = clockTime(l, s.From, d.Date) + " – " + clockTime(l, s.Until, d.Date)
		}
		if len(spans) > 0 {
			one.text = strings.Join(spans, l.T(" en "))
			if len(spans) == 1 && d.Spans[0].From.Equal(d.Date) && d.Spans[0].Until.Equal(d.Date.AddDate(0, 0, 1)) {
				one.text = l.T("Dag en nacht")
			}
		}
		if one.holiday != "" && strings.Contains(one.note, one.holiday) {
			one.holiday = ""
		}
		all = append(all, one)
	}
	return all
}

// clockTime writes a time of a day; its last moment is 24.00, and one of the next day says so.
func clockTime(l say.Language, t, day time.Time) string {
	text := l.Clock(t)
	next := day.AddDate(0, 0, 1)
	switch {
	case t.Equal(next):
		return l.DayEnd()
	case t.After(next):
		return l.T("%s (de volgende dag)", text)
	}
	return text
}

func (p Page) contacts(l say.Language, s *directory.Service, own hours.Hours, now time.Time, professional bool) []contactGroup {
	var groups []contactGroup
	for _, a := range audienceTitles {
		if a.audience != directory.ForCitizen && !professional {
			continue
		}
		g := contactGroup{title: a.title}
		for _, c := range s.Contacts {
			if c.Audience != a.audience {
				continue
			}
			one := contact{function: c.Function, phone: c.Phone, email: c.Email, url: web(c.URL), dialable: !p.Demo}
			h := own
			if c.Hours != "" {
				if h, _ = hours.Parse(c.Hours); h != own {
					one.hours = ui.Capital(h.Dutch())
				}
			}
			one.open, one.until, one.known = site.Door(l, h, now)
			g.contacts = append(g.contacts, one)
		}
		if len(g.contacts) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func (p Page) places(s *directory.Service) []place {
	var all []place
	for _, l := range s.Locations {
		one := place{name: l.Name, line: strings.Trim(l.Street+", "+strings.TrimSpace(l.Postcode+" "+l.City), ", ")}
		if atlas := p.Finder.Atlas(); atlas != nil {
			if a, ok := atlas.Area(l.Area); ok {
				one.area, one.href = a.Name, "/wijk/"+string(l.Area)
			}
		}
		all = append(all, one)
	}
	return all
}

func spotsOf(s *directory.Service) []spotmap.Spot {
	var spots []spotmap.Spot
	for _, l := range s.Locations {
		if l.Point != (geo.Point{}) {
			title := s.Name
			if l.Street != "" {
				title += ", " + l.Street
			}
			spots = append(spots, spotmap.Spot{Point: l.Point, Title: title})
		}
	}
	return spots
}

// links keeps those that lead to a web page, with the site they lead to.
func links(of []directory.Link) []link {
	var all []link
	for _, l := range of {
		href := web(l.URL)
		if href == "" {
			continue
		}
		u, _ := url.Parse(href)
		one := link{text: l.Label, href: href, host: u.Host}
		if one.text == "" {
			one.text = u.Host
		}
		all = append(all, one)
	}
	return all
}

// web gives an address only if it is one of a web page.
func web(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}
