package api

import (
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement/notice"
)

// hook is where a program is told that something waits. It is told ids alone: what they stand for is
// read here, with its own rights.
type hook struct {
	URL          string    `json:"url" doc:"https-adres op het openbare internet; leeg: nergens."`
	SetAt        *string   `json:"set_at,omitempty" readOnly:"true" format:"date-time"`
	FailingSince *string   `json:"failing_since,omitempty" readOnly:"true" format:"date-time" doc:"Sinds dan komt er niets aan."`
	Keys         []hookKey `json:"keys,omitempty" readOnly:"true" doc:"Hiermee rekent u de handtekeningen na (Standard Webhooks, v1a); de eerste zet ze nu."`
}

type hookKey struct {
	ID     string `json:"id"`
	Public string `json:"public" doc:"Ed25519, zoals Standard Webhooks hem schrijft: whpk_…"`
}

func showHook(w *notice.Webhook) hook {
	out := hook{URL: w.URL, SetAt: stampOrNil(w.Set), FailingSince: stampOrNil(w.Failing), Keys: make([]hookKey, len(w.Keys))}
	for i, k := range w.Keys {
		out.Keys[i] = hookKey(k)
	}
	return out
}

// HookPath is exported because huma fills no other embedded struct.
type HookPath struct {
	ID string `path:"id" doc:"Id van uw organisatie."`
}

// webhook answers GET /organizations/{id}/webhook.
func (s *server) webhook(in *HookPath, r request) (hook, error) {
	w, err := s.Notices.Webhook(r, r.actor(), network.OrganizationID(in.ID))
	if err != nil {
		return hook{}, err
	}
	return showHook(&w), nil
}

type hookInput struct {
	HookPath
	Body struct {
		URL string `json:"url" doc:"https-adres op het openbare internet, zonder wachtwoord; leeg: nergens meer."`
	}
}

// putWebhook answers PUT /organizations/{id}/webhook.
func (s *server) putWebhook(in *hookInput, r request) (written[hook], error) {
	w, err := s.Notices.SaveWebhook(r, r.actor(), network.OrganizationID(in.ID), in.Body.URL)
	if err != nil {
		return written[hook]{}, err
	}
	return written[hook]{Body: showHook(&w)}, nil
}
