package watch

import (
	"sync"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
)

// Topic is something that can be watched.
type Topic struct {
	about   about
	region  network.RegionID
	kind    capacity.KindCode // of room; '' for all
	company network.OrganizationID
}

type about string

// The subjects of topics; they are the names of events too.
const (
	aboutRoom about = "offers"
	aboutDesk about = "desk"
	aboutOrg  about = "org"
)

// Room is what services of a region have free, of one kind or (”) of all. It is public.
func Room(region network.RegionID, kind capacity.KindCode) Topic {
	return Topic{about: aboutRoom, region: region, kind: kind}
}

// Desk is what the coordination desk of a region has to do.
func Desk(region network.RegionID) Topic { return Topic{about: aboutDesk, region: region} }

// Org is what waits for an organisation, and what became of what it asked.
func Org(id network.OrganizationID) Topic { return Topic{about: aboutOrg, company: id} }

// OfDesk gives the region whose desk a topic is about.
func (t Topic) OfDesk() (network.RegionID, bool) { return t.region, t.about == aboutDesk }

// OfOrg gives the organisation that a topic is about.
func (t Topic) OfOrg() (network.OrganizationID, bool) { return t.company, t.about == aboutOrg }

// Public tells whether anybody may watch it.
func (t Topic) Public() bool { return t.about == aboutRoom }

// frame is an event as it goes over the line, without its number. Its bytes are shared by all who watch.
type frame struct {
	seq  int64 // everything of the topic up to this number has been told with it
	body []byte
}

// memory is how many frames a topic keeps: at four a second, eight seconds of a slow line.
const memory = 32

// channel is a topic that somebody watches, or did a moment ago. Everything in it is under the lock of
// the hub.
type channel struct {
	topic    Topic
	watchers int
	frames   [memory]frame
	next     int           // the number of the frame to come; frame n stands at n % memory
	grown    chan struct{} // closed and replaced with each frame
	dirty    map[string]bool
	last     time.Time // when the last frame was made
	left     time.Time // when the last watcher went
	taken    int       // watchers that have the last frame
	// all is the newest answer to who asks for everything, and late that to who fell behind or came
	// back. They are shared like frames: who falls behind seldom does so alone.
	all, late summary
	making    sync.Mutex // one maker of a summary at a time; taken before the lock of the hub
}

// summary is the newest state of what changed after a number, and the frame to go on with.
type summary struct {
	after int64
	body  []byte // nil: there is none
	seq   int64
	next  int
}

// mostLate bounds a summary that is shared with those who miss less than it tells.
const mostLate = 64 << 10

func newChannel(t Topic, now time.Time) *channel {
	return &channel{topic: t, grown: make(chan struct{}), dirty: map[string]bool{}, last: now}
}

// add makes a frame and wakes who waits for it.
func (c *channel) add(f frame, now time.Time) {
	c.frames[c.next%memory] = f
	c.next++
	c.last = now
	close(c.grown)
	c.grown = make(chan struct{})
	c.taken = 0
	for _, s := range []*summary{&c.all, &c.late} {
		if !c.holds(s.next) {
			*s = summary{} // it could not be followed on
		}
	}
}

// due is the soonest that the next frame may be made.
func (c *channel) due() time.Time {
	if c.taken < c.watchers-c.watchers/10 {
		return c.last.Add(patience)
	}
	return c.last.Add(pace)
}

// holds tells whether the frames from number n on are still there.
func (c *channel) holds(n int) bool { return n >= c.next-memory && n <= c.next }
