package work

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// Path is where the FHIR face stands; this package answers for some of the types below it.
const Path = "/fhir"

// Types are the types of resources that this package answers for.
var Types = []string{"Task", "ServiceRequest"}

const (
	maxForm = 64 << 10
	maxBody = 256 << 10
)

// Deps is what the face answers from.
type Deps struct {
	Placement *placement.Service
	Capacity  *capacity.Service
	Network   *network.Service
	Policies  *access.Policies
	// Spine has what is prepared and asked at once stand or fall together.
	Spine *act.Spine
	// Public is the address under which people reach the site; empty: what the request came to.
	Public string
	Log    *slog.Logger
	// Now is for tests; nil is the machine's clock.
	Now clock.Clock
	// Codes are the addresses to write codes with; nil means those that come with the program.
	Codes *code.Set
}

// Face answers for placements as FHIR. Who acts is who package identity says: it stands behind the doors
// of machine clients and of sessions.
type Face struct {
	Deps
	mux     *http.ServeMux
	between func() // called between looking and acting; tests let another go first
}

// route is one address, with what answers.
type route struct {
	method, path string
	answer       func(*call) error
}

// routes stand, for each type, beside those of what is public.
var routes = []route{
	{http.MethodGet, "", (*call).search},
	{http.MethodPost, "/_search", (*call).search},
	{http.MethodPost, "", (*call).create},
	{http.MethodGet, "/{id}", (*call).read},
	{http.MethodPut, "/{id}", (*call).update},
}

// New makes the face.
func New(d Deps) *Face {
	if d.Codes == nil {
		d.Codes = code.Builtin()
	}
	if d.Now == nil {
		d.Now = clock.System
	}
	f := &Face{Deps: d, mux: http.NewServeMux()}
	for _, kind := range Types {
		for _, r := range routes {
			f.mux.HandleFunc(r.method+" "+Path+"/"+kind+r.path, func(w http.ResponseWriter, req *http.Request) {
				c := &call{Face: f, w: w, r: req, kind: kind}
				err := c.begin()
				if err == nil {
					err = r.answer(c)
				}
				if err != nil {
					c.refuse(err)
				}
			})
		}
	}
	f.mux.HandleFunc("/", f.nowhere)
	return f
}

// Access says for whom each address is: for who is signed in, and what they may is decided by the acts
// of package placement.
func Access() (all []access.Route) {
	for _, kind := range Types {
		read, find, change := []string{"placement.Request", "placement.Invited"}, []string{"placement.Invited", "placement.Own", "placement.Bridged", "placement.Request"}, []string{"placement.Withdraw"}
		create := []string{"placement.Draft", "placement.Open"}
		if kind == "Task" {
			read = []string{"placement.Request", "placement.Invitation"}
			find = append(find, "placement.Invitation")
			create = []string{"placement.Invite"}
			change = []string{"placement.Answer", "placement.Withdraw", "placement.Start", "placement.Close", "placement.FallThrough"}
		}
		acts := map[string][]string{"": find, "/_search": find, "/{id}": read}
		for _, r := range routes {
			does := acts[r.path]
			switch {
			case r.method == http.MethodPut:
				does = change
			case r.method == http.MethodPost && r.path == "":
				does = create
			}
			all = append(all, access.Route{Pattern: r.method + " " + Path + "/" + kind + r.path, For: access.ForAct, Acts: does})
		}
	}
	return all
}

// Definitions gives our code systems that these resources use, to stand among the others that the FHIR face
// offers.
func (f *Face) Definitions(ctx context.Context) ([]json.RawMessage, error) {
	tables, err := f.Placement.Tables(ctx)
	if err != nil {
		return nil, err
	}
	return vocabulary{f.Codes, tables}.definitions()
}

// ServeHTTP answers for who is signed in. No page of another site may read it.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept, Prefer, Authorization, Cookie")
	if err := outcome.TooLong(r); err != nil {
		(&call{Face: f, w: w, r: r}).refuse(err)
		return
	}
	defer func() { access.CallOf(r.Context()).Answers(r.Pattern) }()
	f.mux.ServeHTTP(w, r)
}

// nowhere answers for an address that is not there, or not with this method. Nothing is ever deleted.
func (f *Face) nowhere(w http.ResponseWriter, r *http.Request) {
	c := call{Face: f, w: w, r: r}
	c.refuse(outcome.NotHere(f.mux, w, r, "Dit kan hier niet. U kunt lezen, zoeken, vragen en een status wijzigen.", "this address knows other methods; see the Allow header"))
}

