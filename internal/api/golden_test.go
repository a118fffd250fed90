package api

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
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

func indent(t *testing.T, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, body, "", "  "); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), '\n')
}

// freshID is an id that was made now (UUIDv7), another one each time.
var freshID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)

// first gives a member of the first item of a list.
func first(t *testing.T, h http.Handler, path, field string) string {
	t.Helper()
	var list struct{ Items []map[string]any }
	if err := json.Unmarshal(read(h, path).Body.Bytes(), &list); err != nil || len(list.Items) == 0 {
		t.Fatal(path, err, len(list.Items))
	}
	return list.Items[0][field].(string)
}

// answersOf gives a request for each route, by the operation's id or that with a number behind it.
func answersOf(t *testing.T, h http.Handler) map[string]string {
	wijkverband := func() string {
		var c coverage
		if err := json.Unmarshal(read(h, base+"/regions/rivierenzoom/coverage").Body.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		return c.Wijkverbanden[0].Slug
	}
	// Ids of offers are new each time, and with them their order; what they are about is not.
	offer := func(field string) string {
		var list struct{ Items []map[string]any }
		if err := json.Unmarshal(read(h, base+"/offers?region=rivierenzoom&limit=200").Body.Bytes(), &list); err != nil || len(list.Items) == 0 {
			t.Fatal(err, len(list.Items))
		}
		about := func(i map[string]any) string { return i["service"].(string) + i["kind"].(string) }
		return slices.MinFunc(list.Items, func(a, b map[string]any) int { return strings.Compare(about(a), about(b)) })[field].(string)
	}
	reached := func() string {
		of := demo.Region(testNow).Organizations
		return "/organizations/" + string(of[slices.IndexFunc(of, func(o network.Organization) bool { return o.Name == "Thuiszorg Rivierstroom" })].ID) + "/endpoints"
	}
	return map[string]string{
		"endpoints":          reached(),
		"endpointTypes":      "/endpoint-types",
		"services":           "/services?q=fysio&near=51.9,5.4&limit=2",
		"services-2":         "/services?discipline=wijkverpleging,fysiotherapie&discipline=farmacie&area=GM9901&open_at=2026-11-25T02:00:00%2B01:00&limit=2",
		"services-3":         "/services?q=fyziotherapie+zzzz&limit=1",
		"services-4":         "/services?near=51.9,5.4&kind=fysiotherapie&accepting=yes&max_wait=30&limit=2",
		"services-5":         "/services?near=51.9,5.4&kind=psycholoog&max_wait=60&limit=2",
		"searchServices":     `/services/search {"q":"pijn in mijn knie","postcode":"` + postcode + `","radius":20000,"direct":true,"limit":1}`,
		"service":            "/services/" + first(t, h, base+"/services?q=huisarts&limit=1", "id"),
		"whoNow":             "/who-now?need=wijkverpleging&postcode=" + postcode + "&at=2026-11-25T01:00:00Z",
		"areas":              "/areas?kind=wijk&region=rivierenzoom&limit=2",
		"area":               "/areas/GM9901?year=2026",
		"regions":            "/regions",
		"region":             "/regions/rivierenzoom",
		"desk":               "/regions/rivierenzoom/desk",
		"bridgingRules":      "/regions/rivierenzoom/bridging-rules",
		"coverage":           "/regions/rivierenzoom/coverage?at=2026-11-24T09:30:00Z",
		"wijkverband":        "/wijkverbanden/" + wijkverband(),
		"coverageBy":         "/coverage?boundary=regio&at=2026-11-24T09:30:00Z",
		"bottleneckThemes":   "/bottleneck-themes",
		"bottleneckCounts":   "/bottlenecks/counts?region=rivierenzoom&year=2025",
		"mandates":           "/mandates?region=rivierenzoom&at=2026-11-24T09:30:00Z",
		"agreementKinds":     "/agreement-kinds",
		"agreementCounts":    "/agreements/counts",
		"mandateSubjects":    "/mandate-subjects",
		"affiliations":       "/affiliations?region=rivierenzoom&at=2026-11-24T09:30:00Z",
		"standings":          "/standings?region=rivierenzoom&at=2026-11-24T09:30:00Z",
		"seats":              "/seats?forum=resv&region=rivierenzoom&at=2026-11-24T09:30:00Z",
		"measures":           "/measures",
		"agreementTemplates": "/agreement-templates",
		"obligationCounts":   "/regions/rivierenzoom/obligation-counts",
		"signalRules":        "/signal-rules?region=rivierenzoom&at=2026-11-24T09:30:00Z",
		"votes":              "/votes?forum=resv&region=rivierenzoom&at=2026-11-24T09:30:00Z",
		"endings":            "/endings?region=rivierenzoom&days=30",
		"disciplines":        "/disciplines",
		"kinds":              "/kinds",
		"problems":           "/problems",
		"seals":              "/seals",
		"offers":             "/offers?region=rivierenzoom&service=" + offer("service"),
		"offer":              "/offers/" + offer("id"),
		"observations":       "/offers/" + offer("id") + "/observations?limit=2",
		"capacityKinds":      "/capacity-kinds",
		"slots":              "/services/" + speaking(t, h) + "/slots",
		"urgencies":          "/urgencies",
		"declineReasons":     "/decline-reasons",
		"placementReasons":   "/placement-reasons",
		"wishes":             "/wishes",
		"dataItems":          "/data-items?kind=meekijkconsult",
		"problem":            "/problems/not-found",
		"problem-fields":     "/services?limit=1000&near=5.1,52.1&kind=nep",
		"problem-notfound":   "/regions/nergens",
	}
}

// postcode is one of the invented region.
var postcode = func() string { return demo.Region(testNow).Postcodes[0].PC4 }()

func ask(h http.Handler, request string) (status int, body []byte) {
	path, content, isPost := strings.Cut(request, " ")
	method := http.MethodGet
	if isPost {
		method = http.MethodPost
	}
	w := call(h, method, base+path, content)
	return w.Code, w.Body.Bytes()
}

// TestAnswers compares an answer of each route with what is kept, on each database, and holds each
// against the OpenAPI document: a member that is not documented, or of another type, is a failure.
func TestAnswers(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		house := build(t, db)
		if err := demo.Load(context.Background(), house.demo(), demo.Region(testNow)); err != nil {
			t.Fatal(err)
		}
		if err := house.load(context.Background()); err != nil {
			t.Fatal(err)
		}
		h := house.api().(*server)
		for name, request := range answersOf(t, h) {
			status, body := ask(h, request)
			golden(t, name+".json", freshID.ReplaceAll(indent(t, body), []byte("00000000-0000-7000-8000-000000000000")))
			op := operationOf(h, strings.Split(name, "-")[0])
			code := "200"
			if strings.HasPrefix(name, "problem-") {
				code = "default"
				if status < 400 {
					t.Errorf("%s: status %d", name, status)
				}
			} else if status != http.StatusOK {
				t.Errorf("%s: status %d: %s", name, status, body)
			}
			if op == nil {
				t.Fatal("no operation for " + name)
			}
			for _, content := range op.Responses[code].Content {
				conforms(t, h, name, content.Schema, body)
			}
		}
	})
}

