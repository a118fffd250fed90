package simulate

import (
	"errors"
	"slices"
)

// peer is the region without the platform: each provider's newest figure on a list, and a telephone.
type peer struct {
	*world
	figures []int // newest; -1: never told
	open    int
}

// Peer lets a script happen with the newest figures, one question at a time.
func Peer(s *Script) (*Tally, error) {
	p := &peer{world: newWorld(s), figures: make([]int, len(s.units)), open: len(s.demands)}
	for u := range p.figures {
		p.figures[u] = -1
	}
	p.tell = func(u int) error {
		p.figures[u] = s.units[u].says(s.fate, p.free(u), p.now)
		p.t.Figures++
		p.t.ProviderTime += updating
		return nil
	}
	p.shown = func(u int) bool { return p.figures[u] > 0 }
	p.perhaps = p.shown
	p.begin()
	var quests []*quest
	for _, d := range s.demands {
		q := &quest{peer: p, d: d, urgency: urgencyOf(d.urgency)}
		quests = append(quests, q)
		p.at(d.at, q.round)
		p.at(d.at.Add(q.urgency.commit), q.judge)
		p.at(d.at.Add(d.patience), q.giveUp)
	}
	err := p.run(p.until, p.more(&p.open))
	for _, q := range quests {
		if !q.judged { // all was over before its moment came
			err = errors.Join(err, q.judge())
		}
	}
	p.t.Nobodys += p.open
	p.settle()
	return p.t, err
}

// quest is one request being telephoned about.
type quest struct {
	*peer
	d       *demand
	urgency *urgency
	list    []int
	rounds  int
	not     []int // who does not suit, or where an agreed place fell through: not asked again
	done    bool  // committed or given up
	judged  bool  // what it had when there should have been a place is counted
}

// round makes a list of whom to call, and calls the first.
func (q *quest) round() error {
	if q.done {
		return nil
	}
	q.list = q.list[:0]
	for u, unit := range q.s.units {
		if unit.kind == q.d.kind && (q.figures[u] != 0 || q.rounds > 0) && !slices.Contains(q.not, u) {
			q.list = append(q.list, u)
		}
	}
	q.rounds++
	slices.SortStableFunc(q.list, func(a, b int) int {
		if known := q.figures[a] > 0; known != (q.figures[b] > 0) {
			if known {
				return -1
			}
			return 1
		}
		return q.s.metres(q.d, q.s.units[a]) - q.s.metres(q.d, q.s.units[b])
	})
	return q.call()
}

// call asks the next of the list, in hours in which somebody calls.
func (q *quest) call() error {
	if q.done {
		return nil
	}
	if at := q.urgency.day.next(q.now); at.After(q.now) {
		q.at(at, q.call)
		return nil
	}
	if len(q.list) == 0 {
		q.after(q.urgency.again, q.round)
		return nil
	}
	u := q.list[0]
	q.list = q.list[1:]
	q.t.Calls++
	q.t.AskerTime += calling
	at, never := q.asked(q.d, u, q.figures[u] > 0)
	if limit := q.now.Add(q.urgency.answer); never || at.After(limit) {
		q.t.Silent++
		q.at(limit, q.call)
		return nil
	}
	q.at(at, func() error { return q.answer(u) })
	return nil
}

func (q *quest) answer(u int) error {
	if q.done {
		return nil
	}
	if reason := q.says(q.d, u); reason != "" {
		q.t.Refused[reason]++
		if reason != full {
			q.not = append(q.not, u)
		}
		return q.call()
	}
	q.places[u].kept++
	wait := choosing
	if q.urgency.code == "crisis" {
		wait = 0
	}
	q.after(wait, func() error {
		q.places[u].kept--
		if q.done {
			return nil
		}
		return q.accept(u)
	})
	return nil
}

func (q *quest) accept(u int) error {
	q.end()
	q.commit(q.d, u)
	q.t.Found++
	q.after(q.urgency.start, func() error {
		if !q.fallsThrough(q.d, u) {
			q.after(q.d.stay, func() error { return q.leave(u) })
			return nil
		}
		q.t.Fell++
		q.t.Found--
		q.done, q.rounds, q.not = false, 0, append(q.not, u)
		q.open++
		q.after(0, q.round)
		q.after(q.d.patience, q.giveUp)
		return q.leave(u)
	})
	return q.changed(u)
}

// judge sees whether there is a place when there should be one: nobody bridges, and whoever found something else
// told nobody.
func (q *quest) judge() error {
	q.judged = true
	if _, placed := q.waits[q.d]; placed {
		q.t.Due.Place++
	} else {
		q.t.Due.None++
	}
	return nil
}

func (q *quest) giveUp() error {
	if q.done {
		return nil
	}
	q.end()
	q.t.Nobodys++ // it was solved somewhere, and nobody who asked for it knows
	return nil
}

func (q *quest) end() {
	q.done = true
	q.open--
	q.alone(q.d, q.d.at.Add(q.urgency.commit))
}
