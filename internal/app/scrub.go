package app

import (
	"context"
	"log/slog"
	"regexp"
)

// Scrub makes a log handler that takes out what looks like personal data or a secret, wherever it
// stands in a line. Nothing of the kind should get there; this is for the day that it does, in the
// text of a driver's or a library's error.
func Scrub(next slog.Handler) slog.Handler { return scrubber{next} }

type scrubber struct{ slog.Handler }

// Handle implements [slog.Handler].
func (s scrubber) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, scrub(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(scrubAttr(a))
		return true
	})
	return s.Handler.Handle(ctx, clean)
}

// WithAttrs implements [slog.Handler].
func (s scrubber) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = scrubAttr(a)
	}
	return scrubber{s.Handler.WithAttrs(clean)}
}

// WithGroup implements [slog.Handler].
func (s scrubber) WithGroup(name string) slog.Handler { return scrubber{s.Handler.WithGroup(name)} }

func scrubAttr(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, scrub(v.String()))
	case slog.KindGroup:
		group := v.Group()
		clean := make([]slog.Attr, len(group))
		for i, g := range group {
			clean[i] = scrubAttr(g)
		}
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(clean...)}
	case slog.KindAny:
		switch x := v.Any().(type) {
		case error:
			return slog.String(a.Key, scrub(x.Error()))
		case []byte:
			return slog.String(a.Key, scrub(string(x)))
		}
	}
	return a
}

// What is taken out. A nine-digit number may be a BSN: all of them go, whether they pass its test or
// not. The ids and moments that we log are longer or hold letters.
var hidden = []struct {
	what *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}`), "$1 [hidden]"},
	{regexp.MustCompile(`(?i)\b(password|passwd|secret|token|code|client_assertion|id_token)=[^&\s"]+`), "$1=[hidden]"},
	{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?`), "[token]"},
	{regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`), "[mail]"},
	{regexp.MustCompile(`://[^/\s:@]+:[^/\s@]+@`), "://[hidden]@"},
	{regexp.MustCompile(`/(inzage|melding)/[A-Za-z0-9_-]{8,}`), "/$1/[token]"},
	{regexp.MustCompile(`\b\d{4}[ .-]?\d{2}[ .-]?\d{3}\b|\b\d{3}[ .-]\d{3}[ .-]\d{3}\b`), "[number]"},
}

func scrub(text string) string {
	for _, h := range hidden {
		text = h.what.ReplaceAllString(text, h.by)
	}
	return text
}
