package measure_test

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network/mandate"
)

// turn is a bottleneck that lay with an owner.
type turn struct {
	kind, owner, region, wijkverband string
	from, until, answered            time.Time
}

func (h *house) turn() (u turn) {
	u = turn{kind: h.pick("organization", "wijkverband", "region", "nation"), region: h.pick(here, here, there), from: h.when().AddDate(0, 0, -7)}
	if u.region == here {
		u.wijkverband = h.pick(west, "wijkverband-east", "")
	}
	level := "region"
	switch u.kind {
	case "organization":
		u.owner = h.pick(body, member, other)
	case "wijkverband":
		u.owner, u.wijkverband, u.region, level = west, west, here, "wijk"
	case "region":
		u.owner = u.region
	case "nation":
		level = "nation"
	}
	if h.chance(0.6) {
		u.answered = u.from.Add(time.Duration(h.rand.IntN(30*24)) * time.Hour)
	}
	if h.chance(0.4) {
		u.until = u.from.Add(time.Duration(h.rand.IntN(40*24)) * time.Hour)
		if u.until.Before(u.answered) {
			u.answered = time.Time{}
		}
	}
	id := h.key("bottleneck")
	h.exec(`INSERT INTO bottleneck (id, number, version, events, root, parent, title, what, theme, how_often, suffers, region, wijkverband, area, origin, rule, evidence, made_at)
		VALUES ($1, $2, 1, 1, $1, '', 't', '', (SELECT min(code) FROM bottleneck_theme), 'once', '', $3, $4, '', 'person', '', '[]', 0)`, id, h.made, u.region, u.wijkverband)
	h.exec(`INSERT INTO bottleneck_stop (bottleneck, number, level, owner_kind, owner, region, wijkverband, from_at, until_at, why, answer_by, answered_at)
		VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, '', 0, $9)`, id, level, u.kind, u.owner, u.region, u.wijkverband, clock.Micros(u.from), moment(u.until), moment(u.answered))
	return u
}

// lies tells whether it lay with a party at a forum, or with the forum itself.
func (u turn) lies(party string, f mandate.Forum, from time.Time) bool {
	switch f.Kind {
	case mandate.Nation:
		return u.kind == "nation" || u.kind == "organization" && speaks(party, u.owner, from)
	case mandate.Wijkverband:
		return u.kind == "wijkverband" || u.kind == "organization" && u.wijkverband == west && speaks(party, u.owner, from)
	}
	return u.region == here && (u.kind == "region" || u.kind == "organization" && speaks(party, u.owner, from))
}

func TestBottlenecksAreCountedWhenTheirAnswerIsDue(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		var all []turn
		for range 250 {
			all = append(all, h.turn())
		}
		given := h.compare(measure.AnswerBottlenecks, "weeks", 4, func(q question) (n, good int) {
			for _, u := range all {
				due := u.from.Add(time.Duration(q.params["weeks"]) * 7 * 24 * time.Hour)
				gone := u.answered.IsZero() && !u.until.IsZero() && u.until.Before(due)
				if !u.lies(q.party, q.forum, q.from) || due.Before(q.from) || !due.Before(q.until) || gone {
					continue
				}
				n++
				if !u.answered.IsZero() && !u.answered.After(due) {
					good++
				}
			}
			return n, good
		})
		late := clock.Micros(begin.AddDate(0, 9, 0))
		h.exec(`UPDATE bottleneck_stop SET answered_at = coalesce(answered_at, $1), until_at = $1 WHERE until_at IS NULL`, late)
		h.again(measure.AnswerBottlenecks, given, "late answers")
	})
}

// gathering is a meeting that was held.
type gathering struct {
	forum             mandate.Forum
	closed            time.Time
	expected, present []string
}

func (h *house) gathering() (g gathering) {
	g = gathering{forum: fora[h.rand.IntN(len(fora))], closed: h.when()}
	id := h.key("meeting")
	h.exec(`INSERT INTO meeting (id, version, forum_kind, region, wijkverband, at, minutes, place, state, made_at, made_by, started_at, ended_at, why)
		VALUES ($1, 1, $2, $3, $4, $5, 60, '', 'closed', 0, 'p', $5, $6, '')`, id, g.forum.Kind, g.forum.Region, g.forum.Wijkverband,
		clock.Micros(g.closed.Add(-time.Hour)), clock.Micros(g.closed))
	for _, o := range []string{body, member, other} {
		if !h.chance(0.6) {
			continue
		}
		g.expected = append(g.expected, o)
		for i := range 1 + h.rand.IntN(2) { // two seats of one party
			h.exec(`INSERT INTO meeting_expected (meeting, organization, discipline, person, seat) VALUES ($1, $2, '', $3, $3)`, id, o, string(rune('a'+i)))
		}
		if h.chance(0.5) {
			g.present = append(g.present, o)
			h.exec(`INSERT INTO meeting_present (meeting, organization, discipline, person, seat) VALUES ($1, $2, '', 'x', '')`, id, o)
		}
	}
	return g
}

func TestAMeetingCountsOnceForAParty(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		var all []gathering
		for range 120 {
			all = append(all, h.gathering())
		}
		h.compare(measure.PresentAtMeetings, "", 0, func(q question) (n, good int) {
			for _, g := range all {
				mine := func(o string) bool { return speaks(q.party, o, q.from) }
				if g.forum != q.forum || g.closed.Before(q.from) || !g.closed.Before(q.until) || !slices.ContainsFunc(g.expected, mine) {
					continue
				}
				n++
				if slices.ContainsFunc(g.present, mine) {
					good++
				}
			}
			return n, good
		})
	})
}
