package feed_test

import (
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
)

const (
	placeURL   = "urn:uuid:0198a000-0000-7000-8000-0000000000aa"
	serviceURL = "urn:uuid:0198a000-0000-7000-8000-0000000000bb"
)

// both is a place with a service, as other software makes them.
func both() string {
	return bundle(entry("POST", "HealthcareService", serviceURL, foreign("", "Avondspreekuur", placeURL)), entry("POST", "Location", placeURL, place("", "Dijk 2")))
}

func TestTransactionOfOtherSoftware(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		answer := h.write("POST", "/fhir", both()).want(t, 200).parse(t)
		if answer["type"] != "transaction-response" {
			t.Fatal(answer)
		}
		for i, kind := range []string{"HealthcareService", "Location"} {
			e := answer["entry"].([]any)[i].(map[string]any)
			r := e["response"].(map[string]any)
			id := strings.TrimPrefix(e["fullUrl"].(string), "https://kaart.example/fhir/"+kind+"/")
			if r["status"] != "201 Created" || r["etag"] != `W/"1"` || r["location"] != e["fullUrl"].(string)+"/_history/1" {
				t.Errorf("%s: %v", kind, r)
			}
			if body := string(h.served(t, kind, id).Body); kind == "Location" && !strings.Contains(body, `"Dijk 2"`) ||
				kind == "HealthcareService" && (!strings.Contains(body, "010 222 3333") || !strings.Contains(body, "Mo-Tu 08:00-12:00") || !strings.Contains(body, `"code":"huisartsenzorg"`)) {
				t.Errorf("%s is served as %s", kind, body)
			}
			if kind == "HealthcareService" {
				said, _ := r["outcome"].(map[string]any)
				var where []string
				for _, i := range said["issue"].([]any) {
					where = append(where, i.(map[string]any)["expression"].([]any)[0].(string))
				}
				if got := strings.Join(where, " "); got != "HealthcareService.appointmentRequired HealthcareService.telecom[2]" {
					t.Errorf("what was not kept is told as %q", got)
				}
			}
		}
	})
}

// A resource of ours that is written back as it was read says the same afterwards, and what FHIR does not
// show is still there.
func TestWrittenBackAsRead(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		id := string(h.service.ID)
		before := h.served(t, "HealthcareService", id)
		a := h.write("PUT", "/fhir/HealthcareService/"+id, strings.Replace(string(before.Body), "Voor iedereen.", "Ook 's avonds.", 1), `If-Match: W/"1"`).want(t, 200)
		if a.Header.Get("ETag") != `W/"2"` || a.Header.Get("Warning") != "" || !strings.Contains(a.text, "Ook 's avonds.") {
			t.Errorf("%v %s", a.Header, a.text)
		}
		now, err := h.directory.Own(t.Context(), h.machine(h.mine, "directory:write"), h.service.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := h.service
		want.Description = "Ook 's avonds."
		for _, diff := range []struct{ got, want any }{{now.Hours, want.Hours}, {now.Description, want.Description}, {len(now.Contacts), 2}, {now.Contacts[1].Phone, "010 999 9999"},
			{now.Keywords[0], "wond"}, {now.Locations[0], want.Locations[0]}, {now.State, want.State}, {now.Costs[0], want.Costs[0]}, {now.Version, int64(2)}} {
			if diff.got != diff.want {
				t.Errorf("%v, want %v", diff.got, diff.want)
			}
		}
	})
}

func TestStaleAndConditional(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		path := "/fhir/HealthcareService/" + string(h.service.ID)
		body := string(h.served(t, "HealthcareService", string(h.service.ID)).Body)
		h.write("PUT", path, body).want(t, http.StatusPreconditionRequired)
		h.write("PUT", path, body, "If-None-Match: *").want(t, http.StatusPreconditionFailed)
		h.write("PUT", path, body, `If-Match: W/"7"`).want(t, http.StatusPreconditionFailed)
		h.write("PUT", path, body, `If-Match: W/"1"`).want(t, http.StatusOK)
		h.write("PUT", path, body, `If-Match: W/"1"`).want(t, http.StatusPreconditionFailed)
		// Somebody changes it on a page: the client did not see that.
		s := h.service
		s.Description, s.Version = "Anders.", 2
		if _, err := h.directory.Save(t.Context(), operator, s, 2); err != nil {
			t.Fatal(err)
		}
		h.write("PUT", path, body, `If-Match: W/"2"`).want(t, http.StatusPreconditionFailed)

		h.write("PUT", "/fhir/HealthcareService/"+newService, foreign(newService, "Nieuw", "Location/"+string(s.Locations[0].ID)), `If-Match: W/"1"`).want(t, http.StatusPreconditionFailed)
		h.write("PUT", "/fhir/HealthcareService/"+newService, foreign(newService, "Nieuw", "Location/"+string(s.Locations[0].ID))).want(t, http.StatusCreated)
		versions, _, _ := h.state(t)
		found := h.write("POST", "/fhir/HealthcareService", foreign("", "Nieuw", "Location/"+string(s.Locations[0].ID)),
			"If-None-Exist: identifier=http://eerstelijn.nl/fhir/NamingSystem/directory-id|"+newService).want(t, http.StatusOK)
		if after, _, _ := h.state(t); after != versions || found.parse(t)["id"] != newService {
			t.Errorf("a conditional create wrote %d versions: %s", after-versions, found.text)
		}
	})
}

