package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// A walk of a request by programs, from draft to close; each answer is as documented, and the main ones
// as kept.
func TestPlacementFromDraftToClose(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		w := p.send(t, p.machine, http.MethodPost, "/placements", askForBed)
		draft := decode[placementRequest](t, w, http.StatusCreated)
		p.documented(t, "addPlacement", w)
		path := "/placements/" + string(draft.ID)
		if w.Header().Get("Location") != base+path || w.Header().Get("ETag") != `"1"` {
			t.Errorf("%v", w.Header())
		}
		for _, c := range []struct {
			tag  []string
			want int
		}{{nil, http.StatusPreconditionRequired}, {[]string{"If-Match", `"7"`}, http.StatusPreconditionFailed}, {[]string{"If-Match", `"1"`}, http.StatusOK}, {[]string{"If-Match", `"1"`}, http.StatusPreconditionFailed}} {
			if w := p.send(t, p.machine, http.MethodPut, path, strings.Replace(askForBed, "beneden", "boven", 1), c.tag...); w.Code != c.want {
				t.Errorf("If-Match %v: %d %s", c.tag, w.Code, w.Body)
			}
		}
		p.done(t, p.machine, "openPlacement", path+"/open", `{"consent_at":"`+stamp(testNow.Add(-time.Hour))+`","consent_with":"person"}`)
		list := p.send(t, p.machine, http.MethodGet, path+"/candidates", "")
		if found := decode[shortlist](t, list, http.StatusOK); len(found.Items) == 0 || found.Items[0].Chance == nil || len(found.Items[0].Reasons) == 0 {
			t.Errorf("%s", list.Body)
		}
		p.documented(t, "candidates", list)
		r := p.done(t, p.machine, "invite", path+"/invitations", fmt.Sprintf(`{"offers":[%q,%q]}`, p.offers[0].ID, p.offers[1].ID))

		mine := p.send(t, p.nurses[0], http.MethodGet, "/invitations", "")
		if all := decode[List[question]](t, mine, http.StatusOK); len(all.Items) != 1 || string(all.Items[0].Invitation.ID) != p.of(r, 0) || strings.Contains(mine.Body.String(), p.of(r, 1)) {
			t.Errorf("%s", mine.Body)
		}
		p.documented(t, "invitations", mine)
		p.kept(t, "invitation", p.send(t, p.nurses[0], http.MethodGet, "/invitations/"+p.of(r, 0), ""))
		yes := p.send(t, p.nurses[0], http.MethodPost, "/invitations/"+p.of(r, 0)+"/answer", `{"yes":true}`)
		p.kept(t, "answerInvitation", yes)
		decode[invitation](t, p.send(t, p.nurses[1], http.MethodPost, "/invitations/"+p.of(r, 1)+"/answer", `{"yes":false,"reason":"no-contract"}`), http.StatusOK)

		r = p.done(t, p.machine, "choosePlacement", path+"/choose", `{"invitation":"`+p.of(r, 0)+`"}`)
		if r.State != "accepted" || string(r.Chosen) != p.of(r, 0) {
			t.Errorf("%+v", r)
		}
		p.done(t, p.machine, "handOver", path+"/hand-over", `{"name":"Mevrouw Marker","birth":"1941-02-03","reach":"via de afdeling"}`)
		read := p.send(t, p.nurses[0], http.MethodGet, path+"/hand-over", "")
		if who := decode[person](t, read, http.StatusOK); who.Name != "Mevrouw Marker" || read.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%v %s", read.Header(), read.Body)
		}
		p.documented(t, "readHandOver", read)
		w = p.send(t, p.machine, http.MethodGet, path, "")
		p.kept(t, "placement", w)
		if strings.Contains(w.Body.String(), "Marker") {
			t.Error("the request tells who it is about")
		}
		p.done(t, p.nurses[0], "startPlacement", path+"/start", `{}`)
		if r = p.done(t, p.machine, "closePlacement", path+"/close", `{"reason":"helped"}`); r.State != "closed" || r.Outcome != "helped" {
			t.Errorf("%+v", r)
		}
		own := p.send(t, p.machine, http.MethodGet, "/placements", "")
		if all := decode[List[placementRequest]](t, own, http.StatusOK); len(all.Items) == 0 {
			t.Errorf("%s", own.Body)
		}
		p.documented(t, "placements", own)
	})
}

