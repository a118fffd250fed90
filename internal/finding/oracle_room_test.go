package finding

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

func suitsNaively(q Query, room Sight, told bool) bool {
	has := told && (room.Status == Room || room.Status == Limited)
	if q.Accepting && !has {
		return false
	}
	if q.MaxWaitDays == 0 {
		return true
	}
	if told && room.WaitDays >= 0 {
		return room.WaitDays <= q.MaxWaitDays && !room.WaitLonger
	}
	return has
}

// figures say the same until a moment.
type figures struct {
	sight Sight
	until time.Time
}

func (f figures) See(now time.Time) (Sight, time.Time) {
	if !now.Before(f.until) {
		return None, now.AddDate(100, 0, 0)
	}
	return f.sight, f.until
}

// drawRoom gives figures, nil for a service that has none any more.
func drawRoom(t *rapid.T) *figures {
	if rapid.IntRange(0, 5).Draw(t, "no figures") == 0 {
		return nil
	}
	return &figures{until: testNow.Add(time.Duration(rapid.IntRange(-1, 100).Draw(t, "until")) * time.Second), sight: Sight{
		Offer: "o", Status: statuses[rapid.IntRange(0, len(statuses)-1).Draw(t, "status")], WaitDays: rapid.SampledFrom([]int{-1, 0, 3, 10, 40, 5000}).Draw(t, "wait"),
		WaitLonger: rapid.IntRange(0, 9).Draw(t, "longer") == 0,
	}}
}

// tell draws new figures of some services, also of some that do not exist.
func (n naive) tell(t *rapid.T, x *Index) {
	var all []Telling
	for range rapid.IntRange(0, 40).Draw(t, "tellings") {
		told := Telling{Service: fmt.Sprintf("s-%03d", rapid.IntRange(0, 150).Draw(t, "service"))}
		delete(n.rooms, told.Service)
		if f := drawRoom(t); f != nil {
			told.Figures = f
			n.rooms[told.Service], _ = f.See(testNow)
		}
		all = append(all, told)
	}
	x.Tell(all)
}
