package offer

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Path is where the list stands; each entry below it.
const Path = "/werk/aanbod"

// Page is all pages of what an organisation offers.
type Page struct{ *site.Site }

type listView struct {
	frame   ui.PageView
	name    string // what was searched
	state   string
	counts  []count
	entries []entryView
	pager   ui.PagerView
	reports []reportView
	checks  int
	done    string // what was just done
}

type count struct {
	text, href string
	current    bool
}

type entryView struct {
	id, name, kind, state string
	verifiedAt            time.Time
	overdue               bool
}

type reportView struct {
	id, service, name, kind, words string
	due                            time.Time
	late, taken                    bool
}

func entryPath(id directory.ServiceID) string { return Path + "/" + string(id) }

// List shows what the organisation of who is signed in offers, and what waits.
func (p Page) List(w http.ResponseWriter, r *http.Request) error {
	who, q := p.SignedIn(r), r.URL.Query()
	asked := directory.OwnQuery{Name: q.Get("naam"), State: directory.State(q.Get("staat")), After: q.Get("na"), Limit: 50}
	found, err := p.Directory.OwnServices(r.Context(), who, asked)
	if err != nil {
		return err
	}
	v := listView{frame: p.frame(r, "Ons aanbod"), name: asked.Name, state: string(asked.State), done: doneWords[site.Done(r)]}
	total := 0
	for _, n := range found.Count {
		total += n
	}
	link := func(text string, n int, state string) {
		to := Path
		if values := address(asked.Name, state, ""); values != "" {
			to += "?" + values
		}
		v.counts = append(v.counts, count{text: text + " (" + ui.Count(n) + ")", href: to, current: state == string(asked.State)})
	}
	link("Alles", total, "")
	for _, s := range states {
		link(s.name, found.Count[directory.State(s.code)], s.code)
	}
	now := p.Now()
	for i := range found.Services {
		s := &found.Services[i]
		v.entries = append(v.entries, entryView{id: string(s.ID), name: s.Name, kind: p.Finder.Tables().KindName(s.Kind), state: nameOf(states, string(s.State)),
			verifiedAt: s.VerifiedAt, overdue: s.State == directory.Shown && s.Overdue(now)})
	}
	if found.Next != "" {
		v.pager = ui.PagerView{Label: "Meer aanbod", NextHref: Path + "?" + address(asked.Name, string(asked.State), found.Next)}
	}
	checks, err := p.Directory.Checks(r.Context(), who)
	if err != nil {
		return err
	}
	v.checks = len(checks)
	if v.reports, err = p.reports(r.Context(), who, ""); err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, listPage(v))
}

func address(name, state, after string) string {
	values := url.Values{}
	for k, v := range map[string]string{"naam": name, "staat": state, "na": after} {
		if v != "" {
			values.Set(k, v)
		}
	}
	return values.Encode()
}

// reports are those that wait, about one service or all.
func (p Page) reports(ctx context.Context, who access.Actor, about directory.ServiceID) (all []reportView, err error) {
	waiting, err := p.Directory.Reports(ctx, who)
	for i := range waiting {
		if m := &waiting[i]; about == "" || m.Service == about {
			all = append(all, reportView{id: string(m.ID), service: string(m.Service), name: m.ServiceName, kind: m.KindName, words: m.Words,
				due: m.DueAt, late: m.Late(p.Now()), taken: m.State == directory.ReportTaken})
		}
	}
	return all, err
}

// doneWords are what a page says after something was done; the address carries their key.
var doneWords = map[string]string{
	"bewaard": "Opgeslagen.", "samengevoegd": "Opgeslagen. Een ander had intussen iets anders gewijzigd: dat is ook gebleven.",
	"getoond": "Dit aanbod is nu voor iedereen te zien.", "verborgen": "Dit aanbod is niet meer te zien. U kunt het weer tonen.",
	"teruggezet": "De eerdere versie is teruggezet.", "beantwoord": "Uw antwoord is opgeslagen. Wie het meldde, kan het lezen.",
	"bezig": "Genoteerd: u kijkt ernaar.",
}

func (p Page) frame(r *http.Request, title string) ui.PageView {
	f := p.Frame(r, title)
	f.Work, f.Current = true, "/werk"
	f.Crumbs = []ui.Link{{Text: "Vandaag", Href: "/werk"}}
	if title != "Ons aanbod" {
		f.Crumbs = append(f.Crumbs, ui.Link{Text: "Ons aanbod", Href: Path})
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Text: title})
	return f
}

// which reads the id of the address.
func which(r *http.Request) (directory.ServiceID, error) {
	s, err := id.Parse[directory.ServiceID](r.PathValue("id"))
	if err != nil {
		return "", fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
	}
	return s, nil
}

// done leads back to an entry and tells what was done.
func done(w http.ResponseWriter, r *http.Request, s directory.ServiceID, what string) error {
	return site.Lead(w, r, entryPath(s), what)
}

// Show lets everybody see an entry.
func (p Page) Show(w http.ResponseWriter, r *http.Request) error {
	s, err := which(r)
	if err == nil {
		_, err = p.Directory.Show(r.Context(), p.SignedIn(r), s)
	}
	if err != nil {
		return err
	}
	return done(w, r, s, "getoond")
}

// Hide takes an entry from sight.
func (p Page) Hide(w http.ResponseWriter, r *http.Request) error {
	s, err := which(r)
	if err == nil {
		_, err = p.Directory.Hide(r.Context(), p.SignedIn(r), s)
	}
	if err != nil {
		return err
	}
	return done(w, r, s, "verborgen")
}

// Take says that the organisation looks into a report.
func (p Page) Take(w http.ResponseWriter, r *http.Request) error {
	if err := p.Directory.TakeReport(r.Context(), p.SignedIn(r), directory.ReportID(r.PathValue("melding"))); err != nil {
		return err
	}
	site.Redirect(w, r, Path+"?gedaan=bezig#meldingen")
	return nil
}
