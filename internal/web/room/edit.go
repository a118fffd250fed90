package room

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// mostServices bounds the list to choose from: one page of a directory query.
const mostServices = 200

// Names of the fields of the form of an offer.
const (
	serviceField    = "aanbod"
	offerKindField  = "soort"
	totalField      = "totaal"
	assessmentField = "gesprek"
	capField        = "vragen"
	rhythmField     = "geldt"
)

// usualCap is how many questions may be open at once, where nobody says otherwise.
const usualCap = 5

// mostRhythm bounds what is read as one, in seconds: more than a year holds no figure.
const mostRhythm = 400 * 24 * 3600

// rhythms are how long a figure may be said to hold.
var rhythms = []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour, 7 * 24 * time.Hour, 14 * 24 * time.Hour}

type editView struct {
	frame      ui.PageView
	title      string
	lead       string
	action     string
	fresh      bool // not there yet: it says what it is about
	service    ui.Choice
	kind       ui.Choice
	total      ui.Field
	assessment ui.Option
	most       ui.Field
	rhythm     ui.Choice
	summary    []ui.FieldError
	bare       bool // the organisation has nothing to add to
	back       string
}

// offerForm is what was typed.
type offerForm url.Values

func (f offerForm) get(name string) string { return strings.TrimSpace(url.Values(f).Get(name)) }

func formOf(o *capacity.Offer) offerForm {
	f := offerForm{serviceField: {string(o.Service)}, offerKindField: {string(o.Kind)}, totalField: {strconv.Itoa(o.Total)},
		capField: {strconv.Itoa(o.MostInvitations)}, rhythmField: {strconv.FormatInt(int64(o.Rhythm.Live.Seconds()), 10)}}
	if o.Assessment {
		f[assessmentField] = []string{yes}
	}
	return f
}

// New shows an empty form.
func (p Page) New(w http.ResponseWriter, r *http.Request) error {
	if err := p.mayEdit(r, &capacity.Offer{Organization: network.OrganizationID(p.SignedIn(r).Organization)}); err != nil {
		return err
	}
	f := offerForm{capField: {strconv.Itoa(usualCap)}, serviceField: {r.URL.Query().Get(serviceField)}}
	return p.edit(w, r, http.StatusOK, f, capacity.Offer{}, nil)
}

// Add takes a new offer.
func (p Page) Add(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	return p.save(w, r, capacity.Offer{Organization: network.OrganizationID(p.SignedIn(r).Organization)})
}

// Edit shows the form of an offer.
func (p Page) Edit(w http.ResponseWriter, r *http.Request) error {
	o, err := p.which(r)
	if err != nil {
		return err
	}
	if err := p.mayEdit(r, &o); err != nil {
		return err
	}
	return p.edit(w, r, http.StatusOK, formOf(&o), o, nil)
}

// Save takes a changed offer.
func (p Page) Save(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	o, err := p.which(r)
	if err != nil {
		return err
	}
	return p.save(w, r, o)
}

// End ends an offer.
func (p Page) End(w http.ResponseWriter, r *http.Request) error {
	o, err := p.which(r)
	if err != nil {
		return err
	}
	if err := p.Capacity.EndOffer(r.Context(), p.SignedIn(r), o.ID); err != nil {
		return err
	}
	site.Redirect(w, r, Path+"?"+url.Values{ownField: {yes}, "gedaan": {"gestopt"}}.Encode())
	return nil
}

func (p Page) save(w http.ResponseWriter, r *http.Request, o capacity.Offer) error {
	tables, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	f, fresh := offerForm(r.PostForm), o.ID == ""
	wrong := f.read(&o, tables)
	if len(wrong) > 0 {
		if err := p.mayEdit(r, &o); err != nil {
			return err
		}
		return p.edit(w, r, http.StatusUnprocessableEntity, f, o, wrong)
	}
	saved, err := p.Capacity.SaveOffer(r.Context(), p.SignedIn(r), o)
	switch fault.KindOf(err) {
	case fault.Invalid:
		if safe := fault.Safe(err); len(safe.Fields) > 0 {
			return p.edit(w, r, http.StatusUnprocessableEntity, f, o, safe.Fields)
		}
	case fault.Conflict:
		if fresh {
			return p.edit(w, r, http.StatusConflict, f, capacity.Offer{}, []fault.Field{{Name: offerKindField, Text: fault.Safe(err).Text}})
		}
	}
	if err != nil {
		return err
	}
	done := "bewaard"
	if fresh {
		done = "nieuw"
	}
	return site.Lead(w, r, offerPath(saved.ID), done)
}

