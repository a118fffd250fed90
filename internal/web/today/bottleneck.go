package today

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

const (
	bottleneckPath = "/werk/knelpunten"
	// soon is how far ahead a date counts as waiting for somebody.
	soon = 14 * 24 * time.Hour
	// mostStuck bounds what stands on this page; the board has all of it.
	mostStuck = 6
)

// stuck is what waits for somebody among the bottlenecks: an ending that they are asked about, what a higher
// level answered to theirs, what they must see to soon, and tasks of a meeting.
type stuck struct {
	waiting []stuckItem
	more    int
	tells   bool // may report
	reads   bool // may see the board
}

// stuckItem is one thing to do.
type stuckItem struct {
	id, title, href, says, due string
	words                      string // what somebody else said, as they said it
	at                         time.Time
	late, asks                 bool
}

// put adds what waits. Of one bottleneck there is one card: what somebody must do goes before that there is
// news, and that they are asked before all.
func (x *stuck) put(item stuckItem) {
	i := slices.IndexFunc(x.waiting, func(y stuckItem) bool { return y.id == item.id })
	switch {
	case i < 0:
		x.waiting = append(x.waiting, item)
	case !x.waiting[i].asks:
		x.waiting[i] = item
	}
}

// bottlenecks reads what waits for somebody among bottlenecks.
func (p Page) bottlenecks(ctx context.Context, who access.Actor) (*stuck, error) {
	if p.Bottlenecks == nil {
		return nil, nil
	}
	x := &stuck{
		tells: p.Access.Decide(who, "bottleneck.Report", access.Subject{Type: "bottleneck"}).Allowed,
		reads: who.Region != "" && p.Access.Decide(who, "bottleneck.Board", access.Subject{Type: "board", ID: who.Region, Region: who.Region}).Allowed,
	}
	if who.Role == access.National {
		board, err := p.Bottlenecks.NationBoard(ctx)
		if err != nil {
			return nil, err
		}
		x.reads = board != "" && string(board) == who.Organization
	}
	mine := access.Subject{Type: "person", ID: who.Person, Person: who.Person}
	if p.Access.Decide(who, "bottleneck.Own", mine).Allowed {
		if err := p.reported(ctx, who, x); err != nil {
			return nil, err
		}
	}
	if err := p.owned(ctx, who, x); err != nil {
		return nil, err
	}
	if p.Meetings != nil && p.Access.Decide(who, "meeting.Tasks", mine).Allowed {
		if err := p.agreedTasks(ctx, who, x); err != nil {
			return nil, err
		}
	}
	if x.more = max(0, len(x.waiting)-mostStuck); x.more > 0 {
		x.waiting = x.waiting[:mostStuck]
	}
	if len(x.waiting) == 0 && !x.tells && !x.reads {
		return nil, nil
	}
	return x, nil
}

// reported is what somebody reported and is asked about, or heard something of.
func (p Page) reported(ctx context.Context, who access.Actor, x *stuck) error {
	own, err := p.Bottlenecks.Own(ctx, who)
	if err != nil {
		return err
	}
	for i := range own {
		o := &own[i]
		item := stuckItem{id: string(o.Now.ID), title: o.Now.Title, href: bottleneckPath + "/" + string(o.Now.ID)}
		switch {
		case o.Asked:
			item.says, item.asks = "U meldde dit. Is het klaar? Zeg ja of nee.", true
		case o.News > 0:
			item.says = "U meldde dit. Er is nieuws."
		default:
			continue
		}
		x.put(item)
	}
	return nil
}

