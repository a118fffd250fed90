package launch

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// SystemID identifies a record system.
type SystemID string

// System is a record system from which people open this site.
type System struct {
	ID           SystemID
	Name         string
	Base         string // address of its FHIR face: what it calls iss
	Issuer       string // as its tokens name it
	ClientID     string // under which it knows this site
	Organization network.OrganizationID
	Assurance    access.Assurance
	Patient      bool // what a form asks is read from the open record
	Signed       bool // it asks for a signature of this site (client-confidential-asymmetric); else this is a public client
	On           bool
	Made         time.Time
	Used         time.Time // the last time somebody came from it; zero: never
}

// Change is what is set of a record system; nil leaves it as it is. Its addresses never change: who
// somebody is there hangs on them.
type Change struct {
	On        *bool
	Patient   *bool
	ClientID  *string
	Assurance *access.Assurance
	Signed    *bool
}

// BackPath is where a record system sends people back to. Its builders register it there.
func BackPath(system SystemID) string { return Path + "/" + string(system) + "/terug" }

// Path is where a record system opens this site.
const Path = "/launch"

// launcher is a record system as package oidc knows it.
func (s *System) launcher() oidc.Launcher {
	return oidc.Launcher{ID: string(s.ID), Base: s.Base, Issuer: s.Issuer, ClientID: s.ClientID, Back: BackPath(s.ID), Patient: s.Patient, Signed: s.Signed}
}

// loginIssuer is under what name logins and sessions of a record system are kept.
func (s *System) loginIssuer() string { return "launch:" + string(s.ID) }

func (s *System) subject() access.Subject {
	return access.Subject{Type: "record-system", ID: string(s.ID), Organization: string(s.Organization)}
}

const columns = `id, name, base, issuer, client_id, organization, assurance, patient, signed, state, made_at, used_at`

func scan(row func(...any) error) (s System, err error) {
	var state string
	var patient, signed, made int64
	var used sql.NullInt64
	err = row(&s.ID, &s.Name, &s.Base, &s.Issuer, &s.ClientID, &s.Organization, &s.Assurance, &patient, &signed, &state, &made, &used)
	s.Patient, s.Signed, s.On, s.Made = patient == 1, signed == 1, state == "on", clock.FromMicros(made)
	if used.Valid {
		s.Used = clock.FromMicros(used.Int64)
	}
	return s, err
}

var errNoSystem = fault.Missing("Dit dossiersysteem kennen wij niet.", "record system not found")

func find(ctx context.Context, tx *store.Tx, which SystemID) (System, error) {
	s, err := store.One(ctx, tx, scan, `SELECT `+columns+` FROM record_system WHERE id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		err = errNoSystem
	}
	return s, err
}

const (
	maxName    = 100
	maxAddress = 500
	maxClient  = 255
	maxSystems = 1000
)

// check reads a new record system as somebody filled it in, and names every field that is wrong.
func (s *System) check(rules oidc.Rules) (fields []fault.Field) {
	bad := func(name, nl, en string) {
		fields = append(fields, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	if n := utf8.RuneCountInString(s.Name); n == 0 || n > maxName || !visible(s.Name) {
		bad("name", "Geef een naam van hooguit 100 tekens.", "expected a name of at most 100 characters")
	}
	if !fits(s.Base, rules) {
		bad("base", "Geef het FHIR-adres van het dossiersysteem. Het begint met https:// en heeft geen vraagteken.", "expected the address of a FHIR face that begins with https://, without a query")
	}
	if !fits(s.Issuer, rules) {
		bad("issuer", "Geef het adres van de inlogdienst zoals het in de tokens staat. Het begint met https://.", "expected the issuer as the tokens name it: an address that begins with https://")
	}
	if !clientFits(s.ClientID) {
		bad("client_id", wrongClient.NL, wrongClient.EN)
	}
	if !levelFits(s.Assurance) {
		bad("assurance", wrongLevel.NL, wrongLevel.EN)
	}
	return fields
}

var (
	wrongClient = fault.Text{NL: "Geef de naam (client_id) waaronder het dossiersysteem ons kent, zonder spaties en van hooguit 255 tekens.", EN: "expected a client id of at most 255 visible ASCII characters"}
	wrongLevel  = fault.Text{NL: "Kies hoe zeker wij zijn van wie er binnenkomt: laag, substantieel of hoog.", EN: "expected an assurance: low, substantial or high"}
)

func visible(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func clientFits(id string) bool {
	return id != "" && len(id) <= maxClient && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' })
}

func levelFits(a access.Assurance) bool { return a >= access.Low && a <= access.High }

func fits(address string, rules oidc.Rules) bool {
	return len(address) <= maxAddress && visible(address) && oidc.SafeAddress(address, rules)
}

// baseOf is an address of a FHIR face in the one way in which it is kept.
func baseOf(address string) string { return strings.TrimRight(strings.TrimSpace(address), "/") }

// Host is the part of a record system's address that people recognise.
func (s *System) Host() string {
	u, err := url.Parse(s.Base)
	if err != nil {
		return ""
	}
	return u.Host
}
