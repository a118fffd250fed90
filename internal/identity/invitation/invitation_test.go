package invitation_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/store"
)

func TestInviteAndAccept(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		admin := h.as(t, access.ProviderAdmin)
		if _, err := h.Invite(t.Context(), admin, h.colleague()); err != nil {
			t.Fatal(err)
		}
		open, err := h.Invitations(t.Context(), admin)
		if err != nil || len(open) != 1 || open[0].Name != name || open[0].Kind != invitation.ToJoin || !open[0].Until.Equal(open[0].Made.Add(invitation.Lasts)) {
			t.Fatalf("%+v, %v", open, err)
		}
		token := h.token(t)
		l, err := h.links.Find(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := h.Show(t.Context(), l)
		if err != nil || shown.ByName != "Beheerder" || shown.OrganizationName != "Thuiszorg" || shown.Role != access.Professional {
			t.Fatalf("%+v, %v", shown, err)
		}
		in, err := h.accept(t, token)
		if err != nil || in.Assurance != access.Substantial || in.Method != "passkey" {
			t.Fatalf("%+v, %v", in, err)
		}
		p, keys, _ := h.person(t, in.Person)
		if p.Name != name || p.Email != email || p.Role != string(access.Professional) || p.Organization != h.home || p.Region != h.region || keys != 1 {
			t.Errorf("%+v with %d keys", p, keys)
		}
		if open, err := h.Invitations(t.Context(), admin); err != nil || len(open) != 0 {
			t.Errorf("still open: %+v, %v", open, err)
		}
		if _, err := h.links.Find(t.Context(), token); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the link opens again: %v", err)
		}
	})
}

// What the ledger and the rows keep of an invitation names nobody once it was answered.
func TestInvitationLeavesNoNames(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		admin := h.as(t, access.ProviderAdmin)
		in := h.colleague()
		if _, err := h.Invite(t.Context(), admin, in); err != nil {
			t.Fatal(err)
		}
		token := h.token(t)
		text := func() (ledger, rows string) {
			err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				entries, err := store.All(ctx, tx, func(row func(...any) error) (s string, err error) { return s, row(&s) }, `SELECT change || reason FROM ledger_entry`)
				ledger = strings.Join(entries, " ")
				if err != nil {
					return err
				}
				return tx.QueryRow(ctx, `SELECT name || email FROM invitation`).Scan(&rows)
			})
			if err != nil {
				t.Fatal(err)
			}
			return ledger, rows
		}
		if _, rows := text(); strings.Contains(rows, email) {
			t.Error("the address is not sealed")
		}
		all, err := h.outbox.QueuedForDemo(t.Context())
		if err != nil || strings.Contains(all[0].Text+all[0].Subject, name) || strings.Contains(all[0].Text, "Thuiszorg") {
			t.Errorf("the mail says who: %+v, %v", all, err)
		}
		if _, err := h.accept(t, token); err != nil {
			t.Fatal(err)
		}
		ledger, rows := text()
		if strings.Contains(ledger, "Marker") || strings.Contains(ledger, email) || strings.Contains(ledger, token) || rows != "" {
			t.Errorf("left: %q %q", ledger, rows)
		}
	})
}

