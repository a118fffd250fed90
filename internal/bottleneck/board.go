package bottleneck

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const (
	usualBoard = 100
	mostBoard  = 500
	// EndedStates asks a board for those that are solved or accepted.
	EndedStates State = "ended"
)

// nationBoard is the id of the board of what lies with the nation.
const nationBoard = "nation"

// Board gives the bottlenecks of a region, or of the nation, now or as they stood at the end of a day. At
// a day, because a moment would help to tell who reported.
func (s *Service) Board(ctx context.Context, actor access.Actor, q Query) (p Page, err error) {
	defer fault.Wrap(&err, "bottleneck.Board")
	if q.party = ""; q.Region == "" && q.Owner != "" && q.Owner == actor.Organization {
		q.party = q.Owner
	}
	if err := q.check(); err != nil {
		return Page{}, err
	}
	err = s.spine.Look(ctx, s.onBoard(actor, "bottleneck.Board", q.Region, q.party), func(context.Context, *act.Tx) error { return nil })
	if err != nil {
		return Page{}, err
	}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err = s.page(ctx, tx, q)
		return err
	})
	return p, err
}

// onBoard describes a look at a region's board; without a region, at the nation's, or at what a party owns.
func (s *Service) onBoard(actor access.Actor, name string, region network.RegionID, party string) act.Attempt {
	return act.Attempt{Actor: actor, Act: name, Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if region != "" {
			return access.Subject{Type: "board", ID: string(region), Region: string(region)}, nil
		}
		if party != "" {
			return access.Subject{Type: "board", ID: party, Organization: party}, nil
		}
		board, err := boardOf(ctx, tx)
		return access.Subject{Type: "board", ID: nationBoard, Desk: string(board)}, err
	}}
}

func (q *Query) check() error {
	var c checker
	if q.Region != "" && check.NotID(q.Region) {
		c.Wrong("region", "Deze regio kennen we niet.", "expected the id of a region")
	}
	if q.Level != "" && ranks[q.Level] == 0 {
		c.Wrong("level", "Kies wijk, regio of land.", "expected wijk, region or nation")
	}
	if _, known := stateWords[q.State]; q.State != "" && q.State != EndedStates && !known {
		c.Wrong("state", "Kies een van de stappen.", "expected a state, or ended")
	}
	if q.Limit < 0 || q.Limit > mostBoard {
		c.Wrong("limit", "Kies 1 tot en met 500.", "expected 1 to 500")
	}
	if q.Region == "" && q.party == "" {
		if q.Level != "" && q.Level != Nation || q.Wijkverband != "" {
			c.Wrong("region", "Kies een regio.", "expected a region with this level or wijkverband")
		}
		q.Level = Nation
	}
	if q.Limit == 0 {
		q.Limit = usualBoard
	}
	return c.Err()
}

// states are those that a query asks for.
func (q *Query) states() []State {
	switch q.State {
	case "":
		return []State{Reported, Discussing, TakenUp, Proposed}
	case EndedStates:
		return []State{Solved, Accepted}
	}
	return []State{q.State}
}

// where writes the condition on rows s; at is the moment of the board, and zero for now.
func (q *Query) where(at, now time.Time) (where []string, args []any) {
	arg := func(v any) string {
		args = append(args, v)
		return access.Placeholder(len(args))
	}
	if q.Region != "" {
		where = append(where, `s.region = `+arg(q.Region))
	}
	if q.Level != "" {
		where = append(where, `s.level = '`+string(q.Level)+`'`) // checked: a partial index knows it by its text
	}
	if at.IsZero() {
		where = append(where, `s.until_at IS NULL`)
	} else {
		until := arg(clock.Micros(at))
		where = append(where, `s.from_at < `+until, `(s.until_at IS NULL OR s.until_at >= `+until+`)`)
		now = at
	}
	var marks []string
	for _, state := range q.states() {
		marks = append(marks, arg(state))
	}
	where = append(where, `s.state IN (`+strings.Join(marks, ", ")+`)`)
	for _, c := range []struct{ column, value string }{{"s.wijkverband", string(q.Wijkverband)}, {"s.owner", q.Owner}, {"s.person", string(q.Person)}} {
		if c.value != "" {
			where = append(where, c.column+` = `+arg(c.value))
		}
	}
	if q.party != "" {
		where = append(where, `s.owner_kind = 'organization'`)
	}
	if q.Theme != "" {
		where = append(where, `EXISTS (SELECT 1 FROM bottleneck t WHERE t.id = s.bottleneck AND t.theme = `+arg(q.Theme)+`)`)
	}
	if q.Overdue {
		where = append(where, `s.next_at <= `+arg(clock.Micros(now)))
	}
	return where, args
}

