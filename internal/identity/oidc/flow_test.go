package oidc_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/identity/oidctest"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestSignIn: somebody new becomes a person of their organisation, once; who comes again is the same.
func TestSignIn(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, open, nil)
			h.provider.SignInAs(nurse("n-1"))
			back, err := h.finish("werk", h.away("werk", oidc.Ask{Back: "/werk/x"}))
			if err != nil {
				t.Fatal(err)
			}
			if back.To != "/werk/x" || back.SignIn.Assurance != access.Substantial || back.SignIn.Method != "oidc:werk" || back.SignIn.Provider != "s-n-1" {
				t.Errorf("came back as %+v", back)
			}
			p, err := h.network.PersonForSignIn(t.Context(), back.SignIn.Person)
			if err != nil || p.Name != "Noor de Wit" || p.Role != string(access.Professional) || p.Organization != h.hospital {
				t.Errorf("became %+v, %v", p, err)
			}
			again, err := h.finish("werk", h.away("werk", oidc.Ask{}))
			if err != nil || again.SignIn.Person != back.SignIn.Person {
				t.Errorf("came again as %s, %v", again.SignIn.Person, err)
			}
			if n := h.count(`SELECT count(*) FROM ledger_entry WHERE act = 'identity.Enrol' AND outcome = 'done' AND change LIKE '%"werk"%'`); n != 1 {
				t.Errorf("%d enrolments on record", n)
			}
			if n := h.count(`SELECT count(*) FROM login WHERE value LIKE '%n-1%'`); n != 0 {
				t.Error("the provider's number stands in the database as it is")
			}
		})
	}
}

// TestWhatIsRefused: each way in which an answer can be wrong is refused, and leaves no person behind.
func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	type change = func(h *house, trip *trip)
	mangled := func(with func(oidctest.Claims)) change {
		return func(h *house, _ *trip) { h.provider.Mangle = with }
	}
	set := func(claim string, v any) change {
		return mangled(func(c oidctest.Claims) {
			if c[claim] = v; v == nil {
				delete(c, claim)
			}
		})
	}
	at := func(claim string, d time.Duration) change { return set(claim, noon.Add(d).Unix()) }
	for name, c := range map[string]struct {
		change change
		kind   fault.Kind
	}{
		"another state":            {func(_ *house, trip *trip) { trip.answer.Set("state", "x") }, fault.Invalid},
		"no state":                 {func(_ *house, trip *trip) { trip.answer.Del("state") }, fault.Invalid},
		"another browser":          {func(_ *house, trip *trip) { trip.sealed = "" }, fault.Invalid},
		"a changed cookie":         {func(_ *house, trip *trip) { trip.sealed = trip.sealed[:len(trip.sealed)-9] + "AAAAAAAAA" }, fault.Invalid},
		"a cookie that is no seal": {func(_ *house, trip *trip) { trip.sealed = "e30" }, fault.Invalid},
		"too late":                 {func(h *house, _ *trip) { h.clock.add(oidc.AwayTime + time.Minute) }, fault.Invalid},
		"another issuer's answer":  {func(_ *house, trip *trip) { trip.answer.Set("iss", "https://evil.example") }, fault.Denied},
		"no code":                  {func(_ *house, trip *trip) { trip.answer.Del("code") }, fault.Denied},
		"an invented code":         {func(_ *house, trip *trip) { trip.answer.Set("code", "x") }, fault.Denied},
		"another nonce":            {set("nonce", "x"), fault.Denied},
		"no nonce":                 {set("nonce", nil), fault.Denied},
		"expired":                  {at("exp", -3*time.Minute), fault.Denied},
		"no end":                   {set("exp", nil), fault.Denied},
		"from the future":          {at("iat", 3*time.Minute), fault.Denied},
		"not yet valid":            {at("nbf", 3*time.Minute), fault.Denied},
		"another audience":         {set("aud", "another-client"), fault.Denied},
		"several audiences":        {set("aud", []string{"eerstelijn", "another-client"}), fault.Denied},
		"another party":            {set("azp", "another-client"), fault.Denied},
		"another issuer":           {set("iss", "https://evil.example"), fault.Denied},
		"another access token":     {set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), fault.Denied},
		"no subject":               {set("sub", ""), fault.Denied},
		"algorithm none":           {func(h *house, _ *trip) { h.provider.Forge = oidctest.Unsigned }, fault.Denied},
		"algorithm HS256":          {func(h *house, _ *trip) { h.provider.Forge = h.provider.Confused }, fault.Denied},
		"no token":                 {func(h *house, _ *trip) { h.provider.Forge = func(oidctest.Claims) string { return "" } }, fault.Denied},
		"an unknown key":           {func(h *house, _ *trip) { h.provider.Rotate(false) }, fault.Denied},
		"no role":                  {set("groups", []string{"personeel"}), fault.Denied},
		"no organisation":          {set("ura", nil), fault.Denied},
		"an unknown organisation":  {set("ura", "90000099"), fault.Denied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := onSQLite(t, nil)
			h.provider.SignInAs(nurse("n-1"))
			trip := h.away("werk", oidc.Ask{})
			c.change(h, &trip)
			if _, err := h.finish("werk", trip); fault.KindOf(err) != c.kind || err == nil {
				t.Fatalf("gives %v, want %v", err, c.kind)
			} else if safe := fault.Safe(err); safe.Text.NL == "" || strings.Contains(safe.Text.NL, "n-1") {
				t.Errorf("says %q", safe.Text.NL)
			}
			if n := h.count(`SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM login)`); n != 0 {
				t.Errorf("left %d rows behind", n)
			}
		})
	}
}

