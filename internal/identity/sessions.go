package identity

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Sessions signs people in and out of a site, and knows them at each request.
type Sessions struct {
	service *Service
	scs     *scs.SessionManager
	log     *slog.Logger
}

// NewSessions makes the sessions of a site that people reach at public; see [CookieName].
func NewSessions(s *Service, public string, log *slog.Logger) *Sessions {
	m := scs.New()
	m.Store, m.Codec = table{s}, codec{}
	m.Cookie.Name = CookieName(public)
	m.Cookie.Secure = OverTLS(public)
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Path = true, http.SameSiteLaxMode, "/"
	m.Cookie.Persist = false // it goes when the browser closes
	return &Sessions{service: s, scs: m, log: log}
}

// OverTLS tells whether people reach a site over an encrypted connection.
func OverTLS(public string) bool { return strings.HasPrefix(public, "https://") }

// CookieName is the session's cookie. The prefix makes a browser refuse one that another host, or a
// connection that is not encrypted, tries to plant; it also refuses the prefix itself there, so on a
// machine of one's own it is left out.
func CookieName(public string) string {
	if OverTLS(public) {
		return "__Host-eerstelijn"
	}
	return "eerstelijn"
}

// SignIn is somebody whom one of the ways to sign in has recognised.
type SignIn struct {
	Person    network.PersonID
	Assurance access.Assurance
	Method    string // 'oidc:<issuer id>', 'launch:<record system>', 'passkey' or 'demo'
	// Provider is the provider's own name for its session, by which it can end ours; '' where it has none.
	Provider string
	// Keep is what the session holds for who signs out again.
	Keep map[string]string
	// Still tells within the transaction that makes the session whether what somebody signed in with
	// opens yet; nil where nothing can have taken it away.
	Still func(ctx context.Context, tx *store.Tx) (bool, error)
}

// visit is one request with its session, if it has one.
type visit struct {
	w       http.ResponseWriter
	agent   string
	now     time.Time
	session Session
	person  network.Person
	role    access.Role // whose limits hold

	// next, provider and tx are the session that is being made, and the act that makes it.
	next     Session
	provider string
	tx       *act.Tx
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// Around makes the session of a request known to the handlers within. A request without a cookie, or
// with one that cannot be a token, reads nothing.
func (s *Sessions) Around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, agent: r.Header.Get("User-Agent")}
		ctx := context.WithValue(r.Context(), visitKey{}, v)
		if c, err := r.Cookie(s.scs.Cookie.Name); err == nil && len(c.Value) == tokenLength {
			// What a page says to somebody who is signed in is theirs alone.
			w.Header().Add("Vary", "Cookie")
			if ctx, err = s.load(ctx, v, c.Value); err != nil {
				// Not knowing who asks is no reason to say that nobody does: an act would be refused.
				s.log.Error("session", "trace", access.CallOf(ctx).Trace, "error", err)
				w.Header().Set("Retry-After", "5")
				http.Error(w, "Dit lukt nu even niet. Probeer het zo opnieuw. Levensgevaar? Bel 112.", http.StatusServiceUnavailable)
				return
			}
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// tokenLength is that of 32 random bytes in base64, as scs makes them.
const tokenLength = 43

func (s *Sessions) load(ctx context.Context, v *visit, token string) (context.Context, error) {
	loaded, err := s.scs.Load(ctx, token)
	if err != nil {
		return ctx, err
	}
	if s.scs.Token(loaded) == "" { // unknown, ended, or of somebody who has left
		v.session = Session{}
		return loaded, nil
	}
	a := actorOf(v.person, v.session)
	v.role = a.Role
	if err := s.service.touch(loaded, v); err != nil {
		// The session then ends a little sooner; that is no reason to refuse the request.
		s.log.Warn("session", "trace", access.CallOf(loaded).Trace, "error", err)
	}
	return WithActor(loaded, a.Through(loaded)), nil
}

// actorOf is who somebody is now, in a session.
func actorOf(p network.Person, s Session) access.Actor {
	return access.Actor{
		Person: string(p.ID), Name: p.Name, Role: access.Role(p.Role), Organization: string(p.Organization), Region: string(p.Region),
		Wijkverband: string(p.Wijkverband), Assurance: s.Assurance, Session: string(s.ID),
	}
}

var errTakenAway = fault.New(fault.Denied, "Hiermee kunt u niet meer inloggen.", "what this person signed in with was taken away")

var errLeft = fault.New(fault.Denied, "U kunt hier niet meer inloggen. Vraag uw organisatie waarom.", "this person has left")

// Begin signs somebody in under a new session id: one that somebody planted or knew before is worth
// nothing then. It is recorded as identity.SignIn. Denied for who has left.
func (s *Sessions) Begin(ctx context.Context, in SignIn) (err error) {
	defer fault.Wrap(&err, "identity.Begin(%s)", in.Method)
	v := visitOf(ctx)
	if v == nil {
		return errors.New("no request")
	}
	if ctx, err = s.scs.Load(ctx, ""); err != nil { // keeps the session that the request brought
		return err
	}
	person, err := s.service.atWork(ctx, in.Person)
	if err != nil {
		return err
	}
	if in.Provider != "" {
		if v.provider, err = s.service.keys.Fingerprint(keys.ForLogins, in.Method+"\x00"+in.Provider); err != nil {
			return err
		}
	}
	v.role = access.Role(person.Role)
	v.next = Session{ID: id.New[SessionID](), Person: person.ID, Method: in.Method, Assurance: in.Assurance, Agent: agentOf(v.agent)}
	actor := actorOf(person, v.next).Through(ctx)
	var token string
	err = s.service.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.SignIn", Opens: true, Load: ownSubject(actor.Person)},
		func(ctx context.Context, tx *act.Tx) (err error) {
			v.tx = tx
			// Who leaves or is recovered at this moment either is seen to be, or has this session ended too.
			if err := tx.Lock(ctx, "person", string(person.ID)); err != nil {
				return err
			}
			if _, there, err := s.service.network.AtWorkTx(ctx, tx.Tx, person.ID); err != nil {
				return err
			} else if !there {
				return errLeft
			}
			if in.Still != nil {
				if opens, err := in.Still(ctx, tx.Tx); err != nil {
					return err
				} else if !opens {
					return errTakenAway
				}
			}
			tx.About("session", string(v.next.ID))
			if err := tx.Changed(map[string]any{"method": in.Method, "assurance": in.Assurance}); err != nil {
				return err
			}
			token, err = s.write(ctx, v, in.Keep)
			return err
		})
	if err != nil {
		return err
	}
	v.session, v.person = v.next, person
	s.scs.WriteSessionCookie(ctx, v.w, token, v.next.Until)
	return nil
}

