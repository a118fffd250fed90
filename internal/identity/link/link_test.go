package link_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

type house struct {
	db    *store.DB
	spine *act.Spine
	file  *keys.File
	links *link.Links
	now   *atomic.Int64
}

func run(t *testing.T, fn func(t *testing.T, h *house)) {
	for name, open := range map[string]func(testing.TB, func() time.Time) *store.DB{
		"sqlite":   func(t testing.TB, now func() time.Time) *store.DB { return storetest.SQLite(t, now) },
		"postgres": func(t testing.TB, now func() time.Time) *store.DB { return storetest.Postgres(t, now) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &house{now: new(atomic.Int64)}
			h.now.Store(start.UnixNano())
			h.db = open(t, h.clock)
			policies, err := access.Load()
			if err != nil {
				t.Fatal(err)
			}
			h.spine = act.New(h.db, policies, nil)
			if h.file, err = keys.CreateFile(filepath.Join(t.TempDir(), "keys"), start); err != nil {
				t.Fatal(err)
			}
			h.links = link.New(h.db, keys.New(h.file))
			fn(t, h)
		})
	}
}

func (h *house) clock() time.Time { return time.Unix(0, h.now.Load()).UTC() }

func (h *house) do(fn func(ctx context.Context, tx *act.Tx) error) error {
	return h.spine.Do(context.Background(), act.Attempt{Actor: access.Job("test"), Act: "network.SavePerson",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "person", ID: "p"}, nil
		}}, fn)
}

func (h *house) make(t rapid.TB, l link.Link) (token string) {
	err := h.do(func(ctx context.Context, tx *act.Tx) (err error) {
		token, err = h.links.MakeTx(ctx, tx, l)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (h *house) use(token string) error {
	return h.do(func(ctx context.Context, tx *act.Tx) error { return h.links.UseTx(ctx, tx, token) })
}

func confirm(subject string, until time.Time) link.Link {
	return link.Link{Act: "directory.Confirm", SubjectType: "service", SubjectID: subject, Organization: "o", Region: "r",
		Until: until, Note: map[string]string{"a": "b"}}
}

func TestLinkIsFoundAndUsedOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		token := h.make(t, confirm("s", start.Add(time.Hour)))
		for _, spelled := range []string{token, strings.ToLower(token), token} { // looking spends nothing
			l, err := h.links.Find(t.Context(), spelled)
			if err != nil || l.Act != "directory.Confirm" || l.SubjectID != "s" || l.Note["a"] != "b" || !l.Until.Equal(start.Add(time.Hour)) {
				t.Fatalf("%+v, %v", l, err)
			}
			a := l.Actor()
			if a.Role != access.Holder || a.Person != "link:"+string(l.ID) || a.Scopes != l.Act || a.Only != "s" || a.Organization != "o" ||
				a.Region != "r" || a.Assurance != access.Low || a.Via != access.ByLink {
				t.Errorf("actor %+v", a)
			}
		}
		if err := h.use(token); err != nil {
			t.Fatal(err)
		}
		if err := h.use(token); fault.KindOf(err) != fault.Conflict {
			t.Errorf("used again: %v", err)
		}
	})
}

// The database alone must not be enough to open a link.
func TestTokenStandsNowhere(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		token := h.make(t, confirm("s", start.Add(time.Hour)))
		err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var row, entries string
			if err := tx.QueryRow(ctx, `SELECT id || fingerprint || act || subject_id || note FROM link`).Scan(&row); err != nil {
				return err
			}
			if err := tx.QueryRow(ctx, `SELECT change || reason FROM ledger_entry`).Scan(&entries); err != nil {
				return err
			}
			if strings.Contains(row+entries, token) || strings.Contains(strings.ToLower(row+entries), strings.ToLower(token)) {
				t.Error("the token is stored")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestUnknownSpentOldAndWithdrawnLinksGetOneAnswer(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		spent, old, withdrawn := h.make(t, confirm("a", start.Add(time.Hour))), h.make(t, confirm("b", start.Add(time.Minute))), h.make(t, confirm("c", start.Add(time.Hour)))
		whole := h.make(t, confirm("d", start.Add(time.Hour)))
		if err := h.use(spent); err != nil {
			t.Fatal(err)
		}
		if err := h.do(func(ctx context.Context, tx *act.Tx) error {
			return h.links.WithdrawTx(ctx, tx, "directory.Confirm", "c")
		}); err != nil {
			t.Fatal(err)
		}
		h.now.Add(int64(time.Minute)) // a link ends at its moment, not after it
		var found, used string
		for name, token := range map[string]string{"spent": spent, "old": old, "withdrawn": withdrawn, "unknown": strings.Repeat("A", 32), "no token": "x' OR 1=1", "empty": ""} {
			_, err := h.links.Find(t.Context(), token)
			uerr := h.use(token)
			if fault.KindOf(err) != fault.NotFound || fault.KindOf(uerr) != fault.Conflict {
				t.Errorf("%s: %v, %v", name, err, uerr)
			}
			f, u := fmt.Sprint(fault.Safe(err)), fmt.Sprint(fault.Safe(uerr))
			if found == "" {
				found, used = f, u
			}
			if f != found || u != used {
				t.Errorf("%s is told apart: %s / %s", name, f, u)
			}
		}
		if err := h.use(whole); err != nil {
			t.Errorf("another one's end ended this one: %v", err)
		}
	})
}

