package watch

import (
	"context"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
)

// May weighs whether somebody may watch a topic that is not public, and whether they are still signed
// in. It is asked at first, each minute, and when something happened to their account.
type May func(ctx context.Context, actor access.Actor, t Topic) error

// recheckEvery is how long a right is believed.
const recheckEvery = time.Minute

// guard is the right of one watcher.
type guard struct {
	actor  access.Actor
	topics []Topic
	check  chan struct{}
	timer  *time.Timer
}

// guard weighs a watcher's right; nil for topics that are all public.
func (h *Hub) guard(ctx context.Context, w *Watcher) (*guard, error) {
	if len(w.Topics) == 0 || len(w.Topics) > mostTopics {
		return nil, fault.InvalidField("topics", "Kies wat u wilt volgen.", "expected one to three topics")
	}
	g := &guard{actor: w.Actor, check: make(chan struct{}, 1)}
	for _, t := range w.Topics {
		if !t.Public() {
			g.topics = append(g.topics, t)
		}
	}
	if len(g.topics) == 0 {
		return nil, nil
	}
	if err := h.weigh(ctx, g); err != nil {
		return nil, err
	}
	g.timer = time.AfterFunc(recheckEvery, g.suspect)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.guards[g] = true
	return g, nil
}

func (h *Hub) dismiss(g *guard) {
	if g == nil {
		return
	}
	g.timer.Stop()
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.guards, g)
}

func (h *Hub) weigh(ctx context.Context, g *guard) error {
	for _, t := range g.topics {
		if err := h.may(ctx, g.actor, t); err != nil {
			return err
		}
	}
	return nil
}

// suspected is when the right must be weighed again; never for who needs none.
func (g *guard) suspected() <-chan struct{} {
	if g == nil {
		return nil
	}
	return g.check
}

func (g *guard) suspect() {
	select {
	case g.check <- struct{}{}:
	default:
	}
}

// recheck weighs a right again and gives what to say to who lost it. Who came with a token rather than
// a session is asked to come again with it: only the door can tell whether it still opens.
func (h *Hub) recheck(ctx context.Context, g *guard) (last []byte) {
	if g.actor.Session == "" {
		return farewell()
	}
	switch err := h.weigh(ctx, g); {
	case err == nil:
		g.timer.Reset(recheckEvery)
		return nil
	case fault.KindOf(err) == fault.Denied:
		return ended()
	default:
		return farewell() // nobody can tell now: whoever comes again is asked again
	}
}

// suspect has the rights weighed again of those whose account an entry is about.
func (h *Hub) suspect(e *ledger.Entry) {
	if len(h.guards) == 0 || !strings.HasPrefix(e.Act, "identity.") && !strings.HasPrefix(e.Act, "network.") {
		return
	}
	for g := range h.guards {
		for _, s := range e.Subjects {
			if s.Type == "person" && s.ID == g.actor.Person || s.Type == "session" && s.ID == g.actor.Session {
				g.suspect()
			}
		}
	}
}
