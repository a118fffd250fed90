package directory_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

func TestServicesByWhatIsAsked(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		add := func(name string, change func(*directory.Service)) {
			t.Helper()
			s := practice()
			s.Name = name
			change(&s)
			_, err := h.Save(t.Context(), system, s, 0)
			wants(t, err, done)
		}
		add("A in de wijk", func(s *directory.Service) {})
		add("B komt in de gemeente", func(s *directory.Service) {
			s.Locations, s.ServedAreas = nil, []network.AreaCode{"GM0363"}
			s.Discipline, s.Kind = "wijkverpleging", "wijkverpleging"
		})
		add("C in een buurt", func(s *directory.Service) { s.Locations[0].Area = "BU03630401" })
		add("D elders", func(s *directory.Service) { s.Locations[0].Area = "WK059901"; s.Organization = theirs })
		add("E in de wijk ernaast", func(s *directory.Service) { s.Locations[0].Area = "WK036305" })
		add("F op twee plaatsen", func(s *directory.Service) {
			s.ServedAreas = []network.AreaCode{"WK036304", "WK059901"}
		})
		for _, c := range []struct {
			q    directory.Query
			want string
		}{
			{directory.Query{}, "ABCDEF"},
			{directory.Query{Organization: theirs}, "D"},
			{directory.Query{Discipline: "wijkverpleging"}, "B"},
			{directory.Query{Kind: "huisartspraktijk", Organization: ours}, "ACEF"},
			{directory.Query{Areas: []network.AreaCode{"WK036304"}}, "ABCF"},
			{directory.Query{Areas: []network.AreaCode{"BU03630401"}}, "ABCF"},
			{directory.Query{Areas: []network.AreaCode{"BU03630402"}}, "ABF"},
			{directory.Query{Areas: []network.AreaCode{"GM0363"}}, "ABCEF"},
			{directory.Query{Areas: []network.AreaCode{"GM0599"}}, "DF"},
			{directory.Query{Areas: []network.AreaCode{"WK036305", "WK059901"}}, "BDEF"},
			{directory.Query{Areas: []network.AreaCode{"WK059901"}, Discipline: "huisartsenzorg", Organization: ours}, "F"},
			{directory.Query{Areas: []network.AreaCode{"GM0001"}}, ""},
		} {
			// In pages of two: no page repeats or skips one.
			c.q.Limit = 2
			got := ""
			for {
				page, err := h.Services(t.Context(), c.q)
				wants(t, err, done)
				for _, s := range page.Services {
					got += s.Name[:1]
				}
				if c.q.After = page.Next; c.q.After == "" {
					break
				}
			}
			if got != c.want {
				t.Errorf("%+v gives %s, want %s", c.q, got, c.want)
			}
		}
		counts, err := h.ServicesByArea(t.Context(), "WK036304")
		wants(t, err, done)
		if diff := cmp.Diff(map[network.DisciplineCode]int{"huisartsenzorg": 3, "wijkverpleging": 1}, counts); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
	})
}

func TestServicesRefusesWhatCannotBeAsked(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		for range 3 {
			_, err := h.Save(t.Context(), admin, practice(), 0)
			wants(t, err, done)
		}
		first, err := h.Services(t.Context(), directory.Query{Limit: 1})
		wants(t, err, done)
		for field, q := range map[string]directory.Query{
			"limit":      {Limit: 201},
			"areas":      {Areas: []network.AreaCode{"Utrecht"}},
			"after":      {After: "xyz"},
			"discipline": {Discipline: "\x00"},
		} {
			_, err := h.Services(t.Context(), q)
			wants(t, err, fault.Invalid)
			if got := fault.Safe(err).Fields[0].Name; got != field {
				t.Errorf("names %s, want %s", got, field)
			}
		}
		_, err = h.Services(t.Context(), directory.Query{Kind: "apotheek", After: first.Next})
		wants(t, err, fault.Invalid)
		_, err = h.Services(t.Context(), directory.Query{Areas: make([]network.AreaCode, 1001)})
		wants(t, err, fault.Invalid)
		_, err = h.ServicesByArea(t.Context(), "")
		wants(t, err, fault.Invalid)
		_, err = h.Service(t.Context(), "nothing")
		wants(t, err, fault.NotFound)
	})
}

func TestChangedTellsWhatIsGone(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		var ids []directory.ServiceID
		for i := range 3 {
			s := practice()
			s.State = []directory.State{directory.Shown, directory.Hidden, directory.Shown}[i]
			s, err := h.Save(t.Context(), admin, s, 0)
			wants(t, err, done)
			ids = append(ids, s.ID)
		}
		never := id.New[directory.ServiceID]()
		shown, gone, err := h.Changed(t.Context(), append(ids, never, ids[0], never))
		wants(t, err, done)
		if len(shown) != 2 || len(gone) != 2 || gone[0] != ids[1] || gone[1] != never {
			t.Errorf("%d shown, gone %v", len(shown), gone)
		}
		if head, err := h.All(t.Context(), func([]directory.Service) error { return nil }); err != nil || head > 3 {
			t.Errorf("head %d, %v", head, err)
		}
	})
}

