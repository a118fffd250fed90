package feed

import (
	"context"
	"errors"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/store"
)

// save does all acts in one transaction, or none.
func (p *plan) save(ctx context.Context) (err error) {
	if len(p.parties)+len(p.saves)+len(p.addresses)+len(p.joins) == 0 {
		return nil
	}
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
		for i := range p.saves {
			s := &p.saves[i]
			where = s.by.element("")
			if _, err := p.Directory.Save(ctx, p.who, s.Service, s.expected, directory.Exactly(), directory.NamingPlaces()); err != nil {
				return err
			}
		}
		if err := p.saveEndpoints(ctx, &where); err != nil {
			return err
		}
		return p.saveAffiliations(ctx, tx, &where)
	})
	if errors.Is(err, errClaimed) {
		return errClaimed
	}
	if err != nil {
		return because(err, where)
	}
	return nil
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
	late := false
	if len(p.entries) > 0 {
		if err := p.catchUp(ctx, projection.Concern{Entries: p.entries}, 0, p.entries); err != nil {
			if fault.KindOf(err) != fault.Unavailable {
				p.Log.ErrorContext(ctx, "fhir feed: saved, and not in the journal yet", "trace", access.CallOf(ctx).Trace, "error", err)
			}
			late = true
		}
	}
	keys := make([]journal.Key, len(p.writes))
	for i := range p.writes {
		keys[i] = p.writes[i].key()
	}
	var now map[journal.Key]journal.Version
	if !late {
		var err error
		if now, err = p.Journal.Newest(ctx, keys); err != nil {
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