// mayEdit gives the refusal of who has no right to the form.
func (p Page) mayEdit(r *http.Request, o *capacity.Offer) error {
	if o.Organization == "" || !p.may(r, "capacity.SaveOffer", o) {
		return fault.New(fault.Denied, "Alleen wie de capaciteit van deze organisatie beheert, mag dit wijzigen.", "the offers of this organisation are not yours to change")
	}
	return nil
}

// read fills in an offer with what was typed.
func (f offerForm) read(o *capacity.Offer, tables *capacity.Tables) (wrong []fault.Field) {
	bad := func(name, nl string) {
		wrong = append(wrong, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: "not understood"}})
	}
	if o.ID == "" {
		s, err := id.Parse[directory.ServiceID](f.get(serviceField))
		if err != nil {
			bad(serviceField, "Kies bij welk aanbod dit hoort.")
		}
		o.Service, o.Kind = s, capacity.KindCode(f.get(offerKindField))
		if _, known := tables.Kind(o.Kind); !known {
			bad(offerKindField, "Kies wat u telt.")
		}
	}
	var err error
	if o.Total, err = strconv.Atoi(f.get(totalField)); err != nil || o.Total < 0 {
		bad(totalField, "Vul een heel getal in, bijvoorbeeld 8.")
	}
	if o.MostInvitations, err = strconv.Atoi(f.get(capField)); err != nil || o.MostInvitations < 1 {
		bad(capField, "Vul een getal van 1 of meer in, bijvoorbeeld 5.")
	}
	o.Assessment = f.get(assessmentField) == yes
	kind, _ := tables.Kind(o.Kind)
	if text := f.get(rhythmField); text != "" && !paced(o, text, kind) {
		bad(rhythmField, "Kies hoelang een cijfer geldt.")
	}
	return wrong
}

// paced gives an offer the rhythm whose figures stay live for so many seconds. They grow stale after as
// many times that as is usual for the kind.
func paced(o *capacity.Offer, text string, kind capacity.Kind) bool {
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds <= 0 || seconds > mostRhythm || kind.Rhythm.Live <= 0 {
		return false
	}
	switch live := time.Duration(seconds) * time.Second; live {
	case o.Rhythm.Live.Truncate(time.Second):
	case kind.Rhythm.Live:
		o.Rhythm = kind.Rhythm
	default:
		times := float64(kind.Rhythm.Stale) / float64(kind.Rhythm.Live)
		o.Rhythm = capacity.Rhythm{Live: live, Stale: time.Duration(math.Round(float64(live) * times))}
	}
	return true
}

// edit shows the form with what was typed and what is wrong with it.
func (p Page) edit(w http.ResponseWriter, r *http.Request, status int, f offerForm, o capacity.Offer, wrong []fault.Field) error {
	tables, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	v := editView{fresh: o.ID == "", title: "Nieuwe capaciteit", lead: "Zeg wat u telt en hoeveel er is. Daarna geeft u het eerste cijfer.", action: NewPath, back: Path}
	if !v.fresh {
		names, err := p.names(r.Context(), []capacity.Offer{o})
		if err != nil {
			return err
		}
		kind, _ := tables.Kind(o.Kind)
		name, what := names.of(&o, kind)
		v.title, v.lead, v.action, v.back = "Wijzig capaciteit", name+", "+what, offerPath(o.ID)+"/wijzig", offerPath(o.ID)
	}
	v.frame = p.frame(r, v.title)
	errors := map[string]string{}
	for _, e := range wrong {
		at := formField(e.Name)
		errors[at] = e.NL
		v.summary = append(v.summary, ui.FieldError{ID: at, Message: e.NL})
	}
	if v.fresh {
		if err := p.choices(r, &v, f, tables, errors); err != nil {
			return err
		}
	}
	v.total = ui.Field{ID: totalField, Name: totalField, Label: "Hoeveel zijn er in totaal?", Hint: "Vrij en bezet samen.", Value: f.get(totalField), Error: errors[totalField], Short: true, InputMode: "numeric", Autocomplete: "off", MaxLength: 6}
	v.assessment = ui.Option{Value: yes, Text: "Eerst een gesprek", Hint: "Kruis aan als iemand pas kan komen na een gesprek of onderzoek.", Selected: f.get(assessmentField) == yes}
	v.most = ui.Field{ID: capField, Name: capField, Label: "Hoeveel vragen om een plek wilt u hooguit tegelijk?", Hint: "Is dit aantal bereikt, dan vragen anderen het u even niet.", Value: f.get(capField), Error: errors[capField], Short: true, InputMode: "numeric", Autocomplete: "off", MaxLength: 4}
	if kind, known := tables.Kind(o.Kind); known && !v.fresh {
		v.rhythm = rhythmChoice(f.get(rhythmField), errors[rhythmField], kind)
	}
	return p.Render(w, r, status, editPage(v))
}

