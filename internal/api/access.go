package api

import "eerstelijn/internal/access"

// Access says for whom each operation and file of the API is. Every path of the OpenAPI document stands
// here once with each of its methods. The capabilities decide; this list is held against what they answer.
func Access() (all []access.Route) {
	for _, path := range []string{
		"/services", "/services/{id}", "/who-now", "/areas", "/areas/{code}", "/regions", "/regions/{slug}", "/regions/{slug}/coverage",
		"/wijkverbanden/{slug}", "/disciplines", "/kinds", "/problems", "/problems/{kind}", "/seals", "/openapi.json", "/docs", "/docs.css",
	} {
		all = append(all, access.Route{Pattern: "GET " + base + path, For: access.ForEveryone})
	}
	all = append(all, access.Route{Pattern: "POST " + base + "/services/search", For: access.ForEveryone})
	for _, r := range []struct{ method, path, act string }{
		{"GET", "/services/{id}/entry", "directory.Own"}, {"POST", "/services", "directory.Save"}, {"PUT", "/services/{id}", "directory.Save"},
		{"POST", "/services/{id}/confirm", "directory.Confirm"}, {"POST", "/services/{id}/reports", "directory.Report"},
		{"PUT", "/regions/{slug}", "network.SaveRegion"}, {"PUT", "/regions/{slug}/tasks/{task}", "network.SaveTask"},
		{"PUT", "/wijkverbanden/{slug}", "network.SaveWijkverband"}, {"PUT", "/wijkverbanden/{slug}/contacts/{discipline}", "network.SaveContact"},
		{"PUT", "/wijkverbanden/{slug}/tasks/{task}", "network.SaveTask"},
		{"GET", "/ledger", "audit.Search"}, {"GET", "/ledger/{seq}/proof", "audit.Proof"}, {"GET", "/me/acts", "audit.Own"},
	} {
		all = append(all, access.Route{Pattern: r.method + " " + base + r.path, For: access.ForAct, Acts: []string{r.act}})
	}
	return all
}
