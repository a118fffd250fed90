package identity_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestSignInAndOut: who signs in is known at the next request, and nobody is after signing out; both
// stand in the ledger, and the token stands nowhere.
func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	onEach(t, "", func(t *testing.T, h *house) {
		who := h.person("Noor de Wit", access.Professional)
		b := h.browser()
		if a := b.who(); identity.SignedIn(a) || a.Person != "anonymous" || b.cookie() != nil {
			t.Fatalf("before signing in: %+v, cookie %v", a, b.cookie())
		}
		a := b.signIn(who)
		if a.Person != string(who) || a.Name != "Noor de Wit" || a.Role != access.Professional || a.Assurance != access.Substantial || a.Session == "" {
			t.Errorf("signed in as %+v", a)
		}
		if kept := b.do(http.MethodGet, "/kept").Body.String(); kept != "passkey for you" {
			t.Errorf("the session kept %q", kept)
		}
		token := b.cookie().Value
		hash := sha256.Sum256([]byte(token))
		stored := h.text(`SELECT token FROM session`)
		for _, plain := range []string{token, hex.EncodeToString(hash[:]), base64.RawURLEncoding.EncodeToString(hash[:])} {
			if stored == plain {
				t.Error("whoever can write a row can write a session: the token is stored without a key")
			}
		}
		if b.do(http.MethodPost, "/out").Code != http.StatusOK || identity.SignedIn(b.who()) {
			t.Error("still signed in after signing out")
		}
		old := h.browser()
		old.cookies["eerstelijn"] = &http.Cookie{Name: "eerstelijn", Value: token}
		if identity.SignedIn(old.who()) {
			t.Error("the token still opens a session after signing out")
		}
		for _, name := range []string{"identity.SignIn", "identity.SignOut"} {
			if n := h.text(`SELECT count(*) FROM ledger_entry e JOIN ledger_subject s ON s.entry = e.id
				WHERE e.act = $1 AND e.outcome = 'done' AND e.person = $2 AND s.subject_type = 'session' AND s.subject_id = $3`, name, who, a.Session); n != "1" {
				t.Errorf("%s stands %s times in the ledger", name, n)
			}
		}
	})
}

// TestCookie: on a site with TLS the cookie is bound to it; nowhere can a script read it.
func TestCookie(t *testing.T) {
	t.Parallel()
	for public, want := range map[string]string{"https://eerstelijn.example": "__Host-eerstelijn", "http://127.0.0.1:8080": "eerstelijn", "": "eerstelijn"} {
		h := newHouse(t, storetest.SQLite, public)
		b := h.browser()
		b.do(http.MethodPost, "/in/"+string(h.person("Noor", access.Patient)))
		c := b.cookies[want]
		if c == nil || c.Secure != strings.HasPrefix(public, "https") || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 {
			t.Errorf("%q: %+v", public, b.cookies)
		}
	}
}

// TestNobodyCostsNothing: without a cookie, or with one that is no token, the database is not asked; so
// its being away stops no visitor. With a session it is, and nobody becomes nobody by mistake.
func TestNobodyCostsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite, "")
	in := h.browser()
	in.signIn(h.person("Noor", access.Professional))
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	visitor := h.browser()
	for _, value := range []string{"", "planted", strings.Repeat("x", 4000)} {
		if value != "" {
			visitor.cookies["eerstelijn"] = &http.Cookie{Name: "eerstelijn", Value: value}
		}
		if w := visitor.do(http.MethodGet, "/"); w.Code != http.StatusOK || len(w.Result().Cookies()) != 0 {
			t.Errorf("cookie %.10q: %d with %d cookies", value, w.Code, len(w.Result().Cookies()))
		}
	}
	if w := in.do(http.MethodGet, "/"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("with a session: %d", w.Code)
	}
}

// TestNewIDAtSignIn: a token that somebody knew or planted before is worth nothing after.
func TestNewIDAtSignIn(t *testing.T) {
	t.Parallel()
	onEach(t, "", func(t *testing.T, h *house) {
		one, two := h.person("Een", access.Professional), h.person("Twee", access.Professional)
		b := h.browser()
		b.signIn(one)
		before := b.cookie().Value
		b.signIn(two)
		if b.cookie().Value == before {
			t.Fatal("the token stays")
		}
		old := h.browser()
		old.cookies["eerstelijn"] = &http.Cookie{Name: "eerstelijn", Value: before}
		if identity.SignedIn(old.who()) {
			t.Error("the old token opens a session")
		}
		if n := h.text(`SELECT count(*) FROM session`); n != "1" {
			t.Errorf("%s sessions", n)
		}
		planted := h.browser()
		value := strings.Repeat("A", 43)
		planted.cookies["eerstelijn"] = &http.Cookie{Name: "eerstelijn", Value: value}
		if planted.signIn(one); planted.cookie().Value == value {
			t.Error("a planted token is taken over")
		}
	})
}

