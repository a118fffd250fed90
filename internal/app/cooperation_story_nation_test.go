package app

import (
	"slices"
	"testing"

	"eerstelijn/internal/bottleneck"
)

// TestStoryOfThreeRegions: the same theme is passed up in three regions; the nation sees it rise, makes one of
// the three, takes it up and names a party; what that party answers comes back word for word to everybody who
// reported and to every level that it came through.
func TestStoryOfThreeRegions(t *testing.T) {
	playStory(t, func(s *story) {
		ctx, nation, party := s.ctx(), s.as("Landelijk"), s.as("Koepel")
		reports, letters := s.tellsEverywhere()
		rising, err := s.Bottlenecks.Rising(ctx, nation, bottleneck.Nation, "")
		s.ok(err)
		// The program's own rules tell of the nights, where nobody is to be called either.
		i := slices.IndexFunc(rising, func(r bottleneck.Rise) bool { return r.Theme == "regels-en-geld" })
		if i < 0 || len(rising[i].Places) != len(s.lands) || !sameIDs(rising[i].IDs, reports) {
			s.t.Fatalf("the nation sees rise: %+v", rising)
		}
		for _, l := range s.lands {
			_, err := s.Bottlenecks.Rising(ctx, s.as(staff+l.name), bottleneck.Nation, "")
			s.refused(staff+l.name, err)
		}

		s.until(day(21, 9))
		bundle := func(who string) (bottleneck.Bottleneck, error) {
			return s.Bottlenecks.Bundle(ctx, s.as(who), bottleneck.Nation, bottleneck.Place{}, "De bekostiging past niet bij zorg in de nacht", "regels-en-geld", reports,
				"In drie regio's lopen mensen hierop vast.", bottleneck.Decision{})
		}
		for _, who := range []string{staff + s.lands[0].name, "Koepel", "Inkoper"} {
			_, err := bundle(who)
			s.refused(who, err)
		}
		whole, err := bundle("Landelijk")
		s.ok(err)
		s.stands("Landelijk", whole.ID, bottleneck.Nation, bottleneck.Reported, bottleneck.OwnedByNation)
		path := "/werk/knelpunten/" + string(whole.ID)
		readers := []string{"Landelijk"}
		for _, l := range s.lands {
			readers = append(readers, nurse+l.name, coordinator+l.name, staff+l.name)
		}
		s.read(path, readers...)

		_, err = s.Bottlenecks.TakeUp(ctx, nation, whole.ID, bottleneck.Owner{}, day(70, 17), "Het landelijk overleg pakt dit op.", bottleneck.Decision{})
		s.ok(err)
		to := bottleneck.Owner{Kind: bottleneck.OwnedByOrganization, ID: string(s.orgs["Koepel thuiszorg"])}
		_, err = s.Bottlenecks.Assign(ctx, s.as(staff+s.lands[1].name), whole.ID, to, "De koepel gaat hierover.", bottleneck.Decision{})
		s.refused("a region that assigns", err)
		const answer = "Vanaf januari telt een dienst in de nacht mee, ook als er niemand belt."
		_, err = s.Bottlenecks.Answer(ctx, party, whole.ID, answer, bottleneck.Decision{})
		s.refused("the party, before it was named", err)
		_, err = s.Bottlenecks.Assign(ctx, nation, whole.ID, to, "De koepel gaat hierover.", bottleneck.Decision{})
		s.ok(err)
		s.stands("Koepel", whole.ID, bottleneck.Nation, bottleneck.TakenUp, bottleneck.OwnedByOrganization)
		readers = append(readers, "Koepel")
		s.read(path, readers...)

		s.until(day(28, 9))
		for _, l := range s.lands {
			_, err = s.Bottlenecks.Answer(ctx, s.as(coordinator+l.name), whole.ID, answer, bottleneck.Decision{})
			s.refused(coordinator+l.name, err)
		}
		_, err = s.Bottlenecks.Answer(ctx, party, whole.ID, answer, bottleneck.Decision{})
		s.ok(err)
		for _, who := range readers {
			s.wordForWord(who, whole.ID, answer)
			s.shows(who, path, answer)
		}
		for _, to := range letters {
			s.shows("", s.opens(to), answer)
		}
		for _, l := range s.lands { // each reads what was told at home, and not what was told elsewhere
			own, err := s.Bottlenecks.Get(ctx, s.as(coordinator+l.name), whole.ID)
			s.ok(err)
			if len(own.Parts) != 1 || own.Parts[0].Place.Region != l.region {
				s.t.Errorf("%s reads the parts %+v", coordinator+l.name, own.Parts)
			}
		}

		s.until(day(120, 9))
		_, err = s.Bottlenecks.Propose(ctx, party, whole.ID, bottleneck.EndSolved, answer, bottleneck.Decision{})
		s.ok(err)
		for i, l := range s.lands {
			s.answers(s.opens(letters[i]), "ja")
			_, err := s.Bottlenecks.Confirm(ctx, s.as(nurse+l.name), reports[i])
			s.ok(err)
		}
		s.stands("Landelijk", whole.ID, bottleneck.Nation, bottleneck.Solved, bottleneck.OwnedByOrganization)
	})
}

func sameIDs(got, want []bottleneck.ID) bool {
	return slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want)))
}

// tellsEverywhere has a nurse in each region report the same, by name, and somebody by mail say so too; each
// wijkverband passes it up to its region.
func (s *story) tellsEverywhere() (reports []bottleneck.ID, letters []string) {
	s.t.Helper()
	for i, l := range s.lands {
		s.until(day(5*i, 10))
		r, err := s.Bottlenecks.Report(s.ctx(), s.as(nurse+l.name), bottleneck.Report{Title: "Een dienst in de nacht wordt niet betaald in " + l.name, What: "Alleen als er iemand belt, telt de dienst mee.",
			Theme: "regels-en-geld", HowOften: bottleneck.Daily, Wijkverband: l.wijk})
		s.ok(err)
		reports, letters = append(reports, r.ID), append(letters, unnamed(l))
		_, err = s.Bottlenecks.Join(s.ctx(), s.as(staff+l.name), r.ID, bottleneck.Joining{Unnamed: true, Email: unnamed(l)})
		s.ok(err)
		s.stands(coordinator+l.name, r.ID, bottleneck.Wijk, bottleneck.Reported, bottleneck.OwnedByWijkverband)
		s.until(day(5*i+1, 10))
		_, err = s.Bottlenecks.PassUp(s.ctx(), s.as(coordinator+l.name), r.ID, "De wijk gaat niet over geld.", bottleneck.Decision{})
		s.ok(err)
		s.stands(staff+l.name, r.ID, bottleneck.Region, bottleneck.Reported, bottleneck.OwnedByRegion)
	}
	return reports, letters
}

// unnamed is where who joined without a name in a region gets mail.
func unnamed(l land) string { return "lezer-" + mailbox(l.name) }

// wordForWord checks that somebody reads an answer exactly as it was given.
func (s *story) wordForWord(who string, which bottleneck.ID, words string) {
	s.t.Helper()
	l, err := s.Bottlenecks.Get(s.ctx(), s.as(who), which)
	s.ok(err)
	if len(l.Answers) != 1 || l.Answers[0].Words != words || l.Answers[0].By.ID != string(s.orgs["Koepel thuiszorg"]) {
		s.t.Errorf("%s reads %+v", who, l.Answers)
	}
}
