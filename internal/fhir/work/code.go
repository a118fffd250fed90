package work

import (
	"encoding/json"
	"strings"

	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/placement"
)

// Names of our own code systems.
const (
	csBusiness    = "placement-task"
	csDecline     = "decline-reason"
	csWithdraw    = "withdraw-reason"
	csFallThrough = "fall-through-reason"
	csClose       = "close-reason"
	csOpen        = "open-reason"
	csTalk        = "placement-talk-with"
	csAsk         = "placement-ask"
	csUrgency     = "placement-urgency"
	csDirection   = "placement-direction"
	csWish        = "placement-wish"
	csNeed        = "placement-need"
	csNeedAnswer  = "placement-need-answer"
	csPart        = "placement-part"
	csKind        = "capacity-kind" // that of the directory
	csGroup       = "target-group"  // likewise
)

// ofAct says which code system holds the reasons of an act of a request.
var ofAct = map[string]string{"Withdraw": csWithdraw, "FallThrough": csFallThrough, "Close": csClose, "Open": csOpen}

// Systems and addresses of HL7 that this package writes.
const (
	taskCode     = "http://hl7.org/fhir/CodeSystem/task-code"
	languages    = "urn:ietf:bcp:47"
	ucum         = "http://unitsofmeasure.org"
	absent       = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
	statusReason = "http://hl7.org/fhir/StructureDefinition/request-statusReason"
)

type word struct{ code, display string }

// The words of what only FHIR speaks of.
var (
	businesses = []word{
		{asked, "Er is nog geen antwoord"}, {offered, "Er is een plek; de aanvrager kiest nog"}, {chosen, "Deze aanbieder is gekozen"},
		{started, "De zorg is begonnen"}, {done, "Afgerond"}, {refused, "De aanbieder zei nee"}, {timedOut, "Er kwam niet op tijd een antwoord of een keuze"},
		{withdrawn, "De vraag is ingetrokken"}, {lost, "Een ander is gekozen"}, {bridging, "Overbrugt de tijd"}, {bridged, "De overbrugging is voorbij"},
	}
	asks = []word{{string(placement.Care), "Zorg of hulp"}, {string(placement.Place), "Een plek"}, {string(placement.Advice), "Een collega die meekijkt"}}
	ways = []word{{string(placement.In), "Van huis naar zorg"}, {string(placement.Through), "Van de ene naar de andere zorg"}, {string(placement.Out), "Uit het ziekenhuis"},
		{string(placement.Back), "Weer naar huis"}}
	talks  = []word{{"person", "De persoon zelf"}, {"representative", "Wie de persoon vertegenwoordigt"}}
	pieces = []word{{partOffer, "Het aanbod"}, {partService, "De dienst"}, {partHeld, "Tot dan wordt de plek vastgehouden"}, {partVulnerable, "Iemand uit een kwetsbare groep: gaat voor bij gelijke spoed"}}
)

// Pieces of a Task that have no element of their own in FHIR.
const (
	partOffer      = "offer"
	partService    = "service"
	partHeld       = "held-until"
	partVulnerable = "vulnerable"
)

// vocabulary knows the codes with their words.
type vocabulary struct {
	codes  *code.Set
	tables *placement.Tables
}

func (v vocabulary) system(name string) string { return v.codes.Own("CodeSystem", name) }
func (v vocabulary) naming(name string) string { return v.codes.Own("NamingSystem", name) }

func (v vocabulary) concept(system, code, display string) *r4.CodeableConcept {
	return &r4.CodeableConcept{Coding: []r4.Coding{{System: v.system(system), Code: code, Display: display}}}
}

// said gives a code with its word from a list.
func (v vocabulary) said(system string, list []word, code string) *r4.CodeableConcept {
	for _, w := range list {
		if w.code == code {
			return v.concept(system, code, w.display)
		}
	}
	return v.concept(system, code, "")
}

func (v vocabulary) urgency(u placement.Urgency) *r4.CodeableConcept {
	row, _ := v.tables.Urgency(u)
	return v.concept(csUrgency, string(u), row.Name)
}

func (v vocabulary) decline(why placement.ReasonCode) *r4.CodeableConcept {
	row, _ := v.tables.Decline(why)
	return v.concept(csDecline, string(why), row.Name)
}

// outcome gives how a request ended, by its withdrawal or after the care, or why a place fell through.
func (v vocabulary) outcome(act string, why placement.ReasonCode) *r4.CodeableConcept {
	row, _ := v.tables.Reason(act, why)
	return v.concept(ofAct[act], string(why), row.Name)
}

// reasons gives the codes that a system has, in its order.
func (v vocabulary) reasons(system string) (list []word) {
	if system == csDecline {
		for _, d := range v.tables.Declines {
			list = append(list, word{string(d.Code), d.Name})
		}
	}
	for act, of := range ofAct {
		if of == system {
			for _, r := range v.tables.ReasonsFor(act) {
				list = append(list, word{string(r.Code), r.Name})
			}
		}
	}
	return list
}

// definitions gives our code systems.
func (v vocabulary) definitions() ([]json.RawMessage, error) {
	var urgencies, wishes, items, answers []word
	for _, u := range v.tables.Urgencies {
		urgencies = append(urgencies, word{string(u.Code), u.Name})
	}
	for _, w := range v.tables.Wishes {
		wishes = append(wishes, word{w.Code, w.Name})
	}
	for _, i := range v.tables.Items {
		items = append(items, word{i.Code, i.Name})
		for _, a := range i.Answers {
			answers = append(answers, word{i.Code + "." + a.Code, a.Name})
		}
	}
	var all []json.RawMessage
	for _, s := range []struct {
		name, title string
		list        []word
	}{
		{csBusiness, "Hoe ver een vraag om een plek is", businesses}, {csDecline, "Redenen voor een nee", v.reasons(csDecline)},
		{csWithdraw, "Redenen om een aanvraag in te trekken", v.reasons(csWithdraw)}, {csFallThrough, "Redenen waarom een plek niet doorgaat", v.reasons(csFallThrough)},
		{csClose, "Hoe een plaatsing eindigt", v.reasons(csClose)}, {csOpen, "Waarom iemand bij crisis niet zelf kiest", v.reasons(csOpen)}, {csTalk, "Met wie het is besproken", talks}, {csAsk, "Wat gevraagd wordt", asks}, {csUrgency, "Hoe snel het moet", urgencies},
		{csDirection, "Van waar naar waar iemand gaat", ways}, {csWish, "Wat iemand kan wensen", wishes}, {csNeed, "Wat ontvangers moeten weten", items},
		{csNeedAnswer, "Antwoorden op wat ontvangers moeten weten", answers}, {csPart, "Wat bij een vraag om een plek hoort", pieces},
	} {
		c := &r4.CodeSystem{ID: s.name, URL: v.system(s.name), Version: "1", Name: camel(s.name), Title: s.title, Status: "active", Experimental: new(false),
			Date: "2026-11-22", Publisher: "Eerstelijn", Description: s.title, CaseSensitive: new(true), Content: "complete", Count: new(len(s.list))}
		for _, w := range s.list {
			c.Concept = append(c.Concept, r4.CodeSystemConcept{Code: w.code, Display: w.display})
		}
		body, err := r4.Marshal(c)
		if err != nil {
			return nil, err
		}
		all = append(all, body)
	}
	return all, nil
}

func camel(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "-") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}
