package feed

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/store"
)

// save does all acts in one transaction, or none. One that only makes what is new saves its resources as well.
func (p *plan) save(ctx context.Context) error {
	if len(p.parties)+len(p.saves)+len(p.addresses)+len(p.joins) == 0 {
		return nil
	}
	if !p.plain() {
		return p.together(ctx, nil)
	}
	return p.Rendering.Tell(ctx, func(t *projection.Telling) error { return p.together(ctx, t) })
}

// together does the acts, and has what came of them told when somebody is there to tell.
func (p *plan) together(ctx context.Context, t *projection.Telling) (err error) {
	where := ""
	p.entries, err = p.Spine.Together(ctx, p.who, func(ctx context.Context, tx *store.Tx) error {
		if err := p.claimTx(ctx, tx); err != nil {
			return err
		}
		for i := range p.parties {
			o := p.parties[i]
			where = p.placeOf("Organization", string(o.ID))
			if err := p.Network.AtVersionTx(ctx, tx, o.ID, o.Version); err != nil {
				return err
			}
			if _, err := p.Network.SaveOrganization(ctx, p.who, o); err != nil {
				return err
			}
		}
		if err := p.beginTelling(ctx, tx, t); err != nil {
			return err
		}
		for i := range p.saves {
			s := &p.saves[i]
			where = s.by.element("")
			saved, err := p.Directory.Save(ctx, p.who, s.Service, s.expected, directory.Exactly(), directory.NamingPlaces())
			if err != nil {
				return err
			}
			if t != nil {
				entries := act.Entries(ctx)
				t.Made(projection.Making{Service: saved, Entry: entries[len(entries)-1], At: saved.VerifiedAt})
			}
		}
		if err := p.saveEndpoints(ctx, &where); err != nil {
			return err
		}
		if err := p.saveAffiliations(ctx, tx, &where); err != nil {
			return err
		}
		return p.tell(ctx, tx, t)
	})
	if errors.Is(err, errClaimed) {
		return errClaimed
	}
	if err != nil {
		return because(err, where)
	}
	return nil
}

// plain tells whether all that is written is new, shown, and the actor's own: services and their places.
func (p *plan) plain() bool {
	return p.new && !slices.ContainsFunc(p.saves, func(s saving) bool {
		return s.State != directory.Shown || s.Organization != p.own.ID
	})
}

// beginTelling begins to render what is made of the actor's organisation as it stands in the transaction.
func (p *plan) beginTelling(ctx context.Context, tx *store.Tx, t *projection.Telling) error {
	if t == nil {
		return nil
	}
	own, err := p.Network.EditOrganizationTx(ctx, tx, p.own.ID)
	if err == nil {
		t.Begin(own)
	}
	return err
}

// tell saves the resources of services that were just made.
func (p *plan) tell(ctx context.Context, tx *store.Tx, t *projection.Telling) error {
	if t == nil {
		return nil
	}
	added, err := t.SaveTx(ctx, tx)
	p.told = make(map[journal.Key]journal.Version, len(added))
	for _, v := range added {
		p.told[v.Key] = v
	}
	return err
}

func (p *plan) placeOf(kind, id string) string {
	for i := range p.writes {
		if w := &p.writes[i]; w.kind == kind && w.id == id {
			return w.element("")
		}
	}
	return ""
}

// answer waits until the journal tells of what was written, and says what became of each. What is written
// stays written, also when the journal is slow or the client goes away.
func (p *plan) answer(ctx context.Context) ([]done, error) {
	late, now := false, p.told
	if len(p.entries) > 0 && len(now) == 0 {
		if err := p.catchUp(ctx, projection.Concern{Entries: p.entries}, 0, p.entries); err != nil {
			if fault.KindOf(err) != fault.Unavailable {
				p.Log.ErrorContext(ctx, "fhir feed: saved, and not in the journal yet", "trace", access.CallOf(ctx).Trace, "error", err)
			}
			late = true
		}
	}
	if !late && len(now) == 0 {
		var err error
		if now, err = p.Journal.Newest(ctx, p.keys()); err != nil {
			return nil, err
		}
	}
	all := make([]done, len(p.writes))
	for i := range p.writes {
		w := &p.writes[i]
		d := done{Key: w.key(), status: http.StatusCreated, late: late}
		if _, stood := p.stood[d.Key]; stood || w.found != nil || w.kind == "Organization" {
			d.status = http.StatusOK
		}
		v, there := now[d.Key]
		if r, ok := w.resource.(*r4.Provenance); ok && !late {
			var err error
			if v, there, err = p.origin(ctx, r, now); err != nil {
				return nil, err
			}
			if there {
				d.Key = v.Key
			}
			if w.sent, err = r4.Marshal(r); err != nil { // its target has its version now
				return nil, err
			}
		}
		if there {
			d.version, d.at, d.kept = v.Version, v.At, v.Body
			if w.found == nil {
				var err error
				if d.lost, err = lost(w.kind, w.sent, v.Body); err != nil {
					return nil, err
				}
			}
		}
		all[i] = d
	}
	return all, nil
}

// outcome says what a client must know of a write that was done.
func (d *done) outcome() *r4.OperationOutcome {
	o := &r4.OperationOutcome{}
	for _, element := range d.lost {
		o.Issue = append(o.Issue, outcome.Issue("warning", "incomplete", element, fault.Text{
			NL: "Dit is niet bewaard zoals u het stuurde. Lees wat er nu staat.", EN: "this is not kept as it was sent; read what stands now"}))
	}
	switch {
	case d.late:
		o.Issue = append(o.Issue, outcome.Issue("information", "incomplete", "", fault.Text{
			NL: "Dit is opgeslagen. Over enkele tellen is het te lezen.", EN: "this is saved; it can be read in some moments"}))
	case d.version == 0:
		o.Issue = append(o.Issue, outcome.Issue("information", "informational", "", fault.Text{
			NL: "Dit is opgeslagen. Het is te zien zodra er openbaar aanbod bij hoort.", EN: "this is saved; it is public once it has a public service"}))
	case len(o.Issue) == 0:
		o.Issue = append(o.Issue, outcome.Issue("information", "informational", "", fault.Text{NL: "Dit is opgeslagen.", EN: "this is saved"}))
	}
	return o
}
