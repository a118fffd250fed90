package param

import (
	"bytes"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
)

// sound holds what every value and bound must be: text that both databases take in a key.
func sound(t *testing.T, value string) {
	t.Helper()
	if len(value) > 2600 || strings.ContainsAny(value, "\x00") || strings.ToValidUTF8(value, "") != value {
		t.Fatalf("%d bytes that are no key: %.100q", len(value), value)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"name=a&_count=5&_sort=-name", "location.near=52.09|5.12|5|km&active:not=true", "identifier=http://x|1,|2,3,y|", "_lastUpdated=ge2026&_include=HealthcareService:location",
		"name:exact=%00%FF&organization:Organization=x", `service-type=a\,b\|c|d`, "_cursor=AQAA&_elements=name,active", "organization.name:contains=%F4%8F%BF%BF",
	} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, query string, strict bool) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		for i := range Types {
			q, err := Parse(&Types[i], values, Options{Strict: strict, Base: "https://a.example/fhir", Now: time.Unix(1_790_000_000, 0)})
			if err != nil {
				if fault.KindOf(err) != fault.Invalid {
					t.Fatal(err)
				}
				continue
			}
			if q.Count < 1 || q.Count > MaxCount {
				t.Fatalf("a page of %d", q.Count)
			}
			for _, c := range q.All {
				if c.Of != nil {
					c = *c.Of
				}
				if len(c.Any) == 0 {
					t.Fatalf("%s asks nothing", c.Name)
				}
				for _, m := range c.Any {
					sound(t, m.From)
					sound(t, m.To)
					m.Holds(m.From)
				}
			}
		}
	})
}

func FuzzExtract(f *testing.F) {
	f.Add([]byte(`{"name":"a","identifier":[{"system":"s","value":"v"}],"type":[{"coding":[{"code":"c"}]}],"position":{"latitude":1,"longitude":2},"period":{"start":"2026"},"partOf":{"reference":"Organization/1"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for i := range Types {
			kept := bytes.Clone(body)
			rows, err := Extract(Types[i].Name, body)
			if err != nil {
				continue
			}
			if !bytes.Equal(kept, body) {
				t.Fatal("the resource was changed")
			}
			for _, r := range rows {
				sound(t, r.Value)
				// What is found for one parameter must be what reading it alone finds.
				for j := range Types[i].Params {
					if p := &Types[i].Params[j]; p.key == r.Param && p.Kind != Special {
						c := Condition{Key: p.key, Any: []Match{{From: r.Value}}}
						if holds, err := c.HoldsIn(&Types[i], body); !holds || err != nil {
							t.Fatalf("%s: %q does not hold: %v", r.Param, r.Value, err)
						}
					}
				}
			}
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add("AQ", int64(5), "a")
	f.Fuzz(func(t *testing.T, s string, key int64, value string) {
		question := [8]byte{1, 2, 3}
		readCursor(s, question)
		if len(value) > 1000 {
			return
		}
		p, ok := readCursor(writeCursor(Position{Key: key, Value: value}, question), question)
		if !ok || p.Key != key || p.Value != value {
			t.Fatalf("%v %v", p, ok)
		}
	})
}

func FuzzNear(f *testing.F) {
	f.Add("52.09|5.12|5|km", 52.1, 5.2)
	f.Add("89.9|179|400|km", 89.0, -179.0)
	f.Add("0|179.99|20000|m", 0.0, -179.99)
	f.Fuzz(func(t *testing.T, s string, lat, lon float64) {
		n, ok := newNear(s)
		at := geo.Point{Lat: lat, Lon: lon}
		if !ok || at.Valid() != nil {
			return
		}
		value := place(at)
		sound(t, value)
		matches := n.matches()
		if len(matches) > mostBands {
			t.Fatalf("%d ranges", len(matches))
		}
		found := false
		for _, m := range matches {
			found = found || m.Holds(value)
		}
		away := geo.DistanceM(n.At, at)
		if math.Abs(away-n.Meters) > 0.01 && found != (away < n.Meters) {
			t.Fatalf("%s: %v is %f m away, found %v", s, at, away, found)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"2026", "ge2026-02", "ap2026-11-22", "ne2026-11-22T10:00", "sa2026-11-22T10:00:00.123+02:00", "eb9999-12-31"} {
		f.Add(seed, int64(1_790_000_000_000_000))
	}
	f.Fuzz(func(t *testing.T, s string, micros int64) {
		span, ok := newSpan(s, time.Unix(1_790_000_000, 0))
		if !ok {
			return
		}
		if span.last.Before(span.first) {
			t.Fatalf("%s ends before it begins", s)
		}
		at := time.UnixMicro(micros).UTC()
		if at.Year() < 1 || at.Year() > 9999 || span.first.UTC().Year() < 1 || span.last.UTC().Year() > 9999 {
			return
		}
		// A moment is a period without length: both ways of asking must say the same.
		first, last, outside := span.Moments()
		inside := (first.IsZero() || !at.Before(first)) && (last.IsZero() || !at.After(last))
		m := span.match()
		if m.Holds(period(at, at)) != (inside != outside) {
			t.Fatalf("%s and %s: %v", s, at, inside)
		}
	})
}
