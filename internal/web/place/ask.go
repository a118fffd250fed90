package place

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// kindsView lets somebody choose what they look for: the rest of the form follows from it.
type kindsView struct {
	frame  ui.PageView
	groups []kindGroup
	from   string // record system that fills in the form, '' for none
}

// kindGroup are the kinds that are asked alike.
type kindGroup struct {
	id, title, hint string
	kinds           []ui.Link
}

// askView is the form.
type askView struct {
	frame   ui.PageView
	typed   typed
	action  string
	kind    capacity.Kind
	title   string
	change  string // where another kind can be chosen; '' for a draft that stands
	hidden  []ui.Hidden
	wrong   map[string]string
	errors  []ui.FieldError
	problem string // what stands in the way that belongs to no field
	from    taken  // what a record system filled in

	urgencies, areas, groups, languages, known, insurers, wishes, why []ui.Option
	items                                                             []placement.DataItem
}

// mayAskOnly refuses who may not ask for a place; found is the draft that is changed, ” for a new one.
func (p Page) mayAskOnly(r *http.Request, found placement.RequestID) error {
	who := p.SignedIn(r)
	if found == "" && p.mayAsk(who) {
		return nil
	}
	if found == "" {
		return fault.New(fault.Denied, "Een plek vragen kan wie in de zorg of het sociaal domein werkt, of bij een transferpunt.", "may not ask for a place")
	}
	request, err := p.Placement.Request(r.Context(), who, found)
	if err == nil && !p.may(who, "Change", &request) {
		err = refused("placement.Change")
	}
	return err
}

// New asks what somebody looks for, and then the rest.
func (p Page) New(w http.ResponseWriter, r *http.Request) error {
	if err := p.mayAskOnly(r, ""); err != nil {
		return err
	}
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	kind, ok := b.kinds.Kind(capacity.KindCode(r.URL.Query().Get("soort")))
	if !ok {
		return p.Render(w, r, http.StatusOK, kindsPage(b.kindsView(r)))
	}
	t := typed{map[string][]string{kindName: {string(kind.Code)}, idName: {string(id.New[placement.RequestID]())}}}
	v := askView{typed: t, kind: kind, action: newPath}
	if err := b.fill(r, &v); err != nil {
		return err
	}
	return p.form(w, r, http.StatusOK, b, v)
}

func (b *book) kindsView(r *http.Request) kindsView {
	v := kindsView{frame: b.frame(r, "Nieuwe aanvraag", append(rootCrumbs[:2:2], ui.Link{Text: "Nieuwe aanvraag"})...)}
	if _, from, ok := b.given(r); ok {
		v.from = from
	}
	for _, a := range asks {
		g := kindGroup{id: string(a.code), title: a.name, hint: a.hint}
		for _, k := range b.kinds.Kinds {
			if asksOf(k) == a.code {
				g.kinds = append(g.kinds, ui.Link{Text: k.Name, Href: newPath + "?soort=" + string(k.Code) + andFrom(r)})
			}
		}
		if len(g.kinds) > 0 {
			v.groups = append(v.groups, g)
		}
	}
	return v
}

// Edit shows the form of a draft that stands. One that was sent cannot be changed.
func (p Page) Edit(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	request, err := p.Placement.Request(r.Context(), p.SignedIn(r), found)
	if err != nil {
		return err
	}
	if request.State != placement.StateDraft {
		site.Redirect(w, r, requestPath(found))
		return nil
	}
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	t := typedOf(&request.Draft)
	t.Set(versionName, strconv.FormatInt(request.Version, 10))
	kind, _ := b.kinds.Kind(request.Kind)
	return p.form(w, r, http.StatusOK, b, askView{typed: t, kind: kind, action: requestPath(found) + "/wijzig"})
}

