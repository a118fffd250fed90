package work

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// task is one Task as somebody sees it: a question or care that bridges the time, with as much of the
// request as they see.
type task struct {
	request    *placement.Request
	invitation *placement.Invitation
	bridging   *placement.Bridging
	provider   bool // seen by whom it is put to
}

func (t *task) id() string {
	if t.invitation != nil {
		return nameTask(ofQuestion, t.request.ID, string(t.invitation.ID), t.invitation.Organization).String()
	}
	return nameTask(ofBridging, t.request.ID, string(t.bridging.ID), t.bridging.Who).String()
}

func (t *task) owner() network.OrganizationID {
	if t.invitation != nil {
		return t.invitation.Organization
	}
	return t.bridging.Who
}

func (t *task) status() (status, business string) {
	switch {
	case t.invitation != nil:
		return statusOf(t.invitation, t.request.State)
	case t.bridging.Ended.IsZero():
		return taskInProgress, bridging
	}
	return taskCompleted, bridged
}

// changed is when the Task became what it is.
func (t *task) changed() time.Time {
	if b := t.bridging; b != nil {
		return latest(b.From, b.Ended)
	}
	at := latest(t.invitation.SentAt, t.invitation.AnsweredAt, t.invitation.EndedAt)
	if t.invitation.State == placement.Chosen {
		at = latest(at, t.request.AcceptedAt, t.request.PlacedAt, t.request.ClosedAt)
	}
	return at
}

// requestChanged is when somebody last did something that shows in the ServiceRequest.
func requestChanged(r *placement.Request) time.Time {
	at := latest(r.MadeAt, r.OpenedAt, r.AcceptedAt, r.PlacedAt, r.ClosedAt)
	for i := range r.Invitations {
		at = latest(at, r.Invitations[i].SentAt, r.Invitations[i].AnsweredAt, r.Invitations[i].EndedAt)
	}
	return at
}

func latest(all ...time.Time) time.Time { return slices.MaxFunc(all, time.Time.Compare) }

// renderer writes resources with the names of the parties in them.
type renderer struct {
	vocabulary
	kinds   *capacity.Tables
	parties map[network.OrganizationID]network.Organization
}

// instant writes a moment; none is nothing.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

func until(t time.Time) *r4.Period {
	if t.IsZero() {
		return nil
	}
	return &r4.Period{End: instant(t)}
}

// party refers to an organisation by its address here and by the number that others know it by.
func (r *renderer) party(of network.OrganizationID) *r4.Reference {
	if of == "" {
		return nil
	}
	o := r.parties[of]
	ref := &r4.Reference{Reference: "Organization/" + string(of), Type: "Organization", Display: o.Name}
	for _, n := range []struct{ system, value string }{{code.URA, o.URA}, {code.KvK, o.KvK}, {code.AGB, o.AGB}, {r.naming("directory-id"), string(of)}} {
		if n.value != "" {
			ref.Identifier = &r4.Identifier{System: n.system, Value: n.value}
			break
		}
	}
	return ref
}

func requestRef(id placement.RequestID) r4.Reference {
	return r4.Reference{Reference: "ServiceRequest/" + string(id), Type: "ServiceRequest"}
}

// priorities says which of FHIR's words an urgency is.
var priorities = map[placement.Urgency]string{placement.Crisis: "stat", placement.Soon: "urgent", placement.Planned: "routine"}

