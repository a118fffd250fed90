package agreement

import (
	"net/http"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/web/site"
)

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
	doneLeave    = "uitgestapt"
	doneEnd      = "beeindigd"
	donePublish  = "openbaar"
	doneHide     = "niet-openbaar"
	doneExplain  = "uitgelegd"
	doneAttest   = "verklaard"
)

var dones = map[string]done{
	doneDraft:    {"Bewaard als concept", "Uw organisatie leest dit, en wie voor de wijk, de regio of het land werkt waar u dit afspreekt. De partijen lezen het als u het voorlegt."},
	doneChange:   {"Bewaard", ""},
	doneOffer:    {"Voorgelegd", "De partijen kunnen nu tekenen of bezwaar maken. Wie voor een partij kan tekenen, krijgt een mail."},
	doneWithdraw: {"Ingetrokken", "Het voorstel gaat niet door. De tekst blijft bewaard."},
	doneSign:     {"Getekend", "Uw handtekening is bewaard en verzegeld."},
	doneObject:   {"Bezwaar gemaakt", "De andere partijen zien bij welk artikel, en waarom."},
	doneSettle:   {"Bezwaar opgelost", ""},
	doneConsult:  {"Gevraagd", "De antwoorden staan hier."},
	doneAdvise:   {"Dank u", "Uw antwoord telt mee."},
	doneAccede:   {"Toegetreden", "Vanaf nu geldt de afspraak ook voor deze organisatie."},
	doneAmend:    {"Nieuwe versie gemaakt", "De oude tekst blijft gelden tot alle partijen de nieuwe hebben getekend."},
	doneReview:   {"De afspraak wordt bekeken", "De partijen zien waarom. Wie voor een partij spreekt, krijgt een mail."},
	doneResume:   {"De afspraak geldt weer", ""},
	doneLeave:    {"Uitgestapt", "De afspraak geldt niet meer voor deze partij. De anderen zien dat."},
	doneEnd:      {"Genoteerd: de afspraak mag stoppen", "Zij stopt als alle partijen dat zeggen, op de laatste dag die zij noemen. De tekst en de handtekeningen blijven bewaard."},
	donePublish:  {"Uw ja is genoteerd", "Zeggen alle partijen ja, dan kan iedereen de afspraak lezen."},
	doneHide:     {"Niet meer openbaar", ""},
	doneExplain:  {"Uitleg bewaard", "Die lezen de partijen, hun leden, en wie voor de wijk, de regio of het land werkt waar dit is afgesproken. Anderen zien alleen aantallen."},
	doneAttest:   {"Genoteerd", ""},
}

// doneOf reads what was done from the address; the zero done where nothing was.
func (b *book) doneOf(r *http.Request, a *agreement.Agreement) (done, error) {
	what := site.Done(r)
	d := dones[what]
	if n := len(a.Consultations); what == doneConsult && n > 0 {
		mailed, err := b.membersReached(a.Consultations[n-1].Party)
		d.text = mailed + " " + d.text
		return d, err
	}
	return d, nil
}
