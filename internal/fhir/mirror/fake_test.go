package mirror_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is an mCSD directory of somebody else, which can be made as nasty as they are.
type fake struct {
	*httptest.Server
	mu       sync.Mutex
	versions []version // in order
	at       time.Time
	asked    []string
	nasty    nasty
	chance   *rand.Rand
}

type version struct {
	kind, id string
	number   int
	at       time.Time
	gone     bool
	body     string
}

// nasty is what the directory does wrong. A share is of requests.
type nasty struct {
	pageSize     int
	shuffle      bool    // entries of a page in any order
	double       bool    // entries stand twice in a page
	noRequest    bool    // entries of a history have no request
	bareDelete   bool    // deletions say no version and no moment
	noVersion    bool    // resources say no version
	noMoment     bool    // resources say no moment
	noStamp      bool    // bundles say no moment
	fail         float64 // answers 503
	cut          float64 // stops in the middle
	limit        float64 // answers 429
	retryAfter   string
	status       int // of everything
	kind         string
	loop         bool // the next page is this page
	away         string
	huge         bool
	horizon      time.Time // remembers no further back
	forget       int       // with which status it says so
	text         string    // answers this, whatever is asked
	dropOnSearch string    // an id that search leaves out
	broken       int       // with which status it answers a read of one resource
}

