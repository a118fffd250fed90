package notified

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// A subscription at another system is asked for in the form of the R5 backport for R4, with an empty payload: what
// comes says that something changed and not what. All that is open of that system is then read again, so that a
// signal that was missed is made good by the next one, or by the clock.

// forSignals is what the secret of a subscription is made with.
const forSignals keys.Purpose = "signals"

const (
	signalPath   = Path + "/seintje"
	signalHeader = "X-Eerstelijn-Seintje"

	heartbeat    = time.Hour
	followEvery  = 2 * time.Hour
	followSoon   = 5 * time.Minute // after a failure that may pass
	followNo     = 24 * time.Hour  // until a system that gives no signals is asked again
	backport     = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"
	taskTopic    = "task-changed"
	mostTogether = 500 // questions that one signal has read again
)

// follow begins to follow a system.
func (s *Service) follow(ctx context.Context, which peer.ID) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := s.Peers.SubscribedTx(ctx, tx, which, peer.Asked, ""); err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, FollowJob, string(which), now, struct{}{})
	})
}

// RunFollow handles a [FollowJob]: it asks a system to tell us of changes, and asks again when that has ended.
func (s *Service) RunFollow(ctx context.Context, job jobs.Job) (err error) {
	defer fault.Wrap(&err, "notified.RunFollow")
	var p peer.Peer
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		p, err = s.Peers.OneTx(ctx, tx, peer.ID(job.Key))
		return err
	})
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	how, address, again := peer.Asked, p.Subscription, followEvery
	var problem error
	switch {
	case p.Paused:
	case address == "", s.ended(ctx, &p):
		address, problem = s.subscribe(ctx, &p)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if problem != nil {
		again = followSoon
	}
	if status := peer.StatusOf(problem); status >= 400 && status < 500 && status != http.StatusTooManyRequests {
		how, again = peer.Refused, followNo
	}
	if problem != nil {
		s.Log.Info("no subscription at a peer", "peer", p.ID, "error", problem)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := s.Peers.SubscribedTx(ctx, tx, p.ID, how, address); err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx, FollowJob, string(p.ID), now.Add(again), struct{}{})
	})
}

// ended tells whether a subscription that is silent is not there any more, or was put off.
func (s *Service) ended(ctx context.Context, p *peer.Peer) bool {
	if !p.Silent(s.Now()) {
		return false
	}
	a, err := s.Peers.Ask(ctx, p, peer.Question{Method: http.MethodGet, Address: p.Subscription})
	if status := peer.StatusOf(err); status == http.StatusNotFound || status == http.StatusGone {
		return true
	}
	var there struct {
		Status string `json:"status"`
	}
	return err == nil && json.Unmarshal(a.Body, &there) == nil && there.Status == "off"
}

// subscribe asks a system to tell us of changes, and gives the address of the subscription there.
func (s *Service) subscribe(ctx context.Context, p *peer.Peer) (string, error) {
	secret, err := s.Keys.Fingerprint(forSignals, string(p.ID))
	if err != nil {
		return "", err
	}
	sub := &r4.Subscription{Status: "requested", Reason: "Zien wat er verandert aan wat ons gevraagd is", Criteria: s.Codes.Own("SubscriptionTopic", taskTopic)}
	sub.Channel = &r4.SubscriptionChannel{Type: "rest-hook", Endpoint: strings.TrimSuffix(s.Public(), "/") + signalPath + "/" + string(p.ID), Payload: "application/fhir+json",
		PayloadElement: &r4.Element{Extension: []r4.Extension{{URL: backport + "backport-payload-content", ValueCode: new("empty")}}},
		Header:         r4.Strings{signalHeader + ": " + secret},
		Extension:      []r4.Extension{{URL: backport + "backport-heartbeat-period", ValueUnsignedInt: new(int(heartbeat.Seconds()))}}}
	body, err := r4.Marshal(sub)
	if err != nil {
		return "", err
	}
	a, err := s.Peers.Ask(ctx, p, peer.Question{Method: http.MethodPost, Address: p.Base + "/Subscription", Body: body, Media: outcome.Media})
	if err != nil {
		return "", err
	}
	var made struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(a.Body, &made); err != nil || !isID.MatchString(made.ID) {
		return "", errNoTask
	}
	return p.Base + "/Subscription/" + made.ID, nil
}

// signal takes what a system tells by our subscription: it holds the secret that we gave it.
func (s *Service) signal(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	which, err := id.Parse[peer.ID](r.PathValue("peer"))
	fits := err == nil
	if fits {
		fits, err = s.knows(which, r.Header.Values(signalHeader))
		if err != nil {
			s.refuse(w, r, err)
			return
		}
	}
	if !fits {
		s.refuse(w, r, outcome.Refuse(http.StatusNotFound, "not-found", "Dit is geen seintje dat wij vroegen.", "this is not a subscription of ours"))
		return
	}
	kind, err := kindOf(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	if err := s.heard(r.Context(), which, kind == "event-notification"); err != nil {
		s.refuse(w, r, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// knows tells whether somebody shows the secret of a subscription.
func (s *Service) knows(which peer.ID, shown []string) (bool, error) {
	secrets, err := s.Keys.Fingerprints(forSignals, string(which))
	if err != nil || len(shown) != 1 {
		return false, err
	}
	for _, secret := range secrets {
		if hmac.Equal([]byte(secret), []byte(shown[0])) {
			return true, nil
		}
	}
	return false, nil
}

// kindOf reads what sort of signal came: 'handshake', 'heartbeat' or 'event-notification'.
func kindOf(body io.Reader) (string, error) {
	bad := outcome.Refuse(http.StatusBadRequest, "structure", "Dit is geen seintje dat wij kunnen lezen.", "expected a Bundle with a Parameters of the subscriptions backport")
	text, err := io.ReadAll(body)
	if err != nil {
		return "", bad
	}
	var in struct {
		Type  string `json:"resourceType"`
		Entry []struct {
			Resource struct {
				Type      string `json:"resourceType"`
				Parameter []struct {
					Name string `json:"name"`
					Code string `json:"valueCode"`
				} `json:"parameter"`
			} `json:"resource"`
		} `json:"entry"`
	}
	if err := json.Unmarshal(text, &in); err != nil || in.Type != "Bundle" || len(in.Entry) == 0 || in.Entry[0].Resource.Type != "Parameters" {
		return "", bad
	}
	for _, p := range in.Entry[0].Resource.Parameter {
		if p.Name == "type" && (p.Code == "handshake" || p.Code == "heartbeat" || p.Code == "event-notification") {
			return p.Code, nil
		}
	}
	return "", bad
}

// heard keeps that a system told us something; when something changed, all that is open of it is read again.
func (s *Service) heard(ctx context.Context, which peer.ID, changed bool) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := s.Peers.OneTx(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := s.Peers.HeardTx(ctx, tx, which); err != nil || !changed || p.Paused {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		open, err := store.All(ctx, tx, func(row func(...any) error) (which string, err error) { return which, row(&which) },
			`SELECT id FROM notice_taken WHERE owner = $1 AND state <> 'replaced' AND task <> '' AND status NOT IN ('rejected', 'cancelled', 'completed', 'failed', 'entered-in-error')
			ORDER BY until_at LIMIT $2`, p.Organization, mostTogether)
		if err != nil {
			return err
		}
		for _, one := range open {
			if err := jobs.Schedule(ctx, tx, ReadJob, one, now, struct{}{}); err != nil {
				return err
			}
		}
		return nil
	})
}
