package mandate

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Recognise writes down that a discipline body may speak for a discipline in a region, or (without one)
// in the nation, from a moment on; zero is now. Its mandates have force only while it may. Staff and the
// board of the region may; for the nation who works for its table.
func (s *Service) Recognise(ctx context.Context, actor access.Actor, in Standing) (saved Standing, err error) {
	defer fault.Wrap(&err, "mandate.Recognise(%s)", in.ID)
	var c checks
	in.ID = newID(&c, in.ID)
	if err := c.Err(); err != nil {
		return in, err
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.Recognise",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := tx.Lock(ctx, "organization", string(in.Body)); err != nil {
				return access.Subject{}, err
			}
			return withDesk(ctx, tx, standingSubject(in), tableOf(in))
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		is := in
		is.Version = 1
		var c checks
		c.span(&is.Span, now)
		if c.words("evidence", &is.Evidence, longText); is.Evidence == "" {
			c.Wrong("evidence", "Schrijf waar het besloten is, zoals: ledenvergadering van 12 maart 2026.", "expected where it was decided")
		}
		body, err := s.checkOrganization(ctx, tx.Tx, &c, "body", is.Body)
		if err != nil {
			return err
		}
		if body.ID != "" && body.Kind != network.DisciplineBody {
			c.Wrong("body", "Kies een organisatie die voor een discipline spreekt. Andere partijen spreken voor zichzelf.", "expected a discipline body: others speak for themselves")
		}
		if err := s.checkDiscipline(ctx, tx.Tx, &c, is.Discipline); err != nil {
			return err
		}
		if is.Region != "" {
			there, err := s.network.RegionThereTx(ctx, tx.Tx, is.Region)
			if err != nil {
				return err
			}
			if !there {
				c.Wrong("region", "Deze regio kennen we niet.", "unknown region")
			}
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := unknown(ctx, tx.Tx, "standing", string(is.ID)); err != nil {
			return err
		}
		if err := noDouble(ctx, tx.Tx, `standing s WHERE s.body = $1 AND s.region = $2 AND s.discipline = $3`, "s", is.Span, is.Body, is.Region, is.Discipline); err != nil {
			return err
		}
		if err := insertStanding(ctx, tx.Tx, is, k, ""); err != nil {
			return err
		}
		saved = is
		tx.About("organization", string(is.Body))
		return tx.Changed(map[string]any{"discipline": is.Discipline, "version": 1})
	})
	return saved, err
}

// tableOf is where a body speaks by its standing.
func tableOf(s Standing) Forum {
	if s.Region == "" {
		return Forum{Kind: Nation}
	}
	return Forum{Kind: RESV, Region: s.Region}
}

func standingSubject(s Standing) access.Subject {
	return access.Subject{Type: "standing", ID: string(s.ID), Organization: string(s.Body), Region: string(s.Region)}
}

// EndStanding lets a recognition end at a moment; zero is now. The body's mandates there lose their force
// then, and agreements hear of it.
func (s *Service) EndStanding(ctx context.Context, actor access.Actor, id StandingID, at time.Time, why string) (err error) {
	defer fault.Wrap(&err, "mandate.EndStanding(%s)", id)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.EndStanding",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			is, err := standingTx(ctx, tx, id)
			if err != nil {
				return access.Subject{}, err
			}
			if is == nil {
				return access.Subject{}, fault.Missing("Deze erkenning kennen we niet.", "standing not found")
			}
			return withDesk(ctx, tx, standingSubject(*is), tableOf(*is))
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		var c checks
		if c.reason("why", &why); c.Err() != nil {
			return c.Err()
		}
		is, err := standingTx(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		if is.Until, err = endsAt(is.Span, at, now); err != nil {
			return err
		}
		is.Version++
		if err := errors.Join(closeRow(ctx, tx.Tx, "standing", string(id), k), insertStanding(ctx, tx.Tx, *is, k, why)); err != nil {
			return err
		}
		forums, err := store.All(ctx, tx.Tx, func(row func(...any) error) (f Forum, err error) { return f, row(&f.Kind, &f.Region, &f.Wijkverband) },
			`SELECT DISTINCT forum, region, wijkverband FROM mandate WHERE grantor = $1 AND region = $2 AND own = 0 AND known_until IS NULL ORDER BY forum, wijkverband`, is.Body, is.Region)
		if err != nil {
			return err
		}
		for _, f := range forums {
			if err := s.lost(ctx, tx, is.Body, f); err != nil {
				return err
			}
		}
		tx.About("organization", string(is.Body))
		return tx.Changed(map[string]any{"discipline": is.Discipline, "version": is.Version})
	})
}
