package identity

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// SessionID identifies a session to people; it opens nothing.
type SessionID string

// Session is somebody signed in, in one browser.
type Session struct {
	ID        SessionID
	Person    network.PersonID
	Method    string // 'oidc:<issuer>', 'launch:<record system>', 'passkey' or 'demo'
	Assurance access.Assurance
	Agent     string // the browser in plain words
	MadeAt    time.Time
	SeenAt    time.Time // to the minute
	Until     time.Time // the end, when nothing more is asked
	Current   bool      // the one that asks
}

// Service keeps sessions and logins. What may be done by whom stands in access/policies/identity_session.cedar.
type Service struct {
	spine   *act.Spine
	network *network.Service
	keys    *keys.Ring
}

// New makes the service.
func New(spine *act.Spine, n *network.Service, k *keys.Ring) *Service {
	s := &Service{spine: spine, network: n, keys: k}
	n.OnLeave(s.EndPersonTx)
	return s
}

// AtWorkTx gives somebody as they stand now, and whether they still work here; it is for package
// approval, which weighs again who proposed something. It decides nothing.
func (s *Service) AtWorkTx(ctx context.Context, tx *store.Tx, person string) (access.Actor, bool, error) {
	p, there, err := s.network.AtWorkTx(ctx, tx, network.PersonID(person))
	return actorOf(p, Session{}), there, err
}

// ActorAtWork gives somebody as they stand now, for a way to sign in that is decided on before there is a
// session; Denied for who has left. It decides nothing else.
func (s *Service) ActorAtWork(ctx context.Context, who network.PersonID) (access.Actor, error) {
	p, err := s.atWork(ctx, who)
	return actorOf(p, Session{}), err
}

// SignedInTx tells whether a session has not been ended: an act that began before may come to its
// writes after. It is for package act, and decides nothing.
func SignedInTx(ctx context.Context, tx *store.Tx, session string) (in bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM session WHERE id = $1)`, session).Scan(&in)
	return in, err
}

var errNoSession = fault.Missing("Deze aanmelding is er niet meer.", "session not found")

// Sessions lists where the actor is signed in, the latest used first.
func (s *Service) Sessions(ctx context.Context, actor access.Actor) (list []Session, err error) {
	defer fault.Wrap(&err, "identity.Sessions")
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "identity.Sessions", Load: ownSubject(actor.Person)},
		func(ctx context.Context, tx *act.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			list, err = store.All(ctx, tx.Tx, scanSession, `SELECT `+sessionColumns+` FROM session s
				WHERE s.person = $1 AND s.idle_end > $2 AND s.absolute_end > $2 ORDER BY s.seen_at DESC, s.id`, actor.Person, clock.Micros(now))
			for i := range list {
				list[i].Current = string(list[i].ID) == actor.Session
			}
			return err
		})
	return list, err
}

// RevokeSession ends one session: one's own, or anybody's for who administers the platform. NotFound
// when it has ended already.
func (s *Service) RevokeSession(ctx context.Context, actor access.Actor, session SessionID) (err error) {
	defer fault.Wrap(&err, "identity.RevokeSession(%s)", session)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.RevokeSession",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			found, err := store.One(ctx, tx, scanSession, `SELECT `+sessionColumns+` FROM session s WHERE s.id = $1`, session)
			if errors.Is(err, store.ErrNone) {
				return access.Subject{}, errNoSession
			}
			return access.Subject{Type: "session", ID: string(session), Person: string(found.Person)}, err
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE id = $1`, session)
		return err
	})
}

// EndSessions signs a person out everywhere: oneself, or anybody for who administers the platform.
func (s *Service) EndSessions(ctx context.Context, actor access.Actor, person network.PersonID) (err error) {
	defer fault.Wrap(&err, "identity.EndSessions(%s)", person)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.EndSessions", Load: ownSubject(string(person))},
		func(ctx context.Context, tx *act.Tx) error { return s.EndPersonTx(ctx, tx, person) })
}

// EndPersonTx ends all sessions of a person as part of another act: their account was recovered, their
// role changed, or they left.
func (s *Service) EndPersonTx(ctx context.Context, tx *act.Tx, person network.PersonID) error {
	tx.About("person", string(person))
	_, err := tx.Exec(ctx, `DELETE FROM session WHERE person = $1`, person)
	return err
}

// ownSubject describes what belongs to a person alone.
func ownSubject(person string) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "person", ID: person, Person: person}, nil
	}
}

const sessionColumns = `s.id, s.person, s.method, s.assurance, s.agent, s.made_at, s.seen_at, s.idle_end, s.absolute_end`

func scanSession(row func(...any) error) (s Session, err error) {
	var made, seen, idle, absolute int64
	err = row(&s.ID, &s.Person, &s.Method, &s.Assurance, &s.Agent, &made, &seen, &idle, &absolute)
	s.MadeAt, s.SeenAt, s.Until = clock.FromMicros(made), clock.FromMicros(seen), clock.FromMicros(min(idle, absolute))
	return s, err
}
