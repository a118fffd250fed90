package directory

import (
	"context"
	"encoding/json"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// Version is a service as it was from a moment on, and who made it so: an organisation and a role,
// not a person. Persons stand in the ledger, for those who may read that.
type Version struct {
	Service      Service
	At           time.Time
	Act          string // 'directory.Save', 'directory.Confirm', 'directory.Import'
	Role         string
	Organization string // id; '' for the system
	// Person is the id of who made it, where [Register.OwnHistory] may tell; else ''.
	Person string
	// Changed is what it says otherwise than the version before it; [Register.OwnHistory] fills it.
	Changed []Difference
}

// mostVersions bounds a history; a service that is confirmed each month fills it in 40 years.
const mostVersions = 500

// History gives the versions of a service that everybody may see, newest first: while it is hidden
// or a draft it has none.
func (r *Register) History(ctx context.Context, id ServiceID) (versions []Version, err error) {
	defer fault.Wrap(&err, "directory.History(%s)", id)
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := find(ctx, tx, id)
		if err == nil && now.State != Shown {
			err = missing()
		}
		if err != nil {
			return err
		}
		versions, err = versionsOf(ctx, tx, id, ` AND v.state = 'shown'`)
		return err
	})
	for i := range versions {
		versions[i].Person = ""
	}
	return versions, err
}

// OwnHistory gives all versions of a service to those who look after it, newest first, each with what
// it changed. It tells the person only of colleagues, where the policies allow ('directory.Author').
func (r *Register) OwnHistory(ctx context.Context, actor access.Actor, service ServiceID) (versions []Version, err error) {
	defer fault.Wrap(&err, "directory.OwnHistory(%s)", service)
	var now Service
	err = r.spine.Look(ctx, act.Attempt{Actor: actor, Act: "directory.OwnHistory", Load: loading(service, &now)}, func(ctx context.Context, tx *act.Tx) error {
		versions, err = versionsOf(ctx, tx.Tx, service, ``)
		return err
	})
	if err != nil {
		return nil, unseen(err, actor, &now)
	}
	for i := range versions {
		v := &versions[i]
		if i+1 < len(versions) {
			v.Changed = Differences(versions[i+1].Service, v.Service)
		}
		about := access.Subject{Type: "version", ID: string(service), Organization: v.Organization}
		if v.Person != "" && !r.spine.Policies().Decide(actor, "directory.Author", about).Allowed {
			v.Person = ""
		}
	}
	return versions, nil
}

// versionsOf gives versions, newest first; and completes the condition.
func versionsOf(ctx context.Context, tx *store.Tx, id ServiceID, and string) ([]Version, error) {
	versions, err := store.All(ctx, tx, func(row func(...any) error) (v Version, err error) {
		var at int64
		var b batch.ID
		var by string
		v.Service, err = scan(func(dest ...any) error { return row(append(dest, &at, &b, &by)...) })
		v.At = clock.FromMicros(at)
		if b != batch.People {
			v.Act, v.Role = "directory.Import", "system"
		} else {
			v.Person = by
		}
		return v, err
	}, `SELECT `+columns+`, v.written_at, v.batch, v.written_by`+from+` WHERE v.service = $1 AND v.batch `+batch.Visible+and+`
		ORDER BY v.version DESC LIMIT $2`, id, mostVersions)
	if err != nil {
		return nil, err
	}
	return versions, addWho(ctx, tx, id, versions)
}

// addWho tells from the ledger who wrote the versions. On PostgreSQL an entry gets its number a
// moment after the act; until then the version stands without.
func addWho(ctx context.Context, tx *store.Tx, id ServiceID, versions []Version) error {
	at := map[int64]*Version{}
	for i := range versions {
		if versions[i].Act == "" {
			at[versions[i].Service.Version] = &versions[i]
		}
	}
	for before := int64(0); len(at) > 0; {
		entries, err := ledger.History(ctx, tx, ledger.Subject{Type: "service", ID: string(id)}, before, mostVersions)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, e := range entries {
			before = e.Seq
			var c change
			if e.Outcome != ledger.Done || json.Unmarshal(e.Change, &c) != nil {
				continue
			}
			if v := at[c.Version]; v != nil {
				v.Act, v.Role, v.Organization = e.Act, e.Role, e.Organization
				delete(at, c.Version)
			}
		}
	}
	return nil
}
