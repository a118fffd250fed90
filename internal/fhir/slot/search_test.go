package slot_test

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
)

// TestWhatIsFound asks in every way that there is.
func TestWhatIsFound(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		one, two, quiet := h.service(t), h.service(t), h.service(t)
		taken, advice := at(3), at(5)
		taken.Free, advice.Kind = 0, appointment.Advice
		h.publish(t, one.ID, at(1), at(2), taken)
		h.publish(t, two.ID, at(2), at(30), advice)
		for query, want := range map[string][]int{
			"":            {1, 2, 2, 3, 5, 30},
			"status=free": {1, 2, 2, 5, 30},
			"status=busy": {3},
			"status=http://hl7.org/fhir/slotstatus|free&start=ge2026-03-02T11:00:00Z": {2, 2, 5, 30},
			"start=2026-03-03":                                          {30},
			"start=gt2026-03-02T11:00:00Z":                              {3, 5, 30},
			"start=lt2026-03-02T11:00:00Z":                              {1},
			"start=ne2026-03-02":                                        {30},
			"start=ge2026-03-02T11:00:00Z&start=lt2026-03-02T13:00:00Z": {2, 2, 3},
			"schedule=Schedule/" + string(one.ID):                       {1, 2, 3},
			"schedule=" + string(one.ID) + "&status=free":               {1, 2},
			"schedule=" + base + "/Schedule/" + string(two.ID):          {2, 5, 30},
			"schedule=" + string(quiet.ID):                              nil,
			"schedule=nobody":                                           nil,
			"schedule=" + string(one.ID) + "," + string(two.ID) + "&start=lt2026-03-02T12:30:00Z": {1, 2, 2, 3},
			"schedule=" + string(one.ID) + "&schedule=" + string(two.ID):                          nil,
			"schedule.actor=HealthcareService/" + string(two.ID):                                  {2, 5, 30},
			"schedule.actor:Location=" + string(one.Locations[0].ID):                              {1, 2, 3},
			"schedule.specialty=fysiotherapie&status=busy":                                        {3},
			"schedule.specialty=tandheelkunde":                                                    nil,
			"appointment-type=meekijkconsult":                                                     {5},
			"appointment-type:not=meekijkconsult&start=ge2026-03-02T12:00:00Z":                    {3, 30},
			"schedule:missing=true":                                                               nil,
			"_lastUpdated=2026-03-02":                                                             {1, 2, 2, 3, 5, 30},
			"_lastUpdated=lt2026-03-02":                                                           nil,
			"_sort=start&_count=1000":                                                             {1, 2, 2, 3, 5, 30},
			"_id=nothing":                                                                         nil,
		} {
			page, _ := h.find(t, "Slot", query)
			if got := hours(t, page.Matches); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
			if page.Next != "" || page.Total != int64(len(want)) {
				t.Errorf("%s: total %d, next %q", query, page.Total, page.Next)
			}
		}
		for query, want := range map[string]int{
			"": 2, "actor=HealthcareService/" + string(one.ID): 1, "actor=Location/" + string(two.Locations[0].ID): 1, "actor=" + string(quiet.ID): 0,
			"_id=" + string(one.ID): 1, "_id=" + string(quiet.ID): 0, "active=true": 2, "active=false": 0, "service-type=fysiotherapie": 2, "specialty:not=fysiotherapie": 0, "_sort=_id": 2,
		} {
			if page, _ := h.find(t, "Schedule", query); len(page.Matches) != want || page.Total != int64(want) {
				t.Errorf("Schedule?%s: %d of %d, want %d", query, len(page.Matches), page.Total, want)
			}
		}
		page, _ := h.find(t, "Slot", "_include=Slot:schedule&start=lt2026-03-02T11:30:00Z")
		if len(page.Included) != 2 || page.Included[0].Type != "Schedule" {
			t.Errorf("included are %v", page.Included)
		}
		if count, _ := h.find(t, "Slot", "_summary=count&status=free"); count.Total != 5 || len(count.Matches) > 0 {
			t.Errorf("counted %d", count.Total)
		}
	})
}

// TestPagesGiveEachOnce walks all pages of every size while times begin and others are published.
func TestPagesGiveEachOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		var all []int
		for range 3 {
			s := h.service(t)
			var slots []appointment.Slot
			for i := range 7 {
				slots = append(slots, at(2+i))
				all = append(all, 2+i)
			}
			h.publish(t, s.ID, slots...)
		}
		slices.Sort(all)
		for count := 1; count <= 22; count += 3 {
			var got []int
			for cursor := ""; ; {
				query := fmt.Sprintf("status=free&_count=%d&_total=accurate", count)
				if cursor != "" {
					query += "&_cursor=" + cursor
				}
				page, _ := h.find(t, "Slot", query)
				if page.Total != int64(len(all)) {
					t.Errorf("total %d, want %d", page.Total, len(all))
				}
				got = append(got, hours(t, page.Matches)...)
				if cursor = page.Next; cursor == "" {
					break
				}
			}
			if !slices.Equal(got, all) {
				t.Errorf("pages of %d give %v, want %v", count, got, all)
			}
		}
		var schedules []string
		for cursor := ""; ; {
			page, _ := h.find(t, "Schedule", "_count=1"+cursor)
			for _, v := range page.Matches {
				schedules = append(schedules, v.ID)
			}
			if page.Next == "" {
				break
			}
			cursor = "&_cursor=" + page.Next
		}
		if len(schedules) != 3 || !slices.IsSorted(schedules) {
			t.Errorf("schedules %v", schedules)
		}
	})
}

