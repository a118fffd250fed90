package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// together is what a process works on that reports, decides, signs and weighs until it is killed.
type together struct {
	Reporter, Coordinator, Keeper, Board network.Person
	Signers                              [2]network.Person
	Team                                 network.WijkverbandID
	Region                               network.RegionID
}

// togetherHaste lets a week pass in a fifth of a second: obligations are weighed each week.
const togetherHaste = 3_000_000

func (l together) forum() mandate.Forum { return mandate.Forum{Kind: mandate.RESV, Region: l.Region} }

// refusedBetween tells that an act was refused because of what others did meanwhile: its state is another one,
// or the mandate is gone.
func refusedBetween(err error) bool {
	return err != nil && (fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.Denied)
}

// work starts all that a process does together; what breaks is sent.
func (l together) work(ctx context.Context, a *App, seed uint64, broken chan<- error) {
	for worker, do := range []func(context.Context, *App, *rand.Rand) error{l.complain, l.complain, l.agree, l.agree, l.mandates, l.weigh} {
		rnd := rand.New(rand.NewPCG(seed, uint64(worker)))
		go func() {
			for {
				if err := do(ctx, a, rnd); err != nil && !refusedBetween(err) {
					broken <- err
					return
				}
			}
		}()
	}
}

// complain reports something, has it passed up and answered, and lets it end.
func (l together) complain(ctx context.Context, a *App, rnd *rand.Rand) error {
	reporter := actorOf(l.Reporter)
	r, err := a.Bottlenecks.Report(ctx, reporter, bottleneck.Report{Key: id.New[string](), Title: "Er is niemand te bereiken", Theme: "avond-nacht-weekend", HowOften: bottleneck.Weekly, Wijkverband: l.Team})
	if err != nil {
		return err
	}
	acknowledge("reported", r.ID)
	owner := actorOf(l.Coordinator)
	for _, up := range []network.Person{l.Coordinator, l.Keeper} {
		if rnd.IntN(3) == 0 {
			break
		}
		b, err := a.Bottlenecks.PassUp(ctx, actorOf(up), r.ID, "Dit speelt breder.", bottleneck.Decision{})
		if err != nil {
			return err
		}
		acknowledge("passed", r.ID, b.Level)
		if owner = actorOf(l.Keeper); b.Level == bottleneck.Nation {
			owner = actorOf(l.Board)
		}
	}
	if _, err := a.Bottlenecks.Answer(ctx, owner, r.ID, "Wij kijken wie er kan.", bottleneck.Decision{}); err != nil {
		return err
	}
	acknowledge("answered", r.ID)
	if rnd.IntN(2) == 0 {
		return nil
	}
	if _, err := a.Bottlenecks.Propose(ctx, owner, r.ID, bottleneck.EndSolved, "Er is nu iemand.", bottleneck.Decision{}); err != nil {
		return err
	}
	if _, err := a.Bottlenecks.Confirm(ctx, reporter, r.ID); err != nil {
		return err
	}
	acknowledge("solved", r.ID)
	return nil
}

// agree drafts an agreement and has both parties sign it; most end again, so that the load stays the same.
func (l together) agree(ctx context.Context, a *App, rnd *rand.Rand) error {
	keeper := actorOf(l.Keeper)
	made, err := a.Agreements.Draft(ctx, keeper, agreement.Draft{
		Kind: "bridging", Forum: l.forum(), Title: "Zorg tot er plek is", Parties: []network.OrganizationID{l.Signers[0].Organization, l.Signers[1].Organization},
		Body: agreement.Body{Clauses: []agreement.Clause{{Number: "1", Text: "Wij helpen elkaar."}}, Obligations: []agreement.Obligation{
			{Clause: "1", Who: "each", What: "Antwoorden binnen vier uur", Measure: "answer-placements", Params: map[string]int{"hours": 4}, Norm: 90, Period: "week"},
			{Clause: "1", Who: "each", What: "Helpen", Measure: agreement.Attested, Norm: 100, Period: "week"}}},
	})
	if err != nil {
		return err
	}
	if made, err = a.Agreements.Offer(ctx, keeper, made.ID); err != nil {
		return err
	}
	for _, s := range l.Signers {
		if made, err = a.Agreements.Sign(ctx, actorOf(s), made.ID, s.Organization, made.Version); err != nil {
			return err
		}
		acknowledge("signed", made.ID, s.Organization)
	}
	if rnd.IntN(5) > 0 {
		for _, s := range l.Signers {
			if _, err = a.Agreements.End(ctx, actorOf(s), made.ID, "Het is klaar.", time.Time{}); err != nil {
				return err
			}
		}
		acknowledge("ended", made.ID)
	}
	return nil
}

// mandates takes the mandate of a party back and gives another: sometimes nobody speaks for it in between.
func (l together) mandates(ctx context.Context, a *App, rnd *rand.Rand) error {
	of := l.Signers[rnd.IntN(len(l.Signers))]
	held, err := a.Mandates.Mandates(ctx, mandate.Query{Forum: l.forum(), Grantor: of.Organization, Delegate: of.ID})
	if err != nil {
		return err
	}
	grant := func() error {
		m, err := a.Mandates.Grant(ctx, operator, mandate.Mandate{Grantor: of.Organization, Delegate: of.ID, Forum: l.forum(), Subjects: []string{mandate.Every}, Evidence: "Ledenvergadering"})
		if err == nil {
			acknowledge("granted", m.ID)
		}
		return err
	}
	gap := rnd.IntN(4) == 0
	if !gap || len(held) == 0 {
		if err := grant(); err != nil {
			return err
		}
	}
	for _, m := range held {
		if err := a.Mandates.Revoke(ctx, operator, m.ID, time.Time{}, "Iemand anders doet het."); err != nil {
			return err
		}
		acknowledge("revoked", m.ID)
	}
	return nil
}

