package api

import (
	"context"
	"net/http"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/network"
)

// peerRoutes are those of the systems elsewhere that ours talks with, as on the page /beheer/elders.
func (s *server) peerRoutes() {
	personal(s, "/peers", "peers", "De systemen elders waarmee wij vragen om plek uitwisselen, en hoe dat gaat (beheerder)", s.peers)
	personal(s, "/peers/{id}", "peer", "Eén systeem elders", s.peer)
	creating(s, "/peers", "addPeer", "Een systeem elders toevoegen, namens één organisatie van hier. Onze publieke sleutels staan op "+peer.JWKSPath, s.addPeer)
	rest := func(path, name, summary string, paused bool) {
		write(s, http.MethodPost, "/peers/{id}"+path, name, summary, func(in *peerPath, r request) (out written[peerShown], err error) {
			if err = s.Peers.Set(r, r.actor(), peer.ID(in.ID), paused); err == nil {
				out.Body, err = s.peer(in, r)
			}
			return out, err
		})
	}
	rest("/pause", "pausePeer", "Een systeem stilzetten: wij vragen en melden daar niets meer", true)
	rest("/resume", "resumePeer", "Weer met een systeem praten", false)
	write(s, http.MethodPost, "/peers/{id}/try", "tryPeer", "Proberen of een systeem antwoordt; er verandert daar en hier niets", s.tryPeer)
}

// PeerBody is a system elsewhere as somebody names it. It is exported because huma fills no other embedded
// struct.
type PeerBody struct {
	Name         string                 `json:"name" doc:"Zo kent uw team het systeem."`
	Organization network.OrganizationID `json:"organization_id" doc:"Namens wie wij er inloggen; zij heeft hier een URA-nummer."`
	Base         string                 `json:"base" doc:"Adres van de FHIR-kant; begint met https://."`
	Client       string                 `json:"client_id" doc:"Ons nummer daar."`
	Notices      string                 `json:"notices,omitempty" doc:"Adres voor meldingen; zonder melden wij daar niets."`
	Token        string                 `json:"token_address,omitempty" doc:"Adres waar het systeem toegang geeft; zonder zegt zijn FHIR-kant dat."`
	Scope        string                 `json:"scope,omitempty" doc:"De rechten die wij daar vragen, met een spatie ertussen; zonder alles wat wij kregen."`
	URAs         []string               `json:"uras,omitempty" doc:"URA-nummers waarvoor het systeem spreekt; zonder laten wij dat aan het systeem over."`
}

type peerShown struct {
	ID peer.ID `json:"id"`
	PeerBody
	State   string       `json:"state" enum:"new,good,silent,failing,paused" doc:"Nog nooit gevraagd, goed, goed maar zonder seintjes, lukt niet, of stilgezet."`
	Signals peer.Signals `json:"signals" enum:"none,asked,refused" doc:"Of het systeem ons een seintje geeft als er iets verandert: nog niet gevraagd, gevraagd, of dat doet het niet."`
	Heard   *string      `json:"heard_at" format:"date-time" doc:"Het laatste seintje; null: nooit."`
	Tried   *string      `json:"tried_at" format:"date-time" doc:"Wanneer wij voor het laatst iets vroegen; null: nooit."`
	Good    *string      `json:"good_at" format:"date-time" doc:"Wanneer het voor het laatst goed antwoordde; null: nooit."`
	Error   *bilingual   `json:"error,omitempty" doc:"Waarom de laatste vraag mislukte; staat er niet als zij lukte."`
	MadeAt  string       `json:"made_at" format:"date-time"`
}

func showPeer(p *peer.Peer, now time.Time) peerShown {
	out := peerShown{ID: p.ID, State: "good", Signals: p.Signals, Heard: stampOrNil(p.Heard), Tried: stampOrNil(p.Tried), Good: stampOrNil(p.Good), Error: trouble(p.Problem), MadeAt: stamp(p.Made),
		PeerBody: PeerBody{Name: p.Name, Organization: p.Organization, Base: p.Base, Client: p.Client, Notices: p.Notices, Token: p.New.Token, Scope: p.Scope, URAs: p.URAs}}
	switch {
	case p.Paused:
		out.State = "paused"
	case out.Error != nil:
		out.State = "failing"
	case p.Tried.IsZero():
		out.State = "new"
	case p.Silent(now):
		out.State = "silent"
	}
	return out
}

// peers answers GET /peers.
func (s *server) peers(_ *struct{}, r request) (List[peerShown], error) {
	found, err := s.Peers.Peers(r, r.actor())
	if err != nil {
		return List[peerShown]{}, err
	}
	return listed(found, func(p *peer.Peer) (peerShown, error) { return showPeer(p, r.now), nil })
}

type peerPath struct {
	ID string `path:"id" doc:"Id van het systeem."`
}

// peer answers GET /peers/{id}.
func (s *server) peer(in *peerPath, r request) (peerShown, error) {
	found, err := s.Peers.Peers(r, r.actor())
	p, err := pick(found, err, func(p *peer.Peer) bool { return string(p.ID) == in.ID }, fault.Missing("Dit systeem kennen wij niet.", "peer not found"))
	if err != nil {
		return peerShown{}, err
	}
	return showPeer(p, r.now), nil
}

type peerInput struct{ Body PeerBody }

// addPeer answers POST /peers.
func (s *server) addPeer(in *peerInput, r request) (out written[peerShown], err error) {
	b := &in.Body
	made, err := s.Peers.Add(r, r.actor(), peer.New{Name: b.Name, Base: b.Base, Notices: b.Notices, Token: b.Token, Scope: b.Scope, Client: b.Client, Organization: b.Organization, URAs: b.URAs})
	if err != nil {
		return out, calledHere(err, map[string]string{"organization": "organization_id", "client": "client_id", "token": "token_address"})
	}
	out.Location = base + "/peers/" + string(made)
	out.Body, err = s.peer(&peerPath{string(made)}, r)
	return out, err
}

type peerTrial struct {
	SignedIn bool       `json:"signed_in" doc:"Of wij daar binnenkwamen."`
	Read     bool       `json:"read" doc:"Of wij daar een vraag konden lezen."`
	Error    *bilingual `json:"error,omitempty" doc:"Waarom het niet lukte."`
}

// tryPeer answers POST /peers/{id}/try.
func (s *server) tryPeer(in *peerPath, r request) (out written[peerTrial], err error) {
	ctx, cancel := context.WithTimeout(r, tryFor)
	defer cancel()
	rep, err := s.Peers.Try(ctx, r.actor(), peer.ID(in.ID))
	if err != nil {
		return out, unreached(r, err)
	}
	out.Body.SignedIn = rep.SignIn.EN == ""
	out.Body.Read = out.Body.SignedIn && rep.Reading.EN == ""
	if out.Body.Error = trouble(rep.SignIn); out.Body.Error == nil {
		out.Body.Error = trouble(rep.Reading)
	}
	return out, nil
}
