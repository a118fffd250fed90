// Package template holds texts to begin an agreement with, as data: clauses in plain Dutch, obligations
// that can be weighed, and which disciplines sign. A region changes what it wants; what is signed is
// what stands in the agreement, not the template.
//
// Each template names the source that asks for such agreements: a document and its chapter.
package template

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/network"
)

// Template is an agreement to begin with.
type Template struct {
	Code    string
	Name    string // Dutch
	Plain   string // what it is for, in one sentence
	Kind    agreement.Kind
	Level   string // where it is usually made: "nation" "region" "wijk"
	Subject string // of the mandates that sign it
	// NationalFirst says that it can be active only below a national agreement.
	NationalFirst bool
	Clauses       []agreement.Clause
	Obligations   []agreement.Obligation
	Programme     *agreement.Programme
	Parties       []network.DisciplineCode // who usually signs
	Source        string
}

//go:embed data/*.json
var data embed.FS

// file is a template as it is stored; its name gives the place in the list and the code.
type file struct {
	Name          string                   `json:"name"`
	Plain         string                   `json:"plain"`
	Kind          agreement.Kind           `json:"kind"`
	Level         string                   `json:"level"`
	Subject       string                   `json:"subject"`
	NationalFirst bool                     `json:"national_first"`
	Parties       []network.DisciplineCode `json:"parties"`
	Source        string                   `json:"source"`
	Programme     *programme               `json:"programme"`
	Clauses       []clause                 `json:"clauses"`
	Obligations   []owed                   `json:"obligations"`
}

type clause struct {
	Number       string `json:"number"`
	Heading      string `json:"heading"`
	Text         string `json:"text"`
	NationalOnly bool   `json:"national_only"`
}

type owed struct {
	Clause  string         `json:"clause"`
	What    string         `json:"what"`
	Measure string         `json:"measure"`
	Params  map[string]int `json:"params"`
	Norm    int            `json:"norm"`
	Period  string         `json:"period"`
}

type programme struct {
	Need           string                   `json:"need"`
	Group          string                   `json:"group"`
	Guideline      string                   `json:"guideline"`
	WayIn          string                   `json:"way_in"`
	Lead           string                   `json:"lead"`
	Referral       string                   `json:"referral"`
	Disciplines    []network.DisciplineCode `json:"disciplines"`
	Measures       []string                 `json:"measures"`
	MainContractor bool                     `json:"main_contractor"`
}

// All are the templates, in the order in which people see them. The caller may change what it gets.
func All() []Template {
	all := make([]Template, len(files()))
	for i, f := range files() {
		all[i] = f.template()
	}
	return all
}

// Find gives the template with a code.
func Find(code string) (Template, bool) {
	for _, f := range files() {
		if f.code == code {
			return f.template(), true
		}
	}
	return Template{}, false
}

type named struct {
	code string
	file
}

// files reads the embedded data once. It cannot fail in a program whose tests passed.
var files = sync.OnceValue(func() (all []named) {
	names, err := fs.Glob(data, "data/*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		f, err := read(name)
		if err != nil {
			panic(fmt.Errorf("template: %s: %w", name, err))
		}
		all = append(all, f)
	}
	return all
})

// read takes one file, named 'data/NN-code.json'.
func read(name string) (f named, err error) {
	in, err := data.Open(name)
	if err != nil {
		return f, err
	}
	defer func() { _ = in.Close() }()
	d := json.NewDecoder(in)
	d.DisallowUnknownFields()
	f.code = name[len("data/00-") : len(name)-len(".json")]
	return f, d.Decode(&f.file)
}

func (f *named) template() Template {
	t := Template{Code: f.code, Name: f.Name, Plain: f.Plain, Kind: f.Kind, Level: f.Level, Subject: f.Subject, NationalFirst: f.NationalFirst,
		Parties: slices.Clone(f.Parties), Source: f.Source}
	for _, c := range f.Clauses {
		t.Clauses = append(t.Clauses, agreement.Clause{Number: c.Number, Heading: c.Heading, Text: c.Text, NationalOnly: c.NationalOnly})
	}
	for _, o := range f.Obligations {
		params := map[string]int{}
		for k, v := range o.Params {
			params[k] = v
		}
		t.Obligations = append(t.Obligations, agreement.Obligation{Clause: o.Clause, Who: "each", What: o.What, Measure: o.Measure, Params: params,
			Norm: o.Norm, Period: o.Period})
	}
	if p := f.Programme; p != nil {
		t.Programme = &agreement.Programme{Need: p.Need, Group: p.Group, Guideline: p.Guideline, WayIn: p.WayIn, Lead: p.Lead, Referral: p.Referral,
			Disciplines: slices.Clone(p.Disciplines), Measures: slices.Clone(p.Measures), MainContractor: p.MainContractor}
	}
	return t
}
