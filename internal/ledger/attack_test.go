package ledger_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// attack is what somebody does who has the database, and not the keys. Each forges so that the rows
// fit each other.
type attack struct {
	name string
	do   func(t *testing.T, h *house)
	// plain says that the database and the key file alone show it; else the anchor does.
	plain bool
}

func forget(t *testing.T, h *house) {
	h.exec(t, `DELETE FROM ledger_seal`)
	h.exec(t, `DELETE FROM ledger_leaves`)
}

func change(t *testing.T, h *house) {
	h.exec(t, `UPDATE ledger_entry SET person = 'q' WHERE id = (SELECT entry FROM ledger_seq WHERE seq = 3)`)
}

// stranger seals everything with a key of their own.
func stranger(t *testing.T, h *house) {
	t.Helper()
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "own"), began)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := ledger.NewSealer(h.db, keys.New(file), slog.New(slog.DiscardHandler)).Seal(t.Context()); err != nil || n == 0 {
		t.Fatalf("the forger made %d seals: %v", n, err)
	}
}

var attacks = []attack{
	{name: "all seals anew under a key of one's own", plain: true, do: func(t *testing.T, h *house) {
		change(t, h)
		forget(t, h)
		stranger(t, h)
	}},
	{name: "the same, under the id of the real key", plain: true, do: func(t *testing.T, h *house) {
		change(t, h)
		forget(t, h)
		stranger(t, h)
		h.exec(t, `UPDATE ledger_seal SET key_id = $1`, h.ring.Current())
	}},
	{name: "the newest seal signed anew, while the anchor still names the one before", plain: true, do: func(t *testing.T, h *house) {
		seals := h.seals(t)
		if err := h.anchor.Accept(seals[1].Tip()); err != nil {
			t.Fatal(err)
		}
		public, private, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		h.exec(t, `UPDATE ledger_seal SET key_id = 'kold', public_key = $1, signature = $2 WHERE number = 3`, []byte(public), ed25519.Sign(private, seals[2].Message()))
	}},
	{name: "no seals at all, so that the program makes them", do: func(t *testing.T, h *house) {
		forget(t, h)
		change(t, h)
	}},
	{name: "the newest acts cut off with their seal", do: func(t *testing.T, h *house) {
		h.exec(t, `DELETE FROM ledger_seal WHERE number = 3`)
		h.exec(t, `DELETE FROM ledger_leaves WHERE seal = 3`)
		h.exec(t, `DELETE FROM ledger_subject WHERE entry IN (SELECT entry FROM ledger_seq WHERE seq > 6)`)
		h.exec(t, `CREATE TABLE gone AS SELECT entry FROM ledger_seq WHERE seq > 6`)
		h.exec(t, `DELETE FROM ledger_seq WHERE seq > 6`)
		h.exec(t, `DELETE FROM ledger_entry WHERE id IN (SELECT entry FROM gone)`)
	}},
}

// Whoever has the database alone makes no forgery that the program then seals: not the program that
// runs, not one that starts anew, not another node. Nothing is put on top of it, and a check finds it.
func TestNothingIsSealedOnTopOfAForgery(t *testing.T) {
	t.Parallel()
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, h *house) {
				for range 3 {
					h.write(t, 3, "U")
					h.seal(t)
				}
				if _, p := h.check(t, h.anchored(t)); p != nil {
					t.Fatalf("untouched: %v", p)
				}
				a.do(t, h)
				before := h.count(t)
				h.write(t, 1, "U")
				nodes := map[string]*ledger.Sealer{"running": h.sealer, "started anew": h.restarted()}
				if a.plain {
					nodes["without an anchor"] = ledger.NewSealer(h.db, h.ring, slog.New(slog.DiscardHandler))
				}
				for name, node := range nodes {
					n, err := node.Seal(t.Context())
					if p, ok := errors.AsType[*ledger.Problem](err); n != 0 || !ok || p.Seal == 0 {
						t.Errorf("%s: %d seals on top of it (%v)", name, n, err)
					}
				}
				if after := h.count(t); after != before {
					t.Fatalf("%d seals became %d", before, after)
				}
				if _, p := h.check(t, h.anchored(t)); p == nil || p.Seal == 0 {
					t.Errorf("a check with the anchor: %v", p)
				}
				if _, p := h.check(t, ledger.CheckOptions{}); a.plain && (p == nil || p.What != ledger.Altered) {
					t.Errorf("a check without the anchor: %v", p)
				}
			})
		})
	}
}

