package net

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/ui"
)

// spoke is a mandate as lists show it.
type spoke struct {
	title    string // whose it is: the organisation's, or on its own page who speaks
	person   string // who speaks; "" where the title says so, or who reads it does
	about    string // subjects
	when     string
	evidence string
	wrong    string // why it has no force; "" when it has
	href     string
}

// label is what the way to the mandate says, for who hears it.
func (s spoke) label() string {
	if s.person == "" {
		return "Bekijk het mandaat: " + s.title
	}
	return "Bekijk het mandaat van " + s.title + " aan " + s.person
}

// chair is a seat as its table shows it.
type chair struct {
	name, holder, organization string
	lines                      []string
	vacant                     bool
	edit                       string
}

type tableView struct {
	frame        ui.PageView
	title        string
	saved        bool
	days         asof.View
	past         bool
	grant        string // address of the form, for who may give a mandate
	speaks, over []spoke
	chairs       []chair
	newChair     string
	votes        []string
	changeVotes  string
	citizens     string
	ways         []ui.Link
}

// tablePage shows who speaks for whom at a table, who sits there and how votes count.
func (p Page) tablePage(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), p.SignedIn(r)
	t, err := p.tableOf(ctx, r.PathValue("kind")+"/"+r.PathValue("slug"))
	if err != nil {
		return err
	}
	d := p.days(r)
	// Asked before anything else: whether somebody may know who these people are.
	called, err := p.called(ctx, who, d.query(mandate.Query{Forum: t.forum, Ended: true}))
	if err != nil {
		return err
	}
	v := tableView{title: t.name, saved: wasSaved(r), days: d.ask(t.path()), past: d.past()}
	v.frame = p.frame(r, "Wie spreekt namens wie? "+t.name, append(slices.Clone(rootCrumbs), ui.Link{Text: t.name}))
	if !v.past {
		if p.mayGrant(who, t) {
			v.grant = root + "/mandaat/nieuw?tafel=" + t.key
		}
		if p.may(who, "mandate.SaveSeat", t.subject()) {
			v.newChair = t.path() + "/zetel/nieuw"
		}
		if p.may(who, "mandate.SetVotes", t.subject()) {
			v.changeVotes = t.path() + "/stemmen"
		}
	}
	all, err := p.Mandates.Mandates(ctx, d.query(mandate.Query{Forum: t.forum, Ended: true}))
	if err != nil {
		return err
	}
	if v.speaks, v.over, err = p.spokes(ctx, all, d, called); err != nil {
		return err
	}
	if err := p.chairs(ctx, t, d, called, &v); err != nil {
		return err
	}
	if t.forum.Kind == mandate.RESV && !d.known.Past() {
		if v.citizens, err = p.citizens(ctx, t, d.op.At); err != nil {
			return err
		}
	}
	v.ways = p.tableWays(who, t)
	return p.Render(w, r, d.status(), tablePage(v))
}

func (p Page) tableWays(who access.Actor, t table) (ways []ui.Link) {
	if t.region.ID == "" {
		return nil
	}
	if keepsNetwork(who.Role) {
		ways = append(ways, ui.Link{Text: "Wie spreekt voor welke discipline in " + t.region.Name, Href: regionPath(t.region) + "/disciplines"})
	}
	for _, kind := range ofRegion {
		if other := regionTable(kind, t.region); other.key != t.key {
			ways = append(ways, ui.Link{Text: other.name, Href: other.path()})
		}
	}
	return ways
}

// mayGrant tells whether somebody may give any mandate at a table.
func (p Page) mayGrant(who access.Actor, t table) bool {
	s := t.subject()
	s.Type, s.Organization = "mandate", who.Organization
	return p.may(who, "mandate.Grant", s)
}

// called gives what people who speak for others are called.
func (p Page) called(ctx context.Context, who access.Actor, q mandate.Query) (map[network.PersonID]string, error) {
	all, err := p.Mandates.Delegates(ctx, who, q)
	names := make(map[network.PersonID]string, len(all))
	for _, n := range all {
		names[n.Person] = n.Name
	}
	return names, err
}

