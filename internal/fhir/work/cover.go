package work

import (
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"eerstelijn/internal/fhir/r4"
)

// uncovered gives the first element of what was sent that does not stand in what would be served, by its path;
// ” when all of it does. So nothing that somebody sends is lost without a word: what cannot be kept is refused.
// free are elements of the resource that may differ.
func uncovered(sent map[string]any, served r4.Resource, free []string) (where string, err error) {
	body, err := r4.Marshal(served)
	if err != nil {
		return "", err
	}
	var stands map[string]any
	if err := json.Unmarshal(body, &stands); err != nil {
		return "", err
	}
	for _, name := range sortedKeys(sent) {
		if slices.Contains(free, name) {
			continue
		}
		if !covers(stands[name], sent[name]) {
			return elementName(name), nil
		}
	}
	return "", nil
}

func sortedKeys(m map[string]any) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// covers tells whether a value holds all that another one says. Of a list each part must stand somewhere; words
// beside a code are ours, and moments count to the millisecond.
func covers(stands, sent any) bool {
	switch s := sent.(type) {
	case map[string]any:
		in, ok := stands.(map[string]any)
		if !ok {
			return false
		}
		for name, value := range s {
			if name == "display" || name == "type" && s["reference"] != nil {
				continue
			}
			if !covers(in[name], value) {
				return false
			}
		}
		return true
	case []any:
		in, ok := stands.([]any)
		return ok && !slices.ContainsFunc(s, func(one any) bool {
			return !slices.ContainsFunc(in, func(other any) bool { return covers(other, one) })
		})
	case string:
		in, ok := stands.(string)
		if ok && in != s {
			a, one := time.Parse(time.RFC3339Nano, s)
			b, two := time.Parse(time.RFC3339Nano, in)
			return one == nil && two == nil && a.Truncate(time.Millisecond).Equal(b)
		}
		return ok
	}
	return reflect.DeepEqual(stands, sent)
}