// ★ Why a place fell through is told to who asked and to the desk, and to no provider: neither the one that it was put
// to, nor one that acts on the request later, which reads nothing of what others said either.
func TestWhyAPlaceFellThrough(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		staff := access.Actor{Person: "resv", Role: access.RESVStaff, Organization: "resv", Region: string(p.region), Assurance: access.Substantial}
		r := p.opened(t)
		path := "/placements/" + string(r.ID)
		chosen := func(n int) string {
			t.Helper()
			i := p.of(p.done(t, p.machine, "invite", path+"/invitations", fmt.Sprintf(`{"offers":[%q]}`, p.offers[n].ID)), n)
			decode[invitation](t, p.send(t, p.nurses[n], http.MethodPost, "/invitations/"+i+"/answer", `{"yes":true}`), http.StatusOK)
			p.done(t, p.machine, "choosePlacement", path+"/choose", `{"invitation":"`+i+`"}`)
			return i
		}
		first := chosen(0)
		fallen := func(all []invitation) string {
			for _, i := range all {
				if string(i.ID) == first && i.Reason == "" && i.State == placement.TakenBack {
					return string(i.Fell)
				}
			}
			return "nothing"
		}
		if got := p.done(t, p.machine, "fallThrough", path+"/fall-through", `{"reason":"person-declined"}`); fallen(got.Invitations) != "person-declined" {
			t.Errorf("who says it: %+v", got.Invitations)
		}
		for _, who := range []access.Actor{p.machine, p.asker, staff} {
			w := p.send(t, who, http.MethodGet, path, "")
			if got := decode[placementRequest](t, w, http.StatusOK); fallen(got.Invitations) != "person-declined" {
				t.Errorf("%s reads %+v", who.Person, got.Invitations)
			}
			p.documented(t, "placement", w)
		}
		for query, who := range map[string]access.Actor{"": p.machine, "?region=rivierenzoom": staff} {
			all := decode[List[placementRequest]](t, p.send(t, who, http.MethodGet, "/placements"+query, ""), http.StatusOK)
			if len(all.Items) != 1 || fallen(all.Items[0].Invitations) != "person-declined" {
				t.Errorf("the list of %s: %+v", who.Person, all.Items)
			}
		}
		w := p.send(t, p.nurses[0], http.MethodGet, "/invitations/"+first, "")
		if got := decode[question](t, w, http.StatusOK); got.Invitation.State != placement.TakenBack || strings.Contains(w.Body.String(), "fell") {
			t.Errorf("the provider reads %s", w.Body)
		}
		chosen(1)
		for _, step := range []struct{ operation, path, body string }{
			{"startPlacement", "/start", `{}`}, {"closePlacement", "/close", `{"reason":"helped"}`},
		} {
			w := p.send(t, p.nurses[1], http.MethodPost, path+step.path, step.body)
			if got := decode[placementRequest](t, w, http.StatusOK); len(got.Invitations) != 1 || got.Invitations[0].Organization != p.offers[1].Organization || got.ConsentWith != "" {
				t.Errorf("%s shows the provider %s", step.operation, w.Body)
			}
			p.documented(t, step.operation, w)
		}
	})
}

// ★ A yes after somebody else was chosen is a problem of its own kind, and holds nothing.
func TestLateYesIsAlreadyPlaced(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		r := p.invited(t)
		decode[invitation](t, p.send(t, p.nurses[0], http.MethodPost, "/invitations/"+p.of(r, 0)+"/answer", `{"yes":true}`), http.StatusOK)
		p.done(t, p.machine, "choosePlacement", "/placements/"+string(r.ID)+"/choose", `{"invitation":"`+p.of(r, 0)+`"}`)
		before, err := p.house.capacity.Offer(t.Context(), p.offers[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		w := p.send(t, p.nurses[1], http.MethodPost, "/invitations/"+p.of(r, 1)+"/answer", `{"yes":true}`)
		got := decode[problem](t, w, http.StatusConflict)
		if got.Type != base+"/problems/already-placed" {
			t.Errorf("%+v", got)
		}
		p.documentedProblem(t, "answerInvitation", w)
		if w := read(p, base+"/problems/already-placed"); w.Code != http.StatusOK {
			t.Errorf("the kind explains itself: %d", w.Code)
		}
		after, err := p.house.capacity.Offer(t.Context(), p.offers[1].ID)
		if err != nil || after.Free(testNow) != before.Free(testNow) {
			t.Errorf("%d free, then %d, %v", before.Free(testNow), after.Free(testNow), err)
		}
		// Another conflict is not of this kind.
		w = p.send(t, p.machine, http.MethodPost, "/placements/"+string(r.ID)+"/open", `{"consent_at":"`+stamp(testNow)+`","consent_with":"person"}`)
		if w.Code == http.StatusConflict && decode[problem](t, w, http.StatusConflict).Type != base+"/problems/conflict" {
			t.Error(w.Body)
		}
	})
}

