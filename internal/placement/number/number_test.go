package number_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement/number"
)

// october is a moment of the month before.
func october(day, hour int) time.Time {
	return time.Date(2026, 10, day, hour, 0, 0, 0, clock.Amsterdam)
}

// month puts down an October in which something of everything happened.
func (h *house) month() {
	for i := range 12 { // placed: a yes within hours, a start within days
		h.put(placed{opened: october(2, i), accepted: october(2, i+1+i%3), started: october(3+i%2, i), closed: october(20, 9), offer: "offer-a"})
	}
	for i := range 11 { // placed late
		h.put(placed{opened: october(5, i), accepted: october(9, i), started: october(10, i), offer: "offer-a", area: "WK990102"})
	}
	for i := range 3 { // bridged for a while: nobody had room, and nobody bridges any more
		h.put(placed{opened: october(12, i), offer: "offer-b", state: "no", reason: "full", rule: "rule",
			bridgedFrom: october(14, i), bridgedUntil: october(17, i), bridgingEnded: october(16, i+1)})
	}
	// Bridged until now: by rule, by hand, by the desk alone, and by a rule that has run out.
	for i, p := range []placed{{rule: "rule"}, {byHand: true}, {}, {rule: "rule", bridgedUntil: october(31, 18)}} {
		p.urgency, p.opened, p.bridgedFrom = "planned", october(24, i), october(26, i)
		if p.bridgedUntil.IsZero() {
			p.bridgedUntil = start.AddDate(0, 0, 10)
		}
		h.put(p)
	}
	h.put(placed{opened: october(20, 9), closed: october(20, 12), withdrawn: true, offer: "offer-b", state: "no", reason: "too-far"})
	h.put(placed{urgency: "crisis", commit: time.Hour, opened: october(21, 9), offer: "offer-b", state: "no", reason: "full"}) // nobody, and no bridging
}

