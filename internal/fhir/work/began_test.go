package work_test

import (
	"net/http"
	"testing"
	"time"

	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// The chosen provider tells with the beginning when that was: a day or a moment, within what can be.
func TestTaskBeginsOnADay(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		q, tasks := h.asked(t, placement.Soon, one)
		nurse := provider(one)
		begins := func(period string) (int, string) {
			w := h.send(t, nurse, http.MethodPut, "Task/"+tasks[0].ID, `{"resourceType":"Task","id":"`+tasks[0].ID+`","intent":"order","status":"in-progress","executionPeriod":`+period+`}`)
			return w.Code, w.Body.String()
		}
		wants[r4.Task](t, h.put(t, nurse, tasks[0].ID, "accepted", ""), http.StatusOK)
		if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(t, h, q, one)); err != nil {
			t.Fatal(err)
		}
		opened := h.wall.now()
		h.wall.add(24 * time.Hour)
		day := opened.Format(time.DateOnly)
		for name, period := range map[string]string{"an end": `{"start":"` + day + `","end":"` + day + `"}`, "no start": `{"end":"` + day + `"}`, "a month": `{"start":"2026-11"}`,
			"a day before": `{"start":"` + opened.AddDate(0, 0, -1).Format(time.DateOnly) + `"}`, "a day to come": `{"start":"` + opened.AddDate(0, 0, 2).Format(time.DateOnly) + `"}`,
			"a moment before": `{"start":"` + opened.Add(-time.Hour).Format(time.RFC3339) + `"}`} {
			if code, body := begins(period); code != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", name, code, body)
			}
		}
		for range 2 { // the second time changes nothing
			if code, body := begins(`{"start":"` + day + `"}`); code != http.StatusOK {
				t.Fatalf("%d %s", code, body)
			}
		}
		got := h.get(t, nurse, tasks[0].ID)
		at, err := time.Parse(time.RFC3339, got.ExecutionPeriod.Start)
		if err != nil || at.Before(opened.Truncate(time.Millisecond)) || at.After(opened.Add(12*time.Hour)) {
			t.Errorf("begun %s, opened %s", got.ExecutionPeriod.Start, opened)
		}
		if code, body := begins(`{"start":"` + h.wall.now().Format(time.DateOnly) + `"}`); code != http.StatusUnprocessableEntity {
			t.Errorf("another day: %d %s", code, body)
		}
	})
}

// A beginning of today is this moment.
func TestTaskBeginsToday(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "een", 2, 5)
		q, tasks := h.asked(t, placement.Soon, one)
		nurse := provider(one)
		wants[r4.Task](t, h.put(t, nurse, tasks[0].ID, "accepted", ""), http.StatusOK)
		if _, err := h.Choose(t.Context(), placementtest.Asker, q.ID, invitationOf(t, h, q, one)); err != nil {
			t.Fatal(err)
		}
		h.wall.add(time.Minute)
		w := h.send(t, nurse, http.MethodPut, "Task/"+tasks[0].ID,
			`{"resourceType":"Task","id":"`+tasks[0].ID+`","intent":"order","status":"in-progress","executionPeriod":{"start":"`+h.wall.now().Format(time.DateOnly)+`"}}`)
		if got := wants[r4.Task](t, w, http.StatusOK); got.ExecutionPeriod.Start != h.wall.now().Format("2006-01-02T15:04:05.000Z07:00") {
			t.Errorf("%s", got.ExecutionPeriod.Start)
		}
	})
}
