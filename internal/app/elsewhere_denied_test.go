package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// calls asks the other side something, as the program that an administrator agreed on.
func (i *installation) calls(which peer.ID, q peer.Question) (status int, body string) {
	i.t.Helper()
	all, err := i.Peers.Peers(i.t.Context(), i.admin)
	if err != nil {
		i.t.Fatal(err)
	}
	for _, p := range all {
		if p.ID != which {
			continue
		}
		a, err := i.Peers.Ask(i.t.Context(), &p, q)
		if err != nil && peer.StatusOf(err) == 0 {
			i.t.Fatal(err)
		}
		return max(a.Status, peer.StatusOf(err)), string(a.Body)
	}
	i.t.Fatal("no such peer")
	return 0, ""
}

// letter is a notification as a system writes it; more replaces parts of it.
func letter(p *pair, more ...string) string {
	body := fmt.Sprintf(`{"resourceType":"Task","identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:6128cfe7-0e89-4d37-ba90-e4ca3b3fcbbe"}],
		"groupIdentifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:484639e6-e647-464c-8722-6e8a73cda4e0"},"status":"requested","intent":"proposal",
		"code":{"coding":[{"system":"https://www.twiin.nl/tanp/CodeSystem/tanp-codes","code":"pull-notification"}]},
		"restriction":{"period":{"end":%q}},"for":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"999911120"}},
		"requester":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":%q}},
		"owner":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":%q}},
		"basedOn":[{"reference":%q}],"input":[{"type":{"coding":[{"system":"https://www.twiin.nl/tanp/CodeSystem/tanp-codes","code":"authorization-base"}]},"valueString":"ZGFh"}]}`,
		p.clock().Add(time.Hour).Format(time.RFC3339), askerURA, providerURA, p.here.Public+"/fhir/Task/1")
	return strings.NewReplacer(more...).Replace(body)
}

func (p *pair) tell(body string) (int, string) {
	return p.here.calls(p.toThere, peer.Question{Method: http.MethodPost, Address: p.there.Public + notified.Path + "/Task", Body: []byte(body), Media: "application/fhir+json"})
}

// Who may tell: the program of the organisation that asks, of an organisation here. What is told is kept once, and
// nothing of whom it is about.
func TestWhoTellsUs(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		stranger := "00000033"
		if _, err := p.there.Network.SaveOrganization(t.Context(), command, network.Organization{Kind: network.Provider, Name: "Een ander", URA: stranger}); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			body string
			want int
			says string
		}{
			"somebody else's number": {letter(p, `"value":"`+askerURA, `"value":"`+stranger), http.StatusForbidden, ""},
			"a number of nobody":     {letter(p, `"value":"`+askerURA, `"value":"00000099`), http.StatusForbidden, ""},
			"an owner elsewhere":     {letter(p, `"value":"`+providerURA, `"value":"00000099`), http.StatusUnprocessableEntity, "Task.owner"},
			"no code":                {letter(p, "pull-notification", "push"), http.StatusUnprocessableEntity, "Task.code"},
			"no such status":         {letter(p, `"requested"`, `"draft"`), http.StatusUnprocessableEntity, "Task.status"},
			"a cancel by POST":       {letter(p, `"requested"`, `"cancelled"`), http.StatusUnprocessableEntity, "Task.status"},
			"past":                   {letter(p, p.clock().Add(time.Hour).Format(time.RFC3339), "2020-01-01"), http.StatusUnprocessableEntity, "Task.restriction.period.end"},
			"nothing to read":        {letter(p, "/fhir/Task/1", "/fhir/Patient/1"), http.StatusUnprocessableEntity, "Task.basedOn"},
			"no Task":                {`{"resourceType":"Patient"}`, http.StatusBadRequest, ""},
			"no JSON":                {`{`, http.StatusBadRequest, ""},
		} {
			if status, body := p.tell(c.body); status != c.want || !strings.Contains(body, c.says) || strings.Contains(body, "999911120") {
				t.Errorf("%s: %d %s", name, status, body)
			}
		}
		if n := p.there.count(`SELECT count(*) FROM notice_taken`); n != 0 {
			t.Fatalf("%d were kept", n)
		}
		for range 2 {
			if status, body := p.tell(letter(p)); status != http.StatusCreated {
				t.Fatalf("%d %s", status, body)
			}
		}
		if n := p.there.count(`SELECT count(*) FROM notice_taken`); n != 1 {
			t.Errorf("%d were kept of one", n)
		}
		if n := p.there.count(`SELECT count(*) FROM ledger_entry WHERE act = 'notified.Receive' AND outcome = 'refused'`); n != 2 {
			t.Errorf("%d refusals on record", n)
		}
		for table, rows := range (&house{App: p.there.App}).rows(t) {
			if strings.Contains(rows, "999911120") {
				t.Errorf("%s holds whom it is about", table)
			}
		}
		// A program without the right, and nobody at all.
		p.there.exec(`UPDATE client SET scopes = 'placement:answer' WHERE organization = $1`, p.asker)
		p.wait(time.Hour)
		if status, _ := p.tell(letter(p)); status != http.StatusForbidden {
			t.Errorf("without the right: %d", status)
		}
		answer, err := http.Post(p.there.Public+notified.Path+"/Task", "application/fhir+json", strings.NewReader(letter(p)))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("nobody: %d", answer.StatusCode)
		}
	})
}

