package number

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// ProviderDeclines are the reasons that one provider gave in a period, the most frequent first.
type ProviderDeclines struct {
	Organization network.OrganizationID
	Reasons      []ReasonCount
	Total        int
}

// Declines gives for each provider why it said no, those who said so most first. It is for the desk of
// the region, which can talk it over with them, and for nobody else.
func (s *Service) Declines(ctx context.Context, actor access.Actor, region network.RegionID, from, until time.Time) (all []ProviderDeclines, err error) {
	defer fault.Wrap(&err, "number.Declines(%s)", region)
	subject, err := s.about(ctx, region)
	if err != nil {
		return nil, err
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "placement.Declines", Load: given(subject)}, func(context.Context, *act.Tx) error {
		return checkPeriod(from, until, until, true)
	})
	if err != nil {
		return nil, err
	}
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.All(ctx, tx, func(row func(...any) error) (r ReasonCount, err error) {
			var by network.OrganizationID
			var total int
			if err := row(&by, &total, &r.Reason, &r.N.N); err != nil {
				return r, err
			}
			if len(all) == 0 || all[len(all)-1].Organization != by {
				all = append(all, ProviderDeclines{Organization: by, Total: total})
			}
			last := &all[len(all)-1]
			last.Reasons = append(last.Reasons, r)
			return r, nil
		}, `WITH given AS (SELECT organization, reason, CAST(sum(n) AS BIGINT) AS often FROM decline_counts
				WHERE region = $1 AND hour_at >= $2 AND hour_at < $3 GROUP BY organization, reason),
			whole AS (SELECT organization, CAST(sum(often) AS BIGINT) AS total FROM given GROUP BY organization)
			SELECT g.organization, w.total, g.reason, g.often FROM given g JOIN whole w ON w.organization = g.organization
			ORDER BY w.total DESC, g.organization, g.often DESC, g.reason`, region, clock.Micros(from), clock.Micros(until))
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
