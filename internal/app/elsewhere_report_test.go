package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	elsewherepage "eerstelijn/internal/web/elsewhere"
)

// report tells something there, as somebody of the provider.
func (p *pair) report(r notified.Report) (notified.Taken, error) {
	p.t.Helper()
	return p.there.Notified.Report(p.t.Context(), p.answers, p.one().ID, r)
}

// reports tells something there that must be taken.
func (p *pair) reports(r notified.Report) notified.Taken {
	p.t.Helper()
	t, err := p.report(r)
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

// offered has a request that the provider said yes to, there.
func (p *pair) offered() placement.Request {
	p.t.Helper()
	r := p.ask(placement.Planned)
	p.here.work()
	p.there.work()
	d := p.detail(p.one().ID)
	if _, err := p.there.Notified.Answer(p.t.Context(), p.answers, d.ID, notified.Answer{Yes: true, Version: d.Version}); err != nil {
		p.t.Fatal(err)
	}
	return r
}

// chosen has one for which that provider was chosen, and lets it see so.
func (p *pair) chosen() placement.Request {
	p.t.Helper()
	r := p.offered()
	if _, err := p.here.Placement.Choose(p.t.Context(), placementtest.Asker, r.ID, r.Invitations[0].ID); err != nil {
		p.t.Fatal(err)
	}
	if d := p.detail(p.one().ID); d.Business != "chosen" {
		p.t.Fatalf("%+v", d)
	}
	return r
}

// request gives a request as whoever asks sees it.
func (p *pair) request(r placement.Request) placement.Request {
	p.t.Helper()
	now, err := p.here.Placement.Request(p.t.Context(), placementtest.Asker, r.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	return now
}

// says holds an error against the words that people read.
func says(t *testing.T, err error, kind fault.Kind, words string) {
	t.Helper()
	text := fault.Safe(err).Text.NL
	if fields := fault.Safe(err).Fields; len(fields) > 0 {
		text = fields[0].NL
	}
	if fault.KindOf(err) != kind || !strings.Contains(text, words) {
		t.Errorf("%v; want %q", err, words)
	}
}

// ★ The rest of the circle: yes, chosen, begun, done, told there and seen at both sides, each in its turn.
func TestCareOfAnotherSystem(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.offered()
		_, err := p.report(notified.Report{Step: notified.Begun})
		says(t, err, fault.Conflict, "nog niet gekozen")
		if _, err := p.here.Placement.Choose(t.Context(), placementtest.Asker, r.ID, r.Invitations[0].ID); err != nil {
			t.Fatal(err)
		}
		p.detail(p.one().ID)
		_, err = p.report(notified.Report{Step: notified.Done, Reason: "helped"})
		says(t, err, fault.Conflict, "nog niet begonnen")
		p.wait(30 * time.Hour)
		for _, day := range []string{"2026-11-22", "2026-11-25", "morgen"} {
			_, err = p.report(notified.Report{Step: notified.Begun, Day: day})
			says(t, err, fault.Invalid, "dag")
		}
		_, err = p.report(notified.Report{Step: "nonsense"})
		says(t, err, fault.Invalid, "Kies wat u wilt melden")
		if q := p.request(r); q.State != placement.StateAccepted || p.one().Told.Step != notified.Yes {
			t.Fatalf("%s after what was refused", q.State)
		}

		after := p.reports(notified.Report{Step: notified.Begun, Day: "2026-11-23"})
		if after.Status != "in-progress" || after.Business != "started" || after.Told.State != notified.There {
			t.Errorf("%+v", after)
		}
		if q := p.request(r); q.State != placement.StatePlaced || !q.StartedAt.Equal(time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)) {
			t.Errorf("%s, begun %s", q.State, q.StartedAt)
		}
		_, err = p.report(notified.Report{Step: notified.FellThrough, Reason: "no-staff"})
		says(t, err, fault.Conflict, "al begonnen")
		_, err = p.report(notified.Report{Step: notified.Done, Reason: "no-staff"})
		says(t, err, fault.Invalid, "Kies een reden")
		for range 2 { // the second time changes nothing
			if after = p.reports(notified.Report{Step: notified.Done, Reason: "home"}); after.Status != "completed" || after.Business != "done" || after.Told.State != notified.There {
				t.Errorf("%+v", after)
			}
		}
		if q := p.request(r); q.State != placement.StateClosed || q.Outcome != "home" {
			t.Errorf("%s, %s", q.State, q.Outcome)
		}
		_, err = p.report(notified.Report{Step: notified.Begun})
		says(t, err, fault.Conflict, "al voorbij")
		if n := p.here.count(`SELECT count(*) FROM ledger_entry WHERE act IN ('placement.Start', 'placement.Close')`); n != 2 {
			t.Errorf("%d acts here", n)
		}
	})
}

