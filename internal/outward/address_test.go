package outward_test

import (
	"strings"
	"testing"

	"eerstelijn/internal/outward"
)

func TestWeigh(t *testing.T) {
	t.Parallel()
	const self = "https://eerstelijn.example"
	for _, c := range []struct {
		address string
		here    bool
		want    outward.Fault
	}{
		{"https://care.example/fhir", false, outward.Fine},
		{"https://192.0.2.1.example", false, outward.Fine},
		{"", false, outward.Unreadable},
		{"care.example/fhir", false, outward.Unreadable},
		{"https://care.example/fhir?_format=json", false, outward.Unreadable},
		{"https://somebody@care.example/fhir", false, outward.Unreadable},
		{"https://care.example/\xff", false, outward.Unreadable},
		{"https://care.example/\u0085", false, outward.Unreadable},
		{"https://care.example/" + strings.Repeat("a", 500), false, outward.Unreadable},
		{"https://EERSTELIJN.example/fhir", false, outward.Own},
		{"http://care.example/fhir", false, outward.Unsealed},
		{"http://care.example/fhir", true, outward.Unsealed},
		{"ftp://127.0.0.1/fhir", true, outward.Unsealed},
		{"https://127.0.0.1/fhir", false, outward.Inside},
		{"https://localhost/fhir", false, outward.Inside},
		{"https://10.0.0.7/fhir", true, outward.Inside},
		{"https://[fd00::1]/fhir", false, outward.Inside},
		{"http://127.0.0.1:8080/fhir", true, outward.Fine},
		{"http://localhost:8080/fhir", true, outward.Fine},
	} {
		if got := outward.Weigh(c.address, self, c.here); got != c.want {
			t.Errorf("Weigh(%q, here %v) is %v; want %v", c.address, c.here, got, c.want)
		}
	}
}
