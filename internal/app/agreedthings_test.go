package app

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/network"
)

// onAgreed gives an agreement that is so far; send says what is sent about it.
func (w *world) onAgreed(how signed, of func(a *agreement.Agreement) func(access.Actor) access.Subject, send func(a *agreement.Agreement, x *thing)) []thing {
	made := func(a agreement.Agreement) thing {
		x := thing{name: fmt.Sprintf("agreement, stage %d", how), values: []string{string(a.ID)}, about: of(&a), tag: fmt.Sprintf(`"%d"`, a.Edit), sure: true}
		if send != nil {
			send(&a, &x)
		}
		return x
	}
	x := made(w.agreed(how))
	x.anew = func() thing { return made(w.agree(how)) }
	return []thing{x}
}

// all ways in which the policies see an agreement.
func (w *world) keepers(*agreement.Agreement) func(access.Actor) access.Subject { return w.byKeeper() }
func (w *world) proposers(*agreement.Agreement) func(access.Actor) access.Subject {
	return w.byProposer()
}
func (w *world) firsts(*agreement.Agreement) func(access.Actor) access.Subject {
	return w.bySpeaker(w.bound.parties[0])
}
func (w *world) bodies(*agreement.Agreement) func(access.Actor) access.Subject {
	return w.bySpeaker(w.bound.body)
}
func (w *world) speakers(*agreement.Agreement) func(access.Actor) access.Subject {
	return w.bySpeaker(w.bound.parties[:]...)
}

// members are those who may say what they think.
func (w *world) members(*agreement.Agreement) func(access.Actor) access.Subject {
	return func(a access.Actor) access.Subject {
		s := access.Subject{Type: "consultation"}
		if a.Organization == string(w.bound.parties[0]) {
			s.Organization = a.Organization
		}
		return s
	}
}

// drafters propose at the table of the first region for their own organisation.
func (w *world) drafters(a access.Actor) access.Subject {
	return w.ofAgreement(access.Subject{Organization: a.Organization})
}

// proposing is an agreement where somebody themself works.
func (w *world) proposing(a access.Actor) access.Subject {
	s := access.Subject{Type: "agreement", Organization: a.Organization, Region: a.Region, Wijkverband: a.Wijkverband}
	if a.Role == access.National {
		s.Role, s.Desk = string(a.Role), string(w.stuck.board)
	}
	return s
}

// ofTheirRegion is one at the table of the region where they work.
func ofTheirRegion(a access.Actor) access.Subject {
	return access.Subject{Type: "agreement", Organization: a.Organization, Region: a.Region}
}

// answerers are those who may answer for the first party.
func (w *world) answerers(*agreement.Agreement) func(access.Actor) access.Subject {
	speaks := w.bySpeaker(w.bound.parties[0])
	return func(a access.Actor) access.Subject {
		s := speaks(a)
		s.Type, s.Organization = "obligation", string(w.bound.parties[0])
		return s
	}
}

// text is the form of a text.
func (w *world) text(edit int64) url.Values {
	d := w.proposal(w.bound.parties[:]...)
	form := url.Values{"title": {d.Title}, "kind": {string(d.Kind)}, "forum": {"resv"}, "doe": {"bewaar"}, "edit": {fmt.Sprint(edit)}, "why": {"Het kan korter."}}
	for _, p := range d.Parties {
		form.Add("parties", string(p))
	}
	for i, c := range d.Clauses {
		for part, value := range map[string]string{"number": c.Number, "heading": c.Heading, "text": c.Text} {
			form.Set(fmt.Sprintf("clauses[%d].%s", i, part), value)
		}
	}
	return form
}

// asJSON is the same as the API takes it.
func (w *world) asJSON(kind string, where string) string {
	return fmt.Sprintf(`{"kind":%q,%s,"title":"Zorg tot er plek is","parties":[%q,%q],"clauses":[{"number":"1","heading":"Wie","text":"Wij helpen elkaar."}],"why":"Het kan korter."}`,
		kind, where, w.bound.parties[0], w.bound.parties[1])
}