// ★ A retry does nothing twice: neither one after another nor at once, with the same key or, where the
// step itself says so, without.
func TestRetryOfAPlacementDoesNothingTwice(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		count := func(what string) (n int) {
			if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.QueryRow(ctx, `SELECT count(*) FROM `+what).Scan(&n)
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := count("placement_request")
		first := p.send(t, p.machine, http.MethodPost, "/placements", askForBed, "Idempotency-Key", "bed-1")
		again := p.send(t, p.machine, http.MethodPost, "/placements", askForBed, "Idempotency-Key", "bed-1")
		if first.Code != http.StatusCreated || again.Body.String() != first.Body.String() || again.Header().Get("Location") != first.Header().Get("Location") || count("placement_request") != before+1 {
			t.Fatalf("%d, %d made: %s %s", again.Code, count("placement_request")-before, first.Body, again.Body)
		}
		r := p.opened(t)
		held := count("placement_invitation")
		invite := fmt.Sprintf(`{"offers":[%q,%q]}`, p.offers[0].ID, p.offers[1].ID)
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				w := p.send(t, p.machine, http.MethodPost, "/placements/"+string(r.ID)+"/invitations", invite, "Idempotency-Key", "ask-1")
				if w.Code != http.StatusOK && w.Code != http.StatusConflict { // the first may still run
					t.Errorf("%d %s", w.Code, w.Body)
				}
			})
		}
		group.Wait()
		if n := count("placement_invitation") - held; n != 2 {
			t.Fatalf("%d invitations", n)
		}
		w := p.send(t, p.machine, http.MethodPost, "/placements/"+string(r.ID)+"/invitations", invite) // without a key
		r = decode[placementRequest](t, w, http.StatusOK)
		if len(r.Invitations) != 2 || count("placement_notice") != count("placement_invitation") {
			t.Errorf("%d invitations, %d told of %d", len(r.Invitations), count("placement_notice"), count("placement_invitation"))
		}
		holds := count("offer_hold")
		for i := range 3 {
			decode[invitation](t, p.send(t, p.nurses[0], http.MethodPost, "/invitations/"+p.of(r, 0)+"/answer", `{"yes":true}`, "Idempotency-Key", fmt.Sprintf("yes-%d", i/2)), http.StatusOK)
		}
		if n := count("offer_hold") - holds; n != 1 {
			t.Errorf("%d holds", n)
		}
	})
}

