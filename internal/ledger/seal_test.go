package ledger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

func published(t *testing.T, body []byte) []ledger.Seal {
	t.Helper()
	seals, err := ledger.ReadSeals(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return seals
}

// Whoever holds the database and the keys can make all of it anew; only what was told elsewhere shows
// it then.
func TestPublishedRootsFindWhatTheDatabaseHides(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		file := filepath.Join(t.TempDir(), "roots")
		h.sealer = h.restarted(ledger.ToFile(file))
		for range 2 {
			h.write(t, 3, "R")
			h.seal(t)
			for range 2 { // the second time there is nothing to tell
				if err := h.sealer.Publish(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		told := ledger.CheckOptions{Published: published(t, body)}
		if len(told.Published) != 2 {
			t.Fatalf("%d seals were published, want 2", len(told.Published))
		}
		if done, p := h.check(t, told); p != nil || done.Entries != 6 {
			t.Fatalf("untouched: %+v, %v", done, p)
		}

		h.exec(t, `DELETE FROM ledger_seal`)
		h.exec(t, `DELETE FROM ledger_leaves`)
		if _, p := h.check(t, told); p == nil || p.Seal != 1 || p.What != ledger.Altered && p.What != ledger.Removed {
			t.Fatalf("without its seals: %v", p)
		}
		// Other seals, over the same entries, by somebody who has the keys too and asks no anchor.
		h.sealer = ledger.NewSealer(h.db, h.ring, slog.New(slog.DiscardHandler))
		h.seal(t)
		if _, p := h.check(t, told); p == nil || p.Seal != 1 {
			t.Fatalf("sealed anew: %v", p)
		}
		if _, p := h.check(t, ledger.CheckOptions{}); p != nil {
			t.Fatalf("the database alone should not show it: %v", p)
		}

		h.exec(t, `DELETE FROM ledger_subject WHERE entry = (SELECT entry FROM ledger_seq WHERE seq = 6)`)
		h.exec(t, `DELETE FROM ledger_seal`)
		h.exec(t, `DELETE FROM ledger_leaves`)
		h.sealer = ledger.NewSealer(h.db, h.ring, slog.New(slog.DiscardHandler))
		h.seal(t)
		if _, p := h.check(t, told); p == nil || p.Seq != 1 && p.Seq != 4 && p.Seal != 1 {
			t.Fatalf("altered and sealed anew: %v", p)
		}
	})
}

func TestReadSealsRefusesWhatDoesNotFollow(t *testing.T) {
	t.Parallel()
	line := func(number int64, key string) string {
		b, err := json.Marshal(ledger.Seal{Number: number, First: number, Last: number, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		return string(b) + "\n"
	}
	if seals, err := ledger.ReadSeals(strings.NewReader(line(3, "a") + line(4, "a") + line(3, "a") + line(4, "a") + "\n" + line(5, "a"))); err != nil || len(seals) != 3 {
		t.Fatalf("told twice: %d seals, %v", len(seals), err)
	}
	for name, body := range map[string]string{"gap": line(1, "a") + line(3, "a"), "other": line(1, "a") + line(1, "b"), "words": "no\n"} {
		if _, err := ledger.ReadSeals(strings.NewReader(body)); fault.KindOf(err) == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What an address did not take is told again, in order.
func TestAddressIsToldUntilItHasEverySeal(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		var heard bytes.Buffer
		down := true
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if down {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			_, _ = io.Copy(&heard, r.Body)
		}))
		defer server.Close()
		to, err := ledger.ToURL(h.db, server.URL+"/secret-path")
		if err != nil {
			t.Fatal(err)
		}
		h.sealer = h.restarted(to)
		h.write(t, 1, "R")
		h.seal(t)
		if err := h.sealer.Publish(t.Context()); err == nil || strings.Contains(err.Error(), "secret-path") {
			t.Fatalf("an address that is down: %v", err)
		}
		h.write(t, 1, "R")
		h.seal(t)
		down = false
		for range 2 {
			if err := h.sealer.Publish(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if seals := published(t, heard.Bytes()); len(seals) != 2 || bytes.Count(heard.Bytes(), []byte("\n")) != 2 {
			t.Fatalf("heard %s", heard.String())
		}
	})
}

func TestSealURLMustBeHTTPS(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://example.org/", "ftp://example.org", "example.org", "https://", "://"} {
		if _, err := ledger.ToURL(nil, address); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := ledger.ToURL(nil, "https://example.org/seals"); err != nil {
		t.Error(err)
	}
}

func (h *house) proof(t *testing.T, seq int64) (p ledger.Proof, err error) {
	t.Helper()
	err = h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		p, err = ledger.ProofOf(ctx, tx, seq)
		return err
	})
	return p, err
}

func (h *house) verdict(t *testing.T, p ledger.Proof) ledger.Verdict {
	t.Helper()
	v, err := p.Verdict(h.ring)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestProofHoldsUntilItsEntryChanges(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		h.write(t, 5, "R")
		if _, err := h.proof(t, 3); fault.KindOf(err) != fault.Conflict {
			t.Errorf("before the seal: %v", err)
		}
		h.seal(t)
		for _, seq := range []int64{0, 6} {
			if _, err := h.proof(t, seq); fault.KindOf(err) != fault.NotFound {
				t.Errorf("number %d: %v", seq, err)
			}
		}
		for seq := int64(1); seq <= 5; seq++ {
			p, err := h.proof(t, seq)
			if err != nil || h.verdict(t, p) != ledger.Proven {
				t.Fatalf("number %d: %+v, %v", seq, p, err)
			}
			wire, err := json.Marshal(p) // as a third party gets it
			if err != nil {
				t.Fatal(err)
			}
			var read ledger.Proof
			if err := json.Unmarshal(wire, &read); err != nil || h.verdict(t, read) != ledger.Proven {
				t.Fatalf("read back from %s: %v", wire, err)
			}
		}
		h.exec(t, `UPDATE ledger_entry SET person = 'q' WHERE id = (SELECT entry FROM ledger_seq WHERE seq = 3)`)
		if p, err := h.proof(t, 3); err != nil || h.verdict(t, p) != ledger.Unproven {
			t.Errorf("the proof of an altered entry holds (%v)", err)
		}
		if p, err := h.proof(t, 4); err != nil || h.verdict(t, p) != ledger.Proven {
			t.Errorf("the proof of its neighbour does not hold (%v)", err)
		}
	})
}

// A key that was rotated or retired still vouches for what it signed; a key file that never signed
// vouches for nothing.
func TestSealsAcrossKeys(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		old := h.ring.Current()
		h.write(t, 2, "U")
		h.seal(t)
		if _, err := h.file.Rotate(began.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		h.write(t, 2, "U")
		h.seal(t)
		if done, p := h.check(t, ledger.CheckOptions{}); p != nil || done.Seals != 2 || done.OldKeys != 0 {
			t.Fatalf("rotated: %+v, %v", done, p)
		}
		if err := h.file.Retire(old); err != nil {
			t.Fatal(err)
		}
		if done, p := h.check(t, ledger.CheckOptions{}); p != nil || done.OldKeys != 1 {
			t.Fatalf("retired: %+v, %v", done, p)
		}
		stranger, err := keys.CreateFile(filepath.Join(t.TempDir(), "other"), began.Add(2*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		h.ring = keys.New(stranger)
		if _, p := h.check(t, ledger.CheckOptions{}); p == nil || p.Seal != 1 || p.What != ledger.Altered {
			t.Fatalf("with somebody else's keys: %v", p)
		}
		if p, err := h.proof(t, 1); err != nil || h.verdict(t, p) != ledger.UnknownKey {
			t.Fatalf("a proof with somebody else's keys: %v", err)
		}
	})
}

// A check that begins later sees the later rows only.
func TestCheckFromANumber(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		for range 2 {
			h.write(t, 3, "U")
			h.seal(t)
		}
		h.write(t, 2, "U")
		if done, p := h.check(t, ledger.CheckOptions{From: 5}); p != nil || done.Entries != 3 || done.Unsealed != 2 {
			t.Fatalf("%+v, %v", done, p)
		}
		h.exec(t, `UPDATE ledger_entry SET person = 'q' WHERE id = (SELECT entry FROM ledger_seq WHERE seq = 2)`)
		if _, p := h.check(t, ledger.CheckOptions{From: 4}); p != nil {
			t.Errorf("from 4: %v", p)
		}
		if _, p := h.check(t, ledger.CheckOptions{From: 3}); p == nil || p.Seq != 2 {
			t.Errorf("from 3, under the same seal: %v", p)
		}
	})
}

