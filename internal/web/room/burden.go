package room

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// goalMinutes is the most that keeping figures may ask of a service in a month.
const goalMinutes = 2

const monthField = "maand"

type burdenView struct {
	frame      ui.PageView
	month      string
	lead       string
	prev, next string
	table      ui.TableView
}

// Burden shows how much time keeping figures asked of each service in a month: to whoever looks after
// the region for all of it, to an organisation its own.
func (p Page) Burden(w http.ResponseWriter, r *http.Request) error {
	who, now := p.SignedIn(r), p.Today()
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, clock.Amsterdam)
	if t, err := time.ParseInLocation("2006-01", r.URL.Query().Get(monthField), clock.Amsterdam); err == nil && !t.After(month) && t.Year() >= 2000 {
		month = t
	}
	list, err := p.Capacity.Burden(r.Context(), who, network.RegionID(who.Region), month)
	if err != nil {
		return err
	}
	v := burdenView{frame: p.frame(r, burdenTitle), month: monthName(month)}
	link := func(t time.Time) string { return BurdenPath + "?" + monthField + "=" + t.Format("2006-01") }
	v.prev = link(month.AddDate(0, -1, 0))
	if after := month.AddDate(0, 1, 0); !after.After(now) {
		v.next = link(after)
	}
	v.lead, v.table = burdenTable(list, v.month)
	return p.Render(w, r, http.StatusOK, burdenPage(v))
}

const burdenTitle = "Hoeveel tijd kost bijhouden?"

func monthName(t time.Time) string {
	months := [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	return fmt.Sprintf("%s %d", months[t.Month()-1], t.Year())
}

func burdenTable(list []capacity.Burden, month string) (lead string, t ui.TableView) {
	slices.SortStableFunc(list, func(a, b capacity.Burden) int {
		return cmp.Or(cmp.Compare(b.Seconds, a.Seconds), cmp.Compare(a.Name, b.Name))
	})
	t = ui.TableView{ID: "tijd", Caption: "Tijd per aanbod, " + month, Empty: "In deze maand werkte niemand iets bij.",
		Columns: []ui.Column{{Title: "Aanbod"}, {Title: "Keer bijgewerkt", Numeric: true}, {Title: "Minuten", Numeric: true}, {Title: "Doel"}},
		Source:  "Gemeten is de tijd dat het scherm openstond voor iemand een cijfer gaf, hooguit 10 minuten per keer. Cijfers van een systeem en uit plaatsingen kosten niemand tijd."}
	within := 0
	for _, b := range list {
		word := "binnen het doel"
		if b.Seconds > goalMinutes*60 {
			word = "meer dan het doel"
		} else {
			within++
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: b.Name, Href: "/aanbod/" + string(b.Service)}, {Text: ui.Count(b.Times)}, {Text: minutes(b.Seconds)}, {Text: word}})
	}
	if len(list) > 0 {
		lead = fmt.Sprintf("Bij %s van de %s bleef het binnen het doel.", ui.Count(within), ui.Count(len(list)))
	}
	return lead, t
}

// minutes writes seconds as minutes, to a tenth.
func minutes(seconds int) string { return decimal(math.Round(float64(seconds)/6) / 10) }
