package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
)

// newMirror makes what follows directories of others; insecure allows those on this very machine, without TLS.
func (a *App) newMirror(insecure bool) *mirror.Service {
	o := mirror.Options{
		Spine: a.Spine, Network: a.Network, Directory: a.Directory, Keys: a.Keys,
		Log: a.Log, Now: a.Clock, Insecure: insecure, Self: func() string { return a.Public }, HTTP: a.outside(),
	}
	if a.Demo {
		o.Wait = atOnce
	}
	return mirror.NewService(o)
}

// AddSource begins to follow a directory of others. A running program fetches it; so does [App.RunSource].
func (a *App) AddSource(ctx context.Context, name, base string, every time.Duration, token string, insecure bool) error {
	_, err := a.newMirror(insecure).Add(ctx, command, mirror.New{Name: name, Base: base, Every: every, Token: token})
	return err
}

// SourceLines tells of each source how it goes.
func (a *App) SourceLines(ctx context.Context) ([]string, error) {
	all, err := a.newMirror(false).Sources(ctx, command)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return []string{"no sources; add one with: eerstelijn sync add"}, nil
	}
	var lines []string
	for i := range all {
		s := &all[i]
		lines = append(lines, fmt.Sprintf("%s  %s", s.Name, s.Base),
			fmt.Sprintf("  last good run %s, next %s, every %s", whenOr(s.Good), nextOf(s), s.Every),
			fmt.Sprintf("  services: %d taken, %d ended, %d kept by people here, %d unfit, %d due", s.Entries.Taken, s.Entries.Ended, s.Entries.Held, s.Entries.Unfit, s.Entries.Due))
		for _, f := range s.Followed {
			lines = append(lines, fmt.Sprintf("  %-24s %d, %d ended, %d unreadable, up to %s", f.Type, f.Live, f.Ended, f.Skipped, orNone(f.Since)))
		}
		if s.Problem.EN != "" {
			lines = append(lines, fmt.Sprintf("  failed %d times: %s", s.Tries, s.Problem.EN))
		}
		for _, p := range s.Passed {
			lines = append(lines, fmt.Sprintf("  passed over: %s/%s: %s", p.Type, p.ID, p.Why.EN))
		}
		for _, t := range s.Troubles {
			lines = append(lines, fmt.Sprintf("  not taken: HealthcareService/%s: %s", t.Service, t.Why.EN))
		}
	}
	return lines, nil
}

func whenOr(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return at.In(clock.Amsterdam).Format(time.DateTime)
}

func nextOf(s *mirror.Source) string {
	if s.Paused {
		return "never: it is paused"
	}
	return whenOr(s.Due)
}

func orNone(text string) string {
	if text == "" {
		return "nothing yet"
	}
	return text
}

// RunSource fetches a source now, anew or what changed, and says how it stands then.
func (a *App) RunSource(ctx context.Context, name string, anew, insecure bool) ([]string, error) {
	m := a.newMirror(insecure)
	src, err := sourceNamed(ctx, m, name)
	if err != nil {
		return nil, err
	}
	if err := m.Fetch(ctx, command, src.ID, anew); err != nil {
		return nil, err
	}
	if err := m.Once(ctx, src.ID); err != nil {
		return nil, err
	}
	if src, err = sourceNamed(ctx, m, name); err != nil {
		return nil, err
	}
	return []string{fmt.Sprintf("%s: %d services taken, %d ended, %d kept by people here, %d unfit", src.Name, src.Entries.Taken, src.Entries.Ended, src.Entries.Held, src.Entries.Unfit)}, nil
}

// TrySource says what fetching a source would change, and changes nothing.
func (a *App) TrySource(ctx context.Context, name string, insecure bool) ([]string, error) {
	m := a.newMirror(insecure)
	src, err := sourceNamed(ctx, m, name)
	if err != nil {
		return nil, err
	}
	rep, err := m.Try(ctx, command, src.ID)
	if err != nil {
		return nil, err
	}
	lines := []string{"dry run, nothing written"}
	for _, t := range rep.Types {
		what := "what changed"
		if t.Whole {
			what = "everything"
		}
		lines = append(lines, fmt.Sprintf("%-24s %s: %d would be added, %d changed, %d ended, %d unreadable", t.Type, what, t.Added, t.Changed, t.Ended, t.Skipped))
		for _, n := range t.Some {
			lines = append(lines, fmt.Sprintf("  %-8s %s %s", n.What, n.ID, n.Name))
		}
	}
	return lines, nil
}

// sourceNamed finds a source by its name; without a name the only one there is.
func sourceNamed(ctx context.Context, m *mirror.Service, name string) (mirror.Source, error) {
	all, err := m.Sources(ctx, command)
	if err != nil {
		return mirror.Source{}, err
	}
	i := slices.IndexFunc(all, func(s mirror.Source) bool { return s.Name == name || string(s.ID) == name })
	if name == "" && len(all) == 1 {
		i = 0
	}
	if i < 0 {
		return mirror.Source{}, fault.Missing("Deze gids volgen we niet.", "no source has this name; see: eerstelijn sync list")
	}
	return all[i], nil
}