// owned is what somebody must see to soon: at the level that they work at, what they were named for
// themselves, and what was given to their organisation.
func (p Page) owned(ctx context.Context, who access.Actor, x *stuck) error {
	at := bottleneck.Query{Region: network.RegionID(who.Region), Limit: 50}
	level, named := at, at
	named.Person = network.PersonID(who.Person)
	switch who.Role {
	case access.Coordinator:
		level.Level, level.Wijkverband = bottleneck.Wijk, network.WijkverbandID(who.Wijkverband)
	case access.RESVStaff, access.RESVBoard:
		level.Level = bottleneck.Region
	case access.National:
		level.Level, level.Region, named.Region = bottleneck.Nation, "", ""
	default:
		level.Limit = 0 // decides on no level
	}
	seen := map[bottleneck.ID]bool{}
	if x.reads && level.Limit > 0 {
		if err := p.ownedOn(ctx, who, level, "Uw team is aan zet. ", seen, x); err != nil {
			return err
		}
	}
	if x.reads {
		if err := p.ownedOn(ctx, who, named, "U bent aan zet. ", seen, x); err != nil {
			return err
		}
	}
	party := access.Subject{Type: "board", ID: who.Organization, Organization: who.Organization}
	if who.Organization == "" || !p.Access.Decide(who, "bottleneck.Board", party).Allowed {
		return nil
	}
	return p.ownedOn(ctx, who, bottleneck.Query{Owner: who.Organization, Limit: 50}, "Uw organisatie is aan zet. ", seen, x)
}

// ownedOn adds what must be seen to soon on one board; whose says who is to.
func (p Page) ownedOn(ctx context.Context, who access.Actor, q bottleneck.Query, whose string, seen map[bottleneck.ID]bool, x *stuck) error {
	page, err := p.Bottlenecks.Board(ctx, who, q)
	if err != nil {
		return err
	}
	now := p.Now()
	if q.Person == "" && q.Owner == "" {
		x.answered(page.Replies, now)
	}
	for i := range page.Items {
		b := &page.Items[i]
		if seen[b.ID] || b.State == bottleneck.Proposed || b.NextAt.After(now.Add(soon)) && b.State != bottleneck.Reported {
			continue
		}
		seen[b.ID] = true
		says := whose
		if b.State == bottleneck.Reported {
			says = "Nieuw. "
		}
		x.put(stuckItem{id: string(b.ID), title: b.Title, href: bottleneckPath + "/" + string(b.ID), says: says + ui.Amount(b.Reporters, "melder", "melders") + ".",
			at: b.NextAt, late: b.Overdue(now), due: "Uiterlijk " + ui.Date(b.NextAt.Add(-time.Second)) + "."})
	}
	return nil
}

// mostSaid bounds how much of an answer stands on a card; the bottleneck has all of it.
const mostSaid = 240

// answered adds what a higher level said to the level that somebody looks after, until one of them reads it: of
// each bottleneck the newest.
func (x *stuck) answered(replies []bottleneck.Reply, now time.Time) {
	told := map[bottleneck.ID]bool{}
	for i := range replies {
		r := &replies[i]
		if !r.Recent(now) || told[r.ID] {
			continue
		}
		told[r.ID] = true
		words := []rune(r.Words)
		if len(words) > mostSaid {
			words = append(words[:mostSaid:mostSaid], '…')
		}
		x.put(stuckItem{id: string(r.ID), title: r.Title, href: bottleneckPath + "/" + string(r.ID), says: r.From() + ", " + ui.Date(r.At) + ":", words: string(words)})
	}
}

// agreedTasks are somebody's own tasks of meetings. They stand on the list of meetings: the meeting itself is
// for who was at the table, and a task may be given to somebody else.
func (p Page) agreedTasks(ctx context.Context, who access.Actor, x *stuck) error {
	tasks, err := p.Meetings.Tasks(ctx, who, meeting.TaskQuery{Person: network.PersonID(who.Person), Open: true})
	if err != nil {
		return err
	}
	now := p.Now()
	for i := range tasks {
		t := &tasks[i]
		x.waiting = append(x.waiting, stuckItem{id: string(t.ID), title: t.What, href: bottleneckPath + "/overleg#taken", says: "Uw taak uit een overleg.", at: t.By,
			late: t.Late(now), due: "Uiterlijk " + ui.Date(t.By.Add(-time.Second)) + "."})
	}
	return nil
}
