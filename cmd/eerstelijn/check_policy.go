package main

import (
	"context"
	"fmt"

	"eerstelijn/internal/app"
)

// CheckPolicyCmd explains whether somebody may do something to a thing.
type CheckPolicyCmd struct {
	As    string `required:"" help:"Who: the id of a person, or role:ROLE. Add ,NAME=VALUE to describe them: organization, region, wijkverband, person, assurance (none, low, substantial, high), scopes, only." placeholder:"PERSON-ID|role:ROLE"`
	Act   string `arg:"" help:"What: an act of docs/toegang.md, such as directory.Save."`
	Thing string `arg:"" optional:"" help:"To what: TYPE:ID, read from the database; or TYPE:ID,NAME=VALUE to describe it: organization, region, wijkverband, person, role."`
}

// wrongUse is an error of whoever typed the command.
type wrongUse struct{ error }

// Unwrap gives what to print.
func (e wrongUse) Unwrap() error { return e.error }

// refused ends the command with 1; everything has been printed.
type refused struct{}

func (refused) Error() string   { return "refused" }
func (refused) Lines() []string { return nil }

// Run implements the verb: it exits with 0 when allowed, 1 when refused and 2 when the question makes
// no sense.
func (c *CheckPolicyCmd) Run(ctx context.Context, g *Globals) error {
	q, err := app.ParseAsk(c.As, c.Act, c.Thing)
	if err != nil {
		return wrongUse{err}
	}
	if q.Described() {
		return c.answer(ctx, g, q, nil)
	}
	return g.use(ctx, func(a *app.App) error { return c.answer(ctx, g, q, a) })
}

func (c *CheckPolicyCmd) answer(ctx context.Context, g *Globals, q app.Ask, a *app.App) error {
	said, err := q.Answer(ctx, a)
	if err != nil {
		return wrongUse{err}
	}
	for _, line := range said.Lines {
		if _, err := fmt.Fprintln(g.out, line); err != nil {
			return err
		}
	}
	if !said.Allowed {
		return refused{}
	}
	return nil
}
