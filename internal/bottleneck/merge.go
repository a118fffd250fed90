package bottleneck

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Merge lets bottlenecks go on as part of one that lies at their level or higher. Their reporters are its
// reporters from then on, and their trails its trails. Who owns that one decides.
func (s *Service) Merge(ctx context.Context, actor access.Actor, ids []ID, into ID, reason string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Merge(%s)", into)
	if reason, err = spoken("reason", reason, true); err != nil {
		return Bottleneck{}, err
	}
	if ids, err = several(ids, into); err != nil {
		return Bottleneck{}, err
	}
	if err := d.check(); err != nil {
		return Bottleneck{}, err
	}
	var root *stored
	var parts []*stored
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		all, err := findAll(ctx, tx, append(slices.Clone(ids), into))
		if err != nil {
			return access.Subject{}, err
		}
		root, parts = all[len(all)-1], all[:len(all)-1]
		return root.owned(), nil
	}
	var c *change
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "bottleneck.Merge", Load: load}, func(ctx context.Context, tx *act.Tx) (err error) {
		if c, err = s.change(ctx, tx, actor, "Merge", root); err != nil {
			return err
		}
		c.decision = d
		return c.takeIn(ctx, parts, reason)
	})
	if err != nil {
		return Bottleneck{}, err
	}
	return c.Bottleneck, nil
}

// Bundle makes one at the level of a region or the nation out of several that say the same in different
// places.
func (s *Service) Bundle(ctx context.Context, actor access.Actor, level Level, place Place, title, theme string, ids []ID, reason string, d Decision) (_ Bottleneck, err error) {
	defer fault.Wrap(&err, "bottleneck.Bundle")
	var k checker
	if title = line(title); len([]rune(title)) < 3 {
		k.Wrong("title", "Schrijf in een paar woorden wat er niet goed gaat.", "expected a few words on what does not work")
	}
	k.Text("title", &title, mostTitle)
	k.nobody("title", title, true)
	switch {
	case level != Region && level != Nation:
		k.Wrong("level", "Kies de regio of het land.", "expected region or nation")
	case level == Region && place.Region == "":
		k.Wrong("region", "Kies de regio.", "expected a region")
	}
	if err := k.Err(); err != nil {
		return Bottleneck{}, err
	}
	if reason, err = spoken("reason", reason, true); err != nil {
		return Bottleneck{}, err
	}
	if ids, err = several(ids, ""); err != nil {
		return Bottleneck{}, err
	}
	if err := d.check(); err != nil {
		return Bottleneck{}, err
	}
	b := &stored{}
	var parts []*stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		*b = stored{Bottleneck: Bottleneck{ID: ID(uuid.NewString()), Title: title, What: reason, Theme: theme, HowOften: Once, Level: level, State: Reported, Origin: ByBundle}}
		if level == Region {
			b.Place.Region = place.Region
		}
		if b.board, err = boardOf(ctx, tx); err != nil {
			return access.Subject{}, err
		}
		parts, err = findAll(ctx, tx, ids)
		return b.owned(), err
	}
	var c *change
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "bottleneck.Bundle", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, p := range parts {
			if points[p.HowOften] > points[b.HowOften] {
				b.HowOften = p.HowOften
			}
			for _, g := range p.Suffers {
				if !slices.Contains(b.Suffers, g) {
					b.Suffers = append(b.Suffers, g)
				}
			}
			if b.Theme == "" {
				b.Theme = p.Theme
			}
		}
		slices.Sort(b.Suffers)
		if _, err := codes(ctx, tx.Tx, b.Theme, b.Suffers); err != nil {
			return err
		}
		b.Owner, b.NextAt = b.body(level), due(now, answerWithin[level])
		if err := insert(ctx, tx.Tx, b, now); err != nil {
			return err
		}
		if c, err = s.change(ctx, tx, actor, "Merge", b); err != nil {
			return err
		}
		c.decision = d
		if err := c.say(ctx, EventReported, reason, c.by(), ""); err != nil {
			return err
		}
		return c.takeIn(ctx, parts, reason)
	})
	if err != nil {
		return Bottleneck{}, err
	}
	return c.Bottleneck, nil
}

// several gives the ids once each, in the order in which their rows are locked.
func several(ids []ID, into ID) ([]ID, error) {
	out := slices.Clone(ids)
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) == 0 || len(out) > mostMerged || slices.Contains(out, into) || slices.ContainsFunc(out, check.NotID) {
		return nil, fault.InvalidField("ids", "Kies welke knelpunten erbij horen, ten hoogste 50.", "expected 1 to 50 ids of other bottlenecks")
	}
	return out, nil
}

// findAll reads and locks bottlenecks, in the order of their ids whatever the order in which they are given
// back.
func findAll(ctx context.Context, tx *store.Tx, ids []ID) ([]*stored, error) {
	order := slices.Clone(ids)
	slices.Sort(order)
	for _, id := range order {
		if err := tx.Lock(ctx, "bottleneck", string(id)); err != nil {
			return nil, err
		}
	}
	out := make([]*stored, len(ids))
	for i, id := range ids {
		b, err := find(ctx, tx, id, false)
		if err != nil {
			return nil, err
		}
		out[i] = b
	}
	return out, nil
}

// takeIn merges parts into the bottleneck of c and saves all of them.
func (c *change) takeIn(ctx context.Context, parts []*stored, reason string) error {
	for _, p := range parts {
		if err := c.fits(p); err != nil {
			return err
		}
		if err := c.absorb(ctx, p, reason); err != nil {
			return err
		}
	}
	if err := c.recount(ctx); err != nil {
		return err
	}
	// How many, and not what: who reported in one place does not read what was told in another.
	other, words := ID(""), fmt.Sprintf("Hier zijn %d meldingen bij gekomen. %s", len(parts), reason)
	if len(parts) == 1 {
		other, words = parts[0].ID, "Hier is een melding bij gekomen. "+reason
	}
	if err := c.say(ctx, EventTookIn, words, c.by(), other); err != nil {
		return err
	}
	return c.save(ctx)
}

// fits refuses a part that lies higher, elsewhere, or is open no more.
func (c *change) fits(p *stored) error {
	within := true
	switch c.Level {
	case Wijk:
		within = p.Place.Wijkverband == c.Place.Wijkverband
	case Region:
		within = p.Place.Region == c.Place.Region
	}
	switch {
	case !p.State.Open():
		return notNow(p.State)
	case ranks[p.Level] > ranks[c.Level]:
		return fault.InvalidField("ids", "Een knelpunt van een hoger niveau kan hier niet bij.", "one of them lies at a higher level")
	case !within:
		return fault.InvalidField("ids", "Een van deze knelpunten speelt ergens anders.", "one of them lies in another place")
	}
	return nil
}

// absorb merges one part, with everything that was merged into it before.
func (c *change) absorb(ctx context.Context, p *stored, reason string) error {
	part, err := c.s.change(ctx, c.tx, c.actor, "Merge", p)
	if err != nil {
		return err
	}
	part.decision = c.decision
	if part.State == Proposed {
		if err := part.closeEnding(ctx, TakenBack); err != nil {
			return err
		}
	}
	if err := part.leave(ctx); err != nil {
		return err
	}
	if _, err := c.tx.Exec(ctx, `UPDATE bottleneck SET root = $1 WHERE root = $2 AND id <> $2`, c.ID, p.ID); err != nil {
		return err
	}
	part.State, part.NextAt, part.Parent, part.root = Merged, time.Time{}, c.ID, c.ID
	if err := part.say(ctx, EventMerged, reason, c.by(), c.ID); err != nil {
		return err
	}
	return part.save(ctx)
}
