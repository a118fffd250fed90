package mirror

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/store"
)

// What becomes of a service of a source.
const (
	taken = "taken"
	ended = "ended"
	held  = "held"
	unfit = "unfit"
)

// telling is the second half of a run: what is due goes to the directory in one batch.
type telling struct {
	*run
	reader  *importer.Foreign
	tables  *directory.Tables
	parties *parties
	batch   batch.ID // 0: not opened yet
	counts  batch.Counts
	shown   map[print]string // who brought what is shown here; nil: not asked for yet
}

// outcome is what a service of the source comes to.
type outcome struct {
	service string // its id in the source
	state   string
	why     fault.Text
	// entry is what the directory is to be told; nil when it knows, or must not be told.
	entry *directory.Service
	// digest is of what the directory says when all went well; '' is nothing. stands is of what it says now, as
	// far as this source said it.
	digest, stands string
}

// tell lets the directory say what the source says.
func (r *run) tell(ctx context.Context) (err error) {
	t := &telling{run: r}
	defer func() {
		if err == nil || t.batch == 0 {
			return
		}
		// The rows are unseen already; taking them away is housekeeping that may fail.
		tidy := context.WithoutCancel(ctx)
		err = errors.Join(err, batch.Drop(tidy, r.s.db, t.batch))
		_ = t.clear(tidy, t.batch)
	}()
	for after := ""; ; {
		due, err := t.due(ctx, after)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			break
		}
		if t.reader == nil {
			if err := t.open(ctx); err != nil {
				return err
			}
			if err := t.bringParties(ctx); err != nil {
				return err
			}
		}
		if err := t.some(ctx, due); err != nil {
			return err
		}
		after = due[len(due)-1]
	}
	if t.batch != 0 {
		if err := r.s.at("finish"); err != nil {
			return err
		}
		finished := t.batch
		if err := r.s.Directory.FinishImport(ctx, actor, finished, t.counts, r.src.Name); err != nil {
			return err
		}
		t.batch = 0
	}
	if t.reader == nil {
		return nil
	}
	return t.settled(ctx)
}

// open reads what services are checked against.
func (t *telling) open(ctx context.Context) (err error) {
	if t.reader, err = t.s.loose.Foreign(ctx); err != nil {
		return err
	}
	if t.tables, err = t.s.Directory.Tables(ctx); err != nil {
		return err
	}
	t.parties, err = t.readParties(ctx)
	return err
}

func (t *telling) due(ctx context.Context, after string) (due []string, err error) {
	err = t.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		due, err = store.All(ctx, tx, func(row func(...any) error) (id string, err error) { return id, row(&id) },
			`SELECT service FROM mirror_due WHERE source = $1 AND service > $2 ORDER BY service LIMIT $3`, t.src.ID, after, tellStep)
		return err
	})
	return due, err
}

// tellStep is how many services are read, weighed and staged at once.
const tellStep = 100

// some tells of some services. Before the directory is told, it is written down what: a run that dies
// afterwards is then not taken for somebody who changed the entry.
func (t *telling) some(ctx context.Context, due []string) error {
	var list []outcome
	var m *material
	err := t.read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		m, err = t.gather(ctx, tx, due)
		return err
	})
	if err != nil {
		return err
	}
	for _, service := range due {
		o, err := t.weigh(ctx, m, service)
		if err != nil {
			return err
		}
		list = append(list, o)
	}
	if err := t.stage(ctx, m.parties); err != nil {
		return err
	}
	if err := t.saveParties(ctx); err != nil {
		return err
	}
	for i := range list {
		if e := list[i].entry; e != nil && t.parties.refused[e.Organization] {
			list[i] = outcome{service: list[i].service, state: unfit, why: noParty, digest: list[i].stands, stands: list[i].stands}
		}
	}
	if err := t.write(ctx, func(ctx context.Context, tx *store.Tx) error { return note(ctx, tx, t.src.ID, list) }); err != nil {
		return err
	}
	var entries []directory.Service
	for i := range list {
		if list[i].entry != nil {
			entries = append(entries, *list[i].entry)
		}
	}
	if len(entries) == 0 {
		return nil
	}
	if err := t.begin(ctx); err != nil {
		return err
	}
	counts, err := t.s.Directory.StageServices(ctx, t.batch, entries)
	t.counts.Added += counts.Added
	t.counts.Changed += counts.Changed
	t.counts.Same += counts.Same
	return err
}

