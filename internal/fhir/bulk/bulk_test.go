package bulk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/bulk"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const base = "https://eerstelijn.example/fhir"

// house is a journal and what publishes it.
type house struct {
	bulk.Publisher
	db     *store.DB
	served http.Handler
}

func run(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	for name, database := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := database(t, nil)
			h := &house{Publisher: bulk.Publisher{Journal: journal.New(db), Base: base}, db: db}
			h.served = h.Handler("/fhir", slog.New(slog.DiscardHandler), http.NotFoundHandler())
			test(t, h)
		})
	}
}

// save gives locations a name; an empty one takes the location away.
func (h *house) save(t *testing.T, names map[string]string) {
	t.Helper()
	var rs []journal.Resource
	for id, name := range names {
		r := journal.Resource{Key: journal.Key{Type: "Location", ID: id}, Gone: name == ""}
		if !r.Gone {
			r.Body = fmt.Appendf(nil, `{"resourceType":"Location","id":%q,"name":%q}`, id, name)
		}
		rs = append(rs, r)
	}
	err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := h.Journal.SaveTx(ctx, tx, rs)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) get(t *testing.T, path, tag string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	w := httptest.NewRecorder()
	h.served.ServeHTTP(w, r)
	return w
}

// locations finds the path of the locations' file in a manifest.
func locations(t *testing.T, manifest []byte) string {
	t.Helper()
	var m bulk.Manifest
	if err := json.Unmarshal(manifest, &m); err != nil {
		t.Fatal(err)
	}
	if m.RequiresAccessToken || m.Error == nil || len(m.Error) > 0 || m.TransactionTime.IsZero() || m.Request == "" {
		t.Errorf("manifest %+v", m)
	}
	i := slices.IndexFunc(m.Output, func(o bulk.Output) bool { return o.Type == "Location" })
	if i < 0 {
		t.Fatalf("no locations in %+v", m)
	}
	return m.Output[i].URL
}

// names reads the names in a file.
func names(t *testing.T, ndjson []byte) (all []string) {
	t.Helper()
	for _, line := range bytes.Split(bytes.TrimSpace(ndjson), []byte("\n")) {
		var l struct {
			Name string
			Meta struct{ VersionID, LastUpdated string }
		}
		if len(line) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &l); err != nil || l.Meta.VersionID == "" || l.Meta.LastUpdated == "" {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, l.Name)
	}
	return all
}

// TestAFileNeverChanges reads a file, lets the directory change, and reads it again: it says the same, and
// the new manifest names another one.
func TestAFileNeverChanges(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		first := map[string]string{}
		for i := range 1203 { // more than are read at once, and not a whole number of times
			first[fmt.Sprintf("l%04d", i)] = fmt.Sprintf("Gebouw %d", i)
		}
		h.save(t, first)
		answer := h.get(t, "/fhir/$bulk-publish", "")
		file := strings.TrimPrefix(locations(t, answer.Body.Bytes()), "https://eerstelijn.example")
		before := h.get(t, file, "")
		if got := names(t, before.Body.Bytes()); len(got) != len(first) || got[0] != "Gebouw 0" || got[1202] != "Gebouw 1202" {
			t.Fatalf("%d locations, from %v", len(got), got[:1])
		}
		if again := h.get(t, "/fhir/$bulk-publish", answer.Header().Get("ETag")); again.Code != http.StatusNotModified {
			t.Errorf("the same manifest: %d", again.Code)
		}

		h.save(t, map[string]string{"l0000": "Gebouw nul", "l0001": "", "l9999": "Nieuw"})
		if after := h.get(t, file, ""); !bytes.Equal(after.Body.Bytes(), before.Body.Bytes()) || after.Header().Get("ETag") != before.Header().Get("ETag") {
			t.Error("a file changed")
		}
		if same := h.get(t, file, before.Header().Get("ETag")); same.Code != http.StatusNotModified || same.Body.Len() > 0 {
			t.Errorf("the same file: %d with %d bytes", same.Code, same.Body.Len())
		}
		answer = h.get(t, "/fhir/$bulk-publish", answer.Header().Get("ETag"))
		next := strings.TrimPrefix(locations(t, answer.Body.Bytes()), "https://eerstelijn.example")
		got := names(t, h.get(t, next, "").Body.Bytes())
		if len(got) != len(first) || got[0] != "Gebouw nul" || got[1] != "Gebouw 2" || got[len(got)-1] != "Nieuw" {
			t.Errorf("%d locations, the first %v and the last %v", len(got), got[:2], got[len(got)-1:])
		}
	})
}

// TestWhatIsNotThere asks for files that nobody published.
func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		h.save(t, map[string]string{"a": "Gebouw"})
		for _, file := range []string{"Location.2.ndjson", "Location.01.ndjson", "Location.-1.ndjson", "Location.1", "Patient.1.ndjson", "Location.99999999999999999999.ndjson", ".1.ndjson", "manifest.json"} {
			if a := h.get(t, "/fhir/$bulk-publish/"+file, ""); a.Code != http.StatusNotFound {
				t.Errorf("%s: %d", file, a.Code)
			}
		}
		if a := h.get(t, "/fhir/$bulk-publish/Location.0.ndjson", ""); a.Code != http.StatusOK || a.Body.Len() > 0 {
			t.Errorf("before anything was there: %d %s", a.Code, a.Body)
		}
	})
}

// TestTheFolderIsAlwaysWhole writes a folder twice: every file of the manifest is there with the bytes that
// are served, old files go when nobody can still want them, and what is somebody else's stays.
func TestTheFolderIsAlwaysWhole(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		folder := filepath.Join(t.TempDir(), "open", "fhir")
		h.save(t, map[string]string{"a": "Gebouw A", "b": "Gebouw B"})
		if _, err := h.Write(t.Context(), folder, "https://open.example/fhir"); err != nil {
			t.Fatal(err)
		}
		if again, err := h.Write(t.Context(), folder, "https://open.example/fhir"); err != nil || len(again) > 0 {
			t.Errorf("nothing changed, and written were %v %v", again, err)
		}
		old := locations(t, read(t, folder, "manifest.json"))
		old = strings.TrimPrefix(old, "https://open.example/fhir/")
		if err := os.WriteFile(filepath.Join(folder, "index.html"), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		h.save(t, map[string]string{"b": ""})
		if _, err := h.Write(t.Context(), folder, "https://open.example/fhir"); err != nil {
			t.Fatal(err)
		}
		if got := names(t, read(t, folder, old)); len(got) != 2 {
			t.Errorf("the file of the manifest before: %v", got)
		}
		file := strings.TrimPrefix(locations(t, read(t, folder, "manifest.json")), "https://open.example/fhir/")
		if served := h.get(t, "/fhir/$bulk-publish/"+file, ""); !bytes.Equal(served.Body.Bytes(), read(t, folder, file)) || len(names(t, served.Body.Bytes())) != 1 {
			t.Errorf("served is %s", served.Body)
		}
		long := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(filepath.Join(folder, old), long, long); err != nil {
			t.Fatal(err)
		}
		h.save(t, map[string]string{"c": "Gebouw C"})
		if _, err := h.Write(t.Context(), folder, "https://open.example/fhir"); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(folder, old)); err == nil {
			t.Error("an old file stays for ever")
		}
		read(t, folder, "index.html")
	})
}

func read(t *testing.T, folder, file string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(folder, file))
	if err != nil {
		t.Fatal(err)
	}
	return body
}
