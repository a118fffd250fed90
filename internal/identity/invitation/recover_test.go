package invitation_test

import (
	"fmt"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/network"
)

func TestRecover(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		admin := h.as(t, access.ProviderAdmin)
		if _, err := h.Invite(t.Context(), admin, h.colleague()); err != nil {
			t.Fatal(err)
		}
		in, err := h.accept(t, h.token(t))
		if err != nil {
			t.Fatal(err)
		}
		h.sql(t, `INSERT INTO session (id, token, person, method, assurance, agent, provider, made_at, seen_at, idle_end, absolute_end, data)
			VALUES ('s', 't', $1, 'passkey', 2, '', '', 0, 0, 0, 0, '{}')`, in.Person)
		stranger := h.as(t, access.ProviderAdmin)
		stranger.Organization = string(h.other)
		if err := h.Recover(t.Context(), stranger, in.Person); fault.KindOf(err) != fault.Denied {
			t.Errorf("by another organisation: %v", err)
		}
		if err := h.Recover(t.Context(), admin, id.New[network.PersonID]()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("nobody: %v", err)
		}
		if _, keys, sessions := h.person(t, in.Person); keys != 1 || sessions != 1 {
			t.Fatalf("a refused recovery changed something: %d keys, %d sessions", keys, sessions)
		}
		if err := h.Recover(t.Context(), admin, in.Person); err != nil {
			t.Fatal(err)
		}
		if _, keys, sessions := h.person(t, in.Person); keys != 0 || sessions != 0 {
			t.Errorf("%d keys and %d sessions left", keys, sessions)
		}
		first := h.token(t)
		if err := h.Recover(t.Context(), admin, in.Person); err != nil {
			t.Fatal(err)
		}
		if _, err := h.links.Find(t.Context(), first); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the link of an earlier recovery opens: %v", err)
		}
		again, err := h.accept(t, h.token(t))
		p, keys, _ := h.person(t, again.Person)
		if err != nil || again.Person != in.Person || keys != 1 || p.Name != name {
			t.Errorf("%+v with %d keys: %+v, %v", p, keys, again, err)
		}
	})
}

func TestWhoLeftIsNotRecovered(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		admin, gone := h.as(t, access.ProviderAdmin), h.as(t, access.Professional)
		who := network.PersonID(gone.Person)
		if err := h.Recover(t.Context(), admin, who); err != nil {
			t.Fatal(err)
		}
		token := h.token(t)
		l, answer := h.answer(t, token)
		if err := h.network.EndPerson(t.Context(), admin, who); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Accept(t.Context(), l.Actor(), token, "x", answer); err == nil {
			t.Error("somebody who left came back by an old link")
		}
		if err := h.Recover(t.Context(), admin, who); fault.KindOf(err) != fault.Conflict {
			t.Errorf("recovered: %v", err)
		}
	})
}

// The roles that administer or audit the platform are handed out by two people.
func TestSecondPerson(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		first, second := h.as(t, access.PlatformAdmin), h.as(t, access.PlatformAdmin)
		in := h.colleague()
		in.Role, in.Region = access.PlatformAdmin, ""
		if !invitation.NeedsSecond(first, in.Role) || invitation.NeedsSecond(first, access.Professional) {
			t.Error("which roles need a second person")
		}
		i, err := h.Prepare(t.Context(), first, in)
		if err != nil || h.mails(t) != 0 {
			t.Fatalf("%v, %d mails", err, h.mails(t))
		}
		subject, payload := i.Proposal()
		p, err := h.approvals.Propose(t.Context(), first, "identity.Invite", subject, payload)
		if err != nil || strings.Contains(fmt.Sprintf("%s %+v", p.Payload, p), "Marker") {
			t.Fatalf("%+v, %v", p, err)
		}
		if err := h.approvals.Approve(t.Context(), first, p.ID); fault.KindOf(err) != fault.Denied {
			t.Errorf("by oneself: %v", err)
		}
		if err := h.approvals.Approve(t.Context(), second, p.ID); err != nil {
			t.Fatal(err)
		}
		made, err := h.accept(t, h.token(t))
		if p, _, _ := h.person(t, made.Person); err != nil || p.Role != string(access.PlatformAdmin) {
			t.Errorf("%+v, %v", p, err)
		}
		if err := h.Recover(t.Context(), first, made.Person); fault.KindOf(err) != fault.Denied {
			t.Errorf("recovered by one: %v", err)
		}
	})
}
