package admin

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"eerstelijn/internal/identity/client"
)

func TestEveryScopeHasAName(t *testing.T) {
	t.Parallel()
	for _, s := range client.Scopes() {
		if scopeNames[s] == "" {
			t.Errorf("the scope %s has no name on the administrator's pages", s)
		}
	}
}

// TestEveryKindOfWorkHasAName reads the kinds of jobs where they are declared: an administrator reads no
// word of the source.
func TestEveryKindOfWorkHasAName(t *testing.T) {
	t.Parallel()
	declared := regexp.MustCompile(`(?m)^(?:const |\t)\w*Job\s*=\s*"([a-z.-]+)"`)
	kinds := 0
	src := os.DirFS("../..")
	err := fs.WalkDir(src, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		body, err := fs.ReadFile(src, path)
		for _, m := range declared.FindAllSubmatch(body, -1) {
			kinds++
			if kind := string(m[1]); jobNames[kind] == "" {
				t.Errorf("%s: work of the kind %q has no name on the administrator's page", path, kind)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if kinds < len(jobNames) {
		t.Errorf("the page names %d kinds of work, the source declares %d", len(jobNames), kinds)
	}
}
