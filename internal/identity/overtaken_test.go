package identity_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// TestTwoEndFarRole: two people together end an account that reaches far, as long as it is what it was.
func TestTwoEndFarRole(t *testing.T) {
	t.Parallel()
	onEach(t, "", func(t *testing.T, h *house) {
		policies := h.spine.Policies()
		approvals := approval.New(h.spine, policies, h.identity.AtWorkTx)
		const end = "network.EndPerson"
		approvals.Register(end, func(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
			return h.network.DoEndPersonTx(ctx, tx, p.Subject)
		})
		admin := func(name string) access.Actor {
			return access.Actor{Person: string(h.person(name, access.PlatformAdmin)), Role: access.PlatformAdmin, Assurance: access.Substantial}
		}
		first, second, auditor := admin("Een"), admin("Twee"), h.person("Ada", access.Auditor)
		b := h.browser()
		b.signIn(auditor)
		subject := network.Person{ID: auditor, Role: string(access.Auditor)}.Account()
		p, err := approvals.Propose(t.Context(), first, end, subject, network.ToLeave{})
		if err != nil {
			t.Fatal(err)
		}
		rename := func(role access.Role) {
			if _, err := h.network.SavePerson(t.Context(), operator, network.Person{ID: auditor, Name: "Ada", Role: string(role)}); err != nil {
				t.Fatal(err)
			}
		}
		rename(access.National)
		if err := approvals.Approve(t.Context(), second, p.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("another role by now: %v", err)
		}
		rename(access.Auditor)
		if err := approvals.Approve(t.Context(), second, p.ID); err != nil || identity.SignedIn(b.who()) {
			t.Errorf("together: %v", err)
		}
		if n := h.text(`SELECT count(*) FROM session WHERE person = $1`, auditor); n != "0" {
			t.Errorf("%s sessions left", n)
		}
	})
}

// TestSignInThatWasOvertaken: whose passkey goes while they sign in is not signed in.
func TestSignInThatWasOvertaken(t *testing.T) {
	t.Parallel()
	onEach(t, "", func(t *testing.T, h *house) {
		noor := h.person("Noor", access.Professional)
		for what, still := range map[string]func(context.Context, *store.Tx) (bool, error){
			"the passkey went": func(context.Context, *store.Tx) (bool, error) { return false, nil },
			"no answer":        func(context.Context, *store.Tx) (bool, error) { return true, errors.New("no") },
		} {
			h.still = still
			b := h.browser()
			if w := b.do(http.MethodPost, "/in/"+string(noor)); w.Code != http.StatusForbidden || b.cookie() != nil {
				t.Errorf("%s: %d", what, w.Code)
			}
		}
		if n := h.text(`SELECT count(*) FROM session`); n != "0" {
			t.Errorf("%s sessions", n)
		}
		h.still = func(context.Context, *store.Tx) (bool, error) { return true, nil }
		h.browser().signIn(noor)
	})
}

// TestActOfASessionThatEnded: what a request began before its session ended is not done after, and that
// is on record.
func TestActOfASessionThatEnded(t *testing.T) {
	t.Parallel()
	onEach(t, "", func(t *testing.T, h *house) {
		strict := act.New(h.db, h.spine.Policies(), nil, act.WithSession(identity.SignedInTx))
		people := network.New(strict)
		sessions := identity.New(strict, people, keys.New(h.keyFile))
		noor := h.person("Noor", access.Professional)
		phone, desk := h.browser(), h.browser()
		thief, me := phone.signIn(noor), desk.signIn(noor)
		if err := sessions.RevokeSession(t.Context(), me, identity.SessionID(thief.Session)); err != nil {
			t.Fatal(err)
		}
		if err := sessions.EndSessions(t.Context(), thief, noor); fault.KindOf(err) != fault.Denied || fault.Safe(err).Text.NL != "U bent intussen uitgelogd." {
			t.Errorf("after the session ended: %v", err)
		}
		if !identity.SignedIn(desk.who()) {
			t.Error("it was done all the same")
		}
		if got := h.text(`SELECT outcome || ' ' || policy || ' ' || reason FROM ledger_entry WHERE act = 'identity.EndSessions'`); got != "refused session U bent intussen uitgelogd." {
			t.Errorf("recorded as %q", got)
		}
		if err := sessions.EndSessions(t.Context(), me, noor); err != nil {
			t.Errorf("with a session that stands: %v", err)
		}
	})
}
