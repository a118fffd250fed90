package bottleneck

import (
	"context"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/bottleneck/similar"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/personal"
	"eerstelijn/internal/store"
)

const (
	usualExamples = 50
	mostExamples  = 200
	// fewExamples are proposed beside one that is like them, out of the newest.
	fewExamples    = 3
	newestExamples = 300
)

// Example is a bottleneck that was solved and marked for others to learn from. It names nobody: neither who
// reported it nor a person who solved it, and words that seem to name somebody are left out.
type Example struct {
	ID       ID
	Number   int
	Title    string // that of its theme where its own seems to name somebody
	What     string
	Theme    string
	Suffers  []string
	Done     string // what was done about it: what its owner said last on the way, and at the end
	Helped   bool   // every reporter said so; otherwise some said nothing
	Level    Level
	By       Owner
	Region   network.RegionID // '' where it was felt in several
	SolvedAt time.Time        // the day
}

// ExampleQuery asks for good examples.
type ExampleQuery struct {
	Theme string
	Words string // all of these, or the beginnings of them, stand in it
	Limit int    // 0: 50; at most 200
}

// Examples gives what was solved and marked as a good example, of all regions, the last solved first: what was
// said, what was done and whether it helped.
func (s *Service) Examples(ctx context.Context, actor access.Actor, q ExampleQuery) (all []Example, err error) {
	defer fault.Wrap(&err, "bottleneck.Examples")
	var c checker
	c.Text("words", &q.Words, mostTitle)
	if q.Limit < 0 || q.Limit > mostExamples {
		c.Wrong("limit", "Kies 1 tot en met 200.", "expected 1 to 200")
	}
	if c.Err() != nil {
		return nil, c.Err()
	}
	if q.Limit == 0 {
		q.Limit = usualExamples
	}
	load := func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{Type: "example"}, nil }
	if err := s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "bottleneck.Examples", Load: load}, func(context.Context, *act.Tx) error { return nil }); err != nil {
		return nil, err
	}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := examples(ctx, tx, q.Theme, mostTexts)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(found, func(e Example) bool { return !similar.Holds(e.text(), q.Words) })
		all = all[:min(len(all), q.Limit)]
		return s.nameSolvers(ctx, tx, all)
	})
	return all, err
}

// examplesLike gives a few examples of what is like one that is open. It is part of a look at that one: a search
// of its own beside it would tell, of who stays unnamed, whose look it was.
func (s *Service) examplesLike(ctx context.Context, tx *store.Tx, b *stored) (few []Example, err error) {
	if !b.State.Open() {
		return nil, nil
	}
	all, err := examples(ctx, tx, "", newestExamples)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(all))
	for i := range all {
		texts[i] = all[i].Title + "\n" + all[i].What
	}
	for _, m := range similar.New(texts).Near(b.Title+"\n"+b.What, fewExamples, nearEnough) {
		few = append(few, all[m.Index])
	}
	return few, s.nameSolvers(ctx, tx, few)
}

// examples reads the newest good examples, of one theme or of all.
func examples(ctx context.Context, tx *store.Tx, theme string, most int) ([]Example, error) {
	where, args := ``, []any{most}
	if theme != "" {
		where, args = ` AND b.theme = $2`, append(args, theme)
	}
	return store.All(ctx, tx, scanExample, `SELECT b.id, b.number, b.title, b.what, b.theme, t.name, b.suffers, s.level, s.owner_kind, s.owner, b.region, s.from_at, e.outcome,
			coalesce((SELECT v.words FROM bottleneck_event v WHERE v.bottleneck = b.id AND v.kind IN ('taken-up', 'answered') ORDER BY v.number DESC LIMIT 1), ''), e.words
		FROM bottleneck_state s JOIN bottleneck b ON b.id = s.bottleneck JOIN bottleneck_theme t ON t.code = b.theme
		JOIN bottleneck_ending e ON e.bottleneck = b.id AND e.number = (SELECT max(n.number) FROM bottleneck_ending n WHERE n.bottleneck = b.id)
		WHERE s.example = 1 AND s.until_at IS NULL AND s.state = 'solved'`+where+` ORDER BY s.from_at DESC, b.id LIMIT $1`, args...)
}

func scanExample(row func(...any) error) (e Example, err error) {
	var theme, suffers, doing, ended string
	var at int64
	var how Outcome
	err = row(&e.ID, &e.Number, &e.Title, &e.What, &e.Theme, &theme, &suffers, &e.Level, &e.By.Kind, &e.By.ID, &e.Region, &at, &how, &doing, &ended)
	e.Suffers, e.SolvedAt, e.Helped = strings.Fields(suffers), day(clock.FromMicros(at)), how == Agreed
	if e.Title = nameless(e.Title); e.Title == "" {
		e.Title = theme
	}
	e.What, e.Done = nameless(e.What), strings.TrimSpace(nameless(doing)+"\n\n"+nameless(ended))
	return e, err
}

// nameless leaves out words that seem to tell who they are about. Their writers were warned and could go on:
// that was for their own region to read, and not for all.
func nameless(words string) string {
	if len(personal.Check(words)) > 0 {
		return ""
	}
	return words
}

// text is where words are looked for.
func (e *Example) text() string {
	return strings.Join([]string{e.Title, e.What, e.Done, strings.Join(e.Suffers, " ")}, "\n")
}

// nameSolvers fills in which bodies solved examples.
func (s *Service) nameSolvers(ctx context.Context, tx *store.Tx, all []Example) error {
	owners := make([]*Owner, len(all))
	for i := range all {
		owners[i] = &all[i].By
	}
	return s.names(ctx, tx, false, owners...)
}
