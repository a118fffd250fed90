package main

import (
	"context"
	"strings"

	"eerstelijn/internal/app"
)

// PeerCmd looks after the systems of others with which ours asks for places.
type PeerCmd struct {
	Add  PeerAddCmd  `cmd:"" help:"Add a system, in the name of one organisation. Example: eerstelijn peer add 'Regio Noord' https://noord.example/fhir --for 00000022 --client 0190… --db region.db"`
	List PeerListCmd `cmd:"" help:"Say which systems there are and how it goes. Example: eerstelijn peer list --db region.db"`
	Try  PeerTryCmd  `cmd:"" help:"Sign in at a system and read something there; changes nothing. Example: eerstelijn peer try 'Regio Noord' --db region.db"`
	Keys PeerKeysCmd `cmd:"" help:"Print our public keys (JWKS), which the other side needs. Example: eerstelijn peer keys --db region.db"`
}

// PeerAddCmd adds a system.
type PeerAddCmd struct {
	syncSafety
	Name    string   `arg:"" help:"How people call it."`
	Address string   `arg:"" help:"Address of its FHIR face; begins with https://."`
	For     string   `required:"" help:"URA number of the organisation in whose name we sign in there." placeholder:"URA"`
	Client  string   `required:"" help:"Our client_id there." placeholder:"ID"`
	Notices string   `help:"Address at which it takes notifications." placeholder:"URL"`
	Token   string   `help:"Address at which it gives tokens; without, its FHIR face says so." placeholder:"URL"`
	Scope   string   `help:"Scopes to ask there; without, all that we were given."`
	URA     []string `name:"speaks-for" help:"URA numbers for which it speaks." placeholder:"URA"`
}

// Run implements the verb.
func (c *PeerAddCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error {
		err := a.AddPeer(ctx, app.NewPeer{Name: c.Name, Base: c.Address, URA: c.For, Client: c.Client, Notices: c.Notices, Token: c.Token, Scope: strings.TrimSpace(c.Scope), SpeaksFor: c.URA}, c.InsecureSources)
		if err != nil {
			return err
		}
		return g.told([]string{"added; see whether it answers: eerstelijn peer try"}, nil)
	})
}

// PeerListCmd tells how systems go.
type PeerListCmd struct{}

// Run implements the verb.
func (c *PeerListCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error { return g.told(a.PeerLines(ctx)) })
}

// PeerTryCmd tries a system.
type PeerTryCmd struct {
	syncSafety
	Name string `arg:"" help:"Name of the system."`
}

// Run implements the verb.
func (c *PeerTryCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error { return g.told(a.TryPeer(ctx, c.Name, c.InsecureSources)) })
}

// PeerKeysCmd prints our public keys.
type PeerKeysCmd struct{}

// Run implements the verb.
func (c *PeerKeysCmd) Run(ctx context.Context, g *Globals) error {
	return g.use(ctx, func(a *app.App) error { return g.told(a.PeerKeys()) })
}