// spokes shows mandates: those in force of themselves, and those that are over or still to begin.
func (p Page) spokes(ctx context.Context, all []mandate.Mandate, d days, called map[network.PersonID]string) (on, off []spoke, err error) {
	words, _, err := p.subjectWords(ctx)
	if err != nil {
		return nil, nil, err
	}
	of, err := organizationsOf(ctx, p, all, func(m *mandate.Mandate) network.OrganizationID { return m.Grantor })
	if err != nil {
		return nil, nil, err
	}
	var region network.RegionID // of all of them; else standings are looked for everywhere
	if len(all) > 0 && !slices.ContainsFunc(all, func(m mandate.Mandate) bool { return m.Forum.Region != all[0].Forum.Region }) {
		region = all[0].Forum.Region
	}
	standings, err := p.Mandates.Standings(ctx, d.query(mandate.Query{Region: region, Ended: true}))
	if err != nil {
		return nil, nil, err
	}
	at := d.op.Moment(p.Now())
	for _, m := range all {
		spans := []mandate.Span{{}} // who is no body of a discipline speaks for itself
		if of[m.Grantor].Kind == network.DisciplineBody {
			spans = nil
			for _, s := range standings {
				if s.Body == m.Grantor && s.Region == m.Forum.Region {
					spans = append(spans, s.Span)
				}
			}
		}
		force, why := mandate.Force(m, spans, m.Subjects[0], m.Forum, at)
		s := spoke{title: of[m.Grantor].Name, person: orNobody(called[m.Delegate]), about: ui.Capital(words(m.Subjects)), when: ui.Capital(spanWords(mandate.Span{From: m.From, Until: m.Ends()})),
			evidence: m.Evidence, wrong: forceWords[why], href: d.on(root + "/mandaat/" + string(m.ID))}
		if force || why == mandate.NoStanding {
			on = append(on, s)
		} else {
			off = append(off, s)
		}
	}
	byName := func(a, b spoke) int { return strings.Compare(a.title+a.person, b.title+b.person) }
	slices.SortFunc(on, byName)
	slices.SortFunc(off, byName)
	return on, off, nil
}

func orNobody(name string) string {
	if name == "" {
		return "Iemand die hier niet meer werkt"
	}
	return name
}

// chairs fills in the seats, and how votes count.
func (p Page) chairs(ctx context.Context, t table, d days, called map[network.PersonID]string, v *tableView) error {
	seats, err := p.Mandates.SeatsKnown(ctx, t.forum, d.op.At, d.known.At)
	if err != nil {
		return err
	}
	votes, err := p.Mandates.VotesKnown(ctx, t.forum, d.op.At, d.known.At)
	if err != nil {
		return err
	}
	disciplines, err := p.Network.Disciplines(ctx)
	if err != nil {
		return err
	}
	of, err := organizationsOf(ctx, p, seats, func(z *zetel) network.OrganizationID { return z.Organization })
	if err != nil {
		return err
	}
	for _, z := range seats {
		c := chair{name: z.Name, organization: of[z.Organization].Name, vacant: z.Holder == ""}
		if !c.vacant {
			c.holder = orNobody(called[z.Holder])
			c.lines = append(c.lines, ui.Capital(spanWords(z.Span)))
		}
		if name := strings.Join(names(disciplines, []network.DisciplineCode{z.Discipline}), ""); name != "" && name != z.Name {
			c.lines = append(c.lines, "Discipline: "+name)
		}
		if z.Citizens {
			c.lines = append(c.lines, "Spreekt voor de inwoners")
		}
		if !votes.Equal {
			c.lines = append(c.lines, "De stem telt "+strconv.Itoa(z.Votes)+" keer")
		}
		if v.newChair != "" {
			c.edit = t.path() + "/zetel/" + string(z.ID)
		}
		v.chairs = append(v.chairs, c)
	}
	v.votes = voteWords(votes, disciplines)
	return nil
}

func voteWords(votes mandate.Votes, disciplines []network.Discipline) []string {
	switch {
	case votes.Equal && len(votes.AgreedBy) > 0:
		return []string{"Alle stemmen tellen even zwaar: nog niet elke discipline met een zetel stemde in met ongelijke stemmen.",
			"Ja zeiden: " + strings.Join(names(disciplines, votes.AgreedBy), ", ") + "."}
	case votes.Equal:
		return []string{"Alle stemmen tellen even zwaar."}
	}
	return []string{"De stemmen tellen niet even zwaar, sinds " + ui.Date(votes.Since) + ". Alle disciplines met een zetel zeiden daar ja op.",
		"Ja zeiden: " + strings.Join(names(disciplines, votes.AgreedBy), ", ") + "."}
}

// citizens says how citizens are heard in a region.
func (p Page) citizens(ctx context.Context, t table, at time.Time) (string, error) {
	voice, err := p.Mandates.Citizens(ctx, t.forum.Region, at)
	switch {
	case err != nil:
		return "", err
	case voice.Own:
		return "Inwoners hebben hier een eigen zetel.", nil
	case len(voice.Seats) > 0:
		return "Inwoners spreken mee aan de Regiotafel.", nil
	}
	return "Inwoners spreken mee aan de Regiotafel. Daar is nog geen zetel voor hen.", nil
}
