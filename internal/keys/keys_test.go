package keys_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/keys"
)

var made = time.Date(2026, time.November, 3, 12, 0, 0, 0, time.UTC)

func newFile(t testing.TB) (*keys.File, string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "keys")
	f, err := keys.CreateFile(name, made)
	if err != nil {
		t.Fatal(err)
	}
	return f, name
}

var (
	purposes = rapid.SampledFrom([]keys.Purpose{keys.ForNames, keys.ForLogins, keys.ForBSN, keys.ForSeals})
	abouts   = rapid.SampledFrom([]string{"", "person/1", "person/2", "\x00"})
)

// What is sealed opens for the same purpose and thing alone, tells nothing of itself, and is another
// text each time.
func TestSealedOpensOnlyForItsOwn(t *testing.T) {
	t.Parallel()
	f, _ := newFile(t)
	ring := keys.New(f)
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		p, about := purposes.Draw(t, "purpose"), abouts.Draw(t, "about")
		sealed, err := ring.Seal(ctx, p, plain, about)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ring.Seal(ctx, p, plain, about)
		if err != nil || bytes.Equal(sealed, again) || len(plain) > 8 && bytes.Contains(sealed, plain) {
			t.Fatalf("a sealed value gives itself away (%v)", err)
		}
		if got, err := ring.Open(ctx, p, sealed, about); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("opened %q: %v", got, err)
		}
		p2, about2 := purposes.Draw(t, "another purpose"), abouts.Draw(t, "another thing")
		if got, err := ring.Open(ctx, p2, sealed, about2); (err == nil) != (p2 == p && about2 == about) {
			t.Fatalf("sealed for %s %q, opened for %s %q: %q, %v", p, about, p2, about2, got, err)
		}
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "place")
		sealed[i] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if got, err := ring.Open(ctx, p, sealed, about); err == nil && !bytes.Equal(got, plain) {
			t.Fatalf("an altered value opened as %q", got)
		}
	})
}

// Rotations, retirements and re-wraps in any order: whatever the keys that are left wrap can be read,
// whatever a retired key alone wrapped is gone, and no rotation loses a key.
func TestRotationKeepsOldValues(t *testing.T) {
	t.Parallel()
	dir, runs := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		runs++
		name := filepath.Join(dir, strconv.Itoa(runs))
		f, err := keys.CreateFile(name, made)
		if err != nil {
			t.Fatal(err)
		}
		ring := keys.New(f)
		known := map[string]bool{ring.Current(): true}
		var sealed [][]byte
		t.Repeat(map[string]func(*rapid.T){
			"seal": func(t *rapid.T) {
				s, err := ring.Seal(ctx, keys.ForNames, []byte("name"), "x")
				if err != nil {
					t.Fatal(err)
				}
				if id, err := keys.KeyOf(s); err != nil || id != ring.Current() || !strings.HasPrefix(string(s), keys.Prefix(id)) {
					t.Fatalf("wrapped by %q (%v), the current key is %q", id, err, ring.Current())
				}
				sealed = append(sealed, s)
			},
			"rotate": func(t *rapid.T) {
				id, err := f.Rotate(made)
				if err != nil || ring.Current() != id || known[id] {
					t.Fatalf("key %q after rotating to %q: %v", ring.Current(), id, err)
				}
				known[id] = true
			},
			"retire": func(t *rapid.T) {
				id := rapid.SampledFrom(ring.IDs()).Draw(t, "id")
				if err := f.Retire(id); (err == nil) != (id != ring.Current()) {
					t.Fatal(err)
				} else if err == nil {
					delete(known, id)
				}
			},
			"rewrap": func(t *rapid.T) {
				for i, s := range sealed {
					id, _ := keys.KeyOf(s)
					again, changed, err := ring.Rewrap(ctx, s)
					if (err == nil) != known[id] || err == nil && changed != (id != ring.Current()) {
						t.Fatalf("re-wrapping from %s: changed %v, %v", id, changed, err)
					}
					if err == nil {
						sealed[i] = again
					}
				}
			},
			"": func(t *rapid.T) {
				fresh, err := keys.OpenFile(name)
				if err != nil || len(fresh.IDs()) != len(known) {
					t.Fatalf("the file holds %d keys of %d: %v", len(fresh.IDs()), len(known), err)
				}
				for _, s := range sealed {
					id, _ := keys.KeyOf(s)
					if plain, err := keys.New(fresh).Open(ctx, keys.ForNames, s, "x"); (err == nil) != known[id] || err == nil && string(plain) != "name" {
						t.Fatalf("under %s (known: %v) opened %q: %v", id, known[id], plain, err)
					}
				}
			},
		})
	})
}

// Fingerprints are equal for equal texts and one purpose, and those of before a rotation are still
// among them.
func TestFingerprints(t *testing.T) {
	t.Parallel()
	f, _ := newFile(t)
	ring := keys.New(f)
	before, err := ring.Fingerprint(keys.ForLinks, "token")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		purpose keys.Purpose
		text    string
		same    bool
	}{{keys.ForLinks, "token", true}, {keys.ForLinks, "token2", false}, {keys.ForTokens, "token", false}} {
		if got, err := ring.Fingerprint(c.purpose, c.text); err != nil || (got == before) != c.same {
			t.Errorf("%s %q: %s, %v", c.purpose, c.text, got, err)
		}
	}
	if _, err := f.Rotate(made); err != nil {
		t.Fatal(err)
	}
	all, err := ring.Fingerprints(keys.ForLinks, "token")
	if err != nil || len(all) != 2 || all[0] == before || all[1] != before {
		t.Fatalf("%v after %s: %v", all, before, err)
	}
}

func TestSignaturesOutliveRotation(t *testing.T) {
	t.Parallel()
	f, _ := newFile(t)
	ring := keys.New(f)
	s, err := ring.Sign(keys.ForSeals, []byte("root"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Rotate(made); err != nil {
		t.Fatal(err)
	}
	public, err := ring.Public(keys.ForSeals, s.Key)
	if err != nil || !public.Equal(s.Public) {
		t.Fatalf("the public key of %s changed: %v", s.Key, err)
	}
	other, err := ring.Public(keys.ForLinks, s.Key)
	if err != nil || other.Equal(public) {
		t.Fatalf("two purposes share a signing key: %v", err)
	}
	if _, err := ring.Public(keys.ForSeals, "k0"); err == nil {
		t.Fatal("an unknown key has a public key")
	}
}

// FuzzOpen: whatever stands in a column, opening it never panics and gives nothing that was not
// sealed for the thing.
func FuzzOpen(f *testing.F) {
	file, _ := newFile(f)
	ring := keys.New(file)
	good, err := ring.Seal(f.Context(), keys.ForNames, []byte("plain"), "x")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(good), "", "{}", "null", `{"k":"k1","d":"","v":""}`, `{"k":"` + file.Current() + `","d":"AAAA","v":"AAAA"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if plain, err := ring.Open(t.Context(), keys.ForNames, sealed, "x"); err == nil && string(plain) != "plain" {
			t.Fatalf("opened %q", plain)
		}
		if _, _, err := ring.Rewrap(t.Context(), sealed); err == nil {
			if id, err := keys.KeyOf(sealed); err != nil || id != file.Current() {
				t.Fatalf("re-wrapped a value of key %q: %v", id, err)
			}
		}
	})
}
