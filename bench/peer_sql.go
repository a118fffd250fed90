package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"eerstelijn/internal/finding"
)

// way is one way of asking PostgreSQL. All ways give the same answer; which is quickest depends on
// how many entries fit and how near they are.
//
// First come services of the best class that are open and near. So a way may look for those alone,
// and only when they do not fill the page ask for all: both in one statement, one round trip.
type way struct {
	table string // single or joined
	first string // what is looked for first: "", "class", "circle" or "nearest"
	// radius of a circle, in metres.
	radius int
	plan   planning
}

func (w way) String() string {
	first := w.first
	switch first {
	case "":
		first = "all at once"
	case "class":
		first = "best class first"
	case "circle":
		first = fmt.Sprintf("circle of %d km first", w.radius/1000)
	case "nearest":
		first = "nearest neighbours first"
	}
	return first + ", " + w.table + " indexes, " + strings.TrimSuffix(strings.TrimPrefix(string(w.plan), "force_"), "_plan") + " plan"
}

func ways() (all []way) {
	for _, table := range []string{"single", "joined"} {
		for _, plan := range []planning{generic, custom} {
			for _, radius := range []int{3_000, 8_000, finding.ReachM} {
				all = append(all, way{table, "circle", radius, plan})
			}
			all = append(all, way{table, "", 0, plan}, way{table, "class", 0, plan}, way{table, "nearest", 0, plan})
		}
	}
	return all
}

// statement is a question as PostgreSQL is asked it.
type statement struct {
	sql  string
	args []any
}

// arg adds a parameter and gives its place.
func (s *statement) arg(v any) string {
	s.args = append(s.args, v)
	return "$" + strconv.Itoa(len(s.args))
}

// metresPerStep and the formula are those of package finding, so that distances round alike.
const metresPerStep = 6371008.8 * math.Pi / 180 / 1e6

// nearestRows is how many neighbours are fetched to find a page among: a service may stand there
// more than once.
const nearestRows = 3 * finding.DefaultLimit

// statement writes a question in one of the ways; ok is false where there is no best class to look
// for first.
func (p *peer) statement(q *question, w way) (s statement, ok bool) {
	if w.first != "" && len(q.meaning[0]) == 0 {
		return s, false
	}
	at := q.query.Near
	lat, lon := s.arg(int32(math.Round(at.Lat*1e6))), s.arg(int32(math.Round(at.Lon*1e6)))
	cosine := s.arg(float64(float32(math.Cos(at.Lat * math.Pi / 180))))
	distance := fmt.Sprintf(`round(%s * sqrt((%s - lat6)::float8 * (%[2]s - lat6)::float8 + %s * cosine * (%s - lon6)::float8 * (%[4]s - lon6)::float8))::int`,
		strconv.FormatFloat(metresPerStep, 'g', -1, 64), lat+"::int", cosine+"::float8", lon+"::int")

	any := s.arg(tsquery(q.meaning.all())) + "::tsquery"
	class := "CASE"
	var best string
	for i, list := range q.meaning {
		if len(list) == 0 {
			continue
		}
		query := s.arg(tsquery(list)) + "::tsquery"
		if best == "" {
			best = query
		}
		class += fmt.Sprintf(" WHEN terms @@ %s THEN %d", query, i)
	}
	class += " END"
	filters := filters(&s, &q.query)

	// rows of one condition in our order; the inner limit leaves enough for every service to stand
	// there as often as it can.
	rows := func(class, reached, condition string) string {
		return fmt.Sprintf(`SELECT entry, service_no, %s AS class, %s AS reached, distance, open_now, direct
			FROM %s, LATERAL (SELECT %s AS distance) d
			WHERE %s%s
			ORDER BY class, reached DESC, distance, entry LIMIT %d`,
			class, reached, w.table, distance, condition, filters, p.most*finding.DefaultLimit)
	}
	page := func(rows string) string {
		return fmt.Sprintf(`SELECT * FROM (SELECT DISTINCT ON (service_no) * FROM (%s) r
			ORDER BY service_no, class, reached DESC, distance, entry) s
			ORDER BY class, reached DESC, distance, entry LIMIT %d`, rows, finding.DefaultLimit)
	}
	reached := fmt.Sprintf("(open_now AND coalesce(distance <= %d, false))", finding.ReachM)
	everything := page(rows(class, reached, "terms @@ "+any))

	var first string
	switch w.first {
	case "class":
		first = page(rows("0", reached, "terms @@ "+best))
	case "circle":
		first = page(rows("0", "true", fmt.Sprintf("terms @@ %s AND open_now AND place && %s AND distance <= %d",
			best, s.arg(q.square(w.radius))+"::geometry", w.radius)))
	case "nearest":
		here := s.arg(q.square(0)) + "::geometry"
		first = page(fmt.Sprintf(`SELECT entry, service_no, 0 AS class, true AS reached, distance, open_now, direct FROM (
				SELECT *, count(*) OVER () AS fetched, max(flat) OVER () AS edge FROM (
					SELECT entry, service_no, distance, open_now, direct, place <-> %[1]s AS flat
					FROM %[2]s, LATERAL (SELECT %[3]s AS distance) d
					WHERE terms @@ %[4]s AND open_now%[5]s
					ORDER BY place <-> %[1]s LIMIT %[6]d) n) n
			WHERE distance <= %[7]d AND (fetched < %[6]d OR distance < edge * 0.995 - 2)`,
			here, w.table, distance, best, filters, nearestRows, finding.ReachM))
	}
	const order = `k.class, k.reached DESC, k.distance, k.entry`
	if first == "" {
		s.sql = `SELECT ` + result + ` FROM (` + everything + `) k JOIN detail USING (entry) ORDER BY ` + order
		return s, true
	}
	s.sql = fmt.Sprintf(`WITH first AS MATERIALIZED (%s), k AS (
			SELECT * FROM first WHERE (SELECT count(*) FROM first) = %d
			UNION ALL
			SELECT * FROM (%[3]s) e WHERE (SELECT count(*) FROM first) < %[2]d)
		SELECT %[4]s FROM k JOIN detail USING (entry) ORDER BY %[5]s`,
		first, finding.DefaultLimit, everything, result, order)
	return s, true
}

