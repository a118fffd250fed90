package demo

import (
	"context"
	"time"

	"eerstelijn/internal/placement"
)

// scene is a request that people of the cast are busy with, and how far it is.
type scene struct {
	asker string
	ago   time.Duration // since it was opened, where the clock can be set
	draft placement.Draft
	asks  []invited
	// What happens after the answers, in this order; '' and nil are nothing.
	closed  bool // stays a draft
	taken   string
	chosen  bool // the first offer
	person  *placement.Person
	started bool
	bridges bool
}

// invited is one provider that is asked, and what it says.
type invited struct {
	by     string // organisation; '' = any but those of the cast
	nth    int
	answer string // '' = not yet, 'yes', or the reason of a no
}

const (
	yes        = "yes"
	stroom     = "Thuiszorg Rivierstroom"
	veerstoep  = "Ouderenzorg De Veerstoep"
	deskOfZoom = "Huisartsencoöperatie Rivierenzoom"
)

// needs are what receivers of somebody old need to know, with more of it or other answers in pairs.
func needs(more ...string) map[string]string {
	all := map[string]string{"walking": "aid", "self-care": "some", "night": "sometimes", "confusion": "some", "isolation": "no",
		"nursing": "medicine", "carer": "overloaded", "duration": "weeks"}
	for i := 0; i+1 < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return all
}

// scenes are what stands open in the middle of a morning: each urgency and each state, and something for each of those who
// ask, answer and coordinate.
var scenes = []scene{
	// Wait for De Veerstoep.
	{asker: "Maartje Sluiswachter", ago: 95 * time.Minute, draft: placement.Draft{Ask: placement.Place, Kind: "elv-hoog", Urgency: placement.Soon,
		Direction: placement.Out, Area: "WK990102", Groups: frailPeople, Insurer: "deltaborg", Wishes: []string{"near-family"},
		Needs: needs("toilet", "some", "behaviour", "no", "weight", "no"), Note: "Kan morgen het ziekenhuis uit."},
		asks: []invited{{by: veerstoep}, {by: veerstoep, nth: 1}, {nth: 0}}},
	{asker: "Hedwig Waardemaker", ago: 2 * time.Minute, draft: placement.Draft{Ask: placement.Place, Kind: "wlz-crisis", Urgency: placement.Crisis,
		Direction: placement.In, Area: "WK990101", Groups: []string{"kwetsbare-ouderen", "mensen-met-dementie"},
		Needs: needs("wandering", "yes", "behaviour", "some", "safety", "self"), Note: "De mantelzorger is opgenomen. Alleen thuis gaat niet."},
		taken: "Kees Bandijker", asks: []invited{{by: veerstoep}, {nth: 0}}},
	// Wait for Thuiszorg Rivierstroom.
	{asker: "Maartje Sluiswachter", ago: 50 * time.Minute, draft: placement.Draft{Ask: placement.Care, Kind: "wijkverpleging-uren", Urgency: placement.Soon,
		Direction: placement.Out, Area: "WK990103", Groups: older, Insurer: "veerzorg",
		Needs: map[string]string{"self-care": "full", "nursing": "wound", "home": "alone", "carer": "some", "duration": "weeks"}, Note: "Wond aan het been, twee keer per dag."},
		asks: []invited{{by: stroom}, {by: stroom, nth: 1}, {nth: 0}}},
	{asker: "Tarik Griendmans", ago: 6 * time.Minute, draft: placement.Draft{Ask: placement.Care, Kind: "wijkverpleging-spoed", Urgency: placement.Crisis,
		Direction: placement.In, Area: "WK990102", Groups: []string{"palliatief"},
		Needs: map[string]string{"self-care": "full", "nursing": "more", "home": "together", "carer": "overloaded"}, Note: "Vandaag nog nodig, voor het avond wordt."},
		asks: []invited{{by: stroom}, {nth: 0, answer: "no-staff"}}},
	// To choose between.
	{asker: "Hedwig Waardemaker", ago: 3 * time.Hour, draft: placement.Draft{Ask: placement.Place, Kind: "elv-laag", Urgency: placement.Soon,
		Direction: placement.In, Area: "WK990101", Groups: frailPeople, MaxKilometres: 15, Wishes: []string{"near-home", "own-room"}, Needs: needs()},
		asks: []invited{{by: veerstoep, answer: yes}, {nth: 0, answer: yes}, {nth: 1}}},
	{asker: "Saskia Veerstoep", ago: 26 * time.Hour, draft: placement.Draft{Ask: placement.Place, Kind: "respijt", Urgency: placement.Planned,
		Direction: placement.In, Area: "WK990103", Groups: []string{"mantelzorgers"}, Needs: needs("night", "each", "duration", "days")},
		asks: []invited{{nth: 0, answer: yes}, {nth: 1}}},
	// Nobody could: somebody bridges the time.
	{asker: "Saskia Veerstoep", ago: 52 * time.Hour, draft: placement.Draft{Ask: placement.Place, Kind: "elv-hoog", Urgency: placement.Soon,
		Direction: placement.In, Area: "WK990201", Groups: frailPeople, Needs: needs("toilet", "full", "behaviour", "no", "weight", "yes"),
		Note: "Een extra stevig bed is nodig."}, taken: "Kees Bandijker", bridges: true,
		asks: []invited{{by: veerstoep, answer: "not-our-expertise"}, {nth: 0, answer: "wrong-group"}}},
	// Nobody is asked now: the desk's turn.
	{asker: "Hedwig Waardemaker", ago: 30 * time.Hour, draft: placement.Draft{Ask: placement.Care, Kind: "dagbesteding", Urgency: placement.Planned,
		Direction: placement.In, Area: "WK990103", Groups: []string{"mensen-met-dementie"},
		Needs: map[string]string{"walking": "alone", "confusion": "much", "wandering": "yes", "toilet": "some"}},
		asks: []invited{{nth: 0, answer: "assessment-first"}, {nth: 1, answer: "full"}}},
	// Agreed, and about to begin.
	{asker: "Maartje Sluiswachter", ago: 45 * time.Hour, draft: placement.Draft{Ask: placement.Place, Kind: "grz", Urgency: placement.Planned,
		Direction: placement.Out, Area: "WK990301", Groups: frailPeople, Insurer: "deltaborg", Needs: needs("therapy", "daily", "home", "alone", "weight", "no")},
		chosen: true, person: &placement.Person{Name: "A. Appelbloesem", Birth: "1941-03-08", Reach: "via de transferafdeling", Words: "Nieuwe heup. Oefent met een rollator."},
		asks: []invited{{by: veerstoep, answer: yes}}},
	{asker: "Kees Bandijker", ago: 40 * time.Minute, draft: placement.Draft{Ask: placement.Place, Kind: "ggz-crisis", Urgency: placement.Crisis,
		Direction: placement.In, Area: "WK990102", Groups: []string{"mensen-met-psychische-klachten"},
		Needs: map[string]string{"safety": "self", "confusion": "some", "behaviour": "some", "home": "alone", "isolation": "no"}},
		taken: "Kees Bandijker", person: &placement.Person{Name: "B. Waterlelie", Birth: "1987-11-19", Reach: "via de huisartsenpost", Words: "Slaapt al drie nachten niet."},
		asks: []invited{{nth: 0, answer: yes}, {nth: 1}}},
	// There already.
	{asker: "Hedwig Waardemaker", ago: 70 * time.Hour, draft: placement.Draft{Ask: placement.Place, Kind: "elv-palliatief", Urgency: placement.Soon,
		Direction: placement.In, Area: "WK990101", Groups: []string{"palliatief"}, Wishes: []string{"partner"}, Needs: needs("night", "each")},
		chosen: true, started: true, person: &placement.Person{Name: "C. Kwikstaart", Birth: "1938-07-02", Reach: "via de huisarts", Words: "Wil graag een kamer aan de tuin."},
		asks: []invited{{nth: 0, answer: yes}}},
	// A colleague looks along, and what is only begun.
	{asker: "Hedwig Waardemaker", ago: 20 * time.Hour, draft: placement.Draft{Ask: placement.Advice, Kind: "meekijkconsult", Urgency: placement.Planned,
		Direction: placement.In, Area: "WK990101", Groups: older, Needs: map[string]string{"question": "medicine"}, Note: "Zeven medicijnen en vaak vallen."},
		asks: []invited{{by: veerstoep}}},
	{asker: "Tarik Griendmans", draft: placement.Draft{Ask: placement.Place, Kind: "elv-laag", Urgency: placement.Soon, Direction: placement.In, Area: "WK990102", Groups: frailPeople}, closed: true},
	{asker: "Maartje Sluiswachter", draft: placement.Draft{Ask: placement.Place, Kind: "grz", Urgency: placement.Planned, Direction: placement.Out, Area: "WK990202", Groups: frailPeople}, closed: true},
}

