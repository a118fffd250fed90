package bottleneck

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// everybodyReads stands with what goes to everybody.
const everybodyReads = "Alle melders lezen dit woord voor woord. Schrijf geen namen van patiënten."

// firstStep is how far ahead the next step is proposed to be.
const firstStep = 28 * 24 * time.Hour

// acts are what somebody may do to a bottleneck as it stands, what fits best first and unfolded. One button
// is filled: that of the first.
func acts(who eyes, b *core.Look, now time.Time, bad *badForm) (all []actView) {
	words := func(label, hint string, optional bool) ui.Field {
		return ui.Field{Name: wordsField, Label: label, Hint: hint, Rows: 4, MaxLength: mostWords, Optional: optional, Autocomplete: "off"}
	}
	day := func(label string) ui.Field {
		return ui.Field{Name: whenField, Label: label, Type: "date", Short: true, Value: now.Add(firstStep).In(clock.Amsterdam).Format(time.DateOnly), Autocomplete: "off"}
	}
	add := func(act, path, name, button, says string, fields []ui.Field, selects ...ui.Choice) {
		if m, known := core.MoveOf(act); !known || len(m.To[b.State]) == 0 || !who.may(act, &b.Bottleneck) {
			return
		}
		f := actView{code: act, name: name, action: pathOf(b.ID) + "/" + path, button: button, says: says, weight: ui.Secondary, fields: fields, choices: selects}
		for i := range f.fields {
			f.fields[i].ID = act + "-" + f.fields[i].Name
			bad.into(act, &f.fields[i])
		}
		for i := range f.choices {
			f.choices[i].ID = act + "-" + f.choices[i].Name
			bad.choose(act, &f.choices[i])
		}
		f.open = bad != nil && bad.act == act
		all = append(all, f)
	}
	const everybody = everybodyReads
	if b.State == core.Reported {
		add("Discuss", "bespreken", "Wij bespreken dit", "Bespreek dit", "De melders weten dan dat u ernaar kijkt.", []ui.Field{words("Wilt u er iets bij zeggen?", everybody, true)})
	}
	if b.State != core.TakenUp {
		add("TakeUp", "oppakken", "Wij pakken dit op", "Pak dit op", "", []ui.Field{words("Wat gaat u doen?", everybody, false), day("Wanneer is uiterlijk de volgende stap?")})
	}
	add("Propose", "afronden", "Dit is klaar", "Vraag het de melders", "De melders beslissen. Zegt iemand nee, dan is het weer open.",
		[]ui.Field{words("Wat is er gedaan, of waarom blijft het zo?", everybody, false)}, endings())
	if b.Level != core.Nation {
		add("PassUp", "doorgeven", passName[b.Level], "Geef door", "Het ligt dan bij een hoger niveau. Hun antwoord komt hier woord voor woord terug.",
			[]ui.Field{words("Waarom lukt het hier niet?", everybody, false)})
	}
	add("Answer", "antwoord", "Geef antwoord", "Verstuur het antwoord", "Het antwoord gaat naar elk niveau waar dit vandaan komt, en naar alle melders.",
		[]ui.Field{words("Wat is uw antwoord?", everybody, false)})
	add("Postpone", "uitstellen", "Het wordt later", "Bewaar de nieuwe datum", "", []ui.Field{words("Waarom wordt het later?", everybody, false), day("Wanneer is uiterlijk de volgende stap?")})
	add("Assign", "toewijzen", "Iemand anders is aan zet", "Wijs toe", assignSays[b.Level], []ui.Field{
		{Name: ownerField, Label: "Wie?", Hint: assignHint[b.Level], MaxLength: 200, Autocomplete: "off"}, words("Waarom?", "", true)})
	add("Reopen", "heropenen", "Is het er toch weer?", "Heropen het knelpunt", "", []ui.Field{words("Wat gaat er weer mis?", everybody, false)})
	if b.Example {
		before := len(all)
		add("Example", "voorbeeld", "Toch geen goed voorbeeld?", "Haal het weg bij de voorbeelden", "Anderen kunnen het dan niet meer vinden.", nil)
		for i := range all[before:] {
			all[before+i].hidden = []ui.Hidden{{Name: endField, Value: "weg"}}
		}
	} else {
		add("Example", "voorbeeld", "Is dit een goed voorbeeld?", "Maak er een voorbeeld van", "Wie in de zorg werkt, in het hele land, kan dan lezen wat er is gezegd en wat u deed. Wie het meldde, staat er niet bij.", nil)
	}
	add("Note", "notitie", "Schrijf een notitie voor collega’s", "Bewaar de notitie", "Melders zien dit niet.", []ui.Field{words("Notitie", "Schrijf geen namen van patiënten.", false)})
	if len(all) > 0 && b.State.Open() && all[0].code != "Note" {
		all[0].weight = ui.Primary
		all[0].open = all[0].open || bad == nil
	}
	return all
}

