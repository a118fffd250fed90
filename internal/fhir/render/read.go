package render

import (
	"time"

	"eerstelijn/internal/fault"
)

// ours says whether a resource has what only this directory writes: without it there is nothing exact to
// give back.
func ours(element string, needed ...string) error {
	for _, n := range needed {
		if n == "" {
			return notOurs(element)
		}
	}
	return nil
}

func notOurs(element string) error {
	return fault.InvalidField(element, "Deze gegevens zijn niet door deze sociale kaart geschreven.",
		"this was not rendered by this directory: an identifier, code or form of it is missing")
}

// stamp writes a moment; ” for none. All that the domain knows of a moment stands in it.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// moment reads what stamp wrote.
func moment(element, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, notOurs(element)
	}
	return t.UTC(), nil
}
