package bottleneck

import (
	"net/http"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// searchField is the parameter with the words that somebody looks for.
const searchField = "q"

// mostShown bounds the page; who sees so many asks for less.
const mostShown = 50

// exampleView is something that was solved: what was said, what was done, and whether it helped.
type exampleView struct {
	id, href, title, what, done, helped, who, where string
}

// examplesView is the page of good examples.
type examplesView struct {
	frame    ui.PageView
	errors   []ui.FieldError
	lead     string
	words    ui.Field
	theme    ui.Choice
	found    []exampleView
	filtered bool
}

// Examples shows what was solved and can be learned from, by theme and words.
func (p Page) Examples(w http.ResponseWriter, r *http.Request) error {
	who, ask := p.SignedIn(r), r.URL.Query()
	n, err := p.names(r.Context())
	if err != nil {
		return err
	}
	v := examplesView{frame: p.frame(r, "Goede voorbeelden", ui.Link{Text: "Goede voorbeelden"}), filtered: ask.Get(searchField) != "" || ask.Get(themeField) != "",
		words: ui.Field{Name: searchField, Label: "Waar zoekt u naar?", Hint: "Bijvoorbeeld: nacht, of tolk. Schrijf geen namen.", Value: ask.Get(searchField), MaxLength: mostTitle, Optional: true, Autocomplete: "off", Type: "search"},
		theme: ui.Choice{Name: themeField, Label: "Waar gaat het over?", Options: []ui.Option{{Text: "Alles"}}}}
	for _, t := range n.order {
		v.theme.Options = append(v.theme.Options, ui.Option{Value: t.Code, Text: t.Name, Selected: t.Code == ask.Get(themeField)})
	}
	status := http.StatusOK
	found, err := p.Bottlenecks.Examples(r.Context(), who, core.ExampleQuery{Theme: ask.Get(themeField), Words: ask.Get(searchField), Limit: mostShown})
	if err != nil {
		if fault.KindOf(err) != fault.Invalid {
			return err
		}
		status, v.words.Error = site.Status(err), site.Said(err)
		v.errors = []ui.FieldError{{ID: searchField, Message: v.words.Error}}
	}
	if v.found, err = n.examples(who, found); err != nil {
		return err
	}
	v.lead = "Wat elders vastliep, en wat hielp. " + ui.Amount(len(found), "voorbeeld.", "voorbeelden.")
	if len(found) == mostShown {
		v.lead = "Wat elders vastliep, en wat hielp. U ziet de nieuwste " + ui.Count(mostShown) + ". Zoek op een woord of kies een onderwerp."
	}
	return p.Render(w, r, status, examplesPage(v))
}

// examples makes the examples for a page. Who works in the region where one was solved reads the whole of it.
func (n *names) examples(who access.Actor, all []core.Example) (list []exampleView, err error) {
	for i := range all {
		e := &all[i]
		x := exampleView{id: string(e.ID), title: e.Title, what: e.What, done: e.Done, helped: "Ja, alle melders zeiden dat.", who: placed(e.Level, e.By),
			where: n.theme(e.Theme) + ", opgelost op " + ui.Date(e.SolvedAt)}
		if !e.Helped {
			x.helped = "Niet alle melders antwoordden. Niemand zei nee."
		}
		region, err := n.region(e.Region)
		if err != nil {
			return nil, err
		}
		if region != "" && e.Level == core.Wijk {
			x.who += ", " + region
		}
		if e.Region != "" && e.Region == network.RegionID(who.Region) {
			x.href = pathOf(e.ID)
		}
		list = append(list, x)
	}
	return list, nil
}
