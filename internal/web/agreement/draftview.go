package agreement

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

// editView is the form of a text.
type editView struct {
	frame    ui.PageView
	title    string
	lead     string
	action   string
	back     string
	errors   []ui.FieldError
	problem  string
	hidden   []ui.Hidden
	fixed    bool   // where it is agreed stands fast
	place    string // when it does
	why      *ui.Field
	name     ui.Field
	forum    ui.Choice
	parent   ui.Choice
	parties  ui.Choice
	other    ui.Field
	several  ui.Choice
	clauses  []clauseForm
	duties   []dutyForm
	adds     ui.Choice
	program  *programForm
	days     []ui.Field
	open     ui.Choice
	grants   ui.Choice
	saveText string
}

type clauseForm struct {
	number        string
	hidden        []ui.Hidden
	heading, text ui.Field
	national      bool
	away          ui.Choice
}

type dutyForm struct {
	title    string
	hidden   []ui.Hidden
	measured string
	what     ui.Field
	clause   ui.Choice
	who      ui.Choice
	params   []ui.Field
	choices  []ui.Choice
	norm     ui.Field
	attested bool
	period   ui.Choice
	away     ui.Choice
}

type programForm struct {
	words       []ui.Field
	group       ui.Choice
	disciplines ui.Choice
	contractor  ui.Choice
	hidden      []ui.Hidden
}

// fieldID is the id of a field, which names a place in an address.
func fieldID(name string) string {
	return strings.NewReplacer("[", "-", "].", "-", "]", "", ".", "-").Replace(name)
}

// former fills in fields with what was typed and what is wrong.
type former struct {
	*book
	e *editing
	v *editView
}

func (f *former) text(x ui.Field) ui.Field {
	x.ID, x.Value, x.Error, x.Autocomplete = fieldID(x.Name), f.e.typed.Get(x.Name), f.e.wrong[x.Name], "off"
	f.told(x.ID, x.Label, x.Error)
	return x
}

func (f *former) choice(c ui.Choice) ui.Choice {
	c.ID, c.Error = fieldID(c.Name), f.e.wrong[c.Name]
	for i := range c.Options {
		c.Options[i].Selected = f.e.typed.has(c.Name, c.Options[i].Value)
	}
	f.told(c.ID, c.Label, c.Error)
	return c
}

// told puts an error in the summary, once.
func (f *former) told(id, label, wrong string) {
	if wrong != "" {
		f.v.errors = append(f.v.errors, ui.FieldError{ID: id, Message: strings.TrimSuffix(label, "?") + ": " + ui.Lower(wrong)})
	}
}

// editor shows the form.
func (p Page) editor(w http.ResponseWriter, r *http.Request, status int, e editing) error {
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	v := editView{title: "Maak een afspraak", action: newPath, back: newPath, problem: e.problem, saveText: "Bewaar als concept",
		lead: "Pas de tekst aan. Zolang het een concept is, bindt het nog niemand."}
	f := &former{b, &e, &v}
	who := p.SignedIn(r)
	crumbs := append(rootCrumbs[:2:2], ui.Link{Text: "Nieuw"})
	if e.which != "" {
		v.action, v.back, v.fixed = onePath(e.which)+"/wijzig", onePath(e.which), true
		v.title, v.saveText, crumbs = "Wijzig de tekst", "Bewaar", below(e.stands, "Wijzig")
		if e.stands.State == agreement.StateConsent {
			v.lead = "De tekst wordt weer een concept. Wie al getekend had, tekent straks opnieuw."
		}
		if e.amends {
			v.title, v.lead, v.saveText = "Nieuwe versie", "De oude tekst blijft gelden tot alle partijen de nieuwe hebben getekend.", "Bewaar de nieuwe versie"
			x := f.text(ui.Field{Name: whyName, Label: "Waarom een nieuwe versie?", Rows: 2, MaxLength: mostWords})
			v.why = &x
		}
		if v.place, err = b.forum(e.stands.Forum); err != nil {
			return err
		}
	}
	for _, name := range []string{kindName, subjectName, templateName, editName} {
		if e.typed.Has(name) {
			v.hidden = append(v.hidden, ui.Hidden{Name: name, Value: e.typed.Get(name)})
		}
	}
	if err := f.heads(who); err != nil {
		return err
	}
	f.clauses()
	if err := f.duties(); err != nil {
		return err
	}
	f.programme()
	if err := f.ends(); err != nil {
		return err
	}
	f.rest()
	v.frame = p.frame(r, v.title, crumbs...)
	return p.Render(w, r, status, editPage(v))
}

