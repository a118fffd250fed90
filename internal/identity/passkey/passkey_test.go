package passkey_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/store"
)

func TestRegisterAndSignIn(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna, ben := h.person(t, "Anna"), h.person(t, "Ben")
		phone, ring := h.register(t, anna, "Telefoon"), h.register(t, anna, "Sleutelbos")
		h.register(t, ben, "Laptop")
		if all := h.list(t, anna); len(all) != 2 || all[0].Name != "Telefoon" || !all[0].Used.IsZero() || all[0].Suspect {
			t.Fatalf("%+v", all)
		}
		for _, d := range []*device{phone, ring, phone} {
			who, err := h.keys.SignIn(t.Context(), d.answer(h.askSignIn(t)))
			if err != nil || string(who.Person) != anna.Person || who.Assurance != access.Substantial || who.Method != "passkey" {
				t.Fatalf("%+v, %v", who, err)
			}
		}
		if all := h.list(t, anna); all[0].Used.IsZero() || all[1].Used.IsZero() {
			t.Errorf("%+v", all)
		}
	})
}

func TestAnswersThatDoNotSignIn(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna, ben := h.person(t, "Anna"), h.person(t, "Ben")
		d, others := h.register(t, anna, "Telefoon"), h.register(t, ben, "Telefoon")
		spent := h.askSignIn(t)
		if _, err := h.keys.SignIn(t.Context(), d.answer(spent)); err != nil {
			t.Fatal(err)
		}
		elsewhere, subdomain := rp, rp
		elsewhere.Origin, subdomain.Origin = "https://eerstelijn.example.evil.example", "https://www.eerstelijn.example"
		wrongID := rp
		wrongID.ID = "evil.example"
		asked := func(rp virtualwebauthn.RelyingParty, a virtualwebauthn.Authenticator, c virtualwebauthn.Credential) []byte {
			c.Counter = 1000
			return []byte(virtualwebauthn.CreateAssertionResponse(rp, a, c, *h.askSignIn(t)))
		}
		unverified, absent, posing := d.Authenticator, d.Authenticator, d.Authenticator
		unverified.Options.UserNotVerified, absent.Options.UserNotPresent = true, true
		posing.Options.UserHandle = []byte(ben.Person)
		stranger := newDevice(anna)
		forged := stranger.Credential
		forged.ID = d.Credential.ID
		unasked := virtualwebauthn.AssertionOptions{Challenge: []byte("a challenge that nobody put to it"), RelyingPartyID: rp.ID}
		toRegister := h.askNew(t, anna)
		for name, c := range map[string]struct {
			answer []byte
			kind   fault.Kind
		}{
			"a question answered before": {d.answer(spent), fault.Conflict},
			"no question of ours":        {d.answer(&unasked), fault.Conflict},
			"a question to register":     {d.answer(&virtualwebauthn.AssertionOptions{Challenge: toRegister.Challenge}), fault.Conflict},
			"another site":               {asked(elsewhere, d.Authenticator, d.Credential), fault.Denied},
			"a site beside it":           {asked(subdomain, d.Authenticator, d.Credential), fault.Denied},
			"a key for another site":     {asked(wrongID, d.Authenticator, d.Credential), fault.Denied},
			"nobody made sure of who":    {asked(rp, unverified, d.Credential), fault.Denied},
			"nobody was there":           {asked(rp, absent, d.Credential), fault.Denied},
			"posing as another":          {asked(rp, posing, d.Credential), fault.Denied},
			"another's key as one's own": {asked(rp, d.Authenticator, others.Credential), fault.Denied},
			"a key nobody registered":    {asked(rp, stranger.Authenticator, stranger.Credential), fault.Denied},
			"signed by another key":      {asked(rp, d.Authenticator, forged), fault.Denied},
			"no answer":                  {[]byte(`{}`), fault.Invalid},
			"nothing":                    {nil, fault.Invalid},
		} {
			who, err := h.keys.SignIn(t.Context(), c.answer)
			if fault.KindOf(err) != c.kind || who.Person != "" {
				t.Errorf("%s: %+v, %v, want %s", name, who, err, c.kind)
			}
		}
		if _, err := h.keys.SignIn(t.Context(), asked(rp, d.Authenticator, d.Credential)); err != nil {
			t.Errorf("none of these may harm the key: %v", err)
		}
	})
}

