package mark_test

import (
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

var now = time.Date(2026, 11, 24, 10, 30, 0, 0, clock.Amsterdam)

func maker(professional bool) mark.Maker {
	kinds := []capacity.Kind{
		{Code: "eerste-afspraak", Unit: "afspraken", UnitOne: "afspraak"}, {Code: "ggz-crisis", Unit: "bedden", UnitOne: "bed"}, {Code: "nieuw-soort", Name: "Iets nieuws", Unit: "dingen", UnitOne: "ding"},
	}
	norms := []capacity.Norm{
		{Discipline: "ggz", Days: 28, Share: 1, Source: "Treeknorm"}, {Discipline: "ggz", Days: 70, Share: 1, Source: "Treeknorm"}, {Discipline: "huisartsenzorg", Days: 3, Working: true, Share: 1, Source: "Treeknorm"},
	}
	return mark.Maker{Language: say.Dutch, Tables: capacity.NewTables(kinds, norms), Now: now, Professional: professional}
}

// offer is one that was told an hour ago.
func offer(available int, accepting capacity.Accepting) capacity.Offer {
	at := now.Add(-time.Hour)
	return capacity.Offer{ID: "o", Kind: "eerste-afspraak", Rhythm: capacity.Rhythm{Live: 24 * time.Hour, Stale: 72 * time.Hour}, Figure: capacity.Figure{
		Available: available, Accepting: accepting, ObservedAt: at, ToldAt: at, Source: capacity.ByPerson,
	}}
}

func reported(days int) *int { return &days }

func TestWaitSaysHowItIsKnown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name              string
		free              int
		reported          *int
		measured          *capacity.Wait
		discipline        network.DisciplineCode
		wait, how, advice string
		norm              string
	}{
		{name: "nothing known", free: 3},
		{name: "reported beside room", free: 3, reported: reported(10), wait: "De aanbieder zegt: ongeveer 10 dagen wachten."},
		{name: "reported none", free: 3, reported: reported(0), wait: "De aanbieder zegt: u hoeft niet te wachten."},
		{name: "reported list", reported: reported(28), how: "Dat zegt de aanbieder.", advice: "Reken op ongeveer 4 weken."},
		{name: "measured list", measured: &capacity.Wait{P50Days: 21, P90Days: 49, N: 42, Waiting: 3}, how: "Gemeten bij 42 mensen. Wie nog wacht, telt mee.", advice: "Reken op 3 tot 7 weken."},
		{name: "measured for few", free: 3, measured: &capacity.Wait{P50Days: 5, P90Days: 9, N: 9}, wait: "Wachttijd: ongeveer 5 dagen.", how: "Gemeten bij weinig mensen. Wie nog wacht, telt mee."},
		{name: "too many still wait", measured: &capacity.Wait{P50Days: 21, P90Days: 30, P50AtLeast: true, P90AtLeast: true, N: 12, Waiting: 11}, how: "Gemeten bij 12 mensen. Wie nog wacht, telt mee.", advice: "Reken op 3 weken of langer."},
		{name: "too many still wait beside room", free: 3, measured: &capacity.Wait{P50Days: 21, P90Days: 30, P50AtLeast: true, P90AtLeast: true, N: 12, Waiting: 11}, wait: "Wachttijd: 3 weken of langer.", how: "Gemeten bij 12 mensen. Wie nog wacht, telt mee."},
		{name: "hardly any wait", free: 3, measured: &capacity.Wait{N: 42}, wait: "Wachttijd: minder dan een dag.", how: "Gemeten bij 42 mensen. Wie nog wacht, telt mee."},
		{name: "a short list", measured: &capacity.Wait{P50Days: 5, P90Days: 9, N: 12}, how: "Gemeten bij 12 mensen. Wie nog wacht, telt mee.", advice: "Reken op 5 tot 9 dagen."},
		{name: "measured goes before reported", free: 3, reported: reported(1), measured: &capacity.Wait{P50Days: 30, P90Days: 40, N: 12}, wait: "Wachttijd: ongeveer 4 weken.", how: "Gemeten bij 12 mensen. Wie nog wacht, telt mee."},
		{name: "as long as the norm", reported: reported(28), discipline: "ggz", how: "Dat zegt de aanbieder.", advice: "Reken op ongeveer 4 weken."},
		{name: "longer than the norm", reported: reported(29), discipline: "ggz", how: "Dat zegt de aanbieder.", advice: "Reken op ongeveer 4 weken.", norm: "Langer dan de norm van 4 weken (Treeknorm)."},
		{name: "nine of ten within the norm", free: 3, measured: &capacity.Wait{P50Days: 9, P90Days: 28, N: 12}, discipline: "ggz", wait: "Wachttijd: ongeveer 9 dagen.", how: "Gemeten bij 12 mensen. Wie nog wacht, telt mee."},
		{name: "one of ten beyond the norm", free: 3, measured: &capacity.Wait{P50Days: 9, P90Days: 29, N: 12}, discipline: "ggz", wait: "Wachttijd: ongeveer 9 dagen.", how: "Gemeten bij 12 mensen. Wie nog wacht, telt mee.", norm: "Langer dan de norm van 4 weken (Treeknorm)."},
		{name: "within three working days", free: 3, reported: reported(5), discipline: "huisartsenzorg", wait: "De aanbieder zegt: ongeveer 5 dagen wachten."},
		{name: "beyond three working days", free: 3, reported: reported(6), discipline: "huisartsenzorg", wait: "De aanbieder zegt: ongeveer 6 dagen wachten.", norm: "Langer dan de norm van 3 werkdagen (Treeknorm)."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := offer(c.free, capacity.Open)
			o.Figure.WaitingDays, o.Wait = c.reported, c.measured
			v := maker(false).Offer(&o, c.discipline)
			if v.Wait != c.wait || v.How != c.how || v.Status.Advice != c.advice || v.Norm != c.norm {
				t.Errorf("%q, %q, %q, %q", v.Wait, v.How, v.Status.Advice, v.Norm)
			}
		})
	}
}

