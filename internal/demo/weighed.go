package demo

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
)

// accountable is who answers for a party to an agreement, and whether they do so at once.
type accountable struct {
	pact, party, by string
	// lately is for how many days they have said nothing.
	lately int
	words  []string
}

var accountables = []accountable{
	{pact: "bridging", party: stroom, by: "Gerda Kleibakker", lately: 24, words: []string{
		"Twee planners waren ziek. Vanaf volgende week neemt een collega hun werk over.",
		"Het waren meer vragen dan wij gewend zijn. Wij laten nu ook de avonddienst antwoorden.",
	}},
	{pact: "bridging", party: veerstoep, by: "Bilal Steenoven", lately: 30, words: []string{
		"De afdeling was dicht door griep. Wij hadden dat eerder moeten laten weten.",
	}},
	{pact: "nights", party: stroom, by: "Gerda Kleibakker", lately: 24, words: []string{
		"Wij vinden nog niemand voor de nacht. Met twee andere teams maken wij één rooster.",
		"Het gezamenlijke rooster begint volgende maand.",
	}},
	{pact: "capacity", party: theNurses, by: "Saskia Veerstoep", words: []string{
		"In deze week was er een feestdag. Niemand keek toen naar de vragen.",
	}},
	{pact: "nights", party: theNurses, by: "Saskia Veerstoep", lately: 9, words: []string{
		"Onze leden zoeken samen een oplossing voor de nacht. In het overleg van de regio vertellen wij hoe ver we zijn.",
	}},
}

// weigh plans what happens every Monday: obligations are weighed, and parties asked. On Wednesday they answer.
func (j *joint) weigh() {
	job := access.Job("obligation")
	for ago := 7 * weeksLived; ago >= 0; ago-- {
		at := j.on(ago, 6, 0)
		if at.Weekday() != time.Monday {
			continue
		}
		j.plan(at, "obligations", func(ctx context.Context) error {
			_, late := j.Agreements.Clocks(ctx)
			_, weighed := j.Obligations.Weigh(ctx, job)
			_, asked := j.Obligations.Remind(ctx, job)
			return errors.Join(late, weighed, asked)
		})
		for i := range accountables {
			a := &accountables[i]
			j.plan(at.AddDate(0, 0, 2).Add(5*time.Hour), "explanation of "+a.party, func(ctx context.Context) error { return j.explain(ctx, a, i) })
		}
	}
}

// explain answers for what was not kept. The month that is asked about is attested the first time.
func (j *joint) explain(ctx context.Context, a *accountable, n int) error {
	of := j.agreements[a.pact]
	if !of.State.Binds() {
		return nil
	}
	who, party := j.data.named(a.by), j.data.party(a.party)
	periods, err := j.Obligations.Kept(ctx, who, obligation.Query{Agreement: of.ID})
	if err != nil {
		return err
	}
	for _, p := range periods {
		if p.Party != party || !p.Asked || p.Until.After(j.now.AddDate(0, 0, -a.lately)) {
			continue
		}
		n++
		switch {
		case p.Outcome == obligation.NotKept:
			_, err = j.Obligations.Explain(ctx, who, p.Key, a.words[n%len(a.words)])
		case p.Measure == agreement.Attested:
			_, err = j.Obligations.Attest(ctx, who, p.Key, true, "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
