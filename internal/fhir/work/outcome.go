package work

import (
	"net/http"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
)

// unfit refuses a resource that was understood and cannot be.
func unfit(where, nl, en string) error {
	return &outcome.Refusal{Status: http.StatusUnprocessableEntity, Code: "business-rule", Where: where, Text: fault.Text{NL: nl, EN: en}}
}

// refuse answers with the OperationOutcome of an error.
func (c *call) refuse(err error) {
	outcome.Answer(c.w, c.r, c.Log, err, func(field string) string { return field })
}

// send answers with JSON that nobody keeps: it is for who is signed in.
func (c *call) send(status int, body []byte) {
	h := c.w.Header()
	h.Set("Content-Type", outcome.Media+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body)
}
