package network

import (
	"context"
	"database/sql"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Edit is one change of a region or wijkverband, or of a contact or task of it. What it then was stands
// in one of the last four fields; saving that over the version that stands now takes the changes since
// back, and is itself a change that can be read.
type Edit struct {
	Kind    string // 'region', 'wijkverband', 'contact' or 'task'
	Thing   string // its id
	Version int64  // 0 is what stood before the first change
	// Owner is the region or wijkverband that it belongs to, a region's when OfRegion.
	Owner    string
	OfRegion bool
	At       time.Time
	Person   string // id; 'system:<job>', 'client:<id>', or '' where nobody knows
	Name     string // of the person, as it is today
	Role     string
	Ended    bool
	// Changed are the parts that differ from the version before, by the names that faults use; nil for
	// the first.
	Changed []string

	Region      *Region
	Wijkverband *Wijkverband
	Contact     *Contact
	Task        *TaskState
}

// mostEdits bounds a history; a thing is changed some times a year.
const mostEdits = 200

// RegionHistory gives a region as it was at a moment (zero: now), and its changes with those of its tasks,
// newest first, and which wijkverbanden began and ended. Staff and board of the region may look.
func (s *Service) RegionHistory(ctx context.Context, actor access.Actor, r RegionID, at time.Time) (then Region, edits []Edit, err error) {
	defer fault.Wrap(&err, "network.RegionHistory(%s)", r)
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "network.RegionHistory",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "region", ID: string(r), Region: string(r)}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		at, err := orNow(ctx, tx.Tx, at)
		if err != nil {
			return err
		}
		found, err := regionsTx(ctx, tx.Tx, at, "r.id", r)
		if then, err = one(found, err, "Deze regio was er toen nog niet.", "region not found at that moment"); err != nil {
			return err
		}
		edits, err = editsTx(ctx, tx.Tx, `(e.owner = $1 OR e.kind = 'wijkverband' AND (e.version = 1 OR e.ended = 1) AND e.thing IN (SELECT w.id FROM wijkverband w WHERE w.region = $1))`, r)
		return err
	})
	return then, edits, err
}

// WijkverbandHistory gives a wijkverband as it was at a moment (zero: now), and its changes with those of
// its contacts and tasks, newest first. then is empty for a moment at which it was not there. Its
// coordinator, and staff and board of its region may look.
func (s *Service) WijkverbandHistory(ctx context.Context, actor access.Actor, slug string, at time.Time) (then Wijkverband, edits []Edit, err error) {
	defer fault.Wrap(&err, "network.WijkverbandHistory")
	var w WijkverbandID
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "network.WijkverbandHistory",
		Load: func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
			if w, err = idOf[WijkverbandID](ctx, tx, "wijkverband", slug, "Dit wijkverband kennen we niet."); err != nil {
				return access.Subject{}, err
			}
			return wijkverbandSubject(ctx, tx, w)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		at, err := orNow(ctx, tx.Tx, at)
		if err != nil {
			return err
		}
		found, err := wijkverbandenTx(ctx, tx.Tx, at, "w.id", w, asShown)
		if err != nil {
			return err
		}
		if then = (Wijkverband{}); len(found) > 0 {
			then = found[0]
		}
		edits, err = editsTx(ctx, tx.Tx, `e.owner = $1`, w)
		return err
	})
	return then, edits, err
}

func orNow(ctx context.Context, tx *store.Tx, at time.Time) (time.Time, error) {
	if at.IsZero() {
		return tx.Now(ctx)
	}
	return at, nil
}

// editsTx reads the newest changes that where selects, each beside the one before it.
func editsTx(ctx context.Context, tx *store.Tx, where string, owner any) ([]Edit, error) {
	return store.All(ctx, tx, func(row func(...any) error) (e Edit, err error) {
		var at int64
		var body string
		var before sql.NullString
		if err = row(&e.Kind, &e.Thing, &e.Version, &e.Owner, &e.OfRegion, &at, &e.Person, &e.Name, &e.Role, &e.Ended, &body, &before); err != nil {
			return e, err
		}
		e.At = clock.FromMicros(at)
		return e, e.read(body, before.String)
	}, `SELECT e.kind, e.thing, e.version, e.owner, EXISTS (SELECT 1 FROM region r WHERE r.id = e.owner), e.at, e.person, coalesce(p.name, ''), e.role, e.ended, e.body, b.body
		FROM network_edit e LEFT JOIN person p ON p.id = e.person
		LEFT JOIN network_edit b ON b.kind = e.kind AND b.thing = e.thing AND b.version = e.version - 1
		WHERE `+where+` ORDER BY e.at DESC, e.kind, e.thing, e.version DESC LIMIT `+param(2), owner, mostEdits)
}

// read fills in what the thing became, and how that differs from what it was.
func (e *Edit) read(body, before string) (err error) {
	switch e.Kind {
	case "region":
		e.Region, e.Changed, err = against(regionFields, body, before)
	case "wijkverband":
		e.Wijkverband, e.Changed, err = against(wijkverbandFields, body, before)
	case "contact":
		e.Contact, e.Changed, err = against(contactFields, body, before)
	case "task":
		e.Task, e.Changed, err = against(taskFields, body, before)
	}
	return err
}

func against[T any](fields []field[T], body, before string) (is *T, changed []string, err error) {
	if is, err = decode[T](body); err != nil || before == "" {
		return is, nil, err
	}
	was, err := decode[T](before)
	if err != nil {
		return nil, nil, err
	}
	return is, differs(fields, was, is), nil
}
