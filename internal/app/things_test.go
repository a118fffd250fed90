package app

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"eerstelijn/internal/access"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
)

// thing is what an address is about: the values in its path, what is sent there, and what the policies
// weigh.
type thing struct {
	name   string
	values []string // of the placeholders of the path, in order
	query  string
	form   url.Values
	body   string // of the API
	tag    string // for If-Match
	about  func(access.Actor) access.Subject
	// also is another condition than the route's acts; nil is none.
	also func(access.Actor) bool
	// acts are weighed instead of the route's, where it has more pages than one; nil are the route's.
	acts []string
	// file is sent instead of the form, as a content of kind.
	file, kind string
	// anew gives the thing as it was before anybody did something to it; nil: it stays as it is.
	anew func() thing
	// sure says that what is permitted is done, when it is sent to one made anew.
	sure bool
}

// read is what a program read: the body, and its ETag.
type read struct {
	body map[string]any
	tag  string
}

// world is what there is to ask about: of the two organisations and the two regions that the people of
// the demonstration work for.
type world struct {
	*house
	// Of each two the first belongs to Gerda, Tineke or Esra, and the second to others.
	services  [2]directory.Service
	reports   [2]directory.Report
	regions   [2]network.Region
	teams     [2]network.Wijkverband
	staff     [2]network.Person // whose accounts are looked at
	invited   [2]invitation.Invitation
	proposals [2]approval.Proposal // of which nobody else is an administrator, and of Siem
	client    client.ID
	receipt   string
	session   string // of Wouter
	// Tokens of links: to say that an entry is still right, and of an invitation.
	toAsk, invitation string
	// What the API gave to be changed, by path.
	read map[string]read
	settled
	stuck stuck
	bound bound
	t     testing.TB
}

func (h *house) fill(t testing.TB) *world {
	t.Helper()
	ctx := t.Context()
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	w := &world{house: h}
	for i, name := range []string{"Gerda Kleibakker", "Bilal Steenoven"} {
		keeper := h.people[name]
		own, err := h.Directory.Services(ctx, directory.Query{Organization: keeper.Organization, Limit: 5})
		fail(err)
		w.services[i] = own.Services[len(own.Services)-1]
		waiting, err := h.Directory.Reports(ctx, actorOf(keeper))
		fail(err)
		w.reports[i] = waiting[0]
	}
	var err error
	for i, slug := range []string{"rivierenzoom", "duinrand"} {
		w.regions[i], err = h.Network.Region(ctx, slug)
		fail(err)
		teams, err := h.Network.Wijkverbanden(ctx, w.regions[i].ID)
		fail(err)
		at := slices.IndexFunc(teams, func(v network.Wijkverband) bool {
			return len(v.Contacts) > 0 && (i == 1 || v.ID == h.people["Tineke Wilgentak"].Wijkverband)
		})
		if at < 0 {
			t.Fatalf("no wijkverband with a contact in %s", slug)
		}
		w.teams[i] = teams[at]
	}
	gerda, renske := h.people["Gerda Kleibakker"], h.people["Renske Zeedistel"]
	w.staff[0] = h.hire(t, network.Person{Name: "Wilma Hier", Role: "professional", Discipline: "wijkverpleging", Organization: gerda.Organization,
		Region: w.regions[0].ID, Wijkverband: w.teams[0].ID, Email: "wilma@mensen.example"})
	w.staff[1] = h.hire(t, network.Person{Name: "Wouter Daar", Role: "professional", Discipline: "wijkverpleging", Organization: renske.Organization,
		Region: w.regions[1].ID, Email: "wouter@mensen.example"})
	second := h.hire(t, network.Person{Name: "Tweede Beheerder", Role: "platform-admin", Email: "tweede@mensen.example"})

	for i, by := range []network.Person{gerda, renske} {
		in := invitation.Invitee{Name: "Iemand", Email: "iemand@mensen.example", Role: access.Professional, Organization: by.Organization, Region: by.Region}
		if i == 1 {
			in.Discipline = "wijkverpleging"
		}
		_, err := h.Accounts.Invitations.Invite(ctx, actorOf(by), in)
		fail(err)
		all, err := h.Accounts.Invitations.Invitations(ctx, actorOf(by))
		fail(err)
		w.invited[i] = all[len(all)-1]
	}
	for i, by := range []network.Person{second, h.people["Siem Schaardijk"]} {
		p, err := h.Roles.SetRole(ctx, actorOf(by), w.staff[i].ID, access.Auditor)
		fail(err)
		w.proposals[i] = *p
	}
	w.client, err = h.Clients.AddClient(ctx, actorOf(h.people["Siem Schaardijk"]), client.Client{Name: "Agenda", Organization: gerda.Organization,
		JWKSURL: "https://sleutels.example/set"})
	fail(err)
	receipt, err := h.Directory.Report(ctx, access.Anonymous(""), directory.Wrong{Service: w.services[0].ID, Kind: "other", Words: "Het bord hangt er niet meer."})
	fail(err)
	w.receipt = receipt.Token
	w.toAsk = h.link(t, w.toConfirm())
	w.invitation = h.link(t, link.Link{Act: "identity.Accept", SubjectType: "invitation", SubjectID: string(w.invited[0].ID),
		Organization: string(w.invited[0].Organization), Region: string(w.invited[0].Region)})
	h.signIn(t, w.staff[1].Name)
	sessions, err := h.Identity.Sessions(ctx, actorOf(w.staff[1]))
	fail(err)
	w.session = string(sessions[0].ID)
	w.read = map[string]read{}
	for i, who := range []string{"Gerda Kleibakker", "Bilal Steenoven"} {
		keeper := h.signIn(t, who)
		for _, path := range []string{"/services/" + string(w.services[i].ID) + "/entry", "/regions/" + w.regions[i].Slug, "/wijkverbanden/" + w.teams[i].Slug} {
			got := h.serve(keeper.known(request("GET", "/api/v1"+path, "")))
			var body map[string]any
			if err := json.Unmarshal(got.Body.Bytes(), &body); err != nil || got.Code != 200 {
				t.Fatalf("%s: %d %s", path, got.Code, got.Body)
			}
			w.read[path] = read{body, got.Header().Get("ETag")}
		}
	}
	w.settle(t)
	w.unstick(t)
	w.bind(t)
	return w
}

