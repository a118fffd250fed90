package bottleneck

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// stored is a bottleneck with what only the rows know.
type stored struct {
	Bottleneck
	root    ID
	events  int64
	since   time.Time              // the exact moment of Since
	clockAt time.Time              // when the clocks look at it; zero: never
	board   network.OrganizationID // who owns what lies with the nation now; '' nobody
}

// stands is what a row of bottleneck_state holds.
type stands struct {
	state             State
	level             Level
	owner             Owner
	nextAt            int64
	reporters, weight int
	example           bool
	reopened          int
}

func (b *stored) stands() stands {
	owner := b.Owner
	owner.Name, owner.PersonName = "", ""
	s := stands{b.State, b.Level, owner, 0, b.Reporters, b.Weight, b.Example, b.Reopened}
	if !b.NextAt.IsZero() {
		s.nextAt = clock.Micros(b.NextAt)
	}
	return s
}

// change is one act on a bottleneck whose row is locked.
type change struct {
	*stored
	s        *Service
	tx       *act.Tx
	actor    access.Actor
	now      time.Time
	at       time.Time // now, or when the present state began where a clock went back
	move     Move
	was      stands
	decision Decision
}

// step does one act of an owner on a bottleneck: it holds the row, asks the policies, and runs do.
func (s *Service) step(ctx context.Context, actor access.Actor, name string, which ID, d Decision, do func(ctx context.Context, c *change) error) (Bottleneck, error) {
	if err := d.check(); err != nil {
		return Bottleneck{}, err
	}
	var b *stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if b, err = find(ctx, tx, which, true); err != nil {
			return access.Subject{}, err
		}
		return b.owned(), nil
	}
	var c *change
	err := s.spine.Do(ctx, act.Attempt{Actor: actor, Act: name, Load: load}, func(ctx context.Context, tx *act.Tx) (err error) {
		if c, err = s.change(ctx, tx, actor, short(name), b); err != nil {
			return err
		}
		c.decision = d
		if err := do(ctx, c); err != nil {
			return err
		}
		return c.save(ctx)
	})
	if err != nil {
		return Bottleneck{}, err
	}
	return c.Bottleneck, nil
}

// short is the name of a move: that of the act without the capability.
func short(act string) string {
	_, name, _ := strings.Cut(act, ".")
	return name
}

// change begins an act on a bottleneck that is locked. Conflict when it does not fit the state.
func (s *Service) change(ctx context.Context, tx *act.Tx, actor access.Actor, move string, b *stored) (*change, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	c := &change{stored: b, s: s, tx: tx, actor: actor, now: now, at: later(now, b.since), was: b.stands()}
	var known bool
	if c.move, known = MoveOf(move); !known {
		return nil, fmt.Errorf("no move %s", move)
	}
	if c.move.To[b.State] == nil {
		return nil, notNow(b.State)
	}
	return c, nil
}

// save writes the bottleneck as it has become: the row of how it stood is closed and the next one begins
// at the same moment.
func (c *change) save(ctx context.Context) error {
	if !slices.Contains(c.move.To[c.was.state], c.State) {
		return fmt.Errorf("%s leads from %s to %s, which is not in the table", c.move.Act, c.was.state, c.State)
	}
	c.Version++
	if now := c.stands(); now != c.was {
		if now.state != c.was.state {
			c.since, c.Since = c.at, day(c.at)
		}
		if now.state != c.was.state || now.nextAt != c.was.nextAt {
			c.clockAt = c.wake()
		}
		if err := c.restate(ctx); err != nil {
			return err
		}
	}
	if err := c.updateRoot(ctx); err != nil {
		return err
	}
	return c.record()
}

// record says in the ledger what changed: codes and counts.
func (c *change) record() error {
	c.tx.About("bottleneck", string(c.ID))
	if c.Place.Region != "" {
		c.tx.About("region", string(c.Place.Region))
	}
	if c.Place.Wijkverband != "" {
		c.tx.About("wijkverband", string(c.Place.Wijkverband))
	}
	said := map[string]any{"from": c.was.state, "to": c.State, "level": c.Level, "version": c.Version}
	if c.decision.Meeting != "" {
		said["meeting"] = c.decision.Meeting
	}
	return c.tx.Changed(said)
}

// by is for whom an owner's act is done: a party that was named, when somebody of it acts, or else the body
// of the level.
func (c *change) by() Owner {
	if c.Owner.Kind == OwnedByOrganization && c.actor.Organization == c.Owner.ID {
		return Owner{Kind: c.Owner.Kind, ID: c.Owner.ID}
	}
	return c.body(c.Level)
}

// body is who owns at a level by itself.
func (b *stored) body(l Level) Owner {
	switch l {
	case Wijk:
		return Owner{Kind: OwnedByWijkverband, ID: string(b.Place.Wijkverband)}
	case Region:
		return Owner{Kind: OwnedByRegion, ID: string(b.Place.Region)}
	}
	return Owner{Kind: OwnedByNation}
}

// owned describes a bottleneck to the policies of who may decide on it: by the level at which it lies, so
// that who owned it lower down reads along and decides no more.
func (b *stored) owned() access.Subject {
	s := access.Subject{Type: "bottleneck", ID: string(b.ID)}
	switch b.Level {
	case Wijk:
		s.Wijkverband = string(b.Place.Wijkverband)
	case Region:
		s.Region = string(b.Place.Region)
	case Nation:
		s.Desk = string(b.board)
	}
	if b.Owner.Kind == OwnedByOrganization {
		s.Organization = b.Owner.ID
	}
	return s
}

// seen describes a bottleneck to the policies of who may read it.
func (b *stored) seen() access.Subject {
	s := b.owned()
	s.Region, s.Wijkverband = string(b.Place.Region), string(b.Place.Wijkverband)
	return s
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func noBottleneck() error {
	return fault.Missing("Dit knelpunt bestaat niet.", "bottleneck not found")
}
