package network

import (
	"context"
	"fmt"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// proof is what a region has to show, at the moment of a picture.
type proof struct {
	kinds    map[string]bool   // of agreements in force
	insurers bool              // an agreement in force with an insurer among its parties
	attested map[string]string // what the region says itself, by code
}

func (p *picture) proof(ctx context.Context, tx *store.Tx) (q proof, err error) {
	q = proof{kinds: map[string]bool{}, attested: map[string]string{}}
	us := clock.Micros(p.at)
	err = pairs(ctx, tx, func(kind, insurer string) {
		q.kinds[kind] = true
		q.insurers = q.insurers || insurer != ""
	}, `SELECT DISTINCT x.kind, x.insurer FROM region_agreement x WHERE x.region = $2 AND `+force("x", "$1"), us, p.region)
	if err == nil {
		err = pairs(ctx, tx, func(code, words string) { q.attested[code] = words },
			`SELECT x.code, x.words FROM region_evidence x WHERE x.region = $2 AND `+force("x", "$1"), us, p.region)
	}
	return q, err
}

// line tells of one piece of evidence whether it is there: seen, or else stated by the region.
func (q proof) line(phase Phase, code, text string, seen bool) Evidence {
	e := Evidence{Phase: phase, Code: code, Text: text, There: seen, Measured: seen}
	if words, ok := q.attested[code]; ok && !seen {
		e.There = true
		if words != "" {
			e.Text += " " + words
		}
	}
	return e
}

// needed are the disciplines whose mandates go with a RESV that is an organisation.
var needed = []struct {
	code DisciplineCode
	text string
}{
	{"huisartsenzorg", "Een geldig mandaat voor huisartsenzorg."},
	{"wijkverpleging", "Een geldig mandaat voor wijkverpleging."},
	{"farmacie", "Een geldig mandaat voor farmacie."},
}

// phases lists what goes with each phase, there or missing. Nothing reads it to refuse anything.
func (q proof) phases(disciplines []DisciplineCoverage) []Evidence {
	all := []Evidence{
		q.line(PhaseAgreements, "plan", "Een regionaal werkplan voor de eerste lijn.", false),
		q.line(PhaseOrganisation, "cooperation", "Een samenwerkingsovereenkomst die nu geldt.", q.kinds["cooperation"]),
	}
	for _, n := range needed {
		there := false
		for _, d := range disciplines {
			there = there || d.Code == n.code && d.Mandated != nil && *d.Mandated
		}
		all = append(all, q.line(PhaseOrganisation, "mandate:"+string(n.code), n.text, there))
	}
	return append(all, q.line(PhaseOrganisation, "insurer", "Afspraken met de zorgverzekeraar.", q.insurers))
}

// tasks lists what goes with each of the five tasks of a RESV.
func (q proof) tasks(states []TaskState, c *Coverage) []TaskEvidence {
	anyOf := func(kinds ...string) bool {
		for _, k := range kinds {
			if q.kinds[k] {
				return true
			}
		}
		return false
	}
	mandated := 0
	for _, d := range c.Disciplines {
		if d.Mandated != nil && *d.Mandated {
			mandated++
		}
	}
	seen := func(code, text string, there bool) []Evidence {
		return []Evidence{{Code: code, Text: text, There: there, Measured: true}}
	}
	with := map[string][]Evidence{
		"resv-1": seen("mandates", fmt.Sprintf("%d van de %d disciplines gaven een mandaat dat nu geldt.", mandated, len(c.Disciplines)), mandated > 0),
		"resv-2": seen("access", "Een afspraak over plekken, bereikbaarheid of overbrugging.", anyOf("availability", "reachability", "bridging", "transmural")),
		"resv-3": seen("care", "Een afspraak over zorg voor groepen mensen of over taken.", anyOf("programme", "tasks", "room", "data", "lead", "referral")),
		"resv-4": seen("wijkverbanden", fmt.Sprintf("%s van de %s inwoners hebben een wijkverband.", thousands(c.InWijkverband), thousands(c.Population)), c.Population > 0 && c.InWijkverband == c.Population),
	}
	out := make([]TaskEvidence, len(states))
	for i, t := range states {
		out[i] = TaskEvidence{TaskState: t, Evidence: with[t.Task]}
	}
	return out
}
