package app

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
)

// again lets a thing be made anew each time that something is done to it.
func again(made func() thing) thing {
	x := made()
	x.anew = func() thing { y := made(); y.anew = x.anew; return y }
	return x
}

// standing is a thing that is made once for a key, and anew for each that does something to it.
func (w *world) standing(key string, made func() thing) thing {
	x := hold(w, key, made)
	x.anew = made
	return x
}

// together are the things of the addresses about bottlenecks, meetings, mandates and agreements; false for
// all others.
func (w *world) together(method, path string) ([]thing, bool) {
	const bottlenecks, meetings, agreements = "/werk/knelpunten", "/werk/knelpunten/overleg", "/werk/afspraken"
	api, isAPI := strings.CutPrefix(path, "/api/v1")
	switch {
	case strings.HasPrefix(path, meetings):
		return w.meetingPages(method, strings.TrimPrefix(path, meetings)), true
	case strings.HasPrefix(path, bottlenecks+"/regels"):
		return w.rulePages(method, strings.TrimPrefix(path, bottlenecks+"/regels")), true
	case strings.HasPrefix(path, bottlenecks):
		return w.stuckPages(method, strings.TrimPrefix(path, bottlenecks)), true
	case path == "/knelpunt":
		return w.toReport(method), true
	case strings.HasPrefix(path, agreements):
		return w.agreedPages(method, strings.TrimPrefix(path, agreements)), true
	case strings.HasPrefix(path, "/afspraak/{id}"):
		return []thing{{name: "a public one", values: []string{string(w.agreed(published).ID)}, about: self}}, true
	case strings.HasPrefix(path, "/werk/netwerk/wijkverband/{slug}/beginnen"):
		return w.beginnings(path), true
	}
	if of, is := w.mandatePages(method, path); is {
		return of, true
	}
	if !isAPI {
		return nil, false
	}
	switch {
	case strings.HasPrefix(api, "/bottlenecks"), api == "/bottleneck-themes":
		return w.stuckCalls(method, api), true
	case strings.HasPrefix(api, "/meetings"), strings.HasPrefix(api, "/tasks"):
		return w.meetingCalls(method, api), true
	case strings.HasPrefix(api, "/signal-rules"):
		return w.ruleCalls(method, strings.TrimPrefix(api, "/signal-rules")), true
	case strings.HasPrefix(api, "/agreements"), strings.HasPrefix(api, "/obligations"):
		return w.agreedCalls(method, api), true
	}
	return w.mandateCalls(method, api)
}

// onStuck gives a bottleneck in each place; send says what is sent about one.
func (w *world) onStuck(how far, of func(lies) func(access.Actor) access.Subject, send func(at lies, b bottleneck.ID, x *thing)) (all []thing) {
	for at := inWijk; at <= farAway; at++ {
		made := func(b bottleneck.ID) thing {
			x := thing{name: fmt.Sprintf("bottleneck at %d, stage %d", at, how), values: []string{string(b)}, about: of(at), sure: true}
			if send != nil {
				send(at, b, &x)
			}
			return x
		}
		x := hold(w, fmt.Sprint("stuck ", at, how), func() thing { return made(w.report(at, how)) })
		x = made(bottleneck.ID(x.values[0]))
		x.anew = func() thing { return made(w.report(at, how)) }
		all = append(all, x)
	}
	return all
}

func (w *world) byOwner(at lies) func(access.Actor) access.Subject  { return about(w.decided(at)) }
func (w *world) byReader(at lies) func(access.Actor) access.Subject { return w.reported(w.seen(at)) }
func (w *world) byReporter(lies) func(access.Actor) access.Subject {
	return w.reported(access.Subject{Type: "bottleneck"})
}
func (w *world) byEither(at lies) func(access.Actor) access.Subject { return w.reported(w.decided(at)) }
func (w *world) byAnybody(lies) func(access.Actor) access.Subject {
	return about(access.Subject{Type: "bottleneck"})
}
func inForm(form url.Values) func(lies, bottleneck.ID, *thing) {
	return func(_ lies, _ bottleneck.ID, x *thing) { x.form = form }
}
func inBody(body string) func(lies, bottleneck.ID, *thing) {
	return func(_ lies, _ bottleneck.ID, x *thing) { x.body = body }
}

// toReport are reports of what does not work, with a key of their own.
func (w *world) toReport(string) []thing {
	made := func() thing {
		return thing{name: "a report", about: about(access.Subject{Type: "bottleneck"}), sure: true, form: url.Values{"kort": {"Er is niemand te bereiken"}, "vaak": {"weekly"}, "wijk": {string(w.areas[0])},
			"kenmerk": {id.New[string]()}}}
	}
	return []thing{again(made)}
}

