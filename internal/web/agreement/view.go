package agreement

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// clauseView is one clause as the page shows it.
type clauseView struct {
	number, heading, text string
	national              bool
	mark                  sign
}

func (c clauseView) anchor() string { return "artikel-" + strings.ReplaceAll(c.number, ".", "-") }

func clauseViews(clauses []agreement.Clause) (list []clauseView) {
	for _, c := range clauses {
		list = append(list, clauseView{number: c.Number, heading: c.Heading, text: c.Text, national: c.NationalOnly, mark: clauseMarks[c.Status]})
	}
	return list
}

// dutyView is one obligation as the text of an agreement says it.
type dutyView struct {
	id, what, who, measured, every string
}

func (b *book) duties(obligations []agreement.Obligation) (list []dutyView, err error) {
	for _, o := range obligations {
		d := dutyView{id: o.ID, what: o.What, who: "Elke partij", measured: measured(o), every: periods[o.Period]}
		if o.Who != each {
			if d.who, err = b.organization(network.OrganizationID(o.Who)); err != nil {
				return nil, err
			}
		}
		list = append(list, d)
	}
	return list, nil
}

// each is the word for all parties.
const each = "each"

// measured says in plain Dutch how an obligation is measured.
func measured(o agreement.Obligation) string {
	k, known := measure.Find(o.Measure)
	if !known {
		return "De partij zegt zelf of het lukte."
	}
	text := k.Name
	for _, p := range k.Params {
		if p.Optional && o.Params[p.Key] == p.Usual {
			continue
		}
		if i := slices.IndexFunc(p.Choices, func(c measure.Choice) bool { return c.Value == o.Params[p.Key] }); i >= 0 {
			text += ": " + ui.Lower(p.Choices[i].Name)
			continue
		}
		text += ", " + ui.Lower(paramWords(p, o.Params[p.Key]))
	}
	switch {
	case o.Norm >= 100:
		return text + ". Altijd."
	case o.Norm%10 == 0:
		return text + ". Minstens " + strconv.Itoa(o.Norm/10) + " van de 10 keer."
	}
	return text + ". Minstens " + strconv.Itoa(o.Norm) + " van de 100 keer."
}

// paramWords say a number as people do: 'binnen 4 uur', 'elke dag', 'elke 3 dagen'.
func paramWords(p measure.Param, n int) string {
	one, counted := map[string]string{"dagen": "dag", "weken": "week", "uur": "uur"}[p.Unit]
	switch {
	case n == 1 && counted && p.Name == "Elke":
		return "Elke " + one
	case n == 1 && counted:
		return p.Name + " 1 " + one
	}
	return strings.TrimSpace(p.Name + " " + strconv.Itoa(n) + " " + p.Unit)
}

// partyView is an organisation that signs or signed.
type partyView struct {
	id       network.OrganizationID
	name, as string
	mark     sign
	when     string
	by       string
	next     sign // of the version that is proposed; no word where there is none
	asks     bool // its members are being asked
}

// given says when a party signed, and by whom.
func (x partyView) given() string {
	if x.by == "" {
		return ui.Capital(x.when)
	}
	return ui.Capital(x.when) + ", door " + x.by
}

func (b *book) parties(who access.Actor, a *agreement.Agreement) (list []partyView, err error) {
	now := b.Now()
	for _, x := range a.Parties {
		v := partyView{id: x.Organization, asks: x.Consulting, mark: sign{waits, "Nog niet getekend"}}
		if v.name, err = b.organization(x.Organization); err != nil {
			return nil, err
		}
		if x.As == agreement.AsAcceded {
			v.as = "later toegetreden"
		}
		if s := x.Signature; s != nil {
			v.mark = sign{good, "Getekend"}
			v.when = ui.OnDay(s.At, now)
			if v.by, err = b.person(who, s.Signer); err != nil {
				return nil, err
			}
		}
		if a.Proposed != nil && a.Proposed.State == agreement.TextConsent {
			v.next = nextMark(a.Proposed, &x)
		}
		list = append(list, v)
	}
	return list, nil
}

// nextMark says how far a party is with the version that is proposed.
func nextMark(t *agreement.Text, x *agreement.Party) sign {
	of := "Nieuwe versie: "
	switch {
	case slices.Contains(t.Leaving, x.Organization):
		of += "doet niet meer mee, "
	case !slices.Contains(t.Parties, x.Organization):
		return sign{}
	}
	if x.Next != nil {
		return sign{good, of + "getekend"}
	}
	return sign{waits, of + "nog niet getekend"}
}

