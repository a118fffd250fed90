package net

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

type regio = network.Region

func regionPath(r regio) string { return root + "/regio/" + r.Slug }

func regionCrumbs(r regio) []ui.Link {
	return append(slices.Clone(rootCrumbs), ui.Link{Text: r.Name, Href: regionPath(r)})
}

func (p Page) openRegion(r *http.Request) (access.Actor, regio, error) {
	who := p.SignedIn(r)
	is, err := p.Network.EditRegion(r.Context(), who, r.PathValue("slug"))
	return who, is, err
}

// region is the page from which a region is edited.
func (p Page) region(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.openRegion(r)
	if err != nil {
		return err
	}
	tasks, err := p.Network.Tasks(r.Context())
	if err != nil {
		return err
	}
	var list overviewView
	who.Region = string(is.ID)
	if err := p.teams(r.Context(), who, &list); err != nil {
		return err
	}
	coverage, err := p.Network.Coverage(r.Context(), is.Slug, p.Now())
	if err != nil {
		return err
	}
	v := hub{frame: p.frame(r, is.Name, append(slices.Clone(rootCrumbs), ui.Link{Text: is.Name})), title: is.Name, href: regionPath(is),
		saved: wasSaved(r), public: ui.Link{Text: "Zo ziet iedereen de regio", Href: "/regio/" + is.Slug},
		tasks: withSigns(taskRows(regionPath(is), "resv", tasks, is.RESV.Tasks), coverage.Tasks), phase: phaseParts(is, coverage), teams: list.teams, wijken: p.areaWords(is.Areas),
		why: site.Why("network.SaveRegion", "region", string(is.ID))}
	if p.Mandates != nil {
		for _, kind := range ofRegion {
			v.tables = append(v.tables, tableLinks(regionTable(kind, is))...)
		}
		v.tables = append(v.tables, ui.Link{Text: "Wie spreekt voor welke discipline", Href: regionPath(is) + "/disciplines"})
	}
	complete := 0
	for _, t := range list.teams {
		if len(t.lacks) == 0 {
			complete++
		}
	}
	v.lead = fmt.Sprintf("Vandaag zijn %d van de %d wijkverbanden compleet.", complete, len(list.teams))
	contact := is.RESV.Contact
	v.data = []ui.Definition{
		{Term: "RESV of voorloper", Text: orUnknown(is.RESV.Name)}, {Term: "Voorloper", Text: yesWord(is.RESV.Forerunner)},
		{Term: "Rechtsvorm", Text: optionText(legalForms, string(is.RESV.LegalForm))}, {Term: "Fase", Text: optionText(phases, string(is.RESV.Phase))},
		{Term: "Website", Text: orUnknown(is.RESV.Website)}, {Term: "Telefoon", Text: orUnknown(phone(contact.Phone))}, {Term: "E-mail", Text: orUnknown(contact.Email)},
		{Term: "Wanneer bereikbaar", Text: orUnknown(times(contact.Hours))}, {Term: "Zorgkantoor", Text: orUnknown(is.Zorgkantoor)},
		{Term: "Huisartsen (RHO)", Text: orUnknown(is.GPOrganization)}, {Term: "Ondersteuning (ROS)", Text: orUnknown(is.Support)},
		{Term: "Verzekeraars die vooropgaan", Text: orUnknown(strings.Join(is.PreferredInsurers, ", "))},
		{Term: "Verzekeraars die volgen", Text: orUnknown(strings.Join(is.FollowingInsurers, ", "))},
		{Term: "Gemeente die namens alle spreekt", Text: orUnknown(is.MandatedMunicipality)},
	}
	return p.Render(w, r, http.StatusOK, regionPage(v))
}

func (p Page) saveRegion(who access.Actor) func(context.Context, regio, int64) error {
	return func(ctx context.Context, r regio, version int64) error {
		r.Version = version
		_, err := p.Network.SaveRegion(ctx, who, r)
		return err
	}
}