// What does not come about after all is a no or an end there, by its reason, and whoever asked searches again.
func TestPlaceFallsThroughElsewhere(t *testing.T) {
	for _, c := range []struct {
		reason placement.ReasonCode
		status string
		stands placement.InvitationState
		why    placement.ReasonCode
	}{{"place-gone", "rejected", placement.Refused, "full"}, {"person-declined", "cancelled", placement.TakenBack, ""}} {
		t.Run(string(c.reason), func(t *testing.T) {
			onBoth(t, func(t *testing.T, p *pair) {
				r := p.chosen()
				after := p.reports(notified.Report{Step: notified.FellThrough, Reason: c.reason})
				if after.Status != c.status || !after.Over() || after.Told.State != notified.There {
					t.Errorf("%+v", after)
				}
				q := p.request(r)
				if q.State != placement.StateOpen || q.Chosen != "" || q.Invitations[0].State != c.stands || q.Invitations[0].Reason != c.why {
					t.Errorf("%s, %+v", q.State, q.Invitations[0])
				}
				if _, err := p.here.Placement.Candidates(t.Context(), placementtest.Asker, r.ID); err != nil {
					t.Errorf("whoever asked cannot search again: %v", err)
				}
			})
		})
	}
}

// The system that asks is down when something is told: it stands here, nothing else can be told meanwhile, and it
// arrives there once.
func TestReportArrivesLater(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.chosen()
		p.here.down()
		for range 2 {
			after := p.reports(notified.Report{Step: notified.Begun})
			if after.Told.State != notified.Waiting || !strings.Contains(after.Told.Problem.NL, "niet te bereiken") || after.Told.Day != "2026-11-23" {
				t.Fatalf("%+v", after.Told)
			}
		}
		_, err := p.report(notified.Report{Step: notified.FellThrough, Reason: "no-staff"})
		says(t, err, fault.Conflict, "onderweg")
		p.wait(time.Minute)
		p.there.work()
		if q := p.one(); q.Told.State != notified.Waiting || q.Status != "accepted" {
			t.Errorf("%+v", q)
		}
		p.here.up()
		for range 3 { // once more than is needed
			p.wait(20 * time.Minute)
			p.there.work()
		}
		if q := p.one(); q.Told.State != notified.There || q.Told.Problem.NL != "" || q.Status != "in-progress" {
			t.Errorf("%+v", q)
		}
		if q := p.request(r); q.State != placement.StatePlaced {
			t.Errorf("%s", q.State)
		}
		if n := p.here.count(`SELECT count(*) FROM ledger_entry WHERE act = 'placement.Start'`); n != 1 {
			t.Errorf("begun %d times", n)
		}
	})
}

// Who tells: the people of the organisation that was chosen. At the other side a program may what its provider may:
// nothing for somebody else, and nothing before its provider was chosen.
func TestWhoReportsElsewhere(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.offered()
		q := p.one()
		other, unsure, program := p.answers, p.answers, p.answers
		other.Organization, unsure.Assurance, program.Role = string(p.asker), access.Low, access.Machine
		for name, who := range map[string]access.Actor{"another organisation": other, "who is not known surely": unsure, "a program": program, "nobody": access.Anonymous("")} {
			if _, err := p.there.Notified.Report(t.Context(), who, q.ID, notified.Report{Step: notified.Begun}); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		task := p.here.Notified.Task(r.ID, r.Invitations[0].ID, p.offer.Organization)
		puts := func(status string) (int, string) {
			return p.there.calls(p.toHere, peer.Question{Method: http.MethodPut, Address: p.here.Public + "/fhir/Task/" + task, Media: "application/fhir+json",
				Body: []byte(`{"resourceType":"Task","id":"` + task + `","intent":"order","status":"` + status + `","statusReason":{"coding":[{"code":"helped"}]}}`)})
		}
		for _, status := range []string{"in-progress", "completed", "cancelled"} {
			if code, body := puts(status); code != http.StatusUnprocessableEntity {
				t.Errorf("%s before the choice: %d %s", status, code, body)
			}
		}
		if _, err := p.here.Placement.Choose(t.Context(), placementtest.Asker, r.ID, r.Invitations[0].ID); err != nil {
			t.Fatal(err)
		}
		stranger, err := p.here.Network.SaveOrganization(t.Context(), command, network.Organization{Kind: network.Provider, Name: "Een ander"})
		if err != nil {
			t.Fatal(err)
		}
		p.there.exec(`UPDATE peer SET client = $1`, p.here.program(stranger, p.there, "placement:answer"))
		p.wait(15 * time.Minute) // until the token has ended
		for _, status := range []string{"in-progress", "cancelled"} {
			if code, body := puts(status); code != http.StatusForbidden && code != http.StatusNotFound {
				t.Errorf("%s by somebody else's program: %d %s", status, code, body)
			}
		}
		if now := p.request(r); now.State != placement.StateAccepted {
			t.Errorf("%s", now.State)
		}
	})
}