// endingWords say which parties want the agreement to end, while others have not said so.
func (b *book) endingWords(a *agreement.Agreement) (string, error) {
	var yes, no []network.OrganizationID
	for i := range a.Parties {
		switch x := &a.Parties[i]; {
		case !bound(a, x):
		case x.Ending.IsZero():
			no = append(no, x.Organization)
		default:
			yes = append(yes, x.Organization)
		}
	}
	if len(yes) == 0 || len(no) == 0 {
		return "", nil
	}
	said, err := b.names(yes)
	if err != nil {
		return "", err
	}
	not, err := b.names(no)
	if err != nil {
		return "", err
	}
	verb := " zegt"
	if len(said) > 1 {
		verb = " zeggen"
	}
	return ui.Joined(said) + verb + " dat de afspraak mag stoppen. " + ui.Joined(not) + " nog niet.", nil
}

// bondView is who is bound, and through whom.
type bondView struct {
	name    string
	members []string
}

// bonds puts the members below the party through which they are bound.
func (b *book) bonds(all []agreement.Bond) (list []bondView, err error) {
	var ids []network.OrganizationID
	for _, x := range all {
		ids = append(ids, x.Organization, x.Through)
	}
	if err := b.learn(ids...); err != nil {
		return nil, err
	}
	at := map[network.OrganizationID]int{}
	for _, x := range all {
		if x.As == memberBond {
			continue
		}
		name, err := b.organization(x.Organization)
		if err != nil {
			return nil, err
		}
		at[x.Organization] = len(list)
		list = append(list, bondView{name: name})
	}
	for _, x := range all {
		i, known := at[x.Through]
		if x.As != memberBond || !known {
			continue
		}
		name, err := b.organization(x.Organization)
		if err != nil {
			return nil, err
		}
		list[i].members = append(list[i].members, name)
	}
	for i := range list {
		slices.Sort(list[i].members)
	}
	return list, nil
}

// memberBond is how a bond is called that runs through a body.
const memberBond = "member"

// facts are what is known of an agreement besides its text.
func (b *book) facts(a *agreement.Agreement) (list []ui.Definition, err error) {
	add := func(term, text string) {
		if text != "" {
			list = append(list, ui.Definition{Term: term, Text: text})
		}
	}
	place, err := b.forum(a.Forum)
	if err != nil {
		return nil, err
	}
	k := b.kind(a.Kind)
	add("Nummer", strconv.Itoa(a.Number))
	add("Soort", k.Name)
	add("Waar", place)
	add("Mandaat nodig voor", ui.Capital(b.subject(a.Subject)))
	add("Versie van de tekst", strconv.Itoa(a.Version))
	for _, d := range []struct {
		term string
		at   time.Time
	}{{"Vanaf", a.From}, {"Tot en met", lastDay(a.Until)}, {"Opnieuw bekijken", a.ReviewAt}, {"Stopt na", lastDay(a.EndsAt)}} {
		if !d.at.IsZero() {
			add(d.term, ui.Date(d.at))
		}
	}
	if a.Open {
		add("Toetreden", "Andere organisaties kunnen later toetreden.")
	}
	if a.Public {
		add("Openbaar", "Iedereen kan deze afspraak lezen.")
	}
	return list, nil
}

// lastDay is the last day of what lasts until a moment.
func lastDay(until time.Time) time.Time {
	if until.IsZero() {
		return until
	}
	return until.Add(-time.Second)
}

// programmeFacts are what a care programme says besides.
func (b *book) programmeFacts(p *agreement.Programme) (list []ui.Definition) {
	if p == nil {
		return nil
	}
	for _, d := range []ui.Definition{
		{Term: "Wat nodig is", Text: p.Need}, {Term: "Voor wie", Text: b.group(p.Group)}, {Term: "Richtlijn", Text: p.Guideline}, {Term: "De weg naar binnen", Text: p.WayIn},
		{Term: "Regie", Text: p.Lead}, {Term: "Verwijzen", Text: p.Referral}, {Term: "Wie doet mee", Text: ui.Joined(b.disciplines(p.Disciplines))}, {Term: "Waaraan zien we het?", Text: strings.Join(measureNames(p.Measures), "; ")},
	} {
		if d.Text != "" {
			list = append(list, d)
		}
	}
	if p.MainContractor {
		list = append(list, ui.Definition{Term: "Hoofdaannemer", Text: "De RESV."})
	}
	return list
}

func (b *book) disciplines(codes []network.DisciplineCode) (names []string) {
	for _, c := range codes {
		name := string(c)
		if d, err := b.Network.Discipline(b.ctx, c); err == nil {
			name = ui.Lower(d.Name)
		}
		names = append(names, name)
	}
	return names
}

// group names a target group.
func (b *book) group(code string) string {
	groups := b.Finder.Tables().TargetGroups
	for _, g := range groups {
		if g.Code == code {
			return g.Name
		}
	}
	return code
}

func measureNames(codes []string) (names []string) {
	for _, c := range codes {
		if k, known := measure.Find(c); known {
			c = k.Name
		}
		names = append(names, c)
	}
	return names
}
