package notified

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"eerstelijn/internal/placement"
)

// seen is what is shown of a Task or ServiceRequest of another system, in whatever version of FHIR it comes and
// whatever else stands in it.
type seen struct {
	ResourceType   string  `json:"resourceType"`
	Status         string  `json:"status"`
	BusinessStatus said    `json:"businessStatus"`
	StatusReason   said    `json:"statusReason"`
	Priority       string  `json:"priority"`
	Code           said    `json:"code"`
	Category       many    `json:"category"`
	OrderDetail    many    `json:"orderDetail"`
	Description    string  `json:"description"`
	Locations      []named `json:"locationReference"`
	Occurrence     period  `json:"occurrencePeriod"`
	Execution      period  `json:"executionPeriod"`
	Note           []struct {
		Text string `json:"text"`
	} `json:"note"`
	Input []struct {
		Type  said `json:"type"`
		Value said `json:"valueCodeableConcept"`
	} `json:"input"`
	Output []struct {
		Type said   `json:"type"`
		At   string `json:"valueDateTime"`
	} `json:"output"`
}

type said struct {
	Text   string `json:"text"`
	Coding []struct {
		System  string `json:"system"`
		Code    string `json:"code"`
		Display string `json:"display"`
	} `json:"coding"`
}

type named struct {
	Display    string     `json:"display"`
	Identifier identifier `json:"identifier"`
}

type period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// many are concepts; some versions have one where others have a list.
type many []said

// UnmarshalJSON implements json.Unmarshaler.
func (m *many) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]said)(m))
	}
	var one said
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*m = many{one}
	return nil
}

// read reads a resource of a type.
func (s *seen) read(body []byte, kind string) error {
	if err := json.Unmarshal(body, s); err != nil || s.ResourceType != kind {
		return errNoTask.Because(err)
	}
	return nil
}

func (s said) code() string {
	for _, c := range s.Coding {
		if c.Code != "" {
			return brief(c.Code, 60)
		}
	}
	return ""
}

// is tells whether a concept is a reason of a code system; a code without a system is of the one that it came from.
func (s said) is(system string, why placement.ReasonCode) bool {
	for _, c := range s.Coding {
		if why != "" && c.Code == string(why) && (c.System == system || c.System == "") {
			return true
		}
	}
	return false
}

// words gives a concept as people read it: its text, or the words of a code; never a bare code.
func (s said) words() string {
	if s.Text != "" {
		return brief(s.Text, 200)
	}
	for _, c := range s.Coding {
		if c.Display != "" {
			return brief(c.Display, 200)
		}
	}
	return ""
}

func (s *seen) words() string {
	if s.Description != "" {
		return brief(s.Description, 200)
	}
	return s.Code.words()
}

// brief makes one line of a text of somebody else, no longer than most characters.
func brief(text string, most int) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool { return r <= ' ' || r == 0x7f }), " ")
	if utf8.RuneCountInString(text) > most {
		text = strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
	}
	return text
}

// Fact is something that the asking system tells, in its own words.
type Fact struct {
	Term string
	Text string
	At   time.Time // instead of Text
	Day  bool      // no time of that day is told; At is where it begins in the Netherlands
}

const mostFacts = 40

// facts gives what is asked, in the order in which somebody wants to know it.
func (c *content) facts() (all []Fact) {
	add := func(term, text string) {
		if text = brief(text, 1000); text != "" && len(all) < mostFacts {
			all = append(all, Fact{Term: brief(term, 200), Text: text})
		}
	}
	at := func(term, text string) {
		if when, day, ok := dateTime(text); ok && len(all) < mostFacts {
			all = append(all, Fact{Term: term, At: when.UTC(), Day: day})
		}
	}
	until := func(term, text string) {
		if when, ok := moment(text); ok && len(all) < mostFacts {
			all = append(all, Fact{Term: term, At: when})
		}
	}
	add("Wat", c.request.Code.words())
	for _, one := range c.request.Category {
		add("Soort", one.words())
	}
	for _, l := range c.request.Locations {
		add("Waar", l.Display)
	}
	at("Vanaf", c.request.Occurrence.Start)
	until("Uiterlijk", c.request.Occurrence.End)
	for _, one := range c.request.OrderDetail {
		add("Daarbij", one.words())
	}
	for _, in := range c.task.Input {
		if value := in.Value.words(); value != "" {
			add(in.Type.words(), value)
		}
	}
	add("Omschrijving", c.task.Description)
	for _, n := range c.request.Note {
		add("Toelichting", n.Text)
	}
	add("Reden", c.task.StatusReason.words())
	at("Begonnen", c.task.Execution.Start)
	for _, out := range c.task.Output {
		if when := out.Type.words(); when != "" {
			at(when, out.At)
		}
	}
	return all
}
