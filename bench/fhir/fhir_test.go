package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/bench/measure"
)

// fake is a FHIR server of some resources that knows no parameter but identifier and gives ten a page.
type fake struct {
	mu        sync.Mutex
	resources map[string][]string // by type
	put, post int
	token     string
	broken    string // a search with this in its address finds nothing
	without   string // an id that a search near does not find
}

func newFake(each int) *fake {
	f := &fake{resources: map[string][]string{}}
	for _, kind := range types {
		for i := range each {
			f.resources[kind] = append(f.resources[kind], fmt.Sprintf(`{"resourceType":%q,"id":"%s-%d","meta":{"versionId":"1"},"name":"Praktijk Plein %d",
				"identifier":[{"system":"urn:x","value":"%d"}],"type":[{"coding":[{"system":"urn:t","code":"a"}]}],"position":{"latitude":52.1,"longitude":5.10}}`, kind, strings.ToLower(kind), i, i, i))
		}
	}
	return f
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Method == http.MethodPost {
		f.transaction(w, r)
		return
	}
	kind, rest, one := strings.Cut(strings.TrimPrefix(r.URL.Path, "/fhir/"), "/")
	if one && rest != "_history" {
		for _, body := range f.resources[kind] {
			if strings.Contains(body, `"id":"`+rest+`"`) {
				_, _ = fmt.Fprint(w, body)
				return
			}
		}
		http.NotFound(w, r)
		return
	}
	q := r.URL.Query()
	var found []string
	for _, body := range f.resources[kind] {
		_, value, _ := strings.Cut(q.Get("identifier"), "|")
		left := f.without != "" && strings.Contains(body, `"id":"`+f.without+`"`) && q.Has("near")
		if (value == "" || strings.Contains(body, `"value":"`+value+`"`)) && (f.broken == "" || !strings.Contains(r.URL.RawQuery, f.broken)) && !left {
			found = append(found, `{"resource":`+body+`}`)
		}
	}
	from := 0
	_, _ = fmt.Sscan(q.Get("from"), &from)
	until := min(from+10, len(found))
	next := ""
	if until < len(found) {
		q.Set("from", fmt.Sprint(until))
		next = `{"relation":"next","url":"http://` + r.Host + r.URL.Path + "?" + q.Encode() + `"}`
	}
	_, _ = fmt.Fprintf(w, `{"resourceType":"Bundle","link":[%s],"entry":[%s]}`, next, strings.Join(found[from:until], ","))
}

