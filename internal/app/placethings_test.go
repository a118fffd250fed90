package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// on gives the requests of all askers as far as a stage; send says what is sent about one. What is permitted
// is done to a new one each time.
func (w *world) on(far stage, send func(i int, r *placement.Request, x *thing)) (all []thing) {
	for i := range w.askers {
		made := func(r placement.Request) thing {
			x := thing{name: fmt.Sprintf("asked by %s, stage %d", w.askers[i].Name, far), values: []string{string(r.ID)}, about: about(weighed(&r)), sure: true}
			if send != nil {
				send(i, &r, &x)
			}
			return x
		}
		x := made(w.stands(i, far))
		var last placement.RequestID
		x.anew = func() thing {
			if last != "" {
				w.clear(i, last)
			}
			r := w.reach(i, far)
			last = r.ID
			return made(r)
		}
		all = append(all, x)
	}
	return all
}

// sending gives what a form and a body of the API say of a step.
func sending(form url.Values, body string) func(int, *placement.Request, *thing) {
	return func(_ int, _ *placement.Request, x *thing) { x.form, x.body = form, body }
}

// placeThings are those of the addresses about room and places; false for all others.
func (w *world) placeThings(method, path string) ([]thing, bool) {
	if of, ok := strings.CutPrefix(path, "/werk/capaciteit"); ok {
		return w.roomPages(method, of), true
	}
	if of, ok := strings.CutPrefix(path, "/werk/plaatsing"); ok {
		return w.placePages(method, of), true
	}
	for _, prefix := range []string{"/offers", "/observations", "/feed", "/organizations/"} {
		if of, ok := strings.CutPrefix(path, "/api/v1"); ok && strings.HasPrefix(of, prefix) {
			return w.roomCalls(method, of), true
		}
	}
	for _, prefix := range []string{"/placements", "/invitations"} {
		if of, ok := strings.CutPrefix(path, "/api/v1"); ok && strings.HasPrefix(of, prefix) {
			return w.placeCalls(method, of), true
		}
	}
	if of, ok := strings.CutPrefix(path, "/api/v1/regions/{slug}/"); ok && (of == "desk" || strings.HasPrefix(of, "bridging-rules")) {
		return w.agreements(of), true
	}
	if path == "/inzage/{token}" {
		return w.links(), true
	}
	return nil, false
}

func (w *world) roomPages(method, of string) []thing {
	switch of {
	case "/{offer}", "/{offer}/wijzig":
		return each(w.offers[:2], func(o capacity.Offer) thing {
			x := thing{name: "offer of " + string(o.Organization), values: []string{string(o.ID)}, about: ofOffer(o), sure: true,
				form: url.Values{"plekken": {"4000"}, "totaal": {"0"}, "vragen": {"100"}}}
			// A figure is told of what was seen: the page says what that is.
			x.anew = func() thing {
				page := w.serve(w.signIn(w.t, w.tellerName(o)).known(request("GET", "/werk/capaciteit/"+string(o.ID), "")))
				for _, f := range formsOf("/werk/capaciteit/"+string(o.ID), page.Body.String()) {
					if f.fixed.Has("gezien") {
						x.form.Set("gezien", f.fixed.Get("gezien"))
					}
				}
				return x
			}
			return x
		})
	case "/{offer}/stoppen":
		var all []thing
		for i := range w.services {
			ending := func(o capacity.Offer) thing {
				return thing{name: "offer of " + string(o.Organization), values: []string{string(o.ID)}, about: ofOffer(o), sure: true}
			}
			x := ending(w.ending[i])
			x.anew = func() thing {
				o, err := w.offer(w.services[i].ID, endKind, i)
				if err != nil {
					w.t.Fatal(err)
				}
				return ending(o)
			}
			all = append(all, x)
		}
		return all
	case "/nieuw":
		if method == "GET" {
			return []thing{{name: "their organisation", about: self}}
		}
		return w.freshOffers(func(i int) thing {
			return thing{form: url.Values{"aanbod": {string(w.services[i].ID)}, "soort": {string(freshKind)}, "totaal": {"2"}, "vragen": {"5"}}}
		})
	case "/bestand":
		if method == "POST" {
			body, kind := w.csvForm("offer;available;accepting;waiting_days;observed_at\n" + string(w.offers[0].ID) + ";4000;;;\n")
			return []thing{{name: "figures of Gerda's organisation", about: self, file: body, kind: kind}}
		}
	}
	return []thing{{name: "their organisation", about: self}}
}

