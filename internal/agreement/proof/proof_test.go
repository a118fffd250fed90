package proof_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/agreement/proof"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

type house struct {
	*agreementtest.House
	proofs *proof.Service
}

// onEach runs a test on both databases, with the ledger's numbers running.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &house{House: agreementtest.New(t, open)}
			h.proofs = proof.New(h.Spine, h.Service, h.Mandates, h.Keys)
			ctx, stop := context.WithCancel(context.Background())
			ended := make(chan struct{})
			go func() { defer close(ended); h.Feed.Run(ctx) }()
			t.Cleanup(func() { stop(); <-ended })
			fn(t, h)
		})
	}
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// seal waits until every entry has its number, and puts all of them under a seal.
func (h *house) seal(t *testing.T) {
	t.Helper()
	for {
		var head int64
		var waiting int
		err := h.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			if head, err = ledger.Head(ctx, tx); err != nil {
				return err
			}
			return tx.QueryRow(ctx, `SELECT count(*) FROM ledger_pending`).Scan(&waiting)
		})
		if err != nil {
			t.Fatal(err)
		}
		if waiting == 0 {
			break
		}
		must[int64](t)(h.Feed.Wait(t.Context(), head))
	}
	must[int](t)(h.Sealer.Seal(t.Context()))
}

func (h *house) check(t *testing.T, which agreement.ID) proof.Report {
	t.Helper()
	return must[proof.Report](t)(h.proofs.Check(t.Context(), which))
}

// lived is an agreement of which much has happened: two versions, a third that joined, a lost mandate.
func (h *house) lived(t *testing.T) agreement.Agreement {
	t.Helper()
	ctx := t.Context()
	one, body, three := h.Parties[0], h.Body, h.Parties[2]
	d := agreementtest.Text(h.RESV, "bridging", one, body)
	d.Open = true
	a := h.Active(t, d, one, body)
	h.Pass(time.Hour)
	a = must[agreement.Agreement](t)(h.Accede(ctx, three.Delegate, a.ID, three.Organization, a.Version))
	d.Clauses[1].Text = "Wij antwoorden binnen twee uur."
	a = must[agreement.Agreement](t)(h.Amend(ctx, h.Staff(), a.ID, a.Edit, d, "Sneller"))
	a = must[agreement.Agreement](t)(h.Offer(ctx, h.Staff(), a.ID))
	for _, p := range []agreementtest.Party{three, one, body} {
		h.Pass(time.Minute)
		a = must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, a.ID, p.Organization, 2))
	}
	h.Pass(time.Hour)
	if err := h.Mandates.Revoke(ctx, agreementtest.Operator, three.Mandates[mandate.RESV], time.Time{}, "Ander bestuur"); err != nil {
		t.Fatal(err)
	}
	h.Pass(time.Hour)
	h.Grant(t, three, h.RESV, "bridging")
	a = must[agreement.Agreement](t)(h.Resume(ctx, h.Staff(), a.ID, "Nieuw mandaat"))
	if a.State != agreement.StateActive || a.Version != 2 {
		t.Fatalf("%s, version %d", a.State, a.Version)
	}
	return a
}

func TestProofOfEachSignature(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		a := h.lived(t)
		h.seal(t)
		p := must[proof.Proof](t)(h.proofs.Proof(ctx, h.Parties[0].Delegate, a.ID, time.Time{}))
		if !p.Valid || len(p.Signatures) != 3 || p.Version != 2 {
			t.Fatalf("proof %+v", p)
		}
		for _, g := range p.Signatures {
			if !g.Chain.Valid || len(g.Chain.Links) == 0 || g.Chain.Links[0].Text == "" || g.Seq == 0 || g.Digest != agreement.Digest(g.Statement) {
				t.Errorf("signature %+v", g)
			}
		}
		if early := must[proof.Proof](t)(h.proofs.Proof(ctx, h.Staff(), a.ID, agreementtest.Began.Add(time.Hour))); early.Version != 1 || len(early.Signatures) != 2 || !early.Valid {
			t.Errorf("as it was: version %d, %d signatures", early.Version, len(early.Signatures))
		}
		for who, want := range map[*access.Actor]fault.Kind{new(h.Stranger()): fault.Denied, &h.Parties[1].Delegate: fault.Denied, new(access.Anonymous("")): fault.NotFound} {
			if _, err := h.proofs.Proof(ctx, *who, a.ID, time.Time{}); err == nil || fault.KindOf(err) != want {
				t.Errorf("%s: %v, want %s", who.Role, err, want)
			}
		}
		for _, q := range []agreementtest.Party{h.Parties[0], h.Body, h.Parties[2]} {
			must[agreement.Agreement](t)(h.Publish(ctx, q.Delegate, a.ID, q.Organization, true))
		}
		if open := must[proof.Proof](t)(h.proofs.Proof(ctx, access.Anonymous(""), a.ID, time.Time{})); len(open.Signatures) != 3 {
			t.Errorf("everybody sees %d signatures", len(open.Signatures))
		} else {
			for _, g := range open.Signatures {
				said := fmt.Sprint(g.Chain.Links)
				if g.Signer != "" || g.Chain.Signer != "" || g.Statement != nil || g.Digest == "" || strings.Contains(said, "Vergadering") || strings.Contains(said, "Besluit") {
					t.Errorf("everybody reads who signed, or what was decided: %+v", g)
				}
			}
		}
		own := must[proof.Proof](t)(h.proofs.Proof(ctx, h.Staff(), a.ID, time.Time{}))
		if g := own.Signatures[0]; g.Signer == "" || g.Statement == nil || !strings.Contains(fmt.Sprint(g.Chain.Links), "Vergadering") {
			t.Errorf("staff reads too little: %+v", g)
		}
	})
}

