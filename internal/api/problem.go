package api

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
)

// problem is an error as other software reads it (RFC 9457). It never repeats what was sent.
type problem struct {
	Type   string         `json:"type" format:"uri-reference" doc:"Soort fout; blijft gelijk. Het adres legt de soort uit." example:"/api/v1/problems/invalid"`
	Title  string         `json:"title" doc:"De soort in woorden (Engels)."`
	Status int            `json:"status" doc:"HTTP-status."`
	Detail string         `json:"detail" doc:"Wat er deze keer is (Engels)."`
	Errors []problemField `json:"errors,omitempty" doc:"Wat er per veld niet klopt."`
}

type problemField struct {
	Field   string `json:"field" doc:"Naam van de parameter of het veld."`
	Message string `json:"message" doc:"Wat er verwacht wordt (Engels)."`
}

func (p *problem) Error() string               { return p.Detail }
func (p *problem) GetStatus() int              { return p.Status }
func (p *problem) ContentType(_ string) string { return "application/problem+json" }

// kindOfProblem explains a kind of problem, for the page that its type names.
type kindOfProblem struct {
	Type        string `json:"type" format:"uri-reference"`
	Kind        string `json:"kind"`
	Status      int    `json:"status"`
	Title       string `json:"title"`
	Description string `json:"description" doc:"Wat u kunt doen (Engels)."`
}

// problems is the table of all kinds: first those of package fault, then those of HTTP itself.
var problems = []kindOfProblem{
	problemKind(fault.Invalid.String(), http.StatusBadRequest, "Invalid request", "A parameter or field is missing, unknown or not as expected. The list errors names each one with what is expected. Sending the same request again does not help."),
	problemKind(fault.NotFound.String(), http.StatusNotFound, "Not found", "There is nothing at this address, or it is not public."),
	problemKind(fault.Conflict.String(), http.StatusConflict, "Conflict", "The request was right but does not fit the present state. Read the resource again first."),
	problemKind(alreadyPlaced, http.StatusConflict, "Already placed", "The answer came too late: another provider has been chosen. Nothing is held; your place is free."),
	problemKind(fault.Denied.String(), http.StatusForbidden, "Not allowed", "You may not do this."),
	problemKind(fault.Unavailable.String(), http.StatusServiceUnavailable, "Not available now", "The service is starting, or the answer took too long. Try again in a moment."),
	problemKind(fault.Internal.String(), http.StatusInternalServerError, "Internal error", "Something went wrong on our side. Quote the reference in detail when you ask about it."),
	problemKind(fault.Limited.String(), http.StatusTooManyRequests, "Too many requests", "One address or person may ask so much in a short time. Wait for as many seconds as Retry-After says."),
	problemKind("not-signed-in", http.StatusUnauthorized, "Not signed in", "This needs a session or an access token; see /api/v1/docs."),
	problemKind("changed-since", http.StatusPreconditionFailed, "Changed since you read it", "Somebody else changed it: the ETag in If-Match is no longer current. Read it again and do your change on that."),
	problemKind("if-match-needed", http.StatusPreconditionRequired, "If-Match needed", "Send the ETag of what you read in If-Match, so that nobody's change is lost."),
	problemKind("method-not-allowed", http.StatusMethodNotAllowed, "Method not allowed", "This path knows other methods; the Allow header lists them."),
	problemKind("timeout", http.StatusRequestTimeout, "Request took too long", "The body did not arrive in time."),
	problemKind("too-large", http.StatusRequestEntityTooLarge, "Request too large", "The body is larger than a question can be."),
	problemKind("unsupported-media-type", http.StatusUnsupportedMediaType, "Unsupported media type", "Send the body as application/json."),
}

// alreadyPlaced is a yes that came after another one was chosen.
const alreadyPlaced = "already-placed"

// problemNamed makes a problem of a kind that shares its status with others.
func problemNamed(kind, detail string) *problem {
	i := slices.IndexFunc(problems, func(k kindOfProblem) bool { return k.Kind == kind })
	k := problems[i]
	return &problem{Type: k.Type, Title: k.Title, Status: k.Status, Detail: detail}
}

