package peer

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const mostPeers = 2000

func about(peer ID) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if _, err := id.Parse[ID](string(peer)); err != nil {
			return access.Subject{Type: "peer"}, nil
		}
		return access.Subject{Type: "peer", ID: string(peer)}, tx.Lock(ctx, "peer", string(peer))
	}
}

// Peers gives all systems by name, and how it goes.
func (s *Service) Peers(ctx context.Context, actor access.Actor) (all []Peer, err error) {
	defer fault.Wrap(&err, "peer.Peers")
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "peer.Peers",
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{Type: "peer"}, nil },
	}, func(ctx context.Context, tx *act.Tx) error {
		all, err = store.All(ctx, tx.Tx, scan, `SELECT `+columns+` FROM peer ORDER BY name`)
		tx.Found(len(all))
		return err
	})
	return all, err
}

// Add adds a system. Invalid names the fields: 'name', 'base', 'notices', 'token', 'scope', 'client',
// 'organization', 'uras'. Conflict: it is there already, for the same organisation.
func (s *Service) Add(ctx context.Context, actor access.Actor, n New) (made ID, err error) {
	defer fault.Wrap(&err, "peer.Add")
	made = id.New[ID]()
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "peer.Add", Load: about(made)}, func(ctx context.Context, tx *act.Tx) error {
		n := n
		if err := s.check(ctx, tx.Tx, &n); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		var count, double int
		if err := tx.QueryRow(ctx, `SELECT count(*), coalesce(sum(CASE WHEN name = $1 OR base = $2 AND organization = $3 THEN 1 ELSE 0 END), 0) FROM peer`,
			n.Name, n.Base, n.Organization).Scan(&count, &double); err != nil {
			return err
		}
		switch {
		case double > 0:
			return fault.New(fault.Conflict, "Een systeem met deze naam, of met dit adres voor deze organisatie, staat er al.", "a peer with this name, or with this address for this organization, is there already")
		case count >= mostPeers:
			return fault.New(fault.Conflict, "Er staan al heel veel systemen.", "no more peers can be added")
		}
		if _, err := tx.Exec(ctx, `INSERT INTO peer (id, name, base, notices, token, scope, organization, client, uras, paused, problem_nl, problem_en, signals, subscription, made_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '', 'none', '', $10)`,
			made, n.Name, n.Base, n.Notices, n.Token, n.Scope, n.Organization, n.Client, strings.Join(n.URAs, " "), clock.Micros(now)); err != nil {
			return err
		}
		tx.About("organization", string(n.Organization))
		return tx.Changed(map[string]any{"base": n.Base})
	})
	if err != nil {
		return "", err
	}
	return made, nil
}

// Set lets a system rest, or go on.
func (s *Service) Set(ctx context.Context, actor access.Actor, peer ID, paused bool) (err error) {
	defer fault.Wrap(&err, "peer.Set(%s)", peer)
	return s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "peer.Set", Load: about(peer)}, func(ctx context.Context, tx *act.Tx) error {
		if _, err := one(ctx, tx.Tx, peer); err != nil {
			return err
		}
		rests := 0
		if paused {
			rests = 1
		}
		if _, err := tx.Exec(ctx, `UPDATE peer SET paused = $1 WHERE id = $2`, rests, peer); err != nil {
			return err
		}
		return tx.Changed(map[string]bool{"paused": paused})
	})
}

// ForTx gives the systems with which we talk in the name of an organisation, the paused ones not among them.
func (s *Service) ForTx(ctx context.Context, tx *store.Tx, o network.OrganizationID) ([]Peer, error) {
	return store.All(ctx, tx, scan, `SELECT `+columns+` FROM peer WHERE organization = $1 AND paused = 0 ORDER BY name`, o)
}

// Holds tells whether an address lies below that of the system's FHIR face.
func (p *Peer) Holds(address string) bool { return strings.HasPrefix(address, p.Base+"/") }

// SpeaksFor tells whether the system is known to speak for an organisation, by its number.
func (p *Peer) SpeaksFor(ura string) bool { return slices.Contains(p.URAs, ura) }

const columns = `id, name, base, notices, token, scope, organization, client, uras, paused, tried_at, good_at, problem_nl, problem_en, signals, subscription, heard_at, made_at`

func scan(row func(...any) error) (p Peer, err error) {
	var uras string
	var paused, made int64
	var tried, good, heard sql.NullInt64
	err = row(&p.ID, &p.Name, &p.Base, &p.Notices, &p.Token, &p.Scope, &p.Organization, &p.Client, &uras, &paused, &tried, &good, &p.Problem.NL, &p.Problem.EN, &p.Signals, &p.Subscription, &heard, &made)
	p.URAs, p.Paused, p.Made = strings.Fields(uras), paused == 1, clock.FromMicros(made)
	if tried.Valid {
		p.Tried = clock.FromMicros(tried.Int64)
	}
	if good.Valid {
		p.Good = clock.FromMicros(good.Int64)
	}
	if heard.Valid {
		p.Heard = clock.FromMicros(heard.Int64)
	}
	return p, err
}

// OneTx gives a system, or NotFound.
func (s *Service) OneTx(ctx context.Context, tx *store.Tx, peer ID) (Peer, error) {
	return one(ctx, tx, peer)
}

// SubscribedTx keeps whether a system tells us of changes, and by which subscription there.
func (s *Service) SubscribedTx(ctx context.Context, tx *store.Tx, peer ID, how Signals, subscription string) error {
	_, err := tx.Exec(ctx, `UPDATE peer SET signals = $1, subscription = $2 WHERE id = $3`, string(how), subscription, peer)
	return err
}

// HeardTx keeps that a system told us something.
func (s *Service) HeardTx(ctx context.Context, tx *store.Tx, peer ID) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE peer SET heard_at = $1 WHERE id = $2`, clock.Micros(now), peer)
	return err
}

func one(ctx context.Context, tx *store.Tx, peer ID) (Peer, error) {
	p, err := store.One(ctx, tx, scan, `SELECT `+columns+` FROM peer WHERE id = $1`, peer)
	if errors.Is(err, store.ErrNone) {
		return p, fault.Missing("Dit systeem kennen wij niet.", "peer not found")
	}
	return p, err
}
