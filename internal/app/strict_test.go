package app

import (
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"log/slog"

	"eerstelijn/internal/demo"
	"eerstelijn/internal/fault"
)

// Each refusal names the flag; what is safe passes; without strict only what cannot be right is refused.
func TestStrict(t *testing.T) {
	t.Parallel()
	here, open := Listen{Main: "127.0.0.1:8080", Ops: "127.0.0.1:0"}, Listen{Main: ":8080", Ops: "127.0.0.1:0"}
	for _, c := range []struct {
		name          string
		cfg           Config
		listen        Listen
		strict, loose string // the flag that is refused
	}{
		{"a trial on this machine", Config{DB: "a.db"}, here, "", ""},
		{"this machine by name", Config{DB: "a.db"}, Listen{Main: "localhost:8080", Ops: "127.0.0.1:0"}, "", ""},
		{"behind a proxy", Config{DB: "a.db", Public: "https://eerstelijn.example"}, open, "", ""},
		{"with a slash at the end", Config{DB: "a.db", Public: "https://eerstelijn.example/"}, open, "", ""},
		{"open to all, no address", Config{DB: "a.db"}, open, "--public", ""},
		{"open to all on IPv6", Config{DB: "a.db"}, Listen{Main: "[::]:8080", Ops: "127.0.0.1:0"}, "--public", ""},
		{"http", Config{DB: "a.db", Public: "http://eerstelijn.example"}, open, "--public", ""},
		{"http on this machine", Config{DB: "a.db", Public: "http://localhost:8080"}, open, "", ""},
		{"an address with a path", Config{DB: "a.db", Public: "https://a.example/zorg"}, open, "--public", "--public"},
		{"with a password", Config{DB: "a.db", Public: "https://a:b@a.example"}, open, "--public", "--public"},
		{"no address at all", Config{DB: "a.db", Public: "eerstelijn"}, open, "--public", "--public"},
		{"metrics for everybody", Config{DB: "a.db"}, Listen{Main: "127.0.0.1:0", Ops: "0.0.0.0:9090"}, "--ops", ""},
		{"providers without https", Config{DB: "a.db", InsecureIssuers: true}, here, "--insecure-issuers", ""},
		{"directories without https", Config{DB: "a.db", InsecureSources: true}, here, "--insecure-sources", ""},
		{"a proxy", Config{DB: "a.db", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}, here, "", ""},
		{"everybody a proxy", Config{DB: "a.db", Proxies: []netip.Prefix{netip.MustParsePrefix("::/0")}}, here, "--proxies", ""},
		{"postgres without keys", Config{DB: "postgres://a/b"}, here, "--keys", "--keys"},
		{"another database", Config{DB: "mysql://a/b", Keys: "k"}, here, "--db", "--db"},
	} {
		for _, strict := range []bool{true, false} {
			c.cfg.Strict = strict
			want := c.loose
			if strict {
				want = c.strict
			}
			err := c.cfg.Check(c.listen)
			switch {
			case want == "" && err != nil:
				t.Errorf("%s, strict %v: %v", c.name, strict, err)
			case want != "" && (fault.KindOf(err) != fault.Invalid || len(fault.Safe(err).Fields) != 1 || fault.Safe(err).Fields[0].Name != want):
				t.Errorf("%s, strict %v: %v, want %s", c.name, strict, err, want)
			}
		}
	}
}

func TestStrictRefusesInventedPeople(t *testing.T) {
	t.Parallel()
	cfg := Config{DB: filepath.Join(t.TempDir(), "a.db"), Strict: true}
	a, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if err := a.checkData(t.Context()); err != nil {
		t.Fatalf("a fresh one: %v", err)
	}
	if _, err := demo.Claim(t.Context(), a.Store); err != nil {
		t.Fatal(err)
	}
	err = a.Serve(t.Context(), Listen{Main: "127.0.0.1:0", Ops: "127.0.0.1:0"}, func(string, string) { t.Error("it serves") })
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "made by demo") {
		t.Fatalf("one of demo: %v", err)
	}
	a.Strict = false
	if err := a.checkData(t.Context()); err != nil {
		t.Errorf("without strict: %v", err)
	}
}

// A running node learns of a rotation by itself, and keeps what it has when the file is unreadable.
func TestRunningNodeReadsKeysAgain(t *testing.T) {
	t.Parallel()
	cfg := Config{DB: filepath.Join(t.TempDir(), "a.db")}
	one, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = one.Close() }()
	two, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = two.Close() }()
	if _, err := one.Custody.Rotate(t.Context(), command); err != nil {
		t.Fatal(err)
	}
	if len(two.keyFile.Keys()) != 1 {
		t.Fatal("the other node knew before it looked")
	}
	two.readKeys()
	if ks := two.keyFile.Keys(); len(ks) != 2 || !ks[0].Waits {
		t.Fatalf("the other node has %+v", ks)
	}
}
