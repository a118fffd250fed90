package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
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

// List shows all record systems.
func (p Systems) List(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Launches.Systems(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	v := listView{
		frame: p.frame(r, "Dossiersystemen"), done: saidOfSystems[site.Done(r)], add: ui.Link{Text: "Voeg een dossiersysteem toe", Href: systemsPath + "/nieuw"},
		lead: "Wie in een van deze systemen werkt, opent Eerstelijn daar met één knop: zonder opnieuw in te loggen, en met wat het dossier al weet.",
		table: ui.TableView{
			ID: "dossiersystemen", Caption: "Alle dossiersystemen", Empty: "Er zijn nog geen dossiersystemen.",
			Columns: []ui.Column{{Title: "Dossiersysteem"}, {Title: "Organisatie"}, {Title: "Stand"}, {Title: "Laatst gebruikt"}},
		},
	}
	for i := range all {
		s := &all[i]
		name, err := p.organization(r.Context(), s.Organization)
		if err != nil {
			return err
		}
		v.table.Rows = append(v.table.Rows, []ui.Cell{{Text: s.Name, Href: systemsPath + "/" + string(s.ID)}, {Text: name}, {Text: onOrOff(s.On)}, {Text: whenOr(s.Used, "nog nooit")}})
	}
	return p.Render(w, r, http.StatusOK, listPage(v))
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

var systemFields = inputs{
	{"name", "naam"}, {"organization", "organisatie"}, {"base", "adres"}, {"issuer", "inlogdienst"}, {"client_id", "client_id"}, {"signed", "bewijs"}, {"assurance", "zekerheid"},
}

func levelChoice(chosen access.Assurance, wrong string) ui.Choice {
	return ui.Choice{Name: "zekerheid", Label: "Hoe logt iemand in het dossiersysteem in?", Hint: "Voor wat meer zekerheid vraagt, logt iemand hier nog een keer in.", Error: wrong, Options: levelOptions(chosen)}
}

// signs is the word in a form for a record system that gets our signature.
const signs = "handtekening"

func proofChoice(signed bool, wrong string) ui.Choice {
	return ui.Choice{Name: "bewijs", Label: "Hoe bewijst Eerstelijn daar wie het is?", Hint: "Vraag de leverancier wat hij wil.", Error: wrong, Options: []ui.Option{
		{Value: "publiek", Text: "Niet: het is daar een publiek programma, met PKCE", Selected: !signed},
		{Value: signs, Text: "Met een handtekening, die het dossiersysteem controleert met onze publieke sleutels", Selected: signed},
	}}
}

// forVendor is what whoever makes a record system registers of this site.
func forVendor(s *launch.System, address string) []ui.Definition {
	kind := ui.Definition{Term: "Soort programma", Text: "Publiek, met PKCE (S256)"}
	if s.Signed {
		kind.Text = "Vertrouwelijk, met een handtekening (client-confidential-asymmetric, ES384) en PKCE (S256)"
	}
	list := []ui.Definition{{Term: "Startadres (launch URL)", Text: address + launch.Path}, {Term: "Terugkeeradres (redirect URI)", Text: address + launch.BackPath(s.ID)}, kind}
	if s.Signed {
		list = append(list, ui.Definition{Term: "Onze publieke sleutels (JWKS)", Text: address + peer.JWKSPath})
	}
	return list
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
	return p.renderNew(w, r, newSystemView{in: launch.System{Patient: true}})
}

func (p Systems) renderNew(w http.ResponseWriter, r *http.Request, v newSystemView) error {
	v.frame = p.frame(r, "Dossiersysteem toevoegen", ui.Link{Text: "Dossiersystemen", Href: systemsPath})
	return p.Render(w, r, formStatus(v.errors), newSystemPage(v))
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
		Assurance: levelOf(f.Get("zekerheid")), Patient: f.Get("patient") == "ja", Signed: f.Get("bewijs") == signs,
	}}
	var err error
	if v.in.Organization, err = p.organizationOf(r, v.org); err != nil {
		return err
	}
	made, err := p.Launches.Add(r.Context(), who, v.in)
	if v.errors = systemFields.refused(err, "base"); len(v.errors) > 0 {
		aboutOrganization(v.errors, v.org, v.in.Organization)
		return p.renderNew(w, r, v)
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, systemsPath+"/"+string(made), "toegevoegd")
}

