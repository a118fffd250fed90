package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"eerstelijn/internal/clock"
)

const (
	fetchTime = 5 * time.Second
	keepSet   = time.Hour   // a key that was taken away works no longer than this
	fetchWait = time.Minute // between two fetches of one address, whatever clients send
)

// sets are the key sets that stand at addresses, as they were when they were last fetched.
type sets struct {
	http *http.Client
	now  clock.Clock
	mu   sync.Mutex
	by   map[string]*set
}

type set struct {
	mu    sync.Mutex // held while it is fetched: who comes meanwhile waits for the same answer
	keys  []jose.JSONWebKey
	at    time.Time // fetched
	tried time.Time
}

func newSets(h *http.Client, now clock.Clock) *sets {
	return &sets{http: h, now: now, by: map[string]*set{}}
}

// key gives the key of an id from the set at an address. A set that is old, or does not know the id,
// is fetched again, at most once a minute.
func (s *sets) key(ctx context.Context, url, kid string) (jose.JSONWebKey, bool) {
	s.mu.Lock()
	one := s.by[url]
	if one == nil {
		one = &set{}
		s.by[url] = one
	}
	s.mu.Unlock()

	one.mu.Lock()
	defer one.mu.Unlock()
	now := s.now()
	key, known := find(one.keys, kid)
	if fresh := now.Sub(one.at) < keepSet; known && fresh {
		return key, true
	}
	if !one.tried.IsZero() && now.Sub(one.tried) < fetchWait {
		return jose.JSONWebKey{}, false
	}
	one.tried = now
	keys, err := s.fetch(ctx, url)
	if err != nil {
		return jose.JSONWebKey{}, false
	}
	one.keys, one.at = keys, now
	return find(keys, kid)
}

func find(keys []jose.JSONWebKey, kid string) (jose.JSONWebKey, bool) {
	for _, k := range keys {
		if k.KeyID == kid {
			return k, true
		}
	}
	return jose.JSONWebKey{}, false
}

func (s *sets) fetch(ctx context.Context, url string) ([]jose.JSONWebKey, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTime) // others wait for it too
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/jwk-set+json, application/json")
	answer, err := s.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("client: key set: %s", answer.Status)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxSet+1))
	if err != nil {
		return nil, err
	}
	return parseSet(body)
}
