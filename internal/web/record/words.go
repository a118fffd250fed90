package record

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

var outcomes = []struct {
	outcome audit.Outcome
	nl      string
}{{audit.Done, "Gedaan"}, {audit.Refused, "Geweigerd"}, {audit.Failed, "Mislukt"}}

func outcomeNL(o audit.Outcome) string {
	for _, known := range outcomes {
		if known.outcome == o {
			return known.nl
		}
	}
	return string(o)
}

// what are words for codes of an entry; a code without a word is shown as it is.
var (
	sortNL = map[string]string{"C": "Maken", "R": "Bekijken", "U": "Wijzigen", "D": "Verwijderen", "E": "Uitvoeren"}
	viaNL  = map[string]string{"page": "De website", "api": "Een koppeling (API)", "command": "De opdrachtregel", "timer": "Een klok van het systeem", "link": "Een link voor één keer"}
	kindNL = map[string]string{ // #nosec G101 -- words for kinds of things, no secret
		"service": "Aanbod", "organization": "Organisatie", "person": "Persoon", "region": "Regio", "wijkverband": "Wijkverband", "ledger": "Logboek",
		"entry": "Regel van het logboek", "account": "Account", "session": "Aanmelding", "approval": "Voorstel", "act": "Handeling", "report": "Melding",
		"import": "Bestand", "key": "Sleutel", "client": "Programma", "link": "Link", "export": "Kopie van het logboek", "batch": "Bestand",
		"request": "Vraag", "offer": "Plek", "schedule": "Vrije tijden", "standing": "Erkenning", "contact": "Contactpersoon", "invitation": "Uitnodiging", "passkey": "Toegangssleutel",
		"affiliation": "Aansluiting", "mandate": "Mandaat", "seat": "Zetel", "board": "Overleg", "forum": "Overleg", "delegates": "Afgevaardigden",
		"subscription": "Abonnement", "bridging": "Overbrugging", "bottleneck": "Knelpunt", "signal-rule": "Regel voor knelpunten", "rule": "Regel", "meeting": "Vergadering", "task": "Taak",
		"agreement": "Afspraak", "agreement-state": "Stand van een afspraak", "signature": "Handtekening", "objection": "Bezwaar", "consultation": "Raadpleging", "obligation": "Verplichting",
	}
	assuranceNL = []string{"Niet ingelogd", "Laag", "Substantieel", "Hoog"}
)

func word(words map[string]string, code string) string {
	if nl, ok := words[code]; ok {
		return nl
	}
	return code
}

// whoNL is who did it, as far as the reader may know.
func whoNL(e audit.Entry) string {
	switch {
	case e.PersonName != "":
		return e.PersonName
	case e.Person == "anonymous":
		return "Iemand die niet inlogde"
	case strings.HasPrefix(e.Person, "system:"):
		return "Het systeem"
	case strings.HasPrefix(e.Person, "client:"):
		return "Een programma"
	case strings.HasPrefix(e.Person, "link:"):
		return "Wie een link voor één keer kreeg"
	case e.Name != "":
		return "Naam gewist"
	}
	return "Iemand"
}

// table shows entries; with is set where who did it is of interest.
func table(id, caption string, entries []audit.Entry, with bool) ui.TableView {
	t := ui.TableView{ID: id, Caption: caption, Columns: []ui.Column{{Title: "Wanneer"}, {Title: "Handeling"}, {Title: "Uitkomst"}}, Empty: "Er is niets gevonden."}
	if with {
		t.Columns = append(t.Columns, ui.Column{Title: "Door"})
	}
	t.Columns = append(t.Columns, ui.Column{Title: "Over"})
	for _, e := range entries {
		when := ui.Cell{Text: ui.Moment(e.At)}
		if with && e.Seq > 0 {
			when.Href = Path + "/" + strconv.FormatInt(e.Seq, 10)
		}
		row := []ui.Cell{when, {Text: e.ActNL}, {Text: outcomeNL(e.Outcome)}}
		if with {
			row = append(row, ui.Cell{Body: by(whoNL(e), access.Role(e.Role).NL(), e.Role != "" && e.Role != string(access.Citizen) && e.Role != string(access.System))})
		}
		t.Rows = append(t.Rows, append(row, ui.Cell{Text: aboutNL(e)}))
	}
	return t
}

