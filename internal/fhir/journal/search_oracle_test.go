package journal_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// asks are the parameters of a kind, with the element that each is about.
var asks = map[string]map[string]string{
	"Organization":            {"name": "string name alias", "type": "token type", "active": "token active", "identifier": "token identifier", "partof": "reference partOf", "address-city": "city address"},
	"Location":                {"name": "string name alias", "status": "token status", "organization": "reference managingOrganization", "near": "near position"},
	"HealthcareService":       {"name": "string name", "active": "token active", "organization": "reference providedBy", "location": "reference location", "service-type": "token type", "specialty": "token specialty"},
	"OrganizationAffiliation": {"date": "date period", "identifier": "token identifier", "participating-organization": "reference participatingOrganization"},
}

var targets = map[string]string{"partof": "Organization", "organization": "Organization", "location": "Location", "participating-organization": "Organization"}

// question is one parameter, as it is sent and as the oracle reads it.
type question struct {
	name, modifier, chain string
	values                []string // one must match
}

func (q question) String() string {
	name := q.name
	if q.modifier != "" {
		name += ":" + q.modifier
	}
	if q.chain != "" {
		name = q.chain + "." + name
	}
	return url.QueryEscape(name) + "=" + url.QueryEscape(strings.Join(q.values, ","))
}

