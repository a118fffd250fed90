package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
)

// networkWrites are the routes with which regions and wijkverbanden are edited. What is sent is what
// the GET of the same path gives, changed; it takes effect only over the state whose ETag stands in
// If-Match, and the answer is the whole as it then is.
func (s *server) networkWrites() {
	putNetwork(s, "/regions/{slug}", "putRegion", "Een regio wijzigen", s.putRegion)
	putNetwork(s, "/regions/{slug}/tasks/{task}", "putRegionTask", "Zeggen hoe ver een taak van een regio is", s.putRegionTask)
	putNetwork(s, "/wijkverbanden/{slug}", "putWijkverband", "Een wijkverband wijzigen", s.putWijkverband)
	putNetwork(s, "/wijkverbanden/{slug}/contacts/{discipline}", "putContact", "Een aanspreekpunt van een wijkverband wijzigen of toevoegen", s.putContact)
	putNetwork(s, "/wijkverbanden/{slug}/tasks/{task}", "putWijkverbandTask", "Zeggen hoe ver een taak van een wijkverband is", s.putWijkverbandTask)
}

// putNetwork adds a write that needs the ETag of what was read.
func putNetwork[I, B any](s *server, path, id, summary string, answer func(in *I, r request) (B, error)) {
	op := operation(http.MethodPut, path, id, summary)
	op.MaxBodyBytes = maxBody
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*output[B], error) {
		body, err := answer(in, request{ctx, s.Now()})
		if err != nil {
			return nil, s.writeProblem(ctx, err)
		}
		return &output[B]{body}, nil
	})
}

// writeProblem makes the problem of a write that was not done: somebody else's change in between is a
// precondition that no longer holds.
func (s *server) writeProblem(ctx context.Context, err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	p := s.problem(ctx, err)
	for _, stale := range []any{new(*network.Stale[network.Region]), new(*network.Stale[network.Wijkverband]), new(*network.Stale[network.Contact]), new(*network.Stale[network.TaskState])} {
		if errors.As(err, stale) {
			changed := problemOf(http.StatusPreconditionFailed, p.Detail)
			changed.Errors = p.Errors
			return changed
		}
	}
	return p
}

// EditInput is exported because huma fills no other embedded struct.
type EditInput struct {
	Slug    string `path:"slug" doc:"Naam zoals die in het adres staat." example:"rivierenzoom"`
	IfMatch string `header:"If-Match" doc:"De ETag van wat u las; zonder gaat het niet door."`
}

// held tells whether the state that a write is over still stands.
func (in EditInput) held(now any) error {
	if in.IfMatch == "" {
		return problemOf(http.StatusPreconditionRequired, "Send the ETag of the GET of this resource in If-Match.")
	}
	body, err := json.Marshal(now)
	if err != nil {
		return err
	}
	if !matches(in.IfMatch, bodyTag(body)) {
		return problemOf(http.StatusPreconditionFailed, "It has changed since: read it again and do your change on that.")
	}
	return nil
}

// fixed refuses a member that a write may not change, or not here.
func fixed(name string, same bool, where string) error {
	if same {
		return nil
	}
	return fault.InvalidField(name, "Dit verandert hier niet.", "expected as it was read: "+where)
}

