package mirror

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// A resource that cannot be taken is passed over: it is counted and named, what was kept of it stays, and a load
// goes on as if it had been met. Else one of them would hold up the whole source for ever.

// mostPassed bounds the resources of a type that are named; more are counted.
const mostPassed = 1000

// mostRefused bounds how many single resources a source may fail to give in one run, before that is taken to be
// about the source rather than about them.
const mostRefused = 20

// unfitError says that one resource of a source cannot be taken.
type unfitError struct{ why fault.Text }

func (e *unfitError) Error() string { return e.why.EN }

var (
	whyTooLarge   = fault.Text{NL: "Dit gegeven is groter dan 512 kB.", EN: "the resource is larger than 512 KiB"}
	whyUnreadable = fault.Text{NL: "Dit gegeven is niet te lezen.", EN: "the resource cannot be read"}
	whyOther      = fault.Text{NL: "De bron geeft iets anders dan waar om is gevraagd.", EN: "the source answered a read with another resource"}
	whyRefused    = fault.Text{NL: "De bron geeft dit gegeven niet.", EN: "the source names the resource and refuses to give it"}
)

// whyUnfit says what is wrong with a resource that a page holds, where it is of the type and says its id.
func whyUnfit(body []byte, resourceType string) (id string, why fault.Text, named bool) {
	var r struct {
		Type string `json:"resourceType"`
		ID   string `json:"id"`
	}
	if json.Unmarshal(body, &r) != nil || r.Type != resourceType || !idForm.MatchString(r.ID) {
		return "", why, false
	}
	if len(body) > mostBody {
		return r.ID, whyTooLarge, true
	}
	return r.ID, whyUnreadable, true
}

// unfit makes one of what went wrong with a read of a single resource, where that is about the resource.
func (w *walk) unfit(err error) error {
	switch s := status(err); {
	case errors.Is(err, errTooLarge):
		return &unfitError{whyTooLarge}
	case s == http.StatusUnauthorized, s == http.StatusForbidden, s == http.StatusRequestTimeout, s == http.StatusTooManyRequests:
		return err
	case s >= 400 && s < 500:
		return &unfitError{whyRefused}
	case s == http.StatusInternalServerError, s == http.StatusNotImplemented:
		if w.refused++; w.refused <= mostRefused {
			return &unfitError{whyRefused}
		}
	}
	return err
}

// pass notes that a resource cannot be taken, until the next write.
func (w *walk) pass(id string, why fault.Text) { w.passing[id] = why }

// passTx writes what was passed over, and forgets of what was taken that it could not be.
func (w *walk) passTx(ctx context.Context, tx *store.Tx, passing map[string]fault.Text, taken []string) error {
	ids := slices.Sorted(maps.Keys(passing))
	if err := met(ctx, tx, w.src.ID, w.resourceType, w.cursor.load, ids); err != nil {
		return err
	}
	if len(ids) > 0 {
		var named int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM mirror_passed WHERE source = $1 AND type = $2`, w.src.ID, w.resourceType).Scan(&named); err != nil {
			return err
		}
		ids = ids[:min(len(ids), max(0, mostPassed-named))]
	}
	for _, id := range ids {
		if _, err := tx.Exec(ctx, `INSERT INTO mirror_passed (source, type, id, why_nl, why_en) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (source, type, id) DO UPDATE SET why_nl = excluded.why_nl, why_en = excluded.why_en`, w.src.ID, w.resourceType, id, passing[id].NL, passing[id].EN); err != nil {
			return err
		}
	}
	for _, id := range taken {
		if _, err := tx.Exec(ctx, `DELETE FROM mirror_passed WHERE source = $1 AND type = $2 AND id = $3`, w.src.ID, w.resourceType, id); err != nil {
			return err
		}
	}
	return nil
}

// named reads what was passed over in earlier runs.
func (w *walk) named(ctx context.Context) error {
	return w.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		ids, err := store.All(ctx, tx, func(row func(...any) error) (id string, err error) { return id, row(&id) },
			`SELECT id FROM mirror_passed WHERE source = $1 AND type = $2`, w.src.ID, w.resourceType)
		w.passed = make(map[string]bool, len(ids))
		for _, id := range ids {
			w.passed[id] = true
		}
		return err
	})
}

// takenNow gives those of some changes that were passed over before, and are not now.
func (w *walk) takenNow(changes []change) (ids []string) {
	for i := range changes {
		id := changes[i].id
		if _, still := w.passing[id]; w.passed[id] && !still && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// visited are the pages of a walk, by their digests: an address can be long, and pages many.
type visited map[[16]byte]struct{}

func (v visited) has(address string) bool { _, yes := v[pageOf(address)]; return yes }

func (v visited) add(address string) { v[pageOf(address)] = struct{}{} }

func pageOf(address string) [16]byte {
	sum := sha256.Sum256([]byte(address))
	return [16]byte(sum[:16])
}

// passed fills in which resources of a source cannot be taken.
func (s *Source) passed(ctx context.Context, tx *store.Tx) error {
	type number struct {
		kind string
		n    int
	}
	numbers, err := store.All(ctx, tx, func(row func(...any) error) (n number, err error) { return n, row(&n.kind, &n.n) },
		`SELECT type, count(*) FROM mirror_passed WHERE source = $1 GROUP BY type`, s.ID)
	if err != nil || len(numbers) == 0 {
		return err
	}
	for _, n := range numbers {
		for i := range s.Followed {
			if s.Followed[i].Type == n.kind {
				s.Followed[i].Passed = n.n
			}
		}
	}
	s.Passed, err = store.All(ctx, tx, func(row func(...any) error) (p Passed, err error) {
		return p, row(&p.Type, &p.ID, &p.Why.NL, &p.Why.EN)
	}, `SELECT type, id, why_nl, why_en FROM mirror_passed WHERE source = $1 ORDER BY type, id LIMIT $2`, s.ID, mostTroubles)
	return err
}
