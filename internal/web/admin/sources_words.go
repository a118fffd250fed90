package admin

import (
	"time"

	"eerstelijn/internal/web/ui"
)

// typeNames are the resource types of FHIR as people call them.
var typeNames = map[string]string{
	"Organization": "Organisaties", "Location": "Locaties", "HealthcareService": "Aanbod", "Endpoint": "Digitale adressen", "OrganizationAffiliation": "Lidmaatschappen",
}

func (v sourceView) items() []ui.Definition {
	s := &v.source
	signed := "Geen"
	if s.Token {
		signed = "Ja, bewaard onder onze sleutel"
	}
	list := []ui.Definition{
		{Term: "Adres", Text: s.Base}, {Term: "Stand", Text: ui.Capital(standOf(s))}, {Term: "Laatst goed opgehaald", Text: whenOr(s.Good, "Nog nooit")},
		{Term: "Laatste poging", Text: whenOr(s.Tried, "Nog geen")}, {Term: "Token", Text: signed},
	}
	if !s.Paused {
		list = append(list, ui.Definition{Term: "Volgende keer", Text: ui.Moment(s.Due)})
	}
	return list
}

func (v sourceView) entries() []ui.Definition {
	e := v.source.Entries
	return []ui.Definition{
		{Term: "Overgenomen en te zien", Text: ui.Count(e.Taken)}, {Term: "Beëindigd", Text: ui.Count(e.Ended)},
		{Term: "Niet overgenomen, want hier bijgehouden", Text: ui.Count(e.Held)}, {Term: "Niet over te nemen", Text: ui.Count(e.Unfit)},
		{Term: "Wacht op de volgende keer", Text: ui.Count(e.Due)},
	}
}

func (v sourceView) followed() (rows [][]ui.Cell) {
	for _, f := range v.source.Followed {
		until := "nog niet"
		if f.Loaded {
			until = momentOr(f.Since)
		}
		rows = append(rows, []ui.Cell{{Text: named(typeNames, f.Type)}, {Text: until}, {Text: ui.Count(f.Live)}, {Text: ui.Count(f.Ended)}, {Text: ui.Count(f.Skipped)}})
	}
	return rows
}

// momentOr shows a moment of the source, which the source wrote itself.
func momentOr(text string) string {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return "onbekend"
	}
	return ui.Moment(at)
}

func (v sourceView) troubles() (rows [][]ui.Cell) {
	for _, t := range v.source.Troubles {
		rows = append(rows, []ui.Cell{{Text: t.Service}, {Text: t.Why.NL}})
	}
	return rows
}

func (v sourceView) passed() (rows [][]ui.Cell) {
	for _, p := range v.source.Passed {
		rows = append(rows, []ui.Cell{{Text: named(typeNames, p.Type)}, {Text: p.ID}, {Text: p.Why.NL}})
	}
	return rows
}

func (v trialView) rows() (rows [][]ui.Cell) {
	for _, t := range v.report.Types {
		how := "wat veranderde"
		if t.Whole {
			how = "alles"
		}
		rows = append(rows, []ui.Cell{{Text: named(typeNames, t.Type)}, {Text: how}, {Text: ui.Count(t.Added)}, {Text: ui.Count(t.Changed)}, {Text: ui.Count(t.Ended)}, {Text: ui.Count(t.Skipped)}})
	}
	return rows
}

var whatNames = map[string]string{"added": "komt erbij", "changed": "wijzigt", "ended": "vervalt"}

func (v trialView) some() (rows [][]ui.Cell) {
	for _, t := range v.report.Types {
		for _, n := range t.Some {
			name := n.Name
			if name == "" {
				name = n.ID
			}
			rows = append(rows, []ui.Cell{{Text: named(typeNames, t.Type)}, {Text: name}, {Text: whatNames[n.What]}})
		}
	}
	return rows
}