// heads are the name, where it is agreed, what it serves and by whom.
func (f *former) heads(who access.Actor) error {
	f.v.name = f.text(ui.Field{Name: titleName, Label: "Hoe heet de afspraak?", MaxLength: 150})
	forum := forumOf(f.e.typed.Get(forumName), network.RegionID(who.Region))
	if f.e.stands != nil {
		forum = f.e.stands.Forum
	}
	if !f.v.fixed {
		forums, err := f.forums(who)
		if err != nil {
			return err
		}
		c := ui.Choice{Name: forumName, Label: "Waar spreekt u dit af?"}
		for _, x := range forums {
			name, err := f.book.forum(x)
			if err != nil {
				return err
			}
			if x.Kind == mandate.RESV {
				name += " (hele regio)"
			}
			c.Options = append(c.Options, ui.Option{Value: forumText(x), Text: name})
		}
		f.v.forum = f.choice(c)
	}
	if err := f.parents(who, forum); err != nil {
		return err
	}
	return f.partners(forum)
}

// parents are the agreements of a higher level that this one may serve.
func (f *former) parents(who access.Actor, forum mandate.Forum) error {
	c := ui.Choice{Name: parentName, Label: "Voert dit een andere afspraak uit?", Options: []ui.Option{{Text: "Nee"}}}
	if forum.Level() != agreement.LevelNation {
		page, err := f.Agreements.List(f.ctx, who, agreement.Query{Binding: true})
		if err != nil {
			return err
		}
		for _, s := range page.Items {
			higher := s.Level == agreement.LevelNation || s.Level == agreement.LevelRegion && forum.Level() == agreement.LevelWijk && s.Forum.Region == forum.Region
			if higher && (f.e.which == "" || s.ID != f.e.which) {
				c.Options = append(c.Options, ui.Option{Value: string(s.ID), Text: levels[s.Level] + ": " + s.Title})
			}
		}
	}
	f.v.parent = f.choice(c)
	return nil
}

// partners are the organisations that may be a party: first those for whom somebody can speak there today.
func (f *former) partners(forum mandate.Forum) error {
	c := ui.Choice{Name: partiesName, Label: "Wie zijn de partijen?", Hint: "Een partij tekent door iemand met een mandaat voor dit onderwerp."}
	held, err := f.Mandates.Mandates(f.ctx, mandate.Query{Forum: forum})
	if err != nil {
		return err
	}
	subject := f.e.typed.Get(subjectName)
	can := map[network.OrganizationID]bool{}
	var ids []network.OrganizationID
	for _, m := range held {
		can[m.Grantor] = can[m.Grantor] || subject == "" || slices.Contains(m.Subjects, subject) || slices.Contains(m.Subjects, mandate.Every)
		ids = append(ids, m.Grantor)
	}
	for _, chosen := range f.e.typed.Values[partiesName] {
		ids = append(ids, network.OrganizationID(chosen))
	}
	if err := f.learn(ids...); err != nil {
		return err
	}
	for _, o := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		name, err := f.organization(o)
		if err != nil {
			return err
		}
		x := ui.Option{Value: string(o), Text: name}
		if !can[o] {
			x.Hint = "Hier heeft nog niemand een mandaat voor dit onderwerp."
		}
		c.Options = append(c.Options, x)
	}
	slices.SortStableFunc(c.Options, func(x, y ui.Option) int { return strings.Compare(x.Text, y.Text) })
	f.v.parties = f.choice(c)
	f.v.other = f.text(ui.Field{Name: otherName, Label: "Nog een partij", Hint: "De naam van de organisatie.", Optional: true, MaxLength: 200})
	s := ui.Choice{Name: whichName, Label: "Welke van deze?"}
	for _, o := range f.e.several {
		s.Options = append(s.Options, ui.Option{Value: string(o.ID), Text: o.Name, Hint: strings.TrimSpace(o.Website + " " + o.Phone)})
	}
	f.v.several = f.choice(s)
	return nil
}