// TestCodeOnce: what was brought back works once, even with the same browser.
func TestCodeOnce(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	h.provider.SignInAs(nurse("n-1"))
	trip := h.away("werk", oidc.Ask{})
	if _, err := h.finish("werk", trip); err != nil {
		t.Fatal(err)
	}
	if _, err := h.finish("werk", trip); fault.KindOf(err) != fault.Denied {
		t.Errorf("the second time: %v", err)
	}
}

// TestSwappedTokens: a code that was given to another client, or for another browser's sign-in, is
// worth nothing here.
func TestSwappedTokens(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	h.provider.SignInAs(nurse("victim"))
	victim := h.away("werk", oidc.Ask{})
	h.provider.SignInAs(nurse("attacker"))
	attacker := h.away("werk", oidc.Ask{})
	victim.answer.Set("code", attacker.answer.Get("code"))
	if _, err := h.finish("werk", victim); fault.KindOf(err) != fault.Denied {
		t.Errorf("another browser's code: %v", err)
	}

	// The same token, rightly signed for another site, is put in place of ours.
	h.provider.SignInAs(nurse("victim"))
	trip := h.away("werk", oidc.Ask{})
	h.provider.Mangle = func(c oidctest.Claims) { c["aud"] = "other-site" }
	if _, err := h.finish("werk", trip); fault.KindOf(err) != fault.Denied {
		t.Errorf("another client's token: %v", err)
	}
}

// TestClockSkew: a provider's clock may be two minutes off, either way.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	for off, ok := range map[time.Duration]bool{
		-7*time.Minute + time.Second: true, -7*time.Minute - 2*time.Second: false, // its tokens last five minutes
		2*time.Minute - time.Second: true, 2*time.Minute + 2*time.Second: false,
	} {
		h := onSQLite(t, nil)
		h.provider.SignInAs(nurse("n-1"))
		h.provider.Now = func() time.Time { return h.clock.now().Add(off) }
		if _, err := h.finish("werk", h.away("werk", oidc.Ask{})); (err == nil) != ok {
			t.Errorf("%v off: %v", off, err)
		}
	}
}

