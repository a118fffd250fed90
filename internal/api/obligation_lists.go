package api

import (
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/agreement/template"
	"eerstelijn/internal/network"
)

type measureKind struct {
	Code   string         `json:"code"`
	Name   string         `json:"name"`
	Plain  string         `json:"plain" doc:"Wat er geteld wordt, en wat niet."`
	Norm   int            `json:"norm" doc:"Gebruikelijk: zoveel procent moet goed gaan."`
	Params []measureParam `json:"params"`
}

type measureParam struct {
	Key      string          `json:"key"`
	Name     string          `json:"name"`
	Unit     string          `json:"unit,omitempty"`
	Least    int             `json:"least"`
	Most     int             `json:"most"`
	Usual    int             `json:"usual"`
	Optional bool            `json:"optional,omitempty" doc:"Mag weg. Dan geldt het gebruikelijke getal."`
	Choices  []measureChoice `json:"choices,omitempty"`
}

type measureChoice struct {
	Value int    `json:"value"`
	Name  string `json:"name"`
}

// measures answers GET /measures.
func (s *server) measures(_ *struct{}, _ request) (List[measureKind], error) {
	var items []measureKind
	for _, k := range measure.Kinds() {
		out := measureKind{Code: k.Code, Name: k.Name, Plain: k.Plain, Norm: k.Norm, Params: []measureParam{}}
		for _, p := range k.Params {
			param := measureParam{Key: p.Key, Name: p.Name, Unit: p.Unit, Least: p.Least, Most: p.Most, Usual: p.Usual, Optional: p.Optional}
			for _, c := range p.Choices {
				param.Choices = append(param.Choices, measureChoice(c))
			}
			out.Params = append(out.Params, param)
		}
		items = append(items, out)
	}
	return all(items), nil
}

type agreementTemplate struct {
	Code          string                   `json:"code"`
	Name          string                   `json:"name"`
	Plain         string                   `json:"plain"`
	Kind          agreement.Kind           `json:"kind"`
	Level         string                   `json:"level" enum:"wijk,region,nation"`
	Subject       string                   `json:"subject" doc:"Code uit /mandate-subjects."`
	NationalFirst bool                     `json:"national_first" doc:"Geldt alleen onder een landelijke afspraak."`
	Parties       []network.DisciplineCode `json:"parties" doc:"Wie meestal tekenen."`
	Clauses       []templateClause         `json:"clauses"`
	Obligations   []templateObligation     `json:"obligations"`
	Source        string                   `json:"source"`
}

type templateClause struct {
	Number       string `json:"number"`
	Heading      string `json:"heading"`
	Text         string `json:"text"`
	NationalOnly bool   `json:"national_only,omitempty,omitzero"`
}

type templateObligation struct {
	Clause  string         `json:"clause"`
	What    string         `json:"what"`
	Measure string         `json:"measure"`
	Params  map[string]int `json:"params,omitempty"`
	Norm    int            `json:"norm"`
	Period  string         `json:"period" enum:"week,month,quarter,year"`
}

// agreementTemplates answers GET /agreement-templates.
func (s *server) agreementTemplates(_ *struct{}, _ request) (List[agreementTemplate], error) {
	var items []agreementTemplate
	for _, t := range template.All() {
		out := agreementTemplate{Code: t.Code, Name: t.Name, Plain: t.Plain, Kind: t.Kind, Level: t.Level, Subject: t.Subject, NationalFirst: t.NationalFirst,
			Parties: t.Parties, Source: t.Source}
		for _, c := range t.Clauses {
			out.Clauses = append(out.Clauses, templateClause{c.Number, c.Heading, c.Text, c.NationalOnly})
		}
		for _, o := range t.Obligations {
			out.Obligations = append(out.Obligations, templateObligation{o.Clause, o.What, o.Measure, o.Params, o.Norm, o.Period})
		}
		items = append(items, out)
	}
	return all(items), nil
}
