package app_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/app"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
)

// TestConfirmByMailedLink: the sweep writes to an organisation, whoever opens the link sees the entry and
// changes nothing, one button confirms it, and the link is spent.
func TestConfirmByMailedLink(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	a, err := app.Open(ctx, app.Config{DB: filepath.Join(t.TempDir(), "site.db"), Demo: true, Public: "http://127.0.0.1:9"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Load(ctx, demo.House{DB: a.Store, Network: a.Network, Directory: a.Directory}, demo.Region(clock.System())); err != nil {
		t.Fatal(err)
	}
	if n, err := a.Directory.Sweep(ctx); err != nil || n == 0 {
		t.Fatalf("asked about %d, %v", n, err)
	}
	started, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- a.Serve(ctx, app.Listen{Main: "127.0.0.1:0", Ops: "127.0.0.1:0"}, func(addr, _ string) { started <- "http://" + addr })
	}()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = a.Close()
	}()
	var site string
	select {
	case site = <-started:
	case err := <-ended:
		ended <- err
		t.Fatal("did not start: ", err)
	}
	browser := &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(method, path string) (int, string, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(ctx, method, site+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = w.Body.Close() }()
		body, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		return w.StatusCode, string(body), w.Header.Get("Location")
	}
	mails, err := a.Accounts.Outbox.QueuedForDemo(ctx)
	if err != nil || len(mails) == 0 {
		t.Fatalf("%d messages, %v", len(mails), err)
	}
	path := regexp.MustCompile(`/inzage/\S+`).FindString(mails[0].Text)
	if path == "" || !strings.HasSuffix(mails[0].To, ".example") {
		t.Fatalf("to %s: %s", mails[0].To, mails[0].Text)
	}
	for range 2 { // programs that check mail open it too
		if status, body, _ := ask(http.MethodGet, path); status != http.StatusOK || !strings.Contains(body, "Ja, dit klopt nog") || !strings.Contains(body, "/klopt-niet") {
			t.Fatalf("%d: %s", status, body)
		}
	}
	status, body, to := ask(http.MethodPost, path)
	which := strings.TrimSuffix(strings.TrimPrefix(to, "/aanbod/"), "#klopt")
	if status != http.StatusSeeOther || which == to {
		t.Fatalf("%d to %q: %s", status, to, body)
	}
	versions, err := a.Directory.History(ctx, directory.ServiceID(which))
	if err != nil || versions[0].Act != "directory.Confirm" || versions[0].Role != string(access.Holder) {
		t.Errorf("%+v, %v", versions[0], err)
	}
	if status, _, _ = ask(http.MethodPost, path); status != http.StatusNotFound {
		t.Errorf("the link opens again: %d", status)
	}
}