// formField gives the field of the form for a part of an offer.
func formField(name string) string {
	switch name {
	case "service":
		return serviceField
	case "kind":
		return offerKindField
	case "total":
		return totalField
	case "most_invitations":
		return capField
	case "rhythm", "rhythm.live", "rhythm.stale":
		return rhythmField
	}
	return name
}

// choices fills in what a new offer can belong to.
func (p Page) choices(r *http.Request, v *editView, f offerForm, tables *capacity.Tables, errors map[string]string) error {
	found, err := p.Directory.Services(r.Context(), directory.Query{Organization: network.OrganizationID(p.SignedIn(r).Organization), Limit: mostServices})
	if err != nil {
		return err
	}
	v.bare = len(found.Services) == 0
	v.service = ui.Choice{ID: serviceField, Name: serviceField, Label: "Bij welk aanbod hoort dit?", Error: errors[serviceField], Options: []ui.Option{{Text: "Kies"}}}
	for i := range found.Services {
		s := &found.Services[i]
		v.service.Options = append(v.service.Options, ui.Option{Value: string(s.ID), Text: s.Name, Selected: string(s.ID) == f.get(serviceField)})
	}
	v.kind = ui.Choice{ID: offerKindField, Name: offerKindField, Label: "Wat telt u?", Error: errors[offerKindField], Options: []ui.Option{{Text: "Kies"}}}
	for _, k := range tables.Kinds {
		v.kind.Options = append(v.kind.Options, ui.Option{Value: string(k.Code), Text: k.Name + " (" + k.Unit + ")", Selected: string(k.Code) == f.get(offerKindField)})
	}
	return nil
}

// rhythmChoice asks how long a figure holds: not much longer than is usual for its kind, so that an old
// figure never looks fresh. What stands already is among the answers.
func rhythmChoice(is, wrong string, kind capacity.Kind) ui.Choice {
	usual := strconv.FormatInt(int64(kind.Rhythm.Live.Seconds()), 10)
	c := ui.Choice{ID: rhythmField, Name: rhythmField, Label: "Hoelang geldt een cijfer?", Hint: "Daarna vragen wij of het nog klopt.", Error: wrong,
		Options: []ui.Option{{Value: usual, Text: ui.Lasting(kind.Rhythm.Live) + ", zoals gewoon voor deze soort", Selected: is == usual}}}
	listed := is == usual
	for _, d := range rhythms {
		value := strconv.FormatInt(int64(d.Seconds()), 10)
		if value != usual && d*4 >= kind.Rhythm.Live && d <= 4*kind.Rhythm.Live {
			c.Options = append(c.Options, ui.Option{Value: value, Text: ui.Lasting(d), Selected: value == is})
			listed = listed || value == is
		}
	}
	if seconds, err := strconv.Atoi(is); !listed && err == nil && seconds > 0 && seconds < mostRhythm {
		c.Options = append(c.Options, ui.Option{Value: is, Text: ui.Lasting(time.Duration(seconds) * time.Second), Selected: true})
	}
	return c
}
