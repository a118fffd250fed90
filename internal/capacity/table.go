package capacity

import (
	"context"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Norm is a limit within which people should be helped, and who set it.
type Norm struct {
	Code       string
	Name       string // plain Dutch
	Counts     string // from and until what, in plain Dutch
	Discipline network.DisciplineCode
	Days       int
	Working    bool    // working days; else calendar days
	Share      float64 // of people who must be within it; 1: everybody
	Source     string
	Since      int // the year of the source
}

// Tables are the code lists, in the order in which people see them. A program's migrations change
// them and nothing else, so one reading serves its whole life. Nobody changes them.
type Tables struct {
	Kinds []Kind
	Norms []Norm
	kinds map[KindCode]*Kind
}

// NewTables makes tables of lists.
func NewTables(kinds []Kind, norms []Norm) *Tables {
	t := &Tables{Kinds: kinds, Norms: norms, kinds: map[KindCode]*Kind{}}
	for i := range kinds {
		t.kinds[kinds[i].Code] = &kinds[i]
	}
	return t
}

// Kind gives a kind by its code.
func (t *Tables) Kind(code KindCode) (Kind, bool) {
	k, ok := t.kinds[code]
	if !ok {
		return Kind{}, false
	}
	return *k, true
}

// KindName gives the Dutch name of a kind, the code itself when it is not known.
func (t *Tables) KindName(code KindCode) string {
	if k, ok := t.kinds[code]; ok {
		return k.Name
	}
	return string(code)
}

// NormsOf gives the norms for what is counted of a discipline's care. Acute care has none: it is counted in
// hours, and a norm of weeks beside it would mislead.
func (t *Tables) NormsOf(d network.DisciplineCode, k KindCode) (norms []Norm) {
	if kind, _ := t.Kind(k); kind.Acute {
		return nil
	}
	for _, n := range t.Norms {
		if n.Discipline == d {
			norms = append(norms, n)
		}
	}
	return norms
}

// Tables gives the code lists.
func (s *Service) Tables(ctx context.Context) (_ *Tables, err error) {
	defer fault.Wrap(&err, "capacity.Tables")
	if t := s.tables.Load(); t != nil {
		return t, nil
	}
	var t *Tables
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err = readTables(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.tables.Store(t)
	return t, nil
}

// tablesTx is Tables within a transaction: asking for another connection there could wait for itself.
func (s *Service) tablesTx(ctx context.Context, tx *store.Tx) (*Tables, error) {
	if t := s.tables.Load(); t != nil {
		return t, nil
	}
	t, err := readTables(ctx, tx)
	if err == nil {
		s.tables.Store(t)
	}
	return t, err
}

func readTables(ctx context.Context, tx *store.Tx) (*Tables, error) {
	kinds, err := store.All(ctx, tx, func(row func(...any) error) (k Kind, err error) {
		var live, stale int64
		err = row(&k.Code, &k.Name, &k.Unit, &k.UnitOne, &live, &stale, &k.Acute)
		k.Rhythm = Rhythm{time.Duration(live) * time.Second, time.Duration(stale) * time.Second}
		return k, err
	}, `SELECT code, name, unit, unit_one, live_seconds, stale_seconds, acute FROM capacity_kind ORDER BY position`)
	if err != nil {
		return nil, err
	}
	norms, err := store.All(ctx, tx, func(row func(...any) error) (n Norm, err error) {
		return n, row(&n.Code, &n.Name, &n.Counts, &n.Discipline, &n.Days, &n.Working, &n.Share, &n.Source, &n.Since)
	}, `SELECT code, name, counts, discipline, days, working, share, source, since FROM access_norm ORDER BY position`)
	return NewTables(kinds, norms), err
}
