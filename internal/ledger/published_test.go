package ledger_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"eerstelijn/internal/ledger"
)

// filled gives a house with n seals that were published in a file.
func filled(t *testing.T, h *house, n int) (file string, to ledger.Publisher) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "roots")
	to = ledger.ToFile(file)
	h.sealer = h.restarted(to)
	for range n {
		h.write(t, 3, "U")
		h.seal(t)
		h.publish(t)
	}
	return file, to
}

func (h *house) publish(t *testing.T) {
	t.Helper()
	if err := h.sealer.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// However the end of the file was left, what follows stands on a line of its own and nothing is lost;
// also where the program has read the file before.
func TestEndOfAFileIsMended(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		file, to := filled(t, h, 3)
		whole := read(t, file)
		last := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
		for name, left := range map[string][]byte{
			"half a line":         whole[:last+40],
			"a line without end":  whole[:len(whole)-1],
			"a line less":         whole[:last],
			"nothing":             {},
			"half of the first":   whole[:10],
			"the last line twice": append(bytes.Clone(whole), whole[last:]...),
		} {
			for known, publisher := range map[string]ledger.Publisher{"read before": to, "read anew": ledger.ToFile(file)} {
				if err := os.WriteFile(file, left, 0o600); err != nil {
					t.Fatal(err)
				}
				if _, err := ledger.ReadSeals(bytes.NewReader(left)); err != nil && name != "half of the first" {
					t.Errorf("%s cannot be read: %v", name, err)
				}
				h.sealer = h.restarted(publisher)
				for range 2 { // the second time it has something to tell in any case
					h.publish(t)
					h.write(t, 1, "U")
					h.seal(t)
				}
				h.publish(t)
				if got := read(t, file); !bytes.HasPrefix(got, whole) || len(published(t, got)) != h.count(t) {
					t.Errorf("%s, %s: became\n%s", name, known, got)
				}
			}
		}
	})
}

// Where the place knows other seals than the database, or more of them, it is told nothing, and the
// operator is.
func TestPlaceWithOtherSealsIsToldNothing(t *testing.T) {
	t.Parallel()
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, h *house) {
				file, to := filled(t, h, 3)
				a.do(t, h)
				before := read(t, file)
				for _, publisher := range []ledger.Publisher{to, ledger.ToFile(file)} {
					err := h.restarted(publisher).Publish(t.Context())
					if p, ok := errors.AsType[*ledger.Problem](err); !ok || p.Seal == 0 {
						t.Errorf("%v", err)
					}
				}
				if !bytes.Equal(read(t, file), before) {
					t.Error("the place was told")
				}
			})
		})
	}
}

// A file whose seals do not follow each other is not added to.
func TestFileWithAGapIsNotAddedTo(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		file, _ := filled(t, h, 3)
		parts := bytes.SplitAfter(read(t, file), []byte("\n"))
		for name, body := range map[string][]byte{
			"gap": append(bytes.Clone(parts[0]), parts[2]...), "words": append([]byte("no\n"), parts[0]...),
			"other": append(bytes.Clone(parts[0]), bytes.Replace(parts[0], []byte(`"last":3`), []byte(`"last":2`), 1)...),
		} {
			if err := os.WriteFile(file, body, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := h.restarted(ledger.ToFile(file)).Publish(t.Context()); err == nil || !bytes.Equal(read(t, file), body) {
				t.Errorf("%s: was added to (%v)", name, err)
			}
		}
	})
}
