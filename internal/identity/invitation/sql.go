package invitation

import (
	"context"
	"encoding/base64"
	"errors"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// forAddresses is what the addresses of open invitations are sealed for.
const forAddresses keys.Purpose = "invitations"

const columns = `id, kind, person, name, email, role, organization, region, wijkverband, discipline, by_person, made_at, until_at, state`

func scan(row func(...any) error) (i Invitation, err error) {
	var made, until int64
	var email string
	err = row(&i.ID, &i.Kind, &i.Person, &i.Name, &email, &i.Role, &i.Organization, &i.Region, &i.Wijkverband, &i.Discipline, &i.By, &made, &until, &i.state)
	if err != nil {
		return i, err
	}
	i.Made, i.Until, i.Proposed = clock.FromMicros(made), clock.FromMicros(until), i.state == "proposed"
	i.email, err = base64.StdEncoding.DecodeString(email)
	return i, err
}

var errGone = fault.Missing("Deze uitnodiging is er niet (meer).", "invitation not found")

// lock gives an invitation as it stands and keeps it so until the transaction ends.
func lock(ctx context.Context, tx *store.Tx, which ID) (i Invitation, err error) {
	if err := tx.Lock(ctx, "invitation", string(which)); err != nil {
		return i, err
	}
	i, err = store.One(ctx, tx, scan, `SELECT `+columns+` FROM invitation WHERE id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		return i, errGone
	}
	return i, err
}

// put adds an invitation.
func (s *Service) put(ctx context.Context, tx *store.Tx, i Invitation, email string) error {
	sealed, err := s.ring.Seal(ctx, forAddresses, []byte(email), string(i.ID))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO invitation (`+columns+`) VALUES `+store.Placeholders(1, 14),
		i.ID, i.Kind, i.Person, i.Name, base64.StdEncoding.EncodeToString(sealed), i.Role, i.Organization, i.Region, i.Wijkverband, i.Discipline,
		i.By, clock.Micros(i.Made), clock.Micros(i.Until), i.state)
	return err
}

// mailbox opens where an invitation goes.
func (s *Service) mailbox(ctx context.Context, i Invitation) (string, error) {
	plain, err := s.ring.Open(ctx, forAddresses, i.email, string(i.ID))
	return string(plain), err
}

// end closes an invitation and forgets who it was for.
func end(ctx context.Context, tx *store.Tx, which ID, state string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE invitation SET state = $2, ended_at = $3, name = '', email = '' WHERE id = $1`, which, state, clock.Micros(now))
	return err
}
