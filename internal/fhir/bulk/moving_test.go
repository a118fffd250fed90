package bulk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/fhir/bulk"
)

// agenda is a type that passes by the clock.
type agenda struct {
	mu    sync.Mutex
	lines []string
	now   time.Time
	made  int
	fails bool
}

func (a *agenda) set(lines ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lines = lines
}

func (a *agenda) pass(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = a.now.Add(d)
}

func (a *agenda) moving() *bulk.Moving {
	return &bulk.Moving{Types: []string{"Slot"},
		Now: func() time.Time { a.mu.Lock(); defer a.mu.Unlock(); return a.now },
		Lines: func(_ context.Context, kind string, w io.Writer) (time.Time, error) {
			a.mu.Lock()
			defer a.mu.Unlock()
			if a.made++; a.fails || kind != "Slot" {
				return time.Time{}, errors.New("no such thing")
			}
			for _, l := range a.lines {
				_, _ = fmt.Fprintf(w, "{\"resourceType\":\"Slot\",\"id\":%q}\n", l)
			}
			return a.now.Truncate(time.Hour), nil
		}}
}

func (h *house) with(a *agenda) {
	h.Moving = a.moving()
	h.served = h.Handler("/fhir", slog.New(slog.DiscardHandler), http.NotFoundHandler())
}

// slots finds the address of the file of times in a manifest.
func slots(t *testing.T, manifest []byte) string {
	t.Helper()
	var m bulk.Manifest
	if err := json.Unmarshal(manifest, &m); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(m.Output, func(o bulk.Output) bool { return o.Type == "Slot" })
	if i < 0 {
		t.Fatalf("no times in %+v", m)
	}
	return m.Output[i].URL
}

// TestAMovingFileIsNamedByWhatItSays publishes times, lets one go, and asks for the old file: it leads to the new
// one. The same times have the same name, whoever asks.
func TestAMovingFileIsNamedByWhatItSays(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		a := &agenda{now: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC), lines: []string{"a", "b"}}
		h.with(a)
		h.save(t, map[string]string{"a": "Gebouw"})
		manifest := h.get(t, "/fhir/$bulk-publish", "")
		file := strings.TrimPrefix(slots(t, manifest.Body.Bytes()), "https://eerstelijn.example")
		is := h.get(t, file, "")
		if is.Code != http.StatusOK || strings.Count(is.Body.String(), "\n") != 2 || is.Header().Get("Content-Type") != "application/fhir+ndjson" {
			t.Fatalf("%s: %d %s", file, is.Code, is.Body)
		}
		if same := h.get(t, file, is.Header().Get("ETag")); same.Code != http.StatusNotModified || same.Body.Len() > 0 {
			t.Errorf("the same file: %d", same.Code)
		}
		a.set("b")
		if again := h.get(t, "/fhir/$bulk-publish", manifest.Header().Get("ETag")); again.Code != http.StatusNotModified || a.made != 1 {
			t.Errorf("within a minute: %d, made %d times", again.Code, a.made)
		}
		a.pass(time.Minute)
		changed := h.get(t, "/fhir/$bulk-publish", manifest.Header().Get("ETag"))
		next := strings.TrimPrefix(slots(t, changed.Body.Bytes()), "https://eerstelijn.example")
		if changed.Code != http.StatusOK || next == file {
			t.Errorf("after a minute: %d %s", changed.Code, next)
		}
		if old := h.get(t, file, ""); old.Code != http.StatusTemporaryRedirect || !strings.HasSuffix(old.Header().Get("Location"), next) || old.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("the old file: %d to %s", old.Code, old.Header().Get("Location"))
		}
		a.set("a", "b")
		a.pass(time.Hour)
		if got := slots(t, h.get(t, "/fhir/$bulk-publish", "").Body.Bytes()); !strings.HasSuffix(got, file) {
			t.Errorf("the same times are %s, were %s", got, file)
		}
		for _, name := range []string{"Slot.1.ndjson", "Slot..ndjson", "Slot.abc.ndjson", "Slot.ABCDEFABCDEFABCDEFABCDEF.ndjson", "Other.abcdefabcdefabcdefabcdef.ndjson"} {
			if got := h.get(t, "/fhir/$bulk-publish/"+name, ""); got.Code != http.StatusNotFound {
				t.Errorf("%s: %d", name, got.Code)
			}
		}
	})
}

// TestAMovingFolderIsWhole writes the files to a folder, where old ones stay for who is still reading them.
func TestAMovingFolderIsWhole(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		a := &agenda{now: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC), lines: []string{"a", "b"}}
		h.with(a)
		folder := t.TempDir()
		h.save(t, map[string]string{"a": "Gebouw"})
		write := func() (string, []string) {
			t.Helper()
			written, err := h.Write(t.Context(), folder, "https://open.example/fhir")
			if err != nil {
				t.Fatal(err)
			}
			return strings.TrimPrefix(slots(t, read(t, folder, "manifest.json")), "https://open.example/fhir/"), written
		}
		first, written := write()
		if !slices.Contains(written, first) || strings.Count(string(read(t, folder, first)), "\n") != 2 {
			t.Errorf("written %v", written)
		}
		if _, again := write(); len(again) > 0 {
			t.Errorf("nothing changed, and written were %v", again)
		}
		a.set("b")
		a.pass(time.Hour)
		second, written := write()
		if second == first || !slices.Equal(written, []string{second}) {
			t.Errorf("written %v", written)
		}
		read(t, folder, first)
		long := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(filepath.Join(folder, first), long, long); err != nil {
			t.Fatal(err)
		}
		h.save(t, map[string]string{"b": "Nog een"})
		write()
		if _, err := os.Stat(filepath.Join(folder, first)); err == nil {
			t.Error("an old file stays for ever")
		}
	})
}

// TestAMovingFileThatFails: there is no manifest rather than half a one.
func TestAMovingFileThatFails(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		h.with(&agenda{fails: true})
		h.save(t, map[string]string{"a": "Gebouw"})
		if got := h.get(t, "/fhir/$bulk-publish", ""); got.Code != http.StatusInternalServerError {
			t.Errorf("manifest %d", got.Code)
		}
	})
}
