package main

import (
	"context"
	"fmt"
	"strings"

	"eerstelijn/internal/app"
)

// UserCmd looks after who may sign in, from the command line.
type UserCmd struct {
	List UserListCmd `cmd:"" help:"List who works here. Example: eerstelijn user list --role platform-admin --db region.db"`
	Add  UserAddCmd  `cmd:"" help:"Print a one-time link with which somebody gets an account, such as the first administrator. Example: eerstelijn user add --name 'A. de Boer' --email boer@voorbeeld.nl --role platform-admin --public https://eerstelijn.example --db region.db"`
	Back UserBackCmd `cmd:"" name:"recover" help:"Mail somebody who cannot sign in any more a link to begin anew. Example: eerstelijn user recover ID --public https://eerstelijn.example --db region.db"`
	Role UserRoleCmd `cmd:"" help:"Give somebody another role. Example: eerstelijn user role ID auditor --db region.db"`
	End  UserEndCmd  `cmd:"" help:"Say that somebody has left: they sign in no more. Example: eerstelijn user end ID --db region.db"`
}

// UserListCmd lists people.
type UserListCmd struct {
	Role string `help:"Only those with this role." placeholder:"ROLE"`
}

// Run implements the verb.
func (c *UserListCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		lines, err := a.PeopleLines(ctx, c.Role)
		for _, l := range lines {
			_, _ = fmt.Fprintln(g.out, l)
		}
		return err
	})
}

// Place is the flag of verbs that make links.
type Place struct {
	Public string `help:"Address that people use, which links begin with, such as https://eerstelijn.example." required:"" placeholder:"URL"`
}

// use opens the program as it stands at that address.
func (p Place) use(ctx context.Context, g *Globals, fn func(a *app.App) error) error {
	cfg := g.config()
	cfg.Public = strings.TrimSuffix(p.Public, "/")
	if err := cfg.Check(app.Listen{}); err != nil {
		return err
	}
	return g.useWith(ctx, cfg, fn)
}

// UserAddCmd prints a link for somebody new.
type UserAddCmd struct {
	Place `embed:""`

	Name  string `help:"How others see this person." required:"" placeholder:"NAME"`
	Email string `help:"Where a link to begin anew would go." required:"" placeholder:"ADDRESS"`
	Role  string `help:"What this person may do here." required:"" placeholder:"ROLE"`
}

// Run implements the verb.
func (c *UserAddCmd) Run(ctx context.Context, g *Globals) error {
	return c.use(ctx, g, func(a *app.App) error {
		link, err := a.InviteByHand(ctx, c.Name, c.Email, c.Role)
		if err == nil {
			_, err = fmt.Fprintf(g.out, "%s\nThis link works once, for seven days. Whoever has it gets the account: hand it to %s alone.\n", link, c.Name)
		}
		return err
	})
}

// UserBackCmd lets somebody begin anew.
type UserBackCmd struct {
	Place `embed:""`

	ID string `arg:"" help:"Id of the person, as list shows it."`
}

// Run implements the verb.
func (c *UserBackCmd) Run(ctx context.Context, g *Globals) error {
	return c.use(ctx, g, func(a *app.App) error {
		err := a.Recover(ctx, c.ID)
		if err == nil {
			_, err = fmt.Fprintln(g.out, "signed out everywhere; the running program mails a link to the known address")
		}
		return err
	})
}

// UserRoleCmd gives a role.
type UserRoleCmd struct {
	ID   string `arg:"" help:"Id of the person, as list shows it."`
	Role string `arg:"" help:"The new role."`
}

// Run implements the verb.
func (c *UserRoleCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		err := a.SetRole(ctx, c.ID, c.Role)
		if err == nil {
			_, err = fmt.Fprintf(g.out, "the role is now %s\n", c.Role)
		}
		return err
	})
}

// UserEndCmd ends somebody's access.
type UserEndCmd struct {
	ID string `arg:"" help:"Id of the person, as list shows it."`
}

// Run implements the verb.
func (c *UserEndCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		err := a.EndPerson(ctx, c.ID)
		if err == nil {
			_, err = fmt.Fprintln(g.out, "signed out; this person signs in no more")
		}
		return err
	})
}
