package app

import (
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/api"
	"eerstelijn/internal/fhir/bulk"
	"eerstelijn/internal/fhir/feed"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/fhir/work"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/web"
)

// Routes says for whom each address of the program is: of the pages, of the API, and what stands beside
// them.
func Routes() []access.Route {
	return slices.Concat(web.Access(), api.Access(), rest.Access(), bulk.Access(rest.Path), work.Access(), subscription.Access(), feed.Access(rest.Path), notified.Access(), []access.Route{
		{Pattern: "POST " + client.TokenPath, For: access.ForEveryone},
		{Pattern: "GET " + client.MetadataPath, For: access.ForEveryone},
		{Pattern: "GET " + client.SmartPath, For: access.ForEveryone},
		{Pattern: "GET " + rest.Path + client.SmartPath, For: access.ForEveryone},
		{Pattern: "GET " + peer.JWKSPath, For: access.ForEveryone},
		{Pattern: "GET /livez", For: access.ForEveryone},
		{Pattern: "GET /readyz", For: access.ForEveryone},
		{Pattern: "GET /metrics", For: access.ForOperator},
		{Pattern: "GET /debug/pprof/", For: access.ForOperator},
		{Pattern: "GET /debug/pprof/profile", For: access.ForOperator},
		{Pattern: "GET /debug/pprof/trace", For: access.ForOperator},
	})
}
