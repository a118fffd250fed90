package app

import (
	"context"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
	"eerstelijn/internal/web/others"
)

// neighbourly is a house in which the systems of others have begun.
func neighbourly(t *testing.T) *house {
	t.Helper()
	h := build(t, nil)
	h.beginAnew(t)
	return h
}

func (h *house) beginAnew(t *testing.T) {
	t.Helper()
	began := time.Now()
	if err := h.playOthers(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.beginOthers(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("they began in %s", time.Since(began))
	h.toil(t)
}

// toil does the jobs that are due.
func (h *house) toil(t *testing.T) {
	t.Helper()
	for {
		did, err := h.Jobs.Step(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !did {
			return
		}
	}
}

// page gives what somebody reads at an address.
func (h *house) page(t *testing.T, who visitor, path string) string {
	t.Helper()
	w := h.serve(who.known(request(http.MethodGet, path, "")))
	if w.Code != http.StatusOK {
		t.Fatalf("%s at %s: %d", who.name, path, w.Code)
	}
	return html.UnescapeString(w.Body.String())
}

func (h *house) reads(t *testing.T, who visitor, path string, words ...string) string {
	t.Helper()
	text := h.page(t, who, path)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s does not say %q", path, w)
		}
	}
	return text
}

var (
	aQuestion = regexp.MustCompile(`href="(/werk/van-elders/[0-9a-f-]{36})"[^>]*>\s*Kort verblijf`)
	aVersion  = regexp.MustCompile(`name="versie" value="(W/"[0-9]+")"`)
)

// ★ Somebody of the demonstration finds what is asked on the platform next door, and says yes; there it is seen,
// the person there chooses, and here that is seen.
func TestNeighboursAsk(t *testing.T) {
	t.Parallel()
	h := neighbourly(t)
	bilal, nobody := h.signIn(t, "Bilal Steenoven"), visitor{name: "anybody"}
	list := h.reads(t, bilal, "/werk/van-elders", "Wacht op u (2)", "Huisartsenpraktijk Turfwaard", "Logeren, zodat de mantelzorger rust krijgt")
	at := aQuestion.FindStringSubmatch(list)
	if at == nil {
		t.Fatal("no question")
	}
	version := aVersion.FindStringSubmatch(h.reads(t, bilal, at[1], "Mag morgen het ziekenhuis uit", "Met een rollator", others.Name))
	if version == nil {
		t.Fatal("nothing to answer to")
	}
	h.reads(t, nobody, others.PlatformPath, "Wacht op antwoord")
	w := h.serve(bilal.known(request(http.MethodPost, at[1], url.Values{"antwoord": {"ja"}, "versie": {version[1]}}.Encode())))
	if w.Code != http.StatusSeeOther {
		t.Fatalf("the answer: %d", w.Code)
	}
	h.reads(t, nobody, others.PlatformPath, "Ouderenzorg De Veerstoep zegt ja.")

	h.Others.Platform.Now = func() time.Time { return clock.System().Add(time.Minute) }
	if err := h.Others.Platform.Step(t.Context()); err != nil { // which tells our subscription there
		t.Fatal(err)
	}
	h.toil(t)
	h.reads(t, bilal, "/werk/van-elders", "U bent gekozen", "Wacht op u (1)")
	h.reads(t, nobody, others.PlatformPath, "Ouderenzorg De Veerstoep is gekozen.")
	h.reads(t, h.signIn(t, "Siem Schaardijk"), "/beheer/elders", others.Name, "goed")

	h.Others.Platform.Now = clock.System
	if w := h.serve(request(http.MethodPost, others.PlatformPath, "")); w.Code != http.StatusSeeOther {
		t.Errorf("asking once more: %d", w.Code)
	}
	h.reads(t, bilal, "/werk/van-elders", "Wacht op u (2)")
}

// ★ The planning program is greeted, and told when a question to its provider changes.
func TestPlannerHears(t *testing.T) {
	t.Parallel()
	h := neighbourly(t)
	bilal, nobody, siem := h.signIn(t, "Bilal Steenoven"), visitor{name: "anybody"}, h.signIn(t, "Siem Schaardijk")
	if text := h.reads(t, nobody, others.PlannerPath, "Eerste groet", "Ouderenzorg De Veerstoep"); strings.Contains(text, "Er is iets veranderd") {
		t.Error("told before anything changed")
	}
	h.reads(t, siem, "/beheer/seintjes", "Ouderenzorg De Veerstoep", "goed")
	all, err := h.Placement.Invited(t.Context(), bilal.actor, placement.Window{})
	if err != nil || len(all.Items) == 0 {
		t.Fatalf("nothing to answer: %v", err)
	}
	var which placement.InvitationID
	for i := range all.Items {
		if inv := &all.Items[i].Invitation; inv.State == placement.Waiting && inv.Until.After(clock.System().Add(time.Minute)) {
			which = inv.ID
		}
	}
	if _, err := h.Placement.Answer(t.Context(), bilal.actor, which, placement.Answer{Reason: "full"}); err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if more, err = h.Telling.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	h.toil(t)
	h.reads(t, nobody, others.PlannerPath, "Er is iets veranderd")
}

// The systems of others let nobody in who does not prove who they are, and take nothing that cannot follow.
func TestOthersRefuse(t *testing.T) {
	t.Parallel()
	h := neighbourly(t)
	outside := inside(h.ofOthers).client()
	for address, want := range map[string]int{others.Base + "/Task": http.StatusUnauthorized, others.Hook: http.StatusMethodNotAllowed, others.Base + "/Patient/1": http.StatusNotFound} {
		answer, err := outside.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: %d", address, answer.StatusCode)
		}
	}
	for address, form := range map[string]url.Values{
		others.Hook: {}, strings.TrimSuffix(others.Base, "/fhir") + "/token": {"grant_type": {"client_credentials"}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {"a.b.c"}},
	} {
		answer, err := outside.PostForm(address, form)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode/100 != 4 {
			t.Errorf("%s: %d", address, answer.StatusCode)
		}
	}
	if answer, err := outside.Get("https://iemand.example/fhir"); err == nil {
		_ = answer.Body.Close()
		t.Error("something left the demonstration")
	}

	all, err := h.Peers.Peers(t.Context(), actorOf(h.people["Siem Schaardijk"]))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d peers, %v", len(all), err)
	}
	asked, err := h.Notified.Asked(t.Context(), actorOf(h.people["Bilal Steenoven"]))
	if err != nil || len(asked) != 2 {
		t.Fatalf("%d questions, %v", len(asked), err)
	}
	list, err := h.Peers.Ask(t.Context(), &all[0], peer.Question{Method: http.MethodGet, Address: others.Base + "/Task"})
	if err != nil {
		t.Fatal(err)
	}
	task := others.Base + "/Task/" + regexp.MustCompile(`"id":"([0-9a-f-]{36})"`).FindStringSubmatch(string(list.Body))[1]
	for name, c := range map[string]struct {
		q    peer.Question
		want int
	}{
		"another authorization-base": {peer.Question{Method: http.MethodGet, Address: task, Header: http.Header{notified.TicketHeader: {"x"}}}, http.StatusForbidden},
		"done before it is begun":    {peer.Question{Method: http.MethodPut, Address: task, Body: []byte(`{"resourceType":"Task","status":"completed"}`)}, http.StatusUnprocessableEntity},
		"an older version":           {peer.Question{Method: http.MethodPut, Address: task, Body: []byte(`{"resourceType":"Task","status":"accepted"}`), Header: http.Header{"If-Match": {`W/"0"`}}}, http.StatusPreconditionFailed},
		"no Task":                    {peer.Question{Method: http.MethodPut, Address: task, Body: []byte(`{}`)}, http.StatusBadRequest},
		"what is not there":          {peer.Question{Method: http.MethodGet, Address: others.Base + "/Task/x"}, http.StatusNotFound},
	} {
		if _, err := h.Peers.Ask(t.Context(), &all[0], c.q); peer.StatusOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A database that is kept knows them from before: they begin anew, and nothing stands twice.
func TestOthersBeginAnew(t *testing.T) {
	t.Parallel()
	h := neighbourly(t)
	var err error
	if err = h.openOthers(clock.System); err != nil {
		t.Fatal(err)
	}
	h.beginAnew(t)
	admin := actorOf(h.people["Siem Schaardijk"])
	clients, err := h.Clients.Clients(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, c := range clients {
		count[c.Name]++
	}
	heard, err := h.Hearing.All(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	for i := range heard {
		if heard[i].State == subscription.Active {
			count["active"]++
		}
	}
	if count[others.Name] != 1 || count[others.PlannerName] != 1 || count["active"] != 1 {
		t.Errorf("%v", count)
	}
	h.reads(t, h.signIn(t, "Bilal Steenoven"), "/werk/van-elders", "Wacht op u (2)")
}

// What a visitor did to the two organisations does not keep them from beginning anew: their numbers come back, and
// the rest stands as the visitor left it.
func TestOthersBeginAnewAfterAVisitor(t *testing.T) {
	t.Parallel()
	h := neighbourly(t)
	admin := actorOf(h.people["Siem Schaardijk"])
	e, there, err := demo.AskElsewhere(t.Context(), h.Network)
	if err != nil || !there {
		t.Fatal(there, err)
	}
	had := [2]network.Organization{e.Asker, e.Provider}
	for round, numbers := range [][2]string{{"", ""}, {"12345678", had[0].URA}} {
		for i, o := range had {
			as, err := h.Network.EditOrganization(t.Context(), admin, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			as.URA, as.Website = numbers[i], "https://bezoeker.example/"
			if _, err := h.Network.SaveOrganization(t.Context(), admin, as); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.openOthers(clock.System); err != nil {
			t.Fatal(err)
		}
		h.beginAnew(t)
		for _, o := range had {
			if now, err := h.Network.Organization(t.Context(), o.ID); err != nil || now.URA != o.URA || now.Website != "https://bezoeker.example/" {
				t.Errorf("round %d: %+v, %v", round, now, err)
			}
		}
	}
	h.reads(t, h.signIn(t, "Bilal Steenoven"), "/werk/van-elders", "Wacht op u (2)")
}

// A demonstration whose systems of others cannot go on starts without them, and says so to its operator.
func TestDemoStartsWithoutOthers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(a *App) error
		says  string
	}{
		"they go on": {func(*App) error { return nil }, ""},
		"not played": {func(a *App) error {
			return a.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `ALTER TABLE peer RENAME TO peer_gone`)
				return err
			})
		}, "the systems of others are not played"},
		"not begun": {func(a *App) error {
			a.Others.Platform.Ours = func() string { return "https://niemand.example" }
			return nil
		}, "the systems of others did not begin"},
		"no record system": {func(a *App) error {
			return a.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `ALTER TABLE record_system RENAME TO record_system_gone`)
				return err
			})
		}, "the record system is not played"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log, db := &said{}, filepath.Join(t.TempDir(), "house.db")
			copyFurnished(t, db)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			a, err := Open(ctx, Config{Demo: true, DB: db, Rates: wide}, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelError})))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = a.Close() }()
			if err := c.spoil(a); err != nil {
				t.Fatal(err)
			}
			started := false
			if err := a.Serve(ctx, Listen{Main: "127.0.0.1:0", Ops: "127.0.0.1:0"}, func(string, string) { started = true; stop() }); err != nil || !started {
				t.Errorf("started: %v, %v", started, err)
			}
			if text := log.text(); !strings.Contains(text, c.says) || c.says == "" && strings.Contains(text, "others") {
				t.Errorf("it says %s", text)
			}
		})
	}
}
