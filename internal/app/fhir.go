package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/bulk"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/fhir/rest"
)

// openFHIR makes the journal of FHIR resources, and what keeps it equal to everything else.
func (a *App) openFHIR(now clock.Clock) {
	a.Resources = journal.New(a.Store)
	a.Rendering = projection.New(projection.Domain{Network: a.Network, Directory: a.Directory, Capacity: a.Capacity, Mandates: a.Mandates},
		a.Store, a.Feed, a.Resources, render.Config{Name: "Eerstelijn"}, now, a.Log)
}

// fhirFace is everything under [rest.Path].
func (a *App) fhirFace() http.Handler {
	face := rest.New(rest.Deps{Journal: a.Resources, Public: a.Public, Version: a.Version, Log: a.Log, Now: a.Clock,
		Operations: []rest.Operation{{Name: "bulk-publish", Definition: bulk.Definition}}})
	published := (&bulk.Publisher{Journal: a.Resources, Base: strings.TrimSuffix(a.Public, "/") + rest.Path}).Handler(rest.Path, a.Log, face)
	mux := http.NewServeMux()
	mux.Handle(rest.Path+"/", face)
	mux.Handle(rest.Path+"/"+bulk.Operation, published)
	mux.Handle(rest.Path+"/"+bulk.Operation+"/", published)
	return mux
}

// ExportFHIR writes the FHIR resources into a folder that a web server offers at an address, as
// [bulk.Publisher.Write] does, and names the files that are new. It first renders what is not rendered yet.
func (a *App) ExportFHIR(ctx context.Context, folder, address string) (lines []string, err error) {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" {
		return nil, fault.InvalidField("--at", "Noem het adres van de map op het web, zoals https://open.example/fhir.", "expected the address of the folder, such as https://open.example/fhir")
	}
	for more := true; more; {
		if more, err = a.Rendering.Step(ctx); err != nil {
			return nil, fmt.Errorf("app.ExportFHIR: %w", err)
		}
	}
	p := bulk.Publisher{Journal: a.Resources, Base: strings.TrimSuffix(a.Public, "/") + rest.Path}
	return p.Write(ctx, folder, strings.TrimSuffix(address, "/"))
}
