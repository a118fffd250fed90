package geo

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// properties gives the members of a feature's "properties", and its id, as text.
func properties(props, id value) map[string]string {
	out := make(map[string]string)
	if text, ok := propertyText(id); ok {
		out["id"] = text
	}
	for name, v := range props.members() {
		if text, ok := propertyText(v); ok {
			out[name] = text
		} else {
			delete(out, name)
		}
	}
	return out
}

// propertyText gives a JSON value as text; null and absent give none. An object or array keeps its
// JSON form.
func propertyText(v value) (string, bool) {
	switch v.kind() {
	case 0, 'n':
		return "", false
	case '"':
		return v.text(), true
	case 't', 'f':
		return string(v.bytes()), true
	case '{', '[':
		var b bytes.Buffer
		if json.Compact(&b, v.bytes()) != nil {
			return "", false
		}
		return b.String(), true
	default:
		return numeral(string(v.bytes())), true
	}
}

// numeral writes a JSON number plainly. A whole number keeps its digits, however many, since it is
// often a code; anything else goes through [floatText].
func numeral(literal string) string {
	if !strings.ContainsAny(literal, ".eE") {
		if literal == "-0" {
			return "0"
		}
		return literal
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return literal
	}
	return floatText(f)
}

// floatText writes a float without its noise: 0.30000000000000004 becomes 0.3 and 14.0 becomes 14.
// Fifteen significant digits are what a float64 surely carries.
func floatText(f float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', 14, 64), 64)
	if err != nil || math.IsNaN(f) {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	switch size := math.Abs(rounded); {
	case size == 0:
		return "0"
	case size >= 1e21 || size < 1e-9:
		return strconv.FormatFloat(rounded, 'g', -1, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// columnText gives a database value as text; NULL and blobs give none.
func columnText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return floatText(v), true
	case bool:
		return strconv.FormatBool(v), true
	case time.Time:
		// The driver reads columns declared DATE or DATETIME as a time.
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly), true
		}
		return v.Format(time.RFC3339), true
	}
	return "", false
}
