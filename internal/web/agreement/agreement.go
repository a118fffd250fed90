package agreement

import (
	"context"
	"net/http"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Page is the pages about agreements.
type Page struct{ *site.Site }

// Where the pages stand.
const (
	Path       = "/werk/afspraken"
	PublicPath = "/afspraak"
	newPath    = Path + "/nieuw"
	treePath   = Path + "/boom"
)

func onePath(which agreement.ID) string { return Path + "/" + string(which) }

var rootCrumbs = []ui.Link{{Text: "Vandaag", Href: "/werk"}, {Text: "Afspraken", Href: Path}}

func (p Page) frame(r *http.Request, title string, crumbs ...ui.Link) ui.PageView {
	f := p.Frame(r, title)
	f.Work, f.Current, f.Crumbs = true, Path, crumbs
	return f
}

// below are the crumbs of a page below that of one agreement.
func below(a *agreement.Agreement, name string) []ui.Link {
	return append(rootCrumbs[:2:2], ui.Link{Text: a.Title, Href: onePath(a.ID)}, ui.Link{Text: name})
}

// which reads the agreement that an address names.
func which(r *http.Request) (agreement.ID, error) {
	found, err := id.Parse[agreement.ID](r.PathValue("id"))
	if err != nil {
		return "", missing()
	}
	return found, nil
}

func missing() error {
	return fault.Missing("Deze afspraak kennen wij niet.", "agreement not found")
}

// book names what agreements refer to. It lives as long as one answer.
type book struct {
	Page
	ctx           context.Context
	kinds         []agreement.KindRow
	subjects      []mandate.Subject
	organizations map[network.OrganizationID]string
	people        map[network.PersonID]string
	places        map[mandate.Forum]string
}

func (p Page) book(ctx context.Context) (*book, error) {
	b := &book{Page: p, ctx: ctx, organizations: map[network.OrganizationID]string{}, people: map[network.PersonID]string{}, places: map[mandate.Forum]string{}}
	var err error
	if b.kinds, err = p.Agreements.Kinds(ctx); err != nil {
		return nil, err
	}
	b.subjects, err = p.Mandates.Subjects(ctx)
	return b, err
}

// kind gives a kind; one that is not there any more keeps its code.
func (b *book) kind(code agreement.Kind) agreement.KindRow {
	if i := slices.IndexFunc(b.kinds, func(k agreement.KindRow) bool { return k.Code == code }); i >= 0 {
		return b.kinds[i]
	}
	return agreement.KindRow{Code: code, Name: string(code)}
}

// subject names what a mandate is about.
func (b *book) subject(code string) string {
	if code == mandate.Every {
		return "alle onderwerpen"
	}
	if i := slices.IndexFunc(b.subjects, func(s mandate.Subject) bool { return s.Code == code }); i >= 0 {
		return ui.Lower(b.subjects[i].Name)
	}
	return code
}

const gone = "een organisatie die er niet meer is"

// learn reads the names of organisations with one question.
func (b *book) learn(ids ...network.OrganizationID) error {
	ids = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(ids))), func(o network.OrganizationID) bool {
		_, known := b.organizations[o]
		return known || o == ""
	})
	if len(ids) == 0 {
		return nil
	}
	found, err := b.Network.Organizations(b.ctx, network.OrganizationQuery{IDs: ids})
	for _, o := range found {
		b.organizations[o.ID] = o.Name
	}
	return err
}

// organization gives the name of one that was learnt, or asks for it.
func (b *book) organization(o network.OrganizationID) (string, error) {
	if err := b.learn(o); err != nil || o == "" {
		return "", err
	}
	if name := b.organizations[o]; name != "" {
		return name, nil
	}
	return gone, nil
}

// names gives the names of several.
func (b *book) names(ids []network.OrganizationID) (names []string, err error) {
	if err := b.learn(ids...); err != nil {
		return nil, err
	}
	for _, o := range ids {
		name, err := b.organization(o)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// person names who signed. Who reads an agreement may know who bound its parties: that they may read it
// was decided when it was asked for.
func (b *book) person(who access.Actor, p network.PersonID) (string, error) {
	switch {
	case p == "":
		return "", nil
	case string(p) == who.Person:
		return "u", nil
	}
	name, known := b.people[p]
	if known {
		return name, nil
	}
	found, err := b.Network.PersonForSignIn(b.ctx, p)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	if name = found.Name; name == "" {
		name = "iemand die er niet meer werkt"
	}
	b.people[p] = name
	return name, nil
}

// forum names a table where people agree.
func (b *book) forum(f mandate.Forum) (string, error) {
	if name, known := b.places[f]; known {
		return name, nil
	}
	name := "Nederland"
	switch {
	case f.Wijkverband != "":
		team, err := b.Network.WijkverbandByID(b.ctx, f.Wijkverband)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return "", err
		}
		name = team.Name
	case f.Region != "":
		region, err := b.Network.RegionByID(b.ctx, f.Region)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return "", err
		}
		if name = region.Name; f.Kind == mandate.Regiotafel {
			name = "Regiotafel " + name
		}
	}
	if name == "" {
		name = "een plek die er niet meer is"
	}
	b.places[f] = name
	return name, nil
}
