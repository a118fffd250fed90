package placement_test

import (
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

func TestADraftNamesEachWrongField(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for name, c := range map[string]struct {
			change func(d *placement.Draft)
			field  string
		}{
			"no ask":            {func(d *placement.Draft) { d.Ask = "" }, "ask"},
			"an unknown kind":   {func(d *placement.Draft) { d.Kind = "hotel" }, "kind"},
			"no urgency":        {func(d *placement.Draft) { d.Urgency = "now" }, "urgency"},
			"no direction":      {func(d *placement.Draft) { d.Direction = "" }, "direction"},
			"a buurt":           {func(d *placement.Draft) { d.Area = "BU03630401" }, "area"},
			"another country":   {func(d *placement.Draft) { d.Area = "GM9999" }, "area"},
			"an unknown group":  {func(d *placement.Draft) { d.Groups = []string{"ridders"} }, "groups"},
			"no language":       {func(d *placement.Draft) { d.Languages = []string{"klingon"} }, "languages"},
			"an unknown wish":   {func(d *placement.Draft) { d.Wishes = []string{"zeezicht"} }, "wishes"},
			"not an insurer":    {func(d *placement.Draft) { d.Insurer = "de beste!" }, "insurer"},
			"not an id":         {func(d *placement.Draft) { d.Continuity = []network.OrganizationID{"x"} }, "continuity"},
			"too far":           {func(d *placement.Draft) { d.MaxKilometres = 4000 }, "max_km"},
			"less than nothing": {func(d *placement.Draft) { d.Places = -1 }, "places"},
			"long ago":          {func(d *placement.Draft) { d.StartBy = h.clock.now().AddDate(-1, 0, 0) }, "start_by"},
			"nobody needs it":   {func(d *placement.Draft) { d.Needs = map[string]string{"therapy": "daily"} }, "needs"},
			"not an answer":     {func(d *placement.Draft) { d.Needs = map[string]string{"walking": "jan de vries"} }, "needs.walking"},
			"too many words":    {func(d *placement.Draft) { d.Note = strings.Repeat("woord ", 100) }, "note"},
		} {
			d := placementtest.Draft(placement.Soon)
			c.change(&d)
			_, err := h.Service.Draft(t.Context(), asker, d)
			if err == nil {
				t.Errorf("%s was taken", name)
				continue
			}
			field(t, err, c.field)
		}
		// What is right is kept as it was, cleaned.
		d := placementtest.Draft(placement.Planned)
		d.Needs, d.Groups, d.Wishes = map[string]string{"walking": "aid", "night": ""}, []string{" kwetsbare-ouderen", "kwetsbare-ouderen"}, []string{"partner"}
		d.StartBy, d.Places, d.Note = h.clock.now().AddDate(0, 0, 7), 2, " Wil graag een tuin. "
		r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
		got := h.now(t, r.ID)
		if len(got.Needs) != 1 || len(got.Groups) != 1 || got.Note != "Wil graag een tuin." || !got.StartBy.Equal(d.StartBy) || got.Places != 2 || got.Region != placementtest.Region || !got.Vulnerable {
			t.Errorf("kept %+v", got)
		}
	})
}

// Somebody at work must not have to guess why a note is refused, nor be kept from writing plain words.
func TestANoteTellsNothingOfWhoItIs(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for _, note := range []string{
			"BSN 111222333", "bel 0612345678", "mail anna@voorbeeld.test", "geboren op 3-4-1941", "geb. 1941", "31/12/41", "12 maart 1938", "1938-03-12",
			"mevrouw Jansen woont alleen", "dhr. de Vries", "Mw. Van den Berg", "J. de Boer is verward", "contact met P.J.M. Smit", "woont op 5611 AB", "heet Piet",
		} {
			d := placementtest.Draft(placement.Soon)
			d.Note = note
			if _, err := h.Service.Draft(t.Context(), asker, d); err == nil {
				t.Errorf("%q was taken", note)
			} else {
				field(t, err, "note")
			}
		}
		for _, note := range []string{
			"", "Wil graag dicht bij de partner.", "Tachtiger, valt vaak. Gebruikt 4 medicijnen, 2 keer per dag 500 mg.", "Mevrouw kan niet alleen zijn in de nacht.",
			"Ontslag kan vanaf maandag 14.00 uur.", "ADL-hulp 2 x daags. MRSA-positief.", "Meneer is 82 en loopt met een rollator.",
		} {
			d := placementtest.Draft(placement.Soon)
			d.Note = note
			if _, err := h.Service.Draft(t.Context(), asker, d); err != nil {
				t.Errorf("%q: %v", note, err)
			}
		}
	})
}