// Years later, after keys were rotated and retired and everything that the signatures rest on was
// corrected, taken back and ended, the same chains are found.
func TestItHoldsYearsLater(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		a := h.lived(t)
		h.seal(t)
		first := h.check(t, a.ID)
		if len(first.Wrong) > 0 || first.Signatures != 6 || first.Sealed != 6 || first.Steps < 5 {
			t.Fatalf("at first: %+v", first)
		}
		before := must[proof.Proof](t)(h.proofs.Proof(ctx, h.Staff(), a.ID, h.Now()))
		h.Pass(4 * 365 * 24 * time.Hour)
		old := h.File.Current()
		must[string](t)(h.File.Rotate(h.Now()))
		if err := h.File.Retire(old); err != nil {
			t.Fatal(err)
		}
		// Corrected as if it had been otherwise from the beginning, revoked, and the standing ended.
		one := h.Parties[0]
		m := must[[]mandate.Mandate](t)(h.Mandates.Mandates(ctx, mandate.Query{ID: string(one.Mandates[mandate.RESV]), Ended: true}))[0]
		m.Subjects, m.Evidence = []string{"data"}, "Een ander besluit"
		if err := h.Mandates.Correct(ctx, agreementtest.Operator, m, "Verkeerd overgenomen"); err != nil {
			t.Fatal(err)
		}
		if err := h.Mandates.Revoke(ctx, agreementtest.Operator, h.Body.Mandates[mandate.RESV], agreementtest.Began.Add(time.Minute), "Nooit zo besloten"); err != nil {
			t.Fatal(err)
		}
		for _, s := range must[[]mandate.Standing](t)(h.Mandates.Standings(ctx, mandate.Query{Body: h.Body.Organization})) {
			if err := h.Mandates.EndStanding(ctx, agreementtest.Operator, s.ID, time.Time{}, "Opgeheven"); err != nil {
				t.Fatal(err)
			}
		}
		h.Pass(365 * 24 * time.Hour)
		h.seal(t)
		if r := h.check(t, a.ID); len(r.Wrong) > 0 || r.Sealed != 6 {
			t.Fatalf("years later: %+v", r)
		}
		after := must[proof.Proof](t)(h.proofs.Proof(ctx, h.Staff(), a.ID, before.At))
		if !after.Valid || len(after.Signatures) != len(before.Signatures) {
			t.Fatalf("the proof of then: %+v", after)
		}
		for i := range after.Signatures {
			if !after.Signatures[i].Chain.Same(before.Signatures[i].Chain) {
				t.Errorf("another chain: %+v, was %+v", after.Signatures[i].Chain, before.Signatures[i].Chain)
			}
		}
		if now := must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID)); now.State != agreement.StateReview {
			t.Errorf("today it is %s", now.State)
		}
	})
}

// What was not sealed yet is not wrong.
func TestBeforeTheFirstSeal(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		a := h.lived(t)
		if r := h.check(t, a.ID); len(r.Wrong) > 0 || r.Sealed != 0 {
			t.Errorf("%+v", r)
		}
		if _, err := h.proofs.Check(t.Context(), "geen"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of nothing: %v", err)
		}
	})
}

