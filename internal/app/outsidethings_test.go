package app

import (
	"fmt"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/network"
)

// outside are the things of the addresses of the API about what lies outside this site: sources, peers, record
// systems and subscriptions; false for all others.
func (w *world) outside(method, path string) ([]thing, bool) {
	path, is := strings.CutPrefix(path, "/api/v1/")
	kind, act, one := strings.Cut(path, "/{id}")
	subject := map[string]string{"sources": "source", "peers": "peer", "record-systems": "record-system", "subscriptions": "subscription"}[kind]
	if !is || subject == "" {
		return nil, false
	}
	of := about(access.Subject{Type: subject})
	switch {
	case method == "GET" && !one:
		return []thing{{name: kind, about: of}}, true
	case method == "GET":
		return []thing{{name: "one of " + kind, values: []string{hold(w, "read of "+kind, func() string { return w.newOutside(kind) })}, about: of}}, true
	case act == "/try": // it would ask the other side
		return []thing{{name: "one that is not there", values: []string{id.New[string]()}, about: of}}, true
	case !one:
		return []thing{w.standing("new at "+kind, func() thing { return thing{name: kind, about: of, body: w.outsider(kind), sure: kind != "sources"} })}, true
	}
	body := map[string]string{"sources/change": `{"every_seconds":3600}`, "record-systems/change": `{"patient":true}`}[kind+act]
	return []thing{w.standing(kind+act, func() thing {
		return thing{name: "one of " + kind, values: []string{w.newOutside(kind)}, about: of, body: body, sure: true}
	})}, true
}

// outsider is what is sent to add one that is not there yet. Of sources it is one that is there: their names
// stand in metrics, where a test that sends marked names looks.
func (w *world) outsider(kind string) string {
	n, of := id.New[string](), w.withNumber()
	switch kind {
	case "sources":
		const body = `{"name":"Gids","base":"https://gids.voorbeeld.nl/fhir"}`
		return hold(w, "a source that is followed", func() string {
			must[mirror.SourceID](w)(w.Mirror.Add(w.t.Context(), actorOf(w.people["Siem Schaardijk"]), mirror.New{Name: "Gids", Base: "https://gids.voorbeeld.nl/fhir"}))
			return body
		})
	case "peers":
		return fmt.Sprintf(`{"name":%q,"base":"https://p%s.voorbeeld.nl/fhir","client_id":"wij","organization_id":%q}`, "Systeem "+n, n, of)
	default:
		return fmt.Sprintf(`{"name":"Dossier","base":"https://d%s.voorbeeld.nl/fhir","issuer":"https://d.voorbeeld.nl","client_id":"wij","assurance":"low","organization_id":%q}`, n, of)
	}
}

// newOutside makes one.
func (w *world) newOutside(kind string) string {
	w.t.Helper()
	ctx, admin, n := w.t.Context(), actorOf(w.people["Siem Schaardijk"]), id.New[string]()
	switch kind {
	case "sources":
		return string(must[mirror.SourceID](w)(w.Mirror.Add(ctx, admin, mirror.New{Name: "Gids " + n, Base: "https://g" + n + ".voorbeeld.nl/fhir"})))
	case "peers":
		return string(must[peer.ID](w)(w.Peers.Add(ctx, admin, peer.New{Name: "Systeem " + n, Base: "https://p" + n + ".voorbeeld.nl/fhir", Client: "wij", Organization: w.withNumber()})))
	case "record-systems":
		return string(must[launch.SystemID](w)(w.Launches.Add(ctx, admin, launch.System{Name: "Dossier", Base: "https://d" + n + ".voorbeeld.nl/fhir", Issuer: "https://d.voorbeeld.nl", ClientID: "wij",
			Assurance: access.Low, Organization: w.withNumber()})))
	}
	program := hold(w, "who subscribes", func() client.ID {
		return must[client.ID](w)(w.Clients.AddClient(ctx, admin, client.Client{Name: "Kopie", Organization: w.withNumber(), Scopes: []string{subscription.Manage}, JWKSURL: "https://sleutels.example/set"}))
	})
	made := must[subscription.Subscription](w)(w.Hearing.Add(ctx, access.Actor{Person: "client:" + string(program), Role: access.Machine, Organization: string(w.withNumber()), Assurance: access.Substantial, Scopes: subscription.Manage},
		subscription.Wish{Topic: subscription.DirectoryChanged, Endpoint: "https://ontvanger.voorbeeld.nl/" + n}))
	return string(made.ID)
}

// withNumber is an organisation that others know by its number.
func (w *world) withNumber() network.OrganizationID {
	w.t.Helper()
	o := w.services[1].Organization
	w.numbered(o, "00000044")
	return o
}
