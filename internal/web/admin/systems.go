package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

const systemsPath = Path + "/dossiersystemen"

// Systems are the pages of the record systems from which people come in.
type Systems struct{ Page }

// Systems gives the pages of record systems.
func (p Page) Systems() Systems { return Systems{p} }

// saidOfSystems are the words for what was just done with a record system.
var saidOfSystems = map[string]string{
	"toegevoegd": "Het dossiersysteem is toegevoegd. Geef de beheerder ervan de adressen hieronder, en doe een proef.",
	"uit":        "Openen vanuit dit dossiersysteem staat uit. Wie al binnen is, blijft dat tot het einde van de sessie.",
	"aan":        "Openen vanuit dit dossiersysteem staat weer aan.",
	"bewaard":    "Uw wijziging is bewaard.",
}

// levels are how sure the platform can be of somebody, with the words of the address of a form.
var levels = []struct {
	level       access.Assurance
	value, name string
}{
	{access.Low, "laag", "Laag: alleen een naam en een wachtwoord"},
	{access.Substantial, "substantieel", "Substantieel: ook een tweede stap, zoals een code of een pas"},
	{access.High, "hoog", "Hoog: een persoonlijke pas die aan de persoon zelf is uitgereikt"},
}

func levelOf(value string) access.Assurance {
	for _, l := range levels {
		if l.value == value {
			return l.level
		}
	}
	return access.NoAssurance
}

func levelOptions(chosen access.Assurance) (all []ui.Option) {
	for _, l := range levels {
		all = append(all, ui.Option{Value: l.value, Text: l.name, Selected: l.level == chosen})
	}
	return all
}

type systemsView struct {
	frame ui.PageView
	done  string
	rows  [][]ui.Cell
}

