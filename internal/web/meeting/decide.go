package meeting

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	core "eerstelijn/internal/meeting"
	"eerstelijn/internal/personal"
	"eerstelijn/internal/web/site"
)

// decision is what a meeting can decide about a bottleneck.
type decision struct {
	code, act  string // act is one of package bottleneck; '' decides nothing
	text, hint string
	higher     string // the text at the level of a region, where it differs
	done       bool   // it need not come back
	leaves     bottleneck.EventKind
	do         func(ctx context.Context, s *bottleneck.Service, who access.Actor, b bottleneck.ID, words string, next time.Time, d bottleneck.Decision) error
}

func (d *decision) name(level bottleneck.Level) string {
	if d.higher != "" && level == bottleneck.Region {
		return d.higher
	}
	return d.text
}

// decisions are in the order in which they are offered.
var decisions = []decision{
	{code: "niets", text: "Alleen bespreken, nog niets besluiten"},
	{code: "oppakken", act: "TakeUp", leaves: bottleneck.EventTakenUp, text: "Wij pakken dit op", done: true,
		do: func(ctx context.Context, s *bottleneck.Service, who access.Actor, b bottleneck.ID, words string, next time.Time, d bottleneck.Decision) error {
			_, err := s.TakeUp(ctx, who, b, bottleneck.Owner{}, next, words, d)
			return err
		}},
	{code: "doorgeven", act: "PassUp", leaves: bottleneck.EventPassedUp, text: "Wij geven dit door aan de regio", higher: "Wij geven dit door aan het land", done: true,
		do: func(ctx context.Context, s *bottleneck.Service, who access.Actor, b bottleneck.ID, words string, _ time.Time, d bottleneck.Decision) error {
			_, err := s.PassUp(ctx, who, b, words, d)
			return err
		}},
	{code: "antwoord", act: "Answer", leaves: bottleneck.EventAnswered, text: "Wij geven antwoord",
		do: func(ctx context.Context, s *bottleneck.Service, who access.Actor, b bottleneck.ID, words string, _ time.Time, d bottleneck.Decision) error {
			_, err := s.Answer(ctx, who, b, words, d)
			return err
		}},
	{code: "opgelost", act: "Propose", leaves: bottleneck.EventProposed, text: "Het is opgelost", hint: "De melders zeggen of dat zo is.", done: true,
		do: func(ctx context.Context, s *bottleneck.Service, who access.Actor, b bottleneck.ID, words string, _ time.Time, d bottleneck.Decision) error {
			_, err := s.Propose(ctx, who, b, bottleneck.EndSolved, words, d)
			return err
		}},
	{code: "zo-laten", act: "Propose", leaves: bottleneck.EventProposed, text: "Het blijft zoals het is", hint: "De melders zeggen of dat kan.", done: true,
		do: func(ctx context.Context, s *bottleneck.Service, who access.Actor, b bottleneck.ID, words string, _ time.Time, d bottleneck.Decision) error {
			_, err := s.Propose(ctx, who, b, bottleneck.EndAccepted, words, d)
			return err
		}},
	{code: "later", act: "Postpone", leaves: bottleneck.EventPostponed, text: "Wij komen er later op terug",
		do: func(ctx context.Context, s *bottleneck.Service, who access.Actor, b bottleneck.ID, words string, next time.Time, d bottleneck.Decision) error {
			_, err := s.Postpone(ctx, who, b, next, words, d)
			return err
		}},
}

// Decide keeps what was said about one item, and does to its bottleneck what was decided.
func (p Page) Decide(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	found, err := which(r)
	if err != nil {
		return err
	}
	about, err := id.Parse[core.ItemID](r.PathValue("item"))
	if err != nil {
		return fault.Missing("Dit punt staat niet op de agenda.", "no such item")
	}
	who := p.SignedIn(r)
	m, err := p.Meetings.Meeting(r.Context(), who, found)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(m.Items, func(x core.Item) bool { return x.ID == about })
	if i < 0 {
		return fault.Missing("Dit punt staat niet op de agenda.", "no such item")
	}
	what, err := p.decide(r, who, &m, &m.Items[i])
	if err != nil {
		return p.refuse(w, r, string(about), err)
	}
	return site.Lead(w, r, pathOf(found), what)
}

