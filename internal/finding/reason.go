package finding

import (
	"strconv"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/finding/words"
)

// ReasonCode says what a reason is about; its text is stable and may stand in an API.
type ReasonCode string

// The reasons. Those of filters stand only with results of a query that asked for them.
const (
	ReasonWord        ReasonCode = "word"         // Asked, Found, How
	ReasonOpen        ReasonCode = "open"         // At is now, Until when it closes
	ReasonOpenAt      ReasonCode = "open-at"      // At is the moment asked
	ReasonClosed      ReasonCode = "closed"       // At is now, Until when it opens
	ReasonDistance    ReasonCode = "distance"     // Metres
	ReasonComes       ReasonCode = "comes"        // comes to people in this area
	ReasonDirect      ReasonCode = "direct"       // no referral needed
	ReasonLanguage    ReasonCode = "language"     // Found is the code asked
	ReasonInsurer     ReasonCode = "insurer"      // Found is the code asked
	ReasonAllInsurers ReasonCode = "all-insurers" // every insurer pays
	ReasonMode        ReasonCode = "mode"         // Found is the code asked
	ReasonTargetGroup ReasonCode = "target-group" // Found is the code asked
	ReasonOverdue     ReasonCode = "overdue"      // the owner's confirmation has run out
	ReasonRoom        ReasonCode = "room"         // At is when this was told
	ReasonWait        ReasonCode = "wait"         // Days, At is when this was told or measured
)

// Reason is one reason why a result stands where it stands.
type Reason struct {
	Code ReasonCode
	// Asked and Found are words of the question and of the entry; Found is the code with filters.
	Asked, Found string
	How          words.How
	Metres, Days int
	At           time.Time
	// Until is zero when it is not known.
	Until time.Time
}

// Names gives the name that people know a code by; without it the code itself is shown.
type Names func(code ReasonCode, value string) string

var languages = display.Languages(language.Dutch)

// Dutch writes the reason for people. names may be nil.
func (r Reason) Dutch(names Names) string {
	name := r.Found
	if names != nil {
		name = names(r.Code, r.Found)
	}
	switch r.Code {
	case ReasonWord:
		return r.dutchWord(name)
	case ReasonOpen:
		if day, at := dutchMoment(r.Until, r.At); day == "vandaag" {
			return "Nu open, tot " + at
		}
		return "Nu open"
	case ReasonOpenAt:
		at := r.At.In(clock.Amsterdam)
		return "Open op " + dutchDays[at.Weekday()] + " om " + at.Format("15.04") + " uur"
	case ReasonClosed:
		if day, at := dutchMoment(r.Until, r.At); day != "" {
			return "Nu niet open, weer vanaf " + day + " " + at
		}
		return "Nu niet open"
	case ReasonDistance:
		return "Op " + DutchDistance(r.Metres) + " afstand"
	case ReasonComes:
		return "Komt bij u thuis of helpt op afstand"
	case ReasonDirect:
		return "Geen verwijzing nodig"
	case ReasonLanguage:
		if name == r.Found {
			name = LanguageName(r.Found)
		}
		return "Spreekt " + name
	case ReasonInsurer:
		return "Heeft een contract met " + name
	case ReasonAllInsurers:
		return "Alle verzekeraars betalen dit"
	case ReasonMode:
		if name == r.Found {
			name = dutchModes[r.Found]
		}
		if name == "" {
			name = r.Found
		}
		return "Mogelijk: " + name
	case ReasonTargetGroup:
		return "Voor " + name
	case ReasonOverdue:
		return "Niet kort geleden nagekeken"
	case ReasonRoom:
		return "Heeft nu plek"
	case ReasonWait:
		return "Wachttijd: ongeveer " + DutchDays(r.Days)
	}
	return string(r.Code)
}

// LanguageName gives the Dutch name of a language (ISO 639), or the code where there is none.
func LanguageName(code string) string {
	if tag, err := language.Parse(code); err == nil {
		if name := languages.Name(tag); name != "" {
			return name
		}
	}
	return code
}

func (r Reason) dutchWord(found string) string {
	switch r.How {
	case words.Exact, words.Stem, words.Prefix:
		return "Past bij ‘" + r.Asked + "’"
	case words.Typo:
		return "Past bij ‘" + found + "’ (u typte ‘" + r.Asked + "’)"
	case words.Compound:
		return "Heeft te maken met ‘" + r.Asked + "’: " + found
	}
	return "‘" + r.Asked + "’ hoort bij " + found
}

// dutchMoment gives day and time of t as said at now, or nothing for what is unknown or a week away.
func dutchMoment(t, now time.Time) (day, at string) {
	if t.IsZero() || t.Sub(now) >= 6*24*time.Hour {
		return "", ""
	}
	t, now = t.In(clock.Amsterdam), now.In(clock.Amsterdam)
	switch at = t.Format("15.04") + " uur"; t.YearDay() {
	case now.YearDay():
		return "vandaag", at
	case now.AddDate(0, 0, 1).YearDay():
		return "morgen", at
	}
	return dutchDays[t.Weekday()], at
}

var dutchDays = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}

var dutchModes = map[string]string{
	"on-site": "op de locatie", "home-visit": "bij u thuis", "phone": "per telefoon", "video": "met beeldbellen",
	"e-consult": "via internet", "group": "in een groep",
}

// DutchDays says days the way people speak of a wait: 1 dag, 9 dagen, 3 weken.
func DutchDays(n int) string {
	switch {
	case n == 1:
		return "1 dag"
	case n < 14:
		return strconv.Itoa(n) + " dagen"
	}
	return strconv.Itoa((n+3)/7) + " weken"
}

// DutchDistance rounds the way people speak of distances: 800 m, 1,2 km, 14 km.
func DutchDistance(m int) string {
	switch {
	case m < 50:
		return "minder dan 100 m"
	case m < 950:
		return strconv.Itoa((m+50)/100*100) + " m"
	case m < 9950:
		tenths := (m + 50) / 100
		if tenths%10 == 0 {
			return strconv.Itoa(tenths/10) + " km"
		}
		return strconv.Itoa(tenths/10) + "," + strconv.Itoa(tenths%10) + " km"
	}
	return strconv.Itoa((m+500)/1000) + " km"
}
