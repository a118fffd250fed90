package main

import (
	"context"
	"errors"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/simulate"
)

// BenchCmd lets the program show on invented data what it is worth.
type BenchCmd struct {
	RegionYear RegionYearCmd `cmd:"" help:"Let a simulated region ask for room, with the platform and without, and print what came of it. Example: eerstelijn bench region-year --days 28"`
}

// RegionYearCmd lives a region's year through the real acts on a simulated clock.
type RegionYearCmd struct {
	Days int    `help:"How many days people ask for something." default:"365" placeholder:"N"`
	Seed uint64 `help:"Another number gives another year; the same gives the same." default:"2030" placeholder:"S"`
}

// tailDays is how long what is still open has to come to its end.
const tailDays = 100

// Run implements the verb.
func (c *RegionYearCmd) Run(ctx context.Context, g *Globals) error {
	if c.Days < 1 || c.Days > 3660 {
		return wrongUse{errors.New("--days: expected 1 to 3660")}
	}
	s := simulate.Draw(c.Days, tailDays, c.Seed)
	without, err := simulate.Peer(s)
	if err != nil {
		return err
	}
	platform, err := simulate.Platform(ctx, s)
	if err != nil {
		return err
	}
	if err := simulate.Print(g.out, s, platform, without); err != nil {
		return err
	}
	if !platform.Complete() {
		return fault.New(fault.Conflict, "Een aanvraag kwam niet tot een einde.", "a request ended, or stands, without anybody who owns it")
	}
	return nil
}
