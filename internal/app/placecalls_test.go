package app

import (
	"fmt"
	"net/url"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

func (w *world) roomCalls(method, of string) []thing {
	region := "?region=" + w.regions[0].Slug
	switch of {
	case "/offers":
		if method == "GET" {
			return []thing{{name: "of a region", query: region, about: self}}
		}
		return w.freshOffers(func(i int) thing {
			return thing{body: fmt.Sprintf(`{"service":%q,"kind":%q,"total":2}`, w.services[i].ID, freshKind)}
		})
	case "/offers/{id}", "/offers/{id}/observations", "/offers/{id}/confirm":
		body := map[string]string{"/offers/{id}": `{"total":0,"most_invitations":100}`, "/offers/{id}/observations": `{"available":4000}`}[of]
		return each(w.offers[:2], func(o capacity.Offer) thing {
			x := thing{name: "offer of " + string(o.Organization), values: []string{string(o.ID)}, body: body, about: ofOffer(o), sure: true}
			is := x
			x.anew = func() thing { return is }
			return x
		})
	case "/observations":
		return each(w.offers[:2], func(o capacity.Offer) thing {
			x := thing{name: "of " + string(o.Organization), about: ofOrganization(o.Organization), sure: true,
				body: fmt.Sprintf(`{"organization_id":%q,"observations":[{"offer":%q,"available":4000}]}`, o.Organization, o.ID)}
			is := x
			x.anew = func() thing { return is }
			return x
		})
	case "/organizations/{id}/webhook":
		return each(w.offers[:2], func(o capacity.Offer) thing {
			x := thing{name: "of " + string(o.Organization), values: []string{string(o.Organization)}, about: ofOrganization(o.Organization), sure: true,
				body: `{"url":"https://haak.example/eerstelijn"}`}
			is := x
			x.anew = func() thing { return is }
			return x
		})
	case "/feed":
		desk := func(i int) thing {
			return thing{name: "desk of " + w.regions[i].Slug, query: "?desk=1&region=" + w.regions[i].Slug, about: w.region(i), acts: []string{"placement.Desk"}}
		}
		return []thing{{name: "figures", query: region, about: self}, desk(0), desk(1), {name: "what concerns them", query: "?invited=1", acts: []string{"placement.Invited", "placement.Own"},
			about: func(a access.Actor) access.Subject {
				return access.Subject{Type: "organization", ID: a.Organization, Organization: a.Organization}
			}}}
	}
	panic("no thing for " + of)
}

func (w *world) placeCalls(method, of string) []thing {
	until := time.Now().AddDate(0, 0, 2).UTC().Format(time.RFC3339)
	asks := func(i int) string {
		return fmt.Sprintf(`{"ask":"place","kind":%q,"urgency":"planned","direction":"in","area":%q,"note":%q}`, roomKind, w.areas[i], wish(i))
	}
	byRegion := []thing{{name: "one region", query: "?region=" + w.regions[0].Slug, about: w.region(0)}, {name: "another region", query: "?region=" + w.regions[1].Slug, about: w.region(1)}}
	switch of {
	case "/placements":
		x := thing{name: "their own", body: asks(0), sure: true, about: func(a access.Actor) access.Subject {
			return access.Subject{Type: "organization", Organization: a.Organization}
		}}
		is := x
		x.anew = func() thing { return is }
		if method == "POST" {
			return []thing{x}
		}
		return append(byRegion, x)
	case "/placements/numbers", "/placements/declines":
		return byRegion
	case "/placements/{id}":
		if method == "PUT" {
			return w.on(prepared, func(i int, r *placement.Request, x *thing) { x.body, x.tag = asks(i), fmt.Sprintf(`"%d"`, r.Version) })
		}
		return append(w.on(prepared, nil), w.on(handed, nil)...)
	case "/placements/{id}/open":
		return w.on(prepared, sending(nil, `{"consent_at":"`+time.Now().UTC().Format(time.RFC3339)+`","consent_with":"person"}`))
	case "/placements/{id}/candidates":
		return w.on(opened, nil)
	case "/placements/{id}/take":
		return w.on(opened, nil)
	case "/placements/{id}/invitations":
		return w.on(opened, func(i int, _ *placement.Request, x *thing) {
			x.body = fmt.Sprintf(`{"offers":[%q]}`, w.offers[another(i)].ID)
		})
	case "/placements/{id}/cascade":
		return w.on(opened, sending(nil, `{"n":1}`))
	case "/placements/{id}/choose":
		return w.on(offered, func(i int, r *placement.Request, x *thing) {
			x.body = fmt.Sprintf(`{"invitation":%q}`, w.question(r, i).ID)
		})
	case "/placements/{id}/hand-over":
		if method == "POST" {
			return w.on(chosen, sending(nil, fmt.Sprintf(`{"name":%q,"birth":%q,"reach":%q,"words":%q}`, somebody.Name, somebody.Birth, somebody.Reach, somebody.Words)))
		}
		return w.on(handed, nil)
	case "/placements/{id}/start":
		return w.on(chosen, sending(nil, `{}`))
	case "/placements/{id}/close":
		return w.on(begun, sending(nil, `{"reason":"helped"}`))
	case "/placements/{id}/fall-through":
		return w.on(chosen, sending(nil, `{"reason":"not-fitting"}`))
	case "/placements/{id}/withdraw":
		return w.on(opened, sending(nil, `{"reason":"changed"}`))
	case "/placements/{id}/bridge":
		return w.on(opened, func(i int, _ *placement.Request, x *thing) {
			x.body = fmt.Sprintf(`{"organization":%q,"what":"Zorg thuis.","until":%q}`, w.offers[i].Organization, until)
		})
	case "/placements/{id}/end-bridging":
		return w.on(bridged, nil)
	case "/invitations":
		return []thing{{name: "their own", about: func(a access.Actor) access.Subject { return ofOrganization(network.OrganizationID(a.Organization))(a) }}}
	case "/invitations/{id}", "/invitations/{id}/answer":
		return w.questions(url.Values{}, `{"yes":false,"reason":"too-far"}`)
	}
	panic("no thing for " + of)
}

// agreements are what regions agreed on their desk and on bridging.
func (w *world) agreements(of string) (all []thing) {
	for i, r := range w.regions {
		body := map[string]string{
			"desk":           fmt.Sprintf(`{"organization":%q}`, w.desks[string(r.ID)]),
			"bridging-rules": fmt.Sprintf(`{"kind":%q,"urgency":"planned","organization":%q,"what":"Zorg thuis.","days":5}`, roomKind, w.offers[0].Organization),
		}[of]
		if body == "" {
			body = fmt.Sprintf(`{"kind":%q,"urgency":"planned"}`, roomKind)
		}
		x := thing{name: "of " + r.Slug, values: []string{r.Slug}, body: body, about: w.region(i), sure: true}
		is := x
		x.anew = func() thing {
			rule := placement.BridgingRule{Region: r.ID, Kind: roomKind, Urgency: placement.Planned, Organization: w.offers[0].Organization, What: "Zorg thuis.", Days: 5}
			if _, err := w.Placement.SaveBridgingRule(w.t.Context(), access.Job("test"), rule); err != nil {
				w.t.Fatal(err)
			}
			return is
		}
		all = append(all, x)
	}
	return all
}