// toConfirm is a link that says that Gerda's first service is still right.
func (w *world) toConfirm() link.Link {
	s := w.services[0]
	return link.Link{Act: "directory.Confirm", SubjectType: "service", SubjectID: string(s.ID), Organization: string(s.Organization)}
}

// sent gives what was read as it is sent back: whole, or the part of it that a path is about.
func (w *world) sent(path string, part ...string) (body, tag string) {
	is := w.read[path]
	var out any = is.body
	for _, name := range part {
		if of, deep := out.(map[string]any); deep {
			out = of[name]
		}
		if list, many := out.([]any); many {
			out = list[0]
		}
	}
	text, err := json.Marshal(out, json.Deterministic(true))
	if err != nil {
		panic(err)
	}
	return string(text), is.tag
}

// The things by what the path of a route begins with; the longest counts.
func (w *world) things(pattern string) []thing {
	method, path, spoken := strings.Cut(pattern, " ")
	if !spoken {
		path = pattern
	}
	begins := func(prefix string) bool { return strings.HasPrefix(path, prefix) }
	own := []thing{{name: "what is theirs", about: self}}
	if of, is := w.elsewhere(method, path); is {
		return of
	}
	if of, is := w.resources(method, path); is {
		return of
	}
	if of, is := w.reachedThings(path); is {
		return of
	}
	if of, is := w.outside(method, path); is {
		return of
	}
	if of, is := w.placeThings(method, path); is {
		return of
	}
	if of, is := w.together(method, path); is {
		return of
	}
	switch {
	case begins("/werk/netwerk/wijkverband/"), begins("/api/v1/wijkverbanden/"):
		return each(w.teams[:], func(v network.Wijkverband) thing {
			api := "/wijkverbanden/" + v.Slug
			x := thing{name: v.Slug, values: []string{v.Slug}, form: url.Values{"versie": {"0"}}, body: "{}", about: about(access.Subject{Type: "wijkverband", ID: string(v.ID), Region: string(v.Region), Wijkverband: string(v.ID)})}
			switch {
			case strings.Contains(path, "/taak/"):
				x.values = append(x.values, v.Tasks[0].Task)
			case strings.Contains(path, "/contact/"):
				x.values = append(x.values, string(v.Contacts[0].ID))
			case strings.HasSuffix(path, "/geschiedenis"):
				x.name += " (a version that is not there)"
			case strings.Contains(path, "/tasks/"):
				x.body, x.tag = w.sent(api, "tasks")
				x.values = append(x.values, w.name(api, "tasks", "task"))
			case strings.Contains(path, "/contacts/"):
				x.body, x.tag = w.sent(api, "contacts")
				x.values = append(x.values, w.name(api, "contacts", "discipline"))
			case begins("/api/"):
				x.body, x.tag = w.sent(api)
			}
			return x
		})
	case begins("/werk/netwerk/regio/"), begins("/api/v1/regions/"):
		return each(w.regions[:], func(r network.Region) thing {
			x := thing{name: r.Slug, values: []string{r.Slug}, form: url.Values{"versie": {"0"}}, body: "{}", about: about(access.Subject{Type: "region", ID: string(r.ID), Region: string(r.ID)})}
			switch api := "/regions/" + r.Slug; {
			case strings.Contains(path, "/taak/"):
				x.values = append(x.values, r.RESV.Tasks[0].Task)
			case strings.Contains(path, "/bewijs/"):
				x.values = append(x.values, "plan")
			case strings.Contains(path, "/tasks/"):
				x.body, x.tag = w.sent(api, "resv", "tasks")
				x.values = append(x.values, r.RESV.Tasks[0].Task)
			case strings.HasSuffix(path, "/geschiedenis"):
				x.name += " (a version that is not there)"
			case begins("/api/"):
				x.body, x.tag = w.sent(api)
			}
			return x
		})
	case begins("/werk/mensen/{id}"), begins("/beheer/mensen/{id}"):
		return each(w.staff[:], func(p network.Person) thing {
			return thing{name: p.Name, values: []string{string(p.ID)}, form: url.Values{"rol": {"professional"}}, about: about(access.Subject{
				Type: "person", ID: string(p.ID), Organization: string(p.Organization), Region: string(p.Region), Wijkverband: string(p.Wijkverband), Person: string(p.ID), Role: p.Role,
			})}
		})
	case begins("/demo/als/"):
		return []thing{{name: "somebody", values: []string{string(w.staff[0].ID)}, about: self}}
	case path == "/werk/aanbod", path == "/werk/aanbod/nieuw", path == "/api/v1/services" && method == "POST":
		body, _ := w.sent("/services/" + string(w.services[0].ID) + "/entry")
		var fresh map[string]any
		if err := json.Unmarshal([]byte(body), &fresh); err != nil {
			panic(err)
		}
		w.bare(fresh)
		delete(fresh, "organization_id") // whose token it is
		text, _ := json.Marshal(fresh)
		return []thing{{name: "their organisation", about: self, body: string(text)}}
	case begins("/werk/melding/"):
		return each(w.reports[:], func(r directory.Report) thing {
			return thing{name: r.ServiceName, values: []string{string(r.ID)}, form: url.Values{"answer": {"right"}, "is": {"right"}}, about: about(access.Subject{Type: "report", ID: string(r.ID), Organization: string(r.Organization), Region: r.Region})}
		})
	case begins("/werk/tijden/"):
		return each(w.services[:], func(s directory.Service) thing {
			return thing{name: "times of " + s.Name, values: []string{string(s.ID)}, about: about(access.Subject{Type: "schedule", ID: string(s.ID), Organization: string(s.Organization)}), sure: true}
		})
	case begins("/werk/aanbod/"), begins("/aanbod/"), begins("/api/v1/services/{id}"):
		return each(w.services[:], func(s directory.Service) thing {
			x := thing{name: s.Name, values: []string{string(s.ID)}, form: url.Values{"versie": {"1"}, "version": {"1"}, "terug": {"1"}, "kind": {"other"}, "words": {"Klopt niet: " + path}},
				body: `{"kind":"other","words":"Klopt niet."}`, about: about(access.Subject{Type: "service", ID: string(s.ID), Organization: string(s.Organization)})}
			if strings.HasSuffix(path, "/slots") {
				x.body, x.sure = `{"times":[]}`, true
				return x
			}
			if method == "PUT" {
				is := w.read["/services/"+string(s.ID)+"/entry"]
				w.bare(is.body)
				x.body, x.tag = w.sent("/services/" + string(s.ID) + "/entry")
			}
			if strings.HasSuffix(path, "/confirm") {
				x.body = ""
			}
			return x
		})
	case begins("/werk/uitnodiging/"):
		return each(w.invited[:], func(i invitation.Invitation) thing {
			return thing{name: "invitation", values: []string{string(i.ID)}, about: about(access.Subject{Type: "invitation", ID: string(i.ID),
				Organization: string(i.Organization), Region: string(i.Region), Wijkverband: string(i.Wijkverband), Role: string(i.Role)})}
		})
	case begins("/werk/akkoord/"):
		return each(w.proposals[:], func(p approval.Proposal) thing {
			subject := access.Subject{Type: p.Subject.Type, ID: p.Subject.ID, Organization: p.Subject.Organization, Region: p.Subject.Region, Wijkverband: p.Subject.Wijkverband, Role: p.Subject.Role}
			decided := subject
			decided.Person = p.Proposer
			return thing{name: "proposal", values: []string{string(p.ID)}, form: url.Values{"besluit": {"nee"}}, about: about(decided),
				also: func(a access.Actor) bool {
					return a.Person == p.Proposer || w.Spine.Policies().Right(a, p.Act, subject).Allowed
				}}
		})
	case begins("/werk/logboek/over"):
		return each(w.services[:], func(s directory.Service) thing {
			return thing{name: s.Name, form: url.Values{"ding": {"service " + string(s.ID)}}, about: about(access.Subject{Type: "service", ID: string(s.ID), Organization: string(s.Organization)})}
		})
	case begins("/werk/logboek/kopie/"):
		return []thing{{name: "a copy that is not there", values: []string{string(w.proposals[0].ID)}, about: nobodys}}
	case begins("/werk/logboek/kopie"):
		day := time.Now().Format(time.DateOnly)
		return []thing{{name: "all of it", form: url.Values{"vanaf": {day}, "tot": {day}}, about: about(access.Subject{Type: "ledger"})}}
	case begins("/werk/logboek/{seq}"), begins("/api/v1/ledger/{seq}"):
		return []thing{{name: "the first entry", values: []string{"1"}, about: about(access.Subject{Type: "ledger"})}}
	case path == "/werk/logboek", path == "/api/v1/ledger":
		return []thing{{name: "the ledger", about: func(a access.Actor) access.Subject {
			return access.Subject{Type: "ledger", Organization: a.Organization}
		}}}
	case begins("/werk/mensen/nieuw"):
		return []thing{{name: "a colleague", form: url.Values{"naam": {"Iemand"}, "email": {"x@mensen.example"}, "rol": {"professional"}}, about: func(a access.Actor) access.Subject {
			s := self(a)
			s.Role = string(access.Professional)
			return s
		}}}
	case begins("/werk/account/sessie/"):
		return []thing{{name: "another's", values: []string{w.session}, about: nobodys}}
	case begins("/werk/account/passkey/{id}"):
		return []thing{{name: "one that is not there", values: []string{string(w.staff[0].ID)}, about: nobodys}}
	case begins("/beheer/koppelingen/{id}"):
		return []thing{{name: "a client", values: []string{string(w.client)}, form: url.Values{"doe": {"rechten"}}, about: about(access.Subject{Type: "client"})}}
	case begins("/beheer/elders/{id}"):
		return []thing{{name: "a system that is not there", values: []string{id.New[string]()}, form: url.Values{"doe": {"stil"}}, about: about(access.Subject{Type: "peer"})}}
	case begins("/beheer/seintjes/{id}"):
		return []thing{{name: "a subscription that is not there", values: []string{id.New[string]()}, form: url.Values{"doe": {"uit"}}, about: about(access.Subject{Type: "subscription"})}}
	case begins("/beheer/bronnen/{id}"):
		return []thing{{name: "a source that is not there", values: []string{id.New[string]()}, form: url.Values{"doe": {"ophalen"}}, about: about(access.Subject{Type: "mirror"})}}
	case begins("/beheer/dossiersystemen/{id}"):
		return []thing{{name: "a record system that is not there", values: []string{id.New[string]()}, form: url.Values{"doe": {"uit"}}, about: about(access.Subject{Type: "record-system"})}}
	case begins("/demo/dossier/fhir/Patient/{id}"):
		return []thing{{name: "an invented patient", values: []string{"1"}, about: self}}
	case begins("/launch/{system}"):
		return []thing{{name: "no record system", values: []string{id.New[string]()}, about: self}}
	case begins("/beheer/taken/"), begins("/beheer/sleutels/{id}"):
		return []thing{{name: "what is not there", values: []string{"x"}, about: about(access.Subject{})}}
	case begins("/regio/"):
		return []thing{{name: "region", values: []string{w.regions[1].Slug}, about: self}}
	case begins("/wijk/"):
		return []thing{{name: "wijk", values: []string{w.teams[1].Slug}, about: self}}
	case begins("/inloggen/{issuer}"):
		return []thing{{name: "no provider", values: []string{"werk"}, about: self}}
	case begins("/melding/"):
		return []thing{{name: "a receipt", values: []string{w.receipt}, about: self}}
	case begins("/inzage/{token}/passkey"):
		return []thing{{name: "an invitation", values: []string{w.invitation}, about: self}}
	case begins("/api/v1/areas/"):
		return []thing{{name: "area", values: []string{string(w.regions[0].Areas[0])}, about: self}}
	case begins("/api/v1/problems/"):
		return []thing{{name: "problem", values: []string{"invalid"}, about: self}}
	case path == "/api/v1/services":
		return []thing{{name: "a question", query: "?q=fysio", about: self}}
	case path == "/api/v1/who-now":
		return []thing{{name: "a question", query: "?area=" + string(w.regions[0].Areas[0]), about: self}}
	case path == "/api/v1/services/search":
		return []thing{{name: "a question", body: `{"q":"fysio"}`, about: self}}
	}
	return own
}

