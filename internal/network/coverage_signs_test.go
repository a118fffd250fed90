package network_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// told lets a view of another capability tell one row, whatever the tables behind it are.
func told(t *testing.T, db *store.DB, view, columns string) {
	t.Helper()
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `DROP VIEW `+view); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `CREATE VIEW `+view+` AS SELECT `+columns)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func signs(all []network.Evidence) (out string) {
	for _, e := range all {
		out += " " + e.Code
		switch {
		case e.There && e.Measured:
			out += "+"
		case e.There:
			out += "~"
		default:
			out += "-"
		}
	}
	return out
}

// Whether a wijkverband works is seen where the platform can see it, and else what it states itself.
func TestWorkingIsSeenOrStated(t *testing.T) {
	t.Parallel()
	onEachMoving(t, func(t *testing.T, s *network.Service, db *store.DB, h *hands) {
		bringCountry(t, s, 1, 2026)
		r := newRegion(t, s, "Rivierenzoom", "GM9000")
		w := newWijkverband(t, s, network.Wijkverband{Region: r.ID, Name: "West", Areas: r.Areas, Primary: r.Areas, MeetsEvery: "maandelijks"})
		manned(t, s, w.ID, noon)
		look := func(at time.Time) network.WijkverbandStatus {
			t.Helper()
			return must[network.Coverage](t)(s.Coverage(t.Context(), r.Slug, at)).Wijkverbanden[0]
		}
		if got := look(noon); signs(got.Signs) != " manned+ meets- agreement- solved-" || got.Working {
			t.Errorf("at first:%s, working %v", signs(got.Signs), got.Working)
		}
		w.LastMet, w.HasAgreement, w.SolvedBottleneck, w.Version = noon.AddDate(0, 0, -3), true, true, 1
		w = newWijkverband(t, s, w)
		if got := look(noon); signs(got.Signs) != " manned+ meets~ agreement~ solved~" || !got.Working {
			t.Errorf("as stated:%s, working %v", signs(got.Signs), got.Working)
		}
		from := clock.Micros(noon.Add(time.Hour))
		told(t, db, "wijkverband_agreement", fmt.Sprintf(`'%s' AS wijkverband, CAST(%d AS BIGINT) AS from_at, CAST(%d AS BIGINT) AS until_at`, w.ID, from, from+3600e6))
		told(t, db, "wijkverband_solved", fmt.Sprintf(`'%s' AS wijkverband, CAST(%d AS BIGINT) AS at`, w.ID, from))
		w.HasAgreement, w.SolvedBottleneck, w.Version = false, false, 2
		h.add(time.Minute)
		w = newWijkverband(t, s, w)
		for after, want := range map[time.Duration]string{
			2 * time.Minute:   " manned+ meets~ agreement- solved-",
			time.Hour:         " manned+ meets~ agreement+ solved+",
			119 * time.Minute: " manned+ meets~ agreement+ solved+",
			2 * time.Hour:     " manned+ meets~ agreement- solved+",
		} {
			if got := look(noon.Add(after)); signs(got.Signs) != want || got.Working != (want == " manned+ meets~ agreement+ solved+") {
				t.Errorf("after %s:%s, working %v", after, signs(got.Signs), got.Working)
			}
		}
		// What the past states is as it was stated then.
		if got := look(noon); signs(got.Signs) != " manned+ meets~ agreement~ solved~" {
			t.Errorf("as it was:%s", signs(got.Signs))
		}
		told(t, db, "wijkverband_met", fmt.Sprintf(`'%s' AS wijkverband, CAST(%d AS BIGINT) AS at`, w.ID, from))
		h.add(2 * time.Hour)
		got := look(noon.Add(time.Hour))
		if signs(got.Signs) != " manned+ meets+ agreement+ solved+" {
			t.Errorf("after a meeting:%s", signs(got.Signs))
		}
		for _, task := range got.Tasks {
			if want := map[string]string{"wijk-1": " manned+ agreement+", "wijk-2": " meets+ solved+"}[task.Task]; signs(task.Evidence) != want || task.State != "not-yet" {
				t.Errorf("%s: %s%s", task.Task, task.State, signs(task.Evidence))
			}
		}
	})
}

