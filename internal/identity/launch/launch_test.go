package launch_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/identity/oidctest"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestLaunch: who opens the site from their record system is somebody here at once, as sure as the record
// system makes us, and with what the form asks; it stands in the ledger.
func TestLaunch(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, func(testing.TB, clock.Clock) *store.DB { return db })
		h.clock.at.Store(time.Now().UnixMicro())
		h.record.Record.Context = map[string]any{"patient": "p1", "intent": "aanvraag/0190"}
		h.record.Record.Patient = map[string]any{
			"resourceType": "Patient", "id": "p1", "birthDate": "1931-04-02", "name": []any{map[string]any{"family": "Geheim"}},
			"address":       []any{map[string]any{"use": "home", "postalCode": "4001 AB"}},
			"communication": []any{map[string]any{"language": map[string]any{"coding": []any{map[string]any{"code": "tr-TR"}}}}},
		}
		came, err := h.finish(h.away())
		if err != nil {
			t.Fatal(err)
		}
		if came.SignIn.Person != h.nurse || came.SignIn.Assurance != access.Substantial || came.SignIn.Method != "launch:"+string(h.system) || came.Request != "0190" {
			t.Errorf("came as %+v for %q", came.SignIn, came.Request)
		}
		if g := came.Given; g.PC4 != "4001" || g.Group != "ouderen" || !slices.Equal(g.Languages, []string{"tr"}) {
			t.Errorf("given %+v", g)
		}
		if asked := h.record.Asked; asked.Get("aud") != h.record.Base() || asked.Get("code_challenge_method") != "S256" || asked.Get("scope") != "openid launch fhirUser email patient/Patient.r" {
			t.Errorf("asked %v", asked)
		}
		if read := h.record.Record.Read.Get("_elements"); read != "address,birthDate,communication" {
			t.Errorf("read %q of the patient", read)
		}
		if n := h.count(`SELECT count(*) FROM ledger_entry WHERE act = 'launch.Open' AND outcome = 'done' AND person = $1`, h.nurse); n != 1 {
			t.Errorf("%d entries in the ledger", n)
		}
		// Known by the record system's own name for them from now on: no address is needed again.
		again := nurse("n1")
		delete(again, "email")
		h.record.SignInAs(again)
		if came, err := h.finish(h.away()); err != nil || came.SignIn.Person != h.nurse {
			t.Errorf("the second time: %v", err)
		}
		all, err := h.launch.Systems(t.Context(), administrator)
		if err != nil || len(all) != 1 || all[0].Used.IsZero() {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// TestStates: a launch counts once, within its time, in the browser that began it, at the record system that it began at.
func TestStates(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, func(testing.TB, clock.Clock) *store.DB { return db })
		h.clock.at.Store(time.Now().UnixMicro())
		first, second := h.away(), h.away()
		if _, err := h.finish(trip{first.sealed, second.answer}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the state of another browser: %v", err)
		}
		if _, err := h.finish(trip{"", first.answer}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a browser that began nothing: %v", err)
		}
		if _, err := h.finish(first); err != nil {
			t.Fatal(err)
		}
		asked := h.record.Requests["/token"]
		if _, err := h.finish(first); fault.KindOf(err) != fault.Invalid || h.record.Requests["/token"] != asked {
			t.Errorf("twice: %v, after %d questions", err, h.record.Requests["/token"]-asked)
		}
		h.clock.add(launch.AwayTime + time.Second)
		if _, err := h.finish(second); fault.KindOf(err) != fault.Invalid {
			t.Errorf("too late: %v", err)
		}

		other := oidctest.New(t, h.clock.now)
		other.Launch()
		other.SignInAs(nurse("n1"))
		elsewhere := h.of(other)
		elsewhere.Name = "Ander dossier"
		system, err := h.launch.Add(t.Context(), administrator, elsewhere)
		if err != nil {
			t.Fatal(err)
		}
		third := h.away()
		if _, err := h.launch.Finish(t.Context(), system, third.sealed, third.answer); fault.KindOf(err) != fault.Invalid {
			t.Errorf("at another's address: %v", err)
		}
		third.answer.Set("iss", other.URL)
		if _, err := h.finish(third); fault.KindOf(err) != fault.Denied {
			t.Errorf("an answer that names another issuer: %v", err)
		}
	})
}