// square is what lies within a radius of a question's place, and a little more: the earth of the map's
// projection is flattened and ours is round, which differs by up to a three-hundredth. Without radius
// it is the place itself.
func (q *question) square(radius int) string {
	if radius == 0 {
		return fmt.Sprintf("SRID=28992;POINT(%f %f)", q.east, q.north)
	}
	r := float64(radius + radius/200 + 10)
	west, south, east, north := q.east-r, q.north-r, q.east+r, q.north+r
	return fmt.Sprintf("SRID=28992;POLYGON((%[1]f %[2]f,%[3]f %[2]f,%[3]f %[4]f,%[1]f %[4]f,%[1]f %[2]f))", west, south, east, north)
}

// filters writes the two filters of a question.
func filters(s *statement, q *finding.Query) string {
	var all strings.Builder
	for _, f := range []struct{ column, value string }{{"languages", q.Language}, {"insurers", q.Insurer}, {"modes", q.Mode}, {"groups", q.TargetGroup}} {
		if f.value != "" {
			all.WriteString(" AND " + f.column + " @> " + s.arg([]string{f.value}))
		}
	}
	if q.DirectOnly {
		all.WriteString(" AND direct")
	}
	if !q.OpenAt.IsZero() {
		all.WriteString(" AND open_now")
	}
	return all.String()
}

// tsquery writes words of which one must be there.
func tsquery(list []string) string {
	quoted := make([]string, len(list))
	for i, w := range list {
		quoted[i] = "'" + strings.ReplaceAll(w, "'", "''") + "'"
	}
	return strings.Join(quoted, "|")
}

// result are the columns of a result.
const result = `service, location, organization, organization_name, name, discipline, kind, area, lat, lon, k.distance,
	remote, k.direct, all_insurers, overdue, k.open_now, opens, address, function, phone, email, url`

// row is a result of the peer.
type row struct {
	service, location, organization, organizationName, name, discipline, kind, area string
	lat, lon                                                                        *float64
	distance                                                                        *int
	remote, direct, allInsurers, overdue, openNow                                   bool
	opens, address, function, phone, email, url                                     string
}

// ask asks a statement; the pool keeps it prepared.
func (p *peer) ask(ctx context.Context, how planning, s *statement) ([]row, error) {
	rows, err := p.pools[how].Query(ctx, s.sql, s.args...)
	if err != nil {
		return nil, err
	}
	list := make([]row, 0, finding.DefaultLimit)
	var r row
	to := []any{&r.service, &r.location, &r.organization, &r.organizationName, &r.name, &r.discipline, &r.kind, &r.area, &r.lat, &r.lon, &r.distance,
		&r.remote, &r.direct, &r.allInsurers, &r.overdue, &r.openNow, &r.opens, &r.address, &r.function, &r.phone, &r.email, &r.url}
	_, err = pgx.ForEachRow(rows, to, func() error {
		list = append(list, r)
		return nil
	})
	return list, err
}

// answerOf is the ids of the peer's page, in order.
func answerOf(list []row) string {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].service + "@" + list[i].location
	}
	return strings.Join(slices.Clip(ids), " ")
}
