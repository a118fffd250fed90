package param_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/param"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func find(t testing.TB, name string) *param.Type {
	t.Helper()
	typ, ok := param.Find(name)
	if !ok {
		t.Fatalf("no type %s", name)
	}
	return typ
}

// TestTable holds the table against itself: what it names must be there.
func TestTable(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	for i := range param.Types {
		typ := &param.Types[i]
		for _, inc := range slices.Concat(typ.Include, typ.RevInclude) {
			kind, name, _ := strings.Cut(inc, ":")
			from, ok := param.Find(kind)
			if !ok {
				t.Errorf("%s: %s names no type", typ.Name, inc)
				continue
			}
			p, ok := from.Param(name)
			if !ok || p.Kind != param.Reference {
				t.Errorf("%s: %s names no reference", typ.Name, inc)
			} else if slices.Contains(typ.RevInclude, inc) && !slices.Contains(p.Targets, typ.Name) {
				t.Errorf("%s: %s never names this type", typ.Name, inc)
			} else if slices.Contains(typ.Include, inc) && kind != typ.Name {
				t.Errorf("%s: %s begins at another type", typ.Name, inc)
			}
		}
		for j := range typ.Params {
			p := &typ.Params[j]
			if keys[p.Key()] || p.Key() == "" || p.Doc == "" || len(p.At) == 0 {
				t.Errorf("%s.%s has a key of another, or lacks something", typ.Name, p.Name)
			}
			keys[p.Key()] = true
			if (p.Kind == param.Reference) != (len(p.Targets) > 0) {
				t.Errorf("%s.%s: a reference has targets, and nothing else has", typ.Name, p.Name)
			}
		}
	}
}