// TestViews holds each view against what was put down, on both databases alike.
func TestViews(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		taken := h.put(placed{opened: october(2, 9), accepted: october(2, 10), started: october(4, 9), offer: "offer-a"})
		late := h.put(placed{opened: october(5, 9), accepted: october(9, 9), offer: "offer-a"})
		full := h.put(placed{opened: october(12, 9), offer: "offer-b", state: "no", reason: "full", rule: "rule", bridgedFrom: october(14, 9), bridgedUntil: october(17, 9), bridgingEnded: october(16, 10)})
		far := h.put(placed{opened: october(20, 9), closed: october(20, 12), withdrawn: true, offer: "offer-b", state: "no", reason: "too-far"})
		until := start.AddDate(0, 0, 10)
		byRule := h.put(placed{opened: october(24, 9), rule: "rule", bridgedFrom: october(26, 9), bridgedUntil: until})
		byHand := h.put(placed{opened: october(24, 9), byHand: true, bridgedFrom: october(26, 9), bridgedUntil: until})
		byDesk := h.put(placed{opened: october(24, 9), bridgedFrom: october(26, 9), bridgedUntil: until})
		kept := h.put(placed{opened: october(24, 9), accepted: october(27, 9), rule: "rule", bridgedFrom: october(26, 9), bridgedUntil: until}) // until it starts
		micros := func(at time.Time) string {
			if at.IsZero() {
				return "<nil>"
			}
			return strconv.FormatInt(clock.Micros(at), 10)
		}
		var none time.Time
		for name, c := range map[string]struct {
			query   string
			columns int
			want    [][]string
		}{
			"placement_times": {`SELECT request, outcome, opened_at, committed_at, started_at, ended_at, bridged_until FROM placement_times ORDER BY request`, 7, [][]string{
				{taken, "place", micros(october(2, 9)), micros(october(2, 10)), micros(october(4, 9)), micros(none), micros(none)},
				{late, "place", micros(october(5, 9)), micros(october(9, 9)), micros(none), micros(none), micros(none)},
				{full, "", micros(october(12, 9)), micros(none), micros(none), micros(none), micros(none)}, // it was bridged, and is no more
				{far, "ended", micros(october(20, 9)), micros(none), micros(none), micros(october(20, 12)), micros(none)},
				{byRule, "bridging", micros(october(24, 9)), micros(none), micros(none), micros(none), micros(until)},
				{byHand, "bridging", micros(october(24, 9)), micros(none), micros(none), micros(none), micros(until)},
				{byDesk, "desk", micros(october(24, 9)), micros(none), micros(none), micros(none), micros(until)},
				{kept, "place", micros(october(24, 9)), micros(october(27, 9)), micros(none), micros(none), micros(none)},
			}},
			"decline_counts": {`SELECT organization, reason, hour_at, n FROM decline_counts ORDER BY reason`, 4, [][]string{
				{rival, "full", micros(october(12, 10)), "1"}, {rival, "too-far", micros(october(20, 10)), "1"},
			}},
			"bridging_days": {`SELECT request, organization, agreed, days FROM bridging_days ORDER BY request`, 4, [][]string{
				{full, "bridge", "1", "3"}, {byRule, "bridge", "1", "25"}, {byHand, "bridge", "1", "25"}, {byDesk, "bridge", "0", "25"}, {kept, "bridge", "1", "25"},
			}},
			"unmet_demand": {`SELECT request, area, since_at, until_at FROM unmet_demand ORDER BY request`, 4, [][]string{
				{late, "WK990101", micros(october(7, 9)), micros(october(9, 9))},
				{full, "WK990101", micros(october(14, 9)), micros(none)},
				{byRule, "WK990101", micros(october(24, 9).Add(2 * day)), micros(none)},
				{byHand, "WK990101", micros(october(24, 9).Add(2 * day)), micros(none)},
				{byDesk, "WK990101", micros(october(24, 9).Add(2 * day)), micros(none)},
				{kept, "WK990101", micros(october(24, 9).Add(2 * day)), micros(october(27, 9))},
			}},
			"offer_spells": {`SELECT offer, request, started_at FROM offer_spells ORDER BY request`, 3, [][]string{
				{string(h.offers["offer-a"]), taken, micros(october(4, 9))}, {string(h.offers["offer-a"]), late, micros(none)}, {string(h.offers["offer-b"]), full, micros(none)},
			}},
		} {
			if d := cmp.Diff(c.want, h.rows(c.query, c.columns)); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
		}
	})
}

