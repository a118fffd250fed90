package web

import (
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/web/account"
	"eerstelijn/internal/web/agreement"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/bottleneck"
	"eerstelijn/internal/web/mailbox"
	"eerstelijn/internal/web/net"
	"eerstelijn/internal/web/onelink"
	"eerstelijn/internal/web/place"
	"eerstelijn/internal/web/room"
	"eerstelijn/internal/web/still"
	"eerstelijn/internal/web/team"
)

// Accounts is what the pages stand on with which people get an account and sign in by passkey.
type Accounts struct {
	Links       *link.Links
	Passkeys    *passkey.Service
	Invitations *invitation.Service
	Outbox      *mail.Outbox
}

// accounts puts those pages at their paths.
func (s *server) accounts(a Accounts, people *identity.Service, sessions *identity.Sessions) {
	if a.Links == nil {
		return
	}
	in := account.SignIn{Site: s.Site, Passkeys: a.Passkeys, Sessions: sessions}
	s.signIn.Passkey, s.signIn.Scripts = in.Form(), []string{assets.PasskeyScript}
	s.handle("POST "+account.AskPath, in.Ask)
	s.handle("POST "+account.SignInPath, in.Done)

	own := account.Page{Site: s.Site, Identity: people, Passkeys: a.Passkeys}
	s.handle("GET "+account.Path, own.Get)
	s.handle("POST "+account.Path+"/passkey/begin", own.Ask)
	s.handle("POST "+account.Path+"/passkey/klaar", own.Add)
	s.handle("POST "+account.Path+"/passkey/{id}/weg", own.Remove)
	s.handle("POST "+account.Path+"/sessie/{id}/uit", own.End)
	s.handle("POST "+account.Path+"/sessies/uit", own.EndOthers)

	invited := account.Invitation{Site: s.Site, Invitations: a.Invitations, Links: a.Links, Sessions: sessions}
	links := onelink.Page{Site: s.Site, Links: a.Links, Kinds: map[string]onelink.Kind{
		"identity.Accept": invited, "directory.Confirm": still.Kind{Site: s.Site, Links: a.Links},
		"capacity.Observe": room.Tap{Site: s.Site, Links: a.Links},
		"placement.Answer": place.AnswerKind{Site: s.Site, Links: a.Links}, "placement.Follow": place.FollowKind{Site: s.Site},
		"agreement.Advise":  agreement.AdviseKind{Site: s.Site, Links: a.Links},
		"bottleneck.Follow": bottleneck.FollowKind{Site: s.Site},
	}}
	s.handle("GET /inzage/{token}", links.Get)
	s.handle("POST /inzage/{token}", links.Post)
	s.handle("POST /inzage/{token}/passkey", invited.Ask)

	net.Start{Page: net.Page{Site: s.Site}, Invitations: a.Invitations}.Mount(s.handle)
	us := team.Page{Site: s.Site, Invitations: a.Invitations}
	s.handle("GET "+team.Path, us.Get)
	s.handle("GET "+team.InvitePath, us.InviteForm)
	s.handle("POST "+team.InvitePath, us.Invite)
	s.handle("GET "+team.Path+"/{id}", us.One)
	s.handle("POST "+team.Path+"/{id}/herstel", us.Recover)
	s.handle("POST "+team.Path+"/{id}/vertrokken", us.Left)
	s.handle("POST /werk/uitnodiging/{id}/intrekken", us.Withdraw)

	if s.Demo {
		s.handle("GET "+mailbox.Path, mailbox.Page{Site: s.Site, Outbox: a.Outbox}.Get)
	}
}
