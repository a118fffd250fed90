package net

import (
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

const (
	unknown = "Nog niet bekend"
	nobody  = "Nog niemand"
)

var states = []ui.Option{{Value: "not-yet", Text: "Nog niet"}, {Value: "building", Text: "In opbouw"}, {Value: "working", Text: "Werkt"}}

var phases = []ui.Option{
	{Value: string(network.PhaseNetwork), Text: "Fase 1: netwerk", Hint: "De zorgverleners leren elkaar kennen en zoeken een vorm om samen te werken."},
	{Value: string(network.PhaseAgreements), Text: "Fase 2: afspraken", Hint: "De zorgverleners maken vaste afspraken. Daarbij hoort een plan voor de eerste lijn in de regio."},
	{Value: string(network.PhaseOrganisation), Text: "Fase 3: organisatie", Hint: "De samenwerking is een organisatie en spreekt namens de disciplines."},
}

var legalForms = []ui.Option{
	{Value: "", Text: unknown}, {Value: "vereniging", Text: "Vereniging"}, {Value: "stichting", Text: "Stichting"},
	{Value: "coöperatie", Text: "Coöperatie"}, {Value: "netwerk", Text: "Netwerk"}, {Value: "anders", Text: "Anders"},
}

// partNames are the parts of things as people call them, by the names that package network uses.
var partNames = map[string]string{
	"name": "naam", "areas": "wijken", "primary": "eigen wijken", "center": "middelpunt op de kaart", "zorgkantoor": "zorgkantoor",
	"gp_organization": "huisartsenorganisatie", "support": "ondersteuning", "preferred_insurers": "verzekeraars die vooropgaan",
	"following_insurers": "verzekeraars die volgen", "mandated_municipality": "gemandateerde gemeente", "resv.organization": "organisatie van de RESV",
	"resv.name": "naam van de RESV", "resv.forerunner": "voorloper", "resv.legal_form": "rechtsvorm", "resv.phase": "fase", "resv.website": "website",
	"resv.phone": "telefoon", "resv.email": "e-mail", "resv.hours": "tijden", "resv.remarks": "opmerking",
	"meets_every": "hoe vaak het overlegt", "last_met": "laatste overleg", "has_agreement": "afspraak", "solved_bottleneck": "opgelost knelpunt",
	"website": "website", "nursing": "wijkverpleging per praktijk", "discipline": "discipline", "person": "wie het is", "organization": "organisatie",
	"function": "functie", "show_name": "naam te zien", "until": "einddatum", "phone": "telefoon", "email": "e-mail", "hours": "tijden",
	"remarks": "opmerking", "state": "hoever", "evidence": "waaruit dat blijkt",
}

func partWords(parts []string) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = partNames[p]
	}
	return strings.Join(words, ", ")
}

// roleWords say in which role somebody did something.
func roleWords(role string) string {
	switch access.Role(role) {
	case "", access.System:
		return "het systeem"
	case access.Coordinator:
		return "de coördinator"
	case access.RESVStaff:
		return "iemand van de regio"
	case access.Machine:
		return "een ander systeem"
	}
	return "iemand anders (" + strings.ToLower(access.Role(role).NL()) + ")"
}

// times writes opening hours as people say them, where that can be read back; else as they are kept.
func times(osm string) string {
	if osm == "" {
		return ""
	}
	h, err := hours.Parse(osm)
	if err != nil {
		return osm
	}
	if back, err := hours.ParseDutch(h.Dutch()); err == nil && back.String() == osm {
		return h.Dutch()
	}
	return osm
}

// timesInput asks for hours the way people say them.
func timesInput[T any](name string, at func(*T) *network.Reach) input[T] {
	return input[T]{name: name, label: "Wanneer bereikbaar", hint: "Schrijf het zoals u het zegt: ma-vr 8-17, do tot 20, niet op 2e pinksterdag.", most: 400, optional: true,
		read:  func(t *T) string { return times(at(t).Hours) },
		write: func(t *T, v string) string { at(t).Hours = v; return "" },
		show: func(v string) string {
			if h, err := hours.ParseDutch(v); err == nil {
				return times(h.String())
			}
			return v
		}}
}

func reachInputs[T any](prefix string, at func(*T) *network.Reach) []input[T] {
	return []input[T]{
		text(prefix+"phone", "Telefoon", func(t *T) *string { return &at(t).Phone }).may().with(func(in *input[T]) { in.keys = "tel" }),
		text(prefix+"email", "E-mail", func(t *T) *string { return &at(t).Email }).may().with(func(in *input[T]) { in.keys = "email" }),
		timesInput(prefix+"hours", at),
		text(prefix+"remarks", "Opmerking", func(t *T) *string { return &at(t).Remarks }).may().with(func(in *input[T]) { in.kind, in.most = box, 4000 }),
	}
}

func taskForm(t network.TaskState) []input[network.TaskState] {
	return []input[network.TaskState]{
		text("state", "Hoever is dit?", func(t *network.TaskState) *string { return &t.State }).with(func(in *input[network.TaskState]) { in.kind, in.options = radios, states }),
		text("evidence", "Waaruit blijkt dat?", func(t *network.TaskState) *string { return &t.Evidence }).may().
			hinted("Bijvoorbeeld: verslag van het overleg van 12 maart. Schrijf geen namen van patiënten.").with(func(in *input[network.TaskState]) { in.kind, in.most = box, 4000 }),
	}
}

func orUnknown(s string) string {
	if s == "" {
		return unknown
	}
	return s
}

func yesWord(yes bool) string {
	if yes {
		return "Ja"
	}
	return "Nee"
}
