package notice_test

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement/notice"
)

// genuine checks a message as its receiver does: with the public key that the platform gave.
func genuine(t *testing.T, keys []notice.Key, a arrival) bool {
	t.Helper()
	public, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(keys[0].Public, "whpk_"))
	if err != nil {
		t.Fatal(err)
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(a.header.Get("Webhook-Signature"), "v1a,"))
	if err != nil {
		t.Fatal(err)
	}
	return ed25519.Verify(public, []byte(a.header.Get("Webhook-Id")+"."+a.header.Get("Webhook-Timestamp")+"."+a.body), signature)
}

// A program is told ids alone, under a signature that it can check.
func TestProgramIsToldIdsUnderASignature(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		p := newProgram(t)
		h.hook(p)
		i, r := h.invited()
		h.invite(i, r)
		h.work()
		h.work()
		got := p.arrivals()
		if len(got) != 1 {
			t.Fatalf("%d arrivals", len(got))
		}
		var said map[string]string
		if err := json.Unmarshal([]byte(got[0].body), &said); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"id": got[0].header.Get("Webhook-Id"), "type": "placement.invited", "timestamp": "2026-11-10T08:00:00Z",
			"organization": string(h.provider), "invitation": string(i.ID), "request": string(r.ID)}
		for name, value := range want {
			if said[name] != value || value == "" {
				t.Errorf("%s is %q, not %q", name, said[name], value)
			}
		}
		if len(said) != len(want) {
			t.Errorf("it says more: %s", got[0].body)
		}
		w, err := h.notices.Webhook(t.Context(), h.admin(), h.provider)
		if err != nil || !genuine(t, w.Keys, got[0]) {
			t.Errorf("not signed by the platform: %v", err)
		}
		got[0].body = strings.Replace(got[0].body, "invited", "chosen", 1)
		if genuine(t, w.Keys, got[0]) {
			t.Error("another message passes")
		}
	})
}

// ★ A node that dies after sending and before saying so makes the message arrive again, with the number
// that tells it is the same: inside there is one.
func TestKilledSenderSendsTheSameAgain(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		p := newProgram(t)
		h.hook(p)
		die, sent := make(chan struct{}), make(chan struct{})
		doomed := jobs.NewRunner(h.db, slog.New(slog.DiscardHandler))
		doomed.Handle(notice.Job, func(ctx context.Context, j jobs.Job) error {
			err := h.notices.Run(ctx, j)
			close(sent)
			<-die
			return err
		})
		i, r := h.invited()
		h.invite(i, r)
		// Letters are done first, so that the doomed one takes the message.
		h.exec(`DELETE FROM job WHERE kind = 'mail'`)
		ctx, kill := context.WithCancel(t.Context())
		var node sync.WaitGroup
		node.Go(func() { _, _ = doomed.Step(ctx) })
		<-sent
		kill() // it never writes that it was done
		h.work()
		if n := len(p.arrivals()); n != 1 {
			t.Fatalf("%d arrivals while the first node has it", n)
		}
		h.wait(3 * time.Minute)
		h.work()
		close(die)
		node.Wait()
		h.wait(time.Hour)
		h.work()
		got := p.arrivals()
		if len(got) != 2 || got[0].header.Get("Webhook-Id") != got[1].header.Get("Webhook-Id") || got[0].body != got[1].body {
			t.Fatalf("%+v", got)
		}
		if n := h.count(`SELECT count(*) FROM placement_notice`); n != 1 {
			t.Errorf("%d messages inside", n)
		}
	})
}

// What is not taken is tried again with growing pauses, one at a time, until nobody is helped by it.
func TestProgramThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		p := newProgram(t)
		down := true
		p.answer = func(w http.ResponseWriter, _ int) {
			if down {
				http.Error(w, "kapot", http.StatusServiceUnavailable)
			}
		}
		h.hook(p)
		for range 5 {
			i, r := h.invited()
			h.invite(i, r)
		}
		h.work()
		if n := len(p.arrivals()); n != 1 {
			t.Fatalf("%d tries at once", n)
		}
		for range 60 {
			h.wait(time.Minute)
			h.work()
		}
		tries := len(p.arrivals())
		if tries < 6 || tries > 30 {
			t.Errorf("%d tries in an hour", tries)
		}
		w, err := h.notices.Webhook(t.Context(), h.admin(), h.provider)
		if err != nil || !w.Failing.Equal(start) {
			t.Errorf("failing since %v, %v", w.Failing, err)
		}
		p.mu.Lock()
		down = false
		p.mu.Unlock()
		h.wait(15 * time.Minute)
		h.work()
		h.wait(15 * time.Minute)
		h.work()
		taken := map[string]bool{}
		for _, a := range p.arrivals()[tries:] {
			taken[a.header.Get("Webhook-Id")] = true
		}
		if w, err = h.notices.Webhook(t.Context(), h.admin(), h.provider); len(taken) != 5 || err != nil || !w.Failing.IsZero() {
			t.Errorf("%d taken; failing since %v, %v", len(taken), w.Failing, err)
		}
		// What is too late is dropped.
		p.mu.Lock()
		down = true
		p.mu.Unlock()
		i, r := h.invited()
		h.invite(i, r)
		h.work()
		h.wait(5 * time.Hour)
		h.work()
		if n := h.count(`SELECT count(*) FROM job WHERE kind = $1`, notice.Job); n != 0 {
			t.Errorf("%d wait after their end", n)
		}
	})
}

