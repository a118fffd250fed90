package endpoint

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Service keeps digital addresses. Everybody may read them; who may change them stands in
// access/policies/endpoint.cedar.
type Service struct {
	spine   *act.Spine
	network *network.Service
}

// New makes the service.
func New(spine *act.Spine, n *network.Service) *Service { return &Service{spine: spine, network: n} }

const columns = `e.id, e.organization, e.version, e.status, e.name, e.connection, e.payloads, e.mime_types, e.address, e.from_at, e.until_at`

func scan(row func(...any) error) (e Endpoint, err error) {
	var payloads, types string
	var from, until sql.NullInt64
	err = row(&e.ID, &e.Organization, &e.Version, &e.Status, &e.Name, &e.Connection, &payloads, &types, &e.Address, &from, &until)
	e.Payloads, e.From, e.Until = strings.Fields(payloads), moment(from), moment(until)
	if types != "" {
		e.MimeTypes = strings.Split(types, "\n")
	}
	return e, err
}

func micro(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Microsecond)
}

func moment(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return clock.FromMicros(us.Int64)
}

func micros(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: clock.Micros(t), Valid: !t.IsZero()}
}

// Tables gives the codes that there are, in the order in which people choose.
func (s *Service) Tables(ctx context.Context) (t Tables, err error) {
	defer fault.Wrap(&err, "endpoint.Tables")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err = tablesTx(ctx, tx)
		return err
	})
	return t, err
}

func tablesTx(ctx context.Context, tx *store.Tx) (t Tables, err error) {
	read := func(table string) ([]Code, error) {
		return store.All(ctx, tx, func(row func(...any) error) (c Code, err error) { return c, row(&c.Code, &c.System, &c.Name) },
			`SELECT code, system, name FROM `+table+` ORDER BY position`)
	}
	if t.Connections, err = read("endpoint_connection"); err != nil {
		return t, err
	}
	t.Payloads, err = read("endpoint_payload")
	return t, err
}

// List gives addresses in the order of their ids, those that are off too.
func (s *Service) List(ctx context.Context, q Query) (all []Endpoint, err error) {
	defer fault.Wrap(&err, "endpoint.List")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err = listTx(ctx, tx, q)
		return err
	})
	return all, err
}

func listTx(ctx context.Context, tx *store.Tx, q Query) ([]Endpoint, error) {
	var args []any
	where := `1 = 1`
	among := func(column string, n int, value func(int) any) {
		where += ` AND ` + column + ` IN (NULL`
		for i := range n {
			args = append(args, value(i))
			where += `, ` + access.Placeholder(len(args))
		}
		where += `)`
	}
	if q.Organizations != nil {
		among("e.organization", len(q.Organizations), func(i int) any { return q.Organizations[i] })
	}
	if q.IDs != nil {
		among("e.id", len(q.IDs), func(i int) any { return q.IDs[i] })
	}
	if q.After != "" {
		args = append(args, q.After)
		where += ` AND e.id > ` + access.Placeholder(len(args))
	}
	query := `SELECT ` + columns + ` FROM endpoint e WHERE ` + where + ` ORDER BY e.id`
	if q.Limit > 0 {
		args = append(args, q.Limit)
		query += ` LIMIT ` + access.Placeholder(len(args))
	}
	return store.All(ctx, tx, scan, query, args...)
}

// Get gives one address, or NotFound.
func (s *Service) Get(ctx context.Context, which ID) (e Endpoint, err error) {
	defer fault.Wrap(&err, "endpoint.Get(%s)", which)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		e, err = s.GetTx(ctx, tx, which)
		return err
	})
	return e, err
}

// GetTx is [Service.Get] within a transaction of somebody else.
func (s *Service) GetTx(ctx context.Context, tx *store.Tx, which ID) (Endpoint, error) {
	found, err := listTx(ctx, tx, Query{IDs: []ID{which}})
	if err != nil {
		return Endpoint{}, err
	}
	if len(found) == 0 {
		return Endpoint{}, fault.Missing("Dit digitale adres kennen we niet.", "endpoint not found")
	}
	return found[0], nil
}

// For gives the addresses of an organisation that can be used now, for real, for a payload: those that name
// it first, then those that take anything. None is no error: it can then not be sent there.
func (s *Service) For(ctx context.Context, o network.OrganizationID, payload string) (usable []Endpoint, err error) {
	defer fault.Wrap(&err, "endpoint.For(%s)", o)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		usable, err = s.ForTx(ctx, tx, o, payload)
		return err
	})
	return usable, err
}

// ForTx is [Service.For] within a transaction of somebody else.
func (s *Service) ForTx(ctx context.Context, tx *store.Tx, o network.OrganizationID, payload string) ([]Endpoint, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	all, err := listTx(ctx, tx, Query{Organizations: []network.OrganizationID{o}})
	if err != nil {
		return nil, err
	}
	var named, others []Endpoint
	for i := range all {
		switch e := &all[i]; {
		case !e.Usable(now) || !e.Takes(payload):
		case slices.Contains(e.Payloads, payload):
			named = append(named, *e)
		default:
			others = append(others, *e)
		}
	}
	return append(named, others...), nil
}
