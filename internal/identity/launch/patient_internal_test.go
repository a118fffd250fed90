package launch

import (
	"encoding/json"
	"regexp"
	"testing"
	"time"

	"eerstelijn/internal/clock"
)

var today = time.Date(2026, 6, 2, 0, 30, 0, 0, clock.Amsterdam)

func TestGroups(t *testing.T) {
	t.Parallel()
	for birth, want := range map[string]string{
		"2026-06-02": "kinderen", "2026-06-03": "", "2014-06-03": "kinderen", "2014-06-02": "jongeren", "2003-06-03": "jongeren", "2003-06-02": "",
		"1961-06-02": "ouderen", "1961-06-03": "", "1961": "ouderen", "1961-06": "ouderen", "1961-07": "", "1890": "", "19": "", "xxxx-01-01": "", "": "",
	} {
		if got := groupOf(birth, today); got != want {
			t.Errorf("%q gives %q, want %q", birth, got, want)
		}
	}
}

func TestPostcodes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"postalCode":"4001 AB"}]`: "4001", `[{"postalCode":"4001ab"}]`: "4001", `[{"postalCode":" 4001 "}]`: "4001",
		`[{"postalCode":"0401 AB"}]`: "", `[{"postalCode":"40011"}]`: "", `[{"postalCode":"4001 ABC"}]`: "", `[]`: "",
		`[{"use":"old","postalCode":"4001"}]`: "", `[{"use":"billing","postalCode":"4001"}]`: "", `[{"type":"postal","postalCode":"4001"}]`: "",
		`[{"postalCode":"4001","country":"BE"}]`: "", `[{"postalCode":"4001","country":"nl"}]`: "4001",
		`[{"postalCode":"4001","period":{"end":"2026-06-01"}}]`: "", `[{"postalCode":"4001","period":{"end":"2026-06-02"}}]`: "4001",
		`[{"use":"temp","postalCode":"4001"},{"use":"home","postalCode":"4002"}]`: "4002", `[{"use":"temp","postalCode":"4001"},{"postalCode":"4002"}]`: "4001",
	} {
		var p patient
		if err := json.Unmarshal([]byte(`{"address":`+text+`}`), &p); err != nil {
			t.Fatal(err)
		}
		if got := p.given(today).PC4; got != want {
			t.Errorf("%s gives %q, want %q", text, got, want)
		}
	}
}

var (
	digits = regexp.MustCompile(`^(|[1-9][0-9]{3})$`)
	letter = regexp.MustCompile(`^[a-z]{2,3}$`)
)

// FuzzPatient: whatever a record system says, no more leaves than four digits, languages and a group.
func FuzzPatient(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Patient","birthDate":"1931-04-02","address":[{"postalCode":"4001 AB"}],"communication":[{"language":{"coding":[{"code":"tr-TR"},{"code":"x"}]}}]}`))
	f.Add([]byte(`{"address":[{"use":"home","postalCode":"4001\u0000"}],"birthDate":"-001"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var p patient
		if json.Unmarshal(text, &p) != nil {
			return
		}
		g := p.given(today)
		if !digits.MatchString(g.PC4) || len(g.Languages) > maxLanguages {
			t.Errorf("%+v", g)
		}
		for _, l := range g.Languages {
			if !letter.MatchString(l) {
				t.Errorf("language %q", l)
			}
		}
		switch g.Group {
		case "", "kinderen", "jongeren", "ouderen":
		default:
			t.Errorf("group %q", g.Group)
		}
	})
}
