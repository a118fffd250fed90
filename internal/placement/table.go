package placement

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Tables are the code lists of placement with their words.
type Tables struct {
	Urgencies []UrgencyRow
	Declines  []Decline
	Reasons   []Reason
	Wishes    []Wish
	Items     []DataItem
}

// UrgencyRow is an urgency with its clocks.
type UrgencyRow struct {
	Code Urgency
	Name string // Dutch: 'Crisis'
	Rank int    // 1 goes first
	// Commit is within what time there must be a place; Answer how long a provider has to answer; Hold how
	// long an offered place is held; Start within what time after the yes it must have begun; Bridge how
	// long bridging lasts where no rule says so.
	Commit, Answer, Hold, Start, Bridge time.Duration
}

// Decline is a reason why a provider says no.
type Decline struct {
	Code ReasonCode
	Name string // Dutch: 'Wij hebben geen plek'
	// NoRoom says that the answer also tells that there is no room: the figure becomes 0.
	NoRoom bool
}

// Reason is a coded reason of another act than a no.
type Reason struct {
	Act  string // 'Open', 'Withdraw', 'FallThrough', 'Close': the act whose reason it is
	Code ReasonCode
	Name string // Dutch
	// Frees says, of a place that falls through or is not needed any more, that others can have it.
	Frees bool
}

// Wish is something that a person hopes for and a provider may have.
type Wish struct {
	Code string
	Name string // Dutch
}

// DataItem is one thing that receivers of some kinds need to know, with its answers.
type DataItem struct {
	Code    string
	Name    string // Dutch, as a question
	Answers []DataAnswer
	Kinds   []capacity.KindCode
}

// DataAnswer is one of the answers to a data item.
type DataAnswer struct{ Code, Name string }

// Urgency gives the row of an urgency.
func (t *Tables) Urgency(code Urgency) (UrgencyRow, bool) {
	for _, u := range t.Urgencies {
		if u.Code == code {
			return u, true
		}
	}
	return UrgencyRow{}, false
}

// Decline gives the row of a reason for a no.
func (t *Tables) Decline(code ReasonCode) (Decline, bool) {
	for _, d := range t.Declines {
		if d.Code == code {
			return d, true
		}
	}
	return Decline{}, false
}

// ReasonsFor gives the reasons of an act, in their order.
func (t *Tables) ReasonsFor(act string) (of []Reason) {
	for _, r := range t.Reasons {
		if r.Act == act {
			of = append(of, r)
		}
	}
	return of
}

// Reason gives the reason of an act with a code.
func (t *Tables) Reason(act string, code ReasonCode) (Reason, bool) {
	for _, r := range t.Reasons {
		if r.Act == act && r.Code == code {
			return r, true
		}
	}
	return Reason{}, false
}

// ItemsFor gives what receivers of a kind need to know.
func (t *Tables) ItemsFor(kind capacity.KindCode) (of []DataItem) {
	for _, i := range t.Items {
		if slices.Contains(i.Kinds, kind) {
			of = append(of, i)
		}
	}
	return of
}

// Tables gives the code lists. A program's migrations change them and nothing else, so one reading
// serves its whole life; they are not to be changed by those who read them.
func (s *Service) Tables(ctx context.Context) (_ *Tables, err error) {
	defer fault.Wrap(&err, "placement.Tables")
	if t := s.tables.Load(); t != nil {
		return t, nil
	}
	var t Tables
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error { return t.read(ctx, tx) })
	if err != nil {
		return nil, err
	}
	s.tables.Store(&t)
	return &t, nil
}

// DataItems gives what receivers of a kind declare to need to know: what a form asks once for all of
// them.
func (s *Service) DataItems(ctx context.Context, kind capacity.KindCode) ([]DataItem, error) {
	t, err := s.Tables(ctx)
	if err != nil {
		return nil, err
	}
	return t.ItemsFor(kind), nil
}

func (t *Tables) read(ctx context.Context, tx *store.Tx) (err error) {
	if t.Urgencies, err = store.All(ctx, tx, func(row func(...any) error) (u UrgencyRow, err error) {
		var commit, answer, hold, start, bridge time.Duration
		err = row(&u.Code, &u.Name, &u.Rank, &commit, &answer, &hold, &start, &bridge)
		u.Commit, u.Answer, u.Hold, u.Start, u.Bridge = commit*time.Minute, answer*time.Minute, hold*time.Minute, start*time.Minute, bridge*day
		return u, err
	}, `SELECT code, name, position, commit_minutes, answer_minutes, hold_minutes, start_minutes, bridge_days FROM placement_urgency ORDER BY position`); err != nil {
		return err
	}
	if t.Declines, err = store.All(ctx, tx, func(row func(...any) error) (d Decline, err error) { return d, row(&d.Code, &d.Name, &d.NoRoom) },
		`SELECT code, name, no_room FROM decline_reason ORDER BY position`); err != nil {
		return err
	}
	if t.Reasons, err = store.All(ctx, tx, func(row func(...any) error) (r Reason, err error) { return r, row(&r.Act, &r.Code, &r.Name, &r.Frees) },
		`SELECT act, code, name, frees FROM placement_reason ORDER BY act, position`); err != nil {
		return err
	}
	if t.Wishes, err = store.All(ctx, tx, func(row func(...any) error) (w Wish, err error) { return w, row(&w.Code, &w.Name) },
		`SELECT code, name FROM placement_wish ORDER BY position`); err != nil {
		return err
	}
	return t.readItems(ctx, tx)
}

func (t *Tables) readItems(ctx context.Context, tx *store.Tx) (err error) {
	if t.Items, err = store.All(ctx, tx, func(row func(...any) error) (i DataItem, err error) { return i, row(&i.Code, &i.Name) },
		`SELECT code, name FROM data_item ORDER BY position`); err != nil {
		return err
	}
	byCode := make(map[string]*DataItem, len(t.Items))
	for i := range t.Items {
		byCode[t.Items[i].Code] = &t.Items[i]
	}
	type of struct{ item, code, name string }
	read := func(row func(...any) error) (o of, err error) { return o, row(&o.item, &o.code, &o.name) }
	answers, err := store.All(ctx, tx, read, `SELECT item, code, name FROM data_item_answer ORDER BY item, position`)
	if err != nil {
		return err
	}
	for _, a := range answers {
		byCode[a.item].Answers = append(byCode[a.item].Answers, DataAnswer{a.code, a.name})
	}
	kinds, err := store.All(ctx, tx, read, `SELECT item, kind, '' FROM capacity_kind_item ORDER BY item, kind`)
	for _, k := range kinds {
		byCode[k.item].Kinds = append(byCode[k.item].Kinds, capacity.KindCode(k.code))
	}
	return err
}
