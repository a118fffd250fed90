package peer

import (
	"context"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
)

// Report is what came of trying a system. A part without words went well.
type Report struct {
	Peer    Peer
	SignIn  fault.Text // signing in there
	Reading fault.Text // reading Tasks there
}

// Try signs in at a system and asks for what it would show us. Nothing is changed there or here.
func (s *Service) Try(ctx context.Context, actor access.Actor, peer ID) (rep Report, err error) {
	defer fault.Wrap(&err, "peer.Try(%s)", peer)
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "peer.Try", Load: about(peer)}, func(ctx context.Context, tx *act.Tx) error {
		rep.Peer, err = one(ctx, tx.Tx, peer)
		return err
	})
	if err != nil {
		return rep, err
	}
	if _, err := s.bearer(ctx, &rep.Peer, true); err != nil {
		rep.SignIn = Words(err)
		return rep, s.note(ctx, &rep.Peer, err)
	}
	_, err = s.Ask(ctx, &rep.Peer, Question{Method: http.MethodGet, Address: rep.Peer.Base + "/Task?_count=1"})
	rep.Reading = Words(err)
	return rep, nil
}