func TestWhoMayInviteWhom(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		with := func(role access.Role, change func(*invitation.Invitee)) invitation.Invitee {
			in := h.colleague()
			in.Role = role
			if change != nil {
				change(&in)
			}
			return in
		}
		elsewhere := func(in *invitation.Invitee) { in.Organization = h.other }
		far := func(in *invitation.Invitee) { in.Organization, in.Region = h.far, h.theirs }
		stolen := func(in *invitation.Invitee) { in.Organization = h.far }
		team := func(in *invitation.Invitee) { in.Wijkverband = h.verband }
		distant := func(in *invitation.Invitee) { in.Wijkverband = h.distant }
		admin, coordinator, staff, platform := h.as(t, access.ProviderAdmin), h.as(t, access.Coordinator), h.as(t, access.RESVStaff), h.as(t, access.PlatformAdmin)
		const ok = fault.Kind(-1)
		for _, c := range []struct {
			what  string
			actor access.Actor
			in    invitation.Invitee
			kind  fault.Kind
		}{
			{"colleague", admin, with(access.Professional, nil), ok},
			{"second administrator", admin, with(access.ProviderAdmin, nil), ok},
			{"another organisation", admin, with(access.Professional, elsewhere), fault.Denied},
			{"a role of the region", admin, with(access.RESVStaff, nil), fault.Denied},
			{"an administrator of the platform", admin, with(access.PlatformAdmin, nil), fault.Denied},
			{"another region for a colleague", admin, with(access.Professional, func(in *invitation.Invitee) { in.Region = h.theirs }), fault.Invalid},
			{"a wijkverband", admin, with(access.Professional, team), fault.Invalid},
			{"professional of the wijkverband", coordinator, with(access.Professional, func(in *invitation.Invitee) { team(in); elsewhere(in) }), ok},
			{"professional without wijkverband", coordinator, with(access.Professional, nil), fault.Denied},
			{"neighbouring wijkverband", coordinator, with(access.Professional, distant), fault.Denied},
			{"administrator by coordinator", coordinator, with(access.ProviderAdmin, team), fault.Denied},
			{"coordinator of the region", staff, with(access.Coordinator, team), ok},
			{"administrator of an organisation in the region", staff, with(access.ProviderAdmin, elsewhere), ok},
			{"administrator of an organisation elsewhere", staff, with(access.ProviderAdmin, stolen), fault.Invalid},
			{"a wijkverband elsewhere", staff, with(access.Coordinator, distant), fault.Invalid},
			{"another region", staff, with(access.RESVStaff, far), fault.Denied},
			{"auditor by the region", staff, with(access.Auditor, nil), fault.Denied},
			{"anybody by the platform alone", platform, with(access.RESVStaff, far), fault.Denied},
			{"administrator of the platform alone", platform, with(access.PlatformAdmin, nil), fault.Denied},
			{"by a professional", h.as(t, access.Professional), with(access.Professional, nil), fault.Denied},
			{"by a board member", h.as(t, access.RESVBoard), with(access.Professional, nil), fault.Denied},
			{"by an auditor", h.as(t, access.Auditor), with(access.Professional, nil), fault.Denied},
			{"by a citizen", access.Anonymous(""), with(access.Professional, nil), fault.Denied},
			{"by somebody weakly signed in", func() access.Actor { a := admin; a.Assurance = access.Low; return a }(), with(access.Professional, nil), fault.Denied},
			{"the first by the program", access.Job("user"), with(access.PlatformAdmin, nil), ok},
			{"no name", admin, with(access.Professional, func(in *invitation.Invitee) { in.Name = " " }), fault.Invalid},
			{"no address", admin, with(access.Professional, func(in *invitation.Invitee) { in.Email = "" }), fault.Invalid},
			{"no such role", access.Job("user"), with("koning", nil), fault.Invalid},
			{"a coordinator of nothing", staff, with(access.Coordinator, nil), fault.Invalid},
		} {
			before := h.mails(t)
			_, err := h.Invite(t.Context(), c.actor, c.in)
			sent := h.mails(t) - before
			switch {
			case c.kind == ok && (err != nil || sent != 1):
				t.Errorf("%s: %v, %d mails", c.what, err, sent)
			case c.kind != ok && (err == nil || fault.KindOf(err) != c.kind || sent != 0):
				t.Errorf("%s: %v (want %s), %d mails", c.what, err, c.kind, sent)
			case err != nil && strings.Contains(err.Error(), "arker"):
				t.Errorf("%s: the error says who: %v", c.what, err)
			}
		}
	})
}

func TestAcceptGoesWrong(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		admin := h.as(t, access.ProviderAdmin)
		if _, err := h.Invite(t.Context(), admin, h.colleague()); err != nil {
			t.Fatal(err)
		}
		mine := h.token(t)
		if _, err := h.Invite(t.Context(), admin, h.colleague()); err != nil {
			t.Fatal(err)
		}
		second := h.token(t)
		l, answer := h.answer(t, mine)
		other, otherAnswer := h.answer(t, second)
		for what, try := range map[string]func() (identity.SignIn, error){
			"no answer": func() (identity.SignIn, error) { return h.Accept(t.Context(), l.Actor(), mine, "Telefoon", nil) },
			"another one's answer": func() (identity.SignIn, error) {
				return h.Accept(t.Context(), l.Actor(), mine, "Telefoon", otherAnswer)
			},
			"no name for the passkey": func() (identity.SignIn, error) { return h.Accept(t.Context(), l.Actor(), mine, "", answer) },
			"an unknown token": func() (identity.SignIn, error) {
				return h.Accept(t.Context(), l.Actor(), strings.Repeat("A", 32), "x", answer)
			},
			"the holder of another": func() (identity.SignIn, error) {
				_, a := h.answer(t, mine)
				return h.Accept(t.Context(), other.Actor(), mine, "x", a)
			},
			"somebody who signed in": func() (identity.SignIn, error) {
				_, a := h.answer(t, mine)
				return h.Accept(t.Context(), admin, mine, "x", a)
			},
			"a link for something else": func() (identity.SignIn, error) {
				_, a := h.answer(t, mine)
				actor := l.Actor()
				actor.Scopes = "directory.Confirm"
				return h.Accept(t.Context(), actor, mine, "x", a)
			},
		} {
			if in, err := try(); err == nil || in.Person != "" {
				t.Errorf("%s: %+v, %v", what, in, err)
			}
		}
		if in, err := h.accept(t, mine); err != nil {
			t.Errorf("the link was harmed: %+v, %v", in, err)
		}
	})
}

