package demo

import (
	"context"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/network"
)

// plight is a bottleneck in few words: who reported it, and what was done about it. Days count back from
// today.
type plight struct {
	key         string
	ago         int
	by          string // '' is a passer-by
	unnamed     bool
	area        network.AreaCode
	theme       string
	often       bottleneck.HowOften
	suffers     []string
	title, what string
	steps       []turn
}

// turn is one thing that somebody did about a bottleneck, in a meeting or not.
type turn struct {
	ago int
	by  string
	at  string // key of the meeting
	do  remedy
}

// remedy is what can be done about a bottleneck.
type remedy func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error

// signalled is how many days ago the rules over the platform's own figures were weighed: some spoke.
const signalled = 20

// complain plans the bottlenecks, and lets the clocks look at them every week.
func (j *joint) complain() {
	for i := range plights {
		p := &plights[i]
		j.plan(j.on(p.ago, 9, i), "bottleneck "+p.key, func(ctx context.Context) (err error) {
			j.told[p.key], err = j.Bottlenecks.Report(ctx, j.data.someone(p.by), bottleneck.Report{Title: p.title, What: p.what, Theme: p.theme,
				HowOften: p.often, Suffers: p.suffers, Area: p.area, Unnamed: p.unnamed, SeenPersonal: true})
			return err
		})
		for n, s := range p.steps {
			j.plan(j.on(s.ago, 12, 20+n), "bottleneck "+p.key, func(ctx context.Context) error {
				var d bottleneck.Decision
				if s.at != "" {
					d.Meeting = string(meetingID(s.at))
				}
				return s.do(ctx, j, j.data.named(s.by), j.told[p.key].ID, d)
			})
		}
	}
	for ago := 7 * weeksLived; ago > 0; ago -= 7 {
		j.plan(j.on(ago-1, 6, 30), "bottlenecks", func(ctx context.Context) error {
			_, err := j.Bottlenecks.Clocks(ctx)
			return err
		})
	}
	j.plan(j.on(signalled, 5, 0), "signals", func(ctx context.Context) error {
		_, err := j.Signals.Weigh(ctx)
		return err
	})
}

func discuss(words string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		_, err := j.Bottlenecks.Discuss(ctx, who, which, words, d)
		return err
	}
}

// takeUp lets who owns it work on it; there is more to tell so many days from now (below zero: before now).
func takeUp(days int, words string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		_, err := j.Bottlenecks.TakeUp(ctx, who, which, bottleneck.Owner{Person: network.PersonID(who.Person)}, j.on(-days, 17, 0), words, d)
		return err
	}
}

// assign names an organisation that sees to it.
func assign(party, words string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		_, err := j.Bottlenecks.Assign(ctx, who, which, bottleneck.Owner{Kind: bottleneck.OwnedByOrganization, ID: string(j.data.party(party))}, words, d)
		return err
	}
}

func passUp(reason string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		_, err := j.Bottlenecks.PassUp(ctx, who, which, reason, d)
		return err
	}
}

func answer(words string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		_, err := j.Bottlenecks.Answer(ctx, who, which, words, d)
		return err
	}
}

func propose(kind bottleneck.EndingKind, words string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		_, err := j.Bottlenecks.Propose(ctx, who, which, kind, words, d)
		return err
	}
}

func confirm() remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, _ bottleneck.Decision) error {
		_, err := j.Bottlenecks.Confirm(ctx, who, which)
		return err
	}
}

// refuse is a reporter's no to an ending.
func refuse(why string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, _ bottleneck.Decision) error {
		_, err := j.Bottlenecks.Object(ctx, who, which, why)
		return err
	}
}

func reopen(why string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		_, err := j.Bottlenecks.Reopen(ctx, who, which, why, d)
		return err
	}
}

func join(unnamed bool) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, _ bottleneck.Decision) error {
		_, err := j.Bottlenecks.Join(ctx, who, which, bottleneck.Joining{Unnamed: unnamed})
		return err
	}
}

func note(words string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		_, err := j.Bottlenecks.Note(ctx, who, which, words, d)
		return err
	}
}

// example shows it as a good example.
func example() remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, _ bottleneck.Decision) error {
		_, err := j.Bottlenecks.Example(ctx, who, which, true)
		return err
	}
}

// takeIn lets others go on as part of this one.
func takeIn(reason string, keys ...string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		_, err := j.Bottlenecks.Merge(ctx, who, j.all(keys), which, reason, d)
		return err
	}
}

// bundle makes one of the region out of this one and others.
func bundle(title, theme, reason string, keys ...string) remedy {
	return func(ctx context.Context, j *joint, who access.Actor, which bottleneck.ID, d bottleneck.Decision) error {
		place := bottleneck.Place{Region: j.data.regionOf("rivierenzoom")}
		_, err := j.Bottlenecks.Bundle(ctx, who, bottleneck.Region, place, title, theme, append(j.all(keys), which), reason, d)
		return err
	}
}

// all gives the bottlenecks of keys.
func (j *joint) all(keys []string) (ids []bottleneck.ID) {
	for _, k := range keys {
		ids = append(ids, j.told[k].ID)
	}
	return ids
}