// TestKeyRotation: a new key is fetched when a token names it, once for many tokens.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	h.provider.SignInAs(nurse("n-1"))
	for range 3 {
		if _, err := h.finish("werk", h.away("werk", oidc.Ask{})); err != nil {
			t.Fatal(err)
		}
	}
	if n := h.provider.Requests["/keys"]; n != 1 {
		t.Errorf("asked for the keys %d times", n)
	}
	h.provider.Rotate(true)
	h.provider.Forget()
	if _, err := h.finish("werk", h.away("werk", oidc.Ask{})); err != nil {
		t.Fatal(err)
	}
	if n := h.provider.Requests["/keys"]; n != 2 {
		t.Errorf("asked for the keys %d times after the rotation", n)
	}
}

// TestTwoIssuers: an answer of one is refused at the other's address, and the same number at both is
// two people.
func TestTwoIssuers(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	other := oidctest.New(t, h.clock.now)
	other.Register("eerstelijn", "geheim", siteURL+oidc.CallbackPath("zorg"), siteURL+"/inloggen")
	second := employer(other.URL)
	second.ID, second.Kind = "zorg", oidc.Healthcare
	h.party = h.partyOf(employer(h.provider.URL), second)
	h.provider.SignInAs(nurse("n-1"))
	other.SignInAs(nurse("n-1"))

	if _, err := h.finish("zorg", h.away("werk", oidc.Ask{})); fault.KindOf(err) != fault.Invalid {
		t.Errorf("at the other's address: %v", err)
	}
	one, err1 := h.finish("werk", h.away("werk", oidc.Ask{}))
	two, err2 := h.finish("zorg", h.away("zorg", oidc.Ask{}))
	if err := errors.Join(err1, err2); err != nil || one.SignIn.Person == two.SignIn.Person {
		t.Errorf("%s and %s, %v", one.SignIn.Person, two.SignIn.Person, err)
	}
	if _, _, err := h.party.Start(t.Context(), "nergens", oidc.Ask{Site: siteURL}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown issuer: %v", err)
	}
}

// TestStepUp: who needs a stronger means is asked for it, and not let in with a weaker one.
func TestStepUp(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	h.provider.SignInAs(nurse("n-1"))
	if _, err := h.finish("werk", h.away("werk", oidc.Ask{Need: access.High})); fault.KindOf(err) != fault.Denied {
		t.Errorf("with a second factor alone: %v", err)
	}
	if q := h.provider.Asked; q.Get("prompt") != "login" || q.Get("acr_values") != "pas" {
		t.Errorf("asked for prompt %q and %q", q.Get("prompt"), q.Get("acr_values"))
	}
	strong := nurse("n-1")
	strong["acr"] = "pas"
	h.provider.SignInAs(strong)
	back, err := h.finish("werk", h.away("werk", oidc.Ask{Need: access.High}))
	if err != nil || back.SignIn.Assurance != access.High {
		t.Errorf("with a card: %v, %v", back.SignIn.Assurance, err)
	}
	weak := nurse("n-1")
	delete(weak, "acr")
	h.provider.SignInAs(weak)
	if back, err := h.finish("werk", h.away("werk", oidc.Ask{})); err != nil || back.SignIn.Assurance != access.Low {
		t.Errorf("without acr: %v, %v", back.SignIn.Assurance, err)
	}
}

// TestRoles: each role that an issuer may give is given to who has its value, and who has none is refused.
func TestRoles(t *testing.T) {
	t.Parallel()
	for _, role := range []access.Role{
		access.Professional, access.TransferDesk, access.ProviderAdmin, access.Coordinator, access.RESVStaff, access.RESVBoard, access.Insurer,
		access.Municipality, access.National, access.PlatformAdmin, access.Auditor, access.Patient, access.Representative,
	} {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			h := onSQLite(t, func(i *oidc.Issuer) {
				i.Role.Claim = "realm_access.roles"
				i.Role.Values = []oidc.RoleValue{{Is: "elf", Role: role}}
			})
			for has, ok := range map[string]bool{"elf": true, "dwerg": false} {
				user := nurse("n-" + has)
				user["realm_access"] = map[string]any{"roles": []string{"mens", has}}
				h.provider.SignInAs(user)
				back, err := h.finish("werk", h.away("werk", oidc.Ask{}))
				if (err == nil) != ok {
					t.Fatalf("%s: %v", has, err)
				}
				if p, _ := h.network.PersonForSignIn(t.Context(), back.SignIn.Person); ok && p.Role != string(role) {
					t.Errorf("became %q", p.Role)
				}
			}
		})
	}
}

