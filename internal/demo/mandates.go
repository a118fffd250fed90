package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// body speaks for a discipline in Rivierenzoom, and for how many of each hundred of its providers.
type body struct {
	name       string
	discipline network.DisciplineCode
	share      int
}

// bodies are those of Rivierenzoom. Speech therapy, optometry and some others have none.
var bodies = []body{
	{"Huisartsencoöperatie Rivierenzoom", "huisartsenzorg", 100},
	{"Wijkverpleging Samen Rivierenzoom", "wijkverpleging", 85},
	{"Apothekersvereniging Rivierenzoom", "farmacie", 100},
	{"Fysionetwerk Rivierenzoom", "fysiotherapie", 60},
	{"Diëtisten Samen Rivierenzoom", "dietetiek", 45},
	{"Oefentherapie Rivierenzoom", "oefentherapie", 70},
	{"Ergotherapie Rivierenzoom", "ergotherapie", 75},
	{"Sociaal Netwerk Rivierenzoom", "sociaal-domein", 55},
	{"Kring Psychologen Rivierenzoom", "psychologie", 40},
	{"Kring Verloskundigen Rivierenzoom", "verloskunde", 100},
}

// unite makes the bodies that offer nothing themselves.
func (c *cast) unite() {
	for _, b := range bodies {
		c.party(network.DisciplineBody, b.name, b.discipline)
	}
}

// given is a mandate in few words. Days count back from today.
type given struct {
	key, party, delegate, forum string
	subjects                    string
	since, until                int // until 0: no end; below 0: in days to come
	by                          string
	evidence                    string
	later                       int // when it was given, where that was in the weeks; 0: before them
	revoked                     int
	why                         string
}

const (
	theGPs        = "Huisartsencoöperatie Rivierenzoom"
	theNurses     = "Wijkverpleging Samen Rivierenzoom"
	thePharmacies = "Apothekersvereniging Rivierenzoom"
	thePhysios    = "Fysionetwerk Rivierenzoom"
	theHospital   = "Ziekenhuis De Merelhof"
	theTown       = "Gemeente Oevermonde"
	theInsurer    = "Deltaborg Zorgverzekeraar"
	thePlatform   = "Landelijk Platform Dichtbij"
	theRESV       = "RESV Rivierenzoom"
	members       = "Besluit van de ledenvergadering."
	directors     = "Brief van het bestuur van de organisatie."
)

var mandates = []given{
	{key: "gps", party: theGPs, delegate: "Hedwig Waardemaker", forum: atRESV, subjects: mandate.Every, since: 400, by: "Esra Hoogwater", evidence: members},
	{key: "nurses", party: theNurses, delegate: "Saskia Veerstoep", forum: atRESV, subjects: "bridging capacity data reachability tasks", since: 344, until: -21, by: "Esra Hoogwater", evidence: members},
	{key: "pharmacies-before", party: thePharmacies, delegate: "Ilse Bongerdman", forum: atRESV, subjects: "cooperation data room tasks", since: 405, until: 40, by: "Esra Hoogwater", evidence: members},
	{key: "pharmacies", party: thePharmacies, delegate: "Ravi Pontmeester", forum: atRESV, subjects: "cooperation data room tasks", since: 40, later: 46, by: "Esra Hoogwater", evidence: members},
	{key: "physios", party: thePhysios, delegate: "Dunya Stroomink", forum: atRESV, subjects: "capacity tasks", since: 300, by: "Esra Hoogwater", evidence: members,
		revoked: 12, why: "De leden kiezen iemand anders. Wie dat wordt, is nog niet bekend."},
	{key: "stroom", party: stroom, delegate: "Gerda Kleibakker", forum: atRESV, subjects: mandate.Every, since: 200, by: "Gerda Kleibakker"},
	{key: "veerstoep", party: veerstoep, delegate: "Bilal Steenoven", forum: atRESV, subjects: "bridging capacity transmural", since: 200, by: "Bilal Steenoven"},
	{key: "town", party: theTown, delegate: "Stijn Elzenaar", forum: atRESV, subjects: "bridging cooperation", since: 180, by: "Esra Hoogwater", evidence: "Besluit van burgemeester en wethouders."},
	{key: "hospital", party: theHospital, delegate: "Maartje Sluiswachter", forum: atRESV, subjects: "data transmural", since: 150, by: "Esra Hoogwater", evidence: directors},
	{key: "insurer", party: theInsurer, delegate: "Vivian Overlaat", forum: atRESV, subjects: "contract", since: 150, by: "Esra Hoogwater", evidence: directors},
	{key: "table-insurer", party: theInsurer, delegate: "Vivian Overlaat", forum: atRegiotafel, subjects: mandate.Every, since: 150, by: "Esra Hoogwater", evidence: directors},
	{key: "platform", party: thePlatform, delegate: "Annelot Vloedlijn", forum: atNation, subjects: mandate.Every, since: 300, by: "Annelot Vloedlijn"},
	{key: "zoom", party: theRESV, delegate: "Pieter-Bas Lakerhout", forum: atNation, subjects: "data reachability", since: 120, by: "Annelot Vloedlijn", evidence: directors},
	{key: "veenkant", party: "Stichting RESV Veenkant", delegate: "Harm Veenpluis", forum: atNation, subjects: "data", since: 120, by: "Annelot Vloedlijn", evidence: directors},
}

