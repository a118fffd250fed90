package bottleneck_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/personal"
)

func TestWhatAReportMustSay(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for name, c := range map[string]struct {
			change func(*bottleneck.Report)
			field  string
		}{
			"nothing":            {func(r *bottleneck.Report) { r.Title, r.What = "", "" }, "title"},
			"too long a title":   {func(r *bottleneck.Report) { r.Title = strings.Repeat("a", 121) }, "title"},
			"a NUL":              {func(r *bottleneck.Report) { r.What = "a\x00b" }, "what"},
			"no how often":       {func(r *bottleneck.Report) { r.HowOften = "" }, "how_often"},
			"no place":           {func(r *bottleneck.Report) { r.Area = "" }, "area"},
			"a buurt":            {func(r *bottleneck.Report) { r.Area = "BU99000001" }, "area"},
			"a place elsewhere":  {func(r *bottleneck.Report) { r.Area = "GM0363" }, "area"},
			"a team that is not": {func(r *bottleneck.Report) { r.Wijkverband = "de wijk" }, "wijkverband"},
			"an unknown team":    {func(r *bottleneck.Report) { r.Wijkverband = "8c6b0f0a-6f0a-4f0a-8f0a-6f0a4f0a8f0a" }, "wijkverband"},
			"an unknown theme":   {func(r *bottleneck.Report) { r.Theme = "ruzie" }, "theme"},
			"an unknown group":   {func(r *bottleneck.Report) { r.Suffers = []string{"iedereen", "katten"} }, "suffers"},
			"a bad address":      {func(r *bottleneck.Report) { r.Email = "jan" }, "email"},
			"a bad key":          {func(r *bottleneck.Report) { r.Key = "1" }, "key"},
			"a BSN":              {func(r *bottleneck.Report) { r.What, r.SeenPersonal = "bsn 111222333", true }, "what"},
			"a number":           {func(r *bottleneck.Report) { r.What, r.SeenPersonal = "bel 06 12345678", true }, "what"},
			"a birth date":       {func(r *bottleneck.Report) { r.Title, r.SeenPersonal = "geboren 3-4-1941", true }, "title"},
			"a name, unseen":     {func(r *bottleneck.Report) { r.What = "mevrouw De Boer wacht al weken" }, "what"},
		} {
			r := tell(0, 0)
			c.change(&r)
			_, err := h.Report(t.Context(), citizen, r)
			if err == nil {
				t.Errorf("%s: accepted", name)
				continue
			}
			field(t, err, c.field)
			if strings.Contains(err.Error(), "111222333") || strings.Contains(err.Error(), "Boer") {
				t.Errorf("%s: the error tells what was typed", name)
			}
		}
		r := tell(0, 0)
		r.What = "mevrouw De Boer wacht al weken"
		if found := bottleneck.Check(r); len(found) != 1 || found[0].Code != personal.Name || found[0].Sure {
			t.Errorf("%+v", found)
		}
		r.SeenPersonal = true
		h.Reported(t, citizen, r)
		if n := h.count(t, `SELECT count(*) FROM bottleneck`); n != 1 {
			t.Errorf("%d were made", n)
		}
	})
}

func TestAReportFindsItsPlace(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for name, c := range map[string]struct {
			report bottleneck.Report
			level  bottleneck.Level
			place  bottleneck.Place
		}{
			"the wijk of a wijkverband": {bottleneck.Report{Area: bottlenecktest.Area(0, 1)}, bottleneck.Wijk,
				bottleneck.Place{Region: bottlenecktest.Region(0), Wijkverband: bottlenecktest.Wijkverband(0, 1), Area: bottlenecktest.Area(0, 1)}},
			"a wijkverband": {bottleneck.Report{Wijkverband: bottlenecktest.Wijkverband(1, 0)}, bottleneck.Wijk,
				bottleneck.Place{Region: bottlenecktest.Region(1), Wijkverband: bottlenecktest.Wijkverband(1, 0)}},
			"a wijk without one": {bottleneck.Report{Area: bottlenecktest.Loose(1)}, bottleneck.Region,
				bottleneck.Place{Region: bottlenecktest.Region(1), Area: bottlenecktest.Loose(1)}},
			"a municipality": {bottleneck.Report{Area: bottlenecktest.Area(1, 0).Parent()}, bottleneck.Region,
				bottleneck.Place{Region: bottlenecktest.Region(1), Area: bottlenecktest.Area(1, 0).Parent()}},
		} {
			c.report.What, c.report.HowOften = "De bel doet het niet. Daar heeft iedereen last van.", bottleneck.Daily
			receipt := h.Reported(t, citizen, c.report)
			f := h.follow(t, receipt.Token)
			if f.Level != c.level || f.Place != c.place || f.Title != "De bel doet het niet" || f.Number != receipt.Number || f.Owner.Name == "" {
				t.Errorf("%s: %+v", name, f.Bottleneck)
			}
		}
	})
}

