package directory

import (
	"context"
	"encoding/json"
	"time"

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
		versions, err = store.All(ctx, tx, func(row func(...any) error) (v Version, err error) {
			var at int64
			var b batch.ID
			v.Service, err = scan(func(dest ...any) error { return row(append(dest, &at, &b)...) })
			v.At = clock.FromMicros(at)
			if b != batch.People {
				v.Act, v.Role = "directory.Import", "system"
			}
			return v, err
		}, `SELECT `+columns+`, v.written_at, v.batch`+from+` WHERE v.service = $1 AND v.state = 'shown' AND v.batch `+batch.Visible+`
			ORDER BY v.version DESC LIMIT $2`, id, mostVersions)
		if err != nil {
			return err
		}
		return addWho(ctx, tx, id, versions)
	})
	return versions, err
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