// begin opens the batch when the first thing must be told, and clears away what died before.
func (t *telling) begin(ctx context.Context) error {
	if t.batch != 0 {
		return nil
	}
	if err := t.s.at("batch"); err != nil {
		return err
	}
	opened, dead, err := batch.Open(ctx, t.s.db, batchKind+string(t.src.ID), t.src.Name, "")
	if err != nil {
		return err
	}
	t.batch = opened
	for _, d := range dead {
		if err := t.clear(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// batchKind begins the kind of the batches; each source has its own, so that none waits for another.
const batchKind = "mirror:"

func (t *telling) clear(ctx context.Context, b batch.ID) error {
	if err := t.s.Directory.ClearDropped(ctx, b); err != nil {
		return err
	}
	return t.s.Network.ClearDropped(ctx, b)
}

// settled says that the directory knows all that was due.
func (t *telling) settled(ctx context.Context) error {
	for {
		due, err := t.due(ctx, "")
		if err != nil || len(due) == 0 {
			return err
		}
		if err := t.write(ctx, func(ctx context.Context, tx *store.Tx) error {
			return parts(tx, len(due), func(from, to int) error {
				args := []any{t.src.ID}
				for _, d := range due[from:to] {
					args = append(args, d)
				}
				if _, err := tx.Exec(ctx, `UPDATE mirror_entry SET told = telling WHERE source = $1 AND service IN `+in(2, to-from), args...); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, `DELETE FROM mirror_due WHERE source = $1 AND service IN `+in(2, to-from), args...)
				return err
			})
		}); err != nil {
			return err
		}
	}
}

// weigh says what becomes of a service.
func (t *telling) weigh(ctx context.Context, m *material, service string) (o outcome, err error) {
	before, current := m.told[service], m.current[service]
	now := ""
	if current != nil {
		now = digestOf(current)
	}
	o = outcome{service: service, stands: before.told}
	if now != "" && now == before.telling { // a run died when the directory was told and it was not noted yet
		o.stands = now
	}
	o.digest = o.stands
	ours := now != "" && now == o.stands
	body := m.services[service]
	organization, locations := m.refers(service)
	var read importer.ForeignService
	provider := m.organizations[organization]
	// What an organisation offers ends with it.
	over := len(body.body) == 0 || body.gone || body.inactive() || provider.gone || provider.inactive()
	if !over {
		if read, err = t.understand(ctx, m, body.body, organization, locations); err != nil {
			return o, err
		}
	}
	entry := t.entryOf(&read, m, service, organization)
	switch {
	case over && (current == nil || current.State == directory.Hidden):
		o.state = ended
		return o, nil
	case over && !ours:
		o.state, o.why = held, keptByPeople
		return o, nil
	case over:
		hidden := *current
		hidden.State = directory.Hidden
		entry = hidden
	case body.fromUs(t.s.Self()):
		o.state, o.why = held, fromUs
		return o, nil
	case read.Party.Name == "":
		o.state, o.why = unfit, noPartyYet
		return o, nil
	case len(read.Problems) > 0:
		o.state, o.why = unfit, read.Problems[0].Text
		return o, nil
	default:
		if wrong := directory.Check(entry, t.tables); len(wrong) > 0 {
			o.state, o.why = unfit, wrong[0].Text
			return o, nil
		}
	}
	if o.digest, o.state = digestOf(&entry), taken; over {
		o.state = ended
	}
	switch {
	case current == nil:
		source, there, err := t.standsHere(ctx, &entry, t.parties.nameOf(entry.Organization, read.Party.Name))
		if err != nil {
			return o, err
		}
		if there {
			o.digest, o.state, o.why = "", held, alreadyHere(source)
			return o, nil
		}
		o.entry = &entry
	case now == o.digest:
	case !ours:
		o.digest, o.state, o.why = o.stands, held, keptByPeople
	default:
		o.entry = &entry
	}
	return o, nil
}

// Why something is not taken over.
var (
	keptByPeople = fault.Text{NL: "Mensen houden dit hier zelf bij. Dat gaat voor.", EN: "people keep this entry here themselves, which goes first"}
	noParty      = fault.Text{NL: "De gegevens van de organisatie kloppen niet.", EN: "its organisation cannot be kept as it is"}
	fromUs       = fault.Text{NL: "Dit komt van onszelf.", EN: "this came from us"}
	noPartyYet   = fault.Text{NL: "De organisatie is (nog) niet in de gids.", EN: "its organisation is not in the source (yet)"}
)

// understand reads a service with what it refers to.
func (t *telling) understand(ctx context.Context, m *material, body []byte, organization string, locations []string) (importer.ForeignService, error) {
	parts := importer.ForeignParts{Service: body, Organization: m.organizations[organization].body, Locations: map[string][]byte{}}
	if len(parts.Organization) == 0 {
		parts.Organization = nil
	}
	for _, l := range locations {
		if p := m.locations[l]; len(p.body) > 0 && !p.gone {
			parts.Locations[l] = p.body
		}
	}
	return t.reader.Read(ctx, parts, func(location string) directory.LocationID {
		return id.From[directory.LocationID]("mirror", string(t.src.ID), "Location", location)
	})
}

// entryOf completes what was read into an entry of the directory.
func (t *telling) entryOf(read *importer.ForeignService, m *material, service, organization string) directory.Service {
	s := read.Service
	s.ID, s.Source, s.SourceKey = t.entryID(service), t.src.Name, service
	if one, met := t.parties.known[organization]; met && organization != "" {
		s.Organization = one.organization
	} else if read.Party.Name != "" && len(read.Problems) == 0 {
		// The service itself says who provides it.
		o, own := t.parties.of(t.src.ID, "", read.Party)
		if s.Organization = o; own != nil {
			m.parties = append(m.parties, *own)
		}
	}
	return directory.Clean(s)
}

func (t *telling) entryID(service string) directory.ServiceID {
	return id.From[directory.ServiceID]("mirror", string(t.src.ID), "HealthcareService", service)
}

// digestOf tells entries apart by all that a source or a person can say of them; when they were checked and
// what number a version has is not theirs to say.
func digestOf(s *directory.Service) string {
	c := *s
	c.Version, c.OrganizationName, c.VerifiedAt, c.VerifyBy = 0, "", time.Time{}, time.Time{}
	text, err := json.Marshal(c)
	if err != nil {
		return "" // a struct of texts and numbers that was stored before
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
