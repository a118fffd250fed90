package others

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Addresses of the pages; they exist in the demonstration alone.
const (
	PlatformPath = "/demo/buren"
	PlannerPath  = "/demo/seintjes"
)

// Pages show what each of them knows.
type Pages struct {
	*site.Site
	*System
}

type platformView struct {
	frame        ui.PageView
	asker, owner string
	questions    []shown
	again        bool // it was just asked once more
}

// shown is a question as the platform shows it to whoever asks there.
type shown struct{ title, says, note string }

func (p Pages) frame(r *http.Request, title string) ui.PageView {
	f := p.Frame(r, title)
	f.Crumbs = []ui.Link{{Text: "Kies een persoon", Href: "/demo"}, {Text: title}}
	return f
}

// Neighbour shows the platform next door.
func (p Pages) Neighbour(w http.ResponseWriter, r *http.Request) error {
	all, asker, owner := p.Platform.all()
	v := platformView{frame: p.frame(r, Name), asker: asker.Name, owner: owner.Name, again: site.Done(r) == askedAgain}
	for i := range all {
		v.questions = append(v.questions, shown{title: all[i].What, says: all[i].says(owner.Name, p.Today()), note: all[i].Note})
	}
	return p.Render(w, r, http.StatusOK, platformPage(v))
}

const askedAgain = "gevraagd"

// Again asks everything once more.
func (p Pages) Again(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	if !p.Platform.known() {
		return fault.Missing("In dit voorbeeld zijn er geen buren.", "nobody let the platform in")
	}
	if err := p.Platform.Ask(r.Context()); err != nil {
		return fault.New(fault.Unavailable, "De vraag is niet aangekomen. Probeer het opnieuw.", "the notification was not taken").Because(err)
	}
	return site.Lead(w, r, PlatformPath, askedAgain)
}

// says tells where a question stands.
func (q *asked) says(owner string, now time.Time) string {
	switch q.business {
	case waits:
		return "Wacht op antwoord. Dat kan tot " + ui.OnDay(q.until, now) + ", " + ui.Time(q.until) + "."
	case offered:
		return owner + " zegt ja. De persoon kiest zo."
	case chosen:
		return owner + " is gekozen."
	case started:
		return "De zorg is begonnen."
	case done:
		return "Afgerond."
	case timedOut:
		return "De tijd is om. Er kwam geen antwoord."
	}
	no := owner + " zegt nee"
	if q.business == withdrawn {
		no = "Het gaat niet door"
	}
	if q.reason != "" {
		no += ": " + strings.TrimSuffix(q.reason, ".")
	}
	return no + "."
}

type plannerView struct {
	frame ui.PageView
	owner string // whose program it is; '' for nobody's
	heard []heard
}

var kinds = map[string]string{handshake: "Eerste groet", alive: "Levensteken", event: "Er is iets veranderd"}

func (v plannerView) rows() (rows [][]ui.Cell) {
	for _, h := range v.heard {
		number := "–"
		if h.number > 0 {
			number = strconv.Itoa(h.number)
		}
		rows = append(rows, []ui.Cell{{Text: ui.Moment(h.at)}, {Text: kinds[h.kind]}, {Text: number}})
	}
	return rows
}

// Signals shows what the planning program was told.
func (p Pages) Signals(w http.ResponseWriter, r *http.Request) error {
	_, _, owner := p.Platform.all()
	return p.Render(w, r, http.StatusOK, plannerPage(plannerView{p.frame(r, PlannerName), owner.Name, p.Planner.list()}))
}

// Mount puts the pages at their addresses.
func (p Pages) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET "+PlatformPath, p.Neighbour)
	handle("POST "+PlatformPath, p.Again)
	handle("GET "+PlannerPath, p.Signals)
}
