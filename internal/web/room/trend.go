package room

import (
	"context"
	"fmt"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// trendView is how much room there was in the weeks before.
type trendView struct {
	chart drawn
	empty bool
	table ui.TableView
}

// trend asks how a region stood in the last weeks, for one kind: places of different kinds do not add up.
func (p Page) trend(ctx context.Context, here network.Region, code capacity.KindCode, tables *capacity.Tables) (*trendView, error) {
	kind, known := tables.Kind(code)
	if !known {
		return nil, nil
	}
	now := p.Now()
	weeks, err := p.Capacity.Trend(ctx, capacity.TrendQuery{Region: here.ID, Kind: code, Until: now, Weeks: weeksOfPast})
	if err != nil {
		return nil, err
	}
	c := chart{id: "verloop", title: fmt.Sprintf("%s: hoeveel er vrij was, in %s", kind.Name, kind.Unit), until: now,
		source: "Gemiddelde van de week. Cijfers die te oud waren, tellen niet mee."}
	t := ui.TableView{ID: "verloop-cijfers", Caption: c.title, Empty: "Er zijn nog geen cijfers.",
		Columns: []ui.Column{{Title: "Week van"}, {Title: "Vrij", Numeric: true}, {Title: "Aanbieders met een cijfer", Numeric: true}}}
	if len(weeks) > 0 {
		c.from = weeks[0].From
	}
	for _, w := range weeks {
		free := "niet bekend"
		if w.Told > 0 {
			free = decimal(w.Free)
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: ui.Date(w.From)}, {Text: free}, {Text: fmt.Sprintf("%d van de %d", w.Told, w.Offers)}})
	}
	c.lines = []series{{name: "vrij", runs: runsOf(weeks, func(w capacity.Week) (point, bool) {
		middle := w.From.Add(84 * time.Hour)
		if middle.After(now) {
			middle = now
		}
		return point{at: middle, value: w.Free}, w.Told > 0
	})}}
	return &trendView{chart: c.draw(), empty: c.empty(), table: t}, nil
}
