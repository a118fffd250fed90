package app

import (
	"context"
	"net/url"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Accounts are the parts with which people get an account and sign in without a provider of identity.
type Accounts struct {
	Links       *link.Links
	Passkeys    *passkey.Service
	Invitations *invitation.Service
	Outbox      *mail.Outbox
}

// openAccounts makes them, and their jobs.
func (a *App) openAccounts() error {
	var sender mail.Sender
	if a.Mail.Address != "" {
		if a.Demo {
			return fault.InvalidField("--smtp", "Vanuit het voorbeeld gaat geen mail weg.", "nothing leaves the demonstration: no mail server")
		}
		server, err := mail.NewSMTP(a.Mail)
		if err != nil {
			return err
		}
		sender = server
	}
	a.Accounts.Links = link.New(a.Store, a.Keys)
	a.Accounts.Outbox = mail.New(a.Store, a.Keys, sender, a.Log)
	if err := a.place(a.Public); err != nil {
		return err
	}
	a.Jobs.HandleSlow(mail.Job, a.Accounts.Outbox.Run)
	a.Jobs.Handle(invitation.SweepJob, func(ctx context.Context, job jobs.Job) error { return a.Accounts.Invitations.RunSweep(ctx, job) })
	a.Approvals.Register("identity.Invite", func(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
		return a.Accounts.Invitations.DoInvite(ctx, tx, p)
	})
	a.Approvals.Register("identity.Recover", func(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
		return a.Accounts.Invitations.DoRecover(ctx, tx, p)
	})
	a.Approvals.Register("network.EndPerson", func(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
		return a.Network.DoEndPersonTx(ctx, tx, p.Subject)
	})
	a.Approvals.Tell("identity.Invite", func(ctx context.Context, tx *store.Tx, p approval.Proposal) ([]approval.Fact, error) {
		return a.Accounts.Invitations.TellTx(ctx, tx, p)
	})
	a.Network.OnLeave(func(ctx context.Context, tx *act.Tx, who network.PersonID) error {
		return a.Accounts.Invitations.WithdrawOfTx(ctx, tx, who)
	})
	return nil
}

// place tells the address of the site to what needs it: links in mails begin with it, and a passkey is
// made for its host. Without --public it is known once the program listens.
func (a *App) place(public string) (err error) {
	public = byName(public)
	p := post{links: a.Accounts.Links, outbox: a.Accounts.Outbox, ring: a.Keys, public: public}
	a.Directory.SetPost(p)
	a.Capacity.SetPost(p)
	if a.Notice != nil {
		a.Notice.At(public)
	}
	a.Cooperation.at(public)
	if a.Accounts.Passkeys, err = passkey.New(a.Spine, a.Keys, public); err != nil {
		return err
	}
	a.Accounts.Invitations = invitation.New(invitation.Needs{
		Spine: a.Spine, Keys: a.Keys, Network: a.Network, Sessions: a.Identity, Links: a.Accounts.Links, Passkeys: a.Accounts.Passkeys,
		Outbox: a.Accounts.Outbox, Offers: a.Directory, Public: public,
	})
	return nil
}

// byName calls this very machine localhost: browsers keep no passkeys for a number.
func byName(public string) string {
	u, err := url.Parse(public)
	if err != nil || u.Scheme != "http" || !loopback(u.Hostname()) {
		return public
	}
	u.Host = "localhost:" + u.Port()
	return u.String()
}

// measureMail shows operators whether messages leave.
func (a *App) measureMail(metrics prometheus.Registerer) {
	gauge := func(name, help string, of func(mail.Status) float64) {
		metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			s, err := a.Accounts.Outbox.Status(context.Background())
			if err != nil {
				a.Log.Error("mail", "error", err)
			}
			return of(s)
		}))
	}
	gauge("eerstelijn_mail_waiting", "Messages that have not left.", func(s mail.Status) float64 { return float64(s.Waiting) })
	gauge("eerstelijn_mail_server", "1 when a mail server is configured; without one messages wait.", func(s mail.Status) float64 {
		if s.Served {
			return 1
		}
		return 0
	})
}

// InviteByHand gives the address with which somebody gets the first account.
func (a *App) InviteByHand(ctx context.Context, name, email, role string) (string, error) {
	if !access.Role(role).Known() {
		return "", unknownRole()
	}
	return a.Accounts.Invitations.InviteByHand(ctx, command, invitation.Invitee{Name: name, Email: email, Role: access.Role(role)})
}
