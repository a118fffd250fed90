package net

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Names of tables in an address, beside those of package mandate.
const (
	land     = "land"
	landSlug = "nederland"
)

// table is a table at which people speak for others, as pages name it.
type table struct {
	forum  mandate.Forum
	key    string                 // "resv/rivierenzoom"
	name   string                 // "RESV, Regio Rivierenzoom"
	region regio                  // empty for the nation's
	board  network.OrganizationID // of the nation's: who sees to it
}

func (t table) path() string { return root + "/tafel/" + t.key }

func (t table) crumbs() []ui.Link {
	return append(slices.Clone(rootCrumbs), ui.Link{Text: t.name, Href: t.path()})
}

// subject is the table to the policies.
func (t table) subject() access.Subject {
	return access.Subject{Type: "forum", Region: string(t.forum.Region), Wijkverband: string(t.forum.Wijkverband), Desk: string(t.board)}
}

var tableNames = map[mandate.ForumKind]string{mandate.RESV: "RESV", mandate.Regiotafel: "Regiotafel", mandate.ROAZ: "ROAZ", mandate.Nation: "Landelijk overleg"}

// ofRegion are the tables of a region, besides those of its wijkverbanden.
var ofRegion = []mandate.ForumKind{mandate.RESV, mandate.Regiotafel, mandate.ROAZ}

func unknownTable() error { return fault.Missing("Dit overleg kennen we niet.", "table not found") }

func regionTable(kind mandate.ForumKind, of regio) table {
	return table{forum: mandate.Forum{Kind: kind, Region: of.ID}, key: string(kind) + "/" + of.Slug, name: tableNames[kind] + ", " + of.Name, region: of}
}

func teamTable(of regio, w network.Wijkverband) table {
	return table{forum: mandate.Forum{Kind: mandate.Wijkverband, Region: of.ID, Wijkverband: w.ID}, key: string(mandate.Wijkverband) + "/" + w.Slug, name: w.Name, region: of}
}

func (p Page) nationTable(ctx context.Context) (table, error) {
	board, err := p.Mandates.NationBoard(ctx)
	return table{forum: mandate.Forum{Kind: mandate.Nation}, key: land + "/" + landSlug, name: tableNames[mandate.Nation], board: board}, err
}

// tableOf reads which table an address is about: 'resv/rivierenzoom'.
func (p Page) tableOf(ctx context.Context, key string) (table, error) {
	name, slug, _ := strings.Cut(key, "/")
	switch kind := mandate.ForumKind(name); {
	case name == land && slug == landSlug:
		return p.nationTable(ctx)
	case kind == mandate.Wijkverband:
		team, err := p.Network.Wijkverband(ctx, slug)
		if err != nil {
			return table{}, err
		}
		region, err := p.Network.RegionByID(ctx, team.Region)
		return teamTable(region, team), err
	case slices.Contains(ofRegion, kind):
		region, err := p.Network.Region(ctx, slug)
		return regionTable(kind, region), err
	}
	return table{}, unknownTable()
}

// tableAt finds the table of a mandate or seat, with its name.
func (p Page) tableAt(ctx context.Context, f mandate.Forum) (table, error) {
	if f.Kind == mandate.Nation {
		return p.nationTable(ctx)
	}
	region, err := p.Network.RegionByID(ctx, f.Region)
	if err != nil || f.Kind != mandate.Wijkverband {
		return regionTable(f.Kind, region), err
	}
	team, err := p.Network.WijkverbandByID(ctx, f.Wijkverband)
	return teamTable(region, team), err
}

// tables are those that somebody has to do with: of their region with its wijkverbanden, and the nation's.
func (p Page) tables(ctx context.Context, who access.Actor) (all []table, err error) {
	if who.Region != "" {
		region, err := p.Network.RegionByID(ctx, network.RegionID(who.Region))
		if err != nil {
			return nil, err
		}
		for _, kind := range ofRegion {
			all = append(all, regionTable(kind, region))
		}
		teams, err := p.Network.Wijkverbanden(ctx, region.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range teams {
			all = append(all, teamTable(region, t))
		}
	}
	nation, err := p.nationTable(ctx)
	return append(all, nation), err
}

// days are the two days that somebody looks back with: how it was, and as far as was known.
type days struct{ op, known asof.Day }

func (p Page) days(r *http.Request) days {
	return days{op: asof.Of(r, asof.Field, p.Today()), known: asof.Of(r, asof.Known, p.Today())}
}

func (d days) past() bool { return d.op.Past() || d.known.Past() }

// on keeps the days in the address of another page.
func (d days) on(href string) string {
	keep := url.Values{}
	for name, day := range map[string]asof.Day{asof.Field: d.op, asof.Known: d.known} {
		if day.Past() {
			keep.Set(name, day.Typed)
		}
	}
	if len(keep) == 0 {
		return href
	}
	return href + "?" + keep.Encode()
}

func (d days) status() int { return max(d.op.Status(), d.known.Status()) }

// ask makes the form, and says in words what is shown.
func (d days) ask(action string) asof.View {
	v := d.op.Ask(action)
	known := d.known.Input(asof.Known, "Zoals wij het wisten op deze dag")
	known.Hint = "Leeg: wat we nu weten, ook wat later is verbeterd."
	known.Optional = true
	v.Days[0].Optional = true
	v.Days = append(v.Days, known)
	switch {
	case d.known.Past() && d.op.Past():
		v.Past += ", zoals wij het wisten op " + ui.Date(d.known.At)
	case d.known.Past():
		v.Past = "vandaag, zoals wij het wisten op " + ui.Date(d.known.At)
	}
	return v
}

// query asks for what these days show.
func (d days) query(q mandate.Query) mandate.Query {
	q.At, q.Known = d.op.At, d.known.At
	return q
}

// spoken is a page that is there where mandates are kept.
func (p Page) spoken(page site.Handler) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if p.Mandates == nil {
			return fault.Missing("Deze pagina is er niet.", "mandates are not kept here")
		}
		return page(w, r)
	}
}