// STU3, in which the norm is written, is taken as well; a later notification of the same takes the place of the one
// before, and what was cancelled before it came stays so.
func TestOtherFormsOfTelling(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		stu3 := letter(p, `"requester":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"`+askerURA+`"}}`,
			`"requester":{"agent":{"identifier":{"system":"urn:x","value":"ehr"}},"onBehalfOf":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"`+askerURA+`"}}}`,
			"https://www.twiin.nl/tanp/CodeSystem/tanp-codes", "http://fhir.nl/fhir/NamingSystem/TaskCode")
		if status, body := p.tell(stu3); status != http.StatusCreated {
			t.Fatalf("%d %s", status, body)
		}
		const first, second, third = "6128cfe7-0e89-4d37-ba90-e4ca3b3fcbbe", "6128cfe7-0e89-4d37-ba90-e4ca3b3fcbbf", "6128cfe7-0e89-4d37-ba90-e4ca3b3fcbc0"
		if status, body := p.tell(letter(p, first, second)); status != http.StatusCreated {
			t.Fatalf("%d %s", status, body)
		}
		if q := p.one(); q.State != "open" || p.there.count(`SELECT count(*) FROM notice_taken WHERE state = 'replaced'`) != 1 {
			t.Errorf("%+v", q)
		}
		cancel := func(uuid, where string) int {
			status, _ := p.here.calls(p.toThere, peer.Question{Method: http.MethodPut, Address: p.there.Public + notified.Path + "/Task?identifier=urn:ietf:rfc:3986%7Curn:uuid:" + where,
				Body: []byte(letter(p, first, uuid, `"requested"`, `"cancelled"`)), Media: "application/fhir+json"})
			return status
		}
		if status := cancel(second, first); status != http.StatusBadRequest {
			t.Errorf("another identifier in the address: %d", status)
		}
		if status := cancel(second, second); status != http.StatusOK || p.one().State != "cancelled" {
			t.Errorf("%d, %s", status, p.one().State)
		}
		if status := cancel(third, third); status != http.StatusCreated {
			t.Errorf("cancelled before it came: %d", status)
		}
		if status, _ := p.tell(letter(p, first, third)); status != http.StatusCreated || p.there.count(`SELECT count(*) FROM notice_taken WHERE state = 'open'`) != 0 {
			t.Errorf("%d; it is open", status)
		}
	})
}