func (w *world) tellerName(o capacity.Offer) string {
	if o.ID == w.offers[0].ID {
		return "Gerda Kleibakker"
	}
	return "Bilal Steenoven"
}

// csvForm is a file as the second page sends it.
func (w *world) csvForm(text string) (body, kind string) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := form.WriteField("inhoud", text); err != nil {
		w.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	return b.String(), form.FormDataContentType()
}

// freshOffers are offers that are not there yet.
func (w *world) freshOffers(send func(i int) thing) (all []thing) {
	for i := range w.services {
		x := send(i)
		x.name, x.about, x.sure = "of "+w.services[i].Name, ofOrganization(w.services[i].Organization), true
		is := x
		x.anew = func() thing { w.endFresh(i); return is }
		all = append(all, x)
	}
	return all
}

func (w *world) placePages(method, of string) []thing {
	day := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	asks := func(i int) url.Values {
		return url.Values{"kind": {string(roomKind)}, "urgency": {"planned"}, "direction": {"in"}, "area": {string(w.areas[i])}, "consent_with": {"person"}}
	}
	switch of {
	case "", "/vragen", "/overdracht":
		return []thing{{name: "their own", about: w.here, form: url.Values{"tekst": {"Rustige nacht."}}}}
	case "/regels", "/regels/coordinatie", "/regels/regel", "/regels/stopt": // one that is not there has stopped
		x := thing{name: "of their region", about: w.here, sure: true, form: url.Values{"organisatie": {w.deskName()}, "soort": {string(roomKind)}, "spoed": {"planned"},
			"wat": {"Zorg thuis."}, "dagen": {"5"}, "betaald": {"De gemeente."}}}
		is := x
		x.anew = func() thing { return is }
		return []thing{x}
	case "/nieuw":
		made := func() thing {
			form := asks(0)
			form.Set("id", id.New[string]())
			return thing{name: "a request", query: "?soort=" + string(roomKind), about: self, form: form, sure: true}
		}
		x := made()
		x.anew = made
		return []thing{x}
	case "/cijfers":
		return []thing{{name: "one region", query: "?regio=" + w.regions[0].Slug, about: w.region(0)}, {name: "another region", query: "?regio=" + w.regions[1].Slug, about: w.region(1)}}
	case "/vragen/{invitation}", "/vragen/{invitation}/antwoord":
		return w.questions(url.Values{"antwoord": {"nee"}, "reden": {"too-far"}}, "")
	case "/{id}":
		return slices.Concat(w.on(prepared, nil), w.on(opened, nil), w.on(chosen, nil), w.on(handed, nil))
	case "/{id}/{page}":
		page := func(name string, far stage, acts ...string) []thing {
			return w.on(far, func(_ int, _ *placement.Request, x *thing) { x.values, x.acts = append(x.values, name), acts })
		}
		return append(append(page("kandidaten", opened, "placement.Candidates"), page("wijzig", prepared, "placement.Change")...), page("persoon", handed, "placement.ReadHandOver")...)
	case "/{id}/wijzig":
		return w.on(prepared, func(i int, r *placement.Request, x *thing) {
			x.form = asks(i)
			x.form.Set("versie", fmt.Sprint(r.Version))
			x.form.Set("doe", "bewaar")
		})
	case "/{id}/kandidaten":
		return w.on(opened, func(i int, _ *placement.Request, x *thing) {
			x.form = url.Values{"aanbieder": {string(w.offers[another(i)].ID)}}
		})
	case "/{id}/kies":
		return w.on(offered, func(i int, r *placement.Request, x *thing) {
			x.form = url.Values{"wie": {string(w.question(r, i).ID)}}
		})
	case "/{id}/overbrugging":
		return w.on(opened, func(i int, _ *placement.Request, x *thing) {
			x.form = url.Values{"wie": {string(w.offers[i].Organization)}, "wat": {"Zorg thuis."}, "tot": {day}}
		})
	case "/{id}/overbrugging-stopt":
		return w.on(bridged, nil)
	case "/{id}/intrekken":
		return w.on(opened, sending(url.Values{"reden": {"changed"}}, ""))
	case "/{id}/gegevens":
		return w.on(chosen, sending(url.Values{"naam": {somebody.Name}, "geboren": {somebody.Birth}, "bereik": {somebody.Reach}, "begin": {somebody.Words}}, ""))
	case "/{id}/begonnen":
		return w.on(chosen, sending(url.Values{"dag": {time.Now().In(clock.Amsterdam).Format(time.DateOnly)}}, ""))
	case "/{id}/afronden":
		return w.on(begun, sending(url.Values{"reden": {"helped"}}, ""))
	case "/{id}/gaat-niet-door":
		return w.on(chosen, sending(url.Values{"reden": {"not-fitting"}}, ""))
	case "/{id}/oppakken", "/{id}/link", "/{id}/volgende":
		return w.on(opened, sending(nil, ""))
	}
	panic("no thing for /werk/plaatsing" + of + " by " + method)
}