func (f *former) clauses() {
	for _, i := range f.e.typed.rows(clauseRows) {
		name := func(part string) string { return row(clauseRows, i, part) }
		c := clauseForm{number: f.e.typed.in(clauseRows, i, numberPart), national: f.e.typed.in(clauseRows, i, nationPart) != "",
			hidden: []ui.Hidden{{Name: name(numberPart), Value: f.e.typed.in(clauseRows, i, numberPart)}}}
		if c.national {
			c.hidden = append(c.hidden, ui.Hidden{Name: name(nationPart), Value: yesValue})
		}
		// A number is not typed on this form: what is wrong with it stands at the heading.
		if wrong := f.e.wrong[name(numberPart)]; wrong != "" {
			f.e.wrong[name(headingPart)] = wrong
			delete(f.e.wrong, name(numberPart))
		}
		c.heading = f.text(ui.Field{Name: name(headingPart), Label: "Kop van artikel " + c.number, MaxLength: 150})
		c.text = f.text(ui.Field{Name: name(textPart), Label: "Tekst van artikel " + c.number, Rows: 4, MaxLength: 8000})
		c.away = f.choice(ui.Choice{Name: name(awayPart), Label: "Artikel " + c.number, Options: []ui.Option{{Value: yesValue, Text: "Haal artikel " + c.number + " weg"}}})
		f.v.clauses = append(f.v.clauses, c)
	}
}

func (f *former) duties() error {
	var clauses []ui.Option
	for _, c := range f.v.clauses {
		clauses = append(clauses, ui.Option{Value: c.number, Text: strings.TrimSpace(c.number + ". " + c.heading.Value)})
	}
	parties := []ui.Option{{Value: each, Text: "Elke partij"}}
	for _, o := range f.v.parties.Options {
		if o.Selected {
			parties = append(parties, ui.Option{Value: o.Value, Text: o.Text})
		}
	}
	for n, i := range f.e.typed.rows(dutyRows) {
		f.v.duties = append(f.v.duties, f.duty(i, n+1, clauses, parties))
	}
	c := ui.Choice{Name: addMeasure, Label: "Hoe meten wij de nieuwe belofte?"}
	for _, k := range measure.Kinds() {
		c.Options = append(c.Options, ui.Option{Value: k.Code, Text: k.Name})
	}
	c.Options = append(c.Options, ui.Option{Value: measure.Attested, Text: "De partij zegt zelf of het lukte"})
	f.v.adds = f.choice(c)
	return nil
}

func (f *former) duty(i, n int, clauses, parties []ui.Option) dutyForm {
	name := func(part string) string { return row(dutyRows, i, part) }
	code := f.e.typed.in(dutyRows, i, measurePart)
	d := dutyForm{title: "Belofte " + strconv.Itoa(n), attested: code == measure.Attested, hidden: []ui.Hidden{
		{Name: name(idPart), Value: f.e.typed.in(dutyRows, i, idPart)}, {Name: name(measurePart), Value: code}}}
	d.what = f.text(ui.Field{Name: name(whatPart), Label: "Wat belooft de partij?", MaxLength: 2000})
	d.clause = f.choice(ui.Choice{Name: name(clausePart), Label: "Hoort bij artikel", Options: slices.Clone(clauses)})
	d.who = f.choice(ui.Choice{Name: name(whoPart), Label: "Voor wie geldt dit?", Options: slices.Clone(parties)})
	d.period = f.choice(ui.Choice{Name: name(periodPart), Label: "Hoe vaak kijken wij?", Options: []ui.Option{
		{Value: "week", Text: "Elke week"}, {Value: "month", Text: "Elke maand"}, {Value: "quarter", Text: "Elk kwartaal"}, {Value: "year", Text: "Elk jaar"}}})
	d.norm = f.text(ui.Field{Name: name(normPart), Label: "Hoe vaak moet het goed gaan? (van de 100 keer)", Short: true, InputMode: "numeric", MaxLength: 3})
	d.away = f.choice(ui.Choice{Name: name(awayPart), Label: d.title, Options: []ui.Option{{Value: yesValue, Text: "Haal belofte " + strconv.Itoa(n) + " weg"}}})
	k, known := measure.Find(code)
	d.measured = "De partij zegt zelf of het lukte."
	if known {
		d.measured = k.Name + ". " + k.Plain
	}
	for _, p := range k.Params {
		if len(p.Choices) > 0 {
			c := ui.Choice{Name: name(paramPart + p.Key), Label: p.Name}
			if p.Optional && f.e.typed.in(dutyRows, i, paramPart+p.Key) == "" {
				f.e.typed.Set(name(paramPart+p.Key), strconv.Itoa(p.Usual))
			}
			for _, x := range p.Choices {
				c.Options = append(c.Options, ui.Option{Value: strconv.Itoa(x.Value), Text: x.Name})
			}
			d.choices = append(d.choices, f.choice(c))
			continue
		}
		d.params = append(d.params, f.text(ui.Field{Name: name(paramPart + p.Key), Label: p.Name + " hoeveel " + p.Unit + "?", Short: true, InputMode: "numeric", MaxLength: 5,
			Hint: "Van " + strconv.Itoa(p.Least) + " tot en met " + strconv.Itoa(p.Most) + "."}))
	}
	return d
}

