package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestMeetingsOverTheAPI: a wijkverband plans, holds and closes its meeting, and others read nothing of it.
func TestMeetingsOverTheAPI(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		wijkverbanden, err := p.house.network.Wijkverbanden(t.Context(), p.region)
		if err != nil || len(wijkverbanden) < 2 {
			t.Fatal(err, len(wijkverbanden))
		}
		people, err := p.house.network.PeopleForSignIn(t.Context())
		if err != nil || len(people) == 0 {
			t.Fatal(err)
		}
		chairOf := func(w network.Wijkverband) access.Actor {
			return access.Actor{Person: "c", Role: access.Coordinator, Region: string(p.region), Wijkverband: string(w.ID), Assurance: access.Substantial, Session: "c"}
		}
		chair, neighbour := chairOf(wijkverbanden[0]), chairOf(wijkverbanden[1])
		send := func(who access.Actor, operation, method, path, body string, status int, more ...string) string {
			t.Helper()
			w := p.send(t, who, method, path, body, more...)
			if w.Code != status {
				t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, status, w.Body)
			}
			if operation != "" {
				p.documented(t, operation, w)
			}
			return w.Body.String()
		}
		plan := fmt.Sprintf(`{"forum":"wijkverband","wijkverband":%q,"at":%q,"where":"Wijkhuis"}`, wijkverbanden[0].Slug, stamp(testNow.Add(time.Hour)))
		send(access.Actor{}, "", http.MethodPost, "/meetings", plan, http.StatusUnauthorized)
		send(neighbour, "", http.MethodPost, "/meetings", plan, http.StatusForbidden)
		send(chair, "", http.MethodPost, "/meetings", strings.Replace(plan, `"at"`, `"toen"`, 1), http.StatusBadRequest)
		w := p.send(t, chair, http.MethodPost, "/meetings", plan)
		m := decode[meetingBody](t, w, http.StatusCreated)
		p.documented(t, "planMeeting", w)
		if m.Wijkverband != wijkverbanden[0].Slug || m.Region != "rivierenzoom" || len(m.Expected) == 0 || w.Header().Get("ETag") != `"1"` {
			t.Errorf("planned %+v", m)
		}
		of := "/meetings/" + string(m.ID)
		move := fmt.Sprintf(`{"at":%q,"minutes":45}`, stamp(testNow.Add(2*time.Hour)))
		send(chair, "", http.MethodPut, of, move, http.StatusPreconditionRequired)
		send(chair, "moveMeeting", http.MethodPut, of, move, http.StatusOK, "If-Match", `"1"`)
		send(chair, "", http.MethodPut, of, move, http.StatusPreconditionFailed, "If-Match", `"1"`)

		agenda := decode[List[itemBody]](t, p.send(t, chair, http.MethodPost, of+"/items", `{"items":[{"kind":"topic","title":"Vakantie","weight":2},{"kind":"topic","title":"Sleutels"}]}`), http.StatusOK).Items
		if len(agenda) != 2 || agenda[0].Title != "Vakantie" {
			t.Fatalf("the agenda is %+v", agenda)
		}
		send(chair, "dropItem", http.MethodPost, of+"/items/"+string(agenda[1].ID)+"/drop", "", http.StatusOK)
		begun := decode[meetingBody](t, p.send(t, chair, http.MethodPost, of+"/start", ""), http.StatusOK)
		here := begun.Expected[0]
		send(chair, "putAttendance", http.MethodPut, of+"/attendance", fmt.Sprintf(`{"present":[{"organization":%q,"person":%q,"seat":%q}]}`, here.Organization, here.Person, here.Seat), http.StatusOK)
		item := of + "/items/" + string(agenda[0].ID)
		send(chair, "", http.MethodPut, item, `{"minutes":"Bel 06-12345678."}`, http.StatusBadRequest, "If-Match", `"1"`)
		send(chair, "", http.MethodPut, item, `{"minutes":"Mevrouw Jansen wacht."}`, http.StatusBadRequest, "If-Match", `"1"`)
		send(chair, "minuteItem", http.MethodPut, item, `{"minutes":"Klaar op 1 mei 2027.","decision":"We maken een rooster.","done":true,"seen_personal":true}`, http.StatusOK, "If-Match", `"1"`)
		send(chair, "", http.MethodPut, item, `{"minutes":"Anders"}`, http.StatusPreconditionFailed, "If-Match", `"1"`)
		task := fmt.Sprintf(`{"what":"Rooster maken","owner":%q,"by":%q,"item":%q}`, people[0].ID, stamp(testNow.Add(240*time.Hour)), agenda[0].ID)
		added := decode[taskBody](t, p.send(t, chair, http.MethodPost, of+"/tasks", task), http.StatusCreated)
		send(chair, "closeMeeting", http.MethodPost, of+"/close", "", http.StatusOK)
		send(chair, "", http.MethodPost, of+"/items", `{"items":[{"kind":"topic","title":"Te laat"}]}`, http.StatusConflict)

		send(neighbour, "", http.MethodGet, of, "", http.StatusForbidden)
		send(access.Actor{}, "", http.MethodGet, of, "", http.StatusUnauthorized)
		whole := decode[meetingBody](t, p.send(t, chair, http.MethodGet, of, ""), http.StatusOK)
		if whole.State != "closed" || len(whole.Tasks) != 1 || len(whole.Present) != 1 || whole.Items[0].Decision == "" {
			t.Errorf("it reads %+v", whole)
		}
		send(chair, "meetings", http.MethodGet, "/meetings?forum=wijkverband&wijkverband="+wijkverbanden[0].Slug, "", http.StatusOK)
		if mine := decode[List[meetingBody]](t, p.send(t, chair, http.MethodGet, "/meetings", ""), http.StatusOK).Items; len(mine) != 1 {
			t.Errorf("the chair reads %d meetings", len(mine))
		}
		if none := decode[List[meetingBody]](t, p.send(t, neighbour, http.MethodGet, "/meetings", ""), http.StatusOK).Items; len(none) != 0 {
			t.Errorf("the neighbour reads %d meetings", len(none))
		}
		send(chair, "tasks", http.MethodGet, "/tasks?open=true&forum=wijkverband&wijkverband="+wijkverbanden[0].Slug, "", http.StatusOK)
		send(neighbour, "", http.MethodPost, "/tasks/"+string(added.ID)+"/done", "", http.StatusForbidden)
		owner := access.Actor{Person: string(people[0].ID), Role: access.Professional, Assurance: access.Substantial, Session: "o"}
		send(owner, "doneTask", http.MethodPost, "/tasks/"+string(added.ID)+"/done", "", http.StatusOK)
		if left := decode[List[taskBody]](t, p.send(t, owner, http.MethodGet, "/tasks?open=true", ""), http.StatusOK).Items; len(left) != 0 {
			t.Errorf("the owner has %d tasks", len(left))
		}
		other := decode[meetingBody](t, p.send(t, chair, http.MethodPost, "/meetings", plan), http.StatusCreated)
		send(chair, "cancelMeeting", http.MethodPost, "/meetings/"+string(other.ID)+"/cancel", `{"why":"Te weinig mensen"}`, http.StatusOK)
	})
}