// teams are the wijkverbanden whose contacts were given a mandate there.
var teams = []string{"Oevermonde-Centrum", "Oevermonde-West", "Oevermonde-Noord", "Zilverwaard"}

// speak writes down who speaks for whom when the weeks begin.
func (j *joint) speak(ctx context.Context) error {
	if err := j.Bottlenecks.SaveBoard(ctx, actor, j.data.party(thePlatform)); err != nil {
		return err
	}
	staff, zoom := j.data.named("Esra Hoogwater"), j.data.regionOf("rivierenzoom")
	for _, b := range bodies {
		of := j.data.party(b.name)
		_, err := j.Mandates.Recognise(ctx, staff, mandate.Standing{Body: of, Region: zoom, Discipline: b.discipline,
			Span: mandate.Span{From: j.start.AddDate(-2, 0, 0)}, Evidence: "Brief van de landelijke vereniging, met de statuten."})
		if err != nil {
			return fmt.Errorf("%s: %w", b.name, err)
		}
		for n, p := range j.data.joined(&b) {
			a := mandate.Affiliation{Provider: p, Body: of, Span: mandate.Span{From: j.start.AddDate(0, -n%18-1, 0)}}
			if _, err := j.Mandates.Affiliate(ctx, staff, a); err != nil {
				return fmt.Errorf("%s: %w", b.name, err)
			}
		}
	}
	for i := range mandates {
		if m := &mandates[i]; m.later == 0 {
			if err := j.grant(ctx, m); err != nil {
				return err
			}
		}
	}
	if err := j.speakInWijken(ctx, staff); err != nil {
		return err
	}
	return j.seat(ctx)
}

// joined gives the providers that belong to a body, in the order of their names.
func (d *Data) joined(b *body) (all []network.OrganizationID) {
	names := map[network.OrganizationID]string{}
	for _, o := range d.Organizations {
		if o.Kind == network.Provider {
			names[o.ID] = o.Name
		}
	}
	for i := range d.Services {
		s := &d.Services[i]
		if s.Discipline == b.discipline && names[s.Organization] != "" && inZoom(s) && !slices.Contains(all, s.Organization) {
			all = append(all, s.Organization)
		}
	}
	slices.SortFunc(all, func(a, b network.OrganizationID) int { return strings.Compare(names[a], names[b]) })
	return all[:(len(all)*b.share+99)/100]
}

// inZoom tells whether a service is offered in Rivierenzoom.
func inZoom(s *directory.Service) bool {
	areas := slices.Clone(s.ServedAreas)
	for _, l := range s.Locations {
		areas = append(areas, l.Area)
	}
	return slices.ContainsFunc(areas, func(a network.AreaCode) bool {
		return len(a) > 5 && (a[2:6] == "9901" || a[2:6] == "9902" || a[2:6] == "9903")
	})
}

func (j *joint) grant(ctx context.Context, g *given) error {
	m := mandate.Mandate{ID: mandateID(g.key), Grantor: j.data.party(g.party), Delegate: j.data.person(g.delegate), Forum: j.data.forum(g.forum),
		Subjects: strings.Fields(g.subjects), Span: mandate.Span{From: j.on(g.since, 0, 0)}, Evidence: g.evidence}
	if g.until != 0 {
		m.Until = j.on(g.until, 0, 0)
	}
	if _, err := j.Mandates.Grant(ctx, j.data.named(g.by), m); err != nil {
		return fmt.Errorf("mandate %s: %w", g.key, err)
	}
	return nil
}

