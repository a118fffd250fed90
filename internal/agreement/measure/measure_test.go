package measure_test

import (
	"testing"

	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/fault"
)

func TestCheckNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code   string
		params map[string]int
		field  string // '' = right
	}{
		{measure.Attested, nil, ""},
		{measure.Attested, map[string]int{"hours": 1}, "params"},
		{measure.AnswerPlacements, map[string]int{"hours": 4}, ""},
		{measure.AnswerPlacements, nil, "params"},
		{measure.AnswerPlacements, map[string]int{"hours": 0}, "params"},
		{measure.AnswerPlacements, map[string]int{"hours": 24*28 + 1}, "params"},
		{measure.AnswerPlacements, map[string]int{"hours": 4, "days": 1}, "params"},
		{measure.AnswerPlacements, map[string]int{"hours": 4, "ask": 3}, ""},
		{measure.AnswerPlacements, map[string]int{"hours": 4, "ask": 4}, "params"},
		{measure.AnswerPlacements, map[string]int{"ask": 3}, "params"},
		{measure.PresentAtMeetings, nil, ""},
		{measure.ContactReachable, map[string]int{"window": 4}, "params"},
		{"minutes", nil, "measure"},
		{"", nil, "measure"},
	} {
		err := measure.Check(c.code, c.params)
		switch safe := fault.Safe(err); {
		case c.field == "" && err != nil:
			t.Errorf("%s %v: %v", c.code, c.params, err)
		case c.field != "" && (safe.Kind != fault.Invalid || len(safe.Fields) != 1 || safe.Fields[0].Name != c.field):
			t.Errorf("%s %v: %v, want it to be about %s", c.code, c.params, err, c.field)
		}
	}
}

func TestEveryKindCanBeChosen(t *testing.T) {
	t.Parallel()
	all := measure.All()
	if len(all) != len(measure.Kinds()) {
		t.Fatalf("%d measures, %d kinds", len(all), len(measure.Kinds()))
	}
	for _, k := range measure.Kinds() {
		params := map[string]int{}
		for _, p := range k.Params {
			params[p.Key] = p.Usual
			for _, c := range p.Choices {
				if c.Value < p.Least || c.Value > p.Most || c.Name == "" {
					t.Errorf("%s: choice %+v lies outside %d to %d", k.Code, c, p.Least, p.Most)
				}
			}
		}
		if err := measure.Check(k.Code, params); err != nil {
			t.Errorf("%s with its usual numbers: %v", k.Code, err)
		}
		if all[k.Code] == nil || k.Name == "" || k.Plain == "" || k.One == "" || k.Many == "" || k.Norm < 1 || k.Norm > 100 {
			t.Errorf("%+v is not whole", k)
		}
	}
}
