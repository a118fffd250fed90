package mirror

import (
	"context"
	"maps"
	"slices"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// party is which organisation of ours an organisation of the source is.
type party struct {
	organization network.OrganizationID
	own          bool
	numbers      string
}

// parties are those of a source. An organisation that stands here already, by one of its numbers, is the
// same one, and stays as it is kept here. Any other is the source's own, under an id that is made from its
// key there: when its URA changes it remains the same organisation.
type parties struct {
	known    map[string]party // by key in the source
	changed  map[string]party // of these not written yet
	byNumber map[string]network.Organization
	byID     map[network.OrganizationID]network.Organization
	own      map[network.OrganizationID]bool
	refused  map[network.OrganizationID]bool // what they say of themselves cannot be kept
}

// readParties reads those that were met before, and what stands here.
func (t *telling) readParties(ctx context.Context) (*parties, error) {
	p := &parties{known: map[string]party{}, byNumber: map[string]network.Organization{}, byID: map[network.OrganizationID]network.Organization{}, own: map[network.OrganizationID]bool{},
		refused: map[network.OrganizationID]bool{}}
	err := t.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, organization, own, numbers FROM mirror_party WHERE source = $1`, t.src.ID)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var key string
			var one party
			if err := rows.Scan(&key, &one.organization, &one.own, &one.numbers); err != nil {
				return err
			}
			p.known[key] = one
			if one.own {
				p.own[one.organization] = true
			}
		}
		return rows.Err()
	})
	for _, o := range t.reader.Organizations() {
		p.byID[o.ID] = o
		if p.own[o.ID] {
			continue
		}
		for _, n := range numbersOf(o) {
			if _, met := p.byNumber[n]; !met {
				p.byNumber[n] = o
			}
		}
	}
	return p, err
}

// numbersOf gives the numbers of an organisation, the one that says most first.
func numbersOf(o network.Organization) (list []string) {
	for _, n := range []struct{ kind, number string }{{"agb ", o.AGB}, {"ura ", o.URA}, {"kvk ", o.KvK}} {
		if n.number != "" {
			list = append(list, n.kind+n.number)
		}
	}
	return list
}

// of gives our id of an organisation, and what is to be told of it when it is the source's own.
func (p *parties) of(source SourceID, key string, told network.Organization) (network.OrganizationID, *network.Organization) {
	numbers := strings.Join(numbersOf(told), " ")
	if key == "" { // it is named by its numbers or its name alone
		key = "#" + numbers
		if numbers == "" {
			key = "#" + id.From[string](strings.ToLower(told.Name))
		}
	}
	one, met := p.known[key]
	if !met || !one.own && one.numbers != numbers {
		one = party{organization: id.From[network.OrganizationID]("mirror", string(source), "Organization", key), own: true}
		for _, n := range numbersOf(told) {
			if here, there := p.byNumber[n]; there {
				one.organization, one.own = here.ID, false
				break
			}
		}
	}
	if one.numbers != numbers || !met {
		one.numbers = numbers
		p.known[key] = one
		if p.changed == nil {
			p.changed = map[string]party{}
		}
		p.changed[key] = one
	}
	if !one.own {
		return one.organization, nil
	}
	p.own[one.organization] = true
	told.ID = one.organization
	had, there := p.byID[told.ID]
	if had.Version = told.Version; there && had == told {
		return told.ID, nil
	}
	p.byID[told.ID] = told
	return told.ID, &told
}

// mostParties is how many organisations are brought in at once: who stages them reads all that are there.
const mostParties = 20_000

// bringParties tells of the organisations of all services that are due.
func (t *telling) bringParties(ctx context.Context) error {
	var all []network.Organization
	for after := ""; ; {
		var bodies map[string]stored
		if err := t.read(ctx, func(ctx context.Context, tx *store.Tx) error {
			ids, err := store.All(ctx, tx, func(row func(...any) error) (id string, err error) { return id, row(&id) },
				`SELECT DISTINCT l.id FROM mirror_link l JOIN mirror_due d ON d.source = l.source AND d.service = l.service
				WHERE l.source = $1 AND l.type = 'Organization' AND l.id > $2 ORDER BY l.id LIMIT $3`, t.src.ID, after, tellStep)
			if err != nil || len(ids) == 0 {
				return err
			}
			after = ids[len(ids)-1]
			bodies, err = readBodies(ctx, tx, t.src.ID, "Organization", ids)
			return err
		}); err != nil {
			return err
		}
		if bodies == nil {
			return t.stage(ctx, all)
		}
		for _, key := range slices.Sorted(maps.Keys(bodies)) {
			told := t.reader.Party(bodies[key].body)
			if told.Name == "" || bodies[key].fromUs(t.s.Self()) {
				continue
			}
			if _, own := t.parties.of(t.src.ID, key, told); own != nil {
				all = append(all, *own)
			}
		}
		if err := t.saveParties(ctx); err != nil {
			return err
		}
		if len(all) >= mostParties {
			if err := t.stage(ctx, all); err != nil {
				return err
			}
			all = nil
		}
	}
}

func (t *telling) saveParties(ctx context.Context) error {
	if len(t.parties.changed) == 0 {
		return nil
	}
	err := t.write(ctx, func(ctx context.Context, tx *store.Tx) error { return t.parties.save(ctx, tx, t.src.ID) })
	if err == nil {
		t.parties.changed = nil
	}
	return err
}

// stage brings in organisations of the source itself. One that cannot be kept is tried without the ways to
// reach it, and then left out: what it offers cannot be taken over either.
func (t *telling) stage(ctx context.Context, all []network.Organization) error {
	if len(all) == 0 {
		return nil
	}
	if err := t.begin(ctx); err != nil {
		return err
	}
	_, err := t.s.Network.StageOrganizations(ctx, t.batch, all)
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	if len(all) > 1 {
		if err := t.stage(ctx, all[:len(all)/2]); err != nil {
			return err
		}
		return t.stage(ctx, all[len(all)/2:])
	}
	bare := all[0]
	bare.Website, bare.Phone, bare.Email = "", "", ""
	if bare == all[0] {
		t.parties.refused[bare.ID] = true
		return nil
	}
	return t.stage(ctx, []network.Organization{bare})
}

// nameOf gives what an organisation is called here, or else what the source calls it.
func (p *parties) nameOf(o network.OrganizationID, told string) string {
	if here, there := p.byID[o]; there {
		return here.Name
	}
	return told
}

// save writes what was decided.
func (p *parties) save(ctx context.Context, tx *store.Tx, source SourceID) error {
	for key, one := range p.changed {
		if _, err := tx.Exec(ctx, `INSERT INTO mirror_party (source, id, organization, own, numbers) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (source, id) DO UPDATE SET organization = excluded.organization, own = excluded.own, numbers = excluded.numbers`,
			source, key, one.organization, bit(one.own), one.numbers); err != nil {
			return err
		}
	}
	return nil
}
