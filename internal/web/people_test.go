package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

func TestPeopleAsJSON(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	r := httptest.NewRequest(http.MethodGet, "/demo", nil)
	r.Header.Set("Accept", "application/json")
	a := h.visit(t).do(r)
	var people []map[string]string
	if err := json.Unmarshal([]byte(a.body), &people); err != nil {
		t.Fatal(err)
	}
	if a.Header.Get("Content-Type") != "application/json" || len(people) != len(h.data.People) {
		t.Fatalf("%s with %d people, want %d", a.Header.Get("Content-Type"), len(people), len(h.data.People))
	}
	regions := 0
	for _, p := range people {
		for _, key := range []string{"id", "name", "role"} {
			if p[key] == "" {
				t.Errorf("%v has no %s", p, key)
			}
		}
		if _, ok := p["organization"]; !ok || len(p) != 5 {
			t.Errorf("%v has other keys than the five", p)
		}
		if p["region"] != "" {
			regions++
		}
	}
	if regions == 0 {
		t.Error("nobody has a region")
	}
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	for _, c := range []struct {
		role access.Role
		to   string
	}{{access.Patient, "/"}, {access.Professional, "/werk"}, {access.RESVStaff, "/werk"}, {access.Municipality, "/werk"}} {
		v := h.visit(t)
		who := h.person(t, c.role, nil)
		a := v.post("/demo/als/"+string(who.ID), nil)
		if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != c.to {
			t.Fatalf("%s: %d to %s", c.role, a.StatusCode, a.Header.Get("Location"))
		}
		cookies := a.Cookies()
		if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode || cookies[0].Path != "/" {
			t.Fatalf("%s: cookies %v", c.role, cookies)
		}
		page := v.get(c.to)
		if page.StatusCode != http.StatusOK || !strings.Contains(page.text("header"), who.Name) {
			t.Errorf("%s is not named on %s (%d)", c.role, c.to, page.StatusCode)
		}
		sound(t, c.to+" for "+string(c.role), page)
		for _, n := range page.all(`main a[href^="/"]`) {
			if there := v.get(attr(n, "href")); there.StatusCode >= 400 {
				t.Errorf("%s: a link leads to %s, which answers %d", c.role, attr(n, "href"), there.StatusCode)
			}
		}
		if missing := v.get("/bestaat-niet"); !strings.Contains(missing.text("header"), who.Name) {
			t.Errorf("%s: an error page forgets who is signed in", c.role)
		}
		v.post("/demo/uit", nil)
		if strings.Contains(v.get("/").text("header"), who.Name) {
			t.Errorf("%s is still signed in", c.role)
		}
	}
}

// TestSignInChangesTheSession: an id that somebody knew before is worth nothing after.
func TestSignInChangesTheSession(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	first, second := h.person(t, access.Patient, nil), h.person(t, access.ProviderAdmin, nil)
	v.post("/demo/als/"+string(first.ID), nil)
	before := v.cookies["eerstelijn"]
	v.post("/demo/als/"+string(second.ID), nil)
	if after := v.cookies["eerstelijn"]; before == "" || after == before {
		t.Fatalf("the session id stays %q", after)
	}
	old := h.visit(t)
	old.cookies["eerstelijn"] = before
	if strings.Contains(old.get("/").text("header"), second.Name) {
		t.Error("the old id is signed in as the new person")
	}
	planted := h.visit(t)
	planted.cookies["eerstelijn"] = "planted"
	planted.post("/demo/als/"+string(first.ID), nil)
	if planted.cookies["eerstelijn"] == "planted" {
		t.Error("a planted id is accepted")
	}
}

// TestConfirm: who looks after an entry says that it is still right; nobody else can, and each try
// stands in the ledger.
func TestConfirm(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	var own directory.Service
	admin := h.person(t, access.ProviderAdmin, func(p network.Person) bool {
		for _, s := range h.data.Services {
			if s.Organization == p.Organization && s.State == directory.Shown && s.Overdue(now) {
				own = s
				return true
			}
		}
		return false
	})
	path := "/werk/aanbod/" + string(own.ID) + "/klopt"
	stranger := h.person(t, access.ProviderAdmin, func(p network.Person) bool { return p.Organization != own.Organization })
	colleague := h.person(t, access.Professional, nil)
	for name, who := range map[string]*network.Person{"a citizen": nil, "another organisation's administrator": &stranger, "a professional": &colleague} {
		v := h.visit(t)
		person, status := "anonymous", http.StatusUnauthorized
		if who != nil {
			v.post("/demo/als/"+string(who.ID), nil)
			person, status = string(who.ID), http.StatusForbidden
		}
		a := v.post(path, nil)
		if a.StatusCode != status {
			t.Errorf("%s: %d, want %d", name, a.StatusCode, status)
		}
		sound(t, name, a)
		if e := h.last(t, own.ID); e.Act != "directory.Confirm" || e.Outcome != ledger.Refused || e.Person != person {
			t.Errorf("%s: the ledger says %+v", name, e)
		}
	}

	v := h.visit(t)
	v.post("/demo/als/"+string(admin.ID), nil)
	waiting := v.get("/werk")
	if len(waiting.all(`main form[action="`+path+`"]`)) != 1 || !strings.Contains(waiting.text("#wacht ~ ul"), own.Name) {
		t.Fatalf("%s does not wait for %s: %s", own.Name, admin.Name, waiting.text("main"))
	}
	a := v.post(path, nil)
	if a.StatusCode != http.StatusSeeOther {
		t.Fatalf("confirming answers %d: %s", a.StatusCode, a.text("main"))
	}
	if e := h.last(t, own.ID); e.Act != "directory.Confirm" || e.Outcome != ledger.Done || e.Person != string(admin.ID) {
		t.Errorf("the ledger says %+v", e)
	}
	after := v.get(a.Header.Get("Location"))
	if !strings.Contains(after.text("main .notice--ok"), own.Name) || strings.Contains(after.text("#wacht ~ ul"), own.Name) {
		t.Errorf("after confirming: %s", after.text("main"))
	}
	if len(v.get("/aanbod/"+string(own.ID)).all(".notice--warning:not([hidden])")) != 0 {
		t.Error("the page of the service still warns")
	}
}

// last gives the newest entry of the ledger about a service.
func (h *house) last(t *testing.T, s directory.ServiceID) ledger.Entry {
	t.Helper()
	var entries []ledger.Entry
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		entries, err = ledger.History(ctx, tx, ledger.Subject{Type: "service", ID: string(s)}, 0, 1)
		return err
	})
	if err != nil || len(entries) != 1 {
		t.Fatalf("no entry about %s: %v", s, err)
	}
	return entries[0]
}
