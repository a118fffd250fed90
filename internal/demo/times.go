package demo

import (
	"context"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
)

// spoken is a service that says when people can come.
type spoken struct {
	of       string // kind of service
	named    string // part of its name; '' = the first that is not named by another
	kind     capacity.KindCode
	program  bool // its own program says it
	days     int  // working days ahead
	hours    []string
	minutes  int
	link, at string // where it is booked: a page for each time, or a number
}

// spokens show each way: a program with an agenda on the web, somebody who fills in a few by hand, and what a
// professional asks of another.
var spokens = []spoken{
	{of: "fysiotherapie", kind: appointment.FirstAppointment, program: true, days: 10, hours: []string{"08:30", "09:00", "10:30", "14:00", "16:30"}, minutes: 30, link: "https://afspraak.fysio.example/"},
	{of: "fysiotherapie", named: "Kleibakker", kind: appointment.FirstAppointment, days: 2, hours: []string{"09:15", "13:45"}, minutes: 45, at: "085 555 01 20"},
	{of: "ouderengeneeskunde", kind: appointment.Advice, days: 3, hours: []string{"12:30"}, minutes: 20},
}

// times has services say when people can come, as their people and programs do.
func (h House) times(ctx context.Context, d *Data) error {
	if h.Appointments == nil {
		return nil
	}
	now := h.moment(d)
	for i := range spokens {
		s := &spokens[i]
		service, ok := d.speaking(s)
		if !ok {
			continue
		}
		who := d.teller(service.Organization)
		if s.program {
			who = access.Actor{Person: "client:" + id.From[string]("demo", "agenda", string(service.Organization)), Name: "Agenda", Role: access.Machine,
				Organization: string(service.Organization), Scopes: "capacity:write", Assurance: access.Substantial, Via: access.ByAPI}
		}
		sent := appointment.Sent{GoodFor: 7 * 24 * time.Hour, Slots: s.slots(now)}
		if _, err := h.Appointments.Publish(ctx, who, service.ID, sent); err != nil {
			return err
		}
	}
	return nil
}

// speaking gives the service that a spoken is of.
func (d *Data) speaking(s *spoken) (directory.Service, bool) {
	for i := range d.Offers {
		if d.Offers[i].Kind != s.kind {
			continue
		}
		for j := range d.Services {
			if one := &d.Services[j]; one.ID == d.Offers[i].Service && one.Kind == s.of && s.fits(one.Name) {
				return *one, true
			}
		}
	}
	return directory.Service{}, false
}

// fits tells whether a service of that name is meant.
func (s *spoken) fits(name string) bool {
	if s.named != "" {
		return strings.Contains(name, s.named)
	}
	return !slices.ContainsFunc(spokens, func(other spoken) bool { return other.named != "" && strings.Contains(name, other.named) })
}

// slots are its times from tomorrow on, of which some are taken.
func (s *spoken) slots(now time.Time) (all []appointment.Slot) {
	for day, left := midnight(now), s.days; left > 0; {
		if day = day.AddDate(0, 0, 1); day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		left--
		for i, at := range s.hours {
			clockTime, _ := time.Parse("15:04", at) // of the table above
			start := time.Date(day.Year(), day.Month(), day.Day(), clockTime.Hour(), clockTime.Minute(), 0, 0, clock.Amsterdam)
			one := appointment.Slot{Kind: s.kind, Start: start, End: start.Add(time.Duration(s.minutes) * time.Minute), Free: 1, Phone: s.at}
			if s.link != "" {
				one.Link = s.link + start.Format("20060102-1504")
				one.Free = (i + left) % 3 // 0 is taken
			}
			all = append(all, one)
		}
	}
	return all
}
