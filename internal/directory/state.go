package directory

import (
	"context"
	"fmt"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
)

// Move is a step that an entry can take from one state to another.
type Move struct {
	From, To State
	Act      string // that takes it by itself; [Register.Save] may take it along
}

// Moves are all steps. What people have seen does not become a draft again: it is hidden, and its
// history stays.
var Moves = []Move{
	{Draft, Shown, "directory.Show"},
	{Hidden, Shown, "directory.Show"},
	{Draft, Hidden, "directory.Hide"},
	{Shown, Hidden, "directory.Hide"},
}

// CanMove tells whether an entry may become to when it is from; it may stay what it is.
func CanMove(from, to State) bool {
	return from == to || slices.ContainsFunc(Moves, func(m Move) bool { return m.From == from && m.To == to })
}

// stateNames are the states as people call them.
var stateNames = map[State]string{Draft: "concept", Shown: "te zien", Hidden: "verborgen"}

func cannotMove(from, to State) error {
	return fault.New(fault.Conflict, fmt.Sprintf("Dit aanbod is %s en kan niet %s worden.", stateNames[from], stateNames[to]),
		fmt.Sprintf("a service that is %s cannot become %s", from, to))
}

// Show lets everybody see an entry. Who may change it may show it, and vouches for it. Conflict: it is
// shown already.
func (r *Register) Show(ctx context.Context, actor access.Actor, service ServiceID) (_ Service, err error) {
	defer fault.Wrap(&err, "directory.Show(%s)", service)
	return r.move(ctx, actor, "directory.Show", service, Shown)
}

// Hide takes an entry from sight: it ended, or it is wrong. Nothing is lost, and [Register.Show] brings
// it back. Conflict: it is hidden already.
func (r *Register) Hide(ctx context.Context, actor access.Actor, service ServiceID) (_ Service, err error) {
	defer fault.Wrap(&err, "directory.Hide(%s)", service)
	return r.move(ctx, actor, "directory.Hide", service, Hidden)
}

// move takes a step; the tables are those of Show and Hide.
func (r *Register) move(ctx context.Context, actor access.Actor, name string, service ServiceID, to State) (moved Service, err error) {
	tables, err := r.Tables(ctx)
	if err != nil {
		return Service{}, err
	}
	var s Service
	err = r.spine.Do(ctx, act.Attempt{Actor: actor, Act: name, Load: loading(service, &s)}, func(ctx context.Context, tx *act.Tx) error {
		if s.State == to || !CanMove(s.State, to) {
			return cannotMove(s.State, to)
		}
		moved = s
		moved.State = to
		if to == Shown {
			if err := fault.InvalidFields(Check(moved, tables)...).OrNil(); err != nil {
				return err
			}
			if err := vouch(ctx, tx, &moved, actor, tables); err != nil {
				return err
			}
		}
		return write(ctx, tx, &moved, actor, "changed")
	})
	if err != nil {
		return Service{}, unseen(err, actor, &s)
	}
	return moved, nil
}

// Undo puts an earlier version back as a new one; whether it is shown stays as it is now. Nothing is
// lost: what it replaces can be put back as well. Conflict: the entry is not at version expected any
// more. Invalid: what was right then is not now, such as a kind of service that was ended.
func (r *Register) Undo(ctx context.Context, actor access.Actor, service ServiceID, version, expected int64) (restored Service, err error) {
	defer fault.Wrap(&err, "directory.Undo(%s, %d)", service, version)
	tables, err := r.Tables(ctx)
	if err != nil {
		return Service{}, err
	}
	var s Service
	err = r.spine.Do(ctx, act.Attempt{Actor: actor, Act: "directory.Undo", Load: loading(service, &s)}, func(ctx context.Context, tx *act.Tx) error {
		if s.Version != expected {
			return changedSince(expected, s.Version)
		}
		if restored, err = findVersion(ctx, tx.Tx, service, version); err != nil {
			return err
		}
		restored.State, restored.Source, restored.SourceKey = s.State, s.Source, s.SourceKey
		restored.Organization, restored.OrganizationName = s.Organization, s.OrganizationName
		restored.VerifiedAt, restored.VerifyBy = s.VerifiedAt, s.VerifyBy
		if err := fault.InvalidFields(Check(restored, tables)...).OrNil(); err != nil {
			return err
		}
		if err := vouch(ctx, tx, &restored, actor, tables); err != nil {
			return err
		}
		return write(ctx, tx, &restored, actor, "changed")
	})
	if err != nil {
		return Service{}, unseen(err, actor, &s)
	}
	return restored, nil
}
