package simulate

import (
	"container/heap"
	"time"
)

// event is something that happens at a moment. Of two at one moment the one that was planned first comes first.
type event struct {
	at    time.Time
	order int
	do    func() error
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if e[i].at.Equal(e[j].at) {
		return e[i].order < e[j].order
	}
	return e[i].at.Before(e[j].at)
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	(*e)[last] = event{} // what it holds may go
	*e = (*e)[:last]
	return x
}

// agenda is what will happen, and the moment it is.
type agenda struct {
	now     time.Time
	queue   events
	planned int
	moved   func() // called when now has moved; nil: nobody asks
}

// at plans something; a moment that has passed means now.
func (a *agenda) at(t time.Time, do func() error) {
	if t.Before(a.now) {
		t = a.now
	}
	a.planned++
	heap.Push(&a.queue, event{t, a.planned, do})
}

func (a *agenda) after(d time.Duration, do func() error) { a.at(a.now.Add(d), do) }

// run lets happen what is planned before until, in order, as long as more says so.
func (a *agenda) run(until time.Time, more func() bool) error {
	for len(a.queue) > 0 && a.queue[0].at.Before(until) && more() {
		e := heap.Pop(&a.queue).(event)
		if a.now = e.at; a.moved != nil {
			a.moved()
		}
		if err := e.do(); err != nil {
			return err
		}
	}
	return nil
}
