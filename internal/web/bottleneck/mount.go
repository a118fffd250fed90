package bottleneck

import (
	"net/http"

	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/web/site"
)

// Mount puts the pages at their paths. Those of a meeting lie under this path too, in package web/meeting.
func (p Page) Mount(put func(pattern string, page site.Handler)) {
	handle := func(pattern string, page site.Handler) { put(pattern, p.there(page)) }
	handle("GET "+PublicPath, p.TellPublic)
	handle("POST "+PublicPath, p.SendPublic)
	handle("GET "+Path, p.Board)
	handle("GET "+tellPath, p.Tell)
	handle("POST "+tellPath, p.Send)
	handle("GET "+examplesPath, p.Examples)
	handle("GET "+themePath, p.Rising)
	handle("POST "+themePath, p.Bundle)
	handle("GET "+rulesPath, p.Rules)
	handle("POST "+rulesPath, p.SaveRule)
	handle("POST "+rulesPath+"/stopt", p.EndRule)

	one := Path + "/{id}"
	handle("GET "+one, p.One)
	handle("POST "+one+"/bespreken", p.step("Discuss", doneDiscussed, p.discuss))
	handle("POST "+one+"/oppakken", p.step("TakeUp", doneTaken, p.takeUp))
	handle("POST "+one+"/doorgeven", p.step("PassUp", donePassed, p.passUp))
	handle("POST "+one+"/antwoord", p.step("Answer", doneAnswered, p.answer))
	handle("POST "+one+"/afronden", p.step("Propose", doneProposed, p.propose))
	handle("POST "+one+"/oordeel", p.step("Confirm", "", p.verdict))
	handle("POST "+one+"/heropenen", p.step("Reopen", doneReopened, p.reopen))
	handle("POST "+one+"/samenvoegen", p.step("Merge", doneMerged, p.merge))
	handle("POST "+one+"/apart", p.step("Separate", doneSeparated, p.separate))
	handle("POST "+one+"/toewijzen", p.step("Assign", doneAssigned, p.assign))
	handle("POST "+one+"/uitstellen", p.step("Postpone", donePostponed, p.postpone))
	handle("POST "+one+"/meedoen", p.join)
	handle("POST "+one+"/notitie", p.step("Note", doneNoted, p.note))
	handle("POST "+one+"/voorbeeld", p.step("Example", doneExample, p.example))
}

// there answers where bottlenecks are kept; elsewhere these pages are not there.
func (p Page) there(page site.Handler) site.Handler {
	if p.Site != nil && p.Bottlenecks != nil {
		return page
	}
	return func(http.ResponseWriter, *http.Request) error {
		return fault.Missing("Deze pagina is er niet.", "bottlenecks are not kept here")
	}
}

// which reads the id of a bottleneck from the address.
func which(r *http.Request) (core.ID, error) {
	found, err := id.Parse[core.ID](r.PathValue("id"))
	if err != nil {
		return "", fault.Missing("Dit knelpunt bestaat niet (meer).", "no such bottleneck")
	}
	return found, nil
}
