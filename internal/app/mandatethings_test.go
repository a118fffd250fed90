package app

import (
	"fmt"
	"net/url"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// spoken is a mandate as the policies see it.
func (w *world) spoken(m mandate.Mandate) func(access.Actor) access.Subject {
	return about(access.Subject{Type: "mandate", ID: string(m.ID), Organization: string(m.Grantor), Region: string(m.Forum.Region), Wijkverband: string(m.Forum.Wijkverband), Person: string(m.Delegate), Desk: w.deskOf(m.Forum.Region)})
}

// granted gives a mandate of Gerda's organisation, and of one elsewhere.
func (w *world) granted(i int) mandate.Mandate {
	w.t.Helper()
	m := mandate.Mandate{Grantor: w.bound.parties[0], Delegate: w.bound.other.ID, Forum: mandate.Forum{Kind: mandate.ROAZ, Region: w.regions[i].ID}, Subjects: []string{"bridging"}, Evidence: "Ledenvergadering"}
	if i == 1 {
		m.Grantor, m.Delegate = w.offers[2].Organization, w.bound.other.ID
	}
	return must[mandate.Mandate](w)(w.Mandates.Grant(w.t.Context(), operator, m))
}

// onMandate gives mandates; send says what is sent about one.
func (w *world) onMandate(send func(m *mandate.Mandate, x *thing)) (all []thing) {
	for i := range w.regions {
		made := func(m mandate.Mandate) thing {
			x := thing{name: "mandate in " + w.regions[i].Slug, values: []string{string(m.ID)}, about: w.spoken(m), tag: fmt.Sprintf(`"%d"`, m.Version), sure: true, form: url.Values{"versie": {"1"}}}
			if send != nil {
				send(&m, &x)
			}
			return x
		}
		x := made(hold(w, fmt.Sprint("mandate ", i), func() mandate.Mandate { return w.granted(i) }))
		x.anew = func() thing { return made(w.granted(i)) }
		all = append(all, x)
	}
	return all
}

// onSeat gives a seat at each table.
func (w *world) onSeat(send func(z *mandate.Seat, x *thing)) (all []thing) {
	for _, f := range w.tables() {
		make := func() mandate.Seat {
			return must[mandate.Seat](w)(w.Mandates.SaveSeat(w.t.Context(), operator, mandate.Seat{Forum: f, Name: "Een zetel"}))
		}
		made := func(z mandate.Seat) thing {
			x := w.atForum(f, "seat")
			x.name, x.values, x.tag, x.sure = "seat of "+x.name, append(x.values, string(z.ID)), fmt.Sprintf(`"%d"`, z.Version), true
			if send != nil {
				send(&z, &x)
			}
			return x
		}
		x := made(hold(w, "seat "+ofForum(f), make))
		x.anew = func() thing { return made(make()) }
		all = append(all, x)
	}
	return all
}

// atForum is a table in the address of a page.
func (w *world) atForum(f mandate.Forum, kind string) thing {
	x := thing{name: string(f.Kind) + " " + string(f.Region), form: url.Values{"versie": {"0"}}, about: about(access.Subject{Type: kind, Region: string(f.Region), Wijkverband: string(f.Wijkverband), Desk: w.deskOf(f.Region)})}
	switch {
	case f.Kind == mandate.Nation:
		x.values = []string{"land", "nederland"}
	case f.Kind == mandate.Wijkverband:
		x.values = []string{"wijkverband", w.teams[0].Slug}
	case f.Region == w.regions[0].ID:
		x.values = []string{string(f.Kind), w.regions[0].Slug}
	default:
		x.values = []string{string(f.Kind), w.regions[1].Slug}
	}
	return x
}

// places are the two regions, and the nation.
func (w *world) places() []network.RegionID {
	return []network.RegionID{w.regions[0].ID, w.regions[1].ID, ""}
}

// onStanding gives a recognition in each place.
func (w *world) onStanding() []thing {
	return each(w.places(), func(region network.RegionID) thing {
		return w.standing("standing "+string(region), func() thing {
			s := must[mandate.Standing](w)(w.Mandates.Recognise(w.t.Context(), operator, mandate.Standing{Body: w.bareBody(), Region: region, Discipline: "wijkverpleging", Evidence: "Overleg"}))
			return thing{name: "standing in " + string(region), values: []string{string(s.ID)}, sure: true, body: `{"why":"De vereniging is opgeheven."}`, form: url.Values{"versie": {"1"}, "at": {""}, "why": {"De vereniging is opgeheven."}},
				about: about(access.Subject{Type: "standing", Organization: string(s.Body), Region: string(region), Desk: w.deskOf(region)})}
		})
	})
}

// joins is an affiliation of a provider to a body of the first region.
func (w *world) joins(provider network.OrganizationID) func(access.Actor) access.Subject {
	return func(a access.Actor) access.Subject {
		s := access.Subject{Type: "affiliation", Organization: string(provider)}
		if a.Region == string(w.regions[0].ID) {
			s.Region = a.Region
		}
		return s
	}
}

// onAffiliation gives one of Gerda's organisation, and of one elsewhere.
func (w *world) onAffiliation() []thing {
	return each([]network.OrganizationID{w.bound.parties[0], w.offers[2].Organization}, func(provider network.OrganizationID) thing {
		return w.standing("affiliation "+string(provider), func() thing {
			a := must[mandate.Affiliation](w)(w.Mandates.Affiliate(w.t.Context(), operator, mandate.Affiliation{Provider: provider, Body: w.newBody(w.regions[0].ID)}))
			return thing{name: "affiliation of " + string(provider), values: []string{string(a.ID)}, sure: true, body: `{}`, form: url.Values{"versie": {"1"}, "at": {""}}, about: w.joins(provider)}
		})
	})
}

// reader is somebody to whom who speaks for whom is open.
func reader(a access.Actor) access.Subject {
	return access.Subject{Type: "delegates", Organization: a.Organization, Region: a.Region}
}

// mandatePages are the things of the pages on who speaks for whom; false for all other addresses.
func (w *world) mandatePages(method, path string) ([]thing, bool) {
	of, is := strings.CutPrefix(path, "/werk/netwerk")
	if !is {
		return nil, false
	}
	regions := func(kind string) []thing {
		return each(w.regions[:], func(r network.Region) thing {
			return thing{name: r.Slug, values: []string{r.Slug}, form: url.Values{"versie": {"0"}}, about: about(access.Subject{Type: kind, Region: string(r.ID)})}
		})
	}
	table := func(kind string) []thing {
		return each(w.tables(), func(f mandate.Forum) thing { return w.atForum(f, kind) })
	}
	switch of {
	case "":
		return []thing{{name: "what is theirs", about: reader}}, true
	case "/tafel/{kind}/{slug}":
		return table("delegates"), true
	case "/tafel/{kind}/{slug}/zetel/{id}":
		return append(w.onSeat(func(_ *mandate.Seat, x *thing) { x.sure = false }), each(table("seat"), func(x thing) thing { x.values, x.name = append(x.values, "nieuw"), "a new seat of "+x.name; return x })...), true
	case "/tafel/{kind}/{slug}/zetel/{id}/opheffen":
		return w.onSeat(nil), true
	case "/tafel/{kind}/{slug}/stemmen":
		return table("forum"), true
	case "/mandaat/nieuw":
		return []thing{{name: "a mandate", form: url.Values{"versie": {"0"}}, about: func(a access.Actor) access.Subject {
			return access.Subject{Type: "mandate", Organization: a.Organization, Region: a.Region}
		}}}, true
	case "/mandaat/{id}":
		return w.onMandate(func(m *mandate.Mandate, x *thing) {
			x.about = about(access.Subject{Type: "delegates", Organization: string(m.Grantor), Region: string(m.Forum.Region)})
		}), true
	case "/mandaat/{id}/intrekken":
		return w.onMandate(func(_ *mandate.Mandate, x *thing) {
			x.form = url.Values{"versie": {"1"}, "at": {""}, "why": {"Iemand anders doet het."}}
		}), true
	case "/mandaat/{id}/verbeteren":
		return w.onMandate(func(_ *mandate.Mandate, x *thing) { x.sure = false }), true
	case "/mandaat/{id}/vervanger":
		return w.onMandate(func(_ *mandate.Mandate, x *thing) { x.sure = false }), true
	case "/mandaat/{id}/vervanger/{sub}/stoppen":
		return w.onMandate(func(m *mandate.Mandate, x *thing) {
			sub := hold(w, "substitute of "+string(m.ID), func() mandate.SubstitutionID {
				s := mandate.Substitution{ID: id.New[mandate.SubstitutionID](), Mandate: m.ID, Person: w.bound.standIn.ID}
				if err := w.Mandates.Substitute(w.t.Context(), operator, s); err != nil {
					w.t.Fatal(err)
				}
				return s.ID
			})
			x.values = append(x.values, string(sub))
		}), true
	case "/regio/{slug}/disciplines":
		return each(regions("delegates"), func(x thing) thing { x.about = reader; return x }), true
	case "/regio/{slug}/erkenning":
		return regions("standing"), true
	case "/erkenning/{id}/stoppen":
		return w.onStanding(), true
	case "/leden/{id}":
		return []thing{{name: "a body", values: []string{string(w.bound.body)}, about: reader}}, true
	case "/leden/{id}/nieuw":
		return []thing{{name: "a body", values: []string{string(w.bound.body)}, form: url.Values{"versie": {"0"}}, about: w.joins("")}}, true
	case "/aansluiten":
		return []thing{{name: "their organisation", form: url.Values{"versie": {"0"}}, about: self}}, true
	case "/aansluiting/{id}/stoppen":
		return w.onAffiliation(), true
	}
	return nil, false
}

// beginnings are the steps by which a wijkverband begins: whoever edits it invites for it.
func (w *world) beginnings(path string) []thing {
	return each(w.teams[:], func(v network.Wijkverband) thing {
		x := thing{name: v.Slug, values: []string{v.Slug}, about: about(access.Subject{Type: "wijkverband", ID: string(v.ID), Region: string(v.Region), Wijkverband: string(v.ID)})}
		if strings.HasSuffix(path, "/{discipline}") {
			x.values, x.acts = append(x.values, "huisartsenzorg"), []string{"network.EditWijkverband"}
			x.form = url.Values{"versie": {"0"}, "name": {"Iemand"}, "email": {"iemand.nieuw@mensen.example"}, "organization": {""}}
		}
		return x
	})
}

// mandateCalls are the things of the API on who speaks for whom; false for all other addresses.
func (w *world) mandateCalls(method, of string) ([]thing, bool) {
	slug := func(region network.RegionID) string {
		for _, r := range w.regions {
			if r.ID == region {
				return r.Slug
			}
		}
		return ""
	}
	switch of {
	case "/mandates", "/affiliations", "/standings", "/seats", "/votes", "/endings", "/mandate-subjects", "/coverage", "/agreement-kinds", "/agreement-templates", "/measures":
		if method == "GET" {
			return []thing{{name: "what is there", query: "?forum=resv&region=" + w.regions[0].Slug, about: self}}, true
		}
	case "/regions/{slug}/obligation-counts":
		return []thing{{name: w.regions[0].Slug, values: []string{w.regions[0].Slug}, about: self}}, true
	case "/regions/{slug}/evidence/{code}":
		return each(w.regions[:], func(r network.Region) thing {
			return again(func() thing {
				return thing{name: r.Slug, values: []string{r.Slug, "plan"}, body: `{"there":true,"words":"Vastgesteld, staat op de website."}`, about: about(access.Subject{Type: "region", ID: string(r.ID), Region: string(r.ID)}), sure: true}
			})
		}), true
	case "/delegates":
		return each(w.tables(), func(f mandate.Forum) thing {
			x := w.atForum(f, "delegates")
			x.values, x.query = nil, "?"+url.Values{"forum": {string(f.Kind)}, "region": {string(f.Region)}, "wijkverband": {string(f.Wijkverband)}}.Encode()
			if f.Kind == mandate.Nation {
				x.query = "?forum=nation"
			}
			return x
		}), true
	}
	switch of {
	case "/mandates":
		grants := func(f mandate.Forum) thing {
			return again(func() thing {
				m := mandate.Mandate{Grantor: w.bound.parties[0], Forum: f}
				return thing{name: "a mandate at " + ofForum(f), about: w.spoken(m), sure: true, body: fmt.Sprintf(`{"grantor":%q,"forum":%q,"region":%q,"subjects":["bridging"],"delegate":%q,"evidence":"Ledenvergadering"}`,
					m.Grantor, f.Kind, slug(f.Region), w.bound.other.ID)}
			})
		}
		return []thing{grants(mandate.Forum{Kind: mandate.ROAZ, Region: w.regions[0].ID}), grants(mandate.Forum{Kind: mandate.Nation}), grants(mandate.Forum{Kind: mandate.ROAZ, Region: w.regions[1].ID})}, true
	case "/mandates/{id}":
		return w.onMandate(func(m *mandate.Mandate, x *thing) {
			x.body = fmt.Sprintf(`{"grantor":%q,"forum":"roaz","region":%q,"subjects":["bridging","data"],"delegate":%q,"evidence":"Ledenvergadering","why":"Een onderwerp ontbrak."}`, m.Grantor, slug(m.Forum.Region), m.Delegate)
		}), true
	case "/mandates/{id}/revoke":
		return w.onMandate(func(_ *mandate.Mandate, x *thing) { x.body = `{"why":"Iemand anders doet het."}` }), true
	case "/mandates/{id}/substitutes":
		return w.onMandate(func(_ *mandate.Mandate, x *thing) { x.body = fmt.Sprintf(`{"person":%q}`, w.bound.standIn.ID) }), true
	case "/affiliations":
		return each([]network.OrganizationID{w.bound.parties[0], w.offers[2].Organization}, func(provider network.OrganizationID) thing {
			return w.standing("to affiliate "+string(provider), func() thing {
				return thing{name: "of " + string(provider), about: w.joins(provider), sure: true, body: fmt.Sprintf(`{"provider":%q,"body":%q}`, provider, w.newBody(w.regions[0].ID))}
			})
		}), true
	case "/affiliations/{id}/end":
		return w.onAffiliation(), true
	case "/standings":
		return each(w.places(), func(region network.RegionID) thing {
			return w.standing("to recognise in "+string(region), func() thing {
				return thing{name: "in " + string(region), about: about(access.Subject{Type: "standing", Region: string(region), Desk: w.deskOf(region)}), sure: true,
					body: fmt.Sprintf(`{"body":%q,"region":%q,"discipline":"wijkverpleging","evidence":"Overleg"}`, w.bareBody(), region)}
			})
		}), true
	case "/standings/{id}/end":
		return w.onStanding(), true
	case "/seats", "/votes":
		return each(w.tables(), func(f mandate.Forum) thing {
			return again(func() thing {
				x := w.atForum(f, map[string]string{"/seats": "seat", "/votes": "forum"}[of])
				x.values, x.sure, x.body = nil, true, fmt.Sprintf(`{"forum":%q,"region":%q,"wijkverband":%q,"name":"Een zetel","equal":true,"agreed_by":[]}`, f.Kind, f.Region, f.Wijkverband)
				if of == "/seats" {
					x.body = strings.Replace(x.body, `,"equal":true,"agreed_by":[]`, "", 1)
				} else {
					x.body = strings.Replace(x.body, `,"name":"Een zetel"`, "", 1)
				}
				return x
			})
		}), true
	case "/seats/{id}", "/seats/{id}/end":
		return w.onSeat(func(z *mandate.Seat, x *thing) {
			x.values, x.body = []string{string(z.ID)}, `{}`
			if of == "/seats/{id}" {
				x.body = fmt.Sprintf(`{"forum":%q,"region":%q,"wijkverband":%q,"name":"Voorzitter"}`, z.Forum.Kind, z.Forum.Region, z.Forum.Wijkverband)
			}
		}), true
	}
	return nil, false
}
