package region

import (
	"strings"

	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// phase says in words how far a region's cooperation has come.
type phase struct{ number, name, meaning string }

var phases = map[network.Phase]phase{
	network.PhaseNetwork:      {"1", "Fase 1 van 3: netwerk", "De zorgverleners leren elkaar kennen en zoeken een vorm om samen te werken."},
	network.PhaseAgreements:   {"2", "Fase 2 van 3: afspraken", "De zorgverleners maken vaste afspraken. Daarbij hoort een plan voor de eerste lijn in de regio."},
	network.PhaseOrganisation: {"3", "Fase 3 van 3: organisatie", "De samenwerking is een organisatie. Zij spreekt namens huisartsen, wijkverpleging en apotheken en maakt afspraken met de zorgverzekeraar."},
}

const unknown = "Nog niet bekend"

func resv(r network.Region) []ui.Definition {
	what := "Samenwerking (RESV)"
	if r.RESV.Forerunner {
		what = "Voorloper van de RESV"
	}
	list := []ui.Definition{{Term: what, Text: orUnknown(r.RESV.Name)}}
	if p, ok := phases[r.RESV.Phase]; ok {
		list = append(list, ui.Definition{Term: "Hoever", Body: twoLines(p.name, p.meaning)})
	}
	list = append(list, ui.Definition{Term: "Vorm", Text: orUnknown(ui.Capital(string(r.RESV.LegalForm)))})
	return list
}

func orUnknown(s string) string {
	if s == "" {
		return unknown
	}
	return s
}

// taskWords are how far a task is, in words, and the sign that stands beside them.
var taskWords = map[string]struct {
	word string
	icon ui.IconName
}{
	"working":  {"Werkt", ui.IconCheck},
	"building": {"In opbouw", ui.IconClock},
	"not-yet":  {"Nog niet", ui.IconInfo},
}

func tasks(f facts) ui.TableView {
	t := ui.TableView{
		ID: "taken", Caption: "Vijf taken van de regio",
		Columns: []ui.Column{{Title: "Taak"}, {Title: "Hoever"}, {Title: "Waaruit blijkt dat?"}},
		Empty:   "De taken van de regio zijn nog niet bekend.",
		Source:  "Hoever een taak is, zegt het samenwerkingsverband zelf. Wat met een vinkje erbij staat, zag het platform.",
	}
	states := map[string]network.TaskState{}
	for _, s := range f.region.RESV.Tasks {
		states[s.Task] = s
	}
	seen := map[string][]network.Evidence{}
	for _, e := range f.coverage.Tasks {
		seen[e.Task] = e.Evidence
	}
	for _, task := range f.tasks {
		if task.Owner != "resv" {
			continue
		}
		s := states[task.Code]
		words := s.Evidence
		if words == "" {
			words = "Nog niet te zien"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Body: twoLines(task.Name, task.Plain)}, {Body: taskMark(s.State)}, {Body: proof(words, seen[task.Code])}})
	}
	return t
}

// evidence is what goes with each phase, there or missing.
func evidence(c network.Coverage) ui.TableView {
	t := ui.TableView{
		ID: "bewijs", Caption: "Wat bij de fasen hoort", Columns: []ui.Column{{Title: "Wat"}, {Title: "Is het er?"}, {Title: "Bij fase", Numeric: true}},
		Source: "De regio zegt zelf in welke fase zij is. Wat er nog niet is, houdt niets tegen.",
	}
	for _, e := range c.Evidence {
		t.Rows = append(t.Rows, []ui.Cell{{Text: e.Text}, {Body: there(e)}, {Text: phases[e.Phase].number}})
	}
	return t
}

// thereWords say whether a thing is there, and who knows.
func thereWords(e network.Evidence) string {
	switch {
	case e.There && e.Measured:
		return "Ja, gezien door het platform"
	case e.There:
		return "Ja, volgens de regio"
	}
	return "Nog niet te zien"
}

func support(f facts) []ui.Definition {
	r := f.region
	return []ui.Definition{
		{Term: "Huisartsen (RHO)", Text: orUnknown(r.GPOrganization)},
		{Term: "Ondersteuning (ROS)", Text: orUnknown(r.Support)},
		{Term: "Zorgkantoor", Text: orUnknown(r.Zorgkantoor)},
		{Term: "Zorgverzekeraar die vooropgaat", Text: orUnknown(strings.Join(r.PreferredInsurers, ", "))},
		{Term: "Zorgverzekeraars die volgen", Text: orUnknown(strings.Join(r.FollowingInsurers, ", "))},
		{Term: "Gemeente die namens alle spreekt", Text: orUnknown(r.MandatedMunicipality)},
	}
}

func disciplines(f facts) ui.TableView {
	t := ui.TableView{ID: "disciplines", Caption: "Wie werken er in deze regio?", Columns: []ui.Column{{Title: "Wie"}}}
	if f.past {
		t.Source = standing(f)
	} else {
		t.Columns = append(t.Columns, ui.Column{Title: "Aanbod", Numeric: true})
		t.Source = "Aanbod is het aantal vermeldingen in de gids op " + ui.Date(f.now) + "."
	}
	// A column in which nothing is known is one sentence.
	organised := map[network.DisciplineCode]network.DisciplineCoverage{}
	anyOrganised, anyMandate := false, false
	for _, d := range f.coverage.Disciplines {
		organised[d.Code] = d
		anyOrganised, anyMandate = anyOrganised || d.Organised != nil, anyMandate || d.Mandated != nil
	}
	if anyOrganised {
		t.Columns = append(t.Columns, ui.Column{Title: "Aangesloten"})
		t.Source += " Aangesloten zijn de aanbieders die horen bij de organisatie die voor hun discipline spreekt."
	} else {
		t.Source += " Hoeveel zorgverleners bij hun eigen vereniging zijn aangesloten, is nog niet bekend."
	}
	if anyMandate {
		t.Columns = append(t.Columns, ui.Column{Title: "Mandaat"})
	} else {
		t.Source += " Ook wie een mandaat gaf, is nog niet bekend."
	}
	for _, d := range f.disciplines {
		o, known := organised[d.Code]
		n := f.supply[d.Code]
		if !known && n == 0 {
			continue
		}
		row := []ui.Cell{{Text: d.Name}}
		if !f.past {
			row = append(row, ui.Cell{Text: ui.Count(n)})
		}
		if anyOrganised {
			row = append(row, ui.Cell{Text: affiliated(o)})
		}
		if anyMandate {
			text := unknown
			if o.Mandated != nil {
				text = map[bool]string{true: "Ja", false: "Nog niet"}[*o.Mandated]
			}
			row = append(row, ui.Cell{Text: text})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// affiliated says how many providers take part, as counts.
func affiliated(o network.DisciplineCoverage) string {
	if o.Organised == nil {
		return unknown
	}
	return ui.Count(o.Affiliated) + " van de " + ui.Count(o.Providers)
}
