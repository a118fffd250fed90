package notified

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/outcome"
)

// Notification is what somebody tells us, in the version of FHIR that they speak.
type Notification struct {
	Identifier string // of the Task: 'system|value'
	Thread     string // its groupIdentifier, likewise
	Status     string // 'requested' or 'cancelled'
	Requester  string // URA numbers
	Owner      string
	Task       string // the Task to read there; relative, or a full address
	Request    string // the ServiceRequest to read there; '' where none is named
	Ticket     string // authorization-base
	Until      time.Time
}

// What of a Task a notification may hold. STU3 and R4 differ in requester alone; 'for' is not read, so that whom
// it is about never comes in.
type incoming struct {
	ResourceType    string       `json:"resourceType"`
	Identifier      []identifier `json:"identifier"`
	GroupIdentifier identifier   `json:"groupIdentifier"`
	Status          string       `json:"status"`
	Code            concept      `json:"code"`
	BasedOn         []reference  `json:"basedOn"`
	Requester       struct {
		reference
		OnBehalfOf reference `json:"onBehalfOf"`
	} `json:"requester"`
	Owner       reference `json:"owner"`
	Restriction struct {
		Period struct {
			End string `json:"end"`
		} `json:"period"`
	} `json:"restriction"`
	Input []struct {
		Type      concept   `json:"type"`
		Text      string    `json:"valueString"`
		Yes       bool      `json:"valueBoolean"`
		Reference reference `json:"valueReference"`
	} `json:"input"`
}

type identifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

// key gives an identifier as it is kept and asked for.
func (i identifier) key() string {
	if i.Value == "" {
		return ""
	}
	return i.System + "|" + i.Value
}

type reference struct {
	Reference  string     `json:"reference"`
	Identifier identifier `json:"identifier"`
}

// ura gives the number of the organisation that is referred to.
func (r reference) ura() string {
	if code.Builtin().System(r.Identifier.System) != code.URA {
		return ""
	}
	return r.Identifier.Value
}

type concept struct {
	Coding []struct {
		System string `json:"system"`
		Code   string `json:"code"`
	} `json:"coding"`
}

// is tells whether a concept is a code of one of some systems.
func (c concept) is(code string, systems ...string) bool {
	for _, one := range c.Coding {
		if one.Code == code && slices.Contains(systems, one.System) {
			return true
		}
	}
	return false
}

const (
	mostText = 500
	mostLong = 4000                 // of an authorization-base
	mostFar  = 400 * 24 * time.Hour // that a question can stand
)

// ids is what FHIR allows as an id.
const ids = `[A-Za-z0-9.\-]{1,64}`

var isID = regexp.MustCompile(`^` + ids + `$`)

var taskRef, requestRef = regexp.MustCompile(`^(https?://[^?#\s]+/)?Task/` + ids + `$`), regexp.MustCompile(`^(https?://[^?#\s]+/)?ServiceRequest/` + ids + `$`)

func unfit(where, issue, nl, en string) error {
	return outcome.RefuseAt(http.StatusUnprocessableEntity, issue, where, nl, en)
}

