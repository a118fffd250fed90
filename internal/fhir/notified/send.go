package notified

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

const (
	firstPause = 10 * time.Second
	mostPause  = 15 * time.Minute
	// cancelFor is how long after the answer was due a cancellation is worth sending.
	cancelFor = 7 * 24 * time.Hour
)

// sent is a row of notice_sent.
type sent struct {
	ID                  string
	Invitation          placement.InvitationID
	Request             placement.RequestID
	Provider, Requester network.OrganizationID
	Address, Form       string
	Wanted, Told        string
	Until               time.Time
	Tries               int
	ToldAt              time.Time // zero: not
	Problem             fault.Text
	Made                time.Time
}

const sentColumns = `id, invitation, request, provider, requester, address, form, wanted, told, until_at, tries, told_at, problem_nl, problem_en, made_at`

func scanSent(row func(...any) error) (n sent, err error) {
	var until, made int64
	var told sql.NullInt64
	err = row(&n.ID, &n.Invitation, &n.Request, &n.Provider, &n.Requester, &n.Address, &n.Form, &n.Wanted, &n.Told, &until, &n.Tries, &told, &n.Problem.NL, &n.Problem.EN, &made)
	n.Until, n.Made = clock.FromMicros(until), clock.FromMicros(made)
	if told.Valid {
		n.ToldAt = clock.FromMicros(told.Int64)
	}
	return n, err
}

func sentTx(ctx context.Context, tx *store.Tx, id string) (sent, error) {
	return store.One(ctx, tx, scanSent, `SELECT `+sentColumns+` FROM notice_sent WHERE id = $1`, id)
}

