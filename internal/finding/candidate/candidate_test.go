package candidate_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/finding"
	. "eerstelijn/internal/finding/candidate"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The cases are data, so that who knows care can read and change them without reading code.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c struct {
				Why    string
				Need   Need
				Offers []Offer
			}
			read := json.NewDecoder(bytes.NewReader(text))
			read.DisallowUnknownFields()
			if err := read.Decode(&c); err != nil {
				t.Fatal(err)
			}
			got := c.Why + "\n" + written(Rank(c.Need, c.Offers))
			golden := strings.TrimSuffix(file, ".json") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func written(in []Candidate, out []LeftOut) string {
	var b strings.Builder
	say := func(reasons []Reason) {
		for _, r := range reasons {
			fmt.Fprintf(&b, "      %s\n", r.Dutch())
		}
	}
	for i, c := range in {
		fmt.Fprintf(&b, "%4d. %s  score %.3f, chance %.3f\n", i+1, c.ID, c.Score, c.Chance)
		say(c.Reasons)
	}
	b.WriteString("Left out\n")
	for _, o := range out {
		fmt.Fprintf(&b, "      %s\n", o.ID)
		say(o.Why)
	}
	return b.String()
}

var (
	codes    = []string{"a", "b", "c"}
	statuses = []finding.Status{finding.Room, finding.Limited, finding.Ageing, finding.Waitlist, finding.Assessment, finding.Full, finding.Unknown, "", "plenty"}
)

func drawSome(t *rapid.T, name string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(codes), 0, 2, rapid.ID[string]).Draw(t, name)
}

func drawPoint(t *rapid.T, name string) *finding.Point {
	if rapid.IntRange(0, 4).Draw(t, name) == 0 {
		return nil
	}
	return &finding.Point{Lat: 51 + rapid.Float64Range(0, 1).Draw(t, name), Lon: 5 + rapid.Float64Range(0, 1).Draw(t, name)}
}

func drawNeed(t *rapid.T) Need {
	return Need{
		Kind: rapid.SampledFrom([]string{"", "a"}).Draw(t, "kind"), Urgency: rapid.SampledFrom([]string{Crisis, Soon, Planned, ""}).Draw(t, "urgency"),
		Point: drawPoint(t, "point"), Area: rapid.SampledFrom([]string{"", "WK990101", "GM9901"}).Draw(t, "area"), Region: rapid.SampledFrom([]string{"", "a"}).Draw(t, "region"),
		Languages: drawSome(t, "languages"), Insurer: rapid.SampledFrom([]string{"", "", "a"}).Draw(t, "insurer"), MaxMetres: rapid.SampledFrom([]int{0, 0, 20_000}).Draw(t, "most"),
		Groups: drawSome(t, "groups"), Mode: rapid.SampledFrom([]string{"", "", "a"}).Draw(t, "mode"), NoReferral: rapid.Bool().Draw(t, "referral"),
		Continuity: drawSome(t, "continuity"), Wishes: drawSome(t, "wishes"), WithinDays: rapid.IntRange(0, 30).Draw(t, "within"), Vulnerable: rapid.Bool().Draw(t, "vulnerable"),
	}
}

func drawOffers(t *rapid.T) []Offer {
	all := make([]Offer, rapid.IntRange(0, 12).Draw(t, "offers"))
	for i := range all {
		small := func(name string) int { return rapid.IntRange(0, 6).Draw(t, name) }
		all[i] = Offer{
			ID: fmt.Sprintf("o-%02d", i), Organization: rapid.SampledFrom(codes).Draw(t, "organisation"), Kind: rapid.SampledFrom([]string{"a", "a", "b"}).Draw(t, "kind"),
			Region: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "region"), Status: rapid.SampledFrom(statuses).Draw(t, "status"), Free: small("free"),
			Confidence: rapid.SampledFrom([]float64{0, 0.3, 0.9, 1, 1.5, -1, math.NaN()}).Draw(t, "confidence"), WaitDays: rapid.IntRange(-1, 40).Draw(t, "wait"),
			Yes: small("yes"), No: small("no"), Late: small("late"), Open: small("open"), MostOpen: small("most"), Point: drawPoint(t, "point"),
			Comes: rapid.Bool().Draw(t, "comes"), Serves: rapid.SliceOfN(rapid.SampledFrom([]string{"WK990101", "WK990102", "GM9901", "GM9902"}), 0, 2).Draw(t, "serves"),
			Languages: drawSome(t, "languages"), Insurers: drawSome(t, "insurers"), Modes: drawSome(t, "modes"), Groups: drawSome(t, "groups"),
			AllInsurers: rapid.Bool().Draw(t, "all"), HoursKnown: rapid.Bool().Draw(t, "known"), OpenNow: rapid.Bool().Draw(t, "open now"), Direct: rapid.Bool().Draw(t, "direct"),
			Features: drawSome(t, "features"),
		}
	}
	return all
}