// TestTimesGoByTheClock reads a time before it begins and when it does, and a schedule until it is too old.
func TestTimesGoByTheClock(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		s := h.service(t)
		p := h.publish(t, s.ID, at(1), at(60))
		first := journal.Key{Type: "Slot", ID: string(p.Slots[0].ID)}
		was, err := h.Read(t.Context(), first)
		if err != nil || was.Key != first || was.Version <= 0 || was.Version >= 1<<53 {
			t.Fatalf("%+v %v", was, err)
		}
		again, err := h.Read(t.Context(), first)
		if err != nil || again.Version != was.Version || !bytes.Equal(again.Body, was.Body) {
			t.Errorf("read again %s %v", again.Body, err)
		}
		schedule, err := h.Read(t.Context(), journal.Key{Type: "Schedule", ID: string(s.ID)})
		if err != nil || !strings.Contains(string(schedule.Body), `"active":true`) {
			t.Fatalf("%s %v", schedule.Body, err)
		}
		h.advance(time.Hour)
		if _, err := h.Read(t.Context(), first); err == nil || fault.KindOf(err) != fault.NotFound {
			t.Errorf("a time that began is read: %v", err)
		}
		h.advance(p.GoodUntil.Sub(h.now()))
		old, err := h.Read(t.Context(), journal.Key{Type: "Schedule", ID: string(s.ID)})
		if err != nil || !strings.Contains(string(old.Body), `"active":false`) || old.Version == schedule.Version {
			t.Errorf("an old schedule is %s %v", old.Body, err)
		}
		if page, _ := h.find(t, "Slot", ""); len(page.Matches) > 0 {
			t.Errorf("old times are found: %v", hours(t, page.Matches))
		}
		if _, err := h.directory.Hide(t.Context(), admin, s.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Read(t.Context(), journal.Key{Type: "Schedule", ID: string(s.ID)}); err == nil || fault.KindOf(err) != fault.NotFound {
			t.Errorf("the schedule of a hidden service is read: %v", err)
		}
	})
}

// TestLinesAreTheSame writes all there is twice: the same bytes, each line a resource, each Slot of a Schedule
// that is there too.
func TestLinesAreTheSame(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		for range 3 {
			h.publish(t, h.service(t).ID, at(1), at(2))
		}
		write := func(kind string) string {
			var b bytes.Buffer
			newest, err := h.Lines(t.Context(), kind, &b)
			if err != nil || !newest.Equal(monday) {
				t.Fatal(newest, err)
			}
			return b.String()
		}
		schedules, slots := write("Schedule"), write("Slot")
		if schedules != write("Schedule") || slots != write("Slot") || strings.Count(slots, "\n") != 6 || strings.Count(schedules, "\n") != 3 {
			t.Errorf("%s%s", schedules, slots)
		}
		for line := range strings.Lines(slots) {
			_, ref, _ := strings.Cut(line, `"reference":"Schedule/`)
			if ref, _, _ = strings.Cut(ref, `"`); !strings.Contains(schedules, `"id":"`+ref+`"`) {
				t.Errorf("a time of no schedule: %s", line)
			}
		}
		h.advance(time.Hour)
		if got := write("Slot"); strings.Count(got, "\n") != 3 {
			t.Errorf("times that began are written: %s", got)
		}
	})
}

// TestWhateverIsAsked: a question is answered or refused, whatever stands in it.
func TestWhateverIsAsked(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		h.publish(t, h.service(t).ID, at(1))
		nasty := []string{"", "\x00", "\xff\xfe", "'", ",", "|", "Schedule/\x00", "HealthcareService/\xff", "0001-01-01", "9999-12-31T23:59:59Z", "ge0001", "ap9999", "ne2026", "free|free", strings.Repeat("a,", 90), "a\\,b", "true", "Schedule:actor", "\U0010FFFF"}
		for _, kind := range []string{"Slot", "Schedule"} {
			typ, _ := param.Find(kind)
			names := []string{"_id", "_lastUpdated", "_count", "_sort", "_include", "_cursor", "_summary", "_total", "schedule.actor", "schedule.active", "schedule:missing", "actor.name", "actor:Location.name"}
			for _, p := range typ.Params {
				names = append(names, p.Name, p.Name+":missing", p.Name+":not")
			}
			for _, name := range names {
				for _, value := range nasty {
					q, err := param.Parse(typ, url.Values{name: {value}}, param.Options{Base: base, Now: h.now()})
					if err != nil {
						continue
					}
					if _, err := h.Search(t.Context(), q); err != nil && fault.KindOf(err) != fault.Invalid {
						t.Errorf("%s?%s=%q: %v", kind, name, value, err)
					}
				}
			}
			q, err := param.Parse(typ, url.Values{}, param.Options{Base: base, Now: h.now()})
			if err != nil {
				t.Fatal(err)
			}
			for _, value := range append(nasty, "x") {
				q.After = &param.Position{Key: -1 << 62, Value: value}
				if _, err := h.Search(t.Context(), q); err != nil && fault.KindOf(err) != fault.Invalid {
					t.Errorf("%s from %q: %v", kind, value, err)
				}
			}
		}
	})
}
