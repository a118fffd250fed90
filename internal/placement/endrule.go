package placement

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// EndBridgingRule ends what a region agreed for a kind and an urgency: the next rule that fits goes from
// now on, or else the desk. Bridging that runs goes on as it began.
func (s *Service) EndBridgingRule(ctx context.Context, actor access.Actor, region network.RegionID, kind capacity.KindCode, urgency Urgency) (err error) {
	defer fault.Wrap(&err, "placement.EndBridgingRule(%s)", region)
	return s.spine.Do(ctx, inRegion(actor, "placement.EndBridgingRule", region), func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		done, err := tx.Exec(ctx, `UPDATE bridging_rule SET until_at = CASE WHEN since_at > $4 THEN since_at ELSE $4 END
			WHERE region = $1 AND kind = $2 AND urgency = $3 AND until_at IS NULL`, region, kind, urgency, clock.Micros(now))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return fault.Missing("Deze regel is er niet, of niet meer.", "the region has no such rule")
		}
		return tx.Changed(map[string]any{"kind": kind, "urgency": urgency, "days": 0})
	})
}
