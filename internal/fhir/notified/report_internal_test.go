package notified

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
)

// What can be told follows from where the Task stands, also when nobody is asked anything any more.
func TestWhatCanBeTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state, status, business string
		can                     []Step
		why                     error // of the others
	}{
		{open, "", "", nil, errUnsaid},
		{open, "requested", "", nil, errUnsaid},
		{open, "accepted", "offered", nil, errNotYet},
		{open, "accepted", "chosen", []Step{Begun, FellThrough}, errNotBegun},
		{open, "in-progress", "", []Step{Done}, errHasBegun},
		{open, "completed", "", nil, errOver},
		{withdrawn, "", "", nil, errOver},
		{withdrawn, "requested", "", nil, errOver},
		{withdrawn, "accepted", "", []Step{Begun, FellThrough}, errNotBegun},
		{withdrawn, "in-progress", "", []Step{Done}, errHasBegun},
		{withdrawn, "cancelled", "", nil, errOver},
		{replaced, "in-progress", "", nil, errOver},
		{replaced, "accepted", "", nil, errOver},
	} {
		of := Taken{State: c.state, Status: c.status, Business: c.business}
		for _, step := range []Step{Begun, Done, FellThrough} {
			want := c.why
			if slices.Contains(c.can, step) {
				want = nil
			}
			if got := of.Can(step); got != want {
				t.Errorf("%s, %s %s: %s: %v, want %v", c.state, c.status, c.business, step, got, want)
			}
		}
	}
}

// Some answers never change, and others may.
func TestWhatIsRefusedForGood(t *testing.T) {
	t.Parallel()
	for status, never := range map[int]bool{http.StatusBadRequest: true, http.StatusNotFound: true, http.StatusMethodNotAllowed: true, http.StatusGone: true, http.StatusUnprocessableEntity: true, http.StatusNotImplemented: true,
		http.StatusUnauthorized: false, http.StatusForbidden: false, http.StatusConflict: false, http.StatusPreconditionFailed: false, http.StatusTooManyRequests: false, http.StatusInternalServerError: false, http.StatusBadGateway: false, http.StatusServiceUnavailable: false} {
		got := forGood(&peer.Refusal{Peer: "Systeem Oost", Status: status})
		if (got != nil) != never || never && fault.KindOf(got) != fault.Conflict {
			t.Errorf("%d: %v", status, got)
		}
	}
	for name, c := range map[string]struct {
		problem error
		never   bool
	}{"it is there": {nil, false}, "nobody answers": {fault.New(fault.Unavailable, "Niet te bereiken.", "cannot be reached"), false}, "no way yet": {errNoWay, false}, "it is over": {errOver, true}} {
		if got := forGood(c.problem); (got != nil) != c.never {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What was told is there when it stands there as it was told, but for the day, which is taken over: a reason by its code
// and the system of that, so that the same word in a list of somebody else is another reason.
func TestWhatWasToldStands(t *testing.T) {
	t.Parallel()
	s := New(Deps{Spine: &act.Spine{}})
	reason := func(codings ...string) string {
		return `"statusReason":{"coding":[` + strings.Join(codings, ",") + `]}`
	}
	of := func(system, code string) string {
		return `{"system":"` + s.Codes.Own("CodeSystem", system) + `","code":"` + code + `"}`
	}
	theirs := func(code string) string { return `{"system":"urn:theirs","code":"` + code + `"}` }
	helped, full := reason(theirs("17"), of("close-reason", "helped")), reason(of(declines, "full"))
	for _, c := range []struct {
		told  Report
		there string
		want  error
		day   string
	}{
		{Report{Step: Begun, Day: "2026-11-24"}, `"executionPeriod":{"start":"2026-11-24"}`, nil, "2026-11-24"},
		{Report{Step: Begun, Day: "2026-11-24"}, `"executionPeriod":{"start":"2026-11-23"}`, nil, "2026-11-23"},
		{Report{Step: Begun, Day: "2026-11-24"}, `"executionPeriod":{"start":"2026-11-23T23:30:00Z"}`, nil, "2026-11-24"},
		{Report{Step: Begun, Day: "2026-11-24"}, `"executionPeriod":{"start":"2026-11-24T23:30:00Z"}`, nil, "2026-11-25"},
		{Report{Step: Begun, Day: "2026-11-24"}, `"executionPeriod":{"start":"2026-11"}`, nil, "2026-11-24"},
		{Report{Step: Begun, Day: "2026-11-24"}, `"executionPeriod":{}`, nil, "2026-11-24"},
		{Report{Step: Done, Reason: "helped"}, helped, nil, ""},
		{Report{Step: Done, Reason: "helped"}, reason(`{"code":"helped"}`), nil, ""},
		{Report{Step: Done, Reason: "helped"}, reason(theirs("helped")), errOther, ""},
		{Report{Step: Done, Reason: "helped"}, reason(of("fall-through-reason", "helped")), errOther, ""},
		{Report{Step: Done, Reason: "home"}, helped, errOther, ""},
		{Report{Step: Done, Reason: "home"}, reason(theirs("17")), errOther, ""},
		{Report{Step: Done, Reason: "home"}, `"statusReason":{"text":"naar huis"}`, errOver, ""},
		{Report{Step: Done, Reason: "home"}, `"intent":"order"`, errOver, ""},
		{Report{Step: FellThrough, Reason: "changed"}, `"intent":"order"`, errOver, ""},
		{Report{Step: FellThrough, Reason: "place-gone"}, full, nil, ""},
		{Report{Step: FellThrough, Reason: "place-gone"}, reason(of("fall-through-reason", "place-gone")), nil, ""},
		{Report{Step: FellThrough, Reason: "place-gone"}, reason(of(declines, "place-gone")), errOther, ""},
		{Report{Step: FellThrough, Reason: "place-gone"}, reason(theirs("full")), errOther, ""},
		{Report{Step: FellThrough, Reason: "place-gone"}, reason(of("fall-through-reason", "full")), errOther, ""},
		{Report{Step: FellThrough, Reason: "no-staff"}, full, errOther, ""},
		{Report{Step: FellThrough, Reason: "no-staff"}, reason(`{"code":""}`, `{"code":"changed"}`), errOther, ""},
		{Report{Step: FellThrough, Reason: "changed"}, reason(of(declines, ""), of("close-reason", "changed")), errOther, ""},
		{Report{Step: Yes}, `"intent":"order"`, nil, ""},
		{Report{Step: No, Reason: "full"}, `"intent":"order"`, nil, ""},
		{Report{Step: No, Reason: "full"}, reason(theirs("vol")), nil, ""},
	} {
		told := Told{Report: c.told}
		var there seen
		if err := there.read([]byte(`{"resourceType":"Task",`+c.there+`}`), "Task"); err != nil {
			t.Fatal(err)
		}
		if err := s.stands(&told, &there); err != c.want || told.Day != c.day {
			t.Errorf("%+v where stands %s: %v, day %s", c.told, c.there, err, told.Day)
		}
	}
}
