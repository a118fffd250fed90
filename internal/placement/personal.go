package placement

import (
	"regexp"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
)

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

// personal says what in a text seems to tell who it is about, as far as a program can see.
func personal(field, text string) (f []fault.Field) {
	bad := func(nl, en string) { f = append(f, fault.Field{Name: field, Text: fault.Text{NL: nl, EN: en}}) }
	if directory.HoldsBSN(text) {
		bad("Hier staat een burgerservicenummer in. Haal het weg.", "holds a citizen service number; leave it out")
	}
	if directory.HoldsReach(text) {
		bad("Hier staat een telefoonnummer of e-mailadres in. Haal het weg.", "holds a telephone number or e-mail address; leave it out")
	}
	if dates.MatchString(text) {
		bad("Hier staat een datum met een jaar of een geboortedatum in. Schrijf de leeftijd in tientallen, bijvoorbeeld 'tachtiger'.", "holds a date that may be a birth date; leave it out")
	}
	if titled.MatchString(text) || initials.MatchString(text) {
		bad("Hier lijkt een naam in te staan. Schrijf 'de persoon'.", "seems to hold a name; leave it out")
	}
	if postcodes.MatchString(text) {
		bad("Hier staat een postcode in. De wijk is genoeg.", "holds a postcode; the wijk is enough")
	}
	return f
}