func TestQuestionLastsFiveMinutes(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna := h.person(t, "Anna")
		d := h.register(t, anna, "Telefoon")
		late, intime := h.askSignIn(t), h.askSignIn(t)
		h.now.Add(int64(5*time.Minute - time.Second))
		if _, err := h.keys.SignIn(t.Context(), d.answer(intime)); err != nil {
			t.Error(err)
		}
		h.now.Add(int64(time.Second))
		if _, err := h.keys.SignIn(t.Context(), d.answer(late)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("too late: %v", err)
		}
	})
}

// ★ A question is answered once, also when several answers come at the same moment.
func TestQuestionIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		d := h.register(t, h.person(t, "Anna"), "Telefoon")
		answer := d.answer(h.askSignIn(t))
		var in atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := h.keys.SignIn(context.Background(), answer); err == nil {
					in.Add(1)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 {
			t.Errorf("signed in %d times", in.Load())
		}
	})
}

func TestCopiedKeyIsPutAside(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna := h.person(t, "Anna")
		d := h.register(t, anna, "Telefoon")
		copied := *d
		for range 2 {
			if _, err := h.keys.SignIn(t.Context(), d.answer(h.askSignIn(t))); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.keys.SignIn(t.Context(), copied.answer(h.askSignIn(t))); fault.KindOf(err) != fault.Denied {
			t.Errorf("the copy: %v", err)
		}
		if _, err := h.keys.SignIn(t.Context(), d.answer(h.askSignIn(t))); fault.KindOf(err) != fault.Denied {
			t.Errorf("the original after it: %v", err)
		}
		if all := h.list(t, anna); !all[0].Suspect {
			t.Errorf("%+v", all)
		}
		var recorded int
		if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry WHERE act = 'identity.SuspectPasskey' AND outcome = 'done'`).Scan(&recorded)
		}); err != nil || recorded != 1 {
			t.Errorf("recorded %d times, %v", recorded, err)
		}
	})
}

func TestAnswersThatDoNotRegister(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna, ben := h.person(t, "Anna"), h.person(t, "Ben")
		made := func(rp virtualwebauthn.RelyingParty, d *device, o *virtualwebauthn.AttestationOptions) []byte {
			return []byte(virtualwebauthn.CreateAttestationResponse(rp, d.Authenticator, d.Credential, *o))
		}
		d := newDevice(anna)
		spent := h.askNew(t, anna)
		if err := h.keys.AddPasskey(t.Context(), anna, "Telefoon", made(rp, d, spent)); err != nil {
			t.Fatal(err)
		}
		elsewhere := rp
		elsewhere.Origin = "https://evil.example"
		unverified := newDevice(anna)
		unverified.Options.UserNotVerified = true
		for name, c := range map[string]struct {
			answer []byte
			kind   fault.Kind
		}{
			"a question answered before":   {made(rp, newDevice(anna), spent), fault.Conflict},
			"a question to somebody else":  {made(rp, newDevice(anna), h.askNew(t, ben)), fault.Conflict},
			"no question of ours":          {made(rp, newDevice(anna), &virtualwebauthn.AttestationOptions{Challenge: []byte("nobody asked this, ever, at all")}), fault.Conflict},
			"another site":                 {made(elsewhere, newDevice(anna), h.askNew(t, anna)), fault.Invalid},
			"nobody made sure of who":      {made(rp, unverified, h.askNew(t, anna)), fault.Invalid},
			"a key that is there already":  {made(rp, d, h.askNew(t, anna)), fault.Conflict},
			"a key of another, once more":  {made(rp, h.register(t, ben, "Laptop"), h.askNew(t, anna)), fault.Conflict},
			"the answer to a sign-in":      {d.answer(h.askSignIn(t)), fault.Invalid},
			"not an answer":                {[]byte(`{"id":"x"}`), fault.Invalid},
			"nothing, as without a script": {nil, fault.Invalid},
		} {
			if err := h.keys.AddPasskey(t.Context(), anna, "Tweede", c.answer); fault.KindOf(err) != c.kind {
				t.Errorf("%s: %v, want %s", name, err, c.kind)
			}
		}
		if err := h.keys.AddPasskey(t.Context(), anna, "  ", made(rp, newDevice(anna), h.askNew(t, anna))); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no name: %v", err)
		}
		if n := len(h.list(t, anna)); n != 1 {
			t.Errorf("%d keys kept", n)
		}
	})
}

func TestWhoMayAddAKey(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna := h.person(t, "Anna")
		for name, spoil := range map[string]func(*access.Actor){
			"weakly signed in": func(a *access.Actor) { a.Assurance = access.Low },
			"a link":           func(a *access.Actor) { a.Role, a.Scopes, a.Only = access.Holder, "identity.AddPasskey", a.Person },
			"a machine":        func(a *access.Actor) { a.Role = access.Machine },
			"a citizen":        func(a *access.Actor) { a.Role = access.Citizen },
		} {
			actor, d := anna, newDevice(anna)
			spoil(&actor)
			answer := virtualwebauthn.CreateAttestationResponse(rp, d.Authenticator, d.Credential, *h.askNew(t, anna))
			if err := h.keys.AddPasskey(t.Context(), actor, "Telefoon", []byte(answer)); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestRemove(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna, ben := h.person(t, "Anna"), h.person(t, "Ben")
		phone := h.register(t, anna, "Telefoon")
		h.register(t, anna, "Laptop")
		h.register(t, ben, "Laptop")
		all, bens := h.list(t, anna), h.list(t, ben)
		if err := h.keys.RemovePasskey(t.Context(), anna, bens[0].ID); fault.KindOf(err) != fault.Denied {
			t.Errorf("another's: %v", err)
		}
		if err := h.keys.RemovePasskey(t.Context(), anna, "nothing"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("none: %v", err)
		}
		if err := h.keys.RemovePasskey(t.Context(), anna, all[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := h.keys.SignIn(t.Context(), phone.answer(h.askSignIn(t))); fault.KindOf(err) != fault.Denied {
			t.Errorf("a removed key opens: %v", err)
		}
		if err := h.keys.RemovePasskey(t.Context(), anna, all[1].ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the last way in: %v", err)
		}
	})
}

// ★ Two removals at once leave a way in.
func TestTwoRemovalsLeaveAKey(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna := h.person(t, "Anna")
		h.register(t, anna, "Telefoon")
		h.register(t, anna, "Laptop")
		var wg sync.WaitGroup
		for _, k := range h.list(t, anna) {
			wg.Go(func() { _ = h.keys.RemovePasskey(context.Background(), anna, k.ID) })
		}
		wg.Wait()
		if n := len(h.list(t, anna)); n != 1 {
			t.Errorf("%d keys left", n)
		}
	})
}

func TestAddressesWherePasskeysWork(t *testing.T) {
	t.Parallel()
	for public, works := range map[string]bool{
		"https://eerstelijn.example": true, "https://eerstelijn.example:8443/": true, "http://localhost:8080": true,
		"http://eerstelijn.example": false, "https://10.0.0.1": false, "http://127.0.0.1:8080": false, "": false,
	} {
		s, err := passkey.New(nil, nil, public)
		if err != nil || s.Works() != works {
			t.Errorf("%q: works %v, %v", public, s.Works(), err)
		}
		if works {
			continue
		}
		if _, err := s.AskSignIn(t.Context()); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%q: %v", public, err)
		}
	}
}

// TestSignInAsksAgain: a passkey that was dropped after it answered opens no session.
func TestSignInAsksAgain(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna := h.person(t, "Anna")
		in, err := h.keys.SignIn(t.Context(), h.register(t, anna, "Telefoon").answer(h.askSignIn(t)))
		if err != nil {
			t.Fatal(err)
		}
		opens := func(want bool) {
			t.Helper()
			if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				got, err := in.Still(ctx, tx)
				if got != want {
					t.Errorf("opens: %v", got)
				}
				return err
			}); err != nil {
				t.Error(err)
			}
		}
		opens(true)
		if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM passkey WHERE person = $1`, anna.Person)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		opens(false)
	})
}

// TestTenPasskeysAtMost, however many questions were put before the first was answered.
func TestTenPasskeysAtMost(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		anna := h.person(t, "Anna")
		for range 9 {
			h.register(t, anna, "Sleutel")
		}
		var answers [2][]byte
		for i := range answers {
			d := newDevice(anna)
			answers[i] = []byte(virtualwebauthn.CreateAttestationResponse(rp, d.Authenticator, d.Credential, *h.askNew(t, anna)))
		}
		if err := h.keys.AddPasskey(t.Context(), anna, "De tiende", answers[0]); err != nil {
			t.Fatal(err)
		}
		if err := h.keys.AddPasskey(t.Context(), anna, "De elfde", answers[1]); fault.KindOf(err) != fault.Conflict || len(h.list(t, anna)) != 10 {
			t.Errorf("%v, %d keys", err, len(h.list(t, anna)))
		}
	})
}