// bare takes out what only the program writes.
func (w *world) bare(entry map[string]any) {
	for _, name := range []string{"id", "version", "source", "verified_at", "verify_by"} {
		delete(entry, name)
	}
}

// name gives the code of the first of a list that was read.
func (w *world) name(path, list, field string) string {
	return fmt.Sprint(w.read[path].body[list].([]any)[0].(map[string]any)[field])
}

func each[T any](of []T, make func(T) thing) (all []thing) {
	for _, one := range of {
		all = append(all, make(one))
	}
	return all
}

func about(s access.Subject) func(access.Actor) access.Subject {
	return func(access.Actor) access.Subject { return s }
}

// self is where somebody themself stands.
func self(a access.Actor) access.Subject {
	return access.Subject{Type: "own", ID: a.Person, Organization: a.Organization, Region: a.Region, Wijkverband: a.Wijkverband, Person: a.Person}
}

// nobodys is a thing of somebody else, whoever asks.
func nobodys(access.Actor) access.Subject {
	return access.Subject{Organization: "x", Region: "x", Wijkverband: "x", Person: "x"}
}

// address fills the placeholders of a pattern.
func (x thing) address(pattern string) (method, target string) {
	method, path, spoken := strings.Cut(pattern, " ")
	if !spoken {
		method, path = "GET", pattern
	}
	values := x.values
	var parts []string
	for _, part := range strings.Split(strings.TrimSuffix(path, "{$}"), "/") {
		if strings.HasPrefix(part, "{") && len(values) > 0 {
			part, values = values[0], values[1:]
		}
		parts = append(parts, part)
	}
	return method, strings.Join(parts, "/") + x.query
}
