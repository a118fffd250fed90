package work_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// post sends a resource that is to be made.
func (h *house) post(t testing.TB, who access.Actor, kind string, body any, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return send(h.face, identity.WithActor(t.Context(), who), http.MethodPost, kind, string(text), append([]string{"Content-Type", "application/fhir+json"}, headers...)...)
}

const ours = "http://eerstelijn.nl/fhir/"

func concept(system, code string) map[string]any {
	return map[string]any{"coding": []any{map[string]any{"system": system, "code": code}}}
}

func sentCode(system, code string) map[string]any {
	return concept(ours+"CodeSystem/"+system, code)
}

func talk(parts ...map[string]any) map[string]any {
	return map[string]any{"url": ours + "StructureDefinition/placement-talk", "extension": parts}
}

func talkedAt(at time.Time) map[string]any {
	return map[string]any{"url": "at", "valueDateTime": at.Format(time.RFC3339Nano)}
}

func talkedWith(who string) map[string]any {
	return map[string]any{"url": "with", "valueCoding": map[string]any{"system": ours + "CodeSystem/placement-talk-with", "code": who}}
}

// wanted is a request as a program of somebody who asks writes it.
func wanted(at time.Time) map[string]any {
	return map[string]any{
		"resourceType": "ServiceRequest", "status": "active", "intent": "order",
		"category": []any{sentCode("placement-ask", "place")}, "code": sentCode("capacity-kind", "elv-hoog"),
		"orderDetail":       []any{sentCode("placement-urgency", "soon"), sentCode("placement-direction", "in")},
		"subject":           map[string]any{"extension": []any{map[string]any{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}}},
		"locationReference": []any{map[string]any{"identifier": map[string]any{"system": ours + "NamingSystem/cbs-area", "value": string(placementtest.Area)}}},
		"extension":         []any{talk(talkedAt(at), talkedWith("person"))},
	}
}

func question(request string, more map[string]any) map[string]any {
	out := map[string]any{"resourceType": "Task", "status": "requested", "intent": "order", "basedOn": []any{map[string]any{"reference": "ServiceRequest/" + request}}}
	maps.Copy(out, more)
	return out
}

// From a request to the answer of a provider, all of it in FHIR.
func TestAskingInFHIR(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "een", 2, 5), h.Offer(t, "twee", 2, 5)
		w := h.post(t, askerProgram, "ServiceRequest", wanted(h.wall.now()))
		q := wants[r4.ServiceRequest](t, w, http.StatusCreated)
		if q.Status != "active" || w.Header().Get("Location") != public+"/fhir/ServiceRequest/"+q.ID || w.Header().Get("ETag") == "" || len(q.Performer) != 0 {
			t.Fatalf("made %s at %s", w.Body, w.Header().Get("Location"))
		}
		owner := map[string]any{"owner": map[string]any{"reference": "Organization/" + string(one.Organization)}}
		first := wants[r4.Task](t, h.post(t, askerProgram, "Task", question(q.ID, owner)), http.StatusCreated)
		if business(first) != "requested asked" || first.Owner.Reference != "Organization/"+string(one.Organization) {
			t.Fatalf("asked %+v", first)
		}
		again := wants[r4.Task](t, h.post(t, askerProgram, "Task", question(q.ID, owner)), http.StatusOK)
		if again.ID != first.ID {
			t.Error("the same provider was asked twice")
		}
		second := wants[r4.Task](t, h.post(t, askerProgram, "Task", question(q.ID, map[string]any{"focus": map[string]any{"reference": public + "/fhir/HealthcareService/" + string(two.Service)}})), http.StatusCreated)
		if second.Owner.Reference != "Organization/"+string(two.Organization) || second.ID == first.ID {
			t.Fatalf("asked %+v", second)
		}
		if got := wants[r4.Task](t, h.put(t, provider(two), second.ID, "accepted", ""), http.StatusOK); business(got) != "accepted offered" {
			t.Errorf("answered %s", business(got))
		}
		// What was made reads back, and a status is put over it as it was read.
		read := h.send(t, askerProgram, http.MethodGet, "ServiceRequest/"+q.ID, "")
		var whole map[string]any
		if err := json.Unmarshal(read.Body.Bytes(), &whole); err != nil {
			t.Fatal(err)
		}
		whole["status"] = "revoked"
		whole["extension"] = append(whole["extension"].([]any), map[string]any{"url": "http://hl7.org/fhir/StructureDefinition/request-statusReason", "valueCodeableConcept": sentCode("withdraw-reason", "changed")})
		body, _ := json.Marshal(whole)
		if got := wants[r4.ServiceRequest](t, h.send(t, askerProgram, http.MethodPut, "ServiceRequest/"+q.ID, string(body)), http.StatusOK); got.Status != "revoked" {
			t.Errorf("it is %s", got.Status)
		}
		whole["extension"] = append(whole["extension"].([]any), map[string]any{"url": ours + "StructureDefinition/placement-insurer", "valueString": "zk"})
		body, _ = json.Marshal(whole)
		if got := h.send(t, askerProgram, http.MethodPut, "ServiceRequest/"+q.ID, string(body)); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("another insurer was put: %d", got.Code)
		}
	})
}