func (w *world) agreedPages(method, of string) []thing {
	party := func(more url.Values) func(*agreement.Agreement, *thing) {
		return func(_ *agreement.Agreement, x *thing) {
			x.form = url.Values{"partij": {string(w.bound.parties[0])}, "woorden": {"Dit moet anders."}}
			for name, values := range more {
				x.form[name] = values
			}
		}
	}
	answer := func(attests bool, acts ...string) []thing {
		reads := acts[0] == "obligation.Kept"
		return w.onAgreed(binding, w.answerers, func(a *agreement.Agreement, x *thing) {
			key := w.lastWeek(*a, attests)
			x.acts, x.name = acts, x.name+", "+acts[0]
			x.query = "?" + url.Values{"belofte": {key.Obligation}, "partij": {string(key.Party)}, "van": {key.From.Format(time.DateOnly)}}.Encode()
			x.form = url.Values{"woorden": {"Er was niemand."}, "antwoord": {"nee"}}
			if reads {
				x.about, x.values = w.byReaderOf(a), append(x.values, "antwoord")
			}
		})
	}
	switch of {
	case "":
		return []thing{{name: "their own", about: self}}
	case "/nieuw":
		if method == "GET" {
			return []thing{{name: "templates", about: w.proposing}}
		}
		return []thing{again(func() thing { return thing{name: "a draft", about: ofTheirRegion, form: w.text(0)} })}
	case "/boom":
		return []thing{{name: "the tree", about: self}}
	case "/{id}":
		var all []thing
		for how := drafted; how <= reviewed; how++ {
			all = append(all, w.onAgreed(how, w.byReaderOf, nil)...)
		}
		return all
	case "/{id}/{page}":
		page := func(name string, how signed, act string) []thing {
			return w.onAgreed(how, w.byReaderOf, func(_ *agreement.Agreement, x *thing) {
				x.values, x.acts, x.name = append(x.values, name), []string{act}, x.name+", "+name
			})
		}
		all := append(page("tekst", submitted, "agreement.Versions"), page("bewijs", binding, "agreement.Proof")...)
		all = append(all, page("teken", submitted, "agreement.Get")...)
		return append(append(all, page("wijzig", drafted, "agreement.Get")...), answer(false, "obligation.Kept")...)
	case "/{id}/wijzig":
		change := func(act string) func(*agreement.Agreement, *thing) {
			return func(a *agreement.Agreement, x *thing) {
				x.form, x.acts, x.name = w.text(a.Edit), []string{act}, x.name+", "+act
			}
		}
		return append(w.onAgreed(drafted, w.proposers, change("agreement.Change")), w.onAgreed(binding, w.speakers, change("agreement.Amend"))...)
	case "/{id}/voorleggen":
		return w.onAgreed(drafted, w.keepers, nil)
	case "/{id}/teken":
		sign := func(party network.OrganizationID, act, how string) func(*agreement.Agreement, *thing) {
			return func(a *agreement.Agreement, x *thing) {
				x.form, x.acts, x.name = url.Values{"partij": {string(party)}, "versie": {fmt.Sprint(a.Version)}, "gelezen": {"ja"}, "welke": {how}}, []string{act}, x.name+", "+act
			}
		}
		return append(w.onAgreed(submitted, w.firsts, sign(w.bound.parties[0], "agreement.Sign", "")), w.onAgreed(binding, w.bodies, sign(w.bound.body, "agreement.Accede", "toetreden"))...)
	case "/{id}/bezwaar":
		return w.onAgreed(submitted, w.firsts, party(url.Values{"artikel": {"2"}}))
	case "/{id}/bezwaar-terug":
		return w.onAgreed(objected, w.firsts, func(a *agreement.Agreement, x *thing) {
			x.form = url.Values{"welke": {string(a.Objections[0].ID)}, "woorden": {"Het kan toch."}}
		})
	case "/{id}/raadplegen":
		return w.onAgreed(submitted, w.firsts, party(url.Values{"dag": {time.Now().AddDate(0, 0, 14).Format(time.DateOnly)}}))
	case "/{id}/advies":
		return w.onAgreed(consulted, w.members, func(a *agreement.Agreement, x *thing) {
			x.form = url.Values{"welke": {string(a.Consultations[0].ID)}, "antwoord": {"nee"}, "woorden": {"Het is te kort."}}
		})
	case "/{id}/intrekken":
		return w.onAgreed(submitted, w.proposers, party(nil))
	case "/{id}/herzien", "/{id}/beeindigen":
		return w.onAgreed(binding, w.speakers, party(nil))
	case "/{id}/hervatten":
		return w.onAgreed(reviewed, w.keepers, party(nil))
	case "/{id}/openbaar", "/{id}/niet-openbaar", "/{id}/uitstappen":
		return w.onAgreed(binding, w.firsts, party(nil))
	case "/{id}/antwoord":
		return append(answer(false, "obligation.Explain"), answer(true, "obligation.Attest")...)
	}
	panic("no thing for /werk/afspraken" + of + " by " + method)
}

