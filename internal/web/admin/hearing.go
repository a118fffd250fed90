package admin

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

const hearingPath = Path + "/seintjes"

// HearingPages are the pages of programs that are told that something changed.
type HearingPages struct{ Page }

// HearingPages gives the pages of programs that are told that something changed.
func (p Page) HearingPages() HearingPages { return HearingPages{p} }

// heard is a subscription with the name of whose it is.
type heard struct {
	subscription.Subscription
	whose string
}

// List shows which programs are told what, and whether that works.
func (p HearingPages) List(w http.ResponseWriter, r *http.Request) error {
	all, err := p.all(r)
	if err != nil {
		return err
	}
	v := listView{
		frame: p.frame(r, "Seintjes aan programma’s"),
		lead:  "Programma’s van organisaties kunnen vragen om een seintje als er iets verandert. In een seintje staat nooit wat er veranderde: dat leest het programma zelf, met zijn eigen rechten.",
		table: ui.TableView{
			ID: "seintjes", Caption: "Wie een seintje krijgt", Empty: "Er is nog geen programma dat om seintjes vroeg.",
			Columns: []ui.Column{{Title: "Organisatie"}, {Title: "Onderwerp"}, {Title: "Stand"}, {Title: "Laatste seintje"}, {Title: "Nog te sturen", Numeric: true}},
		},
	}
	for i := range all {
		s := &all[i]
		v.table.Rows = append(v.table.Rows, []ui.Cell{{Text: s.whose, Href: hearingPath + "/" + string(s.ID)}, {Text: s.Topic.Title()}, {Text: hearingStates[s.State]}, {Text: whenOr(s.Spoke, "nog nooit")}, {Text: ui.Count(int(s.Events - s.Told))}})
	}
	return p.Render(w, r, http.StatusOK, listPage(v))
}

func (p HearingPages) all(r *http.Request) (all []heard, err error) {
	found, err := p.Hearing.All(r.Context(), p.SignedIn(r))
	if err != nil {
		return nil, err
	}
	names := map[network.OrganizationID]string{}
	for _, s := range found {
		if _, known := names[s.Organization]; !known {
			if names[s.Organization], err = p.nameOf(r.Context(), s.Organization); err != nil {
				return nil, err
			}
		}
		all = append(all, heard{s, names[s.Organization]})
	}
	return all, nil
}

func (p HearingPages) nameOf(ctx context.Context, o network.OrganizationID) (string, error) {
	found, err := p.Network.Organization(ctx, o)
	if fault.KindOf(err) == fault.NotFound {
		return "Onbekend", nil
	}
	return found.Name, err
}

var hearingStates = map[subscription.State]string{
	subscription.Requested: "wacht op het eerste antwoord", subscription.Active: "goed", subscription.Failing: "komt niet aan", subscription.Off: "uit",
}

type heardView struct {
	frame ui.PageView
	done  string
	heard
}

// Get shows one.
func (p HearingPages) Get(w http.ResponseWriter, r *http.Request) error {
	all, err := p.all(r)
	if err != nil {
		return err
	}
	for _, s := range all {
		if string(s.ID) != r.PathValue("id") {
			continue
		}
		said := ""
		if site.Done(r) == "uit" {
			said = "Dit programma krijgt geen seintjes meer."
		}
		return p.Render(w, r, http.StatusOK, heardPage(heardView{p.frame(r, s.whose, ui.Link{Text: "Seintjes aan programma’s", Href: hearingPath}), said, s}))
	}
	return fault.Missing("Dit abonnement bestaat niet.", "subscription not found")
}

func (v heardView) items() []ui.Definition {
	s := &v.heard
	list := []ui.Definition{
		{Term: "Onderwerp", Text: s.Topic.Title()}, {Term: "Waarvoor, zegt het programma", Text: orNothing(s.Reason)}, {Term: "Adres", Text: s.Endpoint},
		{Term: "Stand", Text: ui.Capital(hearingStates[s.State])}, {Term: "Gevraagd op", Text: ui.Moment(s.Made)}, {Term: "Laatste seintje", Text: whenOr(s.Spoke, "Nog nooit")},
		{Term: "Seintjes tot nu toe", Text: ui.Count(int(s.Events))}, {Term: "Waarvan nog te sturen", Text: ui.Count(int(s.Events - s.Told))},
	}
	if !s.Failing.IsZero() {
		list = append(list, ui.Definition{Term: "Komt niet aan sinds", Text: ui.Moment(s.Failing)})
	}
	if s.Heartbeat > 0 {
		list = append(list, ui.Definition{Term: "Levensteken", Text: "Na " + strconv.Itoa(int(s.Heartbeat/time.Minute)) + " minuten stilte"})
	}
	if !s.End.IsZero() {
		list = append(list, ui.Definition{Term: "Stopt vanzelf op", Text: ui.Moment(s.End)})
	}
	return list
}

func orNothing(text string) string {
	if text == "" {
		return "Niets"
	}
	return text
}

// Stop puts one off.
func (p HearingPages) Stop(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	which := r.PathValue("id")
	if err := p.Hearing.Stop(r.Context(), p.SignedIn(r), subscription.ID(which)); err != nil {
		return err
	}
	return site.Lead(w, r, hearingPath+"/"+which, "uit")
}

// Mount puts the pages at their addresses.
func (p HearingPages) Mount(handle func(pattern string, h site.Handler)) {
	handle("GET "+hearingPath, p.List)
	handle("GET "+hearingPath+"/{id}", p.Get)
	handle("POST "+hearingPath+"/{id}", p.Stop)
}