// Save keeps what was typed, opens the request unless it stays a draft, and goes on to who can be asked.
func (p Page) Save(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	found, err := placement.RequestID(""), error(nil)
	if r.PathValue("id") != "" {
		if found, err = which(r); err != nil {
			return err
		}
	}
	if err := p.mayAskOnly(r, found); err != nil {
		return err
	}
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	t := typedIn(r)
	kind, ok := b.kinds.Kind(capacity.KindCode(t.Get(kindName)))
	if !ok {
		return fault.InvalidField(kindName, "Kies waar u een plek voor zoekt.", "unknown kind of capacity")
	}
	v := askView{typed: t, kind: kind, action: newPath}
	if found != "" {
		v.action = requestPath(found) + "/wijzig"
	}
	d, wrong := t.draft(kind, p.Now())
	consent, keep := placement.Consent{}, t.Get(doName) == doKeep
	if !keep {
		consent = t.consent(p.Now(), wrong)
	}
	if v.wrong = wrong; len(wrong) > 0 {
		return p.form(w, r, http.StatusUnprocessableEntity, b, v)
	}
	saved, err := p.save(r, found, d)
	if err != nil {
		return p.notSaved(w, r, b, v, err)
	}
	p.Take(w, r, launch.CarryCookie) // it was for this form
	if keep {
		site.Redirect(w, r, requestPath(saved.ID))
		return nil
	}
	if saved.State == placement.StateDraft {
		if _, err = p.Placement.Open(r.Context(), p.SignedIn(r), saved.ID, consent); err != nil {
			// The draft stands by now: what is sent next changes it.
			v.action = requestPath(saved.ID) + "/wijzig"
			t.Set(versionName, strconv.FormatInt(saved.Version, 10))
			return p.notSaved(w, r, b, v, err)
		}
	}
	site.Redirect(w, r, candidatesPath(saved.ID))
	return nil
}

// save makes or changes a draft. The same form sent again finds what it made.
func (p Page) save(r *http.Request, found placement.RequestID, d placement.Draft) (placement.Request, error) {
	who, t := p.SignedIn(r), typedIn(r)
	if found == "" {
		made, err := id.Parse[placement.RequestID](t.Get(idName))
		if err != nil {
			return placement.Request{}, fault.New(fault.Invalid, "Dit formulier is niet compleet. Open het opnieuw.", "the form has no id")
		}
		d.ID = made
		return p.Placement.Draft(r.Context(), who, d)
	}
	version, err := strconv.ParseInt(t.Get(versionName), 10, 64)
	if err != nil {
		return placement.Request{}, fault.New(fault.Invalid, "Dit formulier is niet compleet. Open het opnieuw.", "the form has no version")
	}
	saved, err := p.Placement.Change(r.Context(), who, found, version, d)
	if fault.KindOf(err) != fault.Conflict || err == nil {
		return saved, err
	}
	stands, again := p.Placement.Request(r.Context(), who, found)
	if again == nil && stands.State != placement.StateDraft {
		return stands, nil // it was sent already: a second click
	}
	if again == nil {
		t.Set(versionName, strconv.FormatInt(stands.Version, 10))
	}
	return saved, err
}

// notSaved shows the form again with what is wrong.
func (p Page) notSaved(w http.ResponseWriter, r *http.Request, b *book, v askView, err error) error {
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
		return err
	}
	safe := fault.Safe(err)
	v.wrong = map[string]string{}
	for _, f := range safe.Fields {
		v.wrong[f.Name] = f.NL
	}
	if len(v.wrong) == 0 {
		v.problem = safe.Text.NL
	}
	return p.form(w, r, site.Status(err), b, v)
}