// TestTokens: what a token of a record system must hold is what any sign-in asks.
func TestTokens(t *testing.T) {
	t.Parallel()
	other := oidctest.New(t, func() time.Time { return noon })
	for name, spoil := range map[string]func(*oidctest.Provider){
		"another audience": func(p *oidctest.Provider) { p.Mangle = func(c oidctest.Claims) { c["aud"] = "iemand-anders" } },
		"another nonce":    func(p *oidctest.Provider) { p.Mangle = func(c oidctest.Claims) { c["nonce"] = "n" } },
		"no nonce":         func(p *oidctest.Provider) { p.Mangle = func(c oidctest.Claims) { delete(c, "nonce") } },
		"another issuer":   func(p *oidctest.Provider) { p.Mangle = func(c oidctest.Claims) { c["iss"] = other.URL } },
		"expired": func(p *oidctest.Provider) {
			p.Mangle = func(c oidctest.Claims) { c["exp"] = noon.Add(-time.Hour).Unix() }
		},
		"no subject":      func(p *oidctest.Provider) { p.Mangle = func(c oidctest.Claims) { c["sub"] = "" } },
		"no signature":    func(p *oidctest.Provider) { p.Forge = oidctest.Unsigned },
		"a shared secret": func(p *oidctest.Provider) { p.Forge = p.Confused },
		"another's key":   func(p *oidctest.Provider) { p.Forge = other.Sign },
		"an unknown key":  func(p *oidctest.Provider) { p.Rotate(false) },
		"broken off":      func(p *oidctest.Provider) { p.Refuse = "access_denied" },
		"no token":        func(p *oidctest.Provider) { p.Forge = func(oidctest.Claims) string { return "" } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := onSQLite(t)
			spoil(h.record)
			if came, err := h.finish(h.away()); fault.KindOf(err) != fault.Denied || came.SignIn.Person != "" {
				t.Errorf("%v", err)
			}
			if n := h.count(`SELECT count(*) FROM login`); n != 0 {
				t.Errorf("%d people were bound to it", n)
			}
		})
	}
}

