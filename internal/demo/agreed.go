package demo

import (
	"context"
	"fmt"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/template"
	"eerstelijn/internal/network"
)

// pact is an agreement in few words: who proposed it, who signed it, and what came of it. Days count back
// from today.
type pact struct {
	key       string
	template  string // its clauses, unless they are its own
	kind      agreement.Kind
	forum     string
	title     string
	implement string // key of the agreement that it implements
	clauses   []agreement.Clause
	owed      []agreement.Obligation // nil keeps those of the template; a party is named by its name
	parties   []string
	seen      []string // insurers that see counts
	by        string
	drafted   int
	offered   int // 0: not yet
	signs     []signing
	then      []sequel
	public    bool
}

// signing is a signature: by whom, for whom and when.
type signing struct {
	by, party string
	ago       int
}

// sequel is what happened to an agreement.
type sequel struct {
	ago int
	by  string
	do  func(ctx context.Context, j *joint, who access.Actor, a agreement.Agreement) (agreement.Agreement, error)
}

// weekly are obligations that are weighed every week, so that twelve weeks show how they went.
func weekly(owed ...agreement.Obligation) []agreement.Obligation {
	for i := range owed {
		if owed[i].Who == "" {
			owed[i].Who = everyParty
		}
		if owed[i].Period == "" {
			owed[i].Period = "week"
		}
	}
	return owed
}

const everyParty = "each"

