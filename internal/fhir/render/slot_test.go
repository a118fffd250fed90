package render_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/id"
)

// TestSlotsComeBack renders random times and reads them back from what is sent: nothing is lost but what a
// time follows from.
func TestSlotsComeBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	rapid.Check(t, func(t *rapid.T) {
		start := time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "start")).UTC()
		s := appointment.Slot{
			ID: id.New[appointment.SlotID](), Service: id.New[directory.ServiceID](), Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 1440).Draw(t, "minutes")) * time.Minute),
			Kind: rapid.SampledFrom(appointment.Kinds).Draw(t, "kind"), Free: rapid.IntRange(0, 100).Draw(t, "free"),
			Link: rapid.SampledFrom([]string{"", "https://afspraak.example/?a=1&b=2"}).Draw(t, "link"), Phone: rapid.SampledFrom([]string{"", "0800 1234"}).Draw(t, "phone"),
		}
		body, err := r4.Marshal(h.Slot(&s))
		if err != nil {
			t.Fatal(err)
		}
		back, err := r4.Unmarshal(body)
		if err != nil {
			t.Fatal(err)
		}
		got := h.ReadSlot(back.(*r4.Slot))
		got.ID, got.Service = s.ID, s.Service
		if got != s {
			t.Fatalf("sent %+v, read %+v\n%s", s, got, body)
		}
	})
}

// TestASlotOfOthers: what others write has no code of ours and no capacity.
func TestASlotOfOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	got := h.ReadSlot(&r4.Slot{Status: "free", Start: "2026-11-23T09:00:00+01:00", End: "2026-11-23T09:20:00+01:00",
		Extension: []r4.Extension{{URL: "http://hl7.org/fhir/uv/smart-scheduling-links/StructureDefinition/booking-deep-link", ValueURL: new("https://x.example")},
			{URL: "http://fhir-registry.smarthealthit.org/StructureDefinition/slot-capacity", ValueInteger: new(4)}, {URL: "https://elsewhere.example/x", ValueString: new("y")}}})
	want := appointment.Slot{Start: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), End: time.Date(2026, 11, 23, 8, 20, 0, 0, time.UTC), Free: 4, Link: "https://x.example"}
	if got.Start, got.End = got.Start.UTC(), got.End.UTC(); got != want {
		t.Errorf("read %+v, want %+v", got, want)
	}
	busy := h.ReadSlot(&r4.Slot{Status: "busy-unavailable", AppointmentType: &r4.CodeableConcept{Coding: []r4.Coding{{System: "http://terminology.hl7.org/CodeSystem/v2-0276", Code: "ROUTINE"}}},
		Extension: []r4.Extension{{URL: "http://fhir-registry.smarthealthit.org/StructureDefinition/slot-capacity", ValueInteger: new(4)}}})
	if busy.Free != 0 || busy.Kind != capacity.KindCode("") {
		t.Errorf("read %+v", busy)
	}
}