// page reads a part of a board. The order is the next date, or the last ended first.
func (s *Service) page(ctx context.Context, tx *store.Tx, q Query) (p Page, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return p, err
	}
	var at time.Time
	if p.At = now; !q.At.IsZero() {
		if then := day(q.At).AddDate(0, 0, 1); then.Before(now) {
			at, p.At = then, then
		}
	}
	where, args := q.where(at, now)
	const from = ` FROM bottleneck_state s WHERE `
	if err := tx.QueryRow(ctx, `SELECT count(*)`+from+strings.Join(where, ` AND `), args...).Scan(&p.Total); err != nil {
		return p, err
	}
	column, down, than := `s.next_at`, ``, `>`
	if open := q.states()[0].Open(); !open {
		column, down, than = `s.from_at`, ` DESC`, `<`
	}
	if q.Cursor != "" {
		moment, id, ok := strings.Cut(q.Cursor, ".")
		n, err := strconv.ParseInt(moment, 10, 64)
		if !ok || err != nil || check.NotID(id) {
			return p, fault.InvalidField("cursor", "Deze pagina hoort niet bij deze vraag. Begin opnieuw bij de eerste.", "expected the cursor of the page before, of the same query")
		}
		args = append(args, n, id)
		where = append(where, `(`+column+`, s.bottleneck) `+than+` (`+access.Placeholder(len(args)-1)+`, `+access.Placeholder(len(args))+`)`)
	}
	args = append(args, q.Limit+1)
	order := ` ORDER BY ` + column + down + `, s.bottleneck` + down
	// The rows of a part are chosen by how they stand; what was told of them is read for these alone.
	found, err := store.All(ctx, tx, scan, `SELECT `+columns+` FROM (SELECT s.*`+from+strings.Join(where, ` AND `)+order+` LIMIT `+access.Placeholder(len(args))+`) s
		JOIN bottleneck b ON b.id = s.bottleneck`+order, args...)
	if err != nil {
		return p, err
	}
	if len(found) > q.Limit {
		found = found[:q.Limit]
		last := found[q.Limit-1]
		by := last.NextAt
		if down != "" {
			by = last.since
		}
		p.Next = strconv.FormatInt(clock.Micros(by), 10) + "." + string(last.ID)
	}
	p.Items = make([]Bottleneck, len(found))
	for i, b := range found {
		p.Items[i] = b.Bottleneck
	}
	if !at.IsZero() {
		asThen(p.Items, at)
	} else if p.Replies, err = s.replies(ctx, tx, q, now); err != nil {
		return p, err
	}
	return p, s.names(ctx, tx, true, ownersIn(p.Items)...)
}

// asThen leaves out what the root rows know of later days, so that a board of the past answers the same for
// ever.
func asThen(items []Bottleneck, at time.Time) {
	for i := range items {
		if items[i].Version = 0; items[i].State != Merged {
			items[i].Parent = ""
		}
		// A figure is added on the day after the last that it counts.
		items[i].Evidence = slices.DeleteFunc(items[i].Evidence, func(e Evidence) bool { return !e.Until.Before(at) })
	}
}

// Own gives what somebody reported themselves, with where it stands and what they were told since they
// looked. It is theirs also where they stay unnamed to others.
func (s *Service) Own(ctx context.Context, actor access.Actor) (all []Own, err error) {
	defer fault.Wrap(&err, "bottleneck.Own")
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "person", ID: actor.Person, Person: actor.Person}, nil
	}
	// The entry does not say how much there was: who reads it is not to know whether somebody reported.
	if err := s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "bottleneck.Own", Load: load}, func(context.Context, *act.Tx) error { return nil }); err != nil {
		return nil, err
	}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err = s.own(ctx, tx, actor)
		return err
	})
	return all, err
}

func (s *Service) own(ctx context.Context, tx *store.Tx, actor access.Actor) (all []Own, err error) {
	if !somebody(actor) {
		return nil, nil
	}
	type row struct {
		reporter string
		reported ID
		root     ID
		news     int
	}
	rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) {
		return r, scan(&r.reporter, &r.reported, &r.root, &r.news)
	}, `SELECT r.id, b.id, b.root, (SELECT count(*) FROM bottleneck_receipt t WHERE t.reporter = r.id AND t.read_at IS NULL)
		FROM bottleneck_reporter r JOIN bottleneck b ON b.id = r.bottleneck WHERE r.person = $1 ORDER BY r.joined_at DESC, r.id LIMIT 200`, actor.Person)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		reported, err := find(ctx, tx, r.reported, false)
		if err != nil {
			return nil, err
		}
		now := reported
		if r.root != r.reported {
			if now, err = find(ctx, tx, r.root, false); err != nil {
				return nil, err
			}
		}
		o := Own{Reported: reported.Bottleneck, Now: now.Bottleneck, News: r.news}
		if now.State == Proposed {
			if o.Asked, err = waitsFor(ctx, tx, now.ID, []string{r.reporter}); err != nil {
				return nil, err
			}
		}
		told, err := events(ctx, tx, `EXISTS (SELECT 1 FROM bottleneck_receipt t WHERE t.bottleneck = e.bottleneck AND t.event = e.number AND t.reporter = $1)
			ORDER BY e.at DESC, e.bottleneck, e.number DESC LIMIT 1`, r.reporter)
		if err != nil {
			return nil, err
		}
		if len(told) > 0 {
			o.Last = told[0]
		}
		all = append(all, o)
	}
	for i := range all {
		if err := s.names(ctx, tx, true, &all[i].Reported.Owner, &all[i].Now.Owner, &all[i].Last.By); err != nil {
			return nil, err
		}
	}
	// What asks something of them goes first.
	slices.SortStableFunc(all, func(a, b Own) int { return int(bit(b.Asked) - bit(a.Asked)) })
	return all, nil
}
