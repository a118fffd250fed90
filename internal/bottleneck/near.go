package bottleneck

import (
	"context"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/bottleneck/similar"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const (
	nearEnough  = 0.22 // from here on two texts are worth a look together
	mostSimilar = 5
	mostTexts   = 2000 // that are compared at once: the newest
)

// Similar gives open bottlenecks of a region that say nearly the same as a text, the nearest first; but one.
// Without a region it compares with what lies with the nation.
func (s *Service) Similar(ctx context.Context, actor access.Actor, region network.RegionID, text string, but ID) (found []Match, err error) {
	defer fault.Wrap(&err, "bottleneck.Similar")
	var c checker
	if c.Text("text", &text, mostTitle+mostWhat+1); c.Err() != nil {
		return nil, c.Err()
	}
	if err := s.spine.Look(ctx, s.onBoard(actor, "bottleneck.Similar", region, ""), func(context.Context, *act.Tx) error { return nil }); err != nil {
		return nil, err
	}
	var all []*stored
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		q := Query{Region: region}
		if region == "" {
			q.Level = Nation
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		where, args := q.where(time.Time{}, now)
		all, err = store.All(ctx, tx, scan, `SELECT `+columns+` FROM bottleneck_state s JOIN bottleneck b ON b.id = s.bottleneck WHERE `+strings.Join(where, ` AND `)+
			` AND b.id <> `+access.Placeholder(len(args)+1)+` ORDER BY b.made_at DESC, b.id LIMIT `+access.Placeholder(len(args)+2), append(args, but, mostTexts)...)
		return err
	})
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(all))
	for i, b := range all {
		texts[i] = b.Title + "\n" + b.What
	}
	for _, m := range similar.New(texts).Near(text, mostSimilar, nearEnough) {
		b := all[m.Index]
		found = append(found, Match{ID: b.ID, Score: m.Score, Title: b.Title, Level: b.Level, State: b.State})
	}
	return found, nil
}

// How many places must report a theme, within how long, for it to belong one level up.
const (
	risingPlaces = 3
	risingWithin = 90 * 24 * time.Hour
)

// Rising gives the themes that several wijken of a region reported lately, where the level is the region, or
// several regions, where it is the nation; with the open bottlenecks that lie below that level.
func (s *Service) Rising(ctx context.Context, actor access.Actor, level Level, region network.RegionID) (rising []Rise, err error) {
	defer fault.Wrap(&err, "bottleneck.Rising")
	if level != Nation && (level != Region || check.NotID(region)) {
		return nil, fault.InvalidField("level", "Kies een regio, of het land.", "expected the region's level with a region, or the nation's")
	}
	if level == Nation {
		region = ""
	}
	if err := s.spine.Look(ctx, s.onBoard(actor, "bottleneck.Rising", region, ""), func(context.Context, *act.Tx) error { return nil }); err != nil {
		return nil, err
	}
	type report struct {
		id           ID
		theme, place string
	}
	var all []report
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		place, where, args := `b.region`, `s.level <> 'nation' AND b.region <> ''`, []any{clock.Micros(now.Add(-risingWithin))}
		if level == Region {
			place = `CASE WHEN b.wijkverband <> '' THEN b.wijkverband ELSE b.area END`
			where, args = `s.level = 'wijk' AND s.region = $2`, append(args, region)
		}
		all, err = store.All(ctx, tx, func(row func(...any) error) (r report, err error) { return r, row(&r.id, &r.theme, &r.place) },
			`SELECT b.id, b.theme, `+place+` FROM bottleneck b JOIN bottleneck_state s ON s.bottleneck = b.id AND s.until_at IS NULL
			WHERE b.made_at >= $1 AND b.theme <> 'anders' AND s.state IN ('reported', 'discussing', 'taken-up', 'proposed') AND `+where+` ORDER BY b.theme, b.number`, args...)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if len(rising) == 0 || rising[len(rising)-1].Theme != r.theme {
			rising = append(rising, Rise{Theme: r.theme})
		}
		last := &rising[len(rising)-1]
		if last.IDs = append(last.IDs, r.id); !slices.Contains(last.Places, r.place) {
			last.Places = append(last.Places, r.place)
		}
	}
	rising = slices.DeleteFunc(rising, func(r Rise) bool { return len(r.Places) < risingPlaces })
	slices.SortStableFunc(rising, func(a, b Rise) int { return len(b.Places) - len(a.Places) })
	return rising, nil
}
