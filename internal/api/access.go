package api

import (
	"slices"
	"strings"

	"eerstelijn/internal/access"
)

// Access says for whom each operation and file of the API is. Every path of the OpenAPI document stands
// here once with each of its methods. The capabilities decide; this list is held against what they answer.
func Access() (all []access.Route) {
	for _, path := range []string{
		"/services", "/services/{id}", "/services/{id}/slots", "/who-now", "/areas", "/areas/{code}", "/regions", "/regions/{slug}", "/regions/{slug}/coverage", "/regions/{slug}/desk", "/regions/{slug}/bridging-rules",
		"/wijkverbanden/{slug}", "/disciplines", "/kinds", "/offers", "/offers/{id}", "/offers/{id}/observations", "/capacity-kinds", "/feed",
		"/urgencies", "/decline-reasons", "/placement-reasons", "/wishes", "/data-items", "/problems", "/problems/{kind}", "/seals", "/openapi.json", "/docs", "/docs.css",
	} {
		all = append(all, access.Route{Pattern: "GET " + base + path, For: access.ForEveryone})
	}
	all = append(all, access.Route{Pattern: "POST " + base + "/services/search", For: access.ForEveryone})
	for _, r := range []struct{ method, path, act string }{
		{"GET", "/services/{id}/entry", "directory.Own"}, {"POST", "/services", "directory.Save"}, {"PUT", "/services/{id}", "directory.Save"},
		{"POST", "/services/{id}/confirm", "directory.Confirm"}, {"PUT", "/services/{id}/slots", "appointment.Publish"}, {"POST", "/services/{id}/reports", "directory.Report"},
		{"POST", "/offers", "capacity.SaveOffer"}, {"PUT", "/offers/{id}", "capacity.SaveOffer"},
		{"POST", "/offers/{id}/observations", "capacity.Observe"}, {"POST", "/offers/{id}/confirm", "capacity.Confirm"},
		{"POST", "/observations", "capacity.ObserveMany"},
		{"PUT", "/regions/{slug}", "network.SaveRegion"}, {"PUT", "/regions/{slug}/tasks/{task}", "network.SaveTask"},
		{"PUT", "/regions/{slug}/desk", "placement.SaveDesk"}, {"PUT", "/regions/{slug}/bridging-rules", "placement.SaveBridgingRule"},
		{"POST", "/regions/{slug}/bridging-rules/end", "placement.EndBridgingRule"},
		{"PUT", "/wijkverbanden/{slug}", "network.SaveWijkverband"}, {"PUT", "/wijkverbanden/{slug}/contacts/{discipline}", "network.SaveContact"},
		{"PUT", "/wijkverbanden/{slug}/tasks/{task}", "network.SaveTask"},
		{"POST", "/placements", "placement.Draft"}, {"GET", "/placements", "placement.Own placement.Desk"}, {"GET", "/placements/{id}", "placement.Request"},
		{"PUT", "/placements/{id}", "placement.Change"}, {"POST", "/placements/{id}/open", "placement.Open"},
		{"POST", "/placements/{id}/withdraw", "placement.Withdraw"}, {"GET", "/placements/{id}/candidates", "placement.Candidates"},
		{"POST", "/placements/{id}/invitations", "placement.Invite"}, {"POST", "/placements/{id}/cascade", "placement.Cascade"},
		{"POST", "/placements/{id}/choose", "placement.Choose"}, {"POST", "/placements/{id}/hand-over", "placement.HandOver"},
		{"GET", "/placements/{id}/hand-over", "placement.ReadHandOver"}, {"POST", "/placements/{id}/start", "placement.Start"},
		{"POST", "/placements/{id}/close", "placement.Close"}, {"POST", "/placements/{id}/fall-through", "placement.FallThrough"},
		{"POST", "/placements/{id}/bridge", "placement.Bridge"}, {"POST", "/placements/{id}/end-bridging", "placement.EndBridging"},
		{"POST", "/placements/{id}/take", "placement.Take"}, {"GET", "/placements/numbers", "placement.Numbers"},
		{"GET", "/placements/declines", "placement.Declines"}, {"GET", "/invitations", "placement.Invited"},
		{"GET", "/invitations/{id}", "placement.Invitation"}, {"POST", "/invitations/{id}/answer", "placement.Answer"},
		{"GET", "/organizations/{id}/webhook", "placement.Webhook"}, {"PUT", "/organizations/{id}/webhook", "placement.SaveWebhook"},
		{"GET", "/ledger", "audit.Search"}, {"GET", "/ledger/{seq}/proof", "audit.Proof"}, {"GET", "/me/acts", "audit.Own"},
	} {
		all = append(all, access.Route{Pattern: r.method + " " + base + r.path, For: access.ForAct, Acts: strings.Fields(r.act)})
	}
	return slices.Concat(all, bottleneckAccess(), contractAccess(), endpointAccess(), mandateAccess(), obligationAccess(), meetingAccess(), signalAccess(), elsewhereAccess(), elsewhereRequestAccess())
}
