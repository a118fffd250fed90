package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// maxConfig bounds a configuration file.
const maxConfig = 1 << 20

// readConfig reads a configuration: one JSON object with the names of flags, such as {"db":
// "region.db", "public": "https://eerstelijn.example"}. It holds for every verb that knows the flag.
func readConfig(r io.Reader) (kong.Resolver, error) {
	d := json.NewDecoder(io.LimitReader(r, maxConfig))
	d.UseNumber()
	var c configuration
	if err := d.Decode(&c); err != nil {
		return nil, errors.New("expected one JSON object with names of flags and their values")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("expected one JSON object and nothing after it")
	}
	return c, nil
}

type configuration map[string]any

// Validate refuses names that no verb knows: a setting that does nothing may be one that was meant to
// protect.
func (c configuration) Validate(app *kong.Application) error {
	known := map[string]bool{}
	var walk func(n *kong.Node)
	walk = func(n *kong.Node) {
		for _, f := range n.Flags {
			known[f.Name] = true
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(app.Node)
	var wrong []string
	for name, value := range c {
		switch value.(type) {
		case string, bool, json.Number:
		default:
			wrong = append(wrong, name+": expected a text, a number, true or false")
			continue
		}
		if !known[name] || name == "config" || name == "help" {
			wrong = append(wrong, name+": no flag has this name")
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	return fmt.Errorf("configuration file: %s", strings.Join(wrong, "; "))
}

// Resolve gives a flag its value, unless the environment has one: that goes before the file. What
// stands on the command line goes before both, and is not asked here.
func (c configuration) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Tag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	value, ok := c[flag.Name]
	if !ok {
		return nil, nil
	}
	return fmt.Sprint(value), nil
}
