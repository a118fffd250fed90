package mirror_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/store"
)

func TestPeopleGoFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		f := newFake(t)
		country(f, 3)
		src := h.follow(t, f)
		h.run(t, src)
		mine := h.shown(t, src, "s-aa")
		mine.Description = "Wij houden dit zelf bij."
		keeper := access.Actor{Person: "2", Role: access.ProviderAdmin, Organization: string(mine.Organization), Assurance: access.Substantial}
		if _, err := h.directory.Save(t.Context(), keeper, mine, mine.Version); err != nil {
			t.Fatal(err)
		}
		confirmed := h.shown(t, src, "s-ca")
		if _, err := h.directory.Confirm(t.Context(), access.Actor{Person: "3", Role: access.ProviderAdmin, Organization: string(confirmed.Organization), Assurance: access.Substantial}, confirmed.ID); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"aa", "ba", "ca"} {
			f.put("HealthcareService", "s-"+id, service("Van de bron", "o-"+id, "l-"+id))
		}
		h.run(t, src)
		if s := h.shown(t, src, "s-aa"); s.Description != mine.Description || s.Name == "Van de bron" {
			t.Errorf("the source went over what people keep: %+v", s)
		}
		for _, id := range []string{"s-ba", "s-ca"} { // to say 'that is right' is not to change it
			if s := h.shown(t, src, id); s.Name != "Van de bron" {
				t.Errorf("%+v", s)
			}
		}
		f.remove("HealthcareService", "s-aa")
		h.run(t, src)
		h.shown(t, src, "s-aa")
		if st := h.source(t, src); st.Entries.Held != 1 || len(st.Troubles) != 1 || !st.Troubles[0].Held || st.Troubles[0].Service != "s-aa" {
			t.Errorf("%+v", st)
		}
		// People let go of it: it is as the source said last, and follows again.
		f.put("HealthcareService", "s-aa", service("Weer van de bron", "o-aa", "l-aa"))
		back, _ := h.entry(t, src, "s-aa")
		back.Description = ""
		if _, err := h.directory.Save(t.Context(), keeper, back, back.Version); err != nil {
			t.Fatal(err)
		}
		h.run(t, src)
		if s := h.shown(t, src, "s-aa"); s.Name != "Weer van de bron" {
			t.Errorf("%+v", s)
		}
	})
}

func TestTwoSourcesKeepApart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		one, two := newFake(t), newFake(t)
		one.put("Organization", "o", organization("Praktijk Een", "12345678"))
		two.put("Organization", "o", organization("Praktijk Twee", "12345678"))
		for f, street := range map[*fake]string{one: "Dorpsstraat 1", two: "Dorpsstraat 2"} {
			f.put("Location", "l", location(street))
			f.put("HealthcareService", "s", service("Fysiotherapie", "o", "l"))
		}
		first := h.follow(t, one)
		second, err := h.Add(t.Context(), admin, mirror.New{Name: "Nog een gids", Base: two.URL + "/fhir"})
		if err != nil {
			t.Fatal(err)
		}
		h.run(t, first)
		h.run(t, second)
		a, b := h.shown(t, first, "s"), h.shown(t, second, "s")
		if a.ID == b.ID || a.Source == b.Source || a.Organization != b.Organization || b.OrganizationName != "Praktijk Een" {
			t.Errorf("%+v\n%+v", a, b)
		}
		two.put("Organization", "o", organization("Praktijk Twee, anders", "12345678"))
		h.run(t, second)
		if s := h.shown(t, second, "s"); s.OrganizationName != "Praktijk Een" {
			t.Errorf("a source renamed the organisation of another: %+v", s)
		}
	})
}

// TestAChangedURA keeps the organisation what it was, unless it turns out to be another that stands here.
func TestAChangedURA(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		f := newFake(t)
		f.put("Organization", "o", organization("Praktijk", "11111111"))
		f.put("Location", "l", location("Dorpsstraat 1"))
		f.put("HealthcareService", "s", service("Fysiotherapie", "o", "l"))
		src := h.follow(t, f)
		h.run(t, src)
		before := h.shown(t, src, "s")
		f.put("Organization", "o", organization("Praktijk", "22222222"))
		h.run(t, src)
		after := h.shown(t, src, "s")
		o, err := h.network.Organization(t.Context(), after.Organization)
		if err != nil || after.Organization != before.Organization || o.URA != "22222222" || after.Version != before.Version {
			t.Errorf("%+v, %v\n%+v\n%+v", o, err, before, after)
		}
		n := 0
		for _, asked := range f.requests() {
			if strings.HasPrefix(asked, "/fhir/HealthcareService?") {
				n++
			}
		}
		if n != 1 {
			t.Errorf("all services were fetched %d times", n)
		}
	})
}