func (w *world) stuckPages(method, of string) []thing {
	day := time.Now().AddDate(0, 0, 14).Format(time.DateOnly)
	said := url.Values{"woorden": {"Wij kijken wie er kan."}}
	board := thing{name: "of their region", about: func(a access.Actor) access.Subject {
		s := access.Subject{Type: "board", Region: a.Region}
		if a.Region == "" || a.Role == access.National {
			s = access.Subject{Type: "board", Desk: string(w.stuck.board)}
		}
		return s
	}}
	switch of {
	case "":
		return []thing{board}
	case "/melden":
		all := w.toReport(method)
		if method == "GET" { // whoever is not signed in is led to the form for everybody, or to signing in
			all[0].also = identity.SignedIn
		}
		return all
	case "/thema":
		if method == "GET" {
			// Whoever may read neither of the boards is shown none of them.
			return []thing{{name: "what rises", about: func(a access.Actor) access.Subject {
				if a.Role == access.National {
					return access.Subject{Type: "board", Desk: string(w.stuck.board)}
				}
				return access.Subject{Type: "board", Region: a.Region}
			}}}
		}
		return []thing{w.standing("bundle", func() thing {
			return thing{name: "for the nation", about: about(w.decided(atNation)), sure: true,
				form: url.Values{"niveau": {"nation"}, "thema": {"avond-nacht-weekend"}, "kort": {"Er is niemand te bereiken"}, "knelpunt": {string(w.report(atRegion, told))}}}
		})}
	case "/{id}":
		return append(w.onStuck(told, w.byReader, nil), w.onStuck(asked, w.byReader, nil)...)
	case "/{id}/bespreken":
		return w.onStuck(told, w.byOwner, inForm(said))
	case "/{id}/oppakken", "/{id}/uitstellen":
		return w.onStuck(told, w.byOwner, inForm(url.Values{"woorden": {"Wij kijken wie er kan."}, "dag": {day}}))
	case "/{id}/doorgeven", "/{id}/antwoord", "/{id}/notitie":
		return w.onStuck(told, w.byOwner, inForm(said))
	case "/{id}/afronden":
		return w.onStuck(told, w.byOwner, inForm(url.Values{"einde": {"solved"}, "woorden": {"Er is nu iemand."}}))
	case "/{id}/oordeel":
		return w.onStuck(asked, w.byReporter, inForm(url.Values{"oordeel": {"ja"}}))
	case "/{id}/heropenen":
		return w.onStuck(solved, w.byEither, inForm(url.Values{"woorden": {"Het is er weer."}}))
	case "/{id}/samenvoegen":
		return w.onStuck(told, w.byOwner, func(at lies, b bottleneck.ID, x *thing) {
			x.form = url.Values{"woorden": {"Dit gaat over hetzelfde."}, "knelpunt": {string(w.part(at, b))}}
		})
	case "/{id}/apart":
		return w.onMerged(func(whole, part bottleneck.ID, x *thing) {
			x.values, x.form = []string{string(whole)}, url.Values{"woorden": {"Dit gaat over iets anders."}, "knelpunt": {string(part)}}
		})
	case "/voorbeelden":
		return []thing{theExamples}
	case "/{id}/toewijzen":
		return w.onStuck(told, w.byOwner, func(at lies, _ bottleneck.ID, x *thing) {
			x.form = url.Values{"woorden": {"Wij vragen het na."}, "eigenaar": {"Esra Hoogwater"}}
			x.sure = false // each names somebody of their own
		})
	case "/{id}/meedoen":
		return w.onStuck(told, w.byAnybody, nil)
	case "/{id}/voorbeeld":
		return w.onStuck(solved, w.byOwner, nil)
	}
	panic("no thing for /werk/knelpunten" + of + " by " + method)
}

// part is another bottleneck of the same place, that can go on in one.
func (w *world) part(at lies, b bottleneck.ID) bottleneck.ID {
	return hold(w, "part of "+string(b), func() bottleneck.ID { return w.report(at, told) })
}

// theExamples are everybody's who may read any of them.
var theExamples = thing{name: "the examples", about: about(access.Subject{Type: "example"})}

// onMerged gives in each place a bottleneck with another one that was merged into it; send says what is sent.
func (w *world) onMerged(send func(whole, part bottleneck.ID, x *thing)) (all []thing) {
	for at := inWijk; at <= farAway; at++ {
		made := func() thing {
			whole, part := w.report(at, told), w.report(at, told)
			must[bottleneck.Bottleneck](w)(w.Bottlenecks.Merge(w.t.Context(), operator, []bottleneck.ID{part}, whole, "Dit gaat over hetzelfde.", bottleneck.Decision{}))
			x := thing{name: fmt.Sprintf("merged at %d", at), about: w.byOwner(at), sure: true}
			send(whole, part, &x)
			return x
		}
		x := made()
		x.anew = made
		all = append(all, x)
	}
	return all
}

