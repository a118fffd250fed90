package launch_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/launch"
)

// TestRecords: a record that cannot be read leaves the form empty and keeps nobody out; what is not asked
// for is not read.
func TestRecords(t *testing.T) {
	t.Parallel()
	h := onSQLite(t)
	fits := map[string]any{"resourceType": "Patient", "id": "p1", "birthDate": "2020", "address": []any{map[string]any{"postalCode": "4001AB"}}}
	for name, x := range map[string]struct {
		id      any
		patient any
		answer  http.HandlerFunc
		want    launch.Given
	}{
		"fits":             {"p1", fits, nil, launch.Given{PC4: "4001", Group: "kinderen"}},
		"no record open":   {nil, fits, nil, launch.Given{}},
		"another patient":  {"p2", fits, nil, launch.Given{}},
		"another resource": {"p1", map[string]any{"resourceType": "Group", "id": "p1"}, nil, launch.Given{}},
		"a way out":        {"../../Observation?x=", fits, nil, launch.Given{}},
		"no text":          {7, fits, nil, launch.Given{}},
		"endless": {"p1", nil, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"resourceType":"Patient","id":"p1","birthDate":"` + strings.Repeat("1", 2<<20) + `"}`))
		}, launch.Given{}},
		"refused": {"p1", nil, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, launch.Given{}},
	} {
		h.record.Record.Answer = nil
		trip := h.away()
		h.record.Record.Context, h.record.Record.Patient, h.record.Record.Answer = map[string]any{"patient": x.id}, x.patient, x.answer
		if x.id == nil {
			h.record.Record.Context = nil
		}
		came, err := h.finish(trip)
		if err != nil || came.Given.PC4 != x.want.PC4 || came.Given.Group != x.want.Group || len(came.Given.Languages) > 0 {
			t.Errorf("%s: %+v, %v", name, came.Given, err)
		}
	}
	no, read := false, h.record.Requests["/fhir/Patient/p1"]
	if err := h.launch.Set(t.Context(), administrator, h.system, launch.Change{Patient: &no}); err != nil {
		t.Fatal(err)
	}
	h.record.Record.Answer, h.record.Record.Context, h.record.Record.Patient = nil, map[string]any{"patient": "p1"}, fits
	came, err := h.finish(h.away())
	if err != nil || !came.Given.Empty() || h.record.Requests["/fhir/Patient/p1"] != read || strings.Contains(h.record.Asked.Get("scope"), "patient/") {
		t.Errorf("read while it is off: %+v, %v, %s", came.Given, err, h.record.Asked.Get("scope"))
	}
}

// TestOlderRights: a record system that knows the first version of rights alone is asked in its words.
func TestOlderRights(t *testing.T) {
	t.Parallel()
	h := onSQLite(t)
	h.record.Record.Document = func(d map[string]any) {
		d["capabilities"] = []string{"launch-ehr", "sso-openid-connect", "permission-v1"}
		d["scopes_supported"] = []string{"openid", "fhirUser", "launch", "patient/Patient.read"}
	}
	if _, err := h.finish(h.away()); err != nil {
		t.Fatal(err)
	}
	if scope := h.record.Asked.Get("scope"); scope != "openid launch fhirUser patient/Patient.read" {
		t.Errorf("asked for %q", scope)
	}
}

// TestCarry: what a record gave fills in the one form of the one person that it was given for, for a while.
func TestCarry(t *testing.T) {
	t.Parallel()
	h := onSQLite(t)
	came := launch.Arrived{System: launch.System{Name: "Dossier"}, SignIn: identity.SignIn{Person: h.nurse}, Given: launch.Given{PC4: "4001"}}
	sealed, handle, err := h.launch.Carry(t.Context(), came)
	if err != nil || strings.Contains(sealed, "4001") {
		t.Fatal(err)
	}
	_, other, err := h.launch.Carry(t.Context(), came)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(sealed, handle, person string) bool {
		g, system, ok := h.launch.Carried(t.Context(), sealed, handle, person)
		return ok && g.PC4 == "4001" && system == "Dossier"
	}
	if !ask(sealed, handle, string(h.nurse)) {
		t.Error("not carried")
	}
	if ask(sealed, other, string(h.nurse)) || ask(sealed, handle, "iemand anders") || ask(sealed, handle, "") || ask(sealed[1:], handle, string(h.nurse)) || ask("", handle, string(h.nurse)) {
		t.Error("carried for another form or person")
	}
	h.clock.add(launch.CarryTime + time.Second)
	if ask(sealed, handle, string(h.nurse)) {
		t.Error("carried for ever")
	}
}
