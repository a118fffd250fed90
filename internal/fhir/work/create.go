package work

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// maskedSubject is what a ServiceRequest says of who it is about.
const maskedSubject = "Wie het is, leest alleen wie vroeg en wie gekozen is"

// What of a new resource may differ from what is served: ours to say, or not kept. The identifier of the sender is
// used to tell whether it was sent before, and is not kept: somebody may write anything in it.
var (
	freeOfRequest = []string{"id", "meta", "text", "identifier", "authoredOn", "subject", "priority"}
	freeOfTask    = []string{"id", "meta", "text", "identifier", "authoredOn", "lastModified", "focus", "priority", "restriction"}
)

func serviceID(id string) directory.ServiceID { return directory.ServiceID(id) }

// create answers POST: a request for a place, or the question to one provider.
func (c *call) create() error {
	resource, whole, err := c.received()
	if err != nil {
		return err
	}
	actor := c.actor(client.Create)
	if in, is := resource.(*r4.ServiceRequest); is {
		return c.createRequest(actor, in, whole)
	}
	return c.createTask(actor, resource.(*r4.Task), whole)
}

// received reads a resource of the type of the address, and whole: every element that it came with.
func (c *call) received() (resource r4.Resource, whole map[string]any, err error) {
	body, err := c.body()
	if err != nil {
		return nil, nil, err
	}
	if resource, err = outcome.Resource(body, c.kind); err != nil {
		return nil, nil, err
	}
	if err := json.Unmarshal(body, &whole); err != nil {
		return nil, nil, fault.InvalidField("resource", "Dit is geen geldige JSON.", "This is not valid JSON.")
	}
	return resource, whole, nil
}

// body reads what was sent, as JSON of FHIR. A full address of ours is written as the relative one that it is.
func (c *call) body() ([]byte, error) {
	body, err := outcome.ReadBody(c.w, c.r, maxBody)
	return bytes.ReplaceAll(body, []byte(`"`+c.base()+`/`), []byte(`"`)), err
}

// createRequest prepares what is asked, and asks it where the status says so: both, or neither.
func (c *call) createRequest(actor access.Actor, in *r4.ServiceRequest, whole map[string]any) error {
	ctx := c.r.Context()
	v, err := c.words(ctx)
	if err != nil {
		return err
	}
	a, err := v.adoptRequest(in)
	if err != nil {
		return err
	}
	if err := c.kept(actor, &a, whole); err != nil {
		return err
	}
	called, err := c.knownAs(actor)
	if err != nil {
		return err
	}
	a.draft.ID = called
	var q placement.Request
	var stood bool
	_, err = c.Spine.Together(ctx, actor, func(ctx context.Context, tx *store.Tx) (err error) {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if q, err = c.Placement.Draft(ctx, actor, a.draft); err != nil {
			return err
		}
		if stood = !q.MadeAt.Equal(now); stood || !a.open {
			return nil
		}
		q, err = c.Placement.Open(ctx, actor, q.ID, a.consent)
		return err
	})
	if err != nil {
		return inWords(err)
	}
	return c.made(&entry{request: &q}, stood)
}

// kept refuses what would be lost: it makes the resource that would be served and holds what was sent against it.
func (c *call) kept(actor access.Actor, a *adopted, whole map[string]any) error {
	q := &placement.Request{State: placement.StateDraft, Draft: a.draft, Organization: network.OrganizationID(actor.Organization), Consent: a.consent}
	if a.open {
		q.State = placement.StateOpen
	} else if !a.consent.At.IsZero() || a.consent.With != "" {
		return unfit("ServiceRequest.extension", "Het gesprek wordt vastgelegd bij het openen. Stuur het mee met status active.", "the talk is recorded when the request is opened: send it with status active")
	}
	r, err := c.renderer(c.r.Context(), q)
	if err != nil {
		return err
	}
	if p, ok := whole["priority"].(string); ok && priorities[q.Urgency] != p && q.Urgency != "" {
		return unfit("ServiceRequest.priority", "De priority past niet bij hoe snel het moet.", "the priority does not go with the urgency: expected "+priorities[q.Urgency])
	}
	return unkept("ServiceRequest", whole, r.request(q), freeOfRequest)
}

// unkept says which element cannot be kept.
func unkept(kind string, whole map[string]any, served r4.Resource, free []string) error {
	where, err := uncovered(whole, served, free)
	if err != nil || where == "" {
		return err
	}
	return unfit(kind+"."+where, "Dit kunnen wij niet bewaren zoals u het stuurt. Laat het weg, of schrijf het zoals in onze gids.", "this cannot be kept as it was sent: leave it out, or write it as the guide and our StructureDefinitions say")
}

// fieldsOf says where the fields of a draft and of a talk stand in a ServiceRequest.
var fieldsOf = map[string]string{
	"ask": "category", "kind": "code", "urgency": "orderDetail", "direction": "orderDetail", "groups": "orderDetail", "wishes": "orderDetail", "languages": "orderDetail",
	"area": "locationReference", "places": "quantityQuantity", "start_by": "occurrencePeriod", "continuity": "supportingInfo", "note": "note",
	"insurer": "extension", "max_km": "extension", "consent_at": "extension", "consent_with": "extension", "why_not": "extension",
}

