package notified

import (
	"encoding/json"
	"time"

	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
)

// Systems of the notification. The norm is written for STU3; the R4 text is a proposal with a system of its own.
const (
	tanpCodes      = "https://www.twiin.nl/tanp/CodeSystem/tanp-codes"
	taskCodes      = "http://fhir.nl/fhir/NamingSystem/TaskCode"
	taskParameters = "http://fhir.nl/fhir/NamingSystem/TaskParameter"
	uris           = "urn:ietf:rfc:3986"
)

// Codes of the notification.
const (
	pullNotification  = "pull-notification"
	authorizationBase = "authorization-base"
	getWorkflowTask   = "get-workflow-task"
	readResource      = "read-resource"
)

// Statuses of a notification.
const (
	requested = "requested"
	cancelled = "cancelled"
)

// message is what a notification says.
type message struct {
	ID        string // of its identifier, as a UUID
	Thread    string // of its groupIdentifier, likewise
	Status    string
	Requester string // URA numbers
	Owner     string
	Task      string // full address of the Task to read
	Request   string // and of its ServiceRequest
	Ticket    string // the authorization-base
	At, Until time.Time
}

// Versions of FHIR that a notification can be written in.
const (
	formR4   = "4.0"
	formSTU3 = "3.0"
)

// media is the content type of each.
var media = map[string]string{formR4: "application/fhir+json", formSTU3: "application/fhir+json; fhirVersion=3.0"}

// write writes a notification in a version of FHIR.
func (m *message) write(form string) ([]byte, error) {
	t := m.task(form == formSTU3)
	if form == formR4 {
		return r4.Marshal(t)
	}
	// STU3 knows the same elements for all that is said here, but for who asks: the agent is the system, which acts
	// on behalf of the organisation.
	who := t.Requester.Identifier
	t.Requester = nil
	body, err := r4.Marshal(t)
	if err != nil {
		return nil, err
	}
	var all map[string]any
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, err
	}
	all["requester"] = map[string]any{"agent": map[string]any{"identifier": who}, "onBehalfOf": map[string]any{"identifier": who}}
	return json.Marshal(all)
}

// task makes the Task; nothing in it tells what is asked, or of whom.
func (m *message) task(stu3 bool) *r4.Task {
	concept := func(system, code string) *r4.CodeableConcept {
		return &r4.CodeableConcept{Coding: []r4.Coding{{System: system, Code: code}}}
	}
	what, parameters := tanpCodes, tanpCodes
	if stu3 {
		what, parameters = taskCodes, taskParameters
	}
	urn := func(id string) r4.Identifier { return r4.Identifier{System: uris, Value: "urn:uuid:" + id} }
	party := func(ura string) *r4.Reference {
		return &r4.Reference{Identifier: &r4.Identifier{System: code.URA, Value: ura}}
	}
	t := &r4.Task{Identifier: []r4.Identifier{urn(m.ID)}, GroupIdentifier: new(urn(m.Thread)), Status: m.Status, Intent: "proposal",
		Code: concept(what, pullNotification), AuthoredOn: instant(m.At), Requester: party(m.Requester), Owner: party(m.Owner),
		Restriction: &r4.TaskRestriction{Period: &r4.Period{End: instant(m.Until)}}}
	if m.Status == cancelled {
		return t
	}
	t.BasedOn = []r4.Reference{{Reference: m.Task}}
	t.Input = []r4.TaskInput{
		{Type: concept(parameters, authorizationBase), ValueString: &m.Ticket},
		{Type: concept(parameters, getWorkflowTask), ValueBoolean: new(true)},
		{Type: concept(parameters, readResource), ValueReference: &r4.Reference{Reference: m.Request}},
	}
	return t
}

func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z07:00") }