// pacts are the agreements, those that others implement first.
var pacts = []pact{
	{
		key: "national-data", kind: "data", forum: atNation, title: "Kerngegevens binnen een dag, in heel het land",
		clauses: []agreement.Clause{
			{Number: "1", Heading: "Waar dit over gaat", Text: "Wie iemand helpt, ziet binnen een dag de gegevens die daarvoor nodig zijn. Dat geldt in elke regio."},
			{Number: "2", Heading: "Eén standaard", Text: "Elke regio gebruikt de landelijke standaarden. Een regio maakt geen eigen oplossing als er een landelijke is."},
			{Number: "3", Heading: "Elke regio werkt dit uit", Text: "Elke regio legt vast welke partij welke gegevens deelt, en wat er gebeurt als het niet werkt."},
		},
		owed:    []agreement.Obligation{{Clause: "3", Who: everyParty, What: "Vertellen hoe ver de regio is", Measure: agreement.Attested, Norm: 100, Period: "month"}},
		parties: []string{thePlatform, theRESV, "Stichting RESV Veenkant"}, by: "Annelot Vloedlijn", drafted: 83, offered: 82, public: true,
		signs: []signing{{"Annelot Vloedlijn", thePlatform, 81}, {"Harm Veenpluis", "Stichting RESV Veenkant", 80}, {"Pieter-Bas Lakerhout", theRESV, 79}},
	},
	{
		key: "bridging", template: "bridging", forum: atRESV, title: "Overbruggingszorg in Rivierenzoom",
		owed: weekly(
			agreement.Obligation{Clause: "2", What: "Vragen om een plek binnen vier uur beantwoorden", Measure: "answer-placements", Params: map[string]int{"hours": 4}, Norm: 75},
			agreement.Obligation{Clause: "5", Who: stroom, What: "Cijfers over vrije uren ten minste elke vier dagen bijhouden", Measure: "refresh-capacity", Params: map[string]int{"days": 4}, Norm: 89},
			agreement.Obligation{Clause: "5", Who: veerstoep, What: "Cijfers over vrije plekken ten minste elke vier dagen bijhouden", Measure: "refresh-capacity", Params: map[string]int{"days": 4}, Norm: 89},
			agreement.Obligation{Clause: "7", What: "De overbrugging van de maand met elkaar bespreken", Measure: agreement.Attested, Norm: 100, Period: "month"},
		),
		parties: []string{theGPs, stroom, veerstoep, theTown}, seen: []string{theInsurer}, by: "Esra Hoogwater", drafted: 84, offered: 83, public: true,
		signs: []signing{{"Hedwig Waardemaker", theGPs, 82}, {"Gerda Kleibakker", stroom, 81}, {"Bilal Steenoven", veerstoep, 80}, {"Stijn Elzenaar", theTown, 79}},
	},
	{
		key: "nights", template: "nursing-out-of-hours", forum: atRESV, title: "Wijkverpleging in avond, nacht en weekend",
		owed: weekly(
			agreement.Obligation{Clause: "2", What: "Elke nacht bereikbaar zijn", Measure: "contact-reachable", Params: map[string]int{"window": 2}, Norm: 100},
			agreement.Obligation{Clause: "3", What: "Elke avond bereikbaar zijn", Measure: "contact-reachable", Params: map[string]int{"window": 1}, Norm: 100},
			agreement.Obligation{Clause: "6", What: "Vragen om wijkverpleging binnen een uur beantwoorden", Measure: "answer-placements", Params: map[string]int{"hours": 1, "ask": 1}, Norm: 80},
		),
		parties: []string{theNurses, stroom}, seen: []string{theInsurer}, by: "Esra Hoogwater", drafted: 79, offered: 78,
		signs: []signing{{"Saskia Veerstoep", theNurses, 77}, {"Gerda Kleibakker", stroom, 76}},
	},
	{
		key: "data", template: "data-exchange", forum: atRESV, title: "Gegevens uitwisselen in Rivierenzoom", implement: "national-data",
		parties: []string{theGPs, theNurses, stroom, thePharmacies, theHospital}, by: "Esra Hoogwater", drafted: 24, offered: 19,
		signs: []signing{{"Hedwig Waardemaker", theGPs, 16}, {"Maartje Sluiswachter", theHospital, 13}},
		then: []sequel{
			{12, "Saskia Veerstoep", consult(theNurses, 3, "Kunnen alle leden hun gegevens binnen een dag delen?")},
			{10, "Chenoa Rietsnijder", advise(false, "Dat lukt pas als ons nieuwe dossier er is.")},
			{9, "Ravi Pontmeester", object(thePharmacies, "3", "Een dag is te lang als iemand uit het ziekenhuis komt. De lijst met medicijnen moet er dezelfde dag zijn.")},
		},
	},
	{
		key: "capacity", template: "sharing-capacity", forum: atRESV, title: "Plekken en uren delen tussen wijken",
		owed:    weekly(agreement.Obligation{Clause: "3", What: "Vragen om hulp binnen een dag beantwoorden", Measure: "answer-placements", Params: map[string]int{"hours": 24}, Norm: 80}),
		parties: []string{theGPs, theNurses, thePhysios}, by: "Pieter-Bas Lakerhout", drafted: 72, offered: 70,
		signs: []signing{{"Hedwig Waardemaker", theGPs, 68}, {"Saskia Veerstoep", theNurses, 67}, {"Dunya Stroomink", thePhysios, 66}},
	},
	{
		key: "tasks", template: "tasks-and-lead", forum: atRESV, title: "Taken verdelen in Rivierenzoom",
		parties: []string{theGPs, theNurses, thePharmacies}, by: "Esra Hoogwater", drafted: 6,
	},
	{
		key: "room", template: "room-to-act", forum: atRESV, title: "Proef met ruimte om te handelen",
		parties: []string{theGPs, stroom}, by: "Esra Hoogwater", drafted: 84, offered: 83,
		signs: []signing{{"Hedwig Waardemaker", theGPs, 82}, {"Gerda Kleibakker", stroom, 81}},
		then:  []sequel{{16, "Hedwig Waardemaker", end("De proef is klaar. Wat we leerden, komt in een nieuwe afspraak over taken.")}, {15, "Gerda Kleibakker", end("De proef is klaar.")}},
	},
	{
		key: "nights-west", kind: "reachability", forum: "Oevermonde-West", title: "Avond, nacht en weekend in West", implement: "nights", clauses: inTheWijk,
		owed: weekly(
			agreement.Obligation{Clause: "2", Who: stroom, What: "In de avond bereikbaar zijn voor de andere partijen", Measure: "contact-reachable", Params: map[string]int{"window": 1}, Norm: 90},
			agreement.Obligation{Clause: "3", What: "Bij het overleg van de wijk zijn", Measure: "present-at-meetings", Norm: 80, Period: "month"},
		),
		parties: []string{"Huisartspraktijk De Korenaar", stroom, "Apotheek De Korenaar", "Welzijn Stroomop"}, by: "Tineke Wilgentak", drafted: 71, offered: 70, public: true,
		signs: []signing{{"Tarik Griendmans", "Huisartspraktijk De Korenaar", 69}, {"Chenoa Rietsnijder", stroom, 69}, {"Ilse Bongerdman", "Apotheek De Korenaar", 68}, {"Nora Tichelgat", "Welzijn Stroomop", 66}},
	},
	{
		key: "nights-noord", kind: "reachability", forum: "Oevermonde-Noord", title: "Avond, nacht en weekend in Noord", implement: "nights", clauses: inTheWijk,
		parties: []string{"Huisartsen Oevermonde-Noord", stroom}, by: "Esra Hoogwater", drafted: 60, offered: 59,
		signs: []signing{{"Tarik Griendmans", "Huisartsen Oevermonde-Noord", 58}, {"Saskia Veerstoep", stroom, 57}},
	},
	{
		key: "nights-zilverwaard", kind: "reachability", forum: "Zilverwaard", title: "Avond, nacht en weekend in Zilverwaard", implement: "nights", clauses: inTheWijk,
		parties: []string{"Huisartsen Zilverwaard-Dorp", stroom}, by: "Joris Uiterdijk", drafted: 14, offered: 11,
		signs: []signing{{"Egbert Zalmvanger", "Huisartsen Zilverwaard-Dorp", 8}},
	},
}

