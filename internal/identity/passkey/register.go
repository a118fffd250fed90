package passkey

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Made is a passkey that was made and checked, and is not kept yet.
type Made struct {
	person     network.PersonID
	credential *webauthn.Credential
}

var (
	errNoAnswer = fault.InvalidField("answer", "Uw browser gaf geen passkey. Probeer het opnieuw, of gebruik een andere browser.", "expected the browser's answer")
	errNotMade  = fault.New(fault.Invalid, "Deze passkey kunnen wij niet gebruiken. Zet een code of vingerafdruk op uw toestel en probeer het opnieuw.", "the passkey does not hold what was asked")
	errTaken    = fault.New(fault.Conflict, "Deze passkey staat al bij ons. Kies een ander toestel.", "this passkey is registered already")
)

// Check reads a browser's answer to [Service.AskNew] for a person.
func (s *Service) Check(ctx context.Context, person network.PersonID, answer []byte) (_ Made, err error) {
	defer fault.Wrap(&err, "passkey.Check")
	if !s.Works() {
		return Made{}, errNotHere
	}
	made, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Made{}, errNoAnswer
	}
	kept, err := s.take(ctx, toRegister, person, made.Response.CollectedClientData.Challenge)
	if err != nil {
		return Made{}, err
	}
	credential, err := s.rp.CreateCredential(&user{id: person}, kept, made)
	if err != nil {
		return Made{}, errNotMade.Because(err)
	}
	// How it was made is of no use later, and would tell devices apart.
	credential.Attestation = webauthn.CredentialAttestation{}
	return Made{person, credential}, nil
}

// AddTx keeps a checked passkey under a name, as part of another act.
func (s *Service) AddTx(ctx context.Context, tx *act.Tx, made Made, name string) (_ ID, err error) {
	defer fault.Wrap(&err, "passkey.AddTx")
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) || strings.ContainsRune(name, 0) {
		return "", fault.InvalidField("name", "Geef de passkey een naam van hooguit 60 tekens.", "expected a name of at most 60 characters")
	}
	// Of two that are kept at once, the second sees the first.
	if err := tx.Lock(ctx, "person", string(made.person)); err != nil {
		return "", err
	}
	var has int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM passkey WHERE person = $1`, made.person).Scan(&has); err != nil {
		return "", err
	}
	if has >= most {
		return "", errMost
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(made.credential)
	if err != nil {
		return "", err
	}
	key := id.New[ID]()
	_, err = tx.Exec(ctx, `INSERT INTO passkey (id, person, credential, name, data, made_at, suspect) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
		key, made.person, text(made.credential.ID), name, string(data), clock.Micros(now))
	if store.IsDuplicate(err) {
		return "", errTaken
	}
	tx.About("passkey", string(key))
	return key, err
}

func text(credential []byte) string { return base64.RawURLEncoding.EncodeToString(credential) }

// AddPasskey keeps a passkey of the actor: the browser's answer to [Service.AskNew].
func (s *Service) AddPasskey(ctx context.Context, actor access.Actor, name string, answer []byte) (err error) {
	defer fault.Wrap(&err, "identity.AddPasskey")
	made, err := s.Check(ctx, network.PersonID(actor.Person), answer)
	if err != nil {
		return err
	}
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.AddPasskey", Load: s.own(actor.Person)},
		func(ctx context.Context, tx *act.Tx) error {
			_, err := s.AddTx(ctx, tx, made, name)
			return err
		})
}

// Passkeys lists those of the actor, in the order of their making.
func (s *Service) Passkeys(ctx context.Context, actor access.Actor) (all []Passkey, err error) {
	defer fault.Wrap(&err, "identity.Passkeys")
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "identity.Passkeys", Load: s.own(actor.Person)},
		func(ctx context.Context, tx *act.Tx) error {
			all, err = store.All(ctx, tx.Tx, scan, `SELECT id, name, data, made_at, coalesce(used_at, 0), suspect FROM passkey WHERE person = $1 ORDER BY id`, actor.Person)
			return err
		})
	return all, err
}

func scan(row func(...any) error) (p Passkey, err error) {
	var data string
	var made, used, suspect int64
	if err := row(&p.ID, &p.Name, &data, &made, &used, &suspect); err != nil {
		return p, err
	}
	var c webauthn.Credential
	if err := json.Unmarshal([]byte(data), &c); err != nil {
		return p, err
	}
	p.Made, p.Suspect, p.Synced = clock.FromMicros(made), suspect == 1, c.Flags.BackupState
	if used > 0 {
		p.Used = clock.FromMicros(used)
	}
	return p, nil
}

// RemovePasskey takes away one of the actor's own. The last way to sign in stays: Conflict.
func (s *Service) RemovePasskey(ctx context.Context, actor access.Actor, key ID) (err error) {
	defer fault.Wrap(&err, "identity.RemovePasskey(%s)", key)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.RemovePasskey",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			// The owner is the root row: of two removals at once, the second sees what the first left.
			if err := tx.Lock(ctx, "person", actor.Person); err != nil {
				return access.Subject{}, err
			}
			var owner string
			err := tx.QueryRow(ctx, `SELECT person FROM passkey WHERE id = $1`, key).Scan(&owner)
			if errors.Is(err, store.ErrNone) {
				return access.Subject{}, fault.Missing("Deze passkey is er niet.", "passkey not found")
			}
			return access.Subject{Type: "passkey", ID: string(key), Person: owner}, err
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		var others bool
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM passkey WHERE person = $1 AND id <> $2 AND suspect = 0)
			OR EXISTS (SELECT 1 FROM login WHERE person = $1)`, actor.Person, key).Scan(&others)
		if err != nil {
			return err
		}
		if !others {
			return fault.New(fault.Conflict, "Dit is de enige manier waarop u kunt inloggen. Maak eerst een andere passkey.", "this is the only way to sign in: add another passkey first")
		}
		_, err = tx.Exec(ctx, `DELETE FROM passkey WHERE id = $1`, key)
		return err
	})
}

// DropTx takes away all passkeys of a person, as part of another act: their account is recovered.
func (s *Service) DropTx(ctx context.Context, tx *act.Tx, person network.PersonID) error {
	_, err := tx.Exec(ctx, `DELETE FROM passkey WHERE person = $1`, person)
	return err
}

// own describes an account: whose it is.
func (s *Service) own(person string) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "person", ID: person, Person: person}, nil
	}
}