func TestWhatDanglesWaits(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		f := newFake(t)
		f.put("HealthcareService", "s", service("Fysiotherapie", "o", "l"))
		src := h.follow(t, f)
		h.run(t, src)
		if _, there := h.entry(t, src, "s"); there {
			t.Error("a service without an organisation is there")
		}
		if st := h.source(t, src); st.Entries.Unfit != 1 || !strings.Contains(st.Troubles[0].Why.NL, "organisatie") {
			t.Errorf("%+v", st)
		}
		f.put("Organization", "o", organization("Praktijk", ""))
		h.run(t, src)
		f.put("Location", "l", location("Dorpsstraat 1"))
		h.run(t, src)
		if s := h.shown(t, src, "s"); s.Locations[0].Street != "Dorpsstraat 1" {
			t.Errorf("%+v", s)
		}
		stopped := organization("Praktijk", "")
		stopped["active"] = false
		f.put("Organization", "o", stopped)
		h.run(t, src)
		if s, _ := h.entry(t, src, "s"); s.State != directory.Hidden {
			t.Errorf("of an organisation that stopped: %+v", s)
		}
		if st := h.source(t, src); st.Entries.Unfit != 0 || st.Entries.Ended != 1 {
			t.Errorf("%+v", st)
		}
	})
}

func TestOurOwnOfferDoesNotComeBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		h.self = "https://ons.example"
		f := newFake(t)
		country(f, 1)
		ours := service("Van ons", "o-aa", "l-aa")
		f.put("HealthcareService", "s-ba", ours)
		src := h.follow(t, f)
		f.mu.Lock()
		last := &f.versions[len(f.versions)-1]
		last.body = strings.Replace(last.body, `"meta":{`, `"meta":{"source":"https://ons.example/fhir/HealthcareService/1",`, 1)
		f.mu.Unlock()
		h.run(t, src)
		if _, there := h.entry(t, src, "s-ba"); there {
			t.Error("what we told came back in")
		}
		h.shown(t, src, "s-aa")
		for _, every := range []time.Duration{59 * time.Second, 90 * time.Second, 8 * 24 * time.Hour} {
			if _, err := h.Add(t.Context(), admin, mirror.New{Name: "Gids", Base: "https://gids.example/fhir", Every: every}); fault.KindOf(err) != fault.Invalid || fault.Safe(err).Fields[0].Name != "every" {
				t.Errorf("every %s: %v", every, err)
			}
		}
		if _, err := h.Add(t.Context(), admin, mirror.New{Name: "Wij", Base: "https://ONS.example/fhir"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("we follow ourselves: %v", err)
		}
	})
}

// TestDirectoriesThatFollowEachOther takes nothing over that stands here already, however it comes back.
func TestDirectoriesThatFollowEachOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		one, two := newFake(t), newFake(t)
		country(one, 2)
		for _, id := range []string{"aa", "ba"} { // the second follows the first, and gives all ids of its own
			two.put("Organization", "their-o-"+id, organization("Praktijk "+id, ""))
			two.put("Location", "their-l-"+id, location("Dorpsstraat "+id))
			two.put("HealthcareService", "their-s-"+id, service("Fysiotherapie "+id, "their-o-"+id, "their-l-"+id))
		}
		two.put("HealthcareService", "their-own", service("Iets anders", "their-o-aa", "their-l-aa"))
		first := h.follow(t, one)
		h.run(t, first)
		second, err := h.Add(t.Context(), admin, mirror.New{Name: "Nog een gids", Base: two.URL + "/fhir"})
		if err != nil {
			t.Fatal(err)
		}
		h.run(t, second)
		h.shown(t, second, "their-own")
		for _, id := range []string{"their-s-aa", "their-s-ba"} {
			if _, there := h.entry(t, second, id); there {
				t.Errorf("%s came in a second time", id)
			}
		}
		if st := h.source(t, second); st.Entries.Held != 2 || !strings.Contains(st.Troubles[0].Why.NL, "Gids van elders") {
			t.Errorf("%+v", st)
		}
		// When it goes here, it may come from the other after all.
		one.remove("HealthcareService", "s-aa")
		h.run(t, first)
		if err := h.Fetch(t.Context(), admin, second, true); err != nil {
			t.Fatal(err)
		}
		h.run(t, second)
		h.shown(t, second, "their-s-aa")
	})
}

func TestATryWritesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		f := newFake(t)
		country(f, 12)
		src := h.follow(t, f)
		for range 2 {
			before := h.everything(t)
			rep, err := h.Try(t.Context(), admin, src)
			if err != nil || rep.Types[2].Added != 12 || !rep.Types[2].Whole || len(rep.Types[2].Some) != 12 || rep.Types[2].Some[0].Name == "" {
				t.Fatalf("%+v, %v", rep, err)
			}
			if after := h.everything(t); after != before {
				t.Fatalf("a try wrote: %s\n%s", before, after)
			}
		}
		h.run(t, src)
		f.put("HealthcareService", "s-aa", service("Eerst", "o-aa", "l-aa"))
		f.put("HealthcareService", "s-aa", service("Later", "o-aa", "l-aa"))
		f.remove("HealthcareService", "s-ba")
		f.put("HealthcareService", "s-zz", service("Nieuw", "o-aa", "l-aa"))
		rep, err := h.Try(t.Context(), admin, src)
		if s := rep.Types[2]; err != nil || s.Added != 1 || s.Changed != 1 || s.Ended != 1 || s.Whole {
			t.Errorf("%+v, %v", rep, err)
		}
		f.set(func(n *nasty) { n.loop = true })
		if _, err := h.Try(t.Context(), admin, src); err == nil || !strings.Contains(fault.Safe(err).Text.NL, "dezelfde pagina") {
			t.Errorf("%v", err)
		}
	})
}

// everything counts the rows of all tables but the ledger's, which tells that somebody asked.
func (h *house) everything(t *testing.T) string {
	t.Helper()
	var all []string
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, table := range []string{"mirror_source", "mirror_cursor", "mirror_resource", "mirror_link", "mirror_due", "mirror_entry", "mirror_party", "service", "service_version", "organization", "import_batch", "job"} {
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+table).Scan(&n); err != nil {
				return err
			}
			all = append(all, table, string(rune('0'+n%10)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func TestWhoMay(t *testing.T) {
	t.Parallel()
	once(t, func(t *testing.T, h *house) {
		f := newFake(t)
		src := h.follow(t, f)
		for _, role := range []access.Role{access.Citizen, access.Professional, access.ProviderAdmin, access.RESVStaff, access.Auditor, access.Machine} {
			who := access.Actor{Person: "9", Role: role, Organization: "o", Assurance: access.High}
			_, addErr := h.Add(t.Context(), who, mirror.New{Name: "x", Base: "https://x.example"})
			_, listErr := h.Sources(t.Context(), who)
			_, tryErr := h.Try(t.Context(), who, src)
			for what, err := range map[string]error{"add": addErr, "list": listErr, "try": tryErr, "set": h.Set(t.Context(), who, src, mirror.Change{}), "fetch": h.Fetch(t.Context(), who, src, false)} {
				if fault.KindOf(err) != fault.Denied {
					t.Errorf("%s may %s: %v", role, what, err)
				}
			}
		}
		if n := len(f.requests()); n != 0 {
			t.Errorf("a refused person made us ask %d times", n)
		}
		if err := h.Fetch(t.Context(), admin, "0193d4c2-0000-7000-8000-000000000000", false); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a source that is not there: %v", err)
		}
	})
}

// TestNobodyAsksWithinOurWalls refuses addresses of our own network when they are given, and when a name
// leads there after all.
func TestNobodyAsksWithinOurWalls(t *testing.T) {
	t.Parallel()
	once(t, func(t *testing.T, h *house) {
		strict := mirror.NewService(mirror.Options{Spine: h.spine, Network: h.network, Directory: h.directory, Keys: h.keys, Now: h.clock.now,
			Wait: func(time.Duration) <-chan time.Time { c := make(chan time.Time, 1); c <- time.Time{}; return c }})
		for _, base := range []string{"", "x", "http://gids.example/fhir", "https://", "https://127.0.0.1/fhir", "https://10.0.0.1", "https://[::1]/", "https://192.168.1.1:8443/fhir", "https://169.254.169.254/latest",
			"https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://localhost/fhir", "ftp://gids.example", "file:///etc/passwd", "https://a:b@gids.example", "https://gids.example/?x=1", "https://gids.example/#x", "https://100.64.0.1/"} {
			if _, err := strict.Add(t.Context(), admin, mirror.New{Name: "Gids", Base: base}); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", base, err)
			}
		}
		f := newFake(t)
		src := h.follow(t, f) // the row stands there, whoever made it
		if err := strict.Once(t.Context(), src); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%v", err)
		}
		if n := len(f.requests()); n != 0 {
			t.Errorf("it was asked %d times", n)
		}
	})
}

