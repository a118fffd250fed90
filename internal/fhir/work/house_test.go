package work_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/work"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
)

// ★ Who may read, find and change what: every party, beside everybody who is not one.
func TestWhoMayDoWhat(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "een", 2, 5), h.Offer(t, "twee", 2, 5)
		q, tasks := h.asked(t, placement.Soon, one, two)
		task, request := "Task/"+tasks[0].ID, "ServiceRequest/"+string(q.ID)
		elsewhere := access.Actor{Person: "p-far", Role: access.RESVStaff, Organization: "resv-2", Region: "another", Assurance: access.High}
		patient := access.Actor{Person: "p-patient", Role: access.Citizen, Assurance: access.High}
		weak := placementtest.Asker
		weak.Assurance = access.Low
		const no, ok, who = http.StatusForbidden, http.StatusOK, http.StatusUnauthorized
		for name, c := range map[string]struct {
			as                        access.Actor
			task, request, find, save int
			finds                     int
		}{
			"program of the asker":           {askerProgram, ok, ok, ok, http.StatusUnprocessableEntity, 2},
			"asker":                          {placementtest.Asker, ok, ok, ok, http.StatusUnprocessableEntity, 2},
			"program of the provider":        {provider(one), ok, ok, ok, ok, 1},
			"nurse of the provider":          {placementtest.Of(one.Organization), ok, ok, ok, ok, 1},
			"another provider that is asked": {provider(two), no, ok, ok, no, 1},
			"a provider that is not asked":   {program(placementtest.Stranger, "placement:answer placement:ask"), no, no, ok, no, 0},
			"stranger":                       {placementtest.Stranger, no, no, ok, no, 0},
			"desk of the region":             {placementtest.Desk, ok, ok, no, http.StatusUnprocessableEntity, 0},
			"staff of the region":            {placementtest.Staff, ok, ok, ok, http.StatusUnprocessableEntity, 0},
			"staff of another region":        {elsewhere, no, no, ok, no, 0},
			"program without the scope":      {program(placementtest.Of(one.Organization), "directory:write"), no, no, no, no, 0},
			"program with the other scope":   {program(placementtest.Of(one.Organization), "placement:ask"), no, no, ok, no, 0},
			"patient":                        {patient, no, no, no, no, 0},
			"nobody":                         {access.Anonymous(""), who, who, who, who, 0},
			"asker who signed in too weakly": {weak, no, no, no, no, 0},
		} {
			if c.as.Organization == string(placementtest.DeskOrg) {
				c.find = ok // its own bridging, of which there is none yet
			}
			for path, want := range map[string]int{task: c.task, request: c.request, "Task": c.find} {
				if w := h.send(t, c.as, http.MethodGet, path, ""); w.Code != want || !json.Valid(w.Body.Bytes()) {
					t.Errorf("%s reads %s: %d, want %d: %s", name, path, w.Code, want, w.Body)
				} else if path == "Task" && want == ok {
					if b := wants[r4.Bundle](t, w, ok); len(b.Entry) != c.finds {
						t.Errorf("%s finds %d, want %d", name, len(b.Entry), c.finds)
					}
				}
			}
			// An answer comes from who was asked alone. Nothing changes for the next one: a yes twice is one yes.
			if w := h.put(t, c.as, tasks[0].ID, "accepted", ""); c.save != http.StatusUnprocessableEntity && w.Code != c.save {
				t.Errorf("%s answers: %d, want %d: %s", name, w.Code, c.save, w.Body)
			}
			if name == "nobody" {
				if w := h.send(t, c.as, http.MethodGet, task, ""); !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer") || w.Header().Get("Access-Control-Allow-Origin") != "" {
					t.Errorf("%v", w.Header())
				}
			}
			// Looking at another one's by search finds nothing, and says no more.
			if c.task == no && c.find == ok {
				b := wants[r4.Bundle](t, h.send(t, c.as, http.MethodGet, "Task?_id="+tasks[0].ID, ""), ok)
				if len(b.Entry) != 0 {
					t.Errorf("%s finds what they may not read", name)
				}
			}
		}
	})
}

