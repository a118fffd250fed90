package api

import (
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
)

// elsewhereRoutes are those of what lies outside this site and has to do with it: directories of others that
// are followed, systems that ours talks with, record systems from which people come in, and programs that
// are told of changes. They can do what the pages under /beheer can, for who looks after the platform.
//
// These things have no version, and what is read of one also tells how it goes, which changes by itself: an
// ETag would say nothing of what somebody chose. So each act says what it sets and leaves all else as it is.
func (s *server) elsewhereRoutes() {
	s.sourceRoutes()
	s.peerRoutes()
	s.recordSystemRoutes()
	s.subscriptionRoutes()
}

// elsewhereAccess says for whom each of them is.
func elsewhereAccess() (all []access.Route) {
	for _, r := range [][3]string{
		{"GET", "/sources", "mirror.Sources"}, {"GET", "/sources/{id}", "mirror.Sources"}, {"POST", "/sources", "mirror.Add"},
		{"POST", "/sources/{id}/change", "mirror.Set"}, {"POST", "/sources/{id}/pause", "mirror.Set"}, {"POST", "/sources/{id}/resume", "mirror.Set"},
		{"POST", "/sources/{id}/fetch", "mirror.Fetch"}, {"POST", "/sources/{id}/fetch-anew", "mirror.Fetch"}, {"POST", "/sources/{id}/try", "mirror.Try"},
		{"GET", "/peers", "peer.Peers"}, {"GET", "/peers/{id}", "peer.Peers"}, {"POST", "/peers", "peer.Add"},
		{"POST", "/peers/{id}/pause", "peer.Set"}, {"POST", "/peers/{id}/resume", "peer.Set"}, {"POST", "/peers/{id}/try", "peer.Try"},
		{"GET", "/record-systems", "launch.Systems"}, {"GET", "/record-systems/{id}", "launch.Systems"}, {"POST", "/record-systems", "launch.Add"},
		{"POST", "/record-systems/{id}/change", "launch.Set"}, {"POST", "/record-systems/{id}/off", "launch.Set"}, {"POST", "/record-systems/{id}/on", "launch.Set"},
		{"POST", "/record-systems/{id}/try", "launch.Try"},
		{"GET", "/subscriptions", "subscription.All"}, {"GET", "/subscriptions/{id}", "subscription.All"}, {"POST", "/subscriptions/{id}/stop", "subscription.Stop"},
	} {
		all = append(all, access.Route{Pattern: r[0] + " " + base + r[1], For: access.ForAct, Acts: strings.Fields(r[2])})
	}
	return all
}

// tryFor bounds a try of another system: whoever asks must get an answer.
const tryFor = 40 * time.Second

// bilingual is why something does not go well, for people and for programs.
type bilingual struct {
	NL string `json:"nl"`
	EN string `json:"en"`
}

// trouble is nil where nothing is wrong.
func trouble(t fault.Text) *bilingual {
	if t.EN == "" {
		return nil
	}
	return &bilingual{t.NL, t.EN}
}

// pick finds one of a list.
func pick[T any](all []T, err error, is func(*T) bool, missing error) (*T, error) {
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(one T) bool { return is(&one) })
	if i < 0 {
		return nil, missing
	}
	return &all[i], nil
}

// calledHere names the fields of an error as the body of a request calls them.
func calledHere(err error, names map[string]string) error {
	if err == nil || fault.KindOf(err) != fault.Invalid {
		return err
	}
	safe := *fault.Safe(err)
	safe.Fields = slices.Clone(safe.Fields)
	for i, f := range safe.Fields {
		if name, other := names[f.Name]; other {
			safe.Fields[i].Name = name
		}
	}
	return &safe
}

// nothingToChange refuses a change that names nothing, which is a field that was misspelt or forgotten.
func nothingToChange() error {
	return fault.New(fault.Invalid, "Kies wat u wilt wijzigen.", "expected at least one field to change")
}
