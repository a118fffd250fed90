package notified

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/fhir/r4"
)

var update = flag.Bool("update", false, "write the examples in testdata anew")

var example = message{
	ID: "6128cfe7-0e89-4d37-ba90-e4ca3b3fcbbe", Thread: "484639e6-e647-464c-8722-6e8a73cda4e0", Status: requested, Requester: "00000011", Owner: "00000022",
	Task: "https://eerstelijn.example/fhir/Task/q1", Request: "https://eerstelijn.example/fhir/ServiceRequest/0190a1b2-0000-7000-8000-000000000001",
	Ticket: "NjEyOGNmZTc6Z2VoZWlt", At: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), Until: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC),
}

// What is sent is as it is kept in testdata, where an independent validator reads what is R4 (see conformance).
func TestWhatIsSent(t *testing.T) {
	t.Parallel()
	off := example
	off.Status = cancelled
	for name, c := range map[string]struct {
		m    message
		form string
	}{"testdata/notification-requested": {example, formR4}, "testdata/notification-cancelled": {off, formR4}, "testdata-stu3/notification-requested": {example, formSTU3}} {
		body, err := c.m.write(c.form)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(body, []byte(`"for"`)) || bytes.Contains(body, []byte("bsn")) {
			t.Errorf("%s tells whom it is about: %s", name, body)
		}
		var text bytes.Buffer
		if err := json.Indent(&text, body, "", "  "); err != nil {
			t.Fatal(err)
		}
		path := filepath.FromSlash(name + ".json")
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, append(text.Bytes(), '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(bytes.TrimSpace(want), text.Bytes()) {
			t.Errorf("%s is now\n%s", name, text.String())
		}
		if _, err := r4.Unmarshal(body); c.form == formR4 && err != nil {
			t.Errorf("%s as R4: %v", name, err)
		}
	}
}

// Whatever is sent can be taken, in either version of FHIR.
func TestWhatIsSentCanBeTaken(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := example
		uuid := rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}`)
		m.ID, m.Thread = uuid.Draw(t, "id"), uuid.Draw(t, "thread")
		m.Requester, m.Owner = rapid.StringMatching(`[0-9]{8}`).Draw(t, "requester"), rapid.StringMatching(`[0-9]{8}`).Draw(t, "owner")
		m.Ticket = rapid.StringMatching(`[A-Za-z0-9+/]{4,100}={0,2}`).Draw(t, "ticket")
		m.Until = m.At.Add(time.Duration(rapid.IntRange(1, 90*24*3600).Draw(t, "seconds")) * time.Second)
		body, err := m.write(rapid.SampledFrom([]string{formR4, formSTU3}).Draw(t, "form"))
		if err != nil {
			t.Fatal(err)
		}
		n, err := parse(body, m.At)
		want := Notification{Identifier: uris + "|urn:uuid:" + m.ID, Thread: uris + "|urn:uuid:" + m.Thread, Status: requested, Requester: m.Requester, Owner: m.Owner,
			Task: m.Task, Request: m.Request, Ticket: m.Ticket, Until: m.Until}
		if err != nil || n != want {
			t.Errorf("%+v, %v", n, err)
		}
	})
}

// What comes in is read or refused, and nothing of whom it is about is ever held.
func FuzzParse(f *testing.F) {
	for _, form := range []string{formR4, formSTU3} {
		body, err := example.write(form)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte(`{"resourceType":"Task","status":"cancelled","identifier":[{"value":"x"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := parse(body, example.At)
		if err != nil {
			return
		}
		if n.Identifier == "" || n.Status == requested && (n.Owner == "" || n.Requester == "" || n.Task == "" || !n.Until.After(example.At)) {
			t.Errorf("%q gives %+v", body, n)
		}
		for _, text := range []string{n.Identifier, n.Thread, n.Task, n.Request, n.Ticket} {
			if len(text) > mostLong || strings.ContainsAny(text, "\x00\n ") {
				t.Errorf("%q gives %q", body, text)
			}
		}
	})
}

// What another system says is shown as one line of text, and never a bare code.
func TestWordsOfOthers(t *testing.T) {
	t.Parallel()
	var s seen
	if err := s.read([]byte(`{"resourceType":"ServiceRequest","code":{"coding":[{"code":"x"},{"code":"y","display":" Kort\nverblijf\u0000 "}]},"category":{"text":"een"},"note":[{"text":"`+strings.Repeat("a", 2000)+`"}]}`), "ServiceRequest"); err != nil {
		t.Fatal(err)
	}
	c := content{request: s}
	facts := c.facts()
	if len(facts) != 3 || facts[0] != (Fact{Term: "Wat", Text: "Kort verblijf"}) || facts[1].Text != "een" || len([]rune(facts[2].Text)) != 1000 {
		t.Errorf("%+v", facts)
	}
	for _, body := range []string{`{"resourceType":"Patient"}`, `[]`, `{`, `{"resourceType":"ServiceRequest","category":3}`} {
		if err := new(seen).read([]byte(body), "ServiceRequest"); err == nil {
			t.Errorf("%s is read", body)
		}
	}
}
