package place

import (
	"slices"
	"strings"

	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/ui"
)

func fieldID(name string) string { return strings.ReplaceAll(name, ".", "-") }

func (v askView) choice(name, label, hint string, options []ui.Option) ui.Choice {
	return ui.Choice{ID: fieldID(name), Name: name, Label: label, Hint: hint, Error: v.wrong[name], Options: options}
}

func (v askView) text(f ui.Field) ui.Field {
	f.ID, f.Value, f.Error, f.Autocomplete = fieldID(f.Name), v.typed.Get(f.Name), v.wrong[f.Name], "off"
	return f
}

// item is one thing that receivers need to know, with its answers.
func (v askView) item(i placement.DataItem) ui.Choice {
	c := v.choice(needsName+i.Code, i.Name, "", []ui.Option{{Text: "Weet ik niet"}})
	for _, a := range i.Answers {
		c.Options = append(c.Options, ui.Option{Value: a.Code, Text: a.Name, Selected: v.typed.Get(needsName+i.Code) == a.Code})
	}
	return c
}

func (v askView) directions() (options []ui.Option) {
	for _, d := range directions {
		options = append(options, ui.Option{Value: string(d.code), Text: d.name, Selected: v.typed.has(directionName, string(d.code))})
	}
	return options
}

func (v askView) talked() []ui.Option {
	options := []ui.Option{
		{Value: "person", Text: "de persoon zelf"},
		{Value: "representative", Text: "wie voor de persoon beslist"},
		{Value: nobodyYet, Text: "nog niemand: dat kon niet (alleen bij crisis)"},
	}
	for i, o := range options {
		options[i].Selected = v.typed.has(withName, o.Value)
	}
	return options
}

// chosen says beside a fold how much is filled in there.
func (v askView) chosen(names ...string) string {
	n := 0
	for _, name := range names {
		for _, value := range v.typed.Values[name] {
			if value != "" {
				n++
			}
		}
	}
	if n == 0 {
		return ""
	}
	return " (" + ui.Amount(n, "ingevuld", "ingevuld") + ")"
}

// order is that of the fields on the page, for the summary of what is wrong.
var order = []string{kindName, urgencyName, whyName, areaName, directionName, startName, placesName, needsName, noteName, groupsName, wishesName, kmName, languagesName, knownName, insurerName, withName}

func (v askView) fieldErrors() (all []ui.FieldError) {
	for _, name := range order {
		for field, text := range v.wrong {
			if field == name || name == needsName && strings.HasPrefix(field, needsName) {
				all = append(all, ui.FieldError{ID: fieldID(field), Message: text})
			}
		}
	}
	for field, text := range v.wrong {
		if !strings.HasPrefix(field, needsName) && !slices.Contains(order, field) {
			all = append(all, ui.FieldError{ID: "inhoud", Message: text})
		}
	}
	return all
}