// inTheWijk is how a wijk implements what the region agreed on the nights.
var inTheWijk = []agreement.Clause{
	{Number: "1", Heading: "Waar dit over gaat", Text: "De regio sprak af dat er in de avond, de nacht en het weekend altijd iemand te bereiken is voor wijkverpleging. Hier staat hoe wij dat in onze wijk doen."},
	{Number: "2", Heading: "Wij bellen elkaar", Text: "Wie buiten kantooruren iemand nodig heeft, belt eerst het nummer in de gids. Neemt daar niemand op, dan bellen wij het coördinatiepunt van de regio."},
	{Number: "3", Heading: "Wij kijken terug", Text: "In elk overleg van de wijk kijken wij wanneer er niemand te bereiken was. Dat melden wij als knelpunt."},
}

// agree plans the agreements.
func (j *joint) agree() {
	for i := range pacts {
		p := &pacts[i]
		act := func(ago, minute int, by string, do func(ctx context.Context, who access.Actor, a agreement.Agreement) (agreement.Agreement, error)) {
			j.plan(j.on(ago, 10, minute), "agreement "+p.key, func(ctx context.Context) error {
				a, err := do(ctx, j.data.named(by), j.agreements[p.key])
				if err == nil {
					j.agreements[p.key] = a
				}
				return err
			})
		}
		act(p.drafted, 10+i, p.by, func(ctx context.Context, who access.Actor, _ agreement.Agreement) (agreement.Agreement, error) {
			d, err := j.draft(p)
			if err != nil {
				return agreement.Agreement{}, err
			}
			return j.Agreements.Draft(ctx, who, d)
		})
		if p.offered > 0 {
			act(p.offered, 30, p.by, func(ctx context.Context, who access.Actor, a agreement.Agreement) (agreement.Agreement, error) {
				return j.Agreements.Offer(ctx, who, a.ID)
			})
		}
		for n, s := range p.signs {
			act(s.ago, 40+n, s.by, func(ctx context.Context, who access.Actor, a agreement.Agreement) (agreement.Agreement, error) {
				return j.Agreements.Sign(ctx, who, a.ID, j.data.party(s.party), a.Version)
			})
			if p.public {
				act(p.signs[len(p.signs)-1].ago-1, 40+n, s.by, func(ctx context.Context, who access.Actor, a agreement.Agreement) (agreement.Agreement, error) {
					return j.Agreements.Publish(ctx, who, a.ID, j.data.party(s.party), true)
				})
			}
		}
		for _, s := range p.then {
			act(s.ago, 50, s.by, func(ctx context.Context, who access.Actor, a agreement.Agreement) (agreement.Agreement, error) {
				return s.do(ctx, j, who, a)
			})
		}
	}
}

// draft is what is proposed.
func (j *joint) draft(p *pact) (agreement.Draft, error) {
	d := agreement.Draft{Kind: p.kind, Forum: j.data.forum(p.forum), Title: p.title, Body: agreement.Body{Clauses: p.clauses}}
	if p.template != "" {
		t, there := template.Find(p.template)
		if !there {
			return d, fmt.Errorf("no template %s", p.template)
		}
		d.Kind, d.Subject, d.Template, d.Clauses, d.Obligations = t.Kind, t.Subject, t.Code, t.Clauses, t.Obligations
	}
	if p.owed != nil {
		d.Obligations = slices.Clone(p.owed)
	}
	for i := range d.Obligations {
		if o := &d.Obligations[i]; o.Who != everyParty {
			o.Who = string(j.data.party(o.Who))
		}
	}
	d.Parent = j.agreements[p.implement].ID
	organizations := func(names []string) (ids []network.OrganizationID) {
		for _, n := range names {
			ids = append(ids, j.data.party(n))
		}
		return ids
	}
	d.Parties, d.Grants = organizations(p.parties), organizations(p.seen)
	return d, nil
}

type deal = func(ctx context.Context, j *joint, who access.Actor, a agreement.Agreement) (agreement.Agreement, error)

// consult lets a party ask its members, until some days from now.
func consult(party string, days int, question string) deal {
	return func(ctx context.Context, j *joint, who access.Actor, a agreement.Agreement) (agreement.Agreement, error) {
		return j.Agreements.Consult(ctx, who, a.ID, j.data.party(party), j.on(-days, 17, 0), question)
	}
}

func advise(yes bool, words string) deal {
	return func(ctx context.Context, j *joint, who access.Actor, a agreement.Agreement) (agreement.Agreement, error) {
		return a, j.Agreements.Advise(ctx, who, a.Consultations[0].ID, agreement.Advice{Yes: yes, Words: words})
	}
}

func object(party, clause, words string) deal {
	return func(ctx context.Context, j *joint, who access.Actor, a agreement.Agreement) (agreement.Agreement, error) {
		return j.Agreements.Object(ctx, who, a.ID, j.data.party(party), clause, words)
	}
}

// end lets a party say that the agreement may end.
func end(why string) deal {
	return func(ctx context.Context, j *joint, who access.Actor, a agreement.Agreement) (agreement.Agreement, error) {
		return j.Agreements.End(ctx, who, a.ID, why, j.Time.Now())
	}
}
