package place

import (
	"context"
	_ "embed"
	"net/http"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed place.css
var css string

func init() { assets.AddStyle("place", css) }

// Page is the pages on which a place is asked for and found.
type Page struct{ *site.Site }

// Where the pages stand.
const (
	Path       = "/werk/plaatsing"
	newPath    = Path + "/nieuw"
	askedPath  = Path + "/vragen"
	numberPath = Path + "/cijfers"
)

func requestPath(r placement.RequestID) string    { return Path + "/" + string(r) }
func askedOf(i placement.InvitationID) string     { return askedPath + "/" + string(i) }
func candidatesPath(r placement.RequestID) string { return requestPath(r) + "/kandidaten" }

var rootCrumbs = []ui.Link{{Text: "Vandaag", Href: "/werk"}, {Text: "Plaatsing", Href: Path}}

func (p Page) frame(r *http.Request, title string, crumbs ...ui.Link) ui.PageView {
	f := p.Frame(r, title)
	f.Work, f.Current, f.Crumbs = true, Path, crumbs
	return f
}

// may tells whether somebody may do an act to a request, so that a button stands there for who can use
// it. The act itself is weighed again, and recorded.
func (p Page) may(who access.Actor, act string, r *placement.Request) bool {
	return p.Access.Decide(who, "placement."+act, subject(r)).Allowed
}

// refused is the answer to who may not do an act, where a form is looked at before the act is asked for.
func refused(act string) error {
	return fault.New(fault.Denied, "Dit mag u niet doen.", act+" is not permitted")
}

// atDesk tells whether somebody works at the desk of a request's region.
func (p Page) atDesk(who access.Actor, r *placement.Request) bool { return p.may(who, "Take", r) }

// book names what requests refer to. It lives as long as one answer.
type book struct {
	Page
	ctx           context.Context
	kinds         *capacity.Tables
	words         *placement.Tables
	organizations map[network.OrganizationID]string
	services      map[directory.ServiceID]string
	people        map[string]string
}

func (p Page) book(ctx context.Context) (*book, error) {
	b := &book{Page: p, ctx: ctx, organizations: map[network.OrganizationID]string{}, services: map[directory.ServiceID]string{}, people: map[string]string{}}
	var err error
	if b.kinds, err = p.Capacity.Tables(ctx); err != nil {
		return nil, err
	}
	b.words, err = p.Placement.Tables(ctx)
	return b, err
}

// kind names a kind of capacity; one that is not there any more keeps its code.
func (b *book) kind(code capacity.KindCode) string {
	if k, ok := b.kinds.Kind(code); ok {
		return k.Name
	}
	return string(code)
}

func (b *book) area(code network.AreaCode) string {
	if atlas := b.Finder.Atlas(); atlas != nil {
		if a, ok := atlas.Area(code); ok {
			return a.Name
		}
	}
	return string(code)
}

const gone = "een aanbieder die er niet meer is"

func (b *book) organization(id network.OrganizationID) (string, error) {
	if id == "" {
		return "", nil
	}
	name, ok := b.organizations[id]
	if ok {
		return name, nil
	}
	o, err := b.Network.Organization(b.ctx, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	if name = o.Name; name == "" {
		name = gone
	}
	b.organizations[id] = name
	return name, nil
}

// askers reads the names of who asks with one question.
func (b *book) askers(requests []placement.Request) error {
	var ids []network.OrganizationID
	for i := range requests {
		if by := requests[i].Organization; !slices.Contains(ids, by) {
			ids = append(ids, by)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := b.Network.Organizations(b.ctx, network.OrganizationQuery{IDs: ids})
	for _, o := range found {
		b.organizations[o.ID] = o.Name
	}
	return err
}

// service names a service, with the organisation where that tells more.
func (b *book) service(id directory.ServiceID) (string, error) {
	name, ok := b.services[id]
	if ok {
		return name, nil
	}
	s, err := b.Directory.Service(b.ctx, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	if name = s.Name; name == "" {
		name = gone
	}
	b.services[id] = name
	return name, nil
}

// person names a colleague. Who reads a request may know who works on it: that they may read it has
// been decided, and recorded, when it was asked for.
func (b *book) person(who access.Actor, id string) (string, error) {
	switch {
	case id == "":
		return "", nil
	case id == who.Person:
		return "u", nil
	}
	name, ok := b.people[id]
	if ok {
		return name, nil
	}
	found, err := b.Network.PersonForSignIn(b.ctx, network.PersonID(id))
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	if name = found.Name; name == "" {
		name = "een collega"
	}
	b.people[id] = name
	return name, nil
}

// subject is a request as the policies weigh it; a draft is nobody's but the asker's.
func subject(r *placement.Request) access.Subject {
	s := access.Subject{Type: "request", ID: string(r.ID), Organization: string(r.Organization)}
	if r.State != placement.StateDraft {
		s.Region, s.Desk = string(r.Region), string(r.Desk)
	}
	if i, ok := r.Invitation(r.Chosen); ok {
		s.Provider = string(i.Organization)
	}
	return s
}

// deskSubject is the desk of a region.
func deskSubject(region network.RegionID, desk network.OrganizationID) access.Subject {
	return access.Subject{Type: "region", ID: string(region), Region: string(region), Desk: string(desk)}
}
