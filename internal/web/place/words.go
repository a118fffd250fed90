package place

import (
	"strconv"
	"strings"

	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/ui"
)

// asks are what can be asked, as the form says it.
var asks = []struct {
	code       placement.Ask
	name, hint string
}{
	{placement.Place, "Een plek", "Iemand heeft een bed of een plaats nodig."},
	{placement.Care, "Zorg of hulp", "Iemand heeft behandeling of hulp nodig, thuis of bij een praktijk."},
	{placement.Advice, "Een collega die meekijkt", "U houdt zelf de zorg en vraagt om raad (meekijkconsult)."},
}

var directions = []struct {
	code       placement.Direction
	name, said string
}{
	{placement.In, "Van huis naar een plek of zorg", "van huis"},
	{placement.Through, "Van de ene plek naar de andere", "van een andere plek"},
	{placement.Out, "Uit het ziekenhuis", "uit het ziekenhuis"},
	{placement.Back, "Weer naar huis", "weer naar huis"},
}

func direction(code placement.Direction) string {
	for _, d := range directions {
		if d.code == code {
			return d.said
		}
	}
	return string(code)
}

// states say where a request stands, in a few words.
var states = map[placement.State]string{
	placement.StateDraft:     "Concept",
	placement.StateOpen:      "Er wordt gezocht",
	placement.StateBridging:  "Er is overbrugging, er wordt verder gezocht",
	placement.StateAccepted:  "Er is een plek",
	placement.StatePlaced:    "Begonnen",
	placement.StateClosed:    "Afgerond",
	placement.StateWithdrawn: "Ingetrokken",
	placement.StateExpired:   "Verlopen",
}

// answers say how far one invitation is.
var answers = map[placement.InvitationState]string{
	placement.Waiting:   "Nog geen antwoord",
	placement.Offered:   "Heeft plek",
	placement.Chosen:    "Gekozen",
	placement.Refused:   "Zei nee",
	placement.TimedOut:  "Niet op tijd",
	placement.TakenBack: "Niet meer nodig",
	placement.Lost:      "Een ander is gekozen",
}

// cut says that a list holds more than its page shows: next is where its next part begins, and which are
// those that stand on the page. It says nothing of a list that is whole.
func cut(next, which string, total int) string {
	if next == "" {
		return ""
	}
	return "Dit zijn de " + which + " van alle " + ui.Count(total) + " aanvragen. De andere staan hier niet en tellen niet mee."
}

// few writes a small number as a word.
func few(n int) string {
	if words := []string{"geen", "één", "twee", "drie", "vier", "vijf", "zes"}; n >= 0 && n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// mark is an urgency: a word in a shape of its own.
type mark struct {
	code placement.Urgency
	name string
}

func (m mark) class() string { return "place__mark place__mark--" + string(m.code) }

func (b *book) mark(code placement.Urgency) mark {
	name := string(code)
	if u, ok := b.words.Urgency(code); ok {
		// The table says how soon as well: 'Crisis: binnen een uur'. The clock beside the mark does that.
		name, _, _ = strings.Cut(u.Name, ":")
	}
	return mark{code, name}
}

func (b *book) decline(code placement.ReasonCode) string {
	if d, ok := b.words.Decline(code); ok {
		return d.Name
	}
	return string(code)
}

// fell says why a place fell through.
func (b *book) fell(code placement.ReasonCode) string {
	if r, ok := b.words.Reason("FallThrough", code); ok {
		return r.Name
	}
	return string(code)
}

func (b *book) wish(code string) string {
	for _, w := range b.words.Wishes {
		if w.Code == code {
			return w.Name
		}
	}
	return code
}

// need gives a data item's question and the answer that was given.
func need(items []placement.DataItem, code, answer string) (question, said string) {
	for _, i := range items {
		if i.Code != code {
			continue
		}
		for _, a := range i.Answers {
			if a.Code == answer {
				return i.Name, a.Name
			}
		}
		return i.Name, answer
	}
	return code, answer
}