// ★ Whatever can be asked reads back as it was sent.
func TestNothingIsLostOfWhatIsAsked(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		tables, err := h.Tables(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		items := tables.ItemsFor(placementtest.Kind)
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			if n++; n > 40 { // each is some acts on a database
				return
			}
			crisis := rapid.Bool().Draw(rt, "crisis")
			sent := wanted(h.wall.now().Add(-time.Duration(rapid.IntRange(0, 1000).Draw(rt, "ms")) * time.Millisecond))
			details := []any{sentCode("placement-direction", rapid.SampledFrom([]string{"in", "through", "out", "back"}).Draw(rt, "way"))}
			var extensions []any
			at := talkedAt(h.wall.now().Add(-time.Minute))
			switch {
			case crisis:
				why := map[string]any{"url": "why-not", "valueCoding": map[string]any{"system": ours + "CodeSystem/open-reason", "code": "no-time"}}
				details, extensions = append(details, sentCode("placement-urgency", "crisis")), append(extensions, talk(at, why))
				sent["priority"] = "stat"
			default:
				details, extensions = append(details, sentCode("placement-urgency", "planned")), append(extensions, talk(at, talkedWith(rapid.SampledFrom([]string{"person", "representative"}).Draw(rt, "with"))))
			}
			if rapid.Bool().Draw(rt, "draft") {
				sent["status"], extensions = "draft", nil
			}
			for _, wish := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"pet", "diet", "own-room"}), 0, 3, func(s string) string { return s }).Draw(rt, "wishes") {
				details = append(details, sentCode("placement-wish", wish))
			}
			for _, l := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"nl", "ar", "tr"}), 0, 3, func(s string) string { return s }).Draw(rt, "languages") {
				details = append(details, concept("urn:ietf:bcp:47", l))
			}
			if rapid.Bool().Draw(rt, "group") {
				details = append(details, sentCode("target-group", "ouderen"))
			}
			sent["orderDetail"] = details
			if rapid.Bool().Draw(rt, "insurer") {
				extensions = append(extensions, map[string]any{"url": ours + "StructureDefinition/placement-insurer", "valueString": "zilver-kruis"})
			}
			if km := rapid.IntRange(0, 50).Draw(rt, "km"); km > 0 {
				extensions = append(extensions, map[string]any{"url": ours + "StructureDefinition/placement-distance",
					"valueQuantity": map[string]any{"value": float64(km), "unit": "km", "system": "http://unitsofmeasure.org", "code": "km"}})
			}
			for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(items)-1), 0, 3, func(i int) int { return i }).Draw(rt, "needs") {
				extensions = append(extensions, map[string]any{"url": ours + "StructureDefinition/placement-need", "extension": []any{
					map[string]any{"url": "item", "valueCoding": map[string]any{"system": ours + "CodeSystem/placement-need", "code": items[i].Code}},
					map[string]any{"url": "answer", "valueCoding": map[string]any{"system": ours + "CodeSystem/placement-need-answer", "code": items[i].Code + "." + items[i].Answers[0].Code}}}})
			}
			delete(sent, "extension")
			if len(extensions) > 0 {
				sent["extension"] = extensions
			}
			if places := rapid.IntRange(1, 4).Draw(rt, "places"); places > 1 {
				sent["quantityQuantity"] = map[string]any{"value": float64(places)}
			}
			if rapid.Bool().Draw(rt, "by") {
				sent["occurrencePeriod"] = map[string]any{"end": h.wall.now().AddDate(0, 0, 5).In(time.FixedZone("", 3600)).Format(time.RFC3339)}
			}
			if rapid.Bool().Draw(rt, "known") {
				sent["supportingInfo"] = []any{map[string]any{"reference": "Organization/" + string(placementtest.DeskOrg)}}
			}
			if rapid.Bool().Draw(rt, "note") {
				sent["note"] = []any{map[string]any{"text": "Graag een kamer beneden."}}
			}
			w := h.post(t, askerProgram, "ServiceRequest", sent)
			if w.Code != http.StatusCreated {
				rt.Fatalf("%d %s", w.Code, w.Body)
			}
			made := wants[r4.ServiceRequest](t, w, http.StatusCreated)
			var got map[string]any
			if err := json.Unmarshal(h.send(t, askerProgram, http.MethodGet, "ServiceRequest/"+made.ID, "").Body.Bytes(), &got); err != nil {
				rt.Fatal(err)
			}
			for name, value := range sent {
				if !holds(got[name], value) {
					rt.Errorf("%s was %v and reads back as %v", name, value, got[name])
				}
			}
			// Sent again as it reads, it is the same once more.
			for _, name := range []string{"id", "meta", "identifier", "authoredOn"} {
				delete(got, name)
			}
			twin := wants[map[string]any](t, h.post(t, askerProgram, "ServiceRequest", got), http.StatusCreated)
			for name, value := range got {
				if !reflect.DeepEqual(twin[name], value) {
					rt.Errorf("%s: %v became %v", name, value, twin[name])
				}
			}
		})
	})
}