// decide looks at the words first, then does the act, and then writes the minutes: what is refused leaves
// nothing in them. It gives what the next page says was done.
func (p Page) decide(r *http.Request, who access.Actor, m *core.Meeting, x *core.Item) (string, error) {
	ctx := r.Context()
	line := core.Item{ID: x.ID, Minutes: typed(r, noteField), Decision: typed(r, wordsField), Version: version(r), SeenPersonal: typed(r, seenField) != ""}
	choice := typed(r, decideField)
	j := slices.IndexFunc(decisions, func(d decision) bool { return d.code == choice })
	if !p.may(ctx, who, "Minute", m) || m.State != core.Open || x.Kind != core.AboutBottleneck || j < 0 || decisions[j].do == nil {
		// Where it may not be done the act itself says why, and records who tried.
		line.Done = line.Decision != "" && x.Kind != core.AboutBottleneck
		_, err := p.Meetings.Minute(ctx, who, m.ID, line)
		return doneMinuted, err
	}
	d, words := decisions[j], line.Decision
	line.Done, line.Decision = d.done, d.name(bottleneck.Level(m.Forum.Level()))+". "+words
	if x.Decision == line.Decision && x.Minutes == line.Minutes {
		return doneDecided, nil // a second click
	}
	if x.Version != line.Version {
		return "", fault.New(fault.Conflict, "Iemand anders schreef dit intussen op. Kijk eerst hoe het nu is.", "somebody else wrote this down since").Because(core.ErrStale)
	}
	if err := look(line); err != nil {
		return "", err
	}
	line.SeenPersonal = true
	var next time.Time
	if d.act == "TakeUp" || d.act == "Postpone" {
		var err error
		if next, err = dayOf(typed(r, nextField)); err != nil {
			return "", fault.InvalidField(nextField, "Vul een dag in, zoals 2026-11-10.", "expected a day, such as 2026-11-10")
		}
	}
	if !p.acted(ctx, who, bottleneck.ID(x.Ref), &d, words, m.ID) {
		if err := d.do(ctx, p.Bottlenecks, who, bottleneck.ID(x.Ref), words, next, bottleneck.Decision{Meeting: string(m.ID)}); err != nil {
			return "", err
		}
	}
	_, err := p.Meetings.Minute(ctx, who, m.ID, line)
	return doneDecided, err
}

// acted tells whether this meeting did this to a bottleneck already: the minutes were cut off after the act,
// and the form is sent again. Where that cannot be read, the act says itself what it thinks of a second time.
func (p Page) acted(ctx context.Context, who access.Actor, which bottleneck.ID, d *decision, words string, in core.ID) bool {
	now, err := p.Bottlenecks.Get(ctx, who, which)
	return err == nil && slices.ContainsFunc(now.Events, func(e bottleneck.Event) bool {
		return e.Meeting == string(in) && e.Kind == d.leaves && slices.Equal(strings.Fields(e.Words), strings.Fields(words))
	})
}

// look finds what tells who the words are about, as package meeting does, before anything is done.
func look(line core.Item) error {
	for _, part := range []struct{ field, text string }{{noteField, line.Minutes}, {wordsField, line.Decision}} {
		for _, f := range personal.Check(part.text) {
			field := fault.Field{Name: part.field, Text: f.Text}
			switch {
			case f.Code == personal.BSN || f.Code == personal.Reach:
				return fault.InvalidFields(field)
			case !line.SeenPersonal:
				return fault.InvalidFields(field).Because(core.ErrWarned)
			}
		}
	}
	return nil
}

// version is that of the item as it stood when the form was made.
func version(r *http.Request) int64 {
	n, err := strconv.ParseInt(typed(r, versionField), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
