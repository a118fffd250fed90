package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestBottlenecksOverTheAPI: somebody without an account reports, the wijk passes up, the region answers and
// ends it with the reporters' yes; everybody else is refused, and the public counts show no small number.
func TestBottlenecksOverTheAPI(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		team, err := p.house.network.PrimaryWijkverband(t.Context(), p.wijk)
		if err != nil {
			t.Fatal(err)
		}
		board := func(o network.Organization) network.OrganizationID {
			made, err := p.house.network.SaveOrganization(t.Context(), access.Job("test"), o)
			if err == nil {
				err = p.house.cooperation.Bottlenecks.SaveBoard(t.Context(), access.Job("test"), made)
			}
			if err != nil {
				t.Fatal(err)
			}
			return made
		}(network.Organization{Kind: network.NationalOrg, Name: "Bestuurlijk overleg"})
		person := func(name string, role access.Role) access.Actor {
			return access.Actor{Person: name, Role: role, Region: string(p.region), Assurance: access.Substantial, Session: name}
		}
		coordinator, staff, nurse, insurer := person("c", access.Coordinator), person("s", access.RESVStaff), person("n", access.Professional), person("i", access.Insurer)
		coordinator.Wijkverband = string(team.ID)
		national := access.Actor{Person: "b", Role: access.National, Organization: string(board), Assurance: access.Substantial, Session: "b"}
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
		const told = `{"title":"Geen nachtzorg","what":"In de nacht komt niemand.","theme":"avond-nacht-weekend","how_often":"weekly","area":"WK990101","unnamed":true}`
		for _, bad := range []string{`"bel 06 12345678"`, `"bsn 111222333"`} {
			answer := send(access.Actor{}, "", http.MethodPost, "/bottlenecks", strings.Replace(told, `"In de nacht komt niemand."`, bad, 1), http.StatusBadRequest)
			if !strings.Contains(answer, `"what"`) || strings.Contains(answer, "123") {
				t.Errorf("refused with %s", answer)
			}
		}
		w := p.send(t, nurse, http.MethodPost, "/bottlenecks", told)
		p.documented(t, "reportBottleneck", w)
		receipt := decode[bottleneckReceipt](t, w, http.StatusCreated)
		of := "/bottlenecks/" + string(receipt.ID)
		if receipt.Page != "/inzage/"+receipt.Receipt || w.Header().Get("Location") != base+of {
			t.Errorf("%+v", receipt)
		}
		send(access.Actor{}, "reportBottleneck", http.MethodPost, "/bottlenecks", strings.Replace(told, `,"unnamed":true`, ``, 1), http.StatusCreated)
		board2 := decode[bottleneckBoard](t, p.send(t, nurse, http.MethodGet, "/bottlenecks?region=rivierenzoom&level=wijk&theme=avond-nacht-weekend", ""), http.StatusOK)
		if *board2.Total != 2 || board2.Items[0].Owner.Name != team.Name || board2.Items[0].NextAt == nil {
			t.Errorf("the board: %+v", board2.Items)
		}
		send(nurse, "bottlenecks", http.MethodGet, "/bottlenecks?region=rivierenzoom&at=2026-11-01", "", http.StatusOK)
		send(nurse, "", http.MethodGet, "/bottlenecks?region=rivierenzoom&at=gisteren", "", http.StatusBadRequest)
		send(nurse, "", http.MethodGet, "/bottlenecks", "", http.StatusForbidden)
		send(insurer, "", http.MethodGet, "/bottlenecks?region=rivierenzoom", "", http.StatusForbidden)
		send(access.Actor{}, "", http.MethodGet, of, "", http.StatusUnauthorized)
		look := send(coordinator, "bottleneck", http.MethodGet, of, "", http.StatusOK)
		var seen bottleneckLook
		if err := json.Unmarshal([]byte(look), &seen); err != nil || seen.Unnamed != 1 || len(seen.Named) != 0 {
			t.Errorf("%v: %s", err, look)
		}
		send(nurse, "ownBottlenecks", http.MethodGet, "/bottlenecks/own", "", http.StatusOK)
		send(nurse, "similarBottlenecks", http.MethodPost, "/bottlenecks/similar", `{"region":"rivierenzoom","text":"'s nachts komt niemand"}`, http.StatusOK)
		send(staff, "risingThemes", http.MethodGet, "/bottlenecks/rising?region=rivierenzoom", "", http.StatusOK)
		send(staff, "", http.MethodGet, "/bottlenecks/rising", "", http.StatusForbidden)

		send(nurse, "", http.MethodPost, of+"/discuss", `{}`, http.StatusForbidden)
		send(coordinator, "discussBottleneck", http.MethodPost, of+"/discuss", `{"words":"Wij bespreken dit."}`, http.StatusOK)
		send(coordinator, "noteBottleneck", http.MethodPost, of+"/note", `{"words":"Bel de buren."}`, http.StatusOK)
		next := stamp(testNow.Add(240 * time.Hour))
		send(coordinator, "takeUpBottleneck", http.MethodPost, of+"/take-up", fmt.Sprintf(`{"words":"Wij bellen rond.","next_at":%q}`, next), http.StatusOK)
		if answer := send(coordinator, "", http.MethodPost, of+"/postpone", fmt.Sprintf(`{"words":"","next_at":%q}`, next), http.StatusBadRequest); !strings.Contains(answer, `"words"`) {
			t.Errorf("refused with %s", answer)
		}
		send(coordinator, "postponeBottleneck", http.MethodPost, of+"/postpone", fmt.Sprintf(`{"words":"Er is iemand ziek.","next_at":%q}`, next), http.StatusOK)
		send(coordinator, "assignBottleneck", http.MethodPost, of+"/assign", fmt.Sprintf(`{"words":"Zij weten dit.","owner":{"kind":"organization","id":%q}}`, p.asker.Organization), http.StatusOK)
		send(person("x", access.RESVStaff), "", http.MethodPost, of+"/pass-up", `{"words":"Hoger."}`, http.StatusForbidden)
		send(coordinator, "passUpBottleneck", http.MethodPost, of+"/pass-up", `{"words":"Dit speelt breder."}`, http.StatusOK)
		send(coordinator, "", http.MethodPost, of+"/answer", `{"words":"Nog iets."}`, http.StatusForbidden)
		send(staff, "answerBottleneck", http.MethodPost, of+"/answer", `{"words":"Vanaf mei is er een nachtteam."}`, http.StatusOK)
		joined := decode[bottleneckReceipt](t, p.send(t, person("n2", access.Professional), http.MethodPost, of+"/join", `{}`), http.StatusCreated)
		if joined.ID != receipt.ID {
			t.Errorf("joined %+v", joined)
		}
		send(staff, "proposeEnding", http.MethodPost, of+"/propose", `{"kind":"solved","words":"Het team is er."}`, http.StatusOK)
		send(staff, "", http.MethodPost, of+"/confirm", "", http.StatusForbidden)
		send(nurse, "objectEnding", http.MethodPost, of+"/object", `{"words":"Vannacht nog niet."}`, http.StatusOK)
		send(staff, "", http.MethodPost, of+"/propose", `{"kind":"solved","words":"Nu wel."}`, http.StatusOK)
		send(nurse, "confirmEnding", http.MethodPost, of+"/confirm", "", http.StatusOK)
		send(person("n2", access.Professional), "confirmEnding", http.MethodPost, of+"/confirm", "", http.StatusOK)
		send(staff, "exampleBottleneck", http.MethodPost, of+"/example", `{"yes":true}`, http.StatusOK)
		library := decode[List[exampleBody]](t, p.send(t, nurse, http.MethodGet, "/bottlenecks/examples?q=nacht&theme=avond-nacht-weekend", ""), http.StatusOK)
		if len(library.Items) != 1 || library.Items[0].ID != receipt.ID || library.Items[0].Done != "Vanaf mei is er een nachtteam.\n\nNu wel." || !library.Items[0].Helped || library.Items[0].By.Name == "" {
			t.Errorf("the examples: %+v", library.Items)
		}
		send(nurse, "bottleneckExamples", http.MethodGet, "/bottlenecks/examples?q=tandarts", "", http.StatusOK)
		send(insurer, "", http.MethodGet, "/bottlenecks/examples", "", http.StatusForbidden)
		send(access.Actor{}, "", http.MethodGet, "/bottlenecks/examples", "", http.StatusUnauthorized)
		below := decode[bottleneckBoard](t, p.send(t, coordinator, http.MethodGet, "/bottlenecks?region=rivierenzoom&level=wijk&wijkverband="+team.Slug, ""), http.StatusOK)
		if len(below.Answers) != 2 || below.Answers[1].Words != "Vanaf mei is er een nachtteam." && below.Answers[0].Words != "Vanaf mei is er een nachtteam." ||
			below.Answers[0].Level != bottleneck.Region || below.Answers[0].To[0].ID != string(team.ID) {
			t.Errorf("the answers on the board below: %+v", below.Answers)
		}
		send(nurse, "reopenBottleneck", http.MethodPost, of+"/reopen", `{"words":"Het is er weer."}`, http.StatusOK)
		other := board2.Items[0].ID
		if other == receipt.ID {
			other = board2.Items[1].ID
		}
		send(staff, "mergeBottlenecks", http.MethodPost, of+"/merge", fmt.Sprintf(`{"ids":[%q],"words":"Dit is hetzelfde."}`, other), http.StatusOK)
		send(coordinator, "", http.MethodPost, "/bottlenecks/"+string(other)+"/separate", `{"words":"Dit is iets anders."}`, http.StatusForbidden)
		if answer := send(staff, "", http.MethodPost, "/bottlenecks/"+string(other)+"/separate", `{"words":""}`, http.StatusBadRequest); !strings.Contains(answer, `"words"`) {
			t.Errorf("refused with %s", answer)
		}
		send(staff, "separateBottleneck", http.MethodPost, "/bottlenecks/"+string(other)+"/separate", `{"words":"Dit is iets anders."}`, http.StatusOK)
		send(staff, "", http.MethodPost, of+"/separate", `{"words":"Dit is iets anders."}`, http.StatusConflict) // it is part of nothing
		send(staff, "", http.MethodPost, of+"/merge", fmt.Sprintf(`{"ids":[%q],"words":"Toch hetzelfde."}`, other), http.StatusOK)
		send(staff, "", http.MethodPost, "/bottlenecks/bundle", fmt.Sprintf(`{"title":"Overal","ids":[%q],"words":"Landelijk."}`, receipt.ID), http.StatusForbidden)
		send(national, "bundleBottlenecks", http.MethodPost, "/bottlenecks/bundle", fmt.Sprintf(`{"title":"Nergens nachtzorg","ids":[%q],"words":"Landelijk."}`, receipt.ID), http.StatusCreated)
		send(national, "bottlenecks", http.MethodGet, "/bottlenecks", "", http.StatusOK)

		send(access.Actor{}, "bottleneckThemes", http.MethodGet, "/bottleneck-themes", "", http.StatusOK)
		public := decode[bottleneckCounts](t, p.send(t, access.Actor{}, http.MethodGet, "/bottlenecks/counts?region=rivierenzoom&year=2025", ""), http.StatusOK)
		if public.Exact || public.Reported == nil || *public.Reported != 0 {
			t.Errorf("%+v", public)
		}
		send(access.Actor{}, "bottleneckCounts", http.MethodGet, "/bottlenecks/counts?wijkverband="+team.Slug, "", http.StatusOK)
		send(nurse, "", http.MethodGet, "/bottlenecks/counts/exact?region=rivierenzoom", "", http.StatusForbidden)
		exact := decode[bottleneckCounts](t, p.send(t, staff, http.MethodGet, "/bottlenecks/counts/exact?region=rivierenzoom", ""), http.StatusOK)
		if !exact.Exact || *exact.Reported != 2 || *exact.Open != 2 || *exact.PassedUp != 2 {
			t.Errorf("%+v", exact)
		}
		if n := countIn(t, db, `SELECT count(*) FROM ledger_entry WHERE act LIKE 'bottleneck.%' AND act NOT IN ('bottleneck.Own', 'bottleneck.Board', 'bottleneck.Similar', 'bottleneck.Discuss', 'bottleneck.Get', 'bottleneck.Exact', 'bottleneck.Examples') AND person = 'n'`); n != 0 {
			t.Errorf("%d entries tell who reported", n)
		}
	})
}

func countIn(t *testing.T, db *store.DB, query string) (n int) {
	t.Helper()
	if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}