func (w *world) agreedCalls(method, of string) []thing {
	party := func(format string, values ...any) func(*agreement.Agreement, *thing) {
		return func(_ *agreement.Agreement, x *thing) {
			x.body = fmt.Sprintf(`{"party":%q%s}`, w.bound.parties[0], fmt.Sprintf(format, values...))
		}
	}
	words := func(_ *agreement.Agreement, x *thing) { x.body = `{"words":"Dit moet anders."}` }
	here := fmt.Sprintf(`"forum":"resv","region":%q`, w.regions[0].Slug)
	duty := func(attests bool) func(*agreement.Agreement, *thing) {
		return func(a *agreement.Agreement, x *thing) {
			key := w.lastWeek(*a, attests)
			x.values = append(x.values, key.Obligation)
			x.body = fmt.Sprintf(`{"party":%q,"from":%q,"words":"Er was niemand.","kept":false}`, key.Party, key.From.Format(time.RFC3339))
			if !attests {
				x.body = strings.Replace(x.body, `,"kept":false`, "", 1)
			}
		}
	}
	switch of {
	case "/agreements/counts", "/agreements/tree":
		return []thing{{name: "what is theirs", about: self}}
	case "/agreements":
		if method == "GET" {
			return []thing{{name: "what is theirs", about: self}}
		}
		draft := func(name, kind, where string, about func(access.Actor) access.Subject) thing {
			return again(func() thing { return thing{name: name, about: about, body: w.asJSON(kind, where), sure: true} })
		}
		return []thing{draft("of the region", "bridging", here, w.drafters), draft("of the nation", "intent", `"forum":"nation"`, func(a access.Actor) access.Subject {
			return access.Subject{Type: "agreement", Role: "national", Organization: a.Organization, Desk: string(w.stuck.board)}
		})}
	case "/obligations":
		reads := w.onAgreed(binding, w.byReaderOf, func(a *agreement.Agreement, x *thing) { x.query, x.values = "?agreement="+string(a.ID), nil })
		region := func(i int) thing {
			return thing{name: "of " + w.regions[i].Slug, query: "?region=" + w.regions[i].Slug, about: about(access.Subject{Type: "region", Region: string(w.regions[i].ID)})}
		}
		return append(reads, region(0), region(1), thing{name: "of a party", query: "?party=" + string(w.bound.parties[0]), about: ofOrganization(w.bound.parties[0])})
	case "/obligations/week":
		return []thing{{name: "their own", about: func(a access.Actor) access.Subject {
			return access.Subject{Type: "person", ID: a.Person, Person: a.Person}
		}}}
	}
	switch strings.TrimPrefix(of, "/agreements/{id}") {
	case "":
		if method == "PUT" {
			return w.onAgreed(drafted, w.proposers, func(_ *agreement.Agreement, x *thing) { x.body = w.asJSON("bridging", here) })
		}
		return append(w.onAgreed(drafted, w.byReaderOf, nil), w.onAgreed(binding, w.byReaderOf, nil)...)
	case "/versions", "/redline", "/bound", "/proof":
		return append(w.onAgreed(submitted, w.byReaderOf, nil), w.onAgreed(binding, w.byReaderOf, nil)...)
	case "/offer":
		return w.onAgreed(drafted, w.keepers, func(_ *agreement.Agreement, x *thing) { x.body = `{}` })
	case "/sign":
		return w.onAgreed(submitted, w.firsts, party(`,"version":1`))
	case "/object":
		return w.onAgreed(submitted, w.firsts, party(`,"clause":"2","words":"Vier uur is te kort."`))
	case "/settle":
		return w.onAgreed(objected, w.firsts, func(a *agreement.Agreement, x *thing) { x.body = fmt.Sprintf(`{"objection":%q}`, a.Objections[0].ID) })
	case "/consult":
		return w.onAgreed(submitted, w.firsts, party(`,"words":"Kunnen wij dit?","until":%q`, time.Now().AddDate(0, 0, 14).UTC().Format(time.RFC3339)))
	case "/advise":
		return w.onAgreed(consulted, w.members, func(a *agreement.Agreement, x *thing) {
			x.body = fmt.Sprintf(`{"consultation":%q,"yes":true}`, a.Consultations[0].ID)
		})
	case "/accede":
		return w.onAgreed(binding, w.bodies, func(_ *agreement.Agreement, x *thing) { x.body = fmt.Sprintf(`{"party":%q,"version":1}`, w.bound.body) })
	case "/amend":
		return w.onAgreed(binding, w.speakers, func(_ *agreement.Agreement, x *thing) { x.body = w.asJSON("bridging", here) })
	case "/review", "/end":
		return w.onAgreed(binding, w.speakers, words)
	case "/leave":
		return w.onAgreed(binding, w.firsts, party(`,"words":"Wij stoppen ermee."`))
	case "/resume":
		return w.onAgreed(reviewed, w.keepers, words)
	case "/publish":
		return w.onAgreed(binding, w.firsts, party(`,"yes":true`))
	case "/withdraw":
		return w.onAgreed(submitted, w.proposers, words)
	case "/obligations/{obligation}/explain":
		return w.onAgreed(binding, w.answerers, duty(false))
	case "/obligations/{obligation}/attest":
		return w.onAgreed(binding, w.answerers, duty(true))
	case "/obligations/{obligation}/effect":
		return w.onAgreed(binding, w.byReaderOf, duty(false))
	case "/obligations/counts":
		return w.onAgreed(binding, func(*agreement.Agreement) func(access.Actor) access.Subject {
			return func(a access.Actor) access.Subject {
				s := access.Subject{Type: "agreement"}
				granted := []network.OrganizationID{w.people["Vivian Overlaat"].Organization, w.bound.parties[0], w.bound.parties[1]}
				if slices.Contains(granted, network.OrganizationID(a.Organization)) {
					s.Organization = a.Organization
				}
				return s
			}
		}, nil)
	}
	panic("no thing for " + of + " by " + method)
}
