package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store/storetest"
)

// A directory is added, tried, followed otherwise, laid to rest and fetched again; its token is never told.
func TestSourceActsOverTheAPI(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, storetest.SQLite(t, clock.Fixed(testNow)))
	there := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+secretToken {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/fhir+json")
		if strings.HasSuffix(r.URL.Path, "/Organization") {
			_, _ = io.WriteString(w, `{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Organization","id":"o1","name":"Praktijk Kade","active":true,"meta":{"versionId":"1","lastUpdated":"2026-11-01T10:00:00Z"}}}]}`)
			return
		}
		_, _ = io.WriteString(w, `{"resourceType":"Bundle","type":"searchset"}`)
	}))
	defer there.Close()
	w := a.send(t, platformAdmin, http.MethodPost, "/sources", `{"name":"Gids Hier","base":"`+there.URL+`","token":"`+secretToken+`"}`)
	made := told[followedSource](t, w, http.StatusCreated)
	one := "/sources/" + string(made.ID)
	if made.State != "new" || made.Every != 900 || !made.Token || made.Due == nil || w.Header().Get("Location") != base+one {
		t.Errorf("%+v", made)
	}
	w = a.send(t, platformAdmin, http.MethodPost, one+"/try", "")
	a.documented(t, "trySource", w)
	rep := told[sourceTrial](t, w, http.StatusOK)
	if len(rep.Types) != 5 || rep.Types[0].Type != "Organization" || rep.Types[0].Added != 1 || !rep.Types[0].Whole || len(rep.Types[0].Some) != 1 || rep.Types[0].Some[0] != (triedExample{"o1", "Praktijk Kade", "added"}) {
		t.Errorf("%s", w.Body)
	}
	told[followedSource](t, a.send(t, platformAdmin, http.MethodPost, one+"/change", `{"every_seconds":3600}`), http.StatusOK)
	if s := told[followedSource](t, a.send(t, platformAdmin, http.MethodPost, one+"/pause", ""), http.StatusOK); s.State != "paused" || s.Every != 3600 || !s.Token {
		t.Errorf("%+v", s)
	}
	for _, path := range []string{"/fetch", "/fetch-anew"} {
		if w := a.send(t, platformAdmin, http.MethodPost, one+path, ""); w.Code != http.StatusConflict {
			t.Errorf("%s of one that rests: %d", path, w.Code)
		}
	}
	if s := told[followedSource](t, a.send(t, platformAdmin, http.MethodPost, one+"/resume", ""), http.StatusOK); s.State != "new" || s.Due == nil {
		t.Errorf("%+v", s)
	}
	if s := told[followedSource](t, a.send(t, platformAdmin, http.MethodPost, one+"/change", `{"token":""}`), http.StatusOK); s.Token || s.Every != 3600 {
		t.Errorf("%+v", s)
	}
	if w := a.send(t, platformAdmin, http.MethodPost, one+"/try", ""); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "127.0.0.1") {
		t.Errorf("without the token: %d %s", w.Code, w.Body)
	}
}
