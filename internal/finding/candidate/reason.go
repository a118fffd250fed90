package candidate

import (
	"strconv"

	"eerstelijn/internal/finding"
)

// Code says what a reason is about; its text is stable and may stand in an API.
type Code string

// Why a candidate stands where it stands.
const (
	HasRoom         Code = "room"      // Count
	OldRoom         Code = "room-old"  // Count
	Talk            Code = "talk"      // a talk comes first
	WaitInTime      Code = "wait"      // Days
	Answers         Code = "answers"   // Count of Of were a yes in time
	Busy            Code = "busy"      // Count questions are open
	Knows           Code = "knows"     // the organisation knows the person
	Distance        Code = "distance"  // Metres
	Comes           Code = "comes"     // comes to the person
	DistanceUnknown Code = "distance?" // not known, as in all codes with a question mark
	ForGroup        Code = "group"
	Language        Code = "language" // Value is its code
	LanguageUnknown Code = "language?"
	Contract        Code = "contract" // Value is the insurer
	AllInsurers     Code = "all-insurers"
	ContractUnknown Code = "contract?"
	ModeUnknown     Code = "mode?"
	Referral        Code = "referral" // a letter of a doctor must come first
	OtherRegion     Code = "other-region"
	Wishes          Code = "wishes" // Count of Of are met
)

// Why an offer was left out.
const (
	NoRoom        Code = "full"
	NotKnown      Code = "not-known"   // stale, or never told
	LongWait      Code = "long-wait"   // Days
	TooFar        Code = "too-far"     // Metres, Most
	NoContract    Code = "no-contract" // Value is the insurer
	OtherLanguage Code = "no-language" // Value is the first that was asked
	OtherGroup    Code = "other-group"
	OtherMode     Code = "other-mode"
	OtherKind     Code = "other-kind"
	OtherArea     Code = "other-area"
	ClosedNow     Code = "closed"
	Asked         Code = "cap" // Count questions are open, as many as it takes
)

// Reason is one reason, with what it needs to say.
type Reason struct {
	Code         Code
	Count, Of    int
	Days         int
	Metres, Most int
	Value        string
}

// Dutch writes the reason for professionals.
func (r Reason) Dutch() string {
	n := strconv.Itoa
	switch r.Code {
	case HasRoom:
		return places(r.Count) + " vrij"
	case OldRoom:
		return "Misschien nog " + places(r.Count) + ": het cijfer is niet meer vers"
	case Talk:
		return "Eerst een gesprek"
	case WaitInTime:
		return "Wachtlijst van ongeveer " + finding.DutchDays(r.Days) + ", dat is op tijd"
	case Answers:
		return "Zei " + n(r.Count) + " van de " + n(r.Of) + " keer op tijd ja"
	case Busy:
		if r.Count == 1 {
			return "Heeft al 1 andere vraag open"
		}
		return "Heeft al " + n(r.Count) + " andere vragen open"
	case Knows:
		return "Kent deze persoon al"
	case Distance:
		return finding.Reason{Code: finding.ReasonDistance, Metres: r.Metres}.Dutch(nil)
	case Comes:
		return "Komt naar de persoon toe"
	case DistanceUnknown:
		return "Afstand niet bekend"
	case ForGroup:
		return "Is er voor deze doelgroep"
	case Language:
		return finding.Reason{Code: finding.ReasonLanguage, Found: r.Value}.Dutch(nil)
	case LanguageUnknown:
		return "Niet bekend welke talen zij spreken"
	case Contract:
		return "Heeft een contract met " + r.Value
	case AllInsurers:
		return "Alle verzekeraars betalen dit"
	case ContractUnknown:
		return "Niet bekend of er een contract is met de verzekeraar"
	case ModeUnknown:
		return "Niet bekend of het op deze manier kan"
	case Referral:
		return "Vraagt een verwijzing"
	case OtherRegion:
		return "Ligt in een andere regio"
	case Wishes:
		return "Past bij " + n(r.Count) + " van de " + n(r.Of) + " wensen"
	}
	return r.dutchWhyNot()
}

func (r Reason) dutchWhyNot() string {
	switch r.Code {
	case NoRoom:
		return "Nu geen plek"
	case NotKnown:
		return "Niet bekend of er plek is. Bel eerst"
	case LongWait:
		return "Wachtlijst van ongeveer " + finding.DutchDays(r.Days) + ": te lang voor deze vraag"
	case TooFar:
		return "Ligt op " + finding.DutchDistance(r.Metres) + ", verder dan " + finding.DutchDistance(r.Most)
	case NoContract:
		return "Geen contract met " + r.Value
	case OtherLanguage:
		return "Spreekt geen " + finding.LanguageName(r.Value)
	case OtherGroup:
		return "Is er voor een andere doelgroep"
	case OtherMode:
		return "Kan niet op deze manier"
	case OtherKind:
		return "Biedt iets anders"
	case OtherArea:
		return "Komt niet in deze wijk"
	case ClosedNow:
		return "Nu niet open"
	case Asked:
		if r.Count == 1 {
			return "Heeft al een vraag open. Wacht op het antwoord of bel"
		}
		return "Heeft al " + strconv.Itoa(r.Count) + " vragen open. Wacht op de antwoorden of bel"
	}
	return string(r.Code)
}

func places(n int) string {
	if n == 1 {
		return "1 plek"
	}
	return strconv.Itoa(n) + " plekken"
}