// ★ Of many at once, one uses the link.
func TestOneOfManyUsesIt(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		for range 5 {
			token := h.make(t, confirm("s", start.Add(time.Hour)))
			var used atomic.Int32
			var wg sync.WaitGroup
			for range 16 {
				wg.Go(func() {
					switch err := h.use(token); {
					case err == nil:
						used.Add(1)
					case fault.KindOf(err) != fault.Conflict:
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if used.Load() != 1 {
				t.Fatalf("used %d times", used.Load())
			}
		}
	})
}

func TestActThatFailsLeavesTheLinkWhole(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		token := h.make(t, confirm("s", start.Add(time.Hour)))
		err := h.do(func(ctx context.Context, tx *act.Tx) error {
			if err := h.links.UseTx(ctx, tx, token); err != nil {
				return err
			}
			return fault.New(fault.Invalid, "Nee.", "no")
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		if err := h.use(token); err != nil {
			t.Errorf("the link was spent by an act that failed: %v", err)
		}
	})
}

func TestLinkOutlivesARotationOfKeys(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		first := h.file.Current()
		token, kept := h.make(t, confirm("s", start.Add(time.Hour))), h.make(t, confirm("s", start.Add(time.Hour)))
		if _, err := h.file.Rotate(start.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if err := h.use(token); err != nil {
			t.Error(err)
		}
		if err := h.file.Retire(first); err != nil {
			t.Fatal(err)
		}
		if err := h.use(kept); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a link of a key that is gone: %v", err)
		}
	})
}

func TestLinkNeedsAnActASubjectAndAnEnd(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		for _, l := range []link.Link{
			{SubjectID: "s", Until: start.Add(time.Hour)}, {Act: "a.B", Until: start.Add(time.Hour)}, {Act: "a.B", SubjectID: "s"}, confirm("s", start),
		} {
			err := h.do(func(ctx context.Context, tx *act.Tx) error { _, err := h.links.MakeTx(ctx, tx, l); return err })
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", l, err)
			}
		}
	})
}

// ★ Whatever happens in whatever order, a link opens from its making until its end, its use or its
// withdrawal, and never after.
func TestLinksBehaveAsTheirModel(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		round := 0
		rapid.Check(t, func(t *rapid.T) {
			type made struct {
				token, subject string
				until          time.Time
				ended          bool
			}
			var all []*made
			round++
			pick := func(t *rapid.T) *made {
				if len(all) == 0 {
					t.Skip("no link yet")
				}
				return rapid.SampledFrom(all).Draw(t, "link")
			}
			opens := func(m *made) bool { return !m.ended && h.clock().Before(m.until) }
			t.Repeat(map[string]func(*rapid.T){
				"make": func(t *rapid.T) {
					m := &made{subject: fmt.Sprintf("%d-%d", round, rapid.IntRange(0, 2).Draw(t, "subject")), until: h.clock().Add(time.Duration(rapid.IntRange(1, 5).Draw(t, "minutes")) * time.Minute)}
					m.token = h.make(t, confirm(m.subject, m.until))
					all = append(all, m)
				},
				"wait": func(t *rapid.T) { h.now.Add(int64(rapid.IntRange(1, 120).Draw(t, "seconds")) * int64(time.Second)) },
				"find": func(t *rapid.T) {
					m := pick(t)
					if l, err := h.links.Find(context.Background(), m.token); (err == nil) != opens(m) || err == nil && l.SubjectID != m.subject {
						t.Fatalf("found %+v, %v; opens: %v", l, err, opens(m))
					}
				},
				"use": func(t *rapid.T) {
					m := pick(t)
					if err := h.use(m.token); (err == nil) != opens(m) {
						t.Fatalf("used: %v; opens: %v", err, opens(m))
					}
					m.ended = true
				},
				"withdraw": func(t *rapid.T) {
					m := pick(t)
					if err := h.do(func(ctx context.Context, tx *act.Tx) error {
						return h.links.WithdrawTx(ctx, tx, "directory.Confirm", m.subject)
					}); err != nil {
						t.Fatal(err)
					}
					for _, other := range all {
						other.ended = other.ended || other.subject == m.subject
					}
				},
			})
		})
	})
}
