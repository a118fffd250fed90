package directory_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

func TestImportIsSeenAtOnceAndOnlyOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		services := country(500)
		settle(t, h.db, 500)
		b, _, err := batch.Open(t.Context(), h.db, "services", "land.csv", "sum")
		wants(t, err, done)
		counts, err := h.StageServices(t.Context(), b, services)
		wants(t, err, done)
		if counts != (batch.Counts{Added: 500}) {
			t.Errorf("counts %+v", counts)
		}
		if got := h.collect(t); len(got) != 0 {
			t.Fatalf("%d services are seen before the end", len(got))
		}
		wants(t, h.FinishImport(t.Context(), admin, b, counts, "land.csv"), fault.Denied)
		if e := h.last(t, "directory.Import", 1); e.Outcome != ledger.Refused {
			t.Errorf("ledger: %+v", e)
		}
		wants(t, h.FinishImport(t.Context(), system, b, counts, "land.csv"), done)
		e := h.last(t, "directory.Import", 2)
		if want := `{"batch":1,"source":"land.csv","counts":{"added":500,"changed":0,"same":0}}`; e.Outcome != ledger.Done || string(e.Change) != want {
			t.Errorf("ledger: %+v", e)
		}
		got := h.collect(t)
		if len(got) != 500 {
			t.Fatalf("%d services are seen, want 500", len(got))
		}
		for i, s := range services {
			want := directory.Clean(s)
			want.Version, want.VerifyBy = 1, monday.AddDate(0, 0, 182)
			have := got[s.ID]
			if want.OrganizationName = have.OrganizationName; want.OrganizationName == "" {
				t.Fatal("the organisation has no name")
			}
			if diff := cmp.Diff(want, have); diff != "" {
				t.Fatalf("service %d (-want +got):\n%s", i, diff)
			}
		}
		ids, err := h.Imported(t.Context(), b, "", 1000)
		wants(t, err, done)
		if len(ids) != 500 || !slices.IsSorted(ids) {
			t.Errorf("%d ids of the batch", len(ids))
		}

		// The same file again: nothing. Then one line differs.
		if _, counts := h.bring(t, services); counts != (batch.Counts{Same: 500}) {
			t.Errorf("a second import: %+v", counts)
		}
		services[7].Name = "Een andere naam"
		if _, counts := h.bring(t, services); counts != (batch.Counts{Changed: 1, Same: 499}) {
			t.Errorf("a third import: %+v", counts)
		}
		s, err := h.Service(t.Context(), services[7].ID)
		wants(t, err, done)
		if s.Version != 2 || s.Name != "Een andere naam" {
			t.Errorf("version %d, %s", s.Version, s.Name)
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_version`); n != 501 {
			t.Errorf("%d versions, want 501", n)
		}
	})
}

// TestImportLeavesWhatPeopleDid: a file that says the same as last time has no news, whatever people
// did since; one that says something new goes before.
func TestImportLeavesWhatPeopleDid(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s := practice()
		s.ID = "00000000-0000-8000-8000-000000000001"
		s.Source, s.SourceKey = "land.csv", "1"
		file := []directory.Service{s}
		h.bring(t, file)
		mine := s
		mine.Name = "Zoals wij heten"
		_, err := h.Save(t.Context(), admin, mine, 1)
		wants(t, err, done)
		_, err = h.Confirm(t.Context(), admin, s.ID)
		wants(t, err, done)
		if _, counts := h.bring(t, file); counts != (batch.Counts{Same: 1}) {
			t.Errorf("the same file: %+v", counts)
		}
		if now, err := h.Service(t.Context(), s.ID); err != nil || now.Name != mine.Name || now.Version != 3 {
			t.Errorf("version %d, %s, %v", now.Version, now.Name, err)
		}
		file[0].Name = "Zoals het bestand zegt"
		if _, counts := h.bring(t, file); counts != (batch.Counts{Changed: 1}) {
			t.Errorf("a new file: %+v", counts)
		}
		file[0].VerifiedAt = monday.Add(time.Hour)
		if _, counts := h.bring(t, file); counts != (batch.Counts{Changed: 1}) {
			t.Errorf("a file that was checked since: %+v", counts)
		}
		now, err := h.Service(t.Context(), s.ID)
		wants(t, err, done)
		if !now.VerifiedAt.Equal(monday.Add(time.Hour)) || now.Version != 5 {
			t.Errorf("version %d, verified %s", now.Version, now.VerifiedAt)
		}
	})
}

// TestEditDuringImport: what somebody saves while a file is on its way stays the newest.
func TestEditDuringImport(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		theirs := s
		theirs.Name = "Uit het bestand"
		b, _, err := batch.Open(t.Context(), h.db, "services", "land.csv", "sum")
		wants(t, err, done)
		counts, err := h.StageServices(t.Context(), b, []directory.Service{theirs})
		wants(t, err, done)
		mine := s
		mine.Name = "Zelf gewijzigd"
		_, err = h.Save(t.Context(), admin, mine, 1)
		wants(t, err, done)
		wants(t, h.FinishImport(t.Context(), system, b, counts, "land.csv"), done)
		now, err := h.Service(t.Context(), s.ID)
		wants(t, err, done)
		if now.Name != "Zelf gewijzigd" || now.Version != 3 {
			t.Errorf("version %d, %s", now.Version, now.Name)
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_version`); n != 3 {
			t.Errorf("%d versions, want 3: one was lost", n)
		}
	})
}

