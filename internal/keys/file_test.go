package keys_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
)

// Two nodes on one file: after a rotation by one, the other opens the new values as soon as it reads
// the file again, and until then each opens what it could.
func TestTwoRingsOnOneFile(t *testing.T) {
	t.Parallel()
	f, name := newFile(t)
	g, err := keys.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	one, two := keys.New(f), keys.New(g)
	old, err := two.Seal(t.Context(), keys.ForNames, []byte("old"), "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Rotate(made); err != nil {
		t.Fatal(err)
	}
	late, err := two.Seal(t.Context(), keys.ForNames, []byte("late"), "x") // the second does not know yet
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := one.Seal(t.Context(), keys.ForNames, []byte("fresh"), "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range [][]byte{old, late, fresh} {
		if _, err := one.Open(t.Context(), keys.ForNames, s, "x"); err != nil {
			t.Fatalf("the first: %v", err)
		}
	}
	if _, err := two.Open(t.Context(), keys.ForNames, fresh, "x"); err == nil {
		t.Fatal("the second opened a value of a key that it cannot know")
	}
	if err := g.Reload(); err != nil {
		t.Fatal(err)
	}
	for _, s := range [][]byte{old, late, fresh} {
		if _, err := two.Open(t.Context(), keys.ForNames, s, "x"); err != nil {
			t.Fatalf("the second, after reading again: %v", err)
		}
	}
	// A rotation by the second knows of the first's, also before it has read the file again.
	if _, err := f.Rotate(made); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Rotate(made); err != nil {
		t.Fatal(err)
	}
	if n := len(g.Keys()); n != 4 || !g.Keys()[0].Current || g.Keys()[1].Current || !g.Keys()[3].Made.Equal(made) {
		t.Fatalf("%d keys after four were made: %+v", n, g.Keys())
	}
}

// Of many that rotate at once each either makes a key or is told to wait: none is lost.
func TestRotatingAtOnceLosesNoKey(t *testing.T) {
	t.Parallel()
	_, name := newFile(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := map[string]bool{}
	for range 16 {
		wg.Go(func() {
			f, err := keys.OpenFile(name)
			if err != nil {
				t.Error(err)
				return
			}
			id, err := f.Rotate(made)
			switch {
			case err == nil:
				mu.Lock()
				done[id] = true
				mu.Unlock()
			case fault.KindOf(err) != fault.Conflict:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	f, err := keys.OpenFile(name)
	if err != nil || len(done) == 0 || len(f.IDs()) != len(done)+1 {
		t.Fatalf("%d keys, %d were made: %v", len(f.IDs()), len(done)+1, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "*")); len(left) != 1 {
		t.Fatalf("left behind: %v", left)
	}
}

func TestFileIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	f, name := newFile(t)
	mode := func() os.FileMode {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	if mode() != 0o600 {
		t.Fatalf("made with %o", mode())
	}
	if _, err := f.Rotate(made); err != nil || mode() != 0o600 {
		t.Fatalf("after rotating %o: %v", mode(), err)
	}
	for _, open := range []os.FileMode{0o640, 0o604, 0o622} {
		if err := os.Chmod(name, open); err != nil {
			t.Fatal(err)
		}
		if _, err := keys.OpenFile(name); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Safe(err).Fields[0].EN, "chmod 600") {
			t.Errorf("%o was accepted: %v", open, err)
		}
	}
	// A node that runs keeps the keys it has.
	current := f.Current()
	if err := f.Reload(); err == nil || f.Current() != current {
		t.Errorf("after a refused reload the current key is %s: %v", f.Current(), err)
	}
}

func TestFileProblemsAreNamed(t *testing.T) {
	t.Parallel()
	f, name := newFile(t)
	if _, err := keys.CreateFile(name, made); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a key file was overwritten: %v", err)
	}
	if _, err := keys.OpenFile(name + "-not"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no file: %v", err)
	}
	if err := f.Retire("k0"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown key: %v", err)
	}
	if err := f.Retire(f.Current()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the current key: %v", err)
	}
	if err := os.WriteFile(name+".lock", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Rotate(made); fault.KindOf(err) != fault.Conflict {
		t.Errorf("while somebody else does: %v", err)
	}
	secret := `[{"id":"k1","made":"2026-11-03T12:00:00Z","secret":"c2VjcmV0"}]`
	if err := os.WriteFile(name, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := keys.OpenFile(name)
	if e, ok := errors.AsType[*fault.Error](err); !ok || e.Kind != fault.Invalid || strings.Contains(err.Error(), "c2Vj") {
		t.Errorf("a short secret: %v", err)
	}
}

// A new key waits until every node has read the file: meanwhile all seal with the old one, and whoever
// reads the file knows both.
func TestNewKeyWaitsForAllNodes(t *testing.T) {
	t.Parallel()
	f, name := newFile(t)
	old := f.Current()
	next, err := f.RotateFrom(time.Now(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	g, err := keys.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	all := g.Keys()
	if g.Current() != old || len(all) != 2 || all[0].ID != next || !all[0].Waits || all[0].Current || !all[1].Current || all[1].Waits {
		t.Fatalf("current %s of %+v", g.Current(), all)
	}
	if ids := g.IDs(); len(ids) != 2 || ids[0] != old || ids[1] != next {
		t.Fatalf("ids %v", ids)
	}
	for _, id := range []string{old, next} {
		if err := g.Retire(id); fault.KindOf(err) != fault.Invalid {
			t.Errorf("retired a key in use: %v", err)
		}
	}
	// Its time comes without anybody touching the file.
	past, err := g.RotateFrom(time.Now(), time.Now().Add(-time.Second))
	if err != nil || g.Current() != past || g.Keys()[0].Waits {
		t.Fatalf("current %s, not %s: %v", g.Current(), past, err)
	}
	if err := g.Retire(old); err != nil {
		t.Fatal(err)
	}
}

// Of a key that was retired the file keeps what checks its signatures, for every node and after a
// restart, and nothing of its secret.
func TestRetiredKeyIsStillKnownByItsSignatures(t *testing.T) {
	t.Parallel()
	f, name := newFile(t)
	ring, old := keys.New(f), f.Current()
	signed, err := ring.Sign(keys.ForSeals, []byte("m"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var held []struct{ Secret string }
	if err := json.Unmarshal(before, &held); err != nil || len(held) != 1 || held[0].Secret == "" {
		t.Fatalf("%d keys in the file: %v", len(held), err)
	}
	if _, err := f.Rotate(made); err != nil {
		t.Fatal(err)
	}
	if err := f.Retire(old); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(name)
	if err != nil || strings.Contains(string(after), held[0].Secret) {
		t.Fatalf("the secret of a retired key is still in the file (%v)", err)
	}
	fresh, err := keys.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*keys.Ring{ring, keys.New(fresh)} {
		if public, err := r.Public(keys.ForSeals, old); err != nil || !public.Equal(signed.Public) {
			t.Errorf("the public key of a retired key: %v", err)
		}
		if _, err := r.Public(keys.ForNames, old); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a purpose that it never signed for: %v", err)
		}
		if ids := r.IDs(); len(ids) != 1 || ids[0] == old {
			t.Errorf("ids %v", ids)
		}
	}
	if err := f.Retire(old); fault.KindOf(err) != fault.NotFound {
		t.Errorf("again: %v", err)
	}
}
