package importer

import (
	"slices"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// party is an organisation as a file tells it: once, or beside each of its services.
type party struct {
	name, agb, ura, kvk   string
	website, phone, email string
}

// parties gathers the organisations of a file. The same number is the same organisation, whatever it
// is called; a name alone counts within its source only, because there are many practices of one
// name in the country.
type parties struct {
	source  string
	there   map[string]network.Organization // what stands there already, by number: 'agb 01234567'
	at      map[string]int                  // in list, by key
	list    []network.Organization
	lines   []int // where each was met first
	renamed []Problem
	told    map[string]bool
}

func newParties(source string, there []network.Organization) *parties {
	p := &parties{source: source, there: map[string]network.Organization{}, at: map[string]int{}, told: map[string]bool{}}
	for _, o := range there {
		for _, key := range (&party{agb: o.AGB, ura: o.URA, kvk: o.KvK}).numbers() {
			if _, taken := p.there[key]; !taken {
				p.there[key] = o
			}
		}
	}
	return p
}

// numbers gives the keys of a party, the one that says most first: a KvK number may hold several
// practices, each with an AGB code of its own.
func (o *party) numbers() (keys []string) {
	for _, n := range []struct{ kind, number string }{{"agb", o.agb}, {"ura", o.ura}, {"kvk", o.kvk}} {
		if n.number != "" {
			keys = append(keys, n.kind+" "+n.number)
		}
	}
	return keys
}

// key names a party within its file; "" when the file says nothing of it.
func (o *party) key() string {
	if keys := o.numbers(); len(keys) > 0 {
		return keys[0]
	}
	if name := fold(o.name); name != "" {
		return "name " + name
	}
	return ""
}

// meet adds the organisation of a draft, if it is new.
func (p *parties) meet(d *draft, bad *findings) {
	o := &d.party
	key := o.key()
	if key == "" {
		return // that there is no organisation is told of the service
	}
	if i, met := p.at[key]; met {
		have := &p.list[i]
		if have.Discipline != d.service.Discipline {
			have.Discipline = ""
		}
		if o.name != "" && fold(o.name) != fold(have.Name) && !p.told[key] {
			p.told[key] = true
			p.renamed = append(p.renamed, Problem{Line: d.line, Column: d.column("organization"),
				Text: words("Deze organisatie (%s) heet op regel %d anders; die naam geldt.", "this organisation (%s) has another name on line %d, which is the one used", key, p.lines[i])})
		}
		return
	}
	if o.name == "" {
		bad.add(d.line, d.column("organization"), "De naam van de organisatie ontbreekt.", "the name of the organisation is missing")
	}
	made := network.Organization{Kind: network.Provider, Discipline: d.service.Discipline}
	if was, ok := p.existing(o); ok {
		made = was // what the file leaves open stays
	} else if strings.HasPrefix(key, "name ") {
		made.ID = id.From[network.OrganizationID]("organization", p.source, key)
	} else {
		made.ID = id.From[network.OrganizationID]("organization", key)
	}
	for _, f := range []struct {
		to   *string
		from string
	}{{&made.Name, o.name}, {&made.AGB, o.agb}, {&made.URA, o.ura}, {&made.KvK, o.kvk}, {&made.Website, o.website}, {&made.Phone, o.phone}, {&made.Email, o.email}} {
		if f.from != "" {
			*f.to = strings.Clone(f.from)
		}
	}
	p.at[strings.Clone(key)] = len(p.list)
	p.list = append(p.list, made)
	p.lines = append(p.lines, d.line)
}

func (p *parties) existing(o *party) (network.Organization, bool) {
	for _, key := range o.numbers() {
		if was, ok := p.there[key]; ok {
			return was, true
		}
	}
	return network.Organization{}, false
}

// of gives the id of a party that was met; "" when the file says nothing of it.
func (p *parties) of(o *party) network.OrganizationID {
	if i, ok := p.at[o.key()]; ok {
		return p.list[i].ID
	}
	return ""
}

// checkReach tells how an organisation cannot be reached, by the rules that its services have.
func (p *parties) checkReach(o *network.Organization, line int, tables *directory.Tables, bad *findings) {
	if o.Phone == "" && o.Email == "" && o.Website == "" {
		return
	}
	reach := directory.ContactPoint{Audience: directory.ForCitizen, Phone: o.Phone, Email: o.Email, URL: o.Website}
	for _, f := range directory.Check(directory.Service{Contacts: []directory.ContactPoint{reach}}, tables) {
		if field, ok := strings.CutPrefix(f.Name, "contacts[0]."); ok {
			bad.put(Problem{Line: line, Column: "organization_" + strings.Replace(field, "url", "website", 1), Text: f.Text})
		}
	}
}

// check tells which organisations cannot be. Two keys may lead to one organisation that stands there
// already; it is brought in once.
func (p *parties) check(tables *directory.Tables, bad *findings) {
	first := map[network.OrganizationID]int{}
	kept := p.list[:0:0]
	for i, o := range p.list {
		for _, n := range []struct{ field, number string }{{"agb", o.AGB}, {"ura", o.URA}, {"kvk", o.KvK}} {
			if n.number != "" && (len(n.number) != 8 || !digitsOnly(n.number)) {
				bad.add(p.lines[i], n.field, "Verwacht zijn acht cijfers.", "expected 8 digits")
			}
		}
		p.checkReach(&o, p.lines[i], tables, bad)
		if _, double := first[o.ID]; double {
			continue
		}
		first[o.ID] = i
		kept = append(kept, o)
	}
	if len(kept) == len(p.list) {
		return
	}
	for key, i := range p.at {
		at := p.list[i].ID
		p.at[key] = slices.IndexFunc(kept, func(o network.Organization) bool { return o.ID == at })
	}
	p.list = kept
}