// A report that is sent twice is made once, and its sender can follow it with either answer.
func TestTheSameReportTwice(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := tell(0, 0)
		r.Key = uuid.NewString()
		var all sync.WaitGroup
		receipts, errs := make([]bottleneck.Receipt, 5), make([]error, 5)
		for k := range receipts {
			all.Go(func() { receipts[k], errs[k] = h.Report(t.Context(), citizen, r) })
		}
		all.Wait()
		for k, receipt := range receipts {
			if errs[k] != nil || receipt.ID != receipts[0].ID || receipt.Number != receipts[0].Number {
				t.Errorf("%+v, %v", receipt, errs[k])
				continue
			}
			h.follow(t, receipt.Token)
		}
		if n := h.count(t, `SELECT count(*) FROM bottleneck_reporter`); n != 1 {
			t.Errorf("%d reports", n)
		}
		_, err := h.Report(t.Context(), reporter(0, 1), r)
		wants(t, err, fault.Conflict)
	})
}

// Who joins twice is one reporter.
func TestJoiningTwice(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		receipt := h.Reported(t, reporter(0, 1), tell(0, 0))
		for _, unnamed := range []bool{true, false, true} {
			again := must[bottleneck.Receipt](t)(h.Join(t.Context(), reporter(0, 2), receipt.ID, bottleneck.Joining{Unnamed: unnamed}))
			if again.ID != receipt.ID || again.Number != receipt.Number {
				t.Errorf("%+v", again)
			}
			h.follow(t, again.Token)
			must[bottleneck.Receipt](t)(h.Join(t.Context(), reporter(0, 1), receipt.ID, bottleneck.Joining{Unnamed: unnamed}))
		}
		if f := h.follow(t, receipt.Token); f.Reporters != 2 {
			t.Errorf("%d reporters", f.Reporters)
		}
		_, err := h.Join(t.Context(), citizen, receipt.ID, bottleneck.Joining{})
		wants(t, err, fault.Denied)
		_, err = h.Join(t.Context(), citizen, receipt.ID, bottleneck.Joining{Unnamed: true})
		wants(t, err, fault.Denied)
		_, err = h.Join(t.Context(), reporter(0, 2), "nothing", bottleneck.Joining{})
		wants(t, err, fault.NotFound)
	})
}

func TestAMailboxIsNotFilled(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		var tokens []string
		for _, to := range []string{"jan@mensen.example", "JAN@mensen.example", "jan+1@mensen.example", "Jan@Mensen.example", "eva@mensen.example"} {
			r := tell(0, 0)
			r.Email = to
			tokens = append(tokens, h.Reported(t, citizen, r).Token)
		}
		h.Work(t)
		all, err := h.Outbox.QueuedForDemo(t.Context())
		if err != nil || len(all) != 4 {
			t.Errorf("%d mails, %v", len(all), err)
		}
		if n := h.count(t, `SELECT count(*) FROM bottleneck_reporter WHERE email LIKE '%mensen%'`); n != 0 {
			t.Error("an address stands in the open")
		}
		if err := h.StopMail(t.Context(), tokens[0]); err != nil {
			t.Fatal(err)
		}
		must[bottleneck.Bottleneck](t)(h.Answer(t.Context(), coordinator(0, 0), h.follow(t, tokens[0]).ID, "Wij zoeken het uit.", none))
		h.Work(t)
		if again, _ := h.Outbox.QueuedForDemo(t.Context()); len(again) != len(all) {
			t.Error("who wanted no mail got one")
		}
		wants(t, h.StopMail(t.Context(), "nonsense"), fault.NotFound)
	})
}