// Bad input names each field, and does nothing.
func TestBadPlacementsNameTheirFields(t *testing.T) {
	t.Parallel()
	p := newPlacing(t, storetest.SQLite(t, clock.Fixed(testNow)))
	r := p.invited(t)
	path := "/placements/" + string(r.ID)
	draft := decode[placementRequest](t, p.send(t, p.machine, http.MethodPost, "/placements", askForBed), http.StatusCreated)
	for _, c := range []struct {
		name, path, body, want string
		who                    access.Actor
	}{
		{"everything", "/placements", `{"ask":"bed","kind":"kasteel","urgency":"gisteren","direction":"up","area":"BU99010101","groups":["x"],"languages":["klingon"],"wishes":["x"],"max_km":-1,"note":"Bel 06-12345678"}`,
			"ask direction", p.machine},
		{"codes", "/placements", `{"ask":"place","kind":"kasteel","urgency":"gisteren","direction":"in","area":"BU99010101","groups":["x"],"languages":["klingon"],"wishes":["x"],"max_km":-1,"note":"Bel 06-12345678"}`,
			"area groups kind languages max_km note urgency wishes", p.machine},
		{"needs", "/placements", strings.Replace(askForBed, `"aid"`, `"vliegend"`, 1), "needs.walking", p.machine},
		{"no consent", "/placements/" + string(draft.ID) + "/open", `{"consent_at":"2020-01-01T00:00:00Z","why_not":"no-time"}`, "consent_at consent_with why_not", p.machine},
		{"a member that is not there", "/placements", strings.Replace(askForBed, `"ask"`, `"name":"Marker","ask"`, 1), "name", p.machine},
		{"no offers", path + "/invitations", `{"offers":[]}`, "offers", p.machine},
		{"none to ask", path + "/cascade", `{"n":0}`, "n", p.machine},
		{"a yes with a reason", "/invitations/" + p.of(r, 0) + "/answer", `{"yes":true,"reason":"full","held_for":1}`, "held_for reason", p.nurses[0]},
		{"a no without", "/invitations/" + p.of(r, 0) + "/answer", `{"yes":false,"available":-1}`, "available reason", p.nurses[0]},
		{"a hold of years", "/invitations/" + p.of(r, 0) + "/answer", `{"yes":true,"held_for":99999999}`, "held_for", p.nurses[0]},
		{"no bridging", path + "/bridge", `{"organization":"x","what":"","until":"2020-01-01T00:00:00Z"}`, "", p.asker},
	} {
		w := p.send(t, c.who, http.MethodPost, c.path, c.body)
		if c.want == "" {
			if w.Code < 400 || w.Code > 499 {
				t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
			}
			continue
		}
		if w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
			continue
		}
		if got := strings.Join(slices.Sorted(slices.Values(fieldsOf(t, w))), " "); got != c.want {
			t.Errorf("%s: names %q, want %q: %s", c.name, got, c.want, w.Body)
		}
		if strings.Contains(w.Body.String(), "12345678") || strings.Contains(w.Body.String(), "Marker") {
			t.Errorf("%s: repeats what was sent: %s", c.name, w.Body)
		}
	}
	for _, query := range []string{"/data-items?kind=kasteel", "/placements/numbers", "/placements/numbers?region=rivierenzoom&from=gisteren&until=2026-11-01", "/placements/numbers?region=rivierenzoom&from=2026-10-01", "/placements?regio=x"} {
		if w := p.send(t, p.machine, http.MethodGet, query, ""); w.Code != http.StatusBadRequest || len(fieldsOf(t, w)) == 0 {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
	if w := p.send(t, p.machine, http.MethodGet, "/placements/geen-id", ""); w.Code != http.StatusNotFound && w.Code != http.StatusBadRequest {
		t.Errorf("no id: %d", w.Code)
	}
}

// Who may not, may not; each line beside what is allowed in the walk above.
func TestWhoMayNotTouchAPlacement(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		r := p.invited(t)
		path, answer := "/placements/"+string(r.ID), "/invitations/"+p.of(r, 0)
		unscoped, reader := p.machine, p.machine
		unscoped.Scopes, reader.Scopes = "directory:write", "placement:answer"
		insurer := access.Actor{Person: "i", Role: access.Insurer, Organization: "insurer", Region: string(p.region), Assurance: access.High}
		for _, c := range []struct {
			name         string
			who          access.Actor
			method, path string
			body         string
			want         int
		}{
			{"nobody asks", access.Actor{}, http.MethodPost, "/placements", askForBed, http.StatusUnauthorized},
			{"an insurer asks", insurer, http.MethodPost, "/placements", askForBed, http.StatusForbidden},
			{"a program without the scope", unscoped, http.MethodPost, "/placements", askForBed, http.StatusForbidden},
			{"a program that may only answer", reader, http.MethodPost, path + "/withdraw", `{"reason":"mistake"}`, http.StatusForbidden},
			{"a rival reads the request", p.nurses[1], http.MethodGet, path, "", http.StatusForbidden},
			{"a rival reads the question", p.nurses[1], http.MethodGet, answer, "", http.StatusForbidden},
			{"a rival answers", p.nurses[1], http.MethodPost, answer + "/answer", `{"yes":true}`, http.StatusForbidden},
			{"the asker answers", p.asker, http.MethodPost, answer + "/answer", `{"yes":true}`, http.StatusForbidden},
			{"a provider chooses", p.nurses[0], http.MethodPost, path + "/choose", `{"invitation":"` + p.of(r, 0) + `"}`, http.StatusForbidden},
			{"an insurer reads the request", insurer, http.MethodGet, path, "", http.StatusForbidden},
			{"an insurer reads the desk", insurer, http.MethodGet, "/placements?region=rivierenzoom", "", http.StatusForbidden},
			{"an insurer reads one provider's reasons", insurer, http.MethodGet, "/placements/declines?region=rivierenzoom", "", http.StatusForbidden},
			{"a rival reads one provider's reasons", p.nurses[1], http.MethodGet, "/placements/declines?region=rivierenzoom", "", http.StatusForbidden},
			{"a provider reads who it is before it is chosen", p.nurses[0], http.MethodGet, path + "/hand-over", "", http.StatusForbidden},
			{"a stranger takes it", p.nurses[1], http.MethodPost, path + "/take", "", http.StatusForbidden},
			{"a stranger moves a webhook", p.nurses[1], http.MethodPut, "/organizations/" + string(p.offers[0].Organization) + "/webhook", `{"url":"https://a.example/"}`, http.StatusForbidden},
			{"nobody reads figures", access.Actor{}, http.MethodGet, "/placements/numbers?region=rivierenzoom", "", http.StatusUnauthorized},
		} {
			if w := p.send(t, c.who, c.method, c.path, c.body); w.Code != c.want {
				t.Errorf("%s: %d, want %d: %s", c.name, w.Code, c.want, w.Body)
			}
		}
	})
}

