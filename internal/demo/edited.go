package demo

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// edited is an entry that somebody was still working on, or had taken away.
type edited struct {
	by, name string
	like     int                        // the n-th service, by name, from which it was made
	steps    []func(*directory.Service) // each a version of its own
	hidden   bool
}

// told is a report about the n-th service, by name, of somebody's organisation.
type told struct {
	by      string
	nth     int
	kind    string
	words   string
	daysAgo int
	taken   bool
}

var edits = []edited{
	{by: "Gerda Kleibakker", name: "Wondspreekuur Rivierstroom", like: 1, steps: []func(*directory.Service){
		func(s *directory.Service) {
			s.Description, s.Hours = "Voor wonden die niet dichtgaan.", "Tu 13:00-16:00"
		},
		func(s *directory.Service) {
			s.Description = "Voor wonden die niet vanzelf dichtgaan. Een verpleegkundige kijkt mee en legt uit hoe u de wond verzorgt."
			s.Keywords = []string{"wond", "verband", "doorliggen"}
		},
		func(s *directory.Service) { s.Hours = "Tu,Th 13:00-16:00; PH off" },
	}},
	{by: "Gerda Kleibakker", name: "Nachtwacht aan huis", steps: []func(*directory.Service){
		func(s *directory.Service) {
			s.Description, s.Hours = "Iemand blijft ’s nachts bij u, zodat uw mantelzorger kan slapen.", "Mo-Su 22:00-07:00"
		},
	}},
	{by: "Gerda Kleibakker", name: "Proef met zorg op afstand", like: 1, hidden: true, steps: []func(*directory.Service){
		func(s *directory.Service) {
			s.Description = "Beeldbellen met de wijkverpleging. De proef is afgelopen."
			s.Modes = []directory.Mode{directory.Video}
		},
	}},
	{by: "Bilal Steenoven", name: "Zaterdagsoos De Veerstoep", steps: []func(*directory.Service){
		func(s *directory.Service) {
			s.Description, s.Hours = "Elke zaterdag samen eten, muziek en een spel. Een vrijwilliger haalt u op als dat nodig is.", "Sa 11:00-15:00"
		},
	}},
	{by: "Bilal Steenoven", name: "Zomerlogeren De Veerstoep", hidden: true, steps: []func(*directory.Service){
		func(s *directory.Service) {
			s.Description = "Een week logeren, zodat uw mantelzorger op vakantie kan."
			s.Hours = "Jul-Aug 00:00-24:00; Sep-Jun off"
		},
		func(s *directory.Service) { s.Hours = "" },
	}},
}

var reports = []told{
	{by: "Gerda Kleibakker", nth: 0, kind: "hours", words: "Op vrijdagmiddag neemt niemand op. Er staat dat het tot vijf uur is.", daysAgo: 2},
	{by: "Gerda Kleibakker", nth: 1, kind: "contact", words: "Ik kwam bij een heel ander bedrijf uit.", daysAgo: 19},
	{by: "Bilal Steenoven", nth: 0, kind: "place", words: "De ingang is nu aan de achterkant, bij de parkeerplaats.", daysAgo: 5, taken: true},
	{by: "Bilal Steenoven", nth: 1, kind: "gone", words: "", daysAgo: 23},
}

// edit lets the people who look after an organisation's entries be at work, and visitors report.
func (h House) edit(ctx context.Context, d Data) error {
	if len(d.People) == 0 {
		return nil
	}
	for _, e := range edits {
		who, own := d.keeper(e.by)
		if len(own) <= e.like {
			continue
		}
		s := own[e.like]
		s.ID, s.Version, s.State = id.From[directory.ServiceID]("demo", "edited", e.name), 0, directory.Draft
		s.Name, s.Keywords, s.Source, s.SourceKey = e.name, nil, "", ""
		if _, err := h.Directory.Own(ctx, who, s.ID); fault.KindOf(err) != fault.NotFound || err == nil {
			if err != nil {
				return err
			}
			continue // loaded before
		}
		for _, change := range e.steps {
			change(&s)
			saved, err := h.Directory.Save(ctx, who, s, s.Version)
			if err != nil {
				return err
			}
			s = saved
		}
		if e.hidden {
			if _, err := h.Directory.Show(ctx, who, s.ID); err != nil {
				return err
			}
			if _, err := h.Directory.Hide(ctx, who, s.ID); err != nil {
				return err
			}
		}
	}
	return h.report(ctx, d)
}

func (h House) report(ctx context.Context, d Data) error {
	for _, r := range reports {
		who, own := d.keeper(r.by)
		if len(own) <= r.nth {
			continue
		}
		receipt, err := h.Directory.Report(ctx, access.Anonymous(""), directory.Wrong{Service: own[r.nth].ID, Kind: r.kind, Words: r.words})
		if fault.KindOf(err) == fault.Conflict && err != nil {
			continue // loaded before
		}
		if err != nil {
			return err
		}
		found, err := h.Directory.ReportOf(ctx, receipt.Token)
		if err != nil {
			return err
		}
		if r.taken {
			if err := h.Directory.TakeReport(ctx, who, found.ID); err != nil {
				return err
			}
		}
		// No act can be done in the past: the clock of the report is set back by hand.
		back := time.Duration(r.daysAgo) * 24 * time.Hour
		err = h.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE service_report SET made_at = $1, due_at = $2 WHERE id = $3`,
				clock.Micros(found.MadeAt.Add(-back)), clock.Micros(found.DueAt.Add(-back)), found.ID)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// keeper gives somebody as they sign in, with the shown services of their organisation by name.
func (d *Data) keeper(name string) (who access.Actor, own []directory.Service) {
	for _, p := range d.People {
		if p.Name == name {
			who = access.Actor{Person: string(p.ID), Name: p.Name, Role: access.Role(p.Role), Organization: string(p.Organization), Region: string(p.Region), Assurance: access.Substantial}
		}
	}
	for _, s := range d.Services {
		if who.Organization != "" && s.Organization == network.OrganizationID(who.Organization) && s.State == directory.Shown {
			own = append(own, s)
		}
	}
	slices.SortFunc(own, func(a, b directory.Service) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return who, own
}