// Somebody of the chosen provider tells by the forms of the page how it goes on, and reads where that stands.
func TestPagesOfReport(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.offered()
		ask, which := p.pages(), elsewherepage.Path+"/"+string(p.one().ID)
		page := func() string {
			t.Helper()
			w := ask(http.MethodGet, which, nil)
			if w.Code != http.StatusOK {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			return w.Body.String()
		}
		send := func(status int, words string, form url.Values) *httptest.ResponseRecorder {
			t.Helper()
			w := ask(http.MethodPost, which+"/voortgang", form)
			if w.Code != status || !strings.Contains(w.Body.String(), words) {
				t.Fatalf("%v: %d, without %q: %s", form, w.Code, words, w.Body)
			}
			return w
		}
		if body := page(); strings.Contains(body, "Is het begonnen?") || !strings.Contains(body, "Kan het toch niet?") {
			t.Error("what can be told before the choice")
		}
		if _, err := p.here.Placement.Choose(t.Context(), placementtest.Asker, r.ID, r.Invitations[0].ID); err != nil {
			t.Fatal(err)
		}
		if body := page(); !strings.Contains(body, "Is het begonnen?") || !strings.Contains(body, "Gaat het toch niet door?") || strings.Contains(body, "Is het klaar?") || strings.Contains(body, "Kan het toch niet?") {
			t.Errorf("what can be told after the choice: %s", body)
		}
		send(http.StatusUnprocessableEntity, "Kies wat u wilt melden", url.Values{})
		send(http.StatusUnprocessableEntity, "Kies een dag tussen de vraag en vandaag", url.Values{"stap": {"begonnen"}, "dag": {"2026-10-01"}})
		send(http.StatusUnprocessableEntity, "Kies een reden", url.Values{"stap": {"gaat-niet-door"}})
		send(http.StatusConflict, "nog niet begonnen", url.Values{"stap": {"afgerond"}, "reden": {"home"}})
		p.here.down()
		if to := send(http.StatusSeeOther, "", url.Values{"stap": {"begonnen"}, "dag": {"2026-11-23"}}).Header().Get("Location"); to != which {
			t.Errorf("it leads to %s", to)
		}
		if body := page(); !strings.Contains(body, "Nog niet aangekomen") || !strings.Contains(body, "begonnen, vandaag.") || strings.Contains(body, "Is het begonnen?") {
			t.Errorf("while it waits: %s", body)
		}
		p.here.up()
		p.wait(time.Minute)
		p.there.work()
		if body := page(); strings.Contains(body, "Nog niet aangekomen") || !strings.Contains(body, "De zorg is begonnen.") || !strings.Contains(body, "Is het klaar?") || strings.Contains(body, "Gaat het toch niet door?") {
			t.Errorf("when it began: %s", body)
		}
		if to := send(http.StatusSeeOther, "", url.Values{"stap": {"afgerond"}, "reden": {"home"}}).Header().Get("Location"); to != which+"?gedaan=afgerond" {
			t.Errorf("it leads to %s", to)
		}
		if body := page(); !strings.Contains(body, "Afgerond.") || strings.Contains(body, "Is het klaar?") {
			t.Errorf("when it is over: %s", body)
		}
		if body := ask(http.MethodGet, elsewherepage.Path, nil).Body.String(); !strings.Contains(body, "Eerder gevraagd (1)") || strings.Contains(body, "U zei ja (") {
			t.Errorf("%s", body)
		}
	})
}

// A yes is taken back while nobody is chosen.
func TestYesIsTakenBackElsewhere(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.offered()
		d := p.detail(p.one().ID)
		if _, err := p.there.Notified.Answer(t.Context(), p.answers, d.ID, notified.Answer{Reason: "full", Version: d.Version}); err != nil {
			t.Fatal(err)
		}
		q := p.one()
		if i := p.stands(r); i.State != placement.Refused || i.Reason != "full" || !q.Over() {
			t.Errorf("%+v, %+v", i, q)
		}
	})
}
