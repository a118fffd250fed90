package notice

import (
	"context"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/store"
)

// forWebhooks is what the platform signs messages to programs for.
const forWebhooks keys.Purpose = "webhooks"

const mostURL = 500

// Webhook is where an organisation wants to be told.
type Webhook struct {
	URL string // '' for nowhere
	Set time.Time
	// Failing is since when nothing arrives; zero: it does.
	Failing time.Time
	// Keys check the signatures: the one that signs now first, and earlier ones.
	Keys []Key
}

// Key is a public key as Standard Webhooks writes it.
type Key struct{ ID, Public string }

// hook is a row of organization_webhook.
type hook struct {
	URL      string
	set      int64
	failures int
	failing  int64 // since; 0: not
	next     int64 // not tried before
}

// hookTx gives the address of an organisation's program; none is empty.
func hookTx(ctx context.Context, tx *store.Tx, o network.OrganizationID) (hook, error) {
	h, err := store.One(ctx, tx, func(row func(...any) error) (h hook, err error) {
		return h, row(&h.URL, &h.set, &h.failures, &h.failing, &h.next)
	}, `SELECT url, set_at, failures, coalesce(failing_at, 0), next_at FROM organization_webhook WHERE organization = $1`, o)
	if errors.Is(err, store.ErrNone) {
		return hook{}, nil
	}
	return h, err
}

// of describes an organisation for the policies; NotFound for one that is not there.
func (s *Service) of(o network.OrganizationID) func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if _, err := s.Network.OrganizationTx(ctx, tx, o); err != nil {
			return access.Subject{}, err
		}
		return access.Subject{Type: "organization", ID: string(o), Organization: string(o)}, nil
	}
}

// Webhook gives where an organisation wants to be told, and whether that works.
func (s *Service) Webhook(ctx context.Context, actor access.Actor, o network.OrganizationID) (w Webhook, err error) {
	defer fault.Wrap(&err, "notice.Webhook(%s)", o)
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "placement.Webhook", Load: s.of(o)}, func(ctx context.Context, tx *act.Tx) error {
		w, err = s.webhookTx(ctx, tx.Tx, o)
		return err
	})
	if err != nil {
		return Webhook{}, err
	}
	return w, nil
}

func (s *Service) webhookTx(ctx context.Context, tx *store.Tx, o network.OrganizationID) (w Webhook, err error) {
	h, err := hookTx(ctx, tx, o)
	if err != nil {
		return w, err
	}
	if w.URL = h.URL; h.URL != "" {
		w.Set = clock.FromMicros(h.set)
	}
	if h.failing != 0 {
		w.Failing = clock.FromMicros(h.failing)
	}
	for _, id := range s.Keys.IDs() {
		public, err := s.Keys.Public(forWebhooks, id)
		if err != nil {
			return w, err
		}
		w.Keys = append(w.Keys, Key{ID: id, Public: "whpk_" + base64.StdEncoding.EncodeToString(public)})
	}
	return w, nil
}

// SaveWebhook sets where an organisation wants to be told; an empty address is nowhere.
func (s *Service) SaveWebhook(ctx context.Context, actor access.Actor, o network.OrganizationID, address string) (w Webhook, err error) {
	defer fault.Wrap(&err, "notice.SaveWebhook(%s)", o)
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "placement.SaveWebhook", Load: s.of(o)}, func(ctx context.Context, tx *act.Tx) error {
		address, err := s.check(address)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if address == "" {
			_, err = tx.Exec(ctx, `DELETE FROM organization_webhook WHERE organization = $1`, o)
		} else {
			_, err = tx.Exec(ctx, `INSERT INTO organization_webhook (organization, url, set_at, failures, failing_at, next_at) VALUES ($1, $2, $3, 0, NULL, 0)
				ON CONFLICT (organization) DO UPDATE SET url = excluded.url, set_at = excluded.set_at, failures = 0, failing_at = NULL, next_at = 0`,
				o, address, clock.Micros(now))
		}
		if err != nil {
			return err
		}
		if err := tx.Changed(map[string]bool{"set": address != ""}); err != nil {
			return err
		}
		w, err = s.webhookTx(ctx, tx.Tx, o)
		return err
	})
	if err != nil {
		return Webhook{}, err
	}
	return w, nil
}

// check gives an address in its one form. Whether a name leads outside is asked at each sending, for a
// name can lead elsewhere tomorrow; a number is refused at once.
func (s *Service) check(address string) (string, error) {
	if address = strings.TrimSpace(address); address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || len(address) > mostURL || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || strings.ContainsFunc(address, unreadable):
		return "", fault.InvalidField("url", "Vul een webadres in dat begint met https://, zonder naam of wachtwoord erin.",
			"expected an address that starts with https://, of at most 500 characters, without a user name, password or fragment")
	case !outward.Named(u.Hostname(), s.Inside...):
		return "", fault.InvalidField("url", "Dit adres ligt niet op het openbare internet.", "expected an address on the public internet")
	}
	return u.String(), nil
}

func unreadable(r rune) bool { return r <= ' ' || r > '~' }
