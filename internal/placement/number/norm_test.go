package number_test

import (
	"testing"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/placement/number"
)

func TestAboveNormIsCertain(t *testing.T) {
	t.Parallel()
	four := capacity.Norm{Code: "four-weeks", Days: 28, Share: 1}
	most := capacity.Norm{Code: "three-weeks-for-most", Days: 21, Share: 0.8}
	working := capacity.Norm{Code: "working", Days: 3, Working: true, Share: 1}
	for name, c := range map[string]struct {
		p50, p90 int
		norms    []capacity.Norm
		want     string
	}{
		"within all":                               {10, 20, []capacity.Norm{four, most}, ""},
		"exactly at the limit":                     {21, 28, []capacity.Norm{four, most}, ""},
		"nine of ten above the limit":              {10, 29, []capacity.Norm{four, most}, "four-weeks"},
		"half above, which eight of ten may not":   {22, 28, []capacity.Norm{four, most}, "three-weeks-for-most"},
		"above both: the strictest":                {40, 60, []capacity.Norm{four, most}, "three-weeks-for-most"},
		"eight of ten, of which this says nothing": {20, 27, []capacity.Norm{most}, ""},
		"three working days around a weekend":      {1, 5, []capacity.Norm{working}, ""},
		"more than that":                           {1, 6, []capacity.Norm{working}, "working"},
		"no norm":                                  {100, 200, nil, ""},
	} {
		got, above := number.AboveNorm(capacity.Wait{P50Days: c.p50, P90Days: c.p90}, c.norms)
		if got.Code != c.want || above != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got.Code, above)
		}
	}
}
