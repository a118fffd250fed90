package subscription

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/client"
)

// Path is where the FHIR face stands, and Type what this package answers for below it.
const (
	Path = "/fhir"
	Type = "Subscription"
)

const maxBody = 64 << 10

// Face answers for subscriptions. Who acts is who package identity says: it stands behind the door of machine
// clients.
type Face struct {
	*Service
	mux *http.ServeMux
}

// route is one address, with what answers and the act that it is.
type route struct {
	method, path string
	permits      client.Permission
	answer       func(*call) error
	act          string
}

var routes = []route{
	{http.MethodGet, "", client.Search, (*call).search, "subscription.Own"},
	{http.MethodPost, "/_search", client.Search, (*call).search, "subscription.Own"},
	{http.MethodPost, "", client.Create, (*call).create, "subscription.Add"},
	{http.MethodGet, "/{id}", client.Read, (*call).read, "subscription.Get"},
	{http.MethodPut, "/{id}", client.Update, (*call).update, "subscription.Change"},
	{http.MethodGet, "/{id}/$status", client.Read, (*call).statusOf, "subscription.Get"},
	{http.MethodPost, "/{id}/$status", client.Read, (*call).statusOf, "subscription.Get"},
	{http.MethodGet, "/{id}/$events", client.Read, (*call).eventsOf, "subscription.Events"},
	{http.MethodPost, "/{id}/$events", client.Read, (*call).eventsOf, "subscription.Events"},
}

// NewFace makes the face.
func NewFace(s *Service) *Face {
	f := &Face{Service: s, mux: http.NewServeMux()}
	for _, r := range routes {
		f.mux.HandleFunc(r.method+" "+Path+"/"+Type+r.path, func(w http.ResponseWriter, req *http.Request) {
			c := &call{Face: f, w: w, r: req, permits: r.permits}
			err := c.begin()
			if err == nil {
				err = r.answer(c)
			}
			if err != nil {
				c.refuse(err)
			}
		})
	}
	f.mux.HandleFunc("/", f.nowhere)
	return f
}

// Access says for whom each address is: for programs, and what they may is decided by the acts.
func Access() (all []access.Route) {
	for _, r := range routes {
		all = append(all, access.Route{Pattern: r.method + " " + Path + "/" + Type + r.path, For: access.ForAct, Acts: []string{r.act}})
	}
	return all
}

// ServeHTTP answers a program that is signed in.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept, Prefer, Authorization, Cookie")
	if err := outcome.TooLong(r); err != nil {
		(&call{Face: f, w: w, r: r}).refuse(err)
		return
	}
	defer func() { access.CallOf(r.Context()).Answers(r.Pattern) }()
	f.mux.ServeHTTP(w, r)
}

// nowhere answers for an address that is not there, or not with this method. Nothing is ever deleted: what
// must stop is put off.
func (f *Face) nowhere(w http.ResponseWriter, r *http.Request) {
	c := call{Face: f, w: w, r: r}
	c.refuse(outcome.NotHere(f.mux, w, r, "Dit kan hier niet. Stoppen doet u door de status op off te zetten.", "this address knows other methods, see the Allow header; to stop a subscription put its status off"))
}

// call is one request on its way to an answer.
type call struct {
	*Face
	w       http.ResponseWriter
	r       *http.Request
	permits client.Permission
	strict  bool
}

// begin lets in who is signed in, and reads what every request may say.
func (c *call) begin() error {
	if !identity.SignedIn(identity.ActorOf(c.r.Context())) {
		return outcome.Refuse(http.StatusUnauthorized, "login", "Stuur een toegangsbewijs mee.", "send an access token; see "+Path+client.SmartPath)
	}
	c.strict = outcome.Strict(c.r)
	return outcome.OnlyJSON(c.r)
}

func (c *call) actor() access.Actor {
	return client.For(c.r.Context(), identity.ActorOf(c.r.Context()), Type, c.permits)
}

func (c *call) id() ID { return ID(c.r.PathValue("id")) }

// refuse answers with what is wrong. What was understood and cannot be is 422.
func (c *call) refuse(err error) {
	if fault.KindOf(err) == fault.Invalid && (c.permits == client.Create || c.permits == client.Update) {
		outcome.Write(c.w, http.StatusUnprocessableEntity, outcome.From(err, nil).Issues...)
		return
	}
	outcome.Answer(c.w, c.r, c.Log, err, nil)
}

func (c *call) resource(status int, r *Subscription) error {
	h := c.w.Header()
	h.Set("ETag", `W/"`+strconv.FormatInt(r.Version, 10)+`"`)
	h.Set("Last-Modified", r.Changed.UTC().Format(http.TimeFormat))
	return outcome.PrivateOf(c.w, status, c.render(r))
}

// receive reads the subscription that was sent.
func (c *call) receive() (*r4.Subscription, error) {
	body, err := outcome.ReadBody(c.w, c.r, maxBody)
	if err != nil {
		return nil, err
	}
	one, err := outcome.Resource(body, Type)
	if err != nil {
		return nil, err
	}
	return one.(*r4.Subscription), nil
}

