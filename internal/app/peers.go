package app

import (
	"context"
	"fmt"
	"slices"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/network"
)

// NewPeer is a system of somebody else as an operator names it.
type NewPeer struct {
	Name, Base, Notices, Token, Scope, Client string
	URA                                       string // of the organisation in whose name we sign in there
	SpeaksFor                                 []string
}

// AddPeer adds a system with which ours talks.
func (a *App) AddPeer(ctx context.Context, n NewPeer, insecure bool) error {
	found, err := a.Network.Organizations(ctx, network.OrganizationQuery{Number: n.URA, Limit: 20})
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(o network.Organization) bool { return o.URA != n.URA })
	if n.URA == "" || len(found) != 1 {
		return fault.InvalidField("--for", "Noem het URA-nummer van één organisatie van hier.", fmt.Sprintf("expected the URA number of one organisation here; %d have this one", len(found)))
	}
	_, err = a.newPeers(insecure).Add(ctx, command, peer.New{Name: n.Name, Base: n.Base, Notices: n.Notices, Token: n.Token, Scope: n.Scope, Client: n.Client, Organization: found[0].ID, URAs: n.SpeaksFor})
	return err
}

// PeerLines tells of each system how it goes.
func (a *App) PeerLines(ctx context.Context) ([]string, error) {
	all, err := a.Peers.Peers(ctx, command)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return []string{"no peers; add one with: eerstelijn peer add"}, nil
	}
	var lines []string
	for i := range all {
		p := &all[i]
		lines = append(lines, fmt.Sprintf("%s  %s", p.Name, p.Base), fmt.Sprintf("  last good answer %s, signals %s", whenOr(p.Good), p.Signals))
		if p.Paused {
			lines = append(lines, "  paused")
		}
		if p.Problem.EN != "" {
			lines = append(lines, "  failed: "+p.Problem.EN)
		}
	}
	return lines, nil
}

// TryPeer signs in at a system and reads something there.
func (a *App) TryPeer(ctx context.Context, name string, insecure bool) ([]string, error) {
	s := a.newPeers(insecure)
	all, err := s.Peers(ctx, command)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(p peer.Peer) bool { return p.Name == name || string(p.ID) == name })
	if at < 0 {
		return nil, fault.Missing("Dit systeem kennen wij niet.", "no peer has this name; see: eerstelijn peer list")
	}
	rep, err := s.Try(ctx, command, all[at].ID)
	if err != nil {
		return nil, err
	}
	if rep.SignIn.EN != "" {
		return nil, fault.New(fault.Unavailable, rep.SignIn.NL, "signing in failed: "+rep.SignIn.EN)
	}
	if rep.Reading.EN != "" {
		return nil, fault.New(fault.Unavailable, rep.Reading.NL, "signed in; reading failed: "+rep.Reading.EN)
	}
	return []string{"signed in, and Tasks can be read"}, nil
}

// PeerKeys gives our public keys as a key set.
func (a *App) PeerKeys() ([]string, error) {
	set, err := a.Peers.JWKS()
	return []string{string(set)}, err
}
