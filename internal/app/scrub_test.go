package app

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestScrubTakesOutSecrets(t *testing.T) {
	t.Parallel()
	secrets := []string{
		"123456782", "1234.56.782", "123 456 782", "jan.jansen@mensen.example", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln",
		"Bearer abcdefgh12345678", "/inzage/ZmFrZS10b2tlbi1mb3ItdGVzdA", "postgres://user:geheim@db/x",
	}
	for _, secret := range secrets {
		var out bytes.Buffer
		log := slog.New(Scrub(slog.NewJSONHandler(&out, nil)))
		log.With("with", "x "+secret).WithGroup("g").Error("message "+secret, "text", secret,
			"error", fmt.Errorf("outer: %w", errors.New("driver said "+secret)), "bytes", []byte(secret), slog.Group("in", "deep", secret))
		if strings.Contains(out.String(), secret) || !strings.Contains(out.String(), "message") {
			t.Errorf("%s is left in %s", secret, out.String())
		}
	}
}

func TestScrubLeavesTheRest(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"route GET /aanbod/{id} status 200", "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "took 1.234ms", "listening on 127.0.0.1:8080",
		"GM0363 WK036304 BU03630401", "seq 1234567", "network.SaveContact: conflict",
	} {
		if got := scrub(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func FuzzScrub(f *testing.F) {
	f.Add("bsn 123456782 and more")
	f.Fuzz(func(t *testing.T, text string) {
		once := scrub(text)
		if strings.Contains(once, "123456782") && !strings.ContainsAny(text, "0123456789") {
			t.Error("a number appeared")
		}
		_ = scrub(once)
	})
}