// Two nodes seal at once: each entry stands under one seal.
func TestTwoSealersMakeOneChain(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		other := h.restarted()
		for range 5 {
			h.write(t, 2, "U")
			failed := make(chan error, 2)
			for _, s := range []*ledger.Sealer{h.sealer, other} {
				go func() {
					_, err := s.Seal(t.Context())
					failed <- err
				}()
			}
			for range 2 {
				if err := <-failed; err != nil {
					t.Fatal(err)
				}
			}
		}
		if done, p := h.check(t, ledger.CheckOptions{}); p != nil || done.Entries != 10 || done.Seals != 5 {
			t.Fatalf("%+v, %v", done, p)
		}
	})
}

func expire(t *testing.T, h *house) (n int) {
	t.Helper()
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		n, err = ledger.ExpireTx(ctx, tx, 100)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestLooksAreRemovedAfterFiveYearsAndTheRestStillProven(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		h.write(t, 3, "R")
		h.write(t, 2, "U")
		h.write(t, 1, "R")
		if expire(t, h) != 0 {
			t.Fatal("looks of today were removed")
		}
		h.now.Store(began.AddDate(5, 0, 2).UnixMicro())
		if expire(t, h) != 0 {
			t.Fatal("looks without a seal were removed")
		}
		h.seal(t)
		if n := expire(t, h); n != 3 {
			t.Fatalf("%d looks were removed, want 3: all but the newest entry, and no acts", n)
		}
		if done, p := h.check(t, ledger.CheckOptions{}); p != nil || done.Entries != 6 || done.Removed != 3 {
			t.Fatalf("%+v, %v", done, p)
		}
		if p, err := h.proof(t, 4); err != nil || h.verdict(t, p) != ledger.Proven {
			t.Errorf("the proof of what stayed does not hold (%v)", err)
		}
		h.write(t, 1, "U")
		h.seal(t)
		if done, p := h.check(t, ledger.CheckOptions{}); p != nil || done.Entries != 7 {
			t.Fatalf("after the next seal: %+v, %v", done, p)
		}
		h.exec(t, `UPDATE ledger_removed SET at = at + 1 WHERE seq = 2`)
		if _, p := h.check(t, ledger.CheckOptions{}); p == nil || p.Seq != 2 || p.What != ledger.Removed {
			t.Errorf("what is left was altered: %v", p)
		}
	})
}

// A region keeps its looks longer than the rule for all of them.
func TestRegionKeepsLonger(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		h.exec(t, `INSERT INTO ledger_retention (sort, region, days) VALUES ('R', 'r1', 3653)`)
		h.write(t, 2, "R")
		h.seal(t)
		h.now.Store(began.AddDate(6, 0, 0).UnixMicro())
		if expire(t, h) != 0 {
			t.Fatal("looks of the region were removed")
		}
		h.now.Store(began.AddDate(11, 0, 0).UnixMicro())
		if expire(t, h) != 1 {
			t.Fatal("looks of the region were kept for ever")
		}
	})
}