// Figures by who asks, and where a program is told.
func TestFiguresAndWebhooks(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		p.invited(t)
		staff := access.Actor{Person: "resv", Role: access.RESVStaff, Organization: "resv", Region: string(p.region), Assurance: access.Substantial}
		const now = "/placements/numbers?region=rivierenzoom&from=2026-11-01&until=2026-12-01"
		w := p.send(t, staff, http.MethodGet, now, "")
		if n := decode[numbers](t, w, http.StatusOK); !n.Exact || n.Asked == nil || *n.Asked < 1 || n.From != "2026-11-01" || n.Until != "2026-12-01" {
			t.Errorf("%s", w.Body)
		}
		p.documented(t, "placementNumbers", w)
		if w := p.send(t, p.machine, http.MethodGet, now, ""); w.Code != http.StatusBadRequest || strings.Join(fieldsOf(t, w), " ") != "from" {
			t.Errorf("a month that is not over, for who sees no small numbers: %d %s", w.Code, w.Body)
		}
		w = p.send(t, p.machine, http.MethodGet, "/placements/numbers?region=rivierenzoom", "")
		if n := decode[numbers](t, w, http.StatusOK); n.Exact || n.From != "2026-10-01" {
			t.Errorf("%s", w.Body)
		}
		w = p.send(t, staff, http.MethodGet, "/placements/declines?region=rivierenzoom&from=2026-11-01&until=2026-12-01", "")
		decode[List[providerDeclines]](t, w, http.StatusOK)
		p.documented(t, "placementDeclines", w)

		program := access.Actor{Person: "client:2", Role: access.Machine, Organization: string(p.offers[0].Organization), Assurance: access.Substantial, Scopes: "placement:answer"}
		at := "/organizations/" + string(p.offers[0].Organization) + "/webhook"
		w = p.send(t, program, http.MethodPut, at, `{"url":"https://programma.example/hook"}`)
		if h := decode[hook](t, w, http.StatusOK); h.URL != "https://programma.example/hook" || len(h.Keys) == 0 {
			t.Errorf("%s", w.Body)
		}
		p.documented(t, "putWebhook", w)
		w = p.send(t, program, http.MethodGet, at, "")
		if h := decode[hook](t, w, http.StatusOK); h.URL == "" || h.SetAt == nil {
			t.Errorf("%s", w.Body)
		}
		p.documented(t, "webhook", w)
		if w := p.send(t, program, http.MethodPut, at, `{"url":"http://localhost/"}`); w.Code != http.StatusBadRequest || strings.Join(fieldsOf(t, w), " ") != "url" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
