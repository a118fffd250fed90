package meeting

import (
	"context"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// holds is the condition on a row with two ends that is in force at $1.
func holds(alias string) string {
	return alias + `.from_at <= $1 AND (` + alias + `.until_at IS NULL OR ` + alias + `.until_at > $1)`
}

// atTable lists who is at any table at the moment $1, as is known now: who holds a seat, who has a mandate
// that is in force or stands in for them, and whom a wijkverband names as its contact. rank puts the
// surest reason first; who stands in is not expected beside whom they stand in for.
var atTable = `SELECT 1 AS rank, s.forum AS forum_kind, s.region AS region, s.wijkverband AS wijkverband, s.organization AS organization, s.discipline AS discipline,
		s.holder AS person, s.id AS seat, 1 AS expected
	FROM seat s WHERE s.known_until IS NULL AND s.gone = 0 AND ` + holds("s") + `
		AND NOT EXISTS (SELECT 1 FROM seat n WHERE n.id = s.id AND n.known_until IS NULL AND n.from_at > s.from_at AND n.from_at <= $1)
	UNION ALL
	SELECT 2, m.forum, m.region, m.wijkverband, m.grantor, '', m.delegate, '', 1 FROM mandate m WHERE ` + inForce + `
	UNION ALL
	SELECT 3, m.forum, m.region, m.wijkverband, m.grantor, '', x.person, '', 0 FROM substitution x JOIN mandate m ON m.id = x.mandate
		WHERE x.known_until IS NULL AND ` + holds("x") + ` AND ` + inForce + `
	UNION ALL
	SELECT 4, 'wijkverband', w.region, c.wijkverband, c.organization, c.discipline, c.person, '', 1
	FROM contact c JOIN wijkverband w ON w.id = c.wijkverband WHERE ` + holds("c")

// inForce is the rule of [mandate.Force], but for the subject: at a meeting nothing is signed.
var inForce = `m.known_until IS NULL AND ` + holds("m") + ` AND (m.revoked_at IS NULL OR m.revoked_at > $1)
	AND (m.own = 1 OR EXISTS (SELECT 1 FROM standing t WHERE t.body = m.grantor AND t.region = m.region AND t.known_until IS NULL AND ` + holds("t") + `))`

// expected gives the parties of a table at a moment, each once for each seat it holds, or else once. A
// seat that nobody holds is expected too; a contact without an organisation is not: nobody comes for it.
func expected(ctx context.Context, tx *store.Tx, f mandate.Forum, at time.Time) ([]Present, error) {
	rows, err := store.All(ctx, tx, scanPresent, `SELECT x.organization, coalesce(nullif(x.discipline, ''), (SELECT max(o.discipline) FROM organization o WHERE o.id = x.organization), ''), x.person,
			coalesce((SELECT p.name FROM person p WHERE p.id = x.person), ''), x.seat
		FROM (`+atTable+`) x WHERE x.expected = 1 AND x.forum_kind = $2 AND x.region = $3 AND x.wijkverband = $4 AND (x.organization <> '' OR x.seat <> '')
		ORDER BY x.rank, x.seat, x.organization, x.person`,
		clock.Micros(at), f.Kind, f.Region, f.Wijkverband)
	if err != nil {
		return nil, err
	}
	var out []Present
	comes := map[network.OrganizationID]bool{}
	for _, p := range rows {
		if p.Seat == "" && comes[p.Organization] {
			continue
		}
		comes[p.Organization] = true
		out = append(out, p)
	}
	return out, nil
}

// nationBoard gives the organisation that holds the nation's meetings; none while nobody was named.
func nationBoard(ctx context.Context, tx *store.Tx) (board string, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce((SELECT n.organization FROM national_board n WHERE n.until_at IS NULL), '')`).Scan(&board)
	return board, err
}

// seated tells whether somebody is at a table at a moment.
func seated(ctx context.Context, tx *store.Tx, who string, f mandate.Forum, at time.Time) (yes bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM (`+atTable+`) x WHERE x.person = $2 AND x.forum_kind = $3 AND x.region = $4 AND x.wijkverband = $5)`,
		clock.Micros(at), who, f.Kind, f.Region, f.Wijkverband).Scan(&yes)
	return yes, err
}

// tablesOf gives the tables at which somebody is at a moment.
func tablesOf(ctx context.Context, tx *store.Tx, who string, at time.Time) ([]mandate.Forum, error) {
	return store.All(ctx, tx, func(row func(...any) error) (f mandate.Forum, err error) {
		return f, row(&f.Kind, &f.Region, &f.Wijkverband)
	}, `SELECT DISTINCT x.forum_kind, x.region, x.wijkverband FROM (`+atTable+`) x WHERE x.person = $2`, clock.Micros(at), who)
}
