package work

import (
	"net/url"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// A Task's id says what it was made of, and no other text does.
func TestTaskIDs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]byte{ofQuestion, ofBridging}).Draw(t, "kind")
		owner := network.OrganizationID(rapid.String().Draw(t, "owner"))
		made := nameTask(kind, id.From[placement.RequestID](rapid.String().Draw(t, "request")), id.New[string](), owner)
		if got, ok := parseTask(made.String()); !ok || got != made || !isID(made.String()) {
			t.Fatalf("%s became %+v", made, got)
		}
		b := []byte(made.String())
		b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		if got, ok := parseTask(string(b)); ok && got.String() != string(b) {
			t.Fatalf("%q is read as %s", b, got)
		}
	})
	for _, text := range []string{"", "q", "x" + string(make([]byte, 62))} {
		if _, ok := parseTask(text); ok {
			t.Errorf("%q is no id", text)
		}
	}
}

// Every status that can be put has one row for each side, and an end can be left by nobody.
func TestMovesAreOnce(t *testing.T) {
	t.Parallel()
	seen := map[move]bool{}
	for _, m := range moves {
		key := move{from: m.from, to: m.to, provider: m.provider}
		if seen[key] {
			t.Errorf("%+v stands twice", key)
		}
		seen[key] = true
		for _, end := range []string{refused, timedOut, withdrawn, lost, done, bridging, bridged} {
			if m.from == end {
				t.Errorf("%+v leaves an end", m)
			}
		}
		if _, known := placement.MoveOf(m.act); !known {
			t.Errorf("%s is no act of a request", m.act)
		}
	}
}

// Dates compare as R4 has it.
func TestSpans(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 23, 30, 0, 123e6, time.UTC) // half past midnight in the Netherlands
	for text, want := range map[string]bool{
		"2026": true, "2026-03": true, "2026-03-03": true, "2026-03-02": false, "ne2026-03-03": false, "ge2026-03-03": true, "gt2026-03-03": false, "sa2026-03-02": true,
		"lt2026-03-03": false, "le2026-03-03": true, "eb2026-03-04": true, "2026-03-02T23:30:00Z": true, "2026-03-02T23:30:00.123Z": true, "gt2026-03-02T23:30:00.123Z": false,
		"2026-03-03T00:30:00+01:00": true, "lt2026-03-02T23:30:00.124Z": true,
	} {
		if s, ok := parseSpan(text); !ok || s.holds(at) != want {
			t.Errorf("%s: %v, want %v", text, !want, want)
		}
	}
	for _, text := range []string{"", "ge", "today", "2026-02-30", "9999-12-31", "0000", "2026-03-02T25:00:00Z"} {
		if _, ok := parseSpan(text); ok {
			t.Errorf("%q is read", text)
		}
	}
}

// What is read of a query is written in its links as it can be read again.
func FuzzQuery(f *testing.F) {
	f.Add("status=requested,accepted&owner=Organization/x&_count=3&_lastUpdated=ge2026-01-01", false)
	f.Add("_page="+place{'o', "1.2", "q"}.String()+"&colour=red&based-on=a|b", true)
	f.Fuzz(func(t *testing.T, text string, strict bool) {
		values, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		q, err := parseQuery("Task", "https://x.example/fhir", values, strict)
		if err != nil {
			return
		}
		again, err := parseQuery("Task", "https://x.example/fhir", q.said, true)
		if err != nil || again.said.Encode() != q.said.Encode() || again.count != q.count {
			t.Errorf("%q is written as %q: %v", text, q.said.Encode(), err)
		}
	})
}
