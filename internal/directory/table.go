package directory

import (
	"context"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Kind is a kind of service: 'huisartsenpost', 'valpreventie'.
type Kind struct {
	Code string
	Name string // plain Dutch
	// Disciplines are those that usually offer it; others may too.
	Disciplines []network.DisciplineCode
	VerifyDays  int // for how long a confirmation holds
}

// TargetGroup is a group of people whom a service is for.
type TargetGroup struct {
	Code       string
	Name       string // plain Dutch
	Vulnerable bool   // goes first at equal urgency
}

// Feature makes a location usable for more people: a lift, a quiet room.
type Feature struct{ Code, Name string }

// Language is one in which people are helped.
type Language struct{ Code, Name string }

// Tables are the code lists of the directory, in the order in which people see them. A program's
// migrations change them and nothing else, so one reading serves its whole life. They are not to
// be changed by those who read them.
type Tables struct {
	Kinds         []Kind
	TargetGroups  []TargetGroup
	Accessibility []Feature
	Languages     []Language

	kinds       map[string]*Kind
	groups      map[string]string
	features    map[string]string
	languages   map[string]string
	disciplines map[network.DisciplineCode]string
}

// NewTables makes tables of lists; disciplines gives the Dutch name of each.
func NewTables(kinds []Kind, groups []TargetGroup, features []Feature, languages []Language, disciplines map[network.DisciplineCode]string) *Tables {
	t := &Tables{Kinds: kinds, TargetGroups: groups, Accessibility: features, Languages: languages,
		kinds: map[string]*Kind{}, groups: map[string]string{}, features: map[string]string{},
		languages: map[string]string{}, disciplines: disciplines}
	for i := range kinds {
		t.kinds[kinds[i].Code] = &kinds[i]
	}
	for _, g := range groups {
		t.groups[g.Code] = g.Name
	}
	for _, f := range features {
		t.features[f.Code] = f.Name
	}
	for _, l := range languages {
		t.languages[l.Code] = l.Name
	}
	return t
}

// Kind gives a kind by its code.
func (t *Tables) Kind(code string) (Kind, bool) {
	k, ok := t.kinds[code]
	if !ok {
		return Kind{}, false
	}
	return *k, true
}

// KindName gives the Dutch name of a kind, the code itself when it is not known; so do the others.
func (t *Tables) KindName(code string) string {
	if k, ok := t.kinds[code]; ok {
		return k.Name
	}
	return code
}

// TargetGroupName gives the Dutch name of a target group.
func (t *Tables) TargetGroupName(code string) string { return nameOf(t.groups, code) }

// FeatureName gives the Dutch name of an accessibility code.
func (t *Tables) FeatureName(code string) string { return nameOf(t.features, code) }

// LanguageName gives the Dutch name of a language.
func (t *Tables) LanguageName(code string) string { return nameOf(t.languages, code) }

// DisciplineName gives the Dutch name of a discipline.
func (t *Tables) DisciplineName(code network.DisciplineCode) string {
	if name, ok := t.disciplines[code]; ok {
		return name
	}
	return string(code)
}

func nameOf(names map[string]string, code string) string {
	if name, ok := names[code]; ok {
		return name
	}
	return code
}

// OrdinaryKind gives the kind that a service of a discipline has when its source says no more; false
// when the discipline has none.
func (t *Tables) OrdinaryKind(d network.DisciplineCode) (Kind, bool) {
	for _, k := range t.Kinds {
		for _, of := range k.Disciplines {
			if of == d {
				return k, true
			}
		}
	}
	return Kind{}, false
}

// Tables gives the code lists.
func (r *Register) Tables(ctx context.Context) (_ *Tables, err error) {
	defer fault.Wrap(&err, "directory.Tables")
	if t := r.tables.Load(); t != nil {
		return t, nil
	}
	var t *Tables
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err = readTables(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.tables.Store(t)
	return t, nil
}

// Kinds gives the kinds of service in order.
func (r *Register) Kinds(ctx context.Context) ([]Kind, error) {
	t, err := r.Tables(ctx)
	if err != nil {
		return nil, err
	}
	return t.Kinds, nil
}

// TargetGroups gives the target groups in order.
func (r *Register) TargetGroups(ctx context.Context) ([]TargetGroup, error) {
	t, err := r.Tables(ctx)
	if err != nil {
		return nil, err
	}
	return t.TargetGroups, nil
}

func readTables(ctx context.Context, tx *store.Tx) (*Tables, error) {
	kinds, err := store.All(ctx, tx, func(row func(...any) error) (k Kind, err error) {
		return k, row(&k.Code, &k.Name, &k.VerifyDays)
	}, `SELECT code, name, verify_days FROM service_kind ORDER BY position, code`)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, k := range kinds {
		at[k.Code] = i
	}
	pairs, err := store.All(ctx, tx, func(row func(...any) error) (p [2]string, err error) {
		return p, row(&p[0], &p[1])
	}, `SELECT kind, discipline FROM service_kind_discipline ORDER BY kind, discipline`)
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		k := &kinds[at[p[0]]]
		k.Disciplines = append(k.Disciplines, network.DisciplineCode(p[1]))
	}
	groups, err := store.All(ctx, tx, func(row func(...any) error) (g TargetGroup, err error) {
		return g, row(&g.Code, &g.Name, &g.Vulnerable)
	}, `SELECT code, name, vulnerable FROM target_group ORDER BY position, code`)
	if err != nil {
		return nil, err
	}
	features, err := store.All(ctx, tx, func(row func(...any) error) (f Feature, err error) {
		return f, row(&f.Code, &f.Name)
	}, `SELECT code, name FROM accessibility ORDER BY position, code`)
	if err != nil {
		return nil, err
	}
	languages, err := store.All(ctx, tx, func(row func(...any) error) (l Language, err error) {
		return l, row(&l.Code, &l.Name)
	}, `SELECT code, name FROM language ORDER BY position, code`)
	if err != nil {
		return nil, err
	}
	disciplines := map[network.DisciplineCode]string{}
	names, err := store.All(ctx, tx, func(row func(...any) error) (d network.Discipline, err error) {
		return d, row(&d.Code, &d.Name)
	}, `SELECT code, name FROM discipline ORDER BY code`)
	for _, d := range names {
		disciplines[d.Code] = d.Name
	}
	return NewTables(kinds, groups, features, languages, disciplines), err
}