// aboutNL counts what an entry is about: 'Aanbod, 2 × Persoon'.
func aboutNL(e audit.Entry) string {
	var kinds []string
	count := map[string]int{}
	for _, s := range e.Subjects {
		nl := word(kindNL, s.Type)
		if count[nl]++; count[nl] == 1 {
			kinds = append(kinds, nl)
		}
	}
	for i, k := range kinds {
		if count[k] > 1 {
			kinds[i] = fmt.Sprintf("%d × %s", count[k], k)
		}
	}
	text := strings.Join(kinds, ", ")
	if e.Found != nil {
		text = ui.Dotted(text, strconv.FormatInt(*e.Found, 10)+" gevonden")
	}
	return text
}

// facts are the fields of an entry in words; traces are those for who follows up on it.
func (p Page) facts(ctx context.Context, e audit.Explained) (all, traces []ui.Definition) {
	to := &all
	add := func(term, text string) {
		if text != "" {
			*to = append(*to, ui.Definition{Term: term, Text: text})
		}
	}
	add("Wanneer", ui.Date(e.At)+", "+e.At.In(p.Today().Location()).Format("15.04:05.000")+" uur")
	add("Uitkomst", outcomeNL(e.Outcome))
	add("Soort", word(sortNL, e.Sort))
	add("Door", whoNL(e.Entry))
	add("Rol", access.Role(e.Role).NL())
	add("Organisatie", p.organization(ctx, e.Organization))
	add("Namens", e.OnBehalfOf)
	add("Zekerheid van inloggen", assuranceNL[min(int(e.Assurance), len(assuranceNL)-1)])
	add("Via", word(viaNL, e.Via))
	add("Regio", p.region(ctx, e.Region))
	add("Gebied", e.Area)
	if e.Found != nil {
		add("Gevonden", strconv.FormatInt(*e.Found, 10))
	}
	add("Doel", e.Grounds.Purpose)
	add("Behandelrelatie", e.Grounds.Relation)
	add("Toestemming", e.Grounds.Consent)
	if e.Grounds.Emergency {
		add("Noodknop", "Gebruikt")
	}
	to = &traces
	add("Persoonsnummer", e.Person)
	add("Aanmelding", e.Session)
	add("Herkomst (versleuteld adres)", e.Origin)
	add("Verzoek", e.Trace)
	add("Geschreven door", e.Source)
	add("Nummer van de gebeurtenis", string(e.ID))
	return all, traces
}

// organization is the name of an organisation, or its number when it is gone.
func (p Page) organization(ctx context.Context, id string) string {
	if id == "" {
		return ""
	}
	if o, err := p.Network.Organization(ctx, network.OrganizationID(id)); err == nil {
		return o.Name
	}
	return id
}

func (p Page) region(ctx context.Context, id string) string {
	if id == "" {
		return ""
	}
	if region, err := p.Network.RegionByID(ctx, network.RegionID(id)); err == nil {
		return region.Name
	}
	return id
}

// things are those that an organisation may ask about: itself, and its services.
func (p Page) things(ctx context.Context, o network.OrganizationID) ([]ui.Option, error) {
	options := []ui.Option{{Value: "organization " + string(o), Text: "Onze organisatie"}}
	found, err := p.Directory.Services(ctx, directory.Query{Organization: o, Limit: 200})
	if err != nil {
		return nil, err
	}
	for _, s := range found.Services {
		options = append(options, ui.Option{Value: "service " + string(s.ID), Text: s.Name})
	}
	return options, nil
}

// proof is what can be compared with a published seal.
func proof(e audit.Explained) []ui.Definition {
	s := e.Proof.Seal
	return []ui.Definition{
		{Term: "Zegel", Text: strconv.FormatInt(s.Number, 10) + ", over de regels " + strconv.FormatInt(s.First, 10) + " tot en met " + strconv.FormatInt(s.Last, 10)},
		{Term: "Gezet op", Text: ui.Moment(s.At)},
		{Term: "Wortel", Text: s.Root.String()},
		{Term: "Ondertekend met", Text: s.Key},
	}
}