// parse reads a Task that came in. now bounds until when it stands.
func parse(body []byte, now time.Time) (n Notification, err error) {
	var in incoming
	if err := json.Unmarshal(body, &in); err != nil {
		return n, outcome.Refuse(http.StatusBadRequest, "structure", "Dit is geen Task die wij kunnen lezen.", "expected a Task in JSON (FHIR R4 or STU3)")
	}
	if in.ResourceType != "Task" {
		return n, outcome.Refuse(http.StatusBadRequest, "structure", "Hier hoort een Task.", "expected a Task")
	}
	if n.Status = in.Status; n.Status != requested && n.Status != cancelled {
		return n, unfit("Task.status", "value", "De status hoort requested of cancelled te zijn.", "expected status requested or cancelled")
	}
	if len(in.Identifier) > 0 {
		n.Identifier = in.Identifier[0].key()
	}
	if n.Identifier == "" || !tidy(n.Identifier) {
		return n, unfit("Task.identifier", "required", "Geef de melding een eigen identifier.", "expected an identifier of the notification")
	}
	if n.Status == cancelled { // nothing else needs to be said; what is said is not looked at
		n.Requester, n.Owner = in.requester(), in.Owner.ura()
		return n, nil
	}
	if !in.Code.is(pullNotification, tanpCodes, taskCodes) {
		return n, unfit("Task.code", "code-invalid", "De code hoort pull-notification te zijn.", "expected the code pull-notification of "+tanpCodes+" or "+taskCodes)
	}
	if n.Thread = in.GroupIdentifier.key(); !tidy(n.Thread) {
		return n, unfit("Task.groupIdentifier", "value", "Deze groupIdentifier is te lang of onleesbaar.", "the groupIdentifier is too long or unreadable")
	}
	if n.Requester = in.requester(); n.Requester == "" {
		return n, unfit("Task.requester", "required", "Noem het URA-nummer van wie vraagt.", "expected requester.identifier (STU3: requester.onBehalfOf.identifier) with a URA number")
	}
	if n.Owner = in.Owner.ura(); n.Owner == "" {
		return n, unfit("Task.owner", "required", "Noem het URA-nummer van wie gevraagd wordt.", "expected owner.identifier with a URA number")
	}
	var ok bool
	if n.Until, ok = moment(in.Restriction.Period.End); !ok || !n.Until.After(now) || n.Until.After(now.Add(mostFar)) {
		return n, unfit("Task.restriction.period.end", "value", "Zeg tot wanneer de vraag staat: een moment dat nog komt.", "expected restriction.period.end: a moment to come, within 400 days")
	}
	return n, in.refer(&n)
}

func (in *incoming) requester() string {
	if ura := in.Requester.OnBehalfOf.ura(); ura != "" {
		return ura
	}
	return in.Requester.ura()
}

// refer takes from a notification what there is to read.
func (in *incoming) refer(n *Notification) error {
	for _, i := range in.Input {
		switch {
		case i.Type.is(authorizationBase, tanpCodes, taskParameters):
			if n.Ticket = i.Text; len(n.Ticket) > mostLong || strings.ContainsFunc(n.Ticket, func(r rune) bool { return r <= ' ' || r > '~' }) {
				return unfit("Task.input.valueString", "value", "Deze authorization-base is te lang of onleesbaar.", "the authorization-base is too long, or no visible ASCII")
			}
		case i.Type.is(readResource, tanpCodes, taskParameters) && n.Request == "" && requestRef.MatchString(i.Reference.Reference):
			n.Request = i.Reference.Reference
		}
	}
	for _, b := range in.BasedOn {
		if n.Task == "" && taskRef.MatchString(b.Reference) {
			n.Task = b.Reference
		}
	}
	switch {
	case n.Task == "":
		return unfit("Task.basedOn", "required", "Noem de Task die wij kunnen lezen.", "expected basedOn to refer to the workflow Task, such as https://care.example/fhir/Task/1")
	case len(n.Task) > mostText || len(n.Request) > mostText:
		return unfit("Task", "value", "Een verwijzing is te lang.", "a reference is too long")
	}
	return nil
}

// tidy tells whether a text can be kept as an identifier.
func tidy(text string) bool {
	return len(text) <= mostText && !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\uFFFD' })
}

// moment reads a dateTime of FHIR as the end of something: a day lasts until its end in the Netherlands.
func moment(text string) (time.Time, bool) {
	at, day, ok := dateTime(text)
	if day {
		at = at.AddDate(0, 0, 1)
	}
	return at.UTC(), ok
}

// dateTime reads a dateTime of FHIR. A day without a time is given by its beginning in the Netherlands.
func dateTime(text string) (at time.Time, day, ok bool) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		day = true
		at, err = time.ParseInLocation(time.DateOnly, text, clock.Amsterdam)
	}
	return at, day, err == nil && at.Year() > 2000 && at.Year() < 3000
}
