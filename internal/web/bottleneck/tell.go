package bottleneck

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Names of the fields of the form for a report, and of the parameters that fill it in beforehand.
const (
	titleField   = "kort"
	whatField    = "wat"
	placeField   = "plaats"
	wijkField    = "wijk"
	oftenField   = "vaak"
	suffersField = "wie"
	emailField   = "email"
	unnamedField = "naamloos"
	keyField     = "kenmerk"
	seenField    = "gezien"
	requestField = "aanvraag"

	mostTitle = 120
	mostWhat  = 2000
)

// tellView is the form for a report.
type tellView struct {
	frame   ui.PageView
	action  string
	lead    string
	then    string
	from    string // where what is filled in comes from
	problem string
	warned  string // it may tell of one person
	known   bool   // who is signed in gets news inside
	open    bool   // the rest of the form is unfolded
	dials   bool   // numbers can be called: not in an invented region
	errors  []ui.FieldError
	hidden  []ui.Hidden

	title, place, what, email   ui.Field
	wijk, often, theme, suffers ui.Choice
	unnamed                     ui.Option
}

func (v tellView) button() string {
	if v.warned != "" {
		return "Verstuur toch"
	}
	return "Verstuur"
}

// telling is what stands in the form: typed, or filled in beforehand.
type telling struct {
	title, what, place, wijk, theme, email, key, request string
	often                                                core.HowOften
	suffers                                              []string
	unnamed, seen                                        bool
	wijken                                               []ui.Option // of a municipality that was typed
	wrong                                                map[string]string
	problem, warned                                      string
}

// TellPublic is the form for everybody.
func (p Page) TellPublic(w http.ResponseWriter, r *http.Request) error {
	t := telling{key: id.New[string](), wijk: r.URL.Query().Get(wijkField)}
	return p.tell(w, r, http.StatusOK, PublicPath, &t)
}

// Tell is the form for who works here, filled in beforehand where it comes from a request for a place.
func (p Page) Tell(w http.ResponseWriter, r *http.Request) error {
	t := telling{key: id.New[string](), wijk: r.URL.Query().Get(wijkField), request: r.URL.Query().Get(requestField)}
	if t.request != "" {
		if err := p.fromRequest(r, &t); err != nil {
			return err
		}
	}
	return p.tell(w, r, http.StatusOK, tellPath, &t)
}

// SendPublic takes the form of everybody.
func (p Page) SendPublic(w http.ResponseWriter, r *http.Request) error {
	return p.send(w, r, PublicPath)
}

// Send takes the form of who works here.
func (p Page) Send(w http.ResponseWriter, r *http.Request) error { return p.send(w, r, tellPath) }

func (p Page) tell(w http.ResponseWriter, r *http.Request, status int, path string, t *telling) error {
	who := p.SignedIn(r)
	n, err := p.names(r.Context())
	if err != nil {
		return err
	}
	v := tellView{action: path, known: identity.SignedIn(who), dials: p.Contact(say.Dutch).Dialable, problem: t.problem, warned: t.warned,
		lead: "Loopt er iets vast in de zorg in uw wijk? Zeg het in een halve minuut. Geen namen van patiënten.",
		then: "Uw melding gaat naar het wijkverband, of naar de regio als dat er niet is. U leest binnen zes weken wat zij ermee doen. Is het klaar? Dat vragen wij dan aan u."}
	if path == PublicPath {
		v.frame = p.Frame(r, "Meld een knelpunt")
		v.lead = "Loopt er iets vast in de zorg in uw wijk? Zeg het in een halve minuut. U hoeft niet te zeggen wie u bent."
	} else {
		v.frame = p.frame(r, "Meld een knelpunt", ui.Link{Text: "Melden"})
	}
	v.fields(t)
	v.themes(n, t)
	if err := p.wheres(r, who, path, &v, t); err != nil {
		return err
	}
	for _, x := range []struct{ name, id string }{{titleField, ""}, {placeField, ""}, {wijkField, ""}, {oftenField, ""}, {whatField, ""}, {themeField, ""}, {suffersField, ""}, {emailField, ""}} {
		if t.wrong[x.name] != "" {
			v.errors = append(v.errors, ui.FieldError{ID: x.name, Message: t.wrong[x.name]})
		}
	}
	v.open = t.what != "" || t.theme != "" || len(t.suffers) > 0 || t.wrong[whatField] != "" || t.wrong[themeField] != "" || t.wrong[suffersField] != ""
	if t.request != "" {
		v.from = "Dit komt van de aanvraag die werd afgewezen. Kijk het na en verstuur het. Er staat niets in over de persoon."
	}
	return p.Render(w, r, status, tellPage(v))
}