// form shows the form with what was typed.
func (p Page) form(w http.ResponseWriter, r *http.Request, status int, b *book, v askView) error {
	who, t := p.SignedIn(r), v.typed
	v.title = ui.Capital(wanted(asksOf(v.kind))) + " vragen"
	v.hidden = []ui.Hidden{{Name: kindName, Value: string(v.kind.Code)}}
	if v.action == newPath {
		v.change = newPath + onlyFrom(r)
		v.hidden = append(v.hidden, ui.Hidden{Name: idName, Value: t.Get(idName)})
	} else {
		v.hidden = append(v.hidden, ui.Hidden{Name: versionName, Value: t.Get(versionName)})
	}
	for _, u := range b.words.Urgencies {
		v.urgencies = append(v.urgencies, ui.Option{Value: string(u.Code), Text: u.Name, Selected: t.has(urgencyName, string(u.Code))})
	}
	for _, why := range b.words.ReasonsFor("Open") {
		v.why = append(v.why, ui.Option{Value: string(why.Code), Text: why.Name, Selected: t.has(whyName, string(why.Code))})
	}
	for _, x := range b.words.Wishes {
		v.wishes = append(v.wishes, ui.Option{Value: x.Code, Text: x.Name, Selected: t.has(wishesName, x.Code)})
	}
	tables := p.Finder.Tables()
	for _, g := range tables.TargetGroups {
		if g.Code != "iedereen" {
			v.groups = append(v.groups, ui.Option{Value: g.Code, Text: g.Name, Selected: t.has(groupsName, g.Code)})
		}
	}
	for _, l := range tables.Languages {
		if l.Code != "nl" {
			v.languages = append(v.languages, ui.Option{Value: l.Code, Text: l.Name, Selected: t.has(languagesName, l.Code)})
		}
	}
	var err error
	if v.areas, err = b.areas(r, who, t.Get(areaName)); err != nil {
		return err
	}
	if v.known, v.insurers, err = b.near(who, v.kind.Code, t); err != nil {
		return err
	}
	v.items = b.words.ItemsFor(v.kind.Code)
	v.errors = v.fieldErrors()
	v.frame = p.frame(r, v.title, append(rootCrumbs[:2:2], ui.Link{Text: v.title})...)
	return p.Render(w, r, status, askPage(v))
}

// areas are the wijken and municipalities of the region that somebody works in.
func (b *book) areas(r *http.Request, who access.Actor, chosen string) (options []ui.Option, err error) {
	atlas := b.Finder.Atlas()
	options = []ui.Option{{Text: "Kies"}}
	if atlas == nil || who.Region == "" {
		return options, nil
	}
	region, err := b.Network.RegionByID(r.Context(), network.RegionID(who.Region))
	if err != nil {
		return nil, err
	}
	var wijken, whole []ui.Option
	seen := map[network.AreaCode]bool{}
	for _, code := range areamap.Wijken(atlas, region.Areas) {
		wijk, ok := atlas.Area(code)
		if !ok {
			continue
		}
		place, _ := atlas.Area(wijk.Parent)
		wijken = append(wijken, ui.Option{Value: string(code), Text: wijk.Name + inPlace(wijk.Name, place.Name), Selected: string(code) == chosen})
		if place.Code != "" && !seen[place.Code] {
			seen[place.Code] = true
			whole = append(whole, ui.Option{Value: string(place.Code), Text: "Gemeente " + place.Name + " (wijk nog niet bekend)", Selected: string(place.Code) == chosen})
		}
	}
	byText := func(x, y ui.Option) int { return strings.Compare(x.Text, y.Text) }
	slices.SortFunc(wijken, byText)
	slices.SortFunc(whole, byText)
	return slices.Concat(options, wijken, whole), nil
}

// inPlace names the municipality behind a wijk, where the wijk does not say it already.
func inPlace(wijk, place string) string {
	if place == "" || strings.Contains(wijk, place) {
		return ""
	}
	return " (" + place + ")"
}

// near is what offers of one kind in the region tell for the form: who may know the person already, and with
// which insurers they have a contract.
func (b *book) near(who access.Actor, kind capacity.KindCode, t typed) (known, insurers []ui.Option, err error) {
	ids := map[directory.ServiceID]bool{}
	for _, o := range b.Board.Region(network.RegionID(who.Region)) {
		if o.Kind == kind {
			ids[o.Service] = true
		}
	}
	services, _, err := b.Directory.Changed(b.ctx, slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return nil, nil, err
	}
	seen := map[network.OrganizationID]bool{}
	for i := range services {
		by := services[i].Organization
		if !seen[by] {
			seen[by] = true
			known = append(known, ui.Option{Value: string(by), Text: services[i].OrganizationName, Selected: t.has(knownName, string(by))})
		}
	}
	codes := map[string]bool{}
	if chosen := t.Get(insurerName); chosen != "" {
		codes[chosen] = true
	}
	for i := range services {
		for _, code := range services[i].Insurers {
			if code != "*" {
				codes[code] = true
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		insurers = append(insurers, ui.Option{Value: code, Text: ui.Capital(code), Selected: t.Get(insurerName) == code})
	}
	slices.SortFunc(known, func(x, y ui.Option) int { return strings.Compare(x.Text, y.Text) })
	return known, append([]ui.Option{{Text: "Weet ik niet"}}, insurers...), nil
}
