package subscription_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
)

var errKilled = errors.New("killed here")

// listening is a subscription, where it is told, and how often it should have been.
type listening struct {
	r4.Subscription
	organization network.OrganizationID // '' of the directory
	types        []string
	at           *receiver
	want         int
	last         int // the highest number that came
}

// world is what people do while nodes follow, tell and die.
type world struct {
	*house
	t        *testing.T
	nodes    []*node
	offers   []capacity.Offer
	requests []placement.RequestID
	all      []*listening
	stood    map[string]state
}

// state is how a Task stands, whose it is and of which request: seen from outside, by its rows.
type state struct {
	request, owner, stands string
}

// stand reads how every Task stands.
func (w *world) stand(rt *rapid.T) map[string]state {
	type row struct {
		id string
		state
	}
	out := map[string]state{}
	err := w.DB.Read(w.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		all, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) {
			return r, scan(&r.id, &r.request, &r.owner, &r.stands)
		},
			`SELECT i.id, i.request, i.organization, i.state || CASE WHEN r.chosen = i.id AND r.state IN ('placed', 'closed') THEN r.state ELSE '' END
				FROM placement_invitation i JOIN placement_request r ON r.id = i.request
			UNION ALL SELECT id, request, organization, CASE WHEN ended_at IS NULL THEN 'runs' ELSE 'ended' END FROM placement_bridging`)
		for _, r := range all {
			out[r.id] = r.state
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
	return out
}

// did counts what whoever listens must be told of what somebody just did: one number for each request of which
// a Task that they see changed.
func (w *world) did(rt *rapid.T, err error) {
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Invalid, fault.Denied, fault.NotFound:
	default:
		if err != nil {
			rt.Fatal(err)
		}
	}
	now := w.stand(rt)
	moved := map[string]map[string]bool{} // by request: the owners
	for id, s := range now {
		if w.stood[id] != s {
			if moved[s.request] == nil {
				moved[s.request] = map[string]bool{}
			}
			moved[s.request][s.owner] = true
		}
	}
	w.stood = now
	for _, owners := range moved {
		for _, l := range w.all {
			if l.organization == placementtest.AskerOrg || owners[string(l.organization)] {
				l.want++
			}
		}
	}
}

// turn lets a node do its work, until it is killed at some point, or at none.
func (w *world) turn(rt *rapid.T) {
	n := rapid.SampledFrom(w.nodes).Draw(rt, "node")
	where := rapid.SampledFrom([]string{"", "numbering", "numbered", "sent", "told"}).Draw(rt, "dies at")
	ctx, kill := context.WithCancel(w.t.Context())
	defer kill()
	n.service.Probe(func(point string) error {
		if point == where {
			kill()
			return errKilled
		}
		return nil
	})
	defer n.service.Probe(nil)
	if err := w.numbered(ctx); err != nil {
		rt.Fatal(err)
	}
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = n.follower.Step(ctx); err != nil && !errors.Is(err, errKilled) {
			rt.Fatal(err)
		}
	}
	for did := true; did && ctx.Err() == nil; {
		var err error
		if did, err = n.runner.Step(ctx); err != nil && ctx.Err() == nil {
			rt.Fatal(err)
		}
	}
	if ctx.Err() != nil { // whoever comes in its place remembers nothing
		*n = *w.another()
	}
	w.heard(rt)
}

// heard checks that what came is in order and without gaps, whatever came twice.
func (w *world) heard(rt interface{ Fatalf(string, ...any) }) {
	for _, l := range w.all {
		for i, m := range l.at.got() {
			if m.subscription != l.ID {
				rt.Fatalf("a message of %s at the address of %s", m.subscription, l.ID)
			}
			for k, n := range m.numbers {
				if n > l.last+1 || k > 0 && n != m.numbers[k-1]+1 {
					rt.Fatalf("after %d came %v, in message %d", l.last, m.numbers, i)
				}
				l.last = max(l.last, n)
			}
			if m.total < l.last {
				rt.Fatalf("%d in all, and %d was told", m.total, l.last)
			}
		}
	}
}

// drawn gives a request with what is known of it, and one of its questions; empty ones where there are none.
func (w *world) drawn(rt *rapid.T) (q placement.Request, i placement.Invitation) {
	if len(w.requests) == 0 {
		return q, i
	}
	q, err := w.Request(w.t.Context(), placementtest.Asker, rapid.SampledFrom(w.requests).Draw(rt, "request"))
	if err != nil {
		rt.Fatal(err)
	}
	if len(q.Invitations) > 0 {
		i = rapid.SampledFrom(q.Invitations).Draw(rt, "question")
	}
	return q, i
}