// TestLimits: a session ends when it is not used, and at last even when it is.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, role := range []access.Role{access.Professional, access.Patient} {
		h := newHouse(t, storetest.SQLite, "")
		limits := identity.LimitsOf(role)
		who := h.person("Noor", role)
		idle := h.browser()
		idle.signIn(who)
		h.clock.add(limits.Idle - time.Second)
		if !identity.SignedIn(idle.who()) {
			t.Errorf("%s: out before %v", role, limits.Idle)
		}
		h.clock.add(limits.Idle)
		if identity.SignedIn(idle.who()) {
			t.Errorf("%s: still in after %v without a request", role, limits.Idle)
		}
		busy := h.browser()
		busy.signIn(who)
		for begin := h.clock.now(); h.clock.now().Sub(begin) < limits.Absolute-5*time.Minute; h.clock.add(5 * time.Minute) {
			if !identity.SignedIn(busy.who()) {
				t.Fatalf("%s: out after %v of use", role, h.clock.now().Sub(begin))
			}
		}
		if h.clock.add(6 * time.Minute); identity.SignedIn(busy.who()) {
			t.Errorf("%s: still in after %v", role, limits.Absolute)
		}
	}
}

// TestTouch: the last use is written down once a minute, not at each request.
func TestTouch(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite, "")
	b := h.browser()
	b.signIn(h.person("Noor", access.Professional))
	seen := func() string { b.who(); return h.text(`SELECT seen_at FROM session`) }
	first := seen()
	if h.clock.add(59 * time.Second); seen() != first {
		t.Error("written again within the minute")
	}
	if h.clock.add(time.Second); seen() == first {
		t.Error("not written after a minute")
	}
}

// TestWhoLeaves: what changes about somebody counts from their next request: another role, and that
// they left. Whoever left does not come in again.
func TestWhoLeaves(t *testing.T) {
	t.Parallel()
	onEach(t, "", func(t *testing.T, h *house) {
		who := h.person("Noor de Wit", access.Professional)
		b := h.browser()
		b.signIn(who)
		_, err := h.network.SavePerson(t.Context(), operator, network.Person{ID: who, Name: "Noor de Wit", Role: string(access.TransferDesk)})
		if err != nil {
			t.Fatal(err)
		}
		if a := b.who(); a.Role != access.TransferDesk {
			t.Errorf("still %s", a.Role)
		}
		if err := h.network.EndPerson(t.Context(), operator, who); err != nil {
			t.Fatal(err)
		}
		if identity.SignedIn(b.who()) {
			t.Error("still signed in after leaving")
		}
		if w := h.browser().do(http.MethodPost, "/in/"+string(who)); w.Code != http.StatusForbidden {
			t.Errorf("signing in after leaving answers %d", w.Code)
		}
		if err := h.network.EndPerson(t.Context(), operator, who); fault.KindOf(err) != fault.Conflict {
			t.Errorf("leaving twice: %v", err)
		}
	})
}

// TestWhoMayEndPerson: the administrator of somebody's organisation says that they left, not that of another.
func TestWhoMayEndPerson(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite, "")
	o, err := h.network.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.Provider, Name: "Ziekenhuis"})
	if err != nil {
		t.Fatal(err)
	}
	who, err := h.network.SavePerson(t.Context(), operator, network.Person{Name: "Noor", Role: string(access.Professional), Organization: o})
	if err != nil {
		t.Fatal(err)
	}
	admin := access.Actor{Person: "a", Role: access.ProviderAdmin, Organization: "another", Assurance: access.Substantial}
	if err := h.network.EndPerson(t.Context(), admin, who); fault.KindOf(err) != fault.Denied {
		t.Errorf("another organisation's administrator: %v", err)
	}
	admin.Organization = string(o)
	if err := h.network.EndPerson(t.Context(), admin, who); err != nil {
		t.Errorf("their own administrator: %v", err)
	}
	platform := access.Actor{Person: "p", Role: access.PlatformAdmin, Assurance: access.Substantial}
	for _, role := range access.FarRoles() {
		far, err := h.network.SavePerson(t.Context(), operator, network.Person{Name: "Ver", Role: string(role), Organization: o})
		if err != nil {
			t.Fatal(err)
		}
		for _, actor := range []access.Actor{admin, platform} {
			if err := h.network.EndPerson(t.Context(), actor, far); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s ends %s alone: %v", actor.Role, role, err)
			}
		}
	}
	staff, err := h.network.SavePerson(t.Context(), operator, network.Person{Name: "Regio", Role: string(access.RESVStaff), Organization: o})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.network.EndPerson(t.Context(), admin, staff); fault.KindOf(err) != fault.Denied {
		t.Errorf("an administrator of the organisation ends the region's staff: %v", err)
	}
}

