package journal_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// BenchmarkSearch asks the questions that clients ask of a country: 120,000 services at 40,000 places of
// 30,000 organisations. It reports the 95th of 100 times, for the mean hides what a user waits for.
func BenchmarkSearch(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{
		"sqlite":   func(t testing.TB) *store.DB { return storetest.SQLite(t, nil) },
		"postgres": func(t testing.TB) *store.DB { return storetest.Postgres(t, nil) },
	} {
		b.Run(name, func(b *testing.B) {
			db := open(b)
			country(b, db)
			j := journal.New(db)
			r := rand.New(rand.NewPCG(5, 5))
			for _, ask := range []struct{ name, kind, query string }{
				{"id", "HealthcareService", "_id={id}"},
				{"identifier", "HealthcareService", "identifier=http://example.org/id|{id}"},
				{"identifier-alone", "HealthcareService", "identifier={id}"},
				{"name", "HealthcareService", "name=fysiotherapie+het+plein+{n}"},
				{"name-short", "HealthcareService", "name=fys"},
				{"name-exact", "HealthcareService", "name:exact=Fysiotherapie+Het+Plein+{n}"},
				{"name-contains", "HealthcareService", "name:contains=plein+{n}"},
				{"name-and-type", "HealthcareService", "name=fysiotherapie+het+plein+{n}&service-type=vak{t}"},
				{"type", "HealthcareService", "service-type=vak{t}"},
				{"type-active", "HealthcareService", "service-type=vak{t}&active=true"},
				{"organization", "HealthcareService", "organization=Organization/o{o}"},
				{"organization-name", "HealthcareService", "organization.name=praktijk+{o}"},
				{"include", "HealthcareService", "organization=o{o}&_include=HealthcareService:organization&_include=HealthcareService:location"},
				{"near-2km", "HealthcareService", "location.near={lat}|{lon}|2|km"},
				{"near-20km", "HealthcareService", "location.near={lat}|{lon}|20|km"},
				{"near-5km-type", "HealthcareService", "location.near={lat}|{lon}|5|km&service-type=vak{t}"},
				{"place-near-5km", "Location", "near={lat}|{lon}|5|km&_count=20"},
				{"place-near-20km", "Location", "near={lat}|{lon}|20|km&_count=20"},
				{"all", "HealthcareService", ""},
				{"newest", "HealthcareService", "_sort=-_lastUpdated"},
				{"changed-since", "HealthcareService", "_lastUpdated=ge2999"},
				{"by-name", "HealthcareService", "service-type=vak{t}&_sort=name"},
				{"total", "HealthcareService", "service-type=vak{t}&_summary=count"},
			} {
				b.Run(ask.name, func(b *testing.B) {
					var took []time.Duration
					found := 0
					for b.Loop() {
						query := strings.NewReplacer("{id}", fmt.Sprint("s", r.IntN(services)), "{n}", fmt.Sprint(r.IntN(services)), "{o}", fmt.Sprint(r.IntN(organisations)),
							"{t}", fmt.Sprint(r.IntN(100)), "{lat}", fmt.Sprint(51.5+1.5*r.Float64()), "{lon}", fmt.Sprint(4.5+1.5*r.Float64())).Replace(ask.query)
						start := time.Now()
						q, err := parse(b, ask.kind, query)
						if err != nil {
							b.Fatal(err)
						}
						page, err := j.Search(b.Context(), q)
						if err != nil {
							b.Fatal(err)
						}
						took = append(took, time.Since(start))
						found += len(page.Matches)
					}
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
					b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
					b.ReportMetric(float64(found)/float64(len(took)), "found")
				})
			}
		})
	}
}

const services, places, organisations = 120_000, 40_000, 30_000

// country fills the tables as the journal would; through it, it would take most of a minute.
func country(b *testing.B, db *store.DB) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	var resources, versions, rows []any
	pk := int64(0)
	add := func(kind, id, body string) {
		pk++
		at := pk * 1000
		resources = append(resources, pk, kind, id, 1, pk, at, 0)
		versions = append(versions, pk, 1, pk, kind, at, 0, "", []byte{1}, body)
		found, err := param.Extract(kind, []byte(body))
		if err != nil {
			b.Fatal(err)
		}
		for _, row := range found {
			rows = append(rows, row.Param, row.Value, pk)
		}
	}
	for n := range organisations {
		add("Organization", fmt.Sprint("o", n), fmt.Sprintf(`{"resourceType":"Organization","id":"o%[1]d","active":true,"identifier":[{"system":"http://example.org/id","value":"o%[1]d"}],"name":"Praktijk %[1]d"}`, n))
	}
	for n := range places {
		add("Location", fmt.Sprint("l", n), fmt.Sprintf(`{"resourceType":"Location","id":"l%[1]d","status":"active","name":"Plein %[1]d","position":{"latitude":%[2]f,"longitude":%[3]f},"managingOrganization":{"reference":"Organization/o%[4]d"}}`,
			n, 51.2+2*r.Float64(), 4+3*r.Float64(), n%organisations))
	}
	for n := range services {
		body := string(service(n, 0).Body)
		body = strings.NewReplacer(fmt.Sprintf("0198a5c0-0000-7000-8000-%012d-l", n), fmt.Sprint("l", r.IntN(places)), fmt.Sprintf("0198a5c0-0000-7000-8000-%012d", n), fmt.Sprint("s", n),
			"https://eerstelijn.example/fhir/NamingSystem/directory-id", "http://example.org/id", fmt.Sprint("Organization/o", n), fmt.Sprint("Organization/o", n%organisations), `"fysiotherapie"`, fmt.Sprintf(`"vak%d"`, n%100)).Replace(body)
		add("HealthcareService", fmt.Sprint("s", n), body)
	}
	err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, part := range []struct {
			into   string
			width  int
			values []any
		}{
			{`fhir_resource (pk, type, id, version, seq, at, gone)`, 7, resources},
			{`fhir_version (pk, version, seq, type, at, gone, source, digest, body)`, 9, versions},
			{`fhir_index (param, value, pk)`, 3, rows},
		} {
			for chunk := range slices.Chunk(part.values, part.width*100) {
				if _, err := tx.Exec(ctx, `INSERT INTO `+part.into+` VALUES `+store.Placeholders(len(chunk)/part.width, part.width), chunk...); err != nil {
					return err
				}
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE fhir_progress SET seq = $1, at = $2, indexed = $3 WHERE name = 'journal'`, pk, pk*1000, param.Scheme); err != nil {
			return err
		}
		if tx.Dialect() == store.SQLite { // which nobody asks to analyse, in use
			return nil
		}
		_, err := tx.Exec(ctx, `ANALYZE`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