// speakInWijken lets those who are the contact of a wijkverband speak there for the organisation that they
// are the contact of.
func (j *joint) speakInWijken(ctx context.Context, staff access.Actor) error {
	for _, w := range j.data.Wijkverbanden {
		name := strings.TrimPrefix(w.Name, verband)
		if !slices.Contains(teams, name) {
			continue
		}
		for _, c := range w.Contacts {
			if c.Person == "" {
				continue
			}
			m := mandate.Mandate{Grantor: c.Organization, Delegate: c.Person, Forum: j.data.forum(name), Subjects: []string{"cooperation", "reachability"},
				Span: mandate.Span{From: j.on(260, 0, 0)}, Evidence: directors}
			if _, err := j.Mandates.Grant(ctx, staff, m); err != nil {
				return fmt.Errorf("%s, %s: %w", name, c.Discipline, err)
			}
		}
	}
	return nil
}

// seats are places at the tables of the region.
var seats = []struct {
	forum, name string
	discipline  network.DisciplineCode
	holder      string
	party       string
	weight      int
	citizens    bool
}{
	{forum: atRESV, name: "Voorzitter", holder: "Pieter-Bas Lakerhout", party: theRESV},
	{forum: atRESV, name: "Huisartsenzorg", discipline: "huisartsenzorg", holder: "Hedwig Waardemaker", party: theGPs, weight: 2},
	{forum: atRESV, name: "Wijkverpleging", discipline: "wijkverpleging", holder: "Saskia Veerstoep", party: theNurses, weight: 2},
	{forum: atRESV, name: "Farmacie", discipline: "farmacie", holder: "Ravi Pontmeester", party: thePharmacies},
	{forum: atRESV, name: "Fysiotherapie", discipline: "fysiotherapie", party: thePhysios},
	{forum: atRegiotafel, name: "Zorgverzekeraar", discipline: "zorgverzekeraar", holder: "Vivian Overlaat", party: theInsurer},
	{forum: atRegiotafel, name: "Gemeenten", discipline: "gemeente", holder: "Stijn Elzenaar", party: theTown},
	{forum: atRegiotafel, name: "Eerstelijn", holder: "Pieter-Bas Lakerhout", party: theRESV},
	{forum: atRegiotafel, name: "Inwoners", party: "Regiotafel Rivierenzoom", citizens: true},
}

// seat gives the seats, and says how votes count: at the RESV unequally, which all disciplines agreed to.
func (j *joint) seat(ctx context.Context) error {
	board, since := j.data.named("Pieter-Bas Lakerhout"), j.start.AddDate(-1, 0, 0)
	agreed := []network.DisciplineCode{}
	for _, z := range seats {
		seat := mandate.Seat{ID: id.From[mandate.SeatID]("demo", "seat", z.forum, z.name), Forum: j.data.forum(z.forum), Name: z.name, Discipline: z.discipline, Citizens: z.citizens,
			Weight: z.weight, Holder: j.data.person(z.holder), Organization: j.data.party(z.party), Span: mandate.Span{From: since}}
		if _, err := j.Mandates.SaveSeat(ctx, board, seat); err != nil {
			return fmt.Errorf("seat %s: %w", z.name, err)
		}
		if z.forum == atRESV && z.discipline != "" {
			agreed = append(agreed, z.discipline)
		}
	}
	if err := j.Mandates.SetVotes(ctx, board, mandate.Votes{Forum: j.data.forum(atRESV), Since: since, AgreedBy: agreed}); err != nil {
		return err
	}
	return j.Mandates.SetVotes(ctx, board, mandate.Votes{Forum: j.data.forum(atRegiotafel), Equal: true, Since: since})
}

// changeSpeakers plans the mandates that are given and taken back in the weeks.
func (j *joint) changeSpeakers() {
	for i := range mandates {
		g := &mandates[i]
		if g.later > 0 {
			j.plan(j.on(g.later, 10, 0), "mandate", func(ctx context.Context) error { return j.grant(ctx, g) })
		}
		if g.revoked > 0 {
			j.plan(j.on(g.revoked, 9, 0), "mandate "+g.key, func(ctx context.Context) error {
				return j.Mandates.Revoke(ctx, j.data.named(g.by), mandateID(g.key), time.Time{}, g.why)
			})
		}
	}
}
