package place

import (
	"net/http"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/site"
)

// Mount puts the pages at their paths. The further pages of a request share one pattern: one for each
// would clash with that of a question, '/vragen/{invitation}'.
func (p Page) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET "+Path, p.Desk)
	handle("POST "+Path+"/overdracht", p.Note)
	handle("GET "+newPath, p.New)
	handle("POST "+newPath, p.Save)
	handle("GET "+askedPath, p.Questions)
	handle("GET "+askedPath+"/{invitation}", p.Question)
	handle("POST "+askedPath+"/{invitation}/antwoord", p.Answer)
	handle("GET "+numberPath, p.Numbers)
	handle("GET "+rulesPath, p.Rules)
	handle("POST "+rulesPath+"/"+deskForm, p.agree(deskForm, "placement.SaveDesk", doneDesk, p.saveDesk))
	handle("POST "+rulesPath+"/"+ruleForm, p.agree(ruleForm, "placement.SaveBridgingRule", doneRule, p.saveRule))
	handle("POST "+rulesPath+"/stopt", p.agree("", "placement.EndBridgingRule", doneEndRule, p.endRule))

	one := Path + "/{id}"
	handle("GET "+one, p.Request)
	handle("GET "+one+"/{page}", p.further)
	handle("POST "+one+"/wijzig", p.Save)
	handle("POST "+one+"/kandidaten", p.Invite)
	handle("POST "+one+"/volgende", p.step("Cascade", doneCascade, p.cascade))
	handle("POST "+one+"/oppakken", p.step("Take", doneTake, p.take))
	handle("POST "+one+"/kies", p.step("Choose", doneChoose, p.choose))
	handle("POST "+one+"/intrekken", p.step("Withdraw", doneWithdraw, because(p.Placement.Withdraw)))
	handle("POST "+one+"/gegevens", p.step("HandOver", doneHandOver, p.handOver))
	handle("POST "+one+"/begonnen", p.step("Start", doneStart, p.start))
	handle("POST "+one+"/afronden", p.step("Close", doneClose, because(p.Placement.Close)))
	handle("POST "+one+"/gaat-niet-door", p.step("FallThrough", doneFell, because(p.Placement.FallThrough)))
	handle("POST "+one+"/overbrugging", p.step("Bridge", doneBridge, p.bridge))
	handle("POST "+one+"/overbrugging-stopt", p.step("EndBridging", doneEndBridge, p.endBridging))
	handle("POST "+one+"/link", p.FollowLink)
}

// further is a page about a request besides its own.
func (p Page) further(w http.ResponseWriter, r *http.Request) error {
	switch r.PathValue("page") {
	case "kandidaten":
		return p.Candidates(w, r)
	case "persoon":
		return p.Person(w, r)
	case "wijzig":
		return p.Edit(w, r)
	}
	return fault.Missing("Deze pagina bestaat niet.", "no such page of a request")
}
