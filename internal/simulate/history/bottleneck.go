package history

import (
	"fmt"
	"time"
)

var themes = []string{"bereikbaarheid", "avond-nacht-weekend", "wachttijd", "geen-plek", "overbrugging", "doorverwijzen", "overdracht", "gegevens",
	"medicijnen", "regie", "kwetsbare-mensen", "sociaal-domein", "ggz", "taal", "vervoer", "personeel"}

// life is a step of a bottleneck.
type life struct {
	state, level string
	after        int // days since the one before
	event        string
}

// lives are the ways that they go; most end in the wijk.
var lives = [][]life{
	{{"reported", "wijk", 0, "reported"}, {"discussing", "wijk", 12, "discussed"}, {"taken-up", "wijk", 20, "taken-up"}, {"proposed", "wijk", 60, "proposed"}, {"solved", "wijk", 9, "ended"}},
	{{"reported", "wijk", 0, "reported"}, {"discussing", "wijk", 30, "discussed"}, {"proposed", "wijk", 14, "proposed"}, {"accepted", "wijk", 30, "ended"}},
	{{"reported", "wijk", 0, "reported"}, {"discussing", "wijk", 9, "discussed"}, {"reported", "region", 21, "passed-up"}, {"taken-up", "region", 40, "taken-up"}, {"proposed", "region", 90, "proposed"}, {"solved", "region", 20, "ended"}},
	{{"reported", "wijk", 0, "reported"}, {"reported", "region", 35, "passed-up"}, {"reported", "nation", 42, "passed-up"}, {"taken-up", "nation", 70, "taken-up"}, {"proposed", "nation", 200, "proposed"}, {"solved", "nation", 28, "ended"}},
	{{"reported", "wijk", 0, "reported"}, {"discussing", "wijk", 40, "discussed"}},
	{{"reported", "wijk", 0, "reported"}, {"taken-up", "wijk", 25, "taken-up"}},
	{{"reported", "wijk", 0, "reported"}},
}

// chances are how many of fifty go each of these ways: the last three are for what is open still.
var chances = []int{22, 8, 12, 4, 2, 1, 1}

// bottleneck writes one that was reported somewhere in the years since.
func (w *writer) bottleneck(at place, key1 string, since time.Time) {
	w.numbers++
	from := since.Add(time.Duration(w.Float64() * float64(w.Until.Sub(since)))).Truncate(time.Millisecond)
	way, n := 0, w.IntN(50)
	for n >= chances[way] {
		n -= chances[way]
		way++
	}
	var steps []life
	var moments []time.Time
	for _, s := range lives[way] {
		if len(moments) > 0 {
			from = from.AddDate(0, 0, s.after)
		}
		if from.After(w.Until) {
			break
		}
		steps, moments = append(steps, s), append(moments, from)
	}
	w.put("bottleneck", "id, number, version, events, root, parent, title, what, theme, how_often, suffers, region, wijkverband, area, origin, rule, evidence, made_at, clock_at",
		key1, w.numbers, len(steps), len(steps), key1, "", fmt.Sprintf("Knelpunt %d in dit verband", w.numbers), "Er is vaak niemand te bereiken als het nodig is.",
		themes[w.IntN(len(themes))], "weekly", "kwetsbare-ouderen", at.region, at.wijkverband, "", "person", "", "[]", w.us(moments[0]), nil)
	reporters := 1 + w.IntN(4)
	level := ""
	stop := 0
	for i, s := range steps {
		var until, next any
		if i+1 < len(steps) {
			until = w.us(moments[i+1])
		}
		if s.state != "solved" && s.state != "accepted" {
			next = moments[i].AddDate(0, 0, 42).UnixMicro()
		}
		kind, owner := "wijkverband", at.wijkverband
		switch s.level {
		case "region":
			kind, owner = "region", at.region
		case "nation":
			kind, owner = "nation", ""
		}
		w.put("bottleneck_state", "bottleneck, number, from_at, until_at, state, level, owner_kind, owner, person, region, wijkverband, next_at, reporters, weight, example, reopened",
			key1, i+1, w.us(moments[i]), until, s.state, s.level, kind, owner, "", at.region, at.wijkverband, next, reporters, reporters*10, 0, 0)
		w.put("bottleneck_event", "bottleneck, number, at, kind, words, level, by_kind, by_owner, other, meeting",
			key1, i+1, w.us(moments[i]), s.event, "Wij hebben dit besproken en doen er iets aan.", s.level, kind, owner, "", "")
		if s.level != level {
			level, stop = s.level, i
			var left any
			for j := i + 1; j < len(steps); j++ {
				if steps[j].level != level {
					left = w.us(moments[j])
					break
				}
			}
			w.put("bottleneck_stop", "bottleneck, number, level, owner_kind, owner, region, wijkverband, from_at, until_at, why, answer_by, answered_at",
				key1, stop+1, s.level, kind, owner, at.region, at.wijkverband, w.us(moments[i]), left, "", moments[i].AddDate(0, 0, 42).UnixMicro(), left)
		}
	}
	for n := range reporters {
		reporter := key("reporter", key1, n)
		w.put("bottleneck_reporter", "id, bottleneck, person, organization, unnamed, rule, email, request, key_print, joined_at, no_mail",
			reporter, key1, "", "", 1, "", "", "", "", w.us(moments[0]), 0)
		for i := range steps {
			w.put("bottleneck_receipt", "bottleneck, event, reporter, owner_kind, owner, made_at, mailed_at, read_at", key1, i+1, reporter, "", "", w.us(moments[i]), nil, nil)
		}
	}
}
