package feed

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/store"
)

// errClaimed says that somebody made, at the same moment, what a conditional create would make.
var errClaimed = errors.New("feed: made by another request just now")

// conditionOf is the digest under which a condition is kept: what is asked for may be anybody's number.
func (p *plan) conditionOf(kind string, asked *param.Query) string {
	h := sha256.New()
	write := func(text string) { h.Write(append([]byte(text), 0)) }
	write(p.who.Organization)
	write(kind)
	for _, c := range asked.All {
		for _, m := range c.Any {
			write(m.From)
			write(m.To)
			write(m.Ends)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// claimed gives what was made under a condition before.
func (p *plan) claimed(ctx context.Context, w *write) (found *journal.Version, err error) {
	var id string
	err = p.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT id FROM feed_condition WHERE condition = $1`, w.condition).Scan(&id)
	})
	if errors.Is(err, store.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	k := journal.Key{Type: w.kind, ID: id}
	there, err := p.Journal.Newest(ctx, []journal.Key{k})
	if v, public := there[k]; public {
		return &v, err
	}
	return &journal.Version{Key: k}, err
}

// claimTx claims the conditions and the places of a plan, in one order for all, until the transaction ends and
// from then on.
func (p *plan) claimTx(ctx context.Context, tx *store.Tx) error {
	var all []*write
	for i := range p.writes {
		if p.writes[i].found == nil {
			all = append(all, &p.writes[i])
		}
	}
	slices.SortFunc(all, func(a, b *write) int { return cmp.Or(cmp.Compare(a.condition, b.condition), cmp.Compare(a.id, b.id)) })
	for _, w := range all {
		if w.condition != "" {
			done, err := tx.Exec(ctx, `INSERT INTO feed_condition (condition, type, id) VALUES ($1, $2, $3) ON CONFLICT (condition) DO NOTHING`, w.condition, w.kind, w.id)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return errors.Join(errClaimed, err)
			}
		}
		if w.kind == "Location" && !p.has(w.id) {
			if err := p.claimPlaceTx(ctx, tx, w); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *plan) claimPlaceTx(ctx context.Context, tx *store.Tx, w *write) error {
	if _, err := tx.Exec(ctx, `INSERT INTO feed_place (id, organization) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, w.id, p.who.Organization); err != nil {
		return err
	}
	var owner string
	if err := tx.QueryRow(ctx, `SELECT organization FROM feed_place WHERE id = $1`, w.id).Scan(&owner); err != nil {
		return err
	}
	if owner != p.who.Organization {
		return anothersPlace(w)
	}
	return nil
}

// has tells whether a service of the actor's organisation has a place.
func (p *plan) has(place string) bool {
	_, yes := p.known(place, &directory.Service{})
	return yes
}

// holdPlace refuses a place that is in the journal as another organisation's, and that no service of the actor's
// own has. One that a service of another has is left to the directory, which refuses it on record.
func (p *plan) holdPlace(w *write) error {
	v, stood := p.stood[w.key()]
	if !stood || len(p.holders[w.id]) > 0 {
		return nil
	}
	r, err := r4.Unmarshal(v.Body)
	if err != nil {
		return err
	}
	if l, ok := r.(*r4.Location); ok && l.ManagingOrganization != nil && l.ManagingOrganization.Reference != "Organization/"+render.ID(p.own.ID) {
		return anothersPlace(w)
	}
	return nil
}

func anothersPlace(w *write) error {
	return outcome.RefuseAt(http.StatusForbidden, "forbidden", w.element(""), "Deze locatie is van een andere organisatie. Kies een ander id.", "this location is another organisation's; choose another id")
}
