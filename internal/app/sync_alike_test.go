package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/store"
)

// alike lets both come to rest and compares them: the resources byte for byte, and the two directories.
func alike(t *testing.T, one, two instance) {
	t.Helper()
	a, err := one.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	serving, stop := context.WithCancel(t.Context())
	done, ready := make(chan error, 1), make(chan struct{})
	go func() {
		done <- a.Serve(serving, Listen{Main: one.Serve, Ops: "127.0.0.1:0"}, func(string, string) { close(ready) })
	}()
	defer func() {
		stop()
		if err := errors.Join(<-done, a.Close()); err != nil {
			t.Error(err)
		}
	}()
	<-ready
	for more := true; more; {
		if more, err = a.Rendering.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	b, err := two.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	m := b.newMirror(true)
	src, err := sourceNamed(t.Context(), m, "")
	if err != nil {
		t.Fatal(err)
	}
	if src, err = fetchedWhole(t, m, src); err != nil {
		t.Fatal(err)
	}
	for _, kind := range mirror.Types {
		theirs, ours := bodies(t, a, `SELECT r.id, v.body FROM fhir_resource r JOIN fhir_version v ON v.pk = r.pk AND v.version = r.version WHERE r.type = $1 AND r.gone = 0`, kind),
			bodies(t, b, `SELECT id, body FROM mirror_resource WHERE type = $1 AND gone = 0`, kind)
		for id, body := range theirs {
			if ours[id] != body {
				t.Errorf("%s/%s: %q there, %q here", kind, id, body, ours[id])
			}
		}
		if len(ours) != len(theirs) {
			t.Errorf("%s: %d there, %d here", kind, len(theirs), len(ours))
		}
	}
	if theirs, ours := shownNames(t, a, ""), shownNames(t, b, src.Name); len(theirs) == 0 || strings.Join(theirs, "\n") != strings.Join(ours, "\n") {
		t.Errorf("%d shown there, %d here\n%+v", len(theirs), len(ours), src)
	} else {
		t.Logf("%d services are alike", len(ours))
	}
}

// fetchedWhole fetches until it goes well: a run that was killed still holds the source for a moment.
func fetchedWhole(t *testing.T, m *mirror.Service, src mirror.Source) (mirror.Source, error) {
	t.Helper()
	late := time.Now().Add(time.Minute)
	for {
		err := m.Once(t.Context(), src.ID)
		if err == nil {
			return sourceNamed(t.Context(), m, "")
		}
		if time.Now().After(late) {
			return src, err
		}
	}
}

func bodies(t *testing.T, a *App, query, kind string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := a.Store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, query, kind)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id string
			var body []byte
			if err := rows.Scan(&id, &body); err != nil {
				return err
			}
			all[id] = string(body)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// shownNames gives what everybody may see, in order, each with its organisation and street.
func shownNames(t *testing.T, a *App, source string) (names []string) {
	t.Helper()
	var one sync.Mutex // parts come from several goroutines
	if _, err := a.Directory.All(t.Context(), func(part []directory.Service) error {
		one.Lock()
		defer one.Unlock()
		for i := range part {
			s := &part[i]
			if source != "" && s.Source != source {
				t.Errorf("%s is of %q", s.ID, s.Source)
			}
			names = append(names, s.Name+", "+s.OrganizationName+", "+s.Locations[0].Street)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}