// TestRevoke: everybody sees and ends their own sessions, an administrator of the platform ends
// anybody's, and nobody else does.
func TestRevoke(t *testing.T) {
	t.Parallel()
	onEach(t, "", func(t *testing.T, h *house) {
		noor, bea := h.person("Noor", access.Professional), h.person("Bea", access.PlatformAdmin)
		phone, desk, boss := h.browser(), h.browser(), h.browser()
		phone.agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit Version/19.0 Mobile Safari/604.1"
		phone.signIn(noor)
		h.clock.add(time.Minute)
		me, admin := desk.signIn(noor), boss.signIn(bea)
		list, err := h.identity.Sessions(t.Context(), me)
		if err != nil || len(list) != 2 || !list[0].Current || list[1].Current || list[1].Agent != "Safari op een iPhone" || !list[1].MadeAt.Equal(noon) {
			t.Fatalf("sessions %+v, %v", list, err)
		}
		stranger := access.Actor{Person: "other", Role: access.Professional, Assurance: access.High}
		if err := h.identity.RevokeSession(t.Context(), stranger, list[1].ID); fault.KindOf(err) != fault.Denied {
			t.Errorf("a stranger's try: %v", err)
		}
		if err := h.identity.EndSessions(t.Context(), stranger, noor); fault.KindOf(err) != fault.Denied {
			t.Errorf("a stranger's try at all: %v", err)
		}
		if !identity.SignedIn(phone.who()) {
			t.Error("a refused revocation ended the session")
		}
		if err := h.identity.RevokeSession(t.Context(), me, list[1].ID); err != nil || identity.SignedIn(phone.who()) || !identity.SignedIn(desk.who()) {
			t.Errorf("revoking one's own: %v", err)
		}
		if err := h.identity.RevokeSession(t.Context(), me, list[1].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("revoking it twice: %v", err)
		}
		phone.signIn(noor)
		if err := h.identity.RevokeSession(t.Context(), admin, list[0].ID); err != nil || identity.SignedIn(desk.who()) || !identity.SignedIn(phone.who()) {
			t.Errorf("an administrator's: %v", err)
		}
		desk.signIn(noor)
		if err := h.identity.EndSessions(t.Context(), me, noor); err != nil || identity.SignedIn(phone.who()) || identity.SignedIn(desk.who()) || !identity.SignedIn(boss.who()) {
			t.Errorf("everywhere: %v", err)
		}
		if n := h.text(`SELECT count(*) FROM ledger_entry WHERE act = 'identity.RevokeSession' AND outcome = 'refused'`); n != "1" {
			t.Errorf("%s refusals on record", n)
		}
	})
}

// TestEndPersonTx ends somebody's sessions with the act that asks for it, and with its failure not.
func TestEndPersonTx(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite, "")
	who := h.person("Noor", access.Professional)
	b := h.browser()
	b.signIn(who)
	end := func(then error) error {
		return h.spine.Do(t.Context(), act.Attempt{Actor: operator, Act: "network.EndPerson",
			Load: func(context.Context, *store.Tx) (access.Subject, error) {
				return access.Subject{Type: "person", ID: string(who)}, nil
			},
		}, func(ctx context.Context, tx *act.Tx) error {
			if err := h.identity.EndPersonTx(ctx, tx, who); err != nil {
				return err
			}
			return then
		})
	}
	if err := end(fault.New(fault.Conflict, "Nee.", "no")); err == nil || !identity.SignedIn(b.who()) {
		t.Errorf("an act that failed: %v", err)
	}
	if err := end(nil); err != nil || identity.SignedIn(b.who()) {
		t.Errorf("an act that was done: %v", err)
	}
}

// TestSessionAfterRotation: a new key signs nobody out.
func TestSessionAfterRotation(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite, "")
	b := h.browser()
	b.signIn(h.person("Noor", access.Professional))
	if _, err := h.keyFile.Rotate(noon); err != nil {
		t.Fatal(err)
	}
	if !identity.SignedIn(b.who()) {
		t.Error("signed out by the rotation")
	}
}

// TestSweep: sessions that ended long ago are gone after somebody signs in.
func TestSweep(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite, "")
	who := h.person("Noor", access.Professional)
	for range 3 {
		h.browser().signIn(who)
	}
	h.clock.add(13 * time.Hour)
	h.browser().signIn(who)
	if n := h.text(`SELECT count(*) FROM session`); n != "1" {
		t.Errorf("%s sessions are left", n)
	}
}

// BenchmarkSession is what being signed in adds to a request.
func BenchmarkSession(b *testing.B) {
	h := newHouse(b, storetest.SQLite, "")
	in := h.browser()
	in.signIn(h.person("Noor", access.Professional))
	for name, who := range map[string]*browser{"who=nobody": h.browser(), "who=somebody": in} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if w := who.do(http.MethodGet, "/"); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
