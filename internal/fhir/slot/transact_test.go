package slot_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/r4"
)

func scheduleEntry(service string) string {
	return fmt.Sprintf(`{"fullUrl":"urn:uuid:9a1b1a4e-0d0b-4b0e-9a40-0d4c4c7a1b11","resource":{"resourceType":"Schedule","id":%q,"actor":[{"reference":"HealthcareService/%s"}]},"request":{"method":"PUT","url":"Schedule/%s"}}`, service, service, service)
}

func slotEntry(schedule, status, start, more string) string {
	return fmt.Sprintf(`{"resource":{"resourceType":"Slot","schedule":{"reference":%q},"status":%q,"start":%q,"end":"2026-03-03T10:00:00+01:00"%s},"request":{"method":"POST","url":"Slot"}}`, schedule, status, start, more)
}

func transaction(entries ...string) string {
	return `{"resourceType":"Bundle","type":"transaction","entry":[` + strings.Join(entries, ",") + `]}`
}

// TestATransactionPublishes sends the times of a service in FHIR: all of them, as a whole, twice.
func TestATransactionPublishes(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		s := string(h.service(t).ID)
		h.publish(t, h.service(t).ID, at(7))
		body := transaction(slotEntry("urn:uuid:9a1b1a4e-0d0b-4b0e-9a40-0d4c4c7a1b11", "free", "2026-03-03T09:00:00+01:00", `,"extension":[{"url":"http://fhir-registry.smarthealthit.org/StructureDefinition/booking-deep-link","valueUrl":"https://x.example/1"}]`),
			scheduleEntry(s), slotEntry(base+"/Schedule/"+s, "busy-unavailable", "2026-03-03T09:30:00+01:00", ""))
		var first *r4.Bundle
		for range 2 {
			answer, taken, err := h.Transact(t.Context(), program, base, []byte(body))
			if err != nil || !taken || len(answer.Entry) != 3 {
				t.Fatal(answer, taken, err)
			}
			if first == nil {
				first = answer
			}
			for i, want := range []string{"Slot/", "Schedule/" + s, "Slot/"} {
				e := answer.Entry[i]
				if !strings.HasPrefix(e.Response.Location, base+"/"+want) || e.Response.Etag == "" || e.Response.Location != first.Entry[i].Response.Location {
					t.Errorf("entry %d is answered %+v", i, e.Response)
				}
			}
			page, _ := h.find(t, "Slot", "schedule="+s)
			if got := hours(t, page.Matches); len(got) != 2 || !strings.Contains(string(page.Matches[0].Body), "https://x.example/1") || !strings.Contains(string(page.Matches[1].Body), `"busy"`) {
				t.Errorf("found %v", got)
			}
			kind, id, _ := strings.Cut(strings.TrimPrefix(answer.Entry[0].Response.Location, base+"/"), "/")
			if v, err := h.Read(t.Context(), journal.Key{Type: kind, ID: id}); err != nil || answer.Entry[0].Response.Etag != fmt.Sprintf(`W/"%d"`, v.Version) {
				t.Errorf("the tag %s is not that of %+v, %v", answer.Entry[0].Response.Etag, v, err)
			}
		}
		if _, taken, err := h.Transact(t.Context(), program, base, []byte(transaction(scheduleEntry(s)))); err != nil || !taken {
			t.Fatal(taken, err)
		}
		if page, _ := h.find(t, "Slot", "schedule="+s); len(page.Matches) > 0 {
			t.Errorf("times that were not sent again stay: %d", len(page.Matches))
		}
		if page, _ := h.find(t, "Slot", ""); len(page.Matches) != 1 {
			t.Errorf("times of another service went: %d left", len(page.Matches))
		}
	})
}