// TestFound: somebody whom the network knows is found by a registered number or by an address of their
// own organisation, and by nothing else.
func TestFound(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, func(i *oidc.Issuer) { i.Person.Enrol = false })
	other, err := h.network.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.Provider, Name: "Huisartsen Ver", URA: "90000002"})
	if err != nil {
		t.Fatal(err)
	}
	save := func(p network.Person) network.PersonID {
		id, err := h.network.SavePerson(t.Context(), operator, p)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	colleague := save(network.Person{Name: "Noor de Wit", Role: "professional", Organization: h.hospital, Email: "Noor@voorbeeld.nl"})
	numbered := save(network.Person{Name: "Aad Bos", Role: "provider-admin", Organization: h.hospital})
	save(network.Person{Name: "Eva Ver", Role: "professional", Organization: other, Email: "eva@voorbeeld.nl"})
	far := map[string]oidctest.Claims{}
	for _, role := range access.FarRoles() {
		address := string(role) + "@voorbeeld.nl"
		save(network.Person{Name: "Bea Heer", Role: string(role), Organization: h.hospital, Email: address})
		save(network.Person{Name: "Cor Twee", Role: string(role), Organization: h.hospital, Email: "cor@voorbeeld.nl"})
		far[address] = oidctest.Claims{"email": address, "email_verified": true}
	}
	beside := save(network.Person{Name: "Cor Twee", Role: "professional", Organization: h.hospital, Email: "cor@voorbeeld.nl"})
	if err := h.identity.AddLogin(t.Context(), operator, numbered, "werk", number("employee_number", "00417")); err != nil {
		t.Fatal(err)
	}
	come := func(sub string, more oidctest.Claims) (network.PersonID, error) {
		user := nurse(sub)
		for k, v := range more {
			user[k] = v
		}
		h.provider.SignInAs(user)
		back, err := h.finish("werk", h.away("werk", oidc.Ask{}))
		return back.SignIn.Person, err
	}
	verified := func(email string) oidctest.Claims { return oidctest.Claims{"email": email, "email_verified": true} }
	for name, c := range map[string]struct {
		more oidctest.Claims
		want network.PersonID
	}{
		"nobody we know":              {nil, ""},
		"an address":                  {verified("noor@voorbeeld.nl"), colleague},
		"an address not verified":     {oidctest.Claims{"email": "noor@voorbeeld.nl"}, ""},
		"an address verified in text": {oidctest.Claims{"email": "noor@voorbeeld.nl", "email_verified": "true"}, ""},
		"another organisation's":      {verified("eva@voorbeeld.nl"), ""},
		"one that far roles have too": {verified("cor@voorbeeld.nl"), beside},
		"a registered number":         {oidctest.Claims{"employee_number": "00417"}, numbered},
		"another number":              {oidctest.Claims{"employee_number": "417"}, ""},
		"two numbers":                 {oidctest.Claims{"employee_number": []string{"1", "00417"}}, ""},
		"a number, elsewhere":         {oidctest.Claims{"employee_number": "00417", "ura": "90000002"}, ""},
	} {
		got, err := come("sub "+name, c.more)
		if got != c.want || (err == nil) != (c.want != "") || err != nil && fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for address, claims := range far {
		if got, err := come("sub "+address, claims); got != "" || fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: %q, %v", address, got, err)
		}
	}
	// Found once, they are known by the provider's own number.
	if got, err := come("sub an address", nil); err != nil || got != colleague {
		t.Errorf("the second time: %q, %v", got, err)
	}
	// A number that another organisation registered says nothing, and nobody registers the provider's own.
	if err := h.identity.AddLogin(t.Context(), operator, numbered, "werk", number("sub", "n-9")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("registering a sub: %v", err)
	}
	if err := h.identity.AddLogin(t.Context(), operator, colleague, "werk", number("employee_number", "00417")); fault.KindOf(err) != fault.Conflict {
		t.Errorf("registering somebody else's number: %v", err)
	}
	// Who left is not let in, and is not added anew.
	if err := h.network.EndPerson(t.Context(), operator, colleague); err != nil {
		t.Fatal(err)
	}
	if _, err := come("sub an address", nil); fault.KindOf(err) != fault.Denied {
		t.Errorf("after leaving: %v", err)
	}
}