func TestWhoMayWrite(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		mine, theirs := string(h.served(t, "HealthcareService", string(h.service.ID)).Body), string(h.served(t, "HealthcareService", string(h.others.ID)).Body)
		versions, edits, _ := h.state(t)
		for name, c := range map[string]struct {
			who        access.Actor
			id, body   string
			wantStatus int
		}{
			"nobody":        {access.Anonymous(""), string(h.service.ID), mine, 401},
			"a person":      {access.Actor{Person: "p", Role: access.ProviderAdmin, Organization: string(h.mine), Assurance: access.Substantial}, string(h.service.ID), mine, 403},
			"without scope": {h.machine(h.mine, "capacity:write"), string(h.service.ID), mine, 403},
			"another's":     {h.machine(h.mine, "directory:write"), string(h.others.ID), theirs, 403},
			"taken over":    {h.machine(h.mine, "directory:write"), string(h.others.ID), strings.ReplaceAll(theirs, string(h.theirs), string(h.mine)), 403},
			"given away":    {h.machine(h.mine, "directory:write"), string(h.service.ID), strings.ReplaceAll(mine, string(h.mine), string(h.theirs)), 403},
		} {
			if a := h.ask(c.who, "PUT", "/fhir/HealthcareService/"+c.id, c.body, `If-Match: W/"1"`); a.StatusCode != c.wantStatus || a.parse(t)["resourceType"] != "OperationOutcome" {
				t.Errorf("%s: %d %s", name, a.StatusCode, a.text)
			}
		}
		draft := h.others
		draft.ID, draft.State = newService, directory.Draft
		if _, err := h.directory.Save(t.Context(), operator, draft, 0); err != nil {
			t.Fatal(err)
		}
		versions++
		h.write("PUT", "/fhir/HealthcareService/"+newService, foreign(newService, "Nieuw", "Location/"+string(h.service.Locations[0].ID))).want(t, 404) // nobody may know that it is there
		other := string(h.others.Locations[0].ID)
		h.write("PUT", "/fhir/Location/"+other, place(other, "Weg"), `If-Match: W/"1"`).want(t, 403)
		theirOwn := string(h.served(t, "Organization", string(h.theirs)).Body)
		h.write("PUT", "/fhir/Organization/"+string(h.theirs), theirOwn, `If-Match: W/"1"`).want(t, 403)
		h.write("POST", "/fhir/Organization", `{"resourceType":"Organization","name":"Nieuwe praktijk"}`).want(t, 403)
		if v, e, _ := h.state(t); v != versions || e != edits {
			t.Error("something was written")
		}
		for _, method := range []string{"DELETE", "PATCH"} {
			a := h.write(method, "/fhir/HealthcareService/"+string(h.service.ID), "").want(t, 405)
			if a.Header.Get("Allow") != "GET, HEAD, OPTIONS, PUT" {
				t.Error(a.Header)
			}
		}
		h.write("POST", "/fhir/Basic", `{"resourceType":"Basic"}`).want(t, 405)
		h.write("POST", "/fhir/Patient", `{"resourceType":"Patient"}`).want(t, 404)
		h.write("POST", "/fhir/HealthcareService/_search", "").want(t, http.StatusTeapot)
		h.write("GET", "/fhir/HealthcareService", "").want(t, http.StatusTeapot)
	})
}