// deskName names who runs the desk of the first region.
func (w *world) deskName() string {
	w.t.Helper()
	desk, err := w.Network.Organization(w.t.Context(), network.OrganizationID(w.desks[string(w.regions[0].ID)]))
	if err != nil {
		w.t.Fatal(err)
	}
	return desk.Name
}

// questions are those to Gerda and to Bilal, in a request of Maartje.
func (w *world) questions(form url.Values, body string) (all []thing) {
	for of := range 2 {
		made := func(r placement.Request) thing {
			q := w.question(&r, of)
			return thing{name: "to " + w.tellers[of].Name, values: []string{string(q.ID)}, form: form, body: body, sure: true,
				about: about(access.Subject{Type: "invitation", ID: string(q.ID), Organization: string(q.Organization), Region: string(r.Region)})}
		}
		x := made(w.stands(0, opened))
		var last placement.RequestID
		x.anew = func() thing {
			if last != "" {
				w.clear(0, last)
			}
			r := w.reach(0, opened)
			last = r.ID
			return made(r)
		}
		all = append(all, x)
	}
	return all
}

// links are one of each kind. Whoever has one may use it.
func (w *world) links() (all []thing) {
	one := func(name string, form url.Values, sure bool, made func() link.Link) {
		fresh := func() thing {
			return thing{name: "a link for " + name, values: []string{w.link(w.t, made())}, about: self, form: form, sure: sure}
		}
		x := fresh()
		x.anew = fresh
		all = append(all, x)
	}
	one("an entry", nil, true, w.toConfirm)
	one("a question", url.Values{"antwoord": {"ja"}}, true, func() link.Link {
		r := w.reach(0, opened)
		q := w.question(&r, 0)
		return link.Link{Act: "placement.Answer", SubjectType: "invitation", SubjectID: string(q.ID), Organization: string(q.Organization), Region: string(r.Region)}
	})
	one("a figure", url.Values{"plekken": {"4000"}, "alles": {"1"}, "neemt-aan": {"open"}}, false, func() link.Link {
		o := w.offers[0]
		return link.Link{Act: "capacity.Observe", SubjectType: "offer", SubjectID: string(o.ID), Organization: string(o.Organization), Region: string(o.Region)}
	})
	one("whom it is about", nil, false, func() link.Link {
		r := w.stands(0, handed)
		return link.Link{Act: "placement.Follow", SubjectType: "request", SubjectID: string(r.ID), Organization: string(r.Organization), Region: string(r.Region)}
	})
	return all
}