// A redirect leads nowhere, and an address that leads within our own walls is not asked, whatever was
// put down.
func TestMessagesStayOutsideOurWalls(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		inner, p := newProgram(t), newProgram(t)
		p.answer = func(w http.ResponseWriter, _ int) {
			w.Header().Set("Location", inner.URL)
			w.WriteHeader(http.StatusTemporaryRedirect)
		}
		h.hook(p)
		i, r := h.invited()
		h.invite(i, r)
		h.work()
		if len(p.arrivals()) != 1 || len(inner.arrivals()) != 0 {
			t.Errorf("%d arrivals, %d through the redirect", len(p.arrivals()), len(inner.arrivals()))
		}
		h.use(p.way()) // as it is without configuration
		i, r = h.invited()
		h.invite(i, r)
		h.wait(time.Minute)
		h.work()
		if len(p.arrivals()) != 1 {
			t.Error("our own machine was asked")
		}
	})
}

func TestWhoChoosesWhereAProgramIsTold(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		const there = "https://zorghuis.example/hook"
		machine := access.Actor{Person: "client:1", Role: access.Machine, Organization: string(h.provider), Assurance: access.Substantial, Scopes: "placement:answer"}
		for name, who := range map[string]access.Actor{"administrator": h.admin(), "program": machine} {
			if _, err := h.notices.SaveWebhook(t.Context(), who, h.provider, there); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if w, err := h.notices.Webhook(t.Context(), who, h.provider); err != nil || w.URL != there || len(w.Keys) == 0 {
				t.Errorf("%s: %+v %v", name, w, err)
			}
		}
		unscoped, other := machine, h.admin()
		unscoped.Scopes, other.Organization = "directory:write", string(h.asker)
		colleague := h.admin()
		colleague.Role = access.Professional
		for name, who := range map[string]access.Actor{
			"another organisation": other, "a program without the scope": unscoped, "a colleague": colleague, "nobody": access.Anonymous(""),
			"insurer": {Person: "i", Role: access.Insurer, Organization: string(h.provider), Assurance: access.High},
		} {
			if _, err := h.notices.SaveWebhook(t.Context(), who, h.provider, "https://elders.example/"); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s sets it: %v", name, err)
			}
			if _, err := h.notices.Webhook(t.Context(), who, h.provider); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s reads it: %v", name, err)
			}
		}
		if _, err := h.notices.SaveWebhook(t.Context(), h.admin(), network.OrganizationID("nobody"), there); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of no organisation: %v", err)
		}
		for _, bad := range []string{"http://zorghuis.example/", "zorghuis.example", "https://", "https://a:geheim@zorghuis.example/", "https://localhost/", "https://server/",
			"https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://db.internal/", "https://printer.local./", "https://zorghuis.example/#a",
			"ftp://zorghuis.example/", "https://zorghuis.example/\r\nHost: x", "https://zorghuis.example/" + strings.Repeat("a", 500), "javascript:alert(1)"} {
			_, err := h.notices.SaveWebhook(t.Context(), h.admin(), h.provider, bad)
			if safe := fault.Safe(err); safe.Kind != fault.Invalid || safe.Fields[0].Name != "url" || strings.Contains(err.Error(), "geheim") {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if w, err := h.notices.SaveWebhook(t.Context(), h.admin(), h.provider, " "); err != nil || w.URL != "" {
			t.Errorf("taken away: %+v, %v", w, err)
		}
		if n := h.count(`SELECT count(*) FROM organization_webhook`); n != 0 {
			t.Errorf("%d stay", n)
		}
		if n := h.count(`SELECT count(*) FROM ledger_entry WHERE act = 'placement.SaveWebhook' AND change LIKE '%example%'`); n != 0 {
			t.Error("the ledger tells the address")
		}
	})
}