func TestOrganizationSaysHowItIsReached(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		path, body := "/fhir/Organization/"+string(h.mine), string(h.served(t, "Organization", string(h.mine)).Body)
		a := h.write("PUT", path, strings.Replace(body, "010 111 1111", "010 111 2222", 1), `If-Match: W/"1"`).want(t, 200)
		if !strings.Contains(a.text, "010 111 2222") || a.Header.Get("ETag") != `W/"2"` {
			t.Error(a.text)
		}
		// As other software writes it, without our own codes.
		a = h.write("PUT", path, `{"resourceType":"Organization","id":"`+string(h.mine)+`","name":"Praktijk Kade","identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"12345678"}],"telecom":[{"system":"phone","value":"010 111 3333"}]}`, `If-Match: W/"2"`).want(t, 200)
		if !strings.Contains(a.text, "010 111 3333") || !strings.Contains(a.text, "huisartsenzorg") {
			t.Error(a.text)
		}
		h.write("PUT", path, strings.Replace(body, "Praktijk Kade", "Ziekenhuis Kade", 1), `If-Match: W/"3"`).want(t, 403)
	})
}

func TestPlaceMovesWithItsServices(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		id := string(h.service.Locations[0].ID)
		h.write("PUT", "/fhir/HealthcareService/"+newService, foreign(newService, "Nieuw", "Location/"+id)).want(t, 201)
		at := h.served(t, "Location", id)
		a := h.write("PUT", "/fhir/Location/"+id, place(id, "Dijk 9"), etagOf(at)).want(t, 200)
		if !strings.Contains(a.text, "Dijk 9") || !strings.Contains(string(h.served(t, "Location", id).Body), "Dijk 9") {
			t.Error(a.text)
		}
		for _, s := range []directory.ServiceID{h.service.ID, newService} {
			own, err := h.directory.Own(t.Context(), h.machine(h.mine, "directory:write"), s)
			if err != nil || own.Locations[0].Street != "Dijk 9" || string(own.Locations[0].ID) != id {
				t.Errorf("%s: %v %v", s, own.Locations, err)
			}
		}
		h.write("PUT", "/fhir/Location/"+id, place(id, "Dijk 10"), etagOf(at)).want(t, 412)
		h.write("POST", "/fhir/Location", place("", "Los 1")).want(t, 422)
		h.write("PUT", "/fhir/Location/"+newLocation, place(newLocation, "Los 1")).want(t, 422)
	})
}

func etagOf(v journal.Version) string {
	return `If-Match: W/"` + string(rune('0'+v.Version)) + `"`
}

func TestEndsWithActiveFalse(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		body := string(h.served(t, "HealthcareService", string(h.service.ID)).Body)
		path := "/fhir/HealthcareService/" + string(h.service.ID)
		a := h.write("PUT", path, strings.Replace(body, `"active":true`, `"active":false`, 1), `If-Match: W/"1"`).want(t, 200)
		if a.parse(t)["active"] != false {
			t.Error(a.text)
		}
		if a = h.write("PUT", path, body, `If-Match: W/"2"`).want(t, 200); a.parse(t)["active"] != true {
			t.Error(a.text)
		}
	})
}

func TestOriginIsTheOrganisation(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		from := func(who, target string) string {
			return strings.Replace(both(), `"entry":[`, `"entry":[`+entry("POST", "Provenance", "",
				`{"resourceType":"Provenance","target":[{"reference":"`+target+`"}],"recorded":"2026-06-02T12:00:00Z","agent":[{"who":{"reference":"`+who+`"}}]}`)+",", 1)
		}
		mine := "Organization/" + string(h.mine)
		entries := h.write("POST", "/fhir", from(mine, serviceURL)).want(t, 200).parse(t)["entry"].([]any)
		id := strings.TrimPrefix(entries[0].(map[string]any)["fullUrl"].(string), "https://kaart.example/fhir/Provenance/")
		body := string(h.served(t, "Provenance", id).Body)
		about := strings.TrimPrefix(entries[1].(map[string]any)["response"].(map[string]any)["location"].(string), "https://kaart.example/fhir/")
		if !strings.Contains(body, `"`+mine+`"`) || !strings.Contains(body, `"`+about+`"`) {
			t.Error(body)
		}
		before, _, _ := h.state(t)
		h.write("POST", "/fhir", from("Organization/"+string(h.theirs), serviceURL)).want(t, 403)
		h.write("POST", "/fhir", from(mine, "HealthcareService/"+string(h.service.ID))).want(t, 422)
		if after, _, _ := h.state(t); after != before {
			t.Error("something was written")
		}
	})
}
