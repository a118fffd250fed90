package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// SECURITY.md says which test shows what. Each of them is there, in the folder that it names.
func TestSecurityFileNamesTestsThatAreThere(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	in := map[string][]string{} // folders by name
	made := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	for _, root := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join("../..", root), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			code, err := os.ReadFile(path)
			for _, f := range made.FindAllStringSubmatch(string(code), -1) {
				in[f[1]] = append(in[f[1]], filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), "../../")))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// One or more names, and then the folder that holds them.
	group := regexp.MustCompile("((?:`(?:Test|Fuzz)\\w+`[,\\s]*)+)\\(([a-z/]+)")
	name := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	placed := 0
	for _, g := range group.FindAllStringSubmatch(string(text), -1) {
		for _, n := range name.FindAllStringSubmatch(g[1], -1) {
			placed++
			found := false
			for _, folder := range in[n[1]] {
				found = found || folder == g[2]
			}
			if !found {
				t.Errorf("SECURITY.md names %s in %s; it is in %v", n[1], g[2], in[n[1]])
			}
		}
	}
	if all := len(name.FindAllString(string(text), -1)); placed != all || all < 80 {
		t.Errorf("%d of the %d tests that are named have a folder", placed, all)
	}
}
