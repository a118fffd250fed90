package room

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/figure"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// rowsOfPage is how many offers one page of the list shows.
const rowsOfPage = 40

// Names of the fields of the filter, and of where the list stands.
const (
	kindField   = "soort"
	areaField   = "wijk"
	roomField   = "plek"
	ownField    = "eigen"
	regionName  = "regio"
	afterField  = "vanaf"
	listAnchor  = "lijst"
	askPath     = "/werk/plaatsing/nieuw"
	askKind     = "soort"
	askOffer    = "aanbod"
	weeksOfPast = 12
)

// askers are the roles that ask a place for somebody.
var askers = []access.Role{access.Professional, access.TransferDesk}

// filter is what somebody asked to see.
type filter struct {
	region network.Region
	kind   capacity.KindCode
	area   network.AreaCode
	room   bool // only where there is some
	own    bool
	after  int // rows to leave out: those of the pages before
}

type listView struct {
	frame        ui.PageView
	region       string
	lead         string
	now          time.Time
	regions      ui.Choice
	kinds, areas ui.Choice
	room, own    ui.Option
	unfold       bool
	rows         []row
	pager        ui.PagerView
	narrowed     bool // by more than the region
	all, refresh string
	keeps, adds  bool // what who is signed in may do
	meters       bool
	done         string
	drawn        ui.MapView
	counts       ui.TableView
	trend        *trendView
	feed         string
	seq          int64
}

// row is one offer in the list.
type row struct {
	offer                     *capacity.Offer
	kind                      capacity.Kind
	id, name, href, what      string
	organization, wijk        string
	own                       bool
	state                     ui.State
	at                        time.Time
	came                      string
	held                      []string
	wait, waitSource, advice  string
	norm                      string
	over                      bool
	ask                       string
	never, stale, showsPlaces bool
}

// List shows where there is room in a region.
func (p Page) List(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if !site.Works(who.Role) {
		return fault.New(fault.Denied, "Deze pagina is voor mensen die in de zorg of het sociaal domein werken. Meld u eerst aan.", "sign in first")
	}
	here, regions, err := p.regionOf(r)
	if err != nil {
		return err
	}
	tables, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	f := filterOf(r.URL.Query(), here)
	if _, known := tables.Kind(f.kind); !known {
		f.kind = ""
	}
	v := listView{frame: p.frame(r, listTitle), region: here.Name, now: p.Now(), all: f.with(func(f *filter) { *f = filter{region: f.region} }), refresh: f.address() + "#" + listAnchor}
	v.feed, v.seq = feedOf(here.ID, f.kind), p.Board.Seq() // before the figures are read
	offers := p.Board.Region(here.ID)
	found := f.choose(offers, network.OrganizationID(who.Organization), v.now)
	v.lead = lead(found, v.now)
	v.narrowed = f.kind != "" || f.area != "" || f.room || f.own
	if v.rows, err = p.rows(r, page(found, f.after), tables, v.now); err != nil {
		return err
	}
	v.pager = f.pager(len(found))
	p.ask(&v, f, regions, tables, who)
	wijken := areamap.Wijken(p.Finder.Atlas(), here.Areas)
	v.drawn, v.counts = p.byArea(f, wijken, f.inRegion().choose(offers, network.OrganizationID(who.Organization), v.now), v.now)
	if f.kind != "" {
		if v.trend, err = p.trend(r.Context(), here, f.kind, tables); err != nil {
			return err
		}
	}
	ours := capacity.Offer{Organization: network.OrganizationID(who.Organization), Region: network.RegionID(who.Region)}
	v.keeps, v.adds, v.meters = p.may(r, "capacity.ObserveMany", &ours), p.may(r, "capacity.SaveOffer", &ours), p.may(r, "capacity.Burden", &ours)
	v.done = doneWords[site.Done(r)]
	v.frame.Scripts = append(v.frame.Scripts, assets.LiveScript)
	v.frame.Source = areamap.Source(p.Finder.Atlas())
	if len(v.drawn.Shapes) > 0 {
		v.frame.Scripts = append(v.frame.Scripts, assets.MapScript)
	}
	return p.Render(w, r, http.StatusOK, listPage(v))
}