type systemView struct {
	frame        ui.PageView
	done         string
	system       launch.System
	organization string
	vendor       []ui.Definition // of what is kept, whatever was typed
	errors       map[string]string
}

// Get shows one record system.
func (p Systems) Get(w http.ResponseWriter, r *http.Request) error {
	return p.renderOne(w, r, nil, nil)
}

// renderOne shows one; typed is a change that was not taken, with what is wrong with it.
func (p Systems) renderOne(w http.ResponseWriter, r *http.Request, typed *launch.Change, wrong map[string]string) error {
	all, err := p.Launches.Systems(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(s launch.System) bool { return string(s.ID) == r.PathValue("id") })
	if i < 0 {
		return fault.Missing("Dit dossiersysteem kennen wij niet.", "record system not found")
	}
	v := systemView{done: saidOfSystems[site.Done(r)], system: all[i], vendor: forVendor(&all[i], p.Address), errors: wrong}
	if typed != nil {
		v.system.ClientID, v.system.Assurance, v.system.Patient = *typed.ClientID, *typed.Assurance, *typed.Patient
		if typed.Signed != nil {
			v.system.Signed = *typed.Signed
		}
	}
	if v.organization, err = p.organization(r.Context(), v.system.Organization); err != nil {
		return err
	}
	v.frame = p.frame(r, v.system.Name, ui.Link{Text: "Dossiersystemen", Href: systemsPath})
	return p.Render(w, r, formStatus(wrong), systemPage(v))
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
		if f.Has("bewijs") {
			signed := f.Get("bewijs") == signs
			c.Signed = &signed
		}
	default:
		return fault.New(fault.Invalid, "Kies wat u wilt wijzigen.", "expected what to change")
	}
	err := p.Launches.Set(r.Context(), p.SignedIn(r), which, c)
	if wrong := systemFields.refused(err, "client_id"); len(wrong) > 0 && c.ClientID != nil {
		return p.renderOne(w, r, &c, wrong)
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, systemsPath+"/"+string(which), code)
}

type systemTrialView struct {
	frame  ui.PageView
	report launch.Report
}

// Try reads what a record system says of itself, and changes nothing.
func (p Systems) Try(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), tryFor)
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
	"issuer":                                       "issuer: het is een andere inlogdienst dan hier is ingevuld",
	"authorization_endpoint":                       "authorization_endpoint: er staat geen adres dat met https:// begint",
	"token_endpoint":                               "token_endpoint: er staat geen adres dat met https:// begint",
	"jwks_uri":                                     "jwks_uri: er staat geen adres dat met https:// begint",
	"code_challenge_methods_supported":             "code_challenge_methods_supported: S256 ontbreekt",
	"capabilities: launch-ehr":                     "capabilities: launch-ehr ontbreekt",
	"capabilities: sso-openid-connect":             "capabilities: sso-openid-connect ontbreekt",
	"capabilities: client-public":                  "capabilities: client-public ontbreekt, en hier is ‘Niet’ gekozen als bewijs",
	"capabilities: client-confidential-asymmetric": "capabilities: client-confidential-asymmetric ontbreekt, en hier is een handtekening gekozen",
	"token_endpoint_auth_signing_alg_values_supported: ES384": "token_endpoint_auth_signing_alg_values_supported: ES384 ontbreekt, en hier is een handtekening gekozen",
}

func lackName(code string) string { return named(lackNames, code) }