// TestWho: only people of the record system's own organisation come in, in roles that one organisation may
// speak for, and nobody who left.
func TestWho(t *testing.T) {
	t.Parallel()
	h := onSQLite(t)
	elsewhere := h.organization("Huisartsen Ver", "90000002")
	h.person(elsewhere, "eva@ver.example", access.Professional)
	h.person(h.hospital, "beheer@oevermonde.example", access.PlatformAdmin)
	h.person(h.hospital, "gemeente@oevermonde.example", access.Municipality)
	as := func(sub, email string, verified bool) error {
		h.record.SignInAs(oidctest.Claims{"sub": sub, "email": email, "email_verified": verified})
		_, err := h.finish(h.away())
		return err
	}
	for name, x := range map[string]struct {
		sub, email string
		verified   bool
	}{
		"somebody else's people":        {"s1", "eva@ver.example", true},
		"an address that nobody proved": {"s2", "noor@oevermonde.example", false},
		"who administers the platform":  {"s3", "beheer@oevermonde.example", true},
		"nobody":                        {"s4", "niemand@oevermonde.example", true},
		"no address":                    {"s5", "", false},
	} {
		if err := as(x.sub, x.email, x.verified); !identity.IsUnknown(err) || fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := as("s6", "gemeente@oevermonde.example", true); fault.KindOf(err) != fault.Denied || identity.IsUnknown(err) {
		t.Errorf("a role that reaches past the organisation: %v", err)
	}
	if n := h.count(`SELECT count(*) FROM ledger_entry WHERE act = 'launch.Open' AND outcome = 'refused'`); n != 1 {
		t.Errorf("%d refusals in the ledger", n)
	}
	if err := as("n1", "noor@oevermonde.example", true); err != nil {
		t.Fatal(err)
	}
	if err := h.network.EndPerson(t.Context(), operator, h.nurse); err != nil {
		t.Fatal(err)
	}
	if err := as("n1", "noor@oevermonde.example", true); fault.KindOf(err) != fault.Denied || identity.IsUnknown(err) {
		t.Errorf("after leaving: %v", err)
	}
}

// TestUnknownIsAskedNothing: an address that no administrator entered is never contacted, and neither is a
// record system that is off.
func TestUnknownIsAskedNothing(t *testing.T) {
	t.Parallel()
	h := onSQLite(t)
	stranger := oidctest.New(t, h.clock.now)
	for _, iss := range []string{stranger.Base(), stranger.URL, h.record.Base() + "/x", h.record.URL, "http://169.254.169.254/latest", strings.Repeat("x", 10_000)} {
		if _, _, _, err := h.launch.Start(t.Context(), iss, "l", siteURL); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%.40s: %v", iss, err)
		}
	}
	for _, x := range []struct{ iss, launch string }{{"", "l"}, {h.record.Base(), ""}, {h.record.Base(), "a\nb"}, {h.record.Base(), strings.Repeat("l", 5000)}, {"a\x00b", "l"}} {
		if _, _, _, err := h.launch.Start(t.Context(), x.iss, x.launch, siteURL); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%.20q %.20q: %v", x.iss, x.launch, err)
		}
	}
	trip, off := h.away(), false
	if err := h.launch.Set(t.Context(), administrator, h.system, launch.Change{On: &off}); err != nil {
		t.Fatal(err)
	}
	asked := h.record.Requests["/token"] + h.record.Requests["/fhir/.well-known/smart-configuration"]
	if _, _, _, err := h.launch.Start(t.Context(), h.record.Base(), "l", siteURL); fault.KindOf(err) != fault.Denied {
		t.Errorf("begun while off: %v", err)
	}
	if _, err := h.finish(trip); fault.KindOf(err) != fault.Denied {
		t.Errorf("ended while off: %v", err)
	}
	if n := h.record.Requests["/token"] + h.record.Requests["/fhir/.well-known/smart-configuration"]; n != asked || len(stranger.Requests) != 0 {
		t.Errorf("asked %d times, and a stranger %v", n-asked, stranger.Requests)
	}
}

// TestDocuments: a record system whose document does not fit, is too large or leads away is not gone to.
func TestDocuments(t *testing.T) {
	t.Parallel()
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { t.Error("a redirect was followed") }))
	defer inner.Close()
	set := func(name string, v any) func(*oidctest.Record) {
		return func(r *oidctest.Record) { r.Document = func(d map[string]any) { d[name] = v } }
	}
	for name, spoil := range map[string]func(*oidctest.Record){
		"another issuer":       set("issuer", "https://ander.example"),
		"no PKCE":              set("code_challenge_methods_supported", []string{"plain"}),
		"no launch":            set("capabilities", []string{"sso-openid-connect"}),
		"no sign-in":           set("capabilities", []string{"launch-ehr"}),
		"no keys":              set("jwks_uri", ""),
		"a token without TLS":  set("token_endpoint", "http://10.0.0.1/token"),
		"a script for sign-in": set("authorization_endpoint", "javascript:alert(1)"),
		"a redirect": func(r *oidctest.Record) {
			r.Answer = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inner.URL, http.StatusFound) }
		},
		"endless": func(r *oidctest.Record) {
			r.Answer = func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte(`{"issuer":"` + strings.Repeat("x", 1<<20)))
			}
		},
		"no JSON": func(r *oidctest.Record) {
			r.Answer = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := onSQLite(t)
			spoil(h.record.Record)
			if to, _, _, err := h.launch.Start(t.Context(), h.record.Base(), "l", siteURL); fault.KindOf(err) != fault.Unavailable || to != "" {
				t.Errorf("leads to %q: %v", to, err)
			}
			rep, err := h.launch.Try(t.Context(), administrator, h.system)
			if err != nil || rep.Problem.NL == "" && len(rep.Lacks) == 0 {
				t.Errorf("a try says %+v, %v", rep, err)
			}
		})
	}
}