func filterOf(q url.Values, here network.Region) filter {
	f := filter{region: here, kind: capacity.KindCode(q.Get(kindField)), area: network.AreaCode(q.Get(areaField)), room: q.Get(roomField) == yes, own: q.Get(ownField) == yes}
	if n, err := strconv.Atoi(q.Get(afterField)); err == nil && n > 0 {
		f.after = n
	}
	return f
}

// address is the page as a filter has it.
func (f filter) address() string {
	q := url.Values{regionName: {f.region.Slug}}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set(kindField, string(f.kind))
	set(areaField, string(f.area))
	if f.room {
		set(roomField, yes)
	}
	if f.own {
		set(ownField, yes)
	}
	if f.after > 0 {
		set(afterField, strconv.Itoa(f.after))
	}
	return Path + "?" + q.Encode()
}

// with gives the address of the page with something else asked.
func (f filter) with(change func(*filter)) string {
	f.after = 0
	change(&f)
	return f.address()
}

// inRegion is the filter without its wijk: the map compares wijken.
func (f filter) inRegion() filter {
	f.area = ""
	return f
}

// choose gives the offers that are asked for, those with room first.
func (f filter) choose(offers []capacity.Offer, mine network.OrganizationID, now time.Time) []capacity.Offer {
	var found []capacity.Offer
	for i := range offers {
		o := &offers[i]
		if o.Ended || f.kind != "" && o.Kind != f.kind || f.area != "" && o.Area != f.area || f.own && (mine == "" || o.Organization != mine) || f.room && !o.Matches(now) {
			continue
		}
		found = append(found, *o)
	}
	slices.SortFunc(found, func(a, b capacity.Offer) int {
		return cmp.Or(
			cmp.Compare(rank(figure.State(&a, now)), rank(figure.State(&b, now))),
			f.byFree(&a, &b, now),
			b.Figure.ObservedAt.Compare(a.Figure.ObservedAt),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return found
}

// byFree puts the most places first. Those of several kinds do not compare: hours are always many.
func (f filter) byFree(a, b *capacity.Offer, now time.Time) int {
	if f.kind == "" {
		return 0
	}
	return cmp.Compare(b.Free(now), a.Free(now))
}

// rank puts what helps most first.
func rank(s ui.State) int {
	return slices.Index([]ui.State{ui.Room, ui.Limited, ui.Ageing, ui.Assessment, ui.Waitlist, ui.Unknown, ui.Full}, s)
}

func page(found []capacity.Offer, after int) []capacity.Offer {
	found = found[min(after, len(found)):]
	return found[:min(rowsOfPage, len(found))]
}

func (f filter) pager(n int) ui.PagerView {
	if n <= rowsOfPage && f.after == 0 {
		return ui.PagerView{}
	}
	v := ui.PagerView{Label: "Meer capaciteit", Summary: fmt.Sprintf("%s tot en met %s van %s", ui.Count(min(f.after+1, n)), ui.Count(min(f.after+rowsOfPage, n)), ui.Count(n))}
	if f.after > 0 {
		v.PrevHref = f.with(func(g *filter) { g.after = max(0, f.after-rowsOfPage) }) + "#" + listAnchor
	}
	if f.after+rowsOfPage < n {
		v.NextHref = f.with(func(g *filter) { g.after = f.after + rowsOfPage }) + "#" + listAnchor
	}
	return v
}

// lead says in one sentence what the list holds.
func lead(found []capacity.Offer, now time.Time) string {
	if len(found) == 0 {
		return ""
	}
	with := 0
	for i := range found {
		if found[i].Matches(now) {
			with++
		}
	}
	switch {
	case len(found) == 1 && with == 1:
		return "Hier is waarschijnlijk plek."
	case len(found) == 1:
		return "Hier is nu geen plek gemeld."
	case with == 0:
		return fmt.Sprintf("Bij geen van de %s is nu plek gemeld.", ui.Count(len(found)))
	}
	return fmt.Sprintf("Bij %s van de %s is nu plek gemeld.", ui.Count(with), ui.Count(len(found)))
}

// rows makes the lines of the list.
func (p Page) rows(r *http.Request, offers []capacity.Offer, tables *capacity.Tables, now time.Time) ([]row, error) {
	names, err := p.names(r.Context(), offers)
	if err != nil {
		return nil, err
	}
	who := p.SignedIn(r)
	var rows []row
	for i := range offers {
		o := &offers[i]
		kind, _ := tables.Kind(o.Kind)
		one := row{offer: o, kind: kind, id: string(o.ID), href: offerPath(o.ID), wijk: p.areaName(o.Area), own: who.Organization != "" && string(o.Organization) == who.Organization,
			state: figure.State(o, now), at: o.Figure.ToldAt, came: figure.Came(o.Record), held: figure.Held(o, kind, now),
			never: o.Freshness(now) == capacity.Unknown, stale: o.Freshness(now) == capacity.Stale}
		one.name, one.what = names.of(o, kind)
		if by := names[o.Service].OrganizationName; by != one.name {
			one.organization = by
		}
		one.showsPlaces = !one.never && !one.stale
		one.wait, one.waitSource = figure.Wait(o)
		if one.state == ui.Waitlist && one.wait != "" {
			one.advice = "Reken op " + one.wait + "."
		}
		one.norm, one.over = normOf(o, tables.NormsOf(names[o.Service].Discipline, o.Kind))
		if slices.Contains(askers, who.Role) && !one.own {
			one.ask = askPath + "?" + url.Values{askKind: {string(o.Kind)}, askOffer: {string(o.ID)}}.Encode()
		}
		rows = append(rows, one)
	}
	return rows, nil
}

// normOf gives the limit for the care of a discipline, and whether the wait certainly breaks it: of several
// the strictest that is broken. What was measured counts before what the provider says.
func normOf(o *capacity.Offer, norms []capacity.Norm) (text string, over bool) {
	if len(norms) == 0 {
		return "", false
	}
	n, wait := norms[0], capacity.Wait{}
	switch d := o.Figure.WaitingDays; {
	case o.Wait != nil && o.Wait.N > 0:
		wait = *o.Wait
	case d != nil:
		wait.P50Days, wait.P90Days = *d, *d // whoever asks now
	}
	if broken, above := number.AboveNorm(wait, norms); above {
		n, over = broken, true
	}
	if n.Working {
		return fmt.Sprintf("Norm: %d werkdagen", n.Days), over
	}
	return "Norm: " + say.Dutch.Days(n.Days), over
}

// ask fills in the fields of the filter.
func (p Page) ask(v *listView, f filter, regions []network.Region, tables *capacity.Tables, who access.Actor) {
	v.regions = regionField(f.region, regions)
	v.kinds = ui.Choice{ID: kindField, Name: kindField, Label: "Wat zoekt u?", Options: []ui.Option{{Text: "Alles"}}}
	for _, k := range tables.Kinds {
		v.kinds.Options = append(v.kinds.Options, ui.Option{Value: string(k.Code), Text: k.Name, Selected: k.Code == f.kind})
	}
	v.areas = ui.Choice{ID: areaField, Name: areaField, Label: "Wijk", Options: []ui.Option{{Text: "De hele regio"}}}
	var wijken []ui.Option
	for _, code := range areamap.Wijken(p.Finder.Atlas(), f.region.Areas) {
		if name := p.areaName(code); name != "" {
			wijken = append(wijken, ui.Option{Value: string(code), Text: name, Selected: code == f.area})
		}
	}
	slices.SortFunc(wijken, func(a, b ui.Option) int { return cmp.Compare(a.Text, b.Text) })
	v.areas.Options = append(v.areas.Options, wijken...)
	v.room = ui.Option{Value: yes, Text: "Alleen waar plek is", Selected: f.room}
	if who.Organization != "" {
		v.own = ui.Option{Value: yes, Text: "Alleen van mijn organisatie", Selected: f.own}
	}
	v.unfold = f.area != "" || f.own
}