var frailPeople = []string{"kwetsbare-ouderen"}

// notes are what one shift told the next.
var notes = []struct {
	by   string
	ago  time.Duration
	text string
}{
	{"Kees Bandijker", 9 * time.Hour, "Rustige nacht. Eén crisis, geplaatst binnen een kwartier."},
	{"Kees Bandijker", 3 * time.Hour, "De Veerstoep heeft vandaag één verpleegkundige minder. Bel eerst voor een plek met meer zorg."},
	{"Esra Hoogwater", 70 * time.Minute, "Extra stevige bedden zijn schaars. Het hulpmiddelendepot kijkt mee, bel voor twaalf uur."},
}

// agreed is what the regions agreed on coordination and bridging.
func (h House) agreed(ctx context.Context, d Data) error {
	zoom := d.regionOf("rivierenzoom")
	if err := h.Placement.SaveDesk(ctx, actor, zoom, d.party(deskOfZoom)); err != nil {
		return err
	}
	for _, r := range []placement.BridgingRule{
		{Region: zoom, Organization: d.party(stroom), What: "Wijkverpleging thuis, twee keer per dag, en alarm in de nacht.", Paid: "Zorgverzekeraar, uit de regioafspraak overbrugging", Days: 5},
		{Region: zoom, Urgency: placement.Crisis, Organization: d.party(stroom), What: "Het spoedteam komt binnen een uur en blijft komen tot er een plek is.", Paid: "Zorgverzekeraar, acute wijkverpleging", Days: 3},
		{Region: zoom, Kind: "respijt", Organization: d.party("Logeerhuizen De Aanlegplaats"), What: "Oppas thuis, drie dagdelen per week.", Paid: "Gemeente, uit de Wmo", Days: 14},
		{Region: zoom, Kind: "ggz-crisis", Organization: d.party("GGZ De Overzijde"), What: "De crisisdienst belt elke dag en komt langs als dat nodig is.", Paid: "Zorgverzekeraar", Days: 3},
	} {
		if _, err := h.Placement.SaveBridgingRule(ctx, actor, r); err != nil {
			return err
		}
	}
	return nil
}
