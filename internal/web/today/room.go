package today

import (
	"context"
	"net/http"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/figure"
)

// Where figures of room are kept, and how many this page asks for at once.
const (
	roomPath    = "/werk/capaciteit"
	mostFigures = 5
)

// figures are those of the own organisation that ask for a word.
type figures struct {
	asked  []askedFigure
	more   int // that wait beside these
	noted  string
	noOne  bool // the organisation keeps none
	mayAdd bool
}

// askedFigure is one figure that grows old.
type askedFigure struct {
	href, name, what string
	told             string // ” for never
	stale            bool
	buttons          figure.Buttons
}

// figures reads which figures of somebody's organisation grow old, the oldest first.
func (p Page) figures(r *http.Request, who access.Actor, now time.Time) (f *figures, err error) {
	ours := access.Subject{Type: "offer", Organization: who.Organization}
	if who.Organization == "" || !p.Access.Right(who, "capacity.Observe", ours).Allowed {
		return nil, nil
	}
	offers, err := p.own(r.Context(), network.OrganizationID(who.Organization))
	if err != nil {
		return nil, err
	}
	f = &figures{noOne: len(offers) == 0, mayAdd: p.Access.Right(who, "capacity.SaveOffer", ours).Allowed}
	names, tables, err := p.nameOffers(r.Context(), offers)
	if err != nil {
		return nil, err
	}
	noted := capacity.OfferID(r.URL.Query().Get("cijfer"))
	var waiting []capacity.Offer
	for i := range offers {
		o := &offers[i]
		if o.ID == noted && o.Freshness(now) == capacity.Live {
			kind, _ := tables.Kind(o.Kind)
			f.noted = names[o.Service] + ": " + figure.Places(o.Figure.Available, kind)
		}
		if o.Freshness(now) != capacity.Live {
			waiting = append(waiting, *o)
		}
	}
	slices.SortStableFunc(waiting, func(a, b capacity.Offer) int { return a.Figure.ToldAt.Compare(b.Figure.ToldAt) })
	f.more = max(0, len(waiting)-mostFigures)
	for i := range waiting[:min(mostFigures, len(waiting))] {
		o := &waiting[i]
		kind, _ := tables.Kind(o.Kind)
		one := askedFigure{href: roomPath + "/" + string(o.ID), name: names[o.Service], what: kind.Name, stale: o.Freshness(now) == capacity.Stale,
			buttons: figure.ButtonsOf(o, kind, names[o.Service], now)}
		if !o.Figure.ObservedAt.IsZero() {
			one.told = figure.Told(o.Figure.ToldAt, now)
		}
		f.asked = append(f.asked, one)
	}
	return f, nil
}

// own reads the offers of an organisation, which everybody may see.
func (p Page) own(ctx context.Context, o network.OrganizationID) (all []capacity.Offer, err error) {
	for q := (capacity.Query{Organization: o, Limit: mostOwn}); ; {
		page, err := p.Capacity.Offers(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return all, nil
		}
	}
}

// nameOffers gives what the services of offers are called.
func (p Page) nameOffers(ctx context.Context, offers []capacity.Offer) (map[directory.ServiceID]string, *capacity.Tables, error) {
	tables, err := p.Capacity.Tables(ctx)
	if err != nil {
		return nil, nil, err
	}
	var ids []directory.ServiceID
	for i := range offers {
		ids = append(ids, offers[i].Service)
	}
	slices.Sort(ids)
	shown, _, err := p.Directory.Changed(ctx, slices.Compact(ids))
	if err != nil {
		return nil, nil, err
	}
	names := map[directory.ServiceID]string{}
	for _, id := range ids {
		names[id] = "Aanbod dat niet te zien is"
	}
	for i := range shown {
		names[shown[i].ID] = shown[i].Name
	}
	return names, tables, nil
}
