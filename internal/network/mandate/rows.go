package mandate

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

func spanOf(from int64, until sql.NullInt64) Span {
	return Span{From: clock.FromMicros(from), Until: endOf(until)}
}

const mandateColumns = `m.id, m.version, m.grantor, m.own, m.delegate, m.forum, m.region, m.wijkverband, m.subjects, m.from_at, m.until_at, m.evidence, m.revoked_at, m.revoked_why`

// kept is a mandate with what is kept of its grantor: one that speaks for itself needs no standing. It
// stands in the row, because what an organisation is may be corrected and a chain of the past may not
// change by that.
type kept struct {
	Mandate
	own bool
}

func scanMandate(row func(...any) error) (k kept, err error) {
	m := &k.Mandate
	var from int64
	var until, revoked sql.NullInt64
	var subjects string
	err = row(&m.ID, &m.Version, &m.Grantor, &k.own, &m.Delegate, &m.Forum.Kind, &m.Forum.Region, &m.Forum.Wijkverband, &subjects, &from, &until, &m.Evidence, &revoked, &m.RevokedWhy)
	m.Span, m.RevokedAt, m.Subjects = spanOf(from, until), endOf(revoked), strings.Fields(subjects)
	return k, err
}

func insertMandate(ctx context.Context, tx *store.Tx, k kept, known time.Time, why string) error {
	m := k.Mandate
	_, err := tx.Exec(ctx, `INSERT INTO mandate (id, version, known_from, grantor, own, delegate, forum, region, wijkverband, subjects, from_at, until_at, evidence, revoked_at, revoked_why, why)
		VALUES `+store.Placeholders(1, 16),
		m.ID, m.Version, clock.Micros(known), m.Grantor, bit(k.own), m.Delegate, m.Forum.Kind, m.Forum.Region, m.Forum.Wijkverband,
		strings.Join(m.Subjects, " "), clock.Micros(m.From), end(m.Until), m.Evidence, end(m.RevokedAt), m.RevokedWhy, why)
	return err
}

const affiliationColumns = `f.id, f.version, f.provider, f.body, f.from_at, f.until_at`

func scanAffiliation(row func(...any) error) (a Affiliation, err error) {
	var from int64
	var until sql.NullInt64
	err = row(&a.ID, &a.Version, &a.Provider, &a.Body, &from, &until)
	a.Span = spanOf(from, until)
	return a, err
}

func insertAffiliation(ctx context.Context, tx *store.Tx, a Affiliation, known time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO affiliation (id, version, known_from, provider, body, from_at, until_at) VALUES `+store.Placeholders(1, 7),
		a.ID, a.Version, clock.Micros(known), a.Provider, a.Body, clock.Micros(a.From), end(a.Until))
	return err
}

const standingColumns = `s.id, s.version, s.body, s.region, s.discipline, s.from_at, s.until_at, s.evidence`

func scanStanding(row func(...any) error) (s Standing, err error) {
	var from int64
	var until sql.NullInt64
	err = row(&s.ID, &s.Version, &s.Body, &s.Region, &s.Discipline, &from, &until, &s.Evidence)
	s.Span = spanOf(from, until)
	return s, err
}

func insertStanding(ctx context.Context, tx *store.Tx, s Standing, known time.Time, why string) error {
	_, err := tx.Exec(ctx, `INSERT INTO standing (id, version, known_from, body, region, discipline, from_at, until_at, evidence, why) VALUES `+store.Placeholders(1, 10),
		s.ID, s.Version, clock.Micros(known), s.Body, s.Region, s.Discipline, clock.Micros(s.From), end(s.Until), s.Evidence, why)
	return err
}

const substitutionColumns = `b.id, b.version, b.mandate, b.person, b.from_at, b.until_at`

func scanSubstitution(row func(...any) error) (b Substitution, err error) {
	var from int64
	var until sql.NullInt64
	err = row(&b.ID, &b.Version, &b.Mandate, &b.Person, &from, &until)
	b.Span = spanOf(from, until)
	return b, err
}

func insertSubstitution(ctx context.Context, tx *store.Tx, b Substitution, known time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO substitution (id, version, known_from, mandate, person, from_at, until_at) VALUES `+store.Placeholders(1, 7),
		b.ID, b.Version, clock.Micros(known), b.Mandate, b.Person, clock.Micros(b.From), end(b.Until))
	return err
}

