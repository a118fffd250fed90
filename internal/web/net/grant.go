package net

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

// grant is a mandate as its form asks for it.
type grant struct {
	mandate.Mandate
	Table string // key of the table
	Other string // name of a grantor that is not in the list
	Why   string // of a correction
}

// grantPage is the form with which a mandate is given. '?tafel=' says where, '?na=' which it follows.
func (p Page) grantPage(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), p.SignedIn(r)
	tables, err := p.tables(ctx, who)
	if err != nil {
		return err
	}
	tables = slices.DeleteFunc(tables, func(t table) bool { return !p.mayGrant(who, t) })
	if len(tables) == 0 {
		return fault.New(fault.Denied, "Een mandaat geeft u namens uw eigen organisatie, of legt u vast namens de regio.", "this role gives no mandates")
	}
	is := grant{Table: r.URL.Query().Get("tafel")}
	lead := "Zo weet iedereen wie namens uw organisatie spreekt, waarover en tot wanneer."
	if who.Role != access.ProviderAdmin {
		lead = "U legt vast wat de organisatie zelf besloot."
	}
	action := root + "/mandaat/nieuw"
	if before, err := id.Parse[mandate.ID](r.URL.Query().Get("na")); err == nil {
		if err := p.follow(ctx, before, &is); err != nil {
			return err
		}
		lead = "Dit mandaat begint op de dag waarop het vorige afloopt."
		action += "?na=" + string(before)
	} else if slices.ContainsFunc(tables, func(t table) bool { return t.key == is.Table }) {
		action += "?tafel=" + is.Table
	}
	if !slices.ContainsFunc(tables, func(t table) bool { return t.key == is.Table }) {
		is.Table = tables[0].key
	}
	inputs := []input[grant]{tableInput(tables)}
	grantor, err := p.grantorInputs(ctx, who, tables[0].forum.Region, &is)
	if err != nil {
		return err
	}
	inputs = append(inputs, grantor...)
	rest, err := p.mandateInputs(ctx, who, is)
	if err != nil {
		return err
	}
	back := root + "/tafel/" + is.Table
	return answer(p, w, r, form[grant]{
		title: "Mandaat geven", lead: lead, action: action, back: back, crumbs: rootCrumbs, is: is, button: "Geef het mandaat", inputs: append(inputs, rest...),
		save: func(ctx context.Context, g grant, _ int64) (err error) {
			if g.Forum, err = p.forumOf(ctx, g.Table); err != nil {
				return err
			}
			if g.Other != "" && g.Grantor == "" {
				if g.Grantor, err = p.organizationNamed(ctx, "other", g.Other); err != nil {
					return err
				}
			}
			back = root + "/tafel/" + g.Table
			_, err = p.Mandates.Grant(ctx, who, g.Mandate)
			return err
		},
		then: func() string { return back },
	})
}

// follow begins a mandate with what the one before it says, where that ends.
func (p Page) follow(ctx context.Context, before mandate.ID, is *grant) error {
	found, err := p.Mandates.Mandates(ctx, mandate.Query{ID: string(before), Ended: true})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return noMandate()
	}
	m := found[0]
	t, err := p.tableAt(ctx, m.Forum)
	if err != nil {
		return err
	}
	is.Table, is.Grantor, is.Delegate, is.Subjects = t.key, m.Grantor, m.Delegate, m.Subjects
	if e := m.Ends(); e.After(p.Now()) {
		is.From = e
	}
	return nil
}

func (p Page) forumOf(ctx context.Context, key string) (mandate.Forum, error) {
	t, err := p.tableOf(ctx, key)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return t.forum, fault.InvalidField("forum", "Kies een overleg.", "unknown table")
	}
	return t.forum, err
}

func tableInput(tables []table) input[grant] {
	options := make([]ui.Option, len(tables))
	for i, t := range tables {
		options[i] = ui.Option{Value: t.key, Text: t.name}
	}
	return text("forum", "Bij welk overleg?", func(g *grant) *string { return &g.Table }).with(func(in *input[grant]) { in.kind, in.options = choice, options })
}

// grantorInputs ask who gives the mandate, unless that is the visitor's own organisation.
func (p Page) grantorInputs(ctx context.Context, who access.Actor, region network.RegionID, is *grant) ([]input[grant], error) {
	if who.Role == access.ProviderAdmin {
		is.Grantor = network.OrganizationID(who.Organization)
		return nil, nil
	}
	options, err := p.bodyOptions(ctx, region, is.Grantor)
	if err != nil {
		return nil, err
	}
	return []input[grant]{
		text("grantor", "Wie geeft het mandaat?", func(g *grant) *network.OrganizationID { return &g.Grantor }).
			hinted("Een organisatie die voor een discipline spreekt, of een aanbieder voor zichzelf.").
			with(func(in *input[grant]) {
				in.kind, in.options = choice, append([]ui.Option{{Text: "Een andere organisatie"}}, options...)
			}),
		text("other", "Naam van de andere organisatie", func(g *grant) *string { return &g.Other }).may().hinted("De naam, zoals hij in de sociale kaart staat."),
	}, nil
}