func sameJSON(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

func (s *server) openRegion(in EditInput, r request) (access.Actor, network.Region, error) {
	who := identity.ActorOf(r)
	is, err := s.Network.EditRegion(r, who, in.Slug)
	if err != nil {
		return who, is, err
	}
	return who, is, in.held(showRegion(&is))
}

type regionEdit struct {
	EditInput
	Body region
}

// putRegion answers PUT /regions/{slug}.
func (s *server) putRegion(in *regionEdit, r request) (region, error) {
	who, is, err := s.openRegion(in.EditInput, r)
	if err != nil {
		return region{}, err
	}
	b := in.Body
	for _, err := range []error{
		fixed("id", b.ID == is.ID, "it never changes"), fixed("slug", b.Slug == is.Slug, "it never changes"),
		fixed("resv.tasks", sameJSON(b.RESV.Tasks, tasks(is.RESV.Tasks)), "change a task at "+base+"/regions/{slug}/tasks/{task}"),
	} {
		if err != nil {
			return region{}, err
		}
	}
	same := slices.Equal(b.Areas, is.Areas)
	is.Name, is.Areas, is.Zorgkantoor, is.GPOrganization, is.Support = b.Name, b.Areas, b.Zorgkantoor, b.GPOrganization, b.Support
	is.PreferredInsurers, is.FollowingInsurers, is.MandatedMunicipality = b.PreferredInsurers, b.FollowingInsurers, b.MandatedMunicipality
	center := is.Center
	if is.Center.Lat, is.Center.Lon = b.Center.Lat, b.Center.Lon; is.Center == center && !same {
		is.Center = network.Region{}.Center // of the new areas
	}
	is.RESV.Name, is.RESV.Forerunner, is.RESV.LegalForm, is.RESV.Phase = b.RESV.Name, b.RESV.Forerunner, b.RESV.LegalForm, b.RESV.Phase
	is.RESV.Website, is.RESV.Contact = b.RESV.Website, network.Reach(b.RESV.Contact)
	saved, err := s.Network.SaveRegion(r, who, is)
	if err != nil {
		return region{}, inMembers(err)
	}
	return showRegion(&saved), nil
}

// inMembers names fields as the members of this API are called.
func inMembers(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	for i, field := range f.Fields {
		for _, part := range []string{"phone", "email", "hours", "remarks"} {
			if field.Name == "resv."+part {
				f.Fields[i].Name = "resv.contact." + part
			}
		}
	}
	return err
}

type taskEdit struct {
	EditInput
	Task string `path:"task" doc:"Code van de taak." example:"resv-1"`
	Body task
}

// over puts what was sent over one of the tasks as they stand.
func (in *taskEdit) over(is []network.TaskState) (network.TaskState, error) {
	for _, t := range is {
		if t.Task == in.Task {
			t.State, t.Evidence = in.Body.State, in.Body.Evidence
			return t, fixed("task", in.Body.Task == in.Task, "the code in the path")
		}
	}
	return network.TaskState{}, fault.Missing("Deze taak kennen we niet.", "task not found")
}

// putRegionTask answers PUT /regions/{slug}/tasks/{task}.
func (s *server) putRegionTask(in *taskEdit, r request) (region, error) {
	who, is, err := s.openRegion(in.EditInput, r)
	if err != nil {
		return region{}, err
	}
	t, err := in.over(is.RESV.Tasks)
	if err == nil {
		err = s.Network.SaveTask(r, who, network.TaskOwner{Region: is.ID}, t)
	}
	if err != nil {
		return region{}, err
	}
	return s.region(&slugInput{Slug: in.Slug}, r)
}

func (s *server) openWijkverband(in EditInput, r request) (access.Actor, network.Wijkverband, wijkverband, error) {
	who := identity.ActorOf(r)
	is, err := s.Network.EditWijkverband(r, who, in.Slug)
	if err != nil {
		return who, is, wijkverband{}, err
	}
	of, err := s.Network.RegionByID(r, is.Region)
	if err != nil {
		return who, is, wijkverband{}, err
	}
	shown := showWijkverband(&is, of.Slug, r.now)
	return who, is, shown, in.held(shown)
}

type wijkverbandEdit struct {
	EditInput
	Body wijkverband
}

// putWijkverband answers PUT /wijkverbanden/{slug}.
func (s *server) putWijkverband(in *wijkverbandEdit, r request) (wijkverband, error) {
	who, is, shown, err := s.openWijkverband(in.EditInput, r)
	if err != nil {
		return wijkverband{}, err
	}
	b := in.Body
	for _, err := range []error{
		fixed("id", b.ID == is.ID, "it never changes"), fixed("slug", b.Slug == is.Slug, "it never changes"), fixed("region", b.Region == shown.Region, "a wijkverband stays in its region"),
		fixed("contacts", sameJSON(b.Contacts, shown.Contacts), "change a contact at "+base+"/wijkverbanden/{slug}/contacts/{discipline}"),
		fixed("tasks", sameJSON(b.Tasks, shown.Tasks), "change a task at "+base+"/wijkverbanden/{slug}/tasks/{task}"),
	} {
		if err != nil {
			return wijkverband{}, err
		}
	}
	is.Name, is.Areas, is.Primary, is.MeetsEvery, is.Website = b.Name, b.Areas, b.Primary, b.MeetsEvery, b.Website
	is.HasAgreement, is.SolvedBottleneck = b.HasAgreement, b.SolvedBottleneck
	if is.LastMet, err = over1("last_met", b.LastMet, is.LastMet); err != nil {
		return wijkverband{}, err
	}
	is.Nursing = nil
	for _, n := range b.Nursing {
		is.Nursing = append(is.Nursing, network.NursingCoordination{Practice: n.Practice, Team: n.Team, Model: n.Model, Phone: n.Phone})
	}
	if _, err := s.Network.SaveWijkverband(r, who, is); err != nil {
		return wijkverband{}, err
	}
	return s.wijkverband(&slugInput{Slug: in.Slug}, r)
}

// over1 reads a moment that was sent over one that stands, which the API shows to the second.
func over1(field string, sent *string, stands time.Time) (time.Time, error) {
	if sent == nil {
		return time.Time{}, nil
	}
	if is := stampOrNil(stands); is != nil && *is == *sent {
		return stands, nil
	}
	t, err := time.Parse(time.RFC3339, *sent)
	if err != nil {
		return t, fault.InvalidField(field, "Geef een moment als 2026-11-24T09:30:00Z.", "expected a moment as in RFC 3339, such as 2026-11-24T09:30:00Z")
	}
	return t, nil
}

type contactEdit struct {
	EditInput
	Discipline network.DisciplineCode `path:"discipline" doc:"Code van de discipline." example:"farmacie"`
	Body       teamContact
}

// putContact answers PUT /wijkverbanden/{slug}/contacts/{discipline}. Without an id it is the one contact
// that the discipline has, or a new one.
func (s *server) putContact(in *contactEdit, r request) (wijkverband, error) {
	who, is, _, err := s.openWijkverband(in.EditInput, r)
	if err != nil {
		return wijkverband{}, err
	}
	b := in.Body
	if err := fixed("discipline", b.Discipline == in.Discipline, "the code in the path"); err != nil {
		return wijkverband{}, err
	}
	var of []network.Contact
	for _, c := range is.Contacts {
		if c.Discipline == in.Discipline && (b.ID == "" || b.ID == c.ID) {
			of = append(of, c)
		}
	}
	c := network.Contact{Discipline: in.Discipline}
	switch {
	case len(of) == 1:
		c = of[0]
	case len(of) > 1:
		return wijkverband{}, fault.InvalidField("id", "Er zijn er meer: zeg welke.", "this discipline has several contacts: expected the id of one")
	case b.ID != "":
		return wijkverband{}, fault.Missing("Dit aanspreekpunt kennen we niet.", "contact not found")
	}
	shownName := ""
	if c.ShowName {
		shownName = c.Name
	}
	if err := fixed("name", b.Name == shownName, "everybody chooses by themselves whether their name is shown"); err != nil {
		return wijkverband{}, err
	}
	c.Function, c.Reach = b.Function, network.Reach(b.Reach)
	if c.ID == "" || b.From != nil {
		if c.From, err = over1("from", b.From, c.From); err != nil {
			return wijkverband{}, err
		}
	}
	if c.Until, err = over1("until", b.Until, c.Until); err != nil {
		return wijkverband{}, err
	}
	if _, err := s.Network.SaveContact(r, who, is.ID, c); err != nil {
		return wijkverband{}, err
	}
	return s.wijkverband(&slugInput{Slug: in.Slug}, r)
}

// putWijkverbandTask answers PUT /wijkverbanden/{slug}/tasks/{task}.
func (s *server) putWijkverbandTask(in *taskEdit, r request) (wijkverband, error) {
	who, is, _, err := s.openWijkverband(in.EditInput, r)
	if err != nil {
		return wijkverband{}, err
	}
	t, err := in.over(is.Tasks)
	if err == nil {
		err = s.Network.SaveTask(r, who, network.TaskOwner{Wijkverband: is.ID}, t)
	}
	if err != nil {
		return wijkverband{}, err
	}
	return s.wijkverband(&slugInput{Slug: in.Slug}, r)
}
