package api

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"eerstelijn/internal/access"
	"eerstelijn/internal/identity"
)

// The reference is a page of our own: what huma offers loads scripts from elsewhere. It is made of the
// OpenAPI document, and its examples are asked of the API itself.

//go:embed guide.html guide.css
var guideFiles embed.FS

var guidePage = template.Must(template.ParseFS(guideFiles, "guide.html"))

// guide holds the page for a short while: its examples ask a dozen questions.
type guide struct {
	sync.Mutex
	page []byte
	made time.Time
}

const guideLasts = time.Minute

func (s *server) serveGuide() {
	document, err := json.MarshalIndent(s.huma.OpenAPI(), "", "  ")
	if err != nil {
		panic("api: the OpenAPI document is made of our own types: " + err.Error())
	}
	css, err := guideFiles.ReadFile("guide.css")
	if err != nil {
		panic("api: guide.css is compiled in: " + err.Error())
	}
	file := func(path, kind string, body []byte) {
		s.mux.HandleFunc("GET "+base+path, tagged(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(body)
		}))
	}
	file("/openapi.json", "application/json", document)
	file("/docs.css", "text/css; charset=utf-8", css)
	s.mux.HandleFunc("GET "+base+"/docs", tagged(s.docs))
}

// docs answers GET /docs.
func (s *server) docs(w http.ResponseWriter, r *http.Request) {
	s.guide.Lock()
	defer s.guide.Unlock()
	now := s.Now()
	if s.guide.page == nil || now.Sub(s.guide.made).Abs() > guideLasts {
		var b bytes.Buffer
		// Others will read this page: it must not be cut short because one reader left.
		if err := guidePage.Execute(&b, s.guideView(context.WithoutCancel(r.Context()))); err != nil {
			s.refuse(w, r, err)
			return
		}
		s.guide.page, s.guide.made = b.Bytes(), now
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(s.guide.page)
}

type guideView struct {
	Version, Program string
	Intro            string
	Operations       []guideOperation
	Problems         []kindOfProblem
}

type guideOperation struct {
	ID, Method, Path, Summary string
	Parameters                []guideParameter
	Request                   string // the example, as an address with its body
	Body                      string
	Status                    int
	Answer                    string
	Cut                       bool // the answer is longer than is shown
}

type guideParameter struct {
	Name, In, Type, Text string
	Required             bool
}

func (s *server) guideView(ctx context.Context) guideView {
	v := guideView{Version: apiVersion, Program: s.Version, Intro: s.huma.OpenAPI().Info.Description, Problems: problems}
	for _, op := range s.operations {
		shown := guideOperation{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary}
		for _, p := range op.Parameters {
			shown.Parameters = append(shown.Parameters, guideParameter{p.Name, p.In, typeName(p.Schema), p.Description, p.Required})
		}
		if shown.Request = op.Method + " " + op.Path; op.Metadata[onRecord] == nil && op.Metadata[unending] == nil { // a page that anybody opens writes nothing
			s.example(ctx, &shown)
		}
		v.Operations = append(v.Operations, shown)
	}
	return v
}

func typeName(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	switch {
	case len(s.Enum) > 0:
		var b strings.Builder
		for i, v := range s.Enum {
			if text, ok := v.(string); ok {
				if i > 0 {
					b.WriteString(", ")
				}
				b.WriteString(text)
			}
		}
		return b.String()
	case s.Type == huma.TypeArray:
		return "lijst"
	}
	return map[string]string{huma.TypeString: "tekst", huma.TypeInteger: "getal", huma.TypeBoolean: "true of false"}[s.Type]
}

// shownAnswer is how much of an answer the page shows, in bytes.
const shownAnswer = 3000

// example asks the API the example of an operation, as somebody who is not signed in. What it speaks of
// is taken from what there is. What changes something, or is for who signed in, has none.
func (s *server) example(ctx context.Context, op *guideOperation) {
	ctx = identity.WithActor(ctx, access.Anonymous(""))
	if op.Request = op.Method + " " + op.Path; op.Method != http.MethodGet && op.ID != "searchServices" {
		return
	}
	first := func(path, field string) string {
		var list struct {
			Items []map[string]any `json:"items"`
		}
		_ = json.Unmarshal(s.ask(ctx, http.MethodGet, path, "").body.Bytes(), &list)
		if len(list.Items) == 0 {
			return "-"
		}
		text, _ := list.Items[0][field].(string)
		return url.PathEscape(text)
	}
	path := op.Path
	switch op.ID {
	case "services":
		path += "?discipline=fysiotherapie&limit=1"
	case "searchServices":
		op.Body = `{"q":"pijn in mijn knie","limit":1}`
	case "service":
		path = base + "/services/" + first(base+"/services?limit=1", "id")
	case "slots":
		path = strings.Replace(path, "{id}", first(base+"/services?discipline=fysiotherapie&limit=1", "id"), 1)
	case "offer", "observations":
		path = strings.Replace(path, "{id}", first(base+"/offers?limit=1", "id"), 1)
	case "endpoints":
		var d serviceDetail
		_ = json.Unmarshal(s.ask(ctx, http.MethodGet, base+"/services/"+first(base+"/services?discipline=wijkverpleging&limit=1", "id"), "").body.Bytes(), &d)
		path = strings.Replace(path, "{id}", url.PathEscape(cmp.Or(d.OrganizationID, "-")), 1)
	case "offers":
		path += "?limit=1"
	case "whoNow":
		path += "?need=huisarts&area=" + first(base+"/areas?kind=wijk&limit=1", "code")
	case "areas":
		path += "?kind=gemeente&limit=1"
	case "area":
		path = base + "/areas/" + first(base+"/areas?kind=wijk&limit=1", "code")
	case "region", "coverage", "desk", "bridgingRules", "obligationCounts":
		path = strings.Replace(path, "{slug}", first(base+"/regions", "slug"), 1)
	case "wijkverband":
		var c coverage
		_ = json.Unmarshal(s.ask(ctx, http.MethodGet, base+"/regions/"+first(base+"/regions", "slug")+"/coverage", "").body.Bytes(), &c)
		slug := "-"
		if len(c.Wijkverbanden) > 0 {
			slug = c.Wijkverbanden[0].Slug
		}
		path = strings.Replace(path, "{slug}", slug, 1)
	case "problem":
		path = base + "/problems/invalid"
	}
	answer := s.ask(ctx, op.Method, path, op.Body)
	if answer.status == http.StatusUnauthorized {
		return
	}
	op.Request, op.Status = op.Method+" "+path, answer.status
	var b bytes.Buffer
	if json.Indent(&b, answer.body.Bytes(), "", "  ") != nil {
		return
	}
	op.Answer = b.String()
	if len(op.Answer) > shownAnswer {
		cut := strings.LastIndexByte(op.Answer[:shownAnswer], '\n')
		op.Answer, op.Cut = op.Answer[:cut], true
	}
}

// ask sends a question to the API itself.
func (s *server) ask(ctx context.Context, method, target, body string) *held {
	answer := &held{ResponseWriter: nobody{}, status: http.StatusOK}
	r, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err == nil {
		r.Header.Set("Content-Type", "application/json")
		s.mux.ServeHTTP(answer, r)
	}
	return answer
}

// nobody has headers and sends nothing.
type nobody struct{ http.ResponseWriter }

func (nobody) Header() http.Header { return http.Header{} }
