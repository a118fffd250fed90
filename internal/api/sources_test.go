package api

import (
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store/storetest"
)

// The administrator sees how each directory of others is followed, as on the page; nobody else does.
func TestSourcesOverTheAPI(t *testing.T) {
	t.Parallel()
	house := build(t, storetest.SQLite(t, clock.Fixed(testNow)))
	h := house.api()
	admin := access.Actor{Person: "admin-1", Role: access.PlatformAdmin, Assurance: access.Substantial}
	weak, machine := admin, access.Actor{Person: "client:1", Role: access.Machine, Organization: "org-1", Assurance: access.Substantial, Scopes: "directory:write placement:ask ledger:read"}
	weak.Assurance = access.Low
	token := "geheim-token-van-de-gids"
	made, err := house.mirror.Add(t.Context(), admin, mirror.New{Name: "Gids Noord", Base: "https://gids.example/fhir", Token: token})
	if err != nil {
		t.Fatal(err)
	}
	for who, status := range map[*access.Actor]int{&weak: http.StatusForbidden, &machine: http.StatusForbidden, {Person: "p", Role: access.ProviderAdmin, Organization: "org-1", Assurance: access.High}: http.StatusForbidden,
		{Person: "anonymous", Role: access.Citizen}: http.StatusUnauthorized} {
		for _, path := range []string{"/sources", "/sources/" + string(made)} {
			if w := asked(t, h, *who, base+path, nil); w.Code != status || strings.Contains(w.Body.String(), "Gids Noord") {
				t.Errorf("%s asks %s: %d, want %d", who.Role, path, w.Code, status)
			}
		}
	}
	var list List[followedSource]
	w := asked(t, h, admin, base+"/sources", &list)
	asDocumented(t, h, "sources", w)
	if len(list.Items) != 1 || list.Items[0].State != "new" || !list.Items[0].Token || list.Items[0].Every != 900 || list.Items[0].Due == nil || strings.Contains(w.Body.String(), token) {
		t.Errorf("%s", w.Body)
	}
	paused := true
	if err := house.mirror.Set(t.Context(), admin, made, mirror.Change{Paused: &paused}); err != nil {
		t.Fatal(err)
	}
	var one followedSource
	w = asked(t, h, admin, base+"/sources/"+string(made), &one)
	asDocumented(t, h, "source", w)
	if one.State != "paused" || one.Due != nil || len(one.Followed) != len(mirror.Types) || one.Followed[0].Since != nil {
		t.Errorf("%s", w.Body)
	}
	for _, which := range []string{id.New[string](), "x"} {
		if w := asked(t, h, admin, base+"/sources/"+which, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", which, w.Code)
		}
	}
}

// What a source says of how it goes is told by one word, with the reason beside it.
func TestStateOfASource(t *testing.T) {
	t.Parallel()
	s := mirror.Source{Good: testNow, Tries: 2, Passed: []mirror.Passed{{Type: "Location", ID: "l1"}}}
	s.Problem.NL, s.Problem.EN = "De bron is niet te bereiken.", "the source cannot be reached"
	if b := showSource(&s); b.State != "failing" || b.Error.EN != s.Problem.EN || b.Tries != 2 || b.Passed[0].ID != "l1" {
		t.Errorf("%+v", b)
	}
	s.Problem.NL, s.Problem.EN = "", ""
	if b := showSource(&s); b.State != "good" || b.Error != nil || *b.Good != stamp(testNow) {
		t.Errorf("%+v", b)
	}
}