// ★ Every look is on record, and a provider that reads its own Task leaves no refusal there.
func TestLooksAreOnRecord(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		_, tasks := h.asked(t, placement.Soon, one)
		count := func(decision string) (n int) {
			err := h.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry WHERE outcome = $1`, decision).Scan(&n)
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		allowed, denied := count("done"), count("refused")
		h.get(t, provider(one), tasks[0].ID)
		h.get(t, askerProgram, tasks[0].ID)
		h.find(t, provider(one), "status=requested")
		if count("refused") != denied || count("done") != allowed+4 {
			t.Errorf("%d allowed and %d denied more, want 4 and 0", count("done")-allowed, count("refused")-denied)
		}
		h.send(t, program(placementtest.Stranger, "placement:ask"), http.MethodGet, "Task/"+tasks[0].ID, "")
		if count("refused") != denied+1 {
			t.Error("a refused look is not on record")
		}
	})
}

// ★ Neither a Task nor a ServiceRequest nor an address tells who it is about, at any moment.
func TestNothingTellsWhoItIsAbout(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		q, tasks := h.asked(t, placement.Soon, one)
		look := func(when string) {
			for _, who := range []access.Actor{askerProgram, provider(one), placementtest.Desk} {
				for _, path := range []string{"Task/" + tasks[0].ID, "Task", "Task?based-on=" + string(q.ID), "ServiceRequest/" + string(q.ID), "ServiceRequest"} {
					w := h.send(t, who, http.MethodGet, path, "")
					said := w.Body.String() + strings.Join(w.Header()["Location"], "")
					for _, mark := range []string{"Markerveld", "111222333", "1941-02-03", "kamer 12", placementtest.Asker.Person, "Patient/"} {
						if strings.Contains(said, mark) {
							t.Errorf("%s: %s says %s", when, path, mark)
						}
					}
				}
			}
		}
		look("before an answer")
		wants[r4.Task](t, h.put(t, provider(one), tasks[0].ID, "accepted", ""), http.StatusOK)
		look("offered")
		if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(t, h, q, one)); err != nil {
			t.Fatal(err)
		}
		person := placement.Person{Name: "Mevrouw Markerveld", Birth: "1941-02-03", Reach: "via kamer 12", Words: "Markerveld heeft pijn."}
		if _, err := h.HandOver(t.Context(), placementtest.Asker, q.ID, person); err != nil {
			t.Fatal(err)
		}
		look("handed over")
		w := h.send(t, provider(one), http.MethodPut, "Task/"+tasks[0].ID, `{"resourceType":"Task","id":"`+tasks[0].ID+`","status":"rejected","intent":"order","description":"Markerveld 111222333"}`)
		if w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "Markerveld") {
			t.Errorf("what is not taken is not said back: %d %s", w.Code, w.Body)
		}
		look("after that")
	})
}

// A search gives each Task once over all pages, also while others change, and says what it passed over.
func TestSearchByPages(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "een", 9, 30), h.Offer(t, "twee", 9, 30)
		all := map[string]bool{}
		for range 5 {
			_, tasks := h.asked(t, placement.Planned, one, two)
			h.wall.add(time.Second)
			all[tasks[0].ID], all[tasks[1].ID] = true, true
		}
		both := program(placementtest.Asker, "placement:ask placement:answer")
		for _, count := range []string{"1", "3", "10", "50"} {
			got := h.find(t, both, "_count="+count+"&requester=Organization/"+string(placementtest.AskerOrg))
			seen := map[string]bool{}
			for _, one := range got {
				seen[one.ID] = true
			}
			if len(got) != len(all) || len(seen) != len(all) {
				t.Errorf("_count=%s: %d found, %d of them different", count, len(got), len(seen))
			}
		}
		if got := h.find(t, both, "owner="+string(one.Organization)+"&status=requested,accepted"); len(got) != 5 {
			t.Errorf("%d of one provider", len(got))
		}
		// The one that a page ended with goes away: nothing of the rest is missed.
		b := wants[r4.Bundle](t, h.send(t, provider(one), http.MethodGet, "Task?_count=2", ""), http.StatusOK)
		var last r4.Task
		if err := json.Unmarshal(b.Entry[1].Resource, &last); err != nil {
			t.Fatal(err)
		}
		h.put(t, provider(one), last.ID, "rejected", "too-far")
		rest := h.find(t, provider(one), strings.TrimPrefix(b.Link[1].URL, public+"/fhir/Task?"))
		seen := map[string]bool{}
		for _, r := range rest {
			seen[r.ID] = true
		}
		for id := range all {
			task := h.get(t, askerProgram, id)
			if task.Status == "requested" && task.Owner.Reference == "Organization/"+string(one.Organization) && !seen[id] && !strings.Contains(string(b.Entry[0].Resource), id) {
				t.Errorf("%s was missed", id)
			}
		}
		w := h.send(t, askerProgram, http.MethodPost, "Task/_search", "status=requested&colour=red&_count=2")
		b = wants[r4.Bundle](t, w, http.StatusOK)
		if len(b.Entry) != 3 || b.Entry[2].Search.Mode != "outcome" || !strings.Contains(string(b.Entry[2].Resource), "colour") {
			t.Errorf("%s", w.Body)
		}
		for _, query := range []string{"colour=red", "owner:identifier=x|y"} {
			wants[r4.OperationOutcome](t, h.send(t, askerProgram, http.MethodGet, "Task?"+query, "", "Prefer", "handling=strict"), http.StatusBadRequest)
		}
	})
}

// Hostile input never ends in a mistake of ours, and changes nothing.
func TestHostileInput(t *testing.T) {
	t.Parallel()
	w := newWall()
	h := build(t, sqlite(t, w), w)
	one := h.Offer(t, "een", 2, 5)
	q, tasks := h.asked(t, placement.Soon, one)
	good, err := json.Marshal(h.get(t, provider(one), tasks[0].ID))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(6, 5))
	nasty := []string{"", "\x00", "'", "%", `"`, "\\", "null", "[]", "{}", "-1", "1e99", "9999999999999999999", strings.Repeat("a", 70), "é", "\xff", "a|b", "|", ",,,", "../x",
		"Task/", "q" + strings.Repeat("v", 62), tasks[0].ID, string(q.ID), "2026-02-30", "ge", "accepted", "rejected"}
	pick := func() string { return nasty[random.IntN(len(nasty))] }
	names := []string{"_id", "status", "owner", "requester", "based-on", "focus", "_lastUpdated", "_count", "_page", "_format", "status:not", "x", "\x00"}
	for n := range 1000 {
		who := []access.Actor{provider(one), askerProgram, placementtest.Stranger}[n%3]
		var got interface{ Result() *http.Response }
		switch n % 4 {
		case 0:
			v := url.Values{}
			for range 1 + random.IntN(4) {
				v.Add(names[random.IntN(len(names))], pick()+pick())
			}
			got = h.send(t, who, http.MethodGet, work.Types[n%2]+"?"+v.Encode(), "")
		case 1:
			v := url.Values{names[random.IntN(len(names))]: {pick()}}
			got = h.send(t, who, http.MethodPost, work.Types[n%2]+"/_search", v.Encode()+pick())
		case 2:
			got = h.send(t, who, http.MethodGet, work.Types[n%2]+"/"+url.PathEscape(pick()+pick()), "", "If-None-Match", pick(), "Accept", pick())
		default:
			body := []byte(strings.Replace(string(good), `"requested"`, `"in-progress"`, 1)) // which a provider cannot put yet
			for range 1 + random.IntN(6) {
				at := random.IntN(len(body))
				body = append(append(append([]byte{}, body[:at]...), pick()...), body[min(len(body), at+random.IntN(9)):]...)
			}
			got = h.send(t, who, http.MethodPut, "Task/"+tasks[0].ID, string(body), "If-Match", pick())
		}
		if code := got.Result().StatusCode; code >= 500 {
			t.Fatalf("question %d: %d", n, code)
		}
	}
	if got := h.get(t, provider(one), tasks[0].ID); got.Meta.VersionID != tasks[0].Meta.VersionID {
		t.Errorf("it changed: %s", business(got))
	}
}