func (w *world) stuckCalls(method, of string) []thing {
	soon := time.Now().AddDate(0, 0, 14).UTC().Format(time.RFC3339)
	said := inBody(`{"words":"Wij kijken wie er kan."}`)
	boards := func(kind string) []thing {
		of := func(i int) thing {
			return thing{name: kind + " of " + w.regions[i].Slug, query: "?region=" + w.regions[i].Slug, body: fmt.Sprintf(`{"text":"Er neemt niemand op.","region":%q}`, w.regions[i].Slug),
				about: about(access.Subject{Type: "board", Region: string(w.regions[i].ID)})}
		}
		all := []thing{of(0), of(1), {name: kind + " of the nation", body: `{"text":"Er neemt niemand op."}`, about: about(access.Subject{Type: "board", Desk: string(w.stuck.board)})}}
		for i := range all {
			if method != "GET" { // an unknown parameter is refused before anything else
				all[i].query = ""
			}
		}
		return all
	}
	switch of {
	case "/bottleneck-themes", "/bottlenecks/counts":
		return []thing{{name: "what is theirs", about: self}}
	case "/bottlenecks/counts/exact":
		return []thing{{name: "of a region", query: "?region=" + w.regions[0].Slug, about: about(access.Subject{Type: "board", Region: string(w.regions[0].ID), Desk: string(w.stuck.board)})},
			{name: "of a wijkverband", query: "?wijkverband=" + w.teams[0].Slug, about: about(access.Subject{Type: "board", Region: string(w.regions[0].ID), Wijkverband: string(w.teams[0].ID), Desk: string(w.stuck.board)})},
			{name: "of another region", query: "?region=" + w.regions[1].Slug, about: about(access.Subject{Type: "board", Region: string(w.regions[1].ID), Desk: string(w.stuck.board)})}}
	case "/bottlenecks":
		if method == "GET" {
			return boards("board")
		}
		return []thing{again(func() thing {
			return thing{name: "a report", about: about(access.Subject{Type: "bottleneck"}), sure: true,
				body: fmt.Sprintf(`{"title":"Er is niemand te bereiken","what":"In de nacht neemt niemand op.","theme":"avond-nacht-weekend","how_often":"weekly","area":%q}`, w.areas[0])}
		})}
	case "/bottlenecks/own":
		return []thing{{name: "their own", about: func(a access.Actor) access.Subject {
			return access.Subject{Type: "person", ID: a.Person, Person: a.Person}
		}}}
	case "/bottlenecks/examples":
		return []thing{theExamples}
	case "/bottlenecks/rising", "/bottlenecks/similar":
		return boards("what rises")
	case "/bottlenecks/bundle":
		bundle := func(region string, from lies) func() thing {
			return func() thing {
				at := atNation
				if region != "" {
					at = atRegion
				}
				return thing{name: "for " + region, about: about(w.decided(at)), sure: true, body: fmt.Sprintf(`{"region":%q,"title":"Er is niemand te bereiken","theme":"avond-nacht-weekend","ids":[%q],"words":"Dit speelt op meer plekken."}`,
					region, w.report(from, told))}
			}
		}
		return []thing{w.standing("bundle of a region", bundle(w.regions[0].Slug, inWijk)), w.standing("bundle of the nation", bundle("", atRegion))}
	}
	switch strings.TrimPrefix(of, "/bottlenecks/{id}") {
	case "":
		return w.onStuck(told, w.byReader, nil)
	case "/discuss", "/pass-up", "/answer", "/note":
		return w.onStuck(told, w.byOwner, said)
	case "/take-up", "/postpone":
		return w.onStuck(told, w.byOwner, inBody(fmt.Sprintf(`{"words":"Wij kijken wie er kan.","next_at":%q}`, soon)))
	case "/propose":
		return w.onStuck(told, w.byOwner, inBody(`{"words":"Er is nu iemand.","kind":"solved"}`))
	case "/confirm":
		return w.onStuck(asked, w.byReporter, nil)
	case "/object":
		return w.onStuck(asked, w.byReporter, inBody(`{"words":"Er is nog niemand."}`))
	case "/reopen":
		return w.onStuck(solved, w.byEither, inBody(`{"words":"Het is er weer."}`))
	case "/merge":
		return w.onStuck(told, w.byOwner, func(at lies, b bottleneck.ID, x *thing) {
			x.body = fmt.Sprintf(`{"words":"Dit gaat over hetzelfde.","ids":[%q]}`, w.part(at, b))
		})
	case "/separate":
		return w.onMerged(func(_, part bottleneck.ID, x *thing) {
			x.values, x.body = []string{string(part)}, `{"words":"Dit gaat over iets anders."}`
		})
	case "/assign":
		return w.onStuck(told, w.byOwner, inBody(fmt.Sprintf(`{"words":"Wij vragen het na.","owner":{"kind":"organization","id":%q}}`, w.people["Gerda Kleibakker"].Organization)))
	case "/example":
		return w.onStuck(solved, w.byOwner, inBody(`{"yes":true}`))
	case "/join":
		return w.onStuck(told, w.byAnybody, inBody(`{}`))
	}
	panic("no thing for " + of + " by " + method)
}