func escaped(s string) string {
	return strings.NewReplacer(`\`, `\\`, `|`, `\|`, `,`, `\,`, `$`, `\$`).Replace(s)
}

// drawQuestion makes a random parameter of a kind.
func drawQuestion(t *rapid.T, kind string, moments []time.Time, mayChain bool) question {
	var params []string
	for name := range asks[kind] {
		params = append(params, name)
	}
	params = append(params, "_id", "_lastUpdated")
	slices.Sort(params)
	q := question{name: rapid.SampledFrom(params).Draw(t, "param")}
	sort, _, _ := strings.Cut(asks[kind][q.name], " ")
	switch q.name {
	case "_id":
		q.values = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return id(kind, rapid.IntRange(0, town).Draw(t, "n")) }), 1, 12).Draw(t, "ids")
		return q
	case "_lastUpdated":
		moment := rapid.SampledFrom(moments).Draw(t, "moment").Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "off")) * time.Millisecond)
		q.values = []string{rapid.SampledFrom([]string{"", "ne", "gt", "lt", "ge", "le", "sa", "eb"}).Draw(t, "prefix") + moment.Format(journal.Instant)}
		return q
	}
	if target := targets[q.name]; target != "" && mayChain && rapid.Bool().Draw(t, "chain") {
		inner := drawQuestion(t, target, moments, false)
		inner.chain = q.name
		return inner
	}
	modifiers := map[string][]string{"token": {"", "", "", "not", "missing"}, "string": {"", "", "exact", "contains", "missing"}, "city": {"", "exact", "contains"}, "reference": {"", "", "missing"}, "date": {"", "", "missing"}, "near": {"", "", "missing"}}
	q.modifier = rapid.SampledFrom(modifiers[sort]).Draw(t, "modifier")
	if q.modifier == "missing" {
		q.values = []string{rapid.SampledFrom([]string{"true", "false"}).Draw(t, "missing")}
		return q
	}
	for range rapid.IntRange(1, 3).Draw(t, "values") {
		q.values = append(q.values, drawValue(t, sort, q.name))
	}
	return q
}

func drawValue(t *rapid.T, sort, name string) string {
	switch sort {
	case "token":
		switch name {
		case "active":
			return rapid.SampledFrom([]string{"true", "false"}).Draw(t, "bool")
		case "status":
			return rapid.SampledFrom([]string{"active", "http://hl7.org/fhir/location-status|suspended", "off"}).Draw(t, "status")
		case "identifier":
			return rapid.SampledFrom([]string{"", systemA + "|", escaped(systemB) + "|", "|"}).Draw(t, "system") + fmt.Sprint("x", rapid.IntRange(0, 25).Draw(t, "n"))
		}
		code := rapid.SampledFrom(codes).Draw(t, "code")
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 0:
			return code
		case 1:
			return "|" + code
		case 2:
			return rapid.SampledFrom([]string{systemA, escaped(systemB)}).Draw(t, "system") + "|"
		}
		return rapid.SampledFrom([]string{systemA, escaped(systemB)}).Draw(t, "system") + "|" + code
	case "string", "city":
		text := rapid.SampledFrom(slices.Concat(names, cities)).Draw(t, "text")
		runes := []rune(text)
		from := 0
		if rapid.Bool().Draw(t, "inside") {
			from = rapid.IntRange(0, len(runes)/2).Draw(t, "from")
		}
		part := string(runes[from:rapid.IntRange(from+2, len(runes)).Draw(t, "to")])
		if simple(part) == "" {
			part = text
		}
		return escaped(part)
	case "reference":
		id := id(targets[name], rapid.IntRange(0, town).Draw(t, "id"))
		return rapid.SampledFrom([]string{"", targets[name] + "/"}).Draw(t, "kind") + id
	case "date":
		return rapid.SampledFrom([]string{"", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"}).Draw(t, "prefix") +
			rapid.SampledFrom([]string{"2025", "2026", "2026-03", "2026-11-15", "2026-11-22T10:00:00Z", "2024-06-01T00:00"}).Draw(t, "date")
	}
	return fmt.Sprintf("%.3f|%.3f|%d|%s", 52+rapid.Float64Range(0, 1).Draw(t, "lat"), 5+rapid.Float64Range(0, 1).Draw(t, "lon"),
		rapid.IntRange(0, 120).Draw(t, "distance"), rapid.SampledFrom([]string{"km", "km", "m"}).Draw(t, "unit"))
}

// simple is what a name is looked up by, for the letters that these tests use.
func simple(s string) string {
	s = strings.NewReplacer("ü", "u", "Ü", "u", "æ", "ae", "Æ", "ae", "ø", "o").Replace(strings.ToLower(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }), " ")
}

// judge is the oracle: whether a question holds of a resource, by looking at the resource alone.
func (h *house) judge(d doc, q question) bool {
	kind := d["resourceType"].(string)
	if q.chain != "" {
		element := strings.Fields(asks[kind][q.chain])[1]
		for _, ref := range elements(d[element]) {
			target, there := h.now[keyOf(ref.(doc)["reference"].(string))]
			inner := q
			inner.chain = ""
			if there && h.judge(target, inner) {
				return true
			}
		}
		return false
	}
	switch q.name {
	case "_id":
		return slices.Contains(q.values, d["id"].(string))
	case "_lastUpdated":
		at := h.at[key(d)].Format(time.RFC3339Nano)
		return fitsDate(doc{"start": at, "end": at}, q.values[0])
	}
	about := strings.Fields(asks[kind][q.name])
	var found []any
	for _, element := range about[1:] {
		found = append(found, elements(d[element])...)
	}
	if q.modifier == "missing" {
		return (len(found) == 0) == (q.values[0] == "true")
	}
	holds := slices.ContainsFunc(found, func(element any) bool {
		return slices.ContainsFunc(q.values, func(value string) bool { return fits(about[0], element, q, value) })
	})
	return holds != (q.modifier == "not")
}

func keyOf(ref string) journal.Key {
	kind, id, _ := strings.Cut(ref, "/")
	return journal.Key{Type: kind, ID: id}
}

func elements(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	case doc:
		if len(v) == 0 {
			return nil
		}
	}
	return []any{v}
}

func fits(sort string, element any, q question, value string) bool {
	switch sort {
	case "token":
		return slices.ContainsFunc(codings(element, q.name), func(c [2]string) bool { return fitsToken(c, value) })
	case "city", "string":
		text, _ := element.(string)
		if sort == "city" {
			text = element.(doc)["city"].(string)
		}
		asked := strings.NewReplacer(`\\`, `\`, `\|`, `|`, `\,`, `,`).Replace(value)
		switch q.modifier {
		case "exact":
			return text == asked
		case "contains":
			return strings.Contains(simple(text), simple(asked))
		}
		return strings.HasPrefix(simple(text), simple(asked))
	case "reference":
		ref := element.(doc)["reference"].(string)
		return ref == value || strings.HasSuffix(ref, "/"+value)
	case "near":
		parts := strings.Split(value, "|")
		lat, _ := strconv.ParseFloat(parts[0], 64)
		lon, _ := strconv.ParseFloat(parts[1], 64)
		meters, _ := strconv.ParseFloat(parts[2], 64)
		if parts[3] == "km" {
			meters *= 1000
		}
		at := element.(doc)
		return geo.DistanceM(geo.Point{Lat: lat, Lon: lon}, geo.Point{Lat: at["latitude"].(float64), Lon: at["longitude"].(float64)}) <= meters
	}
	return fitsDate(element.(doc), value)
}

func codings(element any, name string) (all [][2]string) {
	switch v := element.(type) {
	case bool:
		return [][2]string{{"", fmt.Sprint(v)}}
	case string:
		return [][2]string{{"http://hl7.org/fhir/location-status", v}}
	case doc:
		text := func(d doc, name string) string { s, _ := d[name].(string); return s }
		if name == "identifier" {
			return [][2]string{{text(v, "system"), text(v, "value")}}
		}
		for _, c := range v["coding"].([]any) {
			all = append(all, [2]string{text(c.(doc), "system"), text(c.(doc), "code")})
		}
	}
	return all
}

func fitsToken(c [2]string, value string) bool {
	const bar = "\x00"
	system, code, both := strings.Cut(strings.ReplaceAll(value, `\|`, bar), "|")
	system, code = strings.ReplaceAll(system, bar, "|"), strings.ReplaceAll(code, bar, "|")
	switch {
	case !both:
		return strings.EqualFold(c[1], system)
	case code == "":
		return c[0] == system
	}
	return c[0] == system && strings.EqualFold(c[1], code)
}

// fitsDate compares as the standard says, on the times that the texts of these tests stand for.
func fitsDate(period doc, value string) bool {
	bounds := func(s string) (time.Time, time.Time) {
		for _, f := range []struct{ layout, step string }{{"2006", "y"}, {"2006-01", "m"}, {"2006-01-02", "d"}, {"2006-01-02T15:04", "min"}, {time.RFC3339, "s"}} {
			t, err := time.ParseInLocation(f.layout, s, clock.Amsterdam)
			if err != nil {
				continue
			}
			end := map[string]time.Time{"y": t.AddDate(1, 0, 0), "m": t.AddDate(0, 1, 0), "d": t.AddDate(0, 0, 1), "min": t.Add(time.Minute), "s": t.Add(time.Second)}[f.step]
			return t, end.Add(-1)
		}
		panic(s)
	}
	if f, step := time.RFC3339Nano, time.Millisecond; strings.Contains(value, ".") { // a moment of the journal: a whole millisecond
		base := bounds
		bounds = func(s string) (time.Time, time.Time) {
			if t, err := time.Parse(f, s); err == nil {
				return t, t.Add(step - 1)
			}
			return base(s)
		}
	}
	prefix := "eq"
	if value[0] > '9' {
		prefix, value = value[:2], value[2:]
	}
	first, last := bounds(value)
	low, high := time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	if s, ok := period["start"].(string); ok {
		low, _ = bounds(s)
	}
	if s, ok := period["end"].(string); ok {
		_, high = bounds(s)
	}
	inside := !low.Before(first) && !high.After(last)
	return map[string]bool{
		"eq": inside, "ne": !inside, "gt": high.After(last), "lt": low.Before(first), "ge": high.After(last) || inside,
		"le": low.Before(first) || inside, "sa": low.After(last), "eb": high.Before(first),
	}[prefix]
}

// TestSearchEqualsPlainFilter asks random questions and filters all resources by hand.
func TestSearchEqualsPlainFilter(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.fill(rand.New(rand.NewPCG(1, 2)))
		for n := range 9 { // some go and some change, so that what was said before must be out of the index
			h.save(doc{"resourceType": kinds[n%4], "id": id(kinds[n%4], n), "gone": true}, invent(rand.New(rand.NewPCG(3, uint64(n))), kinds[n%4], 20+n))
		}
		var moments []time.Time
		for k := range h.now {
			v, err := h.j.Read(t.Context(), k)
			if err != nil {
				t.Fatal(err)
			}
			h.at[k] = v.At
			moments = append(moments, v.At)
		}
		slices.SortFunc(moments, time.Time.Compare)
		moments = slices.Compact(moments)
		found := 0
		rapid.Check(t, func(rt *rapid.T) {
			kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
			var asked []question
			query := fmt.Sprintf("_count=%d&_total=accurate", rapid.SampledFrom([]int{1, 7, 50}).Draw(rt, "count"))
			for range rapid.IntRange(0, 3).Draw(rt, "questions") {
				asked = append(asked, drawQuestion(rt, kind, moments, true))
				query += "&" + asked[len(asked)-1].String()
			}
			sorts := []string{"", "_id", "-_id", "_lastUpdated", "-_lastUpdated", "name", "-name"}
			if kind == "OrganizationAffiliation" {
				sorts = sorts[:5]
			}
			sort := rapid.SampledFrom(sorts).Draw(rt, "sort")
			if sort != "" {
				query += "&_sort=" + sort
			}
			var want []string
			for k, d := range h.now {
				if k.Type == kind && !slices.ContainsFunc(asked, func(q question) bool { return !h.judge(d, q) }) {
					want = append(want, k.ID)
				}
			}
			slices.Sort(want)
			got := h.walk(kind, query, nil)
			h.wantOrder(rt, kind, sort, got)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				rt.Fatalf("%s?%s\n got %v\nwant %v", kind, query, got, want)
			}
			if total := h.search(kind, query+"&_summary=count").Total; total != int64(len(want)) {
				rt.Fatalf("%s?%s: total %d, want %d", kind, query, total, len(want))
			}
			found += len(want)
		})
		if found < 50 {
			t.Errorf("all questions together found %d: they say nothing", found)
		}
	})
}

// wantOrder looks whether ids stand in the order that was asked.
func (h *house) wantOrder(t *rapid.T, kind, sort string, ids []string) {
	by, down := strings.CutPrefix(sort, "-")
	rank := func(id string) string {
		switch by {
		case "_id":
			return id
		case "name":
			name, _ := h.now[journal.Key{Type: kind, ID: id}]["name"].(string)
			return simple(name)
		}
		v, err := h.j.Read(context.Background(), journal.Key{Type: kind, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		if by == "_lastUpdated" {
			return fmt.Sprintf("%012d", v.Seq)
		}
		return fmt.Sprintf("%012d", v.PK)
	}
	for i := range len(ids) - 1 {
		if a, b := rank(ids[i]), rank(ids[i+1]); !down && a > b || down && a < b {
			t.Fatalf("%s sorted by %q: %s stands before %s", kind, sort, ids[i], ids[i+1])
		}
	}
}
