package mirror

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// material is all that is needed to weigh some services.
type material struct {
	services      map[string]stored
	organizations map[string]stored
	locations     map[string]stored
	told          map[string]written
	current       map[string]*directory.Service // as the directory has them now
	links         map[string]references
	parties       []network.Organization // that no resource tells of, to be brought in as well
}

// stored is a resource as it is kept.
type stored struct {
	body []byte
	gone bool
}

type references struct {
	organization string
	locations    []string
}

// written is what was written down of an entry.
type written struct{ told, telling string }

func (m *material) refers(service string) (string, []string) {
	l := m.links[service]
	return l.organization, l.locations
}

// inactive tells whether a service or organisation says that it stopped.
func (s stored) inactive() bool {
	var r struct {
		Active *bool `json:"active"`
	}
	return json.Unmarshal(s.body, &r) == nil && r.Active != nil && !*r.Active
}

// fromUs tells whether a resource came from our own directory: whoever follows us and is followed by us would
// else bring our own offer back in beside itself.
func (s stored) fromUs(self string) bool {
	var r struct {
		Meta struct {
			Source string `json:"source"`
		} `json:"meta"`
	}
	if self == "" || json.Unmarshal(s.body, &r) != nil {
		return false
	}
	from, ok := strings.CutPrefix(r.Meta.Source, strings.TrimRight(self, "/"))
	return ok && (from == "" || from[0] == '/' || from[0] == '#')
}

// gather reads it.
func (t *telling) gather(ctx context.Context, tx *store.Tx, due []string) (m *material, err error) {
	m = &material{told: map[string]written{}, current: map[string]*directory.Service{}, links: map[string]references{}}
	if m.services, err = readBodies(ctx, tx, t.src.ID, "HealthcareService", due); err != nil {
		return nil, err
	}
	var organizations, locations []string
	for id, s := range m.services {
		o, l := refersTo(s.body)
		m.links[id] = references{o, l}
		organizations, locations = append(organizations, o), append(locations, l...)
	}
	if m.organizations, err = readBodies(ctx, tx, t.src.ID, "Organization", once(organizations)); err != nil {
		return nil, err
	}
	if m.locations, err = readBodies(ctx, tx, t.src.ID, "Location", once(locations)); err != nil {
		return nil, err
	}
	if err := t.readTold(ctx, tx, m, due); err != nil {
		return nil, err
	}
	for _, service := range due {
		s, err := t.s.Directory.ServiceTx(ctx, tx, t.entryID(service))
		switch {
		case err == nil:
			m.current[service] = &s
		case fault.KindOf(err) != fault.NotFound:
			return nil, err
		}
	}
	return m, nil
}

// once gives a list in order, without doubles and empty ones.
func once(list []string) []string {
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) > 0 && list[0] == "" {
		return list[1:]
	}
	return list
}

func readBodies(ctx context.Context, tx *store.Tx, source SourceID, resourceType string, ids []string) (map[string]stored, error) {
	found := make(map[string]stored, len(ids))
	err := parts(tx, len(ids), func(from, to int) error {
		args := []any{source, resourceType}
		for _, id := range ids[from:to] {
			args = append(args, id)
		}
		rows, err := tx.Query(ctx, `SELECT id, gone, body FROM mirror_resource WHERE source = $1 AND type = $2 AND id IN `+in(3, to-from), args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id string
			var s stored
			if err := rows.Scan(&id, &s.gone, &s.body); err != nil {
				return err
			}
			found[id] = s
		}
		return rows.Err()
	})
	return found, err
}

func (t *telling) readTold(ctx context.Context, tx *store.Tx, m *material, due []string) error {
	return parts(tx, len(due), func(from, to int) error {
		args := []any{t.src.ID}
		for _, d := range due[from:to] {
			args = append(args, d)
		}
		type row struct {
			service string
			written
		}
		rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.service, &r.told, &r.telling) },
			`SELECT service, told, telling FROM mirror_entry WHERE source = $1 AND service IN `+in(2, to-from), args...)
		for _, r := range rows {
			m.told[r.service] = r.written
		}
		return err
	})
}

// note writes down what is about to be told, and what is not and why.
func note(ctx context.Context, tx *store.Tx, source SourceID, list []outcome) error {
	return parts(tx, len(list), func(from, to int) error {
		var args []any
		for i := from; i < to; i++ {
			o := &list[i]
			args = append(args, source, o.service, o.state, o.stands, o.digest, clipped(o.why.NL), clipped(o.why.EN))
		}
		_, err := tx.Exec(ctx, `INSERT INTO mirror_entry (source, service, state, told, telling, problem_nl, problem_en) VALUES `+store.Placeholders(to-from, 7)+`
			ON CONFLICT (source, service) DO UPDATE SET state = excluded.state, told = excluded.told, telling = excluded.telling, problem_nl = excluded.problem_nl, problem_en = excluded.problem_en`, args...)
		return err
	})
}

// clipped keeps a message short and free of what a database does not take.
func clipped(text string) string {
	const most = 300
	r := []rune(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), ""))
	if len(r) > most {
		r = append(r[:most], '…')
	}
	return string(r)
}