// write makes the row of v.next within its act, in place of the row of the session before. The act may
// run more than once: each time it makes another token.
func (s *Sessions) write(ctx context.Context, v *visit, keep map[string]string) (token string, err error) {
	now, err := v.tx.Now(ctx)
	if err != nil {
		return "", err
	}
	v.next.MadeAt, v.next.SeenAt = now, now
	v.next.Until = now.Add(LimitsOf(v.role).Absolute)
	if _, err := v.tx.Exec(ctx, `DELETE FROM session WHERE id = $1`, v.session.ID); err != nil {
		return "", err
	}
	if err := sweepTx(ctx, v.tx, now); err != nil {
		return "", err
	}
	if err := s.scs.Clear(ctx); err != nil {
		return "", err
	}
	if err := s.scs.RenewToken(ctx); err != nil {
		return "", err
	}
	for key, value := range keep {
		s.scs.Put(ctx, key, value)
	}
	s.scs.SetDeadline(ctx, v.next.Until)
	token, _, err = s.scs.Commit(ctx)
	return token, err
}

// Value gives what the session holds under a key of [SignIn.Keep].
func (s *Sessions) Value(ctx context.Context, key string) string {
	if v := visitOf(ctx); v == nil || v.session.ID == "" {
		return ""
	}
	return s.scs.GetString(ctx, key)
}

// Method says how the visitor signed in, ” when they did not.
func (s *Sessions) Method(ctx context.Context) string {
	if v := visitOf(ctx); v != nil {
		return v.session.Method
	}
	return ""
}

// End signs the visitor out. It is recorded as identity.SignOut; without a session it does nothing.
func (s *Sessions) End(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "identity.End")
	v, actor := visitOf(ctx), ActorOf(ctx)
	if v == nil || v.session.ID == "" {
		return nil
	}
	err = s.service.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.SignOut", Load: ownSubject(actor.Person)},
		func(ctx context.Context, tx *act.Tx) error {
			tx.About("session", string(v.session.ID))
			_, err := tx.Exec(ctx, `DELETE FROM session WHERE id = $1`, v.session.ID)
			return err
		})
	if err != nil {
		return err
	}
	v.session = Session{}
	s.scs.WriteSessionCookie(ctx, v.w, "", time.Time{})
	return nil
}

// atWork reads somebody who may sign in.
func (s *Service) atWork(ctx context.Context, who network.PersonID) (p network.Person, err error) {
	var there bool
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, there, err = s.network.AtWorkTx(ctx, tx, who)
		return err
	})
	if err == nil && !there {
		err = errLeft
	}
	return p, err
}
