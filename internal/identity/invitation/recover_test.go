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
		if !invitation.NeedsSecond(first, in.Role) || !invitation.NeedsSecond(first, access.Professional) ||
			invitation.NeedsSecond(h.as(t, access.RESVStaff), access.Professional) {
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
		seen, err := h.approvals.List(t.Context(), second)
		if err != nil || len(seen) != 1 {
			t.Fatalf("%+v, %v", seen, err)
		}
		if facts := fmt.Sprint(seen[0].Facts); !strings.Contains(facts, name) || !strings.Contains(facts, email) || !strings.Contains(facts, "Thuiszorg") {
			t.Errorf("the second person sees %s", facts)
		}
		if seen, err := h.approvals.List(t.Context(), h.as(t, access.Auditor)); err != nil || len(seen) != 0 {
			t.Errorf("who may not decide sees %+v, %v", seen, err)
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

// Nobody who administers the platform gets a role somewhere under a second address of their own.
func TestPlatformInvitesTogether(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		first, second := h.as(t, access.PlatformAdmin), h.as(t, access.PlatformAdmin)
		in := h.colleague()
		in.Role = access.ProviderAdmin
		if _, err := h.Invite(t.Context(), first, in); fault.KindOf(err) != fault.Denied {
			t.Errorf("alone: %v", err)
		}
		i, err := h.Prepare(t.Context(), first, in)
		if err != nil {
			t.Fatal(err)
		}
		subject, payload := i.Proposal()
		p, err := h.approvals.Propose(t.Context(), first, "identity.Invite", subject, payload)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.approvals.Approve(t.Context(), second, p.ID); err != nil || h.mails(t) != 1 {
			t.Errorf("together: %v, %d mails", err, h.mails(t))
		}
	})
}

// What two people agree on is somebody's account as it was proposed.
func TestRecoveryOfAnAccountThatChanged(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		first, second, board := h.as(t, access.PlatformAdmin), h.as(t, access.PlatformAdmin), h.as(t, access.RESVBoard)
		who := network.Person{ID: network.PersonID(board.Person), Role: string(board.Role), Organization: h.home, Region: h.region}
		p, err := h.approvals.Propose(t.Context(), first, "identity.Recover", who.Account(), invitation.ToAgreeOn{Person: who.ID})
		if err != nil {
			t.Fatal(err)
		}
		h.sql(t, `UPDATE person SET role = 'platform-admin' WHERE id = $1`, who.ID)
		if err := h.approvals.Approve(t.Context(), second, p.ID); fault.KindOf(err) != fault.Conflict || h.mails(t) != 0 {
			t.Errorf("another role by now: %v, %d mails", err, h.mails(t))
		}
		h.sql(t, `UPDATE person SET role = 'resv-board' WHERE id = $1`, who.ID)
		h.sql(t, `UPDATE person SET ended_at = 1 WHERE id = $1`, first.Person)
		if err := h.approvals.Approve(t.Context(), second, p.ID); fault.KindOf(err) != fault.Conflict || h.mails(t) != 0 {
			t.Errorf("proposed by somebody who left: %v, %d mails", err, h.mails(t))
		}
		h.sql(t, `UPDATE person SET ended_at = NULL WHERE id = $1`, first.Person)
		if err := h.approvals.Approve(t.Context(), second, p.ID); err != nil || h.mails(t) != 1 {
			t.Errorf("as it was proposed: %v, %d mails", err, h.mails(t))
		}
	})
}

// Who left vouches for nobody any more.
func TestLeavingWithdrawsInvitations(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		admin, other := h.as(t, access.ProviderAdmin), h.as(t, access.ProviderAdmin)
		if _, err := h.Invite(t.Context(), admin, h.colleague()); err != nil {
			t.Fatal(err)
		}
		token := h.token(t)
		if _, err := h.Invite(t.Context(), other, h.colleague()); err != nil {
			t.Fatal(err)
		}
		if err := h.network.EndPerson(t.Context(), other, network.PersonID(admin.Person)); err != nil {
			t.Fatal(err)
		}
		if _, err := h.links.Find(t.Context(), token); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the link of somebody who left opens: %v", err)
		}
		if open, err := h.Invitations(t.Context(), other); err != nil || len(open) != 1 || string(open[0].By) != other.Person {
			t.Errorf("%+v, %v", open, err)
		}
	})
}

// The staff of a region prove nothing with what they may write themselves: a contact or an agreement of
// any organisation of the country with a wijkverband of theirs.
func TestWhatIsNoPlaceInTheRegion(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		staff := h.as(t, access.RESVStaff)
		h.sql(t, `INSERT INTO contact (id, from_at, wijkverband, discipline, person, organization, function, phone, email, hours, remarks, show_name)
			VALUES ($1, 1, $2, 'wijkverpleging', '', $3, 'Aanspreekpunt', '', '', '', '', 0)`, id.New[string](), h.verband, h.far)
		h.sql(t, `INSERT INTO person (id, name, role, organization, discipline, region, wijkverband, email) VALUES ($1, 'Zelf', 'professional', $2, '', $3, '', '')`,
			id.New[string](), h.far, h.region)
		in := h.colleague()
		in.Organization = h.far
		for _, role := range []access.Role{access.ProviderAdmin, access.TransferDesk, access.Professional} {
			in.Role = role
			if _, err := h.Invite(t.Context(), staff, in); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s of an organisation elsewhere: %v", role, err)
			}
		}
		in.Role, in.Organization = access.ProviderAdmin, h.other
		if _, err := h.Invite(t.Context(), staff, in); err != nil {
			t.Fatalf("the first administrator of one that offers something here: %v", err)
		}
		if _, err := h.accept(t, h.token(t)); err != nil {
			t.Fatal(err)
		}
		for role, want := range map[access.Role]fault.Kind{access.ProviderAdmin: fault.Invalid, access.TransferDesk: fault.Invalid, access.Professional: -1} {
			in.Role = role
			if _, err := h.Invite(t.Context(), staff, in); err == nil != (want < 0) || err != nil && fault.KindOf(err) != want {
				t.Errorf("%s where there is an administrator: %v", role, err)
			}
		}
	})
}