func (h *house) anchored(t *testing.T) ledger.CheckOptions {
	t.Helper()
	tip, err := h.anchor.Read()
	if err != nil || tip.Number == 0 {
		t.Fatalf("the anchor names %d: %v", tip.Number, err)
	}
	return ledger.CheckOptions{Anchor: tip}
}

func (h *house) seals(t *testing.T) (all []ledger.Seal) {
	t.Helper()
	if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		all, err = ledger.Seals(ctx, tx, 0, 100)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func (h *house) count(t *testing.T) int {
	t.Helper()
	return len(h.seals(t))
}

// A forged entry under a stranger's seal has no proof that holds.
func TestProofUnderAForgedSealDoesNotHold(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		h.write(t, 3, "U")
		h.seal(t)
		attacks[0].do(t, h)
		if p, err := h.proof(t, 3); err != nil || h.verdict(t, p) != ledger.UnknownKey {
			t.Errorf("under a key that nobody knows: %+v, %v", p, err)
		}
		h.exec(t, `UPDATE ledger_seal SET key_id = $1`, h.ring.Current())
		if p, err := h.proof(t, 3); err != nil || h.verdict(t, p) != ledger.Unproven {
			t.Errorf("under the id of ours: %+v, %v", p, err)
		}
	})
}

// The metric and the log say so as long as it lasts. After a copy was put back, an operator who has
// looked moves the anchor, and a program that starts then goes on.
func TestOperatorIsToldAndAccepts(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		registry := prometheus.NewRegistry()
		var meter ledger.Meter
		ledger.Register(registry, &meter, h.sealer, func() time.Time { return began })
		tampered := func() float64 {
			t.Helper()
			all, err := registry.Gather()
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range all {
				if f.GetName() == "eerstelijn_ledger_tampered" {
					return f.GetMetric()[0].GetGauge().GetValue()
				}
			}
			t.Fatal("no such metric")
			return 0
		}
		for range 2 {
			h.write(t, 2, "U")
			h.sealer.Round(t.Context())
		}
		if tampered() != 0 {
			t.Fatal("alarm without a cause")
		}
		h.exec(t, `DELETE FROM ledger_seal WHERE number = 2`) // as an older copy is
		h.exec(t, `DELETE FROM ledger_leaves WHERE seal = 2`)
		for range 2 {
			h.sealer.Round(t.Context())
			if tampered() != 1 || h.count(t) != 1 {
				t.Fatalf("alarm %v, %d seals", tampered(), h.count(t))
			}
		}
		var last ledger.Tip
		if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			last, err = ledger.LastTip(ctx, tx)
			return err
		}); err != nil || last.Number != 1 {
			t.Fatalf("last %+v: %v", last, err)
		}
		if err := h.anchor.Accept(last); err != nil {
			t.Fatal(err)
		}
		h.sealer.Round(t.Context())
		if tampered() != 1 {
			t.Error("a program that knows better goes on without a restart")
		}
		h.sealer = h.restarted()
		h.seal(t)
		if done, p := h.check(t, h.anchored(t)); p != nil || done.Seals != 2 {
			t.Errorf("after it was accepted: %+v, %v", done, p)
		}
		if err := h.anchor.Accept(ledger.Tip{}); err != nil {
			t.Fatal(err)
		}
		if tip, err := h.anchor.Read(); err != nil || tip.Number != 0 {
			t.Errorf("after it was taken away: %+v, %v", tip, err)
		}
	})
}

// An anchor that cannot be read is not the same as none.
func TestUnreadableAnchorStopsSealing(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		h.write(t, 1, "U")
		for _, body := range []string{"", "{}", `{"number":1}x`, "no"} {
			if err := os.WriteFile(h.anchor.Name(), []byte(body), 0o600); err != nil {
				t.Fatal(err)
			}
			if n, err := h.restarted().Seal(t.Context()); err == nil || n != 0 {
				t.Errorf("%q: %d seals", body, n)
			}
		}
	})
}

// A seal that came long after its entries is told, and is no problem by itself.
func TestLateSealsAreTold(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		h.write(t, 1, "U")
		h.seal(t)
		h.write(t, 2, "U")
		h.now.Store(began.Add(11 * time.Minute).UnixMicro())
		h.seal(t)
		if done, p := h.check(t, ledger.CheckOptions{}); p != nil || done.Late != 1 || done.LateAt != 2 {
			t.Errorf("%+v, %v", done, p)
		}
	})
}
