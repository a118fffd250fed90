package appointment

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/check"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
)

// The bounds of what one publication may hold.
const (
	MostSlots  = 2000
	MostAhead  = 90 * 24 * time.Hour
	MostFree   = 100
	mostLong   = 24 * time.Hour // a provider that does not tell its hours publishes whole days
	mostBehind = 24 * time.Hour // a program may send the times of today that have passed
	leastGood  = 5 * time.Minute
	mostURL    = 500
)

// checker gathers what is wrong with a publication.
type checker struct {
	check.Fields
	now time.Time
}

// read checks what was sent for a service, and gives it as it is kept.
func (s *Sent) read(service directory.ServiceID, tables *capacity.Tables, now time.Time) (slots []Slot, good time.Duration, err error) {
	if len(s.Slots) > MostSlots {
		return nil, 0, fault.InvalidField("times", fmt.Sprintf("Geef hooguit %d tijden door.", MostSlots), fmt.Sprintf("expected at most %d times", MostSlots))
	}
	c := &checker{now: now}
	good = c.good(s, tables)
	slots = make([]Slot, len(s.Slots))
	seen := make(map[SlotID]bool, len(s.Slots))
	for i, one := range s.Slots {
		at := fmt.Sprintf("times[%d]", i)
		before := len(c.Fields)
		one = one.kept(service)
		c.slot(at, &one)
		if len(c.Fields) > before {
			continue
		}
		if seen[one.ID] {
			c.Wrong(at, "Deze tijd staat er twee keer. Zet er één neer, met het aantal plekken.", "this time occurs twice; give it once, with the number of places")
		}
		seen[one.ID] = true
		slots[i] = one
	}
	if err := c.Err(); err != nil {
		return nil, 0, err
	}
	slices.SortFunc(slots, bySlot)
	return slots, good, nil
}

func bySlot(a, b Slot) int {
	if d := a.Start.Compare(b.Start); d != 0 {
		return d
	}
	return strings.Compare(string(a.ID), string(b.ID))
}

// kept gives a time of a service in the form in which it is kept, with its id.
func (s Slot) kept(service directory.ServiceID) Slot {
	if s.Service = service; s.Kind == "" {
		s.Kind = FirstAppointment
	}
	s.Start, s.End = s.Start.UTC().Truncate(time.Microsecond), s.End.UTC().Truncate(time.Microsecond)
	s.Link, s.Phone = strings.TrimSpace(s.Link), strings.TrimSpace(s.Phone)
	s.ID = id.From[SlotID]("slot", string(s.Service), string(s.Kind), s.Start.Format(time.RFC3339Nano), s.End.Format(time.RFC3339Nano), s.Link, s.Phone)
	return s
}

// IDs gives the ids that the times get when they are published for a service, in their order.
func (s *Sent) IDs(service directory.ServiceID) []SlotID {
	all := make([]SlotID, len(s.Slots))
	for i := range s.Slots {
		all[i] = s.Slots[i].kept(service).ID
	}
	return all
}

// good reads how long a publication holds: as the figures of room of its kinds do, so that no free time is
// believed longer than a free place.
func (c *checker) good(s *Sent, tables *capacity.Tables) time.Duration {
	usual, most := time.Duration(0), time.Duration(0)
	for _, code := range Kinds {
		if len(s.Slots) > 0 && !slices.ContainsFunc(s.Slots, func(one Slot) bool { return one.Kind == code || one.Kind == "" && code == FirstAppointment }) {
			continue
		}
		k, _ := tables.Kind(code)
		if usual == 0 || k.Rhythm.Live < usual {
			usual = k.Rhythm.Live
		}
		if most == 0 || k.Rhythm.Stale < most {
			most = k.Rhythm.Stale
		}
	}
	switch good := s.GoodFor.Truncate(time.Second); {
	case s.GoodFor == 0:
		return usual
	case most > 0 && (good < leastGood || good > most):
		c.Wrong("good_for_minutes", fmt.Sprintf("Kies hoelang deze tijden gelden: van %d tot en met %d minuten.", int(leastGood/time.Minute), int(most/time.Minute)),
			fmt.Sprintf("expected from %d to %d minutes", int(leastGood/time.Minute), int(most/time.Minute)))
		return 0
	default:
		return good
	}
}

// slot checks one time.
func (c *checker) slot(at string, s *Slot) {
	if !slices.Contains(Kinds, s.Kind) {
		c.Wrong(at+".kind", "Kies eerste-afspraak of meekijkconsult.", "expected eerste-afspraak or meekijkconsult")
	}
	switch {
	case s.Start.Before(c.now.Add(-mostBehind)):
		c.Wrong(at+".start", "Deze tijd is meer dan een dag voorbij.", "this time began more than a day ago")
	case s.Start.After(c.now.Add(MostAhead)):
		c.Wrong(at+".start", "Geef tijden door van de komende 90 dagen.", "expected a start within 90 days from now")
	}
	if long := s.End.Sub(s.Start); long <= 0 || long > mostLong {
		c.Wrong(at+".end", "Kies een eind na het begin, hooguit een dag later.", "expected an end after the start, at most a day later")
	}
	if s.Free < 0 || s.Free > MostFree {
		c.Wrong(at+".free", fmt.Sprintf("Vul een getal in van 0 tot en met %d.", MostFree), fmt.Sprintf("expected a number from 0 to %d", MostFree))
	}
	if s.Link != "" && !linkForm(s.Link) {
		c.Wrong(at+".link", "Vul het adres in van de pagina waar iemand de afspraak maakt. Het begint met https://.", "expected the web address where this is booked, with https")
	}
	if s.Phone != "" && !directory.PhoneForm(s.Phone) {
		c.Wrong(at+".phone", "Dit is geen telefoonnummer. Verwacht zijn cijfers, zoals 0800 123 45 67 of +31 20 123 45 67.", "not a phone number; expected digits, such as 0800 123 45 67 or +31 20 123 45 67")
	}
}

// linkForm accepts the address of a page that people will open to give their name: https, and no address of
// a script or with a password.
func linkForm(text string) bool {
	u, err := url.Parse(text)
	return err == nil && len(text) <= mostURL && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && utf8.ValidString(text) &&
		!strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) })
}
