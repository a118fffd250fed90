package watch

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
)

// Watcher is who watches, and from where.
type Watcher struct {
	Topics []Topic
	// Actor is whose right to the topics that are not public is weighed, at first and each minute again.
	Actor access.Actor
	// After is the number that was heard last. A watcher that heard nothing yet (0) gets everything.
	After int64
}

// Send puts events on the line, with the number from which somebody who lost the line later can go on. It
// must not keep the events. An error ends the watch.
type Send func(id int64, events ...[]byte) error

// leg is a watcher's place in one topic.
type leg struct {
	*channel
	next int   // the frame to come
	seq  int64 // everything up to it has been sent
}

// stand sets a leg behind a frame, and counts it when that is the last.
func (l *leg) stand(next int, seq int64) {
	l.next, l.seq = next, seq
	if next == l.channel.next {
		l.taken++
	}
}

// Watch sends what changes until ctx ends, the line breaks or the hub closes; the last of these it
// says to the watcher. Denied for a topic that the actor may not watch. A right that is lost meanwhile
// is told and ends the watch without an error.
func (h *Hub) Watch(ctx context.Context, w Watcher, send Send) (err error) {
	defer fault.Wrap(&err, "watch.Watch")
	g, err := h.guard(ctx, &w)
	if err != nil {
		return err
	}
	defer h.dismiss(g)
	h.watchers.Add(1)
	defer h.watchers.Add(-1)
	legs := h.join(w.Topics)
	defer h.leave(legs)
	first := h.begin(legs, w.After)
	if send(position(legs), first...) != nil {
		return nil
	}
	var wrote time.Time
	for {
		events, wake := h.gather(legs)
		if len(events) > 0 {
			if send(position(legs), events...) != nil {
				return nil // it went away, or is too slow for its deadline
			}
			wrote = time.Now()
			continue
		}
		if !h.rest(ctx, legs, wrote) {
			return nil
		}
		select {
		case <-wake[0]:
		case <-wake[1]:
		case <-wake[2]:
		case <-g.suspected():
			if last := h.recheck(ctx, g); last != nil {
				_ = send(position(legs), last)
				return nil
			}
		case <-h.closing:
			_ = send(position(legs), farewell())
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// mostTopics is how many topics one watcher can have: room, desk and organisation.
const mostTopics = 3

// rest keeps a watcher of several topics to the pace of one. False: ctx ended.
func (h *Hub) rest(ctx context.Context, legs []leg, wrote time.Time) bool {
	if len(legs) < 2 || time.Since(wrote) >= pace {
		return true
	}
	select {
	case <-time.After(pace - time.Since(wrote)):
		return true
	case <-ctx.Done():
		return false
	}
}

// position is the number from which nothing is missed.
func position(legs []leg) int64 {
	least := legs[0].seq
	for _, l := range legs[1:] {
		least = min(least, l.seq)
	}
	return least
}

// join finds the channels of topics, or makes them.
func (h *Hub) join(topics []Topic) []leg {
	h.mu.Lock()
	defer h.mu.Unlock()
	legs := make([]leg, len(topics))
	for i, t := range topics {
		c := h.channels[t]
		if c == nil {
			c = newChannel(t, h.pulse())
			h.channels[t] = c
		}
		c.watchers++
		legs[i].channel = c
	}
	return legs
}

func (h *Hub) leave(legs []leg) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range legs {
		if l.watchers--; l.watchers == 0 {
			l.left = h.pulse()
		}
	}
}

// begin gives what each topic has to tell to who heard everything up to a number, and sets the legs
// behind it. There is always an event: it tells that the line is open.
func (h *Hub) begin(legs []leg, after int64) (events [][]byte) {
	for i := range legs {
		if e := h.catchUp(&legs[i], after); e != nil {
			events = append(events, e)
		}
	}
	return append(events, heartbeat(h.now()))
}

// catchUp gives the newest state of all that changed in a topic after a number, nil when nothing did,
// and sets the leg behind it.
func (h *Hub) catchUp(l *leg, after int64) []byte {
	if l.topic.about != aboutRoom {
		return h.newsFor(l, after)
	}
	c := l.channel
	c.making.Lock()
	defer c.making.Unlock()
	h.mu.Lock()
	shared := &c.late
	if after <= 0 || after < h.floor {
		shared, after = &c.all, 0
	}
	if shared.body != nil && after >= shared.after && after <= shared.seq {
		defer h.mu.Unlock()
		l.stand(shared.next, shared.seq)
		return shared.body
	}
	made := summary{after: after, seq: h.seq, next: c.next}
	var ids []string
	for id, at := range h.told[l.topic] {
		if at > after {
			ids = append(ids, id)
		}
	}
	l.stand(made.next, made.seq)
	h.mu.Unlock()
	switch {
	case shared == &c.all:
		made.body = h.renderAll(l.topic, made.seq)
	case len(ids) == 0:
		return nil
	default:
		made.body = h.render(l.topic, ids, made.seq)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.holds(made.next) && (shared == &c.all || len(made.body) <= mostLate) {
		*shared = made
	}
	return made.body
}

// newsFor is [Hub.catchUp] for a desk or an organisation.
func (h *Hub) newsFor(l *leg, after int64) []byte {
	h.mu.Lock()
	l.stand(l.channel.next, h.seq)
	seq := h.seq
	var ids []string
	remembered := after <= 0 || after >= h.news.floor // who comes for the first time has missed nothing
	if remembered && after > 0 {
		ids = h.news.since(l.topic, after)
	}
	h.mu.Unlock()
	if !remembered {
		return event(string(l.topic.about), changedThings{Seq: seq, All: true, Changed: []thing{}})
	}
	if len(ids) == 0 {
		return nil
	}
	return h.render(l.topic, ids, seq)
}

// gather gives the frames that a watcher has not had, or else what wakes it when there are any.
func (h *Hub) gather(legs []leg) (events [][]byte, wake [mostTopics]<-chan struct{}) {
	var behind []*leg
	h.mu.Lock()
	for i := range legs {
		l := &legs[i]
		wake[i] = l.grown
		if !l.holds(l.next) {
			behind = append(behind, l)
			continue
		}
		for n := l.next; n < l.channel.next; n++ {
			f := &l.frames[n%memory]
			events = append(events, f.body)
			l.stand(n+1, f.seq)
		}
	}
	h.mu.Unlock()
	for _, l := range behind {
		if e := h.catchUp(l, l.seq); e != nil {
			events = append(events, e)
		}
	}
	return events, wake
}
