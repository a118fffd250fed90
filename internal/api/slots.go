package api

import (
	"fmt"
	"net/http"
	"time"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
)

// mostSlotsBody holds the most times that one service may have, each with a long address.
const mostSlotsBody = 900 << 10

// slotRoutes are the routes of free times: what a service says of when people can come.
func (s *server) slotRoutes() {
	get(s, "/services/{id}/slots", "slots", "Wanneer er tijd is, om een afspraak te maken", s.slots)
	op := operation(http.MethodPut, "/services/{id}/slots", "putSlots", "Alle vrije tijden van een aanbod doorgeven")
	op.MaxBodyBytes = mostSlotsBody
	addWrite(s, op, http.StatusOK, s.putSlots)
}

type slotsInput struct {
	ID string `path:"id" doc:"Id van het aanbod, zie /services."`
}

// SlotBody is a time as it is sent and given. It is exported because huma fills no other embedded struct.
type SlotBody struct {
	Start string            `json:"start" format:"date-time" doc:"Begin, tot 90 dagen vooruit."`
	End   string            `json:"end" format:"date-time" doc:"Eind, hooguit een dag na het begin."`
	Free  *int              `json:"free,omitempty" minimum:"0" maximum:"100" doc:"Hoeveel mensen nog kunnen komen; 0 is bezet, zonder is 1."`
	Kind  capacity.KindCode `json:"kind,omitempty" enum:"eerste-afspraak,meekijkconsult" doc:"Zonder: eerste-afspraak."`
	Link  string            `json:"link,omitempty" doc:"De pagina bij de aanbieder waar iemand deze tijd boekt (https)."`
	Phone string            `json:"phone,omitempty" doc:"Het nummer waar iemand deze tijd boekt."`
}

type slotShown struct {
	ID string `json:"id" doc:"Dezelfde tijd houdt hetzelfde id."`
	SlotBody
}

type slotsShown struct {
	Service     directory.ServiceID `json:"service"`
	PublishedAt *string             `json:"published_at" format:"date-time" doc:"Wanneer de tijden zijn doorgegeven; null: nog nooit."`
	GoodUntil   *string             `json:"good_until" format:"date-time" doc:"Tot dan gelden ze; daarna weet niemand of ze nog vrij zijn."`
	Source      capacity.Source     `json:"source,omitempty" enum:"person,system" doc:"Wie ze doorgaf."`
	Fresh       bool                `json:"fresh" doc:"Gelden ze nu nog? Zo niet, dan is times leeg."`
	Times       []slotShown         `json:"times" doc:"Tijden die nog komen, de eerste vooraan."`
}

// showSlots gives what of a publication can be relied on at the moment of the request.
func showSlots(service directory.ServiceID, p *appointment.Publication, r request) slotsShown {
	out := slotsShown{Service: service, Times: []slotShown{}}
	if p.Number == 0 {
		return out
	}
	out.PublishedAt, out.GoodUntil = new(stamp(p.At)), new(stamp(p.GoodUntil))
	out.Source, out.Fresh = p.Source, p.Fresh(r.now)
	for _, one := range p.Ahead(r.now) {
		out.Times = append(out.Times, slotShown{string(one.ID), SlotBody{Start: stamp(one.Start), End: stamp(one.End), Free: &one.Free, Kind: one.Kind, Link: one.Link, Phone: one.Phone}})
	}
	return out
}

// slots answers GET /services/{id}/slots.
func (s *server) slots(in *slotsInput, r request) (slotsShown, error) {
	service, err := id.Parse[directory.ServiceID](in.ID)
	if err != nil {
		return slotsShown{}, err
	}
	p, err := s.Appointments.Of(r, service)
	if err != nil {
		return slotsShown{}, err
	}
	return showSlots(service, &p, r), nil
}

type putSlotsInput struct {
	ID   string `path:"id" doc:"Id van het aanbod, zie /services."`
	Body struct {
		GoodForMinutes int        `json:"good_for_minutes,omitempty" minimum:"0" doc:"Zo lang gelden deze tijden; zonder: zoals een cijfer van deze soort vers is. Geef ze voor die tijd opnieuw door."`
		Times          []SlotBody `json:"times" maxItems:"2000" doc:"Alle tijden van dit aanbod. Wat er niet bij staat, vervalt; leeg is: er is geen tijd."`
	}
}

// putSlots answers PUT /services/{id}/slots: all times of a service, as a whole. There is nothing of somebody
// else's to lose in it, so it asks for no version: who publishes last is believed.
func (s *server) putSlots(in *putSlotsInput, r request) (written[slotsShown], error) {
	service, err := id.Parse[directory.ServiceID](in.ID)
	if err != nil {
		return written[slotsShown]{}, err
	}
	sent := appointment.Sent{GoodFor: time.Duration(min(in.Body.GoodForMinutes, mostMinutes)) * time.Minute, Slots: make([]appointment.Slot, len(in.Body.Times))}
	var wrong []fault.Field
	for i := range in.Body.Times {
		t := &in.Body.Times[i]
		slot := &sent.Slots[i]
		*slot = appointment.Slot{Kind: t.Kind, Free: 1, Link: t.Link, Phone: t.Phone}
		if t.Free != nil {
			slot.Free = *t.Free
		}
		for _, m := range []struct {
			name, text string
			into       *time.Time
		}{{"start", t.Start, &slot.Start}, {"end", t.End, &slot.End}} {
			if *m.into, err = time.Parse(time.RFC3339, m.text); err != nil && len(wrong) < 20 {
				wrong = append(wrong, fault.Field{Name: fmt.Sprintf("times[%d].%s", i, m.name),
					Text: fault.Text{NL: "Vul een moment in, zoals 2026-11-23T09:00:00+01:00.", EN: "expected a moment such as 2026-11-23T09:00:00+01:00"}})
			}
		}
	}
	if len(wrong) > 0 {
		return written[slotsShown]{}, fault.InvalidFields(wrong...)
	}
	p, err := s.Appointments.Publish(r, r.actor(), service, sent)
	if err != nil {
		return written[slotsShown]{}, err
	}
	return written[slotsShown]{Body: showSlots(service, &p, r)}, nil
}

// mostMinutes is more than any times hold, and few enough to count in nanoseconds.
const mostMinutes = 1_000_000