// ★ Whatever people do, however many nodes follow and wherever they are killed, and whether programs answer or
// not: each subscription is told each change that it is about, with numbers without gaps, in order, and none
// that it is not about.
func TestNumbersAreWholeWhateverHappens(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		w := &world{house: h, t: t, nodes: []*node{h.node, h.another()}, stood: map[string]state{}}
		for _, name := range []string{"een", "twee"} {
			w.offers = append(w.offers, h.Offer(t, name, 3, 50))
		}
		listen := func(l *listening, who func(testing.TB) r4.Subscription) {
			l.Subscription = who(t)
			w.all = append(w.all, l)
		}
		for _, of := range []network.OrganizationID{placementtest.AskerOrg, w.offers[0].Organization, w.offers[1].Organization, placementtest.DeskOrg} {
			l := &listening{organization: of, at: newReceiver(t)}
			listen(l, func(t testing.TB) r4.Subscription {
				return h.subscribe(t, h.program(t, of, "placement:ask", "placement:answer", "subscription:manage"), extended(wish(topicTasks, l.at.URL), "backport-max-count", "valuePositiveInt", 2))
			})
		}
		for _, types := range [][]string{nil, {"Location"}} {
			l := &listening{types: types, at: newReceiver(t)}
			listen(l, func(t testing.TB) r4.Subscription {
				var filters []string
				for _, one := range types {
					filters = append(filters, "?_type="+one)
				}
				return h.subscribe(t, h.program(t, placementtest.AskerOrg, "subscription:manage"), wish(topicDirectory, l.at.URL, filters...))
			})
		}
		ctx := t.Context()
		actions := map[string]func(*rapid.T){
			"ask": func(rt *rapid.T) {
				if len(w.requests) > 12 {
					return
				}
				w.requests = append(w.requests, w.Opened(t, rapid.SampledFrom([]placement.Urgency{placement.Crisis, placement.Soon}).Draw(rt, "urgency")).ID)
				w.did(rt, nil)
			},
			"invite": func(rt *rapid.T) {
				q, _ := w.drawn(rt)
				_, err := w.Invite(ctx, placementtest.Asker, q.ID, offersOf(w.offers[:rapid.IntRange(1, 2).Draw(rt, "how many")]...))
				w.did(rt, err)
			},
			"answer": func(rt *rapid.T) {
				_, i := w.drawn(rt)
				if i.ID == "" {
					return
				}
				a := placement.Answer{Yes: rapid.Bool().Draw(rt, "yes")}
				if !a.Yes {
					a.Reason = "too-far"
				}
				_, err := w.Answer(ctx, placementtest.Of(i.Organization), i.ID, a)
				w.did(rt, err)
			},
			"choose": func(rt *rapid.T) {
				q, i := w.drawn(rt)
				_, err := w.Choose(ctx, placementtest.Asker, q.ID, i.ID)
				w.did(rt, err)
			},
			"go on": func(rt *rapid.T) {
				q, _ := w.drawn(rt)
				var err error
				switch rapid.IntRange(0, 3).Draw(rt, "how") {
				case 0:
					_, err = w.Start(ctx, placementtest.Asker, q.ID, time.Time{})
				case 1:
					_, err = w.Close(ctx, placementtest.Asker, q.ID, "helped")
				case 2:
					_, err = w.FallThrough(ctx, placementtest.Asker, q.ID, "changed")
				case 3:
					_, err = w.Withdraw(ctx, placementtest.Asker, q.ID, "changed")
				}
				w.did(rt, err)
			},
			"clocks": func(rt *rapid.T) {
				// In all it is less than the week after which who takes nothing is given up.
				w.pass(time.Duration(rapid.IntRange(1, 60).Draw(rt, "minutes")) * time.Minute)
				_, err := w.Expire(ctx)
				w.did(rt, err)
			},
			"directory": func(rt *rapid.T) {
				w.pass(time.Millisecond)
				types := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Location", "Organization", "HealthcareService"}), 1, 2, func(s string) string { return s }).Draw(rt, "types")
				w.changes(t, types...)
				for _, l := range w.all {
					if l.organization == "" && (l.types == nil || slices.Contains(types, l.types[0])) {
						l.want++
					}
				}
			},
			"somebody is away": func(rt *rapid.T) {
				rapid.SampledFrom(w.all).Draw(rt, "who").at.down.Store(rapid.Bool().Draw(rt, "away"))
			},
			"turn": w.turn,
		}
		names := slices.Sorted(maps.Keys(actions))
		rapid.Check(t, func(rt *rapid.T) {
			for range 12 {
				actions[rapid.SampledFrom(names).Draw(rt, "act")](rt)
			}
		})
		w.rest(t)
	})
}

// rest lets everything come to rest, and then counts.
func (w *world) rest(t *testing.T) {
	for _, l := range w.all {
		l.at.down.Store(false)
	}
	for range 8 {
		w.pass(time.Hour)
		for _, n := range w.nodes {
			w.follow(t, n)
			w.tell(t, n)
		}
	}
	w.heard(t)
	told := 0
	for i, l := range w.all {
		if l.last != l.want {
			t.Errorf("subscription %d was told up to %d, and should be up to %d", i, l.last, l.want)
		}
		told += l.last
	}
	if told < 100 {
		t.Errorf("only %d numbers in all: the test does not reach what it should", told)
	}
	t.Logf("%d requests, %d numbers", len(w.requests), told)
}
