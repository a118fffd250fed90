package slot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
)

// entry is one part of a transaction.
type entry struct {
	at, method, url, kind, fullURL string
	body                           json.RawMessage
}

func invalid(where, nl, en string) error { return fault.InvalidField(where, nl, en) }

// Transact does a transaction that publishes the times of one service: a PUT of its Schedule and a POST of each
// Slot, which replace all that there were. taken says that the Bundle is one of these; any other is left to
// whoever else takes transactions.
func (f *Face) Transact(ctx context.Context, who access.Actor, base string, body []byte) (answer *r4.Bundle, taken bool, err error) {
	defer fault.Wrap(&err, "slot.Transact")
	if !bytes.Contains(body, []byte(`"Slot"`)) && !bytes.Contains(body, []byte(`"Schedule"`)) {
		return nil, false, nil
	}
	var b r4.Bundle
	if kind, err := r4.TypeOf(body); err != nil || kind != "Bundle" || json.Unmarshal(body, &b) != nil || b.Type != "transaction" {
		return nil, false, nil
	}
	entries := make([]entry, len(b.Entry))
	for i := range b.Entry {
		e := &b.Entry[i]
		entries[i] = entry{at: "Bundle.entry[" + strconv.Itoa(i) + "]", fullURL: e.FullURL, body: e.Resource}
		if e.Request != nil {
			entries[i].method, entries[i].url = e.Request.Method, strings.TrimPrefix(strings.TrimPrefix(e.Request.URL, base), "/")
		}
		entries[i].kind, _, _ = strings.Cut(entries[i].url, "/")
		taken = taken || entries[i].kind == schedule || entries[i].kind == slot
	}
	if !taken {
		return nil, false, nil
	}
	service, at, sent, err := f.read(ctx, entries, base)
	if err != nil {
		return nil, true, err
	}
	p, err := f.Appointments.Publish(ctx, writer(ctx, who, len(sent.Slots) > 0), service, sent)
	if err != nil {
		return nil, true, inBundle(err, entries, at)
	}
	answer, err = f.answer(ctx, &p, &sent, entries, base)
	return answer, true, err
}

// writer is who publishes. A token of SMART must open each type that is written: what it opens of one of them
// alone does not count.
func writer(ctx context.Context, who access.Actor, slots bool) access.Actor {
	as := client.For(ctx, who, schedule, client.Update)
	if slots {
		also := strings.Fields(client.For(ctx, who, slot, client.Create).Scopes)
		as.Scopes = strings.Join(slices.DeleteFunc(strings.Fields(as.Scopes), func(s string) bool { return !slices.Contains(also, s) }), " ")
	}
	return as
}

// read reads what is published of which service; at says in which entry each time stands.
func (f *Face) read(ctx context.Context, entries []entry, base string) (service directory.ServiceID, at []int, sent appointment.Sent, err error) {
	var of *entry
	for i := range entries {
		e := &entries[i]
		switch {
		case e.kind == schedule && e.method == http.MethodPut:
			if of != nil {
				return "", nil, sent, invalid(e.at, "Geef per transactie de tijden van één aanbod door.", "expected one Schedule in a transaction")
			}
			of = e
		case e.kind == slot && e.url == slot && e.method == http.MethodPost:
		default:
			return "", nil, sent, invalid(e.at+".request", "Tijden geeft u door met PUT Schedule/{id} en POST Slot, en niets daarnaast.", "times are published by PUT Schedule/{id} and POST Slot, and nothing beside these")
		}
	}
	if of == nil {
		return "", nil, sent, invalid("Bundle.entry", "De Schedule ontbreekt. Stuur hem mee met PUT Schedule/{id van het aanbod}.", "the Schedule is missing; send it along by PUT Schedule/{id of the service}")
	}
	if service, err = f.whose(of); err != nil {
		return "", nil, sent, err
	}
	r, err := f.renderer(ctx)
	if err != nil {
		return "", nil, sent, err
	}
	known := map[string]bool{schedule + "/" + string(service): true, base + "/" + schedule + "/" + string(service): true}
	if of.fullURL != "" {
		known[of.fullURL] = true
	}
	for i := range entries {
		e := &entries[i]
		if e.kind != slot {
			continue
		}
		var in r4.Slot
		if err := readAs(e, &in); err != nil {
			return "", nil, sent, err
		}
		if in.Schedule == nil || !known[in.Schedule.Reference] {
			return "", nil, sent, invalid(e.at+".resource.schedule", "Dit verwijst niet naar de Schedule in deze transactie.", "this does not refer to the Schedule of the transaction")
		}
		if in.Status != "free" && !strings.HasPrefix(in.Status, "busy") {
			return "", nil, sent, invalid(e.at+".resource.status", "Kies free of busy.", "expected free or busy")
		}
		for name, text := range map[string]string{"start": in.Start, "end": in.End} {
			if _, err := time.Parse(time.RFC3339, text); err != nil {
				return "", nil, sent, invalid(e.at+".resource."+name, "Vul een moment in, zoals 2026-11-23T09:00:00+01:00.", "expected an instant such as 2026-11-23T09:00:00+01:00")
			}
		}
		at = append(at, i)
		sent.Slots = append(sent.Slots, r.ReadSlot(&in))
	}
	return service, at, sent, nil
}