// Everything that somebody with the rows in hand could change is seen.
func TestTamperingIsSeen(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		a := h.lived(t)
		h.seal(t)
		for name, c := range tampering {
			var before, after proof.Report
			undone := errors.New("as it was")
			err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
				if before, err = h.proofs.CheckTx(ctx, tx, a.ID); err != nil {
					return err
				}
				for _, do := range c.do {
					if _, err := tx.Exec(ctx, do); err != nil {
						return err
					}
				}
				if after, err = h.proofs.CheckTx(ctx, tx, a.ID); err != nil {
					return err
				}
				return undone
			})
			if !errors.Is(err, undone) || len(before.Wrong) > 0 {
				t.Fatalf("%s: %v, before %+v", name, err, before.Wrong)
			}
			if !slices.ContainsFunc(after.Wrong, func(f proof.Finding) bool { return f.Code == c.want }) {
				t.Errorf("%s: found %+v, want %s", name, after.Wrong, c.want)
			}
		}
	})
}

const last = ` WHERE id = (SELECT max(id) FROM agreement_signature)`

// tampering is what is changed, and the code of what must be found then.
var tampering = map[string]struct {
	want string
	do   []string
}{
	"the statement": {proof.WrongStatement, []string{`UPDATE agreement_signature SET statement = replace(statement, 'twee uur', 'tien uur')` + last}},
	"the statement with its digest": {proof.WrongSeal, []string{
		`UPDATE agreement_signature SET statement = replace(statement, 'twee uur', 'tien uur'), digest = '` + strings.Repeat("0", 64) + `'` + last}},
	"the signer":             {proof.WrongStatement, []string{`UPDATE agreement_signature SET signer = 'iemand anders'` + last}},
	"the moment":             {proof.WrongStatement, []string{`UPDATE agreement_signature SET at = at - 1` + last}},
	"the seal":               {proof.WrongSeal, []string{`UPDATE agreement_signature SET key_id = 'kvreemd'` + last}},
	"a link of the chain":    {proof.WrongChain, []string{`UPDATE agreement_chain SET link = 'een ander' WHERE position = 1`}},
	"an end in the chain":    {proof.WrongChain, []string{`UPDATE agreement_chain SET until_at = 1`}},
	"a chain that is gone":   {proof.WrongChain, []string{`DELETE FROM agreement_chain`}},
	"the mandate's row":      {proof.WrongMandate, []string{`UPDATE mandate SET subjects = 'data'`}},
	"a revocation backdated": {proof.WrongMandate, []string{`UPDATE mandate SET revoked_at = from_at + 1 WHERE known_until IS NULL OR revoked_at IS NOT NULL`}},
	"the standing's row":     {proof.WrongMandate, []string{`DELETE FROM standing`}},
	"the text":               {proof.WrongStatement, []string{`UPDATE agreement_text SET body = replace(body, 'twee uur', 'tien uur')`}},
	"the title":              {proof.WrongStatement, []string{`UPDATE agreement_text SET title = 'Iets anders'`}},
	"a party":                {proof.WrongStatement, []string{`UPDATE agreement_party SET as_what = 'acceded'`}},
	"the ledger's change":    {proof.WrongLedger, []string{`UPDATE ledger_entry SET change = replace(change, '"digest":"', '"digest":"0') WHERE act = 'agreement.Sign'`}},
	"the ledger's person":    {proof.WrongLedger, []string{`UPDATE ledger_entry SET person = 'iemand anders' WHERE act = 'agreement.Sign'`}},
	"the ledger's words":     {proof.WrongLedger, []string{`UPDATE ledger_entry SET reason = 'Zomaar.' WHERE act = 'agreement.Sign'`}},
	"an entry of a state":    {proof.WrongLedger, []string{`UPDATE ledger_entry SET reason = 'Zomaar.' WHERE act = 'agreement.Resume'`}},
	"the agreement's state":  {proof.WrongState, []string{`UPDATE agreement SET state = 'review'`}},
	"a state's row":          {proof.WrongState, []string{`UPDATE agreement_state SET state = 'active' WHERE state = 'review'`}},
	"a state that is gone":   {proof.WrongState, []string{`DELETE FROM agreement_state WHERE state = 'review'`}},
	"a state moved":          {proof.WrongState, []string{`UPDATE agreement_state SET from_at = from_at - 7200000000, until_at = until_at - 7200000000 WHERE state = 'review'`}},
	"a signature too few": {proof.WrongParty, []string{
		`DELETE FROM agreement_chain WHERE signature = (SELECT max(id) FROM agreement_signature)`, `DELETE FROM agreement_signature` + last}},
	"a party too many": {proof.WrongParty, []string{
		`INSERT INTO agreement_party (agreement, version, organization, position, as_what, added_at, since_at) SELECT id, version, 'erbij', 99, 'acceded', made_at, made_at FROM agreement`}},
}
