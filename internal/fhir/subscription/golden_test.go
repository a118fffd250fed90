package subscription_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the examples in testdata anew")

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// golden compares what is sent with what is kept; ids that are made anew each time by their order, in the form
// of ids.
func golden(t *testing.T, name string, body []byte) {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, body, "", "  "); err != nil {
		t.Fatal(err)
	}
	var seen []string
	got := anyID.ReplaceAllStringFunc(out.String(), func(id string) string {
		if !slices.Contains(seen, id) {
			seen = append(seen, id)
		}
		return "00000000-0000-4000-8000-00000000000" + strconv.Itoa(slices.Index(seen, id))
	})
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(want)) != strings.TrimSpace(got) {
		t.Errorf("%s is now\n%s", name, got)
	}
}

// What is sent is as it is kept in testdata, where other people's tools judge it.
func TestExamples(t *testing.T) {
	t.Parallel()
	at := &atomic.Int64{}
	at.Store(monday.UnixMicro())
	h := build(t, storetest.SQLite(t, func() time.Time { return time.UnixMicro(at.Load()).UTC() }), at)
	one := h.Offer(t, "een", 5, 5)
	there, who := newReceiver(t), h.asker(t)
	w := extended(extended(wish(topicTasks, there.URL, "Task?owner=Organization/"+string(one.Organization)), "backport-heartbeat-period", "valueUnsignedInt", 3600), "backport-max-count", "valuePositiveInt", 20)
	w["end"] = "2026-12-31T23:00:00Z"
	s := h.subscribe(t, who, w)
	address := func(body []byte) []byte {
		return bytes.ReplaceAll(body, []byte(there.URL), []byte("https://ontvanger.example/seintje"))
	}
	show := func(name, path string) {
		t.Helper()
		got := h.send(t, who, http.MethodGet, path, "")
		if got.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", name, got.Code, got.Body)
		}
		golden(t, name, address(got.Body.Bytes()))
	}
	show("subscription", "Subscription/"+s.ID)
	sent := func(name string) {
		t.Helper()
		h.settle(t)
		for _, m := range there.got() {
			body, err := r4.Marshal(&m.bundle)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, body)
		}
	}
	sent("handshake")
	h.pass(time.Minute)
	q := h.asked(t, one)
	h.answers(t, q, one, placement.Answer{Yes: true})
	sent("event-notification")
	h.pass(2 * time.Hour)
	sent("heartbeat")
	show("query-event", "Subscription/"+s.ID+"/$events?eventsSinceNumber=2")
	there.down.Store(true)
	if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(q, one)); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		h.settle(t)
		h.pass(time.Hour)
	}
	show("query-status", "Subscription/"+s.ID+"/$status")
	capability := h.service.Capabilities()
	body, err := json.Marshal(&capability)
	if err != nil || !bytes.Contains(body, []byte(topicTasks)) || !bytes.Contains(body, []byte(topicDirectory)) {
		t.Errorf("the CapabilityStatement names no topics: %s", body)
	}
}

// FuzzFilter: any text is refused or is a filter in one form, which reads back the same.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{"Task?owner=Organization/1", "Task?requester=a,b&based-on=ServiceRequest/x", "?_type=Location,Organization", "Location?", "Task?owner=%2c", "Task?", "?_type=", "?"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, topic := range []subscription.Topic{subscription.TaskChanged, subscription.DirectoryChanged} {
			kept, err := subscription.ParseFilter(topic, base, []string{text})
			if err != nil {
				continue
			}
			again, err := subscription.ParseFilter(topic, "", kept)
			if err != nil || !slices.Equal(kept, again) || len(kept) == 0 || strings.ContainsAny(strings.Join(kept, ""), "\n\r") {
				t.Errorf("%q is kept as %q, which is read as %q: %v", text, kept, again, err)
			}
		}
	})
}