func newFake(t testing.TB) *fake {
	t.Helper()
	f := &fake{at: time.Date(2026, time.November, 1, 8, 0, 0, 0, time.UTC), chance: rand.New(rand.NewPCG(1, 2))}
	f.nasty.pageSize = 7
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

// put adds or changes a resource.
func (f *fake) put(kind, id string, fields map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.next(kind, id)
	meta := map[string]any{}
	if !f.nasty.noVersion {
		meta["versionId"] = strconv.Itoa(v.number)
	}
	if !f.nasty.noMoment {
		meta["lastUpdated"] = v.at.Format(time.RFC3339Nano)
	}
	all := map[string]any{"resourceType": kind, "id": id, "meta": meta}
	for k, x := range fields {
		all[k] = x
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	v.body = string(b)
	f.versions = append(f.versions, v)
}

// remove deletes a resource.
func (f *fake) remove(kind, id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.next(kind, id)
	if v.number == 1 {
		return
	}
	v.gone = true
	f.versions = append(f.versions, v)
}

func (f *fake) next(kind, id string) version {
	f.at = f.at.Add(time.Second)
	n := 1
	for _, v := range f.versions {
		if v.kind == kind && v.id == id {
			n = v.number + 1
		}
	}
	return version{kind: kind, id: id, number: n, at: f.at}
}

// set changes how nasty it is.
func (f *fake) set(change func(*nasty)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(&f.nasty)
}

// now gives the newest version of each resource of a type, by id.
func (f *fake) now(kind string) map[string]version {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.newest(kind)
}

func (f *fake) newest(kind string) map[string]version {
	all := map[string]version{}
	for _, v := range f.versions {
		if v.kind == kind {
			all[v.id] = v
		}
	}
	return all
}

func (f *fake) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, r.URL.RequestURI())
	n := &f.nasty
	w.Header().Set("Content-Type", "application/fhir+json; charset=utf-8")
	if n.kind != "" {
		w.Header().Set("Content-Type", n.kind)
	}
	switch {
	case n.status != 0:
		if n.retryAfter != "" {
			w.Header().Set("Retry-After", n.retryAfter)
		}
		w.WriteHeader(n.status)
		return
	case n.text != "":
		_, _ = w.Write([]byte(n.text))
		return
	case f.chance.Float64() < n.fail:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case f.chance.Float64() < n.limit:
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	path := strings.Split(strings.TrimPrefix(r.URL.Path, "/fhir/"), "/")
	switch {
	case len(path) == 1:
		f.answer(w, r, f.search(path[0]), path[0])
	case path[1] == "_history":
		since, err := time.Parse(time.RFC3339Nano, r.URL.Query().Get("_since"))
		if r.URL.Query().Has("_since") && (err != nil || since.Before(n.horizon)) {
			w.WriteHeader(n.forget)
			return
		}
		f.answer(w, r, f.history(path[0], since), path[0])
	default:
		v, there := f.newest(path[0])[path[1]]
		switch {
		case n.broken != 0:
			w.WriteHeader(n.broken)
		case !there:
			w.WriteHeader(http.StatusNotFound)
		case v.gone:
			w.WriteHeader(http.StatusGone)
		default:
			_, _ = w.Write([]byte(v.body))
		}
	}
}

func (f *fake) search(kind string) (list []string) {
	all := f.newest(kind)
	ids := make([]string, 0, len(all))
	for id, v := range all {
		if !v.gone && id != f.nasty.dropOnSearch {
			ids = append(ids, id)
		}
	}
	sort.Strings(ids)
	for _, id := range ids {
		list = append(list, fmt.Sprintf(`{"fullUrl":"%s/fhir/%s/%s","resource":%s,"search":{"mode":"match"}}`, f.URL, kind, id, all[id].body))
	}
	return list
}

func (f *fake) history(kind string, since time.Time) (list []string) {
	for i := len(f.versions) - 1; i >= 0; i-- {
		v := f.versions[i]
		if v.kind != kind || v.at.Before(since) {
			continue
		}
		e := map[string]any{"fullUrl": f.URL + "/fhir/" + kind + "/" + v.id}
		if v.gone {
			e["request"] = map[string]string{"method": "DELETE", "url": kind + "/" + v.id}
			if !f.nasty.bareDelete {
				e["response"] = map[string]string{"status": "204", "etag": fmt.Sprintf(`W/"%d"`, v.number), "lastModified": v.at.Format(time.RFC3339Nano)}
			}
		} else {
			e["resource"] = json.RawMessage(v.body)
			if !f.nasty.noRequest {
				e["request"] = map[string]string{"method": "PUT", "url": kind + "/" + v.id}
			}
		}
		b, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		list = append(list, string(b))
	}
	return list
}

// answer gives a page of a list.
func (f *fake) answer(w http.ResponseWriter, r *http.Request, list []string, kind string) {
	n := &f.nasty
	from, _ := strconv.Atoi(r.URL.Query().Get("from"))
	from = min(from, len(list))
	to := min(from+n.pageSize, len(list))
	part := slices.Clone(list[from:to])
	if n.double {
		part = append(part, part...)
	}
	if n.shuffle {
		f.chance.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
	}
	if n.huge {
		part = append(part, `{"resource":{"resourceType":"`+kind+`","id":"x","name":"`+strings.Repeat("x", 65<<20)+`"}}`)
	}
	links := []map[string]string{{"relation": "self", "url": f.URL + r.URL.RequestURI()}}
	if to < len(list) || n.loop || n.away != "" {
		q := url.Values{"from": {strconv.Itoa(to)}}
		if since := r.URL.Query().Get("_since"); since != "" {
			q.Set("_since", since)
		}
		next := f.URL + r.URL.Path + "?" + q.Encode()
		if n.loop {
			next = f.URL + r.URL.RequestURI()
		}
		if n.away != "" {
			next = n.away
		}
		links = append(links, map[string]string{"relation": "next", "url": next})
	}
	said, err := json.Marshal(links)
	if err != nil {
		panic(err)
	}
	meta := ""
	if !n.noStamp {
		meta = `"meta":{"lastUpdated":"` + f.at.Format(time.RFC3339Nano) + `"},`
	}
	text := `{"resourceType":"Bundle","type":"history",` + meta + `"entry":[` + strings.Join(part, ",") + `],"link":` + string(said) + `}`
	if f.chance.Float64() < n.cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		_, _ = w.Write([]byte(text[:len(text)/2]))
		return
	}
	_, _ = w.Write([]byte(text))
}

// Resources of an ordinary directory.

func organization(name, ura string) map[string]any {
	o := map[string]any{"name": name, "active": true}
	if ura != "" {
		o["identifier"] = []any{map[string]any{"system": "http://fhir.nl/fhir/NamingSystem/ura", "value": ura}}
	}
	return o
}

func location(street string) map[string]any {
	return map[string]any{"address": map[string]any{"line": []any{street}, "city": "Oosterdorp", "postalCode": "1234AB"}, "position": map[string]any{"longitude": 5.05, "latitude": 52.15}}
}

func service(name, organization, location string) map[string]any {
	return map[string]any{
		"name": name, "active": true, "providedBy": map[string]any{"reference": "Organization/" + organization},
		"location":  []any{map[string]any{"reference": "Location/" + location}},
		"specialty": []any{map[string]any{"coding": []any{map[string]any{"system": "http://fhir.nl/fhir/NamingSystem/uzi-rolcode", "code": "04.000"}}}},
		"telecom":   []any{map[string]any{"system": "phone", "value": "010 123 45 67"}},
	}
}
