package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/store"
)

// ToURL publishes seals by POST, as lines of JSON. The address must be https, or on this machine;
// the database remembers how far it was told, so that it hears again what went wrong.
func ToURL(db *store.DB, address string) (Publisher, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, fault.InvalidField("--seal-url", "Noem een adres dat begint met https://.", "expected an https:// address")
	}
	sum := sha256.Sum256([]byte(address))
	return &urlTarget{db: db, address: address, key: hex.EncodeToString(sum[:8]), client: &http.Client{
		Timeout:       10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

type urlTarget struct {
	db      *store.DB
	address string // may hold a secret: never logged
	key     string
	client  *http.Client
}

func (t *urlTarget) Published(ctx context.Context) (m Tip, err error) {
	err = t.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		m, err = store.One(ctx, tx, func(row func(...any) error) (m Tip, err error) {
			var hash []byte
			err = row(&m.Number, &hash)
			copy(m.Hash[:], hash)
			return m, err
		}, `SELECT number, hash FROM ledger_published WHERE target = $1`, t.key)
		if errors.Is(err, store.ErrNone) {
			return nil
		}
		return err
	})
	return m, err
}

func (t *urlTarget) Publish(ctx context.Context, seals []Seal) error {
	header := http.Header{"Content-Type": {"application/jsonl"}}
	if err := outward.Post(ctx, t.client, t.address, header, lines(seals)); err != nil {
		return fmt.Errorf("the address for seals: %w", err)
	}
	return t.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		m := seals[len(seals)-1].Tip()
		_, err := tx.Exec(ctx, `INSERT INTO ledger_published (target, number, hash) VALUES ($1, $2, $3)
			ON CONFLICT (target) DO UPDATE SET number = excluded.number, hash = excluded.hash`, t.key, m.Number, m.Hash[:])
		return err
	})
}
