package watch

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// news remembers what happened in placements, for who comes back.
type news struct {
	floor int64 // everything after it is remembered
	items []item
}

type item struct {
	seq       int64
	region    network.RegionID
	companies []network.OrganizationID
	things    []string
}

// mostNews bounds the memory: some hours of a busy country, a few megabytes.
const mostNews = 20_000

func (n *news) add(it item) {
	if len(n.items) >= mostNews {
		old := mostNews / 2
		n.floor = n.items[old-1].seq
		n.items = slices.Delete(n.items, 0, old)
	}
	n.items = append(n.items, it)
}

func (it *item) of(t Topic) bool {
	return t.about == aboutDesk && it.region == t.region || t.about == aboutOrg && slices.Contains(it.companies, t.company)
}

// since gives what is new for a topic after a number.
func (n *news) since(t Topic, after int64) (things []string) {
	from, _ := slices.BinarySearchFunc(n.items, after+1, func(it item, seq int64) int { return cmp.Compare(it.seq, seq) })
	told := map[string]bool{}
	for i := from; i < len(n.items); i++ {
		if n.items[i].of(t) {
			for _, id := range n.items[i].things {
				if !told[id] {
					told[id] = true
					things = append(things, id)
				}
			}
		}
	}
	return things
}

// thingOf reads what [placed] wrote.
func thingOf(text string) thing {
	kind, id, _ := strings.Cut(text, " ")
	return thing{kind, id}
}

// placed gives what an entry tells of placements; nothing when it is about something else. A request
// stands for all that happened within it: whose invitations these were is for who asks and may see.
func placed(e *ledger.Entry) (it item, ok bool) {
	if !strings.HasPrefix(e.Act, "placement.") || e.Sort == string(access.Read) {
		return it, false
	}
	it = item{seq: e.Seq, region: network.RegionID(e.Region)}
	for _, s := range e.Subjects {
		switch s.Type {
		case "organization":
			it.companies = append(it.companies, network.OrganizationID(s.ID))
		case "request":
			it.things = append(it.things, "request "+s.ID)
		}
	}
	if len(it.things) == 0 {
		it.things = []string{"region " + e.Region}
	}
	return it, it.region != "" || len(it.companies) > 0
}

// report notes what happened in placements.
func (h *Hub) report(e *ledger.Entry) {
	it, ok := placed(e)
	if !ok {
		return
	}
	h.news.add(it)
	for _, id := range it.things {
		if it.region != "" {
			h.touch(Desk(it.region), id)
		}
		for _, c := range it.companies {
			h.touch(Org(c), id)
		}
	}
}

// recall is how many entries of the ledger a node reads back when it starts. Whoever watched it before
// comes back within seconds: without this each would get all of their region at once.
const recall = 10_000

// Start takes the board as it was loaded for the beginning, and remembers what was told shortly before.
func (h *Hub) Start(ctx context.Context, db *store.DB) (err error) {
	defer fault.Wrap(&err, "watch.Start")
	head := h.board.Seq()
	from := max(0, head-recall)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seq, h.floor, h.news.floor = head, from, from
	return db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for after := from; after < head; {
			entries, err := ledger.After(ctx, tx, after, 500)
			if err != nil || len(entries) == 0 {
				return err
			}
			for i := range entries {
				if e := &entries[i]; e.Seq <= head && e.Outcome == ledger.Done {
					h.remember(e)
				}
			}
			after = entries[len(entries)-1].Seq
		}
		return nil
	})
}

// remember notes what an entry told. Where an offer was that has ended or moved since, it does not
// say, so who comes from before that gets everything.
func (h *Hub) remember(e *ledger.Entry) {
	if it, ok := placed(e); ok {
		h.news.add(it)
	}
	if sweeping := !strings.HasPrefix(e.Act, "capacity.") && !strings.HasPrefix(e.Act, "placement."); sweeping && e.Sort != string(access.Read) {
		if strings.HasPrefix(e.Act, "network.") || strings.HasPrefix(e.Act, "directory.") {
			h.floor = e.Seq
		}
		return
	}
	for _, s := range e.Subjects {
		if s.Type != "offer" {
			continue
		}
		if o, ok := h.board.Offer(capacity.OfferID(s.ID)); ok {
			h.mark(&o, e.Seq)
		} else {
			h.floor = e.Seq
		}
	}
}
