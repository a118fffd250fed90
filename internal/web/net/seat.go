package net

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

type zetel = mandate.Seat

// openTable finds the table of an address for somebody who may do an act there.
func (p Page) openTable(r *http.Request, act, refused string) (access.Actor, table, error) {
	who := p.SignedIn(r)
	t, err := p.tableOf(r.Context(), r.PathValue("kind")+"/"+r.PathValue("slug"))
	if err == nil && !p.may(who, act, t.subject()) {
		err = fault.New(fault.Denied, refused, "not this table's to change")
	}
	return who, t, err
}

const noChair = "Wie aan dit overleg een zetel heeft, legt de regio vast, of de coördinator van het wijkverband."

// seatPage is the form of a seat: what it is and who holds it.
func (p Page) seatPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, t, err := p.openTable(r, "mandate.SaveSeat", noChair)
	if err != nil {
		return err
	}
	is, title := zetel{Forum: t.forum}, "Zetel toevoegen"
	var extra *also
	action := t.path() + "/zetel/" + r.PathValue("id")
	if r.PathValue("id") != "nieuw" {
		if is, err = p.seat(ctx, t, r.PathValue("id")); err != nil {
			return err
		}
		title = is.Name
		extra = &also{title: "Is deze zetel niet meer nodig?", text: "Dan is de zetel er vanaf nu niet meer. Wie hem had, blijft te lezen.", button: "Hef de zetel op", action: action + "/opheffen"}
	}
	inputs, err := p.seatInputs(ctx, who, t, is)
	if err != nil {
		return err
	}
	// What is typed holds from a day that the form asks for, and not from the day that stands.
	is.Span = mandate.Span{Until: is.Until}
	return answer(p, w, r, form[zetel]{
		title: title, lead: t.name, action: action, back: t.path(), crumbs: t.crumbs(), is: is, version: is.Version, inputs: inputs, also: extra,
		save: func(ctx context.Context, z zetel, version int64) error {
			z.Version = version
			if z.Holder == "" {
				z.Until, z.Organization = time.Time{}, ""
			} else if z.Organization == "" {
				z.Organization = p.employer(ctx, who, z.Holder)
			}
			_, err := p.Mandates.SaveSeat(ctx, who, z)
			return err
		},
	})
}

func (p Page) seat(ctx context.Context, t table, which string) (zetel, error) {
	seats, err := p.Mandates.Seats(ctx, t.forum, time.Time{})
	if err != nil {
		return zetel{}, err
	}
	i := slices.IndexFunc(seats, func(z zetel) bool { return string(z.ID) == which })
	if i < 0 {
		return zetel{}, fault.Missing("Deze zetel kennen we niet.", "seat not found")
	}
	return seats[i], nil
}

// employer is where somebody works, as far as the visitor sees who works where.
func (p Page) employer(ctx context.Context, who access.Actor, person network.PersonID) network.OrganizationID {
	all, err := p.Network.People(ctx, who)
	if err != nil {
		return ""
	}
	for _, c := range all {
		if c.ID == person {
			return c.Organization
		}
	}
	return ""
}

