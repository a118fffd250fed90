package site

import (
	"net/http"

	"eerstelijn/internal/fault"
)

// DoneField is the parameter that says, after a form was handled, what happened.
const DoneField = "gedaan"

// Done reads from the address what was done; empty where nothing was.
func Done(r *http.Request) string { return r.URL.Query().Get(DoneField) }

// Lead goes on to a page that says what was done.
func Lead(w http.ResponseWriter, r *http.Request, path, what string) error {
	Redirect(w, r, path+"?"+DoneField+"="+what)
	return nil
}

// Said gives the words of an error for people: that of its one field, where it has one.
func Said(err error) string {
	safe := fault.Safe(err)
	if len(safe.Fields) == 1 {
		return safe.Fields[0].NL
	}
	return safe.Text.NL
}
