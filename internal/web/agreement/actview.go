package agreement

import (
	"slices"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

// actView is something that who reads an agreement may do to it: a form, or a page of its own.
type actView struct {
	name                string // of the form, and the end of its path
	title, lead, button string
	href                string // of an act with a page of its own
	asks                string // the question for whom it is done; '' where it is done for nobody in particular
	parties             []ui.Option
	clauses             []ui.Option
	fields              []ui.Field
}

// why is the box in which somebody says why.
func why(label, hint string) []ui.Field {
	return []ui.Field{{Name: wordsField, Label: label, Hint: hint, Rows: 3, MaxLength: mostWords}}
}

// acts are what somebody may do to an agreement besides signing it, in the order in which the page has them.
func (b *book) acts(can *rights, a *agreement.Agreement) (list []actView, err error) {
	const theyRead = "Wie de afspraak kan lezen, leest dit ook. "
	add := func(may bool, x actView) {
		if may {
			list = append(list, x)
		}
	}
	of := func(parties []network.OrganizationID, x actView) {
		x.parties = b.named(parties)
		add(len(parties) > 0, x)
	}
	of(can.object, actView{name: "bezwaar", title: "Maak bezwaar tegen een artikel", asks: "Namens wie?", button: "Maak bezwaar", clauses: clauseOptions(a),
		lead:   "Zolang er een bezwaar open staat, kan de afspraak niet gaan gelden. Zeg daarom bij welk artikel, en wat er anders moet.",
		fields: why("Wat moet er anders?", "")})
	if len(can.consult) > 0 {
		x := actView{name: "raadplegen", title: "Vraag eerst uw leden", asks: "Welke leden?", button: "Vraag de leden", parties: b.named(can.consult),
			lead: "Leden lezen de tekst en zeggen ja of nee. Hun antwoord is een advies: u tekent zelf.",
			fields: append(why("Wat vraagt u?", "Bijvoorbeeld: kunnen wij dit ook in de nacht waarmaken?"),
				ui.Field{Name: dayField, Label: "Antwoord tot en met", Type: "date", Short: true, Value: dayText(b.Now().AddDate(0, 0, 14))})}
		for i, party := range can.consult {
			if x.parties[i].Hint, err = b.membersReached(party); err != nil {
				return nil, err
			}
		}
		add(true, x)
	}
	add(can.withdraw, actView{name: "intrekken", title: "Trek het voorstel in", button: "Trek in", lead: "Het voorstel gaat dan niet door.", fields: why("Waarom?", theyRead)})
	add(can.amend, actView{title: "Maak een nieuwe versie van de tekst", href: onePath(a.ID) + "/wijzig", button: "Schrijf een nieuwe versie",
		lead: "De oude tekst blijft gelden tot alle partijen de nieuwe hebben getekend."})
	add(can.review, actView{name: "herzien", title: "Laat de afspraak opnieuw bekijken", button: "Laat bekijken", lead: "De afspraak blijft binden.", fields: why("Waarom?", theyRead)})
	add(can.resume, actView{name: "hervatten", title: "Laat de afspraak weer gelden", button: "Laat weer gelden",
		lead: "Dit kan alleen als van elke partij iemand een mandaat heeft.", fields: why("Wat is er veranderd?", theyRead)})
	of(can.publish, actView{name: "openbaar", title: "Maak de afspraak openbaar", asks: "Namens wie?", button: "Ja, dit mag openbaar",
		lead: "Zeggen alle partijen ja, dan kan iedereen de tekst lezen, en zien wie meedoen. Namen van mensen staan er niet bij."})
	of(can.hide, actView{name: "niet-openbaar", title: "Trek uw ja tegen openbaar maken in", asks: "Namens wie?", button: "Niet meer openbaar",
		lead: "De afspraak is dan niet meer openbaar."})
	of(can.leave, actView{name: "uitstappen", title: "Stap uit de afspraak", asks: "Wie stapt eruit?", button: "Stap uit de afspraak",
		lead:   "De afspraak geldt dan meteen niet meer voor deze partij. Tussen de anderen geldt zij nog. Blijft er maar één partij over, dan stopt zij.",
		fields: why("Waarom stapt u eruit?", theyRead)})
	add(can.finish, actView{name: "beeindigen", title: "Zeg dat de afspraak mag stoppen", button: "De afspraak mag stoppen",
		lead: "De afspraak stopt pas als alle partijen dit zeggen, op de laatste dag die zij noemen. Wat u zegt, geldt 30 dagen. De tekst en de handtekeningen blijven bewaard.",
		fields: append(why("Waarom mag de afspraak stoppen?", theyRead),
			ui.Field{Name: dayField, Label: "Tot en met welke dag geldt zij nog?", Type: "date", Short: true, Hint: "Leeg is: zodra alle partijen het zeggen.", Optional: true})})
	return list, nil
}

// clauseOptions are the clauses of the text that lies for consent.
func clauseOptions(a *agreement.Agreement) []ui.Option {
	list := []ui.Option{{Text: "Kies"}}
	clauses := a.Clauses
	if a.Proposed != nil {
		clauses = a.Proposed.Body.Clauses
	}
	for _, c := range clauses {
		list = append(list, ui.Option{Value: c.Number, Text: c.Number + ". " + c.Heading})
	}
	return list
}

// membersReached says how many members a party has, and how many of them get a letter when it asks them
// something: those of whom we have an address, up to a number that package agreement sets.
func (b *book) membersReached(party network.OrganizationID) (string, error) {
	held, err := b.Mandates.Affiliations(b.ctx, mandate.Query{Body: party})
	if err != nil {
		return "", err
	}
	ids := make([]network.OrganizationID, len(held))
	for i := range held {
		ids[i] = held[i].Provider
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 {
		return "Deze organisatie heeft hier nog geen leden.", nil
	}
	members, err := b.Network.Organizations(b.ctx, network.OrganizationQuery{IDs: ids[:min(len(ids), agreement.MostMailed)]})
	if err != nil {
		return "", err
	}
	reached := 0
	for i := range members {
		if members[i].Email != "" {
			reached++
		}
	}
	text := "Er gaat een mail met een link naar " + ui.Amount(reached, "lid", "leden") + " van de " + ui.Count(len(ids)) + "."
	if reached < len(ids) {
		text += " Wie geen mail krijgt, kan antwoorden na inloggen."
	}
	return text, nil
}