// An authorization-base takes away and gives nothing: it is for one question, of whom it was given to, until its end.
func TestAuthorizationBaseNarrows(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		one, two := p.ask(placement.Soon), p.ask(placement.Planned)
		p.here.work()
		ticket := func(r placement.Request) string {
			var which string
			if err := p.here.row(&which, `SELECT id FROM notice_sent WHERE request = $1`, r.ID); err != nil {
				t.Fatal(err)
			}
			return p.shown(which)
		}
		task := func(r placement.Request) string {
			return p.here.Public + "/fhir/Task/" + p.here.Notified.Task(r.ID, r.Invitations[0].ID, p.offer.Organization)
		}
		read := func(address, ticket string) int {
			q := peer.Question{Method: http.MethodGet, Address: address, Header: http.Header{}}
			if ticket != "" {
				q.Header.Set(notified.TicketHeader, ticket)
			}
			status, _ := p.there.calls(p.toHere, q)
			return status
		}
		mine := ticket(one)
		for name, c := range map[string]struct {
			address, ticket string
			want            int
		}{
			"its own question":       {task(one), mine, http.StatusOK},
			"its request":            {p.here.Public + "/fhir/ServiceRequest/" + string(one.ID), mine, http.StatusOK},
			"without one":            {task(two), "", http.StatusOK},
			"that of another":        {task(two), mine, http.StatusForbidden},
			"a search":               {p.here.Public + "/fhir/Task?status=requested", mine, http.StatusForbidden},
			"forged":                 {task(one), mine[:len(mine)-6] + "AAAAAA", http.StatusForbidden},
			"no authorization-base":  {task(one), "x", http.StatusForbidden},
			"a request without one":  {p.here.Public + "/fhir/ServiceRequest/" + string(two.ID), "", http.StatusOK},
			"a question of not ours": {p.here.Public + "/fhir/Task/" + id.New[string](), "", http.StatusNotFound},
		} {
			if got := read(c.address, c.ticket); got != c.want {
				t.Errorf("%s: %d, want %d", name, got, c.want)
			}
		}
		// Another organisation's program shows it: it opens nothing.
		other, err := p.here.Network.SaveOrganization(t.Context(), command, network.Organization{Kind: network.Provider, Name: "Een ander"})
		if err != nil {
			t.Fatal(err)
		}
		thief := p.here.program(other, p.there, "placement:answer")
		p.there.exec(`UPDATE peer SET client = $1`, thief)
		p.wait(15 * time.Minute)
		if got := read(task(one), mine); got != http.StatusForbidden {
			t.Errorf("shown by somebody else: %d", got)
		}
		p.there.exec(`UPDATE peer SET client = $1`, p.atHere)
		p.wait(one.Invitations[0].Until.Sub(p.clock()) + time.Second)
		if got := read(task(one), mine); got != http.StatusForbidden {
			t.Errorf("after its end: %d", got)
		}
		if got := read(task(one), ""); got != http.StatusOK {
			t.Errorf("after its end, without it: %d", got)
		}
	})
}

// Who reads and answers what is asked of elsewhere: the people of the organisation that is asked.
func TestWhoAnswersElsewhere(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		p.ask(placement.Soon)
		p.here.work()
		p.there.work()
		q := p.one()
		other, unsure, program := p.answers, p.answers, p.answers
		other.Organization, unsure.Assurance, program.Role = string(p.asker), access.Low, access.Machine
		insurer := p.answers
		insurer.Role = access.Insurer
		for name, who := range map[string]access.Actor{"another organisation": other, "who is not known surely": unsure, "a program": program, "an insurer": insurer, "nobody": access.Anonymous("")} {
			if _, err := p.there.Notified.Question(t.Context(), who, q.ID); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s reads it: %v", name, err)
			}
			if _, err := p.there.Notified.Answer(t.Context(), who, q.ID, notified.Answer{Yes: true}); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s answers it: %v", name, err)
			}
			if all, err := p.there.Notified.Asked(t.Context(), who); err == nil && len(all) > 0 || name != "another organisation" && fault.KindOf(err) != fault.Denied {
				t.Errorf("%s sees %d: %v", name, len(all), err)
			}
		}
		if q = p.one(); q.Status != "requested" {
			t.Errorf("%+v", q)
		}
	})
}

// Without a way to the other system whoever asks is told so, and so is who is asked.
func TestNoWayToTheOtherSystem(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		rest := func(i *installation, which peer.ID, paused bool) {
			if err := i.Peers.Set(t.Context(), i.admin, which, paused); err != nil {
				t.Fatal(err)
			}
		}
		rest(p.here, p.toThere, true)
		r := p.ask(placement.Soon)
		p.here.work()
		if s := p.sent(r); !s.At.IsZero() || !strings.Contains(s.Problem.NL, "geen koppeling") {
			t.Errorf("%+v", s)
		}
		rest(p.here, p.toThere, false)
		rest(p.there, p.toHere, true)
		p.wait(time.Minute)
		p.here.work()
		p.there.work()
		q := p.one()
		if !strings.Contains(q.Problem.NL, "geen koppeling") {
			t.Errorf("%+v", q)
		}
		if d := p.detail(q.ID); d.Live || d.System != "" {
			t.Errorf("%+v", d)
		}
	})
}
