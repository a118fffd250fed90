package admin

import (
	"net/http"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/ui"
)

// inputs are the fields of a form in the order in which they stand: by the name with which the capability
// says what is wrong, and by that of the page.
type inputs []struct{ field, input string }

// summary gives what stands above a form that was not taken.
func (in inputs) summary(wrong map[string]string) (all []ui.FieldError) {
	for _, f := range in {
		if text := wrong[f.field]; text != "" {
			all = append(all, ui.FieldError{ID: f.input, Message: text})
		}
	}
	return all
}

// wrongOf gives what is wrong with each field, in words.
func wrongOf(err error) map[string]string {
	wrong := map[string]string{}
	for _, field := range fault.Safe(err).Fields {
		wrong[field.Name] = field.NL
	}
	return wrong
}

// refused gives why a form is shown again, in words by field; what is right by itself and yet clashes with
// what is there already stands at the field clash. Empty where the error, if any, is about more than these
// fields: it then needs a page of its own, lest a form come back that says nothing.
func (in inputs) refused(err error, clash string) map[string]string {
	switch fault.KindOf(err) {
	case fault.Invalid:
		wrong := wrongOf(err)
		if len(in.summary(wrong)) < len(wrong) {
			return nil
		}
		return wrong
	case fault.Conflict:
		return map[string]string{clash: fault.Safe(err).Text.NL}
	default:
		return nil
	}
}

// formStatus is the status of a page with a form: whether something in it is wrong.
func formStatus(wrong map[string]string) int {
	if len(wrong) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}