// TestSignalRulesOverTheAPI: everybody reads when a figure is a bottleneck; a region says so for itself, and
// tries first.
func TestSignalRulesOverTheAPI(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		staff := access.Actor{Person: "s", Role: access.RESVStaff, Region: string(p.region), Assurance: access.Substantial, Session: "s"}
		elsewhere := staff
		elsewhere.Region = "01900000-0000-7000-8000-000000000001"
		rule := `{"region":"rivierenzoom","measure":"no-contact","discipline":"wijkverpleging","window":"weekend","threshold":0,"weeks":1,"level":"wijk","theme":"avond-nacht-weekend","title":"Niemand in het weekend","source":"Afspraak van de regio"}`
		w := p.send(t, access.Actor{}, http.MethodGet, "/signal-rules", "")
		land := decode[List[signalRule]](t, w, http.StatusOK).Items
		p.documented(t, "signalRules", w)
		if len(land) != 8 || land[0].Source == "" {
			t.Errorf("the land has %+v", land)
		}
		trial := strings.TrimSuffix(rule, "}") + fmt.Sprintf(`,"from":%q,"until":%q}`, stamp(testNow.Add(-30*24*time.Hour)), stamp(testNow))
		for who, status := range map[*access.Actor]int{{}: http.StatusUnauthorized, &elsewhere: http.StatusForbidden} {
			if w := p.send(t, *who, http.MethodPost, "/signal-rules/try", trial); w.Code != status {
				t.Errorf("tries: %d %s", w.Code, w.Body)
			}
			if w := p.send(t, *who, http.MethodPost, "/signal-rules", rule); w.Code != status {
				t.Errorf("saves: %d %s", w.Code, w.Body)
			}
		}
		w = p.send(t, staff, http.MethodPost, "/signal-rules/try", trial)
		decode[List[signalHit]](t, w, http.StatusOK)
		p.documented(t, "trySignalRule", w)
		saved := decode[signalRule](t, p.send(t, staff, http.MethodPost, "/signal-rules", rule), http.StatusCreated)
		at := "/signal-rules/" + string(saved.ID)
		for _, c := range []struct {
			who          access.Actor
			method, path string
			body, match  string
			status       int
		}{
			{staff, http.MethodPost, "/signal-rules", rule, "", http.StatusConflict},
			{staff, http.MethodPost, "/signal-rules", strings.Replace(rule, "weekend", "middag", 1), "", http.StatusBadRequest},
			{staff, http.MethodPut, at, rule, "", http.StatusPreconditionRequired},
			{elsewhere, http.MethodPut, at, rule, `"1"`, http.StatusForbidden},
			{staff, http.MethodPut, at, strings.Replace(rule, `"weeks":1`, `"weeks":2`, 1), `"1"`, http.StatusOK},
			{staff, http.MethodPut, at, rule, `"1"`, http.StatusPreconditionFailed},
			{elsewhere, http.MethodPost, at + "/end", "", `"2"`, http.StatusForbidden},
			{staff, http.MethodPost, at + "/end", "", `"2"`, http.StatusOK},
			{staff, http.MethodPost, at + "/end", "", `"2"`, http.StatusNotFound},
		} {
			if w := p.send(t, c.who, c.method, c.path, c.body, "If-Match", c.match); w.Code != c.status {
				t.Errorf("%s %s: %d, want %d: %s", c.method, c.path, w.Code, c.status, w.Body)
			}
		}
		if mine := decode[List[signalRule]](t, p.send(t, access.Actor{}, http.MethodGet, "/signal-rules?region=rivierenzoom&ended=true", ""), http.StatusOK).Items; len(mine) != 9 || mine[0].Weeks != 2 || mine[0].Until == nil {
			t.Errorf("of the region: %+v", mine[0])
		}
	})
}