// InvitedTx implements placement.Notice: where the provider works in another system, that system is told.
func (s *Service) InvitedTx(ctx context.Context, tx *act.Tx, i placement.Invitation, r placement.Request) (err error) {
	defer fault.Wrap(&err, "notified.InvitedTx(%s)", i.ID)
	if s.Quiet || i.Organization == r.Organization {
		return nil
	}
	where, err := s.Endpoints.ForTx(ctx, tx.Tx, i.Organization, endpoint.NotifiedPull)
	if err != nil || len(where) == 0 {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	to, form := chosen(where)
	n := id.New[string]()
	done, err := tx.Exec(ctx, `INSERT INTO notice_sent (id, invitation, request, provider, requester, address, form, wanted, told, until_at, tries, problem_nl, problem_en, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'requested', '', $8, 0, '', '', $9) ON CONFLICT (invitation) DO NOTHING`,
		n, i.ID, i.Request, i.Organization, r.Organization, strings.TrimRight(to.Address, "/"), form, clock.Micros(i.Until), clock.Micros(now))
	if err != nil {
		return err
	}
	if added, err := done.RowsAffected(); err != nil || added == 0 {
		return err // it is told already
	}
	return jobs.Schedule(ctx, tx.Tx, SendJob, n, now, struct{}{})
}

// chosen picks an address, and the version of FHIR that it reads: R4, unless only the other is taken.
func chosen(where []endpoint.Endpoint) (endpoint.Endpoint, string) {
	reads := func(e endpoint.Endpoint, form string) bool {
		return slices.ContainsFunc(e.MimeTypes, func(m string) bool { return strings.Contains(strings.ReplaceAll(m, " ", ""), "fhirVersion="+form) })
	}
	for _, e := range where {
		if reads(e, formR4) || !reads(e, formSTU3) {
			return e, formR4
		}
	}
	return where[0], formSTU3
}

// over are the states of an invitation in which nothing is asked any more, by nobody's word but ours.
var over = []placement.InvitationState{placement.TimedOut, placement.TakenBack, placement.Lost}

// ToldTx implements placement.Notice: what was told and is not asked any more is cancelled.
func (s *Service) ToldTx(ctx context.Context, tx *act.Tx, told placement.Told) (err error) {
	defer fault.Wrap(&err, "notified.ToldTx(%s)", told.Request.ID)
	standing, err := store.All(ctx, tx.Tx, scanSent, `SELECT `+sentColumns+` FROM notice_sent WHERE request = $1 AND wanted = 'requested'`, told.Request.ID)
	if err != nil {
		return err
	}
	for _, n := range standing {
		if i, ok := told.Request.Invitation(n.Invitation); !ok || !slices.Contains(over, i.State) {
			continue
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE notice_sent SET wanted = 'cancelled', tries = 0 WHERE id = $1`, n.ID); err != nil {
			return err
		}
		if err := jobs.Schedule(ctx, tx.Tx, SendJob, n.ID, now, struct{}{}); err != nil {
			return err
		}
	}
	return nil
}

// RunSend handles a [SendJob]: one try to send what is wanted, and the next one planned where it was not taken.
func (s *Service) RunSend(ctx context.Context, job jobs.Job) (err error) {
	defer fault.Wrap(&err, "notified.RunSend")
	var n sent
	var now time.Time
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		n, err = sentTx(ctx, tx, job.Key)
		return err
	})
	if errors.Is(err, store.ErrNone) {
		return nil
	}
	if err != nil || n.Told == n.Wanted {
		return err
	}
	last := n.Until
	if n.Wanted == cancelled {
		last = last.Add(cancelFor)
	}
	if !now.Before(last) {
		s.Log.Warn("a notification was not taken in time and is dropped", "notification", n.ID, "status", n.Wanted, "tries", n.Tries)
		return nil
	}
	problem := s.send(ctx, &n, now)
	if ctx.Err() != nil { // the program stops: that is no failed try
		return ctx.Err()
	}
	if problem != nil {
		s.Log.Warn("a notification was not taken", "notification", n.ID, "status", n.Wanted, "try", n.Tries+1, "error", problem)
	}
	return s.sentOrNot(ctx, &n, problem)
}

// sentOrNot keeps how a try went. What is wanted may have become another thing meanwhile: then a job waits for that.
func (s *Service) sentOrNot(ctx context.Context, n *sent, problem error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if problem == nil {
			_, err := tx.Exec(ctx, `UPDATE notice_sent SET told = $1, told_at = CASE WHEN $1 = 'requested' THEN $2 ELSE told_at END, tries = 0, problem_nl = '', problem_en = ''
				WHERE id = $3 AND wanted = $1`, n.Wanted, clock.Micros(now), n.ID)
			return err
		}
		words := peer.Words(problem)
		kept, err := tx.Exec(ctx, `UPDATE notice_sent SET tries = tries + 1, problem_nl = $1, problem_en = $2 WHERE id = $3 AND wanted = $4`, words.NL, words.EN, n.ID, n.Wanted)
		if err != nil {
			return err
		}
		if same, err := kept.RowsAffected(); err != nil || same == 0 {
			return err
		}
		return jobs.Schedule(ctx, tx, SendJob, n.ID, now.Add(min(firstPause<<min(n.Tries, 10), mostPause)), struct{}{})
	})
}

var (
	errNoPeer   = fault.New(fault.Unavailable, "Met het systeem van deze aanbieder is geen koppeling.", "there is no peer with this address for the organization that asks")
	errNoNumber = fault.New(fault.Unavailable, "Een van beide organisaties heeft hier geen URA-nummer.", "one of the organizations has no URA number here")
)

// send does one try.
func (s *Service) send(ctx context.Context, n *sent, now time.Time) error {
	m := message{ID: n.ID, Thread: string(n.Invitation), Status: n.Wanted, At: n.Made, Until: n.Until,
		Task: s.base() + "/Task/" + s.Task(n.Request, n.Invitation, n.Provider), Request: s.base() + "/ServiceRequest/" + string(n.Request)}
	var to *peer.Peer
	err := s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		peers, err := s.Peers.ForTx(ctx, tx, n.Requester)
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(peers, func(p peer.Peer) bool { return p.Notices == n.Address }); at >= 0 {
			to = &peers[at]
		}
		asks, err := s.Network.OrganizationTx(ctx, tx, n.Requester)
		if err != nil {
			return err
		}
		owner, err := s.Network.OrganizationTx(ctx, tx, n.Provider)
		m.Requester, m.Owner = asks.URA, owner.URA
		return err
	})
	switch {
	case err != nil:
		return err
	case to == nil:
		return errNoPeer
	case m.Requester == "" || m.Owner == "":
		return errNoNumber
	}
	if m.Ticket, err = s.ticket(n.ID); err != nil {
		return err
	}
	body, err := m.write(n.Form)
	if err != nil {
		return err
	}
	q := peer.Question{Method: http.MethodPost, Address: n.Address + "/Task", Body: body, Media: media[n.Form]}
	if n.Wanted == cancelled {
		q.Method = http.MethodPut
		q.Address += "?" + url.Values{"identifier": {uris + "|urn:uuid:" + n.ID}}.Encode()
	}
	_, err = s.Peers.Ask(ctx, to, q)
	return err
}

// Sent is how telling a provider's system goes, for whoever asks.
type Sent struct {
	At      time.Time  // when its system took it; zero: not yet
	Problem fault.Text // why it was not taken; empty: nothing went wrong (yet)
}

// Sent tells, of a request that its reader was shown, how each invitation was told to the provider's system. Those
// that no system is told of are not in it.
func (s *Service) Sent(ctx context.Context, request placement.RequestID) (all map[placement.InvitationID]Sent, err error) {
	defer fault.Wrap(&err, "notified.Sent(%s)", request)
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		rows, err := store.All(ctx, tx, scanSent, `SELECT `+sentColumns+` FROM notice_sent WHERE request = $1`, request)
		all = make(map[placement.InvitationID]Sent, len(rows))
		for _, n := range rows {
			one := Sent{At: n.ToldAt}
			if n.Wanted == requested {
				one.Problem = n.Problem
			}
			all[n.Invitation] = one
		}
		return err
	})
	return all, err
}
