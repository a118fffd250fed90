package client

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/store"
)

// ID identifies a client; it is the client_id of OAuth.
type ID string

// Client is a program that may use the API.
type Client struct {
	ID           ID
	Name         string
	Organization network.OrganizationID
	Region       network.RegionID
	Scopes       []string // in order
	// One of the two says which keys it signs with.
	JWKS    string
	JWKSURL string
	Ended   bool
	Made    time.Time
	EndedAt time.Time
	Used    time.Time // the last time it got a token; zero: never
}

// Options are what the service stands on.
type Options struct {
	Spine *act.Spine
	Keys  *keys.Ring
	Log   *slog.Logger
	// Now is for tests; nil is the machine's clock.
	Now clock.Clock
	// HTTP fetches key sets; nil is a client that reaches public addresses alone and follows no
	// redirects.
	HTTP *http.Client
}

// Service holds the clients.
type Service struct {
	spine     *act.Spine
	approvals *approval.Approvals // from Register
	keys      *keys.Ring
	log       *slog.Logger
	now       clock.Clock
	sets      *sets
	decoys    decoys
}

// New makes the service.
func New(o Options) *Service {
	if o.Now == nil {
		o.Now = clock.System
	}
	if o.HTTP == nil {
		o.HTTP = outward.Client(fetchTime)
	}
	return &Service{spine: o.Spine, keys: o.Keys, log: o.Log, now: o.Now, sets: newSets(o.HTTP, o.Now), decoys: newDecoys()}
}

const columns = `id, name, organization, region, scopes, jwks, jwks_url, state, made_at, coalesce(ended_at, 0), coalesce(used_at, 0)`

func scan(row func(...any) error) (c Client, err error) {
	var scopes, state string
	var made, ended, used int64
	err = row(&c.ID, &c.Name, &c.Organization, &c.Region, &scopes, &c.JWKS, &c.JWKSURL, &state, &made, &ended, &used)
	c.Scopes, c.Ended, c.Made = strings.Fields(scopes), state == "ended", clock.FromMicros(made)
	if ended != 0 {
		c.EndedAt = clock.FromMicros(ended)
	}
	if used != 0 {
		c.Used = clock.FromMicros(used)
	}
	return c, err
}

func one(ctx context.Context, tx *store.Tx, id ID) (Client, error) {
	found, err := store.All(ctx, tx, scan, `SELECT `+columns+` FROM client WHERE id = $1`, id)
	if err == nil && len(found) == 0 {
		err = fault.Missing("Deze koppeling is er niet.", "no such client")
	}
	if err != nil {
		return Client{}, err
	}
	return found[0], nil
}

// actor is who a client is to the platform.
func (c Client) actor(scopes []string) access.Actor {
	return access.Actor{
		Person: "client:" + string(c.ID), Name: c.Name, Role: access.Machine, Organization: string(c.Organization),
		Region: string(c.Region), Assurance: access.Substantial, Scopes: strings.Join(scopes, " "), Via: access.ByAPI,
	}
}

// subject is a client as the policies weigh it.
func (c Client) subject() access.Subject {
	return access.Subject{Type: "client", ID: string(c.ID), Organization: string(c.Organization), Region: string(c.Region), Person: "client:" + string(c.ID)}
}

// both gives what stands in a and in b, in a's order.
func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return !slices.Contains(b, s) })
}