// TestFoundAfterRotation: a number stored under an older key still finds its person, and is kept under
// the new key from then on.
func TestFoundAfterRotation(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	h.provider.SignInAs(nurse("n-1"))
	first, err := h.finish("werk", h.away("werk", oidc.Ask{}))
	if err != nil {
		t.Fatal(err)
	}
	before := h.value()
	if _, err := h.keyFile.Rotate(noon); err != nil {
		t.Fatal(err)
	}
	again, err := h.finish("werk", h.away("werk", oidc.Ask{}))
	if err != nil || again.SignIn.Person != first.SignIn.Person {
		t.Fatalf("found %q, %v", again.SignIn.Person, err)
	}
	if after := h.value(); after == before {
		t.Error("the number still stands under the old key")
	}
	if n := h.count(`SELECT count(*) FROM login`); n != 1 {
		t.Errorf("%d logins", n)
	}
}

func (h *house) value() (v string) {
	h.t.Helper()
	err := h.db.Read(h.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT value FROM login`).Scan(&v)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// TestCitizen: a citizen becomes a patient without an organisation, and their address is not kept.
func TestCitizen(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, func(i *oidc.Issuer) {
		i.Kind, i.Organization = oidc.Citizens, oidc.Place{}
		i.Role = oidc.Roles{Default: access.Patient}
	})
	h.provider.SignInAs(oidctest.Claims{"sub": "900186021", "name": "Jan Jansen", "acr": "pas", "email": "jan@voorbeeld.nl", "email_verified": true})
	back, err := h.finish("werk", h.away("werk", oidc.Ask{}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := h.network.PersonForSignIn(t.Context(), back.SignIn.Person)
	if err != nil || p.Role != string(access.Patient) || p.Organization != "" || p.Email != "" {
		t.Errorf("became %+v, %v", p, err)
	}
}

// TestRegisteredNumberMovesToTheNewKey: with the provider's own number the registered one moves as
// well, so that the old key can go.
func TestRegisteredNumberMovesToTheNewKey(t *testing.T) {
	t.Parallel()
	h := onSQLite(t, nil)
	claims := nurse("n-1")
	claims["employee_number"] = "00417"
	h.provider.SignInAs(claims)
	first, err := h.finish("werk", h.away("werk", oidc.Ask{}))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.identity.AddLogin(t.Context(), operator, first.SignIn.Person, "werk", identity.Number{Claim: "employee_number", Value: "00417"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.keyFile.Rotate(noon); err != nil {
		t.Fatal(err)
	}
	if again, err := h.finish("werk", h.away("werk", oidc.Ask{})); err != nil || again.SignIn.Person != first.SignIn.Person {
		t.Fatalf("found %q, %v", again.SignIn.Person, err)
	}
	mark := keys.Mark(h.keyFile.Current())
	if n := h.count(fmt.Sprintf(`SELECT count(*) FROM login WHERE substr(value, 1, %d) = '%s'`, len(mark), mark)); n != 2 {
		t.Errorf("%d of 2 numbers stand under the new key", n)
	}
}