func TestExtract(t *testing.T) {
	t.Parallel()
	rows, err := param.Extract("Location", []byte(`{"resourceType":"Location","id":"1","name":"Hôpital  Ünal","alias":["De Linde"],"status":"active",
		"identifier":[{"system":"http://x","value":"Ab"},{"value":""}],"type":[{"coding":[{"code":"HOSP","system":"s"},{"display":"only"}],"text":"t"}],
		"managingOrganization":{"reference":"Organization/o1/_history/3"},"partOf":{"reference":"#inside"},"position":{"latitude":52.09,"longitude":5.12},"address":{"city":"Utrecht"}}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, r.Param+"="+strings.ReplaceAll(r.Value, "\x1f", "␟"))
	}
	want := []string{
		"loc=", "loc.^name=hopital unal", "loc.address-city=utrecht␟Utrecht", "loc.identifier=ab␟http://x", "loc.name=de linde␟De Linde",
		"loc.name=hopital unal␟Hôpital  Ünal", "loc.near=71041851200␟52.09,5.12", "loc.organization=Organization/o1", "loc.status=active␟http://hl7.org/fhir/location-status", "loc.type=hosp␟s",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if rows, err := param.Extract("Patient", []byte(`{}`)); rows != nil || err != nil {
		t.Errorf("a type that is not served: %v, %v", rows, err)
	}
	for _, bad := range []string{``, `[]`, `{"name":`, `"x"`, `{"name":"a"}b`, `{} {}`} {
		if _, err := param.Extract("Location", []byte(bad)); err == nil {
			t.Errorf("%q is taken for a resource", bad)
		}
	}
	// What is not as the standard has it gives no row, and no error either.
	rows, err = param.Extract("Location", []byte(`{"name":7,"alias":{"a":[]},"status":{"coding":"x"},"identifier":"","position":{"latitude":952,"longitude":"5"},"managingOrganization":[3,null,{"reference":true}]}`))
	if err != nil || len(rows) != 2 {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for period, want := range map[string]string{
		`{"start":"2026"}`:                           "2025-12-31T23:00:00.000000␟9999-12-31T23:59:59.999999", // Dutch time
		`{"end":"2026-06-01"}`:                       "0001-01-01T00:00:00.000000␟2026-06-01T21:59:59.999999",
		`{"start":"2026-06-01T10:00:00.5Z"}`:         "2026-06-01T10:00:00.500000␟9999-12-31T23:59:59.999999",
		`{"start":"2027-01-01","end":"2026-01-01"}`:  "",
		`{"start":"soon","end":"2026-01-01"}`:        "",
		`{}`:                                         "",
		`{"start":"2026-13"}`:                        "",
		`{"start":"9999-12-31","end":"9999-12-31"}`:  "9999-12-30T23:00:00.000000␟9999-12-31T22:59:59.999999",
		`{"start":"0001-01-01","end":"0001"}`:        "0001-01-01T00:00:00.000000␟0001-12-31T23:40:27.999999",
		`{"start":"2026-01-01T00:00:00+14:00"}`:      "2025-12-31T10:00:00.000000␟9999-12-31T23:59:59.999999",
		`{"start":"2026-01-01T00:00:00.123456789Z"}`: "2026-01-01T00:00:00.123456␟9999-12-31T23:59:59.999999",
	} {
		rows, err := param.Extract("OrganizationAffiliation", []byte(`{"period":`+period+`}`))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, r := range rows {
			if r.Param == "aff.date" {
				got = strings.ReplaceAll(r.Value, "\x1f", "␟")
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", period, got, want)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for query, names := range map[string]string{
		"name:not=a":                  "name:not",
		"active:exact=true":           "active:exact",
		"active:missing=maybe":        "active:missing",
		"identifier=a|b|c":            "identifier",
		"identifier=|":                "identifier",
		"name=--":                     "name",
		"location.near=52|5|501|km":   "location.near",
		"location.near=91|5":          "location.near",
		"location.near=52":            "location.near",
		"location.near=52|5|1|mile":   "location.near",
		"location.near=52|5|-1|km":    "location.near",
		"organization.partof.name=a":  "organization.partof.name",
		"organization:Patient=1":      "organization:Patient",
		"location:Location.name:up=1": "location:Location.name:up",
		"_lastUpdated=2026-02-30":     "_lastUpdated",
		"_lastUpdated:missing=true":   "_lastUpdated:missing",
		"_id=,":                       "",
		"_count=-1":                   "_count",
		"_count=a":                    "_count",
		"_sort=colour":                "_sort",
		"_sort=name,_id":              "_sort",
		"_summary=all":                "_summary",
		"_elements=a b":               "_elements",
		"_total=some":                 "_total",
		"_cursor=x":                   "_cursor",
		"_include=HealthcareService:organization:Location": "_include",
		"_count=x&_sort=y&name:z=1":                        "_count _sort name:z",
		"a=" + strings.Repeat("x", 9000):                   "query",
		strings.Repeat("_id=1&", 40):                       "query",
		"_id=" + strings.Repeat("1,", 101):                 "_id",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = param.Parse(find(t, "HealthcareService"), values, param.Options{Now: now})
		var got []string
		if e, ok := errors.AsType[*fault.Error](err); ok {
			for _, f := range e.Fields {
				got = append(got, f.Name)
				if f.NL == "" || f.EN == "" {
					t.Errorf("%s: no words in one of the languages", query)
				}
			}
		}
		if strings.Join(got, " ") != names {
			t.Errorf("%.60s: names %q, want %q", query, got, names)
		}
	}
}

func TestHandling(t *testing.T) {
	t.Parallel()
	values := url.Values{"name": {"a", ""}, "colour": {"red"}, "<script>": {"x"}, "organization.colour": {"x"}, "_include": {"Organization:endpoint"}}
	q, err := param.Parse(find(t, "HealthcareService"), values, param.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	var passed []string
	for _, i := range q.Ignored {
		passed = append(passed, i.Name)
	}
	if want := []string{"query", "_include", "colour", "name", "organization.colour"}; !slices.Equal(passed, want) {
		t.Errorf("passed over %q, want %q", passed, want)
	}
	if len(q.All) != 1 || q.Count != param.UsualCount {
		t.Errorf("what is left: %+v", q)
	}
	if _, err := param.Parse(find(t, "HealthcareService"), values, param.Options{Strict: true, Now: now}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("strict: %v", err)
	}
}

func TestCursorBelongsToItsQuestion(t *testing.T) {
	t.Parallel()
	typ := find(t, "Organization")
	ask := func(kind *param.Type, values url.Values) (*param.Query, error) {
		return param.Parse(kind, values, param.Options{Now: now})
	}
	q, err := ask(typ, url.Values{"name": {"a"}, "_count": {"5"}})
	if err != nil {
		t.Fatal(err)
	}
	at := param.Position{Value: "é\x1fz", Key: -7}
	cursor := q.Next(at)
	same, err := ask(typ, url.Values{"name": {"a"}, "_count": {"9"}, "_elements": {"name"}, "_cursor": {cursor}})
	if err != nil || *same.After != at {
		t.Fatalf("%+v, %v", same, err)
	}
	for name, other := range map[string]url.Values{
		"another value": {"name": {"b"}},
		"another sort":  {"name": {"a"}, "_sort": {"name"}},
		"one more":      {"name": {"a"}, "active": {"true"}},
	} {
		other.Set("_cursor", cursor)
		if _, err := ask(typ, other); err == nil {
			t.Errorf("%s: the cursor is taken", name)
		}
	}
	if _, err := ask(find(t, "Location"), url.Values{"name": {"a"}, "_cursor": {cursor}}); err == nil {
		t.Error("another type: the cursor is taken")
	}
	for i := range cursor {
		changed := cursor[:i] + string(cursor[i]^1) + cursor[i+1:]
		if _, err := ask(typ, url.Values{"name": {"a"}, "_cursor": {changed}}); err == nil {
			t.Errorf("changed at %d: the cursor is taken", i)
		}
	}
}
