package agreement

import (
	"context"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Kinds gives the kinds of agreement with their words, in their order.
func (s *Service) Kinds(ctx context.Context) (kinds []KindRow, err error) {
	defer fault.Wrap(&err, "agreement.Kinds")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		kinds, err = kindsTx(ctx, tx)
		return err
	})
	return kinds, err
}

func kindsTx(ctx context.Context, tx *store.Tx) ([]KindRow, error) {
	return store.All(ctx, tx, func(row func(...any) error) (k KindRow, err error) {
		return k, row(&k.Code, &k.Name, &k.Plain, &k.NationalOnly, &k.Subject)
	}, `SELECT code, name, plain, national_only, subject FROM agreement_kind ORDER BY position`)
}

// Counts says how many agreements there are, at a moment, in a region or a wijkverband or everywhere: for
// everybody.
func (s *Service) Counts(ctx context.Context, q CountQuery) (out Counts, err error) {
	defer fault.Wrap(&err, "agreement.Counts")
	type row struct {
		state State
		kind  Kind
		n     int
	}
	var found []row
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var a args
		where := stood(&a, q.At)
		if q.Region != "" {
			where += ` AND a.region = ` + a.add(q.Region)
		}
		if q.Wijkverband != "" {
			where += ` AND a.wijkverband = ` + a.add(q.Wijkverband)
		}
		found, err = store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.state, &r.kind, &r.n) },
			`SELECT s.state, a.kind, count(*) FROM agreement a JOIN agreement_state s ON s.agreement = a.id WHERE `+where+` GROUP BY s.state, a.kind`, a...)
		return err
	})
	out.ByKind = map[Kind]int{}
	for _, r := range found {
		switch r.state {
		case StateActive:
			out.Active += r.n
		case StateReview:
			out.Review += r.n
		case StateConsent:
			out.Consent += r.n
		case StateDraft:
			out.Draft += r.n
		case StateEnded:
			out.Ended += r.n
		}
		if r.state.Binds() {
			out.ByKind[r.kind] += r.n
		}
	}
	return out, err
}

// GrantedTx tells whether the parties let an insurer see the counts of what is kept of an agreement, at a
// moment; a party that is an insurer may always.
func (s *Service) GrantedTx(ctx context.Context, tx *store.Tx, which ID, insurer network.OrganizationID, at time.Time) (yes bool, err error) {
	var a args
	where := stood(&a, at) + ` AND s.agreement = ` + a.add(which)
	who := a.add(insurer)
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM agreement_state s WHERE `+where+` AND s.state IN ('active', 'review', 'ended') AND (
		EXISTS (SELECT 1 FROM agreement_grant g WHERE g.agreement = s.agreement AND g.version = s.version AND g.organization = `+who+`)
		OR EXISTS (SELECT 1 FROM agreement_party p WHERE p.agreement = s.agreement AND p.version = s.version AND p.as_what <> 'leaves' AND p.left_at IS NULL AND p.organization = `+who+`)))`, a...).Scan(&yes)
	return yes, err
}
