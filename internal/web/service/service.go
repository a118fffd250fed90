package service

import (
	"context"
	"net/http"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Page is the page of one service.
type Page struct{ *site.Site }

// Get shows a service that everybody may see; any other does not exist here.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[directory.ServiceID](r.PathValue("id"))
	if err != nil {
		return fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
	}
	s, err := p.Directory.Service(r.Context(), which)
	if err != nil {
		return err
	}
	owner, err := p.owner(r.Context(), s.Organization)
	if err != nil {
		return err
	}
	teams, err := p.teams(r.Context(), &s)
	if err != nil {
		return err
	}
	v := p.view(say.Of(r.Context()), &s, owner, site.Works(p.SignedIn(r).Role))
	v.teams = teams
	if v.reached, err = p.reached(r.Context(), s.Organization, site.Works(p.SignedIn(r).Role)); err != nil {
		return err
	}
	if err := p.room(r.Context(), &v, &s, site.Works(p.SignedIn(r).Role)); err != nil {
		return err
	}
	if err := p.times(r.Context(), &v, s.ID, site.Works(p.SignedIn(r).Role)); err != nil {
		return err
	}
	v.frame = p.Frame(r, s.Name)
	v.frame.Scripts = append(v.frame.Scripts, assets.MapScript)
	if v.live.Feed != "" {
		v.frame.Scripts = append(v.frame.Scripts, assets.LiveScript)
	}
	return p.Render(w, r, http.StatusOK, page(v))
}

// room adds how much room the service has, and where that is followed.
func (p Page) room(ctx context.Context, v *view, s *directory.Service, professional bool) error {
	m, err := mark.New(ctx, p.Capacity, p.Now(), professional)
	if err != nil || !m.Usable() || p.Board == nil {
		return err
	}
	since := p.Board.Seq()
	offers := p.Board.Service(s.ID)
	for _, o := range m.Offers(offers, s.Discipline) {
		if o.Direct {
			v.room = append(v.room, o)
		} else {
			v.given = append(v.given, o)
		}
	}
	for _, o := range offers {
		if o.Region != "" {
			v.live = ui.LiveView{Feed: mark.Feed(o.Region), Since: since}
		}
	}
	return nil
}

// times adds when people can come. What a professional asks of another is for professionals.
func (p Page) times(ctx context.Context, v *view, s directory.ServiceID, professional bool) error {
	m, err := mark.New(ctx, p.Capacity, p.Now(), professional)
	if err != nil || !m.Usable() || p.Appointments == nil {
		return err
	}
	published, err := p.Appointments.Of(ctx, s)
	if err != nil {
		return err
	}
	for _, kind := range appointment.Kinds {
		if kind == appointment.Advice && !professional {
			continue
		}
		if times := m.Times(&published, kind, !p.Demo); times != nil {
			v.times = append(v.times, times)
		}
	}
	return nil
}

// owner is who keeps the entry; one that is not known is nobody to call.
func (p Page) owner(ctx context.Context, organization network.OrganizationID) (network.Organization, error) {
	if organization == "" {
		return network.Organization{}, nil
	}
	o, err := p.Network.Organization(ctx, organization)
	if fault.KindOf(err) == fault.NotFound {
		return network.Organization{}, nil
	}
	return o, err
}

// team is a wijk or region page on which the service has a part.
type team struct{ text, href string }

// teams are the wijkverband of each location and the region, without repeats.
func (p Page) teams(ctx context.Context, s *directory.Service) ([]team, error) {
	var all []team
	seen := map[string]bool{}
	add := func(text, href string) {
		if !seen[href] {
			seen[href] = true
			all = append(all, team{text, href})
		}
	}
	for i := range s.Locations {
		area := s.Locations[i].Area
		if area == "" {
			continue
		}
		w, err := p.Network.PrimaryWijkverband(ctx, area)
		if err == nil {
			add(w.Name, "/wijk/"+w.Slug)
		} else if fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		if region := p.Finder.RegionOf(area); region != "" {
			g, err := p.Network.RegionByID(ctx, region)
			if err == nil {
				add(g.Name, "/regio/"+g.Slug)
			} else if fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
		}
	}
	return all, nil
}