// task renders a question or bridging.
func (r *renderer) task(t *task) *r4.Task {
	status, business := t.status()
	focus := requestRef(t.request.ID)
	out := &r4.Task{
		ID: t.id(), BasedOn: []r4.Reference{focus}, Focus: &focus, Status: status, Intent: "order", Priority: priorities[t.request.Urgency],
		GroupIdentifier: &r4.Identifier{System: r.naming("placement"), Value: string(t.request.ID)},
		BusinessStatus:  r.said(csBusiness, businesses, business),
		Code:            &r4.CodeableConcept{Coding: []r4.Coding{{System: taskCode, Code: "fulfill", Display: "Fulfill the focal request"}}},
		Requester:       r.party(t.request.Organization), Owner: r.party(t.owner()), LastModified: instant(t.changed()),
	}
	if b := t.bridging; b != nil {
		end := b.Ended
		if end.IsZero() {
			end = b.Until
		}
		out.AuthoredOn, out.Description, out.ExecutionPeriod, out.Restriction = instant(b.From), b.What, &r4.Period{Start: instant(b.From), End: instant(end)}, &r4.TaskRestriction{Period: until(b.Until)}
		return out
	}
	i := t.invitation
	out.AuthoredOn, out.Restriction, out.StatusReason = instant(i.SentAt), &r4.TaskRestriction{Period: until(i.Until)}, r.why(t)
	if i.State == placement.Chosen && !t.request.StartedAt.IsZero() {
		out.ExecutionPeriod = &r4.Period{Start: instant(t.request.StartedAt)}
		if t.request.State == placement.StateClosed {
			out.ExecutionPeriod.End = instant(latest(t.request.StartedAt, t.request.ClosedAt))
		}
	}
	refers := func(part, to string) {
		out.Input = append(out.Input, r4.TaskInput{Type: r.said(csPart, pieces, part), ValueReference: &r4.Reference{Reference: to}})
	}
	refers(partService, "HealthcareService/"+string(i.Service))
	refers(partOffer, "Basic/"+string(i.Offer))
	out.Input = append(out.Input, r.needs(t.request.Needs)...)
	if i.State == placement.Offered && !i.HeldUntil.IsZero() {
		out.Output = append(out.Output, r4.TaskOutput{Type: r.said(csPart, pieces, partHeld), ValueDateTime: new(instant(i.HeldUntil))})
	}
	return out
}

// why gives the coded reason for which a question ended: a no, how the care went, or that of the withdrawal that took
// the question along, or why its place fell through, to whoever sees those: a provider whose question is over does not.
// What ended before the request was withdrawn ended for something else.
func (r *renderer) why(t *task) *r4.CodeableConcept {
	i, q := t.invitation, t.request
	switch {
	case i.Reason != "":
		return r.decline(i.Reason)
	case i.Fell != "":
		return r.outcome("FallThrough", i.Fell)
	case q.Outcome == "":
		return nil
	case i.State == placement.Chosen && q.State == placement.StateClosed:
		return r.outcome("Close", q.Outcome)
	case i.State == placement.TakenBack && q.State == placement.StateWithdrawn && i.EndedAt.Equal(q.ClosedAt):
		return r.outcome("Withdraw", q.Outcome)
	}
	return nil
}

// needs are all things that receivers of this kind need to know, in the order of their codes.
func (r *renderer) needs(all map[string]string) (out []r4.TaskInput) {
	for _, item := range slices.Sorted(maps.Keys(all)) {
		out = append(out, r.need(item, all[item]))
	}
	return out
}

// need is what receivers of this kind need to know, with its answer.
func (r *renderer) need(item, answer string) r4.TaskInput {
	in := r4.TaskInput{Type: r.concept(csNeed, item, ""), ValueCodeableConcept: r.concept(csNeedAnswer, item+"."+answer, "")}
	for _, i := range r.tables.Items {
		if i.Code != item {
			continue
		}
		in.Type.Coding[0].Display = i.Name
		for _, a := range i.Answers {
			if a.Code == answer {
				in.ValueCodeableConcept.Coding[0].Display = a.Name
			}
		}
	}
	return in
}

