package rest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
)

// refusal is an error with a status of HTTP that package fault has no kind for.
type refusal struct {
	status int
	code   string // of the issue
	text   fault.Text
}

func (r *refusal) Error() string { return r.text.EN }

func status(status int, code, nl, en string) error {
	return &refusal{status, code, fault.Text{NL: nl, EN: en}}
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
		c.outcome(own.status, issue("error", own.code, "", own.text))
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
	h := c.w.Header()
	h.Set("Content-Type", fhirJSON+charset)
	h.Set("Cache-Control", "no-store")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(outcomeOf(issues))
}

func outcomeOf(issues []r4.OperationOutcomeIssue) []byte {
	body, err := r4.Marshal(&r4.OperationOutcome{Issue: issues})
	if err != nil {
		panic("rest: an outcome is plain text: " + err.Error())
	}
	return body
}

// issue says in English, and in Dutch as its translation, what is wrong with a parameter.
func issue(severity, code, parameter string, text fault.Text) r4.OperationOutcomeIssue {
	i := r4.OperationOutcomeIssue{Severity: severity, Code: code, Details: &r4.CodeableConcept{Text: text.EN}}
	if text.NL != "" {
		i.Details.TextElement = &r4.Element{Extension: []r4.Extension{{
			URL: "http://hl7.org/fhir/StructureDefinition/translation",
			Extension: []r4.Extension{
				{URL: "lang", ValueCode: pointer("nl")},
				{URL: "content", ValueString: pointer(text.NL)},
			},
		}}}
	}
	if parameter != "" {
		i.Expression = r4.Strings{"http." + parameter}
	}
	return i
}

func pointer[T any](v T) *T { return &v }

// ignored says which parameters were passed over.
func ignored(all []param.Ignored) []r4.OperationOutcomeIssue {
	var issues []r4.OperationOutcomeIssue
	for _, i := range all {
		issues = append(issues, issue("warning", "not-supported", i.Name, i.Reason))
	}
	return issues
}

// TooMany answers who asks too much in a short time; whoever counts sets Retry-After.
func TooMany(w http.ResponseWriter) {
	turnAway(w, http.StatusTooManyRequests, "throttled", fault.Text{
		NL: "Er kwamen te veel vragen tegelijk. Wacht zolang als Retry-After zegt.", EN: "too many requests in a short time; wait as Retry-After says"})
}

// NotYet answers who comes before everything is rendered for the first time.
func NotYet(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "5")
	turnAway(w, http.StatusServiceUnavailable, "transient", fault.Text{
		NL: "De gegevens worden voor het eerst klaargezet. Probeer het zo opnieuw.", EN: "the directory is being made ready for the first time; try again soon"})
}

func turnAway(w http.ResponseWriter, status int, code string, why fault.Text) {
	h := w.Header()
	h.Set("Content-Type", fhirJSON+charset)
	h.Set("Cache-Control", "no-store")
	h.Set("Access-Control-Allow-Origin", "*")
	w.WriteHeader(status)
	_, _ = w.Write(outcomeOf([]r4.OperationOutcomeIssue{issue("error", code, "", why)}))
}