// fields are the questions that everybody answers.
func (v *tellView) fields(t *telling) {
	v.title = ui.Field{Name: titleField, Label: "Wat loopt er vast?", Hint: "Eén zin. Bijvoorbeeld: ’s nachts is er geen wijkverpleging te bereiken.", Value: t.title, Error: t.wrong[titleField], MaxLength: mostTitle, Autocomplete: "off"}
	v.what = ui.Field{Name: whatField, Label: "Wat gebeurt er dan?", Hint: "Schrijf geen namen, geboortedata of telefoonnummers.", Value: t.what, Error: t.wrong[whatField], Rows: 5, MaxLength: mostWhat, Optional: true, Autocomplete: "off"}
	v.email = ui.Field{Name: emailField, Label: "Uw e-mailadres", Hint: "Dan mailen wij u als er nieuws is. Anders ziet u het met de link op de volgende pagina.", Value: t.email, Error: t.wrong[emailField],
		Optional: true, Type: "email", InputMode: "email", Autocomplete: "email", MaxLength: 254}
	v.often = ui.Choice{Name: oftenField, Label: "Hoe vaak gebeurt dit?", Error: t.wrong[oftenField]}
	for _, o := range often {
		v.often.Options = append(v.often.Options, ui.Option{Value: string(o.code), Text: o.name, Selected: t.often == o.code})
	}
	v.unnamed = ui.Option{Value: "ja", Text: "Laat anderen mijn naam niet zien", Hint: "U krijgt wel bericht als er nieuws is.", Selected: t.unnamed}
	v.hidden = []ui.Hidden{{Name: keyField, Value: t.key}}
	if t.request != "" {
		v.hidden = append(v.hidden, ui.Hidden{Name: requestField, Value: t.request})
	}
	if t.warned != "" {
		v.hidden = append(v.hidden, ui.Hidden{Name: seenField, Value: "ja"})
	}
}

// themes are what it may be about, and who may suffer from it.
func (v *tellView) themes(n *names, t *telling) {
	v.theme = ui.Choice{Name: themeField, Label: "Waar gaat het over?", Error: t.wrong[themeField], Optional: true, Options: []ui.Option{{Text: "Kies een onderwerp"}}}
	for _, x := range n.order {
		v.theme.Options = append(v.theme.Options, ui.Option{Value: x.Code, Text: x.Name, Selected: t.theme == x.Code})
	}
	v.suffers = ui.Choice{Name: suffersField, Label: "Wie heeft er last van?", Error: t.wrong[suffersField], Optional: true}
	for _, g := range n.Finder.Tables().TargetGroups {
		v.suffers.Options = append(v.suffers.Options, ui.Option{Value: string(g.Code), Text: g.Name, Selected: slices.Contains(t.suffers, string(g.Code))})
	}
}

// wheres asks for the wijk: by choosing, for who works in a region or came from the page of a wijk, and
// else by a postcode or place.
func (p Page) wheres(r *http.Request, who access.Actor, path string, v *tellView, t *telling) error {
	v.place = ui.Field{Name: placeField, Label: "Waar is dit?", Hint: p.Place(say.Dutch, "", "").Hint, Value: t.place, Error: t.wrong[placeField], Autocomplete: "off", MaxLength: 60}
	options := t.wijken
	code := network.AreaCode(t.wijk)
	switch {
	case len(options) > 0:
	case path == tellPath && who.Region != "":
		region, err := p.Network.RegionByID(r.Context(), network.RegionID(who.Region))
		if err != nil {
			return err
		}
		options = p.wijkenOf(region.Areas)
		if t.wijk == "" && len(t.wrong) == 0 {
			if team, err := p.Network.WijkverbandByID(r.Context(), network.WijkverbandID(who.Wijkverband)); err == nil && len(team.Areas) > 0 {
				code = team.Areas[0]
			}
		}
	case code.Kind() == network.Wijk:
		options = p.wijkenOf([]network.AreaCode{code.Parent()})
	}
	if len(options) == 0 {
		return nil
	}
	v.wijk = ui.Choice{Name: wijkField, Label: "In welke wijk?", Error: t.wrong[wijkField], Options: []ui.Option{{Text: "Kies een wijk"}}}
	slices.SortFunc(options, func(a, b ui.Option) int { return strings.Compare(a.Text, b.Text) })
	for _, o := range options {
		o.Selected = o.Value == string(code)
		v.wijk.Options = append(v.wijk.Options, o)
	}
	return nil
}