func (p Page) seatInputs(ctx context.Context, who access.Actor, t table, is zetel) ([]input[zetel], error) {
	disciplines, err := p.Network.Disciplines(ctx)
	if err != nil {
		return nil, err
	}
	people, err := p.choosable(ctx, who, t.forum, is.Holder)
	if err != nil {
		return nil, err
	}
	people[0].Text = "Nog niemand"
	bodies, err := p.bodyOptions(ctx, t.forum.Region, is.Organization)
	if err != nil {
		return nil, err
	}
	bodies = append([]ui.Option{{Text: "Waar deze persoon werkt"}}, bodies...)
	today := p.Today()
	return []input[zetel]{
		text("name", "Naam van de zetel", func(z *zetel) *string { return &z.Name }).hinted("De rol, niet de persoon. Bijvoorbeeld: Wijkverpleging, Voorzitter of Inwoners."),
		text("discipline", "Voor welke discipline?", func(z *zetel) *network.DisciplineCode { return &z.Discipline }).may().with(func(in *input[zetel]) { in.kind, in.options = choice, disciplineOptions("Geen", disciplines) }),
		yesNo("citizens", "Spreekt deze zetel voor de inwoners?", func(z *zetel) *bool { return &z.Citizens }),
		text("holder", "Wie heeft de zetel?", func(z *zetel) *network.PersonID { return &z.Holder }).may().with(func(in *input[zetel]) { in.kind, in.options = choice, people }),
		text("organization", "Namens welke organisatie?", func(z *zetel) *network.OrganizationID { return &z.Organization }).may().with(func(in *input[zetel]) { in.kind, in.options = choice, bodies }),
		since("from", "Vanaf welke dag is dit zo?", today, func(z *zetel) *time.Time { return &z.From }).hinted("Leeg: vanaf nu."),
		through("until", "Tot en met welke dag?", today, func(z *zetel) *time.Time { return &z.Until }).hinted("Leeg: zonder einddatum."),
		{name: "weight", label: "Hoe zwaar telt de stem?", hint: "Een heel getal. Dit telt alleen als de stemmen niet even zwaar zijn.", optional: true, keys: "numeric", most: 3,
			read: func(z *zetel) string { return strconv.Itoa(max(z.Weight, 1)) },
			write: func(z *zetel, v string) string {
				n, err := strconv.Atoi(v)
				if v != "" && (err != nil || n < 1 || n > 100) {
					return "Vul een getal in van 1 tot en met 100."
				}
				z.Weight = n
				return ""
			}},
	}, nil
}

// endSeat lets a seat be no more.
func (p Page) endSeat(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who, t, err := p.openTable(r, "mandate.EndSeat", noChair)
	if err != nil {
		return err
	}
	z, err := p.seat(r.Context(), t, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := p.Mandates.EndSeat(r.Context(), who, z.ID, time.Time{}); err != nil {
		return err
	}
	return saved(w, r, t.path())
}

// votesPage is the form for how votes count at a table.
func (p Page) votesPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, t, err := p.openTable(r, "mandate.SetVotes", "Hoe stemmen tellen, legt de regio vast.")
	if err != nil {
		return err
	}
	is, err := p.Mandates.Votes(ctx, t.forum, time.Time{})
	if err != nil {
		return err
	}
	seats, err := p.Mandates.Seats(ctx, t.forum, time.Time{})
	if err != nil {
		return err
	}
	disciplines, err := p.Network.Disciplines(ctx)
	if err != nil {
		return err
	}
	var options []ui.Option
	for _, d := range disciplines {
		if slices.ContainsFunc(seats, func(z zetel) bool { return z.Discipline == d.Code }) {
			options = append(options, ui.Option{Value: string(d.Code), Text: d.Name})
		}
	}
	// Votes are as they were set, whoever has joined since; the form sets them anew from a day on.
	is.Since = time.Time{}
	type votes = mandate.Votes
	equal := yesNo("equal", "Tellen alle stemmen even zwaar?", func(v *votes) *bool { return &v.Equal })
	equal.hint = "Anders telt elke stem zo zwaar als bij de zetel staat."
	return answer(p, w, r, form[votes]{
		title: "Hoe stemmen tellen", lead: "Stemmen tellen even zwaar, tenzij elke discipline met een zetel het anders wil.", action: t.path() + "/stemmen", back: t.path(),
		crumbs: t.crumbs(), is: is,
		inputs: []input[votes]{
			equal,
			list("agreed_by", "Welke disciplines zeiden ja?", func(v *votes) *[]network.DisciplineCode { return &v.AgreedBy }).
				with(func(in *input[votes]) { in.kind, in.options, in.show = checks, options, nil }),
			since("since", "Vanaf welke dag?", p.Today(), func(v *votes) *time.Time { return &v.Since }).hinted("Leeg: vanaf nu."),
		},
		save: func(ctx context.Context, v votes, _ int64) error { return p.Mandates.SetVotes(ctx, who, v) },
	})
}
