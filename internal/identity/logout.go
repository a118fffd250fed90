package identity

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Logout is a provider's message that somebody signed out there.
type Logout struct {
	Issuer  string
	ID      string // of the message
	Subject string // who; '' where the session says it
	Session string // the provider's own session; '' where all of the person's end
	Until   time.Time
}

// ProviderLogout ends the sessions that began with a provider where somebody has signed out. Conflict
// when the message came before.
func (s *Service) ProviderLogout(ctx context.Context, l Logout) (err error) {
	defer fault.Wrap(&err, "identity.ProviderLogout(%s)", l.Issuer)
	method := MethodOf(l.Issuer)
	message, err := s.keys.Fingerprints(keys.ForLogins, l.Issuer+"\x00message\x00"+l.ID)
	if err != nil {
		return err
	}
	sessions, err := s.keys.Fingerprints(keys.ForLogins, method+"\x00"+l.Session)
	if err != nil {
		return err
	}
	return s.spine.Do(ctx, act.Attempt{Actor: provider(ctx, l.Issuer), Act: "identity.ProviderLogout",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "issuer", ID: l.Issuer}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		if err := s.once(ctx, tx, l, message); err != nil {
			return err
		}
		if l.Session == "" {
			who, _, err := s.byNumber(ctx, tx.Tx, l.Issuer, Number{SubjectClaim, l.Subject})
			if err != nil || who == "" {
				return err
			}
			tx.About("person", string(who))
			_, err = tx.Exec(ctx, `DELETE FROM session WHERE person = $1 AND method = $2`, who, method)
			return err
		}
		for _, print := range sessions {
			ended, err := store.All(ctx, tx.Tx, func(row func(...any) error) (p network.PersonID, err error) { return p, row(&p) },
				`DELETE FROM session WHERE provider = $1 AND method = $2 RETURNING person`, print, method)
			if err != nil {
				return err
			}
			for _, who := range ended {
				tx.About("person", string(who))
			}
		}
		return nil
	})
}

// MethodOf names the way to sign in of an issuer.
func MethodOf(issuer string) string { return "oidc:" + issuer }

// once keeps that a message came, until it has expired by itself.
func (s *Service) once(ctx context.Context, tx *act.Tx, l Logout, prints []string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM login_message WHERE until_at < $1`, clock.Micros(now)); err != nil {
		return err
	}
	for _, print := range prints {
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM login_message WHERE issuer = $1 AND jti = $2`, l.Issuer, print).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return errReplayed
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO login_message (issuer, jti, until_at) VALUES ($1, $2, $3)`, l.Issuer, prints[0], clock.Micros(l.Until))
	if store.IsDuplicate(err) {
		return errReplayed
	}
	return err
}

var errReplayed = fault.New(fault.Conflict, "Dit bericht kwam al eerder.", "this message came before")
