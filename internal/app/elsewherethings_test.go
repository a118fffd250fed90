package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// elsewhere are the things of the addresses at which other systems tell us something, and of the pages and the API of
// what they ask; false for all others.
func (w *world) elsewhere(method, path string) ([]thing, bool) {
	switch {
	case path == "/werk/van-elders/{id}":
		return w.fromElsewhere(url.Values{"antwoord": {"ja"}}), true
	case path == "/werk/van-elders/{id}/voortgang":
		return w.fromElsewhere(url.Values{"stap": {"afgerond"}, "reden": {"helped"}}), true
	case path == "/api/v1/elsewhere-requests":
		return []thing{{name: "what is asked of theirs", about: self}}, true
	case strings.HasPrefix(path, "/api/v1/elsewhere-requests/"):
		all := w.fromElsewhere(nil)
		for i := range all {
			all[i].body = map[string]string{"answer": `{"yes":true}`, "progress": `{"step":"done","reason":"helped"}`}[path[strings.LastIndex(path, "/")+1:]]
		}
		return all, true
	case path == notified.Path+"/seintje/{peer}":
		return []thing{{name: "a subscription that is not there", values: []string{id.New[string]()}, about: nobodys}}, true
	case path == notified.Path+"/Task":
		return w.notifications(method), true
	}
	return nil, false
}

// numbered gives an organisation a URA number where it has none, and the number.
func (w *world) numbered(o network.OrganizationID, ura string) string {
	w.t.Helper()
	found, err := w.Network.Organization(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	if found.URA != "" {
		return found.URA
	}
	w.write(`UPDATE organization SET ura = $1 WHERE id = $2`, ura, o)
	return ura
}

func (w *world) write(query string, args ...any) {
	w.t.Helper()
	if err := w.Store.Write(w.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

// notifications are of Gerda's organisation and of another, to each other.
func (w *world) notifications(method string) (all []thing) {
	uras := [2]string{w.numbered(w.services[0].Organization, "90000001"), w.numbered(w.services[1].Organization, "90000002")}
	for i, s := range w.services {
		uuid := "urn:uuid:" + id.New[string]()
		status, query := "requested", ""
		if method == http.MethodPut {
			status, query = "cancelled", "?"+url.Values{"identifier": {"urn:ietf:rfc:3986|" + uuid}}.Encode()
		}
		body := fmt.Sprintf(`{"resourceType":"Task","identifier":[{"system":"urn:ietf:rfc:3986","value":%q}],"status":%q,"intent":"proposal",
			"code":{"coding":[{"system":"https://www.twiin.nl/tanp/CodeSystem/tanp-codes","code":"pull-notification"}]},"restriction":{"period":{"end":%q}},
			"requester":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":%q}},"owner":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":%q}},
			"basedOn":[{"reference":"Task/1"}]}`, uuid, status, time.Now().Add(time.Hour).Format(time.RFC3339), uras[i], uras[1-i])
		all = append(all, thing{name: "asked by " + s.OrganizationName, file: strings.ReplaceAll(body, "\n\t\t\t", ""), kind: fhirContent, query: query, sure: true,
			about: about(access.Subject{Type: "notification", Organization: string(s.Organization)})})
	}
	return all
}

// fromElsewhere are questions to Gerda's organisation and to another, of a system that there is no way to.
func (w *world) fromElsewhere(form url.Values) (all []thing) {
	for i, s := range w.services {
		which := id.From[notified.TakenID]("test", "from elsewhere", string(s.Organization))
		now := clock.Micros(time.Now())
		w.write(`INSERT INTO notice_taken (id, sender, ura, identifier, thread, owner, task, request, ticket, until_at, state, status, business, what, priority, tries, problem_nl, problem_en, made_at)
			VALUES ($1, $2, '90000009', $1, '', $3, 'https://elders.example/fhir/Task/1', '', $4, $5, 'open', '', '', '', '', 0, '', '', $6) ON CONFLICT DO NOTHING`,
			which, w.services[1-i].Organization, s.Organization, []byte{}, now+int64(time.Hour/time.Microsecond), now)
		all = append(all, thing{name: "a question to " + s.OrganizationName, values: []string{string(which)}, form: form,
			about: about(access.Subject{Type: "notification", ID: string(which), Organization: string(s.Organization)})})
	}
	return all
}
