package main

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"strings"

	"eerstelijn/internal/app"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/web/site"
)

// Listen are the flags of verbs that serve.
type Listen struct {
	Listen string `help:"Address of the pages and the API." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Ops    string `help:"Address of the metrics, for operators alone." default:"127.0.0.1:0" placeholder:"HOST:PORT"`
}

// Serving are the flags of serve; check config shows them and says what is wrong with them.
type Serving struct {
	Listen `embed:""`

	Public string `help:"Address that people use, such as https://eerstelijn.example (default: where it listens)." placeholder:"URL"`
	Strict bool   `help:"Refuse what is only safe on one's own machine: no https, a database of demo, metrics for everybody." default:"true" negatable:""`

	Proxies []netip.Prefix `help:"Networks of the proxies in front, whose X-Forwarded-For is believed; without it all visitors behind a proxy count as one." placeholder:"10.0.0.0/8"`

	Seals   string `help:"File, best on another machine, to which the ledger's seals are added: check ledger --roots reads it." placeholder:"FILE"`
	SealURL string `help:"Address that is told the ledger's seals by POST; https." name:"seal-url" placeholder:"URL"`

	Issuers         string `help:"File with the providers of identity that people sign in with; see docs/inloggen.md." placeholder:"FILE"`
	InsecureIssuers bool   `help:"Allow providers without https on this very machine. For trials only."`

	InsecureSources bool `help:"Allow directories of others without https on this very machine. For trials only."`

	SMTP             string `name:"smtp" help:"Mail server that messages leave by: smtps://user@host, or smtp://user@host that goes on under TLS. Without one they wait." placeholder:"URL"`
	SMTPPasswordFile string `name:"smtp-password-file" help:"File with the password of the mail server (or EERSTELIJN_SMTP_PASSWORD)." placeholder:"FILE"`
	MailFrom         string `help:"Address that mails come from." placeholder:"ADDRESS"`

	Phone      string `help:"Number that citizens can always call; shown on every page." placeholder:"NUMBER"`
	PhoneHours string `help:"When it answers, as people say it: 'ma-vr 8-17'." placeholder:"HOURS"`
}

// config is what all flags say to the program.
func (s Serving) config(g *Globals) app.Config {
	cfg := g.config()
	cfg.Public, cfg.Strict, cfg.Proxies = strings.TrimSuffix(s.Public, "/"), s.Strict, s.Proxies
	cfg.Issuers, cfg.InsecureIssuers, cfg.InsecureSources = s.Issuers, s.InsecureIssuers, s.InsecureSources
	cfg.Seals, cfg.SealURL = s.Seals, s.SealURL
	cfg.Mail.Address, cfg.Mail.From, cfg.Mail.PasswordFile = s.SMTP, s.MailFrom, s.SMTPPasswordFile
	cfg.Mail.Password = os.Getenv("EERSTELIJN_SMTP_PASSWORD")
	return cfg
}

// check says what is wrong with the flags before anything is opened.
func (s Serving) check(g *Globals) error {
	if err := s.config(g).Check(app.Listen{Main: s.Listen.Listen, Ops: s.Ops}); err != nil {
		return err
	}
	_, err := s.helpline()
	return err
}

func (s Serving) helpline() (site.Helpline, error) {
	open, err := hours.ParseDutch(s.PhoneHours)
	if err != nil {
		return site.Helpline{}, fault.InvalidField("--phone-hours", "Schrijf bijvoorbeeld 'ma-vr 8-17'.", "expected hours such as 'ma-vr 8-17' or 'Mo-Fr 08:00-17:00'")
	}
	return site.Helpline{Number: s.Phone, Hours: open}, nil
}

// ServeCmd serves a database.
type ServeCmd struct {
	Serving `embed:""`
}

// Run implements the verb.
func (c *ServeCmd) Run(ctx context.Context, g *Globals) error {
	if err := c.check(g); err != nil {
		return err
	}
	return g.useWith(ctx, c.config(g), func(a *app.App) (err error) {
		if a.Helpline, err = c.helpline(); err != nil {
			return err
		}
		return c.serve(ctx, g, a, "")
	})
}

// serve prints the addresses once they answer, and what greet adds, and serves until ctx ends.
func (l Listen) serve(ctx context.Context, g *Globals, a *app.App, greet string) error {
	return a.Serve(ctx, app.Listen{Main: l.Listen, Ops: l.Ops}, func(addr, ops string) {
		_, _ = fmt.Fprintf(g.out, "http://%s\noperators: http://%s/metrics\n%s", addr, ops, strings.ReplaceAll(greet, "ADDR", addr))
	})
}