// Every offer stands in one list, with a reason; the order is total and the same in whatever order
// the offers came; what is stale or not known is no candidate.
func TestRankDividesAndOrders(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, offers := drawNeed(t), drawOffers(t)
		in, out := Rank(n, offers)
		seen := map[string]int{}
		for i, c := range in {
			seen[c.ID]++
			if !(c.Score >= 0 && c.Score <= 1 && c.Chance >= 0 && c.Chance <= 1) {
				t.Fatalf("%s: score %v, chance %v", c.ID, c.Score, c.Chance)
			}
			if i > 0 && in[i-1].Score < c.Score {
				t.Fatalf("%v before %v", in[i-1].Score, c.Score)
			}
			switch c.Status {
			case finding.Room, finding.Limited, finding.Ageing, finding.Assessment:
				if c.Free <= 0 || !(c.Confidence > 0) {
					t.Fatalf("a candidate %s with %d free, sure for %v", c.Status, c.Free, c.Confidence)
				}
			case finding.Waitlist:
			default:
				t.Fatalf("%q is a candidate", c.Status)
			}
			if len(c.Reasons) == 0 {
				t.Fatalf("%s stands there without a reason", c.ID)
			}
		}
		for _, o := range out {
			seen[o.ID]++
			if len(o.Why) == 0 {
				t.Fatalf("%s is left out without a reason", o.ID)
			}
		}
		for _, o := range offers {
			if seen[o.ID] != 1 {
				t.Fatalf("%s stands in the lists %d times", o.ID, seen[o.ID])
			}
		}
		shuffled := rapid.Permutation(offers).Draw(t, "order")
		in2, out2 := Rank(n, shuffled)
		if written(in, out) != written(in2, out2) {
			t.Fatalf("in another order:\n%s\nwas\n%s", written(in2, out2), written(in, out))
		}
	})
}

// More room, or surer room, never puts an offer lower.
func TestRaisingRoomNeverLowersRank(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, offers := drawNeed(t), drawOffers(t)
		if len(offers) == 0 {
			return
		}
		i := rapid.IntRange(0, len(offers)-1).Draw(t, "which")
		before := place(n, offers)
		o := &offers[i]
		o.Free += rapid.IntRange(0, 5).Draw(t, "more")
		if !(o.Confidence > 0) {
			o.Confidence = 0
		}
		o.Confidence = min(1, o.Confidence+rapid.Float64Range(0, 1).Draw(t, "surer"))
		if rapid.Bool().Draw(t, "better") && o.Free > 0 && o.Confidence > 0.8 {
			o.Status = finding.Room
		}
		if after := place(n, offers); after[o.ID] > before[o.ID] {
			t.Fatalf("%+v stood at %d and stands at %d", *o, before[o.ID], after[o.ID])
		}
	})
}

// place gives where each offer stands; what is left out stands behind all.
func place(n Need, offers []Offer) map[string]int {
	at := map[string]int{}
	in, out := Rank(n, offers)
	for i, c := range in {
		at[c.ID] = i
	}
	for _, o := range out {
		at[o.ID] = len(offers)
	}
	return at
}

