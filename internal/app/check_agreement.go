package app

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// CheckAgreement proves that what an agreement rests on is as it was when it was signed: statements, seals,
// chains of mandate as they were known, states, and what the ledger says of each. It is named by its id or
// its short number. What is wrong is a Conflict that names everything.
func (a *App) CheckAgreement(ctx context.Context, name string) (lines []string, err error) {
	defer fault.Wrap(&err, "app.CheckAgreement")
	which, err := a.agreementNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	r, err := a.Proofs.Check(ctx, which)
	if err != nil {
		return nil, err
	}
	add := func(what string, value any) { lines = append(lines, fmt.Sprintf("%-40s %v", what, value)) }
	add("agreement", fmt.Sprintf("%d (%s), %s", r.Number, r.Agreement, r.State))
	add("signatures", r.Signatures)
	add("of these, under a seal of the ledger", r.Sealed)
	add("states that the ledger tells of", r.Steps)
	add("time", time.Since(began).Round(time.Millisecond))
	for _, f := range r.Wrong {
		where := "the agreement"
		if f.Signature != "" {
			where = "signature " + string(f.Signature)
		}
		lines = append(lines, fmt.Sprintf("wrong (%s), %s: %s", f.Code, where, f.EN))
	}
	if len(r.Wrong) > 0 {
		return lines, fault.New(fault.Conflict, "De afspraak is niet zoals zij is getekend.", fmt.Sprintf("the agreement is not as it was signed: %d things are wrong, the first: %s", len(r.Wrong), r.Wrong[0].EN))
	}
	return append(lines, "the agreement is as it was signed; check ledger proves the rest of the ledger"), nil
}

// agreementNamed finds an agreement by its id or its number.
func (a *App) agreementNamed(ctx context.Context, name string) (which agreement.ID, err error) {
	number, bad := strconv.Atoi(name)
	if bad != nil {
		return id.Parse[agreement.ID](name)
	}
	err = a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		which, err = a.Agreements.ByNumberTx(ctx, tx, number)
		return err
	})
	return which, err
}