// holds tells whether everything of one value stands in another; moments may be written differently.
func holds(in, value any) bool {
	switch v := value.(type) {
	case map[string]any:
		m, _ := in.(map[string]any)
		for name, one := range v {
			if !holds(m[name], one) {
				return false
			}
		}
		return true
	case []any:
		list, _ := in.([]any)
		return !slices.ContainsFunc(v, func(one any) bool {
			return !slices.ContainsFunc(list, func(other any) bool { return holds(other, one) })
		})
	case []map[string]any:
		list, _ := in.([]any)
		return !slices.ContainsFunc(v, func(one map[string]any) bool {
			return !slices.ContainsFunc(list, func(other any) bool { return holds(other, one) })
		})
	case string:
		s, _ := in.(string)
		a, err := time.Parse(time.RFC3339Nano, v)
		b, err2 := time.Parse(time.RFC3339Nano, s)
		return s == v || err == nil && err2 == nil && a.Equal(b)
	}
	return reflect.DeepEqual(in, value)
}

// What is sent again under the sender's own number is made once; another organisation's number is another one.
func TestConditionalCreate(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		mine := []string{"If-None-Exist", "identifier=https://epd.example/verwijzing|A-17"}
		first := wants[r4.ServiceRequest](t, h.post(t, askerProgram, "ServiceRequest", wanted(h.wall.now()), mine...), http.StatusCreated)
		h.wall.add(time.Minute)
		again := wants[r4.ServiceRequest](t, h.post(t, askerProgram, "ServiceRequest", wanted(h.wall.now()), mine...), http.StatusOK)
		other := wants[r4.ServiceRequest](t, h.post(t, program(placementtest.Desk, "placement:ask"), "ServiceRequest", wanted(h.wall.now()), mine...), http.StatusCreated)
		next := wants[r4.ServiceRequest](t, h.post(t, askerProgram, "ServiceRequest", wanted(h.wall.now()), "If-None-Exist", "identifier=https://epd.example/verwijzing|A-18"), http.StatusCreated)
		if again.ID != first.ID || other.ID == first.ID || next.ID == first.ID {
			t.Errorf("%s, %s, %s, %s", first.ID, again.ID, other.ID, next.ID)
		}
		for _, wrong := range []string{"identifier=A-17", "status=active", "identifier=a|b&identifier=c|d", "identifier=|b", "%"} {
			if w := h.post(t, askerProgram, "ServiceRequest", wanted(h.wall.now()), "If-None-Exist", wrong); w.Code != http.StatusBadRequest {
				t.Errorf("%q: %d", wrong, w.Code)
			}
		}
	})
}

