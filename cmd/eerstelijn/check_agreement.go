package main

import (
	"context"
	"fmt"

	"eerstelijn/internal/app"
)

// CheckAgreementCmd proves that an agreement is as it was signed.
type CheckAgreementCmd struct {
	ID string `arg:"" help:"The agreement's id, or its short number."`
}

// Run implements the verb. It prints what was compared and everything that is not as it was.
func (c *CheckAgreementCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		lines, err := a.CheckAgreement(ctx, c.ID)
		for _, l := range lines {
			_, _ = fmt.Fprintln(g.out, l)
		}
		return err
	})
}