// Evidence of a phase is there or missing, and locks nothing: a region says itself in which phase it is.
func TestEvidenceOfThePhase(t *testing.T) {
	t.Parallel()
	onEachMoving(t, func(t *testing.T, s *network.Service, db *store.DB, h *hands) {
		ctx := t.Context()
		r := newRegion(t, s, "Rivierenzoom")
		r.RESV.Phase, r.Version = network.PhaseOrganisation, 1
		r = must[network.Region](t)(s.SaveRegion(ctx, operator, r))
		look := func() network.Coverage {
			t.Helper()
			return must[network.Coverage](t)(s.Coverage(ctx, r.Slug, h.now()))
		}
		const none = " plan- cooperation- mandate:huisartsenzorg- mandate:wijkverpleging- mandate:farmacie- insurer-"
		if got := look(); signs(got.Evidence) != none || got.Phase != network.PhaseOrganisation {
			t.Errorf("in phase %s with%s", got.Phase, signs(got.Evidence))
		}
		staff := func(region network.RegionID) access.Actor {
			return access.Actor{Person: string(someID[network.PersonID]()), Role: access.RESVStaff, Region: string(region), Assurance: access.Substantial}
		}
		if err := s.AttestEvidence(ctx, staff(someID[network.RegionID]()), r.ID, "plan", "Werkplan", true); fault.KindOf(err) != fault.Denied {
			t.Errorf("staff of another region: %v", err)
		}
		for _, wrong := range [][2]string{{"plan", " "}, {"mandate:farmacie", "Zeker"}} {
			if err := s.AttestEvidence(ctx, staff(r.ID), r.ID, wrong[0], wrong[1], true); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		for _, code := range []string{"plan", "cooperation"} {
			if err := s.AttestEvidence(ctx, staff(r.ID), r.ID, code, "Vastgesteld op 1 juni 2026.", true); err != nil {
				t.Fatal(err)
			}
		}
		if got := look(); signs(got.Evidence) != " plan~ cooperation~ mandate:huisartsenzorg- mandate:wijkverpleging- mandate:farmacie- insurer-" ||
			got.Evidence[0].Text != "Een regionaal werkplan voor de eerste lijn. Vastgesteld op 1 juni 2026." {
			t.Errorf("as attested:%s %q", signs(got.Evidence), got.Evidence[0].Text)
		}
		h.add(time.Hour)
		if err := s.AttestEvidence(ctx, staff(r.ID), r.ID, "plan", "", false); err != nil {
			t.Fatal(err)
		}
		us := clock.Micros(h.now())
		told(t, db, "region_agreement", fmt.Sprintf(`'%s' AS region, 'cooperation' AS kind, 'verzekeraar' AS insurer, CAST(%d AS BIGINT) AS from_at, CAST(NULL AS BIGINT) AS until_at`, r.ID, us))
		if got := look(); signs(got.Evidence) != " plan- cooperation+ mandate:huisartsenzorg- mandate:wijkverpleging- mandate:farmacie- insurer+" {
			t.Errorf("with an agreement:%s", signs(got.Evidence))
		}
	})
}

// A meeting that closes moves the wijkverband's last meeting on, and an editor who looked before merges.
func TestMet(t *testing.T) {
	t.Parallel()
	onEachMoving(t, func(t *testing.T, s *network.Service, db *store.DB, h *hands) {
		r := newRegion(t, s, "Rivierenzoom")
		w := newWijkverband(t, s, network.Wijkverband{Region: r.ID, Name: "West", MeetsEvery: "wekelijks", LastMet: noon.AddDate(0, 0, -8)})
		policies, err := access.Load()
		if err != nil {
			t.Fatal(err)
		}
		spine := act.New(db, policies, nil)
		meet := func(at time.Time) {
			t.Helper()
			err := spine.Do(t.Context(), act.Attempt{Actor: operator, Act: "network.SaveWijkverband",
				Load: func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{Type: "test"}, nil },
			}, func(ctx context.Context, tx *act.Tx) error { return s.MetTx(ctx, tx, w.ID, at) })
			if err != nil {
				t.Fatal(err)
			}
		}
		h.add(time.Hour)
		meet(noon)
		h.add(time.Hour)
		meet(noon.AddDate(0, 0, -3)) // written down late
		is := must[network.Wijkverband](t)(s.WijkverbandByID(t.Context(), w.ID))
		if !is.LastMet.Equal(noon) {
			t.Errorf("last met %s, want %s", is.LastMet, noon)
		}
		w.Website = "https://west.example/"
		saved, err := s.SaveWijkverband(t.Context(), access.Actor{Person: string(someID[network.PersonID]()), Role: access.RESVStaff, Region: string(r.ID), Assurance: access.Substantial}, w)
		if err != nil || !saved.LastMet.Equal(noon) || saved.Website != w.Website {
			t.Errorf("merged: %v, %+v", err, saved)
		}
	})
}
