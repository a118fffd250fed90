// Package outcome says in an OperationOutcome what is wrong, for each of the faces of FHIR.
package outcome

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/r4"
)

// Media is the content type of FHIR in JSON.
const Media = "application/fhir+json"

// Refusal is an error with a status of HTTP that package fault has no kind for.
type Refusal struct {
	Status int
	Code   string // of the issue
	Where  string // the element or parameter; '' is the whole
	Text   fault.Text
}

// Error implements error, for logs.
func (r *Refusal) Error() string { return r.Text.EN }

// Refuse makes a refusal of the whole.
func Refuse(status int, code, nl, en string) error {
	return &Refusal{Status: status, Code: code, Text: fault.Text{NL: nl, EN: en}}
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

// Of gives the status and the issues of an error of the domain; where names each of its fields as the
// sender knows it, and ” for the whole.
func Of(safe *fault.Error, where func(field string) string) (status int, issues []r4.OperationOutcomeIssue) {
	k := kinds[safe.Kind]
	for _, f := range safe.Fields {
		issues = append(issues, Issue("error", k.code, where(f.Name), f.Text))
	}
	if len(issues) == 0 {
		issues = append(issues, Issue("error", k.code, where(""), safe.Text))
	}
	return k.status, issues
}

// Issue says in English, and in Dutch as its translation, what is to be said of an element or parameter.
func Issue(severity, code, where string, text fault.Text) r4.OperationOutcomeIssue {
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

// Body is the resource with these issues.
func Body(issues []r4.OperationOutcomeIssue) []byte {
	body, err := r4.Marshal(&r4.OperationOutcome{Issue: issues})
	if err != nil {
		panic("outcome: issues are plain text: " + err.Error())
	}
	return body
}

// Write answers with issues, which nobody keeps.
func Write(w http.ResponseWriter, status int, issues ...r4.OperationOutcomeIssue) {
	h := w.Header()
	h.Set("Content-Type", Media+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(Body(issues))
}

// Token says that a token does not let anybody in, or cannot be looked up now.
func Token(w http.ResponseWriter, status int, detail string) {
	code, nl := "transient", "Dit lukt nu niet. Probeer het zo opnieuw."
	if status == http.StatusUnauthorized {
		code, nl = "login", "Dit toegangsbewijs klopt niet of is verlopen. Vraag een nieuw."
	}
	Write(w, status, Issue("error", code, "", fault.Text{NL: nl, EN: detail}))
}

// Answer answers with the outcome of an error. What is our own mistake is logged under its reference, and
// never with what was asked. where is that of [Of].
func Answer(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error, where func(field string) string) {
	if own, ok := errors.AsType[*Refusal](err); ok {
		Write(w, own.Status, Issue("error", own.Code, own.Where, own.Text))
		return
	}
	safe := fault.Safe(err)
	if safe.Kind == fault.Internal {
		log.LogAttrs(r.Context(), slog.LevelError, "fhir", slog.String("trace", access.CallOf(r.Context()).Trace), slog.String("ref", safe.Ref), slog.Any("error", err))
	}
	if safe.Kind == fault.Unavailable && !errors.Is(err, context.Canceled) {
		w.Header().Set("Retry-After", "5")
	}
	status, issues := Of(safe, where)
	Write(w, status, issues...)
}