func TestATokenIsSealed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		var got string
		f := newFake(t)
		inner := f.Config.Handler
		f.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = r.Header.Get("Authorization")
			inner.ServeHTTP(w, r)
		})
		src, err := h.Add(t.Context(), admin, mirror.New{Name: "Dicht", Base: f.URL + "/fhir", Token: "geheim-token"})
		if err != nil {
			t.Fatal(err)
		}
		h.run(t, src)
		if got != "Bearer geheim-token" {
			t.Errorf("%q", got)
		}
		var kept []byte
		if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT token FROM mirror_source`).Scan(&kept)
		}); err != nil || strings.Contains(string(kept), "geheim") {
			t.Errorf("%q, %v", kept, err)
		}
		none := ""
		if err := h.Set(t.Context(), admin, src, mirror.Change{Token: &none}); err != nil {
			t.Fatal(err)
		}
		h.run(t, src)
		if got != "" {
			t.Errorf("%q", got)
		}
	})
}

func TestOneRunAtATimeAndJobs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		f := newFake(t)
		country(f, 2)
		src := h.follow(t, f)
		busy := false
		inner := f.Config.Handler
		f.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !busy {
				busy = true
				if err := h.Once(t.Context(), src); fault.KindOf(err) != fault.Conflict {
					t.Errorf("two at once: %v", err)
				}
			}
			inner.ServeHTTP(w, r)
		})
		runner := jobs.NewRunner(h.db, nil)
		h.Handle(runner)
		if did, err := runner.Step(t.Context()); !did || err != nil {
			t.Fatalf("%v, %v", did, err)
		}
		h.shown(t, src, "s-aa")
		if did, _ := runner.Step(t.Context()); did {
			t.Error("it is fetched twice")
		}
		h.clock.pass(20 * time.Minute)
		f.put("HealthcareService", "s-aa", service("Later", "o-aa", "l-aa"))
		if did, err := runner.Step(t.Context()); !did || err != nil {
			t.Fatalf("%v, %v", did, err)
		}
		if s := h.shown(t, src, "s-aa"); s.Name != "Later" {
			t.Errorf("%+v", s)
		}
		if _, err := h.Pause(t, src); err != nil {
			t.Fatal(err)
		}
		h.clock.pass(20 * time.Minute)
		asked := len(f.requests())
		if _, err := runner.Step(t.Context()); err != nil || len(f.requests()) != asked {
			t.Errorf("a paused source was asked: %v", err)
		}
		if err := h.Fetch(t.Context(), admin, src, false); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%v", err)
		}
		reg := prometheus.NewRegistry()
		h.Register(reg)
		families, err := reg.Gather()
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]float64{}
		for _, family := range families {
			for _, m := range family.GetMetric() {
				name := family.GetName()
				for _, l := range m.GetLabel() {
					name += " " + l.GetValue()
				}
				told[name] = m.GetGauge().GetValue()
			}
		}
		if told["eerstelijn_source_failures Gids van elders"] != 0 || told["eerstelijn_source_paused Gids van elders"] != 1 ||
			told["eerstelijn_source_entries Gids van elders taken"] != 2 || told["eerstelijn_source_age_seconds Gids van elders"] != 1200 {
			t.Errorf("%v", told)
		}
	})
}
