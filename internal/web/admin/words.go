package admin

import (
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/web/ui"
)

// items are the facts that an administrator wants to see at a glance.
func (f Facts) items(v overview) []ui.Definition {
	strict := "Aan"
	if !f.Strict {
		strict = "Uit"
	}
	issuers := "Geen. Mensen loggen in met een passkey."
	if len(f.Issuers) > 0 {
		issuers = strings.Join(f.Issuers, ", ")
	}
	seal := "Er is nog niets verzegeld."
	if v.state.Seal.Number > 0 {
		seal = "Zegel " + strconv.FormatInt(v.state.Seal.Number, 10) + " van " + ui.Moment(v.state.Seal.At) + ", tot en met regel " + strconv.FormatInt(v.state.Seal.Last, 10)
	}
	key := "In gebruik sinds " + ui.Date(v.current().From)
	if v.keys.Left > 0 {
		key += ". Nog " + ui.Count(v.keys.Left) + " gegevens staan onder een oude sleutel."
	}
	return []ui.Definition{
		{Term: "Adres", Text: f.Public}, {Term: "Versie", Text: f.Version}, {Term: "Strenge stand", Text: strict},
		{Term: "Inlogdiensten", Text: issuers}, {Term: "Logboek", Text: seal}, {Term: "Sleutel", Text: key},
	}
}

// jobNames are kinds of work as people call them; problemNames are kinds of fault.
var (
	jobNames = map[string]string{
		"agreement.clocks": "Termijnen van afspraken bewaken", "bottleneck.clocks": "Termijnen van knelpunten bewaken",
		"bottleneck.mail": "Bericht sturen over een knelpunt", "capacity.sweep": "Vragen of plek en wachttijd nog kloppen",
		"custody.retire": "Een oude sleutel wegdoen", "custody.rewrap": "Gegevens onder de nieuwe sleutel zetten",
		"custody.rotate": "Een nieuwe sleutel maken", "directory.sweep": "Vragen of aanbod nog klopt",
		"identity.sweep-invitations": "Oude uitnodigingen opruimen", "ledger-expire": "Oude regels uit het logboek halen",
		"mail": "E-mail versturen", "mirror": "Een gids van een ander ophalen",
		"notified.follow": "Een ander systeem vragen ons seintjes te geven", "notified.read": "Kijken hoe een vraag van elders ervoor staat", "notified.send": "Een ander systeem melden dat er een vraag is",
		"notified.report":  "Een ander systeem melden hoe het verdergaat",
		"obligation.weigh": "Nagaan of verplichtingen zijn nagekomen", "placement.clocks": "Termijnen van aanvragen bewaken",
		"placement.waits": "Wachttijden meten", "placement.webhook": "Een seintje sturen naar een ander programma",
		"signal.run": "Cijfers nalopen op knelpunten", "subscription.deliver": "Een seintje sturen aan een programma",
	}
	problemNames = map[string]string{
		"internal": "een fout in het programma", "invalid": "het gegeven klopt niet", "not-found": "het is er niet meer",
		"conflict": "het past niet bij hoe het nu is", "denied": "het mag niet", "unavailable": "de andere kant gaf geen antwoord",
	}
	batchStates = map[string]string{"open": "Bezig", "done": "Klaar", "dropped": "Afgebroken"}
	batchKinds  = map[string]string{
		"areas": "Gebieden", "figures": "Kerncijfers", "boundaries": "Grenzen", "postcodes": "Postcodes", "services": "Aanbod", "organizations": "Organisaties", "mirror": "Gids van een ander",
	}
)

func named(names map[string]string, code string) string {
	if n := names[code]; n != "" {
		return n
	}
	return code
}

// batchKind names the kind of a file; that of a directory of another holds its id too.
func batchKind(kind string) string {
	kind, _, _ = strings.Cut(kind, ":")
	return named(batchKinds, kind)
}

func jobName(kind string) string     { return named(jobNames, kind) }
func problemName(kind string) string { return named(problemNames, kind) }

func (v overview) waitingRows() (rows [][]ui.Cell) {
	for _, w := range v.state.Waiting {
		rows = append(rows, []ui.Cell{{Text: jobName(w.Kind)}, {Text: ui.Count(w.N)}, {Text: soon(w.Next, v.state.At)}})
	}
	return rows
}

// soon says when something is due; most of it is within a day.
func soon(at, now time.Time) string {
	switch ui.Date(at) {
	case ui.Date(now):
		return "vandaag, " + ui.Time(at)
	case ui.Date(now.AddDate(0, 0, 1)):
		return "morgen, " + ui.Time(at)
	}
	return ui.Moment(at)
}

func (v overview) batchRows() (rows [][]ui.Cell) {
	for _, b := range v.state.Batches {
		rows = append(rows, []ui.Cell{{Text: b.Source}, {Text: batchKind(b.Kind)}, {Text: named(batchStates, b.State)}, {Text: ui.Moment(b.Opened)}})
	}
	return rows
}
