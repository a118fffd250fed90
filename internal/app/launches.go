package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/dossier"
)

// openLaunches makes what lets people in from their record system.
func (a *App) openLaunches() {
	o := launch.Options{
		Spine: a.Spine, Network: a.Network, Identity: a.Identity, Keys: a.Keys, Log: a.Log, Now: a.Clock,
		Rules: oidc.Rules{Insecure: a.InsecureIssuers}, Assert: a.Peers.Assertion,
	}
	if a.Demo && !a.InsecureIssuers {
		// In the demonstration anybody may be an administrator, and the record system that it plays is this
		// very program: nothing else is asked, wherever somebody says that it is.
		o.Rules.Insecure, o.Reach = true, ourselves(func() string { return a.Public })
	}
	a.Launches = launch.New(o)
}

// ourselves reaches one address and no other.
func ourselves(public func() string) http.RoundTripper {
	var d net.Dialer
	return &http.Transport{
		DialContext: func(ctx context.Context, kind, address string) (net.Conn, error) {
			u, err := url.Parse(public())
			if err != nil || u.Host == "" || u.Host != address {
				return nil, errors.New("app: the demonstration asks itself alone")
			}
			return d.DialContext(ctx, kind, address)
		},
		ResponseHeaderTimeout: 10 * time.Second, IdleConnTimeout: time.Minute,
	}
}

// playRecordSystem makes the record system of the demonstration known, under the address of this run.
func (a *App) playRecordSystem(ctx context.Context) error {
	if !a.Demo {
		return nil
	}
	people, err := a.Network.PeopleForSignIn(ctx)
	if err != nil {
		return err
	}
	user, works := dossier.User(people)
	i := slices.IndexFunc(people, func(p network.Person) bool { return p.Role == string(access.PlatformAdmin) })
	if !works || i < 0 {
		return nil
	}
	admin := access.Actor{Person: string(people[i].ID), Name: people[i].Name, Role: access.PlatformAdmin, Assurance: access.Substantial}
	_, err = a.Launches.Add(ctx, admin, launch.System{
		Name: dossier.Name, Base: a.Public + dossier.BasePath, Issuer: a.Public + dossier.Path, ClientID: dossier.ClientID,
		Organization: user.Organization, Assurance: access.Substantial, Patient: true,
	})
	if fault.KindOf(err) == fault.Conflict { // an earlier run had the same address
		return nil
	}
	return err
}
