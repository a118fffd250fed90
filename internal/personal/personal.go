// Package personal finds, in words that somebody typed for others to read, what seems to tell who they are
// about. It is a function of a text: it sees patterns, not people, and says of each how sure it is.
//
// What surely identifies somebody (a citizen service number, a telephone number, an address of mail, a date
// that may be one of birth) is [Finding.Sure]. A name or a postcode may as well be of an organisation:
// callers may let somebody who has read the warning go on.
package personal

import (
	"regexp"

	"eerstelijn/internal/fault"
)

// Code says what was found.
type Code string

const (
	BSN      Code = "bsn"
	Reach    Code = "reach" // a telephone number or an e-mail address
	Date     Code = "date"
	Name     Code = "name"
	Postcode Code = "postcode"
)

// Finding is one kind of thing that a text holds.
type Finding struct {
	Code Code
	// Sure: it identifies somebody whatever the writer says.
	Sure bool
	fault.Text
}

var (
	// dates are days written out in full: of birth, most often. A moment in the weeks to come has no year.
	dates = regexp.MustCompile(`(?i)\b(\d{1,2}[-/.]\d{1,2}[-/.](19|20)?\d{2}|(19|20)\d{2}-\d{1,2}-\d{1,2}|\d{1,2} (jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z.]* (19|20)\d{2}|geb(oren|\.))`)
	// titled is somebody named by a form of address, or by initials.
	titled = regexp.MustCompile(`\b(?i:de heer|heer|dhr\.?|meneer|mevrouw|mevr\.?|mw\.?|mevr|naam:?|heet)\s+(?:(?i:van|de|der|den|het|ten|ter|'t)\s+)*\p{Lu}`)
	// initials are 'J. de Vries' and 'P.J.M. Jansen'.
	initials = regexp.MustCompile(`(?:^|[\s(])(?:\p{Lu}\.){1,5}\s?(?:(?:van|de|der|den|het|ten|ter|'t)\s+)*\p{Lu}\p{Ll}+`)
	// postcodes tell where somebody lives to within a street.
	postcodes = regexp.MustCompile(`\b[1-9]\d{3} ?[A-Za-z]{2}\b`)
)

// Check gives each kind of thing in a text that seems to tell who it is about, as far as a program can see;
// the sure ones first.
func Check(text string) (found []Finding) {
	add := func(code Code, sure bool, nl, en string) {
		found = append(found, Finding{Code: code, Sure: sure, Text: fault.Text{NL: nl, EN: en}})
	}
	if HoldsBSN(text) {
		add(BSN, true, "Hier staat een burgerservicenummer in. Haal het weg.", "holds a citizen service number; leave it out")
	}
	if HoldsReach(text) {
		add(Reach, true, "Hier staat een telefoonnummer of e-mailadres in. Haal het weg.", "holds a telephone number or e-mail address; leave it out")
	}
	if dates.MatchString(text) {
		add(Date, true, "Hier staat een datum met een jaar of een geboortedatum in. Schrijf de leeftijd in tientallen, bijvoorbeeld 'tachtiger'.", "holds a date that may be a birth date; leave it out")
	}
	if titled.MatchString(text) || initials.MatchString(text) {
		add(Name, false, "Hier lijkt een naam in te staan. Schrijf 'de persoon'.", "seems to hold a name; leave it out")
	}
	if postcodes.MatchString(text) {
		add(Postcode, false, "Hier staat een postcode in. De wijk is genoeg.", "holds a postcode; the wijk is enough")
	}
	return found
}
