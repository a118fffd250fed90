// Package dossier plays a record system, in the demonstration alone: three invented patients, and a button
// that opens this site as the record system of a real organisation would (SMART App Launch). It is asked
// over HTTP, as any other, and knows of the rest of the program nothing but who is who.
//
// It keeps what it gave out in memory, for minutes. Real record systems do more: this one asks no password.
package dossier

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Where it stands, and by what names it and this site know each other.
const (
	Path     = "/demo/dossier"
	BasePath = Path + "/fhir"
	ClientID = "eerstelijn"
	Name     = "Dossier Voorbeeld"
)

// patient is somebody invented, as the record has them.
type patient struct {
	ID, name, born, postcode, language, tongue string
}

var patients = []patient{
	{"1", "Mevrouw Rietkraag", "1938-03-14", "4072", "tr", "Turks"},
	{"2", "Meneer Zandplaat", "1955-09-02", "4073", "nl", "Nederlands"},
	{"3", "Kind Oeverzwaluw", "2019-05-21", "4075", "uk", "Oekraïens"},
}

// System is the record system.
type System struct {
	*site.Site
	// Launch is where it opens this site.
	Launch string
	key    *ecdsa.PrivateKey

	mu    sync.Mutex
	given map[string]ticket
}

// ticket is something that was given out: a launch, a code or a token.
type ticket struct {
	kind                   string
	patient, person        string
	back, challenge, nonce string
	until                  time.Time
}

const (
	ticketFor  = 5 * time.Minute
	maxTickets = 10_000
)

// New makes the record system of a demonstration that opens the site at launch.
func New(s *site.Site, launch string) (*System, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	return &System{Site: s, Launch: launch, key: key, given: map[string]ticket{}}, nil
}

// give hands out a ticket.
func (s *System) give(t ticket) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	for name, old := range s.given {
		if now.After(old.until) || len(s.given) >= maxTickets {
			delete(s.given, name)
		}
	}
	t.until = now.Add(ticketFor)
	name := rand.Text()
	s.given[name] = t
	return name
}

// take gives what was handed out, once where that is all it is good for.
func (s *System) take(name, kind string, once bool) (ticket, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.given[name]
	if !ok || t.kind != kind || s.Now().After(t.until) {
		return ticket{}, false
	}
	if once {
		delete(s.given, name)
	}
	return t, true
}

// User is who works in this record system: the first transfer desk of the demonstration. false where there is none.
func User(people []network.Person) (network.Person, bool) {
	i := slices.IndexFunc(people, func(p network.Person) bool {
		return p.Role == string(access.TransferDesk) && p.Organization != "" && p.Email != ""
	})
	if i < 0 {
		return network.Person{}, false
	}
	return people[i], true
}

func (s *System) user(r *http.Request) (network.Person, error) {
	people, err := s.Network.PeopleForSignIn(r.Context())
	if err != nil {
		return network.Person{}, err
	}
	p, ok := User(people)
	if !ok {
		return p, fault.Missing("In dit voorbeeld werkt niemand met een dossiersysteem.", "nobody works in the record system")
	}
	return p, nil
}

type view struct {
	frame    ui.PageView
	user     string
	patients []patient
	now      time.Time
}

// Get shows the patients.
func (s *System) Get(w http.ResponseWriter, r *http.Request) error {
	p, err := s.user(r)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, page(view{s.Frame(r, Name), p.Name, patients, s.Today()}))
}

// Open opens this site for who works here, with a record open or with none.
func (s *System) Open(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who, err := s.user(r)
	if err != nil {
		return err
	}
	open := r.PostForm.Get("patient")
	if _, known := find(open); !known && open != "" {
		return fault.Missing("Deze patiënt is er niet.", "no such patient")
	}
	launch := s.give(ticket{kind: "launch", person: string(who.ID), patient: open})
	site.Redirect(w, r, s.Launch+"?"+url.Values{"iss": {s.Address + BasePath}, "launch": {launch}}.Encode())
	return nil
}

func find(id string) (patient, bool) {
	i := slices.IndexFunc(patients, func(p patient) bool { return p.ID == id })
	if i < 0 {
		return patient{}, false
	}
	return patients[i], true
}

// age is how old somebody is, as a record shows it.
func (p patient) age(now time.Time) string {
	born, err := time.Parse(time.DateOnly, p.born)
	if err != nil {
		return ""
	}
	years := now.Year() - born.Year()
	if now.YearDay() < born.YearDay() {
		years--
	}
	return ui.Amount(years, "jaar", "jaar")
}

// Mount puts the record system at its addresses.
func (s *System) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET "+Path, s.Get)
	handle("POST "+Path, s.Open)
	handle("GET "+BasePath+"/.well-known/smart-configuration", s.document)
	handle("GET "+BasePath+"/Patient/{id}", s.read)
	handle("GET "+Path+"/inloggen", s.authorize)
	handle("POST "+Path+"/token", s.token)
	handle("GET "+Path+"/sleutels", s.keys)
}

// bearer is the token that a question came with.
func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}