func TestTheTalkComesBeforeOpening(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		now := h.clock.now()
		for name, c := range map[string]struct {
			urgency placement.Urgency
			consent placement.Consent
			field   string
		}{
			"no talk":                     {placement.Soon, placement.Consent{With: "person"}, "consent_at"},
			"a talk to come":              {placement.Soon, placement.Consent{At: now.Add(time.Hour), With: "person"}, "consent_at"},
			"a talk long ago":             {placement.Soon, placement.Consent{At: now.AddDate(0, 0, -31), With: "person"}, "consent_at"},
			"with nobody":                 {placement.Planned, placement.Consent{At: now}, "consent_with"},
			"with a neighbour":            {placement.Planned, placement.Consent{At: now, With: "neighbour"}, "consent_with"},
			"no choice outside a crisis":  {placement.Soon, placement.Consent{At: now, With: "person", WhyNot: "no-time"}, "why_not"},
			"a crisis without a reason":   {placement.Crisis, placement.Consent{At: now, With: "person"}, "why_not"},
			"a crisis with another's why": {placement.Crisis, placement.Consent{At: now, WhyNot: "helped"}, "why_not"},
		} {
			r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, placementtest.Draft(c.urgency)))
			_, err := h.Open(t.Context(), asker, r.ID, c.consent)
			if err == nil {
				t.Errorf("%s: opened", name)
				continue
			}
			field(t, err, c.field)
		}
		// The database holds to it as well, whoever writes.
		if n := h.count(t, `SELECT count(*) FROM placement_request WHERE opened_at IS NOT NULL`); n != 0 {
			t.Errorf("%d were opened", n)
		}
		r := h.Opened(t, placement.Crisis)
		if r.Consent.WhyNot != "no-time" || r.Desk != placementtest.DeskOrg {
			t.Errorf("opened %+v", r)
		}
	})
}

func TestADraftIsChangedByOneAtATime(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, placementtest.Draft(placement.Soon)))
		d := placementtest.Draft(placement.Planned)
		d.Groups = []string{"palliatief"}
		got := must[placement.Request](t)(h.Change(t.Context(), asker, r.ID, 1, d))
		if got.Version != 2 || got.Urgency != placement.Planned || !got.Vulnerable {
			t.Errorf("changed %+v", got)
		}
		_, err := h.Change(t.Context(), asker, r.ID, 1, placementtest.Draft(placement.Soon))
		wants(t, err, fault.Conflict)
		d.Area = "BU03630401"
		_, err = h.Change(t.Context(), asker, r.ID, 2, d)
		field(t, err, "area")
		if again := h.now(t, r.ID); again.Version != 2 || again.Urgency != placement.Planned {
			t.Errorf("half changed: %+v", again)
		}
	})
}

func TestReceiversSayWhatTheyNeed(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		items := must[[]placement.DataItem](t)(h.DataItems(t.Context(), placementtest.Kind))
		if len(items) < 5 {
			t.Fatalf("only %d items", len(items))
		}
		for _, i := range items {
			if len(i.Answers) < 2 || i.Name == "" {
				t.Errorf("item %+v", i)
			}
		}
		tables := must[*placement.Tables](t)(h.Tables(t.Context()))
		for _, u := range urgencies {
			row, ok := tables.Urgency(u)
			if !ok || row.Answer <= 0 || row.Answer >= row.Commit || row.Hold <= 0 {
				t.Errorf("%s: %+v", u, row)
			}
		}
		for _, act := range []string{"Open", "Withdraw", "FallThrough", "Close"} {
			if len(tables.ReasonsFor(act)) == 0 {
				t.Errorf("no reasons for %s", act)
			}
		}
		if d, ok := tables.Decline("full"); !ok || !d.NoRoom || d.Name == "" {
			t.Errorf("full: %+v", d)
		}
	})
}