// bodyOptions are the organisations that may speak for a discipline in a region, and one besides.
func (p Page) bodyOptions(ctx context.Context, region network.RegionID, also network.OrganizationID) ([]ui.Option, error) {
	standings, err := p.Mandates.Standings(ctx, mandate.Query{Region: region})
	if err != nil {
		return nil, err
	}
	ids := []network.OrganizationID{also}
	for _, s := range standings {
		if s.Region == region {
			ids = append(ids, s.Body)
		}
	}
	of, err := p.organizations(ctx, ids...)
	options := make([]ui.Option, 0, len(of))
	for o, is := range of {
		options = append(options, ui.Option{Value: string(o), Text: is.Name})
	}
	slices.SortFunc(options, func(a, b ui.Option) int { return strings.Compare(a.Text+a.Value, b.Text+b.Value) })
	return options, err
}

// mandateInputs ask who speaks, about what, when and where it was decided.
func (p Page) mandateInputs(ctx context.Context, who access.Actor, is grant) ([]input[grant], error) {
	people, err := p.choosable(ctx, who, is.Forum, is.Delegate)
	if err != nil {
		return nil, err
	}
	_, subjects, err := p.subjectWords(ctx)
	if err != nil {
		return nil, err
	}
	options := []ui.Option{{Value: mandate.Every, Text: "Alle onderwerpen"}}
	for _, s := range subjects {
		options = append(options, ui.Option{Value: s.Code, Text: s.Name, Hint: s.Plain})
	}
	today := p.Today()
	return []input[grant]{
		text("delegate", "Wie spreekt?", func(g *grant) *network.PersonID { return &g.Delegate }).with(func(in *input[grant]) { in.kind, in.options = choice, people }),
		list("subjects", "Waarover?", func(g *grant) *[]string { return &g.Subjects }).with(func(in *input[grant]) { in.kind, in.options, in.show, in.optional = checks, options, nil, false }),
		since("from", "Vanaf welke dag?", today, func(g *grant) *time.Time { return &g.From }).hinted("Leeg: vanaf nu. Een dag die geweest is, mag ook."),
		through("until", "Tot en met welke dag?", today, func(g *grant) *time.Time { return &g.Until }).hinted("Leeg: zonder einddatum."),
		text("evidence", "Waar is dit besloten?", func(g *grant) *string { return &g.Evidence }).hinted("Bijvoorbeeld: ledenvergadering van 12 maart 2026. Schrijf geen namen.").
			with(func(in *input[grant]) { in.most, in.optional = 2000, who.Role == access.ProviderAdmin }),
	}, nil
}

// choosable are the people of whom somebody may choose: who works where they keep the list, or else who
// speaks at the table already. is is in the list whatever it holds.
func (p Page) choosable(ctx context.Context, who access.Actor, f mandate.Forum, is network.PersonID) ([]ui.Option, error) {
	options := []ui.Option{{Text: "Kies"}}
	all, err := p.Network.People(ctx, who)
	if err != nil && fault.KindOf(err) != fault.Denied {
		return nil, err
	}
	if err == nil {
		for _, c := range all {
			if c.Left.IsZero() {
				options = append(options, ui.Option{Value: string(c.ID), Text: strings.Join(filled(c.Name, c.OrganizationName), ", ")})
			}
		}
	}
	if err == nil && (is == "" || slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == string(is) })) {
		return options, nil
	}
	called, failed := p.called(ctx, who, mandate.Query{Forum: f, Ended: is != ""})
	if failed != nil {
		return nil, failed
	}
	for person, name := range called {
		if err != nil || person == is {
			options = append(options, ui.Option{Value: string(person), Text: name})
		}
	}
	slices.SortStableFunc(options[1:], func(a, b ui.Option) int { return strings.Compare(a.Text+a.Value, b.Text+b.Value) })
	return options, nil
}

// since asks for the day on which a span begins; empty is now, and so is today: nobody knows what held
// before they wrote it down.
func since[T any](name, label string, today time.Time, at func(*T) *time.Time) input[T] {
	return edge(name, label, today, at, func(d time.Time) time.Time {
		if ui.SameDay(d, today) {
			return time.Time{}
		}
		return d
	}, func(t time.Time) time.Time { return t })
}

// through asks for the last day of a span; empty is no end.
func through[T any](name, label string, today time.Time, at func(*T) *time.Time) input[T] {
	return edge(name, label, today, at, func(d time.Time) time.Time { return d.AddDate(0, 0, 1) },
		func(t time.Time) time.Time { return t.Add(-time.Microsecond) })
}

// edge asks for a day and keeps the moment that of makes of its beginning; on undoes that.
func edge[T any](name, label string, today time.Time, at func(*T) *time.Time, of, on func(time.Time) time.Time) input[T] {
	return input[T]{name: name, label: label, kind: day, optional: true,
		read: func(t *T) string {
			if at(t).IsZero() {
				return ""
			}
			return on(at(t).In(today.Location())).Format(time.DateOnly)
		},
		write: func(t *T, v string) string {
			*at(t) = time.Time{}
			if v == "" {
				return ""
			}
			d, err := time.ParseInLocation(time.DateOnly, v, today.Location())
			if err != nil {
				return "Vul een dag in, zoals 2026-11-03."
			}
			*at(t) = of(d)
			return ""
		}}
}
