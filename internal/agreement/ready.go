package agreement

import (
	"fmt"
	"time"

	"eerstelijn/internal/network"
)

// Facts are everything on which it depends whether an agreement can be active.
type Facts struct {
	Level      string
	Reserved   bool // its kind or its subject is one that the vision leaves to the nation
	Clauses    []Clause
	Parties    []PartyFact
	Objections []Objection // also those that were settled
	// National tells that the agreement implements, directly or by way of others that are active, a
	// national one that is active.
	National bool
	From     time.Time // zero: when everybody has signed
	Now      time.Time
}

// PartyFact is what counts of a party.
type PartyFact struct {
	Organization network.OrganizationID
	Signed       bool // this version, by a valid chain
	Mandated     bool // somebody can speak for it now
	Leaves       bool // this version drops it: it must sign, and is not one of those who agree
}

// leastParties is with how many one can agree.
const leastParties = 2

// Ready gives what is missing before a version of the text can be active: nothing when it can. It is the
// one rule by which agreements become active, and active again after a review.
func Ready(f Facts) (missing []Lack) {
	lack := func(what string, party network.OrganizationID, nl string) {
		missing = append(missing, Lack{what, party, nl})
	}
	if len(f.Clauses) == 0 {
		lack("clauses", "", "De afspraak heeft nog geen tekst.")
	}
	staying := 0
	for _, p := range f.Parties {
		if !p.Leaves {
			staying++
		}
	}
	if staying < leastParties {
		lack("parties", "", "Een afspraak heeft ten minste twee partijen.")
	}
	for _, p := range f.Parties {
		switch {
		case !p.Signed && p.Leaves:
			lack("signature", p.Organization, "Deze partij doet in de nieuwe versie niet meer mee. Zij heeft daar nog niet voor getekend.")
		case !p.Signed:
			lack("signature", p.Organization, "Deze partij heeft nog niet getekend.")
		case !p.Mandated:
			lack("mandate", p.Organization, "Niemand heeft nu een mandaat om voor deze partij te spreken.")
		}
	}
	for _, o := range f.Objections {
		if o.SettledAt.IsZero() {
			lack("objection", o.Party, fmt.Sprintf("Er is een bezwaar tegen artikel %s.", o.Clause))
		}
	}
	if needsNation(f.Level, f.Reserved, f.Clauses) && !f.National {
		lack("national", "", "Hierover beslist het landelijk overleg. Er is nog geen landelijke afspraak die geldt.")
	}
	if f.From.After(f.Now) {
		lack("from", "", "De afspraak begint later.")
	}
	return missing
}

// needsNation tells whether an agreement says something that the vision leaves to the nation, below it.
func needsNation(level string, reserved bool, clauses []Clause) bool {
	for _, c := range clauses {
		reserved = reserved || c.NationalOnly
	}
	return reserved && level != LevelNation
}

// onlyMandates keeps of what is missing what a review must put right: signatures and objections are
// those of the version that binds, and were weighed when it became active.
func onlyMandates(missing []Lack) (left []Lack) {
	for _, l := range missing {
		if l.What == "mandate" || l.What == "national" {
			left = append(left, l)
		}
	}
	return left
}
