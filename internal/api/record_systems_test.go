package api

import (
	"net/http"
	"slices"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/identity/oidctest"
	"eerstelijn/internal/store/storetest"
)

// A record system is added, tried, changed without losing what was not named, and closed.
func TestRecordSystemsOverTheAPI(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, storetest.SQLite(t, clock.Fixed(testNow)))
	there := oidctest.New(t, clock.Fixed(testNow))
	there.Launch() // makes it a record system
	w := a.send(t, platformAdmin, http.MethodPost, "/record-systems", `{"name":"Dossier Zuid","base":"`+there.Base()+`","issuer":"`+there.URL+`","client_id":"wij","assurance":"substantial","patient":true,"organization_id":"`+string(a.mine)+`"}`)
	made := told[recordSystem](t, w, http.StatusCreated)
	one := "/record-systems/" + string(made.ID)
	if made.State != "on" || made.Assurance != "substantial" || !made.Patient || made.Used != nil || made.Launch != "https://eerstelijn.example/launch" ||
		made.Back != "https://eerstelijn.example"+launch.BackPath(made.ID) || w.Header().Get("Location") != base+one {
		t.Errorf("%+v", made)
	}
	w = a.send(t, platformAdmin, http.MethodPost, one+"/try", "")
	a.documented(t, "tryRecordSystem", w)
	if rep := told[recordSystemTrial](t, w, http.StatusOK); !rep.Fits || len(rep.Lacks) > 0 || rep.Token != there.URL+"/token" || rep.Error != nil {
		t.Errorf("%s", w.Body)
	}
	there.Record.Document = func(d map[string]any) { d["capabilities"] = []string{"launch-ehr", "client-public"} }
	w = a.send(t, platformAdmin, http.MethodPost, one+"/try", "")
	if rep := told[recordSystemTrial](t, w, http.StatusOK); rep.Fits || !slices.Equal(rep.Lacks, []string{"capabilities: sso-openid-connect"}) {
		t.Errorf("%s", w.Body)
	}
	if w := a.send(t, platformAdmin, http.MethodPost, one+"/change", `{"signed":true}`); w.Code != http.StatusBadRequest || !slices.Equal(fieldsOf(t, w), []string{"signed"}) {
		t.Errorf("what the record system says that it does not take: %d %s", w.Code, w.Body)
	}
	there.Record.Answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }
	w = a.send(t, platformAdmin, http.MethodPost, one+"/try", "")
	a.documented(t, "tryRecordSystem", w)
	if rep := told[recordSystemTrial](t, w, http.StatusOK); rep.Fits || rep.Error == nil || rep.Token != "" {
		t.Errorf("%s", w.Body)
	}
	changed := told[recordSystem](t, a.send(t, platformAdmin, http.MethodPost, one+"/change", `{"assurance":"low"}`), http.StatusOK)
	want := made
	want.Assurance = "low"
	if changed != want {
		t.Errorf("%+v, want %+v", changed, want)
	}
	changed = told[recordSystem](t, a.send(t, platformAdmin, http.MethodPost, one+"/change", `{"client_id":"anders","patient":false}`), http.StatusOK)
	if want.Client, want.Patient = "anders", false; changed != want {
		t.Errorf("%+v, want %+v", changed, want)
	}
	for path, state := range map[string]string{"/off": "off", "/on": "on"} {
		for range 2 { // the same again is the same
			if now := told[recordSystem](t, a.send(t, platformAdmin, http.MethodPost, one+path, ""), http.StatusOK); now.State != state || now.Client != "anders" {
				t.Errorf("after %s: %+v", path, now)
			}
		}
	}
	if all := told[List[recordSystem]](t, a.send(t, platformAdmin, http.MethodGet, "/record-systems", ""), http.StatusOK); len(all.Items) != 2 || *all.Total != 2 {
		t.Errorf("%+v", all)
	}
}