func operationOf(s *server, id string) *huma.Operation {
	for _, op := range s.operations {
		if op.OperationID == id {
			return op
		}
	}
	return nil
}

func conforms(t *testing.T, s *server, name string, schema *huma.Schema, body []byte) {
	t.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	result := &huma.ValidateResult{}
	huma.Validate(s.huma.OpenAPI().Components.Schemas, schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, v, result)
	for _, err := range result.Errors {
		t.Errorf("%s is not as documented: %v", name, err)
	}
}

func TestEveryOperationHasAnAnswer(t *testing.T) {
	t.Parallel()
	h := demoAPI(t).(*server)
	requests := answersOf(t, h)
	for _, op := range h.operations {
		// A write by PUT answers as the GET of the same path, which the tests of writes hold it to.
		// What is on record answers nobody without a name: its own test holds it to the document.
		if requests[op.OperationID] == "" && op.Method != http.MethodPut && op.Metadata[onRecord] == nil && op.Metadata[unending] == nil {
			t.Errorf("%s %s is documented and no golden file shows its answer", op.Method, op.Path)
		}
	}
}

func TestOpenAPIDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	w := read(demoAPI(t), base+"/openapi.json")
	if w.Code != http.StatusOK {
		t.Fatal(w.Code)
	}
	golden(t, "openapi.json", indent(t, w.Body.Bytes()))
	var doc struct{ OpenAPI string }
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Error(doc, err)
	}
}

// What is written by hand says the same as the types that document it.
func TestPostAnswersAsGet(t *testing.T) {
	t.Parallel()
	h := demoAPI(t)
	_, get := ask(h, "/services?q="+url.QueryEscape("pijn \"knie\" <b>")+"&near=51.9,5.4&direct=true&discipline=fysiotherapie&limit=5")
	_, post := ask(h, `/services/search {"q":"pijn \"knie\" <b>","near":"51.9,5.4","direct":true,"discipline":["fysiotherapie"],"limit":5}`)
	if !bytes.Equal(get, post) {
		t.Errorf("GET %s\nPOST %s", get, post)
	}
}
