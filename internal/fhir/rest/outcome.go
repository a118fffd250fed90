package rest

import (
	"net/http"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
)

// asked names a parameter of a request, as an OperationOutcome does.
func asked(parameter string) string {
	if parameter == "" {
		return ""
	}
	return "http." + parameter
}

// refuse answers with the OperationOutcome of an error.
func (c *call) refuse(err error) { outcome.Answer(c.w, c.r, c.Log, err, asked) }

// ignored says which parameters were passed over.
func ignored(all []param.Ignored) []r4.OperationOutcomeIssue {
	var issues []r4.OperationOutcomeIssue
	for _, i := range all {
		issues = append(issues, outcome.Issue("warning", "not-supported", asked(i.Name), i.Reason))
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
	w.Header().Set("Access-Control-Allow-Origin", "*")
	outcome.Write(w, status, outcome.Issue("error", code, "", why))
}
