package simulate

import (
	"strconv"
	"time"
)

// world is the truth of one run: who is where. It moves by the script, and by whoever places people in it.
type world struct {
	agenda
	s      *Script
	t      *Tally
	places []place
	until  time.Time
	waits  map[*demand]time.Duration // until the yes that held
	asks   map[string]int            // how often somebody was asked about somebody
	// tell is called when a provider gives the figure of a unit.
	tell func(u int) error
	// shown tells whether a unit is shown as room at this moment, and perhaps whether it is shown as room or perhaps room;
	// before is called before many are asked.
	shown, perhaps func(u int) bool
	before         func() error
}

// place is how things stand at a unit.
type place struct {
	taken int // by people who are there, or have been promised it for good
	kept  int // for a yes that was not chosen yet
	shut  int // reasons why nobody is taken in
}

func newWorld(s *Script) *world {
	return &world{s: s, t: newTally(s), places: make([]place, len(s.units)), until: s.from.AddDate(0, 0, s.days+s.tail),
		waits: map[*demand]time.Duration{}, asks: map[string]int{}, before: func() error { return nil }}
}

// free is how many more people can come.
func (w *world) free(u int) int {
	p := &w.places[u]
	if p.shut > 0 {
		return 0
	}
	return max(w.s.units[u].total-p.taken-p.kept, 0)
}

// begin plans what happens by itself.
func (w *world) begin() {
	for u, unit := range w.s.units {
		for _, a := range unit.arrivals {
			w.queueArrival(u, a)
		}
		for n, c := range unit.closures {
			tells := w.s.fate.of("closure", unit.key, strconv.Itoa(n)).Float64() < toldClosed
			w.at(c.from, func() error { return w.shut(u, 1, tells) })
			w.at(c.to, func() error { return w.shut(u, -1, tells) })
		}
		w.at(w.s.from.Add(time.Minute), func() error { return w.tell(u) }) // all begin with a figure
		for _, at := range unit.rounds {
			w.at(at, func() error { return w.tell(u) })
		}
	}
	r := w.s.fate.of("random moments")
	for d := range w.s.days {
		for range 3 {
			w.at(onDay(w.s.from, d, 0, 24, r), w.look)
		}
	}
}

func (w *world) queueArrival(u int, a arrival) {
	w.at(a.at, func() error {
		if w.free(u) == 0 {
			return nil // turned away, or elsewhere
		}
		w.places[u].taken++
		w.after(a.stay, func() error { return w.leave(u) })
		return w.changed(u)
	})
}

func (w *world) leave(u int) error {
	w.places[u].taken--
	return w.changed(u)
}

func (w *world) shut(u, by int, tells bool) error {
	w.places[u].shut += by
	if !tells {
		return nil
	}
	w.after(time.Hour, func() error { return w.tell(u) })
	return nil
}

// changed lets a provider that looks at changes tell of one, after a while.
func (w *world) changed(u int) error {
	unit := w.s.units[u]
	if unit.habit.soon == 0 || w.now.Before(w.s.from) {
		return nil
	}
	r := w.s.fate.of("change", unit.key, strconv.FormatInt(w.now.Unix(), 10))
	w.after(about(r, unit.habit.soon, 2), func() error { return w.tell(u) })
	return nil
}

// look asks all offers at a random moment whether what they show is true.
func (w *world) look() error {
	if err := w.before(); err != nil {
		return err
	}
	for u := range w.s.units {
		shown, room := w.shown(u), w.free(u) > 0
		if shown {
			w.t.Shown++
		}
		if room {
			w.t.Rooms++
		}
		if shown && room {
			w.t.ShownTrue++
		}
		if room && w.perhaps(u) {
			w.t.RoomsSeen++
		}
	}
	return nil
}

// asked counts a question to a unit, and gives when its answer comes; never says that none will.
func (w *world) asked(d *demand, u int, green bool) (at time.Time, never bool) {
	w.t.Asked++
	if green {
		w.t.Greens++
		if w.free(u) > 0 {
			w.t.True++
		}
	}
	who := d.key + " " + w.s.units[u].key
	w.asks[who]++
	r := w.s.fate.of("answer", who, strconv.Itoa(w.asks[who]))
	urgency := urgencyOf(d.urgency)
	at = urgency.work.work(w.now, about(r, urgency.think, 2.5))
	return at, r.Float64() < silent
}

// The reasons of a no.
const (
	full  = "full"
	unfit = "not-our-expertise"
)

// says is what a provider answers at this moment: ” is yes, else why not.
func (w *world) says(d *demand, u int) (reason string) {
	switch {
	case w.free(u) == 0:
		return full
	case w.s.fate.of("suits", d.key, w.s.units[u].key).Float64() < unsuited:
		return unfit
	}
	return ""
}

// commit counts that a provider takes somebody in, whose place is kept from now on.
func (w *world) commit(d *demand, u int) {
	w.places[u].taken++
	w.waits[d] = w.now.Sub(d.at)
}

// settle puts the waits of all in the tally, and how long it lasted.
func (w *world) settle() {
	w.t.Days = max(w.s.days, int(w.now.Sub(w.s.from)/day))
	for _, d := range w.s.demands {
		if wait, ok := w.waits[d]; ok {
			w.t.Waits[d.urgency] = append(w.t.Waits[d.urgency], wait)
		}
	}
}

// fallsThrough tells whether what was agreed does not happen.
func (w *world) fallsThrough(d *demand, u int) bool {
	return w.s.fate.of("falls", d.key, w.s.units[u].key).Float64() < falls
}

// alone counts the time after the clock ran out in which nobody bridged.
func (w *world) alone(d *demand, since time.Time) {
	if over := w.now.Sub(since); over > 0 {
		w.t.Alone += over
	}
}

// more says whether people still ask, or something is still looked for.
func (w *world) more(open *int) func() bool {
	return func() bool { return *open > 0 || w.now.Before(w.s.from.AddDate(0, 0, w.s.days)) }
}
