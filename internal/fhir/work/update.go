package work

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/placement"
)

// sent is a resource as it came, with what of it can be changed.
type sent struct {
	whole  map[string]any
	status string
	reason *r4.CodeableConcept
	period *r4.Period // of a Task
}

// update answers PUT: the act of placement that leads to the status that is put. The same once more changes
// nothing, whatever If-Match says: who did not get the first answer may ask again (RFC 9110 §13.1.1).
func (c *call) update() error {
	in, err := c.receive()
	if err != nil {
		return err
	}
	actor := c.actor(client.Update)
	for attempt := 1; ; attempt++ {
		err := c.change(actor, in)
		if attempt == mostAttempts || !errors.Is(err, placement.ErrMoved) {
			return err
		}
	}
}

// mostAttempts bounds how often an update begins anew, since somebody did something else with the same request.
const mostAttempts = 5

// change does an update over what stands now.
func (c *call) change(actor access.Actor, in sent) error {
	now, e, err := c.one(actor)
	if err != nil {
		return err
	}
	if err := in.onlyStatus(now.body); err != nil {
		return err
	}
	if in.already(now.body) {
		c.resource(&now)
		return nil
	}
	if tag := c.r.Header.Get("If-Match"); tag != "" && !same(tag, now.version) {
		return outcome.Refuse(http.StatusPreconditionFailed, "conflict", "Dit is intussen veranderd. Lees het opnieuw en probeer het dan nog eens.", "If-Match is not the ETag of the present version; read it again")
	}
	if c.between != nil {
		c.between()
	}
	// What may be put was decided on this version: the act is done over it, or not at all.
	if e.task != nil {
		err = c.put(placement.Expecting(c.r.Context(), e.task.request.Version), actor, e.task, in)
	} else {
		err = c.revoke(placement.Expecting(c.r.Context(), e.request.Version), actor, e.request, in)
	}
	if err != nil {
		return err
	}
	if now, _, err = c.one(actor); err != nil {
		return err
	}
	c.resource(&now)
	return nil
}

// receive reads the resource that was sent.
func (c *call) receive() (in sent, err error) {
	resource, whole, err := c.received()
	if err != nil {
		return in, err
	}
	if id, _ := resource.Head(); *id != c.r.PathValue("id") {
		return in, fault.InvalidField("id", "Het id hoort dat van het adres te zijn.", "expected the id of the address")
	}
	in.whole = whole
	switch r := resource.(type) {
	case *r4.Task:
		in.status, in.reason, in.period = r.Status, r.StatusReason, r.ExecutionPeriod
	case *r4.ServiceRequest:
		in.status, in.reason = r.Status, reasonOf(r.Extension)
	}
	return in, nil
}

func reasonOf(all []r4.Extension) *r4.CodeableConcept {
	for _, e := range all {
		if e.URL == statusReason {
			return e.ValueCodeableConcept
		}
	}
	return nil
}

// free are the elements that may differ from what stands: what can be changed, and what follows from it.
var free = []string{"meta", "text", "status", "statusReason", "businessStatus", "lastModified"}

// onlyStatus refuses a change of anything else: to pass it over would be to say that it was done. An element
// that was not sent is left as it is.
func (in *sent) onlyStatus(now []byte) error {
	var stands map[string]any
	if err := json.Unmarshal(now, &stands); err != nil {
		return err
	}
	var other []string
	for name, value := range in.whole {
		if slices.Contains(free, name) || name == "executionPeriod" && in.begins(now) {
			continue
		}
		is := stands[name]
		if name == "extension" {
			value, is = butReason(value), butReason(is)
			if len(value.([]any)) == 0 {
				continue
			}
		}
		if !reflect.DeepEqual(value, is) {
			other = append(other, name)
		}
	}
	if len(other) == 0 {
		return nil
	}
	slices.Sort(other)
	return unfit(elementName(other[0]), "Alleen de status en de reden daarvan kunnen hier veranderen, en bij in-progress het begin.",
		"only the status and its reason can be changed, and with in-progress the start of executionPeriod; another element differs from what stands")
}

// begins tells whether what is put says when the care began: of what has not begun yet, or the same once more.
func (in *sent) begins(now []byte) bool {
	resource, err := r4.Unmarshal(now)
	if err != nil || in.status != taskInProgress {
		return false
	}
	t, is := resource.(*r4.Task)
	return is && (t.Status == taskAccepted || beginsAs(in.period, t.ExecutionPeriod))
}

// elementName bounds what is said back of an element.
func elementName(name string) string {
	if !isID(strings.TrimPrefix(name, "_")) {
		return "resource"
	}
	return name
}

// butReason gives extensions without those that tell why a request has its status.
func butReason(value any) any {
	all, ok := value.([]any)
	if value != nil && !ok {
		return []any{value}
	}
	return slices.DeleteFunc(slices.Clone(all), func(one any) bool {
		e, is := one.(map[string]any)
		return is && e["url"] == statusReason
	})
}

