package app

import (
	"fmt"
	"net/url"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// onMeeting gives a meeting of each table; send says what is sent about one.
func (w *world) onMeeting(begun bool, send func(m *meeting.Meeting, x *thing)) (all []thing) {
	for _, f := range w.tables() {
		made := func(m meeting.Meeting) thing {
			x := thing{name: "meeting of " + string(f.Kind) + " " + string(f.Region), values: []string{string(m.ID)}, about: w.atTable(f), tag: `"1"`, sure: true}
			if send != nil {
				send(&m, &x)
			}
			return x
		}
		x := made(hold(w, fmt.Sprint("meeting ", ofForum(f), begun), func() meeting.Meeting { return w.meet(f, begun) }))
		x.anew = func() thing { return made(w.meet(f, begun)) }
		all = append(all, x)
	}
	return all
}

func (w *world) meetingPages(method, of string) []thing {
	soon := time.Now().AddDate(0, 0, 7)
	sending := func(form url.Values) func(*meeting.Meeting, *thing) {
		return func(_ *meeting.Meeting, x *thing) { x.form = form }
	}
	switch of {
	case "":
		if method == "GET" {
			return []thing{{name: "of their tables", about: func(a access.Actor) access.Subject {
				return access.Subject{Type: "person", ID: a.Person, Person: a.Person}
			}}}
		}
		plan := func(kind mandate.ForumKind, about func(access.Actor) access.Subject) thing {
			return again(func() thing {
				return thing{name: "a meeting of " + string(kind), sure: true, about: about, form: url.Values{"tafel": {string(kind)}, "dag": {soon.Format(time.DateOnly)}, "tijd": {"16:00"}, "duur": {"60"}}}
			})
		}
		return []thing{plan(mandate.Nation, about(access.Subject{Type: "meeting", Desk: string(w.stuck.board)})), plan(mandate.RESV, func(a access.Actor) access.Subject {
			if a.Region == "" {
				return nobodys(a)
			}
			return access.Subject{Type: "meeting", Region: a.Region}
		})}
	case "/{id}":
		return append(w.onMeeting(false, nil), w.onMeeting(true, nil)...)
	case "/{id}/begin":
		return w.onMeeting(false, nil)
	case "/{id}/verzet":
		return w.onMeeting(false, sending(url.Values{"dag": {soon.Format(time.DateOnly)}, "tijd": {"16:00"}, "duur": {"60"}, "versie": {"1"}}))
	case "/{id}/aanwezig", "/{id}/sluit":
		return w.onMeeting(true, nil)
	case "/{id}/punt":
		return w.onMeeting(false, sending(url.Values{"onderwerp": {"Wie belt er terug?"}}))
	case "/{id}/punt/{item}":
		return w.onMeeting(true, func(m *meeting.Meeting, x *thing) {
			x.values = append(x.values, string(m.Items[0].ID))
			x.form = url.Values{"notulen": {"Er is niemand."}, "woorden": {"Wij vragen het na."}, "versie": {fmt.Sprint(m.Items[0].Version)}}
		})
	case "/{id}/taak":
		return w.onMeeting(true, func(m *meeting.Meeting, x *thing) {
			x.form = url.Values{"taak": {"Vraag na wie er is."}, "voor-dag": {soon.Format(time.DateOnly)}}
			x.sure = false
			for _, p := range m.Expected {
				if p.Person != "" || p.Organization != "" {
					x.form.Set("voor", string(p.Organization)+"|"+string(p.Seat)+"|"+string(p.Person))
					x.sure = true
				}
			}
		})
	case "/{id}/taak/{task}":
		return w.onMeeting(true, func(m *meeting.Meeting, x *thing) {
			x.values, x.about = append(x.values, string(m.Tasks[0].ID)), about(w.theTask(m.Forum))
		})
	case "/{id}/vervalt":
		return w.onMeeting(false, sending(url.Values{"reden": {"Er is niemand."}}))
	}
	panic("no thing for a meeting" + of + " by " + method)
}

func (w *world) meetingCalls(method, of string) []thing {
	soon := time.Now().AddDate(0, 0, 7).UTC().Format(time.RFC3339)
	sending := func(body string) func(*meeting.Meeting, *thing) {
		return func(_ *meeting.Meeting, x *thing) { x.body = body }
	}
	person := func(a access.Actor) access.Subject {
		return access.Subject{Type: "person", ID: a.Person, Person: a.Person}
	}
	table := func(f mandate.Forum) thing {
		x := thing{name: "of " + string(f.Kind) + " " + string(f.Region), query: "?forum=" + string(f.Kind), about: w.atTable(f), sure: true, body: fmt.Sprintf(`{"forum":%q,"region":%q,"wijkverband":%q,"at":%q}`, f.Kind, f.Region, f.Wijkverband, soon)}
		if f.Region != "" {
			x.query += "&region=" + string(f.Region)
		}
		if f.Wijkverband != "" {
			x.query += "&wijkverband=" + string(f.Wijkverband)
		}
		if method != "GET" {
			x.query = ""
		}
		is := x
		x.anew = func() thing { return is }
		return x
	}
	switch of {
	case "/meetings", "/tasks":
		all := each(w.tables(), table)
		if method == "GET" {
			all = append(all, thing{name: "their own", about: person})
		}
		return all
	case "/meetings/{id}":
		return w.onMeeting(false, sending(fmt.Sprintf(`{"at":%q}`, soon)))
	case "/meetings/{id}/items":
		return w.onMeeting(false, sending(`{"items":[{"kind":"topic","title":"Wie belt er terug?"}]}`))
	case "/meetings/{id}/items/{item}":
		return w.onMeeting(true, func(m *meeting.Meeting, x *thing) {
			x.values, x.body, x.tag = append(x.values, string(m.Items[0].ID)), `{"minutes":"Er is niemand.","decision":"Wij vragen het na."}`, fmt.Sprintf(`"%d"`, m.Items[0].Version)
		})
	case "/meetings/{id}/items/{item}/drop":
		return w.onMeeting(false, func(m *meeting.Meeting, x *thing) { x.values = append(x.values, string(m.Items[0].ID)) })
	case "/meetings/{id}/start":
		return w.onMeeting(false, nil)
	case "/meetings/{id}/attendance":
		return w.onMeeting(true, sending(fmt.Sprintf(`{"present":[{"organization":%q}]}`, w.people["Gerda Kleibakker"].Organization)))
	case "/meetings/{id}/tasks":
		return w.onMeeting(true, sending(fmt.Sprintf(`{"what":"Vraag na wie er is.","organization":%q,"by":%q}`, w.people["Gerda Kleibakker"].Organization, soon)))
	case "/meetings/{id}/close":
		return w.onMeeting(true, nil)
	case "/meetings/{id}/cancel":
		return w.onMeeting(false, sending(`{"why":"Er is niemand."}`))
	case "/tasks/{id}/done":
		return w.onMeeting(true, func(m *meeting.Meeting, x *thing) {
			x.values, x.about = []string{string(m.Tasks[0].ID)}, about(w.theTask(m.Forum))
		})
	}
	panic("no thing for " + of + " by " + method)
}

// ofRules is a rule as the policies see it.
func (w *world) ofRules(region network.RegionID) func(access.Actor) access.Subject {
	return about(access.Subject{Type: "signal-rule", Region: string(region), Desk: w.deskOf(region)})
}

func (w *world) rulePages(method, of string) []thing {
	if method == "GET" {
		return []thing{{name: "the rules", query: "?meting=no-contact", about: self}}
	}
	if of == "/stopt" {
		return each([]network.RegionID{w.regions[0].ID, "", w.regions[1].ID}, func(region network.RegionID) thing {
			return w.standing("a rule to stop of "+string(region), func() thing {
				r := w.rule(region)
				return thing{name: "a rule of " + string(region), about: w.ofRules(region), sure: true, form: url.Values{"regel": {string(r.ID)}, "versie": {fmt.Sprint(r.Version)}}}
			})
		})
	}
	// Whoever saves one saves it where they work.
	where := func(a access.Actor) access.Subject {
		if a.Role == access.National {
			a.Region = ""
		}
		return access.Subject{Type: "signal-rule", Region: a.Region, Desk: w.deskOf(network.RegionID(a.Region))}
	}
	form := func(do string) url.Values {
		r := w.topic()
		return url.Values{"doe": {do}, "meting": {string(r.Measure)}, "discipline": {string(r.Discipline)}, "wanneer": {string(r.Window)}, "niveau": {string(r.Level)}, "thema": {r.Theme}, "kort": {r.Title},
			"bron": {r.Source}, "grens": {"50"}, "weken": {"4"}, "van": {time.Now().AddDate(0, 0, -28).Format(time.DateOnly)}, "tot": {time.Now().AddDate(0, 0, -1).Format(time.DateOnly)}}
	}
	return []thing{w.standing("a rule to save", func() thing {
		return thing{name: "a rule", about: where, acts: []string{"signal.SaveRule"}, form: form("bewaar")}
	}), w.standing("a rule to try", func() thing {
		return thing{name: "a rule that is tried", about: where, acts: []string{"signal.DryRun"}, form: form("probeer"), sure: true}
	})}
}

func (w *world) ruleCalls(method, of string) []thing {
	body := func(region network.RegionID, more string) string {
		r := w.topic()
		return fmt.Sprintf(`{"region":%q,"measure":%q,"discipline":%q,"window":%q,"threshold":50,"weeks":4,"level":%q,"theme":%q,"title":%q,"source":%q%s}`, region, r.Measure, r.Discipline, r.Window, r.Level, r.Theme, r.Title, r.Source, more)
	}
	places := []network.RegionID{w.regions[0].ID, "", w.regions[1].ID}
	switch of {
	case "":
		if method == "GET" {
			return []thing{{name: "of a region", query: "?region=" + w.regions[0].Slug, about: self}}
		}
		return each(places, func(region network.RegionID) thing {
			return w.standing("a new rule of "+string(region), func() thing {
				return thing{name: "a rule of " + string(region), about: w.ofRules(region), body: body(region, "")}
			})
		})
	case "/try":
		until := time.Now().AddDate(0, 0, -1).UTC()
		return each(places, func(region network.RegionID) thing {
			return w.standing("a rule to try of "+string(region), func() thing {
				return thing{name: "a rule of " + string(region), about: w.ofRules(region), sure: true,
					body: body(region, fmt.Sprintf(`,"from":%q,"until":%q`, until.AddDate(0, 0, -28).Format(time.RFC3339), until.Format(time.RFC3339)))}
			})
		})
	case "/{id}", "/{id}/end":
		return each(places, func(region network.RegionID) thing {
			return w.standing("a rule of "+string(region)+of, func() thing {
				r := w.rule(region)
				return thing{name: "a rule of " + string(region), values: []string{string(r.ID)}, tag: fmt.Sprintf(`"%d"`, r.Version), about: w.ofRules(region), sure: true,
					body: fmt.Sprintf(`{"region":%q,"measure":%q,"discipline":%q,"window":%q,"threshold":60,"weeks":4,"level":%q,"theme":%q,"title":%q,"source":%q}`, region, r.Measure, r.Discipline, r.Window, r.Level, r.Theme, r.Title, r.Source)}
			})
		})
	}
	panic("no thing for signal-rules" + of + " by " + method)
}
