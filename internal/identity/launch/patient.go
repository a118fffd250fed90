package launch

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/identity/oidc"
)

// Given is what an open record says of what a form asks, and no more: nothing of it tells who somebody is.
type Given struct {
	PC4       string   `json:"p,omitempty"` // the digits of the postcode where they live
	Languages []string `json:"l,omitempty"` // as ISO 639 has them, without a region
	Group     string   `json:"g,omitempty"` // the target group that an age tells of
}

// Empty tells whether a record gave nothing.
func (g Given) Empty() bool { return g.PC4 == "" && len(g.Languages) == 0 && g.Group == "" }

// patient is the part of a Patient that is asked for. Whatever else a record system sends is not read.
type patient struct {
	Type      string `json:"resourceType"`
	ID        string `json:"id"`
	Birth     string `json:"birthDate"`
	Addresses []struct {
		Use      string `json:"use"`
		Type     string `json:"type"`
		Postcode string `json:"postalCode"`
		Country  string `json:"country"`
		Period   struct {
			End string `json:"end"`
		} `json:"period"`
	} `json:"address"`
	Communication []struct {
		Language struct {
			Coding []struct {
				System string `json:"system"`
				Code   string `json:"code"`
			} `json:"coding"`
		} `json:"language"`
	} `json:"communication"`
}

const maxPatient = 512 << 10

var patientID = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// read asks the record system for what a form asks. A record that cannot be read leaves the form empty:
// that is no reason to keep somebody out.
func (s *Service) read(ctx context.Context, n System, l oidc.Launched) Given {
	if !patientID.MatchString(l.Patient) {
		return Given{}
	}
	var p patient
	err := s.launches.Read(ctx, n.launcher(), "Patient/"+l.Patient+"?_elements=address,birthDate,communication", l.Token, maxPatient, &p)
	if err != nil {
		s.Log.Warn("launch", "system", n.ID, "error", err)
		return Given{}
	}
	if p.Type != "Patient" || p.ID != l.Patient {
		s.Log.Warn("launch", "system", n.ID, "error", "the answer is not the patient that was asked for")
		return Given{}
	}
	return p.given(s.Now())
}

func (p *patient) given(now time.Time) Given {
	return Given{PC4: p.pc4(now), Languages: p.languages(), Group: groupOf(p.Birth, now)}
}

var postcode = regexp.MustCompile(`^([1-9][0-9]{3}) ?(?:[A-Za-z]{2})?$`)

// pc4 is where somebody lives now: their home, and otherwise any address that is not one of the past or of
// letters alone.
func (p *patient) pc4(now time.Time) (found string) {
	today := now.In(clock.Amsterdam).Format(time.DateOnly)
	for _, a := range p.Addresses {
		digits := postcode.FindStringSubmatch(strings.TrimSpace(a.Postcode))
		past := a.Use == "old" || a.Period.End != "" && a.Period.End < today
		abroad := a.Country != "" && !slices.Contains([]string{"NL", "NLD", "NEDERLAND"}, strings.ToUpper(strings.TrimSpace(a.Country)))
		if digits == nil || past || abroad || a.Use == "billing" || a.Type == "postal" {
			continue
		}
		if a.Use == "home" {
			return digits[1]
		}
		if found == "" {
			found = digits[1]
		}
	}
	return found
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(?:-[A-Za-z0-9-]{1,30})?$`)

const maxLanguages = 10

func (p *patient) languages() (all []string) {
	for _, c := range p.Communication {
		for _, coding := range c.Language.Coding {
			if !languageTag.MatchString(coding.Code) || len(all) >= maxLanguages {
				continue
			}
			code, _, _ := strings.Cut(strings.ToLower(coding.Code), "-")
			if !slices.Contains(all, code) {
				all = append(all, code)
			}
		}
	}
	return all
}

// groupOf is the target group that an age tells of; ” for who is in between, and where no year is known.
// A date of birth in FHIR may be a year, or a year and a month: then the day counts as not yet reached.
func groupOf(birth string, now time.Time) string {
	if len(birth) < 4 {
		return ""
	}
	year, err := strconv.Atoi(birth[:4])
	if err != nil {
		return ""
	}
	today := now.In(clock.Amsterdam)
	age := today.Year() - year
	if rest := birth[4:]; rest != "" && today.Format(time.DateOnly)[4:] < rest {
		age--
	}
	switch {
	case age < 0 || age > 130:
		return ""
	case age < 12:
		return "kinderen"
	case age < 23:
		return "jongeren"
	case age >= 65:
		return "ouderen"
	}
	return ""
}