// Each reason to leave out has a case beside it that is let in.
func TestWhyNot(t *testing.T) {
	t.Parallel()
	good := Offer{ID: "o", Kind: "k", Status: finding.Room, Free: 1, Confidence: 0.9, WaitDays: -1, Point: &finding.Point{Lat: 51.8, Lon: 5.2}, HoursKnown: true, OpenNow: true}
	need := Need{Kind: "k", Urgency: Soon, Point: &finding.Point{Lat: 51.8, Lon: 5.2}, Area: "WK990101", Insurer: "vgz", Languages: []string{"tr"}, Groups: []string{"ouderen"}, Mode: "on-site", MaxMetres: 5000, WithinDays: 7}
	if in, _ := Rank(need, []Offer{good}); len(in) != 1 {
		t.Fatal("the good one is left out")
	}
	for code, spoil := range map[Code]func(*Offer){
		NoRoom: func(o *Offer) { o.Free = 0 }, NotKnown: func(o *Offer) { o.Status = finding.Unknown }, LongWait: func(o *Offer) { o.Status, o.WaitDays = finding.Waitlist, 8 },
		TooFar: func(o *Offer) { o.Point = &finding.Point{Lat: 51.9, Lon: 5.2} }, NoContract: func(o *Offer) { o.Insurers = []string{"cz"} },
		OtherLanguage: func(o *Offer) { o.Languages = []string{"nl"} }, OtherGroup: func(o *Offer) { o.Groups = []string{"kinderen"} }, OtherMode: func(o *Offer) { o.Modes = []string{"video"} },
		OtherKind: func(o *Offer) { o.Kind = "other" }, OtherArea: func(o *Offer) { o.Serves = []string{"WK990102"} }, Asked: func(o *Offer) { o.Open, o.MostOpen = 5, 5 },
	} {
		o := good
		spoil(&o)
		in, out := Rank(need, []Offer{o})
		if len(in) != 0 || len(out) != 1 || !slices.ContainsFunc(out[0].Why, func(r Reason) bool { return r.Code == code }) {
			t.Errorf("%s: in %v, out %v", code, in, out)
		}
	}
	// A crisis asks for what answers now, and no insurer refuses it.
	shut, crisis := good, need
	shut.OpenNow, crisis.Urgency = false, Crisis
	if _, out := Rank(crisis, []Offer{shut}); len(out) != 1 || out[0].Why[0].Code != ClosedNow {
		t.Errorf("closed in a crisis: %v", out)
	}
	shut.OpenNow, shut.Insurers = true, []string{"cz"}
	if in, _ := Rank(crisis, []Offer{shut}); len(in) != 1 {
		t.Error("in a crisis a contract counts")
	}
	if in, _ := Rank(need, []Offer{{ID: "w", Kind: "k", Status: finding.Waitlist, WaitDays: 7}}); len(in) != 1 {
		t.Error("a wait in time is left out")
	}
}

// Every code has words of its own.
func TestReasonsHaveWords(t *testing.T) {
	t.Parallel()
	said := map[string]Code{}
	for _, c := range []Code{
		HasRoom, OldRoom, Talk, WaitInTime, Answers, Busy, Knows, Distance, Comes, DistanceUnknown, ForGroup, Language, LanguageUnknown, Contract, AllInsurers, ContractUnknown,
		ModeUnknown, Referral, OtherRegion, Wishes, NoRoom, NotKnown, LongWait, TooFar, NoContract, OtherLanguage, OtherGroup, OtherMode, OtherKind, OtherArea, ClosedNow, Asked,
	} {
		r := Reason{Code: c, Count: 2, Of: 3, Days: 20, Metres: 1200, Most: 900, Value: "tr"}
		text := r.Dutch()
		if other, ok := said[text]; ok || text == string(c) || text == "" {
			t.Errorf("%s says %q, as %s does", c, text, other)
		}
		said[text] = c
	}
	for days, want := range map[int]string{0: "0 dagen", 1: "1 dag", 13: "13 dagen", 14: "2 weken", 40: "6 weken"} {
		if got := (Reason{Code: WaitInTime, Days: days}).Dutch(); got != "Wachtlijst van ongeveer "+want+", dat is op tijd" {
			t.Errorf("%d days: %s", days, got)
		}
	}
}

func TestRankKeepsItsArguments(t *testing.T) {
	t.Parallel()
	offers := []Offer{{ID: "b", Status: finding.Room, Free: 1, Confidence: 1}, {ID: "a", Status: finding.Full}}
	kept := slices.Clone(offers)
	Rank(Need{}, offers)
	if !reflect.DeepEqual(offers, kept) {
		t.Error("the offers were put in another order")
	}
}
