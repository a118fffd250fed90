package mandate

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Named is somebody who speaks for others, with what they are called.
type Named struct {
	Person network.PersonID
	Name   string
}

// Delegates gives the names of those who speak for others at a table at a moment (zero is now): delegates,
// who stands in for them, and who holds a seat. Who works in the region may know them, and of one grantor
// who works for it; that somebody looked is on record.
func (s *Service) Delegates(ctx context.Context, actor access.Actor, q Query) (all []Named, err error) {
	defer fault.Wrap(&err, "mandate.Delegates")
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "mandate.Delegates",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "delegates", Organization: string(q.Grantor), Region: string(q.region()), Wijkverband: string(q.Forum.Wijkverband)}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		v, err := look(ctx, tx.Tx, q.At, q.Known)
		if err != nil {
			return err
		}
		var a args
		known := a.add(clock.Micros(v.known))
		held := func(string) string { return `` }
		if !q.Ended {
			moment := a.add(clock.Micros(v.at))
			held = func(alias string) string { return ` AND ` + holds(alias, moment) }
		}
		where := knownAt("m", known)
		q.place("m", &a, &where)
		same(&a, &where, "m.grantor", q.Grantor)
		seats := knownAt("z", known)
		q.place("z", &a, &seats)
		same(&a, &seats, "z.organization", q.Grantor)
		all, err = store.All(ctx, tx.Tx, func(row func(...any) error) (n Named, err error) { return n, row(&n.Person, &n.Name) },
			`SELECT p.id, p.name FROM person p WHERE p.id IN (
				SELECT m.delegate FROM mandate m WHERE `+where+held("m")+`
				UNION SELECT b.person FROM substitution b JOIN mandate m ON m.id = b.mandate WHERE `+where+` AND `+knownAt("b", known)+held("b")+`
				UNION SELECT z.holder FROM seat z WHERE `+seats+held("z")+`) ORDER BY p.name, p.id`, a...)
		tx.Found(len(all))
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func (q Query) region() network.RegionID {
	if q.Forum.Region != "" {
		return q.Forum.Region
	}
	return q.Region
}