func problemKind(kind string, status int, title, description string) kindOfProblem {
	return kindOfProblem{Type: base + "/problems/" + kind, Kind: kind, Status: status, Title: title, Description: description}
}

// problemOf makes a problem of the kind that has a status. A status without a kind is ours to mend.
func problemOf(status int, detail string) *problem {
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest // huma tells apart what is one kind here
	}
	for _, k := range problems {
		if k.Status == status {
			return &problem{Type: k.Type, Title: k.Title, Status: status, Detail: detail}
		}
	}
	return problemOf(http.StatusInternalServerError, detail)
}

// problem makes the problem of an error. What is our own mistake is logged under its reference.
func (s *server) problem(ctx context.Context, err error) *problem {
	safe := fault.Safe(err)
	if safe.Kind == fault.Denied && !identity.SignedIn(identity.ActorOf(ctx)) {
		return problemOf(http.StatusUnauthorized, "Sign in or send an access token.")
	}
	if safe.Kind == fault.Internal {
		s.Log.LogAttrs(ctx, slog.LevelError, "api", slog.String("ref", safe.Ref), slog.Any("error", err))
	}
	for _, k := range problems {
		if k.Kind == safe.Kind.String() {
			p := &problem{Type: k.Type, Title: k.Title, Status: k.Status, Detail: safe.Text.EN}
			for _, f := range safe.Fields {
				p.Errors = append(p.Errors, problemField{Field: f.Name, Message: f.EN})
			}
			return p
		}
	}
	return problemOf(http.StatusInternalServerError, safe.Text.EN)
}

// refuse answers with the problem of an error.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	writeProblem(w, s.problem(r.Context(), err))
}

// GetHeaders are those that go with a problem: how to sign in, for who is nobody yet (RFC 9110 §11.6.1).
func (p *problem) GetHeaders() http.Header {
	if p.Status != http.StatusUnauthorized {
		return nil
	}
	return http.Header{"Www-Authenticate": {`Bearer realm="eerstelijn"`}}
}

func writeProblem(w http.ResponseWriter, p *problem) {
	maps.Copy(w.Header(), p.GetHeaders())
	body, err := json.Marshal(p)
	if err != nil {
		panic("api: a problem is plain text: " + err.Error())
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_, _ = w.Write(body)
}

// huma makes all its errors with one function of its package; this is the place that it names for
// another shape. Only this package uses huma. Its other default of this kind would document every
// list as one that may be null, which none of ours is.
func init() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := problemOf(status, "The request is not valid.")
		if p.Status != http.StatusBadRequest {
			p.Detail = message
		}
		for _, err := range errs {
			// A detail says where and what is expected. Any other error may repeat what was sent.
			if d, ok := err.(*huma.ErrorDetail); ok && (d.Location != "body" || missing(d) != "") {
				_, field, _ := strings.Cut(d.Location, ".")
				if name := missing(d); name != "" {
					field = strings.TrimPrefix(field+"."+name, ".")
				}
				p.Errors = append(p.Errors, problemField{Field: shownName(field), Message: d.Message})
			} else {
				p.Errors = append(p.Errors, problemField{Field: "body", Message: "expected a JSON object as described in " + base + "/openapi.json"})
			}
		}
		return p
	}
}

// missing gives the name of a field that a body lacks, when that is what an error is about. Names come
// from our own types.
func missing(d *huma.ErrorDetail) string {
	rest, ok := strings.CutPrefix(d.Message, "expected required property ")
	name, _, _ := strings.Cut(rest, " ")
	if !ok {
		return ""
	}
	return name
}

func (s *server) problemList(*struct{}, request) (List[kindOfProblem], error) {
	return all(problems), nil
}

type problemInput struct {
	Kind string `path:"kind" doc:"Soort fout." example:"invalid"`
}

func (s *server) problemKind(in *problemInput, _ request) (kindOfProblem, error) {
	for _, k := range problems {
		if k.Kind == in.Kind {
			return k, nil
		}
	}
	return kindOfProblem{}, fault.Missing("Deze soort fout kennen wij niet.", "unknown kind of problem")
}