// A year after the ending nothing tells any more who reported.
func TestWhoReportedIsForgotten(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		r := tell(0, 0)
		r.Email, r.Key = "jan@mensen.example", uuid.NewString()
		receipt := h.Reported(t, reporter(0, 1), r)
		must[bottleneck.Bottleneck](t)(h.Propose(ctx, coordinator(0, 0), receipt.ID, bottleneck.EndSolved, "Klaar.", none))
		must[bottleneck.Bottleneck](t)(h.Confirm(ctx, reporter(0, 1), receipt.ID))
		kept := func() int {
			return h.count(t, `SELECT count(*) FROM bottleneck_reporter WHERE person <> '' AND organization <> '' AND email <> '' AND key_print <> ''`)
		}
		h.clock.Add(364 * day)
		if h.ticks(t); kept() != 1 {
			t.Error("it was forgotten too early")
		}
		if !h.follow(t, receipt.Token).CanOpen {
			t.Error("it cannot be opened any more")
		}
		must[bottleneck.Bottleneck](t)(h.Note(ctx, coordinator(0, 0), receipt.ID, "Let op.", none)) // moves no clock
		h.clock.Add(2 * day)
		if h.ticks(t); h.count(t, `SELECT count(*) FROM bottleneck_reporter WHERE person <> '' OR organization <> '' OR email <> '' OR key_print <> ''`) != 0 {
			t.Error("it is still known who reported")
		}
		_, err := h.Follow(ctx, receipt.Token)
		wants(t, err, fault.NotFound)
		_, err = h.Reopen(ctx, reporter(0, 1), receipt.ID, "Weer.", none)
		wants(t, err, fault.Denied)
		l := h.look(t, coordinator(0, 0), receipt.ID)
		if l.Reporters != nil || l.Bottleneck.Reporters != 1 || l.Unnamed != 1 || l.What == "" {
			t.Errorf("%+v", l)
		}
		if n := h.ticks(t); n != 0 {
			t.Errorf("the clocks did %d things more", n)
		}
	})
}

func TestOwn(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		r := tell(0, 0)
		r.Unnamed = true
		receipt := h.Reported(t, reporter(0, 1), r)
		other := h.Reported(t, reporter(0, 2), tell(0, 1))
		must[bottleneck.Bottleneck](t)(h.PassUp(ctx, coordinator(0, 0), receipt.ID, "Hoger.", none))
		must[bottleneck.Bottleneck](t)(h.Propose(ctx, staff(0), receipt.ID, bottleneck.EndSolved, "Klaar.", none))
		own := must[[]bottleneck.Own](t)(h.Own(ctx, reporter(0, 1)))
		if len(own) != 1 || own[0].Now.ID != receipt.ID || !own[0].Asked || own[0].News != 3 || own[0].Last.Kind != bottleneck.EventProposed {
			t.Fatalf("%+v", own)
		}
		if l := h.look(t, reporter(0, 1), receipt.ID); !l.Mine || !l.Asked {
			t.Error("it is not theirs")
		}
		if own = must[[]bottleneck.Own](t)(h.Own(ctx, reporter(0, 1))); own[0].News != 0 {
			t.Errorf("%d still unread", own[0].News)
		}
		if l := h.look(t, reporter(0, 1), other.ID); l.Mine || l.Asked {
			t.Error("somebody else's is theirs")
		}
		if own = must[[]bottleneck.Own](t)(h.Own(ctx, staff(0))); len(own) != 0 {
			t.Errorf("%+v", own)
		}
		_, err := h.Service.Own(ctx, citizen)
		wants(t, err, fault.Denied)
		// Merged into another one, it is still theirs.
		must[bottleneck.Bottleneck](t)(h.Merge(ctx, staff(0), []bottleneck.ID{receipt.ID}, must[bottleneck.Bottleneck](t)(h.PassUp(ctx, coordinator(0, 1), other.ID, "Hoger.", none)).ID, "Gelijk.", none))
		if own = must[[]bottleneck.Own](t)(h.Own(ctx, reporter(0, 1))); own[0].Reported.ID != receipt.ID || own[0].Now.ID != other.ID {
			t.Errorf("%+v", own)
		}
		told := h.follow(t, receipt.Token)
		if told.ID != other.ID || told.Reported.ID != receipt.ID || !slices.Contains(kinds(told.Events), bottleneck.EventTookIn) {
			t.Errorf("%+v", told)
		}
	})
}
