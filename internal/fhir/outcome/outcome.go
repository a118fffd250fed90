// Package outcome is what the faces of FHIR have in common: it reads what is asked and sent, and says in an
// OperationOutcome what is wrong.
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

// Refusal is an error as it is answered: a status of HTTP, and what is wrong.
type Refusal struct {
	Status int
	Issues []r4.OperationOutcomeIssue
	Cause  error // nil where the refusal is all that there is to know
}

// Error implements error, for logs.
func (r *Refusal) Error() string {
	if len(r.Issues) == 0 || r.Issues[0].Details == nil {
		return http.StatusText(r.Status)
	}
	return r.Issues[0].Details.Text
}

// Unwrap gives the error that was refused for.
func (r *Refusal) Unwrap() error { return r.Cause }

// Refuse makes a refusal of the whole, for which package fault has no kind.
func Refuse(status int, code, nl, en string) error { return RefuseAt(status, code, "", nl, en) }

// RefuseAt makes a refusal of an element or a parameter.
func RefuseAt(status int, code, where, nl, en string) error {
	return &Refusal{Status: status, Issues: []r4.OperationOutcomeIssue{Issue("error", code, where, fault.Text{NL: nl, EN: en})}}
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
// sender knows it, and ” for the whole; nil leaves them as they are.
func Of(safe *fault.Error, where func(field string) string) (status int, issues []r4.OperationOutcomeIssue) {
	if where == nil {
		where = func(field string) string { return field }
	}
	k := kinds[safe.Kind]
	for _, f := range safe.Fields {
		issues = append(issues, Issue("error", k.code, where(f.Name), f.Text))
	}
	if len(issues) == 0 {
		issues = append(issues, Issue("error", k.code, where(""), safe.Text))
	}
	return k.status, issues
}

// From gives any error as it is answered: a refusal as it is, and another one as [Of] has it.
func From(err error, where func(field string) string) *Refusal {
	if own, ok := errors.AsType[*Refusal](err); ok {
		return own
	}
	safe := fault.Safe(err)
	status, issues := Of(safe, where)
	return &Refusal{Status: status, Issues: issues, Cause: safe}
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

// Private answers with JSON that nobody keeps: it is for who is signed in.
func Private(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", Media+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// PrivateOf answers as [Private] does, with a resource. Nothing was written where it gives an error.
func PrivateOf(w http.ResponseWriter, status int, r r4.Resource) error {
	body, err := r4.Marshal(r)
	if err != nil {
		return err
	}
	Private(w, status, body)
	return nil
}

// Write answers with issues, which nobody keeps.
func Write(w http.ResponseWriter, status int, issues ...r4.OperationOutcomeIssue) {
	Private(w, status, Body(issues))
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
	no := From(err, where)
	switch no.Status {
	case http.StatusInternalServerError:
		mistake(r, log, no)
	case http.StatusServiceUnavailable:
		if !errors.Is(err, context.Canceled) {
			w.Header().Set("Retry-After", "5")
		}
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="eerstelijn"`)
	}
	Write(w, no.Status, no.Issues...)
}

func mistake(r *http.Request, log *slog.Logger, no *Refusal) {
	ref := ""
	if safe, ok := errors.AsType[*fault.Error](no.Cause); ok {
		ref = safe.Ref
	}
	log.LogAttrs(r.Context(), slog.LevelError, "fhir", slog.String("trace", access.CallOf(r.Context()).Trace), slog.String("ref", ref), slog.Any("error", no.Cause))
}
