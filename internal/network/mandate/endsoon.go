package mandate

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// EndsSoon lists what ends in a region (with its wijkverbanden), or at one wijkverband, from now on within
// a time, soonest first: mandates, recognitions, holders of seats and contacts after whom nobody stands
// ready. Without either it lists the nation's own table.
func (s *Service) EndsSoon(ctx context.Context, region network.RegionID, wijkverband network.WijkverbandID, within time.Duration) (all []Ending, err error) {
	defer fault.Wrap(&err, "mandate.EndsSoon(%s)", region)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		v, err := look(ctx, tx, time.Time{}, time.Time{})
		if err != nil {
			return err
		}
		w := window{tx: tx, v: v, until: v.at.Add(within), region: region, wijkverband: wijkverband}
		for _, find := range []func(context.Context) ([]Ending, error){w.mandates, w.standings, w.seats, w.contacts} {
			found, err := find(ctx)
			if err != nil {
				return err
			}
			all = append(all, found...)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b Ending) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// window is the time and the place in which something ends.
type window struct {
	tx          *store.Tx
	v           view
	until       time.Time
	region      network.RegionID
	wijkverband network.WijkverbandID
}

// has tells whether something ends in the window; zero is no end.
func (w window) has(at time.Time) bool {
	return !at.IsZero() && at.After(w.v.at) && !at.After(w.until)
}

// place bounds rows to the place of the window.
func (w window) place(alias string, a *args) string {
	where := alias + `.known_until IS NULL`
	if w.region != "" || w.wijkverband == "" { // PostgreSQL refuses a parameter that no condition uses
		where += ` AND ` + alias + `.region = ` + a.add(string(w.region))
	}
	same(a, &where, alias+`.wijkverband`, w.wijkverband)
	return where
}

func (w window) mandates(ctx context.Context) (all []Ending, err error) {
	var a args
	rows, err := store.All(ctx, w.tx, scanMandate, `SELECT `+mandateColumns+` FROM mandate m WHERE `+w.place("m", &a)+` ORDER BY m.from_at, m.id`, a...)
	for _, m := range rows {
		at := m.Ends()
		if !w.has(at) || !m.From.Before(at) || slices.ContainsFunc(rows, func(n kept) bool { return n.follows(m, at) }) {
			continue
		}
		all = append(all, Ending{Kind: "mandate", ID: string(m.ID), What: "Mandaat voor " + m.Forum.name(), Organization: m.Grantor, Forum: m.Forum, At: at})
	}
	return all, err
}

// follows tells whether k has force at the moment at which m ends, for all that m is about.
func (k kept) follows(m kept, at time.Time) bool {
	return k.ID != m.ID && k.Grantor == m.Grantor && k.Forum == m.Forum && k.Has(at) && (k.RevokedAt.IsZero() || k.RevokedAt.After(at)) &&
		!slices.ContainsFunc(m.Subjects, func(subject string) bool { return !k.Covers(subject) })
}

// name is what people call a table.
func (f Forum) name() string {
	switch f.Kind {
	case RESV:
		return "de RESV"
	case Wijkverband:
		return "het wijkverband"
	case Regiotafel:
		return "de Regiotafel"
	case ROAZ:
		return "het ROAZ"
	}
	return "het landelijk overleg"
}

func (w window) standings(ctx context.Context) (all []Ending, err error) {
	if w.wijkverband != "" {
		return nil, nil
	}
	rows, err := store.All(ctx, w.tx, scanStanding, `SELECT `+standingColumns+` FROM standing s WHERE s.region = $1 AND s.known_until IS NULL ORDER BY s.from_at, s.id`, w.region)
	for _, r := range rows {
		if w.has(r.Until) && !slices.ContainsFunc(rows, func(n Standing) bool { return n.Discipline == r.Discipline && n.Has(r.Until) }) {
			all = append(all, Ending{Kind: "standing", ID: string(r.ID), What: "Erkenning om voor een discipline te spreken", Discipline: r.Discipline,
				Organization: r.Body, Forum: Forum{Kind: RESV, Region: r.Region}, At: r.Until})
		}
	}
	return all, err
}

func (w window) seats(ctx context.Context) (all []Ending, err error) {
	var a args
	rows, err := store.All(ctx, w.tx, scanTerm, `SELECT `+seatColumns+` FROM seat z WHERE `+w.place("z", &a)+` ORDER BY z.id, z.from_at`, a...)
	for _, t := range rows {
		next := func(n term) bool {
			return n.ID == t.ID && (n.gone || n.Holder != "") && !n.From.After(t.Until) && n.From.After(t.From)
		}
		if t.Holder == "" || !w.has(t.Until) || slices.ContainsFunc(rows, next) {
			continue
		}
		all = append(all, Ending{Kind: "seat", ID: string(t.ID), What: "Zetel ‘" + t.Name + "’ bij " + t.Forum.name(), Discipline: t.Discipline,
			Organization: t.Organization, Forum: t.Forum, At: t.Until})
	}
	return all, err
}

func (w window) contacts(ctx context.Context) (all []Ending, err error) {
	if w.region == "" && w.wijkverband == "" {
		return nil, nil
	}
	a := args{clock.Micros(w.v.at), clock.Micros(w.until)}
	where := ``
	same(&a, &where, "w.region", w.region)
	same(&a, &where, "w.id", w.wijkverband)
	return store.All(ctx, w.tx, func(row func(...any) error) (e Ending, err error) {
		var until sql.NullInt64
		e.Kind = "contact"
		err = row(&e.ID, &e.What, &e.Discipline, &e.Organization, &e.Wijkverband, &e.Forum.Region, &until)
		e.Forum.Kind, e.Forum.Wijkverband, e.At = Wijkverband, e.Wijkverband, endOf(until)
		return e, err
	}, `SELECT x.id, x.function, x.discipline, x.organization, x.wijkverband, w.region, x.until_at FROM contact x JOIN wijkverband w ON w.id = x.wijkverband
		WHERE x.until_at > $1 AND x.until_at <= $2 AND x.from_at < x.until_at`+where+`
		AND NOT EXISTS (SELECT 1 FROM contact n WHERE n.wijkverband = x.wijkverband AND n.discipline = x.discipline AND n.from_at <= x.until_at AND (n.until_at IS NULL OR n.until_at > x.until_at))
		ORDER BY x.until_at, x.id`, a...)
}