// request renders what is asked. Its subject is somebody of whom nothing is told here.
func (r *renderer) request(q *placement.Request) *r4.ServiceRequest {
	out := &r4.ServiceRequest{
		ID: string(q.ID), Status: requestStatus(q.State), Intent: "order", Priority: priorities[q.Urgency],
		Identifier: []r4.Identifier{{System: r.naming("placement"), Value: string(q.ID)}},
		Category:   []r4.CodeableConcept{*r.said(csAsk, asks, string(q.Ask))},
		Code:       r.concept(csKind, string(q.Kind), r.kinds.KindName(q.Kind)),
		Subject: &r4.Reference{Type: "Patient", Display: maskedSubject,
			Extension: []r4.Extension{{URL: absent, ValueCode: new("masked")}}},
		AuthoredOn: instant(latest(q.OpenedAt, q.MadeAt)), Requester: r.party(q.Organization),
	}
	detail := func(c *r4.CodeableConcept) { out.OrderDetail = append(out.OrderDetail, *c) }
	detail(r.urgency(q.Urgency))
	detail(r.said(csDirection, ways, string(q.Direction)))
	if q.Vulnerable {
		detail(r.said(csPart, pieces, partVulnerable))
	}
	for _, g := range q.Groups {
		detail(r.concept(csGroup, g, ""))
	}
	for _, w := range q.Wishes {
		detail(r.wish(w))
	}
	for _, l := range q.Languages {
		detail(&r4.CodeableConcept{Coding: []r4.Coding{{System: languages, Code: l}}})
	}
	if q.Area != "" {
		out.LocationReference = []r4.Reference{{Type: "Location", Identifier: &r4.Identifier{System: r.naming("cbs-area"), Value: string(q.Area)}}}
	}
	if q.Places > 1 {
		out.QuantityQuantity = &r4.Quantity{Value: json.Number(strconv.Itoa(q.Places))}
	}
	if !q.StartBy.IsZero() {
		out.OccurrencePeriod = until(q.StartBy)
	}
	for i := range q.Invitations {
		ref := r4.Reference{Reference: "HealthcareService/" + string(q.Invitations[i].Service)}
		if !slices.ContainsFunc(out.Performer, func(p r4.Reference) bool { return p.Reference == ref.Reference }) {
			out.Performer = append(out.Performer, ref)
		}
	}
	for _, o := range q.Continuity {
		out.SupportingInfo = append(out.SupportingInfo, *r.party(o))
	}
	if q.Note != "" {
		out.Note = []r4.Annotation{{Text: q.Note}}
	}
	if q.Outcome != "" {
		act := map[placement.State]string{placement.StateClosed: "Close", placement.StateWithdrawn: "Withdraw"}[q.State]
		if act != "" {
			out.Extension = append(out.Extension, r4.Extension{URL: statusReason, ValueCodeableConcept: r.outcome(act, q.Outcome)})
		}
	}
	r.extend(out, q)
	return out
}

func (r *renderer) wish(code string) *r4.CodeableConcept {
	for _, w := range r.tables.Wishes {
		if w.Code == code {
			return r.concept(csWish, code, w.Name)
		}
	}
	return r.concept(csWish, code, "")
}

// rendered is a resource on its way out. Its version is a digest of what it says to who reads it: somebody
// else's answer to the same request is no new version of yours.
type rendered struct {
	name    string // Task/…
	version string
	at      time.Time
	body    []byte
}

func finish(of r4.Resource, at time.Time) (rendered, error) {
	bare, err := r4.Marshal(of)
	if err != nil {
		return rendered{}, err
	}
	sum := sha256.Sum256(bare)
	id, meta := of.Head()
	out := rendered{name: of.FHIRType() + "/" + *id, version: hex.EncodeToString(sum[:8]), at: at}
	*meta = &r4.Meta{VersionID: out.version, LastUpdated: instant(at)}
	out.body, err = r4.Marshal(of)
	return out, err
}

func (r *renderer) showTask(t *task) (rendered, error) { return finish(r.task(t), t.changed()) }

func (r *renderer) showRequest(q *placement.Request) (rendered, error) {
	return finish(r.request(q), requestChanged(q))
}
