package main

import (
	"fmt"
	"runtime"
)

// VersionCmd prints the version.
type VersionCmd struct{}

// Run implements the verb.
func (VersionCmd) Run(g *Globals) error {
	_, err := fmt.Fprintf(g.out, "eerstelijn %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
