package main

import (
	"context"
	"fmt"
	"os"

	"eerstelijn/internal/app"
	"eerstelijn/internal/fault"
)

// CheckLedgerCmd proves that nobody changed the ledger.
type CheckLedgerCmd struct {
	Roots string `help:"File with the seals that serve --seals wrote elsewhere; these are believed rather than those in the database." placeholder:"FILE"`
	From  int64  `help:"Number of the entry to begin with." placeholder:"SEQ"`

	Accept bool `help:"After an older copy was put back: when all that is there is right, remember its last seal beside the key file, so that sealing goes on."`
}

// Run implements the verb. It prints how far it came, and names the first row that is not as it was
// sealed.
func (c *CheckLedgerCmd) Run(ctx context.Context, g *Globals) error {
	ask := app.LedgerCheck{From: c.From, Accept: c.Accept}
	if c.Roots != "" {
		f, err := os.Open(c.Roots)
		if err != nil {
			return fault.InvalidField("--roots", "Dit bestand kan niet worden gelezen.", "cannot read this file").Because(err)
		}
		defer func() { _ = f.Close() }()
		ask.Roots = f
	}
	return g.use(ctx, func(a *app.App) error {
		lines, err := a.CheckLedger(ctx, ask)
		for _, l := range lines {
			_, _ = fmt.Fprintln(g.out, l)
		}
		return err
	})
}
