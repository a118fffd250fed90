package app

import (
	"context"
	"time"

	"eerstelijn/internal/custody"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/roles"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/upkeep"
	"eerstelijn/internal/web/admin"
)

// readKeysEvery is how soon a node learns of a rotation: well before the new key counts.
const readKeysEvery = 30 * time.Second

// openKeepers makes what looks after keys, roles and machine clients.
func (a *App) openKeepers() {
	a.Custody = custody.New(custody.Options{
		Spine: a.Spine, Approvals: a.Approvals, Ring: a.Keys, File: a.keyFile, Now: a.Config.Clock,
		Stores: []keys.Rewrapper{
			custody.Table{DB: a.Store, What: "namen in het logboek", Table: "ledger_name", ID: "id", Column: "sealed"},
			custody.Encoded{DB: a.Store, What: "adressen van uitnodigingen", Table: "invitation", ID: "id", Column: "email"},
			custody.Table{DB: a.Store, What: "gegevens bij aanvragen", Table: "placement_person", ID: "request", Column: "sealed", Text: true},
			custody.Table{DB: a.Store, What: "adressen van melders", Table: "bottleneck_reporter", ID: "id", Column: "email", Text: true},
			custody.Table{DB: a.Store, What: "tokens van gidsen", Table: "mirror_source", ID: "id", Column: "token"},
			custody.Table{DB: a.Store, What: "toegang tot vragen van elders", Table: "notice_taken", ID: "id", Column: "ticket"},
			custody.Table{DB: a.Store, What: "kopregels van abonnementen", Table: "subscription", ID: "id", Column: "headers"},
			custody.Payloads{DB: a.Store, What: "berichten die wachten", Kind: mail.Job, Field: "sealed"},
		},
		Prints: []custody.Counter{custody.Prints{DB: a.Store, What: "nummers waarmee mensen inloggen", Table: "login", Column: "value"}},
	})
	a.Custody.Handle(a.Jobs)
	a.Roles = roles.New(a.Spine, a.Network, a.Identity, a.Approvals)
	a.Clients = client.New(client.Options{Spine: a.Spine, Keys: a.Keys, Log: a.Log, Now: a.Config.Clock, HTTP: a.outside()})
	a.Clients.Register(a.Approvals)
	a.Upkeep = upkeep.New(a.Spine)
}

// adminNeeds is what the pages of the administrator stand on.
func (a *App) adminNeeds() admin.Needs {
	facts := admin.Facts{Version: a.Version, Public: a.Public, Strict: a.Strict}
	if a.Party != nil {
		for _, one := range a.Party.Issuers() {
			facts.Issuers = append(facts.Issuers, one.Name)
		}
	}
	return admin.Needs{Roles: a.Roles, Clients: a.Clients, Custody: a.Custody, Upkeep: a.Upkeep, Invitations: a.Accounts.Invitations, Mirror: a.Mirror, Peers: a.Peers, Hearing: a.Hearing, SetAside: a.Rendering.SetAside, Facts: facts}
}

// watchKeys reads the key file again and again until ctx ends, so that a rotation needs no restart.
func (a *App) watchKeys(ctx context.Context) {
	tick := time.NewTicker(readKeysEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			a.readKeys()
		}
	}
}

// readKeys reads the key file. When that fails the keys of before stay in use: sealed values must open.
func (a *App) readKeys() {
	before := len(a.keyFile.Keys())
	if err := a.keyFile.Reload(); err != nil {
		a.Log.Error("key file", "error", err)
	} else if now := len(a.keyFile.Keys()); now != before {
		a.Log.Info("key file read", "keys", now, "current", a.keyFile.Current())
	}
}
