package launch

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// What a launch can be refused for, beside what package oidc and package identity find. Each tells the
// visitor what to do next.
var (
	errNotLaunched = fault.New(fault.Invalid, "Open Eerstelijn met de knop in uw dossiersysteem. Dit adres werkt niet vanzelf.", "expected iss and launch, as a record system gives them")
	errUnknown     = fault.Missing("Wij kennen het dossiersysteem waar u vandaan komt nog niet.", "no record system has this iss")
	errOff         = fault.New(fault.Denied, "Openen vanuit dit dossiersysteem staat nu uit.", "this record system is off")
	errUsed        = fault.New(fault.Invalid, "Hiermee bent u al een keer binnengekomen. Open Eerstelijn opnieuw vanuit uw dossiersysteem.", "this launch was used already")
)

// AwayTime is how long a launch may take.
const AwayTime = oidc.LaunchAwayTime

// maxLaunch bounds what a record system gives to recognise its launch by: some put a whole token in it.
const maxLaunch = 4096

// Start gives the record system's address to send somebody to who came with iss and launch, and the sealed
// text that their browser keeps until they come back, at [BackPath] of the system. Nobody is asked anything
// whose iss is not known here: NotFound.
func (s *Service) Start(ctx context.Context, iss, launch, site string) (to, sealed string, which SystemID, err error) {
	defer fault.Wrap(&err, "launch.Start")
	iss = baseOf(iss)
	if iss == "" || launch == "" || len(launch) > maxLaunch || !visible(launch) || !visible(iss) {
		return "", "", "", errNotLaunched
	}
	n, err := s.system(ctx, "base", iss)
	if err != nil {
		return "", "", "", err
	}
	to, sealed, err = s.launches.Start(ctx, n.launcher(), site, launch)
	return to, sealed, n.ID, err
}

// system gives a record system that is on.
func (s *Service) system(ctx context.Context, by, value string) (n System, err error) {
	err = s.Spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err = store.One(ctx, tx, scan, `SELECT `+columns+` FROM record_system WHERE `+by+` = $1`, value)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNone):
		return n, errUnknown
	case err == nil && !n.On:
		return n, errOff
	}
	return n, err
}

// Arrived is somebody whom a record system sent here and who may come in.
type Arrived struct {
	System System
	SignIn identity.SignIn
	// Given is what the open record says of what a form asks; empty when no record is open.
	Given Given
	// Request is the request for a place that the record system asks to open; '' for a new one.
	Request string
}

// Finish checks what somebody brought back from a record system and says who it is, recorded as launch.Open. Invalid when it
// does not belong to what this browser began or was used before; Denied when the record system, the
// network or the policies let them in no further. Then there is no session to begin.
func (s *Service) Finish(ctx context.Context, which SystemID, sealed string, q url.Values) (_ Arrived, err error) {
	defer fault.Wrap(&err, "launch.Finish") // what stands in an address is not repeated: it may be anything
	n, err := s.system(ctx, "id", string(which))
	if err != nil {
		return Arrived{System: n}, err
	}
	came, err := s.launches.Return(ctx, n.launcher(), sealed, q)
	if err != nil {
		return Arrived{System: n}, err
	}
	if err := s.once(ctx, came); err != nil {
		return Arrived{System: n}, err
	}
	l, err := s.launches.Redeem(ctx, n.launcher(), came)
	if err != nil {
		return Arrived{System: n}, err
	}
	who, err := s.Identity.Arrive(ctx, identity.Arrival{Issuer: n.loginIssuer(), Subject: l.Subject, Email: l.Email, Person: network.Person{Organization: n.Organization}})
	if err != nil {
		return Arrived{System: n}, err
	}
	if err := s.open(ctx, n, who); err != nil {
		return Arrived{System: n}, err
	}
	a := Arrived{System: n, SignIn: identity.SignIn{Person: who, Assurance: n.Assurance, Method: n.loginIssuer()}}
	a.Request, _ = strings.CutPrefix(l.Intent, intentPrefix)
	if a.Request == l.Intent {
		a.Request = ""
	}
	if n.Patient {
		a.Given = s.read(ctx, n, l)
	}
	return a, nil
}

// intentPrefix begins the intent by which a record system asks to open a request that exists.
const intentPrefix = "aanvraag/"

// once lets a launch count one time. It is asked before the record system is: a copy of the browser's
// cookie is worth nothing then, whatever the record system thinks of a code that comes twice.
func (s *Service) once(ctx context.Context, r oidc.Returned) error {
	mark, err := s.Keys.Fingerprint(keys.ForLogins, "launch\x00"+r.State)
	if err != nil {
		return err
	}
	err = s.Spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM record_launch WHERE state IN (SELECT state FROM record_launch WHERE until_at < $1 ORDER BY until_at LIMIT 20)`, clock.Micros(s.Now().Add(-sweepAfter))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO record_launch (state, until_at) VALUES ($1, $2)`, mark, clock.Micros(r.Until))
		return err
	})
	if store.IsDuplicate(err) {
		return errUsed
	}
	return err
}

// sweepAfter is how long a used launch is kept past its end: clocks of nodes differ a little.
const sweepAfter = time.Hour

// open records that somebody opens this site from a record system, when the policies let them.
func (s *Service) open(ctx context.Context, n System, who network.PersonID) error {
	actor, err := s.Identity.ActorAtWork(ctx, who)
	if err != nil {
		return err
	}
	actor.Assurance = n.Assurance
	return s.Spine.Do(ctx, act.Attempt{Actor: actor.Through(ctx), Act: "launch.Open", Opens: true, Load: load(n.ID, &System{})},
		func(ctx context.Context, tx *act.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `UPDATE record_system SET used_at = $1 WHERE id = $2`, clock.Micros(now), n.ID)
			if err != nil {
				return err
			}
			return tx.Changed(map[string]any{"assurance": n.Assurance})
		})
}
