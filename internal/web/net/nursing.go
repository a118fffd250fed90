package net

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// spare is how many empty rows stand below those that are filled.
const spare = 2

// nursing is the form for which team of district nurses belongs to which practice.
func (p Page) nursing(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	practices, err := p.parties(r.Context(), is, "huisartsenzorg", func(n network.NursingCoordination) (network.OrganizationID, string) {
		return n.Practice, n.PracticeName
	})
	if err != nil {
		return err
	}
	teams, err := p.parties(r.Context(), is, "wijkverpleging", func(n network.NursingCoordination) (network.OrganizationID, string) { return n.Team, n.TeamName })
	if err != nil {
		return err
	}
	rows := len(is.Nursing) + spare
	is.Nursing = append(slices.Clone(is.Nursing), make([]network.NursingCoordination, spare)...)
	var inputs []input[wijk]
	for i := range rows {
		inputs = append(inputs, nursingRow(i, practices, teams)...)
	}
	return answer(p, w, r, form[wijk]{
		title: "Wijkverpleging per praktijk", action: wijkPath(is) + "/wijkverpleging", back: wijkPath(is), crumbs: wijkCrumbs(is), is: is, version: is.Version,
		lead:   "Zo is er één ingang per huisartsenpraktijk. Laat een praktijk leeg om de regel weg te halen.",
		inputs: inputs, whole: []input[wijk]{wholeNursing(practices, teams)}, save: p.saveNursing(who),
	})
}

// saveNursing leaves out the rows without a practice.
func (p Page) saveNursing(who access.Actor) func(context.Context, wijk, int64) error {
	save := p.saveWijk(who)
	return func(ctx context.Context, w wijk, version int64) error {
		for i, n := range w.Nursing {
			if n.Practice == "" && (n.Team != "" || n.Model != "" || n.Phone != "") && i >= len(w.Nursing)-spare {
				return fault.InvalidField(fmt.Sprintf("nursing.%d.practice", i+1), "Kies een praktijk.", "expected a practice")
			}
		}
		w.Nursing = slices.DeleteFunc(slices.Clone(w.Nursing), func(n network.NursingCoordination) bool { return n.Practice == "" })
		return save(ctx, w, version)
	}
}

// parties are the organisations of a discipline that work in the wijken, and those that are named already.
func (p Page) parties(ctx context.Context, w wijk, d network.DisciplineCode, named func(network.NursingCoordination) (network.OrganizationID, string)) ([]ui.Option, error) {
	known := map[network.OrganizationID]string{}
	for _, n := range w.Nursing {
		if id, name := named(n); id != "" {
			known[id] = name
		}
	}
	if len(w.Areas) > 0 {
		found, err := p.Directory.Services(ctx, directory.Query{Discipline: d, Areas: w.Areas, Limit: 200})
		if err != nil {
			return nil, err
		}
		for i := range found.Services {
			known[found.Services[i].Organization] = found.Services[i].OrganizationName
		}
	}
	options := make([]ui.Option, 0, len(known)+1)
	for id, name := range known {
		options = append(options, ui.Option{Value: string(id), Text: name})
	}
	slices.SortFunc(options, func(a, b ui.Option) int { return strings.Compare(a.Text+a.Value, b.Text+b.Value) })
	return slices.Insert(options, 0, ui.Option{Text: "Geen"}), nil
}

func nursingRow(i int, practices, teams []ui.Option) []input[wijk] {
	name := func(part string) string { return fmt.Sprintf("nursing.%d.%s", i+1, part) }
	at := func(w *wijk) *network.NursingCoordination { return &w.Nursing[i] }
	label := func(s string) string { return fmt.Sprintf("%s %d", s, i+1) }
	return []input[wijk]{
		text(name("practice"), label("Praktijk"), func(w *wijk) *network.OrganizationID { return &at(w).Practice }).
			with(func(in *input[wijk]) {
				in.kind, in.options, in.heading = choice, practices, fmt.Sprintf("Regel %d", i+1)
			}),
		text(name("team"), label("Team van praktijk"), func(w *wijk) *network.OrganizationID { return &at(w).Team }).with(func(in *input[wijk]) { in.kind, in.options = choice, teams }),
		text(name("model"), label("Hoe werkt het bij praktijk"), func(w *wijk) *string { return &at(w).Model }).may().hinted("Bijvoorbeeld: één aanspreekpunt, of kernteam."),
		text(name("phone"), label("Telefoon voor praktijk"), func(w *wijk) *string { return &at(w).Phone }).may().with(func(in *input[wijk]) { in.keys = "tel" }),
	}
}

// wholeNursing is all rows as one part, for when two people changed them at once: a row on each line.
func wholeNursing(practices, teams []ui.Option) input[wijk] {
	return input[wijk]{
		name: "nursing", label: "Wijkverpleging per praktijk",
		read: func(w *wijk) string {
			var lines []string
			for _, n := range w.Nursing {
				if n.Practice != "" {
					lines = append(lines, strings.Join([]string{string(n.Practice), string(n.Team), n.Model, n.Phone}, "\t"))
				}
			}
			return strings.Join(lines, "\n")
		},
		write: func(w *wijk, v string) string {
			w.Nursing = nil
			for _, line := range strings.Split(v, "\n") {
				if line == "" {
					continue
				}
				cells := strings.Split(line, "\t")
				if len(cells) != 4 {
					return "Kies wat er moet staan."
				}
				w.Nursing = append(w.Nursing, network.NursingCoordination{Practice: network.OrganizationID(cells[0]), Team: network.OrganizationID(cells[1]), Model: cells[2], Phone: cells[3]})
			}
			return ""
		},
		show: func(v string) string {
			var lines []string
			for _, line := range strings.Split(v, "\n") {
				if cells := strings.Split(line, "\t"); len(cells) == 4 {
					lines = append(lines, strings.Join(filled(optionText(practices, cells[0]), optionText(teams, cells[1]), cells[2], phone(cells[3])), ", "))
				}
			}
			return strings.Join(lines, "\n")
		},
	}
}
