package bottleneck_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// Whoever stays unnamed does everything that a reporter does; then nothing that others can read knows them:
// not one entry of the ledger, of which their employer sees those of its people, and nothing shown.
func TestAReporterWhoStaysUnnamed(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		secret := reporter(0, 7)
		r := tell(0, 0)
		r.Unnamed, r.Request, r.Email = true, uuid.NewString(), "secret@mensen.example"
		h.clock.Add(37 * time.Minute)
		exact := h.clock.Now()
		receipt := h.Reported(t, secret, r)
		other := h.Reported(t, reporter(0, 8), tell(0, 0))
		must[bottleneck.Receipt](t)(h.Join(ctx, secret, other.ID, bottleneck.Joining{Unnamed: true}))
		h.clock.Add(time.Hour)
		for _, end := range []func() error{
			func() error { _, err := h.Object(ctx, secret, receipt.ID, "Nee, nog niet."); return err },
			func() error { _, err := h.Confirm(ctx, secret, receipt.ID); return err },
		} {
			must[bottleneck.Bottleneck](t)(h.Propose(ctx, coordinator(0, 0), receipt.ID, bottleneck.EndSolved, "Klaar.", none))
			if err := end(); err != nil {
				t.Fatal(err)
			}
		}
		must[bottleneck.Bottleneck](t)(h.Reopen(ctx, secret, receipt.ID, "Het is er weer.", none))
		h.Work(t)
		_, err := h.Confirm(ctx, secret, receipt.ID) // what fails or is refused tells nothing either
		wants(t, err, fault.Conflict)
		must[[]bottleneck.Own](t)(h.Own(ctx, secret))

		// Every word that could give them away, in whatever is shown or recorded.
		tells := []string{secret.Person, secret.Session, secret.Origin, "reporter-0-7", r.Request, "secret@", `"organization":"` + string(bottlenecktest.PracticeOrg)}
		shown := func(what string, v any) {
			t.Helper()
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range tells {
				if strings.Contains(string(text), s) {
					t.Errorf("%s holds %s: %s", what, s, text)
				}
			}
		}
		for _, who := range []access.Actor{coordinator(0, 0), staff(0), reporter(0, 9)} {
			l := h.look(t, who, receipt.ID)
			shown("a look", l)
			if l.Reporters != nil || l.Mine {
				t.Errorf("%s sees %+v", who.Role, l.Reporters)
			}
			for _, e := range l.Events {
				if e.By.Kind == "" && e.At.Sub(exact).Abs() < time.Second {
					t.Errorf("event %s tells the moment", e.Kind)
				}
			}
			if !l.MadeAt.Before(exact.Add(-time.Minute)) || !l.Trail[0].From.Equal(l.MadeAt) {
				t.Errorf("it was made at %v", l.MadeAt)
			}
			shown("a board", must[bottleneck.Page](t)(h.Board(ctx, who, bottleneck.Query{Region: bottlenecktest.Region(0)})))
		}
		if l := h.look(t, coordinator(0, 0), receipt.ID); l.Unnamed != 1 {
			t.Errorf("%d unnamed", l.Unnamed)
		}
		shown("the link", h.follow(t, receipt.Token))
		var entries []ledger.Entry
		if err := h.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			var err error
			entries, err = ledger.Where(ctx, tx, `e.act LIKE 'bottleneck.%'`, 1000)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		quiet := 0
		for _, e := range entries {
			if e.Act == "bottleneck.Own" { // the same for whoever reported and whoever did not
				if e.Found != nil || string(e.Change) != "{}" || len(e.Subjects) != 1 {
					t.Errorf("an entry tells whether there was anything: %+v", e)
				}
				continue
			}
			shown("an entry", e)
			if strings.HasPrefix(e.Person, "reporter:") {
				quiet++
				if e.Organization != "" || e.Session != "" || e.Origin != "" || e.Trace != "" || e.Name != "" || e.Via == "" {
					t.Errorf("%+v", e)
				}
			}
		}
		if quiet < 5 {
			t.Errorf("%d entries under a number: the test looks at nothing", quiet)
		}
		// The order of numbers and ids tells nothing of who came first.
		for _, e := range entries {
			for _, s := range e.Subjects {
				if id, err := uuid.Parse(s.ID); err == nil && (s.Type == "bottleneck" || s.Type == "link" && strings.HasPrefix(e.Person, "reporter:")) && id.Version() != 4 {
					t.Errorf("%s %s of %s is no chance", s.Type, s.ID, e.Act)
				}
			}
		}
	})
}

// Who is named is shown to whoever decides, and to nobody else.
func TestANamedReporter(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := tell(0, 0)
		r.Request = uuid.NewString()
		receipt := h.Reported(t, reporter(0, 7), r)
		l := h.look(t, coordinator(0, 0), receipt.ID)
		if len(l.Reporters) != 1 || string(l.Reporters[0].Person) != reporter(0, 7).Person || l.Reporters[0].Request != r.Request || l.Unnamed != 0 {
			t.Errorf("%+v", l.Reporters)
		}
		for _, who := range []access.Actor{reporter(0, 9), staff(0), coordinator(0, 1)} {
			if l := h.look(t, who, receipt.ID); l.Reporters != nil {
				t.Errorf("%s sees who reported", who.Person)
			}
		}
	})
}
