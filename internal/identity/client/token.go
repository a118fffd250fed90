package client

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// tokenLife is how long an access token works: long enough for a job, too short to be worth stealing.
const tokenLife = 10 * time.Minute

// given is an access token as it is handed out, once.
type given struct {
	token  string
	scopes []string
}

var errReplayed = fault.New(fault.Conflict, "Dit verzoek is al eens gebruikt.", "the assertion was used before")

// issue makes an access token for a client that has proven who it is, and spends the assertion in the
// same act. want are the scopes that it asks; none means all it has. An error that is not [broken] says
// that the assertion was spent before, or that the client has ended meanwhile.
func (s *Service) issue(ctx context.Context, p proven, want []string) (g given, err error) {
	actor := p.client.actor([]string{tokenScope}).Through(ctx)
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.IssueToken",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := tx.Lock(ctx, "client", string(p.client.ID)); err != nil {
				return access.Subject{}, err
			}
			c, err := one(ctx, tx, p.client.ID)
			p.client = c
			return c.subject(), err
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		if p.client.Ended {
			return fault.Missing("Deze koppeling is beëindigd.", "the client has ended")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := sweep(ctx, tx.Tx, now); err != nil {
			return err
		}
		spent, err := tx.Exec(ctx, `INSERT INTO client_assertion (client, jti, until_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			p.client.ID, p.jti, clock.Micros(p.until))
		if err != nil {
			return err
		}
		if n, err := spent.RowsAffected(); err != nil || n == 0 {
			return orReplayed(err)
		}
		g = given{token: rand.Text() + rand.Text()[:6], scopes: p.client.Scopes}
		if len(want) > 0 {
			g.scopes = slices.Compact(slices.Sorted(slices.Values(allot(want, p.client.Scopes))))
		}
		print, err := s.keys.Fingerprint(keys.ForTokens, g.token)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO client_token (fingerprint, client, scopes, until_at) VALUES ($1, $2, $3, $4)`,
			print, p.client.ID, strings.Join(g.scopes, " "), clock.Micros(now.Add(tokenLife))); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE client SET used_at = $1 WHERE id = $2`, clock.Micros(now), p.client.ID); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"scopes": g.scopes, "seconds": int(tokenLife.Seconds())})
	})
	switch {
	case err == nil:
		return g, nil
	case slices.Contains([]fault.Kind{fault.Conflict, fault.NotFound, fault.Denied}, fault.KindOf(err)):
		return given{}, err
	default:
		return given{}, &broken{err}
	}
}

func orReplayed(err error) error {
	if err != nil {
		return err
	}
	return errReplayed
}

// sweep forgets what has ended by itself.
func sweep(ctx context.Context, tx *store.Tx, now time.Time) error {
	// A little later than their end, so that a clock that is behind ours cannot use one again.
	if _, err := tx.Exec(ctx, `DELETE FROM client_assertion WHERE until_at < $1`, clock.Micros(now.Add(-2*skew))); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM client_token WHERE until_at < $1`, clock.Micros(now))
	return err
}

// find gives who holds an access token; NotFound for an unknown one, an old one, and one of a client
// that has ended. Scopes that were taken from the client since do not count. What the token holds of SMART
// is apart; see [For].
func (s *Service) find(ctx context.Context, token string) (a access.Actor, h held, err error) {
	defer fault.Wrap(&err, "client.find")
	prints, err := s.keys.Fingerprints(keys.ForTokens, token)
	if err != nil {
		return a, h, err
	}
	type row struct {
		client ID
		scopes string
	}
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		args := []any{clock.Micros(now)}
		var marks []string
		for _, p := range prints {
			args = append(args, p)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
		rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.client, &r.scopes) },
			`SELECT client, scopes FROM client_token WHERE until_at > $1 AND fingerprint IN (`+strings.Join(marks, ", ")+`)`, args...)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return errNoToken
		}
		c, err := one(ctx, tx, rows[0].client)
		if err != nil || c.Ended {
			return orNoToken(err)
		}
		smart, ours := split(strings.Fields(rows[0].scopes))
		a, h = c.actor(both(ours, c.Scopes)), held{smart: smart, ours: c.Scopes}
		return nil
	})
	return a, h, err
}

var errNoToken = fault.Missing("Dit toegangsbewijs geldt niet (meer).", "the access token is unknown or has ended")

func orNoToken(err error) error {
	if err != nil {
		return err
	}
	return errNoToken
}
