package meeting

import (
	"context"
	_ "embed"
	"errors"
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	core "eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed meeting.css
var css string

func init() { assets.AddStyle("meeting", css) }

// Page is the pages of meetings.
type Page struct{ *site.Site }

// Path is where the meetings stand; boardPath is the board that they talk about.
const (
	boardPath = "/werk/knelpunten"
	Path      = boardPath + "/overleg"
)

// Mount puts the pages at their paths.
func (p Page) Mount(put func(pattern string, page site.Handler)) {
	handle := func(pattern string, page site.Handler) { put(pattern, p.there(page)) }
	handle("GET "+Path, p.List)
	handle("POST "+Path, p.Plan)
	one := Path + "/{id}"
	handle("GET "+one, p.One)
	handle("POST "+one+"/begin", p.step(doneStarted, p.start))
	handle("POST "+one+"/verzet", p.step(doneMoved, p.move))
	handle("POST "+one+"/aanwezig", p.step(doneAttended, p.attend))
	handle("POST "+one+"/punt", p.step(doneAdded, p.add))
	handle("POST "+one+"/punt/{item}", p.Decide)
	handle("POST "+one+"/taak", p.step(doneTask, p.addTask))
	handle("POST "+one+"/taak/{task}", p.DoneTask)
	handle("POST "+one+"/sluit", p.step(doneClosed, p.closes))
	handle("POST "+one+"/vervalt", p.step(doneCancelled, p.cancel))
}

// there answers where meetings are kept; elsewhere these pages are not there.
func (p Page) there(page site.Handler) site.Handler {
	if p.Site != nil && p.Meetings != nil {
		return page
	}
	return func(http.ResponseWriter, *http.Request) error {
		return fault.Missing("Deze pagina is er niet.", "meetings are not kept here")
	}
}

func pathOf(m core.ID) string { return Path + "/" + string(m) }

func (p Page) frame(r *http.Request, title string, crumbs ...ui.Link) ui.PageView {
	f := p.Frame(r, title)
	f.Work, f.Current = true, boardPath
	f.Crumbs = append([]ui.Link{{Text: "Vandaag", Href: "/werk"}, {Text: "Knelpunten", Href: boardPath}}, crumbs...)
	return f
}

// which reads the id of a meeting from the address.
func which(r *http.Request) (core.ID, error) {
	found, err := id.Parse[core.ID](r.PathValue("id"))
	if err != nil {
		return "", fault.Missing("Dit overleg bestaat niet (meer).", "no such meeting")
	}
	return found, nil
}

// may tells whether somebody may do an act at a meeting, so that a button stands there for who can use it. The
// act itself is weighed again, and recorded.
func (p Page) may(ctx context.Context, who access.Actor, act string, m *core.Meeting) bool {
	s := p.subject(ctx, who, m.Forum)
	for _, x := range m.Expected {
		if x.Person != "" && string(x.Person) == who.Person {
			s.Person = who.Person // they have a place at the table
		}
	}
	return p.Access.Decide(who, "meeting."+act, s).Allowed
}

// subject is a table as the policies weigh its meetings. Where it cannot be read who is the nation's board,
// its buttons are not there.
func (p Page) subject(ctx context.Context, who access.Actor, f mandate.Forum) access.Subject {
	s := access.Subject{Type: "meeting", Region: string(f.Region), Wijkverband: string(f.Wijkverband)}
	if f.Kind == mandate.Nation && who.Role == access.National && p.Bottlenecks != nil {
		if board, err := p.Bottlenecks.NationBoard(ctx); err == nil {
			s.Desk = string(board)
		}
	}
	return s
}

// forums are the tables at which somebody may plan a meeting.
func (p Page) forums(ctx context.Context, who access.Actor) (all []mandate.Forum) {
	region, wijk := network.RegionID(who.Region), network.WijkverbandID(who.Wijkverband)
	possible := []mandate.Forum{}
	if wijk != "" {
		possible = append(possible, mandate.Forum{Kind: mandate.Wijkverband, Region: region, Wijkverband: wijk})
	}
	if region != "" {
		possible = append(possible, mandate.Forum{Kind: mandate.RESV, Region: region}, mandate.Forum{Kind: mandate.Regiotafel, Region: region})
	}
	for _, f := range append(possible, mandate.Forum{Kind: mandate.Nation}) {
		if p.may(ctx, who, "Plan", &core.Meeting{Forum: f}) {
			all = append(all, f)
		}
	}
	return all
}

// table names a table.
func (p Page) table(ctx context.Context, f mandate.Forum) (string, error) {
	switch f.Kind {
	case mandate.Nation:
		return "Bestuurlijk overleg eerstelijnszorg", nil
	case mandate.Wijkverband:
		team, err := p.Network.WijkverbandByID(ctx, f.Wijkverband)
		return team.Name, err
	}
	region, err := p.Network.RegionByID(ctx, f.Region)
	return tables[f.Kind] + " " + region.Name, err
}

var tables = map[mandate.ForumKind]string{mandate.RESV: "RESV", mandate.Regiotafel: "Regiotafel", mandate.ROAZ: "ROAZ-overleg"}

// Names of the fields.
const (
	forumField    = "tafel"
	dayField      = "dag"
	hourField     = "tijd"
	minutesField  = "duur"
	whereField    = "waar"
	presentField  = "wie"
	topicField    = "onderwerp"
	noteField     = "notulen"
	decideField   = "besluit"
	wordsField    = "woorden"
	nextField     = "volgende"
	itemField     = "punt"
	whatField     = "taak"
	whoField      = "voor"
	byField       = "voor-dag"
	backField     = "terug"
	reasonField   = "reden"
	seenField     = "gezien"
	versionField  = "versie"
	idField       = "kenmerk"
	formField     = "formulier"
	talkParameter = "punt"
)

func typed(r *http.Request, name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }

// moment writes a moment as somebody reads it who plans: the weekday too.
func moment(t time.Time) string { return ui.Weekday(t) + ", " + ui.Time(t) }

// problems are what is wrong with a form, by field.
type problems map[string]string

// take keeps the words of an error by field; false for an error that is no answer to a form.
func (w problems) take(err error) bool {
	if kind := fault.KindOf(err); err == nil || kind != fault.Invalid && kind != fault.Conflict {
		return false
	}
	if errors.Is(err, core.ErrWarned) {
		w[seenField] = "ja"
	}
	safe := fault.Safe(err)
	for _, f := range safe.Fields {
		name, known := partOf[f.Name]
		if !known {
			name = f.Name
		}
		w[name] = f.NL
	}
	if len(safe.Fields) == 0 {
		w[formField] = safe.Text.NL
	}
	return true
}

// partOf gives the field of the page for a part that the capabilities find fault with.
var partOf = map[string]string{
	"at": dayField, "minutes": noteField, "where": whereField, "title": topicField, "decision": wordsField, "words": wordsField, "reason": wordsField,
	"why": wordsField, "next_at": nextField, "next": nextField, "what": whatField, "owner": whoField, "organization": whoField, "by": byField,
}
