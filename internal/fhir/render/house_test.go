package render_test

import (
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/store/storetest"
)

// house is a renderer with the tables of a fresh database.
type house struct {
	*render.Renderer
	tables render.Tables
}

func newHouse(t testing.TB, c render.Config) house {
	t.Helper()
	db := storetest.SQLite(t, nil)
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	n, d := network.New(spine), directory.New(spine)
	var tables render.Tables
	if tables.Disciplines, err = n.Disciplines(t.Context()); err != nil {
		t.Fatal(err)
	}
	if tables.Directory, err = d.Tables(t.Context()); err != nil {
		t.Fatal(err)
	}
	if tables.Capacity, err = capacity.New(spine, n, d).Tables(t.Context()); err != nil {
		t.Fatal(err)
	}
	if tables.Endpoints, err = endpoint.New(spine, n).Tables(t.Context()); err != nil {
		t.Fatal(err)
	}
	return house{render.New(c, tables), tables}
}

// kept is a directory that says who keeps it.
var kept = render.Config{Name: "Sociale kaart van Ons Dorp", Custodian: render.Number{System: code.URA, Value: "00001111"}, Guides: []string{"nl-gf"}}
