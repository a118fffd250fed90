package personal_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/personal"
)

func TestBSN(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"999911120", "172642863", "900186021", "176286603", "999999151", "111222333", "123456782", "900150002"} {
		if !personal.ValidBSN(good) {
			t.Errorf("%s is refused", good)
		}
	}
	for _, bad := range []string{"123456789", "999940003", "900007931", "000000000", "99994003", "", "12345678a", "1234567820", "９９９９１１１２０"} {
		if personal.ValidBSN(bad) {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func FuzzBSN(f *testing.F) {
	f.Add("111222333")
	f.Add("12345678")
	f.Fuzz(func(t *testing.T, s string) {
		if !personal.ValidBSN(s) {
			return
		}
		// One wrong digit is always noticed: that is what the test is for.
		for i := range s {
			wrong := []byte(s)
			wrong[i] = '0' + (wrong[i]-'0'+1)%10
			if personal.ValidBSN(string(wrong)) {
				t.Errorf("%s and %s both pass", s, wrong)
			}
		}
	})
}

func TestPersonalNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]bool{
		"": {}, "Dicht op vrijdag": {}, "bsn123456782": {true, false}, "123456782 en 0345 12 34 56": {true, true},
		"123.456.782": {true, false}, "123456789": {}, "bel 0345 12 34 56": {false, true}, "+31 6 12345678": {false, true},
		"mail naar jan@mensen.example": {false, true}, "van 8.00-17.00 uur": {}, "1234 AB, nummer 12": {}, "@twitter": {}, "000000000": {},
	} {
		if bsn, reach := personal.HoldsBSN(text), personal.HoldsReach(text); bsn != want[0] || reach != want[1] {
			t.Errorf("%q: BSN %v, reach %v; want %v", text, bsn, reach, want)
		}
	}
	// However it is written, a BSN is found.
	rapid.Check(t, func(t *rapid.T) {
		sum, n := 0, make([]byte, 9)
		for {
			sum = 0
			for i := range 8 {
				d := rapid.IntRange(0, 9).Draw(t, "digit")
				n[i] = byte('0' + d)
				sum += (9 - i) * d
			}
			if sum%11 < 10 && sum > 0 {
				break
			}
		}
		n[8] = byte('0' + sum%11)
		cut := rapid.IntRange(1, 8).Draw(t, "cut")
		by := rapid.SampledFrom([]string{"", " ", ".", "-", "/"}).Draw(t, "by")
		around := rapid.SampledFrom([]string{"%", "bsn: % ", "x%y", "\n%\n", "tel 0345-123456; %"}).Draw(t, "around")
		text := strings.ReplaceAll(around, "%", string(n[:cut])+by+string(n[cut:]))
		if !personal.HoldsBSN(text) {
			t.Fatalf("%q holds one", text)
		}
	})
}
