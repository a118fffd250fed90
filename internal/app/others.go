package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/others"
)

// openOthers makes the systems of others that the demonstration plays. Nothing leaves the demonstration: they reach
// this program, and it reaches them, within it.
func (a *App) openOthers(now clock.Clock) (err error) {
	if !a.Demo {
		return nil
	}
	ourselves := inside(func(host string) http.Handler {
		if u, err := url.Parse(a.Public); err == nil && u.Host == host {
			return a.face
		}
		return nil
	})
	a.Others, err = others.New(others.Options{Now: now, Log: a.Log, Ours: func() string { return a.Public }, HTTP: ourselves.client()})
	return err
}

// ofOthers gives what answers at a host of others.
func (a *App) ofOthers(host string) http.Handler { return a.Others.At(host) }

// inside gives what answers at a host; nil where nobody does. It carries requests there without a line.
type inside func(host string) http.Handler

const insideFor = 20 * time.Second

// errLeaves is what whoever asks anybody else is told, where it says why asking failed.
var errLeaves = fault.New(fault.Unavailable, "Vanuit het voorbeeld vragen wij niets aan systemen van buiten.", "nothing leaves the demonstration: no system outside it is asked")

// outside asks addresses that people here name. In the demonstration, where anybody may be an administrator, those
// are the systems that it plays; elsewhere it is nil, and whoever asks keeps to public addresses.
func (a *App) outside() *http.Client {
	if !a.Demo {
		return nil
	}
	return inside(a.ofOthers).client()
}

// atOnce waits for nothing: a line that nobody lays needs no rest between two attempts.
func atOnce(time.Duration) <-chan time.Time {
	c := make(chan time.Time)
	close(c)
	return c
}

func (i inside) client() *http.Client {
	return &http.Client{Transport: i, Timeout: insideFor, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// RoundTrip implements http.RoundTripper.
func (i inside) RoundTrip(r *http.Request) (_ *http.Response, err error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	h := i(r.URL.Host)
	if h == nil {
		return nil, errLeaves
	}
	q := r.Clone(r.Context())
	if q.Body == nil {
		q.Body = http.NoBody
	}
	q.Host, q.RequestURI, q.RemoteAddr = r.URL.Host, r.URL.RequestURI(), "127.0.0.1:0"
	q.URL = &url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
	a := &kept{header: http.Header{}}
	defer func() {
		if p := recover(); p != nil { // as a line that is cut
			err = errors.New("app: the answer was broken off")
		}
	}()
	h.ServeHTTP(a, q)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	a.WriteHeader(http.StatusOK)
	return &http.Response{Status: strconv.Itoa(a.status) + " " + http.StatusText(a.status), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(&a.body), ContentLength: int64(a.body.Len()), Request: r}, nil
}

// kept keeps an answer.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header { return k.header }

func (k *kept) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

func (k *kept) Write(p []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	return k.body.Write(p)
}

// playOthers makes the systems of others known, as administrators of both sides would, each time with new keys.
func (a *App) playOthers(ctx context.Context) error {
	if a.Others == nil {
		return nil
	}
	people, err := a.Network.PeopleForSignIn(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p network.Person) bool { return p.Role == string(access.PlatformAdmin) })
	e, there, err := demo.AskElsewhere(ctx, a.Network)
	if err != nil || !there || i < 0 {
		return err
	}
	admin := access.Actor{Person: string(people[i].ID), Name: people[i].Name, Role: access.PlatformAdmin, Assurance: access.Substantial}
	var questions []others.Question
	for _, q := range e.Questions {
		questions = append(questions, others.Question(q))
	}
	a.Others.Platform.Means(others.Party{Name: e.Asker.Name, URA: e.Asker.URA}, others.Party{Name: e.Provider.Name, URA: e.Provider.URA}, questions)
	if err := a.letIn(ctx, admin, a.Others.Platform, client.Client{Name: others.Name, Organization: e.Asker.ID, Scopes: []string{"placement:notify"}}); err != nil {
		return err
	}
	if err := a.letIn(ctx, admin, a.Others.Planner, client.Client{Name: others.PlannerName, Organization: e.Provider.ID, Scopes: []string{"placement:answer", subscription.Manage}}); err != nil {
		return err
	}
	_, err = a.Peers.Add(ctx, admin, peer.New{Name: others.Name, Base: others.Base, Client: others.ClientID, Organization: e.Provider.ID, URAs: []string{e.Asker.URA}})
	if err != nil && fault.KindOf(err) != fault.Conflict { // an earlier run added it
		return err
	}
	return a.forgetHooks(ctx, admin)
}

// letIn gives a program of others a client_id, or the one that it had in an earlier run.
func (a *App) letIn(ctx context.Context, admin access.Actor, program interface {
	Keys() (string, error)
	Known(clientID string)
}, c client.Client,
) (err error) {
	if c.JWKS, err = program.Keys(); err != nil {
		return err
	}
	all, err := a.Clients.Clients(ctx, admin)
	if err != nil {
		return err
	}
	had := slices.IndexFunc(all, func(o client.Client) bool { return !o.Ended && o.Name == c.Name && o.Organization == c.Organization })
	if had >= 0 {
		c.ID, err = all[had].ID, a.Clients.SetClientKeys(ctx, admin, all[had].ID, c.JWKS, "")
	} else {
		c.ID, err = a.Clients.AddClient(ctx, admin, c)
	}
	program.Known(string(c.ID))
	return err
}

// forgetHooks puts off what the planning program asked in an earlier run: it does not remember the secret.
func (a *App) forgetHooks(ctx context.Context, admin access.Actor) error {
	all, err := a.Hearing.All(ctx, admin)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Endpoint == others.Hook && all[i].State != subscription.Off {
			if err := a.Hearing.Stop(ctx, admin, all[i].ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// beginOthers lets them begin, when the program answers.
func (a *App) beginOthers(ctx context.Context) error {
	if a.Others == nil || !a.Others.Known() {
		return nil
	}
	return errors.Join(a.Others.Platform.Ask(ctx), a.Others.Planner.Subscribe(ctx))
}
