package identity

import (
	"context"
	"errors"
	"time"

	"github.com/go-json-experiment/json"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// table is where scs keeps sessions: the table of that name. scs knows a token, bytes and an end; who
// a session is of stands in columns, and travels beside the bytes in the request's [visit].
type table struct{ service *Service }

var errContext = errors.New("identity: a session is kept within a request only")

// Delete, Find and Commit exist because scs asks for them; it calls those with a context.
func (t table) Delete(string) error                    { return errContext }
func (t table) Find(string) ([]byte, bool, error)      { return nil, false, errContext }
func (t table) Commit(string, []byte, time.Time) error { return errContext }

// FindCtx reads a session that has not ended, of a person who has not left, in one moment of the
// database.
func (t table) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	v := visitOf(ctx)
	prints, err := t.service.keys.Fingerprints(keys.ForSessions, token)
	if err != nil {
		return nil, false, err
	}
	err = t.service.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, print := range prints { // one, or two after a rotation of the keys
			var text string
			v.session, err = store.One(ctx, tx, func(row func(...any) error) (Session, error) {
				return scanSession(func(into ...any) error { return row(append(into, &text)...) })
			}, `SELECT `+sessionColumns+`, s.data FROM session s WHERE s.token = $1 AND s.idle_end > $2 AND s.absolute_end > $2`,
				print, clock.Micros(now))
			if errors.Is(err, store.ErrNone) {
				continue
			}
			if err != nil {
				return err
			}
			v.person, found, err = t.service.network.AtWorkTx(ctx, tx, v.session.Person)
			v.now, data = now, []byte(text)
			return err
		}
		return nil
	})
	return data, found, err
}

// CommitCtx writes a session within the act that signs somebody in.
func (t table) CommitCtx(ctx context.Context, token string, data []byte, end time.Time) error {
	v := visitOf(ctx)
	print, err := t.service.keys.Fingerprint(keys.ForSessions, token)
	if err != nil {
		return err
	}
	s, tx := v.next, v.tx
	idle := s.SeenAt.Add(LimitsOf(v.role).Idle)
	_, err = tx.Exec(ctx, `INSERT INTO session (id, token, person, method, assurance, agent, provider, made_at, seen_at, idle_end, absolute_end, data)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11)`,
		s.ID, print, s.Person, s.Method, int64(s.Assurance), s.Agent, v.provider, clock.Micros(s.MadeAt), clock.Micros(idle), clock.Micros(end), string(data))
	return err
}

// DeleteCtx ends the session of a token within an act.
func (t table) DeleteCtx(ctx context.Context, token string) error {
	prints, err := t.service.keys.Fingerprints(keys.ForSessions, token)
	if err != nil {
		return err
	}
	for _, print := range prints {
		if _, err := visitOf(ctx).tx.Exec(ctx, `DELETE FROM session WHERE token = $1`, print); err != nil {
			return err
		}
	}
	return nil
}

// touch writes down that a session is used, at most once a minute.
func (s *Service) touch(ctx context.Context, v *visit) error {
	if v.now.Sub(v.session.SeenAt) < touchEvery {
		return nil
	}
	return s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE session SET seen_at = $2, idle_end = $3 WHERE id = $1 AND seen_at < $2`,
			v.session.ID, clock.Micros(v.now), clock.Micros(v.now.Add(LimitsOf(v.role).Idle)))
		return err
	})
}

// sweepTx takes away a handful of sessions that have ended, so that none stays for ever.
func sweepTx(ctx context.Context, tx *act.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM session WHERE id IN (SELECT id FROM session WHERE absolute_end < $1 ORDER BY absolute_end LIMIT 20)`, clock.Micros(now))
	return err
}

// codec writes what a session holds beside its columns as JSON.
type codec struct{}

func (codec) Encode(_ time.Time, values map[string]any) ([]byte, error) { return json.Marshal(values) }

// Decode gives no deadline: the table's own columns are the ends.
func (codec) Decode(data []byte) (time.Time, map[string]any, error) {
	values := map[string]any{}
	err := json.Unmarshal(data, &values)
	return time.Time{}, values, err
}