// TestCrashedImport stages a file, dies, and brings it in again.
func TestCrashedImport(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		settle(t, h.db, 500)
		services := country(500)
		kept := practice()
		kept.ID = services[0].ID // made by people before the file came
		_, err := h.Save(t.Context(), admin, kept, 0)
		wants(t, err, done)
		b, _, err := batch.Open(t.Context(), h.db, "services", "land.csv", "sum")
		wants(t, err, done)
		_, err = h.StageServices(t.Context(), b, services[:400])
		wants(t, err, done)
		if got := h.collect(t); len(got) != 1 {
			t.Errorf("%d services are seen, want the one made by people", len(got))
		}
		h.clock.advance(time.Minute)
		if _, counts := h.bring(t, services); counts.Added != 499 || counts.Changed != 1 {
			t.Errorf("the second run: %+v", counts)
		}
		if got := h.collect(t); len(got) != 500 {
			t.Errorf("%d services are seen, want 500", len(got))
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_version WHERE batch = $1`, b); n != 0 {
			t.Errorf("%d rows of the dead import are left", n)
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_area a WHERE NOT EXISTS (SELECT 1 FROM service_version v WHERE v.service = a.service AND v.version = a.version)`); n != 0 {
			t.Errorf("%d areas of versions that are gone", n)
		}
		// The dead one wakes up: it may not write any more.
		_, err = h.StageServices(t.Context(), b, services[400:])
		wants(t, err, fault.Conflict)
		// And what is open or done is never cleared away.
		wants(t, h.ClearDropped(t.Context(), b+1), done)
		if got := h.collect(t); len(got) != 500 {
			t.Errorf("%d services are left after clearing a finished import", len(got))
		}
	})
}

func TestStageRefuses(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		settle(t, h.db, 40)
		b, _, err := batch.Open(t.Context(), h.db, "services", "land.csv", "sum")
		wants(t, err, done)
		for _, c := range []struct {
			field  string
			change func(list []directory.Service)
		}{
			{"services[12].name", func(l []directory.Service) { l[12].Name = "" }},
			{"services[12].id", func(l []directory.Service) { l[12].ID = "12" }},
			{"services[39].organization", func(l []directory.Service) { l[39].Organization = "nobody" }},
		} {
			list := country(40)
			c.change(list)
			_, err := h.StageServices(t.Context(), b, list)
			wants(t, err, fault.Invalid)
			if f := fault.Safe(err).Fields[0].Name; f != c.field {
				t.Errorf("names %s, want %s", f, c.field)
			}
		}
		list := country(40)
		list[3].ID = list[30].ID
		_, err = h.StageServices(t.Context(), b, list)
		wants(t, err, fault.Invalid)
		// Twice in one batch, in two calls.
		list = country(20)
		_, err = h.StageServices(t.Context(), b, list)
		if err == nil {
			_, err = h.StageServices(t.Context(), b, list)
		}
		wants(t, err, fault.Invalid)
	})
}

// TestStageTakesOrganisationsOfItsOwnBatch: a file may bring both.
func TestStageTakesOrganisationsOfItsOwnBatch(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		b, _, err := batch.Open(t.Context(), h.db, "services", "land.csv", "sum")
		wants(t, err, done)
		addOrganization(t, h.db, b, org("new"), "Nieuw")
		s := practice()
		s.ID, s.Organization = "00000000-0000-8000-8000-000000000001", org("new")
		counts, err := h.StageServices(t.Context(), b, []directory.Service{s})
		wants(t, err, done)
		wants(t, h.FinishImport(t.Context(), system, b, counts, "land.csv"), done)
		if now, err := h.Service(t.Context(), s.ID); err != nil || now.OrganizationName != "Nieuw" {
			t.Errorf("%q, %v", now.OrganizationName, err)
		}
	})
}

// TestOthersWriteDuringAnImport: nobody waits for the whole of it. How long they wait at most is a
// figure of the benchmark; a test shares its machine with others, so it holds the ratio.
func TestOthersWriteDuringAnImport(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		const n = 4000
		settle(t, h.db, n)
		services := country(n)
		stop := h.writing(t)
		begun := time.Now()
		h.bring(t, services)
		took := time.Since(begun)
		waits := stop()
		if worst := waits[len(waits)-1]; len(waits) < 10 || worst > took/2 {
			t.Errorf("others wrote %d times in %s, and one waited %s", len(waits), took, worst)
		}
	})
}

// collect gives every public service by id.
func (h house) collect(t testing.TB) map[directory.ServiceID]directory.Service {
	t.Helper()
	all := map[directory.ServiceID]directory.Service{}
	var lock sync.Mutex
	_, err := h.All(t.Context(), func(list []directory.Service) error {
		lock.Lock()
		defer lock.Unlock()
		for _, s := range list {
			if _, twice := all[s.ID]; twice {
				t.Errorf("%s came twice", s.ID)
			}
			all[s.ID] = s
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestAllStopsWhenItsReaderFails, and when the caller goes away.
func TestAllStopsWhenItsReaderFails(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		settle(t, h.db, 3000)
		h.bring(t, country(3000))
		_, err := h.All(t.Context(), func([]directory.Service) error { return store.ErrNone })
		if err == nil {
			t.Error("an error of the reader was lost")
		}
		ctx, cancel := context.WithCancel(t.Context())
		_, err = h.All(ctx, func([]directory.Service) error { cancel(); return nil })
		if err == nil {
			t.Error("it went on after the caller had gone")
		}
		if got := h.collect(t); len(got) != 3000 {
			t.Errorf("%d services afterwards", len(got))
		}
	})
}
