package work_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

var update = flag.Bool("update", false, "write the examples in testdata anew")

var (
	anyID  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	taskID = regexp.MustCompile(`[qb][0-9a-v]{62}`)
	digest = regexp.MustCompile(`("versionId": )"[0-9a-f]{16}"`)
)

// golden compares an answer with what is kept; ids that are made anew each time by their order.
func golden(t *testing.T, name string, body []byte) {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, body, "", "  "); err != nil {
		t.Fatal(err)
	}
	text := digest.ReplaceAll(out.Bytes(), []byte(`$1"version"`))
	for _, form := range []*regexp.Regexp{anyID, taskID} {
		var seen []string
		text = form.ReplaceAllFunc(text, func(id []byte) []byte {
			if !slices.Contains(seen, string(id)) {
				seen = append(seen, string(id))
			}
			if form == taskID {
				return []byte("task-" + string(rune('0'+slices.Index(seen, string(id)))))
			}
			return []byte("id-" + string(rune('0'+slices.Index(seen, string(id)))))
		})
	}
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.TrimSpace(want), bytes.TrimSpace(text)) {
		t.Errorf("%s is now\n%s", name, text)
	}
}

// What is sent is as it is kept in testdata, and has what R4 asks of each resource.
func TestExamples(t *testing.T) {
	t.Parallel()
	w := newWall()
	h := build(t, sqlite(t, w), w)
	one, two := h.Offer(t, "een", 2, 5), h.Offer(t, "twee", 2, 5)
	draft := placementtest.Draft(placement.Soon)
	draft.Languages, draft.Note, draft.Places, draft.StartBy = []string{"nl", "ar"}, "Graag een kamer beneden.", 2, monday.AddDate(0, 0, 3)
	draft.Needs, draft.Insurer, draft.MaxKilometres = map[string]string{"walking": "aid"}, "zilver-kruis", 30
	q, err := h.Draft(t.Context(), placementtest.Asker, draft)
	if err != nil {
		t.Fatal(err)
	}
	show := func(name string, who access.Actor, path string) {
		t.Helper()
		got := h.send(t, who, http.MethodGet, path, "")
		if got.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", name, got.Code, got.Body)
		}
		sound(t, name, got.Body.Bytes())
		golden(t, name, got.Body.Bytes())
	}
	request := "ServiceRequest/" + string(q.ID)
	show("request-draft", askerProgram, request)
	if _, err := h.Open(t.Context(), placementtest.Asker, q.ID, placementtest.Consent(placement.Soon, monday)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Invite(t.Context(), placementtest.Asker, q.ID, ids(one, two)); err != nil {
		t.Fatal(err)
	}
	var mine string
	for _, task := range h.find(t, provider(one), "") {
		mine = task.ID
	}
	show("request-asker", askerProgram, request)
	show("request-provider", provider(one), request)
	show("task-requested", provider(one), "Task/"+mine)
	w.add(time.Minute)
	h.put(t, provider(one), mine, "accepted", "")
	show("task-offered", askerProgram, "Task/"+mine)
	for _, task := range h.find(t, provider(two), "") {
		h.put(t, provider(two), task.ID, "rejected", "no-contract")
		show("task-rejected", askerProgram, "Task/"+task.ID)
	}
	w.add(8 * 24 * time.Hour)
	if _, err := h.Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, task := range h.find(t, askerProgram, "status=in-progress") {
		show("task-bridging", askerProgram, "Task/"+task.ID)
	}
	if _, err := h.Invite(t.Context(), placementtest.Asker, q.ID, ids(two)); err != nil {
		t.Fatal(err)
	}
	again := h.find(t, provider(two), "status=requested")
	if _, err := h.Withdraw(t.Context(), placementtest.Asker, q.ID, "own-solution"); err != nil {
		t.Fatal(err)
	}
	show("request-revoked", askerProgram, request)
	for _, task := range again {
		show("task-cancelled", askerProgram, "Task/"+task.ID)
	}

	refused := h.put(t, provider(one), mine, "completed", "helped")
	sound(t, "outcome", refused.Body.Bytes())
	golden(t, "outcome", refused.Body.Bytes())
	systems, err := h.face.Definitions(t.Context())
	if err != nil || len(systems) == 0 {
		t.Fatal(err)
	}
	structures, err := h.face.Structures()
	if err != nil || len(structures) != 5 {
		t.Fatal(len(structures), err)
	}
	described := r4.Bundle{Type: "collection"}
	for _, body := range structures {
		sound(t, "structure", body)
		var own r4.StructureDefinition
		if err := json.Unmarshal(body, &own); err != nil {
			t.Fatal(err)
		}
		described.Entry = append(described.Entry, r4.BundleEntry{FullURL: own.URL, Resource: body})
	}
	body, err := r4.Marshal(&described)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "structures", body)
	all := r4.Bundle{Type: "collection"}
	for _, body := range systems {
		var own r4.CodeSystem
		if err := json.Unmarshal(body, &own); err != nil {
			t.Fatal(err)
		}
		all.Entry = append(all.Entry, r4.BundleEntry{FullURL: own.URL, Resource: body})
	}
	body, err = r4.Marshal(&all)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "codesystems", body)
}

// codes are the values that R4 requires of some elements.
var codes = map[string][]string{
	"Task.status": {"draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed", "completed", "entered-in-error"},
	"Task.intent": {"unknown", "proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"}, "Task.priority": {"routine", "urgent", "asap", "stat"},
	"ServiceRequest.status": {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"},
	"ServiceRequest.intent": {"proposal", "plan", "directive", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"}, "ServiceRequest.priority": {"routine", "urgent", "asap", "stat"},
}

// sound checks what R4 asks, also that no element is there that the types do not know.
func sound(t *testing.T, name string, body []byte) {
	t.Helper()
	of, err := r4.Unmarshal(body)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	again, err := r4.Marshal(of)
	if err != nil || !bytes.Equal(again, body) {
		t.Errorf("%s is another one when it is read: %s", name, again)
	}
	within := func(where, value string) {
		if !slices.Contains(codes[where], value) {
			t.Errorf("%s: %s is %q", name, where, value)
		}
	}
	switch r := of.(type) {
	case *r4.Task:
		within("Task.status", r.Status)
		within("Task.intent", r.Intent)
		within("Task.priority", r.Priority)
		if r.Restriction != nil && r.Focus == nil {
			t.Errorf("%s: a restriction goes with a focus", name)
		}
		for _, in := range r.Input {
			if in.Type == nil || in.ValueReference == nil && in.ValueCodeableConcept == nil {
				t.Errorf("%s: an input has a type and a value", name)
			}
		}
	case *r4.ServiceRequest:
		within("ServiceRequest.status", r.Status)
		within("ServiceRequest.intent", r.Intent)
		within("ServiceRequest.priority", r.Priority)
		if r.Subject == nil || len(r.OrderDetail) > 0 && r.Code == nil {
			t.Errorf("%s: subject is required, and orderDetail goes with a code", name)
		}
	}
}
