package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// testNow stands still; each save is a millisecond later all the same.
var testNow = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// house is a face over a journal that the test fills.
type house struct {
	t    testing.TB
	db   *store.DB
	j    *journal.Journal
	face http.Handler
	logs bytes.Buffer
}

func newHouse(t testing.TB, db *store.DB) *house {
	h := &house{t: t, db: db, j: journal.New(db)}
	h.face = rest.New(rest.Deps{
		Journal: h.j, Public: "https://eerstelijn.example", Version: "1.2.3", Built: testNow, Now: clock.Fixed(testNow),
		Log: slog.New(slog.NewTextHandler(&h.logs, nil)),
		Own: func(kind string) []json.RawMessage {
			if kind != "CodeSystem" {
				return nil
			}
			return []json.RawMessage{json.RawMessage(`{"resourceType":"CodeSystem","id":"kleuren","url":"https://eerstelijn.example/fhir/CodeSystem/kleuren","status":"active","content":"complete"}`)}
		},
		Profiles:   func(kind string) []string { return []string{"https://example.org/" + kind} },
		Operations: []rest.Operation{{Name: "bulk-publish", Definition: "https://example.org/bulk"}},
	})
	return h
}

// save writes resources in one transaction: a text of JSON, or only 'Type/id' for one that goes.
func (h *house) save(texts ...string) {
	h.t.Helper()
	var rs []journal.Resource
	for _, text := range texts {
		var head struct{ ResourceType, ID string }
		if err := json.Unmarshal([]byte(text), &head); err != nil {
			kind, id, _ := strings.Cut(text, "/")
			rs = append(rs, journal.Resource{Key: journal.Key{Type: kind, ID: id}, Gone: true})
			continue
		}
		rs = append(rs, journal.Resource{Key: journal.Key{Type: head.ResourceType, ID: head.ID}, Body: []byte(text)})
	}
	err := h.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := h.j.SaveTx(ctx, tx, rs)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// fill gives the house a small directory.
func (h *house) fill() {
	h.save(
		`{"resourceType":"Organization","id":"o1","identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"00001111"}],"active":true,"type":[{"coding":[{"system":"http://nictiz.nl/fhir/NamingSystem/organization-type","code":"Z3"}]}],"name":"Huisartsenpraktijk De Linde","alias":["De Linde"]}`,
		`{"resourceType":"Organization","id":"o2","active":true,"name":"RESV Utrecht","partOf":{"reference":"Organization/o1"}}`,
		`{"resourceType":"Organization","id":"o3","active":false,"name":"Ünal zorg"}`,
	)
	h.save(
		`{"resourceType":"Location","id":"l1","meta":{"tag":[{"code":"x"}]},"status":"active","name":"Plein 1","position":{"longitude":5.12,"latitude":52.09},"managingOrganization":{"reference":"Organization/o1"}}`,
		`{"resourceType":"Location","id":"l2","status":"active","name":"Dam","position":{"longitude":4.89,"latitude":52.37},"managingOrganization":{"reference":"Organization/o2"}}`,
	)
	h.save(
		`{"resourceType":"HealthcareService","id":"s1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"active":true,"providedBy":{"reference":"Organization/o1"},"specialty":[{"coding":[{"system":"http://example.org/vak","code":"huisarts"}]}],"location":[{"reference":"Location/l1"}],"name":"Huisartsen","_name":{"extension":[{"url":"http://example.org/x","valueCode":"nl"}]},"comment":"Ook <'s avonds> & in het weekend"}`,
		`{"resourceType":"HealthcareService","id":"s2","active":true,"providedBy":{"reference":"Organization/o2"},"location":[{"reference":"Location/l2"}],"name":"Wijkteam"}`,
	)
	h.save(`Organization/o3`, `{"resourceType":"Organization","id":"o2","active":true,"name":"RESV Utrecht en omgeving","partOf":{"reference":"Organization/o1"}}`)
}

// request sends one request; headers are 'Name: value'.
func (h *house) request(method, target, body string, headers ...string) *http.Response {
	h.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, "https://eerstelijn.example/", reader)
	path, query, _ := strings.Cut(target, "?")
	r.URL.Path, r.URL.RawQuery = path, query
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.face.ServeHTTP(w, r)
	return w.Result()
}

func (h *house) get(target string, headers ...string) *http.Response {
	h.t.Helper()
	return h.request(http.MethodGet, target, "", headers...)
}

func text(t testing.TB, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// bundle is what tests read of a Bundle.
type bundle struct {
	ResourceType string
	Type         string
	Total        *int
	Meta         struct{ LastUpdated string }
	Link         []struct{ Relation, URL string }
	Entry        []struct {
		FullURL  string
		Resource struct {
			ResourceType, ID string
			Meta             struct{ VersionID string }
			Issue            []struct {
				Severity, Code string
				Expression     []string
			}
		}
		Search   struct{ Mode string }
		Request  struct{ Method, URL string }
		Response struct{ Status, Etag, LastModified string }
	}
}

func (b *bundle) next() string {
	for _, l := range b.Link {
		if l.Relation == "next" {
			return strings.TrimPrefix(l.URL, "https://eerstelijn.example")
		}
	}
	return ""
}

// ids gives the entries of a mode, as 'Type/id'.
func (b *bundle) ids(mode string) (ids []string) {
	for _, e := range b.Entry {
		if e.Search.Mode == mode {
			ids = append(ids, e.Resource.ResourceType+"/"+e.Resource.ID)
		}
	}
	return ids
}

// ask gives a page of a search or history that must succeed.
func (h *house) ask(target string, headers ...string) *bundle {
	h.t.Helper()
	r := h.get(target, headers...)
	body := text(h.t, r)
	var b bundle
	if r.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: %s\n%s", target, r.Status, body)
	}
	if err := json.Unmarshal([]byte(body), &b); err != nil || b.ResourceType != "Bundle" {
		h.t.Fatalf("%s: no Bundle: %v\n%s", target, err, body)
	}
	return &b
}

// cursors and tags are opaque: what they hold is nobody's business.
var (
	cursors = regexp.MustCompile(`_cursor=[A-Za-z0-9_-]+`)
	moments = regexp.MustCompile(`"(lastUpdated|lastModified)": "[^"]+"`)
)

// golden holds an answer against the file of that name.
func golden(t *testing.T, name string, r *http.Response) {
	t.Helper()
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n", r.Status)
	for _, header := range []string{"Allow", "Content-Type", "Cache-Control"} {
		if v := r.Header.Get(header); v != "" {
			fmt.Fprintf(&b, "%s: %s\n", header, v)
		}
	}
	if body := text(t, r); body != "" {
		b.WriteByte('\n')
		if err := json.Indent(&b, []byte(body), "", "  "); err != nil {
			t.Fatalf("%v\n%s", err, body)
		}
		b.WriteByte('\n')
	}
	got := moments.ReplaceAll(cursors.ReplaceAll(b.Bytes(), []byte("_cursor=…")), []byte(`"$1": "…"`))
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what is answered now; run with -update and look at the change\ngot:\n%s", file, got)
	}
}