// create answers POST.
func (c *call) create() error {
	in, err := c.receive()
	if err != nil {
		return err
	}
	w, err := c.adopt(in)
	if err != nil {
		return err
	}
	made, err := c.Add(c.r.Context(), c.actor(), w)
	if err != nil {
		return err
	}
	made.Headers = masked(made.Headers)
	c.w.Header().Set("Location", c.address(made.ID)+"/_history/"+strconv.FormatInt(made.Version, 10))
	return c.resource(http.StatusCreated, &made)
}

// read answers with a subscription as it is, or with 304 to who has it.
func (c *call) read() error {
	r, err := c.Get(c.r.Context(), c.actor(), c.id())
	if err != nil {
		return err
	}
	for tag := range strings.SplitSeq(c.r.Header.Get("If-None-Match"), ",") {
		if v, ok := version(tag); ok && v == r.Version {
			c.w.Header().Set("ETag", `W/"`+strconv.FormatInt(r.Version, 10)+`"`)
			c.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	return c.resource(http.StatusOK, &r)
}

// update answers PUT. The version that was read must come with it.
func (c *call) update() error {
	in, err := c.receive()
	if err != nil {
		return err
	}
	if in.ID != string(c.id()) {
		return fault.InvalidField("id", "Het id hoort dat van het adres te zijn.", "expected the id of the address")
	}
	w, err := c.adopt(in)
	if err != nil {
		return err
	}
	tag := c.r.Header.Get("If-Match")
	if tag == "" {
		return outcome.Refuse(http.StatusPreconditionRequired, "required", "Stuur de ETag mee in If-Match.", "send If-Match with the ETag of what you read")
	}
	v, _ := version(tag)
	changed, err := c.Change(c.r.Context(), c.actor(), c.id(), v, w)
	if errors.Is(err, ErrStale) {
		return outcome.Refuse(http.StatusPreconditionFailed, "conflict", "Dit abonnement is intussen veranderd. Lees het opnieuw.", "If-Match is not the ETag of the present version; read it again")
	}
	if err != nil {
		return err
	}
	changed.Headers = masked(changed.Headers)
	return c.resource(http.StatusOK, &changed)
}

func version(tag string) (int64, bool) {
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`), 10, 64)
	return n, err == nil
}

// parameters gives what an operation is asked with: in the address, or as a Parameters resource.
func (c *call) parameters() (url.Values, error) {
	values, err := outcome.Query(c.r)
	if err != nil || c.r.Method != http.MethodPost || c.r.ContentLength == 0 {
		return values, err
	}
	body, err := outcome.ReadBody(c.w, c.r, maxBody)
	if err != nil {
		return nil, err
	}
	var in r4.Parameters
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, fault.InvalidField("Parameters", "Stuur een Parameters-bericht.", "expected a Parameters resource")
	}
	for _, p := range in.Parameter {
		switch {
		case p.ValueString != nil:
			values.Add(p.Name, *p.ValueString)
		case p.ValueInteger != nil:
			values.Add(p.Name, strconv.Itoa(*p.ValueInteger))
		case p.ValueCode != nil:
			values.Add(p.Name, *p.ValueCode)
		}
	}
	return values, nil
}

// statusOf answers $status: how a subscription stands.
func (c *call) statusOf() error {
	if _, err := c.parameters(); err != nil {
		return err
	}
	r, err := c.Get(c.r.Context(), c.actor(), c.id())
	if err != nil {
		return err
	}
	status := c.status(&r, queryStatus, nil)
	body, err := r4.Marshal(status)
	if err != nil {
		return err
	}
	return outcome.PrivateOf(c.w, http.StatusOK, &r4.Bundle{Type: "searchset", Total: new(1), Link: []r4.BundleLink{{Relation: "self", URL: c.address(r.ID) + "/$status"}}, Entry: []r4.BundleEntry{{
		FullURL: "urn:uuid:" + status.ID, Resource: body, Search: &r4.BundleEntrySearch{Mode: "match"}}}})
}

// eventsOf answers $events: what a subscription was told, by its numbers.
func (c *call) eventsOf() error {
	values, err := c.parameters()
	if err != nil {
		return err
	}
	bound := func(name string) (n int64, err error) {
		if text := values.Get(name); text != "" {
			if n, err = strconv.ParseInt(text, 10, 64); err != nil || n < 1 {
				return 0, fault.InvalidField(name, "Geef een nummer vanaf 1.", "expected an event number, from 1")
			}
		}
		return n, nil
	}
	from, err := bound("eventsSinceNumber")
	if err != nil {
		return err
	}
	to, err := bound("eventsUntilNumber")
	if err != nil {
		return err
	}
	r, events, err := c.Events(c.r.Context(), c.actor(), c.id(), from, to)
	if err != nil {
		return err
	}
	body, err := c.notification(&r, queryEvent, events, c.Now())
	if err != nil {
		return err
	}
	outcome.Private(c.w, http.StatusOK, body)
	return nil
}
