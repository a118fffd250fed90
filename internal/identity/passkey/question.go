package passkey

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// purpose is what a question is put for; an answer to one does not fit the other.
type purpose string

const (
	toRegister purpose = "register"
	toSignIn   purpose = "sign-in"
)

// forQuestions separates the fingerprints of questions from all others.
const forQuestions keys.Purpose = "passkey questions"

// Options is a question in the JSON that browsers read.
type Options json.RawMessage

// MarshalJSON implements json.Marshaler.
func (o Options) MarshalJSON() ([]byte, error) { return o, nil }

// AskNew asks the browser of a person to make a passkey. Name is what the browser shows beside it.
func (s *Service) AskNew(ctx context.Context, person network.PersonID, name string) (_ Options, err error) {
	defer fault.Wrap(&err, "passkey.AskNew")
	if !s.Works() {
		return nil, errNotHere
	}
	u := &user{id: person, name: name}
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		u.keys, err = credentialsOf(ctx, tx, person)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(u.keys) >= most {
		return nil, errMost
	}
	// A device that holds a key of this person already does not make a second one.
	question, kept, err := s.rp.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.keys).CredentialDescriptors()))
	if err != nil {
		return nil, err
	}
	return s.ask(ctx, toRegister, person, kept, question)
}

// AskSignIn asks the browser of whoever is there for one of the passkeys it holds.
func (s *Service) AskSignIn(ctx context.Context) (_ Options, err error) {
	defer fault.Wrap(&err, "passkey.AskSignIn")
	if !s.Works() {
		return nil, errNotHere
	}
	question, kept, err := s.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, err
	}
	return s.ask(ctx, toSignIn, "", kept, question)
}

func (s *Service) ask(ctx context.Context, p purpose, person network.PersonID, kept *webauthn.SessionData, question any) (Options, error) {
	key, err := s.ring.Fingerprint(forQuestions, kept.Challenge)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(kept)
	if err != nil {
		return nil, err
	}
	err = s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		// A handful of those that nobody answered goes with each new one, so that none stays for ever.
		_, err = tx.Exec(ctx, `DELETE FROM passkey_question WHERE id IN (SELECT id FROM passkey_question WHERE until_at <= $1 ORDER BY until_at LIMIT 20)`, clock.Micros(now))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO passkey_question (id, purpose, person, data, until_at) VALUES ($1, $2, $3, $4, $5)`,
			key, p, person, string(data), clock.Micros(now.Add(answerWithin)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(question)
}

var errNoQuestion = fault.New(fault.Conflict, "Dit duurde te lang. Probeer het opnieuw.", "the question was answered already, or too late")

// take gives the question that an answer belongs to, and takes it away for good: whether the answer
// turns out right or wrong, there is no second one.
func (s *Service) take(ctx context.Context, p purpose, person network.PersonID, challenge string) (kept webauthn.SessionData, err error) {
	prints, err := s.ring.Fingerprints(forQuestions, challenge)
	if err != nil {
		return kept, err
	}
	var data string
	err = s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, print := range prints { // one, or two after a rotation of the keys
			err = tx.QueryRow(ctx, `DELETE FROM passkey_question WHERE id = $1 AND purpose = $2 AND person = $3 AND until_at > $4 RETURNING data`,
				print, p, person, clock.Micros(now)).Scan(&data)
			if !errors.Is(err, store.ErrNone) {
				return err
			}
		}
		return errNoQuestion
	})
	if err != nil {
		return kept, err
	}
	return kept, json.Unmarshal([]byte(data), &kept)
}