// TestWithinOurWalls: a record system, known or not, cannot make the site ask an address of its own network.
func TestWithinOurWalls(t *testing.T) {
	t.Parallel()
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("an inner address was asked") }))
	defer inside.Close()
	outside := oidc.NewLaunches(oidc.Deps{Now: func() time.Time { return noon }}, nil)
	if _, err := outside.Look(t.Context(), inside.URL); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
	if _, _, err := outside.Start(t.Context(), oidc.Launcher{ID: "x", Base: inside.URL, Issuer: inside.URL}, siteURL, "l"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
}

// TestManage: an administrator adds and sets record systems; each field that is wrong is named; nobody
// else may.
func TestManage(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, func(testing.TB, clock.Clock) *store.DB { return db })
		ctx := t.Context()
		_, err := h.launch.Add(ctx, administrator, launch.System{Name: " ", Base: "ftp://x", Issuer: "http://elders.example", ClientID: "a b", Assurance: 9})
		var wrong []string
		for _, f := range fault.Safe(err).Fields {
			wrong = append(wrong, f.Name)
		}
		if slices.Sort(wrong); !slices.Equal(wrong, []string{"assurance", "base", "client_id", "issuer", "name", "organization"}) {
			t.Errorf("wrong are %v", wrong)
		}
		if _, err := h.launch.Add(ctx, administrator, h.of(h.record)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("twice: %v", err)
		}
		for _, who := range []access.Actor{access.Anonymous(""), {Person: "a", Role: access.ProviderAdmin, Organization: string(h.hospital), Assurance: access.High}, {Person: "b", Role: access.PlatformAdmin, Assurance: access.Low}} {
			on := true
			_, e1 := h.launch.Add(ctx, who, h.of(h.record))
			_, e2 := h.launch.Systems(ctx, who)
			_, e3 := h.launch.Try(ctx, who, h.system)
			for name, err := range map[string]error{"add": e1, "list": e2, "try": e3, "set": h.launch.Set(ctx, who, h.system, launch.Change{On: &on})} {
				if fault.KindOf(err) != fault.Denied {
					t.Errorf("%s by %s: %v", name, who.Role, err)
				}
			}
		}
		low, id, bad := access.Low, "anders", ""
		if err := h.launch.Set(ctx, administrator, h.system, launch.Change{Assurance: &low, ClientID: &id}); err != nil {
			t.Fatal(err)
		}
		if err := h.launch.Set(ctx, administrator, h.system, launch.Change{ClientID: &bad}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no client id: %v", err)
		}
		if err := h.launch.Set(ctx, administrator, "x", launch.Change{}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("one that is not there: %v", err)
		}
		all, err := h.launch.Systems(ctx, administrator)
		if err != nil || len(all) != 1 || all[0].Assurance != access.Low || all[0].ClientID != "anders" || !all[0].On {
			t.Errorf("%+v, %v", all, err)
		}
		rep, err := h.launch.Try(ctx, administrator, h.system)
		if err != nil || rep.Problem.NL != "" || len(rep.Lacks) > 0 || rep.Document.Token != h.record.URL+"/token" {
			t.Errorf("%+v, %v", rep, err)
		}
		// The new name is what the record system is told from the next launch on.
		to, _, _, err := h.launch.Start(ctx, h.record.Base(), "l", siteURL)
		if u, _ := url.Parse(to); err != nil || u.Query().Get("client_id") != "anders" {
			t.Errorf("%s, %v", to, err)
		}
	})
}
