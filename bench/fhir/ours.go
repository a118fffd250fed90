package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/access"
	"eerstelijn/internal/app"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/client"
	keyring "eerstelijn/internal/keys"
	"eerstelijn/internal/network"
)

// seed draws the services.
const seed = 2026

// startOurs fills a new database with a country, starts the program on it and waits until everything is rendered.
func (b *bench) startOurs(ctx context.Context, folder string) (_ *base, stop func() error, err error) {
	db, name := filepath.Join(folder, "fhir.db"), "ours on SQLite"
	var keys string // beside a file they are made on first use
	var flags []string
	if b.db == "postgres" {
		if db, err = freshDatabase(ctx, "bench_fhir_ours"); err != nil {
			return nil, nil, err
		}
		name, keys = "ours on PostgreSQL", filepath.Join(folder, "fhir.keys")
		if _, err := keyring.CreateFile(keys, time.Now()); err != nil {
			return nil, nil, err
		}
		flags = append(flags, "--keys", keys)
	}
	w, err := b.furnish(ctx, db, keys)
	if err != nil {
		return nil, nil, err
	}
	binary, err := measure.Build(ctx, folder)
	if err != nil {
		return nil, nil, err
	}
	// The client says for each question that it comes from another address; see head.
	flags = append(flags, "--proxies", "127.0.0.0/8")
	p, err := measure.Start(ctx, binary, db, flags...)
	if err != nil {
		return nil, nil, err
	}
	site := "http://" + p.Addr
	start := time.Now()
	ours, err := newBase(name, site+"/fhir")
	if err == nil {
		err = rendered(ctx, ours)
	}
	if err != nil {
		return nil, nil, errors.Join(err, p.Stop())
	}
	fmt.Fprintf(b.Out, "(%s: ready after %.1f s, all resources rendered %.1f s later)\n", name, p.Ready.Seconds(), time.Since(start).Seconds())
	ours.organization = string(w.organization)
	ours.token = func(ctx context.Context) (string, error) { return w.token(ctx, site) }
	ours.processes = []int{p.PID()}
	ours.memory = func() (float64, string, error) {
		now, _, err := measure.Memory(p.PID())
		return now, "the program", err
	}
	return ours, p.Stop, nil
}

// writer is a program that may write the services of one organisation.
type writer struct {
	organization network.OrganizationID
	id           client.ID
	secret       ed25519.PrivateKey
}

// furnish fills the database, and registers a program that writes.
func (b *bench) furnish(ctx context.Context, db, keys string) (_ *writer, err error) {
	a, err := app.Open(ctx, app.Config{DB: db, Keys: keys, Version: "bench"}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	start := time.Now()
	if err := demo.LoadNational(ctx, demo.House{DB: a.Store, Network: a.Network, Directory: a.Directory}, b.services, seed, nil); err != nil {
		return nil, err
	}
	w := &writer{}
	for o := range demo.NationalOrganizations(nil, b.services, seed) {
		w.organization = o.ID
		break
	}
	public, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	w.secret = secret
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: public, KeyID: "1"}}})
	if err != nil {
		return nil, err
	}
	admin := access.Actor{Person: id.New[string](), Role: access.PlatformAdmin, Assurance: access.Substantial}
	w.id, err = a.Clients.AddClient(ctx, admin, client.Client{Name: "bench", Organization: w.organization, Scopes: []string{"directory:write"}, JWKS: string(set)})
	fmt.Fprintf(b.Out, "(%s services in a new database in %.1f s)\n", measure.Thousands(b.services), time.Since(start).Seconds())
	return w, err
}

// token signs in as programs do.
func (w *writer) token(ctx context.Context, site string) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: w.secret}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		return "", err
	}
	assertion, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: string(w.id), Subject: string(w.id), Audience: jwt.Audience{site + client.TokenPath}, ID: rand.Text(),
		Expiry: jwt.NewNumericDate(time.Now().Add(time.Minute)),
	}).Serialize()
	if err != nil {
		return "", err
	}
	body, err := ask(ctx, site+client.TokenPath, url.Values{
		"grant_type": {"client_credentials"}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	})
	if err != nil {
		return "", err
	}
	var given struct {
		Token string `json:"access_token"`
	}
	return given.Token, json.Unmarshal(body, &given)
}

// ask sends a form and gives what a good answer says.
func ask(ctx context.Context, address string, form url.Values) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("POST %s: %s: %s", address, answer.Status, body)
	}
	return body, err
}

// rendered waits until the FHIR face answers: it says 503 while resources are rendered for the first time.
func rendered(ctx context.Context, s *base) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for caller := 0; ; caller++ {
		_, err := s.get(s.request("metadata", caller))
		if err == nil || !strings.Contains(err.Error(), " 503") {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