// ★ Nothing may tell who it is about, nothing is passed over, and a request whose talk is not right is not left
// behind as a draft.
func TestWhatCannotBeAsked(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		with := func(name string, value any) map[string]any {
			out := wanted(h.wall.now())
			out[name] = value
			return out
		}
		who := func(name string, value any) map[string]any { return with("subject", map[string]any{name: value}) }
		for i, c := range []struct {
			where string
			sent  map[string]any
		}{
			{"ServiceRequest.subject", who("reference", "Patient/1")},
			{"ServiceRequest.subject", who("identifier", map[string]any{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": "123456782"})},
			{"ServiceRequest.subject", who("display", "Mevrouw De Vries")},
			{"ServiceRequest.note", with("note", []any{map[string]any{"text": "Bel mevrouw op 0612345678, BSN 123456782."}})},
			{"ServiceRequest.encounter", with("encounter", map[string]any{"reference": "Encounter/1"})},
			{"ServiceRequest.reasonCode", with("reasonCode", []any{map[string]any{"text": "heupfractuur"}})},
			{"ServiceRequest.note", with("note", []any{map[string]any{"text": "Graag beneden.", "authorString": "J. de Vries"}})},
			{"ServiceRequest.requester", with("requester", map[string]any{"reference": "Organization/" + string(one.Organization)})},
			{"ServiceRequest.performer", with("performer", []any{map[string]any{"reference": "HealthcareService/" + string(one.Service)}})},
			{"ServiceRequest.status", with("status", "completed")},
			{"ServiceRequest.intent", with("intent", "plan")},
			{"ServiceRequest.priority", with("priority", "stat")},
			{"ServiceRequest.category", with("category", []any{sentCode("placement-ask", "anything")})},
			{"ServiceRequest.code", with("code", sentCode("capacity-kind", "anything"))},
			{"ServiceRequest.orderDetail", with("orderDetail", []any{sentCode("placement-urgency", "soon"), sentCode("placement-direction", "in"), concept("http://snomed.info/sct", "1")})},
			{"ServiceRequest.orderDetail", with("orderDetail", []any{sentCode("placement-urgency", "soon")})},
			{"ServiceRequest.locationReference", with("locationReference", []any{map[string]any{"reference": "Location/1"}})},
			{"ServiceRequest.quantityQuantity", with("quantityQuantity", map[string]any{"value": 1.5})},
			{"ServiceRequest.occurrencePeriod", with("occurrencePeriod", map[string]any{"end": "2026-03-05"})},
			{"ServiceRequest.extension", with("extension", []any{map[string]any{"url": "http://elders.example/x", "valueString": "y"}})},
			{"ServiceRequest.extension", with("extension", []any{talk(talkedAt(h.wall.now().AddDate(0, -3, 0)), talkedWith("person"))})},
			{"ServiceRequest.extension", with("extension", []any{talk(talkedAt(h.wall.now()))})},
			{"ServiceRequest.extension", with("extension", []any{})},
			{"ServiceRequest.extension", with("status", "draft")},
		} {
			w := h.post(t, askerProgram, "ServiceRequest", c.sent)
			if w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%d %s: %d %s", i, c.where, w.Code, w.Body)
				continue
			}
			if o := wants[r4.OperationOutcome](t, w, http.StatusUnprocessableEntity); !slices.Equal(o.Issue[0].Expression, r4.Strings{c.where}) || strings.Contains(w.Body.String(), "Vries") || strings.Contains(w.Body.String(), "123456782") {
				t.Errorf("%d, want %s: %s", i, c.where, w.Body)
			}
		}
		if all, err := h.Own(t.Context(), askerProgram, placement.Window{Limit: 50}); err != nil || len(all.Items) != 0 {
			t.Errorf("%d requests were left behind, %v", len(all.Items), err)
		}

		q := wants[r4.ServiceRequest](t, h.post(t, askerProgram, "ServiceRequest", wanted(h.wall.now())), http.StatusCreated)
		owner := func(more map[string]any) map[string]any {
			out := question(q.ID, map[string]any{"owner": map[string]any{"reference": "Organization/" + string(one.Organization)}})
			maps.Copy(out, more)
			return out
		}
		for i, c := range []struct {
			where string
			sent  map[string]any
		}{
			{"Task.for", owner(map[string]any{"for": map[string]any{"identifier": map[string]any{"value": "123456782"}}})},
			{"Task.status", owner(map[string]any{"status": "accepted"})},
			{"Task.basedOn", owner(map[string]any{"basedOn": []any{}})},
			{"Task.basedOn", owner(map[string]any{"basedOn": []any{map[string]any{"reference": "ServiceRequest/x"}}})},
			{"Task.owner", question(q.ID, nil)},
			{"Task.owner", owner(map[string]any{"owner": map[string]any{"reference": "Organization/" + string(placementtest.DeskOrg)}})},
			{"Task.description", owner(map[string]any{"description": "Mevrouw De Vries"})},
			{"Task.focus", owner(map[string]any{"focus": map[string]any{"reference": "ServiceRequest/another"}})},
			{"Task.requester", owner(map[string]any{"requester": map[string]any{"reference": "Organization/" + string(one.Organization)}})},
		} {
			w := h.post(t, askerProgram, "Task", c.sent)
			if o := wants[r4.OperationOutcome](t, w, http.StatusUnprocessableEntity); !slices.Equal(o.Issue[0].Expression, r4.Strings{c.where}) || strings.Contains(w.Body.String(), "Vries") {
				t.Errorf("%d, want %s: %s", i, c.where, w.Body)
			}
		}
		if w := h.post(t, askerProgram, "Task", question("01a204c9-513c-7718-ac1a-8b456f582142", map[string]any{"owner": owner(nil)["owner"]})); w.Code != http.StatusNotFound {
			t.Errorf("a request that is not there: %d", w.Code)
		}
		for name, c := range map[string]struct {
			as            access.Actor
			request, task int
		}{
			"program of a provider": {provider(one), http.StatusForbidden, http.StatusForbidden},
			"another asker":         {program(placementtest.Stranger, "placement:ask"), http.StatusCreated, http.StatusForbidden},
			"program without scope": {program(placementtest.Asker, "directory:write"), http.StatusForbidden, http.StatusForbidden},
			"nurse of the asker":    {placementtest.Asker, http.StatusCreated, http.StatusCreated},
			"nobody":                {access.Anonymous(""), http.StatusUnauthorized, http.StatusUnauthorized},
		} {
			if w := h.post(t, c.as, "ServiceRequest", wanted(h.wall.now())); w.Code != c.request {
				t.Errorf("%s asks: %d, want %d: %s", name, w.Code, c.request, w.Body)
			}
			if w := h.post(t, c.as, "Task", owner(nil)); w.Code != c.task {
				t.Errorf("%s asks a provider: %d, want %d: %s", name, w.Code, c.task, w.Body)
			}
		}
	})
}