func (p Page) regionData(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.openRegion(r)
	if err != nil {
		return err
	}
	inputs := []input[regio]{
		text("name", "Naam van de regio", func(r *regio) *string { return &r.Name }),
		text("resv.name", "Naam van de RESV of de voorloper", func(r *regio) *string { return &r.RESV.Name }).may(),
		yesNo("resv.forerunner", "Is het nog een voorloper?", func(r *regio) *bool { return &r.RESV.Forerunner }),
		text("resv.legal_form", "Rechtsvorm", func(r *regio) *network.LegalForm { return &r.RESV.LegalForm }).with(func(in *input[regio]) { in.kind, in.options = choice, legalForms }),
		text("resv.phase", "Fase", func(r *regio) *network.Phase { return &r.RESV.Phase }).with(func(in *input[regio]) { in.kind, in.options = radios, phases }),
		text("resv.website", "Website", func(r *regio) *string { return &r.RESV.Website }).may().hinted("Begin met https://").with(func(in *input[regio]) { in.keys, in.most = "url", 4000 }),
	}
	inputs = append(inputs, reachInputs("resv.", func(r *regio) *network.Reach { return &r.RESV.Contact })...)
	inputs = append(inputs,
		text("zorgkantoor", "Zorgkantoor", func(r *regio) *string { return &r.Zorgkantoor }).may(),
		text("gp_organization", "Regionale huisartsenorganisatie (RHO)", func(r *regio) *string { return &r.GPOrganization }).may(),
		text("support", "Wie de regio ondersteunt (ROS)", func(r *regio) *string { return &r.Support }).may(),
		list("preferred_insurers", "Zorgverzekeraars die vooropgaan", func(r *regio) *[]string { return &r.PreferredInsurers }).hinted("Elke naam op een eigen regel."),
		list("following_insurers", "Zorgverzekeraars die volgen", func(r *regio) *[]string { return &r.FollowingInsurers }).hinted("Elke naam op een eigen regel."),
		text("mandated_municipality", "Gemeente die namens alle spreekt", func(r *regio) *string { return &r.MandatedMunicipality }).may(),
	)
	return answer(p, w, r, form[regio]{title: "Gegevens", lead: is.Name, action: regionPath(is) + "/gegevens", back: regionPath(is), crumbs: regionCrumbs(is),
		is: is, version: is.Version, inputs: inputs, save: p.saveRegion(who)})
}

// regionAreas is the form for what a region covers: a code on each line, with its name behind it.
func (p Page) regionAreas(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.openRegion(r)
	if err != nil {
		return err
	}
	areas := list("areas", "Gemeenten of wijken", func(r *regio) *[]network.AreaCode { return &r.Areas }).
		hinted("Op elke regel een CBS-code, zoals GM0363 of WK036304. Wat erachter staat, telt niet.")
	plain := areas.write
	areas.read = func(r *regio) string {
		lines := make([]string, len(r.Areas))
		for i, c := range r.Areas {
			lines[i] = string(c) + " " + p.areaName(c)
		}
		return strings.Join(lines, "\n")
	}
	areas.write = func(r *regio, v string) string {
		lines := strings.Split(v, "\n")
		for i, l := range lines {
			lines[i], _, _ = strings.Cut(strings.TrimSpace(l), " ")
		}
		r.Center = regio{}.Center // of the new areas
		return plain(r, strings.Join(lines, "\n"))
	}
	return answer(p, w, r, form[regio]{title: "Gebied", lead: "Een gemeente of wijk hoort bij één regio.", action: regionPath(is) + "/gebieden", back: regionPath(is),
		crumbs: regionCrumbs(is), is: is, version: is.Version, inputs: []input[regio]{areas.with(func(in *input[regio]) { in.most = 20000 })}, save: p.saveRegion(who)})
}

func (p Page) regionTask(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.openRegion(r)
	if err != nil {
		return err
	}
	return p.task(w, r, who, network.TaskOwner{Region: is.ID}, is.RESV.Tasks, regionPath(is), regionCrumbs(is))
}

// newWijkverband is the form with which a region adds a wijkverband.
func (p Page) newWijkverband(w http.ResponseWriter, r *http.Request) error {
	who, of, err := p.openRegion(r)
	if err != nil {
		return err
	}
	is := wijk{Region: of.ID}
	inputs := append([]input[wijk]{
		text("name", "Naam", func(w *wijk) *string { return &w.Name }).hinted("Bijvoorbeeld: Wijkverband Centrum."),
		text("meets_every", "Hoe vaak overlegt het?", func(w *wijk) *string { return &w.MeetsEvery }).may().hinted("Bijvoorbeeld: elke 6 weken, of maandelijks."),
	}, p.wijkInputs(of, is)...)
	var made wijk
	return answer(p, w, r, form[wijk]{title: "Wijkverband toevoegen", lead: of.Name, action: regionPath(of) + "/nieuw", back: regionPath(of), crumbs: regionCrumbs(of),
		is: is, button: "Voeg toe", inputs: inputs,
		save: func(ctx context.Context, w wijk, version int64) (err error) {
			w.Version = version
			made, err = p.Network.SaveWijkverband(ctx, who, w)
			return err
		},
		then: func() string { return startPath(made) }})
}

// wijkInputs ask in which wijken of the region a wijkverband works, and of which it is the first.
func (p Page) wijkInputs(of regio, is wijk) []input[wijk] {
	codes := areamap.Wijken(p.Finder.Atlas(), of.Areas)
	for _, c := range is.Areas {
		if !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	options := make([]ui.Option, len(codes))
	for i, c := range codes {
		options[i] = ui.Option{Value: string(c), Text: p.areaName(c)}
	}
	each := func(in input[wijk]) input[wijk] {
		return in.with(func(in *input[wijk]) { in.kind, in.options, in.show = checks, options, nil })
	}
	return []input[wijk]{
		each(list("areas", "In welke wijken werkt het?", func(w *wijk) *[]network.AreaCode { return &w.Areas })),
		each(list("primary", "Voor welke wijken is het het eerste?", func(w *wijk) *[]network.AreaCode { return &w.Primary })).
			hinted("Elke inwoner telt één keer mee, bij het eerste wijkverband van de wijk. Kies alleen wijken die u hierboven koos."),
	}
}