var passName = map[core.Level]string{core.Wijk: "Geef door aan de regio", core.Region: "Geef door aan het land"}

var (
	assignSays = map[core.Level]string{
		core.Wijk: "Het blijft bij het wijkverband.", core.Region: "Het blijft bij de regio.", core.Nation: "Noem de landelijke partij die dit oppakt.",
	}
	assignHint = map[core.Level]string{
		core.Wijk: "De naam van een collega in dit wijkverband.", core.Region: "De naam van een collega in de regio.", core.Nation: "De naam van de organisatie.",
	}
)

func endings() ui.Choice {
	return ui.Choice{Name: endField, Label: "Hoe loopt het af?", Options: []ui.Option{
		{Value: string(core.EndSolved), Text: "Het is opgelost"},
		{Value: string(core.EndAccepted), Text: "Het blijft zoals het is", Hint: "Zeg hieronder waarom."},
	}}
}

// named finds whom somebody means: the party at the level of the nation, a colleague elsewhere.
func (p Page) named(r *http.Request, who access.Actor, which core.ID) (core.Owner, error) {
	b, err := p.Bottlenecks.Get(r.Context(), who, which)
	if err != nil {
		return core.Owner{}, err
	}
	// Names are looked up for who decides on it; the act itself says the rest.
	e, err := p.eyes(r)
	if err != nil {
		return core.Owner{}, err
	}
	if !e.may("Assign", &b.Bottleneck) {
		return core.Owner{}, fault.New(fault.Denied, "Wie eigenaar is, zegt wie over dit knelpunt beslist.", "bottleneck.Assign is not permitted")
	}
	name := typed(r, ownerField)
	if name == "" {
		return core.Owner{}, fault.InvalidField(ownerField, "Zeg wie er aan zet is.", "expected a name")
	}
	if b.Level == core.Nation {
		found, err := p.Network.Organizations(r.Context(), network.OrganizationQuery{Name: name, Limit: 20})
		if err != nil {
			return core.Owner{}, err
		}
		if i := slices.IndexFunc(found, func(o network.Organization) bool { return strings.EqualFold(o.Name, name) }); i >= 0 {
			found = found[i : i+1]
		}
		if len(found) != 1 {
			return core.Owner{}, fault.InvalidField(ownerField, "Deze organisatie kennen we niet. Schrijf de hele naam.", "unknown organization")
		}
		return core.Owner{Kind: core.OwnedByOrganization, ID: string(found[0].ID)}, nil
	}
	to := b.Owner
	if name == who.Name {
		to.Person = network.PersonID(who.Person)
		return to, nil
	}
	people, err := p.Network.People(r.Context(), who)
	if err != nil && fault.KindOf(err) != fault.Denied { // who keeps no list of colleagues names themselves alone
		return core.Owner{}, err
	}
	for i := range people {
		if strings.EqualFold(people[i].Name, name) {
			to.Person = people[i].ID
			return to, nil
		}
	}
	return core.Owner{}, fault.InvalidField(ownerField, "Deze collega kennen we niet. Schrijf de naam zoals die bij Mensen staat.", "unknown colleague")
}