// typedTelling is what was typed.
func typedTelling(r *http.Request) *telling {
	t := &telling{title: typed(r, titleField), what: typed(r, whatField), place: typed(r, placeField), wijk: typed(r, wijkField), theme: typed(r, themeField),
		email: typed(r, emailField), key: typed(r, keyField), request: typed(r, requestField), often: core.HowOften(typed(r, oftenField)), suffers: r.PostForm[suffersField],
		unnamed: typed(r, unnamedField) != "", seen: typed(r, seenField) != "", wrong: map[string]string{}}
	return t
}

// send takes a report.
func (p Page) send(w http.ResponseWriter, r *http.Request, path string) error {
	if err := site.Form(r); err != nil {
		return err
	}
	t, who := typedTelling(r), p.SignedIn(r)
	report, err := p.report(r.Context(), t)
	if err != nil {
		return err
	}
	if len(t.wrong) > 0 {
		return p.tell(w, r, http.StatusUnprocessableEntity, path, t)
	}
	if t.check(); len(t.wrong) > 0 || t.warned != "" {
		return p.tell(w, r, http.StatusUnprocessableEntity, path, t)
	}
	receipt, err := p.Bottlenecks.Report(r.Context(), who, report)
	if err != nil {
		if !t.take(err) {
			return err
		}
		return p.tell(w, r, site.Status(err), path, t)
	}
	// To the receipt, whoever it was: the page of the bottleneck is not for each who may report, and a look at
	// it just after the report would tell in the ledger who made it.
	site.Redirect(w, r, link.Path(receipt.Token)+"?"+site.DoneField+"="+doneTold)
	return nil
}

// check looks for what tells of one person: what surely does is wrong, and of the rest whoever writes is
// warned once.
func (t *telling) check() {
	for name, report := range map[string]core.Report{titleField: {Title: t.title}, whatField: {What: t.what}} {
		for _, f := range core.Check(report) {
			switch {
			case f.Sure:
				t.wrong[name] = f.NL
			case !t.seen:
				t.warned = f.NL
			}
		}
	}
}

// report makes the report of what was typed; what is wrong with it stands in t.
func (p Page) report(ctx context.Context, t *telling) (core.Report, error) {
	report := core.Report{Key: t.key, Title: t.title, What: t.what, Theme: t.theme, HowOften: t.often, Suffers: t.suffers, Area: network.AreaCode(t.wijk),
		Request: t.request, Email: t.email, Unnamed: t.unnamed, SeenPersonal: t.seen}
	if t.title == "" {
		t.wrong[titleField] = "Zeg in één zin wat er vastloopt."
	}
	if t.often == "" {
		t.wrong[oftenField] = "Kies hoe vaak het gebeurt."
	}
	if report.Area != "" {
		return report, nil
	}
	if t.place == "" && t.wijk == "" {
		t.wrong[placeField] = "Vul een postcode of plaats in."
		return report, nil
	}
	area, wijken, err := p.areaOf(ctx, t.place)
	if report.Area, t.wijken = area, wijken; err != nil && !t.take(err) {
		return report, err
	}
	return report, nil
}

// take keeps what is wrong by field; false for an error that is no answer to the form.
func (t *telling) take(err error) bool {
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
		return false
	}
	safe := fault.Safe(err)
	for _, f := range safe.Fields {
		t.wrong[tellField(f.Name)] = f.NL
	}
	if len(safe.Fields) == 0 {
		t.problem = safe.Text.NL
	}
	return true
}

// tellField gives the field of the form for a part that package bottleneck finds fault with.
func tellField(part string) string {
	switch part {
	case "title":
		return titleField
	case "what", "words":
		return whatField
	case "theme":
		return themeField
	case "how_often", "howOften":
		return oftenField
	case "suffers":
		return suffersField
	case "area", "wijkverband":
		return placeField
	}
	return part
}
