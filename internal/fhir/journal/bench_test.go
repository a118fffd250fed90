package journal_test

import (
	"context"
	"fmt"
	"testing"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// service is a resource of the size that the directory's services have.
func service(n, change int) journal.Resource {
	id := fmt.Sprintf("0198a5c0-0000-7000-8000-%012d", n)
	return journal.Resource{Key: journal.Key{Type: "HealthcareService", ID: id}, Body: fmt.Appendf(nil, `{"resourceType":"HealthcareService","id":"%[1]s",`+
		`"meta":{"profile":["http://minvws.github.io/generiekefuncties-docs/StructureDefinition/nl-gf-healthcareservice"]},`+
		`"extension":[{"url":"https://eerstelijn.example/fhir/StructureDefinition/keyword","valueString":"rug"},{"url":"https://eerstelijn.example/fhir/StructureDefinition/opening-hours","valueString":"Mo-Fr 08:00-17:00"},`+
		`{"url":"https://eerstelijn.example/fhir/StructureDefinition/checked","extension":[{"url":"at","valueDateTime":"2026-11-01T09:00:00Z"},{"url":"by","valueDateTime":"2027-05-01T09:00:00Z"}]}],`+
		`"identifier":[{"use":"official","system":"https://eerstelijn.example/fhir/NamingSystem/directory-id","value":"%[1]s","assigner":{"identifier":{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/provenance-participant-type","code":"custodian"}]},"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"00001111"}}}],`+
		`"active":true,"providedBy":{"reference":"Organization/o%[2]d","display":"Praktijk %[2]d"},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/service-category","code":"34","display":"Allied Health"}]}],`+
		`"type":[{"coding":[{"system":"https://eerstelijn.example/fhir/CodeSystem/service-kind","code":"fysiotherapie","display":"Fysiotherapie"},{"system":"http://terminology.hl7.org/CodeSystem/service-type","code":"65","display":"Physiotherapy"}]}],`+
		`"specialty":[{"coding":[{"system":"https://eerstelijn.example/fhir/CodeSystem/discipline","code":"fysiotherapie","display":"Fysiotherapie"},{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"04.000","display":"Fysiotherapeut"}]}],`+
		`"location":[{"reference":"Location/%[1]s-l"}],"name":"Fysiotherapie Het Plein %[2]d","comment":"Wij helpen u beter te bewegen als u pijn heeft of moet herstellen. Change %[3]d.",`+
		`"telecom":[{"extension":[{"url":"https://eerstelijn.example/fhir/StructureDefinition/contact","extension":[{"url":"number","valueUnsignedInt":1},{"url":"audience","valueCoding":{"system":"https://eerstelijn.example/fhir/CodeSystem/audience","code":"citizen","display":"Voor iedereen"}}]}],"system":"phone","value":"030 123 4567","use":"work"}],`+
		`"eligibility":[{"code":{"coding":[{"system":"https://eerstelijn.example/fhir/CodeSystem/target-group","code":"ouderen","display":"Ouderen"}]}}],`+
		`"availableTime":[{"daysOfWeek":["mon","tue","wed","thu","fri"],"availableStartTime":"08:00:00","availableEndTime":"17:00:00"}]}`, id, n, change)}
}

// BenchmarkSave writes new services, 500 at a time, as the first rendering of a directory does.
func BenchmarkSave(b *testing.B) {
	for name, db := range map[string]func(testing.TB) *store.DB{
		"sqlite":   func(t testing.TB) *store.DB { return storetest.SQLite(t, nil) },
		"postgres": func(t testing.TB) *store.DB { return storetest.Postgres(t, nil) },
	} {
		b.Run(name, func(b *testing.B) {
			const atOnce = 500
			db := db(b)
			j := journal.New(db)
			written := 0
			for b.Loop() {
				rs := make([]journal.Resource, atOnce)
				for i := range rs {
					rs[i] = service(written+i, 0)
				}
				if err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
					_, err := j.SaveTx(ctx, tx, rs)
					return err
				}); err != nil {
					b.Fatal(err)
				}
				written += atOnce
			}
			b.ReportMetric(float64(written)/b.Elapsed().Seconds(), "services/s")
		})
	}
}