// TestHistoryNeverChanges does what people and files do, in any order, and looks whether the versions
// that stood there stand there still.
func TestHistoryNeverChanges(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			s := practice()
			s.ID = id.From[directory.ServiceID]("history", t.Name(), fmt.Sprint(n))
			s, err := h.Save(t.Context(), admin, s, 0)
			wants(t, err, done)
			var before []directory.Version
			for i := range rapid.IntRange(1, 5).Draw(rt, "steps") {
				h.clock.advance(1_000_000)
				name := fmt.Sprint("Stap ", i)
				switch rapid.SampledFrom([]string{"save", "confirm", "refused", "stale", "import"}).Draw(rt, "act") {
				case "save":
					s.Name = name
					s, err = h.Save(t.Context(), admin, s, s.Version)
					wants(t, err, done)
				case "confirm":
					s, err = h.Confirm(t.Context(), admin, s.ID)
					wants(t, err, done)
				case "refused":
					_, err = h.Save(t.Context(), rival, s, s.Version)
					wants(t, err, fault.Denied)
				case "stale":
					_, err = h.Save(t.Context(), admin, s, s.Version+1)
					wants(t, err, fault.Conflict)
				case "import":
					f := s
					f.Name, f.Source = name, "land.csv"
					h.bring(t, []directory.Service{f})
					s, err = h.Service(t.Context(), s.ID)
					wants(t, err, done)
				}
				after, err := h.History(t.Context(), s.ID)
				wants(t, err, done)
				if len(after) < len(before) {
					rt.Fatalf("history shrank from %d to %d", len(before), len(after))
				}
				old := after[len(after)-len(before):]
				for i := range old { // who wrote it may come a moment later, from the ledger
					old[i].Act, old[i].Role, old[i].Organization = "", "", ""
				}
				if diff := cmp.Diff(before, old, cmpopts.EquateEmpty()); diff != "" {
					rt.Fatalf("history changed (-before +after):\n%s", diff)
				}
				if after[0].Service.Version != s.Version || after[len(after)-1].Service.Version != 1 {
					rt.Fatalf("versions %d to %d, want 1 to %d", after[len(after)-1].Service.Version, after[0].Service.Version, s.Version)
				}
				for i := range after {
					after[i].Act, after[i].Role, after[i].Organization = "", "", ""
				}
				before = after
			}
		})
	})
}

func TestHistorySaysWho(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s := practice()
		s.ID = id.New[directory.ServiceID]()
		h.bring(t, []directory.Service{s})
		_, err := h.Save(t.Context(), admin, s, 1)
		wants(t, err, done)
		_, err = h.Save(t.Context(), rival, s, 2)
		wants(t, err, fault.Denied)
		_, err = h.Confirm(t.Context(), admin, s.ID)
		wants(t, err, done)
		h.last(t, "directory.Confirm", 1) // the entries have their numbers
		versions, err := h.History(t.Context(), s.ID)
		wants(t, err, done)
		var got []string
		for _, v := range versions {
			got = append(got, fmt.Sprintf("%d %s %s %v", v.Service.Version, v.Act, v.Role, v.Organization == string(ours)))
		}
		want := []string{"3 directory.Confirm provider-admin true", "2 directory.Save provider-admin true", "1 directory.Import system false"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		// The ledger is asked through its own door too.
		err = h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			entries, err := ledger.History(ctx, tx, ledger.Subject{Type: "service", ID: string(s.ID)}, 0, 10)
			if len(entries) != 3 {
				t.Errorf("%d entries about the service, want 3 with the refused one", len(entries))
			}
			return err
		})
		wants(t, err, done)
	})
}

func TestTables(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		tables, err := h.Tables(t.Context())
		wants(t, err, done)
		if k, ok := tables.Kind("crisisdienst-ggz"); !ok || k.VerifyDays != 31 || k.Name != "Crisisdienst voor psychische nood" {
			t.Errorf("%+v", k)
		}
		// A kind's discipline is a row of another package's table: each must be there.
		for _, k := range tables.Kinds {
			if len(k.Disciplines) == 0 {
				t.Errorf("nobody offers %s", k.Code)
			}
			for _, d := range k.Disciplines {
				if tables.DisciplineName(d) == string(d) {
					t.Errorf("%s: discipline %s is not known", k.Code, d)
				}
			}
		}
		disciplines := count(t, h.db, `SELECT count(*) FROM discipline`)
		if n := count(t, h.db, `SELECT count(DISTINCT discipline) FROM service_kind_discipline`); n != disciplines {
			t.Errorf("%d of %d disciplines have a kind", n, disciplines)
		}
		if k, ok := tables.OrdinaryKind("farmacie"); !ok || k.Code != "apotheek" {
			t.Errorf("the ordinary kind of farmacie is %q", k.Code)
		}
		if _, ok := tables.OrdinaryKind("haarzorg"); ok {
			t.Error("an unknown discipline has a kind")
		}
		for code, name := range map[string]string{"pap": "Papiaments", "xx": "xx"} {
			if got := tables.LanguageName(code); got != name {
				t.Errorf("%s is %s", code, got)
			}
		}
		if tables.TargetGroupName("ouderen") != "Ouderen" || tables.FeatureName("lift") != "Lift" || tables.KindName("grz") == "grz" {
			t.Error("a name is missing")
		}
	})
}