// whose reads of which service a Schedule is: its id is that of the service.
func (f *Face) whose(e *entry) (directory.ServiceID, error) {
	var in r4.Schedule
	if err := readAs(e, &in); err != nil {
		return "", err
	}
	service, err := id.Parse[directory.ServiceID](strings.TrimPrefix(e.url, schedule+"/"))
	if err != nil || in.ID != string(service) {
		return "", invalid(e.at+".resource.id", "Het id van een Schedule is dat van het aanbod (HealthcareService).", "the id of a Schedule is that of its HealthcareService")
	}
	for i := range in.Actor {
		if of, is := strings.CutPrefix(in.Actor[i].Reference, "HealthcareService/"); is && of != string(service) {
			return "", invalid(e.at+".resource.actor", "Dit is een ander aanbod dan dat van deze Schedule.", "this is another service than that of the Schedule")
		}
	}
	return service, nil
}

// readAs reads the resource of an entry, which is what its address says.
func readAs(e *entry, into r4.Resource) error {
	if kind, err := r4.TypeOf(e.body); err != nil || kind != into.FHIRType() {
		return invalid(e.at+".resource", "De bron ontbreekt, of is een andere dan in het adres.", "the resource is missing, or another one than its address says")
	}
	if err := json.Unmarshal(e.body, into); err != nil {
		return invalid(e.at+".resource", "Deze bron is niet te lezen.", "the resource cannot be read")
	}
	return nil
}

// inBundle names the fields of an error as the transaction has them.
func inBundle(err error, entries []entry, at []int) error {
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	safe := *fault.Safe(err)
	fields := append([]fault.Field(nil), safe.Fields...)
	for i := range fields {
		var n int
		if _, failed := fmt.Sscanf(fields[i].Name, "times[%d]", &n); failed == nil && n < len(at) {
			_, name, _ := strings.Cut(fields[i].Name, "]")
			element := map[string]string{"": "", ".start": ".start", ".end": ".end", ".kind": ".appointmentType"}
			part, plain := element[name]
			if !plain {
				part = ".extension"
			}
			fields[i].Name = entries[at[n]].at + ".resource" + part
		} else {
			fields[i].Name = "Bundle.entry"
		}
	}
	return fault.InvalidFields(fields...)
}

// answer says what became of each entry, in their order.
func (f *Face) answer(ctx context.Context, p *appointment.Publication, sent *appointment.Sent, entries []entry, base string) (*r4.Bundle, error) {
	all, err := f.schedules(ctx, p.Service)
	if err != nil {
		return nil, err
	}
	times := make([]appointment.Found, len(p.Slots))
	for i := range p.Slots {
		times[i] = appointment.Found{Slot: p.Slots[i], PublishedAt: p.At}
	}
	slots, err := f.slots(ctx, times)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*journal.Version, len(slots))
	for i := range slots {
		byID[slots[i].ID] = &slots[i]
	}
	ids := sent.IDs(p.Service)
	out := &r4.Bundle{Type: "transaction-response", Entry: make([]r4.BundleEntry, len(entries))}
	for i := range entries {
		var v *journal.Version
		status := "201 Created"
		switch {
		case entries[i].kind == slot:
			v, ids = byID[render.ID(ids[0])], ids[1:]
		case len(all) > 0: // else it was hidden a moment ago
			v, status = &all[0], "200 OK"
		}
		out.Entry[i].Response = &r4.BundleEntryResponse{Status: status}
		if v != nil {
			out.Entry[i].FullURL = base + "/" + v.String()
			out.Entry[i].Response.Location = base + "/" + v.String()
			out.Entry[i].Response.Etag = `W/"` + versionID(v.Version) + `"`
			out.Entry[i].Response.LastModified = v.At.UTC().Format(journal.Instant)
		}
	}
	return out, nil
}
