package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web"
	"eerstelijn/internal/web/approve"
)

type granted struct{}

func (granted) Says() string { return "Een koppeling krijgt het recht ledger:read." }

// Two administrators: what the first proposed the second sees, and agrees with; then it is done.
func TestTwoPeopleAgreeOnAPage(t *testing.T) {
	t.Parallel()
	const theAct = "identity.GrantClientScope"
	var approvals *approval.Approvals
	done := 0
	h := fill(t, storetest.SQLite(t, clock.Fixed(now)), func(d *web.Deps) {
		approvals = d.Approvals
		approvals.Register(theAct, func(context.Context, *act.Tx, approval.Proposal) error { done++; return nil })
	})
	first := h.person(t, access.PlatformAdmin, nil)
	second := network.Person{ID: id.New[network.PersonID](), Name: "Tweede Beheerder", Role: string(access.PlatformAdmin)}
	if _, err := h.net.SavePerson(t.Context(), access.Job("demo"), second); err != nil {
		t.Fatal(err)
	}
	signIn := func(who network.PersonID) *visitor {
		v := h.visit(t)
		v.post("/demo/als/"+string(who), nil)
		return v
	}
	one, two := signIn(first.ID), signIn(second.ID)
	if a := two.get(approve.Path); a.StatusCode != http.StatusOK || !strings.Contains(a.text("main"), "Er wacht niets op u") {
		t.Fatalf("nothing waits: %d %s", a.StatusCode, a.text("main"))
	} else {
		sound(t, "nothing waits", a)
	}
	actor := access.Actor{Person: string(first.ID), Role: access.PlatformAdmin, Assurance: access.High}
	p, err := approvals.Propose(t.Context(), actor, theAct, access.Subject{Type: "client", ID: "c"}, granted{})
	if err != nil {
		t.Fatal(err)
	}
	form := approve.Path + "/" + string(p.ID)
	a := one.get(approve.Path)
	if !strings.Contains(a.text("main"), "Een ander moet akkoord gaan") || strings.Contains(a.text("main"), "Ga akkoord") {
		t.Errorf("the first reads %s", a.text("main"))
	}
	a = two.get(approve.Path)
	if !strings.Contains(a.text("main"), first.Name) || !strings.Contains(a.text("main"), granted{}.Says()) || len(a.all(`form[action="`+form+`"] button`)) != 2 {
		t.Errorf("the second reads %s", a.text("main"))
	}
	sound(t, "waiting", a)
	yes := url.Values{"besluit": {"akkoord"}}
	for name, c := range map[string]struct {
		by     *visitor
		path   string
		form   url.Values
		status int
	}{
		"oneself":           {one, form, yes, http.StatusForbidden},
		"somebody else":     {h.as(t, access.RESVStaff, nil), form, yes, http.StatusForbidden},
		"neither":           {two, form, url.Values{"besluit": {"misschien"}}, http.StatusUnprocessableEntity},
		"nothing like that": {two, approve.Path + "/00000000-0000-4000-8000-000000000000", yes, http.StatusNotFound},
		"no id":             {two, approve.Path + "/x", yes, http.StatusNotFound},
	} {
		if a := c.by.post(c.path, c.form); a.StatusCode != c.status || done != 0 {
			t.Errorf("%s: %d, want %d; done %d times", name, a.StatusCode, c.status, done)
		}
	}
	if a := h.as(t, access.Professional, nil).get(approve.Path); a.StatusCode != http.StatusForbidden {
		t.Errorf("a professional reads %d", a.StatusCode)
	}
	a = two.post(form, yes)
	if a.StatusCode != http.StatusSeeOther || done != 1 {
		t.Fatalf("agreed: %d %s, done %d times", a.StatusCode, a.text("main"), done)
	}
	if a := two.get(a.Header.Get("Location")); !strings.Contains(a.text("main"), "U ging akkoord") {
		t.Errorf("afterwards: %s", a.text("main"))
	}
	if a := two.post(form, yes); a.StatusCode != http.StatusConflict || done != 1 {
		t.Errorf("again: %d, done %d times", a.StatusCode, done)
	}
}

// Whoever agrees with an invitation sees whom it is for, and where.
func TestApproverSeesTheInvited(t *testing.T) {
	t.Parallel()
	h, first, second := administered(t)
	one, two := h.entered(t, first), h.entered(t, second)
	home := h.person(t, access.ProviderAdmin, nil).Organization
	o, err := h.net.Organization(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	a := one.post("/werk/mensen/nieuw", url.Values{"naam": {"Nieuwe Beheerder"}, "email": {"nieuw@zorg.example"}, "rol": {"provider-admin"}, "organisatie": {o.Name}})
	if a.Header.Get("Location") != "/werk/mensen?gedaan=voorgesteld" {
		t.Fatalf("%d %s", a.StatusCode, a.text("main"))
	}
	a = two.get(approve.Path)
	sound(t, "an invitation waits", a)
	for _, want := range []string{"Nieuwe Beheerder", "nieuw@zorg.example", o.Name, first.Name} {
		if !strings.Contains(a.text("main"), want) {
			t.Errorf("the second does not read %s: %s", want, a.text("main"))
		}
	}
	if a := h.as(t, access.RESVStaff, nil).get(approve.Path); strings.Contains(a.body, "nieuw@zorg.example") {
		t.Error("who may not decide reads the address")
	}
	if a := two.post(attr(a.all("main form")[0], "action"), url.Values{"besluit": {"akkoord"}}); a.StatusCode != http.StatusSeeOther {
		t.Errorf("%d %s", a.StatusCode, a.text("main"))
	}
}
