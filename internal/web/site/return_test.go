package site_test

import (
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/web/site"
)

func TestSafeReturn(t *testing.T) {
	t.Parallel()
	for _, to := range []string{
		"/", "/werk", "/werk/", "/werk/aanbod/0190?staat=open&p=2", "/wijk/ros-beiaard", "/zoek?q=fysio%20knie", "/regio/caf%C3%A9", "/demonstratie",
	} {
		if got := site.SafeReturn(to); got != to {
			t.Errorf("%q becomes %q", to, got)
		}
	}
	for _, to := range []string{
		"", "werk", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
		"https://evil.example/", "javascript:alert(1)", "/werk//evil.example", "/../werk", "/./werk", "/%2e%2e//evil.example", "/%2F/evil.example",
		"/%5Cevil.example", "/werk#deel", "/werk\r\nSet-Cookie: a=b", "/inloggen", "/inloggen?terug=/werk", "/inloggen/x/terug", "/uitloggen",
		"/demo", "/demo/als/1", "/api/v1/services", "/inzage/geheim", " /werk", "/werk ", "/é", "/" + strings.Repeat("a", 600),
	} {
		if got := site.SafeReturn(to); got != "" {
			t.Errorf("%q is let through as %q", to, got)
		}
	}
}

// FuzzSafeReturn: whatever is let through stays on the site, read as a browser reads it.
func FuzzSafeReturn(f *testing.F) {
	for _, to := range []string{"/werk", "//x", "/\\x", "/%2e%2e//x", "/a?b=c", "/werk/../..//x", "/a%00", "/:x", "/@x", "/;x"} {
		f.Add(to)
	}
	base := &url.URL{Scheme: "https", Host: "site.example", Path: "/inloggen"}
	f.Fuzz(func(t *testing.T, to string) {
		got := site.SafeReturn(to)
		if got == "" {
			return
		}
		if got != to {
			t.Fatalf("%q became %q", to, got)
		}
		u, err := base.Parse(strings.NewReplacer("\t", "", "\n", "", "\r", "", "\\", "/").Replace(got))
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(got, "\r\n") {
			t.Fatalf("%q leads to %v (%v)", to, u, err)
		}
	})
}
