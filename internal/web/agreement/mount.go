package agreement

import (
	"net/http"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/site"
)

// Mount puts the pages at their paths.
func (p Page) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET "+Path, p.Overview)
	handle("GET "+newPath, p.New)
	handle("POST "+newPath, p.Save)
	handle("GET "+treePath, p.Tree)

	one := Path + "/{id}"
	handle("GET "+one, p.One)
	handle("GET "+one+"/{page}", p.further)
	handle("POST "+one+"/wijzig", p.Save)
	handle("POST "+one+"/voorleggen", p.step(doneOffer, p.offer))
	handle("POST "+one+"/teken", p.Sign)
	handle("POST "+one+"/bezwaar", p.step(doneObject, p.object))
	handle("POST "+one+"/bezwaar-terug", p.step(doneSettle, p.settle))
	handle("POST "+one+"/raadplegen", p.step(doneConsult, p.consult))
	handle("POST "+one+"/advies", p.step(doneAdvise, p.advise))
	handle("POST "+one+"/intrekken", p.step(doneWithdraw, because("Schrijf waarom u het voorstel intrekt.", p.Agreements.Withdraw)))
	handle("POST "+one+"/herzien", p.step(doneReview, because("Schrijf waarom de afspraak bekeken moet worden.", p.Agreements.Review)))
	handle("POST "+one+"/hervatten", p.step(doneResume, because("Schrijf wat er veranderd is.", p.Agreements.Resume)))
	handle("POST "+one+"/uitstappen", p.step(doneLeave, p.leave))
	handle("POST "+one+"/beeindigen", p.step(doneEnd, p.end))
	handle("POST "+one+"/openbaar", p.step(donePublish, p.publish(true)))
	handle("POST "+one+"/niet-openbaar", p.step(doneHide, p.publish(false)))
	handle("POST "+one+"/antwoord", p.Tell)

	handle("GET "+PublicPath+"/{id}", p.Public)
	handle("GET "+PublicPath+"/{id}/bewijs", p.PublicProof)
}

// further is a page about an agreement besides its own.
func (p Page) further(w http.ResponseWriter, r *http.Request) error {
	switch r.PathValue("page") {
	case "teken":
		return p.SignForm(w, r)
	case "wijzig":
		return p.Edit(w, r)
	case "tekst":
		return p.Text(w, r)
	case "bewijs":
		return p.Proof(w, r)
	case "antwoord":
		return p.Answer(w, r)
	}
	return fault.Missing("Deze pagina bestaat niet.", "no such page of an agreement")
}
