package network

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// AttestEvidence lets a region say that something is there that the platform cannot see: its 'plan' for
// the first line, or a 'cooperation' agreement or agreements with an 'insurer' that were made elsewhere.
// Not there takes it back. It is shown as stated, and neither locks nor opens anything. Staff of the
// region may.
func (s *Service) AttestEvidence(ctx context.Context, actor access.Actor, r RegionID, code, words string, there bool) (err error) {
	defer fault.Wrap(&err, "network.AttestEvidence(%s)", code)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.AttestEvidence",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) { return regionSubject(ctx, tx, r) },
	}, func(ctx context.Context, tx *act.Tx) error {
		words := words
		var c check.Fields
		check.OneOf(&c, "code", code, "plan", "cooperation", "insurer")
		if c.Text("words", &words, longText); there && words == "" {
			c.Wrong("words", "Schrijf in één zin wat het is en waar het te vinden is.", "expected in one sentence what it is and where it is found")
		}
		if err := c.Err(); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		var last int64
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(coalesce(until_at, from_at)), 0) FROM region_evidence WHERE region = $1 AND code = $2`, r, code).Scan(&last); err != nil {
			return err
		}
		d := dated{tx.Tx, "region_evidence", max(clock.Micros(now), last)}
		if err := d.end(ctx, `region = $2 AND code = $3`, r, code); err != nil {
			return err
		}
		if there {
			if err := d.begin(ctx, `region, code, words`, r, code, words); err != nil {
				return err
			}
		}
		return tx.Changed(map[string]any{"code": code, "there": there})
	})
}
