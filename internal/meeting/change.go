package meeting

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// change is an act on a meeting that is locked.
type change struct {
	*Meeting
	tx    *act.Tx
	actor access.Actor
	now   time.Time
}

// do does an act on a meeting: lock, decide, write, record.
func (s *Service) do(ctx context.Context, actor access.Actor, name string, which ID, write func(ctx context.Context, c *change) error) error {
	var m Meeting
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if err := tx.Lock(ctx, "meeting", string(which)); err != nil {
			return access.Subject{}, err
		}
		if m, err = find(ctx, tx, which); err != nil {
			return access.Subject{}, err
		}
		return subject(ctx, tx, actor, m.Forum, which)
	}
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: name, Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if m.Forum.Wijkverband != "" {
			tx.About("wijkverband", string(m.Forum.Wijkverband))
		}
		return write(ctx, &change{Meeting: &m, tx: tx, actor: actor, now: now})
	})
}

// subject describes a meeting to the policies. Its person is the actor when they are at that table now.
func subject(ctx context.Context, tx *store.Tx, actor access.Actor, f mandate.Forum, which ID) (access.Subject, error) {
	sub := access.Subject{Type: "meeting", ID: string(which), Region: string(f.Region), Wijkverband: string(f.Wijkverband)}
	if actor.Person == "" || actor.Role == access.System {
		return sub, nil
	}
	if f.Kind == mandate.Nation {
		var err error
		if sub.Desk, err = nationBoard(ctx, tx); err != nil {
			return sub, err
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return sub, err
	}
	at, err := seated(ctx, tx, actor.Person, f, now)
	if at {
		sub.Person = actor.Person
	}
	return sub, err
}

// checkForum refuses a table that cannot be: whose region or wijkverband is not there, or does not belong
// to it. It comes before the decision, which trusts what the table says of itself.
func (s *Service) checkForum(ctx context.Context, tx *store.Tx, f mandate.Forum) error {
	wrong := func(nl, en string) error { return fault.InvalidField("forum", nl, en) }
	switch f.Kind {
	case mandate.Nation:
		if f.Region != "" || f.Wijkverband != "" {
			return wrong("Het landelijke overleg heeft geen regio.", "the nation's table has no region")
		}
		return nil
	case mandate.Wijkverband:
		if f.Wijkverband == "" {
			return wrong("Kies een wijkverband.", "expected a wijkverband")
		}
	case mandate.RESV, mandate.Regiotafel, mandate.ROAZ:
		if f.Wijkverband != "" {
			return wrong("Dit overleg is van een regio, niet van een wijkverband.", "a region's table has no wijkverband")
		}
	default:
		return wrong("Kies welk overleg het is.", "expected resv, wijkverband, regiotafel, roaz or nation")
	}
	var there bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM region WHERE id = $1)`, f.Region).Scan(&there); err != nil {
		return err
	}
	if !there {
		return wrong("Deze regio kennen we niet.", "unknown region")
	}
	in, err := s.network.WijkverbandInTx(ctx, tx, f.Wijkverband, f.Region)
	if err == nil && !in {
		return wrong("Dit wijkverband hoort niet bij deze regio.", "the wijkverband is not one of the region's")
	}
	return err
}

// must refuses an act in a state in which it cannot be done.
func (c *change) must(states ...State) error {
	for _, s := range states {
		if c.State == s {
			return nil
		}
	}
	said := map[State]*fault.Error{
		Planned:   fault.New(fault.Conflict, "Dit overleg is nog niet begonnen.", "the meeting has not begun"),
		Open:      fault.New(fault.Conflict, "Dit overleg is al bezig.", "the meeting is being held already"),
		Closed:    fault.New(fault.Conflict, "Dit overleg is afgesloten. Er verandert niets meer aan.", "the meeting is closed: nothing of it changes any more"),
		Cancelled: fault.New(fault.Conflict, "Dit overleg is afgezegd.", "the meeting was cancelled"),
	}
	return said[c.State]
}

// ErrStale is in the error of a change that began with an older version than the one that stands.
var ErrStale = errors.New("meeting: changed since")

func stale() error {
	return fault.New(fault.Conflict, "Iemand anders wijzigde dit intussen. Kijk eerst hoe het nu is.", "somebody else has changed this since: look at it first").Because(ErrStale)
}

// named gives organisations their names, outside the transaction: a name is public.
func (s *Service) named(ctx context.Context, lists [][]Present, tasks []Task) error {
	var ids []network.OrganizationID
	seen := map[network.OrganizationID]bool{}
	add := func(o network.OrganizationID) {
		if o != "" && !seen[o] {
			seen[o] = true
			ids = append(ids, o)
		}
	}
	for _, all := range lists {
		for i := range all {
			add(all[i].Organization)
		}
	}
	for i := range tasks {
		add(tasks[i].Organization)
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := s.network.Organizations(ctx, network.OrganizationQuery{IDs: ids})
	if err != nil {
		return err
	}
	names := make(map[network.OrganizationID]string, len(found))
	for i := range found {
		names[found[i].ID] = found[i].Name
	}
	for _, all := range lists {
		for i := range all {
			all[i].OrganizationName = names[all[i].Organization]
		}
	}
	for i := range tasks {
		tasks[i].OrganizationName = names[tasks[i].Organization]
	}
	return nil
}

func (s *Service) withNames(ctx context.Context, m *Meeting) error {
	return s.named(ctx, [][]Present{m.Present, m.Expected}, m.Tasks)
}
