package passkey

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// errNotKnown is the one answer to a key that does not open: whether it is of nobody, was removed, or
// signed something else is nobody's business.
var errNotKnown = fault.New(fault.Denied, "Met deze passkey kunt u hier niet inloggen.", "this passkey does not sign in here")

// kept is a passkey with what is needed to check it.
type kept struct {
	id         ID
	person     network.PersonID
	suspect    bool
	credential webauthn.Credential
}

const keptColumns = `id, person, suspect, data`

func scanKept(row func(...any) error) (k kept, err error) {
	var data string
	var suspect int64
	if err := row(&k.id, &k.person, &suspect, &data); err != nil {
		return k, err
	}
	k.suspect = suspect == 1
	return k, json.Unmarshal([]byte(data), &k.credential)
}

func credentialsOf(ctx context.Context, tx *store.Tx, person network.PersonID) ([]webauthn.Credential, error) {
	rows, err := store.All(ctx, tx, scanKept, `SELECT `+keptColumns+` FROM passkey WHERE person = $1`, person)
	all := make([]webauthn.Credential, len(rows))
	for i, k := range rows {
		all[i] = k.credential
	}
	return all, err
}

// SignIn reads a browser's answer to [Service.AskSignIn] and gives who that is, for
// [identity.Sessions.Begin]. Denied for a key that does not open here, Conflict for an answer that
// came too late or twice.
func (s *Service) SignIn(ctx context.Context, answer []byte) (_ identity.SignIn, err error) {
	defer fault.Wrap(&err, "passkey.SignIn")
	if !s.Works() {
		return identity.SignIn{}, errNotHere
	}
	given, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return identity.SignIn{}, errNoAnswer
	}
	question, err := s.take(ctx, toSignIn, "", given.Response.CollectedClientData.Challenge)
	if err != nil {
		return identity.SignIn{}, err
	}
	var copied bool
	var found kept
	err = s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		copied = false
		if found, err = store.One(ctx, tx, scanKept, `SELECT `+keptColumns+` FROM passkey WHERE credential = $1`, text(given.RawID)); err != nil {
			return err
		}
		// Of two answers at once with one counter, the second must see what the first wrote.
		if err := tx.Lock(ctx, "passkey", string(found.id)); err != nil {
			return err
		}
		if found, err = store.One(ctx, tx, scanKept, `SELECT `+keptColumns+` FROM passkey WHERE id = $1`, found.id); err != nil {
			return err
		}
		if found.suspect {
			return errNotKnown
		}
		checked, err := s.rp.ValidateLogin(&user{id: found.person, keys: []webauthn.Credential{found.credential}}, withOwner(question, found.person), given)
		if err != nil {
			return errNotKnown.Because(err)
		}
		if copied = checked.Authenticator.CloneWarning; copied {
			return nil
		}
		return s.used(ctx, tx, found.id, checked)
	})
	switch {
	case errors.Is(err, store.ErrNone):
		return identity.SignIn{}, errNotKnown
	case err != nil:
		return identity.SignIn{}, err
	case copied:
		return identity.SignIn{}, errors.Join(errNotKnown, s.suspect(ctx, found))
	}
	return identity.SignIn{Person: found.person, Assurance: access.Substantial, Method: "passkey", Still: found.id.stillOpens}, nil
}

// stillOpens tells whether a passkey was not taken away since it answered.
func (k ID) stillOpens(ctx context.Context, tx *store.Tx) (opens bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM passkey WHERE id = $1 AND suspect = 0)`, k).Scan(&opens)
	return opens, err
}

// withOwner names whose key answered: the library checks that the answer says the same.
func withOwner(q webauthn.SessionData, person network.PersonID) webauthn.SessionData {
	q.UserID = []byte(person)
	return q
}

// used writes the counter and the moment.
func (s *Service) used(ctx context.Context, tx *store.Tx, key ID, c *webauthn.Credential) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE passkey SET data = $2, used_at = $3 WHERE id = $1`, key, string(data), clock.Micros(now))
	return err
}

// suspect puts a key aside whose counter went back: there may be two of it.
func (s *Service) suspect(ctx context.Context, k kept) error {
	actor := access.Job("passkey").Through(ctx)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.SuspectPasskey",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "passkey", ID: string(k.id), Person: string(k.person)}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		tx.About("person", string(k.person))
		_, err := tx.Exec(ctx, `UPDATE passkey SET suspect = 1 WHERE id = $1`, k.id)
		return err
	})
}
