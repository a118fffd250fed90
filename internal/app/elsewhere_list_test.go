package app

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	elsewherepage "eerstelijn/internal/web/elsewhere"
)

// What was told and is not there stands on top of the list, with what to do, until it is there, was seen to by
// people, or is long ago: also when the question was replaced.
func TestListShowsWhatDidNotArrive(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.chosen()
		which, ask := p.one().ID, p.pages()
		const top = "Uw bericht kwam niet door (1)"
		list := func(want string, and ...string) {
			t.Helper()
			body := ask(http.MethodGet, elsewherepage.Path, nil).Body.String()
			for _, not := range []string{"Nog niet aangekomen", "Niet aangenomen"} {
				if strings.Contains(body, not) != (not == want) {
					t.Errorf("%q is there: %t: %s", not, not != want, body)
				}
			}
			for _, word := range and {
				if !strings.Contains(body, word) {
					t.Errorf("without %q: %s", word, body)
				}
			}
			if at := strings.Index(body, top); (want != "") != (at >= 0) || at > strings.Index(body, "Wacht op u (") {
				t.Errorf("%q at %d: %s", top, at, body)
			}
		}
		list("", "U zei ja (1)")
		p.there.exec(`UPDATE notice_taken SET state = 'cancelled'`)
		list("", "U zei ja (1)") // there it still stands as a yes
		p.there.exec(`UPDATE notice_taken SET state = 'open'`)
		p.here.down()
		p.reports(notified.Report{Step: notified.Begun})
		list("Nog niet aangekomen", "U meldde: begonnen, vandaag. Wij bewaren dit en proberen het opnieuw, tot woensdag 23 december, 9.00 uur.")
		p.here.up()
		if _, err := p.here.Placement.FallThrough(t.Context(), placementtest.Asker, r.ID, "changed"); err != nil {
			t.Fatal(err)
		}
		p.wait(24 * time.Hour)
		p.there.work()
		list("Niet aangenomen", "U meldde: begonnen, gisteren. Klopt dat nog? Bel dan wie het vraagt.")

		p.ask(placement.Soon)
		p.here.work()
		p.there.work()
		if all := p.asked(); len(all) != 2 || all[0].ID != which || !all[1].Waits(p.clock()) {
			t.Errorf("%+v", all)
		}
		p.there.exec(`UPDATE notice_taken SET state = 'replaced' WHERE id = $1`, which)
		list("Niet aangenomen", "Vervangen door een nieuwe vraag.", "Wacht op u (1)")
		p.there.exec(`UPDATE notice_taken SET status = 'in-progress' WHERE id = $1`, which)
		list("", "Wacht op u (1)") // after a call it says so there
		p.there.exec(`UPDATE notice_taken SET status = 'cancelled' WHERE id = $1`, which)
		list("Niet aangenomen")

		p.there.exec(`UPDATE notice_taken SET state = 'open', status = 'completed' WHERE id = $1`, which)
		p.there.exec(`UPDATE notice_report SET step = 'done', reason = 'helped', problem_nl = 'Daar staat al een andere reden.' WHERE taken = $1`, which)
		if body := ask(http.MethodGet, elsewherepage.Path, nil).Body.String(); strings.Contains(body, top) || !strings.Contains(body, "U meldde: afgerond; de persoon is geholpen. Dat is niet aangenomen. Daar staat al een andere reden.") {
			t.Errorf("what is done there for another reason: %s", body)
		}
		p.there.exec(`UPDATE notice_taken SET state = 'replaced', status = 'accepted' WHERE id = $1`, which)
		list("Niet aangenomen")
		p.wait(60 * 24 * time.Hour)
		list("")
		if all := p.asked(); len(all) != 1 || all[0].ID == which {
			t.Errorf("%+v", all)
		}
	})
}

// The other system does not take what is told: the form stays open with what was filled in, to mend and send again.
func TestFormKeepsWhatWasFilledIn(t *testing.T) {
	onBoth(t, func(t *testing.T, p *pair) {
		r := p.offered()
		ask, which := p.pages(), elsewherepage.Path+"/"+string(p.one().ID)
		keeps := func(path string, form url.Values, words string, patterns ...string) {
			t.Helper()
			w := ask(http.MethodPost, path, form)
			if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), words) {
				t.Fatalf("%d, without %q: %s", w.Code, words, w.Body)
			}
			for _, pattern := range patterns {
				if !regexp.MustCompile(pattern).MatchString(w.Body.String()) {
					t.Errorf("%v: nothing like %s in %s", form, pattern, w.Body)
				}
			}
		}
		const open = `<details class="fold" open>`
		keeps(which, url.Values{"versie": {"oud"}, "antwoord": {"nee"}, "reden": {"full"}}, "intussen veranderd", open, `value="full"[^>]* checked`)

		if _, err := p.here.Placement.Choose(t.Context(), placementtest.Asker, r.ID, r.Invitations[0].ID); err != nil {
			t.Fatal(err)
		}
		p.detail(p.one().ID)
		p.wait(30 * time.Hour)
		garbled := func(q *http.Request) {
			if q.Method == http.MethodPut {
				q.Body, q.ContentLength = io.NopCloser(strings.NewReader("{}")), 2
			}
		}
		p.here.before.Store(&garbled)
		const refused = "Het andere systeem neemt dit niet aan"
		keeps(which+"/voortgang", url.Values{"stap": {"begonnen"}, "dag": {"2026-11-23"}}, refused, `id="begonnen-dag"[^>]* value="2026-11-23"`)
		keeps(which+"/voortgang", url.Values{"stap": {"gaat-niet-door"}, "reden": {"no-staff"}}, refused, open, `value="no-staff"[^>]* checked`, `id="begonnen-dag"[^>]* value="2026-11-24"`)
		p.here.before.Store(nil)
		p.reports(notified.Report{Step: notified.Begun})
		p.here.before.Store(&garbled)
		keeps(which+"/voortgang", url.Values{"stap": {"afgerond"}, "reden": {"home"}}, refused, `value="home"[^>]* checked`)
	})
}