// inWords gives an error of placement about fields in the words of a ServiceRequest.
func inWords(err error) error {
	if err == nil || fault.KindOf(err) != fault.Invalid {
		return err
	}
	safe := fault.Safe(err)
	if len(safe.Fields) == 0 {
		return invalid(err, "ServiceRequest")
	}
	f := safe.Fields[0]
	name, _, _ := strings.Cut(f.Name, ".")
	where, ok := fieldsOf[name]
	if !ok {
		where = "extension" // what receivers need to know
	}
	return unfit("ServiceRequest."+where, f.Text.NL, f.Text.EN)
}

// knownAs gives the id of a request that the sender names itself: the same name gives the same one, so that what
// is sent again after a line broke is not made twice. Two organisations never share one.
func (c *call) knownAs(actor access.Actor) (placement.RequestID, error) {
	condition := c.r.Header.Get("If-None-Exist")
	if condition == "" {
		return "", nil
	}
	values, err := url.ParseQuery(strings.TrimPrefix(condition, "?"))
	system, value, ok := strings.Cut(values.Get("identifier"), "|")
	if err != nil || !ok || len(values) != 1 || len(values["identifier"]) != 1 || system == "" || value == "" || len(condition) > 1000 {
		return "", outcome.Refuse(http.StatusBadRequest, "invalid", "Schrijf If-None-Exist als identifier=systeem|waarde.", "expected If-None-Exist: identifier=system|value")
	}
	return id.From[placement.RequestID]("fhir", actor.Organization, system, value), nil
}

// createTask asks one provider. Who was asked already and has not answered is not asked twice: that Task is the
// answer.
func (c *call) createTask(actor access.Actor, in *r4.Task, whole map[string]any) error {
	ctx := c.r.Context()
	if err := unnamed(in.For, "Task.for"); err != nil {
		return err
	}
	if in.Status != taskRequested || in.Intent != "order" {
		return unfit("Task.status", "Een nieuwe vraag is requested, met intent order.", "expected status requested and intent order")
	}
	var request string
	if len(in.BasedOn) == 1 {
		request, _ = referredID(in.BasedOn[0].Reference, "ServiceRequest")
	}
	if request == "" {
		return unfit("Task.basedOn", "Noem de ene aanvraag waarvan dit is: ServiceRequest/{id}.", "expected the one ServiceRequest that it is of")
	}
	which, err := id.Parse[placement.RequestID](request)
	if err != nil {
		return unfit("Task.basedOn", "Deze aanvraag bestaat niet.", "no such ServiceRequest")
	}
	q, err := c.Placement.Request(ctx, actor, which)
	if err != nil {
		return err
	}
	o, err := c.offerOf(ctx, in, &q)
	if err != nil {
		return err
	}
	if err := c.keptTask(in, whole, &q, &o); err != nil {
		return err
	}
	before := liveOf(&q, o.ID)
	if before == nil {
		if q, err = c.Placement.Invite(ctx, actor, which, []capacity.OfferID{o.ID}); err != nil {
			return invalid(err, "Task")
		}
	}
	i := liveOf(&q, o.ID)
	if i == nil {
		return fault.New(fault.Conflict, "Deze vraag is meteen weer voorbij.", "the question has ended already")
	}
	return c.made(&entry{task: &task{request: &q, invitation: i}}, before != nil)
}

// liveOf gives the question about an offer that still stands.
func liveOf(q *placement.Request, o capacity.OfferID) *placement.Invitation {
	for i := range q.Invitations {
		if q.Invitations[i].Offer == o && q.Invitations[i].State.Live() {
			return &q.Invitations[i]
		}
	}
	return nil
}

// keptTask refuses what would be lost of a Task. Where it stands and until when is ours to say.
func (c *call) keptTask(in *r4.Task, whole map[string]any, q *placement.Request, o *capacity.Offer) error {
	if in.Focus != nil && in.Focus.Reference != "" {
		if _, service := referredID(in.Focus.Reference, "HealthcareService"); !service && in.Focus.Reference != "ServiceRequest/"+string(q.ID) {
			return unfit("Task.focus", "De focus is de aanvraag, of de HealthcareService die u vraagt.", "expected the ServiceRequest, or the HealthcareService that is asked")
		}
	}
	i := placement.Invitation{ID: placement.InvitationID(q.ID), Request: q.ID, Offer: o.ID, Service: o.Service, Organization: o.Organization, State: placement.Waiting}
	preview := *q
	preview.Invitations = []placement.Invitation{i}
	r, err := c.renderer(c.r.Context(), &preview)
	if err != nil {
		return err
	}
	return unkept("Task", whole, r.task(&task{request: &preview, invitation: &i}), freeOfTask)
}

// made answers with what was made, or with what stood already.
func (c *call) made(e *entry, stood bool) error {
	all, err := c.show([]*entry{e})
	if err != nil {
		return err
	}
	c.tag(&all[0])
	c.w.Header().Set("Location", c.base()+"/"+all[0].name)
	status := http.StatusCreated
	if stood {
		status = http.StatusOK
	}
	outcome.Private(c.w, status, all[0].body)
	return nil
}
