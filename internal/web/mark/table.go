package mark

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

// row is the room of one kind, over several offers.
type row struct {
	kind capacity.KindCode
	name string
	// Offers: those that have room, have it perhaps, have a waiting list, are known at all, are not.
	room, perhaps, waiting, known, unknown int

	free         int
	one, many    string
	waits        []int
	measured     int // of the waits
	oldest, last time.Time
}

// TableView is how much room there is of each kind.
type TableView struct {
	rows         []row
	professional bool
	now          time.Time
	id, caption  string
	waitOf       func(days int) string
}

// Empty tells whether there is nothing to show.
func (v TableView) Empty() bool { return len(v.rows) == 0 }

// Kinds counts offers by kind. It never counts places for citizens: 'three of seven have room' is true
// a while longer than 'four beds', and nobody comes for the fourth.
func (m Maker) Kinds(id, caption string, offers []capacity.Offer) TableView {
	v := TableView{professional: m.Professional, now: m.Now, id: id, caption: caption, waitOf: m.Language.Days}
	at := map[capacity.KindCode]int{}
	for _, k := range m.Tables.Kinds {
		at[k.Code] = len(v.rows)
		v.rows = append(v.rows, row{kind: k.Code, name: m.KindName(k.Code), one: k.UnitOne, many: k.Unit})
	}
	for i := range offers {
		n, ok := at[offers[i].Kind]
		if !ok {
			continue
		}
		v.rows[n].add(&offers[i], m.Now)
	}
	v.rows = slices.DeleteFunc(v.rows, func(r row) bool { return r.known+r.unknown == 0 })
	// What a citizen can ask for himself comes first.
	slices.SortStableFunc(v.rows, func(a, b row) int { return direct(a.kind) - direct(b.kind) })
	return v
}

func direct(kind capacity.KindCode) int {
	if live.ForCitizens(kind) {
		return 0
	}
	return 1
}

func (r *row) add(o *capacity.Offer, now time.Time) {
	s := live.Sight(o, now)
	if s.WaitDays >= 0 {
		r.waits = append(r.waits, s.WaitDays)
		if s.WaitSource == finding.Measured {
			r.measured++
		}
	}
	if s.Status == finding.Unknown {
		r.unknown++
		return
	}
	r.known++
	switch s.Status {
	case finding.Room, finding.Limited:
		r.room++
		r.free += s.Free
	case finding.Ageing, finding.Assessment:
		r.perhaps++
	case finding.Waitlist:
		r.waiting++
	}
	if r.last.Before(s.ObservedAt) {
		r.last = s.ObservedAt
	}
	if r.oldest.IsZero() || s.ObservedAt.Before(r.oldest) {
		r.oldest = s.ObservedAt
	}
}

// state is the mark of a kind: the best that any of its offers says for sure.
func (r *row) state() ui.StatusView {
	switch {
	case r.room > 1:
		return ui.StatusView{State: ui.Room, Advice: r.of(r.room)}
	case r.room == 1:
		return ui.StatusView{State: ui.Limited, Advice: r.of(r.room)}
	case r.perhaps > 0:
		return ui.StatusView{State: ui.Ageing, Advice: r.of(r.perhaps)}
	case r.waiting > 0:
		return ui.StatusView{State: ui.Waitlist, Advice: r.of(r.waiting)}
	case r.known > 0:
		return ui.StatusView{State: ui.Full, Advice: r.of(r.known)}
	}
	return ui.StatusView{State: ui.Unknown}
}

// of says by how many of those of whom it is known.
func (r *row) of(n int) string {
	switch {
	case r.known == 1:
		return "Bij 1 aanbieder."
	case n == r.known:
		return "Bij alle " + strconv.Itoa(n) + " aanbieders."
	}
	return "Bij " + strconv.Itoa(n) + " van de " + strconv.Itoa(r.known) + " aanbieders."
}

// unsaid says of how many nothing is known; "" for none.
func (r *row) unsaid() string {
	switch r.unknown {
	case 0:
		return ""
	case 1:
		return "Van 1 aanbieder weten wij het niet."
	}
	return "Van " + strconv.Itoa(r.unknown) + " aanbieders weten wij het niet."
}

// wait is the middle of the waits, and how they are known; "" where none is.
func (r *row) wait(days func(int) string) string {
	if len(r.waits) == 0 {
		return ""
	}
	slices.Sort(r.waits)
	how := "deels gemeten"
	switch r.measured {
	case 0:
		how = "volgens de aanbieders"
	case len(r.waits):
		how = "gemeten, wie nog wacht telt mee"
	}
	middle, about := r.waits[(len(r.waits)-1)/2], "ongeveer "
	if middle == 0 {
		about = ""
	}
	return "Wachttijd meestal " + about + days(middle) + ", " + how + "."
}

// age says from when the figures are: the oldest and the newest that count.
func (r *row) age(now time.Time) string {
	if r.last.IsZero() {
		return ""
	}
	if from, until := moment(r.oldest, now), moment(r.last, now); from != until {
		return "Cijfers van " + from + " tot " + until + "."
	}
	return "Cijfer van " + moment(r.last, now) + "."
}

// moment writes a moment where there is little room: the time for today, else the day.
func moment(at, now time.Time) string {
	if ui.SameDay(at, now) {
		return "vandaag " + say.Dutch.Time(at)
	}
	day, _, _ := strings.Cut(say.Dutch.Date(at), " "+strconv.Itoa(at.Year()))
	return day
}

func (v TableView) table() ui.TableView {
	t := ui.TableView{
		ID: v.id, Caption: v.caption,
		Columns: []ui.Column{{Title: "Soort"}, {Title: "Is er plek?"}},
		Source:  "Volgens de aanbieders en de plaatsingen. Stand " + ui.Moment(v.now) + ". Wie te lang niets zei, telt niet mee. Dit kan veranderd zijn: bel eerst.",
	}
	for i := range v.rows {
		r := &v.rows[i]
		t.Rows = append(t.Rows, []ui.Cell{{Text: r.name}, {Body: kind(r, v)}})
	}
	return t
}