// already tells whether what is put stands already. A place that fell through stands as the no that it
// amounts to.
func (in *sent) already(now []byte) bool {
	resource, err := r4.Unmarshal(now)
	if err != nil {
		return false
	}
	var status string
	var reason *r4.CodeableConcept
	switch r := resource.(type) {
	case *r4.Task:
		status, reason = r.Status, r.StatusReason
	case *r4.ServiceRequest:
		status, reason = r.Status, reasonOf(r.Extension)
	}
	if in.status != status {
		return false
	}
	if in.reason == nil || reason == nil {
		return true
	}
	return slices.ContainsFunc(in.reason.Coding, func(c r4.Coding) bool {
		no := string(placement.AsNo(placement.ReasonCode(c.Code)))
		return slices.ContainsFunc(reason.Coding, func(o r4.Coding) bool {
			return status == taskRejected && no == o.Code || (c.System == o.System || c.System == "") && c.Code == o.Code
		})
	})
}

// put does the act that leads a question to a status.
func (c *call) put(ctx context.Context, actor access.Actor, t *task, in sent) error {
	can := possible(t)
	at := slices.IndexFunc(can, func(m move) bool { return m.to == in.status })
	if at < 0 {
		return c.notFrom(t, can)
	}
	m := can[at]
	why, err := c.reason(m, in)
	if err != nil {
		return err
	}
	which := t.request.ID
	switch m.act {
	case "Answer":
		_, err = c.Placement.Answer(ctx, actor, t.invitation.ID, placement.Answer{Yes: m.to == taskAccepted, Reason: why})
	case "Withdraw":
		if others(t) {
			return unfit("Task.status", "Van deze aanvraag lopen nog meer vragen. Zet de ServiceRequest op revoked; dan vervallen zij samen.",
				"other Tasks of the request still stand; put the ServiceRequest with status revoked, which cancels them together")
		}
		_, err = c.Placement.Withdraw(ctx, actor, which, why)
	case "Start":
		var at time.Time
		if at, err = startAt(in.period, t.request.OpenedAt, c.Now()); err == nil {
			_, err = c.Placement.Start(ctx, actor, which, at)
		}
	case "FallThrough":
		_, err = c.Placement.FallThrough(ctx, actor, which, why)
	case "Close":
		_, err = c.Placement.Close(ctx, actor, which, why)
	default:
		err = errors.New("no act " + m.act)
	}
	return invalid(err, "Task")
}

// notFrom says which statuses can be put, by whoever asks.
func (c *call) notFrom(t *task, can []move) error {
	status, _ := t.status()
	var names []string
	for _, m := range can {
		if m.act != "Withdraw" || !others(t) {
			names = append(names, m.to)
		}
	}
	if len(names) == 0 {
		return unfit("Task.status", "Deze taak is "+status+". Daar kunt u hier niets meer aan veranderen.", "the Task is "+status+"; nothing can be put by you")
	}
	list := strings.Join(names, ", ")
	return unfit("Task.status", "Deze taak is "+status+". U kunt kiezen uit: "+list+".", "the Task is "+status+"; allowed for you: "+list)
}

// reason reads why, where the act asks for it.
func (c *call) reason(m move, in sent) (placement.ReasonCode, error) {
	if m.reasons == "" {
		return "", nil
	}
	v, err := c.words(c.r.Context())
	if err != nil {
		return "", err
	}
	system := v.system(m.reasons)
	var codes []string
	for _, w := range v.reasons(m.reasons) {
		if m.takes(w.code) {
			codes = append(codes, w.code)
		}
	}
	if in.reason != nil {
		for _, coding := range in.reason.Coding {
			if (coding.System == system || coding.System == "") && slices.Contains(codes, coding.Code) {
				return placement.ReasonCode(coding.Code), nil
			}
		}
	}
	list := strings.Join(codes, ", ")
	return "", unfit(c.kind+".statusReason", "Geef een reden: een code uit "+system+" ("+list+").", "expected statusReason with a code of "+system+": "+list)
}

// revoke withdraws a request: the one status of a ServiceRequest that can be put.
func (c *call) revoke(ctx context.Context, actor access.Actor, q *placement.Request, in sent) error {
	if in.status != "revoked" || requestStatus(q.State) == "completed" {
		return unfit("ServiceRequest.status", "Een ServiceRequest kunt u alleen intrekken (revoked), zolang hij loopt.", "the ServiceRequest is "+requestStatus(q.State)+"; allowed while it is draft or active: revoked")
	}
	why, err := c.reason(move{reasons: csWithdraw}, in)
	if err != nil {
		return err
	}
	_, err = c.Placement.Withdraw(ctx, actor, q.ID, why)
	return invalid(err, "ServiceRequest")
}

func (f *Face) words(ctx context.Context) (vocabulary, error) {
	tables, err := f.Placement.Tables(ctx)
	return vocabulary{f.Codes, tables}, err
}
