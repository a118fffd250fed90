// Package people lets somebody be one of the invented people of the demonstration. It stands at
// /demo and exists in the demonstration alone: it asks no password.
package people

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-json-experiment/json"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// lifetime is how long somebody stays signed in; memory holds the sessions, so a restart ends them.
const lifetime = 8 * time.Hour

// Picker signs people in and knows who is looking.
type Picker struct {
	*site.Site
	sessions *scs.SessionManager
}

// New makes the picker. Its [Picker.SignedIn] becomes the site's.
func New(s *site.Site) *Picker {
	m := scs.New()
	m.Lifetime = lifetime
	m.HashTokenInStore = true
	m.Cookie.Name = "eerstelijn"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = false
	p := &Picker{Site: s, sessions: m}
	s.SignedIn = p.SignedIn
	return p
}

// Around makes the session of a request known to the handlers within.
func (p *Picker) Around(next http.Handler) http.Handler {
	return p.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), actorKey{}, p.actor(r.Context()))))
	}))
}

type actorKey struct{}

// SignedIn tells who is looking: a citizen, unless the picker made it somebody.
func (p *Picker) SignedIn(r *http.Request) access.Actor {
	if a, ok := r.Context().Value(actorKey{}).(access.Actor); ok {
		return a
	}
	return access.Anonymous("")
}

// What a session holds of a person.
const (
	keyPerson, keyName, keyRole                = "person", "name", "role"
	keyOrganization, keyRegion, keyWijkverband = "organization", "region", "wijkverband"
)

func (p *Picker) actor(ctx context.Context) access.Actor {
	get := func(key string) string { return p.sessions.GetString(ctx, key) }
	if get(keyPerson) == "" {
		return access.Anonymous("")
	}
	return access.Actor{
		Person: get(keyPerson), Name: get(keyName), Role: access.Role(get(keyRole)),
		Organization: get(keyOrganization), Region: get(keyRegion), Wijkverband: get(keyWijkverband),
	}
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
	v := view{frame: p.Frame(r, "Kies een persoon"), people: people, signedIn: p.SignedIn(r)}
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
	slices.SortStableFunc(people, func(a, b Person) int {
		return cmp.Compare(site.RoleOrder(access.Role(a.Role)), site.RoleOrder(access.Role(b.Role)))
	})
	return people, nil
}

// SignIn makes the visitor the person of the address, under a new session id: one that somebody else
// planted before is worth nothing then.
func (p *Picker) SignIn(w http.ResponseWriter, r *http.Request) error {
	who, err := id.Parse[network.PersonID](r.PathValue("id"))
	if err != nil {
		return fault.Missing("Deze persoon kennen wij niet.", "person not found")
	}
	person, err := p.Network.PersonForSignIn(r.Context(), who)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := p.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := p.sessions.RenewToken(ctx); err != nil {
		return err
	}
	for key, value := range map[string]string{
		keyPerson: string(person.ID), keyName: person.Name, keyRole: person.Role, keyOrganization: string(person.Organization),
		keyRegion: string(person.Region), keyWijkverband: string(person.Wijkverband),
	} {
		p.sessions.Put(ctx, key, value)
	}
	to := "/"
	if site.Works(access.Role(person.Role)) {
		to = "/werk"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// SignOut ends the session.
func (p *Picker) SignOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, "/demo", http.StatusSeeOther)
	return nil
}

type view struct {
	frame    ui.PageView
	people   []Person
	signedIn access.Actor
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