// List shows all record systems.
func (p Systems) List(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Launches.Systems(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	v := systemsView{frame: p.frame(r, "Dossiersystemen"), done: saidOfSystems[r.URL.Query().Get("gedaan")]}
	for i := range all {
		s := &all[i]
		name, err := p.organization(r.Context(), s.Organization)
		if err != nil {
			return err
		}
		v.rows = append(v.rows, []ui.Cell{{Text: s.Name, Href: systemsPath + "/" + string(s.ID)}, {Text: name}, {Text: onOrOff(s.On)}, {Text: whenOr(s.Used, "nog nooit")}})
	}
	return p.Render(w, r, http.StatusOK, systemsPage(v))
}

func onOrOff(on bool) string {
	if on {
		return "aan"
	}
	return "uit"
}

type newSystemView struct {
	frame  ui.PageView
	in     launch.System
	org    string // as typed
	errors map[string]string
}

var systemFields = []struct{ field, input string }{
	{"name", "naam"}, {"organization", "organisatie"}, {"base", "adres"}, {"issuer", "inlogdienst"}, {"client_id", "client_id"}, {"assurance", "zekerheid"},
}

func summaryOf(wrong map[string]string) (all []ui.FieldError) {
	for _, f := range systemFields {
		if text := wrong[f.field]; text != "" {
			all = append(all, ui.FieldError{ID: f.input, Message: text})
		}
	}
	return all
}

func levelChoice(chosen access.Assurance, wrong string) ui.Choice {
	return ui.Choice{Name: "zekerheid", Label: "Hoe logt iemand in het dossiersysteem in?", Hint: "Voor wat meer zekerheid vraagt, logt iemand hier nog een keer in.", Error: wrong, Options: levelOptions(chosen)}
}

func patientChoice(on bool) ui.Choice {
	return ui.Choice{Name: "patient", Label: "Wat leest Eerstelijn uit het open dossier?", Optional: true, Options: []ui.Option{
		{Value: "ja", Text: "Postcode, taal en leeftijd, om het formulier in te vullen. Niets ervan wordt bewaard.", Selected: on},
	}}
}

// New asks for a new record system.
func (p Systems) New(w http.ResponseWriter, r *http.Request) error {
	if err := forAdministrators(p.SignedIn(r)); err != nil {
		return err
	}
	return p.renderNew(w, r, http.StatusOK, newSystemView{in: launch.System{Patient: true}})
}

func (p Systems) renderNew(w http.ResponseWriter, r *http.Request, status int, v newSystemView) error {
	v.frame = p.frame(r, "Dossiersysteem toevoegen", ui.Link{Text: "Dossiersystemen", Href: systemsPath})
	return p.Render(w, r, status, newSystemPage(v))
}

// Add lets people in from one.
func (p Systems) Add(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if err := forAdministrators(who); err != nil {
		return err
	}
	if err := site.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	v := newSystemView{org: strings.TrimSpace(f.Get("organisatie")), in: launch.System{
		Name: f.Get("naam"), Base: f.Get("adres"), Issuer: f.Get("inlogdienst"), ClientID: f.Get("client_id"),
		Assurance: levelOf(f.Get("zekerheid")), Patient: f.Get("patient") == "ja",
	}}
	var err error
	if v.in.Organization, err = p.organizationOf(r, v.org); err != nil {
		return err
	}
	made, err := p.Launches.Add(r.Context(), who, v.in)
	switch fault.KindOf(err) {
	case fault.Invalid:
		v.errors = wrongOf(err)
	case fault.Conflict:
		v.errors = map[string]string{"base": fault.Safe(err).Text.NL}
	default:
		if err != nil {
			return err
		}
	}
	if len(v.errors) > 0 {
		return p.renderNew(w, r, http.StatusUnprocessableEntity, v)
	}
	return done(w, r, systemsPath+"/"+string(made), "toegevoegd")
}

func wrongOf(err error) map[string]string {
	wrong := map[string]string{}
	for _, field := range fault.Safe(err).Fields {
		wrong[field.Name] = field.NL
	}
	return wrong
}

type systemView struct {
	frame        ui.PageView
	done         string
	system       launch.System
	organization string
	address      string // of this site
	errors       map[string]string
}

// Get shows one record system.
func (p Systems) Get(w http.ResponseWriter, r *http.Request) error {
	return p.renderOne(w, r, http.StatusOK, nil, nil)
}

// renderOne shows one; typed is a change that was not taken, with what is wrong with it.
func (p Systems) renderOne(w http.ResponseWriter, r *http.Request, status int, typed *launch.Change, wrong map[string]string) error {
	all, err := p.Launches.Systems(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(s launch.System) bool { return string(s.ID) == r.PathValue("id") })
	if i < 0 {
		return fault.Missing("Dit dossiersysteem kennen wij niet.", "record system not found")
	}
	v := systemView{done: saidOfSystems[r.URL.Query().Get("gedaan")], system: all[i], address: p.Address, errors: wrong}
	if typed != nil {
		v.system.ClientID, v.system.Assurance, v.system.Patient = *typed.ClientID, *typed.Assurance, *typed.Patient
	}
	if v.organization, err = p.organization(r.Context(), v.system.Organization); err != nil {
		return err
	}
	v.frame = p.frame(r, v.system.Name, ui.Link{Text: "Dossiersystemen", Href: systemsPath})
	return p.Render(w, r, status, systemPage(v))
}

// Change puts a record system on or off, or changes how people come in; the button says which.
func (p Systems) Change(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	f, which, code := r.PostForm, launch.SystemID(r.PathValue("id")), r.PostForm.Get("doe")
	var c launch.Change
	switch code {
	case "aan", "uit":
		on := code == "aan"
		c.On = &on
	case "bewaar":
		client, level, patient := f.Get("client_id"), levelOf(f.Get("zekerheid")), f.Get("patient") == "ja"
		c, code = launch.Change{ClientID: &client, Assurance: &level, Patient: &patient}, "bewaard"
	default:
		return fault.New(fault.Invalid, "Kies wat u wilt wijzigen.", "expected what to change")
	}
	err := p.Launches.Set(r.Context(), p.SignedIn(r), which, c)
	if fault.KindOf(err) == fault.Invalid && c.ClientID != nil {
		return p.renderOne(w, r, http.StatusUnprocessableEntity, &c, wrongOf(err))
	}
	if err != nil {
		return err
	}
	return done(w, r, systemsPath+"/"+string(which), code)
}

type systemTrialView struct {
	frame  ui.PageView
	report launch.Report
}

// trySystemFor bounds a try at a page.
const trySystemFor = 15 * time.Second

// Try reads what a record system says of itself, and changes nothing.
func (p Systems) Try(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), trySystemFor)
	defer cancel()
	rep, err := p.Launches.Try(ctx, p.SignedIn(r), launch.SystemID(r.PathValue("id")))
	if err != nil {
		return err
	}
	crumbs := []ui.Link{{Text: "Dossiersystemen", Href: systemsPath}, {Text: rep.System.Name, Href: systemsPath + "/" + string(rep.System.ID)}}
	return p.Render(w, r, http.StatusOK, systemTrialPage(systemTrialView{p.frame(r, "Proef", crumbs...), rep}))
}

// Mount puts the pages at their addresses.
func (p Systems) Mount(handle func(pattern string, h site.Handler)) {
	handle("GET "+systemsPath, p.List)
	handle("GET "+systemsPath+"/nieuw", p.New)
	handle("POST "+systemsPath+"/nieuw", p.Add)
	handle("GET "+systemsPath+"/{id}", p.Get)
	handle("POST "+systemsPath+"/{id}", p.Change)
	handle("POST "+systemsPath+"/{id}/proef", p.Try)
}

// lackNames are the parts of a record system's document that may not fit, as people read them.
var lackNames = map[string]string{
	"issuer":                           "issuer: het is een andere inlogdienst dan hier is ingevuld",
	"authorization_endpoint":           "authorization_endpoint: er staat geen adres dat met https:// begint",
	"token_endpoint":                   "token_endpoint: er staat geen adres dat met https:// begint",
	"jwks_uri":                         "jwks_uri: er staat geen adres dat met https:// begint",
	"code_challenge_methods_supported": "code_challenge_methods_supported: S256 ontbreekt",
	"capabilities: launch-ehr":         "capabilities: launch-ehr ontbreekt",
	"capabilities: sso-openid-connect": "capabilities: sso-openid-connect ontbreekt",
}

func lackName(code string) string { return named(lackNames, code) }