// may tells whether somebody may do an act, so that a page offers no more than that.
func (p Page) may(who access.Actor, act string, s access.Subject) bool {
	return p.Access != nil && p.Access.Right(who, act, s).Allowed
}

// organizations gives organisations by their ids.
func (p Page) organizations(ctx context.Context, ids ...network.OrganizationID) (map[network.OrganizationID]network.Organization, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(o network.OrganizationID) bool { return o == "" })
	slices.Sort(ids)
	known := make(map[network.OrganizationID]network.Organization, len(ids))
	if len(ids) == 0 {
		return known, nil
	}
	found, err := p.Network.Organizations(ctx, network.OrganizationQuery{IDs: slices.Compact(ids)})
	for _, o := range found {
		known[o.ID] = o
	}
	return known, err
}

// organizationsOf gives the organisations that a list names.
func organizationsOf[T any](ctx context.Context, p Page, all []T, which func(*T) network.OrganizationID) (map[network.OrganizationID]network.Organization, error) {
	ids := make([]network.OrganizationID, len(all))
	for i := range all {
		ids[i] = which(&all[i])
	}
	return p.organizations(ctx, ids...)
}

// organizationNamed finds the one organisation of a name, for a field.
func (p Page) organizationNamed(ctx context.Context, field, name string) (network.OrganizationID, error) {
	if name = strings.TrimSpace(name); name == "" {
		return "", nil
	}
	found, err := p.Network.Organizations(ctx, network.OrganizationQuery{Name: name, Limit: 20})
	if err != nil {
		return "", err
	}
	exact := slices.DeleteFunc(slices.Clone(found), func(o network.Organization) bool { return !strings.EqualFold(o.Name, name) })
	if len(exact) > 0 {
		found = exact
	}
	switch len(found) {
	case 1:
		return found[0].ID, nil
	case 0:
		return "", fault.InvalidField(field, "Deze organisatie kennen we niet. Schrijf de naam zoals in de sociale kaart.", "unknown organization")
	}
	return "", fault.InvalidField(field, "Er zijn meer organisaties met deze naam. Schrijf de hele naam.", "several organizations have this name")
}

// subjectWords gives what mandates are about, by code.
func (p Page) subjectWords(ctx context.Context) (func(codes []string) string, []mandate.Subject, error) {
	all, err := p.Mandates.Subjects(ctx)
	names := map[string]string{mandate.Every: "alle onderwerpen"}
	for _, s := range all {
		names[s.Code] = s.Name
	}
	return func(codes []string) string {
		words := make([]string, len(codes))
		for i, c := range codes {
			words[i] = names[c]
		}
		return strings.Join(words, ", ")
	}, all, err
}

// spanWords say when something holds. An end is the last day on which it does.
func spanWords(s mandate.Span) string {
	words := "vanaf " + ui.Date(s.From)
	switch {
	case s.Until.IsZero():
		return words + ", zonder einddatum"
	case !s.Until.After(s.From):
		return "heeft nooit gegolden"
	case s.Until.Sub(s.From) < 24*time.Hour && ui.SameDay(s.From, s.Until):
		return "alleen op " + ui.Date(s.From)
	}
	return words + " tot en met " + ui.Date(s.Until.Add(-time.Microsecond))
}

// forceWords say why a mandate has no force.
var forceWords = map[string]string{
	mandate.NoMandate: "Er is geen mandaat.", mandate.NoForum: "Het mandaat is voor een ander overleg.", mandate.NoSubject: "Het mandaat gaat over iets anders.",
	mandate.NotYet: "Het mandaat moet nog beginnen.", mandate.Ended: "Het mandaat is afgelopen.", mandate.Revoked: "Het mandaat is ingetrokken.",
	mandate.NoStanding: "De organisatie is hier niet (meer) erkend om voor haar discipline te spreken.",
}