func (f *fake) transaction(w http.ResponseWriter, r *http.Request) {
	if f.token != "" && r.Header.Get("Authorization") != "Bearer "+f.token {
		http.Error(w, "who?", http.StatusUnauthorized)
		return
	}
	var sent struct {
		Type  string
		Entry []struct {
			FullURL  string
			Resource struct {
				ResourceType string
				ProvidedBy   struct{ Reference string }
			}
			Request struct{ Method, URL string }
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&sent); err != nil || sent.Type != "transaction" || len(sent.Entry) == 0 {
		http.Error(w, "no transaction", http.StatusBadRequest)
		return
	}
	for _, e := range sent.Entry {
		if e.Request.Method == http.MethodPut {
			f.put++
		} else {
			f.post++
		}
	}
	_, _ = fmt.Fprint(w, `{"resourceType":"Bundle"}`)
}

// quick is a run that measures next to nothing on some fakes.
func quick(t *testing.T, fakes ...*fake) (*bench, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	b := &bench{options: options{copy: true, short: true, questions: 5, warm: time.Millisecond, pace: measure.Pace{Turn: time.Millisecond, Turns: 1}}, Verdict: measure.Verdict{Out: &out}}
	for i, f := range fakes {
		s := httptest.NewServer(f)
		t.Cleanup(s.Close)
		found, err := newBase(fmt.Sprint("base ", i), s.URL+"/fhir")
		if err != nil {
			t.Fatal(err)
		}
		b.bases = append(b.bases, found)
	}
	return b, &out
}

func TestAnyTwoBases(t *testing.T) {
	t.Parallel()
	one, two := newFake(25), newFake(25)
	b, out := quick(t, one, two)
	if err := b.fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if two.put != 75 || one.put != 0 {
		t.Errorf("%d resources were put in the second and %d in the first, want 75 and none", two.put, one.put)
	}
	if err := b.measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	if one.post == 0 || one.post%perTransaction != 0 || two.post == 0 {
		t.Errorf("%d and %d resources were written, want hundreds", one.post, two.post)
	}
	for _, k := range kinds {
		if !strings.Contains(out.String(), k.name+": ") {
			t.Errorf("nothing is said of %s:\n%s", k.name, out)
		}
	}
}

// A run of which the answers differ is worth nothing, and says so.
func TestAnswersThatDiffer(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		change func(*fake)
		wrong  bool
	}{
		"nothing":                     {func(*fake) {}, false},
		"a search that finds nothing": {func(f *fake) { f.broken = "identifier=" }, true},
		"another name":                {func(f *fake) { f.change("Plein", "Kade") }, true},
		"another version":             {func(f *fake) { f.change(`"versionId":"1"`, `"versionId":"7"`) }, false},
		"another way to write a number": {func(f *fake) {
			f.change("5.10", "5.1")
		}, true},
		"one in ten at the edge": {func(f *fake) { f.without = "location-1" }, true},
		"more near":              {func(f *fake) { f.add("Location", "location-x") }, false},
	} {
		two := newFake(10)
		c.change(two)
		b, _ := quick(t, newFake(10), two)
		b.copy = false
		if err := b.fill(t.Context()); err != nil {
			t.Fatal(err)
		}
		var err error
		for i := range kinds {
			if what == "more near" && !kinds[i].wider {
				continue
			}
			if _, e := b.compare(t.Context(), &kinds[i], b.drawn(&kinds[i])); e != nil {
				err = e
			}
		}
		if (err != nil) != c.wrong {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func (f *fake) change(from, to string) {
	for kind := range f.resources {
		for i := range f.resources[kind] {
			f.resources[kind][i] = strings.ReplaceAll(f.resources[kind][i], from, to)
		}
	}
}

func (f *fake) add(kind, id string) {
	f.resources[kind] = append(f.resources[kind], fmt.Sprintf(`{"resourceType":%q,"id":%q}`, kind, id))
}

// Who asks a token and is given none is measured but for what is written.
func TestWritingNeedsAToken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		token string
		wrote bool
	}{{"", false}, {"geheim", true}} {
		f := newFake(3)
		f.token = "geheim"
		b, out := quick(t, f)
		if c.token != "" {
			b.bases[0].token = tokenIs(c.token)
		}
		if err := b.fill(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := b.measure(t.Context()); err != nil {
			t.Fatal(err)
		}
		if wrote := f.post > 0; wrote != c.wrote || strings.Contains(out.String(), "not measured") == c.wrote {
			t.Errorf("with token %q wrote %v:\n%s", c.token, wrote, out)
		}
	}
}

// The same resources give the same questions.
func TestQuestionsAreDrawnTheSame(t *testing.T) {
	t.Parallel()
	var before []string
	for range 2 {
		b, _ := quick(t, newFake(40))
		if err := b.fill(t.Context()); err != nil {
			t.Fatal(err)
		}
		drawn := b.drawn(&kinds[0])
		if before != nil && !slices.Equal(before, drawn) {
			t.Errorf("drawn %v and then %v", before, drawn)
		}
		before = drawn
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for args, good := range map[string]bool{
		"":                                 true,
		"-alone -short":                    true,
		"-base http://a/fhir":              true,
		"-base http://a,http:/":            true, // an address is looked at when it is used
		"-base http://a,http://b,http://c": false,
		"-db oracle":                       false,
		"more":                             false,
	} {
		if _, err := parse(strings.Fields(args)); (err == nil) != good {
			t.Errorf("%q: %v", args, err)
		}
	}
	for _, address := range []string{"https://a/fhir", "a/fhir", "http://", "://"} {
		if _, err := newBase("x", address); err == nil {
			t.Errorf("%q is taken for a base that can be measured", address)
		}
	}
}