// The desk sees what happened, to the last one.
func TestTheDeskSeesEveryFigure(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		h.month()
		for name, who := range map[string]access.Actor{
			"desk": actor(access.Professional, desk, ""), "staff of the RESV": actor(access.RESVStaff, "resv", string(h.region)),
		} {
			n, err := h.numbers.Of(t.Context(), who, h.region, october(1, 0), october(31, 12))
			if err != nil {
				t.Fatal(name, err)
			}
			c := func(n int) number.Count { return number.Count{N: n} }
			want := number.Numbers{
				Region: h.region, From: october(1, 0), Until: october(31, 12), At: start.UTC(), Exact: true, Asked: c(32),
				Urgencies: []number.UrgencyNumbers{
					{Urgency: "crisis", Asked: c(1),
						Committed: number.Measured{P50: number.Quantile{After: start.Sub(october(21, 9)), AtLeast: true}, P90: number.Quantile{After: start.Sub(october(21, 9)), AtLeast: true}, People: c(1), Waiting: c(1)},
						Started:   number.Measured{P50: number.Quantile{After: start.Sub(october(21, 9)), AtLeast: true}, P90: number.Quantile{After: start.Sub(october(21, 9)), AtLeast: true}, People: c(1), Waiting: c(1)}},
					{Urgency: "soon", Asked: c(27),
						// Of 27, 12 have a place within three hours; the 14th of those still at risk has one on the fifth day.
						Committed: number.Measured{P50: number.Quantile{After: 96 * time.Hour}, P90: number.Quantile{After: start.Sub(october(12, 0)), AtLeast: true}, People: c(27), Waiting: c(4)},
						Started:   number.Measured{P50: number.Quantile{After: 120 * time.Hour}, P90: number.Quantile{After: start.Sub(october(12, 0)), AtLeast: true}, People: c(27), Waiting: c(4)}},
					{Urgency: "planned", Asked: c(4),
						Committed: number.Measured{P50: number.Quantile{After: start.Sub(october(24, 0)), AtLeast: true}, P90: number.Quantile{After: start.Sub(october(24, 0)), AtLeast: true}, People: c(4), Waiting: c(4)},
						Started:   number.Measured{P50: number.Quantile{After: start.Sub(october(24, 0)), AtLeast: true}, P90: number.Quantile{After: start.Sub(october(24, 0)), AtLeast: true}, People: c(4), Waiting: c(4)}},
				},
				Outcomes: number.Outcomes{Place: c(23), Bridging: c(2), Ended: c(1), Desk: c(1), None: c(5)},
				Declined: c(5), Declines: []number.ReasonCount{{Reason: "full", N: c(4)}, {Reason: "too-far", N: c(1)}},
				Bridgings: c(6), BridgingDays: c(27), DeskTimes: c(1), DeskDays: c(6),
				Unmet: c(19), UnmetByArea: []number.AreaCount{{Area: "WK990101", N: c(8)}, {Area: "WK990102", N: c(11)}},
				UnmetByKind: []number.KindCount{{Kind: "elv-laag", N: c(19)}},
			}
			if d := cmp.Diff(want, n); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
			if share, known := n.Outcomes.Share(); !known || share != 26.0/32 {
				t.Errorf("%v with an outcome", share)
			}
		}
	})
}

// Others see totals of a month, without what is small.
func TestOthersSeeNoSmallNumber(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		h.month()
		from, until := number.Month(october(9, 9))
		for name, who := range map[string]access.Actor{
			"insurer": actor(access.Insurer, "insurer", ""), "municipality": actor(access.Municipality, "m", ""),
			"rival": actor(access.ProviderAdmin, rival, string(h.region)), "the RESV of another region": actor(access.RESVStaff, "resv-2", "elsewhere"),
			"a program": {Person: "client:1", Role: access.Machine, Organization: "x", Assurance: access.Substantial, Scopes: "placement:read"},
		} {
			n, err := h.numbers.Of(t.Context(), who, h.region, from, until)
			if err != nil {
				t.Fatal(name, err)
			}
			few := number.Count{Few: true}
			if n.Exact || n.Asked != (number.Count{N: 32}) || n.Declined != few || n.Bridgings != few || n.BridgingDays != few || n.DeskTimes != few || n.DeskDays != few || n.Unmet != (number.Count{N: 19}) {
				t.Errorf("%s: %+v", name, n)
			}
			// Bridged, ended, the desk's and none are nine together, so the places go with them.
			if d := cmp.Diff(number.Outcomes{Place: few, Bridging: few, Ended: few, Desk: few, None: few}, n.Outcomes); d != "" {
				t.Errorf("%s: %s", name, d)
			}
			if d := cmp.Diff([]number.AreaCount{{Area: "WK990101", N: few}, {Area: "WK990102", N: few}}, n.UnmetByArea); d != "" {
				t.Errorf("%s: %s", name, d)
			}
			if d := cmp.Diff([]number.ReasonCount{{Reason: "full", N: few}, {Reason: "too-far", N: few}}, n.Declines); d != "" {
				t.Errorf("%s: %s", name, d)
			}
			// How many asked soon is hidden beside the few others: over how many it was measured would tell.
			for _, u := range n.Urgencies {
				if hidden := (number.Measured{People: few, Waiting: few}); u.Asked != few || u.Committed != hidden || u.Started != hidden {
					t.Errorf("%s: %+v", name, u)
				}
			}
			if _, known := n.Outcomes.Share(); known {
				t.Errorf("%s: a share of what is hidden", name)
			}
			// Two periods that overlap would give away what lies in between.
			for _, period := range [][2]time.Time{{from, until.AddDate(0, 0, -1)}, {from.AddDate(0, 0, 1), until}, {from, until.AddDate(0, 1, 0)}, {until, until.AddDate(0, 1, 0)}, {until, from}} {
				if _, err := h.numbers.Of(t.Context(), who, h.region, period[0], period[1]); fault.KindOf(err) != fault.Invalid {
					t.Errorf("%s asks from %v until %v: %v", name, period[0], period[1], err)
				}
			}
		}
	})
}

