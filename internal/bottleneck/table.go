package bottleneck

import (
	"context"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Themes gives what bottlenecks can be about, in the order in which people read them.
func (s *Service) Themes(ctx context.Context) (all []Theme, err error) {
	defer fault.Wrap(&err, "bottleneck.Themes")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err = store.All(ctx, tx, func(row func(...any) error) (t Theme, err error) { return t, row(&t.Code, &t.Name, &t.Plain) },
			`SELECT code, name, plain FROM bottleneck_theme ORDER BY position`)
		return err
	})
	return all, err
}

// boardOf gives the organisation that owns what lies with the nation; ” while none was named.
func boardOf(ctx context.Context, tx *store.Tx) (o network.OrganizationID, err error) {
	err = tx.QueryRow(ctx, `SELECT organization FROM national_board WHERE until_at IS NULL`).Scan(&o)
	if errors.Is(err, store.ErrNone) {
		return "", nil
	}
	return o, err
}

// NationBoard gives the organisation that owns what lies with the nation; none while nobody was named.
func (s *Service) NationBoard(ctx context.Context) (o network.OrganizationID, err error) {
	defer fault.Wrap(&err, "bottleneck.NationBoard")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		o, err = boardOf(ctx, tx)
		return err
	})
	return o, err
}

// SaveBoard says which organisation is the nation's board from now on. What was owned by the one before it
// is at once owned by this one.
func (s *Service) SaveBoard(ctx context.Context, actor access.Actor, o network.OrganizationID) (err error) {
	defer fault.Wrap(&err, "bottleneck.SaveBoard(%s)", o)
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "board", ID: "nation"}, nil
	}
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "bottleneck.SaveBoard", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		found, err := s.Network.OrganizationTx(ctx, tx.Tx, o)
		switch {
		case err != nil && fault.KindOf(err) == fault.NotFound, err == nil && found.Kind != network.NationalOrg:
			return fault.InvalidField("organization", "Kies een landelijke organisatie uit de lijst.", "expected a national organisation")
		case err != nil:
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		tx.About("organization", string(o))
		if _, err := tx.Exec(ctx, `UPDATE national_board SET until_at = CASE WHEN from_at > $1 THEN from_at ELSE $1 END WHERE until_at IS NULL`, clock.Micros(now)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO national_board (seat, organization, from_at) VALUES ('nation', $1, $2)`, o, clock.Micros(now))
		return err
	})
}
