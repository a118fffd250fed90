package work

import (
	"net/http"

	"eerstelijn/internal/fhir/outcome"
)

// unfit refuses a resource that was understood and cannot be.
func unfit(where, nl, en string) error {
	return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", where, nl, en)
}

// refuse answers with the OperationOutcome of an error.
func (c *call) refuse(err error) {
	outcome.Answer(c.w, c.r, c.Log, err, nil)
}
