package offer

import (
	"github.com/a-h/templ"

	"eerstelijn/internal/web/ui"
)

// text is a field with what was typed and what is wrong with it.
func (v editView) text(f ui.Field) templ.Component {
	f.ID, f.Value, f.Error, f.Autocomplete = fieldID(f.Name), v.get(f.Name), v.errors[f.Name], "off"
	return ui.TextField(f)
}

// choice is a question with what was chosen. A list that asks for one answer begins with none.
func (v editView) choice(name, label, hint string, list []named) ui.Choice {
	c := ui.Choice{ID: fieldID(name), Name: name, Label: label, Hint: hint, Error: v.errors[name],
		Options: options(list, func(code string) bool { return v.has(name, code) })}
	if name == "kind" || name == "discipline" {
		c.Options = append([]ui.Option{{Text: "Kies"}}, c.Options...)
	}
	return c
}

// wants tells whether the empty row of a list should be open: the entry has none yet, or needs one.
func (v editView) wants(list string, i int) bool {
	if v.fresh && i == 0 && list != "links" {
		return true
	}
	for _, k := range rowFields[list] {
		if v.errors[part(list, i, k)] != "" {
			return true
		}
	}
	return false
}