func (f *former) programme() {
	if f.e.typed.Get(hasProgram) == "" {
		return
	}
	p := programForm{hidden: []ui.Hidden{{Name: hasProgram, Value: yesValue}}}
	for _, m := range f.e.typed.Values[programPart+"measures"] {
		p.hidden = append(p.hidden, ui.Hidden{Name: programPart + "measures", Value: m})
	}
	for _, x := range []struct{ part, label string }{{"need", "Wat is er nodig, en waarom?"}, {"guideline", "Welke richtlijn volgt u?"}, {"way_in", "Hoe komt iemand in het programma?"},
		{"lead", "Wie heeft de regie?"}, {"referral", "Wie mag naar wie verwijzen?"}} {
		p.words = append(p.words, f.text(ui.Field{Name: programPart + x.part, Label: x.label, Rows: 2, MaxLength: mostWords, Optional: x.part != "need"}))
	}
	tables := f.Finder.Tables()
	group := ui.Choice{Name: programPart + "group", Label: "Voor welke groep?"}
	for _, g := range tables.TargetGroups {
		group.Options = append(group.Options, ui.Option{Value: g.Code, Text: g.Name})
	}
	p.group = f.choice(group)
	list := ui.Choice{Name: programPart + "disciplines", Label: "Wie doen er mee?"}
	all, err := f.Network.Disciplines(f.ctx)
	if err == nil {
		for _, d := range all {
			list.Options = append(list.Options, ui.Option{Value: string(d.Code), Text: d.Name})
		}
	}
	p.disciplines = f.choice(list)
	p.contractor = f.choice(ui.Choice{Name: programPart + "main_contractor", Label: "Hoofdaannemer", Options: []ui.Option{{Value: yesValue, Text: "De RESV is hoofdaannemer"}}})
	f.v.program = &p
}

// ends are from when, until when, for whom else, and who sees the counts.
func (f *former) ends() error {
	for _, x := range []struct{ name, label, hint string }{{fromName, "Vanaf welke dag?", "Leeg is: zodra alle partijen hebben getekend."},
		{untilName, "Tot en met welke dag?", "Leeg is: zonder einde."}, {reviewName, "Wanneer kijkt u opnieuw?", "Dan wordt de afspraak vanzelf bekeken."}} {
		f.v.days = append(f.v.days, f.text(ui.Field{Name: x.name, Label: x.label, Hint: x.hint, Type: "date", Short: true, Optional: true}))
	}
	f.v.open = f.choice(ui.Choice{Name: openName, Label: "Toetreden", Options: []ui.Option{{Value: yesValue, Text: "Andere organisaties mogen later toetreden"}}})
	insurers, err := f.Network.Organizations(f.ctx, network.OrganizationQuery{Kind: network.InsurerOrg})
	if err != nil {
		return err
	}
	c := ui.Choice{Name: grantsName, Label: "Welke verzekeraar mag aantallen zien?", Hint: "Alleen hoe vaak het gehouden of uitgelegd is. Geen namen en geen uitleg.", Optional: true}
	for _, o := range insurers {
		c.Options = append(c.Options, ui.Option{Value: string(o.ID), Text: o.Name})
	}
	slices.SortStableFunc(c.Options, func(x, y ui.Option) int { return strings.Compare(x.Text, y.Text) })
	f.v.grants = f.choice(c)
	return nil
}

// rest puts what is wrong with no field of the form in the summary.
func (f *former) rest() {
	said := map[string]bool{}
	for _, e := range f.v.errors {
		said[e.ID] = true
	}
	for name, text := range f.e.wrong {
		if !said[fieldID(name)] {
			f.v.errors = append(f.v.errors, ui.FieldError{ID: "inhoud", Message: text})
		}
	}
	if f.v.problem != "" {
		f.v.errors = append(f.v.errors, ui.FieldError{ID: "inhoud", Message: f.v.problem})
	}
}