// call is one request on its way to an answer.
type call struct {
	*Face
	w      http.ResponseWriter
	r      *http.Request
	kind   string
	strict bool // refuse what is not known; see RFC 7240
}

// begin lets in who is signed in, and reads what every request may say.
func (c *call) begin() error {
	if !identity.SignedIn(identity.ActorOf(c.r.Context())) {
		return outcome.Refuse(http.StatusUnauthorized, "login", "Meld u aan, of stuur een toegangsbewijs mee.", "sign in, or send an access token; see "+Path+client.SmartPath)
	}
	c.strict = outcome.Strict(c.r)
	return outcome.OnlyJSON(c.r)
}

// actor is who acts, with what a token of SMART opens of this type.
func (c *call) actor(p client.Permission) access.Actor {
	return client.For(c.r.Context(), identity.ActorOf(c.r.Context()), c.kind, p)
}

// base is our own address, before the type of a resource.
func (c *call) base() string { return outcome.Base(c.r, c.Public, Path) }

// values gives the parameters of the address, and of the form of a _search.
func (c *call) values() (url.Values, error) { return outcome.Values(c.w, c.r, maxForm) }

// read answers with one resource as it is now, or with 304 to who has it already.
func (c *call) read() error {
	one, _, err := c.one(c.actor(client.Read))
	if err != nil {
		return err
	}
	for tag := range strings.SplitSeq(strings.Join(c.r.Header.Values("If-None-Match"), ","), ",") {
		if same(tag, one.version) {
			c.tag(&one)
			c.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	c.resource(&one)
	return nil
}

// one gives the resource of the address, rendered and as it is.
func (c *call) one(actor access.Actor) (out rendered, e entry, err error) {
	ctx, name := c.r.Context(), c.r.PathValue("id")
	if c.kind == "Task" {
		e.task, err = c.task(ctx, actor, name)
	} else {
		e.request, _, err = c.request(ctx, actor, name)
	}
	if err != nil {
		return out, e, err
	}
	all, err := c.show([]*entry{&e})
	if err != nil {
		return out, e, err
	}
	return all[0], e, nil
}

func (c *call) tag(one *rendered) {
	h := c.w.Header()
	h.Set("ETag", `W/"`+one.version+`"`)
	h.Set("Last-Modified", one.at.UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-store")
}

func (c *call) resource(one *rendered) {
	c.tag(one)
	outcome.Private(c.w, http.StatusOK, one.body)
}

// same tells whether a tag of a request is that of a version.
func same(tag, version string) bool {
	tag = strings.TrimSpace(tag)
	return tag == "*" || strings.TrimPrefix(tag, "W/") == `"`+version+`"`
}

// Capabilities says what can be done with each type, for a CapabilityStatement.
func Capabilities() (all []r4.CapabilityStatementRestResource) {
	kinds := map[string]string{"_id": "token", "status": "token", "_lastUpdated": "date"}
	for _, kind := range Types {
		r := r4.CapabilityStatementRestResource{Type: kind, Versioning: "versioned-update", ReadHistory: new(false), UpdateCreate: new(false),
			SupportedProfile: profileOf(kind, code.Builtin()),
			Documentation:    "For who is signed in: a client of SMART Backend Services, or a session. Only status and its reason can be changed, and with in-progress when the care began (executionPeriod.start). Nothing tells who it is about."}
		if kind == "ServiceRequest" {
			r.ConditionalCreate = new(true)
		}
		for _, i := range []string{"read", "create", "search-type", "update"} {
			r.Interaction = append(r.Interaction, r4.CapabilityStatementRestResourceInteraction{Code: i})
		}
		for _, name := range slices.Sorted(maps.Keys(known[kind])) {
			if !known[kind][name] {
				continue
			}
			p := r4.CapabilityStatementRestResourceSearchParam{Name: name, Type: kinds[name]}
			if p.Type == "" {
				p.Type = "reference"
			}
			r.SearchParam = append(r.SearchParam, p)
		}
		all = append(all, r)
	}
	return all
}

var _ http.Handler = (*Face)(nil)

// invalid gives an error of placement about a field in the words of the resource that was sent.
func invalid(err error, where string) error {
	if err == nil || fault.KindOf(err) != fault.Invalid {
		return err
	}
	text := fault.Safe(err).Text
	if fields := fault.Safe(err).Fields; len(fields) > 0 {
		text = fields[0].Text
	}
	return unfit(where, text.NL, text.EN)
}
