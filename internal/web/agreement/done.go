package agreement

import (
	"net/http"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/site"
)

// doneField is the parameter that says, after a form was handled, what happened.
const doneField = "gedaan"

// done is what was done, as the next page says it.
type done struct{ title, text string }

// What can have been done.
const (
	doneDraft    = "concept"
	doneChange   = "gewijzigd"
	doneOffer    = "voorgelegd"
	doneWithdraw = "ingetrokken"
	doneSign     = "getekend"
	doneObject   = "bezwaar"
	doneSettle   = "opgelost"
	doneConsult  = "gevraagd"
	doneAdvise   = "advies"
	doneAccede   = "toegetreden"
	doneAmend    = "nieuwe-versie"
	doneReview   = "herzien"
	doneResume   = "hervat"
	doneEnd      = "beeindigd"
	donePublish  = "openbaar"
	doneHide     = "niet-openbaar"
	doneExplain  = "uitgelegd"
	doneAttest   = "verklaard"
)

var dones = map[string]done{
	doneDraft:    {"Bewaard als concept", "Alleen wie eraan werkt en de partijen kunnen dit lezen."},
	doneChange:   {"Bewaard", ""},
	doneOffer:    {"Voorgelegd", "De partijen kunnen nu tekenen of bezwaar maken."},
	doneWithdraw: {"Ingetrokken", "Het voorstel gaat niet door. De tekst blijft bewaard."},
	doneSign:     {"Getekend", "Uw handtekening is bewaard en verzegeld."},
	doneObject:   {"Bezwaar gemaakt", "De andere partijen zien bij welk artikel, en waarom."},
	doneSettle:   {"Bezwaar opgelost", ""},
	doneConsult:  {"Gevraagd", "Uw leden kregen een mail met een link. Hun antwoord verschijnt hier."},
	doneAdvise:   {"Dank u", "Uw antwoord telt mee."},
	doneAccede:   {"Toegetreden", "Vanaf nu geldt de afspraak ook voor deze organisatie."},
	doneAmend:    {"Nieuwe versie gemaakt", "De oude tekst blijft gelden tot alle partijen de nieuwe hebben getekend."},
	doneReview:   {"De afspraak wordt bekeken", "De partijen zien waarom."},
	doneResume:   {"De afspraak geldt weer", ""},
	doneEnd:      {"Beëindigd", "De tekst en de handtekeningen blijven bewaard."},
	donePublish:  {"Uw ja is genoteerd", "Zeggen alle partijen ja, dan kan iedereen de afspraak lezen."},
	doneHide:     {"Niet meer openbaar", ""},
	doneExplain:  {"Uitleg bewaard", "De partijen lezen uw uitleg. Anderen zien alleen aantallen."},
	doneAttest:   {"Genoteerd", ""},
}

func doneOf(r *http.Request) *done {
	if d, ok := dones[r.URL.Query().Get(doneField)]; ok {
		return &d
	}
	return nil
}

// lead goes on to a page that says what was done.
func lead(w http.ResponseWriter, r *http.Request, path, what string) error {
	site.Redirect(w, r, path+"?"+doneField+"="+what)
	return nil
}

// said gives the words of an error for people: that of its one field, where it has one.
func said(err error) string {
	safe := fault.Safe(err)
	if len(safe.Fields) == 1 {
		return safe.Fields[0].NL
	}
	return safe.Text.NL
}