// What only professionals give out is nothing to call for, and not what a list shows to a citizen.
func TestWhatProfessionalsGiveOut(t *testing.T) {
	t.Parallel()
	bed := offer(4, capacity.Open)
	bed.ID, bed.Kind = "bed", "ggz-crisis"
	if v := maker(false).Offer(&bed, ""); v.Direct || v.Status.Advice != "Een zorgverlener vraagt dit voor u aan." {
		t.Errorf("a crisis bed: %+v", v)
	}
	full := offer(0, capacity.Closed)
	all := []capacity.Offer{bed, full}
	if best := maker(false).Best(all); best == nil || best.ID != "o" {
		t.Errorf("a citizen is shown %+v", best)
	}
	if best := maker(true).Best(all); best.ID != "o" {
		t.Errorf("a professional is shown %+v where a citizen sees another", best)
	}
	if maker(false).Best(all[:1]) != nil || maker(true).Best(all[:1]) == nil {
		t.Error("a crisis bed stands in a citizen's list, or not in a professional's")
	}
	room := offer(3, capacity.Open)
	room.ID = "room"
	if best := maker(false).Best([]capacity.Offer{full, room}); best.ID != "room" {
		t.Errorf("of a full offer and one with room, %s is shown", best.ID)
	}
	if views := maker(false).Offers(all, ""); len(views) != 2 || !views[0].Direct {
		t.Errorf("%+v", views)
	}
}

// A table counts offers, and says of how many nothing is known.
func TestKindsCountOffers(t *testing.T) {
	t.Parallel()
	stale := offer(9, capacity.Open)
	stale.Figure.ToldAt = now.Add(-100 * time.Hour)
	never := capacity.Offer{ID: "never", Kind: "eerste-afspraak"}
	one, two := offer(2, capacity.Open), offer(3, capacity.Open)
	full := offer(0, capacity.Closed)
	for _, c := range []struct {
		offers []capacity.Offer
		says   string
	}{
		{[]capacity.Offer{one, two, full, stale, never}, "Plek. Bij 2 van de 3 aanbieders. | Van 2 aanbieders weten wij het niet."},
		{[]capacity.Offer{one, full}, "Weinig plek. Bij 1 van de 2 aanbieders."},
		{[]capacity.Offer{full}, "Nu geen plek. Bij 1 aanbieder."},
		{[]capacity.Offer{full, full}, "Nu geen plek. Bij alle 2 aanbieders."},
		{[]capacity.Offer{stale}, "Niet bekend. Bel even. | Van 1 aanbieder weten wij het niet."},
	} {
		var b strings.Builder
		v := maker(false).Kinds("id", "Plek", c.offers)
		if err := mark.Room(v, "Is er plek?").Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		for part := range strings.SplitSeq(c.says, " | ") {
			word, advice, _ := strings.Cut(part, ". ")
			if text := b.String(); !strings.Contains(text, word) || !strings.Contains(text, advice) || strings.Contains(text, "vrij") {
				t.Errorf("%q lacks %q", text, part)
			}
		}
	}
	if !maker(false).Kinds("id", "Plek", nil).Empty() {
		t.Error("without offers there is a table")
	}
	var b strings.Builder
	if err := mark.Room(maker(false).Kinds("id", "Plek", nil), "Is er plek?").Render(t.Context(), &b); err != nil || b.Len() > 0 {
		t.Errorf("without offers there is %q (%v)", b.String(), err)
	}
}

// The age of a figure is when somebody last looked: that a place was given out makes it no younger.
func TestAPlaceCountedOffMakesNoFigureYounger(t *testing.T) {
	t.Parallel()
	o := offer(3, capacity.Open)
	o.Record = capacity.Record{Said: 4, True: 3}
	o.Figure.ToldAt, o.Figure.Source = now.Add(-20*time.Hour), capacity.Derived
	var b strings.Builder
	if err := mark.Offer(maker(true).Offer(&o, "")).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	told, counted := ui.MachineTime(o.Figure.ToldAt), ui.MachineTime(o.Figure.ObservedAt)
	if text := b.String(); !strings.Contains(text, `datetime="`+told+`"`) || strings.Contains(text, counted) || !strings.Contains(text, "Plek volgens het cijfer klopte 3 van de 4 keer.") {
		t.Errorf("told at %s, counted off at %s: %s", told, counted, text)
	}
}
