package measure

import (
	"context"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// members gives the party and the providers that were affiliated to it when the time began, as was known
// when it ended.
func members(ctx context.Context, tx *store.Tx, party network.OrganizationID, from, until time.Time) ([]network.OrganizationID, error) {
	others, err := store.All(ctx, tx, func(row func(...any) error) (o network.OrganizationID, err error) { return o, row(&o) },
		`SELECT DISTINCT provider FROM affiliation WHERE body = $1 AND provider <> $1
			AND from_at <= $2 AND (until_at IS NULL OR until_at > $2) AND known_from <= $3 AND (known_until IS NULL OR known_until > $3)
		ORDER BY provider`, party, clock.Micros(from), clock.Micros(until))
	return append([]network.OrganizationID{party}, others...), err
}

// query writes a statement piece by piece with its values.
type query struct {
	strings.Builder
	args []any
}

// add writes text in which each ? is the next value.
func (b *query) add(text string, values ...any) {
	for part := range strings.SplitAfterSeq(text, "?") {
		piece, asks := strings.CutSuffix(part, "?")
		b.WriteString(piece)
		if asks {
			b.args = append(b.args, values[0])
			values = values[1:]
			b.WriteString("$" + strconv.Itoa(len(b.args)))
		}
	}
}

// in writes a list of organisations.
func (b *query) in(who []network.OrganizationID) {
	for i, o := range who {
		b.add(map[bool]string{true: "(?", false: ", ?"}[i == 0], o)
	}
	b.add(")")
}

// counted reads n and good.
func (b *query) counted(ctx context.Context, tx *store.Tx) (n, good int, err error) {
	err = tx.QueryRow(ctx, b.String(), b.args...).Scan(&n, &good)
	return n, good, err
}

// within is a condition on an area's code: it lies in the forum's area, or the other way round where wide
// says that something bigger serves it too. The digits of a CBS code begin with those of what it lies in.
func (b *query) within(area string, f mandate.Forum, at time.Time, wide bool) {
	table, owner, which := "region_area", "region", string(f.Region)
	switch f.Kind {
	case mandate.Nation:
		b.add(`1 = 1`)
		return
	case mandate.Wijkverband:
		table, owner, which = "wijkverband_area", "wijkverband", string(f.Wijkverband)
	}
	b.add(`EXISTS (SELECT 1 FROM `+table+` f WHERE f.`+owner+` = ? AND f.from_at <= ? AND (f.until_at IS NULL OR f.until_at > ?)
		AND (substr(`+area+`, 3) LIKE substr(f.area, 3) || '%'`, which, clock.Micros(at), clock.Micros(at))
	if wide {
		b.add(` OR substr(f.area, 3) LIKE substr(` + area + `, 3) || '%'`)
	}
	b.add(`))`)
}
