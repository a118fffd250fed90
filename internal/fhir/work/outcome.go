package work

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/r4"
)

const fhirJSON = "application/fhir+json"

// refusal is an error with a status of HTTP that package fault has no kind for.
type refusal struct {
	status int
	code   string // of the issue
	where  string // the element or parameter
	text   fault.Text
}

func (r *refusal) Error() string { return r.text.EN }

func status(status int, code, nl, en string) error {
	return &refusal{status: status, code: code, text: fault.Text{NL: nl, EN: en}}
}

// unfit refuses a resource that was understood and cannot be.
func unfit(where, nl, en string) error {
	return &refusal{http.StatusUnprocessableEntity, "business-rule", where, fault.Text{NL: nl, EN: en}}
}

// kinds says how each kind of fault is answered: the status and the code of the issue.
var kinds = map[fault.Kind]struct {
	status int
	code   string
}{
	fault.Invalid:     {http.StatusBadRequest, "invalid"},
	fault.NotFound:    {http.StatusNotFound, "not-found"},
	fault.Conflict:    {http.StatusConflict, "conflict"},
	fault.Denied:      {http.StatusForbidden, "forbidden"},
	fault.Unavailable: {http.StatusServiceUnavailable, "transient"},
	fault.Limited:     {http.StatusTooManyRequests, "throttled"},
	fault.Internal:    {http.StatusInternalServerError, "exception"},
}

// refuse answers with the OperationOutcome of an error. What is our own mistake is logged under its
// reference, and never with what was asked.
func (c *call) refuse(err error) {
	if own, ok := errors.AsType[*refusal](err); ok {
		c.outcome(own.status, issue("error", own.code, own.where, own.text))
		return
	}
	safe := fault.Safe(err)
	if safe.Kind == fault.Internal {
		c.Log.LogAttrs(c.r.Context(), slog.LevelError, "fhir", slog.String("trace", access.CallOf(c.r.Context()).Trace), slog.String("ref", safe.Ref), slog.Any("error", err))
	}
	k := kinds[safe.Kind]
	var issues []r4.OperationOutcomeIssue
	for _, f := range safe.Fields {
		issues = append(issues, issue("error", k.code, f.Name, f.Text))
	}
	if len(issues) == 0 {
		issues = append(issues, issue("error", k.code, "", safe.Text))
	}
	if safe.Kind == fault.Unavailable && !errors.Is(err, context.Canceled) {
		c.w.Header().Set("Retry-After", "5")
	}
	c.outcome(k.status, issues...)
}

func (c *call) outcome(status int, issues ...r4.OperationOutcomeIssue) {
	c.send(status, outcomeOf(issues))
}

// send answers with JSON that nobody keeps: it is for who is signed in.
func (c *call) send(status int, body []byte) {
	h := c.w.Header()
	h.Set("Content-Type", fhirJSON+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body)
}

func outcomeOf(issues []r4.OperationOutcomeIssue) []byte {
	body, err := r4.Marshal(&r4.OperationOutcome{Issue: issues})
	if err != nil {
		panic("work: an outcome is plain text: " + err.Error())
	}
	return body
}

// issue says in English, and in Dutch as its translation, what is wrong.
func issue(severity, code, where string, text fault.Text) r4.OperationOutcomeIssue {
	i := r4.OperationOutcomeIssue{Severity: severity, Code: code, Details: &r4.CodeableConcept{Text: text.EN}}
	if text.NL != "" {
		i.Details.TextElement = &r4.Element{Extension: []r4.Extension{{
			URL:       "http://hl7.org/fhir/StructureDefinition/translation",
			Extension: []r4.Extension{{URL: "lang", ValueCode: new("nl")}, {URL: "content", ValueString: new(text.NL)}},
		}}}
	}
	if where != "" {
		i.Expression = r4.Strings{where}
	}
	return i
}
