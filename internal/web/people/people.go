// Package people lets somebody be one of the invented people of the demonstration. It stands at
// /demo and exists in the demonstration alone: it asks no password.
package people

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Picker signs people in.
type Picker struct {
	*site.Site
	sessions *identity.Sessions
}

// New makes the picker on the sessions of the site.
func New(s *site.Site, sessions *identity.Sessions) *Picker {
	return &Picker{Site: s, sessions: sessions}
}

// Person is somebody to be.
type Person struct {
	ID           network.PersonID `json:"id"`
	Name         string           `json:"name"`
	Role         string           `json:"role"`
	Organization string           `json:"organization"` // its name
	Region       string           `json:"region"`       // its slug
	region       string           // its name
}

// Get lists the people, as JSON where that is asked.
func (p *Picker) Get(w http.ResponseWriter, r *http.Request) error {
	people, err := p.people(r.Context())
	if err != nil {
		return err
	}
	w.Header().Add("Vary", "Accept")
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		body, err := json.Marshal(people)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_, err = w.Write(body)
		return err
	}
	v := view{frame: p.Frame(r, "Kies een persoon"), people: people, signedIn: p.SignedIn(r), back: site.SafeReturn(r.URL.Query().Get(site.ReturnField))}
	return p.Render(w, r, http.StatusOK, page(v))
}

// people reads everybody with the names of where they work.
func (p *Picker) people(ctx context.Context) ([]Person, error) {
	all, err := p.Network.PeopleForSignIn(ctx)
	if err != nil {
		return nil, err
	}
	regions, err := p.Network.Regions(ctx)
	if err != nil {
		return nil, err
	}
	byRegion := map[network.RegionID]network.Region{}
	for _, g := range regions {
		byRegion[g.ID] = g
	}
	organizations := map[network.OrganizationID]string{"": ""}
	people := make([]Person, 0, len(all))
	for _, one := range all {
		name, known := organizations[one.Organization]
		if !known {
			o, err := p.Network.Organization(ctx, one.Organization)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
			name = o.Name
			organizations[one.Organization] = name
		}
		g := byRegion[one.Region]
		people = append(people, Person{ID: one.ID, Name: one.Name, Role: one.Role, Organization: name, Region: g.Slug, region: g.Name})
	}
	order := access.Roles()
	slices.SortStableFunc(people, func(a, b Person) int {
		return cmp.Compare(slices.Index(order, access.Role(a.Role)), slices.Index(order, access.Role(b.Role)))
	})
	return people, nil
}

// method is how a session of the picker began.
const method = "demo"

// SignIn makes the visitor the person of the address.
func (p *Picker) SignIn(w http.ResponseWriter, r *http.Request) error {
	who, err := id.Parse[network.PersonID](r.PathValue("id"))
	if err != nil {
		return fault.Missing("Deze persoon kennen wij niet.", "person not found")
	}
	if err := site.Form(r); err != nil {
		return err
	}
	person, err := p.Network.PersonForSignIn(r.Context(), who)
	if err != nil {
		return err
	}
	if err := p.sessions.Begin(r.Context(), identity.SignIn{Person: person.ID, Assurance: access.High, Method: method}); err != nil {
		return err
	}
	to := site.SafeReturn(r.PostForm.Get(site.ReturnField))
	if to == "" {
		to = site.Home(access.Role(person.Role))
	}
	site.Redirect(w, r, to)
	return nil
}

// SignOut ends the session.
func (p *Picker) SignOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.sessions.End(r.Context()); err != nil {
		return err
	}
	site.Redirect(w, r, "/demo")
	return nil
}

type view struct {
	frame    ui.PageView
	people   []Person
	signedIn access.Actor
	back     string // where somebody wanted to go
}

// where says in what place somebody works.
func (p Person) where() string {
	switch {
	case p.Organization != "" && p.region != "":
		return p.Organization + ", " + p.region
	case p.Organization != "":
		return p.Organization
	}
	return p.region
}