// weigh looks whether a week is over. It says nothing: it may be killed halfway through many weeks, each of
// which is weighed for itself.
func (l together) weigh(ctx context.Context, a *App, _ *rand.Rand) error {
	_, err := a.Obligations.Weigh(ctx, operator)
	return err
}

// TestNothingIsHalfAgreedWhenKilled kills the program while people report, pass up, sign, take mandates back
// and while weeks are weighed, again and again on one database. After each kill no open bottleneck lacks its
// level, owner or next date, every reporter has been told of every step, no agreement is active without the
// signature of each party by a chain that still proves itself, and each period was weighed once.
func TestNothingIsHalfAgreedWhenKilled(t *testing.T) {
	t.Parallel()
	rounds := 10
	if os.Getenv("EERSTELIJN_SOAK") != "" {
		rounds = 100
	}
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); killTogether(t, "", rounds) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		killTogether(t, postgres(t), rounds)
	})
}

func killTogether(t *testing.T, db string, rounds int) {
	l := prepareTogether(t, db)
	acts, weighed := 0, ""
	for round := range rounds {
		told := newLines()
		l.Seed = rand.Uint64()
		acts += l.killOnce(t, told)
		weighed = l.judgeTogether(t, told)
		if t.Failed() {
			t.Fatalf("after %d kills, of seed %d", round+1, l.Seed)
		}
	}
	t.Logf("%d kills, %d acts acknowledged, %s periods weighed", rounds, acts, weighed)
	if weighed == "0" {
		t.Error("no week of any agreement was weighed")
	}
}

func prepareTogether(t *testing.T, db string) loaded {
	t.Helper()
	l := loaded{Began: time.Now().UTC(), Together: &together{}}
	h := build(t, func(c *Config) {
		c.Clock = l.clock()
		if db != "" {
			c.DB, c.Keys = db, filepath.Join(t.TempDir(), "keys")
			if _, err := MakeKeys(c.Keys); err != nil {
				t.Fatal(err)
			}
		}
	})
	l.DB, l.Keys = h.Config.DB, h.Config.Keys
	p := l.Together
	p.Reporter, p.Coordinator, p.Keeper, p.Board = h.people["Maartje Sluiswachter"], h.people["Tineke Wilgentak"], h.people["Esra Hoogwater"], h.people["Annelot Vloedlijn"]
	p.Signers = [2]network.Person{h.people["Gerda Kleibakker"], h.people["Bilal Steenoven"]}
	p.Team, p.Region = p.Coordinator.Wijkverband, p.Keeper.Region
	err := h.Bottlenecks.SaveBoard(t.Context(), operator, p.Board.Organization)
	for _, s := range p.Signers {
		_, granted := h.Mandates.Grant(t.Context(), operator, mandate.Mandate{Grantor: s.Organization, Delegate: s.ID, Forum: p.forum(), Subjects: []string{mandate.Every}, Evidence: "Ledenvergadering"})
		err = errors.Join(err, granted)
	}
	if err := errors.Join(err, h.Close()); err != nil {
		t.Fatal(err)
	}
	return l
}

// judgeTogether holds what a killed program left against what it had said, and gives how many periods are
// weighed by now.
func (l loaded) judgeTogether(t *testing.T, told *lines) (weighed string) {
	t.Helper()
	ctx := t.Context()
	a, err := l.open(ctx, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	one := func(query string, args ...any) (s string) {
		t.Helper()
		err := a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(&s) })
		if errors.Is(err, store.ErrNone) {
			return "nothing"
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range wholeTogether {
		if n := one(c.query); n != "0" {
			t.Errorf("%s: %s", c.what, n)
		}
	}
	for what, query := range map[string]string{
		"reported": `SELECT 'there' FROM bottleneck WHERE id = $1`,
		"answered": `SELECT 'there' FROM bottleneck_event WHERE bottleneck = $1 AND kind = 'answered'`,
		"solved":   `SELECT 'there' FROM bottleneck_state WHERE bottleneck = $1 AND state = 'solved'`,
		"ended":    `SELECT 'there' FROM agreement WHERE id = $1 AND state = 'ended'`,
		"granted":  `SELECT DISTINCT 'there' FROM mandate WHERE id = $1`,
		"revoked":  `SELECT 'there' FROM mandate WHERE id = $1 AND known_until IS NULL AND revoked_at IS NOT NULL`,
	} {
		for _, f := range told.all[what] {
			if one(query, f[0]) != "there" {
				t.Errorf("what was %s is gone", what)
			}
		}
	}
	for what, query := range map[string]string{
		"passed": `SELECT 'there' FROM bottleneck_stop WHERE bottleneck = $1 AND level = $2`,
		"signed": `SELECT 'there' FROM agreement_signature WHERE agreement = $1 AND party = $2`,
	} {
		for _, f := range told.all[what] {
			if one(query, f[0], f[1]) != "there" {
				t.Errorf("what was %s is gone", what)
			}
		}
	}
	l.proven(t, a)
	return one(`SELECT count(*) FROM obligation_period`)
}

// proven has each agreement that binds prove its signatures: the text, the seal, the ledger and the chain of
// mandate as it was known.
func (l loaded) proven(t *testing.T, a *App) {
	t.Helper()
	page, err := a.Agreements.List(t.Context(), actorOf(l.Together.Keeper), agreement.Query{Binding: true, Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range page.Items {
		r, err := a.Proofs.Check(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if r.Signatures < 2 || len(r.Wrong) > 0 {
			t.Errorf("an agreement that is %s has %d signatures, and is not proven: %v", m.State, r.Signatures, r.Wrong)
		}
	}
}