// ★ An invitation makes one account, however often and at once it is accepted.
func TestOneAccountOfAnInvitation(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		if _, err := h.Invite(t.Context(), h.as(t, access.ProviderAdmin), h.colleague()); err != nil {
			t.Fatal(err)
		}
		token := h.token(t)
		holder, err := h.links.Find(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		answers := make([][]byte, 8)
		for i := range answers {
			_, answers[i] = h.answer(t, token)
		}
		var in atomic.Int32
		var wg sync.WaitGroup
		for _, answer := range answers {
			wg.Go(func() {
				if _, err := h.Accept(context.Background(), holder.Actor(), token, "Telefoon", answer); err == nil {
					in.Add(1)
				}
			})
		}
		wg.Wait()
		l := 0
		if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM passkey`).Scan(&l)
		}); err != nil || in.Load() != 1 || l != 1 {
			t.Errorf("accepted %d times, %d keys, %v", in.Load(), l, err)
		}
	})
}

func TestWithdrawnAndOldInvitations(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		admin, coordinator := h.as(t, access.ProviderAdmin), h.as(t, access.Coordinator)
		which, err := h.Invite(t.Context(), admin, h.colleague())
		if err != nil {
			t.Fatal(err)
		}
		withdrawn := h.token(t)
		if err := h.Withdraw(t.Context(), coordinator, which); fault.KindOf(err) != fault.Denied {
			t.Errorf("by another: %v", err)
		}
		if err := h.Withdraw(t.Context(), admin, "nothing"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("none: %v", err)
		}
		if err := h.Withdraw(t.Context(), admin, which); err != nil {
			t.Fatal(err)
		}
		if err := h.Withdraw(t.Context(), admin, which); fault.KindOf(err) != fault.Conflict {
			t.Errorf("twice: %v", err)
		}
		if _, err := h.links.Find(t.Context(), withdrawn); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a withdrawn one opens: %v", err)
		}
		if _, err := h.Invite(t.Context(), admin, h.colleague()); err != nil {
			t.Fatal(err)
		}
		old := h.token(t)
		h.now.Add(int64(invitation.Lasts))
		if _, err := h.links.Find(t.Context(), old); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an old one opens: %v", err)
		}
		if open, err := h.Invitations(t.Context(), admin); err != nil || len(open) != 1 {
			t.Errorf("an old one is still listed, so that it can be sent again: %+v, %v", open, err)
		}
		h.now.Add(int64(31 * 24 * time.Hour))
		if err := h.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if open, err := h.Invitations(t.Context(), admin); err != nil || len(open) != 0 {
			t.Errorf("kept for ever: %+v, %v", open, err)
		}
	})
}

func TestListsAreBounded(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		admin, staff := h.as(t, access.ProviderAdmin), h.as(t, access.RESVStaff)
		elsewhere := admin
		elsewhere.Organization = string(h.other)
		farStaff := staff
		farStaff.Region = string(h.theirs)
		if _, err := h.Invite(t.Context(), admin, h.colleague()); err != nil {
			t.Fatal(err)
		}
		for what, c := range map[string]struct {
			actor access.Actor
			open  int
			kind  fault.Kind
		}{
			"own organisation":     {admin, 1, -1},
			"another organisation": {elsewhere, 0, -1},
			"own region":           {staff, 1, -1},
			"another region":       {farStaff, 0, -1},
			"the platform":         {h.as(t, access.PlatformAdmin), 1, -1},
			"a professional":       {h.as(t, access.Professional), 0, fault.Denied},
		} {
			open, err := h.Invitations(t.Context(), c.actor)
			if len(open) != c.open || err != nil && fault.KindOf(err) != c.kind || err == nil && c.kind >= 0 {
				t.Errorf("%s: %d open, %v", what, len(open), err)
			}
		}
	})
}
