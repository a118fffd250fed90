package endpoint

import (
	"context"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// ErrStale is in the error of a change that was made from a version that is not the newest any more.
var ErrStale = fault.New(fault.Conflict, "Iemand anders wijzigde dit adres intussen. Kijk eerst hoe het nu is.", "somebody else has changed this since: look at it first")

// Own opens the addresses of an organisation to look after them. Whoever may change them may.
func (s *Service) Own(ctx context.Context, actor access.Actor, o network.OrganizationID) (all []Endpoint, err error) {
	defer fault.Wrap(&err, "endpoint.Own(%s)", o)
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "endpoint.Own",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "organization", ID: string(o), Organization: string(o)}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		all, err = listTx(ctx, tx.Tx, Query{Organizations: []network.OrganizationID{o}})
		tx.Found(len(all))
		return err
	})
	return all, err
}

// Save adds an address, or changes one from the version that it names. An empty id makes one. The
// organisation's administrator and its own program may, and whoever keeps the register of organisations.
// Conflict ([ErrStale]): somebody changed it since, or made the same id. Invalid names the fields. What changes
// nothing makes no version.
func (s *Service) Save(ctx context.Context, actor access.Actor, e Endpoint) (saved Endpoint, err error) {
	defer fault.Wrap(&err, "endpoint.Save(%s)", e.ID)
	if e.ID == "" {
		e.ID = id.New[ID]()
	} else if e.ID, err = id.Parse[ID](string(e.ID)); err != nil {
		return Endpoint{}, err
	}
	var had *Endpoint
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "endpoint.Save",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			if err := tx.Lock(ctx, "endpoint", string(e.ID)); err != nil {
				return access.Subject{}, err
			}
			had = nil
			found, err := listTx(ctx, tx, Query{IDs: []ID{e.ID}})
			subject := access.Subject{Type: "endpoint", ID: string(e.ID), Organization: string(e.Organization)}
			if len(found) > 0 {
				if had = &found[0]; had.Organization != e.Organization {
					subject.Organization = "" // two owners: neither may do this alone
				}
			}
			return subject, err
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		saved, err = s.save(ctx, tx, had, e)
		return err
	})
	return saved, err
}

func (s *Service) save(ctx context.Context, tx *act.Tx, had *Endpoint, e Endpoint) (Endpoint, error) {
	tables, err := tablesTx(ctx, tx.Tx)
	if err != nil {
		return e, err
	}
	e = tables.clean(e)
	if err := tables.check(&e); err != nil {
		return e, err
	}
	if _, err := s.network.OrganizationTx(ctx, tx.Tx, e.Organization); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = fault.InvalidField("organization", "Deze organisatie kennen we niet.", "unknown organization")
		}
		return e, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return e, err
	}
	var before Endpoint
	if had != nil {
		before = *had
	}
	if e.Version != before.Version {
		return e, ErrStale
	}
	changed := differs(&before, &e)
	if had != nil && len(changed) == 0 {
		return e, nil
	}
	e.Version++
	stored := []any{e.ID, e.Version, e.Status, e.Name, e.Connection, strings.Join(e.Payloads, " "), strings.Join(e.MimeTypes, "\n"), e.Address,
		micros(e.From), micros(e.Until), clock.Micros(now), e.Organization}
	query := `UPDATE endpoint SET version = $2, status = $3, name = $4, connection = $5, payloads = $6, mime_types = $7, address = $8,
		from_at = $9, until_at = $10, changed_at = $11 WHERE id = $1 AND organization = $12`
	if had == nil {
		query = `INSERT INTO endpoint (id, version, status, name, connection, payloads, mime_types, address, from_at, until_at, changed_at, organization)
			VALUES ` + store.Placeholders(1, len(stored)) + ` ON CONFLICT (id) DO NOTHING`
	}
	done, err := tx.Exec(ctx, query, stored...)
	if err != nil {
		return e, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		if err == nil {
			err = ErrStale // two made the same id at once
		}
		return e, err
	}
	tx.About("organization", string(e.Organization))
	return e, tx.Changed(map[string]any{"fields": changed, "status": e.Status, "version": e.Version})
}

// differs names the fields that are not the same.
func differs(a, b *Endpoint) (fields []string) {
	for _, f := range []struct {
		name string
		same bool
	}{
		{"status", a.Status == b.Status}, {"name", a.Name == b.Name}, {"connection", a.Connection == b.Connection},
		{"payloads", strings.Join(a.Payloads, " ") == strings.Join(b.Payloads, " ")},
		{"mime_types", strings.Join(a.MimeTypes, "\n") == strings.Join(b.MimeTypes, "\n")},
		{"address", a.Address == b.Address}, {"from", a.From.Equal(b.From)}, {"until", a.Until.Equal(b.Until)},
	} {
		if !f.same {
			fields = append(fields, f.name)
		}
	}
	return fields
}