const seatColumns = `z.id, z.version, z.forum, z.region, z.wijkverband, z.name, z.discipline, z.citizens, z.weight, z.holder, z.organization, z.from_at, z.until_at, z.gone`

// term is one row of a seat: a holder, a vacancy, or its being gone.
type term struct {
	Seat
	gone bool
}

func scanTerm(row func(...any) error) (t term, err error) {
	z := &t.Seat
	var from int64
	var until sql.NullInt64
	err = row(&z.ID, &z.Version, &z.Forum.Kind, &z.Forum.Region, &z.Forum.Wijkverband, &z.Name, &z.Discipline, &z.Citizens, &z.Weight, &z.Holder, &z.Organization, &from, &until, &t.gone)
	z.Span = spanOf(from, until)
	return t, err
}

func insertTerm(ctx context.Context, tx *store.Tx, t term, known time.Time) error {
	z := t.Seat
	_, err := tx.Exec(ctx, `INSERT INTO seat (id, version, known_from, forum, region, wijkverband, name, discipline, citizens, weight, holder, organization, from_at, until_at, gone)
		VALUES `+store.Placeholders(1, 15),
		z.ID, z.Version, clock.Micros(known), z.Forum.Kind, z.Forum.Region, z.Forum.Wijkverband, z.Name, z.Discipline, bit(z.Citizens), z.Weight,
		z.Holder, z.Organization, clock.Micros(z.From), end(z.Until), bit(t.gone))
	return err
}

// standsTx reads the one row of a thing that stands now; none is a nil.
func standsTx[T any](ctx context.Context, tx *store.Tx, scan func(func(...any) error) (T, error), query string, id string) (*T, error) {
	rows, err := store.All(ctx, tx, scan, query, id)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func mandateTx(ctx context.Context, tx *store.Tx, m ID) (*kept, error) {
	return standsTx(ctx, tx, scanMandate, `SELECT `+mandateColumns+` FROM mandate m WHERE m.id = $1 AND m.known_until IS NULL`, string(m))
}

func affiliationTx(ctx context.Context, tx *store.Tx, a AffiliationID) (*Affiliation, error) {
	return standsTx(ctx, tx, scanAffiliation, `SELECT `+affiliationColumns+` FROM affiliation f WHERE f.id = $1 AND f.known_until IS NULL`, string(a))
}

func standingTx(ctx context.Context, tx *store.Tx, s StandingID) (*Standing, error) {
	return standsTx(ctx, tx, scanStanding, `SELECT `+standingColumns+` FROM standing s WHERE s.id = $1 AND s.known_until IS NULL`, string(s))
}

func substitutionTx(ctx context.Context, tx *store.Tx, b SubstitutionID) (*Substitution, error) {
	return standsTx(ctx, tx, scanSubstitution, `SELECT `+substitutionColumns+` FROM substitution b WHERE b.id = $1 AND b.known_until IS NULL`, string(b))
}

// standingsOf gives the spans in which a grantor had standing at a table, as known.
func standingsOf(ctx context.Context, tx *store.Tx, v view, grantor network.OrganizationID, region network.RegionID) ([]Standing, error) {
	return store.All(ctx, tx, scanStanding, `SELECT `+standingColumns+` FROM standing s WHERE s.body = $1 AND s.region = $2 AND `+knownAt("s", "$3")+` ORDER BY s.from_at, s.id`,
		grantor, region, clock.Micros(v.known))
}