func TestWhoMayNotSeeFigures(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		from, until := number.Month(october(9, 9))
		for name, who := range map[string]access.Actor{
			"nobody": access.Anonymous(""), "patient": actor(access.Patient, "", string(h.region)),
			"a provider of another region":  actor(access.ProviderAdmin, rival, "elsewhere"),
			"a program without the scope":   {Person: "client:1", Role: access.Machine, Organization: "x", Assurance: access.Substantial, Scopes: "directory:write"},
			"a professional of no region":   actor(access.Professional, "x", ""),
			"whoever holds a one-time link": {Person: "link:1", Role: access.Holder, Assurance: access.Low, Scopes: "placement.Answer", Only: "i"},
		} {
			if _, err := h.numbers.Of(t.Context(), who, h.region, from, until); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.numbers.Of(t.Context(), actor(access.Insurer, "i", ""), "nowhere", from, until); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of no region: %v", err)
		}
	})
}

// One provider's reasons are the desk's alone.
func TestReasonsOfOneProvider(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		h.month()
		from, until := number.Month(october(9, 9))
		for name, who := range map[string]access.Actor{"desk": actor(access.TransferDesk, desk, ""), "staff of the RESV": actor(access.RESVStaff, "resv", string(h.region))} {
			all, err := h.numbers.Declines(t.Context(), who, h.region, from, until)
			want := []number.ProviderDeclines{{Organization: network.OrganizationID(rival), Total: 5, Reasons: []number.ReasonCount{{Reason: "full", N: number.Count{N: 4}}, {Reason: "too-far", N: number.Count{N: 1}}}}}
			if err != nil || cmp.Diff(want, all) != "" {
				t.Errorf("%s: %v %s", name, err, cmp.Diff(want, all))
			}
		}
		for name, who := range map[string]access.Actor{
			"insurer": actor(access.Insurer, "insurer", string(h.region)), "municipality": actor(access.Municipality, "m", string(h.region)),
			"rival": actor(access.ProviderAdmin, ours, string(h.region)), "the provider itself": actor(access.ProviderAdmin, rival, string(h.region)),
			"the asker": actor(access.TransferDesk, "hospital", string(h.region)), "the RESV of another region": actor(access.RESVStaff, "resv-2", "elsewhere"),
			"the administrator of the desk's organisation": actor(access.ProviderAdmin, desk, string(h.region)), "nobody": access.Anonymous(""),
			"the desk's program": {Person: "client:1", Role: access.Machine, Organization: desk, Assurance: access.Substantial, Scopes: "placement:read"},
		} {
			if _, err := h.numbers.Declines(t.Context(), who, h.region, from, until); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// Looking at figures leaves a trace, with the region and without a figure.
func TestLookingIsRecorded(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		from, until := number.Month(october(9, 9))
		if _, err := h.numbers.Of(t.Context(), actor(access.Insurer, "insurer", ""), h.region, from, until); err != nil {
			t.Fatal(err)
		}
		got := h.rows(`SELECT outcome, region, organization, policy FROM ledger_entry WHERE act = 'placement.Numbers'`, 4)
		if len(got) != 1 || strings.Join(got[0], " ") != "done "+string(h.region)+" insurer placement.numbers-of-any-region" {
			t.Errorf("%v", got)
		}
	})
}