// TestATransactionThatIsNotTaken is left to who takes others, and one that is wrong changes nothing.
func TestATransactionThatIsNotTaken(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		service := h.service(t).ID
		s := string(service)
		h.publish(t, service, at(1))
		for _, body := range []string{"", "{", `{"resourceType":"Slot"}`, `{"resourceType":"Bundle","type":"batch","entry":[` + scheduleEntry(s) + `]}`, transaction(), "null",
			transaction(`{"resource":{"resourceType":"Location","name":"\"Slot\""},"request":{"method":"POST","url":"Location"}}`)} {
			if answer, taken, err := h.Transact(t.Context(), program, base, []byte(body)); taken || err != nil || answer != nil {
				t.Errorf("%s is taken: %v", body, err)
			}
		}
		good := slotEntry("Schedule/"+s, "free", "2026-03-03T09:00:00+01:00", "")
		for name, c := range map[string]struct {
			body, field string
			who         access.Actor
			kind        fault.Kind
		}{
			"no schedule":      {transaction(good), "Bundle.entry", program, fault.Invalid},
			"two schedules":    {transaction(scheduleEntry(s), scheduleEntry(s)), "Bundle.entry[1]", program, fault.Invalid},
			"something else":   {transaction(scheduleEntry(s), good, `{"request":{"method":"POST","url":"Location"}}`), "Bundle.entry[2].request", program, fault.Invalid},
			"a slot by its id": {transaction(scheduleEntry(s), `{"resource":{"resourceType":"Slot"},"request":{"method":"PUT","url":"Slot/x"}}`), "Bundle.entry[1].request", program, fault.Invalid},
			"no request":       {transaction(scheduleEntry(s), `{"resource":{"resourceType":"Slot"}}`), "Bundle.entry[1].request", program, fault.Invalid},
			"another schedule": {transaction(scheduleEntry(s), slotEntry("Schedule/x", "free", "2026-03-03T09:00:00+01:00", "")), "Bundle.entry[1].resource.schedule", program, fault.Invalid},
			"another status":   {transaction(scheduleEntry(s), slotEntry("Schedule/"+s, "entered-in-error", "2026-03-03T09:00:00+01:00", "")), "Bundle.entry[1].resource.status", program, fault.Invalid},
			"no start":         {transaction(scheduleEntry(s), slotEntry("Schedule/"+s, "free", "", "")), "Bundle.entry[1].resource.start", program, fault.Invalid},
			"no date":          {transaction(scheduleEntry(s), slotEntry("Schedule/"+s, "free", "morgen", "")), "Bundle.entry[1].resource.start", program, fault.Invalid},
			"ends too early":   {transaction(scheduleEntry(s), slotEntry("Schedule/"+s, "free", "2026-03-03T11:00:00+01:00", "")), "Bundle.entry[1].resource.end", program, fault.Invalid},
			"long past":        {transaction(scheduleEntry(s), slotEntry("Schedule/"+s, "free", "2020-03-03T11:00:00+01:00", "")), "Bundle.entry[1].resource.start", program, fault.Invalid},
			"no https":         {transaction(scheduleEntry(s), slotEntry("Schedule/"+s, "free", "2026-03-03T09:00:00+01:00", `,"extension":[{"url":"http://fhir-registry.smarthealthit.org/StructureDefinition/booking-deep-link","valueUrl":"ftp://x"}]`)), "Bundle.entry[1].resource.extension", program, fault.Invalid},
			"no slot":          {transaction(scheduleEntry(s), `{"resource":{"resourceType":"Location"},"request":{"method":"POST","url":"Slot"}}`), "Bundle.entry[1].resource", program, fault.Invalid},
			"no id":            {transaction(strings.ReplaceAll(scheduleEntry(s), `"id":"`+s+`",`, "")), "Bundle.entry[0].resource.id", program, fault.Invalid},
			"no uuid":          {transaction(scheduleEntry("x")), "Bundle.entry[0].resource.id", program, fault.Invalid},
			"another actor":    {transaction(strings.Replace(scheduleEntry(s), "HealthcareService/"+s, "HealthcareService/x", 1)), "Bundle.entry[0].resource.actor", program, fault.Invalid},
			"of somebody else": {transaction(scheduleEntry(s), good), "", rival, fault.Denied},
			"of nobody":        {transaction(scheduleEntry("0198f8f0-0000-7000-8000-000000000000")), "", program, fault.NotFound},
		} {
			_, taken, err := h.Transact(t.Context(), c.who, base, []byte(c.body))
			if !taken || err == nil || fault.KindOf(err) != c.kind {
				t.Errorf("%s: taken %v, %v", name, taken, err)
				continue
			}
			fields := fault.Safe(err).Fields
			if c.field == "" && len(fields) > 0 || c.field != "" && (len(fields) == 0 || fields[0].Name != c.field) {
				t.Errorf("%s: %+v, want %s", name, fields, c.field)
			}
		}
		if page, _ := h.find(t, "Slot", ""); len(page.Matches) != 1 {
			t.Errorf("%d times are left", len(page.Matches))
		}
	})
}

// FuzzTransact: whatever is sent is taken, refused with a reason, or left.
func FuzzTransact(f *testing.F) {
	for _, seed := range []string{transaction(scheduleEntry("x"), slotEntry("Schedule/x", "free", "2026-03-03T09:00:00+01:00", "")), `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Slot"},"resource":{"resourceType":"Slot","extension":[{"url":"x"}]}}]}`} {
		f.Add(seed)
	}
	h := alone(f)
	f.Fuzz(func(t *testing.T, body string) {
		answer, taken, err := h.Transact(t.Context(), program, base, []byte(body))
		if err != nil && fault.KindOf(err) == fault.Internal || !taken && (err != nil || answer != nil) {
			t.Errorf("%v, taken %v", err, taken)
		}
		if answer != nil {
			if _, err := json.Marshal(answer); err != nil {
				t.Error(err)
			}
		}
	})
}
