package journal

import (
	"context"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// Moment is what one transaction added.
type Moment struct {
	Seq   int64 // of its last version
	At    time.Time
	Types []string // of the resources that got a version, in order
}

// HeadTx gives the number of the newest version.
func (j *Journal) HeadTx(ctx context.Context, tx *store.Tx) (seq int64, err error) {
	err = tx.QueryRow(ctx, `SELECT seq FROM fhir_progress WHERE name = 'journal'`).Scan(&seq)
	return seq, err
}

// MomentsTx gives the transactions that added versions after a number, in their order: whole ones, and as
// many as hold about so many versions.
func (j *Journal) MomentsTx(ctx context.Context, tx *store.Tx, after int64, versions int) (all []Moment, err error) {
	type part struct {
		Moment
		kind string
	}
	parts, err := store.All(ctx, tx, func(row func(...any) error) (p part, err error) {
		var at int64
		err = row(&at, &p.kind, &p.Seq)
		p.At = clock.FromMicros(at)
		return p, err
	}, `SELECT at, type, max(seq) FROM fhir_version
		WHERE seq > $1 AND seq <= (SELECT max(seq) FROM fhir_version WHERE at = (SELECT max(at) FROM fhir_version WHERE seq > $1 AND seq <= $2))
		GROUP BY at, type ORDER BY at, type`, after, after+int64(versions))
	for _, p := range parts {
		if n := len(all); n == 0 || !all[n-1].At.Equal(p.At) {
			all = append(all, Moment{At: p.At})
		}
		m := &all[len(all)-1]
		m.Seq, m.Types = max(m.Seq, p.Seq), append(m.Types, p.kind)
	}
	return all, err
}
